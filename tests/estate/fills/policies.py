"""Identities with ways to more rights, roles that outsiders can take, and resources that policies open."""

import json

from fills.tools import MAIN

ACCOUNT, PARTNER = "123456789012", "210987654321"
GITHUB = "token.actions.githubusercontent.com"


def fill(filler):
    users(filler)
    working_roles(filler)
    trusting_roles(filler)
    keys(filler)
    repositories(filler)
    secrets(filler)
    file_systems(filler)
    vaults(filler)
    filler.estate.documents["iam", "GetCredentialReport"] = filler.ago(3)  # when the root user signed in


def policy(*statements):
    return json.dumps({"Version": "2012-10-17", "Statement": list(statements)})


def allow(action, resource="*", **more):
    return {"Sid": "given", "Effect": "Allow", "Action": action, "Resource": resource, **more}


def managed(filler, name, document):
    arn = filler.client("iam").create_policy(PolicyName=name, PolicyDocument=document)["Policy"]["Arn"]
    age = {"CreateDate": filler.ago(90), "UpdateDate": filler.ago(90)}
    filler.made_one("iam.policy", name, "global", **age)
    return arn


def users(filler):
    """A group whose members may give themselves policies, one that may do it by itself, and a member of each."""
    iam = filler.client("iam")
    own = managed(filler, "self-service", policy(allow("iam:PutUserPolicy", "arn:aws:iam::*:user/${aws:username}")))
    for group in ("self-service", "group-keepers"):
        iam.create_group(GroupName=group)
        filler.made_one("iam.group", group, "global")
    iam.attach_group_policy(GroupName="self-service", PolicyArn=own)
    document = policy(allow(["iam:AttachGroupPolicy", "iam:ListGroups"]))
    iam.put_group_policy(GroupName="group-keepers", PolicyName="keep", PolicyDocument=document)
    for name, group in (("trainee", "self-service"), ("keeper", "group-keepers")):
        iam.create_user(UserName=name)
        filler.made_one("iam.user", name, "global", CreateDate=filler.ago(40))
        iam.add_user_to_group(GroupName=group, UserName=name)


def role(filler, name, trust, days=120, last_used=2, **more):
    statement = {"Sid": "take", "Effect": "Allow", "Action": "sts:AssumeRole", **trust}
    filler.client("iam").create_role(RoleName=name, AssumeRolePolicyDocument=policy(statement), **more)
    used = {"LastUsedDate": filler.ago(last_used), "Region": MAIN}
    filler.made_one("iam.role", name, "global", CreateDate=filler.ago(days), RoleLastUsed=used)


def service(name):
    return {"Principal": {"Service": f"{name}.amazonaws.com"}}


def working_roles(filler):
    iam = filler.client("iam")
    edge = managed(filler, "edge-of-rights", policy(allow(["s3:*", "ec2:*"])))
    for name, more in (("deployer", {}), ("deployer-bounded", {"PermissionsBoundary": edge})):
        role(filler, name, service("ec2"), **more)
        document = policy(allow(["iam:PassRole", "lambda:CreateFunction", "lambda:InvokeFunction"]))
        iam.put_role_policy(RoleName=name, PolicyName="deploy", PolicyDocument=document)
    role(filler, "night-shift", service("ec2"))
    iam.put_role_policy(RoleName="night-shift", PolicyName="enter", PolicyDocument=policy(allow("ssm:StartSession")))
    role(filler, "migration-2023", service("ec2"), days=800, last_used=300)
    iam.attach_role_policy(RoleName="migration-2023", PolicyArn="arn:aws:iam::aws:policy/AdministratorAccess")
    iam.attach_role_policy(RoleName="deployer", PolicyArn="arn:aws:iam::aws:policy/AmazonS3FullAccess")


def trusting_roles(filler):
    provider = f"arn:aws:iam::{ACCOUNT}:oidc-provider/{GITHUB}"
    audience = {f"{GITHUB}:aud": "sts.amazonaws.com"}
    token = {"Principal": {"Federated": provider}, "Action": "sts:AssumeRoleWithWebIdentity"}
    partner = {"Principal": {"AWS": f"arn:aws:iam::{PARTNER}:root"}}
    mine = {"StringEquals": {"aws:SourceAccount": ACCOUNT}}
    for name, trust in (
        ("open-to-all", {"Principal": {"AWS": "*"}, "Condition": {"StringEquals": {"sts:ExternalId": "estate"}}}),
        ("open-to-organization", {"Principal": "*", "Condition": {"StringEquals": {"aws:PrincipalOrgID": "o-a1b2c3d4e5"}}}),
        ("github-any", {**token, "Condition": {"StringEquals": audience}}),
        ("github-shop", {**token, "Condition": {"StringLike": {f"{GITHUB}:sub": "repo:estate/shop:*"}}}),
        ("supplier", partner),
        ("supplier-with-id", {**partner, "Condition": {"StringEquals": {"sts:ExternalId": "estate-7c1f"}}}),
        ("shop-task", service("ecs-tasks")),
        ("shop-task-bound", {**service("ecs-tasks"), "Condition": mine}),
    ):
        role(filler, name, trust)


def keys(filler):
    kms = filler.client("kms")
    own = {"Principal": {"AWS": f"arn:aws:iam::{ACCOUNT}:root"}}
    for words, principal in (("anybody decrypts", "*"), ("the partner decrypts", {"AWS": f"arn:aws:iam::{PARTNER}:root"})):
        document = policy(allow("kms:*", **own), {**allow("kms:Decrypt"), "Sid": "outside", "Principal": principal})
        key = kms.create_key(Description=words, Policy=document)["KeyMetadata"]["KeyId"]
        kms.enable_key_rotation(KeyId=key)
        filler.made_one("kms.key", key, MAIN, CreationDate=filler.ago(200))


def repositories(filler):
    ecr = filler.client("ecr")
    ecr.create_repository(
        repositoryName="partner/api", imageTagMutability="IMMUTABLE", imageScanningConfiguration={"scanOnPush": True}
    )
    statement = {"Sid": "pull", "Effect": "Allow", "Action": "ecr:BatchGetImage"}
    document = policy({**statement, "Principal": {"AWS": f"arn:aws:iam::{PARTNER}:root"}})
    ecr.set_repository_policy(repositoryName="partner/api", policyText=document)
    filler.made_one("ecr.repository", "partner/api", MAIN)


def secrets(filler):
    secrets = filler.client("secretsmanager")
    secrets.create_secret(Name="partner/api", SecretString="estate-secret")
    partner = {"Principal": {"AWS": f"arn:aws:iam::{PARTNER}:role/reader"}}
    document = policy(allow("secretsmanager:GetSecretValue", **partner))
    secrets.put_resource_policy(SecretId="partner/api", ResourcePolicy=document)
    rotated = {"RotationEnabled": True, "LastRotatedDate": filler.ago(10), "LastAccessedDate": filler.ago(1)}
    filler.made_one("secretsmanager.secret", "partner/api", MAIN, **rotated)


def file_systems(filler):
    efs = filler.client("efs")
    mounts = ["elasticfilesystem:ClientMount", "elasticfilesystem:ClientWrite"]
    local = {"Condition": {"Bool": {"elasticfilesystem:AccessedViaMountTarget": "true"}}}
    for token, more in (("policy-open", {}), ("policy-local", local)):
        made = efs.create_file_system(CreationToken=token, Encrypted=True, Backup=True)["FileSystemId"]
        document = policy(allow(mounts, Principal={"AWS": "*"}, **more))
        efs.put_file_system_policy(FileSystemId=made, Policy=document)
        filler.made_one("efs.file_system", made, MAIN)


def vaults(filler):
    """moto keeps no policies of vaults: `served_policies.py` answers with these."""
    backup = filler.client("backup")
    copies = allow("backup:CopyIntoBackupVault")
    opened = {
        "policy-open": policy({**copies, "Principal": "*"}),
        "policy-partner": policy({**copies, "Principal": {"AWS": f"arn:aws:iam::{PARTNER}:root"}}),
    }
    for name in opened:
        backup.create_backup_vault(BackupVaultName=name)
        filler.made_one("backup.vault", name, MAIN)
    filler.estate.documents["backup", "GetBackupVaultAccessPolicy", MAIN] = opened
