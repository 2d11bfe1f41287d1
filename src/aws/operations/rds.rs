//! RDS: the reads.

use super::{Reach, Read, Service, drain, once};

const S: Service = Service("rds", Reach::Regional);

#[rustfmt::skip]
pub static READS: &[Read] = &[
    S.pages("DescribeDBInstances", &["DBInstanceIdentifier"], &["rds:DescribeDBInstances"], |c, p| drain(c.rds().describe_db_instances().set_db_instance_identifier(p.text("DBInstanceIdentifier")).into_paginator().send())).hides(&["DBInstances[].PendingModifiedValues.MasterUserPassword"]),
    S.pages("DescribeDBClusters", &["DBClusterIdentifier"], &["rds:DescribeDBClusters"], |c, p| drain(c.rds().describe_db_clusters().set_db_cluster_identifier(p.text("DBClusterIdentifier")).into_paginator().send())).hides(&["DBClusters[].PendingModifiedValues.MasterUserPassword"]),
    S.pages("DescribeDBSnapshots", &["DBSnapshotIdentifier", "SnapshotType"], &["rds:DescribeDBSnapshots"], |c, p| drain(c.rds().describe_db_snapshots().set_db_snapshot_identifier(p.text("DBSnapshotIdentifier")).set_snapshot_type(p.text("SnapshotType")).into_paginator().send())),
    S.single("DescribeDBSnapshotAttributes", &["DBSnapshotIdentifier"], &["rds:DescribeDBSnapshotAttributes"], |c, p| once(c.rds().describe_db_snapshot_attributes().set_db_snapshot_identifier(p.text("DBSnapshotIdentifier")).send())),
    S.pages("DescribeDBClusterSnapshots", &["DBClusterSnapshotIdentifier", "SnapshotType"], &["rds:DescribeDBClusterSnapshots"], |c, p| drain(c.rds().describe_db_cluster_snapshots().set_db_cluster_snapshot_identifier(p.text("DBClusterSnapshotIdentifier")).set_snapshot_type(p.text("SnapshotType")).into_paginator().send())),
    S.single("DescribeDBClusterSnapshotAttributes", &["DBClusterSnapshotIdentifier"], &["rds:DescribeDBClusterSnapshotAttributes"], |c, p| once(c.rds().describe_db_cluster_snapshot_attributes().set_db_cluster_snapshot_identifier(p.text("DBClusterSnapshotIdentifier")).send())),
    S.pages("DescribeDBSubnetGroups", &["DBSubnetGroupName"], &["rds:DescribeDBSubnetGroups"], |c, p| drain(c.rds().describe_db_subnet_groups().set_db_subnet_group_name(p.text("DBSubnetGroupName")).into_paginator().send())),
    S.pages("DescribeEventSubscriptions", &["SubscriptionName"], &["rds:DescribeEventSubscriptions"], |c, p| drain(c.rds().describe_event_subscriptions().set_subscription_name(p.text("SubscriptionName")).into_paginator().send())),
    S.pages("DescribePendingMaintenanceActions", &["ResourceIdentifier"], &["rds:DescribePendingMaintenanceActions"], |c, p| drain(c.rds().describe_pending_maintenance_actions().set_resource_identifier(p.text("ResourceIdentifier")).into_paginator().send())),
    S.pages("DescribeDBParameterGroups", &["DBParameterGroupName"], &["rds:DescribeDBParameterGroups"], |c, p| drain(c.rds().describe_db_parameter_groups().set_db_parameter_group_name(p.text("DBParameterGroupName")).into_paginator().send())),
    S.pages("DescribeDBParameters", &["DBParameterGroupName", "Source"], &["rds:DescribeDBParameters"], |c, p| drain(c.rds().describe_db_parameters().set_db_parameter_group_name(p.text("DBParameterGroupName")).set_source(p.text("Source")).into_paginator().send())),
    S.pages("DescribeDBClusterParameterGroups", &["DBClusterParameterGroupName"], &["rds:DescribeDBClusterParameterGroups"], |c, p| drain(c.rds().describe_db_cluster_parameter_groups().set_db_cluster_parameter_group_name(p.text("DBClusterParameterGroupName")).into_paginator().send())),
    S.pages("DescribeDBClusterParameters", &["DBClusterParameterGroupName", "Source"], &["rds:DescribeDBClusterParameters"], |c, p| drain(c.rds().describe_db_cluster_parameters().set_db_cluster_parameter_group_name(p.text("DBClusterParameterGroupName")).set_source(p.text("Source")).into_paginator().send())),
    S.pages("DescribeOptionGroups", &["OptionGroupName"], &["rds:DescribeOptionGroups"], |c, p| drain(c.rds().describe_option_groups().set_option_group_name(p.text("OptionGroupName")).into_paginator().send())),
    S.pages("DescribeReservedDBInstances", &["ReservedDBInstanceId"], &["rds:DescribeReservedDBInstances"], |c, p| drain(c.rds().describe_reserved_db_instances().set_reserved_db_instance_id(p.text("ReservedDBInstanceId")).into_paginator().send())),
    S.pages("DescribeDBProxies", &["DBProxyName"], &["rds:DescribeDBProxies"], |c, p| drain(c.rds().describe_db_proxies().set_db_proxy_name(p.text("DBProxyName")).into_paginator().send())),
    S.pages("DescribeDBProxyTargets", &["DBProxyName"], &["rds:DescribeDBProxyTargets"], |c, p| drain(c.rds().describe_db_proxy_targets().set_db_proxy_name(p.text("DBProxyName")).into_paginator().send())),
    S.pages("DescribeGlobalClusters", &["GlobalClusterIdentifier"], &["rds:DescribeGlobalClusters"], |c, p| drain(c.rds().describe_global_clusters().set_global_cluster_identifier(p.text("GlobalClusterIdentifier")).into_paginator().send())),
    S.pages("DescribeDBEngineVersions", &["Engine", "EngineVersion", "IncludeAll", "DefaultOnly"], &["rds:DescribeDBEngineVersions"], |c, p| drain(c.rds().describe_db_engine_versions().set_engine(p.text("Engine")).set_engine_version(p.text("EngineVersion")).set_include_all(p.flag("IncludeAll")).set_default_only(p.flag("DefaultOnly")).into_paginator().send())),
    S.pages("DescribeDBMajorEngineVersions", &["Engine", "MajorEngineVersion"], &["rds:DescribeDBMajorEngineVersions"], |c, p| drain(c.rds().describe_db_major_engine_versions().set_engine(p.text("Engine")).set_major_engine_version(p.text("MajorEngineVersion")).into_paginator().send())),
    S.pages("DescribeDBLogFiles", &["DBInstanceIdentifier"], &["rds:DescribeDBLogFiles"], |c, p| drain(c.rds().describe_db_log_files().set_db_instance_identifier(p.text("DBInstanceIdentifier")).into_paginator().send())),
    S.pages("DescribeDBInstanceAutomatedBackups", &["DBInstanceIdentifier"], &["rds:DescribeDBInstanceAutomatedBackups"], |c, p| drain(c.rds().describe_db_instance_automated_backups().set_db_instance_identifier(p.text("DBInstanceIdentifier")).into_paginator().send())),
    S.pages("DescribeDBClusterAutomatedBackups", &["DBClusterIdentifier"], &["rds:DescribeDBClusterAutomatedBackups"], |c, p| drain(c.rds().describe_db_cluster_automated_backups().set_db_cluster_identifier(p.text("DBClusterIdentifier")).into_paginator().send())),
    S.pages("DescribeDBClusterEndpoints", &["DBClusterIdentifier"], &["rds:DescribeDBClusterEndpoints"], |c, p| drain(c.rds().describe_db_cluster_endpoints().set_db_cluster_identifier(p.text("DBClusterIdentifier")).into_paginator().send())),
    S.pages("DescribeBlueGreenDeployments", &["BlueGreenDeploymentIdentifier"], &["rds:DescribeBlueGreenDeployments"], |c, p| drain(c.rds().describe_blue_green_deployments().set_blue_green_deployment_identifier(p.text("BlueGreenDeploymentIdentifier")).into_paginator().send())),
    S.pages("DescribeExportTasks", &["ExportTaskIdentifier"], &["rds:DescribeExportTasks"], |c, p| drain(c.rds().describe_export_tasks().set_export_task_identifier(p.text("ExportTaskIdentifier")).into_paginator().send())),
    S.pages("DescribeCertificates", &["CertificateIdentifier"], &["rds:DescribeCertificates"], |c, p| drain(c.rds().describe_certificates().set_certificate_identifier(p.text("CertificateIdentifier")).into_paginator().send())),
    S.single("DescribeAccountAttributes", &[], &["rds:DescribeAccountAttributes"], |c, _| once(c.rds().describe_account_attributes().send())),
    S.single("ListTagsForResource", &["ResourceName"], &["rds:ListTagsForResource"], |c, p| once(c.rds().list_tags_for_resource().set_resource_name(p.text("ResourceName")).send())),
];
