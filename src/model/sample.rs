//! Values made by hand, for the tests of the pure steps.

use super::{Change, Finding, FindingStatus, Fix, Pillar, Report, RuleCount, Run, Severity};
use chrono::{DateTime, Days, Utc};

pub fn at(day: u64) -> DateTime<Utc> {
    "2026-11-01T06:00:00Z".parse::<DateTime<Utc>>().unwrap() + Days::new(day)
}

/// An open finding of the rule `r` in us-east-1.
pub fn finding(id: &str) -> Finding {
    Finding {
        id: id.to_owned(),
        rank: 1,
        score: 0,
        score_parts: Default::default(),
        rule: "r".to_owned(),
        pillar: Pillar::Cost,
        severity: Severity::High,
        status: FindingStatus::Open,
        change: Change::Persisting,
        title: "Title".to_owned(),
        message: "100 GiB, made 90 days ago".to_owned(),
        why: String::new(),
        arn: format!("arn:aws:ec2:us-east-1:123456789012:volume/{id}"),
        account: "123456789012".to_owned(),
        region: "us-east-1".to_owned(),
        kind: "ec2.volume".to_owned(),
        resource: id.to_owned(),
        tags: Default::default(),
        evidence: Vec::new(),
        fix: Fix { cli: None, terraform: None, note: None },
        cost: None,
        unpriced: None,
        exception: None,
        covers: Default::default(),
        references: Vec::new(),
        first_seen: at(0),
        last_seen: at(0),
    }
}

/// A run of the rule `r` over us-east-1 on a day, with these findings.
pub fn report(day: u64, findings: Vec<Finding>) -> Report {
    let run = Run {
        id: format!("run-{day}"),
        started: at(day),
        finished: at(day),
        account: "123456789012".to_owned(),
        partition: "aws".to_owned(),
        regions: vec!["us-east-1".to_owned()],
        rules: 1,
        tool: String::new(),
        calls: 1,
        resources: 1,
        previous: None,
        previous_started: None,
        throttles: 0,
        retries: 0,
        charged: 0.0,
        partial: false,
        summary: None,
    };
    let rule =
        RuleCount { id: "r".to_owned(), title: String::new(), pillar: Pillar::Cost, checked: 1, failed: 1, unknown: 0 };
    Report {
        run,
        alerts: Vec::new(),
        coverage: Vec::new(),
        rules: vec![rule],
        findings: findings.into_iter().map(Into::into).collect(),
        resolved: Vec::new(),
        exceptions: Vec::new(),
        trend: Default::default(),
    }
}
