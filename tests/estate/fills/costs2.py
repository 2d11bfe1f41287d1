"""What costs money for nothing, and leftovers: one of each kind that the rules of cost and hygiene look for."""

import datetime
import json

from fills import compute, instances, network, rds, storage
from fills.tools import MAIN, tagged, tags

ACCOUNT = "123456789012"
YEAR = 365 * 86400


def fill(filler):
    bill(filler)
    reservations(filler)
    machine(filler)
    standby(filler)
    legs(filler)
    ways_out(filler)
    balancers(filler)
    tables(filler)
    databases(filler)
    caches(filler)
    containers(filler)
    leftovers(filler)


def tell(filler, service, operation, **document):
    filler.estate.documents[service, operation, MAIN] = document


def bill(filler):
    """Plans and reservations half used, no tag of one's own, and two anomalies of which one was looked at."""
    used = {"TotalCommitment": "1440.0", "UsedCommitment": "1152.0", "UnusedCommitment": "288.0"}
    total = {"Utilization": {**used, "UtilizationPercentage": "80.0"}}
    tell(filler, "ce", "GetSavingsPlansUtilization", SavingsPlansUtilizationsByTime=[], Total=total)
    covered = {"SpendCoveredBySavingsPlans": "310.5", "OnDemandCost": "2011.25", "TotalCost": "2321.75"}
    period = {"Start": f"{filler.ago(30):%Y-%m-%d}", "End": f"{filler.ago(0):%Y-%m-%d}"}
    row = {"Attributes": {}, "Coverage": {**covered, "CoveragePercentage": "13.37"}, "TimePeriod": period}
    tell(filler, "ce", "GetSavingsPlansCoverage", SavingsPlansCoverages=[row])
    hours = {"PurchasedHours": "720", "TotalActualHours": "540", "UnusedHours": "180", "UtilizationPercentage": "75"}
    total = {**hours, "RICostForUnusedHours": "11.16"}
    tell(filler, "ce", "GetReservationUtilization", UtilizationsByTime=[], Total=total)
    tag = {"TagKey": "aws:createdBy", "Type": "AWSGenerated", "Status": "Active"}
    tell(filler, "ce", "ListCostAllocationTags", CostAllocationTags=[tag])
    meant = anomaly(filler, 2, 640.0, Feedback="PLANNED_ACTIVITY")
    tell(filler, "ce", "GetAnomalies", Anomalies=[anomaly(filler, 1, 812.4), meant, anomaly(filler, 3, 12.5)])


def anomaly(filler, number, impact, **more):
    day = f"{filler.ago(9):%Y-%m-%d}"
    spent = {"TotalActualSpend": impact + 100, "TotalExpectedSpend": 100.0}
    return {
        "AnomalyId": f"a0000000-0000-4000-8000-00000000000{number}",
        "AnomalyStartDate": day,
        "AnomalyEndDate": day,
        "DimensionValue": "AWS Lambda",
        "RootCauses": [],
        "AnomalyScore": {"MaxScore": 0.9, "CurrentScore": 0.5},
        "Impact": {"MaxImpact": impact / 2, "TotalImpact": impact, **spent},
        "MonitorArn": f"arn:aws:ce::{ACCOUNT}:anomalymonitor/00000000-0000-4000-8000-000000000001",
        **more,
    }


def reservations(filler):
    """Of each service a reservation that ends soon and one that does not; capacity held with and without instances."""
    reads = {
        ("ec2", "DescribeReservedInstances", "ReservedInstances"): reserved_servers,
        ("rds", "DescribeReservedDBInstances", "ReservedDBInstances"): reserved_databases,
        ("elasticache", "DescribeReservedCacheNodes", "ReservedCacheNodes"): reserved_caches,
        ("redshift", "DescribeReservedNodes", "ReservedNodes"): reserved_warehouses,
        ("opensearch", "DescribeReservedInstances", "ReservedInstances"): reserved_searchers,
    }
    for (service, operation, member), reserved in reads.items():
        found = [reserved(filler, word, filler.ago(days)) for word, days in (("soon", 355), ("late", 100))]
        tell(filler, service, operation, **{member: found})
    held = [capacity(filler, "1", 2, 2), capacity(filler, "2", 2, 0)]
    tell(filler, "ec2", "DescribeCapacityReservations", CapacityReservations=held)


TERM = {"Duration": YEAR, "FixedPrice": 0.0, "UsagePrice": 0.0, "State": "active"}


def reserved_servers(filler, word, start):
    return {
        "ReservedInstancesId": f"7e57e57e-0000-4000-8000-{'1' if word == 'soon' else '2':0>12}",
        "InstanceType": "m5.large",
        "InstanceCount": 4,
        "OfferingClass": "standard",
        "OfferingType": "No Upfront",
        "ProductDescription": "Linux/UNIX",
        "Scope": "Region",
        "Start": start,
        "End": start + datetime.timedelta(seconds=YEAR),
        **TERM,
    }


def reserved_databases(filler, word, start):
    return {
        "ReservedDBInstanceId": word,
        "ReservedDBInstanceArn": f"arn:aws:rds:{MAIN}:{ACCOUNT}:ri:{word}",
        "DBInstanceClass": "db.m5.large",
        "DBInstanceCount": 2,
        "ProductDescription": "postgresql",
        "OfferingType": "No Upfront",
        "MultiAZ": False,
        "CurrencyCode": "USD",
        "StartTime": start,
        **TERM,
    }


def reserved_caches(filler, word, start):
    return {
        "ReservedCacheNodeId": word,
        "ReservationARN": f"arn:aws:elasticache:{MAIN}:{ACCOUNT}:reserved-instance:{word}",
        "CacheNodeType": "cache.m5.large",
        "CacheNodeCount": 3,
        "ProductDescription": "redis",
        "OfferingType": "No Upfront",
        "StartTime": start,
        **TERM,
    }


def reserved_warehouses(filler, word, start):
    kind = {"NodeType": "ra3.xlplus", "NodeCount": 2, "ReservedNodeOfferingType": "Regular"}
    return {"ReservedNodeId": word, **kind, "OfferingType": "No Upfront", "StartTime": start, **TERM}


def reserved_searchers(filler, word, start):
    kind = {"InstanceType": "m5.large.search", "InstanceCount": 3, "PaymentOption": "NO_UPFRONT"}
    return {"ReservedInstanceId": word, **kind, "StartTime": start, **TERM}


def capacity(filler, number, total, free):
    name = f"cr-0c0575e57a7e0000{number}"
    return {
        "CapacityReservationId": name,
        "OwnerId": ACCOUNT,
        "CapacityReservationArn": f"arn:aws:ec2:{MAIN}:{ACCOUNT}:capacity-reservation/{name}",
        "InstanceType": "m5.large",
        "InstancePlatform": "Linux/UNIX",
        "AvailabilityZone": MAIN + "a",
        "Tenancy": "default",
        "TotalInstanceCount": total,
        "AvailableInstanceCount": free,
        "State": "active",
        "StartDate": filler.ago(45),
        "EndDateType": "unlimited",
        "InstanceMatchCriteria": "open",
        "CreateDate": filler.ago(45),
        "ReservationType": "default",
    }


def machine(filler):
    """An instance of an old type with a dear volume and snapshots of it, and two Dedicated Hosts."""
    ec2 = filler.client("ec2")
    made = ec2.run_instances(
        ImageId=filler.made["base"],
        MinCount=1,
        MaxCount=1,
        InstanceType="m3.medium",
        ClientToken="estate-ledger-host",
        SubnetId=filler.made["private"][0],
        SecurityGroupIds=[filler.made["web"]],
        TagSpecifications=tagged("instance", Name="ledger-host", owner="platform"),
        MetadataOptions={"HttpTokens": "required", "HttpEndpoint": "enabled"},
    )["Instances"][0]["InstanceId"]
    options = {"State": "applied", "HttpTokens": "required", "HttpPutResponseHopLimit": 2, "HttpEndpoint": "enabled"}
    filler.made_one("ec2.instance", made, MAIN, LaunchTime=filler.ago(80), MetadataOptions=options)
    right_root(filler, made, 80)
    volume = storage.volume(filler, 80, attach=(made, "/dev/sdf"), kind="io1", size=200, Name="ledger data")
    image = "Created by CreateImage(i-0c0575e57a7e00000) for ami-0c0575e57a7e00000"
    for text, days in (("before the move", 500), (image, 200)):
        snapshot = storage.snapshot(filler, volume, days, text=text)
        filler.estate.override("ec2.snapshot", MAIN, snapshot, FullSnapshotSizeInBytes=64 << 30)
    hosts(filler, made)


def right_root(filler, instance, days):
    """moto's root volumes are all unencrypted gp2, and made just now."""
    right = {"VolumeType": "gp3", "Iops": 3000, "Throughput": 125, "Encrypted": True, "CreateTime": filler.ago(days)}
    filters = [{"Name": "attachment.instance-id", "Values": [instance]}]
    for root in filler.client("ec2").describe_volumes(Filters=filters)["Volumes"]:
        filler.made_one("ec2.volume", root["VolumeId"], MAIN, **right)


def standby(filler):
    """A stopped machine that holds an address."""
    ec2 = filler.client("ec2")
    made = instances.instance(filler, "standby", filler.made["base"], days=300, Name="standby", owner="platform")
    right_root(filler, made, 300)
    instances.stopped(filler, made, 45)
    address = ec2.allocate_address(Domain="vpc")["AllocationId"]
    ec2.associate_address(AllocationId=address, InstanceId=made)
    filler.made_one("ec2.address", address, MAIN)


def hosts(filler, guest):
    ec2 = filler.client("ec2")
    made = ec2.allocate_hosts(InstanceFamily="m5", AvailabilityZone=MAIN + "a", Quantity=2)["HostIds"]
    on_it = {"InstanceId": guest, "InstanceType": "m5.large", "OwnerId": ACCOUNT}
    for host, guests in zip(made, ([], [on_it])):
        filler.made_one("ec2.host", host, MAIN, AllocationTime=filler.ago(60), Instances=guests)


def legs(filler):
    """A VPC of its own: two routed NAT gateways in one zone, and parts of a network that nothing uses."""
    ec2 = filler.client("ec2")
    vpc, gateway = network.make_vpc(filler, MAIN, "10.9.0.0/16", "legs")
    public, *private = (network.make_subnet(filler, MAIN, vpc, f"10.9.{n}.0/24", "a") for n in range(3))
    network.make_route_table(filler, MAIN, vpc, [public], GatewayId=gateway)
    for subnet in private:
        nat = network.make_nat(filler, MAIN, public, 120)
        table = network.make_route_table(filler, MAIN, vpc, [subnet], NatGatewayId=nat)
    endpoint(filler, ServiceName=f"com.amazonaws.{MAIN}.s3", VpcId=vpc, RouteTableIds=[table])
    inspected = f"com.amazonaws.vpce.{MAIN}.vpce-svc-0c0575e57a7e00000"
    endpoint(filler, ServiceName=inspected, VpcId=vpc, SubnetIds=[public], VpcEndpointType="GatewayLoadBalancer")
    filler.made_one("ec2.route_table", ec2.create_route_table(VpcId=vpc)["RouteTable"]["RouteTableId"], MAIN)
    filler.made_one("ec2.network_acl", ec2.create_network_acl(VpcId=vpc)["NetworkAcl"]["NetworkAclId"], MAIN)
    made = ec2.create_internet_gateway()["InternetGateway"]["InternetGatewayId"]
    filler.made_one("ec2.internet_gateway", made, MAIN)
    peer = ec2.create_vpc_peering_connection(VpcId=vpc, PeerVpcId=filler.made["vpc"])["VpcPeeringConnection"]
    ec2.accept_vpc_peering_connection(VpcPeeringConnectionId=peer["VpcPeeringConnectionId"])
    filler.made_one("ec2.vpc_peering_connection", peer["VpcPeeringConnectionId"], MAIN)
    filler.keep(legs=vpc, legs_private=private)


def endpoint(filler, **how):
    made = filler.client("ec2").create_vpc_endpoint(**how)["VpcEndpoint"]["VpcEndpointId"]
    filler.made_one("ec2.vpc_endpoint", made, MAIN, CreationTimestamp=filler.ago(120), State="available")


def ways_out(filler):
    """A VPN whose tunnels are down, gateways without one, and a VPC on a transit gateway that it has no route to."""
    ec2 = filler.client("ec2")
    customers = []
    for n in range(2):
        made = ec2.create_customer_gateway(BgpAsn=65010 + n, PublicIp=f"198.51.100.{20 + n}", Type="ipsec.1")
        customers.append(made["CustomerGateway"])
    gateways = [ec2.create_vpn_gateway(Type="ipsec.1")["VpnGateway"]["VpnGatewayId"] for _ in range(2)]
    made = ec2.create_vpn_connection(
        CustomerGatewayId=customers[0]["CustomerGatewayId"], VpnGatewayId=gateways[0], Type="ipsec.1"
    )["VpnConnection"]["VpnConnectionId"]
    down = {"Status": "DOWN", "StatusMessage": "IPSEC IS DOWN", "AcceptedRouteCount": 0}
    tunnels = [
        {**down, "OutsideIpAddress": f"203.0.113.{n}", "LastStatusChange": filler.ago(days)}
        for n, days in ((21, 90), (22, 400))
    ]
    filler.made_one("ec2.vpn_connection", made, MAIN, VgwTelemetry=tunnels)
    hub = ec2.create_transit_gateway(Description="hub", Options={"AutoAcceptSharedAttachments": "disable"})
    attached = ec2.create_transit_gateway_vpc_attachment(
        TransitGatewayId=hub["TransitGateway"]["TransitGatewayId"],
        VpcId=filler.made["legs"],
        SubnetIds=filler.made["legs_private"][:1],
    )["TransitGatewayVpcAttachment"]["TransitGatewayAttachmentId"]
    filler.made_one("ec2.transit_gateway_attachment", attached, MAIN, CreationTime=filler.ago(120))


def balancers(filler):
    elb = filler.client("elb")
    listener = {"Protocol": "HTTP", "LoadBalancerPort": 80, "InstanceProtocol": "HTTP", "InstancePort": 8080}
    for name, targets in (("classic-idle", []), ("classic-used", [filler.made["good"]])):
        elb.create_load_balancer(LoadBalancerName=name, Listeners=[listener], AvailabilityZones=[MAIN + "a"])
        if targets:
            registered = [{"InstanceId": target} for target in targets]
            elb.register_instances_with_load_balancer(LoadBalancerName=name, Instances=registered)
        filler.made_one("elb.load_balancer", name, MAIN, CreatedTime=filler.ago(150))


def tables(filler):
    dynamodb = filler.client("dynamodb")
    dynamodb.create_table(
        TableName="history",
        AttributeDefinitions=[{"AttributeName": "id", "AttributeType": "S"}],
        KeySchema=[{"AttributeName": "id", "KeyType": "HASH"}],
        ProvisionedThroughput={"ReadCapacityUnits": 20, "WriteCapacityUnits": 10},
    )
    filler.made_one("dynamodb.table", "history", MAIN, TableSizeBytes=250 << 30, CreationDateTime=filler.ago(900))
    dynamodb.create_backup(TableName="history", BackupName="before-the-split")
    old = {"BackupCreationDateTime": filler.ago(700), "BackupSizeBytes": 180 << 30}
    arn = f"arn:aws:dynamodb:{MAIN}:{ACCOUNT}:table/history/backup/01700000000000-0c0575e5"  # moto's has the time in it
    filler.made_one("dynamodb.backup", "before-the-split", MAIN, BackupArn=arn, **old)


def databases(filler):
    rds.instance(filler, "old-class", 900, base=rds.GOOD, pairs={"owner": "platform"})
    filler.estate.override("rds.instance", MAIN, "old-class", DBInstanceClass="db.m4.large")
    test = {"owner": "platform", "Environment": "test"}
    rds.instance(filler, "rehearsal", 60, base={**rds.GOOD, "StorageType": "io1"}, pairs=test, Iops=1000)
    rds.cluster(filler, "headless", 0, StorageEncrypted=True, DeletionProtection=True, BackupRetentionPeriod=14)
    redshift = filler.client("redshift")
    redshift.create_cluster(
        ClusterIdentifier="old-nodes",
        ClusterType="single-node",
        NodeType="dc2.large",
        MasterUsername="estate",
        MasterUserPassword="Estate-secret-1",
        Encrypted=True,
    )
    redshift.create_cluster_snapshot(SnapshotIdentifier="old-nodes-first", ClusterIdentifier="old-nodes")
    old = {"SnapshotCreateTime": filler.ago(800), "ManualSnapshotRetentionPeriod": -1}
    filler.made_one("redshift.snapshot", "old-nodes-first", MAIN, **old, TotalBackupSizeInMegaBytes=81920.0)
    opensearch = filler.client("opensearch")
    for name, kind in (("metrics", "gp2"), ("traces", "gp3")):
        opensearch.create_domain(
            DomainName=name,
            EngineVersion="OpenSearch_2.19",
            ClusterConfig={"InstanceType": "r6g.large.search", "InstanceCount": 3},
            EBSOptions={"EBSEnabled": True, "VolumeType": kind, "VolumeSize": 100},
        )


def caches(filler):
    elasticache = filler.client("elasticache")
    for name, engine, node in (("old-nodes", "redis", "cache.r3.large"), ("current", "valkey", "cache.m7g.large")):
        elasticache.create_replication_group(
            ReplicationGroupId=name,
            ReplicationGroupDescription=name,
            Engine=engine,
            CacheNodeType=node,
            NumCacheClusters=2,
            AutomaticFailoverEnabled=True,
            AtRestEncryptionEnabled=True,
            TransitEncryptionEnabled=True,
        )
    elasticache.create_cache_cluster(
        CacheClusterId="pages", Engine="memcached", CacheNodeType="cache.m3.medium", NumCacheNodes=2
    )
    snapshots = [cache_snapshot(filler, "before-the-upgrade", 600), cache_snapshot(filler, "last-month", 20)]
    tell(filler, "elasticache", "DescribeSnapshots", Snapshots=snapshots)


def cache_snapshot(filler, name, days):
    return {
        "SnapshotName": name,
        "ReplicationGroupId": "sessions",
        "SnapshotStatus": "available",
        "SnapshotSource": "manual",
        "CacheNodeType": "cache.t4g.small",
        "Engine": "redis",
        "ARN": f"arn:aws:elasticache:{MAIN}:{ACCOUNT}:snapshot:{name}",
        "NodeSnapshots": [{"CacheSize": "2 GB", "SnapshotCreateTime": filler.ago(days)}],
    }


def containers(filler):
    ecr = filler.client("ecr")
    for name in ("retired/worker", "never-pushed"):
        ecr.create_repository(repositoryName=name, imageTagMutability="IMMUTABLE")
        filler.made_one("ecr.repository", name, MAIN, createdAt=filler.ago(400))
    kind = "application/vnd.docker.distribution.manifest.v2+json"
    manifest = json.dumps({"schemaVersion": 2, "mediaType": kind, "config": {}, "layers": []})
    ecr.put_image(repositoryName="retired/worker", imageManifest=manifest)
    large = {"imageSizeInBytes": 3 << 30, "imagePushedAt": filler.ago(300)}
    filler.made_one("ecr.image", "retired/worker", MAIN, **large)
    ecs = filler.client("ecs")
    for name, machines in (("idle-machines", 3), ("abandoned", 0)):
        ecs.create_cluster(clusterName=name)
        filler.made_one("ecs.cluster", name, MAIN, registeredContainerInstancesCount=machines)
    place = {"subnetIds": filler.made["private"], "endpointPublicAccess": False, "endpointPrivateAccess": True}
    role = f"arn:aws:iam::{ACCOUNT}:role/estate-eks"
    filler.client("eks").create_cluster(name="late", version="1.32", roleArn=role, resourcesVpcConfig=place)
    filler.estate.count("eks.cluster")


def leftovers(filler):
    """Logs kept for ten years, an alarm on a machine that is gone, servers' plans that nothing uses, a tidy bucket."""
    compute.log_group(filler, "/estate/kept-for-ten-years", 900, 40 << 30, retention=3653)
    topic = f"arn:aws:sns:{MAIN}:{ACCOUNT}:alerts"
    gone = compute.dimension("i-0c0575e57a7e00000")
    compute.alarm(filler, "gone-machine", 100, AlarmActions=[topic], Dimensions=gone)
    for name in ("alerts", "open"):  # moto counts no subscriptions
        arn = f"arn:aws:sns:{MAIN}:{ACCOUNT}:{name}"
        filler.estate.override("sns.topic", MAIN, arn, SubscriptionsConfirmed="1")
    autoscaling = filler.client("autoscaling")
    autoscaling.create_launch_configuration(
        LaunchConfigurationName="oldest-launch",
        ImageId=filler.made["base"],
        InstanceType="t3.micro",
        MetadataOptions={"HttpTokens": "required"},
    )
    filler.made_one("autoscaling.launch_configuration", "oldest-launch", MAIN, CreatedTime=filler.ago(900))
    autoscaling.create_auto_scaling_group(
        AutoScalingGroupName="switched-off",
        LaunchConfigurationName="newer-launch",
        VPCZoneIdentifier=filler.made["private"][0],
        MinSize=0,
        MaxSize=0,
        DesiredCapacity=0,
    )
    filler.made_one("autoscaling.group", "switched-off", MAIN, CreatedTime=filler.ago(500))
    forgotten(filler)
    tidy_bucket(filler)


def forgotten(filler):
    """A file system that nothing mounts, a secret that nothing reads, a rule that sets nothing off."""
    made = filler.client("efs").create_file_system(CreationToken="forgotten", Encrypted=True)["FileSystemId"]
    size = {"Value": 120 << 30, "Timestamp": filler.ago(0), "ValueInIA": 0, "ValueInStandard": 120 << 30}
    filler.made_one("efs.file_system", made, MAIN, CreationTime=filler.ago(700), SizeInBytes=size)
    filler.client("secretsmanager").create_secret(Name="forgotten/token", SecretString="estate-secret")
    days = {"CreatedDate": filler.ago(800), "LastChangedDate": filler.ago(800), "LastAccessedDate": filler.ago(300)}
    filler.made_one("secretsmanager.secret", "forgotten/token", MAIN, **days)
    filler.client("events").put_rule(Name="goes-nowhere", ScheduleExpression="rate(1 day)", State="ENABLED")


def tidy_bucket(filler):
    s3, name = filler.client("s3"), "estate-tidy"
    s3.create_bucket(Bucket=name)
    filler.made_one("s3.bucket", name, "global", CreationDate=filler.ago(300))
    s3.put_bucket_versioning(Bucket=name, VersioningConfiguration={"Status": "Enabled"})
    rule = {"ID": "old-versions", "Status": "Enabled", "Filter": {"Prefix": ""}}
    rule["NoncurrentVersionExpiration"] = {"NoncurrentDays": 90}
    rule["AbortIncompleteMultipartUpload"] = {"DaysAfterInitiation": 7}
    s3.put_bucket_lifecycle_configuration(Bucket=name, LifecycleConfiguration={"Rules": [rule]})
    s3.put_bucket_tagging(Bucket=name, Tagging={"TagSet": tags(owner="platform")})
