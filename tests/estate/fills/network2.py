"""More networks and servers: each thing wrong once and right once. After `edge2`, whose load balancer it uses."""

from fills.storage import default_age, pages
from fills.tools import MAIN, SECOND, tagged, tags

ANYWHERE = "0.0.0.0/0"


def fill(filler):
    images(filler)
    sandbox(filler)
    templates(filler)
    groups(filler)
    edge_subnet(filler)
    crowded_group(filler)
    tunnels(filler)
    shared_service(filler)
    leftovers(filler)


def images(filler):
    """One that its owner gave up, one that everybody may start."""
    ec2 = filler.client("ec2")
    for name, more in (("relic", {"DeprecationTime": text(filler.ago(400))}), ("giveaway", {"Public": True})):
        image = ec2.register_image(Name=name, Description=name, RootDeviceName="/dev/xvda")["ImageId"]
        filler.made_one("ec2.image", image, MAIN, CreationDate=text(filler.ago(1100)), **more)
        filler.keep(**{name: image})


def text(moment):
    return moment.strftime("%Y-%m-%dT%H:%M:%S.000Z")


def sandbox(filler):
    """A server that somebody started in the default VPC, years ago, and that nobody looks after."""
    ec2 = filler.client("ec2")
    vpc = ec2.describe_vpcs(Filters=[{"Name": "is-default", "Values": ["true"]}])["Vpcs"][0]["VpcId"]
    zone = [{"Name": "vpc-id", "Values": [vpc]}, {"Name": "availability-zone", "Values": [MAIN + "a"]}]
    subnet = ec2.describe_subnets(Filters=zone)["Subnets"][0]["SubnetId"]
    firewall = ec2.create_security_group(GroupName="sandbox", Description="try things out", VpcId=vpc)["GroupId"]
    open_port = {"IpProtocol": "tcp", "FromPort": 8080, "ToPort": 8080, "IpRanges": [{"CidrIp": ANYWHERE}]}
    ec2.authorize_security_group_ingress(GroupId=firewall, IpPermissions=[open_port])
    filler.made_one("ec2.security_group", firewall, MAIN)
    made = ec2.run_instances(
        ImageId=filler.made["relic"],
        MinCount=1,
        MaxCount=1,
        InstanceType="t3.medium",
        ClientToken="estate-sandbox",
        SubnetId=subnet,
        SecurityGroupIds=[firewall],
        TagSpecifications=tagged("instance", Name="sandbox"),
    )["Instances"][0]["InstanceId"]
    options = {"State": "applied", "HttpTokens": "required", "HttpPutResponseHopLimit": 1, "HttpEndpoint": "enabled"}
    filler.made_one("ec2.instance", made, MAIN, LaunchTime=filler.ago(900), MetadataOptions=options)
    failing(filler, made)


def failing(filler, instance):
    """Its checks fail, and AWS has announced its end."""
    reachable = [{"Name": "reachability", "Status": "failed", "ImpairedSince": filler.ago(3)}]
    event = {
        "InstanceEventId": "instance-event-0d59937288b749b32",
        "Code": "instance-retirement",
        "Description": "The instance is running on degraded hardware",
        "NotBefore": filler.ago(-7),
    }
    system = {"Status": "impaired", "Details": reachable}
    filler.estate.override("ec2.instance_status", MAIN, instance, SystemStatus=system, Events=[event])


def templates(filler):
    ec2 = filler.client("ec2")
    card = {"DeviceIndex": 0, "AssociatePublicIpAddress": True}
    data = {"InstanceType": "t3.micro", "ImageId": filler.made["base"], "MetadataOptions": {"HttpTokens": "required"}}
    for name, more in (("outside", {"NetworkInterfaces": [card]}), ("inside", {})):
        ec2.create_launch_template(LaunchTemplateName=name, LaunchTemplateData={**data, **more})
        filler.made_one("ec2.launch_template", name, MAIN)


def groups(filler):
    """Two groups behind the same load balancer; one takes no notice of it, cannot start anything and was suspended."""
    autoscaling = filler.client("autoscaling")
    for name, check in (("ailing", "EC2"), ("well", "ELB")):
        autoscaling.create_auto_scaling_group(
            AutoScalingGroupName=name,
            LaunchTemplate={"LaunchTemplateName": "inside", "Version": "1"},
            MinSize=0,
            MaxSize=4,
            DesiredCapacity=0,
            VPCZoneIdentifier=",".join(filler.made["private"]),
            TargetGroupARNs=[filler.made["door"]],
            HealthCheckType=check,
            HealthCheckGracePeriod=60,
        )
    autoscaling.suspend_processes(AutoScalingGroupName="ailing", ScalingProcesses=["Launch", "AZRebalance"])
    missing = "The image id '[ami-0123456789abcdef0]' does not exist. Launching EC2 instance failed."
    failed = activity(filler, "ailing", "Failed", ".  Status Reason: " + missing, StatusMessage=missing)
    activities = {"ailing": [failed], "well": [activity(filler, "well", "Successful", ": i-0123456789abcdef0")]}
    filler.estate.documents["autoscaling", "DescribeScalingActivities", MAIN] = activities
    filler.estate.count("autoscaling.group", 2)


def activity(filler, group, status, rest, **more):
    return {
        "ActivityId": "00000000-0000-4000-8000-000000000001",
        "AutoScalingGroupName": group,
        "Description": "Launching a new EC2 instance" + rest,
        "Cause": "At the request of a user the desired capacity changed from 0 to 1.",
        "StartTime": filler.ago(1),
        "EndTime": filler.ago(1),
        "StatusCode": status,
        "Progress": 100,
        "Details": "{}",
        **more,
    }


def edge_subnet(filler):
    """A subnet with hardly an address left, a network ACL that keeps administration out, and a way to nowhere."""
    ec2 = filler.client("ec2")
    vpc = filler.made["vpc"]
    subnet = ec2.create_subnet(VpcId=vpc, CidrBlock="10.0.20.0/24", AvailabilityZone=MAIN + "a")["Subnet"]["SubnetId"]
    filler.made_one("ec2.subnet", subnet, MAIN, AvailableIpAddressCount=3)
    guard(filler, ec2, vpc, subnet)
    astray(filler, ec2, vpc, subnet)
    for service, subnets in (("ssm", [subnet]), ("sqs", filler.made["private"])):
        made = ec2.create_vpc_endpoint(
            VpcId=vpc, ServiceName=f"com.amazonaws.{MAIN}.{service}", VpcEndpointType="Interface", SubnetIds=subnets
        )["VpcEndpoint"]["VpcEndpointId"]
        filler.made_one("ec2.vpc_endpoint", made, MAIN, CreationTimestamp=filler.ago(200))


def guard(filler, ec2, vpc, subnet):
    acl = ec2.create_network_acl(VpcId=vpc)["NetworkAcl"]["NetworkAclId"]
    for number, port in ((90, 22), (91, 3389)):
        closed = {"Protocol": "6", "PortRange": {"From": port, "To": port}, "RuleAction": "deny"}
        ec2.create_network_acl_entry(NetworkAclId=acl, RuleNumber=number, Egress=False, CidrBlock=ANYWHERE, **closed)
    rest = {"Protocol": "-1", "RuleAction": "allow"}
    ec2.create_network_acl_entry(NetworkAclId=acl, RuleNumber=100, Egress=False, CidrBlock=ANYWHERE, **rest)
    default = ec2.describe_network_acls(Filters=[{"Name": "association.subnet-id", "Values": [subnet]}])
    links = [link for link in default["NetworkAcls"][0]["Associations"] if link["SubnetId"] == subnet]
    ec2.replace_network_acl_association(AssociationId=links[0]["NetworkAclAssociationId"], NetworkAclId=acl)
    filler.made_one("ec2.network_acl", acl, MAIN)


def astray(filler, ec2, vpc, subnet):
    """The peering that the route names was deleted."""
    table = ec2.create_route_table(VpcId=vpc)["RouteTable"]["RouteTableId"]
    ec2.associate_route_table(RouteTableId=table, SubnetId=subnet)
    near = {"DestinationCidrBlock": "10.0.0.0/16", "GatewayId": "local", "Origin": "CreateRouteTable", "State": "active"}
    far = {"DestinationCidrBlock": "10.99.0.0/16", "Origin": "CreateRoute", "State": "blackhole"}
    far["VpcPeeringConnectionId"] = "pcx-0a1b2c3d4e5f60718"
    filler.made_one("ec2.route_table", table, MAIN, Routes=[near, far])


def crowded_group(filler):
    ec2 = filler.client("ec2")
    made = ec2.create_security_group(GroupName="crowded", Description="all offices", VpcId=filler.made["vpc"])["GroupId"]
    offices = [{"CidrIp": f"10.50.{number}.0/24"} for number in range(51)]
    permission = {"IpProtocol": "tcp", "FromPort": 443, "ToPort": 443, "IpRanges": offices}
    ec2.authorize_security_group_ingress(GroupId=made, IpPermissions=[permission])
    filler.made_one("ec2.security_group", made, MAIN)


def tunnels(filler):
    """A VPN connection with one tunnel down; two doors for laptops, one of which keeps no log."""
    ec2 = filler.client("ec2")
    router = ec2.create_customer_gateway(BgpAsn=65010, PublicIp="198.51.100.20", Type="ipsec.1")["CustomerGateway"]
    gateway = ec2.create_vpn_gateway(Type="ipsec.1")["VpnGateway"]["VpnGatewayId"]
    made = ec2.create_vpn_connection(
        CustomerGatewayId=router["CustomerGatewayId"], VpnGatewayId=gateway, Type="ipsec.1"
    )["VpnConnection"]["VpnConnectionId"]
    sides = (("203.0.113.20", "UP", ""), ("203.0.113.21", "DOWN", "IPSEC IS DOWN"))
    telemetry = [
        {
            "OutsideIpAddress": address,
            "LastStatusChange": filler.ago(12),
            "Status": status,
            "StatusMessage": message,
            "AcceptedRouteCount": 0,
        }
        for address, status, message in sides
    ]
    filler.made_one("ec2.vpn_connection", made, MAIN, VgwTelemetry=telemetry)
    doors = [laptop_door(filler, "0a1b2c3d4e5f60717", False), laptop_door(filler, "0a1b2c3d4e5f60718", True)]
    filler.estate.documents["ec2", "DescribeClientVpnEndpoints", SECOND] = doors
    filler.estate.count("ec2.client_vpn_endpoint", 2)


def laptop_door(filler, number, logs):
    return {
        "ClientVpnEndpointId": f"cvpn-endpoint-{number}",
        "Description": "laptops",
        "Status": {"Code": "available"},
        "CreationTime": f"{filler.ago(500):%Y-%m-%dT%H:%M:%S}",
        "DnsName": f"*.cvpn-endpoint-{number}.prod.clientvpn.{SECOND}.amazonaws.com",
        "ClientCidrBlock": "10.8.0.0/22",
        "SplitTunnel": True,
        "VpnProtocol": "openvpn",
        "TransportProtocol": "udp",
        "VpnPort": 443,
        "ConnectionLogOptions": {"Enabled": True, "CloudwatchLogGroup": "vpn"} if logs else {"Enabled": False},
        "Tags": tags(Name="laptops"),
    }


def shared_service(filler):
    """Offered through PrivateLink, to everybody and to one partner."""
    ec2 = filler.client("ec2")
    balancers = filler.client("elbv2").describe_load_balancers(Names=["single-zone"])["LoadBalancers"]
    for principal in ("*", "arn:aws:iam::210987654321:root"):
        made = ec2.create_vpc_endpoint_service_configuration(
            NetworkLoadBalancerArns=[balancers[0]["LoadBalancerArn"]], AcceptanceRequired=False
        )["ServiceConfiguration"]["ServiceId"]
        ec2.modify_vpc_endpoint_service_permissions(ServiceId=made, AddAllowedPrincipals=[principal])
        filler.made_one("ec2.endpoint_service", made, MAIN)


def leftovers(filler):
    """Ages for the disks that moto made with the server and the images."""
    ec2 = filler.client("ec2")
    for found in pages(ec2, "describe_volumes", "Volumes"):
        default_age(filler, "ec2.volume", MAIN, found["VolumeId"], "CreateTime", 100)
    for found in pages(ec2, "describe_snapshots", "Snapshots", OwnerIds=["self"]):
        default_age(filler, "ec2.snapshot", MAIN, found["SnapshotId"], "StartTime", 300)
