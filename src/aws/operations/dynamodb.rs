//! DynamoDB: the reads.

use aws_sdk_dynamodb::types::BackupTypeFilter;

use super::{Reach, Read, Service, drain, follow, once};

const S: Service = Service("dynamodb", Reach::Regional);

#[rustfmt::skip]
pub static READS: &[Read] = &[
    S.pages("ListTables", &[], &["dynamodb:ListTables"], |c, _| drain(c.dynamodb().list_tables().into_paginator().send())),
    S.single("DescribeTable", &["TableName"], &["dynamodb:DescribeTable"], |c, p| once(c.dynamodb().describe_table().set_table_name(p.text("TableName")).send())),
    S.single("DescribeContinuousBackups", &["TableName"], &["dynamodb:DescribeContinuousBackups"], |c, p| once(c.dynamodb().describe_continuous_backups().set_table_name(p.text("TableName")).send())),
    S.single("DescribeTimeToLive", &["TableName"], &["dynamodb:DescribeTimeToLive"], |c, p| once(c.dynamodb().describe_time_to_live().set_table_name(p.text("TableName")).send())),
    S.single("DescribeContributorInsights", &["TableName"], &["dynamodb:DescribeContributorInsights"], |c, p| once(c.dynamodb().describe_contributor_insights().set_table_name(p.text("TableName")).send())),
    S.single("DescribeKinesisStreamingDestination", &["TableName"], &["dynamodb:DescribeKinesisStreamingDestination"], |c, p| once(c.dynamodb().describe_kinesis_streaming_destination().set_table_name(p.text("TableName")).send())),
    S.single("DescribeTableReplicaAutoScaling", &["TableName"], &["dynamodb:DescribeTableReplicaAutoScaling"], |c, p| once(c.dynamodb().describe_table_replica_auto_scaling().set_table_name(p.text("TableName")).send())),
    S.single("GetResourcePolicy", &["ResourceArn"], &["dynamodb:GetResourcePolicy"], |c, p| once(c.dynamodb().get_resource_policy().set_resource_arn(p.text("ResourceArn")).send())),
    S.pages("ListTagsOfResource", &["ResourceArn"], &["dynamodb:ListTagsOfResource"], |c, p| follow(c.dynamodb().list_tags_of_resource().set_resource_arn(p.text("ResourceArn")), |r, token| r.set_next_token(token).send(), |a| a.next_token)),
    S.pages("ListBackups", &["TableName", "BackupType"], &["dynamodb:ListBackups"], |c, p| follow(c.dynamodb().list_backups().set_table_name(p.text("TableName")).set_backup_type(p.choice::<BackupTypeFilter>("BackupType")), |r, last| r.set_exclusive_start_backup_arn(last).send(), |a| a.last_evaluated_backup_arn)),
    S.single("ListGlobalTables", &[], &["dynamodb:ListGlobalTables"], |c, _| once(c.dynamodb().list_global_tables().send())),
    S.pages("ListExports", &["TableArn"], &["dynamodb:ListExports"], |c, p| drain(c.dynamodb().list_exports().set_table_arn(p.text("TableArn")).into_paginator().send())),
    S.single("DescribeLimits", &[], &["dynamodb:DescribeLimits"], |c, _| once(c.dynamodb().describe_limits().send())),
];
