//! Step 6: what is kept between runs. Only complete runs are ever written, each in one transaction, so that a crash
//! leaves the last complete one as it was.

mod bundle;
mod check;
mod check_run;
mod copy;
mod error;
mod history;
mod journals;
mod narrow;
mod postgres;
mod postgres_insert;
mod postgres_questions;
mod postgres_schedules;
mod postgres_schema;
mod postgres_upkeep;
mod pricing;
mod questions;
mod read;
mod rows;
mod schedules;
mod sqlite;
mod sqlite_questions;
mod sqlite_schedules;
mod sqlite_upkeep;
mod upkeep;
mod watch;
mod write;

use chrono::{DateTime, Utc};
use futures_util::stream::{self, BoxStream, StreamExt};
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;

use crate::change::States;
use crate::model::{Report, Run};

pub use copy::{Copied, copy};
pub use error::StoreError;
pub use history::{History, LOOK_BACK, Past};
pub use journals::{Journal, Journals, Leg, Place};
pub use postgres::Postgres;
pub use pricing::{Pricing, Quotes};
pub use questions::{By, Count, Filter, Meaning, Message, Questions, Scope, Stored};
pub use rows::{Row, Rows, Table};
pub use schedules::{Claim, Claimed, Ended, Schedules};
pub use sqlite::Sqlite;
pub use upkeep::{Pruned, Pruning, Retention, Upkeep};
pub use watch::{Figures, FindingCount, Several, Watch};

/// What a store answers, later.
pub type Answer<'a, T> = Pin<Box<dyn Future<Output = Result<T, StoreError>> + Send + 'a>>;

/// Rows on their way into a store.
pub type Flow<'a> = BoxStream<'a, Result<Rows, StoreError>>;

/// A place that keeps runs.
pub trait Store: Send + Sync {
    /// The account's last run that started before this moment, and what it knew of each finding.
    fn before<'a>(&'a self, account: &'a str, moment: DateTime<Utc>) -> Answer<'a, Option<(Run, States)>>;
    /// All runs, newest first.
    fn runs(&self) -> Answer<'_, Vec<Run>>;
    /// A run by its id, or the newest full one, or where there is none the newest; None where there is no such run.
    fn report<'a>(&'a self, id: Option<&'a str>) -> Answer<'a, Option<Report>>;
    /// A run's rows as they are kept, in the order of [`Table::ALL`]; none where there is no such run.
    fn rows<'a>(&'a self, run: &'a str) -> Flow<'a>;
    /// Keeps the rows of this run, all or none. False where it was there and was to be left.
    fn put<'a>(&'a self, run: &'a Run, existing: Existing, rows: Flow<'a>) -> Answer<'a, bool>;
    /// What questions are answered from.
    fn questions(&self) -> &dyn Questions;
    /// What unfinished runs have read.
    fn journals(&self) -> &dyn Journals;
    /// What comparing over time needs.
    fn history(&self) -> &dyn History;
    /// What alerts and metrics are made from.
    fn watch(&self) -> &dyn Watch;
    /// What keeps it small and whole.
    fn upkeep(&self) -> &dyn Upkeep;
    /// What AWS's list prices were when they were asked for.
    fn pricing(&self) -> &dyn Pricing;
    /// Who runs which schedule, and what became of it.
    fn schedules(&self) -> &dyn Schedules;
    /// Whether others ask it too, some of whom may not write.
    fn shared(&self) -> bool;

    /// Keeps a run; one with the same id is replaced.
    fn save<'a>(&'a self, run: &'a Kept<'a>) -> Answer<'a, ()> {
        Box::pin(async move {
            let rows = stream::iter(run.rows()).boxed();
            self.put(&run.report.run, Existing::Replace, rows).await.map(|_| ())
        })
    }
}

/// What becomes of a run that is there already.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Existing {
    Replace,
    Leave,
}

/// All that is kept of a run.
pub struct Kept<'a> {
    pub report: &'a Report,
    pub states: &'a States,
    pub resources: Vec<KeptResource<'a>>,
    /// What each finding of the report means, in the report's order.
    pub meanings: Vec<Arc<Meaning>>,
}

/// A resource as it was read.
pub struct KeptResource<'a> {
    /// The region that was read, or `global`.
    pub scope: &'a str,
    pub kind: &'a str,
    pub arn: &'a str,
    pub id: &'a str,
    pub region: &'a str,
    pub document: &'a str,
    pub details: String,
}

/// Opens the store at an address.
pub async fn open(address: &str) -> Result<Box<dyn Store>, StoreError> {
    match address.split_once("://") {
        Some(("sqlite", ":memory:")) => Ok(Box::new(Sqlite::memory().await?)),
        Some(("sqlite", path)) if !path.is_empty() => Ok(Box::new(Sqlite::open(path).await?)),
        Some(("postgres" | "postgresql", _)) => Ok(Box::new(Postgres::open(address).await?)),
        _ => Err(StoreError::Address(error::shown(address))),
    }
}
