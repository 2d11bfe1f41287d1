"""Reads of cost and hygiene that moto lacks, and places where the fill `costs2` says what moto cannot be told."""

import datetime

import overrides
from wire import Refusal

# Kubernetes versions as EKS lists them: released, end of standard and of extended support.
KUBERNETES = {
    "1.34": ("2025-10-02", "2026-12-02", "2027-12-02"),
    "1.33": ("2025-05-29", "2026-07-29", "2027-07-29"),
    "1.32": ("2025-01-23", "2026-03-23", "2027-03-23"),
    "1.31": ("2024-09-26", "2025-11-26", "2026-11-26"),
    "1.30": ("2024-05-23", "2025-07-23", "2026-07-23"),
}


def listed(member, name, wanted):
    """What the fill said that this read lists; the ids in parameter `wanted` narrow it."""

    def answer(call, estate):
        found = estate.documents.get((call.service, call.operation, call.region), {}).get(member, [])
        ids = call.params.get(wanted)
        ids = [ids] if isinstance(ids, str) else ids
        return {member: [item for item in found if not ids or item[name] in ids]}

    return answer


def told(**empty):
    """What the fill said that this read answers in this region; else the empty answer."""

    def answer(call, estate):
        return estate.documents.get((call.service, call.operation, call.region), empty)

    return answer


def bought(call, estate):
    """Cost Explorer refuses to speak of plans and reservations where there are none."""
    document = estate.documents.get((call.service, call.operation, call.region))
    if document is None:
        raise Refusal("DataUnavailableException", "The requested data is unavailable.")
    return document


def reserved(call, estate):
    """A quarter of the databases' hours; nothing else is reserved."""
    wanted = [part["Dimensions"]["Values"] for part in (call.params.get("Filter") or {}).get("And", [])]
    if wanted != [[estate.account], ["Amazon Relational Database Service"]]:
        raise Refusal("DataUnavailableException", "The requested data is unavailable.")
    hours = {"ReservedHours": "720", "OnDemandHours": "2160", "TotalRunningHours": "2880", "CoverageHoursPercentage": "25"}
    return {"CoveragesByTime": [], "Total": {"CoverageHours": hours}}


def no_replication(call, estate):
    raise Refusal("ReplicationNotFound", "The file system is not replicated.", 404)


def kubernetes_versions(call, estate):
    return {"clusterVersions": [kubernetes(estate.now, version, *days) for version, days in KUBERNETES.items()]}


def kubernetes(now, version, *days):
    released, standard, extended = (datetime.datetime.fromisoformat(day + "T00:00:00+00:00") for day in days)
    status = "STANDARD_SUPPORT" if now < standard else "EXTENDED_SUPPORT" if now < extended else "UNSUPPORTED"
    return {
        "clusterVersion": version,
        "clusterType": "eks",
        "defaultPlatformVersion": "eks.1",
        "defaultVersion": version == next(iter(KUBERNETES)),
        "releaseDate": released,
        "endOfStandardSupportDate": standard,
        "endOfExtendedSupportDate": extended,
        "status": status.lower().replace("_", "-"),
        "versionStatus": status,
    }


SERVED = {
    ("budgets", "DescribeBudgetActionsForAccount"): lambda call, estate: {"Actions": []},
    ("ce", "GetReservationCoverage"): reserved,
    ("ce", "GetReservationUtilization"): bought,
    ("ce", "GetSavingsPlansCoverage"): bought,
    ("ce", "GetSavingsPlansUtilization"): bought,
    ("ce", "ListCostAllocationTags"): told(CostAllocationTags=[]),
    ("ec2", "DescribeCapacityReservations"): listed(
        "CapacityReservations", "CapacityReservationId", "CapacityReservationIds"
    ),
    ("ec2", "DescribeReservedInstances"): listed("ReservedInstances", "ReservedInstancesId", "ReservedInstancesIds"),
    ("efs", "DescribeReplicationConfigurations"): no_replication,
    ("eks", "DescribeClusterVersions"): kubernetes_versions,
    ("elasticache", "DescribeReservedCacheNodes"): listed(
        "ReservedCacheNodes", "ReservedCacheNodeId", "ReservedCacheNodeId"
    ),
    ("elasticache", "DescribeSnapshots"): listed("Snapshots", "SnapshotName", "SnapshotName"),
    ("opensearch", "DescribeReservedInstances"): listed(
        "ReservedInstances", "ReservedInstanceId", "ReservedInstanceId"
    ),
    ("rds", "DescribeReservedDBInstances"): listed(
        "ReservedDBInstances", "ReservedDBInstanceId", "ReservedDBInstanceId"
    ),
    ("redshift", "DescribeReservedNodes"): listed("ReservedNodes", "ReservedNodeId", "ReservedNodeId"),
}
PLACES = {
    ("autoscaling", "DescribeAutoScalingGroups"): [("autoscaling.group", "AutoScalingGroups", "AutoScalingGroupName")],
    ("autoscaling", "DescribeLaunchConfigurations"): [
        ("autoscaling.launch_configuration", "LaunchConfigurations", "LaunchConfigurationName")
    ],
    ("dynamodb", "DescribeTable"): [("dynamodb.table", "[Table]", "TableName")],
    ("dynamodb", "ListBackups"): [("dynamodb.backup", "BackupSummaries", "BackupName")],
    ("ec2", "DescribeHosts"): [("ec2.host", "Hosts", "HostId")],
    ("ec2", "DescribeTransitGatewayAttachments"): [
        ("ec2.transit_gateway_attachment", "TransitGatewayAttachments", "TransitGatewayAttachmentId")
    ],
    ("ec2", "DescribeVpnConnections"): [("ec2.vpn_connection", "VpnConnections", "VpnConnectionId")],
    ("ecr", "DescribeImages"): [("ecr.image", "imageDetails", "repositoryName")],
    ("ecr", "DescribeRepositories"): [("ecr.repository", "repositories", "repositoryName")],
    ("ecs", "DescribeClusters"): [("ecs.cluster", "clusters", "clusterName")],
    ("efs", "DescribeFileSystems"): [("efs.file_system", "FileSystems", "FileSystemId")],
    ("elb", "DescribeLoadBalancers"): [("elb.load_balancer", "LoadBalancerDescriptions", "LoadBalancerName")],
    ("redshift", "DescribeClusterSnapshots"): [("redshift.snapshot", "Snapshots", "SnapshotIdentifier")],
    ("sns", "GetTopicAttributes"): [("sns.topic", "[Attributes]", "TopicArn")],
}
overrides.PLACES.update(PLACES)
