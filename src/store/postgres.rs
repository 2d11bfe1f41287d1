//! The store that a team shares: a schema of a PostgreSQL database.

use std::collections::BTreeMap;
use std::str::FromStr;
use std::time::Duration;

use chrono::{DateTime, Utc};
use futures_util::TryStreamExt;
use futures_util::stream::{BoxStream, StreamExt};
use sqlx::postgres::{PgConnectOptions, PgConnection, PgPool, PgPoolOptions, PgRow};
use sqlx::{Connection, Row as _, Transaction};

use super::error::{plain, shown};
use super::history::{self, History, Past};
use super::journals::Journals;
use super::postgres_insert::{columns, insert, unguarded};
use super::postgres_schema::migrate;
use super::pricing::Pricing;
use super::questions::Questions;
use super::read::{self, Snapshot};
use super::rows::{Row, Rows};
use super::schedules::Schedules;
use super::upkeep::Upkeep;
use super::watch::Watch;
use super::write::{self, Writing};
use super::{Answer, Existing, Flow, Store, StoreError};
use crate::change::{StateStatus, States};
use crate::model::{Report, Run};

/// How long a writer waits for another.
const PATIENCE: Duration = Duration::from_secs(30);

/// How long a server may take to let us in.
const GREETING: Duration = Duration::from_secs(10);

pub struct Postgres {
    pool: PgPool,
}

impl Postgres {
    pub async fn open(address: &str) -> Result<Self, StoreError> {
        let options = PgConnectOptions::from_str(address).map_err(|_| StoreError::Address(shown(address)))?;
        let options = options.application_name("tickmark");
        let path = place(&options);
        let fail = |reason: String| StoreError::Open { path: path.clone(), reason };
        // The pool would try again for as long as a server refuses, so the first connection is not made by it.
        let first = tokio::time::timeout(GREETING, PgConnection::connect_with(&options)).await;
        let mut first = first
            .map_err(|_| fail(format!("no answer in {} seconds", GREETING.as_secs())))?
            .map_err(|e| fail(plain(&e)))?;
        patient(&mut first, "SELECT set_config('lock_timeout', $1, false)").await?;
        migrate(&mut first, &path).await?;
        first.close().await.map_err(|e| fail(plain(&e)))?;
        let pool = PgPoolOptions::new()
            .max_connections(4)
            .test_before_acquire(false)
            .acquire_timeout(PATIENCE)
            .connect_with(options)
            .await;
        Ok(Postgres { pool: pool.map_err(|e| fail(plain(&e)))? })
    }

    pub(super) fn pool(&self) -> &PgPool {
        &self.pool
    }

    pub(super) async fn snapshot(&self) -> Result<Moment, StoreError> {
        Ok(Moment(self.pool.begin_with("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY").await?))
    }

    /// A transaction that writes, and waits for others as long as a writer does.
    pub(super) async fn patient(&self) -> Result<Transaction<'static, sqlx::Postgres>, StoreError> {
        let mut transaction = self.pool.begin().await?;
        patient(&mut transaction, "SELECT set_config('lock_timeout', $1, true)").await?;
        Ok(transaction)
    }

    /// One writer for each account: of two that replace one run at once, the second would meet the first one's rows.
    pub(super) async fn lock(&self, db: &mut PgConnection, account: &str) -> Result<(), StoreError> {
        sqlx::query("SELECT pg_advisory_xact_lock(hashtextextended('tickmark ' || current_schema() || ' ' || $1, 0))")
            .bind(account)
            .execute(db)
            .await?;
        Ok(())
    }

    async fn writer(&self, account: &str) -> Result<Writer, StoreError> {
        let mut transaction = self.patient().await?;
        self.lock(&mut transaction, account).await?;
        Ok(Writer(transaction))
    }
}

/// Where a store is, for its user: without the password that the address may hold.
fn place(options: &PgConnectOptions) -> String {
    let host = options.get_socket().map_or_else(|| options.get_host().into(), |path| path.to_string_lossy());
    let database = options.get_database().unwrap_or_else(|| options.get_username());
    format!("postgres://{host}:{}/{database}", options.get_port())
}

async fn patient(db: &mut PgConnection, query: &'static str) -> Result<(), StoreError> {
    sqlx::query(query).bind(format!("{}ms", PATIENCE.as_millis())).execute(db).await?;
    Ok(())
}

impl Store for Postgres {
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
        true
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
        Box::pin(async move { write::keep(self.writer(&run.account).await?, &run.id, existing, rows).await })
    }
}

impl History for Postgres {
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

pub(super) struct Moment(pub(super) Transaction<'static, sqlx::Postgres>);

impl Snapshot for Moment {
    fn rows<'a>(&'a mut self, query: &'static str, values: &'a [&'a str]) -> BoxStream<'a, Result<Row, StoreError>> {
        let query = values.iter().fold(sqlx::query(query), |query, value| query.bind(*value));
        query.fetch(&mut *self.0).map_err(StoreError::from).and_then(async |row| texts(&row)).boxed()
    }
}

fn texts(row: &PgRow) -> Result<Row, StoreError> {
    (0..row.len()).map(|at| Ok(row.try_get::<Option<String>, _>(at)?.map(unguarded))).collect()
}

struct Writer(Transaction<'static, sqlx::Postgres>);

impl Writing for Writer {
    async fn has(&mut self, run: &str) -> Result<bool, StoreError> {
        let found = sqlx::query("SELECT 1 FROM run WHERE id = $1").bind(run).fetch_optional(&mut *self.0).await?;
        Ok(found.is_some())
    }

    async fn forget(&mut self, run: &str) -> Result<(), StoreError> {
        sqlx::query("DELETE FROM run WHERE id = $1").bind(run).execute(&mut *self.0).await?;
        Ok(())
    }

    async fn put(&mut self, rows: &Rows) -> Result<(), StoreError> {
        let columns = columns(rows);
        let query = columns.iter().fold(sqlx::query(insert(rows.table)), |query, column| query.bind(column));
        query.execute(&mut *self.0).await?;
        Ok(())
    }

    async fn commit(self) -> Result<(), StoreError> {
        Ok(self.0.commit().await?)
    }
}
