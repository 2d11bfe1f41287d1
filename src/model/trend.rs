//! A run among the account's others: how it stood before, and what moved since a date. Kept with the run, so that a report
//! that is rendered again is the same also when older runs are not kept any more.

use std::collections::BTreeMap;
use std::str::FromStr;

use chrono::{DateTime, Days, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

use super::{Change, FindingStatus, Report, Resolved, Severity};

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Trend {
    /// Oldest first, this run in the last one. Runs in which nothing changed stand in one point. Fewer than two where
    /// there is nothing to compare, or nothing ever changed.
    #[serde(default)]
    pub points: Vec<TrendPoint>,
    /// Runs in between that looked at other rules or regions, and are no points therefore.
    #[serde(default)]
    pub others: u64,
    /// Against a date, where one was asked for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub since: Option<Since>,
}

/// One run, and those after it that were the same.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct TrendPoint {
    /// The first one.
    pub run: String,
    pub started: DateTime<Utc>,
    /// When the last one was started.
    pub until: DateTime<Utc>,
    pub runs: u64,
    /// Open findings by severity; severities without any are left out.
    pub open: BTreeMap<Severity, u64>,
    /// USD cents a month over the open findings, no resource counted twice.
    pub cents: i64,
    /// Against the run before it; None where there was none.
    pub moved: Option<Moved>,
    pub excepted: u64,
    pub unknown: u64,
    /// Whether everything that was asked for could be checked.
    pub complete: bool,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Moved {
    pub new: u64,
    pub reopened: u64,
    pub resolved: u64,
}

/// What moved since the account's last run before a date.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Since {
    pub date: NaiveDate,
    /// The run that is compared with.
    pub run: String,
    pub started: DateTime<Utc>,
    /// True where no run is as old as the date: it is the first one then.
    pub younger: bool,
    pub moved: Moved,
    /// Ids of the first by rank.
    pub new: Vec<String>,
    pub reopened: Vec<String>,
    /// The worst.
    pub resolved: Vec<Resolved>,
}

impl Trend {
    pub fn is_empty(&self) -> bool {
        self.points.is_empty() && self.since.is_none()
    }
}

impl Moved {
    pub fn any(self) -> bool {
        self != Moved::default()
    }
}

impl TrendPoint {
    pub fn of(report: &Report) -> Self {
        let mut open = BTreeMap::new();
        report.open().for_each(|f| *open.entry(f.severity).or_default() += 1);
        let count = |change| report.open().filter(|f| f.change == change).count() as u64;
        let status = |status| report.findings.iter().filter(|f| f.status == status).count() as u64;
        let moved = || Moved {
            new: count(Change::New),
            reopened: count(Change::Reopened),
            resolved: report.resolved.len() as u64,
        };
        TrendPoint {
            run: report.run.id.clone(),
            started: report.run.started,
            until: report.run.started,
            runs: 1,
            open,
            cents: (report.monthly_total() * 100.0).round() as i64,
            moved: report.run.previous.as_ref().map(|_| moved()),
            excepted: status(FindingStatus::Excepted),
            unknown: status(FindingStatus::Unknown),
            complete: !report.incomplete(),
        }
    }
}

/// A date as people give it: `2026-11-14`, RFC 3339, or `7d` for seven days before.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(try_from = "String")]
pub enum When {
    Date(NaiveDate),
    Moment(DateTime<Utc>),
    /// Days before the run.
    Days(u32),
}

impl When {
    /// The moment that is meant, seen from a run's start; a date begins at midnight, UTC.
    pub fn before(self, run: DateTime<Utc>) -> DateTime<Utc> {
        match self {
            When::Date(date) => date.and_time(chrono::NaiveTime::MIN).and_utc(),
            When::Moment(moment) => moment,
            When::Days(days) => run.checked_sub_days(Days::new(days.into())).unwrap_or(DateTime::UNIX_EPOCH),
        }
    }
}

impl FromStr for When {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let days = text.strip_suffix('d').and_then(|n| n.parse().ok()).filter(|n| (1..=36_500).contains(n));
        let date = || NaiveDate::parse_from_str(text, "%Y-%m-%d").ok().map(When::Date);
        let moment = || DateTime::parse_from_rfc3339(text).ok().map(|m| When::Moment(m.to_utc()));
        days.map(When::Days)
            .or_else(date)
            .or_else(moment)
            .ok_or_else(|| format!("{text} is no date: 2026-11-14, 2026-11-14T06:00:00Z, or 7d for seven days before"))
    }
}

impl TryFrom<String> for When {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        text.parse()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_as_people_give_them() {
        let run: DateTime<Utc> = "2026-11-21T06:00:00Z".parse().unwrap();
        for (text, moment) in [
            ("2026-11-14", "2026-11-14T00:00:00Z"),
            ("7d", "2026-11-14T06:00:00Z"),
            ("2026-11-14T02:00:00+02:00", "2026-11-14T00:00:00Z"),
        ] {
            assert_eq!(text.parse::<When>().unwrap().before(run), moment.parse::<DateTime<Utc>>().unwrap());
        }
        for wrong in ["", "d", "0d", "-1d", "2026-02-30", "yesterday", "99999999d", "2026-11-14T06:00"] {
            assert!(wrong.parse::<When>().unwrap_err().contains("7d"), "{wrong}");
        }
    }
}
