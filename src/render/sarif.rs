//! findings.sarif: SARIF 2.1.0, for code scanning and its viewers.
//!
//! SARIF thinks of files: a finding's place is its ARN (a logical location), and for viewers that show only what lies in
//! a file, the first line of report.md. `kind: open` is SARIF's word for what could not be decided.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::shared::{accepted, commands, cut, fix_text, gaps, json_file, requirements, stamp, version};
use super::{Format, RenderedFile};
use crate::model::{Change, Finding, FindingStatus, Pillar, Report, Resolved, Severity};

const SCHEMA: &str = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";
/// GitHub's limit of a rule's descriptions.
const DESCRIPTION: usize = 1024;

pub struct Sarif;

impl Format for Sarif {
    fn name(&self) -> &'static str {
        "sarif"
    }

    fn files(&self, report: &Report) -> anyhow::Result<Vec<RenderedFile>> {
        let rules = rules(report);
        let index: BTreeMap<&str, usize> = (0..).zip(rules.keys()).map(|(at, id)| (*id, at)).collect();
        let at = |rule: &str| index.get(rule).copied();
        let found = report.findings.iter().map(|f| finding_result(report, f, at(&f.rule)));
        let gone = report.resolved.iter().map(|r| absent_result(report, r, at(&r.rule)));
        let driver = json!({
            "name": "tickmark",
            "semanticVersion": version(report),
            "rules": rules.values().map(descriptor).collect::<Vec<_>>(),
            "notifications": [
                about("not-checked", "A read of AWS failed", "Where it failed its rules are undecided, not passed."),
                about("alert", "Something is wrong with the auditing itself", "Findings may be missing."),
            ],
        });
        let run = json!({
            "tool": {"driver": driver},
            "automationDetails": {"id": format!("tickmark/{}/{}", report.run.account, report.run.id)},
            "invocations": [invocation(report)],
            "originalUriBaseIds": {"OUT": {"description": {"text": "the folder that --out names"}}},
            "columnKind": "unicodeCodePoints",
            "results": found.chain(gone).collect::<Vec<_>>(),
        });
        let contents = json_file(&json!({"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}))?;
        Ok(vec![RenderedFile { path: "findings.sarif".to_owned(), contents }])
    }
}

/// A kind of notification.
fn about(id: &str, short: &str, full: &str) -> Value {
    let full = json!({"text": format!("{short}. {full}")});
    json!({"id": id, "shortDescription": {"text": short}, "fullDescription": full, "help": full})
}

/// What is known of a rule: the report has its texts only where it has a finding.
struct Rule<'a> {
    id: &'a str,
    title: &'a str,
    pillar: Option<Pillar>,
    worst: Option<Severity>,
    example: Option<&'a Finding>,
}

fn rules(report: &Report) -> BTreeMap<&str, Rule<'_>> {
    let mut rules = BTreeMap::new();
    for count in &report.rules {
        let (id, title) = (count.id.as_str(), count.title.as_str());
        rules.insert(id, Rule { id, title, pillar: Some(count.pillar), worst: None, example: None });
    }
    for finding in &report.findings {
        let (id, title) = (finding.rule.as_str(), finding.title.as_str());
        let new = Rule { id, title, pillar: None, worst: None, example: None };
        let rule = rules.entry(id).or_insert(new);
        rule.pillar = Some(finding.pillar);
        rule.worst = rule.worst.max(Some(finding.severity));
        rule.example = rule.example.or(Some(finding));
    }
    for resolved in &report.resolved {
        let (id, title) = (resolved.rule.as_str(), resolved.title.as_str());
        rules.entry(id).or_insert(Rule { id, title, pillar: None, worst: Some(resolved.severity), example: None });
    }
    rules
}

fn level(severity: Severity) -> &'static str {
    match severity {
        Severity::Critical | Severity::High => "error",
        Severity::Medium => "warning",
        Severity::Low => "note",
    }
}

/// GitHub's words for what is not security.
fn problem(severity: Severity) -> &'static str {
    match severity {
        Severity::Critical | Severity::High => "error",
        Severity::Medium => "warning",
        Severity::Low => "recommendation",
    }
}

/// Of 10, in GitHub's bands: over 9.0 is critical, from 7.0 high, from 4.0 medium.
fn score(severity: Severity) -> &'static str {
    match severity {
        Severity::Critical => "9.5",
        Severity::High => "8.0",
        Severity::Medium => "5.5",
        Severity::Low => "2.0",
    }
}

fn descriptor(rule: &Rule<'_>) -> Value {
    let why = rule.example.map_or(rule.title, |f| &f.why);
    let fix = rule.example.and_then(|f| f.fix.note.as_deref());
    let mut tags: Vec<String> = rule.pillar.iter().map(|p| p.to_string()).collect();
    let covers = rule.example.map(|f| requirements(&f.covers)).unwrap_or_default();
    tags.extend(covers.iter().map(|r| format!("{} {}", r.standard, r.id)));
    let help = fix.map_or_else(|| why.to_owned(), |fix| format!("{why}\n\n{fix}"));
    let mut out = json!({
        "id": rule.id,
        "shortDescription": {"text": cut(rule.title, DESCRIPTION)},
        "fullDescription": {"text": cut(why, DESCRIPTION)},
        "help": {"text": help},
        "properties": {"tags": tags, "precision": "very-high"},
    });
    if let Some(url) = rule.example.and_then(|f| f.references.first()) {
        out["helpUri"] = json!(url);
    }
    if let Some(worst) = rule.worst {
        out["defaultConfiguration"] = json!({"level": level(worst)});
        // A score makes GitHub take every result of the rule for one of security.
        match rule.pillar {
            Some(Pillar::Security) => out["properties"]["security-severity"] = json!(score(worst)),
            _ => out["properties"]["problem.severity"] = json!(problem(worst)),
        }
    }
    out
}

fn finding_result(report: &Report, finding: &Finding, rule: Option<usize>) -> Value {
    let decided = finding.status != FindingStatus::Unknown;
    let suppressions: Vec<Value> = accepted(finding)
        .map(|why| json!({"kind": "external", "status": "accepted", "justification": why}))
        .into_iter()
        .collect();
    let text = format!(
        "{}: {}\n\nVerify: {}\n\nFix: {}",
        finding.title,
        finding.message,
        commands(&finding.evidence),
        fix_text(&finding.fix)
    );
    let mut out = result(report, rule, &finding.rule, &finding.id, &text);
    out["kind"] = json!(if decided { "fail" } else { "open" });
    out["level"] = json!(if decided { level(finding.severity) } else { "none" });
    out["locations"] = json!([location(&report.run.account, &finding.arn, &finding.resource)]);
    out["suppressions"] = json!(suppressions);
    out["properties"] = properties(finding);
    if report.run.previous.is_some() {
        out["baselineState"] = json!(if finding.change == Change::Persisting { "unchanged" } else { "new" });
    }
    out
}

/// A result of the run before that this one does not have.
fn absent_result(report: &Report, resolved: &Resolved, rule: Option<usize>) -> Value {
    let text = format!("{}: not found any more", resolved.title);
    let mut out = result(report, rule, &resolved.rule, &resolved.id, &text);
    out["kind"] = json!("fail");
    out["level"] = json!(level(resolved.severity));
    out["locations"] = json!([location(&report.run.account, &resolved.arn, &resolved.resource)]);
    out["suppressions"] = json!([]);
    out["baselineState"] = json!("absent");
    out["properties"] = json!({"severity": resolved.severity, "resolvedAt": stamp(resolved.resolved_at)});
    out
}

fn result(report: &Report, rule: Option<usize>, rule_id: &str, id: &str, text: &str) -> Value {
    let mut out = json!({
        "ruleId": rule_id,
        "message": {"text": plain(text)},
        // GitHub tells results apart by the first, and by nothing else.
        "partialFingerprints": {"primaryLocationLineHash": id, "tickmarkFinding/v1": id},
        "provenance": {"lastDetectionTimeUtc": stamp(report.run.started)},
    });
    if let Some(at) = rule {
        out["ruleIndex"] = json!(at);
    }
    out
}

/// In a message `[text](target)` is a link: what a stranger named so is kept from being one.
fn plain(text: &str) -> String {
    text.replace("](", "] (")
}

fn location(account: &str, arn: &str, resource: &str) -> Value {
    json!({
        "physicalLocation": {
            "artifactLocation": {"uri": format!("{account}/report.md"), "uriBaseId": "OUT"},
            "region": {"startLine": 1, "startColumn": 1, "endLine": 1, "endColumn": 2},
        },
        "logicalLocations": [{"fullyQualifiedName": arn, "name": resource, "kind": "resource"}],
    })
}

fn properties(finding: &Finding) -> Value {
    json!({
        "rank": finding.rank,
        "score": finding.score,
        "severity": finding.severity,
        "status": finding.status,
        "change": finding.change,
        "account": finding.account,
        "region": finding.region,
        "resourceKind": finding.kind,
        "resourceTags": finding.tags,
        "firstSeen": stamp(finding.first_seen),
        "cost": finding.cost,
        "evidence": finding.evidence,
        "fix": finding.fix,
    })
}

/// A run that left something unchecked did not succeed: no result is then no sign that all is well.
fn invocation(report: &Report) -> Value {
    let note =
        |id: &str, text: &str| json!({"level": "error", "descriptor": {"id": id}, "message": {"text": plain(text)}});
    let missed = gaps(report).map(|(rules, sentence)| {
        let text = format!("{sentence}. Not decided: {}", rules.join(", "));
        note("not-checked", &text)
    });
    let alerts = report.alerts.iter().map(|a| note("alert", &format!("{}: {}", a.about, a.message)));
    json!({
        "executionSuccessful": !report.incomplete(),
        "startTimeUtc": stamp(report.run.started),
        "endTimeUtc": stamp(report.run.finished),
        "toolExecutionNotifications": missed.chain(alerts).collect::<Vec<_>>(),
    })
}

#[cfg(test)]
#[path = "sarif_tests.rs"]
mod tests;
