"""Times that no override names: what moto made during the fill shows an age instead of the real time.

Only times that lie within the fill are moved: overridden ones stay, and so does what is made later.
"""

import datetime

import jmespath

DAYS = 100
TIMES = {
    ("ec2", "DescribeInstances"): [
        ("Reservations[].Instances[].BlockDeviceMappings[].Ebs", "AttachTime"),
        ("Reservations[].Instances[].NetworkInterfaces[].Attachment", "AttachTime"),
    ],
    ("ec2", "DescribeNetworkInterfaces"): [("NetworkInterfaces[].Attachment", "AttachTime")],
    ("ec2", "DescribeVolumes"): [("Volumes[].Attachments[]", "AttachTime")],
    ("iam", "GetAccountAuthorizationDetails"): [
        ("[UserDetailList, GroupDetailList, RoleDetailList, Policies, Policies[].PolicyVersionList[]][][]", "CreateDate"),
        ("RoleDetailList[].InstanceProfileList[].[@, Roles[]][][]", "CreateDate"),
        ("Policies", "UpdateDate"),
    ],
    ("iam", "GetGroup"): [("[Group, Users][]", "CreateDate")],
    ("iam", "GetPolicyVersion"): [("[PolicyVersion]", "CreateDate")],
    ("iam", "ListGroups"): [("Groups", "CreateDate")],
    ("iam", "ListGroupsForUser"): [("Groups", "CreateDate")],
    ("iam", "ListInstanceProfiles"): [("[InstanceProfiles, InstanceProfiles[].Roles[]][]", "CreateDate")],
    ("iam", "ListMFADevices"): [("MFADevices", "EnableDate")],
    ("iam", "ListVirtualMFADevices"): [
        ("VirtualMFADevices", "EnableDate"),
        ("VirtualMFADevices[].User", "CreateDate"),
    ],
    ("lambda", "ListEventSourceMappings"): [("EventSourceMappings", "LastModified")],
    ("rds", "DescribeDBClusterSnapshots"): [("DBClusterSnapshots", "ClusterCreateTime")],
    ("rds", "DescribeDBSnapshots"): [
        ("DBSnapshots", "InstanceCreateTime"),
        ("DBSnapshots", "SnapshotCreateTime"),
        ("DBSnapshots", "OriginalSnapshotCreateTime"),
    ],
}


def age(estate, call, document):
    """Move the times of one answer that are as young as the estate itself."""
    for path, member in TIMES[call.key]:
        for item in jmespath.search(path, document) or []:
            if isinstance(item, dict) and is_young(estate, item.get(member)):
                item[member] = estate.ago(DAYS)


def is_young(estate, value):
    if not isinstance(value, datetime.datetime):
        return False
    aware = value if value.tzinfo else value.replace(tzinfo=datetime.timezone.utc)
    return estate.made_at <= aware <= estate.filled_at
