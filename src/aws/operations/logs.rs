//! CloudWatch Logs: the reads.

use super::{Reach, Read, Service, drain, once};

const S: Service = Service("logs", Reach::Regional);

#[rustfmt::skip]
pub static READS: &[Read] = &[
    S.pages("DescribeLogGroups", &["logGroupNamePrefix"], &["logs:DescribeLogGroups"], |c, p| drain(c.logs.describe_log_groups().set_log_group_name_prefix(p.text("logGroupNamePrefix")).into_paginator().send())),
    S.pages("DescribeMetricFilters", &["logGroupName"], &["logs:DescribeMetricFilters"], |c, p| drain(c.logs.describe_metric_filters().set_log_group_name(p.text("logGroupName")).into_paginator().send())),
    S.single("ListTagsForResource", &["resourceArn"], &["logs:ListTagsForResource"], |c, p| once(c.logs.list_tags_for_resource().set_resource_arn(p.text("resourceArn")).send())),
];
