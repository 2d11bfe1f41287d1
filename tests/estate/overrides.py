"""Where each kind's resources stand in answers, so that overrides can be laid over them.

An entry is (kind, JMESPath to the resources, JMESPath to a resource's name). A name that begins with `$` is a
request parameter: the answer itself does not name the resource.
"""

import jmespath

import served_edge
import served_ops

GLOBAL_SERVICES = ("iam", "s3", "s3control", "ce", "sts")
PLACES = {
    **served_edge.PLACES,
    **served_ops.SHOWN,
    ("iam", "ListUsers"): [("iam.user", "Users", "UserName")],
    ("iam", "GetAccountAuthorizationDetails"): [
        ("iam.user", "UserDetailList", "UserName"),
        ("iam.role", "RoleDetailList", "RoleName"),
        ("iam.policy", "Policies", "PolicyName"),
    ],
    ("iam", "GetUser"): [("iam.user", "[User]", "UserName")],
    ("iam", "GetServiceLastAccessedDetails"): [("iam.last_accessed", "[@]", "'job'")],
    ("iam", "ListRoles"): [("iam.role", "Roles", "RoleName")],
    ("iam", "GetRole"): [("iam.role", "[Role]", "RoleName")],
    ("iam", "ListPolicies"): [("iam.policy", "Policies", "PolicyName")],
    ("iam", "GetPolicy"): [("iam.policy", "[Policy]", "PolicyName")],
    ("iam", "ListAccessKeys"): [("iam.access_key", "AccessKeyMetadata", "AccessKeyId")],
    ("iam", "GetAccessKeyLastUsed"): [("iam.access_key_use", "[@]", "$AccessKeyId")],
    ("iam", "GetLoginProfile"): [("iam.login_profile", "[LoginProfile]", "UserName")],
    ("iam", "ListServerCertificates"): [
        ("iam.server_certificate", "ServerCertificateMetadataList", "ServerCertificateName")
    ],
    ("iam", "GetAccountSummary"): [("iam.account_summary", "[SummaryMap]", "'account'")],
    ("ce", "ListCostAllocationTags"): [("ce.cost_allocation_tag", "CostAllocationTags", "TagKey")],
    ("cost-optimization-hub", "ListEnrollmentStatuses"): [("costoptimizationhub.enrollment", "items", "accountId")],
    ("s3", "ListBuckets"): [("s3.bucket", "Buckets", "Name")],
    ("ec2", "DescribeInstances"): [("ec2.instance", "Reservations[].Instances[]", "InstanceId")],
    ("ec2", "DescribeVolumes"): [("ec2.volume", "Volumes", "VolumeId")],
    ("ec2", "DescribeSnapshots"): [("ec2.snapshot", "Snapshots", "SnapshotId")],
    ("ec2", "DescribeImages"): [("ec2.image", "Images", "ImageId")],
    ("ec2", "DescribeNatGateways"): [("ec2.nat_gateway", "NatGateways", "NatGatewayId")],
    ("ec2", "DescribeNetworkInterfaces"): [("ec2.network_interface", "NetworkInterfaces", "NetworkInterfaceId")],
    ("ec2", "DescribeVpcEndpoints"): [("ec2.vpc_endpoint", "VpcEndpoints", "VpcEndpointId")],
    ("ec2", "DescribeKeyPairs"): [("ec2.key_pair", "KeyPairs", "KeyName")],
    ("ec2", "DescribeFlowLogs"): [("ec2.flow_log", "FlowLogs", "FlowLogId")],
    ("elbv2", "DescribeLoadBalancers"): [("elbv2.load_balancer", "LoadBalancers", "LoadBalancerName")],
    ("elbv2", "DescribeTargetHealth"): [("elbv2.target_health", "TargetHealthDescriptions", "Target.Id")],
    ("rds", "DescribeDBInstances"): [("rds.instance", "DBInstances", "DBInstanceIdentifier")],
    ("rds", "DescribeDBClusters"): [("rds.cluster", "DBClusters", "DBClusterIdentifier")],
    ("rds", "DescribeDBSnapshots"): [("rds.snapshot", "DBSnapshots", "DBSnapshotIdentifier")],
    ("rds", "DescribeDBClusterSnapshots"): [
        ("rds.cluster_snapshot", "DBClusterSnapshots", "DBClusterSnapshotIdentifier")
    ],
    ("lambda", "ListFunctions"): [("lambda.function", "Functions", "FunctionName")],
    ("lambda", "GetFunctionConfiguration"): [("lambda.function", "[@]", "FunctionName")],
    ("logs", "DescribeLogGroups"): [("logs.log_group", "logGroups", "logGroupName")],
    ("cloudwatch", "DescribeAlarms"): [
        ("cloudwatch.alarm", "MetricAlarms", "AlarmName"),
        ("cloudwatch.alarm", "CompositeAlarms", "AlarmName"),
    ],
    ("cloudtrail", "GetTrailStatus"): [("cloudtrail.status", "[@]", "$Name")],
    ("guardduty", "GetDetector"): [("guardduty.detector", "[@]", "$DetectorId")],
    ("kms", "DescribeKey"): [("kms.key", "[KeyMetadata]", "KeyId")],
    ("kms", "GetKeyRotationStatus"): [("kms.rotation", "[@]", "$KeyId")],
    ("secretsmanager", "ListSecrets"): [("secretsmanager.secret", "SecretList", "Name")],
    ("secretsmanager", "DescribeSecret"): [("secretsmanager.secret", "[@]", "Name")],
}


def lay(estate, call, document):
    """Put the estate's overrides over the resources of one answer."""
    region = "global" if call.service in GLOBAL_SERVICES else call.region
    for kind, path, name_path in PLACES[call.key]:
        for item in jmespath.search(path, document) or []:
            if isinstance(item, dict):
                apply(item, estate.overridden(kind, region, name_of(call, item, name_path)))


def name_of(call, item, path):
    if path.startswith("$"):
        return short(call.params.get(path[1:]))
    return jmespath.search(path, item)


def short(name):
    """A trail is asked for by ARN as well as by name."""
    return name.rsplit("/", 1)[-1] if name else name


def apply(item, members):
    for name, value in members.items():
        if value is None:
            item.pop(name, None)
        else:
            item[name] = value
