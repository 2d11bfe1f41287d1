//! A whole run: what findings.json holds, what the store keeps, what every format renders.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::{Alert, CoverageRow, ExceptionUse, Finding, FindingStatus, Pillar, Severity, Status, Summary, Trend};

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Report {
    pub run: Run,
    /// What is wrong with the auditing itself; findings are about the account.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub alerts: Vec<Alert>,
    pub coverage: Vec<CoverageRow>,
    pub rules: Vec<RuleCount>,
    /// In the order of rank.
    pub findings: Vec<Arc<Finding>>,
    pub resolved: Vec<Resolved>,
    /// Every entry of exceptions.yaml that is about this account, in the file's order, with what became of it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub exceptions: Vec<ExceptionUse>,
    /// This run among the account's others.
    #[serde(default, skip_serializing_if = "Trend::is_empty")]
    pub trend: Trend,
}

/// Everything of a run that differs between two runs over an unchanged estate.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Run {
    pub id: String,
    pub started: DateTime<Utc>,
    pub finished: DateTime<Utc>,
    pub account: String,
    pub partition: String,
    pub regions: Vec<String>,
    /// How many rules were evaluated.
    pub rules: u64,
    /// `tickmark x.y.z`.
    pub tool: String,
    /// Requests answered, pages counted one by one.
    pub calls: u64,
    /// Requests that AWS refused for rate; they were made again.
    #[serde(default, skip_serializing_if = "zero")]
    pub throttles: u64,
    /// Requests made again, for whatever reason.
    #[serde(default, skip_serializing_if = "zero")]
    pub retries: u64,
    /// USD that AWS charges for this run's calls; a replay makes none.
    #[serde(default, skip_serializing_if = "free")]
    pub charged: f64,
    /// Whether it was asked for only a part: some of the rules or regions that the configuration names.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub partial: bool,
    /// How many resources were read.
    pub resources: u64,
    /// The run that `change` compares with, if there is one.
    pub previous: Option<String>,
    /// When that run started.
    pub previous_started: Option<DateTime<Utc>>,
    /// What a model wrote about it; None without one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub summary: Option<Summary>,
}

fn zero(count: &u64) -> bool {
    *count == 0
}

fn free(usd: &f64) -> bool {
    *usd == 0.0
}

/// What a rule met.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RuleCount {
    pub id: String,
    pub title: String,
    pub pillar: Pillar,
    /// Resources decided, either way.
    pub checked: u64,
    pub failed: u64,
    /// Resources, or whole scopes, that could not be decided.
    pub unknown: u64,
}

/// An earlier finding that a full look at its scope did not meet again.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Resolved {
    pub id: String,
    pub rule: String,
    pub title: String,
    pub severity: Severity,
    pub arn: String,
    pub region: String,
    pub resource: String,
    pub first_seen: DateTime<Utc>,
    pub resolved_at: DateTime<Utc>,
}

impl Report {
    pub fn open(&self) -> impl Iterator<Item = &Finding> {
        self.findings.iter().map(|f| &**f).filter(|f| f.status == FindingStatus::Open)
    }

    /// True when something that was asked for could not be checked.
    pub fn incomplete(&self) -> bool {
        self.coverage.iter().any(|row| row.status != Status::Ok && !row.rules_affected.is_empty())
            || self.findings.iter().any(|f| f.status == FindingStatus::Unknown)
            || self.rules.iter().any(|r| r.unknown > 0)
    }

    /// USD a month over the open findings, no resource counted twice.
    pub fn monthly_total(&self) -> f64 {
        let cents: i64 = self
            .open()
            .filter_map(|f| f.cost.as_ref())
            .filter(|c| c.counted)
            .map(|c| (c.monthly * 100.0).round() as i64)
            .sum();
        cents as f64 / 100.0
    }
}
