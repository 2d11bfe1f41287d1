//! Runs made up for the stores: small, or as large as wanted, with the texts that strangers give.

use std::collections::BTreeMap;
use std::sync::Arc;

use chrono::{DateTime, TimeDelta, Utc};
use tickmark::change::{Standing, State, StateStatus, States};
use tickmark::model::{
    Change, CoverageRow, Evidence, Finding, FindingStatus, Fix, Pillar, Report, Resolved, RuleCount, Run, Severity,
    Status,
};
use tickmark::store::{Kept, KeptResource, Meaning};

pub const ACCOUNT: &str = "123456789012";

/// Text that breaks what is not careful: quotes, zero bytes, the escape for them, other alphabets, orders of sorting.
pub const HOSTILE: &[&str] = &[
    "plain",
    "'; DROP TABLE finding; --",
    "\" \\ $1 ?1 :x {} %s",
    "zero\0byte, \u{10} and \u{10}0 and \0\u{10}",
    "line\nbreak\r\n\ttab \u{1b}[31m",
    "\\u0000 written out",
    "ünïcödé 漢字 👩‍👩‍👧 \u{202e}backwards\u{202c} \u{feff}",
    "B",
    "a",
    "Ä",
    "",
    "_",
];

pub fn time(day: i64) -> DateTime<Utc> {
    DateTime::from_timestamp(1_780_000_000, 123_456_789).unwrap() + TimeDelta::days(day)
}

pub fn run(id: &str, account: &str, day: i64) -> Run {
    Run {
        id: id.to_owned(),
        started: time(day),
        finished: time(day) + TimeDelta::seconds(90),
        account: account.to_owned(),
        partition: "aws".to_owned(),
        regions: vec!["us-east-1".to_owned(), "eu-west-1".to_owned()],
        rules: 2,
        tool: "tickmark 0.1.0".to_owned(),
        calls: 7,
        throttles: 0,
        retries: 0,
        charged: 0.0,
        partial: false,
        resources: 3,
        previous: None,
        previous_started: None,
        summary: None,
    }
}

pub fn finding(number: usize, account: &str, name: &str, day: i64) -> Finding {
    let cli = format!("aws ec2 describe-volumes --region us-east-1 --volume-ids vol-{number:08x} --output json");
    Finding {
        id: format!("{number:016x}"),
        rank: u64::try_from(number).unwrap() + 1,
        score: 1_000,
        score_parts: BTreeMap::from([("severity".to_owned(), 900), ("age".to_owned(), 100)]),
        rule: "ebs-volume-unattached".to_owned(),
        pillar: Pillar::Cost,
        severity: Severity::Medium,
        status: FindingStatus::Open,
        change: Change::New,
        title: "EBS volume is attached to nothing".to_owned(),
        message: format!("100 GiB gp2 called {name}, attached to nothing since it was made 40 days ago"),
        why: "A volume costs the same whether something uses it or not. ".repeat(6),
        arn: format!("arn:aws:ec2:us-east-1:{account}:volume/{name}"),
        account: account.to_owned(),
        region: "us-east-1".to_owned(),
        kind: "ec2.volume".to_owned(),
        resource: name.to_owned(),
        tags: BTreeMap::from([("Name".to_owned(), name.to_owned()), (name.to_owned(), "x".to_owned())]),
        evidence: vec![Evidence {
            part: "resource".to_owned(),
            service: "ec2".to_owned(),
            operation: "DescribeVolumes".to_owned(),
            region: "us-east-1".to_owned(),
            params: serde_json::json!({"VolumeIds": [format!("vol-{number:08x}")]}),
            query: "Volumes[].{State: State, Attachments: Attachments}".to_owned(),
            cli,
            observed: serde_json::json!([{"State": "available", "Attachments": [], "Name": name}]),
            request_id: "7a62c49f-347e-4fc4-9331-6e8eexample".to_owned(),
            called_at: time(day),
            response_sha256: "0".repeat(64),
        }],
        fix: Fix { cli: Some("aws ec2 delete-volume".to_owned()), terraform: None, note: Some("Look.".to_owned()) },
        cost: None,
        unpriced: None,
        exception: None,
        covers: Default::default(),
        references: vec!["https://docs.aws.amazon.com/ebs/latest/userguide/ebs-deleting-volume.html".to_owned()],
        first_seen: time(day),
        last_seen: time(day),
    }
}

/// All of a run, owned.
pub struct Sample {
    pub report: Report,
    pub states: States,
    pub resources: Vec<[String; 7]>,
}

impl Sample {
    /// A run with a finding and a resource for each of these names.
    pub fn new(id: &str, account: &str, day: i64, names: &[String]) -> Self {
        let findings: Vec<Arc<Finding>> =
            names.iter().enumerate().map(|(at, name)| Arc::new(finding(at, account, name, day))).collect();
        let state = |finding: &Arc<Finding>| {
            let (first_seen, last_seen) = (finding.first_seen, finding.last_seen);
            let standing = Standing { scope: "us-east-1".to_owned(), status: StateStatus::Open, first_seen, last_seen };
            (finding.id.clone(), State { standing, finding: finding.clone() })
        };
        let states = findings.iter().map(state).collect();
        let report = Report {
            run: run(id, account, day),
            alerts: Vec::new(),
            exceptions: Vec::new(),
            trend: Default::default(),
            coverage: coverage(account),
            rules: vec![RuleCount {
                id: "ebs-volume-unattached".to_owned(),
                title: "EBS volume is attached to nothing".to_owned(),
                pillar: Pillar::Cost,
                checked: 9,
                failed: 3,
                unknown: 1,
            }],
            findings,
            resolved: Vec::new(),
        };
        let resources = names.iter().map(|name| resource(account, name, "available")).collect();
        Sample { report, states, resources }
    }

    pub fn resolve(&mut self, finding: &Finding, day: i64) {
        self.report.resolved.push(Resolved {
            id: finding.id.clone(),
            rule: finding.rule.clone(),
            title: finding.title.clone(),
            severity: finding.severity,
            arn: finding.arn.clone(),
            region: finding.region.clone(),
            resource: finding.resource.clone(),
            first_seen: finding.first_seen,
            resolved_at: time(day),
        });
    }

    pub fn kept(&self) -> Kept<'_> {
        let resources = self.resources.iter().map(|[scope, kind, arn, id, region, document, details]| KeptResource {
            scope,
            kind,
            arn,
            id,
            region,
            document,
            details: details.clone(),
        });
        let meaning = |f: &Arc<Finding>| {
            let (words, asked) = (f.rule.replace('-', " "), format!("who sees to {}?\nand when?", f.rule));
            Arc::new(Meaning { title: f.title.clone(), body: f.why.clone(), words, asked })
        };
        let meanings = self.report.findings.iter().map(meaning).collect();
        Kept { report: &self.report, states: &self.states, resources: resources.collect(), meanings }
    }
}

pub fn resource(account: &str, name: &str, state: &str) -> [String; 7] {
    let document = serde_json::json!({
        "VolumeId": name, "State": state, "Size": 100, "VolumeType": "gp2", "Attachments": [],
        "AvailabilityZone": "us-east-1a", "CreateTime": "2026-01-01T00:00:00+00:00", "Encrypted": false,
        "Tags": [{"Key": "Name", "Value": name}, {"Key": "cost-centre", "Value": "4711"}],
    });
    [
        "us-east-1".to_owned(),
        "ec2.volume".to_owned(),
        format!("arn:aws:ec2:us-east-1:{account}:volume/{name}"),
        name.to_owned(),
        "us-east-1".to_owned(),
        document.to_string(),
        "{}".to_owned(),
    ]
}

/// In the order in which a store answers: by bytes.
fn coverage(account: &str) -> Vec<CoverageRow> {
    let row = |operation: &str, status: Status, error: Option<&str>| CoverageRow {
        account: account.to_owned(),
        region: "us-east-1".to_owned(),
        service: "ec2".to_owned(),
        operation: operation.to_owned(),
        status,
        error: error.map(str::to_owned),
        calls: 3,
        throttles: 0,
        resources: None,
        rules_affected: if status == Status::Ok { Vec::new() } else { vec!["ebs-volume-unattached".to_owned()] },
    };
    vec![
        row("DescribeVolumes", Status::Ok, None),
        row("DescribeZ_", Status::Denied, Some("AccessDenied: zero\0byte")),
        row("DescribeZa", Status::Failed, Some("")),
        row("describeAddresses", Status::Sampled, Some("ünïcödé")),
    ]
}

pub fn hostile() -> Vec<String> {
    HOSTILE.iter().map(|&name| name.to_owned()).collect()
}
