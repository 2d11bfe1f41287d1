//! Elastic Load Balancing v2: the reads.

use super::{Reach, Read, Service, drain, follow, once};

const S: Service = Service("elbv2", Reach::Regional);

#[rustfmt::skip]
pub static READS: &[Read] = &[
    S.pages("DescribeLoadBalancers", &["LoadBalancerArns"], &["elasticloadbalancing:DescribeLoadBalancers"], |c, p| drain(c.elbv2().describe_load_balancers().set_load_balancer_arns(p.texts("LoadBalancerArns")).into_paginator().send())),
    S.single("DescribeLoadBalancerAttributes", &["LoadBalancerArn"], &["elasticloadbalancing:DescribeLoadBalancerAttributes"], |c, p| once(c.elbv2().describe_load_balancer_attributes().set_load_balancer_arn(p.text("LoadBalancerArn")).send())),
    S.pages("DescribeListeners", &["LoadBalancerArn", "ListenerArns"], &["elasticloadbalancing:DescribeListeners"], |c, p| drain(c.elbv2().describe_listeners().set_load_balancer_arn(p.text("LoadBalancerArn")).set_listener_arns(p.texts("ListenerArns")).into_paginator().send())).hides(&["Listeners[].DefaultActions[].AuthenticateOidcConfig.ClientSecret"]),
    S.pages("DescribeTargetGroups", &["TargetGroupArns", "LoadBalancerArn"], &["elasticloadbalancing:DescribeTargetGroups"], |c, p| drain(c.elbv2().describe_target_groups().set_target_group_arns(p.texts("TargetGroupArns")).set_load_balancer_arn(p.text("LoadBalancerArn")).into_paginator().send())),
    S.single("DescribeTargetGroupAttributes", &["TargetGroupArn"], &["elasticloadbalancing:DescribeTargetGroupAttributes"], |c, p| once(c.elbv2().describe_target_group_attributes().set_target_group_arn(p.text("TargetGroupArn")).send())),
    S.single("DescribeTargetHealth", &["TargetGroupArn"], &["elasticloadbalancing:DescribeTargetHealth"], |c, p| once(c.elbv2().describe_target_health().set_target_group_arn(p.text("TargetGroupArn")).send())),
    S.single("DescribeTags", &["ResourceArns"], &["elasticloadbalancing:DescribeTags"], |c, p| once(c.elbv2().describe_tags().set_resource_arns(p.texts("ResourceArns")).send())),
    S.single("DescribeListenerAttributes", &["ListenerArn"], &["elasticloadbalancing:DescribeListenerAttributes"], |c, p| once(c.elbv2().describe_listener_attributes().set_listener_arn(p.text("ListenerArn")).send())),
    S.pages("DescribeListenerCertificates", &["ListenerArn"], &["elasticloadbalancing:DescribeListenerCertificates"], |c, p| drain(c.elbv2().describe_listener_certificates().set_listener_arn(p.text("ListenerArn")).into_paginator().send())),
    S.pages("DescribeRules", &["ListenerArn", "RuleArns"], &["elasticloadbalancing:DescribeRules"], |c, p| drain(c.elbv2().describe_rules().set_listener_arn(p.text("ListenerArn")).set_rule_arns(p.texts("RuleArns")).into_paginator().send())).hides(&["Rules[].Actions[].AuthenticateOidcConfig.ClientSecret"]),
    S.pages("DescribeSSLPolicies", &["Names"], &["elasticloadbalancing:DescribeSSLPolicies"], |c, p| follow(c.elbv2().describe_ssl_policies().set_names(p.texts("Names")), |r, token| r.set_marker(token).send(), |a| a.next_marker)),
    S.pages("DescribeTrustStores", &["TrustStoreArns"], &["elasticloadbalancing:DescribeTrustStores"], |c, p| drain(c.elbv2().describe_trust_stores().set_trust_store_arns(p.texts("TrustStoreArns")).into_paginator().send())),
    S.single("DescribeCapacityReservation", &["LoadBalancerArn"], &["elasticloadbalancing:DescribeCapacityReservation"], |c, p| once(c.elbv2().describe_capacity_reservation().set_load_balancer_arn(p.text("LoadBalancerArn")).send())),
    S.pages("DescribeAccountLimits", &[], &["elasticloadbalancing:DescribeAccountLimits"], |c, _| drain(c.elbv2().describe_account_limits().into_paginator().send())),
];
