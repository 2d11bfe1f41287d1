//! Redshift: the reads.

use super::{Reach, Read, Service, drain, once};

const S: Service = Service("redshift", Reach::Regional);

#[rustfmt::skip]
pub static READS: &[Read] = &[
    S.pages("DescribeClusters", &["ClusterIdentifier"], &["redshift:DescribeClusters"], |c, p| drain(c.redshift().describe_clusters().set_cluster_identifier(p.text("ClusterIdentifier")).into_paginator().send())).hides(&["Clusters[].PendingModifiedValues.MasterUserPassword"]),
    S.single("DescribeLoggingStatus", &["ClusterIdentifier"], &["redshift:DescribeLoggingStatus"], |c, p| once(c.redshift().describe_logging_status().set_cluster_identifier(p.text("ClusterIdentifier")).send())),
    S.pages("DescribeClusterParameterGroups", &["ParameterGroupName"], &["redshift:DescribeClusterParameterGroups"], |c, p| drain(c.redshift().describe_cluster_parameter_groups().set_parameter_group_name(p.text("ParameterGroupName")).into_paginator().send())),
    S.pages("DescribeClusterParameters", &["ParameterGroupName", "Source"], &["redshift:DescribeClusterParameters"], |c, p| drain(c.redshift().describe_cluster_parameters().set_parameter_group_name(p.text("ParameterGroupName")).set_source(p.text("Source")).into_paginator().send())),
    S.pages("DescribeClusterSubnetGroups", &["ClusterSubnetGroupName"], &["redshift:DescribeClusterSubnetGroups"], |c, p| drain(c.redshift().describe_cluster_subnet_groups().set_cluster_subnet_group_name(p.text("ClusterSubnetGroupName")).into_paginator().send())),
    S.pages("DescribeClusterSnapshots", &["ClusterIdentifier", "SnapshotIdentifier", "SnapshotType"], &["redshift:DescribeClusterSnapshots"], |c, p| drain(c.redshift().describe_cluster_snapshots().set_cluster_identifier(p.text("ClusterIdentifier")).set_snapshot_identifier(p.text("SnapshotIdentifier")).set_snapshot_type(p.text("SnapshotType")).into_paginator().send())),
    S.pages("DescribeSnapshotSchedules", &["ClusterIdentifier"], &["redshift:DescribeSnapshotSchedules"], |c, p| drain(c.redshift().describe_snapshot_schedules().set_cluster_identifier(p.text("ClusterIdentifier")).into_paginator().send())),
    S.pages("DescribeEventSubscriptions", &["SubscriptionName"], &["redshift:DescribeEventSubscriptions"], |c, p| drain(c.redshift().describe_event_subscriptions().set_subscription_name(p.text("SubscriptionName")).into_paginator().send())),
    S.pages("DescribeReservedNodes", &["ReservedNodeId"], &["redshift:DescribeReservedNodes"], |c, p| drain(c.redshift().describe_reserved_nodes().set_reserved_node_id(p.text("ReservedNodeId")).into_paginator().send())),
    S.pages("DescribeScheduledActions", &["ScheduledActionName"], &["redshift:DescribeScheduledActions"], |c, p| drain(c.redshift().describe_scheduled_actions().set_scheduled_action_name(p.text("ScheduledActionName")).into_paginator().send())),
    S.pages("DescribeEndpointAccess", &["ClusterIdentifier"], &["redshift:DescribeEndpointAccess"], |c, p| drain(c.redshift().describe_endpoint_access().set_cluster_identifier(p.text("ClusterIdentifier")).into_paginator().send())),
    S.pages("DescribeUsageLimits", &["ClusterIdentifier"], &["redshift:DescribeUsageLimits"], |c, p| drain(c.redshift().describe_usage_limits().set_cluster_identifier(p.text("ClusterIdentifier")).into_paginator().send())),
    S.pages("DescribeClusterTracks", &[], &["redshift:DescribeClusterTracks"], |c, _| drain(c.redshift().describe_cluster_tracks().into_paginator().send())),
    S.single("GetResourcePolicy", &["ResourceArn"], &["redshift:GetResourcePolicy"], |c, p| once(c.redshift().get_resource_policy().set_resource_arn(p.text("ResourceArn")).send())),
    S.pages("DescribeTags", &["ResourceName"], &["redshift:DescribeTags"], |c, p| drain(c.redshift().describe_tags().set_resource_name(p.text("ResourceName")).into_paginator().send())),
];
