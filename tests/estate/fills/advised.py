"""What services say that only advise: analyzers' findings, recommendations, and servers that Systems Manager knows."""

from fills.tools import MAIN, SECOND

ACCOUNT = "123456789012"


def fill(filler):
    outside_access(filler)
    savings(filler)
    optimizer(filler)
    anomalies(filler)
    managed(filler)


def tell(filler, service, operation, region=MAIN, **document):
    filler.estate.documents[service, operation, region] = document


def outside_access(filler):
    arn = f"arn:aws:access-analyzer:{MAIN}:{ACCOUNT}:analyzer/estate"
    analyzer = {"arn": arn, "name": "estate", "type": "ACCOUNT", "createdAt": filler.ago(300), "status": "ACTIVE"}
    tell(filler, "accessanalyzer", "ListAnalyzers", analyzers=[analyzer])
    times = {"analyzedAt": filler.ago(1), "createdAt": filler.ago(40), "updatedAt": filler.ago(40)}
    resource = {"resource": "arn:aws:s3:::estate-public-policy", "resourceType": "AWS::S3::Bucket"}
    more = {"resourceOwnerAccount": ACCOUNT, "status": "ACTIVE", "findingType": "ExternalAccess"}
    found = {"id": "f0000000-0000-4000-8000-000000000001", **times, **resource, **more}
    tell(filler, "accessanalyzer", "ListFindingsV2", findings=[found])
    filler.estate.count("accessanalyzer.finding")


def savings(filler):
    tell(filler, "compute-optimizer", "GetEnrollmentStatus", status="Active", memberAccountsEnrolled=False)
    arn = f"arn:aws:ec2:{MAIN}:{ACCOUNT}:instance/{filler.made['old']}"
    saved = {"savingsOpportunityPercentage": 45.5, "estimatedMonthlySavings": {"currency": "USD", "value": 13.8}}
    option = {"instanceType": "t3.small", "performanceRisk": 1.0, "rank": 1, "savingsOpportunity": saved}
    server = {
        "instanceArn": arn,
        "accountId": ACCOUNT,
        "instanceName": "web-2",
        "currentInstanceType": "t3.medium",
        "finding": "OVER_PROVISIONED",
        "findingReasonCodes": ["CPUOverprovisioned"],
        "lookBackPeriodInDays": 14.0,
        "recommendationOptions": [option],
        "lastRefreshTimestamp": filler.ago(1),
    }
    tell(filler, "compute-optimizer", "GetEC2InstanceRecommendations", instanceRecommendations=[server], errors=[])
    status = {"accountId": ACCOUNT, "status": "Active", "createdTimestamp": filler.ago(100)}
    tell(filler, "cost-optimization-hub", "ListEnrollmentStatuses", items=[status])
    advice = {
        "recommendationId": "MTIzNDU2Nzg5MDEy",
        "accountId": ACCOUNT,
        "region": MAIN,
        "resourceId": filler.made["old"],
        "resourceArn": arn,
        "currentResourceType": "Ec2Instance",
        "currentResourceSummary": "t3.medium",
        "recommendedResourceSummary": "t3.small",
        "restartNeeded": True,
        "recommendedResourceType": "Ec2Instance",
        "estimatedMonthlySavings": 13.8,
        "estimatedSavingsPercentage": 45.5,
        "estimatedMonthlyCost": 30.4,
        "currencyCode": "USD",
        "implementationEffort": "Low",
        "actionType": "Rightsize",
    }
    volume = filler.made["data_volume"]
    other = {
        **advice,
        "recommendationId": "MTIzNDU2Nzg5MDEz",
        "resourceId": volume,
        "resourceArn": f"arn:aws:ec2:{MAIN}:{ACCOUNT}:volume/{volume}",
        "currentResourceType": "EbsVolume",
        "recommendedResourceType": "EbsVolume",
        "actionType": "Delete",
        "estimatedMonthlySavings": 0.4,
    }
    tell(filler, "cost-optimization-hub", "ListRecommendations", items=[other, advice])


def anomalies(filler):
    arn = f"arn:aws:ce::{ACCOUNT}:anomalymonitor/00000000-0000-4000-8000-000000000001"
    day = f"{filler.ago(300):%Y-%m-%d}"
    monitor = {"MonitorArn": arn, "MonitorName": "services", "MonitorType": "DIMENSIONAL", "MonitorDimension": "SERVICE"}
    tell(filler, "ce", "GetAnomalyMonitors", AnomalyMonitors=[{**monitor, "CreationDate": day}])


def managed(filler):
    """One server that is patched, one whose agent is silent and that lacks patches."""
    common = {"PlatformType": "Linux", "PlatformName": "Amazon Linux", "ResourceType": "EC2Instance"}
    known, states = [], []
    for word, silent, missing in (("good", 0.01, 0), ("old", 40, 7)):
        server = {"InstanceId": filler.made[word], "PingStatus": "ConnectionLost" if missing else "Online"}
        known.append({**server, **common, "AgentVersion": "3.3.0.0", "LastPingDateTime": filler.ago(silent)})
        state = {"InstanceId": filler.made[word], "PatchGroup": "", "BaselineId": "pb-0", "Operation": "Scan"}
        times = {"OperationStartTime": filler.ago(silent), "OperationEndTime": filler.ago(silent)}
        states.append({**state, **times, "MissingCount": missing, "InstalledCount": 100, "FailedCount": 0})
    tell(filler, "ssm", "DescribeInstanceInformation", InstanceInformationList=known)
    tell(filler, "ssm", "DescribeInstancePatchStates", InstancePatchStates=states)
    filler.estate.count("ssm.managed_instance", 2)


def saves(amount, **option):
    money = {"currency": "USD", "value": amount}
    return {**option, "savingsOpportunity": {"savingsOpportunityPercentage": 40.0, "estimatedMonthlySavings": money}}


def arn(service, rest):
    return f"arn:aws:{service}:{SECOND}:{ACCOUNT}:{rest}"


def optimizer(filler):
    """In the second region: one that could be smaller and one that is fine, of each sort. The hub is on in this account, so
    that the rules about them find nothing here until a test switches it off (an override of its status)."""
    tell(filler, "compute-optimizer", "GetEnrollmentStatus", SECOND, status="Active", memberAccountsEnrolled=False)
    ec2 = filler.client("ec2", SECOND)
    server = ec2.describe_instances()["Reservations"][0]["Instances"][0]["InstanceId"]
    drives = sorted(v["VolumeId"] for v in ec2.describe_volumes()["Volumes"])
    common = {"accountId": ACCOUNT, "lastRefreshTimestamp": filler.ago(1)}
    for operation, member, advice in (
        ("GetEC2InstanceRecommendations", "instanceRecommendations", servers(server)),
        ("GetAutoScalingGroupRecommendations", "autoScalingGroupRecommendations", groups()),
        ("GetEBSVolumeRecommendations", "volumeRecommendations", volumes(drives)),
        ("GetECSServiceRecommendations", "ecsServiceRecommendations", services()),
        ("GetRDSDatabaseRecommendations", "rdsDBRecommendations", databases()),
        ("GetIdleRecommendations", "idleRecommendations", idle(server)),
    ):
        of_all = [{**common, **one} for one in advice]
        tell(filler, "compute-optimizer", operation, SECOND, **{member: of_all}, errors=[])
    of_all = [{**common, **one} for one in functions()]
    tell(filler, "compute-optimizer", "GetLambdaFunctionRecommendations", SECOND, lambdaFunctionRecommendations=of_all)


def servers(server):
    shared = {"currentInstanceType": "t3.medium", "lookBackPeriodInDays": 14.0}
    large = {**shared, "instanceArn": arn("ec2", f"instance/{server}"), "finding": "OVER_PROVISIONED"}
    large["findingReasonCodes"] = ["CPUOverprovisioned"]
    second = saves(20.1, rank=2, instanceType="t4g.small", performanceRisk=3.0, platformDifferences=["Architecture"])
    first = saves(15.2, rank=1, instanceType="t3.small", performanceRisk=1.0)
    large["recommendationOptions"] = [second, first]
    fine = {**shared, "instanceArn": arn("ec2", "instance/i-0fffffffffffffff1"), "finding": "OPTIMIZED"}
    return [large, {**fine, "recommendationOptions": [saves(0.0, rank=1, instanceType="t3.medium")]}]


def groups():
    def group(name, finding, better, amount):
        now = {"desiredCapacity": 3, "minSize": 2, "maxSize": 6, "instanceType": "m5.xlarge", "type": "SingleInstanceType"}
        option = saves(amount, rank=1, configuration={**now, "instanceType": better}, migrationEffort="VeryLow")
        path = f"autoScalingGroup:00000000-0000-4000-8000-000000000001:autoScalingGroupName/{name}"
        named = {"autoScalingGroupName": name, "autoScalingGroupArn": arn("autoscaling", path), "finding": finding}
        return {**named, "currentConfiguration": now, "lookBackPeriodInDays": 14.0, "recommendationOptions": [option]}

    return [group("wide", "NotOptimized", "m5.large", 321.2), group("narrow", "Optimized", "m5.xlarge", 0.0)]


def volumes(drives):
    def volume(name, finding, better, amount):
        now = {"volumeType": "gp2", "volumeSize": 100, "volumeBaselineIOPS": 300, "volumeBurstIOPS": 3000, "rootVolume": False}
        named = {"volumeArn": arn("ec2", f"volume/{name}"), "finding": finding, "currentConfiguration": now}
        option = saves(amount, rank=1, configuration={**now, **better}, performanceRisk=1.0)
        return {**named, "lookBackPeriodInDays": 14.0, "volumeRecommendationOptions": [option]}

    faster = {"volumeType": "gp3", "volumeBaselineIOPS": 3000, "volumeBaselineThroughput": 125}
    return [volume(drives[0], "NotOptimized", faster, 2.2), volume(drives[-1], "Optimized", {}, 0.0)]


def functions():
    """The first as its own ARN would be with the version behind it."""

    def function(name, finding, **more):
        named = {"functionArn": arn("lambda", f"function:{name}"), "functionVersion": "$LATEST", "finding": finding}
        return {**named, "currentMemorySize": 1024, "numberOfInvocations": 120000, "lookbackPeriodInDays": 14.0, **more}

    less = {"findingReasonCodes": ["MemoryOverprovisioned"]}
    less["memorySizeRecommendationOptions"] = [saves(6.4, rank=1, memorySize=512)]
    return [function("europe:$LATEST", "NotOptimized", **less), function("europe-fine", "Optimized")]


def services():
    def service(name, finding, **more):
        now = {"cpu": 1024, "memory": 2048, "taskDefinitionArn": arn("ecs", f"task-definition/{name}:7")}
        named = {"serviceArn": arn("ecs", f"service/europe/{name}"), "finding": finding, "launchType": "Fargate"}
        return {**named, "currentServiceConfiguration": now, "lookbackPeriodInDays": 14.0, **more}

    less = {"findingReasonCodes": ["CPUOverprovisioned", "MemoryOverprovisioned"]}
    less["serviceRecommendationOptions"] = [saves(54.0, cpu=512, memory=1024)]
    return [service("wide", "Overprovisioned", **less), service("narrow", "Optimized", serviceRecommendationOptions=[])]


def databases():
    def database(name, **more):
        named = {"resourceArn": arn("rds", f"db:{name}"), "engine": "postgres", "currentDBInstanceClass": "db.m6g.xlarge"}
        storage = {"storageType": "io1", "allocatedStorage": 100, "iops": 3000}
        return {**named, "currentStorageConfiguration": storage, "lookbackPeriodInDays": 14.0, **more}

    less = {"instanceFinding": "Overprovisioned", "storageFinding": "NotOptimized"}
    less["instanceRecommendationOptions"] = [saves(120.5, rank=1, dbInstanceClass="db.m6g.large", performanceRisk=1.0)]
    gp3 = {"storageType": "gp3", "allocatedStorage": 100, "iops": 3000, "storageThroughput": 125}
    less["storageRecommendationOptions"] = [saves(300.25, rank=1, storageConfiguration=gp3)]
    fine = {"instanceFinding": "Optimized", "storageFinding": "Optimized"}
    return [database("europe", **less), database("europe-fine", **fine)]


def idle(server):
    """The server is idle besides: what it saves is counted once, the larger amount. One saving is below what is told."""

    def of(kind, service, rest, name, amount, finding):
        named = {"resourceArn": arn(service, rest + name), "resourceId": name, "resourceType": kind, "finding": finding}
        told = {"findingDescription": f"{name} did nothing", "lookBackPeriodInDays": 14.0}
        return saves(amount, **named, **told)

    return [
        of("EC2Instance", "ec2", "instance/", server, 30.4, "Idle"),
        of("RDSDBInstance", "rds", "db:", "europe", 500.75, "Idle"),
        of("EBSVolume", "ec2", "volume/", "vol-0fffffffffffffff1", 0.8, "Unattached"),
    ]
