"""Fill the estate over HTTP with boto3: `small` for quick tests, `full` for every rule."""

from fills import account, advised, audit, compute, containers, costs2, data, data2, edge, edge2, elb, governance
from fills import iam, iam_users, instances, messages, network, network2, ops, organization, policies, rds, s3
from fills import small, storage
from fills.tools import Filler
from served import REGIONS

OLDER = (account, network, instances, storage, elb, iam, iam_users, s3, rds, compute, audit)
LATER = (containers, messages, data, edge, governance, advised, edge2, network2, data2, ops, costs2, policies)
FULL = (*OLDER, *LATER)
FIRST_READS = (
    ("elbv2", "describe_load_balancers"),
    ("lambda", "list_functions"),
    ("logs", "describe_log_groups"),
    ("cloudwatch", "describe_alarms"),
    ("cloudtrail", "describe_trails"),
    ("guardduty", "list_detectors"),
)


def fill(size, port, estate):
    filler = Filler(port, estate)
    for part in (small,) if size == "small" else FULL:
        part.fill(filler)
    touch(filler)


def organize(accounts, port, estate):
    organization.fill(Filler(port, estate), accounts)


def touch(filler):
    """moto makes a region's defaults when it is first asked: ask now, in order, so that their ids stay the same."""
    for region in REGIONS:
        filler.client("ec2", region).describe_vpcs()
        filler.client("ec2", region).describe_snapshots(OwnerIds=["self"])
        filler.client("kms", region).list_aliases()
        filler.client("rds", region).describe_db_parameter_groups()
        for service, read in FIRST_READS:
            getattr(filler.client(service, region), read)()
