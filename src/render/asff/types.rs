//! Security Hub's names for what our kinds are about, from its API model (the members of `ResourceDetails`), and
//! `AwsAccount`, which its own controls use for a whole account.

pub const ACCOUNT: &str = "AwsAccount";

/// `Other` for kinds that Security Hub has no name for.
pub fn of(kind: &str) -> &'static str {
    let found = TYPES.iter().find(|(ours, _)| *ours == kind);
    found.map_or("Other", |(_, theirs)| theirs)
}

/// Sorted by kind.
const TYPES: &[(&str, &str)] = &[
    ("aws.account", ACCOUNT),
    ("aws.region", ACCOUNT),
    ("cloudtrail.trail", "AwsCloudTrailTrail"),
    ("cloudwatch.alarm", "AwsCloudWatchAlarm"),
    ("ec2.address", "AwsEc2Eip"),
    ("ec2.instance", "AwsEc2Instance"),
    ("ec2.network_acl", "AwsEc2NetworkAcl"),
    ("ec2.network_interface", "AwsEc2NetworkInterface"),
    ("ec2.route_table", "AwsEc2RouteTable"),
    ("ec2.security_group", "AwsEc2SecurityGroup"),
    ("ec2.subnet", "AwsEc2Subnet"),
    ("ec2.volume", "AwsEc2Volume"),
    ("ec2.vpc", "AwsEc2Vpc"),
    ("elbv2.load_balancer", "AwsElbv2LoadBalancer"),
    ("guardduty.detector", "AwsGuardDutyDetector"),
    ("iam.access_key", "AwsIamAccessKey"),
    ("iam.policy", "AwsIamPolicy"),
    ("iam.role", "AwsIamRole"),
    ("iam.user", "AwsIamUser"),
    ("kms.key", "AwsKmsKey"),
    ("lambda.function", "AwsLambdaFunction"),
    ("rds.cluster", "AwsRdsDbCluster"),
    ("rds.cluster_snapshot", "AwsRdsDbClusterSnapshot"),
    ("rds.event_subscription", "AwsRdsEventSubscription"),
    ("rds.instance", "AwsRdsDbInstance"),
    ("rds.snapshot", "AwsRdsDbSnapshot"),
    ("s3.bucket", "AwsS3Bucket"),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sorted_and_found() {
        assert!(TYPES.is_sorted());
        assert_eq!(of("ec2.volume"), "AwsEc2Volume");
        assert_eq!(of("ec2.image"), "Other");
    }
}
