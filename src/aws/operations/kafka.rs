//! Managed Streaming for Apache Kafka: the reads.

use super::{Reach, Read, Service, drain, once};

const S: Service = Service("kafka", Reach::Regional);

#[rustfmt::skip]
pub static READS: &[Read] = &[
    S.pages("ListClustersV2", &["ClusterTypeFilter"], &["kafka:ListClustersV2"], |c, p| drain(c.kafka().list_clusters_v2().set_cluster_type_filter(p.text("ClusterTypeFilter")).into_paginator().send())),
    S.pages("ListClusters", &[], &["kafka:ListClusters"], |c, _| drain(c.kafka().list_clusters().into_paginator().send())),
    S.single("DescribeClusterV2", &["ClusterArn"], &["kafka:DescribeClusterV2"], |c, p| once(c.kafka().describe_cluster_v2().set_cluster_arn(p.text("ClusterArn")).send())),
    S.single("DescribeCluster", &["ClusterArn"], &["kafka:DescribeCluster"], |c, p| once(c.kafka().describe_cluster().set_cluster_arn(p.text("ClusterArn")).send())),
    S.single("GetBootstrapBrokers", &["ClusterArn"], &["kafka:GetBootstrapBrokers"], |c, p| once(c.kafka().get_bootstrap_brokers().set_cluster_arn(p.text("ClusterArn")).send())),
    S.single("GetClusterPolicy", &["ClusterArn"], &["kafka:GetClusterPolicy"], |c, p| once(c.kafka().get_cluster_policy().set_cluster_arn(p.text("ClusterArn")).send())),
    S.pages("ListNodes", &["ClusterArn"], &["kafka:ListNodes"], |c, p| drain(c.kafka().list_nodes().set_cluster_arn(p.text("ClusterArn")).into_paginator().send())),
    S.pages("ListScramSecrets", &["ClusterArn"], &["kafka:ListScramSecrets"], |c, p| drain(c.kafka().list_scram_secrets().set_cluster_arn(p.text("ClusterArn")).into_paginator().send())),
    S.pages("ListConfigurations", &[], &["kafka:ListConfigurations"], |c, _| drain(c.kafka().list_configurations().into_paginator().send())),
    S.single("DescribeConfigurationRevision", &["Arn", "Revision"], &["kafka:DescribeConfigurationRevision"], |c, p| once(c.kafka().describe_configuration_revision().set_arn(p.text("Arn")).set_revision(p.number::<i64>("Revision")).send())),
    S.pages("ListReplicators", &[], &["kafka:ListReplicators"], |c, _| drain(c.kafka().list_replicators().into_paginator().send())),
    S.pages("ListVpcConnections", &[], &["kafka:ListVpcConnections"], |c, _| drain(c.kafka().list_vpc_connections().into_paginator().send())),
    S.pages("ListKafkaVersions", &[], &["kafka:ListKafkaVersions"], |c, _| drain(c.kafka().list_kafka_versions().into_paginator().send())),
    S.single("GetCompatibleKafkaVersions", &["ClusterArn"], &["kafka:GetCompatibleKafkaVersions"], |c, p| once(c.kafka().get_compatible_kafka_versions().set_cluster_arn(p.text("ClusterArn")).send())),
    S.single("ListTagsForResource", &["ResourceArn"], &["kafka:ListTagsForResource"], |c, p| once(c.kafka().list_tags_for_resource().set_resource_arn(p.text("ResourceArn")).send())),
];
