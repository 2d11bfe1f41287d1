//! Metrics: asked for 500 at a time and no more than needed, never taken for zero, shown by commands that print them.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use crate::harness::{ACCOUNT, Estate, against, findings, run, temporary, tickmark};

/// Rules with metrics of three services; two kinds are asked for the same metric by two rules.
const ONLY: [&str; 10] = [
    "--only",
    "ec2-instance-idle",
    "--only",
    "ec2-instance-oversized",
    "--only",
    "rds-instance-idle",
    "--only",
    "rds-storage-runs-out",
    "--only",
    "elb-idle",
];

fn audit(more: &[&str]) -> Vec<String> {
    ["audit"].iter().chain(&ONLY).chain(more).map(|a| (*a).to_owned()).collect()
}

fn asked(estate: &Estate) -> Vec<Value> {
    estate.requests().into_iter().filter(|r| r["operation"] == "GetMetricData").collect()
}

fn audited(estate: &Estate, folder: &std::path::Path, more: &[&str]) -> (i32, String) {
    let arguments = audit(more);
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let (code, out, err) = against(estate, folder, &arguments);
    (code, out + &err)
}

#[test]
fn from_the_plan_to_a_proven_finding_and_back() {
    let estate = Estate::start("full");
    let folder = temporary("metrics");
    // What is charged here is metrics alone.
    std::fs::write(folder.join("tickmark.toml"), "[prices]\nagreements = false\n").unwrap();
    let (code, plan) = audited(&estate, &folder, &["--plan", "--regions", "us-east-1"]);
    assert_eq!(code, 0, "{plan}");
    let line = plan.lines().find(|l| l.contains("CPUUtilization")).unwrap();
    assert!(line.contains("for each 500 ec2.instance") && line.contains("USD 0.005 a call"), "{line}");
    estate.forget_requests();
    let (code, said) = audited(&estate, &folder, &["--record", "run.recording"]);
    assert_eq!(code, 0, "{said}");
    one_query_for_each_metric_of_each_resource(&estate);
    let document = findings(&folder);
    let of = |rule: &str| -> Vec<Value> {
        document["findings"].as_array().unwrap().iter().filter(|f| f["rule"] == rule).cloned().collect()
    };
    for rule in ["ec2-instance-idle", "rds-instance-idle", "rds-storage-runs-out", "elb-idle"] {
        assert!(!of(rule).is_empty(), "{rule}");
    }
    evidence_says_window_and_statistic(&of("rds-storage-runs-out")[0]);
    let silent = |f: &Value| ["europe", "parked"].contains(&f["resource"].as_str().unwrap());
    assert!(!document["findings"].as_array().unwrap().iter().any(silent), "no data is not zero");
    let path = folder.join("reports").join(ACCOUNT).join("findings.json");
    let output = estate.script("commands.py", &[&path]);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stdout));
    charged_by_the_metric(&document, &estate);
    replayed_in_part(&folder, &of("rds-storage-runs-out"));
    let (code, out, err) = against(&estate, &folder, &["verify", "--all", "--json"]);
    assert_eq!(code, 0, "{err}");
    let verified: Vec<Value> = serde_json::from_str(&out).unwrap();
    assert!(!verified.is_empty() && verified.iter().all(|v| v["outcome"] == "confirmed"), "{out}");
    answered(&folder);
}

fn one_query_for_each_metric_of_each_resource(estate: &Estate) {
    let calls = asked(estate);
    let mut seen = BTreeSet::new();
    for call in &calls {
        let params = &call["params"];
        let queries = params["MetricDataQueries"].as_array().unwrap();
        assert!((1..=500).contains(&queries.len()));
        assert_eq!(params["ScanBy"], "TimestampAscending");
        for query in queries {
            let place = format!("{} {}", call["region"], query["MetricStat"]);
            assert!(seen.insert(place.clone()), "asked twice: {place}");
        }
    }
    assert!(calls.iter().any(|c| c["params"]["MetricDataQueries"].as_array().unwrap().len() > 2), "batched");
    let text = format!("{seen:?}");
    assert!(!text.contains("parked"), "a database that is stopped is not asked about");
}

fn evidence_says_window_and_statistic(finding: &Value) {
    let entry = finding["evidence"].as_array().unwrap().iter().find(|e| e["operation"] == "GetMetricData").unwrap();
    let cli = entry["cli"].as_str().unwrap();
    for part in ["--start-time", "--end-time", "FreeStorageSpace", "Minimum", "86400"] {
        assert!(cli.contains(part), "{cli}");
    }
    assert_eq!(entry["params"]["MetricDataQueries"].as_array().unwrap().len(), 1);
    assert_eq!(entry["observed"]["count"], 14);
    assert_eq!(entry["observed"]["Values"].as_array().unwrap().len(), 14);
    assert!(finding["message"].as_str().unwrap().contains("none on 20"), "{finding}");
}

/// A hundred-thousandth of a dollar for each metric, and nothing by the call.
fn charged_by_the_metric(document: &Value, estate: &Estate) {
    let queries: usize = asked(estate).iter().map(|c| c["params"]["MetricDataQueries"].as_array().unwrap().len()).sum();
    let evidence = document["findings"].as_array().unwrap().iter().flat_map(|f| f["evidence"].as_array().unwrap());
    let by_commands: BTreeSet<&str> =
        evidence.filter(|e| e["operation"] == "GetMetricData").map(|e| e["cli"].as_str().unwrap()).collect();
    let charged = document["run"]["charged"].as_f64().unwrap();
    assert!((charged - (queries - by_commands.len()) as f64 * 0.00001).abs() < 1e-9, "{charged} for {queries}");
}

/// A replay with fewer rules finds the answers that it needs.
fn replayed_in_part(folder: &std::path::Path, wanted: &[Value]) {
    let recording = folder.join("run.recording");
    let again = temporary("metrics-replay");
    let arguments = ["audit", "--replay", recording.to_str().unwrap(), "--only", "rds-storage-runs-out"];
    let (code, out, err) = run(&mut tickmark(&again, &arguments));
    assert_eq!(code, 0, "{out}{err}");
    let document = findings(&again);
    let evidence = |all: &[Value]| all.iter().map(|f| f["evidence"].clone()).collect::<Vec<_>>();
    assert_eq!(evidence(document["findings"].as_array().unwrap()), evidence(wanted));
}

fn answered(folder: &std::path::Path) {
    let (code, out, err) = run(&mut tickmark(folder, &["ask", "RDS CPU of orders over the last day", "--json"]));
    assert_eq!(code, 0, "{err}");
    let reply: Value = serde_json::from_str(&out).unwrap();
    assert!(reply["answer"].as_str().unwrap().contains("was not read"), "{reply}");
    let (_, out, _) = run(&mut tickmark(folder, &["ask", "how many connections do the RDS databases have?", "--json"]));
    let reply: Value = serde_json::from_str(&out).unwrap();
    let answer = reply["answer"].as_str().unwrap();
    assert!(answer.contains("DatabaseConnections of AWS/RDS, Maximum by 86400 s from"), "{answer}");
    assert!(reply["citations"][0]["cli"].as_str().unwrap().starts_with("aws cloudwatch get-metric-data"), "{reply}");
}

#[test]
fn denied_metrics_leave_rules_unknown() {
    let estate = Estate::start("full");
    let folder = temporary("metrics-denied");
    estate.set_faults(&json!([{"service": "cloudwatch", "operation": "GetMetricData", "fault": "denied"}]));
    let (code, said) = audited(&estate, &folder, &[]);
    assert_eq!(code, 3, "{said}");
    let document = findings(&folder);
    let row = document["coverage"].as_array().unwrap().iter().find(|r| r["operation"] == "GetMetricData").unwrap();
    assert_eq!(row["status"], "denied");
    assert!(row["rules_affected"].as_array().unwrap().iter().any(|r| r == "ec2-instance-idle"), "{row}");
    let all = document["findings"].as_array().unwrap();
    assert!(!all.is_empty() && all.iter().all(|f| f["status"] == "unknown"));
    let entry = &all[0]["evidence"][0];
    assert_eq!(entry["params"]["MetricDataQueries"].as_array().unwrap().len(), 1, "{entry}");
}

/// What has no points decides nothing where the rule does not ask how many there are.
#[test]
fn no_data_is_unknown_and_says_so() {
    let estate = Estate::start("full");
    let folder = temporary("metrics-silent");
    let own = folder.join("own/cost");
    std::fs::create_dir_all(&own).unwrap();
    let rule = include_str!("../../rules/cost/rds-instance-idle.yaml")
        .replace("rds-instance-idle", "own-idle")
        .replace("metrics.connections.count >= params.min_days && ", "params.min_days > 0 && ");
    let silent = rule.lines().filter(|l| !l.contains("count: 13,") && !l.ends_with("AllocatedStorage: 100}"));
    std::fs::write(own.join("own-idle.yaml"), silent.collect::<Vec<_>>().join("\n")).unwrap();
    let (code, out, err) = against(&estate, &folder, &["audit", "--rules", "own", "--only", "own-idle"]);
    assert_eq!(code, 3, "{out}{err}");
    let document = findings(&folder);
    let all = document["findings"].as_array().unwrap();
    let found = all.iter().find(|f| f["resource"] == "europe").unwrap();
    assert_eq!(found["status"], "unknown");
    let message = found["message"].as_str().unwrap();
    assert!(
        message.contains("CloudWatch has no data points of AWS/RDS DatabaseConnections (Maximum) from"),
        "{message}"
    );
}
