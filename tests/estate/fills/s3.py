"""S3 buckets."""

import json

from fills.tools import SECOND

BLOCK_ALL = {
    "BlockPublicAcls": True,
    "IgnorePublicAcls": True,
    "BlockPublicPolicy": True,
    "RestrictPublicBuckets": True,
}
BLOCK_NONE = {name: False for name in BLOCK_ALL}
ABORT = {
    "ID": "abort-uploads",
    "Status": "Enabled",
    "Filter": {"Prefix": ""},
    "AbortIncompleteMultipartUpload": {"DaysAfterInitiation": 7},
}
EXPIRE = {"ID": "expire", "Status": "Enabled", "Filter": {"Prefix": "tmp/"}, "Expiration": {"Days": 30}}
ALL_USERS = "http://acs.amazonaws.com/groups/global/AllUsers"


def fill(filler):
    good(filler)
    public_ones(filler)
    partly_wrong(filler)
    in_second_region(filler)


def bucket(filler, name, days=500, region=None, block=None, **more):
    s3 = filler.client("s3", region or "us-east-1")
    if region:
        more["CreateBucketConfiguration"] = {"LocationConstraint": region}
    s3.create_bucket(Bucket=name, **more)
    if block:
        s3.put_public_access_block(Bucket=name, PublicAccessBlockConfiguration=block)
    filler.made_one("s3.bucket", name, "global", CreationDate=filler.ago(days))
    return s3


def encrypt(s3, name, algorithm, key=None):
    default = {"SSEAlgorithm": algorithm, **({"KMSMasterKeyID": key} if key else {})}
    rules = [{"ApplyServerSideEncryptionByDefault": default, "BucketKeyEnabled": True}]
    s3.put_bucket_encryption(Bucket=name, ServerSideEncryptionConfiguration={"Rules": rules})


def version(s3, name, status="Enabled"):
    s3.put_bucket_versioning(Bucket=name, VersioningConfiguration={"Status": status})


def lifecycle(s3, name, *rules):
    s3.put_bucket_lifecycle_configuration(Bucket=name, LifecycleConfiguration={"Rules": list(rules)})


def public_policy(name):
    statement = {"Effect": "Allow", "Principal": "*", "Action": "s3:GetObject", "Resource": f"arn:aws:s3:::{name}/*"}
    return json.dumps({"Version": "2012-10-17", "Statement": [statement]})


def tls_policy(name):
    condition = {"Bool": {"aws:SecureTransport": "false"}}
    everything = [f"arn:aws:s3:::{name}", f"arn:aws:s3:::{name}/*"]
    statement = {"Effect": "Deny", "Principal": "*", "Action": "s3:*", "Resource": everything, "Condition": condition}
    return json.dumps({"Version": "2012-10-17", "Statement": [statement]})


def good(filler):
    """Right in everything, with the bucket that takes its access logs."""
    logs = bucket(filler, "estate-access-logs", block=BLOCK_ALL, ObjectOwnership="BucketOwnerPreferred")
    allow_log_delivery(logs, "estate-access-logs")
    lifecycle(logs, "estate-access-logs", ABORT, {**EXPIRE, "Filter": {"Prefix": ""}})
    s3 = bucket(filler, "estate-good", block=BLOCK_ALL)
    encrypt(s3, "estate-good", "aws:kms", f"arn:aws:kms:us-east-1:{filler.estate.account}:alias/estate")
    version(s3, "estate-good")
    lifecycle(s3, "estate-good", ABORT, EXPIRE)
    s3.put_bucket_policy(Bucket="estate-good", Policy=tls_policy("estate-good"))
    s3.put_bucket_tagging(Bucket="estate-good", Tagging={"TagSet": [{"Key": "owner", "Value": "platform"}]})
    target = {"TargetBucket": "estate-access-logs", "TargetPrefix": "good/"}
    s3.put_bucket_logging(Bucket="estate-good", BucketLoggingStatus={"LoggingEnabled": target})
    s3.put_bucket_ownership_controls(
        Bucket="estate-good", OwnershipControls={"Rules": [{"ObjectOwnership": "BucketOwnerEnforced"}]}
    )


def allow_log_delivery(s3, name):
    """moto wants the log delivery group's grants on a bucket that takes logs."""
    owner = s3.get_bucket_acl(Bucket=name)["Owner"]
    delivery = {"Type": "Group", "URI": "http://acs.amazonaws.com/groups/s3/LogDelivery"}
    grants = [{"Grantee": delivery, "Permission": permission} for permission in ("WRITE", "READ_ACP")]
    grants.append({"Grantee": {"Type": "CanonicalUser", "ID": owner["ID"]}, "Permission": "FULL_CONTROL"})
    s3.put_bucket_acl(Bucket=name, AccessControlPolicy={"Grants": grants, "Owner": owner})


def public_ones(filler):
    by_policy = bucket(filler, "estate-public-policy", block=BLOCK_NONE)
    by_policy.put_bucket_policy(Bucket="estate-public-policy", Policy=public_policy("estate-public-policy"))
    by_acl = bucket(filler, "estate-public-acl", ObjectOwnership="ObjectWriter")
    by_acl.put_bucket_acl(Bucket="estate-public-acl", ACL="public-read")
    held_back = bucket(filler, "estate-public-but-blocked")
    held_back.put_bucket_policy(
        Bucket="estate-public-but-blocked", Policy=public_policy("estate-public-but-blocked")
    )
    held_back.put_public_access_block(Bucket="estate-public-but-blocked", PublicAccessBlockConfiguration=BLOCK_ALL)


def partly_wrong(filler):
    bucket(filler, "estate-bare", days=1500)
    suspended = bucket(filler, "estate.suspended.versions", block=BLOCK_ALL)
    version(suspended, "estate.suspended.versions", "Suspended")
    encrypt(suspended, "estate.suspended.versions", "AES256")
    lifecycle(suspended, "estate.suspended.versions", EXPIRE)
    locked = bucket(filler, "estate-locked", block=BLOCK_ALL, ObjectLockEnabledForBucket=True)
    disabled = {**ABORT, "Status": "Disabled"}
    lifecycle(locked, "estate-locked", disabled)
    tags = [{"Key": "note", "Value": "a + b = c : d / e @ f_-."}, {"Key": "empty", "Value": ""}]
    locked.put_bucket_tagging(Bucket="estate-locked", Tagging={"TagSet": tags})


def in_second_region(filler):
    s3 = bucket(filler, "estate-europe", region=SECOND, block=BLOCK_ALL)
    encrypt(s3, "estate-europe", "AES256")
    version(s3, "estate-europe")
    bucket(filler, "estate-europe-bare", region=SECOND, days=900)
