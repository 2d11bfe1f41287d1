"""Some twenty resources for quick tests. Its account settings are right where the full estate's are wrong."""

from fills import audit, s3
from fills.compute import alarm, log_group
from fills.iam_users import access_key, password, second_factor, user
from fills.tools import MAIN, SECOND, tagged

POLICY = {
    "MinimumPasswordLength": 16,
    "RequireSymbols": True,
    "RequireNumbers": True,
    "RequireUppercaseCharacters": True,
    "RequireLowercaseCharacters": True,
    "MaxPasswordAge": 90,
    "PasswordReusePrevention": 24,
}


def fill(filler):
    account(filler)
    users(filler)
    disks(filler)
    groups(filler)
    s3.bucket(filler, "small-good", block=s3.BLOCK_ALL)
    s3.bucket(filler, "small-bare")
    log_group(filler, "/small/kept", 100, 10, retention=30)
    log_group(filler, "/small/for-ever", 100, 10)
    alarm(filler, "small-no-actions", 10)
    audit.key(filler, "no rotation", 500)
    filler.client("s3").create_bucket(Bucket="estate-trail")
    filler.made_one("s3.bucket", "estate-trail", "global", CreationDate=filler.ago(900))
    audit.trail(filler, "home-only", MAIN, validated=True)


def account(filler):
    iam = filler.client("iam")
    iam.update_account_password_policy(**POLICY)
    iam.create_account_alias(AccountAlias="small-estate")
    filler.made_one("iam.account_summary", "account", "global", AccountMFAEnabled=1, AccountAccessKeysPresent=0)
    filler.client("s3control").put_public_access_block(
        AccountId=filler.estate.account, PublicAccessBlockConfiguration=s3.BLOCK_ALL
    )


def users(filler):
    user(filler, "alice", 400, password_used=1)
    password(filler, "alice", 400)
    second_factor(filler, "alice")
    user(filler, "bob", 400, password_used=3)
    password(filler, "bob", 400)
    access_key(filler, "bob", 200, used=1)


def disks(filler):
    for region in (MAIN, SECOND):
        ec2 = filler.client("ec2", region)
        for days, size, kind in ((90, 100, "gp2"), (90, 50, "gp3"), (1, 10, "gp3")):
            made = ec2.create_volume(
                AvailabilityZone=region + "a",
                Size=size,
                VolumeType=kind,
                TagSpecifications=tagged("volume", Name=f"{kind} of {size}"),
            )["VolumeId"]
            filler.made_one("ec2.volume", made, region, CreateTime=filler.ago(days))


def groups(filler):
    ec2 = filler.client("ec2")
    for name, source in (("open-ssh", "0.0.0.0/0"), ("inner-ssh", "10.0.0.0/8")):
        made = ec2.create_security_group(GroupName=name, Description=name)["GroupId"]
        permission = {"IpProtocol": "tcp", "FromPort": 22, "ToPort": 22, "IpRanges": [{"CidrIp": source}]}
        ec2.authorize_security_group_ingress(GroupId=made, IpPermissions=[permission])
        filler.made_one("ec2.security_group", made, MAIN)
