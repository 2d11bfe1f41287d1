"""What the estate answers itself for the network and the edge: reads that moto lacks, and members that it leaves out.

SERVED answers instead of moto, PLACES says where overrides lie; both are joined to the tables of `served` and `overrides`.
"""

AMIS_BLOCKED = {"us-east-1": "block-new-sharing"}
SERIAL_CONSOLE = ("eu-west-1",)


def told(call, estate, default):
    return estate.documents.get((call.service, call.operation, call.region), default)


def image_block_public_access(call, estate):
    return {"ImageBlockPublicAccessState": AMIS_BLOCKED.get(call.region, "unblocked"), "ManagedBy": "account"}


def serial_console(call, estate):
    return {"SerialConsoleAccessEnabled": call.region in SERIAL_CONSOLE, "ManagedBy": "account"}


def client_vpn_endpoints(call, estate):
    endpoints, wanted = told(call, estate, []), call.params.get("ClientVpnEndpointIds")
    return {"ClientVpnEndpoints": [one for one in endpoints if not wanted or one["ClientVpnEndpointId"] in wanted]}


def scaling_activities(call, estate):
    return {"Activities": told(call, estate, {}).get(call.params.get("AutoScalingGroupName"), [])}


def resources_of_web_acl(call, estate):
    """Load balancers, where no type is named."""
    resources = told(call, estate, {}).get(call.params["WebACLArn"], {})
    return {"ResourceArns": resources.get(call.params.get("ResourceType", "APPLICATION_LOAD_BALANCER"), [])}


def instance_information(call, estate):
    """Of the servers that Systems Manager knows those that are asked for."""
    known, filters = told(call, estate, {}).get("InstanceInformationList", []), call.params.get("Filters") or []
    for wanted in filters:
        if wanted["Key"] == "InstanceIds":
            known = [one for one in known if one["InstanceId"] in wanted["Values"]]
    return {"InstanceInformationList": known}


SERVED = {
    ("autoscaling", "DescribeScalingActivities"): scaling_activities,
    ("ec2", "DescribeClientVpnEndpoints"): client_vpn_endpoints,
    ("ec2", "GetImageBlockPublicAccessState"): image_block_public_access,
    ("ec2", "GetSerialConsoleAccessStatus"): serial_console,
    ("ssm", "DescribeInstanceInformation"): instance_information,
    ("wafv2", "ListResourcesForWebACL"): resources_of_web_acl,
}
PLACES = {
    ("acm", "ListCertificates"): [("acm.certificate", "CertificateSummaryList", "CertificateArn")],
    ("acm", "DescribeCertificate"): [("acm.certificate_detail", "[Certificate]", "CertificateArn")],
    ("cloudfront", "ListDistributions"): [("cloudfront.distribution", "DistributionList.Items", "Id")],
    ("ec2", "DescribeInstanceStatus"): [("ec2.instance_status", "InstanceStatuses", "InstanceId")],
    ("ec2", "DescribeRouteTables"): [("ec2.route_table", "RouteTables", "RouteTableId")],
    ("ec2", "DescribeSubnets"): [("ec2.subnet", "Subnets", "SubnetId")],
    ("ec2", "DescribeVpnConnections"): [("ec2.vpn_connection", "VpnConnections", "VpnConnectionId")],
    ("route53", "GetDNSSEC"): [("route53.dnssec", "[Status]", "$HostedZoneId")],
}
