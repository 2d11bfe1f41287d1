//! The embedded store: one file.

use std::collections::BTreeMap;
use std::time::Duration;

use chrono::{DateTime, Utc};
use futures_util::TryStreamExt;
use futures_util::stream::{BoxStream, StreamExt};
use sqlx::sqlite::{SqliteConnectOptions, SqliteConnection, SqlitePool, SqlitePoolOptions, SqliteRow};
use sqlx::{Connection, QueryBuilder, Row as _, Transaction};

use super::error::plain;
use super::history::{self, History, Past};
use super::journals::Journals;
use super::pricing::Pricing;
use super::questions::Questions;
use super::read::{self, Snapshot};
use super::rows::{Row, Rows, Table};
use super::schedules::Schedules;
use super::upkeep::Upkeep;
use super::watch::Watch;
use super::write::{self, Writing};
use super::{Answer, Existing, Flow, Store, StoreError};
use crate::change::{StateStatus, States};
use crate::model::{Report, Run};

/// What migration 1 writes into the file's header: "tick".
const APPLICATION_ID: i64 = 1_953_063_787;

/// How long a writer waits for another.
const PATIENCE: Duration = Duration::from_secs(30);

/// How many rows one statement inserts. More make it no faster, and longer to parse.
const TOGETHER: usize = 32;

pub struct Sqlite {
    pool: SqlitePool,
}

impl Sqlite {
    pub async fn open(path: &str) -> Result<Self, StoreError> {
        let options = SqliteConnectOptions::new()
            .filename(path)
            .create_if_missing(true)
            .busy_timeout(PATIENCE)
            .foreign_keys(true);
        let reason = |e: sqlx::Error| StoreError::Open { path: path.to_owned(), reason: plain(&e) };
        let mut first = SqliteConnection::connect_with(&options).await.map_err(reason)?;
        migrate(&mut first, path).await?;
        keep_readers_free(&mut first).await?;
        first.close().await.map_err(reason)?;
        let pool = SqlitePoolOptions::new().max_connections(4).connect_with(options).await.map_err(reason)?;
        Ok(Sqlite { pool })
    }

    pub(super) fn pool(&self) -> &SqlitePool {
        &self.pool
    }

    /// A store that lives as long as this value: one connection, since each has a memory of its own.
    pub async fn memory() -> Result<Self, StoreError> {
        let options = SqliteConnectOptions::new().in_memory(true).foreign_keys(true);
        let pool = SqlitePoolOptions::new().max_connections(1).idle_timeout(None).max_lifetime(None);
        let pool = pool.connect_with(options).await?;
        migrate(&mut *pool.acquire().await?, ":memory:").await?;
        Ok(Sqlite { pool })
    }

    /// With a write-ahead log, a transaction that only reads sees one moment and stops nobody.
    pub(super) async fn snapshot(&self) -> Result<Moment, StoreError> {
        Ok(Moment(self.pool.begin().await?))
    }
}

impl Store for Sqlite {
    fn questions(&self) -> &dyn Questions {
        self
    }

    fn journals(&self) -> &dyn Journals {
        self
    }

    fn history(&self) -> &dyn History {
        self
    }

    fn watch(&self) -> &dyn Watch {
        self
    }

    fn upkeep(&self) -> &dyn Upkeep {
        self
    }

    fn pricing(&self) -> &dyn Pricing {
        self
    }

    fn schedules(&self) -> &dyn Schedules {
        self
    }

    fn shared(&self) -> bool {
        false
    }

    fn before<'a>(&'a self, account: &'a str, moment: DateTime<Utc>) -> Answer<'a, Option<(Run, States)>> {
        Box::pin(async move { read::before(&mut self.snapshot().await?, account, moment).await })
    }

    fn runs(&self) -> Answer<'_, Vec<Run>> {
        Box::pin(async { read::runs(&mut self.snapshot().await?).await })
    }

    fn report<'a>(&'a self, id: Option<&'a str>) -> Answer<'a, Option<Report>> {
        Box::pin(async move { read::report(&mut self.snapshot().await?, id).await })
    }

    fn rows<'a>(&'a self, run: &'a str) -> Flow<'a> {
        read::flow(self.snapshot(), run)
    }

    fn put<'a>(&'a self, run: &'a Run, existing: Existing, rows: Flow<'a>) -> Answer<'a, bool> {
        Box::pin(async move {
            let writer = Writer(self.pool.begin_with("BEGIN IMMEDIATE").await?);
            write::keep(writer, &run.id, existing, rows).await
        })
    }
}

impl History for Sqlite {
    fn past<'a>(&'a self, account: &'a str, before: DateTime<Utc>) -> Answer<'a, Vec<Past>> {
        Box::pin(async move { history::past(&mut self.snapshot().await?, account, before).await })
    }

    fn base<'a>(&'a self, account: &'a str, at: DateTime<Utc>, before: DateTime<Utc>) -> Answer<'a, Option<Run>> {
        Box::pin(async move { history::base(&mut self.snapshot().await?, account, at, before).await })
    }

    fn standings<'a>(&'a self, run: &'a str) -> Answer<'a, BTreeMap<String, StateStatus>> {
        Box::pin(async move { history::standings(&mut self.snapshot().await?, run).await })
    }

    fn states<'a>(&'a self, run: &'a str) -> Answer<'a, States> {
        Box::pin(async move { read::states(&mut self.snapshot().await?, run).await })
    }
}

pub(super) struct Moment(pub(super) Transaction<'static, sqlx::Sqlite>);

impl Snapshot for Moment {
    fn rows<'a>(&'a mut self, query: &'static str, values: &'a [&'a str]) -> BoxStream<'a, Result<Row, StoreError>> {
        let query = values.iter().fold(sqlx::query(query), |query, value| query.bind(*value));
        query.fetch(&mut *self.0).map_err(StoreError::from).and_then(async |row| texts(&row)).boxed()
    }
}

fn texts(row: &SqliteRow) -> Result<Row, StoreError> {
    (0..row.len()).map(|at| Ok(row.try_get(at)?)).collect()
}

struct Writer(Transaction<'static, sqlx::Sqlite>);

impl Writing for Writer {
    async fn has(&mut self, run: &str) -> Result<bool, StoreError> {
        let found = sqlx::query("SELECT 1 FROM run WHERE id = ?").bind(run).fetch_optional(&mut *self.0).await?;
        Ok(found.is_some())
    }

    async fn forget(&mut self, run: &str) -> Result<(), StoreError> {
        sqlx::query("DELETE FROM run WHERE id = ?").bind(run).execute(&mut *self.0).await?;
        Ok(())
    }

    async fn put(&mut self, rows: &Rows) -> Result<(), StoreError> {
        let (start, end) = insert(rows.table);
        for together in rows.rows.chunks(TOGETHER) {
            let mut query = QueryBuilder::new(start);
            query.push_values(together, |mut values, row| {
                for cell in row {
                    values.push_bind(cell.as_deref());
                }
            });
            query.push(end).build().execute(&mut *self.0).await?;
        }
        Ok(())
    }

    async fn commit(self) -> Result<(), StoreError> {
        Ok(self.0.commit().await?)
    }
}

/// What stands before and after the rows of an insert. Whole numbers come as text; the tables are strict, and so have
/// them made into numbers.
fn insert(table: Table) -> (&'static str, &'static str) {
    match table {
        Table::Run => ("INSERT INTO run (id, account, started, finished, document) ", ""),
        Table::Call => {
            let start = "INSERT INTO call (run_id, account, region, service, operation, status, calls, error, rules,
                                           throttles, resources) ";
            (start, "")
        }
        Table::RuleCount => ("INSERT INTO rule_count (run_id, rule, document) ", ""),
        Table::Section => ("INSERT INTO section (run_id, name, document) ", ""),
        Table::Meaning => ("INSERT INTO meaning (hash, title, body, words, asked) ", " ON CONFLICT DO NOTHING"),
        Table::Finding => (
            "INSERT INTO finding (run_id, id, rank, rule, pillar, severity, status, account, region, kind, resource,
                                  arn, document, bundle, first_seen, cents) ",
            "",
        ),
        Table::Bundle => (
            "INSERT INTO bundle (run_id, number, meaning, rule, pillar, severity, status, change, account, region,
                                 service, kind, findings, cents, first) ",
            "",
        ),
        Table::Resolved => ("INSERT INTO resolved (run_id, id, position, document) ", ""),
        Table::FindingState => {
            ("INSERT INTO finding_state (run_id, id, rule, scope, status, first_seen, last_seen, document) ", "")
        }
        Table::Resource => (
            "INSERT INTO resource (account, scope, kind, arn, id, region, document, details, first_seen, last_seen) ",
            " ON CONFLICT (account, scope, kind, arn, id) DO UPDATE SET
                  region = iif(excluded.last_seen >= last_seen, excluded.region, region),
                  document = iif(excluded.last_seen >= last_seen, excluded.document, document),
                  details = iif(excluded.last_seen >= last_seen, excluded.details, details),
                  first_seen = min(first_seen, excluded.first_seen),
                  last_seen = max(last_seen, excluded.last_seen)
              WHERE excluded.last_seen >= last_seen OR excluded.first_seen < first_seen",
        ),
    }
}

/// Brings the file to this program's version. All in one transaction that keeps other programs out, so that of two
/// that open a new file at once the second finds it made.
async fn migrate(db: &mut SqliteConnection, path: &str) -> Result<(), StoreError> {
    let mut transaction = db.begin_with("BEGIN IMMEDIATE").await.map_err(|e| foreign(e, path))?;
    ours_or_empty(&mut transaction, path).await?;
    sqlx::migrate!("migrations/sqlite").run(&mut *transaction).await.map_err(|e| match e {
        sqlx::migrate::MigrateError::VersionMissing(_) | sqlx::migrate::MigrateError::VersionTooNew(..) => {
            StoreError::Newer(path.to_owned())
        }
        other => StoreError::Open { path: path.to_owned(), reason: other.to_string() },
    })?;
    transaction.commit().await?;
    Ok(())
}

/// Switches the file to a write-ahead log, in which a writer does not stop readers. SQLite does not wait for others
/// here, whatever its busy timeout is, so we do.
async fn keep_readers_free(db: &mut SqliteConnection) -> Result<(), StoreError> {
    let pause = Duration::from_millis(20);
    let mut waited = Duration::ZERO;
    loop {
        match sqlx::query("PRAGMA journal_mode = WAL").execute(&mut *db).await.map_err(StoreError::from) {
            Err(StoreError::Locked(_)) if waited < PATIENCE => {
                tokio::time::sleep(pause).await;
                waited += pause;
            }
            other => return other.map(|_| ()),
        }
    }
}

/// A file with tables in it that tickmark did not make is left alone.
async fn ours_or_empty(db: &mut SqliteConnection, path: &str) -> Result<(), StoreError> {
    let id: i64 = sqlx::query("PRAGMA application_id").fetch_one(&mut *db).await.map_err(|e| foreign(e, path))?.get(0);
    let tables: i64 = sqlx::query("SELECT count(*) FROM sqlite_schema")
        .fetch_one(&mut *db)
        .await
        .map_err(|e| foreign(e, path))?
        .get(0);
    if id == APPLICATION_ID || (id == 0 && tables == 0) { Ok(()) } else { Err(StoreError::Foreign(path.to_owned())) }
}

/// Why the first look into a file failed: it is locked, or no database of ours.
fn foreign(error: sqlx::Error, path: &str) -> StoreError {
    match StoreError::from(error) {
        StoreError::Locked(why) => StoreError::Locked(why),
        _ => StoreError::Foreign(path.to_owned()),
    }
}
