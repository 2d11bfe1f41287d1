"""Account-wide and region-wide settings of the full estate: mostly wrong."""

from fills.tools import MAIN


def fill(filler):
    iam = filler.client("iam")
    iam.update_account_password_policy(
        MinimumPasswordLength=6,
        RequireSymbols=False,
        RequireNumbers=False,
        RequireUppercaseCharacters=False,
        RequireLowercaseCharacters=True,
        AllowUsersToChangePassword=True,
    )
    filler.made_one("iam.account_summary", "account", "global", AccountMFAEnabled=0, AccountAccessKeysPresent=1)
    filler.client("s3control").put_public_access_block(
        AccountId=filler.estate.account,
        PublicAccessBlockConfiguration={
            "BlockPublicAcls": True,
            "IgnorePublicAcls": False,
            "BlockPublicPolicy": False,
            "RestrictPublicBuckets": False,
        },
    )
    filler.client("ec2", MAIN).enable_ebs_encryption_by_default()
    filler.estate.count("aws.region", 3)
