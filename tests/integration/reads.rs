//! Every read of the table, decoded by us and printed by the AWS CLI: the same JSON.

use std::collections::BTreeMap;
use std::io::Write;

use serde_json::{Value, json};
use tickmark::aws::operations::{self, Read};
use tickmark::aws::pace::{Budget, Pace, Rates, Slots};
use tickmark::aws::session::{Deadlines, Session};
use tickmark::aws::{Live, Source, merge};
use tickmark::expression::Query;

use crate::harness::{Estate, temporary};

/// Parameters, where a read needs any. A text that begins with `=` is taken from another read's answer:
/// `=service:Operation JMESPath`.
const PARAMETERS: &[(&str, &str)] = &[
    (
        "ce:GetCostAndUsage",
        r#"{"TimePeriod": {"Start": "2026-01-01", "End": "2026-01-03"}, "Granularity": "DAILY", "Metrics": ["UnblendedCost"], "GroupBy": [{"Type": "DIMENSION", "Key": "SERVICE"}]}"#,
    ),
    ("cloudtrail:GetTrailStatus", r#"{"Name": "=cloudtrail:DescribeTrails trailList[0].TrailARN"}"#),
    (
        "cloudtrail:GetEventSelectors",
        r#"{"TrailName": "=cloudtrail:DescribeTrails trailList[?HomeRegion=='us-east-1'].Name | [0]"}"#,
    ),
    ("cloudwatch:DescribeAlarms", r#"{"AlarmTypes": ["MetricAlarm", "CompositeAlarm"]}"#),
    ("ec2:DescribeSnapshots", r#"{"OwnerIds": ["self"]}"#),
    ("ec2:DescribeImages", r#"{"Owners": ["self"]}"#),
    (
        "ec2:DescribeSnapshotAttribute",
        r#"{"SnapshotId": "=ec2:DescribeSnapshots Snapshots[0].SnapshotId", "Attribute": "createVolumePermission"}"#,
    ),
    (
        "ec2:DescribeImageAttribute",
        r#"{"ImageId": "=ec2:DescribeImages Images[0].ImageId", "Attribute": "launchPermission"}"#,
    ),
    (
        "elbv2:DescribeLoadBalancerAttributes",
        r#"{"LoadBalancerArn": "=elbv2:DescribeLoadBalancers LoadBalancers[0].LoadBalancerArn"}"#,
    ),
    (
        "elbv2:DescribeListeners",
        r#"{"LoadBalancerArn": "=elbv2:DescribeLoadBalancers LoadBalancers[0].LoadBalancerArn"}"#,
    ),
    (
        "elbv2:DescribeTargetGroupAttributes",
        r#"{"TargetGroupArn": "=elbv2:DescribeTargetGroups TargetGroups[0].TargetGroupArn"}"#,
    ),
    (
        "elbv2:DescribeTargetHealth",
        r#"{"TargetGroupArn": "=elbv2:DescribeTargetGroups TargetGroups[0].TargetGroupArn"}"#,
    ),
    ("elbv2:DescribeTags", r#"{"ResourceArns": ["=elbv2:DescribeLoadBalancers LoadBalancers[0].LoadBalancerArn"]}"#),
    ("guardduty:GetDetector", r#"{"DetectorId": "=guardduty:ListDetectors DetectorIds[0]"}"#),
    ("guardduty:ListFindings", r#"{"DetectorId": "=guardduty:ListDetectors DetectorIds[0]"}"#),
    (
        "guardduty:GetFindings",
        r#"{"DetectorId": "=guardduty:ListDetectors DetectorIds[0]", "FindingIds": ["=guardduty:ListFindings FindingIds[0]"]}"#,
    ),
    ("guardduty:ListMembers", r#"{"DetectorId": "=guardduty:ListDetectors DetectorIds[0]"}"#),
    ("iam:GetUser", r#"{"UserName": "=iam:ListUsers Users[0].UserName"}"#),
    (
        "iam:ListMFADevices",
        r#"{"UserName": "=iam:ListVirtualMFADevices VirtualMFADevices[?User.UserName].User.UserName | [0]"}"#,
    ),
    ("iam:ListAccessKeys", r#"{"UserName": "ci-deploy"}"#),
    ("iam:GetAccessKeyLastUsed", r#"{"AccessKeyId": "=iam:ListAccessKeys AccessKeyMetadata[0].AccessKeyId"}"#),
    ("iam:GetLoginProfile", r#"{"UserName": "=iam:ListUsers Users[0].UserName"}"#),
    ("iam:GetRole", r#"{"RoleName": "=iam:ListRoles Roles[0].RoleName"}"#),
    ("iam:ListPolicies", r#"{"Scope": "Local"}"#),
    ("iam:GetPolicy", r#"{"PolicyArn": "=iam:ListPolicies Policies[0].Arn"}"#),
    ("iam:GetPolicyVersion", r#"{"PolicyArn": "=iam:ListPolicies Policies[0].Arn", "VersionId": "v1"}"#),
    ("iam:ListEntitiesForPolicy", r#"{"PolicyArn": "=iam:ListPolicies Policies[0].Arn"}"#),
    ("iam:ListAttachedUserPolicies", r#"{"UserName": "=iam:ListUsers Users[0].UserName"}"#),
    ("iam:ListUserPolicies", r#"{"UserName": "=iam:ListUsers Users[0].UserName"}"#),
    ("iam:ListGroupsForUser", r#"{"UserName": "=iam:ListUsers Users[0].UserName"}"#),
    ("iam:ListAttachedRolePolicies", r#"{"RoleName": "=iam:ListRoles Roles[0].RoleName"}"#),
    ("iam:GetGroup", r#"{"GroupName": "=iam:ListGroups Groups[0].GroupName"}"#),
    ("iam:ListSSHPublicKeys", r#"{"UserName": "=iam:ListUsers Users[0].UserName"}"#),
    ("iam:ListServiceSpecificCredentials", r#"{"UserName": "=iam:ListUsers Users[0].UserName"}"#),
    ("kms:DescribeKey", r#"{"KeyId": "=kms:ListKeys Keys[0].KeyId"}"#),
    ("kms:GetKeyRotationStatus", r#"{"KeyId": "=kms:ListKeys Keys[0].KeyId"}"#),
    ("kms:GetKeyPolicy", r#"{"KeyId": "=kms:ListKeys Keys[0].KeyId", "PolicyName": "default"}"#),
    ("kms:ListResourceTags", r#"{"KeyId": "=kms:ListKeys Keys[0].KeyId"}"#),
    ("lambda:GetFunctionConfiguration", r#"{"FunctionName": "=lambda:ListFunctions Functions[0].FunctionName"}"#),
    ("lambda:GetPolicy", r#"{"FunctionName": "webhook"}"#),
    ("lambda:GetFunctionConcurrency", r#"{"FunctionName": "=lambda:ListFunctions Functions[0].FunctionName"}"#),
    ("lambda:GetFunctionEventInvokeConfig", r#"{"FunctionName": "=lambda:ListFunctions Functions[0].FunctionName"}"#),
    ("lambda:ListTags", r#"{"Resource": "=lambda:ListFunctions Functions[0].FunctionArn"}"#),
    ("lambda:ListAliases", r#"{"FunctionName": "=lambda:ListFunctions Functions[0].FunctionName"}"#),
    ("logs:ListTagsForResource", r#"{"resourceArn": "=logs:DescribeLogGroups logGroups[0].logGroupArn"}"#),
    (
        "rds:DescribeDBSnapshotAttributes",
        r#"{"DBSnapshotIdentifier": "=rds:DescribeDBSnapshots DBSnapshots[0].DBSnapshotIdentifier"}"#,
    ),
    (
        "rds:DescribeDBClusterSnapshotAttributes",
        r#"{"DBClusterSnapshotIdentifier": "=rds:DescribeDBClusterSnapshots DBClusterSnapshots[0].DBClusterSnapshotIdentifier"}"#,
    ),
    ("s3:GetBucketPolicyStatus", r#"{"Bucket": "estate-public-policy"}"#),
    ("s3:GetBucketPolicy", r#"{"Bucket": "estate-public-policy"}"#),
    ("s3:GetObjectLockConfiguration", r#"{"Bucket": "estate-locked"}"#),
    ("s3control:GetPublicAccessBlock", r#"{"AccountId": "123456789012"}"#),
];

/// All reads of one S3 bucket.
const BUCKET: &str = r#"{"Bucket": "estate-good"}"#;

fn written(read: &Read) -> Value {
    let name = read.name();
    let own = PARAMETERS.iter().find(|(n, _)| *n == name).map(|(_, p)| *p);
    let bucket = (read.service == "s3" && read.takes.contains(&"Bucket")).then_some(BUCKET);
    own.or(bucket).map_or(json!({}), |text| serde_json::from_str(text).unwrap())
}

struct Asker {
    source: Source,
    known: BTreeMap<String, Value>,
}

impl Asker {
    async fn answer(&mut self, read: &'static Read, params: &Value) -> Value {
        let mut pages = Vec::new();
        let outcome = self.source.fetch(read, "us-east-1", params, &mut |page| pages.push(page.document)).await;
        match outcome {
            Ok(()) => merge(pages),
            Err(error) => json!({"error": error.code}),
        }
    }

    /// Fills in what is taken from other answers.
    async fn fill(&mut self, value: &Value) -> Value {
        match value {
            Value::String(text) if text.starts_with('=') => {
                let (name, query) = text[1..].split_once(' ').unwrap();
                if !self.known.contains_key(name) {
                    let (service, operation) = name.split_once(':').unwrap();
                    let read = operations::find(service, operation).unwrap();
                    let params = Box::pin(self.fill(&written(read))).await;
                    let document = self.answer(read, &params).await;
                    self.known.insert(name.to_owned(), document);
                }
                Query::compile(query).unwrap().search(&self.known[name])
            }
            Value::Array(items) => {
                let mut out = Vec::new();
                for item in items {
                    out.push(Box::pin(self.fill(item)).await);
                }
                Value::Array(out)
            }
            Value::Object(members) => {
                let mut out = serde_json::Map::new();
                for (name, item) in members {
                    out.insert(name.clone(), Box::pin(self.fill(item)).await);
                }
                Value::Object(out)
            }
            other => other.clone(),
        }
    }
}

/// Runs in a process of its own, whose environment points at the estate.
#[tokio::test]
#[ignore = "run by reads_equal_the_aws_clis"]
async fn child() {
    let second = std::time::Duration::from_secs(1);
    let session = Session::connect(Deadlines { attempt: second * 20, call: second * 30, attempts: 1 }).await.unwrap();
    let pace = Pace::new(Rates::default(), Slots::new(8, 8).into(), Budget::default().into());
    let source = Source::Live(Box::new(Live::new(session, pace)));
    let mut asker = Asker { source, known: BTreeMap::new() };
    let mut out = std::fs::File::create(std::env::var("TICKMARK_TEST_OUT").unwrap()).unwrap();
    for read in operations::all() {
        let params = asker.fill(&written(read)).await;
        let document = asker.answer(read, &params).await;
        let line = json!({
            "service": read.service, "operation": read.operation, "params": params, "document": document,
            "secrets": read.secrets,
        });
        writeln!(out, "{line}").unwrap();
    }
}

#[test]
fn reads_equal_the_aws_clis() {
    let estate = Estate::start("full");
    let answers = temporary("reads").join("answers.jsonl");
    let status = std::process::Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "reads::child", "--ignored", "--nocapture"])
        .envs(estate.environment())
        .env("TICKMARK_TEST_OUT", &answers)
        .stdout(std::process::Stdio::null())
        .status()
        .unwrap();
    assert!(status.success());
    let output = estate.script("reads.py", &[&answers]);
    let printed = String::from_utf8_lossy(&output.stdout);
    println!("{printed}");
    assert!(output.status.success(), "{printed}{}", String::from_utf8_lossy(&output.stderr));
}
