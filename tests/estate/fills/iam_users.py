"""IAM users: passwords, keys and second factors, used, unused and old."""

import json

from fills import hostile
from fills.iam import READ


def fill(filler):
    console_users(filler)
    key_users(filler)
    idle_users(filler)
    hostile_users(filler)


def user(filler, name, days, password_used=None, **more):
    filler.client("iam").create_user(UserName=name, **more)
    used = {"PasswordLastUsed": filler.ago(password_used)} if password_used is not None else {}
    return filler.made_one("iam.user", name, "global", CreateDate=filler.ago(days), **used)


def password(filler, name, days):
    filler.client("iam").create_login_profile(UserName=name, Password="Correct-Horse-9-Battery")
    filler.made_one("iam.login_profile", name, "global", CreateDate=filler.ago(days))


def second_factor(filler, name):
    iam = filler.client("iam")
    made = iam.create_virtual_mfa_device(VirtualMFADeviceName=name)["VirtualMFADevice"]["SerialNumber"]
    iam.enable_mfa_device(
        UserName=name, SerialNumber=made, AuthenticationCode1="123456", AuthenticationCode2="654321"
    )
    filler.made_one("iam.virtual_mfa_device", name, "global")


def access_key(filler, name, days, used=None, active=True):
    """One key; `used` is days since its last use, None where it was never used."""
    iam = filler.client("iam")
    made = iam.create_access_key(UserName=name)["AccessKey"]["AccessKeyId"]
    if not active:
        iam.update_access_key(UserName=name, AccessKeyId=made, Status="Inactive")
    filler.made_one("iam.access_key", made, "global", CreateDate=filler.ago(days))
    last = {"Region": "N/A", "ServiceName": "N/A"}
    if used is not None:
        last = {"LastUsedDate": filler.ago(used), "Region": "us-east-1", "ServiceName": "s3"}
    filler.estate.override("iam.access_key_use", "global", made, AccessKeyLastUsed=last)


def console_users(filler):
    iam = filler.client("iam")
    user(filler, "alice", 400, password_used=1, Tags=[{"Key": "team", "Value": "platform"}])
    password(filler, "alice", 400)
    second_factor(filler, "alice")
    iam.add_user_to_group(GroupName="developers", UserName="alice")
    user(filler, "bob", 400, password_used=3)
    password(filler, "bob", 400)
    iam.attach_user_policy(UserName="bob", PolicyArn="arn:aws:iam::aws:policy/AdministratorAccess")
    user(filler, "grace", 800, password_used=500)
    password(filler, "grace", 800)


def key_users(filler):
    user(filler, "ci-deploy", 500)
    access_key(filler, "ci-deploy", 200, used=0.2)
    access_key(filler, "ci-deploy", 10, used=1)
    user(filler, "backup", 1200)
    access_key(filler, "backup", 900, used=2)
    user(filler, "reporting", 60)
    access_key(filler, "reporting", 30, used=1)
    user(filler, "batch", 700)
    access_key(filler, "batch", 300, used=250)
    access_key(filler, "batch", 300, active=False)
    filler.client("iam").put_user_policy(
        UserName="batch", PolicyName="inline", PolicyDocument=json.dumps(READ)
    )


def idle_users(filler):
    user(filler, "erin", 500)
    password(filler, "erin", 500)
    access_key(filler, "erin", 200)
    user(filler, "no-credentials", 300)
    user(filler, "new-starter", 1)
    password(filler, "new-starter", 1)


def hostile_users(filler):
    user(filler, "mallory", 300, password_used=2, Path=hostile.IAM_PATH)
    password(filler, "mallory", 300)
    access_key(filler, "mallory", 400, used=1)
    user(filler, "o=evil,cn=@x+y.z", 120, Path="/a|b/`c`/")
    access_key(filler, "o=evil,cn=@x+y.z", 120)
    user(filler, "a" * 64, 20)
