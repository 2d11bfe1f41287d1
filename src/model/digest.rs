//! A run in short: what is said of it where it is one of many, or in a message. Its size does not grow with findings.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::{Alert, Change, CoverageRow, Finding, Pillar, Report, Run, Severity, Status};

/// How many new findings a digest names.
const MOST_NEW: usize = 20;

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Digest {
    pub run: Run,
    /// Open findings by severity; severities without any are left out.
    pub open: BTreeMap<Severity, u64>,
    /// USD cents a month over the open findings, no resource counted twice.
    pub cents: i64,
    /// Open findings that the run before did not have.
    pub new: u64,
    pub reopened: u64,
    pub resolved: u64,
    pub excepted: u64,
    /// Findings that could not be decided.
    pub unknown: u64,
    /// The first of the new and reopened ones, by rank.
    pub headlines: Vec<Headline>,
    /// Rules with open findings, by id.
    pub rules: BTreeMap<String, RuleDigest>,
    /// Whether something that was asked for could not be checked.
    pub incomplete: bool,
    /// Reads that did not end well and left a rule undecided.
    pub gaps: Vec<CoverageRow>,
    pub alerts: Vec<Alert>,
}

/// An account that was to be audited and was not.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Missed {
    pub account: String,
    /// Its name in the organisation.
    pub name: Option<String>,
    /// What could not be done, in AWS's words.
    pub reason: String,
    /// When its last run started, if it ever had one.
    pub last: Option<DateTime<Utc>>,
}

/// One finding in a line.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Headline {
    pub id: String,
    pub rank: u64,
    pub score: u64,
    pub severity: Severity,
    pub change: Change,
    pub rule: String,
    pub title: String,
    pub message: String,
    pub arn: String,
    pub resource: String,
    pub account: String,
    pub region: String,
}

/// A rule's open findings in one account.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RuleDigest {
    pub title: String,
    pub pillar: Pillar,
    /// The worst among them.
    pub severity: Severity,
    pub open: u64,
    /// New and reopened ones among them.
    pub new: u64,
    pub cents: i64,
    /// The highest score among them.
    pub score: u64,
    /// The first to look at of the new and reopened ones.
    pub first: Option<Headline>,
}

impl Digest {
    pub fn of(report: &Report) -> Self {
        let count = |change: Change| report.open().filter(|f| f.change == change).count() as u64;
        let status = |wanted: &str| report.findings.iter().filter(|f| f.status.word() == wanted).count() as u64;
        let mut open = BTreeMap::new();
        let mut rules: BTreeMap<String, RuleDigest> = BTreeMap::new();
        for finding in report.open() {
            *open.entry(finding.severity).or_default() += 1;
            rules.entry(finding.rule.clone()).or_insert_with(|| RuleDigest::none(finding)).add(finding);
        }
        let fresh = report.open().filter(|f| f.change != Change::Persisting);
        Digest {
            run: report.run.clone(),
            open,
            cents: report.open().map(cents).sum(),
            new: count(Change::New),
            reopened: count(Change::Reopened),
            resolved: report.resolved.len() as u64,
            excepted: status("excepted"),
            unknown: status("unknown"),
            headlines: fresh.take(MOST_NEW).map(Headline::of).collect(),
            rules,
            incomplete: report.incomplete(),
            gaps: gaps(report),
            alerts: report.alerts.clone(),
        }
    }
}

fn gaps(report: &Report) -> Vec<CoverageRow> {
    let missed = report.coverage.iter().filter(|row| row.status != Status::Ok && !row.rules_affected.is_empty());
    missed.cloned().collect()
}

/// What a finding adds to totals.
fn cents(finding: &Finding) -> i64 {
    finding.cost.as_ref().filter(|c| c.counted).map_or(0, |c| (c.monthly * 100.0).round() as i64)
}

impl Headline {
    fn of(finding: &Finding) -> Self {
        Headline {
            id: finding.id.clone(),
            rank: finding.rank,
            score: finding.score,
            severity: finding.severity,
            change: finding.change,
            rule: finding.rule.clone(),
            title: finding.title.clone(),
            message: finding.message.clone(),
            arn: finding.arn.clone(),
            resource: finding.resource.clone(),
            account: finding.account.clone(),
            region: finding.region.clone(),
        }
    }
}

impl RuleDigest {
    fn none(finding: &Finding) -> Self {
        let (title, pillar) = (finding.title.clone(), finding.pillar);
        RuleDigest { title, pillar, severity: finding.severity, open: 0, new: 0, cents: 0, score: 0, first: None }
    }

    fn add(&mut self, finding: &Finding) {
        self.severity = self.severity.max(finding.severity);
        self.open += 1;
        self.new += u64::from(finding.change != Change::Persisting);
        self.cents += cents(finding);
        self.score = self.score.max(finding.score);
        if finding.change != Change::Persisting && self.first.is_none() {
            self.first = Some(Headline::of(finding));
        }
    }
}
