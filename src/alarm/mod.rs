//! Silence is an alarm: what is wrong with the auditing itself, apart from what it finds. Pure: a run's report, and what
//! earlier runs of the account left, become alerts.
//!
//! Each comparison is with the last run that asked the same thing, since runs may be of some rules or regions only. So
//! an alert is raised once: the next run compares with this one.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use chrono::{DateTime, TimeDelta, Utc};
use serde::Deserialize;

use crate::model::{Alert, AlertKind, CoverageRow, Report, RuleCount, Status};

/// Names in a message; findings.json and the table of coverage hold them all.
const MOST_NAMES: usize = 6;

/// `[alerts]` of tickmark.toml.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Alerts {
    /// Days without a full run after which an account is stale.
    pub stale_days: u32,
}

impl Default for Alerts {
    /// A week, and a day for a weekly run that is late.
    fn default() -> Self {
        Alerts { stale_days: 8 }
    }
}

impl Alerts {
    pub fn stale_after(self) -> TimeDelta {
        TimeDelta::days(self.stale_days.into())
    }
}

/// How an operation ended in a region in an earlier run.
#[derive(Clone, Debug, PartialEq)]
pub struct Asked {
    /// When that run started.
    pub started: DateTime<Utc>,
    pub row: CoverageRow,
}

/// What a rule met in an earlier run.
#[derive(Clone, Debug, PartialEq)]
pub struct Met {
    /// Of that run.
    pub regions: Vec<String>,
    pub count: RuleCount,
}

/// What earlier runs of an account left that a new one is compared with.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Earlier {
    /// For each operation and region that the new run asked: the last run that asked it too.
    pub asked: Vec<Asked>,
    /// For those that listed nothing now: the last that was answered in full.
    pub listed: Vec<Asked>,
    /// For each rule: the last run that evaluated it.
    pub rules: Vec<Met>,
    pub standing: Option<Standing>,
}

/// When an account was looked at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Standing {
    pub account: String,
    /// The start of the first run that is kept.
    pub first: DateTime<Utc>,
    /// The start of the last run that was asked for everything.
    pub last_full: Option<DateTime<Utc>>,
}

/// A schedule, and when it ran.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Due {
    pub name: String,
    /// When it should have begun last.
    pub due: DateTime<Utc>,
    /// The end of the last run of it that came to an end.
    pub finished: Option<DateTime<Utc>>,
}

/// What a run raises, sorted.
pub fn alerts(now: &Report, earlier: &Earlier, limits: Alerts) -> Vec<Alert> {
    let fallen = fallen(now, &earlier.asked);
    let explained: BTreeSet<&str> =
        fallen.iter().flat_map(|row| row.0.rules_affected.iter()).map(String::as_str).collect();
    let mut alerts = silent(now, &earlier.listed);
    alerts.extend(fell(&fallen));
    alerts.extend(undecided(now, &earlier.rules, &explained));
    if now.run.partial {
        alerts.extend(stale(now.run.started, earlier.standing.as_slice(), limits.stale_after()));
    }
    alerts.sort();
    alerts
}

type Key<'a> = (&'a str, &'a str, &'a str);

fn key(row: &CoverageRow) -> Key<'_> {
    (&row.region, &row.service, &row.operation)
}

fn by_key(asked: &[Asked]) -> HashMap<Key<'_>, &Asked> {
    asked.iter().map(|asked| (key(&asked.row), asked)).collect()
}

fn day(time: DateTime<Utc>) -> String {
    time.format("%Y-%m-%d").to_string()
}

/// Listings that were answered and listed nothing, where they listed something before.
fn silent(now: &Report, listed: &[Asked]) -> Vec<Alert> {
    let listed = by_key(listed);
    let empty = now.coverage.iter().filter(|row| row.status == Status::Ok && row.resources == Some(0));
    let alert = |row: &CoverageRow| {
        let before = listed.get(&key(row))?;
        let number = before.row.resources.filter(|number| *number > 0)?;
        Some(Alert {
            kind: AlertKind::CollectorSilent,
            about: format!("{}:{} in {}", row.service, row.operation, row.region),
            message: format!(
                "Listed {number} on {} and none now: deleted, or not visible any more.",
                day(before.started)
            ),
        })
    };
    empty.filter_map(alert).collect()
}

/// What was answered when it was last asked and was not now, each with when that was.
fn fallen<'a>(now: &'a Report, asked: &[Asked]) -> Vec<(&'a CoverageRow, DateTime<Utc>)> {
    let asked = by_key(asked);
    let failed = now.coverage.iter().filter(|row| row.status != Status::Ok);
    let fallen = failed.filter_map(|row| {
        let before = asked.get(&key(row)).filter(|before| before.row.status == Status::Ok)?;
        Some((row, before.started))
    });
    fallen.collect()
}

/// One alert for an operation, however many regions it fell in: a permission that is gone is gone everywhere.
fn fell(fallen: &[(&CoverageRow, DateTime<Utc>)]) -> Vec<Alert> {
    let mut alike: BTreeMap<_, Vec<&(&CoverageRow, DateTime<Utc>)>> = BTreeMap::new();
    for fallen in fallen {
        let row = fallen.0;
        alike.entry((&row.service, &row.operation, row.status)).or_default().push(fallen);
    }
    let alert = |((service, operation, status), rows): ((&String, &String, Status), Vec<&(&CoverageRow, _)>)| {
        let regions: Vec<&str> = rows.iter().map(|(row, _)| row.region.as_str()).collect();
        let rules: BTreeSet<&str> =
            rows.iter().flat_map(|(row, _)| row.rules_affected.iter()).map(String::as_str).collect();
        let last = rows.iter().map(|(_, started)| *started).max().unwrap_or_default();
        let undecided = if rules.is_empty() {
            "no rule needed it".to_owned()
        } else {
            format!("not decided for that reason: {}", names(&rules.into_iter().collect::<Vec<_>>()))
        };
        Alert {
            kind: AlertKind::CoverageFell,
            about: format!("{service}:{operation} in {}", names(&regions)),
            message: format!("Answered on {}, and {} now; {undecided}.", day(last), status.word()),
        }
    };
    alike.into_iter().map(alert).collect()
}

fn names(all: &[&str]) -> String {
    let shown = all.iter().take(MOST_NAMES).copied().collect::<Vec<_>>().join(", ");
    match all.len().saturating_sub(MOST_NAMES) {
        0 => shown,
        more => format!("{shown} and {more} more"),
    }
}

/// Rules that decided a smaller share of what they looked at than in the run before, where no read that fell says why.
/// A run over more regions is not compared: what is new in it was never decided.
fn undecided(now: &Report, before: &[Met], explained: &BTreeSet<&str>) -> Option<Alert> {
    let before: HashMap<&str, &Met> = before.iter().map(|met| (met.count.id.as_str(), met)).collect();
    let worse: Vec<(&RuleCount, &RuleCount)> = now
        .rules
        .iter()
        .filter(|count| !explained.contains(count.id.as_str()))
        .filter_map(|count| Some((count, before.get(count.id.as_str())?)))
        .filter(|(_, met)| now.run.regions.iter().all(|region| met.regions.contains(region)))
        .map(|(count, met)| (count, &met.count))
        .filter(|(count, met)| count.unknown > met.unknown && share(&[count]) < share(&[met]))
        .collect();
    let (counts, were): (Vec<&RuleCount>, Vec<&RuleCount>) = worse.into_iter().unzip();
    if counts.is_empty() {
        return None;
    }
    let ids: Vec<&str> = counts.iter().map(|count| count.id.as_str()).collect();
    Some(Alert {
        kind: AlertKind::CoverageFell,
        about: now.run.account.clone(),
        message: format!(
            "Of what these rules look at {:.1} % was decided, and {:.1} % the last time: {}.",
            100.0 * share(&counts),
            100.0 * share(&were),
            names(&ids)
        ),
    })
}

/// Which part was decided, of 1.
fn share(counts: &[&RuleCount]) -> f64 {
    let checked: u64 = counts.iter().map(|count| count.checked).sum();
    let unknown: u64 = counts.iter().map(|count| count.unknown).sum();
    if checked + unknown == 0 { 1.0 } else { checked as f64 / (checked + unknown) as f64 }
}

/// Accounts without a full run for longer than `limit`; one that never had any counts from its first run.
pub fn stale(now: DateTime<Utc>, accounts: &[Standing], limit: TimeDelta) -> Vec<Alert> {
    let stale = accounts.iter().filter(|account| now - account.last_full.unwrap_or(account.first) > limit);
    let message = |account: &Standing| match account.last_full {
        Some(last) => {
            format!("The last run over everything was on {}, {} days ago.", day(last), (now - last).num_days())
        }
        None => format!("No run over everything since the first one, on {}.", day(account.first)),
    };
    stale
        .map(|account| Alert {
            kind: AlertKind::AccountStale,
            about: account.account.clone(),
            message: message(account),
        })
        .collect()
}

/// Schedules whose time went by without a run that came to an end, `grace` after it.
pub fn missed(now: DateTime<Utc>, schedules: &[Due], grace: TimeDelta) -> Vec<Alert> {
    let minute = |time: DateTime<Utc>| time.format("%Y-%m-%d %H:%M UTC").to_string();
    let missed = schedules.iter().filter(|s| now - s.due > grace && s.finished.is_none_or(|finished| finished < s.due));
    let message = |schedule: &Due| {
        let last = schedule.finished.map_or("it never did before".to_owned(), |at| format!("the last: {}", minute(at)));
        format!("Due {}, and no run of it came to an end since ({last}).", minute(schedule.due))
    };
    missed
        .map(|schedule| Alert {
            kind: AlertKind::ScheduleMissed,
            about: schedule.name.clone(),
            message: message(schedule),
        })
        .collect()
}

#[cfg(test)]
mod tests;
