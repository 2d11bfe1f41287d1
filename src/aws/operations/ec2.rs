//! EC2: the reads.

use aws_sdk_ec2::types::{Filter, ImageAttributeName, SnapshotAttributeName};

use super::{Reach, Read, Service, drain, once};
use crate::aws::Params;
use crate::aws::params::texts;

const S: Service = Service("ec2", Reach::Regional);

#[rustfmt::skip]
pub static READS: &[Read] = &[
    S.single("DescribeRegions", &["RegionNames"], &["ec2:DescribeRegions"], |c, p| once(c.ec2.describe_regions().set_region_names(p.texts("RegionNames")).send())),
    S.pages("DescribeInstances", &["InstanceIds", "Filters"], &["ec2:DescribeInstances"], |c, p| drain(c.ec2.describe_instances().set_instance_ids(p.texts("InstanceIds")).set_filters(filters(p, "Filters")).into_paginator().send())),
    S.pages("DescribeVolumes", &["VolumeIds", "Filters"], &["ec2:DescribeVolumes"], |c, p| drain(c.ec2.describe_volumes().set_volume_ids(p.texts("VolumeIds")).set_filters(filters(p, "Filters")).into_paginator().send())),
    S.pages("DescribeSnapshots", &["SnapshotIds", "OwnerIds", "Filters"], &["ec2:DescribeSnapshots"], |c, p| drain(c.ec2.describe_snapshots().set_snapshot_ids(p.texts("SnapshotIds")).set_owner_ids(p.texts("OwnerIds")).set_filters(filters(p, "Filters")).into_paginator().send())),
    S.single("DescribeSnapshotAttribute", &["SnapshotId", "Attribute"], &["ec2:DescribeSnapshotAttribute"], |c, p| once(c.ec2.describe_snapshot_attribute().set_snapshot_id(p.text("SnapshotId")).set_attribute(p.choice::<SnapshotAttributeName>("Attribute")).send())),
    S.single("DescribeAddresses", &["AllocationIds", "Filters"], &["ec2:DescribeAddresses"], |c, p| once(c.ec2.describe_addresses().set_allocation_ids(p.texts("AllocationIds")).set_filters(filters(p, "Filters")).send())),
    S.pages("DescribeSecurityGroups", &["GroupIds", "Filters"], &["ec2:DescribeSecurityGroups"], |c, p| drain(c.ec2.describe_security_groups().set_group_ids(p.texts("GroupIds")).set_filters(filters(p, "Filters")).into_paginator().send())),
    S.pages("DescribeNetworkInterfaces", &["NetworkInterfaceIds", "Filters"], &["ec2:DescribeNetworkInterfaces"], |c, p| drain(c.ec2.describe_network_interfaces().set_network_interface_ids(p.texts("NetworkInterfaceIds")).set_filters(filters(p, "Filters")).into_paginator().send())),
    S.pages("DescribeNatGateways", &["NatGatewayIds", "Filter"], &["ec2:DescribeNatGateways"], |c, p| drain(c.ec2.describe_nat_gateways().set_nat_gateway_ids(p.texts("NatGatewayIds")).set_filter(filters(p, "Filter")).into_paginator().send())),
    S.pages("DescribeVpcs", &["VpcIds", "Filters"], &["ec2:DescribeVpcs"], |c, p| drain(c.ec2.describe_vpcs().set_vpc_ids(p.texts("VpcIds")).set_filters(filters(p, "Filters")).into_paginator().send())),
    S.pages("DescribeSubnets", &["SubnetIds", "Filters"], &["ec2:DescribeSubnets"], |c, p| drain(c.ec2.describe_subnets().set_subnet_ids(p.texts("SubnetIds")).set_filters(filters(p, "Filters")).into_paginator().send())),
    S.pages("DescribeRouteTables", &["RouteTableIds", "Filters"], &["ec2:DescribeRouteTables"], |c, p| drain(c.ec2.describe_route_tables().set_route_table_ids(p.texts("RouteTableIds")).set_filters(filters(p, "Filters")).into_paginator().send())),
    S.pages("DescribeNetworkAcls", &["NetworkAclIds", "Filters"], &["ec2:DescribeNetworkAcls"], |c, p| drain(c.ec2.describe_network_acls().set_network_acl_ids(p.texts("NetworkAclIds")).set_filters(filters(p, "Filters")).into_paginator().send())),
    S.pages("DescribeInternetGateways", &["InternetGatewayIds", "Filters"], &["ec2:DescribeInternetGateways"], |c, p| drain(c.ec2.describe_internet_gateways().set_internet_gateway_ids(p.texts("InternetGatewayIds")).set_filters(filters(p, "Filters")).into_paginator().send())),
    S.pages("DescribeVpcEndpoints", &["VpcEndpointIds", "Filters"], &["ec2:DescribeVpcEndpoints"], |c, p| drain(c.ec2.describe_vpc_endpoints().set_vpc_endpoint_ids(p.texts("VpcEndpointIds")).set_filters(filters(p, "Filters")).into_paginator().send())),
    S.pages("DescribeVpcPeeringConnections", &["VpcPeeringConnectionIds", "Filters"], &["ec2:DescribeVpcPeeringConnections"], |c, p| drain(c.ec2.describe_vpc_peering_connections().set_vpc_peering_connection_ids(p.texts("VpcPeeringConnectionIds")).set_filters(filters(p, "Filters")).into_paginator().send())),
    S.single("DescribeVpnConnections", &["VpnConnectionIds", "Filters"], &["ec2:DescribeVpnConnections"], |c, p| once(c.ec2.describe_vpn_connections().set_vpn_connection_ids(p.texts("VpnConnectionIds")).set_filters(filters(p, "Filters")).send())),
    S.pages("DescribeFlowLogs", &["FlowLogIds", "Filter"], &["ec2:DescribeFlowLogs"], |c, p| drain(c.ec2.describe_flow_logs().set_flow_log_ids(p.texts("FlowLogIds")).set_filter(filters(p, "Filter")).into_paginator().send())),
    S.pages("DescribeImages", &["ImageIds", "Owners", "IncludeDisabled", "Filters"], &["ec2:DescribeImages"], |c, p| drain(c.ec2.describe_images().set_image_ids(p.texts("ImageIds")).set_owners(p.texts("Owners")).set_include_disabled(p.flag("IncludeDisabled")).set_filters(filters(p, "Filters")).into_paginator().send())),
    S.single("DescribeImageAttribute", &["ImageId", "Attribute"], &["ec2:DescribeImageAttribute"], |c, p| once(c.ec2.describe_image_attribute().set_image_id(p.text("ImageId")).set_attribute(p.choice::<ImageAttributeName>("Attribute")).send())),
    S.single("DescribeKeyPairs", &["KeyPairIds", "Filters"], &["ec2:DescribeKeyPairs"], |c, p| once(c.ec2.describe_key_pairs().set_key_pair_ids(p.texts("KeyPairIds")).set_filters(filters(p, "Filters")).send())),
    S.single("GetEbsEncryptionByDefault", &[], &["ec2:GetEbsEncryptionByDefault"], |c, _| once(c.ec2.get_ebs_encryption_by_default().send())),
    S.single("GetSnapshotBlockPublicAccessState", &[], &["ec2:GetSnapshotBlockPublicAccessState"], |c, _| once(c.ec2.get_snapshot_block_public_access_state().send())),
];

fn filters(p: &Params, name: &'static str) -> Option<Vec<Filter>> {
    let filters = p.json(name)?.as_array()?;
    let one = |f: &serde_json::Value| {
        let field = f.get("Name").and_then(|v| v.as_str()).map(str::to_owned);
        Filter::builder().set_name(field).set_values(f.get("Values").map(texts)).build()
    };
    Some(filters.iter().map(one).collect())
}
