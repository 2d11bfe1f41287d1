"""Reads that moto lacks or answers wrongly, from the estate's own state. One function for each operation.

SERVED answers instead of moto; EDITED corrects what moto answered. Both give plain documents under the API's
member names; `wire` puts them into bytes.
"""

import datetime
import os

import jmespath

import costs
import events
import metrics
import products
import served_costs
import served_edge
import served_ops
import served_policies
import threats
from advice import ADVICE
from served_data import DATA, DATA_EDITED
from wire import Refusal

REGIONS = tuple(os.environ.get("ESTATE_REGIONS", "eu-west-1,us-east-1,us-west-2").split(","))
AMAZONS_SNAPSHOT = {
    "SnapshotId": "snap-0aaaaaaaaaaaaaaaa",
    "VolumeId": "vol-ffffffff",
    "OwnerId": "137112412989",
    "OwnerAlias": "amazon",
    "State": "completed",
    "Encrypted": False,
    "VolumeSize": 8,
    "Progress": "100%",
    "StartTime": datetime.datetime(2024, 1, 1, tzinfo=datetime.timezone.utc),
}
AMAZONS_IMAGE = {
    "ImageId": "ami-0aaaaaaaaaaaaaaaa",
    "Name": "al2023-ami",
    "OwnerId": "137112412989",
    "ImageOwnerAlias": "amazon",
    "Public": True,
    "State": "available",
    "CreationDate": "2024-01-01T00:00:00.000Z",
}
SNAPSHOT_BLOCKS = {"us-east-1": "block-all-sharing"}


def describe_regions(call, estate):
    wanted = call.params.get("RegionNames") or REGIONS
    for name in wanted:
        if name not in REGIONS:
            raise Refusal("InvalidParameterValue", f"Invalid region provided: {name}")
    regions = [
        {"RegionName": name, "Endpoint": f"ec2.{name}.amazonaws.com", "OptInStatus": "opt-in-not-required"}
        for name in REGIONS
        if name in wanted
    ]
    return {"Regions": regions}


def snapshot_block_public_access(call, estate):
    return {"State": SNAPSHOT_BLOCKS.get(call.region, "unblocked"), "ManagedBy": "account"}


def service_specific_credentials(call, estate):
    return {"ServiceSpecificCredentials": [], "IsTruncated": False}


def pending_maintenance(call, estate):
    wanted = call.params.get("ResourceIdentifier")
    actions = estate.maintenance.get(call.region, [])
    chosen = [action for action in actions if wanted in (None, action["ResourceIdentifier"])]
    return {"PendingMaintenanceActions": chosen}


def provisioned_concurrency(call, estate):
    return {"ProvisionedConcurrencyConfigs": estate.provisioned.get((call.region, call.params["FunctionName"]), [])}


def anomaly_detectors(call, estate):
    return {"AnomalyDetectors": estate.anomaly_detectors.get(call.region, [])}


def with_strangers(path, named_by, stranger):
    """With an owner `self` only the account's own are meant; a call that names neither owner nor id gets others' too.

    (moto is started without Amazon's thousands of images and snapshots, which it would always mix in.)
    """

    def edit(call, estate, document):
        owners = (call.params.get("OwnerIds") or []) + (call.params.get("Owners") or [])
        if "self" in owners:
            document[path] = [item for item in document.get(path, []) if item.get("OwnerId") == estate.account]
        elif not owners and not call.params.get(named_by):
            document.setdefault(path, []).append(dict(stranger))
        return document

    return edit


def with_composite_alarms(call, estate, document):
    """As AWS does it: composite alarms only where they are asked for by type."""
    composites = estate.composite_alarms.get(call.region, [])
    names, types = call.params.get("AlarmNames"), call.params.get("AlarmTypes") or ["MetricAlarm"]
    asked = composites if "CompositeAlarm" in types else []
    document["CompositeAlarms"] = [alarm for alarm in asked if not names or alarm["AlarmName"] in names]
    if "MetricAlarm" not in types:
        document["MetricAlarms"] = []
    return document


def without_empty_ids(call, estate, document):
    """moto says `""` where AWS leaves the member out."""
    for address in document.get("Addresses", []):
        for name in [name for name, value in address.items() if value == ""]:
            del address[name]
    return document


def as_modelled(call, estate, document):
    """moto writes times as texts of its own here; written anew under the model they are what AWS sends."""
    return document


def asked_once(path):
    """moto makes these times anew at each request."""

    def edit(call, estate, document):
        *above, name = path.split(".")
        for item in jmespath.search(".".join(above) or "[@]", document) or []:
            item[name] = estate.now
        return document

    return edit


def with_arns(call, estate, document):
    """moto's parameters have no ARN."""
    for parameter in document.get("Parameters", []):
        name = parameter["Name"].lstrip("/")
        parameter["ARN"] = f"arn:aws:ssm:{call.region}:{estate.account}:parameter/{name}"
    return document


def with_one_moment(call, estate, document):
    for version in document.get("Versions", []):
        version.update(CreatedDate=estate.now, LastAccessedDate=estate.now)
    return document


def nothing(call, estate):
    return {"IsTruncated": False}


def with_operations(call, estate, document):
    """moto leaves out what an instance is charged as."""
    for reservation in document.get("Reservations", []):
        for instance in reservation["Instances"]:
            instance.setdefault("UsageOperation", "RunInstances")
            instance.setdefault("PlatformDetails", "Linux/UNIX")
    return document


SERVED = {
    **ADVICE,
    **served_edge.SERVED,
    **DATA,
    **served_ops.SERVED,
    **served_costs.SERVED,
    **served_policies.SERVED,
    ("ce", "GetCostAndUsage"): costs.get_cost_and_usage,
    ("cloudtrail", "LookupEvents"): events.lookup_events,
    ("cloudwatch", "DescribeAnomalyDetectors"): anomaly_detectors,
    ("cloudwatch", "GetMetricData"): metrics.get_metric_data,
    ("ec2", "DescribeRegions"): describe_regions,
    ("ec2", "GetSnapshotBlockPublicAccessState"): snapshot_block_public_access,
    ("guardduty", "GetFindings"): threats.get_findings,
    ("guardduty", "ListFindings"): threats.list_findings,
    ("guardduty", "ListMembers"): threats.list_members,
    ("iam", "ListServiceSpecificCredentials"): service_specific_credentials,
    ("pricing", "GetProducts"): products.get_products,
    ("lambda", "ListProvisionedConcurrencyConfigs"): provisioned_concurrency,
    ("rds", "DescribePendingMaintenanceActions"): pending_maintenance,
    ("s3", "GetBucketRequestPayment"): lambda call, estate: {"Payer": "BucketOwner"},
    ("s3", "ListBucketAnalyticsConfigurations"): nothing,
    ("s3", "ListBucketIntelligentTieringConfigurations"): nothing,
    ("s3", "ListBucketInventoryConfigurations"): nothing,
    ("s3", "ListBucketMetricsConfigurations"): nothing,
}
EDITED = {
    **DATA_EDITED,
    **served_policies.EDITED,
    ("cloudwatch", "DescribeAlarms"): with_composite_alarms,
    ("ec2", "DescribeAddresses"): without_empty_ids,
    ("ec2", "DescribeInstances"): with_operations,
    ("ec2", "DescribeImages"): with_strangers("Images", "ImageIds", AMAZONS_IMAGE),
    ("ec2", "DescribeSnapshots"): with_strangers("Snapshots", "SnapshotIds", AMAZONS_SNAPSHOT),
    ("ecr", "GetLifecyclePolicy"): asked_once("lastEvaluatedAt"),
    ("efs", "DescribeFileSystems"): asked_once("FileSystems[].SizeInBytes.Timestamp"),
    ("kafka", "DescribeCluster"): as_modelled,
    ("kafka", "DescribeClusterV2"): as_modelled,
    ("kafka", "ListClusters"): as_modelled,
    ("kafka", "ListClustersV2"): as_modelled,
    ("route53", "GetHealthCheckStatus"): asked_once("HealthCheckObservations[].StatusReport.CheckedTime"),
    ("secretsmanager", "ListSecretVersionIds"): with_one_moment,
    ("ssm", "DescribeParameters"): with_arns,
}
