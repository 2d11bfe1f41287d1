//! Whom IAM remembers to have used what: answers that AWS has to work out first.

use serde_json::{Value, json};

use crate::harness::{Estate, against, findings, temporary};

const UNUSED: [&str; 5] = ["audit", "--only", "iam-role-access-unused", "--only", "iam-user-access-unused"];

#[test]
fn what_was_never_used_is_waited_for_and_proved() {
    let estate = Estate::start("full");
    let folder = temporary("unused-access");
    let (code, _, err) = against(&estate, &folder, &UNUSED);
    assert_eq!(code, 0, "{err}");
    let requests = estate.requests();
    let document = findings(&folder);
    let all = document["findings"].as_array().unwrap();
    let of = |rule: &str| all.iter().filter(|f| f["rule"] == rule).count();
    assert!(of("iam-role-access-unused") > 0 && of("iam-user-access-unused") > 0);
    for finding in all {
        let message = finding["message"].as_str().unwrap();
        assert!(message.starts_with("may use 120 services, and used 2 of them in 90 days: ec2, s3;"), "{message}");
        let used = finding["evidence"].as_array().unwrap().iter().find(|e| e["part"] == "LastAccessed").unwrap();
        let printed: Value = serde_json::from_str(&estate.shell(used["cli"].as_str().unwrap())).unwrap();
        assert_eq!(printed, used["observed"]);
    }
    let asked = |name: &str| requests.iter().filter(|r| r["operation"] == name).count();
    // Service-linked roles and those without a wide policy are not asked about.
    assert_eq!(asked("GenerateServiceLastAccessedDetails"), all.len());
    let (code, out, err) = against(&estate, &folder, &["verify", "--all", "--json"]);
    assert_eq!(code, 0, "{err}");
    let verified: Value = serde_json::from_str(&out).unwrap();
    assert!(verified.as_array().unwrap().iter().all(|one| one["outcome"] == "confirmed"), "{out}");
}

/// The run is incomplete, and no finding is decided.
fn nothing_is_known(estate: &Estate, name: &str) {
    let folder = temporary(name);
    let (code, _, err) = against(estate, &folder, &UNUSED);
    assert_eq!(code, 3, "{err}");
    let document = findings(&folder);
    let all = document["findings"].as_array().unwrap();
    assert!(!all.is_empty() && all.iter().all(|f| f["status"] == "unknown"), "{all:?}");
}

#[test]
fn a_job_that_failed_tells_nothing() {
    let estate = Estate::start("full");
    let members = json!({"JobStatus": "FAILED", "ServicesLastAccessed": []});
    let place = json!({"kind": "iam.last_accessed", "region": "global", "name": "job", "members": members});
    estate.override_member(&place);
    nothing_is_known(&estate, "unused-access-failed");
}

#[test]
fn who_may_not_have_it_worked_out_knows_nothing() {
    let estate = Estate::start("full");
    let denied = json!([{"service": "iam", "operation": "GenerateServiceLastAccessedDetails", "fault": "denied"}]);
    estate.set_faults(&denied);
    nothing_is_known(&estate, "unused-access-denied");
}
