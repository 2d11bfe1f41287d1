//! Accepted findings: what a file of exceptions does to a run, and what it does not.

use std::path::Path;

use serde_json::Value;

use crate::harness::{audit_day, findings, report, run, temporary, tickmark};

const RULE: &str = "rds-snapshot-public";
const CHOSEN: [&str; 4] = ["--only", RULE, "--only", "rds-minor-upgrade-off"];

fn write(folder: &Path, expires: &str) {
    let text = format!(
        "- rule: {RULE}\n  resource: {{glob: 'arn:aws:rds:*:snapshot:legacy-*'}}\n  accounts: ['123456789012']\n  \
         reason: kept for the audit\n  owner: platform-team\n  ticket: OPS-123\n  expires: {expires}\n"
    );
    std::fs::write(folder.join("exceptions.yaml"), text).unwrap();
}

/// Status and change of the rule's one finding.
fn stands(folder: &Path) -> (String, String) {
    let document = findings(folder);
    let all = document["findings"].as_array().unwrap();
    let one: Vec<&Value> = all.iter().filter(|f| f["rule"] == RULE).collect();
    assert_eq!(one.len(), 1, "{one:?}");
    assert_eq!(document["resolved"], serde_json::json!([]));
    let word = |key: &str| one[0][key].as_str().unwrap().to_owned();
    (word("status"), word("change"))
}

fn pair(status: &str, change: &str) -> (String, String) {
    (status.to_owned(), change.to_owned())
}

#[test]
fn an_accepted_finding_stays_visible_and_comes_back_when_its_day_is_over() {
    let folder = temporary("exceptions");
    let fail = [&CHOSEN[..], &["--fail-on", "critical"]].concat();
    assert_eq!(audit_day(&folder, 1, &fail), 1);
    assert_eq!(stands(&folder), pair("open", "new"));

    write(&folder, "2026-11-03");
    assert_eq!(audit_day(&folder, 2, &fail), 0, "--fail-on leaves it out");
    assert_eq!(stands(&folder), pair("excepted", "persisting"));
    let text = report(&folder);
    assert!(
        text.contains("## Excepted") && text.contains("- Accepted: until 2026-11-03 by platform-team (ticket OPS-123)")
    );
    assert!(text.contains("| ends within 30 days | `rds-snapshot-public` |"), "{text}");
    let document = findings(&folder);
    assert_eq!(document["exceptions"][0]["state"], "active");
    assert_eq!(document["exceptions"][0]["findings"], 1);

    audit_day(&folder, 3, &CHOSEN);
    assert_eq!(stands(&folder), pair("excepted", "persisting"), "its last day");
    assert_eq!(audit_day(&folder, 4, &fail), 1);
    assert_eq!(stands(&folder), pair("open", "reopened"));
    let text = report(&folder);
    assert!(text.contains("0 new, 1 reopened, 0 resolved."), "{text}");
    assert!(
        text.contains("- Exception: accepted until 2026-11-03 by platform-team (ticket OPS-123), expired: kept for")
    );
    assert!(text.contains("| expired: what it accepted is open again |"));
    audit_day(&folder, 5, &CHOSEN);
    assert_eq!(stands(&folder), pair("open", "persisting"), "in the first run after it only");

    write(&folder, "2027-01-01");
    audit_day(&folder, 6, &CHOSEN);
    // A run over other rules in between does not make the store forget it.
    audit_day(&folder, 7, &["--only", "rds-minor-upgrade-off"]);
    assert_eq!(findings(&folder)["exceptions"][0]["state"], "unchecked", "its rule was not asked for");
    std::fs::remove_file(folder.join("exceptions.yaml")).unwrap();
    audit_day(&folder, 8, &CHOSEN);
    assert_eq!(stands(&folder), pair("open", "reopened"), "the entry was taken out");
}

#[test]
fn a_wrong_file_stops_the_run_before_anything_is_read_or_written() {
    let folder = temporary("wrong");
    let text = "- rule: a\n  resource: {exact: vol-1}\n  owner: x\n  reasn: y\n  expires: 2027-13-01\n";
    std::fs::write(folder.join("exceptions.yaml"), text).unwrap();
    for arguments in [&["audit", "--demo"][..], &["exceptions"]] {
        let (code, out, err) = run(&mut tickmark(&folder, arguments));
        assert_eq!((code, out.as_str()), (2, ""));
        for words in [
            "exceptions.yaml:1:3: reason is missing",
            "exceptions.yaml:2:13: resource.exact",
            "did you mean reason?",
            "exceptions.yaml:5:12: expires: 2027-13-01 is no date",
            "4 problems",
        ] {
            assert!(err.contains(words), "{words}\n{err}");
        }
        assert!(!folder.join("tickmark.db").exists() && !folder.join("reports").exists());
    }
    let (code, _, err) = run(&mut tickmark(&folder, &["audit", "--demo", "--exceptions", "absent.yaml"]));
    assert!(code == 2 && err.contains("--exceptions: cannot read absent.yaml"), "{err}");
    std::fs::write(folder.join("tickmark.toml"), "exceptions = \"accepted.yaml\"\n").unwrap();
    let (code, _, err) = run(&mut tickmark(&folder, &["audit", "--demo"]));
    assert!(code == 2 && err.contains("cannot read accepted.yaml"), "{err}");
}

#[test]
fn entries_that_do_nothing_are_named() {
    let folder = temporary("idle");
    std::fs::create_dir(folder.join("reports")).unwrap();
    let entry = |rule: &str, resource: &str| {
        format!("- {{rule: {rule}, resource: {{glob: '{resource}'}}, reason: x, owner: me, expires: 2027-01-01}}\n")
    };
    let text = [
        entry(RULE, "arn:*:snapshot:absent"),
        entry("no-such-rule", "*"),
        entry(RULE, "arn:aws:rds:ap-south-1:*"),
        entry(RULE, "arn:*"),
    ];
    std::fs::write(folder.join("reports/exceptions.yaml"), text.concat()).unwrap();
    audit_day(&folder, 1, &CHOSEN);
    let document = findings(&folder);
    let states: Vec<&str> =
        document["exceptions"].as_array().unwrap().iter().map(|e| e["state"].as_str().unwrap()).collect();
    assert_eq!(states, ["unused", "stale", "unchecked", "active"], "found beside the report");
    let text = report(&folder);
    for words in ["| unused: ", "| stale: there is no such rule | `no-such-rule` |", "| unchecked: "] {
        assert!(text.contains(words), "{words}");
    }
    let (code, out, err) = run(&mut tickmark(&folder, &["exceptions"]));
    assert_eq!(code, 0, "{err}");
    assert!(
        out.starts_with("reports/exceptions.yaml: 4 entries, all well-formed\naccount 123456789012, run "),
        "{out}"
    );
    assert!(
        out.lines().last().unwrap().starts_with("  active        1 finding   until 2027-01-01  rds-snapshot-"),
        "{out}"
    );
    let (code, out, _) = run(&mut tickmark(&folder, &["exceptions", "--json"]));
    let printed: Value = serde_json::from_str(&out).unwrap();
    assert_eq!((code, &printed[0]["exceptions"][1]["state"]), (0, &"stale".into()));
}
