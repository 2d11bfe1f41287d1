//! What a team sees from run to run: resolved, reopened, and what `verify` says in between.

use std::path::Path;

use serde_json::{Value, json};

use crate::harness::{Estate, against, findings, report, temporary};

const RULE: &str = "rds-deletion-protection-off";

fn audit(estate: &Estate, folder: &Path) -> Value {
    let (code, out, err) = against(estate, folder, &["audit", "--only", RULE]);
    assert_eq!(code, 0, "{out}{err}");
    findings(folder)
}

fn protect(estate: &Estate, name: &str, protected: bool) {
    estate.override_member(&json!({
        "kind": "rds.instance", "region": "us-east-1", "name": name, "members": {"DeletionProtection": protected},
    }));
}

fn verify(estate: &Estate, folder: &Path, id: &str) -> Value {
    let (_, out, err) = against(estate, folder, &["verify", id, "--json"]);
    let verified: Value = serde_json::from_str(&out).unwrap_or_else(|e| panic!("{e}: {out}{err}"));
    verified[0].clone()
}

#[test]
fn a_finding_is_confirmed_then_resolved_then_reopened() {
    let estate = Estate::start("full");
    let folder = temporary("changes");
    let first = audit(&estate, &folder);
    let all = first["findings"].as_array().unwrap();
    let one = all.iter().find(|f| f["region"] == "us-east-1").unwrap();
    let (id, name) = (one["id"].as_str().unwrap(), one["resource"].as_str().unwrap());
    estate.forget_requests();
    assert_eq!(verify(&estate, &folder, id)["outcome"], "confirmed");
    let calls = estate.requests();
    let evidence = one["evidence"].as_array().unwrap().len();
    assert_eq!(calls.len(), evidence + 1, "one for each entry, and who am I: {calls:?}");

    protect(&estate, name, true);
    let verified = verify(&estate, &folder, id);
    assert_eq!(verified["outcome"], "resolved", "{verified}");
    assert_ne!(verified["evidence"][0]["before"], verified["evidence"][0]["now"]);
    let second = audit(&estate, &folder);
    assert_eq!(second["resolved"][0]["id"], id);
    assert_eq!(second["findings"].as_array().unwrap().len(), all.len() - 1);
    assert!(report(&folder).contains(name), "the report names what was resolved");

    protect(&estate, name, false);
    let third = audit(&estate, &folder);
    let again = third["findings"].as_array().unwrap().iter().find(|f| f["id"] == id).unwrap();
    assert_eq!(again["change"], "reopened");
    assert_eq!(again["first_seen"], one["first_seen"]);
    assert_eq!(third["resolved"], json!([]));

    estate.set_faults(&json!([{"service": "rds", "operation": "DescribeDBInstances", "fault": "denied"}]));
    assert_eq!(verify(&estate, &folder, id)["outcome"], "unknown");
}

#[test]
fn a_run_over_other_rules_or_regions_resolves_nothing() {
    let estate = Estate::start("full");
    let folder = temporary("partial");
    let first = audit(&estate, &folder);
    let count = first["findings"].as_array().unwrap().len();
    for arguments in [&["audit", "--only", "ec2"][..], &["audit", "--only", RULE, "--regions", "us-west-2"]] {
        let (code, ..) = against(&estate, &folder, arguments);
        assert_eq!(code, 0);
        assert_eq!(findings(&folder)["resolved"], json!([]));
    }
    let last = audit(&estate, &folder);
    let all = last["findings"].as_array().unwrap();
    assert_eq!(all.len(), count);
    assert!(all.iter().all(|f| f["change"] == "persisting"), "they were never gone");
    assert_eq!(all[0]["first_seen"], first["findings"][0]["first_seen"]);
}
