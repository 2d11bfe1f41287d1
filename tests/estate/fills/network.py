"""VPCs, subnets, gateways, routes, flow logs and security groups."""

from fills import hostile
from fills.tools import BARE, MAIN, SECOND, tagged, tags

ANYWHERE, ANYWHERE6 = "0.0.0.0/0", "::/0"


def fill(filler):
    main_vpc(filler)
    second_vpc(filler)
    security_groups(filler)
    default_groups(filler)
    empty_default_group(filler)
    oddments(filler)


def make_vpc(filler, region, cidr, name):
    ec2 = filler.client("ec2", region)
    vpc = ec2.create_vpc(CidrBlock=cidr, TagSpecifications=tagged("vpc", Name=name))["Vpc"]["VpcId"]
    filler.made_one("ec2.vpc", vpc, region)
    gateway = ec2.create_internet_gateway()["InternetGateway"]["InternetGatewayId"]
    ec2.attach_internet_gateway(InternetGatewayId=gateway, VpcId=vpc)
    filler.made_one("ec2.internet_gateway", gateway, region)
    return vpc, gateway


def make_subnet(filler, region, vpc, cidr, zone):
    ec2 = filler.client("ec2", region)
    subnet = ec2.create_subnet(VpcId=vpc, CidrBlock=cidr, AvailabilityZone=region + zone)["Subnet"]["SubnetId"]
    return filler.made_one("ec2.subnet", subnet, region)


def make_nat(filler, region, subnet, days):
    ec2 = filler.client("ec2", region)
    address = ec2.allocate_address(Domain="vpc")["AllocationId"]
    filler.made_one("ec2.address", address, region)
    nat = ec2.create_nat_gateway(SubnetId=subnet, AllocationId=address)["NatGateway"]["NatGatewayId"]
    used_by_nat(filler, region, nat, ec2.describe_nat_gateways(NatGatewayIds=[nat])["NatGateways"][0])
    return filler.made_one("ec2.nat_gateway", nat, region, CreateTime=filler.ago(days))


def used_by_nat(filler, region, nat, gateway):
    """moto leaves a NAT gateway's interface `available`; AWS shows it in use, and whose it is."""
    attachment = {"AttachmentId": "ela-attach-" + nat[4:], "DeviceIndex": 1, "InstanceOwnerId": "amazon-aws"}
    filler.made_one(
        "ec2.network_interface",
        gateway["NatGatewayAddresses"][0]["NetworkInterfaceId"],
        region,
        Status="in-use",
        InterfaceType="nat_gateway",
        RequesterManaged=True,
        Description=f"Interface for NAT Gateway {nat}",
        Attachment={**attachment, "Status": "attached", "DeleteOnTermination": False},
    )


def make_route_table(filler, region, vpc, subnets, **target):
    ec2 = filler.client("ec2", region)
    table = ec2.create_route_table(VpcId=vpc)["RouteTable"]["RouteTableId"]
    ec2.create_route(RouteTableId=table, DestinationCidrBlock=ANYWHERE, **target)
    for subnet in subnets:
        ec2.associate_route_table(RouteTableId=table, SubnetId=subnet)
    return filler.made_one("ec2.route_table", table, region)


def main_vpc(filler):
    """Flow logs on; one NAT gateway that is routed and one that is not, both in zone a."""
    vpc, gateway = make_vpc(filler, MAIN, "10.0.0.0/16", "main")
    public = [make_subnet(filler, MAIN, vpc, f"10.0.{n}.0/24", zone) for n, zone in enumerate("ab")]
    private = [make_subnet(filler, MAIN, vpc, f"10.0.1{n}.0/24", zone) for n, zone in enumerate("ab")]
    routed, _unrouted = (make_nat(filler, MAIN, public[0], 300) for _ in range(2))
    make_route_table(filler, MAIN, vpc, public, GatewayId=gateway)
    make_route_table(filler, MAIN, vpc, private, NatGatewayId=routed)
    filler.keep(vpc=vpc, public=public, private=private)
    flow_log(filler, MAIN, vpc)


def second_vpc(filler):
    """A NAT gateway in each of two zones; no flow logs."""
    vpc, gateway = make_vpc(filler, SECOND, "10.1.0.0/16", hostile.LINK)
    public = [make_subnet(filler, SECOND, vpc, f"10.1.{n}.0/24", zone) for n, zone in enumerate("ab")]
    private = [make_subnet(filler, SECOND, vpc, f"10.1.1{n}.0/24", zone) for n, zone in enumerate("ab")]
    make_route_table(filler, SECOND, vpc, public, GatewayId=gateway)
    for near, far in zip(public, private):
        make_route_table(filler, SECOND, vpc, [far], NatGatewayId=make_nat(filler, SECOND, near, 200))
    filler.keep(second_vpc=vpc, second_public=public, second_private=private)


def flow_log(filler, region, vpc):
    filler.client("s3").create_bucket(Bucket="estate-flow-logs")
    filler.made_one("s3.bucket", "estate-flow-logs", "global", CreationDate=filler.ago(700))
    made = filler.client("ec2", region).create_flow_logs(
        ResourceIds=[vpc],
        ResourceType="VPC",
        TrafficType="ALL",
        LogDestinationType="s3",
        LogDestination="arn:aws:s3:::estate-flow-logs",
    )
    filler.made_one("ec2.flow_log", made["FlowLogIds"][0], region, CreationTime=filler.ago(300))


def rule(port, *sources, to=None, protocol="tcp"):
    """One inbound permission; with protocol -1 there are no ports."""
    permission = {"IpProtocol": protocol}
    if protocol != "-1":
        permission.update(FromPort=port, ToPort=to or port)
    permission["IpRanges"] = [{"CidrIp": source} for source in sources if ":" not in source]
    permission["Ipv6Ranges"] = [{"CidrIpv6": source} for source in sources if ":" in source]
    return permission


def group(filler, name, *rules, region=MAIN, description="made by the estate", **pairs):
    ec2 = filler.client("ec2", region)
    vpc = filler.made["vpc" if region == MAIN else "second_vpc"]
    specifications = tagged("security-group", **pairs) if pairs else []
    made = ec2.create_security_group(
        GroupName=name, Description=description, VpcId=vpc, TagSpecifications=specifications
    )["GroupId"]
    if rules:
        ec2.authorize_security_group_ingress(GroupId=made, IpPermissions=list(rules))
    return filler.made_one("ec2.security_group", made, region)


def security_groups(filler):
    web = group(filler, "web", rule(443, ANYWHERE, ANYWHERE6), Name="web", owner="platform")
    ssh = group(filler, "open-ssh", rule(22, ANYWHERE), Name="open-ssh")
    bastion = group(filler, "bastion", rule(22, "10.0.0.0/8", "203.0.113.7/32"), Name="bastion")
    group(filler, "open-rdp-v6", rule(3389, ANYWHERE6))
    group(filler, "open-everything", rule(None, ANYWHERE, ANYWHERE6, protocol="-1"))
    group(filler, "open-range", rule(3000, ANYWHERE, to=6000))
    group(filler, "half-the-internet", rule(22, "0.0.0.0/1", "128.0.0.0/1"))
    group(filler, "open-postgres", rule(5432, ANYWHERE), region=SECOND)
    group(filler, "open-udp-dns", rule(53, ANYWHERE, protocol="udp"), region=SECOND)
    group(filler, "hostile", rule(22, ANYWHERE), description=hostile.GROUP_DESCRIPTION, Name=hostile.SCRIPT)
    group(filler, "hostile-quiet", description=hostile.GROUP_DESCRIPTION, Name=hostile.NEWLINES)
    filler.keep(web=web, ssh=ssh, bastion=bastion)
    referenced_group(filler, web)


def referenced_group(filler, web):
    """A group on no interface that another group's rule names: in use all the same."""
    source = group(filler, "referenced-only")
    ec2 = filler.client("ec2")
    pair = {"IpProtocol": "tcp", "FromPort": 8080, "ToPort": 8080, "UserIdGroupPairs": [{"GroupId": source}]}
    ec2.authorize_security_group_ingress(GroupId=web, IpPermissions=[pair])


def default_groups(filler):
    """As AWS makes them: everything in from members of the group itself. moto leaves that rule out."""
    for region in (MAIN, SECOND, BARE):
        ec2 = filler.client("ec2", region)
        found = ec2.describe_security_groups(Filters=[{"Name": "group-name", "Values": ["default"]}])
        for default in found["SecurityGroups"]:
            pair = {"IpProtocol": "-1", "UserIdGroupPairs": [{"GroupId": default["GroupId"]}]}
            ec2.authorize_security_group_ingress(GroupId=default["GroupId"], IpPermissions=[pair])


def empty_default_group(filler):
    """The main VPC's default group loses its rules; the other VPCs' keep them."""
    ec2 = filler.client("ec2")
    filters = [{"Name": "vpc-id", "Values": [filler.made["vpc"]]}, {"Name": "group-name", "Values": ["default"]}]
    default = ec2.describe_security_groups(Filters=filters)["SecurityGroups"][0]
    if default["IpPermissions"]:
        ec2.revoke_security_group_ingress(GroupId=default["GroupId"], IpPermissions=default["IpPermissions"])
    if default["IpPermissionsEgress"]:
        ec2.revoke_security_group_egress(GroupId=default["GroupId"], IpPermissions=default["IpPermissionsEgress"])


def oddments(filler):
    ec2 = filler.client("ec2")
    endpoint = ec2.create_vpc_endpoint(VpcId=filler.made["vpc"], ServiceName=f"com.amazonaws.{MAIN}.s3")
    made = endpoint["VpcEndpoint"]["VpcEndpointId"]
    filler.made_one("ec2.vpc_endpoint", made, MAIN, CreationTimestamp=filler.ago(200))
    for name in ("deploy", "unused-key"):
        ec2.create_key_pair(KeyName=name)
        filler.made_one("ec2.key_pair", name, MAIN, CreateTime=filler.ago(500))
    detached = ec2.create_network_interface(SubnetId=filler.made["private"][0], Groups=[filler.made["bastion"]])
    made = detached["NetworkInterface"]["NetworkInterfaceId"]
    ec2.create_tags(Resources=[made], Tags=tags(Name=hostile.OVERRIDE))
    filler.made_one("ec2.network_interface", made, MAIN)
