//! EKS: the reads.

use super::{Reach, Read, Service, drain, once};

const S: Service = Service("eks", Reach::Regional);

#[rustfmt::skip]
pub static READS: &[Read] = &[
    S.pages("ListClusters", &[], &["eks:ListClusters"], |c, _| drain(c.eks().list_clusters().into_paginator().send())),
    S.single("DescribeCluster", &["name"], &["eks:DescribeCluster"], |c, p| once(c.eks().describe_cluster().set_name(p.text("name")).send())),
    S.pages("ListNodegroups", &["clusterName"], &["eks:ListNodegroups"], |c, p| drain(c.eks().list_nodegroups().set_cluster_name(p.text("clusterName")).into_paginator().send())),
    S.single("DescribeNodegroup", &["clusterName", "nodegroupName"], &["eks:DescribeNodegroup"], |c, p| once(c.eks().describe_nodegroup().set_cluster_name(p.text("clusterName")).set_nodegroup_name(p.text("nodegroupName")).send())),
    S.pages("ListFargateProfiles", &["clusterName"], &["eks:ListFargateProfiles"], |c, p| drain(c.eks().list_fargate_profiles().set_cluster_name(p.text("clusterName")).into_paginator().send())),
    S.single("DescribeFargateProfile", &["clusterName", "fargateProfileName"], &["eks:DescribeFargateProfile"], |c, p| once(c.eks().describe_fargate_profile().set_cluster_name(p.text("clusterName")).set_fargate_profile_name(p.text("fargateProfileName")).send())),
    S.pages("ListAddons", &["clusterName"], &["eks:ListAddons"], |c, p| drain(c.eks().list_addons().set_cluster_name(p.text("clusterName")).into_paginator().send())),
    S.single("DescribeAddon", &["clusterName", "addonName"], &["eks:DescribeAddon"], |c, p| once(c.eks().describe_addon().set_cluster_name(p.text("clusterName")).set_addon_name(p.text("addonName")).send())),
    S.pages("ListAccessEntries", &["clusterName"], &["eks:ListAccessEntries"], |c, p| drain(c.eks().list_access_entries().set_cluster_name(p.text("clusterName")).into_paginator().send())),
    S.single("DescribeAccessEntry", &["clusterName", "principalArn"], &["eks:DescribeAccessEntry"], |c, p| once(c.eks().describe_access_entry().set_cluster_name(p.text("clusterName")).set_principal_arn(p.text("principalArn")).send())),
    S.pages("ListAssociatedAccessPolicies", &["clusterName", "principalArn"], &["eks:ListAssociatedAccessPolicies"], |c, p| drain(c.eks().list_associated_access_policies().set_cluster_name(p.text("clusterName")).set_principal_arn(p.text("principalArn")).into_paginator().send())),
    S.pages("ListPodIdentityAssociations", &["clusterName"], &["eks:ListPodIdentityAssociations"], |c, p| drain(c.eks().list_pod_identity_associations().set_cluster_name(p.text("clusterName")).into_paginator().send())),
    S.pages("ListIdentityProviderConfigs", &["clusterName"], &["eks:ListIdentityProviderConfigs"], |c, p| drain(c.eks().list_identity_provider_configs().set_cluster_name(p.text("clusterName")).into_paginator().send())),
    S.pages("ListInsights", &["clusterName"], &["eks:ListInsights"], |c, p| drain(c.eks().list_insights().set_cluster_name(p.text("clusterName")).into_paginator().send())),
    S.single("DescribeInsight", &["clusterName", "id"], &["eks:DescribeInsight"], |c, p| once(c.eks().describe_insight().set_cluster_name(p.text("clusterName")).set_id(p.text("id")).send())),
    S.pages("ListUpdates", &["name"], &["eks:ListUpdates"], |c, p| drain(c.eks().list_updates().set_name(p.text("name")).into_paginator().send())),
    S.pages("DescribeClusterVersions", &["clusterVersions", "includeAll"], &["eks:DescribeClusterVersions"], |c, p| drain(c.eks().describe_cluster_versions().set_cluster_versions(p.texts("clusterVersions")).set_include_all(p.flag("includeAll")).into_paginator().send())),
    S.pages("DescribeAddonVersions", &["addonName", "kubernetesVersion"], &["eks:DescribeAddonVersions"], |c, p| drain(c.eks().describe_addon_versions().set_addon_name(p.text("addonName")).set_kubernetes_version(p.text("kubernetesVersion")).into_paginator().send())),
    S.single("ListTagsForResource", &["resourceArn"], &["eks:ListTagsForResource"], |c, p| once(c.eks().list_tags_for_resource().set_resource_arn(p.text("resourceArn")).send())),
];
