//! findings.ocsf.json: events of the Open Cybersecurity Schema Framework 1.5.0, as Security Lake and SIEMs take them.
//!
//! A rule's finding is a Compliance Finding (2003); what a detector of AWS said is a Detection Finding (2004). What the
//! run before had and this one looked for in vain is an event that closes it.

use serde_json::{Map, Value, json};

use super::shared::{Requirement, accepted, detected, fix_text, json_file, requirements, stamp, version};
use super::{Format, RenderedFile};
use crate::model::{Change, Evidence, Finding, FindingStatus, Report, Resolved, Severity};

const SCHEMA: &str = "1.5.0";

pub struct Ocsf;

impl Format for Ocsf {
    fn name(&self) -> &'static str {
        "ocsf"
    }

    fn files(&self, report: &Report) -> anyhow::Result<Vec<RenderedFile>> {
        let findings = report.findings.iter().map(|f| finding_event(report, f));
        let resolved = report.resolved.iter().map(|r| closing_event(report, r));
        let contents = json_file(&findings.chain(resolved).collect())?;
        Ok(vec![RenderedFile { path: "findings.ocsf.json".to_owned(), contents }])
    }
}

/// A value of an enumeration: its number and its caption.
type Named = (u64, &'static str);

const CREATE: Named = (1, "Create");
const UPDATE: Named = (2, "Update");
const CLOSE: Named = (3, "Close");

fn class_of(arn: &str) -> Named {
    if detected(arn) { (2004, "Detection Finding") } else { (2003, "Compliance Finding") }
}

fn severity(severity: Severity) -> Named {
    match severity {
        Severity::Low => (2, "Low"),
        Severity::Medium => (3, "Medium"),
        Severity::High => (4, "High"),
        Severity::Critical => (5, "Critical"),
    }
}

/// Of the event: whether somebody dealt with it.
fn status(finding: &Finding) -> Named {
    match finding.status {
        FindingStatus::Open => (1, "New"),
        FindingStatus::Excepted => (3, "Suppressed"),
        FindingStatus::Unknown => (0, "Unknown"),
    }
}

/// Of the check: `Warning` is OCSF's word for no result for want of information.
fn outcome(finding: &Finding) -> Named {
    match finding.status {
        FindingStatus::Open | FindingStatus::Excepted => (3, "Fail"),
        FindingStatus::Unknown => (2, "Warning"),
    }
}

/// What every event has, for one class, activity and place.
fn event(report: &Report, arn: &str, activity: Named, bad: Severity, region: &str) -> Map<String, Value> {
    let (class, severity) = (class_of(arn), severity(bad));
    let event = json!({
        "activity_id": activity.0,
        "activity_name": activity.1,
        "category_uid": 2,
        "category_name": "Findings",
        "class_uid": class.0,
        "class_name": class.1,
        "type_uid": class.0 * 100 + activity.0,
        "type_name": format!("{}: {}", class.1, activity.1),
        "severity_id": severity.0,
        "severity": severity.1,
        "metadata": {
            "version": SCHEMA,
            "profiles": ["cloud"],
            "product": {"name": "tickmark", "vendor_name": "tickmark", "version": version(report)},
        },
        "cloud": {
            "provider": "AWS",
            "cloud_partition": report.run.partition,
            "region": region,
            "account": {
                "uid": report.run.account,
                "name": report.run.account,
                "type": "AWS Account",
                "type_id": 10,
            },
        },
    });
    match event {
        Value::Object(members) => members,
        _ => Map::new(),
    }
}

fn finding_event(report: &Report, finding: &Finding) -> Value {
    let activity = if finding.change == Change::New { CREATE } else { UPDATE };
    let mut event = event(report, &finding.arn, activity, finding.severity, &finding.region);
    let status = status(finding);
    put(&mut event, "time", json!(finding.last_seen.timestamp_millis()));
    put(&mut event, "status_id", json!(status.0));
    put(&mut event, "status", json!(status.1));
    put(&mut event, "status_code", json!(finding.status.word()));
    if let Some(detail) = detail(finding) {
        put(&mut event, "status_detail", json!(detail));
    }
    put(&mut event, "message", json!(finding.message));
    put(&mut event, "finding_info", info(finding));
    put(&mut event, "resources", json!([resource(report, finding)]));
    put(&mut event, "evidences", finding.evidence.iter().map(evidence).collect());
    put(&mut event, "remediation", json!({"desc": fix_text(&finding.fix), "references": finding.references}));
    put(&mut event, "unmapped", unmapped(finding));
    if detected(&finding.arn) {
        put(&mut event, "is_alert", json!(finding.status == FindingStatus::Open));
    } else {
        put(&mut event, "compliance", compliance(finding));
    }
    Value::Object(event)
}

/// An earlier finding that is there no more. Whether its resource is now right or gone is not said: no check passes.
fn closing_event(report: &Report, resolved: &Resolved) -> Value {
    let mut event = event(report, &resolved.arn, CLOSE, resolved.severity, &resolved.region);
    put(&mut event, "time", json!(resolved.resolved_at.timestamp_millis()));
    put(&mut event, "status_id", json!(4));
    put(&mut event, "status", json!("Resolved"));
    put(&mut event, "status_code", json!("resolved"));
    put(
        &mut event,
        "finding_info",
        json!({
            "uid": resolved.id,
            "title": resolved.title,
            "types": [resolved.rule],
            "analytic": {"uid": resolved.rule, "name": resolved.title, "type_id": 1, "type": "Rule"},
            "first_seen_time": resolved.first_seen.timestamp_millis(),
            "modified_time": resolved.resolved_at.timestamp_millis(),
        }),
    );
    put(&mut event, "resources", json!([{"uid": resolved.arn, "name": resolved.resource, "region": resolved.region}]));
    if !detected(&resolved.arn) {
        put(&mut event, "compliance", json!({"control": resolved.rule, "status_id": 0, "status": "Unknown"}));
    }
    Value::Object(event)
}

fn put(event: &mut Map<String, Value>, name: &str, value: Value) {
    event.insert(name.to_owned(), value);
}

fn detail(finding: &Finding) -> Option<String> {
    match finding.status {
        FindingStatus::Open => None,
        FindingStatus::Excepted => accepted(finding),
        FindingStatus::Unknown => Some(finding.message.clone()),
    }
}

fn info(finding: &Finding) -> Value {
    let category = finding.pillar.word();
    let reads = finding.evidence.iter().map(|e| format!("{}:{}", e.service, e.operation));
    json!({
        "uid": finding.id,
        "title": finding.title,
        "desc": finding.why,
        "types": [finding.rule],
        "analytic": {"uid": finding.rule, "name": finding.title, "type_id": 1, "type": "Rule", "category": category},
        "data_sources": reads.collect::<Vec<_>>(),
        "first_seen_time": finding.first_seen.timestamp_millis(),
        "last_seen_time": finding.last_seen.timestamp_millis(),
        "created_time": finding.first_seen.timestamp_millis(),
        "modified_time": finding.last_seen.timestamp_millis(),
    })
}

fn resource(report: &Report, finding: &Finding) -> Value {
    let tags = finding.tags.iter().map(|(name, value)| json!({"name": name, "value": value}));
    json!({
        "uid": finding.arn,
        "name": finding.resource,
        "type": finding.kind,
        "region": finding.region,
        "cloud_partition": report.run.partition,
        "tags": tags.collect::<Vec<_>>(),
    })
}

/// One verifying call: the API call that was made, and the command that makes it again.
fn evidence(evidence: &Evidence) -> Value {
    let mut api = json!({"operation": format!("{}:{}", evidence.service, evidence.operation)});
    if !evidence.request_id.is_empty() {
        api["request"] = json!({"uid": evidence.request_id});
    }
    json!({
        "name": evidence.part,
        "api": api,
        "data": {
            "command": evidence.cli,
            "observed": evidence.observed,
            "params": evidence.params,
            "query": evidence.query,
            "region": evidence.region,
            "called_at": stamp(evidence.called_at),
            "response_sha256": evidence.response_sha256,
        },
    })
}

fn compliance(finding: &Finding) -> Value {
    let (id, caption) = outcome(finding);
    let requirements = requirements(&finding.covers);
    let mut standards: Vec<&str> = requirements.iter().map(|r| r.standard).collect();
    standards.dedup();
    let mut compliance = json!({
        "control": finding.rule,
        "desc": finding.title,
        "status_id": id,
        "status": caption,
        "requirements": requirements.iter().map(|r| format!("{} {}", r.standard, r.id)).collect::<Vec<_>>(),
        "standards": standards,
        "checks": requirements.iter().map(|r| check(finding, r)).collect::<Vec<_>>(),
    });
    if let Some(detail) = detail(finding) {
        compliance["status_detail"] = json!(detail);
    }
    compliance
}

/// The check as another catalogue has it.
fn check(finding: &Finding, requirement: &Requirement<'_>) -> Value {
    let (id, caption) = outcome(finding);
    json!({
        "uid": requirement.id,
        "name": finding.title,
        "standards": [requirement.standard],
        "status_id": id,
        "status": caption,
    })
}

/// What OCSF has no place for.
fn unmapped(finding: &Finding) -> Value {
    json!({
        "rank": finding.rank,
        "score": finding.score,
        "score_parts": finding.score_parts,
        "pillar": finding.pillar,
        "change": finding.change,
        "fix": finding.fix,
        "cost": finding.cost,
        "exception": finding.exception,
    })
}

#[cfg(test)]
mod tests {
    use super::super::sample;
    use super::*;

    fn events(report: &Report) -> Vec<Value> {
        serde_json::from_str(&Ocsf.files(report).unwrap()[0].contents).unwrap()
    }

    #[test]
    fn each_finding_is_an_event_and_none_that_is_open_or_unknown_passes() {
        let report = sample::with_everything();
        let events = events(&report);
        assert_eq!(events.len(), report.findings.len() + report.resolved.len());
        for (event, finding) in events.iter().zip(&report.findings) {
            assert_eq!(event["finding_info"]["uid"], json!(finding.id));
            assert_eq!(event["evidences"][0]["data"]["command"], json!(finding.evidence[0].cli));
            assert!(event["remediation"]["desc"].as_str().unwrap().contains(finding.fix.cli.as_ref().unwrap()));
        }
        let passed = |e: &&Value| e["compliance"]["status_id"] == json!(1);
        assert_eq!(events.iter().filter(passed).count(), 0);
    }

    #[test]
    fn classes_statuses_and_activities() {
        let events = events(&sample::with_everything());
        let shown = |id: &str| {
            let event = events.iter().find(|e| e["finding_info"]["uid"] == json!(id)).unwrap();
            let members = ["type_uid", "status_id", "severity_id"].map(|m| event[m].as_u64().unwrap());
            (members, event["compliance"]["status_id"].as_u64(), event["status_detail"].as_str().map(str::to_owned))
        };
        assert_eq!(shown("0000000000000001"), ([200_301, 1, 5], Some(3), None));
        assert_eq!(shown("threat"), ([200_402, 1, 4], None, None));
        assert_eq!(shown("gone"), ([200_303, 4, 3], Some(0), None));
        let (members, outcome, detail) = shown("excepted");
        assert_eq!((members, outcome), ([200_301, 3, 4], Some(3)));
        assert_eq!(detail.as_deref(), Some("kept for the audit (accepted by platform, OPS-1, until 2027-03-31)"));
        let (members, outcome, detail) = shown(&format!("{:016x}", 30));
        assert_eq!((members, outcome), ([200_301, 0, 4], Some(2)));
        assert!(detail.unwrap().starts_with("AccessDenied"));
    }
}
