"""Tables, caches, file systems, warehouses, search, backups, secrets and parameters."""

import json

from fills import hostile
from fills.tools import MAIN, tags

ACCOUNT = "123456789012"
KEY = f"arn:aws:kms:{MAIN}:{ACCOUNT}:key/11111111-2222-4333-8444-555555555555"


def fill(filler):
    tables(filler)
    caches(filler)
    file_systems(filler)
    warehouses(filler)
    search(filler)
    backups(filler)
    secrets(filler)
    parameters(filler)


def table(dynamodb, name, **more):
    dynamodb.create_table(
        TableName=name,
        AttributeDefinitions=[{"AttributeName": "id", "AttributeType": "S"}],
        KeySchema=[{"AttributeName": "id", "KeyType": "HASH"}],
        **more,
    )


def tables(filler):
    dynamodb = filler.client("dynamodb")
    table(
        dynamodb,
        "orders",
        BillingMode="PAY_PER_REQUEST",
        SSESpecification={"Enabled": True, "SSEType": "KMS"},
        DeletionProtectionEnabled=True,
        Tags=tags(owner="platform"),
    )
    on = {"PointInTimeRecoveryEnabled": True}
    dynamodb.update_continuous_backups(TableName="orders", PointInTimeRecoverySpecification=on)
    dynamodb.create_backup(TableName="orders", BackupName="before-release")
    table(dynamodb, "legacy", ProvisionedThroughput={"ReadCapacityUnits": 50, "WriteCapacityUnits": 50})
    filler.estate.count("dynamodb.table", 2)


def caches(filler):
    elasticache = filler.client("elasticache")
    good = {"AtRestEncryptionEnabled": True, "TransitEncryptionEnabled": True, "AutomaticFailoverEnabled": True}
    elasticache.create_replication_group(
        ReplicationGroupId="sessions",
        ReplicationGroupDescription="sessions",
        Engine="redis",
        CacheNodeType="cache.t4g.small",
        NumCacheClusters=2,
        SnapshotRetentionLimit=7,
        MultiAZEnabled=True,
        Tags=tags(owner="platform"),
        **good,
    )
    elasticache.create_replication_group(
        ReplicationGroupId="legacy", ReplicationGroupDescription=hostile.PIPES, Engine="redis", NumCacheClusters=1
    )
    elasticache.create_cache_cluster(
        CacheClusterId="sessions-001", Engine="redis", CacheNodeType="cache.t4g.small", NumCacheNodes=1
    )
    elasticache.create_cache_cluster(
        CacheClusterId="lookup", Engine="memcached", CacheNodeType="cache.t3.micro", NumCacheNodes=1
    )
    filler.estate.count("elasticache.replication_group", 2)


def file_systems(filler):
    efs = filler.client("efs")
    good = efs.create_file_system(CreationToken="good", Encrypted=True, Backup=True, Tags=tags(Name="shared"))
    efs.put_lifecycle_configuration(
        FileSystemId=good["FileSystemId"], LifecyclePolicies=[{"TransitionToIA": "AFTER_30_DAYS"}]
    )
    user = {"Uid": 1000, "Gid": 1000}
    root = {"Path": "/app", "CreationInfo": {"OwnerUid": 1000, "OwnerGid": 1000, "Permissions": "750"}}
    efs.create_access_point(FileSystemId=good["FileSystemId"], PosixUser=user, RootDirectory=root)
    bad = efs.create_file_system(CreationToken="bad", Encrypted=False)
    efs.create_access_point(FileSystemId=bad["FileSystemId"])
    filler.estate.count("efs.file_system", 2)
    filler.estate.count("efs.access_point", 2)


def warehouses(filler):
    redshift = filler.client("redshift")
    common = {"NodeType": "ra3.large", "MasterUsername": "estate", "MasterUserPassword": "Estate-secret-1"}
    redshift.create_cluster(
        ClusterIdentifier="finance",
        Encrypted=True,
        PubliclyAccessible=False,
        EnhancedVpcRouting=True,
        AutomatedSnapshotRetentionPeriod=14,
        NumberOfNodes=2,
        ClusterType="multi-node",
        Tags=tags(owner="platform"),
        **common,
    )
    redshift.create_cluster(ClusterIdentifier="legacy", PubliclyAccessible=True, ClusterType="single-node", **common)
    redshift.create_cluster_snapshot(SnapshotIdentifier="finance-2024", ClusterIdentifier="finance")
    redshift.create_cluster_parameter_group(
        ParameterGroupName="strict", ParameterGroupFamily="redshift-1.0", Description="strict"
    )
    filler.estate.count("redshift.cluster", 2)


def search(filler):
    opensearch = filler.client("opensearch")
    policy = {"Effect": "Allow", "Principal": {"AWS": "*"}, "Action": "es:*", "Resource": "*"}
    opensearch.create_domain(
        DomainName="logs",
        EngineVersion="OpenSearch_2.19",
        EncryptionAtRestOptions={"Enabled": True},
        NodeToNodeEncryptionOptions={"Enabled": True},
        DomainEndpointOptions={"EnforceHTTPS": True, "TLSSecurityPolicy": "Policy-Min-TLS-1-2-PFS-2023-10"},
        TagList=tags(owner="platform"),
    )
    opensearch.create_domain(
        DomainName="legacy", AccessPolicies=json.dumps({"Version": "2012-10-17", "Statement": [policy]})
    )
    filler.estate.count("opensearch.domain", 2)


def backups(filler):
    backup = filler.client("backup")
    backup.create_backup_vault(BackupVaultName="main", EncryptionKeyArn=KEY, BackupVaultTags={"owner": "platform"})
    backup.create_backup_vault(BackupVaultName="unused")
    rule = {"RuleName": "daily", "TargetBackupVaultName": "main", "ScheduleExpression": "cron(0 3 * * ? *)"}
    kept = {"DeleteAfterDays": 35}
    backup.create_backup_plan(BackupPlan={"BackupPlanName": "daily", "Rules": [{**rule, "Lifecycle": kept}]})
    backup.create_backup_plan(BackupPlan={"BackupPlanName": "no-end", "Rules": [rule]})
    filler.estate.count("backup.vault", 2)
    filler.estate.count("backup.plan", 2)


def secrets(filler):
    secrets = filler.client("secretsmanager")
    secrets.create_secret(Name="shop/api", SecretString="estate-secret", KmsKeyId=KEY, Tags=tags(owner="platform"))
    # moto would call the function that rotates; only what it leaves behind is wanted.
    rotated = {"RotationEnabled": True, "LastRotatedDate": filler.ago(10), "LastAccessedDate": filler.ago(1)}
    filler.made_one("secretsmanager.secret", "shop/api", MAIN, **rotated)
    secrets.create_secret(Name="legacy", SecretString="estate-secret")
    policy = {"Effect": "Allow", "Principal": "*", "Action": "secretsmanager:GetSecretValue", "Resource": "*"}
    document = json.dumps({"Version": "2012-10-17", "Statement": [policy]})
    secrets.put_resource_policy(SecretId="legacy", ResourcePolicy=document)
    filler.made_one("secretsmanager.secret", "legacy", MAIN)


def parameters(filler):
    ssm = filler.client("ssm")
    ssm.put_parameter(Name="/shop/token", Value="estate-secret", Type="SecureString", Tags=tags(owner="platform"))
    ssm.put_parameter(Name="password", Value="estate-secret", Type="String")
    steps = {"schemaVersion": "2.2", "description": "x", "mainSteps": []}
    for name, shared in (("private-runbook", []), ("public-runbook", ["all"])):
        ssm.create_document(Name=name, Content=json.dumps(steps), DocumentType="Command", DocumentFormat="JSON")
        if shared:
            ssm.modify_document_permission(Name=name, PermissionType="Share", AccountIdsToAdd=shared)
    filler.estate.count("ssm.parameter", 2)
    filler.estate.count("ssm.document", 2)
