"""RDS instances, clusters, snapshots and what belongs to them."""

from fills.tools import MAIN, SECOND, tags

GOOD = {
    "StorageEncrypted": True,
    "MultiAZ": True,
    "BackupRetentionPeriod": 14,
    "DeletionProtection": True,
    "PubliclyAccessible": False,
    "AutoMinorVersionUpgrade": True,
    "StorageType": "gp3",
    "MaxAllocatedStorage": 1000,
    "EnableIAMDatabaseAuthentication": True,
}
BAD = {
    "StorageEncrypted": False,
    "MultiAZ": False,
    "BackupRetentionPeriod": 0,
    "DeletionProtection": False,
    "PubliclyAccessible": True,
    "AutoMinorVersionUpgrade": False,
    "StorageType": "gp2",
}
# moto has no storage autoscaling and keeps no certificate's end, so these are overrides.
SHOWN = ("MaxAllocatedStorage", "StorageType", "AutoMinorVersionUpgrade")


def fill(filler):
    groups(filler)
    instances(filler)
    clusters(filler)
    snapshots(filler)
    maintenance(filler)


def groups(filler):
    rds = filler.client("rds")
    rds.create_db_subnet_group(
        DBSubnetGroupName="private", DBSubnetGroupDescription="private", SubnetIds=filler.made["private"]
    )
    filler.made_one("rds.subnet_group", "private", MAIN)
    rds.create_db_parameter_group(
        DBParameterGroupName="orders-pg16", DBParameterGroupFamily="postgres16", Description="tuned"
    )
    filler.made_one("rds.parameter_group", "orders-pg16", MAIN)
    rds.create_event_subscription(
        SubscriptionName="database-failures",
        SnsTopicArn=f"arn:aws:sns:{MAIN}:{filler.estate.account}:alerts",
        SourceType="db-instance",
        EventCategories=["failure", "maintenance"],
        Enabled=True,
    )
    filler.made_one("rds.event_subscription", "database-failures", MAIN)


def instance(filler, name, days, region=MAIN, ca_days=900, base=BAD, engine="postgres", pairs=None, **more):
    settings = {**base, **more}
    rds = filler.client("rds", region)
    asked = {key: value for key, value in settings.items() if key != "MaxAllocatedStorage"}
    rds.create_db_instance(
        DBInstanceIdentifier=name,
        Engine=engine,
        DBInstanceClass="db.t4g.medium",
        AllocatedStorage=100,
        MasterUsername="estate",
        MasterUserPassword="correct-horse-9",
        Tags=tags(**(pairs or {})),
        **asked,
    )
    certificate = {"CAIdentifier": "rds-ca-rsa2048-g1", "ValidTill": filler.ago(-ca_days)}
    shown = {key: settings[key] for key in SHOWN if key in settings}
    shown.setdefault("MaxAllocatedStorage", None)
    times = {"InstanceCreateTime": filler.ago(days), "LatestRestorableTime": filler.ago(0.01)}
    filler.made_one("rds.instance", name, region, CertificateDetails=certificate, **times, **shown)
    return rds


def instances(filler):
    good = {"DBSubnetGroupName": "private", "DBParameterGroupName": "orders-pg16", "EngineVersion": "16.4"}
    instance(filler, "orders", 400, base=GOOD, pairs={"owner": "platform"}, **good)
    instance(filler, "legacy", 1500, ca_days=20, engine="mysql", pairs={"note": "a + b = c : d / e @ f"})
    instance(filler, "short-backups", 300, base=GOOD, BackupRetentionPeriod=2, StorageType="gp2")
    rds = instance(filler, "parked", 200, base={**GOOD, "MultiAZ": False})
    rds.stop_db_instance(DBInstanceIdentifier="parked")
    rds.create_db_instance_read_replica(DBInstanceIdentifier="orders-replica", SourceDBInstanceIdentifier="orders")
    certificate = {"CAIdentifier": "rds-ca-rsa2048-g1", "ValidTill": filler.ago(-900)}
    replica = {"InstanceCreateTime": filler.ago(100), "CertificateDetails": certificate, "BackupRetentionPeriod": 0}
    replica["LatestRestorableTime"] = filler.ago(0.01)
    filler.made_one("rds.instance", "orders-replica", MAIN, **replica)
    instance(filler, "europe", 90, region=SECOND, ca_days=-3)


def cluster(filler, name, members, **settings):
    rds = filler.client("rds")
    rds.create_db_cluster(
        DBClusterIdentifier=name,
        Engine="aurora-postgresql",
        MasterUsername="estate",
        MasterUserPassword="correct-horse-9",
        **settings,
    )
    for number in range(members):
        member(filler, rds, name, f"{name}-{number + 1}", settings.get("StorageEncrypted", False))
    restorable = {"EarliestRestorableTime": filler.ago(1), "LatestRestorableTime": filler.ago(0.01)}
    filler.made_one("rds.cluster", name, MAIN, ClusterCreateTime=filler.ago(300), **restorable)


def member(filler, rds, cluster_name, name, encrypted):
    rds.create_db_instance(
        DBInstanceIdentifier=name,
        DBClusterIdentifier=cluster_name,
        Engine="aurora-postgresql",
        DBInstanceClass="db.r6g.xlarge",
        StorageEncrypted=encrypted,
    )
    certificate = {"CAIdentifier": "rds-ca-rsa2048-g1", "ValidTill": filler.ago(-900)}
    members = {"InstanceCreateTime": filler.ago(300), "CertificateDetails": certificate, "StorageType": "aurora"}
    members["LatestRestorableTime"] = filler.ago(0.01)
    filler.made_one("rds.instance", name, MAIN, **members)


def clusters(filler):
    right = {"StorageEncrypted": True, "DeletionProtection": True, "BackupRetentionPeriod": 14}
    wrong = {"StorageEncrypted": False, "DeletionProtection": False, "BackupRetentionPeriod": 1}
    cluster(filler, "ledger", 2, **right)
    cluster(filler, "scratch", 1, **wrong)


def snapshots(filler):
    rds = filler.client("rds")
    for name, source, days in (
        ("orders-recent", "orders", 3),
        ("legacy-old", "legacy", 800),
        ("legacy-public", "legacy", 100),
        ("orders-shared", "orders", 40),
    ):
        rds.create_db_snapshot(DBSnapshotIdentifier=name, DBInstanceIdentifier=source)
        times = {"SnapshotCreateTime": filler.ago(days), "OriginalSnapshotCreateTime": filler.ago(days)}
        filler.made_one("rds.snapshot", name, MAIN, **times)
    share(rds.modify_db_snapshot_attribute, "DBSnapshotIdentifier", "legacy-public", "all")
    share(rds.modify_db_snapshot_attribute, "DBSnapshotIdentifier", "orders-shared", "210987654321")
    for name, source, days in (("ledger-recent", "ledger", 2), ("scratch-public", "scratch", 500)):
        rds.create_db_cluster_snapshot(DBClusterSnapshotIdentifier=name, DBClusterIdentifier=source)
        filler.made_one("rds.cluster_snapshot", name, MAIN, SnapshotCreateTime=filler.ago(days))
    share(rds.modify_db_cluster_snapshot_attribute, "DBClusterSnapshotIdentifier", "scratch-public", "all")


def share(modify, parameter, name, whom):
    modify(**{parameter: name, "AttributeName": "restore", "ValuesToAdd": [whom]})


def maintenance(filler):
    arn = f"arn:aws:rds:{MAIN}:{filler.estate.account}:db:legacy"
    action = {"Action": "system-update", "Description": "New Operating System update is available"}
    detail = {**action, "AutoAppliedAfterDate": filler.ago(-10), "OptInStatus": "pending"}
    actions = [{"ResourceIdentifier": arn, "PendingMaintenanceActionDetails": [detail]}]
    filler.estate.maintenance[MAIN] = actions
