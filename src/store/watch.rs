//! What a store knows of the auditing itself: what earlier runs asked and got, and the figures of every account's
//! newest run. Both databases answer the same queries.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Utc};
use futures_util::TryStreamExt;

use super::read::{Cells, Snapshot, call, documents, section};
use super::rows::{ALERTS, Table, stamp};
use super::{Answer, StoreError};
use crate::alarm::{Asked, Earlier, Met, Standing};
use crate::model::{Alert, CoverageRow, Report, RuleCount, Run, Status};

/// How many runs back something is looked for that the newest ones did not ask.
const LOOK_BACK: usize = 100;

/// What alerts and metrics need of a store.
pub trait Watch: Send + Sync {
    /// What the account's runs before this one left of what it asked. What the operations of `several` list depends on
    /// the rules of a run, so of these only runs over everything are compared.
    fn earlier<'a>(&'a self, report: &'a Report, several: &'a Several) -> Answer<'a, Earlier>;
    /// Every account's figures, by account.
    fn figures(&self) -> Answer<'_, Vec<Figures>>;
}

/// An account as its newest run left it.
#[derive(Clone, Debug, PartialEq)]
pub struct Figures {
    pub run: Run,
    pub standing: Standing,
    /// How many calls AWS refused for rate.
    pub throttles: u64,
    pub findings: Vec<FindingCount>,
    /// Operations in regions, by how they ended.
    pub coverage: BTreeMap<String, u64>,
    pub alerts: Vec<Alert>,
}

/// Findings that are alike.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FindingCount {
    pub severity: String,
    pub pillar: String,
    /// `open`, `excepted`, `unknown`.
    pub status: String,
    pub findings: u64,
    /// USD cents a month, no resource counted twice.
    pub cents: i64,
}

/// Operations, by service and name, that list several kinds of resources.
pub type Several = BTreeSet<(String, String)>;

/// Region, service and operation.
type Key = (String, String, String);

fn key(row: &CoverageRow) -> Key {
    (row.region.clone(), row.service.clone(), row.operation.clone())
}

/// What is still looked for while runs are walked through, newest first.
struct Wanted<'a> {
    several: &'a Several,
    asked: BTreeSet<Key>,
    listed: BTreeSet<Key>,
    rules: BTreeSet<String>,
}

impl<'a> Wanted<'a> {
    fn of(report: &Report, several: &'a Several) -> Self {
        let silent = report.coverage.iter().filter(|row| row.status == Status::Ok && row.resources == Some(0));
        let silent = silent.filter(|row| comparable(&report.run, row, several));
        Wanted {
            several,
            asked: report.coverage.iter().map(key).collect(),
            listed: silent.map(key).collect(),
            rules: report.rules.iter().map(|count| count.id.clone()).collect(),
        }
    }

    /// Takes out of a run what it has of it.
    async fn take(&mut self, from: &mut impl Snapshot, run: &Run, found: &mut Earlier) -> Result<(), StoreError> {
        let id: &[&str] = &[&run.id];
        if !self.asked.is_empty() || !self.listed.is_empty() {
            let mut rows = from.rows(Table::Call.select(), id);
            while let Some(row) = rows.try_next().await? {
                let row = call(row)?;
                let key = key(&row);
                let lists = row.status == Status::Ok && row.resources.is_some() && comparable(run, &row, self.several);
                let asked = Asked { started: run.started, row };
                if lists && self.listed.remove(&key) {
                    found.listed.push(asked.clone());
                }
                if self.asked.remove(&key) {
                    found.asked.push(asked);
                }
            }
        }
        if !self.rules.is_empty() {
            let query = "SELECT document FROM rule_count WHERE run_id = $1 ORDER BY rule";
            let counts: Vec<RuleCount> = documents(from, query, id).await?;
            let new = counts.into_iter().filter(|count| self.rules.remove(&count.id));
            found.rules.extend(new.map(|count| Met { regions: run.regions.clone(), count }));
        }
        Ok(())
    }

    fn done(&self) -> bool {
        self.asked.is_empty() && self.listed.is_empty() && self.rules.is_empty()
    }
}

/// Whether what a run listed is all that there was to list.
fn comparable(run: &Run, row: &CoverageRow, several: &Several) -> bool {
    !(run.partial && several.contains(&(row.service.clone(), row.operation.clone())))
}

pub(super) async fn earlier(
    from: &mut impl Snapshot,
    report: &Report,
    several: &Several,
) -> Result<Earlier, StoreError> {
    let (account, before) = (&report.run.account, stamp(report.run.started));
    let query = "SELECT document FROM run WHERE account = $1 AND started < $2 ORDER BY started DESC, id DESC";
    let runs: Vec<Run> = documents(from, query, &[account, &before]).await?;
    let mut found = Earlier { standing: standing(&runs), ..Earlier::default() };
    let mut wanted = Wanted::of(report, several);
    for run in runs.iter().take(LOOK_BACK) {
        if wanted.done() {
            break;
        }
        wanted.take(from, run, &mut found).await?;
    }
    Ok(found)
}

/// Of one account's runs, newest first.
fn standing(runs: &[Run]) -> Option<Standing> {
    let first: DateTime<Utc> = runs.last()?.started;
    let full = runs.iter().find(|run| !run.partial);
    Some(Standing { account: runs.first()?.account.clone(), first, last_full: full.map(|run| run.started) })
}

pub(super) async fn figures(from: &mut impl Snapshot) -> Result<Vec<Figures>, StoreError> {
    let query = "SELECT document FROM run ORDER BY account, started DESC, id DESC";
    let runs: Vec<Run> = documents(from, query, &[]).await?;
    let mut figures = Vec::new();
    for runs in runs.chunk_by(|a, b| a.account == b.account) {
        if let (Some(run), Some(standing)) = (runs.first(), standing(runs)) {
            figures.push(of_run(from, run, standing).await?);
        }
    }
    Ok(figures)
}

async fn of_run(from: &mut impl Snapshot, run: &Run, standing: Standing) -> Result<Figures, StoreError> {
    let id: &[&str] = &[&run.id];
    let alerts = section(from, id, ALERTS).await?;
    let mut coverage = BTreeMap::new();
    let mut throttles = 0;
    let query = "SELECT status, CAST(count(*) AS TEXT), CAST(sum(throttles) AS TEXT) FROM call WHERE run_id = $1
                 GROUP BY status ORDER BY status";
    let mut rows = from.rows(query, id);
    while let Some(row) = rows.try_next().await? {
        let mut cells = Cells::of(row);
        coverage.insert(cells.text(), cells.number());
        throttles += cells.number();
    }
    drop(rows);
    let mut findings = Vec::new();
    let query = "SELECT severity, pillar, status, CAST(sum(findings) AS TEXT), CAST(sum(cents) AS TEXT) FROM bundle
                 WHERE run_id = $1 GROUP BY severity, pillar, status ORDER BY severity, pillar, status";
    let mut rows = from.rows(query, id);
    while let Some(row) = rows.try_next().await? {
        let mut cells = Cells::of(row);
        let (severity, pillar, status, number) = (cells.text(), cells.text(), cells.text(), cells.number());
        let cents = cells.text().parse().unwrap_or_default();
        findings.push(FindingCount { severity, pillar, status, findings: number, cents });
    }
    drop(rows);
    Ok(Figures { run: run.clone(), standing, throttles, findings, coverage, alerts })
}
