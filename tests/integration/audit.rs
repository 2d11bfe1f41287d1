//! A whole run over the full estate: what it asks, what it proves, what it keeps.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;
use std::sync::OnceLock;

use serde_json::Value;

use crate::bill::{OPTIMIZER, a_tag_is_active, hub_is_off};
use crate::harness::{ACCOUNT, Estate, against, findings, report, run, temporary, tickmark};

/// One recorded run over the full estate, for all tests of this file.
struct Ran {
    estate: Estate,
    folder: PathBuf,
    requests: Vec<Value>,
}

fn ran() -> &'static Ran {
    static RAN: OnceLock<Ran> = OnceLock::new();
    RAN.get_or_init(|| {
        let estate = Estate::start("full");
        let folder = temporary("full");
        estate.forget_requests();
        let (code, out, err) = against(&estate, &folder, &["audit", "--record", "run.recording"]);
        assert_eq!(code, 0, "{out}{err}");
        let requests = estate.requests();
        Ran { estate, folder, requests }
    })
}

#[test]
fn nothing_is_written_to_aws_and_nothing_asked_twice() {
    let requests = &ran().requests;
    assert!(requests.len() > 300, "{} requests", requests.len());
    let writes: Vec<&Value> = requests.iter().filter(|r| r["read"] != true).collect();
    assert!(writes.is_empty(), "{writes:?}");
    let mut counts: BTreeMap<String, u32> = BTreeMap::new();
    // What AWS works out is asked for until it is there, and here it is so after a second.
    let worked_out = |r: &&Value| r["operation"] == "GetServiceLastAccessedDetails";
    let jobs: BTreeSet<String> = requests.iter().filter(worked_out).map(|r| r["params"].to_string()).collect();
    let asked = requests.iter().filter(worked_out).count();
    assert!(!jobs.is_empty() && asked > jobs.len() && asked <= 2 * jobs.len(), "{asked}");
    for r in requests.iter().filter(|r| !worked_out(r)) {
        let key = format!("{} {} {} {}", r["service"], r["operation"], r["region"], r["params"]);
        *counts.entry(key).or_default() += 1;
    }
    let repeated: Vec<_> = counts.iter().filter(|(_, n)| **n > 1).collect();
    assert!(repeated.is_empty(), "{repeated:?}");
}

#[test]
fn every_command_prints_what_was_observed() {
    let ran = ran();
    let path = ran.folder.join("reports").join(ACCOUNT).join("findings.json");
    let output = ran.estate.script("commands.py", &[&path]);
    let printed = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success(), "{printed}{}", String::from_utf8_lossy(&output.stderr));
    println!("{}", printed.lines().last().unwrap_or_default());
}

#[test]
fn every_pillar_has_findings_and_every_finding_has_evidence() {
    let document = findings(&ran().folder);
    let all = document["findings"].as_array().unwrap();
    assert!(all.len() >= 120);
    for pillar in ["cost", "security", "database", "reliability", "hygiene"] {
        assert!(all.iter().filter(|f| f["pillar"] == pillar).count() >= 8, "{pillar}");
    }
    for finding in all {
        assert!(!finding["evidence"].as_array().unwrap().is_empty(), "{finding}");
        assert!(finding["arn"].as_str().unwrap().starts_with("arn:aws:"), "{finding}");
        assert!(!finding["message"].as_str().unwrap().is_empty(), "{finding}");
        assert!(finding["fix"]["cli"].is_string() || finding["fix"]["note"].is_string(), "{finding}");
    }
    let ids: BTreeSet<&str> = all.iter().map(|f| f["id"].as_str().unwrap()).collect();
    assert_eq!(ids.len(), all.len(), "two findings with one id");
}

#[test]
fn nine_of_ten_rules_are_exercised() {
    let (here, other) = (findings(&ran().folder), otherwise());
    let rules = here["rules"].as_array().unwrap();
    // How often a rule did something, in one of the two accounts.
    let never = |member: &str| -> Vec<&Value> {
        let counts = other["rules"].as_array().unwrap().iter().chain(rules).filter(|r| r[member] != 0);
        let ever: BTreeSet<&str> = counts.map(|r| r["id"].as_str().unwrap()).collect();
        rules.iter().map(|r| &r["id"]).filter(|id| !ever.contains(id.as_str().unwrap())).collect()
    };
    let silent = never("failed");
    assert!(silent.len() * 10 <= rules.len(), "never fail here: {silent:?}");
    let unchecked = never("checked");
    assert!(unchecked.is_empty(), "no resource: {unchecked:?}");
}

/// What is found where Cost Optimization Hub is off and a tag is active: rules that have no say otherwise.
fn otherwise() -> Value {
    let estate = Estate::start("full");
    hub_is_off(&estate);
    a_tag_is_active(&estate);
    let folder = temporary("otherwise");
    let chosen = OPTIMIZER.into_iter().chain(["cost-untagged-spend"]).flat_map(|rule| ["--only", rule]);
    let (code, _, err) = against(&estate, &folder, &["audit"].into_iter().chain(chosen).collect::<Vec<_>>());
    assert_eq!(code, 0, "{err}");
    findings(&folder)
}

#[test]
fn a_replay_gives_the_same_findings_and_the_same_bytes_twice() {
    let ran = ran();
    let recording = ran.folder.join("run.recording");
    let mut folders = Vec::new();
    for _ in 0..2 {
        let folder = temporary("replay");
        let (code, out, err) = run(&mut tickmark(&folder, &["audit", "--replay", recording.to_str().unwrap()]));
        assert_eq!(code, 0, "{out}{err}");
        folders.push(folder);
    }
    let [first, second] = [&folders[0], &folders[1]];
    assert_eq!(findings(&ran.folder)["findings"], findings(first)["findings"]);
    assert_eq!(findings(first), findings(second));
    assert_eq!(report(first), report(second));
    // The same recording again, into the same store: the same run, not a second one.
    let before = report(first);
    let (code, ..) = run(&mut tickmark(first, &["audit", "--replay", recording.to_str().unwrap()]));
    assert_eq!(code, 0);
    assert_eq!(before, report(first));
}

#[test]
fn an_unchanged_estate_changes_only_the_run_lines() {
    let ran = ran();
    let folder = temporary("twice");
    // Else the second run would know the first one's prices, and make fewer calls.
    std::fs::write(folder.join("tickmark.toml"), "[prices]\ndays = 0\n").unwrap();
    let mut reports = Vec::new();
    for _ in 0..2 {
        let (code, out, err) = against(&ran.estate, &folder, &["audit", "--skip", "ce"]);
        assert_eq!(code, 0, "{out}{err}");
        reports.push(report(&folder));
    }
    let changed: Vec<(&str, &str)> = reports[0].lines().zip(reports[1].lines()).filter(|(a, b)| a != b).collect();
    assert_eq!(reports[0].lines().count(), reports[1].lines().count());
    let run_lines = ["- Run:", "- Started:", "- Finished:", "- Since the last run:"];
    for (a, _) in &changed {
        assert!(run_lines.iter().any(|r| a.starts_with(r)), "{a}");
    }
    assert!(reports[1].contains("Nothing changed."));
    let changes =
        findings(&folder)["findings"].as_array().unwrap().iter().filter(|f| f["change"] != "persisting").count();
    assert_eq!(changes, 0);
}

#[test]
fn verify_confirms_what_still_stands_with_one_call_each() {
    let ran = ran();
    let folder = temporary("verify");
    let (code, ..) = against(&ran.estate, &folder, &["audit", "--only", "database", "--only", "elbv2"]);
    assert_eq!(code, 0);
    let document = findings(&folder);
    let all = document["findings"].as_array().unwrap();
    ran.estate.forget_requests();
    let (code, out, err) = against(&ran.estate, &folder, &["verify", "--all", "--json"]);
    assert_eq!(code, 0, "{err}");
    let verified: Value = serde_json::from_str(&out).unwrap();
    let verified = verified.as_array().unwrap();
    assert_eq!(verified.len(), all.len());
    for one in verified {
        assert_eq!(one["outcome"], "confirmed", "{one}");
    }
}

#[test]
fn secrets_are_in_no_file() {
    let ran = ran();
    let secret = estate_secret(&ran.folder);
    let recording = std::fs::read(ran.folder.join("run.recording")).unwrap();
    let recorded = zstd::decode_all(&recording[..]).unwrap();
    assert!(contains(&recorded, b"(masked)"), "the estate has functions with variables");
    let mut files = vec![recorded];
    for name in ["tickmark.db", "tickmark.db-wal"] {
        files.extend(std::fs::read(ran.folder.join(name)).ok());
    }
    files.push(report(&ran.folder).into_bytes());
    files.push(findings(&ran.folder).to_string().into_bytes());
    for file in files {
        assert!(!contains(&file, secret.as_bytes()));
    }
}

/// The value of a Lambda function's variable, as the AWS CLI shows it.
fn estate_secret(folder: &std::path::Path) -> String {
    let ran = ran();
    let out = folder.join("variables.json");
    let output = ran.estate.script("secret.py", &[&out]);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let secret = std::fs::read_to_string(out).unwrap();
    assert!(secret.len() >= 8, "{secret}");
    secret
}

fn contains(haystack: &[u8], needle: &[u8]) -> bool {
    haystack.windows(needle.len()).any(|w| w == needle)
}

#[test]
fn plan_names_the_calls_that_cost_money() {
    let ran = ran();
    let folder = temporary("plan");
    ran.estate.forget_requests();
    let (code, out, _) = against(&ran.estate, &folder, &["audit", "--plan", "--regions", "eu-west-1"]);
    assert_eq!(code, 0);
    assert!(out.contains("GetCostAndUsage") && out.contains("USD 0.01"), "{out}");
    assert!(out.contains("eu-west-1") && !out.contains("us-west-2"));
    assert!(!folder.join("tickmark.db").exists() && !folder.join("reports").exists());
}

#[test]
fn html_and_json_of_a_stored_run() {
    let ran = ran();
    for format in ["html", "json", "markdown"] {
        let (code, out, err) = run(&mut tickmark(&ran.folder, &["report", "--format", format, "--out", "again"]));
        assert_eq!(code, 0, "{out}{err}");
    }
    let again = ran.folder.join("again").join(ACCOUNT);
    let stored: Value = serde_json::from_str(&std::fs::read_to_string(again.join("findings.json")).unwrap()).unwrap();
    assert_eq!(stored, findings(&ran.folder));
    assert_eq!(std::fs::read_to_string(again.join("report.md")).unwrap(), report(&ran.folder));
    let html = std::fs::read_to_string(again.join("report.html")).unwrap();
    assert!(!html.contains("<script") && !html.contains("javascript:alert(1)\""));
}

/// The report as a Markdown parser sees it: no raw HTML, no images, no links but its own and AWS's documentation.
#[test]
fn the_report_holds_its_structure_whatever_names_say() {
    use pulldown_cmark::{Event, HeadingLevel, Options, Parser, Tag};
    let ran = ran();
    let document = findings(&ran.folder);
    // So many findings have a page for each rule.
    let pages = std::fs::read_dir(ran.folder.join("reports").join(ACCOUNT).join("rules")).unwrap();
    let pages = pages.map(|page| std::fs::read_to_string(page.unwrap().path()).unwrap());
    let texts: Vec<String> = std::iter::once(report(&ran.folder)).chain(pages).collect();
    let (mut headings, mut fences, mut tables) = (0, 0, 0);
    for (page, text) in texts.iter().enumerate() {
        for event in Parser::new_ext(text, Options::ENABLE_TABLES) {
            match event {
                Event::Html(html) | Event::InlineHtml(html) => panic!("raw HTML: {html}"),
                Event::Start(Tag::Image { dest_url, .. }) => panic!("an image: {dest_url}"),
                Event::Start(Tag::Link { dest_url, .. }) => {
                    let ours = ["#", "rules/", "../report.md"].iter().any(|start| dest_url.starts_with(start));
                    assert!(ours || dest_url.starts_with("https://"), "a link to {dest_url}");
                    assert!(!dest_url.contains("javascript"), "{dest_url}");
                }
                Event::Start(Tag::Heading { level: HeadingLevel::H3, .. }) if page > 0 => headings += 1,
                Event::Start(Tag::CodeBlock(_)) => fences += 1,
                Event::Start(Tag::Table(_)) => tables += 1,
                _ => {}
            }
        }
    }
    let text = texts.concat();
    let all = document["findings"].as_array().unwrap();
    assert_eq!(headings, all.len(), "one heading for each finding");
    let entries: usize = all.iter().map(|f| f["evidence"].as_array().unwrap().len()).sum();
    assert!(fences >= 2 * entries, "a command and its output for each entry");
    assert!(tables >= 2);
    let hidden =
        |c: char| (c.is_control() && c != '\n') || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    assert!(!text.contains(hidden), "a character that hides text");
    for finding in all {
        assert!(text.contains(finding["id"].as_str().unwrap()));
    }
}

#[test]
fn fail_on_decides_the_exit_code() {
    let ran = ran();
    let recording = ran.folder.join("run.recording");
    let folder = temporary("fail-on");
    let replay = |more: &[&str]| {
        let mut arguments = vec!["audit", "--replay", recording.to_str().unwrap()];
        arguments.extend(more);
        run(&mut tickmark(&folder, &arguments)).0
    };
    assert_eq!(replay(&["--fail-on", "high"]), 1);
    assert_eq!(replay(&["--only", "rds-minor-upgrade-off", "--fail-on", "critical"]), 0);
}

#[test]
fn json_leaves_standard_output_clean() {
    let ran = ran();
    let recording = ran.folder.join("run.recording");
    let folder = temporary("json");
    let (code, out, _) = run(&mut tickmark(&folder, &["audit", "--json", "--replay", recording.to_str().unwrap()]));
    assert_eq!(code, 0);
    let printed: Value = serde_json::from_str(&out).unwrap();
    assert_eq!(printed, findings(&folder));
}
