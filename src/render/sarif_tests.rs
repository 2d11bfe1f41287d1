use super::super::sample;
use super::*;

fn run(report: &Report) -> Value {
    let log: Value = serde_json::from_str(&Sarif.files(report).unwrap()[0].contents).unwrap();
    log["runs"][0].clone()
}

fn by_id(run: &Value, id: &str) -> Value {
    let mut results = run["results"].as_array().unwrap().iter();
    results.find(|r| r["partialFingerprints"]["primaryLocationLineHash"] == json!(id)).unwrap().clone()
}

#[test]
fn each_finding_is_a_result_of_its_rule() {
    let report = sample::with_everything();
    let run = run(&report);
    let results = run["results"].as_array().unwrap();
    assert_eq!(results.len(), report.findings.len() + report.resolved.len());
    for (result, finding) in results.iter().zip(&report.findings) {
        let at = result["ruleIndex"].as_u64().unwrap() as usize;
        assert_eq!(run["tool"]["driver"]["rules"][at]["id"], json!(finding.rule));
        assert_eq!(result["locations"][0]["logicalLocations"][0]["fullyQualifiedName"], json!(finding.arn));
        assert_eq!(result["properties"]["evidence"][0]["cli"], json!(finding.evidence[0].cli));
        assert_eq!(result["properties"]["fix"]["cli"], json!(finding.fix.cli));
        assert!(!result["message"]["text"].as_str().unwrap().contains("]("));
    }
}

#[test]
fn states() {
    let run = run(&sample::with_everything());
    let shown = |id: &str| {
        let result = by_id(&run, id);
        let words = ["kind", "level", "baselineState"].map(|m| result[m].as_str().unwrap().to_owned());
        (words.join(" "), result["suppressions"].as_array().unwrap().len())
    };
    assert_eq!(shown("0000000000000001"), ("fail error new".to_owned(), 0));
    assert_eq!(shown("twin"), ("fail note new".to_owned(), 0));
    assert_eq!(shown("threat"), ("fail error unchanged".to_owned(), 0));
    assert_eq!(shown("excepted"), ("fail error new".to_owned(), 1));
    assert_eq!(shown(&format!("{:016x}", 30)), ("open none new".to_owned(), 0));
    assert_eq!(shown("gone"), ("fail warning absent".to_owned(), 0));
    let justification = &by_id(&run, "excepted")["suppressions"][0]["justification"];
    assert!(justification.as_str().unwrap().contains("until 2027-03-31"));
}

#[test]
fn a_first_run_has_no_baseline() {
    let run = run(&sample::report());
    assert!(run["results"].as_array().unwrap().iter().all(|r| r["baselineState"].is_null()));
}

#[test]
fn what_was_not_checked_is_said_and_the_run_did_not_succeed() {
    let run = run(&sample::with_everything());
    let invocation = &run["invocations"][0];
    assert_eq!(invocation["executionSuccessful"], json!(false));
    let notes = invocation["toolExecutionNotifications"].as_array().unwrap();
    assert_eq!(notes.len(), 3);
    assert!(notes[0]["message"]["text"].as_str().unwrap().ends_with("Not decided: guardduty-off"));
    assert_eq!(notes[2]["descriptor"]["id"], "alert");
    let mut complete = sample::large(4);
    (complete.coverage, complete.rules) = (Vec::new(), Vec::new());
    assert_eq!(super::invocation(&complete)["executionSuccessful"], json!(true));
}

#[test]
fn a_rule_is_as_bad_as_its_worst_finding() {
    let run = run(&sample::with_everything());
    let rules = run["tool"]["driver"]["rules"].as_array().unwrap();
    let ids: Vec<&str> = rules.iter().map(|r| r["id"].as_str().unwrap()).collect();
    assert!(ids.is_sorted() && ids.contains(&"iam-root-mfa"), "{ids:?}");
    let volume = &rules[ids.iter().position(|id| *id == "ebs-volume-unattached").unwrap()];
    assert_eq!(volume["defaultConfiguration"]["level"], "error");
    assert_eq!(volume["properties"]["problem.severity"], "error");
    let public = &rules[ids.iter().position(|id| *id == "s3-public-access").unwrap()];
    assert_eq!(public["properties"]["security-severity"], "8.0");
    assert!(volume["help"]["text"].as_str().unwrap().contains("Snapshot it first."));
}
