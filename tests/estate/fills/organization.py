"""An organisation of many small accounts: for runs over accounts, not over kinds of resources.

Root: the filled account; unit `workloads` with unit `production` in it, and unit `sandbox`. Accounts go round the three,
production first; each has the tag `stage`, a role `tickmark`, and in each region a group open to the world, a good and a
bad volume.
"""

from concurrent.futures import ThreadPoolExecutor

import boto3

from fills.tools import config
from served import REGIONS

TRUST = '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"sts:AssumeRole","Principal":{"AWS":"*"}}]}'


def fill(filler, accounts):
    org = filler.client("organizations")
    org.create_organization(FeatureSet="ALL")
    root = org.list_roots()["Roots"][0]["Id"]
    workloads = unit(org, root, "workloads")
    units = {"production": unit(org, workloads, "production"), "workloads": workloads, "sandbox": unit(org, root, "sandbox")}
    made = []
    for number in range(accounts):
        stage = list(units)[number % 3]
        status = org.create_account(
            Email=f"account-{number:03}@example.com", AccountName=f"team-{number:03}", Tags=[{"Key": "stage", "Value": stage}]
        )["CreateAccountStatus"]
        org.move_account(AccountId=status["AccountId"], SourceParentId=root, DestinationParentId=units[stage])
        made.append(status["AccountId"])
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda account: one(filler, account), made))
    filler.estate.count("organizations.account")
    return made, units


def unit(org, parent, name):
    return org.create_organizational_unit(ParentId=parent, Name=name)["OrganizationalUnit"]["Id"]


def one(filler, account):
    sts = filler.client("sts")
    role = f"arn:aws:iam::{account}:role/OrganizationAccountAccessRole"
    keys = sts.assume_role(RoleArn=role, RoleSessionName="fill")["Credentials"]
    session = boto3.Session(keys["AccessKeyId"], keys["SecretAccessKey"], keys["SessionToken"])
    client = lambda service, region: session.client(  # noqa: E731
        service, region_name=region, endpoint_url=filler.url, config=config(filler.url)
    )
    client("iam", "us-east-1").create_role(RoleName="tickmark", AssumeRolePolicyDocument=TRUST)
    for region in REGIONS:
        ec2 = client("ec2", region)
        group = ec2.create_security_group(GroupName="open-ssh", Description="open")["GroupId"]
        open_to_all = {"IpProtocol": "tcp", "FromPort": 22, "ToPort": 22, "IpRanges": [{"CidrIp": "0.0.0.0/0"}]}
        ec2.authorize_security_group_ingress(GroupId=group, IpPermissions=[open_to_all])
        for encrypted in (True, False):
            ec2.create_volume(AvailabilityZone=region + "a", Size=10, VolumeType="gp2", Encrypted=encrypted)
