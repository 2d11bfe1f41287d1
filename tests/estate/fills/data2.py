"""More databases, streams and backups: one that is right and one that is wrong for each rule over them."""

from fills import rds
from fills.data import ACCOUNT, KEY, table
from fills.tools import MAIN
from served_data import parameter

DOMAIN = {"InstanceType": "m6g.large.search", "InstanceCount": 3}


def fill(filler):
    tables(filler)
    caches(filler)
    streams(filler)
    warehouses(filler)
    search(filler)
    backups(filler)
    secrets(filler)
    databases(filler)
    clusters(filler)


def tell(filler, service, operation, **by_value):
    filler.estate.documents.setdefault((service, operation, MAIN), {}).update(by_value)


def tables(filler):
    table(filler.client("dynamodb"), "invoices-2022", BillingMode="PAY_PER_REQUEST", DeletionProtectionEnabled=True)
    locked = {"Status": "ENABLED", "SSEType": "KMS", "KMSMasterKeyArn": KEY}
    locked["InaccessibleEncryptionDateTime"] = filler.ago(2)
    state = {"TableStatus": "INACCESSIBLE_ENCRYPTION_CREDENTIALS", "SSEDescription": locked}
    filler.made_one("dynamodb.table", "invoices-2022", MAIN, **state)


def caches(filler):
    elasticache = filler.client("elasticache")
    elasticache.create_replication_group(
        ReplicationGroupId="carts",
        ReplicationGroupDescription="carts",
        Engine="redis",
        CacheNodeType="cache.t4g.small",
        NumCacheClusters=2,
        SnapshotRetentionLimit=1,
        MultiAZEnabled=True,
        AutomaticFailoverEnabled=True,
        AtRestEncryptionEnabled=True,
        TransitEncryptionEnabled=True,
    )
    shown = {"AuthTokenEnabled": True, "AutoMinorVersionUpgrade": False}
    filler.made_one("elasticache.replication_group", "carts", MAIN, **shown)
    for node in ("carts-001", "carts-002"):
        elasticache.create_cache_cluster(
            CacheClusterId=node,
            ReplicationGroupId="carts",
            Engine="redis",
            EngineVersion="5.0.6",
            CacheNodeType="cache.t4g.small",
            NumCacheNodes=1,
        )


def streams(filler):
    to = {"RoleARN": f"arn:aws:iam::{ACCOUNT}:role/firehose", "BucketARN": "arn:aws:s3:::estate-good"}
    to |= {"BufferingHints": {"SizeInMBs": 5, "IntervalInSeconds": 300}, "CompressionFormat": "UNCOMPRESSED"}
    to["EncryptionConfiguration"] = {"NoEncryptionConfig": "NoEncryption"}
    firehose = filler.client("firehose")
    firehose.create_delivery_stream(DeliveryStreamName="sign-ins", ExtendedS3DestinationConfiguration=to)
    safe = {"KeyType": "AWS_OWNED_CMK", "Status": "ENABLED"}
    filler.made_one("firehose.stream", "sign-ins", MAIN, DeliveryStreamEncryptionConfiguration=safe)
    outside = {"PublicAccess": {"Type": "SERVICE_PROVIDED_EIPS"}}
    brokers = {"InstanceType": "kafka.m5.large", "ClientSubnets": filler.made["private"], "ConnectivityInfo": outside}
    filler.client("kafka").create_cluster(
        ClusterName="partners",
        KafkaVersion="3.5.1",
        NumberOfBrokerNodes=2,
        BrokerNodeGroupInfo=brokers,
        ClientAuthentication={"Sasl": {"Iam": {"Enabled": True}}, "Unauthenticated": {"Enabled": False}},
        EncryptionInfo={"EncryptionInTransit": {"ClientBroker": "TLS", "InCluster": True}},
    )
    filler.estate.count("kafka.cluster")


def warehouses(filler):
    redshift = filler.client("redshift")
    redshift.create_cluster_parameter_group(
        ParameterGroupName="tls-only", ParameterGroupFamily="redshift-2.0", Description="tls only"
    )
    tell(filler, "redshift", "DescribeClusterParameters", **{"tls-only": {"require_ssl": "true"}})
    redshift.create_cluster(
        ClusterIdentifier="marketing",
        NodeType="ra3.large",
        ClusterType="multi-node",
        NumberOfNodes=2,
        MasterUsername="estate",
        MasterUserPassword="Estate-secret-1",
        Encrypted=True,
        PubliclyAccessible=False,
        EnhancedVpcRouting=True,
        AutomatedSnapshotRetentionPeriod=7,
        AllowVersionUpgrade=False,
        ClusterParameterGroupName="tls-only",
    )
    redshift.enable_logging(ClusterIdentifier="marketing", BucketName="estate-good", S3KeyPrefix="redshift/")
    filler.made_one("redshift.cluster", "marketing", MAIN, AvailabilityZoneRelocationStatus="enabled")


def search(filler):
    masters = {"DedicatedMasterEnabled": True, "DedicatedMasterType": "m6g.large.search", "DedicatedMasterCount": 3}
    zones = {"ZoneAwarenessEnabled": True, "ZoneAwarenessConfig": {"AvailabilityZoneCount": 3}}
    log = {"Enabled": True, "CloudWatchLogsLogGroupArn": f"arn:aws:logs:{MAIN}:{ACCOUNT}:log-group:/aws/lambda/orders"}
    domain(
        filler,
        "catalogue",
        "R20260901",
        ClusterConfig={**DOMAIN, **masters, **zones},
        AdvancedSecurityOptions={"Enabled": True},
        LogPublishingOptions={"ES_APPLICATION_LOGS": log, "AUDIT_LOGS": log},
        VPCOptions={"SubnetIds": filler.made["private"][:1]},
    )
    domain(filler, "traces", "R20260315", ClusterConfig={**DOMAIN, **zones})


def domain(filler, name, version, **more):
    newest = "R20260901"
    filler.client("opensearch").create_domain(
        DomainName=name,
        EngineVersion="OpenSearch_2.19",
        EncryptionAtRestOptions={"Enabled": True},
        NodeToNodeEncryptionOptions={"Enabled": True},
        DomainEndpointOptions={"EnforceHTTPS": True, "TLSSecurityPolicy": "Policy-Min-TLS-1-2-PFS-2023-10"},
        **more,
    )
    software = {"CurrentVersion": version, "NewVersion": newest, "UpdateAvailable": version != newest}
    software |= {"Cancellable": False, "UpdateStatus": "ELIGIBLE" if version != newest else "COMPLETED"}
    software |= {"OptionalDeployment": False, "AutomatedUpdateDate": filler.ago(-20)}
    filler.made_one("opensearch.domain", name, MAIN, ServiceSoftwareOptions=software)


def backups(filler):
    backup = filler.client("backup")
    arn = backup.create_backup_vault(BackupVaultName="archive")["BackupVaultArn"]
    rule = {"RuleName": "nightly", "TargetBackupVaultName": "archive", "ScheduleExpression": "cron(0 2 * * ? *)"}
    role = f"arn:aws:iam::{ACCOUNT}:role/service-role/AWSBackupDefaultServiceRole"
    for name, selected in (("volumes", ["by-tag"]), ("warehouse", [])):
        plan = backup.create_backup_plan(BackupPlan={"BackupPlanName": name, "Rules": [rule]})["BackupPlanId"]
        filler.made_one("backup.plan", name, MAIN, CreationDate=filler.ago(200))
        common = {"BackupPlanId": plan, "IamRoleArn": role, "CreationDate": filler.ago(190)}
        selections = [{"SelectionId": f"{one}-0001", "SelectionName": one, **common} for one in selected]
        tell(filler, "backup", "ListBackupSelections", **{plan: selections})
    points = [point(filler, arn, role, number, encrypted) for number, encrypted in ((1, True), (2, False))]
    tell(filler, "backup", "ListRecoveryPointsByBackupVault", archive=points)
    filler.estate.count("backup.vault")
    filler.estate.count("backup.recovery_point", 2)


def point(filler, vault, role, number, encrypted):
    known = {
        "RecoveryPointArn": f"arn:aws:ec2:{MAIN}::snapshot/snap-0b0c0d0e0f00000{number:02d}",
        "BackupVaultName": "archive",
        "BackupVaultArn": vault,
        "ResourceArn": f"arn:aws:ec2:{MAIN}:{ACCOUNT}:volume/vol-0b0c0d0e0f00000{number:02d}",
        "ResourceType": "EBS",
        "IamRoleArn": role,
        "Status": "COMPLETED",
        "CreationDate": filler.ago(3),
        "CompletionDate": filler.ago(3),
        "BackupSizeInBytes": 21474836480,
        "IsEncrypted": encrypted,
    }
    return {**known, "EncryptionKeyArn": KEY} if encrypted else known


def secrets(filler):
    secrets = filler.client("secretsmanager")
    late = {"RotationEnabled": True, "LastRotatedDate": filler.ago(42), "NextRotationDate": filler.ago(12)}
    old = {"CreatedDate": filler.ago(400), "LastChangedDate": filler.ago(400)}
    for name, times in (("billing/database", late), ("partner/key", old)):
        secrets.create_secret(Name=name, SecretString="estate-secret", KmsKeyId=KEY)
        filler.made_one("secretsmanager.secret", name, MAIN, **times)


def databases(filler):
    client = filler.client("rds")
    group(client, "stock-mariadb", "mariadb10.5", sync_binlog="0", require_secure_transport="0")
    group(client, "payments-pg16", "postgres16", **{"rds.force_ssl": "1"})
    old = {"StorageType": "standard", "MaxAllocatedStorage": None, "EnableIAMDatabaseAuthentication": False}
    old |= {"EngineVersion": "10.5.20", "DBParameterGroupName": "stock-mariadb"}
    rds.instance(filler, "stock", 900, base=rds.GOOD, engine="mariadb", **old)
    waiting = [{"DBParameterGroupName": "stock-mariadb", "ParameterApplyStatus": "pending-reboot"}]
    filler.estate.override("rds.instance", MAIN, "stock", DBParameterGroups=waiting)
    replica(filler, client)
    watched = {"EnableCloudwatchLogsExports": ["postgresql"], "CopyTagsToSnapshot": True, "MonitoringInterval": 60}
    watched |= {"MonitoringRoleArn": f"arn:aws:iam::{ACCOUNT}:role/rds-monitoring-role"}
    watched |= {"EngineVersion": "16.4", "DBParameterGroupName": "payments-pg16"}
    rds.instance(filler, "payments", 300, base=rds.GOOD, **watched)
    insights = {"PerformanceInsightsEnabled": True, "PerformanceInsightsRetentionPeriod": 7}
    filler.estate.override("rds.instance", MAIN, "payments", **insights)
    forced = {"Action": "system-update", "Description": "New Operating System update is available"}
    forced |= {"ForcedApplyDate": filler.ago(-5), "CurrentApplyDate": filler.ago(-5), "OptInStatus": "pending"}
    arn = f"arn:aws:rds:{MAIN}:{ACCOUNT}:db:payments"
    action = {"ResourceIdentifier": arn, "PendingMaintenanceActionDetails": [forced]}
    filler.estate.maintenance[MAIN].append(action)


def group(client, name, family, **values):
    client.create_db_parameter_group(DBParameterGroupName=name, DBParameterGroupFamily=family, Description=name)
    values = [parameter(key, value) for key, value in values.items()]
    client.modify_db_parameter_group(DBParameterGroupName=name, Parameters=values)


def replica(filler, client):
    client.create_db_instance_read_replica(DBInstanceIdentifier="stock-replica", SourceDBInstanceIdentifier="stock")
    broken = {"StatusType": "read replication", "Normal": False, "Status": "error", "Message": "No space left"}
    shown = {"DBInstanceStatus": "storage-full", "StatusInfos": [broken], "BackupRetentionPeriod": 0}
    shown["CertificateDetails"] = {"CAIdentifier": "rds-ca-rsa2048-g1", "ValidTill": filler.ago(-900)}
    times = {"InstanceCreateTime": filler.ago(300), "LatestRestorableTime": filler.ago(1)}
    filler.made_one("rds.instance", "stock-replica", MAIN, **shown, **times)


def clusters(filler):
    client = filler.client("rds")
    client.create_db_cluster_parameter_group(
        DBClusterParameterGroupName="billing-open", DBParameterGroupFamily="aurora-mysql5.7", Description="billing"
    )
    tls = parameter("require_secure_transport", "OFF")
    tell(filler, "rds", "DescribeDBClusterParameters", **{"billing-open": [tls]})
    right = {"StorageEncrypted": True, "DeletionProtection": True, "BackupRetentionPeriod": 14}
    right |= {"MasterUsername": "estate", "MasterUserPassword": "correct-horse-9", "CopyTagsToSnapshot": True}
    client.create_db_cluster(
        DBClusterIdentifier="billing",
        Engine="aurora-mysql",
        EngineVersion="5.7.mysql_aurora.2.11.5",
        DBClusterParameterGroupName="billing-open",
        EnableCloudwatchLogsExports=["audit"],
        **right,
    )
    for name in ("partners", "tickets"):
        client.create_db_cluster(
            DBClusterIdentifier=name,
            Engine="postgres",
            EngineVersion="16.4",
            DBClusterInstanceClass="db.m6gd.large",
            AllocatedStorage=100,
            Iops=1000,
            StorageType="io1",
            **right,
        )
    graph = {"Engine": "neptune", "StorageEncrypted": True, "DeletionProtection": True, "BackupRetentionPeriod": 14}
    for name in ("friends", "routes"):
        client.create_db_cluster(DBClusterIdentifier=name, CopyTagsToSnapshot=True, **graph)
    times = {"ClusterCreateTime": filler.ago(500), "EarliestRestorableTime": filler.ago(14)}
    times["LatestRestorableTime"] = filler.ago(0.01)
    shown = {
        "billing": {"EngineLifecycleSupport": "open-source-rds-extended-support-disabled"},
        "partners": {"PubliclyAccessible": True, "AutoMinorVersionUpgrade": False},
        "tickets": {"PubliclyAccessible": False, "AutoMinorVersionUpgrade": True},
        "friends": {},
        "routes": {"IAMDatabaseAuthenticationEnabled": True},
    }
    for name, members in shown.items():
        filler.made_one("rds.cluster", name, MAIN, **members, **times)
