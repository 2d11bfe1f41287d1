"""More of what faces the internet, and the network and the servers behind it: each thing wrong once and right once."""

from fills.storage import default_age, pages
from fills.tools import MAIN, SECOND, tagged, tags

ACCOUNT = "123456789012"
ANYWHERE = "0.0.0.0/0"


def fill(filler):
    certificates(filler)
    web_acls(filler)
    balancers(filler)
    classic(filler)
    rest_apis(filler)
    http_apis(filler)
    told_resources(filler)
    distributions(filler)
    names(filler)
    images(filler)
    sandbox(filler)
    templates(filler)
    groups(filler)
    edge_subnet(filler)
    crowded_group(filler)
    tunnels(filler)
    shared_service(filler)
    leftovers(filler)


def certificates(filler):
    """In use and about to end, held up in its renewal, with a weak key, in use by nothing, and one that is right."""
    imported = {"Type": "IMPORTED", "InUse": True}
    stuck = {"RenewalStatus": "PENDING_VALIDATION", "UpdatedAt": filler.ago(20), "DomainValidationOptions": []}
    certificate(filler, "ending", ends=10, **imported)
    certificate(filler, "stuck", ends=40, InUse=True, renewal=stuck)
    certificate(filler, "weak", ends=300, KeyAlgorithm="RSA_1024", **imported)
    certificate(filler, "idle", ends=200)
    done = {**stuck, "RenewalStatus": "SUCCESS"}
    filler.keep(acm=certificate(filler, "fine", ends=390, InUse=True, renewal=done))


def certificate(filler, name, ends, renewal=None, **members):
    made = filler.client("acm").request_certificate(DomainName=f"{name}.example.net", ValidationMethod="DNS")
    arn = made["CertificateArn"]
    times = {"NotBefore": filler.ago(200), "NotAfter": filler.ago(-ends), "CreatedAt": filler.ago(200)}
    filler.made_one("acm.certificate", arn, MAIN, **times, **members)
    if renewal:
        filler.estate.override("acm.certificate_detail", MAIN, arn, RenewalSummary=renewal)
    return arn


def web_acls(filler):
    """Two with a rule; one of them writes a log."""
    wafv2 = filler.client("wafv2")
    see = {"SampledRequestsEnabled": True, "CloudWatchMetricsEnabled": True, "MetricName": "guard"}
    common = {"ManagedRuleGroupStatement": {"VendorName": "AWS", "Name": "AWSManagedRulesCommonRuleSet"}}
    rule = {"Name": "common", "Priority": 1, "Statement": common, "OverrideAction": {"None": {}}, "VisibilityConfig": see}
    for name in ("guard", "quiet-guard"):
        made = wafv2.create_web_acl(
            Name=name, Scope="REGIONAL", DefaultAction={"Allow": {}}, VisibilityConfig=see, Rules=[rule]
        )["Summary"]
        filler.keep(**{name.replace("-", "_"): made["ARN"]})
        filler.made_one("wafv2.web_acl", name, MAIN)
    log = f"arn:aws:logs:{MAIN}:{ACCOUNT}:log-group:aws-waf-logs-guard"
    logging = {"ResourceArn": filler.made["guard"], "LogDestinationConfigs": [log]}
    wafv2.put_logging_configuration(LoggingConfiguration=logging)


def balancers(filler):
    """The same load balancer twice, with settings that let much pass and with strict ones."""
    elb = filler.client("elbv2")
    group = elb.create_target_group(
        Name="door", Protocol="HTTP", Port=8080, VpcId=filler.made["vpc"], TargetType="instance"
    )["TargetGroups"][0]["TargetGroupArn"]
    elb.register_targets(TargetGroupArn=group, Targets=[{"Id": filler.made["good"]}])
    filler.keep(door=group)
    filler.made_one("elbv2.target_group", "door", MAIN)
    lax = {"access_logs.s3.enabled": "false", "routing.http.drop_invalid_header_fields.enabled": "false"}
    strict = {name: "true" for name in lax}
    balancer(filler, elb, "lax-door", "ELBSecurityPolicy-2016-08", lax, "monitor")
    arn = balancer(filler, elb, "strict-door", "ELBSecurityPolicy-TLS13-1-2-2021-06", strict, "defensive")
    filler.client("wafv2").associate_web_acl(WebACLArn=filler.made["guard"], ResourceArn=arn)


def balancer(filler, elb, name, policy, settings, mode):
    subnets, firewall = filler.made["public"], [filler.made["web"]]
    made = elb.create_load_balancer(Name=name, Subnets=subnets, SecurityGroups=firewall, Scheme="internet-facing")
    arn = made["LoadBalancers"][0]["LoadBalancerArn"]
    attributes = {**settings, "routing.http.desync_mitigation_mode": mode, "deletion_protection.enabled": "true"}
    pairs = [{"Key": key, "Value": value} for key, value in attributes.items()]
    elb.modify_load_balancer_attributes(LoadBalancerArn=arn, Attributes=pairs)
    elb.create_listener(
        LoadBalancerArn=arn,
        Protocol="HTTPS",
        Port=443,
        SslPolicy=policy,
        Certificates=[{"CertificateArn": filler.made["acm"]}],
        DefaultActions=[{"Type": "forward", "TargetGroupArn": filler.made["door"]}],
    )
    filler.keep(**{name.replace("-", "_"): arn})
    return filler.made_one("elbv2.load_balancer", name, MAIN, CreatedTime=filler.ago(30)) and arn


def classic(filler):
    """Encrypted, one with TLS 1.0 and no balancing between zones."""
    elb = filler.client("elb")
    secure = {"Protocol": "HTTPS", "LoadBalancerPort": 443, "InstanceProtocol": "HTTP", "InstancePort": 80}
    listener = {**secure, "SSLCertificateId": filler.made["acm"]}
    for name, old in (("classic-old-tls", True), ("classic-tls12", False)):
        zones = [MAIN + "a", MAIN + "b"]
        elb.create_load_balancer(LoadBalancerName=name, Listeners=[listener], AvailabilityZones=zones)
        draining = {"Enabled": True, "Timeout": 60}
        settings = {"CrossZoneLoadBalancing": {"Enabled": not old}, "ConnectionDraining": draining}
        elb.modify_load_balancer_attributes(LoadBalancerName=name, LoadBalancerAttributes=settings)
        versions = {"Protocol-TLSv1": str(old).lower(), "Protocol-TLSv1.2": "true"}
        elb.create_load_balancer_policy(
            LoadBalancerName=name,
            PolicyName="tls",
            PolicyTypeName="SSLNegotiationPolicyType",
            PolicyAttributes=[{"AttributeName": key, "AttributeValue": value} for key, value in versions.items()],
        )
        elb.set_load_balancer_policies_of_listener(LoadBalancerName=name, LoadBalancerPort=443, PolicyNames=["tls"])
    filler.estate.count("elb.load_balancer", 2)


def rest_apis(filler):
    """A stage that pays for a cache without use and one that writes its log; an old and a new domain."""
    api = filler.client("apigateway")
    made = api.create_rest_api(name="catalogue", endpointConfiguration={"types": ["REGIONAL"]})["id"]
    root = api.get_resources(restApiId=made)["items"][0]["id"]
    api.put_method(restApiId=made, resourceId=root, httpMethod="GET", authorizationType="AWS_IAM")
    api.put_integration(restApiId=made, resourceId=root, httpMethod="GET", type="MOCK")
    deployment = api.create_deployment(restApiId=made)["id"]
    for name, cached in (("cached", True), ("plain", False)):
        more = {"cacheClusterEnabled": True, "cacheClusterSize": "0.5"} if cached else {}
        api.create_stage(restApiId=made, stageName=name, deploymentId=deployment, **more)
        arn = f"arn:aws:apigateway:{MAIN}::/restapis/{made}/stages/{name}"
        filler.client("wafv2").associate_web_acl(WebACLArn=filler.made["quiet_guard"], ResourceArn=arn)
        filler.made_one("apigateway.stage", arn, MAIN)
        filler.made.setdefault("stages", []).append(arn)
    log = f"arn:aws:logs:{MAIN}:{ACCOUNT}:log-group:api"
    patch = {"destinationArn": log, "format": "$context.requestId"}
    operations = [{"op": "replace", "path": f"/accessLogSettings/{key}", "value": value} for key, value in patch.items()]
    api.update_stage(restApiId=made, stageName="plain", patchOperations=operations)
    filler.estate.count("apigateway.rest_api")
    domains(filler, api)


def domains(filler, api):
    for name, version in (("old-api.example.net", "TLS_1_0"), ("api.example.net", "TLS_1_2")):
        api.create_domain_name(
            domainName=name,
            regionalCertificateArn=filler.made["acm"],
            endpointConfiguration={"types": ["REGIONAL"]},
            securityPolicy=version,
        )
    filler.estate.count("apigateway.domain_name", 2)


def http_apis(filler):
    api = filler.client("apigatewayv2")
    made = api.create_api(Name="logged", ProtocolType="HTTP")["ApiId"]
    log = {"DestinationArn": f"arn:aws:logs:{MAIN}:{ACCOUNT}:log-group:api", "Format": "$context.requestId"}
    api.create_stage(ApiId=made, StageName="live", AccessLogSettings=log)
    api.create_route(ApiId=made, RouteKey="GET /items", AuthorizationType="AWS_IAM")
    filler.estate.count("apigatewayv2.api")


def told_resources(filler):
    """What the two web ACLs protect."""
    guarded = {filler.made["guard"]: {"APPLICATION_LOAD_BALANCER": [filler.made["strict_door"]]}}
    guarded[filler.made["quiet_guard"]] = {"API_GATEWAY": filler.made["stages"]}
    filler.estate.documents["wafv2", "ListResourcesForWebACL", MAIN] = guarded


def distributions(filler):
    acls = filler.client("wafv2").list_web_acls(Scope="CLOUDFRONT")["WebACLs"]
    distribution(
        filler,
        "worn",
        "TLSv1.1_2016",
        "",
        bucket("gone", "estate-long-gone.s3.amazonaws.com", identity="origin-access-identity/cloudfront/E74FTE3EXAMPLE"),
        server("plain", "http-only", "TLSv1.2"),
        server("dated", "https-only", "TLSv1", "TLSv1.1", "TLSv1.2"),
    )
    control = filler.client("cloudfront").list_origin_access_controls()["OriginAccessControlList"]["Items"][0]["Id"]
    distribution(
        filler,
        "sound",
        "TLSv1.2_2021",
        next(acl["ARN"] for acl in acls if acl["Name"] == "shop"),
        bucket("shop", "estate-good.s3.us-east-1.amazonaws.com", control=control),
        server("api", "https-only", "TLSv1.2"),
    )


def bucket(name, domain, identity="", control=""):
    return {**origin(name, domain), "S3OriginConfig": {"OriginAccessIdentity": identity}, "OriginAccessControlId": control}


def server(name, protocol, *versions):
    reached = {"HTTPPort": 80, "HTTPSPort": 443, "OriginProtocolPolicy": protocol}
    versions = {"Quantity": len(versions), "Items": list(versions)}
    more = {"OriginSslProtocols": versions, "OriginReadTimeout": 30, "OriginKeepaliveTimeout": 5}
    return {**origin(name, f"{name}.example.net"), "CustomOriginConfig": {**reached, **more}}


def origin(name, domain):
    return {"Id": name, "DomainName": domain, "OriginPath": "", "CustomHeaders": {"Quantity": 0}}


def distribution(filler, name, version, acl, *origins):
    """moto leaves an S3 origin's identity out of its answers."""
    behaviour = {"TargetOriginId": origins[0]["Id"], "ViewerProtocolPolicy": "https-only", "MinTTL": 0}
    forwarded = {"QueryString": False, "Cookies": {"Forward": "none"}}
    viewer = {"ACMCertificateArn": filler.made["acm"], "SSLSupportMethod": "sni-only", "MinimumProtocolVersion": version}
    config = {
        "CallerReference": name,
        "Comment": name,
        "Enabled": True,
        "Aliases": {"Quantity": 1, "Items": [f"{name}.example.net"]},
        "Origins": {"Quantity": len(origins), "Items": list(origins)},
        "DefaultCacheBehavior": {**behaviour, "ForwardedValues": forwarded},
        "ViewerCertificate": {**viewer, "CloudFrontDefaultCertificate": False},
        "WebACLId": acl,
    }
    made = filler.client("cloudfront").create_distribution(DistributionConfig=config)["Distribution"]["Id"]
    shown = [{**one, "ConnectionAttempts": 3, "ConnectionTimeout": 10, "OriginShield": {"Enabled": False}} for one in origins]
    shown = {"Quantity": len(origins), "Items": shown}
    filler.made_one("cloudfront.distribution", made, MAIN, Origins=shown)


def names(filler):
    """A zone whose signing is in trouble, a website that has its bucket, and a health check that is switched off."""
    route53 = filler.client("route53")
    zone = route53.create_hosted_zone(Name="example.net", CallerReference="edge-1")["HostedZone"]["Id"]
    filler.made_one("route53.dnssec", zone.rsplit("/", 1)[1], MAIN, ServeSignature="ACTION_NEEDED")
    filler.client("s3").create_bucket(Bucket="static.example.net")
    filler.made_one("s3.bucket", "static.example.net", "global", CreationDate=filler.ago(400))
    target = {"HostedZoneId": "Z3AQBSTGFYJSTF", "DNSName": "s3-website-us-east-1.amazonaws.com", "EvaluateTargetHealth": False}
    record = {"Name": "static.example.net", "Type": "A", "AliasTarget": target}
    route53.change_resource_record_sets(
        HostedZoneId=zone, ChangeBatch={"Changes": [{"Action": "CREATE", "ResourceRecordSet": record}]}
    )
    check = {"Type": "HTTPS", "FullyQualifiedDomainName": "static.example.net", "Port": 443, "Disabled": True}
    route53.create_health_check(CallerReference="edge-1", HealthCheckConfig=check)
    filler.estate.count("route53.zone")
    filler.estate.count("route53.health_check")


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
    failed = activity(filler, 1, "Failed", "The image id '[ami-0123456789abcdef0]' does not exist. Launching EC2 instance failed.")
    done = activity(filler, 2, "Successful", None)
    activities = {"ailing": [failed], "well": [{**done, "AutoScalingGroupName": "well"}]}
    filler.estate.documents["autoscaling", "DescribeScalingActivities", MAIN] = activities
    filler.estate.count("autoscaling.group", 2)


def activity(filler, number, status, message):
    said = {"StatusMessage": message} if message else {}
    return {
        "ActivityId": f"00000000-0000-4000-8000-00000000000{number}",
        "AutoScalingGroupName": "ailing",
        "Description": "Launching a new EC2 instance.  Status Reason: " + message if message else "Launching a new EC2 instance",
        "Cause": "At the request of a user the desired capacity changed from 0 to 1.",
        "StartTime": filler.ago(1),
        "EndTime": filler.ago(1),
        "StatusCode": status,
        "Progress": 100,
        "Details": "{}",
        **said,
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
    entries = [(90, port, "deny") for port in (22, 3389)] + [(100, None, "allow")]
    for number, (_, port, action) in zip((90, 91, 100), entries):
        ports = {"Protocol": "6", "PortRange": {"From": port, "To": port}} if port else {"Protocol": "-1"}
        ec2.create_network_acl_entry(
            NetworkAclId=acl, RuleNumber=number, Egress=False, RuleAction=action, CidrBlock=ANYWHERE, **ports
        )
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
