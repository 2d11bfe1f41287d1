"""Databases and backups: reads that moto lacks, and where resources stand that the fill lays members over.

What the fill told (`fills/data2.py`) lies in `estate.documents`, by the parameter that a read is narrowed with.
"""

import types

import moto.kafka.models
from moto.moto_api._internal import mock_random

from advice import told
from overrides import PLACES

# moto makes the ends of Kafka's ARNs with a chance of its own, that no seed rules.
moto.kafka.models.uuid = types.SimpleNamespace(uuid4=mock_random.uuid4)

PLACES.update(
    {
        ("backup", "ListBackupPlans"): [("backup.plan", "BackupPlansList", "BackupPlanName")],
        ("dynamodb", "DescribeTable"): [("dynamodb.table", "[Table]", "TableName")],
        ("elasticache", "DescribeReplicationGroups"): [
            ("elasticache.replication_group", "ReplicationGroups", "ReplicationGroupId")
        ],
        ("firehose", "DescribeDeliveryStream"): [
            ("firehose.stream", "[DeliveryStreamDescription]", "DeliveryStreamName")
        ],
        ("opensearch", "DescribeDomains"): [("opensearch.domain", "DomainStatusList", "DomainName")],
        ("redshift", "DescribeClusters"): [("redshift.cluster", "Clusters", "ClusterIdentifier")],
    }
)
# What AWS no longer lets anybody make a database of.
RETIRED = {("mariadb", "10.5.20"): "10.5.29", ("aurora-postgresql", "12.7"): "12.22"}


def under(parameter, member):
    """A list that the fill left for one value of a parameter."""

    def answer(call, estate):
        lists = estate.documents.get((call.service, call.operation, call.region), {})
        return {member: lists.get(call.params[parameter], [])}

    return answer


def cluster_parameters(call, estate):
    """moto knows no group that it calls default; as in AWS, every group has parameters that nobody has set."""
    own = under("DBClusterParameterGroupName", "Parameters")(call, estate)["Parameters"]
    plain = parameter("rds.force_ssl", "1", Source="system")
    source = call.params.get("Source")
    return {"Parameters": [one for one in own or [plain] if source in (None, one["Source"])]}


def parameter(name, value, **more):
    fixed = {"IsModifiable": True, "ApplyMethod": "pending-reboot", "ApplyType": "dynamic", "DataType": "boolean"}
    return {"ParameterName": name, "ParameterValue": value, "Source": "user", **fixed, **more}


def engine_versions(call, estate):
    engine, version = call.params.get("Engine"), call.params.get("EngineVersion")
    if not (engine and version):
        return {"DBEngineVersions": []}
    after = RETIRED.get((engine, version))
    target = {"Engine": engine, "EngineVersion": after, "AutoUpgrade": True, "IsMajorVersionUpgrade": False}
    known = {"Engine": engine, "EngineVersion": version, "Status": "deprecated" if after else "available"}
    return {"DBEngineVersions": [{**known, "ValidUpgradeTarget": [target] if after else []}]}


def with_own_values(call, estate, document):
    """moto gives every group of Redshift the defaults."""
    groups = estate.documents.get((call.service, call.operation, call.region), {})
    values = groups.get(call.params.get("ParameterGroupName"), {})
    for one in document.get("Parameters", []):
        if one["ParameterName"] in values:
            one.update(ParameterValue=values[one["ParameterName"]], Source="user")
    return document


DATA = {
    ("backup", "ListBackupSelections"): under("BackupPlanId", "BackupSelectionsList"),
    ("backup", "ListProtectedResources"): told(Results=[]),
    ("backup", "ListRecoveryPointsByBackupVault"): under("BackupVaultName", "RecoveryPoints"),
    ("rds", "DescribeDBClusterParameters"): cluster_parameters,
    ("rds", "DescribeDBEngineVersions"): engine_versions,
}
DATA_EDITED = {("redshift", "DescribeClusterParameters"): with_own_values}
