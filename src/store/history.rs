//! What a store can be asked about an account's earlier runs: how they stood, in figures; never all their findings.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use futures_util::TryStreamExt;

use super::read::{self, Cells, Snapshot};
use super::rows::stamp;
use super::{Answer, StoreError};
use crate::change::{StateStatus, States};
use crate::model::{Moved, Run, Severity, TrendPoint};

/// How many runs are looked back over: eight days of one an hour, four years of one a week.
pub const LOOK_BACK: usize = 200;

/// An earlier run in figures.
#[derive(Clone, Debug, PartialEq)]
pub struct Past {
    /// Of this run alone.
    pub point: TrendPoint,
    pub regions: Vec<String>,
    /// Ids of the rules evaluated, sorted.
    pub rules: Vec<String>,
}

/// What comparing over time needs of a store.
pub trait History: Send + Sync {
    /// The account's runs that started before a moment, the last [`LOOK_BACK`] of them, oldest first.
    fn past<'a>(&'a self, account: &'a str, before: DateTime<Utc>) -> Answer<'a, Vec<Past>>;
    /// The account's last run that started at a moment or before it, and before another run did. Without one the first
    /// that did so at all; None where there is none.
    fn base<'a>(&'a self, account: &'a str, at: DateTime<Utc>, before: DateTime<Utc>) -> Answer<'a, Option<Run>>;
    /// Where each finding stood for a run, by id.
    fn standings<'a>(&'a self, run: &'a str) -> Answer<'a, BTreeMap<String, StateStatus>>;
    /// What a run knew of each finding.
    fn states<'a>(&'a self, run: &'a str) -> Answer<'a, States>;
}

/// A query over the runs that are looked back over: those of the account $1 that started before $2.
macro_rules! recent {
    ($query:literal) => {
        concat!(
            "WITH recent AS (SELECT id, started, document FROM run WHERE account = $1 AND started < $2
                             ORDER BY started DESC, id DESC LIMIT 200) ",
            $query
        )
    };
}

const RUNS: &str = recent!("SELECT document FROM recent ORDER BY started, id");
const RULES: &str = recent!(
    "SELECT c.run_id, string_agg(c.rule, ',' ORDER BY c.rule) FROM recent JOIN rule_count AS c ON c.run_id = recent.id
     GROUP BY c.run_id"
);
const COUNTS: &str = recent!(
    "SELECT b.run_id, b.status, b.severity, b.change, CAST(sum(b.findings) AS TEXT), CAST(sum(b.cents) AS TEXT)
     FROM recent JOIN bundle AS b ON b.run_id = recent.id GROUP BY b.run_id, b.status, b.severity, b.change"
);
const RESOLVED: &str = recent!(
    "SELECT r.run_id, CAST(count(*) AS TEXT) FROM recent JOIN resolved AS r ON r.run_id = recent.id GROUP BY r.run_id"
);
/// As `Report::incomplete` has it; `unknown` is the last member of a rule's count.
const INCOMPLETE: &str = recent!(
    "SELECT c.run_id FROM recent JOIN call AS c ON c.run_id = recent.id WHERE c.status <> 'ok' AND c.rules <> '[]'
     UNION SELECT b.run_id FROM recent JOIN bundle AS b ON b.run_id = recent.id WHERE b.status = 'unknown'
     UNION SELECT r.run_id FROM recent JOIN rule_count AS r ON r.run_id = recent.id
           WHERE r.document NOT LIKE '%\"unknown\":0}'"
);

/// Puts the rest of a row, after its run's id, into the run.
type Put = fn(&mut Past, &mut Cells);

pub(super) async fn past(
    from: &mut impl Snapshot,
    account: &str,
    before: DateTime<Utc>,
) -> Result<Vec<Past>, StoreError> {
    let values: &[&str] = &[account, &stamp(before)];
    let runs: Vec<Run> = read::documents(from, RUNS, values).await?;
    let mut all: Vec<Past> = runs.iter().map(Past::new).collect();
    let places: BTreeMap<String, usize> = (0..).zip(&runs).map(|(at, run)| (run.id.clone(), at)).collect();
    let queries: [(&'static str, Put); 4] = [
        (RULES, |past, cells| past.rules = cells.text().split(',').map(str::to_owned).collect()),
        (COUNTS, count),
        (RESOLVED, |past, cells| {
            if let Some(moved) = &mut past.point.moved {
                moved.resolved = number(cells);
            }
        }),
        (INCOMPLETE, |past, _| past.point.complete = false),
    ];
    for (query, put) in queries {
        let mut rows = from.rows(query, values);
        while let Some(row) = rows.try_next().await? {
            let mut cells = Cells::of(row);
            if let Some(past) = places.get(&cells.text()).and_then(|at| all.get_mut(*at)) {
                put(past, &mut cells);
            }
        }
    }
    Ok(all)
}

impl Past {
    fn new(run: &Run) -> Self {
        let point = TrendPoint {
            run: run.id.clone(),
            started: run.started,
            until: run.started,
            runs: 1,
            open: BTreeMap::new(),
            cents: 0,
            moved: run.previous.as_ref().map(|_| Moved::default()),
            excepted: 0,
            unknown: 0,
            complete: true,
        };
        Past { point, regions: run.regions.clone(), rules: Vec::new() }
    }
}

/// A group of the run's findings: status, severity, change, how many, cents.
fn count(past: &mut Past, cells: &mut Cells) {
    let (status, severity, change) = (cells.text(), cells.text(), cells.text());
    let (findings, cents) = (number(cells), cells.text().parse::<i64>().unwrap_or_default());
    let point = &mut past.point;
    match status.as_str() {
        "excepted" => point.excepted += findings,
        "unknown" => point.unknown += findings,
        _ => {
            let severity = Severity::ALL.into_iter().find(|s| s.word() == severity).unwrap_or(Severity::Low);
            *point.open.entry(severity).or_default() += findings;
            point.cents += cents;
            match (&mut point.moved, change.as_str()) {
                (Some(moved), "new") => moved.new += findings,
                (Some(moved), "reopened") => moved.reopened += findings,
                _ => {}
            }
        }
    }
}

fn number(cells: &mut Cells) -> u64 {
    cells.text().parse().unwrap_or_default()
}

pub(super) async fn base(
    from: &mut impl Snapshot,
    account: &str,
    at: DateTime<Utc>,
    before: DateTime<Utc>,
) -> Result<Option<Run>, StoreError> {
    let last = "SELECT document FROM run WHERE account = $1 AND started <= $2 AND started < $3
                ORDER BY started DESC, id DESC LIMIT 1";
    if let Some(run) = read::run(from, last, &[account, &stamp(at), &stamp(before)]).await? {
        return Ok(Some(run));
    }
    let first = "SELECT document FROM run WHERE account = $1 AND started < $2 ORDER BY started, id LIMIT 1";
    read::run(from, first, &[account, &stamp(before)]).await
}

pub(super) async fn standings(
    from: &mut impl Snapshot,
    run: &str,
) -> Result<BTreeMap<String, StateStatus>, StoreError> {
    let values = [run];
    let mut rows = from.rows("SELECT id, status FROM finding_state WHERE run_id = $1", &values);
    let mut all = BTreeMap::new();
    while let Some(row) = rows.try_next().await? {
        let mut cells = Cells::of(row);
        let id = cells.text();
        all.insert(id, StateStatus::of(&cells.text()));
    }
    Ok(all)
}
