//! Keeping a store small and whole: old runs are taken out with what only they needed, and what is kept is looked over.
//!
//! The day on which a finding was first seen is never lost: each run keeps the states of all findings that its account
//! ever had, and the newest run of an account always stays.

use std::collections::BTreeSet;

use chrono::{DateTime, TimeDelta, Utc};
use futures_util::TryStreamExt;
use serde::Deserialize;

use super::read::{Cells, Snapshot};
use super::rows::stamp;
use super::{Answer, StoreError};

/// `[retention]` of tickmark.toml.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Retention {
    /// Runs that started longer ago go.
    pub days: Option<u32>,
    /// Of each account, more runs than these go, the oldest first.
    pub runs: Option<u32>,
    /// Conversations whose last question is older go, and tries at models that are older.
    pub conversations: Option<u32>,
}

impl Retention {
    /// Whether it says anything.
    pub fn any(&self) -> bool {
        *self != Retention::default()
    }
}

/// What is to be taken out.
#[derive(Clone, Debug)]
pub struct Pruning {
    pub retention: Retention,
    pub now: DateTime<Utc>,
    /// Hashes of meanings that stay though no finding has them: those of the rules in use.
    pub meanings: BTreeSet<String>,
    /// Nothing is written.
    pub dry_run: bool,
}

/// What was taken out, or would be.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Pruned {
    /// Ids, by account, newest first.
    pub runs: Vec<String>,
    pub findings: u64,
    pub resources: u64,
    /// With their vectors.
    pub meanings: u64,
    /// Kept answers; they are made again when they are asked for.
    pub answers: u64,
    /// Questions with their answers.
    pub messages: u64,
    pub model_calls: u64,
}

/// What a store does for itself.
pub trait Upkeep: Send + Sync {
    /// Takes out what is too old, all or nothing.
    fn prune<'a>(&'a self, plan: &'a Pruning) -> Answer<'a, Pruned>;
    /// Gives the room of what was taken out back to the disk, and learns anew what is where.
    fn compact(&self) -> Answer<'_, ()>;
    /// What is wrong with what is kept, in words; nothing where all is well.
    fn check(&self) -> Answer<'_, Vec<String>>;
}

/// A transaction that takes out; dropped without a commit it did nothing.
pub(super) trait Sweep: Snapshot {
    /// How many rows a statement changed.
    fn change<'a>(
        &'a mut self,
        statement: &'static str,
        values: &'a [&'a str],
    ) -> impl Future<Output = Result<u64, StoreError>> + Send + 'a;
    /// What this database keeps of meanings besides.
    fn forget_texts(&mut self) -> impl Future<Output = Result<(), StoreError>> + Send;
    fn commit(self) -> impl Future<Output = Result<(), StoreError>> + Send;
}

/// A run, as far as pruning looks at it.
#[derive(Clone, Debug)]
struct Candidate {
    id: String,
    account: String,
    started: String,
    partial: bool,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Part {
    partial: bool,
}

pub(super) async fn prune(mut db: impl Sweep, plan: &Pruning) -> Result<Pruned, StoreError> {
    let runs = candidates(&mut db).await?;
    let mut pruned = Pruned::default();
    for runs in runs.chunk_by(|a, b| a.account == b.account) {
        let gone = gone(runs, plan);
        if !gone.is_empty() {
            account(&mut db, runs, &gone, plan, &mut pruned).await?;
        }
    }
    if !pruned.runs.is_empty() {
        // They name runs; which, only their makers know.
        pruned.answers = db.change("DELETE FROM answer", &[]).await?;
    }
    if let Some(days) = plan.retention.conversations {
        let before = stamp(plan.now - TimeDelta::days(days.into()));
        let old = "DELETE FROM message WHERE session IN
                   (SELECT session FROM message GROUP BY session HAVING max(asked_at) < $1)";
        pruned.messages = db.change(old, &[&before]).await?;
        pruned.model_calls = db.change("DELETE FROM model_call WHERE started < $1", &[&before]).await?;
    }
    if !plan.dry_run {
        db.commit().await?;
    }
    Ok(pruned)
}

/// All runs by account, newest first.
async fn candidates(db: &mut impl Sweep) -> Result<Vec<Candidate>, StoreError> {
    let mut runs = Vec::new();
    let mut rows =
        db.rows("SELECT id, account, started, document FROM run ORDER BY account, started DESC, id DESC", &[]);
    while let Some(row) = rows.try_next().await? {
        let mut cells = Cells::of(row);
        let (id, account, started) = (cells.text(), cells.text(), cells.text());
        let part: Part = serde_json::from_str(&cells.text())?;
        runs.push(Candidate { id, account, started, partial: part.partial });
    }
    Ok(runs)
}

/// Which of an account's runs go. The newest stays, since it knows of every finding when it was first seen, and the
/// newest over everything, since alerts compare with it.
fn gone<'a>(runs: &'a [Candidate], plan: &Pruning) -> Vec<&'a Candidate> {
    let full = runs.iter().position(|run| !run.partial);
    let oldest = plan.retention.days.map(|days| stamp(plan.now - TimeDelta::days(days.into())));
    let most = plan.retention.runs.map_or(usize::MAX, |most| usize::try_from(most).unwrap_or(usize::MAX));
    let too_old = |run: &Candidate| oldest.as_ref().is_some_and(|oldest| run.started < *oldest);
    let chosen = runs.iter().enumerate().skip(1).filter(|(at, run)| *at >= most || too_old(run));
    chosen.filter(|(at, _)| Some(*at) != full).map(|(_, run)| run).collect()
}

async fn account(
    db: &mut impl Sweep,
    runs: &[Candidate],
    gone: &[&Candidate],
    plan: &Pruning,
    pruned: &mut Pruned,
) -> Result<(), StoreError> {
    let mut meanings = BTreeSet::new();
    for run in gone {
        let id: &[&str] = &[&run.id];
        meanings.extend(texts(db, "SELECT DISTINCT meaning FROM bundle WHERE run_id = $1", id).await?);
        let findings = texts(db, "SELECT CAST(count(*) AS TEXT) FROM finding WHERE run_id = $1", id).await?;
        pruned.findings += findings.iter().filter_map(|n| n.parse::<u64>().ok()).sum::<u64>();
        db.change("DELETE FROM run WHERE id = $1", id).await?;
        pruned.runs.push(run.id.clone());
    }
    // What a full run did not meet any more, and no other run that is kept has read.
    if let Some(full) = runs.iter().find(|run| !run.partial) {
        let left = "DELETE FROM resource WHERE account = $1 AND last_seen < $2 AND NOT EXISTS
                    (SELECT 1 FROM run WHERE run.account = resource.account AND run.started = resource.last_seen)";
        pruned.resources += db.change(left, &[&full.account, &full.started]).await?;
    }
    for hash in meanings.difference(&plan.meanings) {
        let unused = "DELETE FROM meaning WHERE hash = $1 AND NOT EXISTS (SELECT 1 FROM bundle WHERE meaning = $1)";
        pruned.meanings += db.change(unused, &[hash]).await?;
    }
    db.forget_texts().await
}

/// The first column, where it is not null.
async fn texts(db: &mut impl Sweep, query: &'static str, values: &[&str]) -> Result<Vec<String>, StoreError> {
    let rows: Vec<_> = db.rows(query, values).try_collect().await?;
    Ok(rows.into_iter().filter_map(|row| row.into_iter().next().flatten()).collect())
}
