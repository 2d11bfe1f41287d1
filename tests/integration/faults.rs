//! Named operations that are denied, throttled, hang, answer garbage or break off: the run ends, the rest is told.

use serde_json::{Value, json};

use crate::harness::{Estate, against, findings, temporary};

/// Patience that a test has.
const LIMITS: &str = "[limits]\nattempt_seconds = 2\ncall_seconds = 5\nattempts = 2\n";

fn coverage<'a>(document: &'a Value, operation: &str, region: &str) -> &'a Value {
    let rows = document["coverage"].as_array().unwrap();
    rows.iter().find(|r| r["operation"] == operation && r["region"] == region).unwrap()
}

#[test]
fn each_fault_costs_its_own_rows_and_no_more() {
    let estate = Estate::start("small");
    let folder = temporary("faults");
    std::fs::write(folder.join("tickmark.toml"), LIMITS).unwrap();
    let (code, ..) = against(&estate, &folder, &["audit"]);
    assert_eq!(code, 0);
    let before = findings(&folder);
    estate.set_faults(&json!([
        {"service": "ec2", "operation": "DescribeVolumes", "region": "us-east-1", "fault": "denied"},
        {"service": "ec2", "operation": "DescribeSecurityGroups", "region": "us-east-1", "fault": "throttled"},
        {"service": "logs", "operation": "DescribeLogGroups", "region": "us-east-1", "fault": "hang"},
        {"service": "ec2", "operation": "DescribeVpcs", "region": "us-east-1", "fault": "garbage"},
        {"service": "lambda", "operation": "ListFunctions", "region": "us-east-1", "fault": "drop"},
        {"service": "s3", "operation": "GetBucketVersioning", "fault": "denied"},
        {"service": "cloudwatch", "operation": "DescribeAlarms", "fault": "denied"},
        {"service": "kms", "operation": "ListKeys", "region": "us-east-1", "fault": "denied"},
    ]));
    let (code, out, err) = against(&estate, &folder, &["audit"]);
    assert_eq!(code, 3, "{out}{err}");
    let after = findings(&folder);
    for (operation, status) in [
        ("DescribeVolumes", "denied"),
        ("DescribeSecurityGroups", "throttled"),
        ("DescribeLogGroups", "failed"),
        ("DescribeVpcs", "failed"),
        ("ListFunctions", "failed"),
        ("ListKeys", "denied"),
        ("DescribeAlarms", "denied"),
    ] {
        let row = coverage(&after, operation, "us-east-1");
        assert_eq!(row["status"], status, "{row}");
        assert!(!row["rules_affected"].as_array().unwrap().is_empty(), "{row}");
        assert!(row["error"].is_string());
    }
    assert_eq!(coverage(&after, "GetBucketVersioning", "global")["status"], "denied");
    assert_eq!(coverage(&after, "DescribeVolumes", "eu-west-1")["status"], "ok");
    nothing_is_falsely_resolved(&before, &after);
    estate.set_faults(&json!([]));
    let (code, ..) = against(&estate, &folder, &["audit"]);
    assert_eq!(code, 0);
    everything_is_as_before(&before, &findings(&folder));
}

/// What was open before is open or unknown now.
fn nothing_is_falsely_resolved(before: &Value, after: &Value) {
    assert_eq!(after["resolved"], json!([]));
    let now = |id: &Value| after["findings"].as_array().unwrap().iter().find(|f| f["id"] == *id).cloned();
    let mut unknown = 0;
    for finding in before["findings"].as_array().unwrap() {
        let found = now(&finding["id"]).unwrap_or_else(|| panic!("vanished: {finding}"));
        unknown += u32::from(found["status"] == "unknown");
        assert_ne!(found["change"], "new", "{found}");
        assert!(!found["evidence"].as_array().unwrap().is_empty());
    }
    assert!(unknown > 0, "the faults left nothing unknown");
}

/// With the faults gone, the same findings persist, as old as they are.
fn everything_is_as_before(before: &Value, after: &Value) {
    let ids = |d: &Value| -> Vec<(String, String)> {
        let all = d["findings"].as_array().unwrap().iter();
        let mut ids: Vec<_> = all.map(|f| (f["id"].to_string(), f["first_seen"].to_string())).collect();
        ids.sort();
        ids
    };
    assert_eq!(ids(before), ids(after));
    assert!(after["findings"].as_array().unwrap().iter().all(|f| f["change"] == "persisting"));
}

#[test]
fn a_denied_detail_is_unknown_with_the_error_as_its_evidence() {
    let estate = Estate::start("small");
    let folder = temporary("denied");
    estate.set_faults(&json!([{"service": "s3", "operation": "GetBucketVersioning", "fault": "denied"}]));
    let (code, ..) = against(&estate, &folder, &["audit", "--only", "s3-versioning-off"]);
    assert_eq!(code, 3);
    let document = findings(&folder);
    let all = document["findings"].as_array().unwrap();
    assert!(!all.is_empty());
    for finding in all {
        assert_eq!(finding["status"], "unknown");
        assert_eq!(finding["evidence"][0]["observed"], json!({"error": "AccessDenied"}));
    }
    let path = folder.join("reports").join(crate::harness::ACCOUNT).join("findings.json");
    let output = estate.script("commands.py", &[&path]);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stdout));
}
