//! Auto Scaling: the reads.

use aws_sdk_autoscaling::types::Filter;

use super::{Reach, Read, Service, drain, once};
use crate::aws::Params;
use crate::aws::params::texts;

const S: Service = Service("autoscaling", Reach::Regional);

#[rustfmt::skip]
pub static READS: &[Read] = &[
    S.pages("DescribeAutoScalingGroups", &["AutoScalingGroupNames", "Filters"], &["autoscaling:DescribeAutoScalingGroups"], |c, p| drain(c.autoscaling().describe_auto_scaling_groups().set_auto_scaling_group_names(p.texts("AutoScalingGroupNames")).set_filters(filters(p)).into_paginator().send())),
    S.pages("DescribeLaunchConfigurations", &["LaunchConfigurationNames"], &["autoscaling:DescribeLaunchConfigurations"], |c, p| drain(c.autoscaling().describe_launch_configurations().set_launch_configuration_names(p.texts("LaunchConfigurationNames")).into_paginator().send())).hides(&["LaunchConfigurations[].UserData"]),
    S.pages("DescribePolicies", &["AutoScalingGroupName"], &["autoscaling:DescribePolicies"], |c, p| drain(c.autoscaling().describe_policies().set_auto_scaling_group_name(p.text("AutoScalingGroupName")).into_paginator().send())),
    S.pages("DescribeScheduledActions", &["AutoScalingGroupName"], &["autoscaling:DescribeScheduledActions"], |c, p| drain(c.autoscaling().describe_scheduled_actions().set_auto_scaling_group_name(p.text("AutoScalingGroupName")).into_paginator().send())),
    S.pages("DescribeNotificationConfigurations", &["AutoScalingGroupNames"], &["autoscaling:DescribeNotificationConfigurations"], |c, p| drain(c.autoscaling().describe_notification_configurations().set_auto_scaling_group_names(p.texts("AutoScalingGroupNames")).into_paginator().send())),
    S.single("DescribeLifecycleHooks", &["AutoScalingGroupName"], &["autoscaling:DescribeLifecycleHooks"], |c, p| once(c.autoscaling().describe_lifecycle_hooks().set_auto_scaling_group_name(p.text("AutoScalingGroupName")).send())),
    S.pages("DescribeScalingActivities", &["AutoScalingGroupName"], &["autoscaling:DescribeScalingActivities"], |c, p| drain(c.autoscaling().describe_scaling_activities().set_auto_scaling_group_name(p.text("AutoScalingGroupName")).into_paginator().send())),
    S.pages("DescribeInstanceRefreshes", &["AutoScalingGroupName"], &["autoscaling:DescribeInstanceRefreshes"], |c, p| drain(c.autoscaling().describe_instance_refreshes().set_auto_scaling_group_name(p.text("AutoScalingGroupName")).into_paginator().send())),
    S.pages("DescribeWarmPool", &["AutoScalingGroupName"], &["autoscaling:DescribeWarmPool"], |c, p| drain(c.autoscaling().describe_warm_pool().set_auto_scaling_group_name(p.text("AutoScalingGroupName")).into_paginator().send())),
    S.pages("DescribeAutoScalingInstances", &["InstanceIds"], &["autoscaling:DescribeAutoScalingInstances"], |c, p| drain(c.autoscaling().describe_auto_scaling_instances().set_instance_ids(p.texts("InstanceIds")).into_paginator().send())),
    S.pages("DescribeLoadBalancerTargetGroups", &["AutoScalingGroupName"], &["autoscaling:DescribeLoadBalancerTargetGroups"], |c, p| drain(c.autoscaling().describe_load_balancer_target_groups().set_auto_scaling_group_name(p.text("AutoScalingGroupName")).into_paginator().send())),
    S.pages("DescribeLoadBalancers", &["AutoScalingGroupName"], &["autoscaling:DescribeLoadBalancers"], |c, p| drain(c.autoscaling().describe_load_balancers().set_auto_scaling_group_name(p.text("AutoScalingGroupName")).into_paginator().send())),
    S.pages("DescribeTags", &[], &["autoscaling:DescribeTags"], |c, _| drain(c.autoscaling().describe_tags().into_paginator().send())),
    S.single("DescribeAccountLimits", &[], &["autoscaling:DescribeAccountLimits"], |c, _| once(c.autoscaling().describe_account_limits().send())),
];

fn filters(p: &Params) -> Option<Vec<Filter>> {
    let filters = p.json("Filters")?.as_array()?;
    let one = |f: &serde_json::Value| {
        let field = f.get("Name").and_then(|v| v.as_str()).map(str::to_owned);
        Filter::builder().set_name(field).set_values(f.get("Values").map(texts)).build()
    };
    Some(filters.iter().map(one).collect())
}
