//! Reports made by hand, for the tests of the formats.

use std::sync::Arc;

use std::collections::BTreeMap;

use chrono::{DateTime, Duration, Utc};
use serde_json::json;

use crate::model::*;

/// Each of these would break a report that took names as they come.
pub const HOSTILE: [&str; 8] = [
    "a|b\\|c` | `d",
    "</code><script>alert(1)</script><!--",
    "x](https://evil.example) ![p](//evil.example/p.png)",
    "first\n\n# Second\n| a | b |\n```\n~~~",
    "\u{202e}gpj.exe\u{2066}\u{200b}\u{feff}",
    "\u{1b}[31mred\u{1b}[0m",
    "@octocat www.evil.example https://evil.example #1",
    "Excepted",
];

pub fn at(minutes: i64) -> DateTime<Utc> {
    DateTime::UNIX_EPOCH + Duration::days(20_778) + Duration::minutes(minutes)
}

pub fn run(number: i64) -> Run {
    Run {
        id: format!("run-{number}"),
        started: at(number * 60),
        finished: at(number * 60 + 2),
        account: "123456789012".to_owned(),
        partition: "aws".to_owned(),
        regions: vec!["us-east-1".to_owned(), "eu-west-1".to_owned()],
        rules: 45,
        tool: "tickmark 0.1.0".to_owned(),
        calls: 1_223 + number.unsigned_abs(),
        throttles: 0,
        retries: 0,
        charged: 0.0,
        partial: false,
        resources: 4_321,
        previous: (number > 1).then(|| format!("run-{}", number - 1)),
        previous_started: (number > 1).then(|| at((number - 1) * 60)),
        summary: None,
    }
}

pub fn finding(rank: u64, rule: &str, severity: Severity, resource: &str) -> Finding {
    let arn = format!("arn:aws:ec2:us-east-1:123456789012:volume/{resource}");
    let cli = format!("aws ec2 describe-volumes --region us-east-1 --volume-ids '{resource}' --output json");
    Finding {
        id: format!("{rank:016x}"),
        rank,
        score: 100,
        score_parts: BTreeMap::from([("severity".to_owned(), 100)]),
        rule: rule.to_owned(),
        pillar: Pillar::Cost,
        severity,
        status: FindingStatus::Open,
        change: Change::New,
        title: "EBS volume is attached to nothing".to_owned(),
        message: format!("100 GiB gp3, named {resource}, attached to nothing"),
        why: "It costs money each month.\nNobody reads `it`.".to_owned(),
        arn,
        account: "123456789012".to_owned(),
        region: "us-east-1".to_owned(),
        kind: "ec2.volume".to_owned(),
        resource: resource.to_owned(),
        tags: BTreeMap::from([("Name".to_owned(), resource.to_owned()), ("other".to_owned(), "not shown".to_owned())]),
        evidence: vec![evidence(cli, json!([{"State": "available", "Name": resource}]))],
        fix: Fix {
            cli: Some(format!("aws ec2 delete-volume --region us-east-1 --volume-id '{resource}'")),
            terraform: Some("resource \"aws_volume_attachment\" \"this\" {\n\tvolume_id = \"x\"\n}\n".to_owned()),
            note: Some("Snapshot it first.".to_owned()),
        },
        cost: None,
        unpriced: None,
        exception: None,
        covers: Covers { prowler: vec!["ec2_ebs_volume_unattached".to_owned()], ..Covers::default() },
        references: Vec::new(),
        first_seen: at(0),
        last_seen: at(60),
    }
}

pub fn evidence(cli: String, observed: serde_json::Value) -> Evidence {
    Evidence {
        part: "resource".to_owned(),
        service: "ec2".to_owned(),
        operation: "DescribeVolumes".to_owned(),
        region: "us-east-1".to_owned(),
        params: json!({}),
        query: "Volumes[]".to_owned(),
        cli,
        observed,
        request_id: "request-id-of-this-run".to_owned(),
        called_at: at(1),
        response_sha256: "00ff".repeat(16),
    }
}

pub fn cost(monthly: f64, counted: bool) -> Option<Cost> {
    let (currency, formula, price_date) = ("USD".to_owned(), "0.08 * 100".to_owned(), "2026-11-01".to_owned());
    Some(Cost { monthly, currency, formula, price_date, counted, ..Cost::default() })
}

fn coverage_row(region: &str, status: Status, error: Option<&str>, rules: &[&str]) -> CoverageRow {
    CoverageRow {
        account: "123456789012".to_owned(),
        region: region.to_owned(),
        service: "guardduty".to_owned(),
        operation: "ListDetectors".to_owned(),
        status,
        error: error.map(str::to_owned),
        calls: 1,
        throttles: 0,
        resources: None,
        rules_affected: rules.iter().map(|rule| (*rule).to_owned()).collect(),
    }
}

fn rule_count(id: &str, failed: u64, unknown: u64) -> RuleCount {
    RuleCount { id: id.to_owned(), title: id.to_owned(), pillar: Pillar::Security, checked: 1_200, failed, unknown }
}

/// A first run: every severity, hostile names, an excepted, an unknown, reads that failed.
pub fn report() -> Report {
    let mut findings = Vec::new();
    for (rank, hostile) in (1..).zip(HOSTILE) {
        let severity = if rank == 1 { Severity::Critical } else { Severity::Medium };
        findings.push(finding(rank, "ebs-volume-unattached", severity, hostile));
    }
    let mut bucket = finding(20, "s3-public-access", Severity::High, "Excepted");
    bucket.region = GLOBAL.to_owned();
    bucket.pillar = Pillar::Security;
    bucket.title = "S3 bucket *may* be <public>".to_owned();
    bucket.evidence = vec![evidence(
        "aws s3api get-public-access-block --bucket x".to_owned(),
        json!({"error": "NoSuchPublicAccessBlockConfiguration"}),
    )];
    bucket.cost = cost(1_234.5, true);
    let mut twin = bucket.clone();
    (twin.id, twin.rank, twin.severity, twin.cost) = ("twin".to_owned(), 21, Severity::Low, cost(8.0, false));
    let mut excepted = bucket.clone();
    (excepted.id, excepted.rank, excepted.status) = ("excepted".to_owned(), 22, FindingStatus::Excepted);
    let mut unknown = finding(30, "guardduty-off", Severity::High, "detector");
    unknown.status = FindingStatus::Unknown;
    unknown.message = "AccessDenied: no | way (Request ID: 1-2-3)".to_owned();
    findings.extend([bucket, twin, excepted, unknown]);
    let denied = Some("AccessDenied: User: arn:aws:iam::123456789012:user/a|b may not (Request ID: 4-5)");
    Report {
        run: run(1),
        alerts: Vec::new(),
        exceptions: Vec::new(),
        trend: Default::default(),
        coverage: vec![
            coverage_row("us-east-1", Status::Denied, denied, &["guardduty-off"]),
            coverage_row("eu-west-1", Status::Denied, denied, &["guardduty-off"]),
            coverage_row("ap-south-1", Status::Unsupported, None, &[]),
            coverage_row("eu-west-2", Status::Ok, None, &[]),
        ],
        rules: vec![rule_count("ebs-volume-unattached", 8, 0), rule_count("iam-root-mfa", 0, 0), rule_count("x", 0, 3)],
        findings: findings.into_iter().map(Arc::new).collect(),
        resolved: Vec::new(),
    }
}

/// A second run: `report`, and what only a later run can have: an exception with its reason, a threat that was seen
/// before, something reopened, something resolved, an alert.
pub fn with_everything() -> Report {
    let mut report = report();
    report.run = run(2);
    let entry = Exception {
        reason: "kept for the audit".to_owned(),
        owner: "platform".to_owned(),
        ticket: Some("OPS-1".to_owned()),
        expires: chrono::NaiveDate::from_ymd_opt(2027, 3, 31).unwrap(),
    };
    for finding in report.findings.iter_mut().map(Arc::make_mut) {
        match finding.id.as_str() {
            "excepted" => finding.exception = Some(entry.clone()),
            "twin" => finding.change = Change::Reopened,
            _ => (),
        }
    }
    let mut threat = finding(40, "guardduty-finding", Severity::High, "f");
    (threat.id, threat.kind, threat.change) = ("threat".to_owned(), "guardduty.finding".to_owned(), Change::Persisting);
    threat.arn = "arn:aws:guardduty:us-east-1:123456789012:detector/d/finding/f".to_owned();
    report.findings.push(Arc::new(threat));
    report.resolved.push(Resolved {
        id: "gone".to_owned(),
        rule: "s3-public-access".to_owned(),
        title: "S3 bucket is public".to_owned(),
        severity: Severity::Medium,
        arn: "arn:aws:s3:::gone".to_owned(),
        region: GLOBAL.to_owned(),
        resource: "gone".to_owned(),
        first_seen: at(0),
        resolved_at: at(120),
    });
    report.alerts.push(Alert {
        kind: AlertKind::CollectorSilent,
        about: "ec2:DescribeVolumes in eu-west-1".to_owned(),
        message: "listed 12 resources before and none now".to_owned(),
    });
    report
}

/// Three points, the first of them of several runs.
pub fn trend() -> Trend {
    let point = |number: i64, high: u64, moved: Option<Moved>| TrendPoint {
        run: format!("run-{number}"),
        started: at(number * 1_440),
        until: at(number * 1_440),
        runs: 1,
        open: BTreeMap::from([(Severity::High, high), (Severity::Low, 3)]),
        cents: high as i64 * 1_250,
        moved,
        excepted: 1,
        unknown: 0,
        complete: number != 5,
    };
    let mut points = vec![
        point(1, 4, None),
        point(5, 6, Some(Moved { new: 2, reopened: 0, resolved: 0 })),
        point(7, 1, Some(Moved { new: 0, reopened: 0, resolved: 5 })),
    ];
    (points[0].until, points[0].runs) = (at(4 * 1_440), 4);
    Trend { points, others: 2, since: None }
}

/// `count` open findings under forty rules.
pub fn large(count: u64) -> Report {
    let finding = |rank: u64| {
        let severity = Severity::ALL.into_iter().cycle().nth(rank as usize % 4).unwrap();
        let mut finding = finding(rank, &format!("rule-{:02}", rank % 40), severity, &format!("vol-{rank:017x}"));
        finding.cost = cost(8.0, true);
        finding
    };
    Report { findings: (1..=count).map(finding).map(Arc::new).collect(), ..report() }
}

/// The same estate as `report`, seen again by run `number`.
pub fn again(report: &Report, number: i64) -> Report {
    let mut next = Report { run: run(number), resolved: Vec::new(), ..report.clone() };
    for finding in next.findings.iter_mut().map(Arc::make_mut) {
        (finding.change, finding.last_seen) = (Change::Persisting, at(number * 60));
        for evidence in &mut finding.evidence {
            (evidence.request_id, evidence.called_at) = (format!("request-{number}"), at(number * 60));
        }
    }
    next
}
