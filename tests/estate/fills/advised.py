"""What services say that only advise: analyzers' findings, recommendations, and servers that Systems Manager knows."""

from fills.tools import MAIN

ACCOUNT = "123456789012"


def fill(filler):
    outside_access(filler)
    savings(filler)
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
