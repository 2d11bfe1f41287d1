"""CloudTrail, GuardDuty and KMS: what watches and protects the rest."""

import json

import events
import threats
from fills import findings, hostile
from fills.tools import BARE, MAIN, SECOND


def fill(filler):
    trails(filler)
    recorded_events(filler)
    detectors(filler)
    keys(filler)


def trails(filler):
    """A right one over all regions; one in eu-west-1 that is wrong in everything; one whose delivery fails."""
    filler.client("s3").create_bucket(Bucket="estate-trail")
    filler.made_one("s3.bucket", "estate-trail", "global", CreationDate=filler.ago(900))
    trail(filler, "organisation", MAIN, multi=True, validated=True)
    trail(filler, "europe", SECOND, logging=False)
    trail(filler, "failing", MAIN, validated=True)
    error = {"LatestDeliveryError": "AccessDenied", "LatestDeliveryTime": filler.ago(40)}
    filler.estate.override("cloudtrail.status", MAIN, "failing", **error)
    filler.client("cloudtrail").put_event_selectors(
        TrailName="organisation",
        EventSelectors=[{"ReadWriteType": "All", "IncludeManagementEvents": True, "DataResources": []}],
    )


def trail(filler, name, region, multi=False, validated=False, logging=True):
    cloudtrail = filler.client("cloudtrail", region)
    cloudtrail.create_trail(
        Name=name, S3BucketName="estate-trail", IsMultiRegionTrail=multi, EnableLogFileValidation=validated
    )
    status = {"StopLoggingTime": filler.ago(30), "TimeLoggingStopped": threats.iso(filler.ago(30))}
    if logging:
        cloudtrail.start_logging(Name=name)
        status = {"LatestDeliveryTime": filler.ago(0.01)}
    attempt = {"LatestDeliveryAttemptTime": threats.iso(filler.ago(0.01))}
    began = {"StartLoggingTime": filler.ago(600), "TimeLoggingStarted": threats.iso(filler.ago(600))}
    times = {**attempt, **began, **status}
    for place in (MAIN, SECOND, BARE):
        filler.estate.override("cloudtrail.status", place, name, **times)
    filler.made_one("cloudtrail.trail", name, region)


def recorded_events(filler):
    rows = [
        ("ConsoleLogin", "signin.amazonaws.com", "alice", 0.1, ()),
        ("RunInstances", "ec2.amazonaws.com", "ci-deploy", 40, [("AWS::EC2::Instance", filler.made["good"])]),
        ("CreateVolume", "ec2.amazonaws.com", "ci-deploy", 40, [("AWS::EC2::Volume", filler.made["data_volume"])]),
        ("AuthorizeSecurityGroupIngress", "ec2.amazonaws.com", "mallory", 2, [
            ("AWS::EC2::SecurityGroup", filler.made["ssh"])
        ]),
        ("PutBucketPolicy", "s3.amazonaws.com", "mallory", 1, [("AWS::S3::Bucket", "estate-public-policy")]),
        ("CreateAccessKey", "iam.amazonaws.com", "mallory", 3, [("AWS::IAM::AccessKey", "mallory")]),
        ("StopLogging", "cloudtrail.amazonaws.com", hostile.SHELL, 30, [("AWS::CloudTrail::Trail", "europe")]),
        # Why Lambda's bill jumps on the last whole day.
        ("CreateEventSourceMapping20150331", "lambda.amazonaws.com", "ci-deploy", 1.99, [
            ("AWS::Lambda::Function", "estate-current")
        ]),
        ("UpdateFunctionConfiguration20150331v2", "lambda.amazonaws.com", "alice", 2, [
            ("AWS::Lambda::Function", "estate-current")
        ]),
    ]
    made = [events.event(filler.estate, MAIN, number, *row[:3], row[3], row[4]) for number, row in enumerate(rows, 1)]
    filler.estate.events[MAIN] = made
    filler.estate.count("cloudtrail.event", len(made))


def detectors(filler):
    """On in us-east-1, suspended in eu-west-1, never made in us-west-2."""
    for region, on in ((MAIN, True), (SECOND, False)):
        made = filler.client("guardduty", region).create_detector(Enable=on)["DetectorId"]
        filler.estate.detectors[region] = [made]
        times = {"CreatedAt": threats.iso(filler.ago(500)), "UpdatedAt": threats.iso(filler.ago(400))}
        filler.made_one("guardduty.detector", made, region, **times, Status="ENABLED" if on else "DISABLED")
    specs = findings.specs(filler)
    detector = filler.estate.detectors[MAIN][0]
    made = [threats.finding(filler.estate, MAIN, detector, number, spec) for number, spec in enumerate(specs, 1)]
    filler.estate.findings[MAIN] = made
    filler.estate.count("guardduty.finding", len(made))


def key(filler, text, days, region=MAIN, rotate=False, **more):
    kms = filler.client("kms", region)
    made = kms.create_key(Description=text, **more)["KeyMetadata"]["KeyId"]
    if rotate:
        kms.enable_key_rotation(KeyId=made)
    filler.made_one("kms.key", made, region, CreationDate=filler.ago(days))
    return made


def keys(filler):
    kms = filler.client("kms")
    good = key(filler, "data at rest", 700, rotate=True, Tags=[{"TagKey": "owner", "TagValue": "platform"}])
    kms.create_alias(AliasName="alias/estate", TargetKeyId=good)
    key(filler, hostile.SCRIPT, 800, Tags=[{"TagKey": "note", "TagValue": "a + b = c : d / e @ f"}])
    key(filler, "signing", 300, KeyUsage="SIGN_VERIFY", KeySpec="RSA_2048")
    disabled = key(filler, hostile.NEWLINES, 900)
    kms.disable_key(KeyId=disabled)
    pending = key(filler, "on its way out", 900, rotate=True)
    kms.schedule_key_deletion(KeyId=pending, PendingWindowInDays=10)
    filler.estate.override("kms.key", MAIN, pending, DeletionDate=filler.ago(-10))
    key(filler, hostile.PROMPT, 100, region=SECOND)
    open_policy(filler, kms, good)
    for region in (MAIN, SECOND):
        amazons_own_key(filler, region)


def amazons_own_key(filler, region):
    """EBS made this one with the first encrypted volume; it is Amazon's, which moto does not say."""
    kms = filler.client("kms", region)
    aliases = {alias["AliasName"]: alias for alias in kms.list_aliases()["Aliases"]}
    made = aliases["alias/aws/ebs"]["TargetKeyId"]
    filler.made_one("kms.key", made, region, CreationDate=filler.ago(900), KeyManager="AWS")
    filler.estate.override("kms.rotation", region, made, KeyRotationEnabled=True)


def open_policy(filler, kms, key_id):
    root = f"arn:aws:iam::{filler.estate.account}:root"
    statement = {"Sid": "root", "Effect": "Allow", "Principal": {"AWS": root}, "Action": "kms:*", "Resource": "*"}
    policy = {"Version": "2012-10-17", "Id": "estate", "Statement": [statement]}
    kms.put_key_policy(KeyId=key_id, PolicyName="default", Policy=json.dumps(policy))
