//! RDS: the reads.

use super::{Reach, Read, Service, drain, once};

const S: Service = Service("rds", Reach::Regional);

#[rustfmt::skip]
pub static READS: &[Read] = &[
    S.pages("DescribeDBInstances", &["DBInstanceIdentifier"], &["rds:DescribeDBInstances"], |c, p| drain(c.rds.describe_db_instances().set_db_instance_identifier(p.text("DBInstanceIdentifier")).into_paginator().send())),
    S.pages("DescribeDBClusters", &["DBClusterIdentifier"], &["rds:DescribeDBClusters"], |c, p| drain(c.rds.describe_db_clusters().set_db_cluster_identifier(p.text("DBClusterIdentifier")).into_paginator().send())),
    S.pages("DescribeDBSnapshots", &["DBSnapshotIdentifier", "SnapshotType"], &["rds:DescribeDBSnapshots"], |c, p| drain(c.rds.describe_db_snapshots().set_db_snapshot_identifier(p.text("DBSnapshotIdentifier")).set_snapshot_type(p.text("SnapshotType")).into_paginator().send())),
    S.single("DescribeDBSnapshotAttributes", &["DBSnapshotIdentifier"], &["rds:DescribeDBSnapshotAttributes"], |c, p| once(c.rds.describe_db_snapshot_attributes().set_db_snapshot_identifier(p.text("DBSnapshotIdentifier")).send())),
    S.pages("DescribeDBClusterSnapshots", &["DBClusterSnapshotIdentifier", "SnapshotType"], &["rds:DescribeDBClusterSnapshots"], |c, p| drain(c.rds.describe_db_cluster_snapshots().set_db_cluster_snapshot_identifier(p.text("DBClusterSnapshotIdentifier")).set_snapshot_type(p.text("SnapshotType")).into_paginator().send())),
    S.single("DescribeDBClusterSnapshotAttributes", &["DBClusterSnapshotIdentifier"], &["rds:DescribeDBClusterSnapshotAttributes"], |c, p| once(c.rds.describe_db_cluster_snapshot_attributes().set_db_cluster_snapshot_identifier(p.text("DBClusterSnapshotIdentifier")).send())),
    S.pages("DescribeDBSubnetGroups", &["DBSubnetGroupName"], &["rds:DescribeDBSubnetGroups"], |c, p| drain(c.rds.describe_db_subnet_groups().set_db_subnet_group_name(p.text("DBSubnetGroupName")).into_paginator().send())),
    S.pages("DescribeEventSubscriptions", &["SubscriptionName"], &["rds:DescribeEventSubscriptions"], |c, p| drain(c.rds.describe_event_subscriptions().set_subscription_name(p.text("SubscriptionName")).into_paginator().send())),
    S.pages("DescribePendingMaintenanceActions", &["ResourceIdentifier"], &["rds:DescribePendingMaintenanceActions"], |c, p| drain(c.rds.describe_pending_maintenance_actions().set_resource_identifier(p.text("ResourceIdentifier")).into_paginator().send())),
    S.pages("DescribeDBParameterGroups", &["DBParameterGroupName"], &["rds:DescribeDBParameterGroups"], |c, p| drain(c.rds.describe_db_parameter_groups().set_db_parameter_group_name(p.text("DBParameterGroupName")).into_paginator().send())),
];
