//! The exports, held to their formats' own schemas and to peers' parsers (tests/exports), all findings of a run in each.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Arc;

use chrono::NaiveDate;
use serde_json::{Value, json};
use tickmark::model::{
    Alert, AlertKind, Change, CoverageRow, Exception, Finding, FindingStatus, Report, Resolved, Status,
};
use tickmark::render;

use crate::harness::{ACCOUNT, findings, run, temporary, tickmark, venv};

const FILES: [(&str, &str); 5] = [
    ("asff", "findings.asff.json"),
    ("csv", "findings.csv"),
    ("junit", "junit.xml"),
    ("ocsf", "findings.ocsf.json"),
    ("sarif", "findings.sarif"),
];

/// What a judge says of an export: Ok with its words, or Err.
fn judged(format: &str, report: &Path, export: &Path) -> Result<String, String> {
    let judge = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("tests/exports/judge_{format}.py"));
    let mut command = Command::new(venv().join("bin/python"));
    command.arg(judge).args([report, export]).env("PYTHONDONTWRITEBYTECODE", "1");
    if format == "junit" {
        command.arg(schemas());
    }
    let output = command.output().unwrap();
    let words = [&output.stdout, &output.stderr].map(|bytes| String::from_utf8_lossy(bytes).into_owned()).concat();
    if output.status.success() { Ok(words) } else { Err(words) }
}

/// A folder with pytest's source package, which has Jenkins's schema of JUnit files.
fn schemas() -> PathBuf {
    static SCHEMAS: std::sync::OnceLock<PathBuf> = std::sync::OnceLock::new();
    let make = || {
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("exports-schemas");
        if !folder.join("pytest-9.0.0.tar.gz").exists() {
            let pip = ["-m", "pip", "download", "--quiet", "--disable-pip-version-check", "--no-deps"];
            let mut command = Command::new(venv().join("bin/python"));
            command.args(pip).args(["--no-binary", "pytest", "pytest==9.0.0", "--dest"]).arg(&folder);
            assert!(command.status().unwrap().success(), "{command:?}");
        }
        folder
    };
    SCHEMAS.get_or_init(make).clone()
}

/// The demo, with all formats, as its folder of files.
fn demo() -> (PathBuf, Value) {
    let folder = temporary("exports");
    let mut arguments = vec!["audit", "--demo"];
    for (format, _) in &FILES[1..] {
        arguments.extend(["--format", format]);
    }
    std::fs::write(folder.join("tickmark.toml"), "formats = [\"html\"]\n").unwrap();
    let (code, _, err) = run(&mut tickmark(&folder, &arguments));
    assert_eq!(code, 0, "{err}");
    let out = folder.join("reports").join(ACCOUNT);
    assert!(!out.join("report.html").exists(), "the option wins over tickmark.toml");
    let (code, said, err) = run(&mut tickmark(&folder, &["report", "--format", "asff"]));
    assert_eq!(code, 0, "{err}");
    assert!(said.contains("findings.asff.json"), "{said}");
    (out, findings(&folder))
}

#[test]
fn every_export_of_the_demo_is_accepted_and_has_every_finding() {
    let (out, report) = demo();
    let number = report["findings"].as_array().unwrap().len();
    for (format, file) in FILES {
        let said =
            judged(format, &out.join("findings.json"), &out.join(file)).unwrap_or_else(|e| panic!("{format}: {e}"));
        assert!(said.contains(&format!("{number} of {number} findings")), "{format}: {said}");
    }
}

/// The demo's report, and what only later runs have: exceptions, what could not be checked, what is gone, hostile names.
fn later(report: &Value) -> Report {
    let mut report: Report = serde_json::from_value(report.clone()).unwrap();
    (report.run.previous, report.run.previous_started) = (Some("run-before".to_owned()), Some(report.run.started));
    let entry = Exception {
        reason: "kept for the audit of 2027".to_owned(),
        owner: "platform-team".to_owned(),
        ticket: None,
        expires: NaiveDate::from_ymd_opt(2027, 3, 31).unwrap(),
    };
    for (at, finding) in report.findings.iter_mut().map(Arc::make_mut).enumerate() {
        match at % 7 {
            0 => (finding.status, finding.exception) = (FindingStatus::Excepted, Some(entry.clone())),
            1 => (finding.status, finding.message) = (FindingStatus::Unknown, "AccessDenied: may not".to_owned()),
            2 => finding.change = Change::Persisting,
            3 => finding.change = Change::Reopened,
            4 => hostile(finding),
            _ => (),
        }
    }
    let gone = report.findings.pop().unwrap();
    report.resolved.push(resolved(&gone, &report));
    let row = report.coverage.first().unwrap().clone();
    let missed = vec![report.rules[0].id.clone(), report.rules[1].id.clone()];
    let error = Some("AccessDenied: \u{1b}[31mno](https://evil.example)".to_owned());
    report.coverage.push(CoverageRow { status: Status::Denied, error, rules_affected: missed, ..row });
    (report.rules[0].unknown, report.rules[1].unknown) = (3, 1);
    report.alerts.push(Alert {
        kind: AlertKind::CoverageFell,
        about: "s3:ListBuckets".to_owned(),
        message: "answered before, denied now".to_owned(),
    });
    report
}

fn hostile(finding: &mut Finding) {
    finding.resource = "=cmd|'/c calc'!A1\u{202e}\u{1b}[0m ]]>\"]( \u{fffe}".to_owned();
    finding.title = "@SUM(1)](https://evil.example)".to_owned();
    finding.message = format!("-1+1\n\"quoted\", {}", "ü".repeat(3000));
    finding.tags = (0..60).map(|n| (format!("+tag {n}"), "\t".to_owned())).collect();
    finding.evidence = vec![finding.evidence[0].clone(); 3];
}

fn resolved(gone: &Finding, report: &Report) -> Resolved {
    Resolved {
        id: gone.id.clone(),
        rule: gone.rule.clone(),
        title: gone.title.clone(),
        severity: gone.severity,
        arn: gone.arn.clone(),
        region: gone.region.clone(),
        resource: gone.resource.clone(),
        first_seen: gone.first_seen,
        resolved_at: report.run.started,
    }
}

/// All formats of a report in a new folder.
fn rendered(report: &Report) -> PathBuf {
    let folder = temporary("exports");
    for (format, _) in FILES.into_iter().chain([("json", "")]) {
        for file in render::format(format).unwrap().files(report).unwrap() {
            std::fs::write(folder.join(file.path), file.contents).unwrap();
        }
    }
    folder
}

#[test]
fn exports_of_a_later_run_are_accepted_and_broken_ones_are_not() {
    let (_, report) = demo();
    let folder = rendered(&later(&report));
    for (format, file) in FILES {
        let (whole, good) = (folder.join("findings.json"), folder.join(file));
        judged(format, &whole, &good).unwrap_or_else(|e| panic!("{format}: {e}"));
        let contents = std::fs::read_to_string(&good).unwrap();
        for (at, broken) in broken(format, &contents).into_iter().enumerate() {
            assert_ne!(broken, contents, "{format} {at}");
            let bad = folder.join(format!("broken-{at}-{file}"));
            std::fs::write(&bad, broken).unwrap();
            let said = judged(format, &whole, &bad);
            assert!(said.is_err(), "{format} {at} was accepted");
            assert!(said.unwrap_err().contains("complaints"), "{format} {at}");
        }
    }
}

/// The export broken in several ways: its schema, a finding that is missing, a finding that looks better than it is.
fn broken(format: &str, contents: &str) -> Vec<String> {
    let json = |change: &dyn Fn(&mut Value)| {
        let mut value: Value = serde_json::from_str(contents).unwrap();
        change(&mut value);
        value.to_string()
    };
    match format {
        "asff" => vec![
            json(&|v| drop(v.as_array_mut().unwrap().remove(5))),
            json(&|v| v[0]["Severity"]["Label"] = json!("URGENT")),
            json(&|v| v[0]["Title"] = json!("x".repeat(257))),
            json(&|v| drop(v[0].as_object_mut().unwrap().remove("AwsAccountId"))),
            json(&|v| v[1]["Compliance"]["Status"] = json!("PASSED")),
        ],
        "ocsf" => vec![
            json(&|v| drop(v.as_array_mut().unwrap().remove(5))),
            json(&|v| v[0]["severity_id"] = json!(7)),
            json(&|v| v[0]["not_in_the_schema"] = json!(1)),
            json(&|v| v[0]["metadata"]["product"] = json!({})),
            json(&|v| v[1]["compliance"]["status_id"] = json!(1)),
        ],
        "sarif" => vec![
            json(&|v| drop(v["runs"][0]["results"].as_array_mut().unwrap().remove(5))),
            json(&|v| v["runs"][0]["results"][0]["level"] = json!("critical")),
            json(&|v| v["runs"][0]["results"][0]["message"] = json!({})),
            json(&|v| v["runs"][0]["results"][1]["kind"] = json!("pass")),
            json(&|v| v["runs"][0]["invocations"][0]["executionSuccessful"] = json!(true)),
        ],
        "csv" => vec![
            contents.replacen(contents.lines().nth(1).unwrap().split(',').next().unwrap(), "another", 1),
            contents.replacen("'=cmd", "=cmd", 1),
            contents.replacen(",unknown,", ",open,", 1),
        ],
        _ => vec![
            contents.replacen("<testcase ", "<testcase size=\"1\" ", 1),
            contents.replace("<error ", "<failure ").replace("</error>", "</failure>"),
            contents.replacen("tests=\"1\"", "tests=\"2\"", 1),
        ],
    }
}

#[test]
fn a_format_that_is_none_is_refused_before_anything_is_done() {
    let folder = temporary("exports");
    let (code, _, err) = run(&mut tickmark(&folder, &["audit", "--demo", "--format", "pdf"]));
    assert_eq!(code, 2, "{err}");
    assert!(err.contains("--format: pdf is none of asff, csv, html, json, junit, markdown, ocsf, sarif"), "{err}");
    std::fs::write(folder.join("tickmark.toml"), "out = \"reports\"\nformats = [\"csv\", \"pdf\"]\n").unwrap();
    let (code, _, err) = run(&mut tickmark(&folder, &["audit", "--demo"]));
    assert_eq!(code, 2, "{err}");
    assert!(err.contains("tickmark.toml:2: pdf is none of"), "{err}");
    assert!(!folder.join("reports").join(ACCOUNT).exists());
    std::fs::write(folder.join("tickmark.toml"), "formats = [\"csv\"]\n").unwrap();
    assert_eq!(run(&mut tickmark(&folder, &["audit", "--demo"])).0, 0);
    assert!(folder.join("reports").join(ACCOUNT).join("findings.csv").exists());
}
