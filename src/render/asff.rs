//! findings.asff.json: AWS Security Finding Format (2018-10-08), the `Findings` of Security Hub's BatchImportFindings.
//!
//! Its limits of length are in its API reference; text that is cut says so, and findings.json has it whole.

mod types;

use serde_json::{Map, Value, json};

use super::shared::{accepted, cut, detected, fix_text, json_file, requirements, stamp};
use super::{Format, RenderedFile};
use crate::model::{Evidence, Finding, FindingStatus, GLOBAL, Pillar, Report, Resolved, Run, Severity};

const TITLE: usize = 256;
const DESCRIPTION: usize = 1024;
const RECOMMENDATION: usize = 512;
const NOTE: usize = 512;
/// A value of ProductFields; there can be 50.
const FIELD: usize = 2048;
/// Calls that are shown, at three fields each: with the eight others they stay below 50.
const MOST_EVIDENCE: usize = 12;
const MOST_REQUIREMENTS: usize = 32;
const MOST_TAGS: usize = 50;

pub struct Asff;

impl Format for Asff {
    fn name(&self) -> &'static str {
        "asff"
    }

    fn files(&self, report: &Report) -> anyhow::Result<Vec<RenderedFile>> {
        let findings = report.findings.iter().map(|f| active(&report.run, f));
        let resolved = report.resolved.iter().map(|r| archived(&report.run, r));
        let contents = json_file(&findings.chain(resolved).collect())?;
        Ok(vec![RenderedFile { path: "findings.asff.json".to_owned(), contents }])
    }
}

fn label(severity: Severity) -> String {
    severity.word().to_uppercase()
}

/// The region whose Security Hub takes it: of what belongs to the whole account, the partition's first.
fn home<'a>(run: &Run, region: &'a str) -> &'a str {
    match (region, run.partition.as_str()) {
        (GLOBAL, "aws-cn") => "cn-north-1",
        (GLOBAL, "aws-us-gov") => "us-gov-west-1",
        (GLOBAL, _) => "us-east-1",
        _ => region,
    }
}

/// The product that each account may import findings for.
fn product(run: &Run, region: &str) -> String {
    let (partition, region, account) = (&run.partition, home(run, region), &run.account);
    format!("arn:{partition}:securityhub:{region}:{account}:product/{account}/default")
}

fn active(run: &Run, finding: &Finding) -> Value {
    let types = [kind_of_finding(finding)];
    let severity = json!({"Label": label(finding.severity), "Original": finding.severity.word()});
    let mut out = json!({
        "SchemaVersion": "2018-10-08",
        "Id": finding.id,
        "ProductArn": product(run, &finding.region),
        "ProductName": "tickmark",
        "CompanyName": "tickmark",
        "GeneratorId": finding.rule,
        "AwsAccountId": finding.account,
        "Types": types,
        "FirstObservedAt": stamp(finding.first_seen),
        "LastObservedAt": stamp(finding.last_seen),
        "CreatedAt": stamp(finding.first_seen),
        "UpdatedAt": stamp(finding.last_seen),
        "Severity": severity,
        "FindingProviderFields": {"Severity": severity, "Types": types},
        "Title": filled(&finding.title, TITLE),
        "Description": filled(&format!("{}\n\n{}", finding.message, finding.why), DESCRIPTION),
        "Remediation": {"Recommendation": recommendation(finding)},
        "ProductFields": fields(finding),
        "Resources": [resource(run, finding)],
        "RecordState": "ACTIVE",
        "Workflow": {"Status": "NEW"},
    });
    if !detected(&finding.arn) {
        out["Compliance"] = compliance(finding);
    }
    if let Some(accepted) = accepted(finding) {
        out["Workflow"]["Status"] = json!("SUPPRESSED");
        let at = stamp(finding.last_seen);
        out["Note"] = json!({"Text": filled(&accepted, NOTE), "UpdatedBy": "tickmark", "UpdatedAt": at});
    }
    out
}

/// What is there no more: Security Hub keeps it, archived. `Compliance` is left out, since its resource may be gone.
fn archived(run: &Run, resolved: &Resolved) -> Value {
    let severity = json!({"Label": label(resolved.severity), "Original": resolved.severity.word()});
    let (first_seen, at) = (stamp(resolved.first_seen), stamp(resolved.resolved_at));
    json!({
        "SchemaVersion": "2018-10-08",
        "Id": resolved.id,
        "ProductArn": product(run, &resolved.region),
        "ProductName": "tickmark",
        "CompanyName": "tickmark",
        "GeneratorId": resolved.rule,
        "AwsAccountId": run.account,
        "CreatedAt": first_seen,
        "UpdatedAt": at,
        "FindingProviderFields": {"Severity": severity},
        "Severity": severity,
        "Title": filled(&resolved.title, TITLE),
        "Description": format!("resolved: not found any more by a full look on {at}"),
        "Resources": [{"Type": "Other", "Id": filled(&resolved.arn, FIELD)}],
        "RecordState": "ARCHIVED",
    })
}

/// `namespace/category`, by Security Hub's taxonomy of types.
fn kind_of_finding(finding: &Finding) -> &'static str {
    if detected(&finding.arn) {
        return "TTPs";
    }
    match finding.pillar {
        Pillar::Security | Pillar::Database => "Software and Configuration Checks/AWS Security Best Practices",
        Pillar::Cost => "Software and Configuration Checks/Cost",
        Pillar::Reliability => "Software and Configuration Checks/Reliability",
        Pillar::Hygiene => "Software and Configuration Checks/Hygiene",
    }
}

/// Text that has something to see, as the format wants it.
fn filled(text: &str, most: usize) -> String {
    let text = if text.trim().is_empty() { "(empty)" } else { text };
    cut(text, most)
}

fn recommendation(finding: &Finding) -> Value {
    let mut out = json!({"Text": filled(&fix_text(&finding.fix), RECOMMENDATION)});
    if let Some(url) = finding.references.first().filter(|url| url.starts_with("https://")) {
        out["Url"] = json!(url);
    }
    out
}

fn compliance(finding: &Finding) -> Value {
    let related = requirements(&finding.covers).into_iter().map(|r| format!("{} {}", r.standard, r.id));
    let mut out = json!({"Status": "FAILED"});
    if finding.status == FindingStatus::Unknown {
        let reason = json!({"ReasonCode": "COULD_NOT_BE_CHECKED", "Description": filled(&finding.message, FIELD)});
        out = json!({"Status": "NOT_AVAILABLE", "StatusReasons": [reason]});
    }
    let related: Vec<String> = related.take(MOST_REQUIREMENTS).collect();
    if !related.is_empty() {
        out["RelatedRequirements"] = json!(related);
    }
    out
}

/// What the format has no place for: the verifying calls, the fix in full, the rank, the money.
fn fields(finding: &Finding) -> Value {
    let mut out = Map::new();
    let mut put = |name: &str, value: &str| {
        out.insert(format!("tickmark/{name}"), json!(filled(value, FIELD)));
    };
    put("Rank", &finding.rank.to_string());
    put("Status", finding.status.word());
    put("Change", finding.change.word());
    put("Arn", &finding.arn);
    for (name, part) in [("Command", &finding.fix.cli), ("Terraform", &finding.fix.terraform)] {
        if let Some(part) = part {
            put(&format!("Fix/{name}"), part);
        }
    }
    if let Some(cost) = &finding.cost {
        put("MonthlyCost", &format!("{} {:.2} ({})", cost.currency, cost.monthly, cost.formula));
    }
    for (at, evidence) in (1..).zip(finding.evidence.iter().take(MOST_EVIDENCE)) {
        for (name, value) in shown(evidence) {
            put(&format!("Evidence/{at}/{name}"), &value);
        }
    }
    let left = finding.evidence.len().saturating_sub(MOST_EVIDENCE);
    if left > 0 {
        put("Evidence/More", &format!("{left} more calls: all are in findings.json"));
    }
    Value::Object(out)
}

fn shown(evidence: &Evidence) -> [(&'static str, String); 3] {
    let request = format!("{} {}", evidence.request_id, stamp(evidence.called_at));
    [("Command", evidence.cli.clone()), ("Observed", evidence.observed.to_string()), ("Request", request)]
}

fn resource(run: &Run, finding: &Finding) -> Value {
    let resource_type = types::of(&finding.kind);
    let id = match resource_type {
        types::ACCOUNT => format!("AWS::::Account:{}", finding.account),
        _ => filled(&finding.arn, FIELD),
    };
    let mut out = json!({"Type": resource_type, "Id": id});
    if ["aws", "aws-cn", "aws-us-gov"].contains(&run.partition.as_str()) {
        out["Partition"] = json!(run.partition);
    }
    if finding.region != GLOBAL {
        out["Region"] = json!(finding.region);
    }
    let tags = finding.tags.iter().take(MOST_TAGS).filter(|(name, _)| !name.trim().is_empty());
    let tags: Map<String, Value> = tags.map(|(name, value)| (name.clone(), json!(filled(value, 256)))).collect();
    if !tags.is_empty() {
        out["Tags"] = Value::Object(tags);
    }
    let other = json!({"Kind": finding.kind, "Name": filled(&finding.resource, 1024)});
    out["Details"] = json!({ "Other": other });
    out
}

#[cfg(test)]
#[path = "asff_tests.rs"]
mod tests;
