//! ElastiCache: the reads.

use super::{Reach, Read, Service, drain, once};

const S: Service = Service("elasticache", Reach::Regional);

#[rustfmt::skip]
pub static READS: &[Read] = &[
    S.pages("DescribeReplicationGroups", &["ReplicationGroupId"], &["elasticache:DescribeReplicationGroups"], |c, p| drain(c.elasticache().describe_replication_groups().set_replication_group_id(p.text("ReplicationGroupId")).into_paginator().send())),
    S.pages("DescribeCacheClusters", &["CacheClusterId", "ShowCacheNodeInfo", "ShowCacheClustersNotInReplicationGroups"], &["elasticache:DescribeCacheClusters"], |c, p| drain(c.elasticache().describe_cache_clusters().set_cache_cluster_id(p.text("CacheClusterId")).set_show_cache_node_info(p.flag("ShowCacheNodeInfo")).set_show_cache_clusters_not_in_replication_groups(p.flag("ShowCacheClustersNotInReplicationGroups")).into_paginator().send())),
    S.pages("DescribeServerlessCaches", &["ServerlessCacheName"], &["elasticache:DescribeServerlessCaches"], |c, p| drain(c.elasticache().describe_serverless_caches().set_serverless_cache_name(p.text("ServerlessCacheName")).into_paginator().send())),
    S.pages("DescribeCacheSubnetGroups", &["CacheSubnetGroupName"], &["elasticache:DescribeCacheSubnetGroups"], |c, p| drain(c.elasticache().describe_cache_subnet_groups().set_cache_subnet_group_name(p.text("CacheSubnetGroupName")).into_paginator().send())),
    S.pages("DescribeCacheParameterGroups", &["CacheParameterGroupName"], &["elasticache:DescribeCacheParameterGroups"], |c, p| drain(c.elasticache().describe_cache_parameter_groups().set_cache_parameter_group_name(p.text("CacheParameterGroupName")).into_paginator().send())),
    S.pages("DescribeCacheParameters", &["CacheParameterGroupName", "Source"], &["elasticache:DescribeCacheParameters"], |c, p| drain(c.elasticache().describe_cache_parameters().set_cache_parameter_group_name(p.text("CacheParameterGroupName")).set_source(p.text("Source")).into_paginator().send())),
    S.pages("DescribeCacheEngineVersions", &["Engine", "EngineVersion"], &["elasticache:DescribeCacheEngineVersions"], |c, p| drain(c.elasticache().describe_cache_engine_versions().set_engine(p.text("Engine")).set_engine_version(p.text("EngineVersion")).into_paginator().send())),
    S.pages("DescribeSnapshots", &["SnapshotName", "CacheClusterId", "ReplicationGroupId"], &["elasticache:DescribeSnapshots"], |c, p| drain(c.elasticache().describe_snapshots().set_snapshot_name(p.text("SnapshotName")).set_cache_cluster_id(p.text("CacheClusterId")).set_replication_group_id(p.text("ReplicationGroupId")).into_paginator().send())),
    S.pages("DescribeReservedCacheNodes", &["ReservedCacheNodeId"], &["elasticache:DescribeReservedCacheNodes"], |c, p| drain(c.elasticache().describe_reserved_cache_nodes().set_reserved_cache_node_id(p.text("ReservedCacheNodeId")).into_paginator().send())),
    S.pages("DescribeUsers", &["UserId"], &["elasticache:DescribeUsers"], |c, p| drain(c.elasticache().describe_users().set_user_id(p.text("UserId")).into_paginator().send())),
    S.pages("DescribeUserGroups", &["UserGroupId"], &["elasticache:DescribeUserGroups"], |c, p| drain(c.elasticache().describe_user_groups().set_user_group_id(p.text("UserGroupId")).into_paginator().send())),
    S.pages("DescribeUpdateActions", &["ReplicationGroupIds", "CacheClusterIds"], &["elasticache:DescribeUpdateActions"], |c, p| drain(c.elasticache().describe_update_actions().set_replication_group_ids(p.texts("ReplicationGroupIds")).set_cache_cluster_ids(p.texts("CacheClusterIds")).into_paginator().send())),
    S.pages("DescribeGlobalReplicationGroups", &["GlobalReplicationGroupId"], &["elasticache:DescribeGlobalReplicationGroups"], |c, p| drain(c.elasticache().describe_global_replication_groups().set_global_replication_group_id(p.text("GlobalReplicationGroupId")).into_paginator().send())),
    S.single("ListTagsForResource", &["ResourceName"], &["elasticache:ListTagsForResource"], |c, p| once(c.elasticache().list_tags_for_resource().set_resource_name(p.text("ResourceName")).send())),
];
