"""IAM roles, policies, groups and certificates. Users have a module of their own."""

import json

from fills import hostile

ADMIN = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"}]}
SNEAKY_ADMIN = {
    "Version": "2012-10-17",
    "Statement": [
        {"Effect": "Deny", "Action": "s3:*", "Resource": "arn:aws:s3:::vault/*"},
        {"Effect": "Allow", "Action": ["ec2:*", "*"], "Resource": ["arn:aws:s3:::x", "*"]},
    ],
}
SINGLE = {"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "*:*", "Resource": "*"}}
READ = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "s3:Get*", "Resource": "*"}]}
DENY = {"Version": "2012-10-17", "Statement": [{"Effect": "Deny", "Action": "*", "Resource": "*"}]}


def fill(filler):
    roles(filler)
    policies(filler)
    groups(filler)
    certificates(filler)


def trust(service):
    principal = {"Service": f"{service}.amazonaws.com"}
    statement = {"Effect": "Allow", "Principal": principal, "Action": "sts:AssumeRole"}
    return json.dumps({"Version": "2012-10-17", "Statement": [statement]})


def role(filler, name, service, days, last_used=None, **more):
    made = filler.client("iam").create_role(RoleName=name, AssumeRolePolicyDocument=trust(service), **more)["Role"]
    used = {"LastUsedDate": filler.ago(last_used), "Region": "us-east-1"} if last_used else {}
    filler.made_one("iam.role", name, "global", CreateDate=filler.ago(days), RoleLastUsed=used)
    return made["Arn"]


def roles(filler):
    iam = filler.client("iam")
    arn = role(filler, "lambda-runner", "lambda", 500, last_used=1, Description="runs the functions")
    role(filler, "instance", "ec2", 700, last_used=0.1, Tags=[{"Key": "owner", "Value": "platform"}])
    role(filler, "forgotten", "ec2", 900, Description=hostile.NEWLINES, Path="/forgotten/")
    role(filler, "hostile", "ec2", 100, last_used=400, Description=hostile.SCRIPT, Path=hostile.IAM_PATH)
    iam.attach_role_policy(RoleName="instance", PolicyArn="arn:aws:iam::aws:policy/AmazonSSMManagedInstanceCore")
    iam.attach_role_policy(RoleName="hostile", PolicyArn="arn:aws:iam::aws:policy/AdministratorAccess")
    iam.create_instance_profile(InstanceProfileName="instance")
    iam.add_role_to_instance_profile(InstanceProfileName="instance", RoleName="instance")
    filler.made_one("iam.instance_profile", "instance", "global")
    filler.keep(lambda_role=arn)


def policy(filler, name, document, days=300, **more):
    made = filler.client("iam").create_policy(PolicyName=name, PolicyDocument=json.dumps(document), **more)
    age = {"CreateDate": filler.ago(days), "UpdateDate": filler.ago(days)}
    filler.made_one("iam.policy", name, "global", **age)
    return made["Policy"]["Arn"]


def policies(filler):
    iam = filler.client("iam")
    admin = policy(filler, "full-admin", ADMIN, Description="everything")
    sneaky = policy(filler, "sneaky-admin", SNEAKY_ADMIN, Description=hostile.QUOTES)
    single = policy(filler, "single-statement-admin", SINGLE, Path=hostile.IAM_PATH)
    read = policy(filler, "read-buckets", READ)
    policy(filler, "never-attached", READ, days=600, Description=hostile.LINK)
    policy(filler, "deny-everything", DENY, days=2)
    for arn in (admin, read):
        iam.attach_role_policy(RoleName="instance", PolicyArn=arn)
    iam.attach_role_policy(RoleName="forgotten", PolicyArn=sneaky)
    iam.attach_role_policy(RoleName="hostile", PolicyArn=single)
    second_version(filler, iam, read)


def second_version(filler, iam, arn):
    """The default version is not the first one: a reader has to ask which it is."""
    narrower = {**READ, "Statement": [{**READ["Statement"][0], "Action": "s3:GetObject"}]}
    iam.create_policy_version(PolicyArn=arn, PolicyDocument=json.dumps(narrower), SetAsDefault=True)


def groups(filler):
    iam = filler.client("iam")
    for name in ("developers", "nobody-here"):
        iam.create_group(GroupName=name)
        filler.made_one("iam.group", name, "global")
    iam.attach_group_policy(GroupName="developers", PolicyArn="arn:aws:iam::aws:policy/ReadOnlyAccess")


def certificates(filler):
    iam = filler.client("iam")
    for name, days_left in (("expiring.example.com", 10), ("expired.example.com", -5), ("fresh.example.com", 300)):
        iam.upload_server_certificate(ServerCertificateName=name, CertificateBody="certificate", PrivateKey="key")
        times = {"Expiration": filler.ago(-days_left), "UploadDate": filler.ago(365 - days_left)}
        filler.made_one("iam.server_certificate", name, "global", **times)
    iam.create_virtual_mfa_device(VirtualMFADeviceName="assigned-to-none")
    filler.made_one("iam.virtual_mfa_device", "assigned-to-none", "global")
