//! EC2: the reads.

use aws_sdk_ec2::types::{
    AccountAttributeName, AddressAttributeName, Filter, ImageAttributeName, InstanceAttributeName, InstanceType,
    LocationType, SnapshotAttributeName, VolumeAttributeName, VpcAttributeName,
};

use super::{Reach, Read, Service, drain, follow, once};
use crate::aws::Params;
use crate::aws::params::texts;

const S: Service = Service("ec2", Reach::Regional);

#[rustfmt::skip]
pub static READS: &[Read] = &[
    S.single("DescribeRegions", &["RegionNames"], &["ec2:DescribeRegions"], |c, p| once(c.ec2().describe_regions().set_region_names(p.texts("RegionNames")).send())),
    S.pages("DescribeInstances", &["InstanceIds", "Filters"], &["ec2:DescribeInstances"], |c, p| drain(c.ec2().describe_instances().set_instance_ids(p.texts("InstanceIds")).set_filters(filters(p, "Filters")).into_paginator().send())),
    S.pages("DescribeVolumes", &["VolumeIds", "Filters"], &["ec2:DescribeVolumes"], |c, p| drain(c.ec2().describe_volumes().set_volume_ids(p.texts("VolumeIds")).set_filters(filters(p, "Filters")).into_paginator().send())),
    S.pages("DescribeSnapshots", &["SnapshotIds", "OwnerIds", "Filters"], &["ec2:DescribeSnapshots"], |c, p| drain(c.ec2().describe_snapshots().set_snapshot_ids(p.texts("SnapshotIds")).set_owner_ids(p.texts("OwnerIds")).set_filters(filters(p, "Filters")).into_paginator().send())),
    S.single("DescribeSnapshotAttribute", &["SnapshotId", "Attribute"], &["ec2:DescribeSnapshotAttribute"], |c, p| once(c.ec2().describe_snapshot_attribute().set_snapshot_id(p.text("SnapshotId")).set_attribute(p.choice::<SnapshotAttributeName>("Attribute")).send())),
    S.single("DescribeAddresses", &["AllocationIds", "Filters"], &["ec2:DescribeAddresses"], |c, p| once(c.ec2().describe_addresses().set_allocation_ids(p.texts("AllocationIds")).set_filters(filters(p, "Filters")).send())),
    S.pages("DescribeSecurityGroups", &["GroupIds", "Filters"], &["ec2:DescribeSecurityGroups"], |c, p| drain(c.ec2().describe_security_groups().set_group_ids(p.texts("GroupIds")).set_filters(filters(p, "Filters")).into_paginator().send())),
    S.pages("DescribeNetworkInterfaces", &["NetworkInterfaceIds", "Filters"], &["ec2:DescribeNetworkInterfaces"], |c, p| drain(c.ec2().describe_network_interfaces().set_network_interface_ids(p.texts("NetworkInterfaceIds")).set_filters(filters(p, "Filters")).into_paginator().send())),
    S.pages("DescribeNatGateways", &["NatGatewayIds", "Filter"], &["ec2:DescribeNatGateways"], |c, p| drain(c.ec2().describe_nat_gateways().set_nat_gateway_ids(p.texts("NatGatewayIds")).set_filter(filters(p, "Filter")).into_paginator().send())),
    S.pages("DescribeVpcs", &["VpcIds", "Filters"], &["ec2:DescribeVpcs"], |c, p| drain(c.ec2().describe_vpcs().set_vpc_ids(p.texts("VpcIds")).set_filters(filters(p, "Filters")).into_paginator().send())),
    S.pages("DescribeSubnets", &["SubnetIds", "Filters"], &["ec2:DescribeSubnets"], |c, p| drain(c.ec2().describe_subnets().set_subnet_ids(p.texts("SubnetIds")).set_filters(filters(p, "Filters")).into_paginator().send())),
    S.pages("DescribeRouteTables", &["RouteTableIds", "Filters"], &["ec2:DescribeRouteTables"], |c, p| drain(c.ec2().describe_route_tables().set_route_table_ids(p.texts("RouteTableIds")).set_filters(filters(p, "Filters")).into_paginator().send())),
    S.pages("DescribeNetworkAcls", &["NetworkAclIds", "Filters"], &["ec2:DescribeNetworkAcls"], |c, p| drain(c.ec2().describe_network_acls().set_network_acl_ids(p.texts("NetworkAclIds")).set_filters(filters(p, "Filters")).into_paginator().send())),
    S.pages("DescribeInternetGateways", &["InternetGatewayIds", "Filters"], &["ec2:DescribeInternetGateways"], |c, p| drain(c.ec2().describe_internet_gateways().set_internet_gateway_ids(p.texts("InternetGatewayIds")).set_filters(filters(p, "Filters")).into_paginator().send())),
    S.pages("DescribeVpcEndpoints", &["VpcEndpointIds", "Filters"], &["ec2:DescribeVpcEndpoints"], |c, p| drain(c.ec2().describe_vpc_endpoints().set_vpc_endpoint_ids(p.texts("VpcEndpointIds")).set_filters(filters(p, "Filters")).into_paginator().send())),
    S.pages("DescribeVpcPeeringConnections", &["VpcPeeringConnectionIds", "Filters"], &["ec2:DescribeVpcPeeringConnections"], |c, p| drain(c.ec2().describe_vpc_peering_connections().set_vpc_peering_connection_ids(p.texts("VpcPeeringConnectionIds")).set_filters(filters(p, "Filters")).into_paginator().send())),
    S.single("DescribeVpnConnections", &["VpnConnectionIds", "Filters"], &["ec2:DescribeVpnConnections"], |c, p| once(c.ec2().describe_vpn_connections().set_vpn_connection_ids(p.texts("VpnConnectionIds")).set_filters(filters(p, "Filters")).send())).hides(&["VpnConnections[].CustomerGatewayConfiguration", "VpnConnections[].Options.TunnelOptions[].PreSharedKey"]),
    S.pages("DescribeFlowLogs", &["FlowLogIds", "Filter"], &["ec2:DescribeFlowLogs"], |c, p| drain(c.ec2().describe_flow_logs().set_flow_log_ids(p.texts("FlowLogIds")).set_filter(filters(p, "Filter")).into_paginator().send())),
    S.pages("DescribeImages", &["ImageIds", "Owners", "IncludeDisabled", "Filters"], &["ec2:DescribeImages"], |c, p| drain(c.ec2().describe_images().set_image_ids(p.texts("ImageIds")).set_owners(p.texts("Owners")).set_include_disabled(p.flag("IncludeDisabled")).set_filters(filters(p, "Filters")).into_paginator().send())),
    S.single("DescribeImageAttribute", &["ImageId", "Attribute"], &["ec2:DescribeImageAttribute"], |c, p| once(c.ec2().describe_image_attribute().set_image_id(p.text("ImageId")).set_attribute(p.choice::<ImageAttributeName>("Attribute")).send())),
    S.single("DescribeKeyPairs", &["KeyPairIds", "Filters"], &["ec2:DescribeKeyPairs"], |c, p| once(c.ec2().describe_key_pairs().set_key_pair_ids(p.texts("KeyPairIds")).set_filters(filters(p, "Filters")).send())),
    S.single("GetEbsEncryptionByDefault", &[], &["ec2:GetEbsEncryptionByDefault"], |c, _| once(c.ec2().get_ebs_encryption_by_default().send())),
    S.single("GetSnapshotBlockPublicAccessState", &[], &["ec2:GetSnapshotBlockPublicAccessState"], |c, _| once(c.ec2().get_snapshot_block_public_access_state().send())),
    S.single("DescribeAccountAttributes", &["AttributeNames"], &["ec2:DescribeAccountAttributes"], |c, p| once(c.ec2().describe_account_attributes().set_attribute_names(p.choices::<AccountAttributeName>("AttributeNames")).send())),
    S.pages("DescribeAddressesAttribute", &["AllocationIds", "Attribute"], &["ec2:DescribeAddressesAttribute"], |c, p| drain(c.ec2().describe_addresses_attribute().set_allocation_ids(p.texts("AllocationIds")).set_attribute(p.choice::<AddressAttributeName>("Attribute")).into_paginator().send())),
    S.single("DescribeAvailabilityZones", &["ZoneNames", "AllAvailabilityZones"], &["ec2:DescribeAvailabilityZones"], |c, p| once(c.ec2().describe_availability_zones().set_zone_names(p.texts("ZoneNames")).set_all_availability_zones(p.flag("AllAvailabilityZones")).send())),
    S.pages("DescribeCapacityReservations", &["CapacityReservationIds", "Filters"], &["ec2:DescribeCapacityReservations"], |c, p| drain(c.ec2().describe_capacity_reservations().set_capacity_reservation_ids(p.texts("CapacityReservationIds")).set_filters(filters(p, "Filters")).into_paginator().send())),
    S.pages("DescribeClientVpnEndpoints", &["ClientVpnEndpointIds"], &["ec2:DescribeClientVpnEndpoints"], |c, p| drain(c.ec2().describe_client_vpn_endpoints().set_client_vpn_endpoint_ids(p.texts("ClientVpnEndpointIds")).into_paginator().send())),
    S.single("DescribeCustomerGateways", &["CustomerGatewayIds", "Filters"], &["ec2:DescribeCustomerGateways"], |c, p| once(c.ec2().describe_customer_gateways().set_customer_gateway_ids(p.texts("CustomerGatewayIds")).set_filters(filters(p, "Filters")).send())),
    S.pages("DescribeDhcpOptions", &["DhcpOptionsIds", "Filters"], &["ec2:DescribeDhcpOptions"], |c, p| drain(c.ec2().describe_dhcp_options().set_dhcp_options_ids(p.texts("DhcpOptionsIds")).set_filters(filters(p, "Filters")).into_paginator().send())),
    S.pages("DescribeEgressOnlyInternetGateways", &["EgressOnlyInternetGatewayIds"], &["ec2:DescribeEgressOnlyInternetGateways"], |c, p| drain(c.ec2().describe_egress_only_internet_gateways().set_egress_only_internet_gateway_ids(p.texts("EgressOnlyInternetGatewayIds")).into_paginator().send())),
    S.pages("DescribeFastSnapshotRestores", &["Filters"], &["ec2:DescribeFastSnapshotRestores"], |c, p| drain(c.ec2().describe_fast_snapshot_restores().set_filters(filters(p, "Filters")).into_paginator().send())),
    S.pages("DescribeHosts", &["HostIds", "Filter"], &["ec2:DescribeHosts"], |c, p| drain(c.ec2().describe_hosts().set_host_ids(p.texts("HostIds")).set_filter(filters(p, "Filter")).into_paginator().send())),
    S.pages("DescribeIamInstanceProfileAssociations", &["AssociationIds", "Filters"], &["ec2:DescribeIamInstanceProfileAssociations"], |c, p| drain(c.ec2().describe_iam_instance_profile_associations().set_association_ids(p.texts("AssociationIds")).set_filters(filters(p, "Filters")).into_paginator().send())),
    S.single("DescribeInstanceAttribute", &["InstanceId", "Attribute"], &["ec2:DescribeInstanceAttribute"], |c, p| once(c.ec2().describe_instance_attribute().set_instance_id(p.text("InstanceId")).set_attribute(p.choice::<InstanceAttributeName>("Attribute")).send())).hides(&["UserData.Value"]),
    S.pages("DescribeInstanceCreditSpecifications", &["InstanceIds"], &["ec2:DescribeInstanceCreditSpecifications"], |c, p| drain(c.ec2().describe_instance_credit_specifications().set_instance_ids(p.texts("InstanceIds")).into_paginator().send())),
    S.pages("DescribeInstanceStatus", &["InstanceIds", "IncludeAllInstances"], &["ec2:DescribeInstanceStatus"], |c, p| drain(c.ec2().describe_instance_status().set_instance_ids(p.texts("InstanceIds")).set_include_all_instances(p.flag("IncludeAllInstances")).into_paginator().send())),
    S.pages("DescribeInstanceTypes", &["InstanceTypes", "Filters"], &["ec2:DescribeInstanceTypes"], |c, p| drain(c.ec2().describe_instance_types().set_instance_types(p.choices::<InstanceType>("InstanceTypes")).set_filters(filters(p, "Filters")).into_paginator().send())),
    S.pages("DescribeInstanceTypeOfferings", &["LocationType", "Filters"], &["ec2:DescribeInstanceTypeOfferings"], |c, p| drain(c.ec2().describe_instance_type_offerings().set_location_type(p.choice::<LocationType>("LocationType")).set_filters(filters(p, "Filters")).into_paginator().send())),
    S.pages("DescribeLaunchTemplates", &["LaunchTemplateIds", "Filters"], &["ec2:DescribeLaunchTemplates"], |c, p| drain(c.ec2().describe_launch_templates().set_launch_template_ids(p.texts("LaunchTemplateIds")).set_filters(filters(p, "Filters")).into_paginator().send())),
    S.pages("DescribeLaunchTemplateVersions", &["LaunchTemplateId", "Versions"], &["ec2:DescribeLaunchTemplateVersions"], |c, p| drain(c.ec2().describe_launch_template_versions().set_launch_template_id(p.text("LaunchTemplateId")).set_versions(p.texts("Versions")).into_paginator().send())).hides(&["LaunchTemplateVersions[].LaunchTemplateData.UserData"]),
    S.pages("DescribeLockedSnapshots", &["SnapshotIds"], &["ec2:DescribeLockedSnapshots"], |c, p| follow(c.ec2().describe_locked_snapshots().set_snapshot_ids(p.texts("SnapshotIds")), |r, token| r.set_next_token(token).send(), |a| a.next_token)),
    S.pages("DescribeManagedPrefixLists", &["PrefixListIds", "Filters"], &["ec2:DescribeManagedPrefixLists"], |c, p| drain(c.ec2().describe_managed_prefix_lists().set_prefix_list_ids(p.texts("PrefixListIds")).set_filters(filters(p, "Filters")).into_paginator().send())),
    S.single("DescribePlacementGroups", &["GroupIds", "Filters"], &["ec2:DescribePlacementGroups"], |c, p| once(c.ec2().describe_placement_groups().set_group_ids(p.texts("GroupIds")).set_filters(filters(p, "Filters")).send())),
    S.pages("DescribePrefixLists", &["PrefixListIds", "Filters"], &["ec2:DescribePrefixLists"], |c, p| drain(c.ec2().describe_prefix_lists().set_prefix_list_ids(p.texts("PrefixListIds")).set_filters(filters(p, "Filters")).into_paginator().send())),
    S.single("DescribeReservedInstances", &["ReservedInstancesIds", "Filters"], &["ec2:DescribeReservedInstances"], |c, p| once(c.ec2().describe_reserved_instances().set_reserved_instances_ids(p.texts("ReservedInstancesIds")).set_filters(filters(p, "Filters")).send())),
    S.pages("DescribeSecurityGroupRules", &["SecurityGroupRuleIds", "Filters"], &["ec2:DescribeSecurityGroupRules"], |c, p| drain(c.ec2().describe_security_group_rules().set_security_group_rule_ids(p.texts("SecurityGroupRuleIds")).set_filters(filters(p, "Filters")).into_paginator().send())),
    S.pages("DescribeSnapshotTierStatus", &["Filters"], &["ec2:DescribeSnapshotTierStatus"], |c, p| drain(c.ec2().describe_snapshot_tier_status().set_filters(filters(p, "Filters")).into_paginator().send())),
    S.pages("DescribeSpotInstanceRequests", &["SpotInstanceRequestIds", "Filters"], &["ec2:DescribeSpotInstanceRequests"], |c, p| drain(c.ec2().describe_spot_instance_requests().set_spot_instance_request_ids(p.texts("SpotInstanceRequestIds")).set_filters(filters(p, "Filters")).into_paginator().send())).hides(&["SpotInstanceRequests[].LaunchSpecification.UserData"]),
    S.pages("DescribeTags", &["Filters"], &["ec2:DescribeTags"], |c, p| drain(c.ec2().describe_tags().set_filters(filters(p, "Filters")).into_paginator().send())),
    S.pages("DescribeTransitGateways", &["TransitGatewayIds", "Filters"], &["ec2:DescribeTransitGateways"], |c, p| drain(c.ec2().describe_transit_gateways().set_transit_gateway_ids(p.texts("TransitGatewayIds")).set_filters(filters(p, "Filters")).into_paginator().send())),
    S.pages("DescribeTransitGatewayAttachments", &["TransitGatewayAttachmentIds", "Filters"], &["ec2:DescribeTransitGatewayAttachments"], |c, p| drain(c.ec2().describe_transit_gateway_attachments().set_transit_gateway_attachment_ids(p.texts("TransitGatewayAttachmentIds")).set_filters(filters(p, "Filters")).into_paginator().send())),
    S.pages("DescribeTransitGatewayRouteTables", &["TransitGatewayRouteTableIds", "Filters"], &["ec2:DescribeTransitGatewayRouteTables"], |c, p| drain(c.ec2().describe_transit_gateway_route_tables().set_transit_gateway_route_table_ids(p.texts("TransitGatewayRouteTableIds")).set_filters(filters(p, "Filters")).into_paginator().send())),
    S.pages("DescribeTransitGatewayVpcAttachments", &["TransitGatewayAttachmentIds", "Filters"], &["ec2:DescribeTransitGatewayVpcAttachments"], |c, p| drain(c.ec2().describe_transit_gateway_vpc_attachments().set_transit_gateway_attachment_ids(p.texts("TransitGatewayAttachmentIds")).set_filters(filters(p, "Filters")).into_paginator().send())),
    S.single("DescribeVolumeAttribute", &["VolumeId", "Attribute"], &["ec2:DescribeVolumeAttribute"], |c, p| once(c.ec2().describe_volume_attribute().set_volume_id(p.text("VolumeId")).set_attribute(p.choice::<VolumeAttributeName>("Attribute")).send())),
    S.pages("DescribeVolumesModifications", &["VolumeIds", "Filters"], &["ec2:DescribeVolumesModifications"], |c, p| drain(c.ec2().describe_volumes_modifications().set_volume_ids(p.texts("VolumeIds")).set_filters(filters(p, "Filters")).into_paginator().send())),
    S.pages("DescribeVolumeStatus", &["VolumeIds", "Filters"], &["ec2:DescribeVolumeStatus"], |c, p| drain(c.ec2().describe_volume_status().set_volume_ids(p.texts("VolumeIds")).set_filters(filters(p, "Filters")).into_paginator().send())),
    S.single("DescribeVpcAttribute", &["VpcId", "Attribute"], &["ec2:DescribeVpcAttribute"], |c, p| once(c.ec2().describe_vpc_attribute().set_vpc_id(p.text("VpcId")).set_attribute(p.choice::<VpcAttributeName>("Attribute")).send())),
    S.pages("DescribeVpcBlockPublicAccessExclusions", &["ExclusionIds"], &["ec2:DescribeVpcBlockPublicAccessExclusions"], |c, p| follow(c.ec2().describe_vpc_block_public_access_exclusions().set_exclusion_ids(p.texts("ExclusionIds")), |r, token| r.set_next_token(token).send(), |a| a.next_token)),
    S.single("DescribeVpcBlockPublicAccessOptions", &[], &["ec2:DescribeVpcBlockPublicAccessOptions"], |c, _| once(c.ec2().describe_vpc_block_public_access_options().send())),
    S.pages("DescribeVpcEndpointServiceConfigurations", &["ServiceIds"], &["ec2:DescribeVpcEndpointServiceConfigurations"], |c, p| drain(c.ec2().describe_vpc_endpoint_service_configurations().set_service_ids(p.texts("ServiceIds")).into_paginator().send())),
    S.pages("DescribeVpcEndpointServicePermissions", &["ServiceId"], &["ec2:DescribeVpcEndpointServicePermissions"], |c, p| drain(c.ec2().describe_vpc_endpoint_service_permissions().set_service_id(p.text("ServiceId")).into_paginator().send())),
    S.single("DescribeVpnGateways", &["VpnGatewayIds", "Filters"], &["ec2:DescribeVpnGateways"], |c, p| once(c.ec2().describe_vpn_gateways().set_vpn_gateway_ids(p.texts("VpnGatewayIds")).set_filters(filters(p, "Filters")).send())),
    S.single("GetAllowedImagesSettings", &[], &["ec2:GetAllowedImagesSettings"], |c, _| once(c.ec2().get_allowed_images_settings().send())),
    S.single("GetEbsDefaultKmsKeyId", &[], &["ec2:GetEbsDefaultKmsKeyId"], |c, _| once(c.ec2().get_ebs_default_kms_key_id().send())),
    S.single("GetImageBlockPublicAccessState", &[], &["ec2:GetImageBlockPublicAccessState"], |c, _| once(c.ec2().get_image_block_public_access_state().send())),
    S.single("GetInstanceMetadataDefaults", &[], &["ec2:GetInstanceMetadataDefaults"], |c, _| once(c.ec2().get_instance_metadata_defaults().send())),
    S.pages("GetManagedPrefixListEntries", &["PrefixListId"], &["ec2:GetManagedPrefixListEntries"], |c, p| drain(c.ec2().get_managed_prefix_list_entries().set_prefix_list_id(p.text("PrefixListId")).into_paginator().send())),
    S.single("GetSerialConsoleAccessStatus", &[], &["ec2:GetSerialConsoleAccessStatus"], |c, _| once(c.ec2().get_serial_console_access_status().send())),
];

fn filters(p: &Params, name: &'static str) -> Option<Vec<Filter>> {
    let filters = p.json(name)?.as_array()?;
    let one = |f: &serde_json::Value| {
        let field = f.get("Name").and_then(|v| v.as_str()).map(str::to_owned);
        Filter::builder().set_name(field).set_values(f.get("Values").map(texts)).build()
    };
    Some(filters.iter().map(one).collect())
}
