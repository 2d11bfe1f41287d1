//! AWS refuses for rate and drops connections; a run has ceilings: it ends in order, and says what it did not read.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use crate::harness::{Estate, against, findings, report, temporary};

/// Rates that a test can wait for, and otherwise the shipped limits.
const RATES: &str = "[limits.rate]\ndefault = 40\nec2 = 40\niam = 40\ns3 = 40\nlogs = 40\ncloudwatch = 40\n";

fn array<'a>(document: &'a Value, name: &str) -> &'a Vec<Value> {
    document[name].as_array().unwrap()
}

fn by_id(document: &Value) -> BTreeMap<&str, &Value> {
    array(document, "findings").iter().map(|f| (f["id"].as_str().unwrap(), f)).collect()
}

/// Rules that a coverage row says could not be decided.
fn affected(document: &Value) -> Vec<&str> {
    let missed = array(document, "coverage").iter().filter(|row| row["status"] != "ok");
    missed.flat_map(|row| array(row, "rules_affected")).filter_map(Value::as_str).collect()
}

/// Nothing is called resolved; what is not open any more is unknown, and coverage names its rule.
fn nothing_is_lost(before: &Value, after: &Value) {
    assert_eq!(after["resolved"], json!([]));
    let (now, affected) = (by_id(after), affected(after));
    for (id, finding) in by_id(before) {
        let found = now.get(id).unwrap_or_else(|| panic!("vanished: {finding}"));
        assert_ne!(found["change"], "new", "{found}");
        if found["status"] != "open" {
            assert_eq!(found["status"], "unknown", "{found}");
            assert!(affected.contains(&found["rule"].as_str().unwrap()), "no coverage row for {found}");
        }
    }
}

#[test]
fn a_fifth_refused_for_rate_and_two_in_a_hundred_dropped() {
    let estate = Estate::start("small");
    let folder = temporary("throttled");
    std::fs::write(folder.join("tickmark.toml"), RATES).unwrap();
    let (code, ..) = against(&estate, &folder, &["audit"]);
    assert_eq!(code, 0);
    let before = findings(&folder);
    assert!(before["run"].get("throttles").is_none() && !report(&folder).contains("refused for rate"));
    for seed in 1..=3 {
        estate.set_faults(&json!([
            {"fault": "throttled", "rate": 0.2, "seed": seed},
            {"fault": "drop", "rate": 0.02, "seed": seed},
        ]));
        estate.forget_requests();
        let (code, out, err) = against(&estate, &folder, &["audit"]);
        let after = findings(&folder);
        assert!(code == 0 || (code == 3 && !affected(&after).is_empty()), "{code}: {out}{err}");
        nothing_is_lost(&before, &after);
        // What the report counts is what the estate did.
        let log = estate.requests();
        let met = |fault: &str| log.iter().filter(|line| line["fault"] == fault).count() as u64;
        let first = |line: &&Value| ["GetCallerIdentity", "DescribeRegions"].iter().any(|o| line["operation"] == *o);
        let begin = log.iter().filter(first).filter(|line| line["fault"] == "throttled").count() as u64;
        let counted: u64 = array(&after, "coverage").iter().filter_map(|row| row["throttles"].as_u64()).sum();
        assert!(met("throttled") > 10 && met("drop") > 0, "the faults are in force");
        assert!((met("throttled") - begin..=met("throttled")).contains(&counted), "{counted} of {}", met("throttled"));
        assert_eq!(after["run"]["throttles"], counted);
        assert!(after["run"]["retries"].as_u64().unwrap() > counted / 2);
        assert!(report(&folder).contains(&format!("; {counted} refused for rate; ")));
        assert!(report(&folder).contains("AWS refused these calls for their rate"));
    }
    estate.set_faults(&json!([]));
    let (code, ..) = against(&estate, &folder, &["audit"]);
    assert_eq!(code, 0);
    assert_eq!(by_id(&before).keys().collect::<Vec<_>>(), by_id(&findings(&folder)).keys().collect::<Vec<_>>());
}

#[test]
fn a_money_ceiling_holds_back_what_costs_and_nothing_else() {
    let estate = Estate::start("full");
    let folder = temporary("money");
    let (code, ..) = against(&estate, &folder, &["audit"]);
    assert_eq!(code, 0);
    let before = findings(&folder);
    // What Cost Explorer refuses (it has no reservations to speak of) it does not charge.
    let paid = |log: &[Value]| log.iter().filter(|line| line["service"] == "ce" && line["status"] == 200).count();
    let metrics = |log: &[Value]| -> usize {
        log.iter().filter_map(|line| line["params"]["MetricDataQueries"].as_array()).map(Vec::len).sum()
    };
    let charged = |document: &Value| document["run"].get("charged").and_then(Value::as_f64).unwrap_or(0.0);
    let log = estate.requests();
    let (pages, measured) = (paid(&log), metrics(&log));
    assert!(pages > 1 && measured > 1);
    let usd = 0.01 * pages as f64 + 0.00001 * measured as f64;
    assert!((charged(&before) - usd).abs() < 1e-9, "{} for {pages} and {measured}", charged(&before));
    assert!(report(&folder).contains(&format!("; AWS charges USD {usd:.2} for them")));

    // Metrics are read last: a ceiling that one page reaches leaves nothing for them.
    for (most, made) in [("0.01", 1), ("0", 0)] {
        estate.forget_requests();
        let (code, out, err) = against(&estate, &folder, &["audit", "--max-cost", most]);
        assert_eq!(code, 3, "{out}{err}");
        let (after, log) = (findings(&folder), estate.requests());
        assert_eq!((paid(&log), metrics(&log)), (made, 0));
        assert!((charged(&after) - 0.01 * made as f64).abs() < 1e-9);
        let missed: Vec<&Value> = array(&after, "coverage").iter().filter(|row| row["status"] != "ok").collect();
        let costs = |row: &Value| row["service"] == "ce" || row["operation"] == "GetMetricData";
        assert!(missed.iter().all(|row| costs(row) && row["status"] == "sampled"), "{missed:?}");
        let spend = missed.iter().find(|row| row["service"] == "ce").unwrap();
        assert!(spend["error"].as_str().unwrap().contains("Ceiling: not sent: this request costs USD 0.01"));
        nothing_is_lost(&before, &after);
    }
}

#[test]
fn a_ceiling_of_requests_ends_the_run_in_order() {
    let estate = Estate::start("small");
    let folder = temporary("requests");
    let (code, ..) = against(&estate, &folder, &["audit"]);
    assert_eq!(code, 0);
    let before = findings(&folder);
    let all = estate.requests().len();
    std::fs::write(folder.join("tickmark.toml"), "[limits]\nmax_calls = 30\n").unwrap();
    for (arguments, most) in [(&["audit"][..], 30), (&["audit", "--max-calls", "50"][..], 50)] {
        assert!(most < all);
        estate.forget_requests();
        let (code, out, err) = against(&estate, &folder, arguments);
        assert_eq!(code, 3, "{out}{err}");
        assert_eq!(estate.requests().len(), most);
        let after = findings(&folder);
        let cut = array(&after, "coverage").iter().filter(|row| row["status"] == "sampled").count();
        assert!(
            cut > 0 && report(&folder).contains(&format!("the ceiling of {most} requests is reached (--max-calls)"))
        );
        nothing_is_lost(&before, &after);
    }
    let (code, _, err) = against(&estate, &folder, &["audit", "--max-calls", "1"]);
    assert!(code == 2 && err.contains("DescribeRegions") && err.contains("Ceiling"), "{err}");
}

#[test]
fn a_ceiling_is_known_before_anything_is_asked() {
    let folder = temporary("ceiling-plan");
    let plan = |more: &[&str]| {
        let arguments = [&["audit", "--plan", "--regions", "us-east-1"][..], more].concat();
        crate::harness::run(&mut crate::harness::tickmark(&folder, &arguments))
    };
    let (code, out, _) = plan(&["--max-cost", "0.005", "--max-calls", "10"]);
    assert!(code == 0 && out.contains("the ceiling of USD 0.005 (--max-cost)"), "{out}");
    assert!(out.contains("the ceiling of 10 requests (--max-calls)"), "{out}");
    assert!(!plan(&["--max-cost", "1", "--max-calls", "1000"]).1.contains("ceiling"));
    let (code, _, err) = plan(&["--max-cost=-1"]);
    assert!(code == 2 && err.contains("an amount in USD"), "{err}");
    for (toml, words) in [
        ("[limits]\nmax_cost = -1.0\n", "max_cost"),
        ("[limits.rate]\nec3 = 5\n", "did you mean ec2?"),
        ("[limits.rate]\nec2 = 0\n", "ec2 needs a rate above 0"),
        ("[limits.rate]\nec2 = \"fast\"\n", "requests a second"),
    ] {
        std::fs::write(folder.join("tickmark.toml"), toml).unwrap();
        let (code, _, err) = plan(&[]);
        assert!(code == 2 && err.contains(words) && err.contains("tickmark.toml"), "{toml}: {err}");
    }
}

#[test]
fn a_slow_answer_is_late_and_a_wait_for_a_turn_is_not() {
    let estate = Estate::start("small");
    let folder = temporary("turns");
    // Twice as long for the turns of one service as a call may take.
    let limits =
        "[limits]\nattempt_seconds = 1\ncall_seconds = 2\nattempts = 2\n[limits.rate]\ns3 = { rate = 3, burst = 1 }\n";
    std::fs::write(folder.join("tickmark.toml"), limits).unwrap();
    let (code, out, err) = against(&estate, &folder, &["audit", "--only", "s3"]);
    assert_eq!(code, 0, "{out}{err}");
    let asked = estate.requests().iter().filter(|line| line["service"] == "s3").count();
    assert!(asked >= 12, "{asked} requests, four seconds of turns");
    estate.set_faults(&json!([{"service": "s3", "operation": "GetBucketAcl", "fault": "slow", "ms": 1500}]));
    let (code, ..) = against(&estate, &folder, &["audit", "--only", "s3"]);
    assert_eq!(code, 3);
    let after = findings(&folder);
    let row = array(&after, "coverage").iter().find(|row| row["operation"] == "GetBucketAcl").unwrap();
    assert_eq!(row["error"], "Timeout: no answer within the deadline");
}
