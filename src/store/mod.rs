//! Step 6: what is kept between runs. Only complete runs are ever written, each in one transaction, so that a crash
//! leaves the last complete one as it was.

mod sqlite;

use chrono::{DateTime, Utc};
use std::future::Future;
use std::pin::Pin;

use crate::change::States;
use crate::model::{Report, Run};

pub use sqlite::Sqlite;

/// What a store answers, later.
pub type Answer<'a, T> = Pin<Box<dyn Future<Output = Result<T, StoreError>> + Send + 'a>>;

/// A place that keeps runs.
pub trait Store: Send + Sync {
    /// The account's last run that started before this moment, and what it knew of each finding.
    fn before<'a>(&'a self, account: &'a str, moment: DateTime<Utc>) -> Answer<'a, Option<(Run, States)>>;
    /// Keeps a run; one with the same id is replaced.
    fn save<'a>(&'a self, run: &'a Kept<'a>) -> Answer<'a, ()>;
    /// All runs, newest first.
    fn runs(&self) -> Answer<'_, Vec<Run>>;
    /// A run by its id, or the newest; None where there is none.
    fn report<'a>(&'a self, id: Option<&'a str>) -> Answer<'a, Option<Report>>;
}

/// All that is kept of a run.
pub struct Kept<'a> {
    pub report: &'a Report,
    pub states: &'a States,
    pub resources: Vec<KeptResource<'a>>,
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

/// Why a store did not do what it was asked.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    #[error("{0} is not a store address (use sqlite://path/to/file.db)")]
    Address(String),
    #[error("cannot open the store {path}: {reason}")]
    Open { path: String, reason: String },
    #[error("{0} is a database, but not one of tickmark's: give another --store")]
    Foreign(String),
    #[error("the store {0} was made by a newer tickmark: use that one, or another --store")]
    Newer(String),
    #[error("the store is locked by another program; try again when it is done ({0})")]
    Locked(String),
    #[error("the store holds something that this program cannot read: {0}")]
    Content(#[from] serde_json::Error),
    #[error("the store failed: {0}")]
    Database(sqlx::Error),
}

impl From<sqlx::Error> for StoreError {
    fn from(error: sqlx::Error) -> Self {
        let locked = error.as_database_error().is_some_and(|e| {
            // SQLITE_BUSY and SQLITE_LOCKED, plain or extended.
            e.code().and_then(|c| c.parse::<i64>().ok()).is_some_and(|c| matches!(c & 0xff, 5 | 6))
        });
        if locked { StoreError::Locked(error.to_string()) } else { StoreError::Database(error) }
    }
}

/// Opens the store at an address.
pub async fn open(address: &str) -> Result<Box<dyn Store>, StoreError> {
    match address.split_once("://") {
        Some(("sqlite", path)) if !path.is_empty() => Ok(Box::new(Sqlite::open(path).await?)),
        _ => Err(StoreError::Address(address.to_owned())),
    }
}
