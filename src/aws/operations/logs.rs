//! CloudWatch Logs: the reads.

use aws_sdk_cloudwatchlogs::types::{OrderBy, PolicyType};

use super::{Reach, Read, Service, drain, follow, once};

const S: Service = Service("logs", Reach::Regional);

#[rustfmt::skip]
pub static READS: &[Read] = &[
    S.pages("DescribeLogGroups", &["logGroupNamePrefix"], &["logs:DescribeLogGroups"], |c, p| drain(c.logs().describe_log_groups().set_log_group_name_prefix(p.text("logGroupNamePrefix")).into_paginator().send())),
    S.pages("DescribeMetricFilters", &["logGroupName"], &["logs:DescribeMetricFilters"], |c, p| drain(c.logs().describe_metric_filters().set_log_group_name(p.text("logGroupName")).into_paginator().send())),
    S.single("ListTagsForResource", &["resourceArn"], &["logs:ListTagsForResource"], |c, p| once(c.logs().list_tags_for_resource().set_resource_arn(p.text("resourceArn")).send())),
    S.pages("DescribeSubscriptionFilters", &["logGroupName"], &["logs:DescribeSubscriptionFilters"], |c, p| drain(c.logs().describe_subscription_filters().set_log_group_name(p.text("logGroupName")).into_paginator().send())),
    S.pages("DescribeResourcePolicies", &[], &["logs:DescribeResourcePolicies"], |c, _| follow(c.logs().describe_resource_policies(), |r, token| r.set_next_token(token).send(), |a| a.next_token)),
    S.pages("DescribeAccountPolicies", &["policyType"], &["logs:DescribeAccountPolicies"], |c, p| follow(c.logs().describe_account_policies().set_policy_type(p.choice::<PolicyType>("policyType")), |r, token| r.set_next_token(token).send(), |a| a.next_token)),
    S.pages("DescribeDestinations", &["DestinationNamePrefix"], &["logs:DescribeDestinations"], |c, p| drain(c.logs().describe_destinations().set_destination_name_prefix(p.text("DestinationNamePrefix")).into_paginator().send())),
    S.pages("DescribeExportTasks", &[], &["logs:DescribeExportTasks"], |c, _| follow(c.logs().describe_export_tasks(), |r, token| r.set_next_token(token).send(), |a| a.next_token)),
    S.pages("DescribeLogStreams", &["logGroupName", "orderBy", "descending"], &["logs:DescribeLogStreams"], |c, p| drain(c.logs().describe_log_streams().set_log_group_name(p.text("logGroupName")).set_order_by(p.choice::<OrderBy>("orderBy")).set_descending(p.flag("descending")).into_paginator().send())),
    S.pages("DescribeIndexPolicies", &["logGroupIdentifiers"], &["logs:DescribeIndexPolicies"], |c, p| follow(c.logs().describe_index_policies().set_log_group_identifiers(p.texts("logGroupIdentifiers")), |r, token| r.set_next_token(token).send(), |a| a.next_token)),
    S.single("GetDataProtectionPolicy", &["logGroupIdentifier"], &["logs:GetDataProtectionPolicy"], |c, p| once(c.logs().get_data_protection_policy().set_log_group_identifier(p.text("logGroupIdentifier")).send())),
    S.pages("ListLogAnomalyDetectors", &["filterLogGroupArn"], &["logs:ListLogAnomalyDetectors"], |c, p| drain(c.logs().list_log_anomaly_detectors().set_filter_log_group_arn(p.text("filterLogGroupArn")).into_paginator().send())),
];
