//! What is asked of a store, answered from rows of text: the same for every database, which only has to bring them.

use std::sync::Arc;

use chrono::{DateTime, TimeDelta, Utc};
use futures_util::future::ready;
use futures_util::stream::{self, BoxStream};
use futures_util::{FutureExt, StreamExt, TryStreamExt};
use serde::de::DeserializeOwned;
use tokio::sync::mpsc;

use super::rows::{ALERTS, EXCEPTIONS, Row, Rows, TREND, Table, stamp};
use super::{Flow, StoreError};
use crate::change::{Standing, State, StateStatus, States, unite};
use crate::model::{CoverageRow, Finding, Report, Resolved, RuleCount, Run};

/// One moment of a database: what others write meanwhile is not seen.
pub(super) trait Snapshot: Send {
    /// The rows of a query with these values for $1, $2 and so on; every column of it is text.
    fn rows<'a>(&'a mut self, query: &'static str, values: &'a [&'a str]) -> BoxStream<'a, Result<Row, StoreError>>;
}

pub(super) async fn runs(from: &mut impl Snapshot) -> Result<Vec<Run>, StoreError> {
    documents(from, "SELECT document FROM run ORDER BY started DESC, id DESC", &[]).await
}

/// The run that a query finds.
pub(super) async fn run(
    from: &mut impl Snapshot,
    query: &'static str,
    values: &[&str],
) -> Result<Option<Run>, StoreError> {
    Ok(documents(from, query, values).await?.into_iter().next())
}

pub(super) async fn before(
    from: &mut impl Snapshot,
    account: &str,
    moment: DateTime<Utc>,
) -> Result<Option<(Run, States)>, StoreError> {
    let query = "SELECT document FROM run WHERE account = $1 AND started < $2 ORDER BY started DESC, id DESC LIMIT 1";
    let Some(run) = run(from, query, &[account, &stamp(moment)]).await? else { return Ok(None) };
    let mut states = states(from, &run.id).await?;
    for other in unseen(from, &run).await? {
        unite(&mut states, self::states(from, &other).await?);
    }
    Ok(Some((run, states)))
}

/// What a run knew of each finding.
pub(super) async fn states(from: &mut impl Snapshot, run: &str) -> Result<States, StoreError> {
    from.rows(Table::FindingState.select(), &[run]).and_then(|row| ready(state(row))).try_collect().await
}

/// A run is kept somewhat after its last answer: a model may be writing its summary.
const KEEPING: TimeDelta = TimeDelta::minutes(10);

/// Runs of the account that may not have been kept yet when this one began, so that it does not know what they saw.
/// Taking one too many changes nothing.
async fn unseen(from: &mut impl Snapshot, run: &Run) -> Result<Vec<String>, StoreError> {
    let query = "SELECT id FROM run WHERE account = $1 AND started <= $2 AND finished > $3 AND id NOT IN ($4, $5)
                 ORDER BY started DESC, id DESC";
    let (started, kept) = (stamp(run.started), stamp(run.started - KEEPING));
    let values = [&*run.account, &started, &kept, &run.id, run.previous.as_deref().unwrap_or_default()];
    from.rows(query, &values).map_ok(|row| Cells::of(row).text()).try_collect().await
}

/// The newest full run of all accounts; the newest partial one where there is no full one.
const NEWEST: &str = "SELECT document FROM run
                      WHERE id IN (SELECT id FROM current_run ORDER BY partial, started DESC, id DESC LIMIT 1)";

pub(super) async fn report(from: &mut impl Snapshot, id: Option<&str>) -> Result<Option<Report>, StoreError> {
    let found = match id {
        Some(id) => run(from, "SELECT document FROM run WHERE id = $1", &[id]).await?,
        None => run(from, NEWEST, &[]).await?,
    };
    let Some(run) = found else { return Ok(None) };
    let id: &[&str] = &[&run.id];
    let coverage = from.rows(Table::Call.select(), id).and_then(|row| ready(call(row))).try_collect().await?;
    let rules: Vec<RuleCount> =
        documents(from, "SELECT document FROM rule_count WHERE run_id = $1 ORDER BY rule", id).await?;
    let findings: Vec<Arc<Finding>> =
        documents(from, "SELECT document FROM finding WHERE run_id = $1 ORDER BY rank", id).await?;
    let resolved: Vec<Resolved> =
        documents(from, "SELECT document FROM resolved WHERE run_id = $1 ORDER BY position", id).await?;
    let alerts = section(from, id, ALERTS).await?;
    let exceptions = section(from, id, EXCEPTIONS).await?;
    let trend = section(from, id, TREND).await?;
    Ok(Some(Report { run, alerts, coverage, rules, findings, resolved, exceptions, trend }))
}

/// A part of a report that is kept as one document; empty where there is none.
pub(super) async fn section<T: DeserializeOwned + Default>(
    from: &mut impl Snapshot,
    run: &[&str],
    name: &str,
) -> Result<T, StoreError> {
    let values: Vec<&str> = run.iter().copied().chain([name]).collect();
    let found = documents(from, "SELECT document FROM section WHERE run_id = $1 AND name = $2", &values).await?;
    Ok(found.into_iter().next().unwrap_or_default())
}

/// A run's rows as they are, table by table, in portions. They are read while they are taken: one portion ahead.
pub(super) fn flow<'a, S: Snapshot + 'a>(
    snapshot: impl Future<Output = Result<S, StoreError>> + Send + 'a,
    run: &'a str,
) -> Flow<'a> {
    let (sender, mut receiver) = mpsc::channel(1);
    let reading = async move { send(&mut snapshot.await?, run, &sender).await };
    let failure = reading.into_stream().filter_map(|done| ready(done.err().map(Err)));
    let portions = stream::poll_fn(move |context| receiver.poll_recv(context)).map(Ok);
    stream::select(portions, failure).boxed()
}

async fn send(from: &mut impl Snapshot, run: &str, to: &mpsc::Sender<Rows>) -> Result<(), StoreError> {
    for table in Table::ALL {
        let values = [run];
        let mut rows = from.rows(table.select(), &values);
        let mut portion = Rows::new(table);
        while let Some(row) = rows.try_next().await? {
            portion.push(row);
            // A portion that nobody takes is not missed: whoever wanted it has failed, and says so.
            if portion.full() && to.send(std::mem::replace(&mut portion, Rows::new(table))).await.is_err() {
                return Ok(());
            }
        }
        if !portion.rows.is_empty() && to.send(portion).await.is_err() {
            return Ok(());
        }
    }
    Ok(())
}

pub(super) async fn documents<T: DeserializeOwned>(
    from: &mut impl Snapshot,
    query: &'static str,
    values: &[&str],
) -> Result<Vec<T>, StoreError> {
    let mut rows = from.rows(query, values);
    let mut read = Vec::new();
    while let Some(row) = rows.try_next().await? {
        read.push(serde_json::from_str(&Cells::of(row).text())?);
    }
    Ok(read)
}

/// A row's columns, one after the other.
pub(super) struct Cells(std::vec::IntoIter<Option<String>>);

impl Cells {
    pub(super) fn of(row: Row) -> Self {
        Cells(row.into_iter())
    }

    /// The next one; empty for NULL, which only columns have that are asked for with `optional`.
    pub(super) fn text(&mut self) -> String {
        self.optional().unwrap_or_default()
    }

    pub(super) fn optional(&mut self) -> Option<String> {
        self.0.next().flatten()
    }

    /// A whole number that is not below zero; 0 for what is none.
    pub(super) fn number(&mut self) -> u64 {
        self.text().parse().unwrap_or_default()
    }
}

pub(super) fn call(row: Row) -> Result<CoverageRow, StoreError> {
    let mut cells = Cells::of(row);
    cells.text(); // the run
    Ok(CoverageRow {
        account: cells.text(),
        region: cells.text(),
        service: cells.text(),
        operation: cells.text(),
        status: serde_json::from_value(serde_json::Value::String(cells.text()))?,
        calls: cells.text().parse().unwrap_or_default(),
        error: cells.optional(),
        rules_affected: serde_json::from_str(&cells.text())?,
        throttles: cells.text().parse().unwrap_or_default(),
        resources: cells.optional().and_then(|n| n.parse().ok()),
    })
}

pub(super) fn state(row: Row) -> Result<(String, State), StoreError> {
    let mut cells = Cells::of(row);
    cells.text(); // the run
    let id = cells.text();
    cells.text(); // the rule, which the document names too
    let scope = cells.text();
    let status = StateStatus::of(&cells.text());
    let mut time = || cells.text().parse::<DateTime<Utc>>().unwrap_or_default();
    let (first_seen, last_seen) = (time(), time());
    let finding = serde_json::from_str(&cells.text())?;
    Ok((id, State { standing: Standing { scope, status, first_seen, last_seen }, finding }))
}
