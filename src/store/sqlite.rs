//! The embedded store: one file.

use std::sync::Arc;
use std::time::Duration;

use chrono::{DateTime, SecondsFormat, Utc};
use serde::de::DeserializeOwned;
use sqlx::sqlite::{SqliteConnectOptions, SqliteConnection, SqlitePool, SqlitePoolOptions};
use sqlx::{Connection, Row};

use super::{Answer, Kept, KeptResource, Store, StoreError};
use crate::change::{Standing, State, StateStatus, States};
use crate::model::{CoverageRow, Finding, Report, Resolved, RuleCount, Run};

/// What migration 1 writes into the file's header: "tick".
const APPLICATION_ID: i64 = 1_953_063_787;

/// How long a writer waits for another.
const PATIENCE: Duration = Duration::from_secs(30);

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

    async fn write(&self, kept: &Kept<'_>) -> Result<(), StoreError> {
        let mut transaction = self.pool.begin_with("BEGIN IMMEDIATE").await?;
        let db = &mut *transaction;
        let run = &kept.report.run;
        sqlx::query("DELETE FROM run WHERE id = ?").bind(&run.id).execute(&mut *db).await?;
        sqlx::query("INSERT INTO run (id, account, started, finished, document) VALUES (?, ?, ?, ?, ?)")
            .bind(&run.id)
            .bind(&run.account)
            .bind(stamp(run.started))
            .bind(stamp(run.finished))
            .bind(serde_json::to_string(run)?)
            .execute(&mut *db)
            .await?;
        for row in &kept.report.coverage {
            write_call(db, &run.id, row).await?;
        }
        for count in &kept.report.rules {
            sqlx::query("INSERT INTO rule_count (run_id, rule, document) VALUES (?, ?, ?)")
                .bind(&run.id)
                .bind(&count.id)
                .bind(serde_json::to_string(count)?)
                .execute(&mut *db)
                .await?;
        }
        for finding in &kept.report.findings {
            write_finding(db, &run.id, finding).await?;
        }
        for (position, resolved) in (0_i64..).zip(&kept.report.resolved) {
            sqlx::query("INSERT INTO resolved (run_id, id, position, document) VALUES (?, ?, ?, ?)")
                .bind(&run.id)
                .bind(&resolved.id)
                .bind(position)
                .bind(serde_json::to_string(resolved)?)
                .execute(&mut *db)
                .await?;
        }
        for (id, state) in kept.states {
            write_state(db, &run.id, id, state).await?;
        }
        for resource in &kept.resources {
            write_resource(db, run, resource).await?;
        }
        transaction.commit().await?;
        Ok(())
    }

    async fn read_before(&self, account: &str, moment: DateTime<Utc>) -> Result<Option<(Run, States)>, StoreError> {
        let found = sqlx::query(
            "SELECT document FROM run WHERE account = ? AND started < ? ORDER BY started DESC, id DESC LIMIT 1",
        )
        .bind(account)
        .bind(stamp(moment))
        .fetch_optional(&self.pool)
        .await?;
        let Some(row) = found else { return Ok(None) };
        let run: Run = serde_json::from_str(row.get("document"))?;
        let rows = sqlx::query(
            "SELECT id, scope, status, first_seen, last_seen, document FROM finding_state WHERE run_id = ?",
        )
        .bind(&run.id)
        .fetch_all(&self.pool)
        .await?;
        let states = rows.iter().map(|row| Ok((row.get("id"), state(row)?))).collect::<Result<States, StoreError>>()?;
        Ok(Some((run, states)))
    }

    async fn read_report(&self, id: Option<&str>) -> Result<Option<Report>, StoreError> {
        let query = match id {
            Some(id) => sqlx::query("SELECT document FROM run WHERE id = ?").bind(id),
            None => sqlx::query("SELECT document FROM run ORDER BY started DESC, id DESC LIMIT 1"),
        };
        let Some(row) = query.fetch_optional(&self.pool).await? else { return Ok(None) };
        let run: Run = serde_json::from_str(row.get("document"))?;
        let calls = sqlx::query("SELECT * FROM call WHERE run_id = ? ORDER BY account, region, service, operation")
            .bind(&run.id)
            .fetch_all(&self.pool)
            .await?;
        let coverage = calls.iter().map(call).collect::<Result<_, StoreError>>()?;
        let rules: Vec<RuleCount> =
            self.documents("SELECT document FROM rule_count WHERE run_id = ? ORDER BY rule", &run.id).await?;
        let findings: Vec<Arc<Finding>> =
            self.documents("SELECT document FROM finding WHERE run_id = ? ORDER BY rank", &run.id).await?;
        let resolved: Vec<Resolved> =
            self.documents("SELECT document FROM resolved WHERE run_id = ? ORDER BY position", &run.id).await?;
        Ok(Some(Report { run, coverage, rules, findings, resolved }))
    }

    async fn documents<T: DeserializeOwned>(&self, query: &'static str, run: &str) -> Result<Vec<T>, StoreError> {
        let rows = sqlx::query(query).bind(run).fetch_all(&self.pool).await?;
        rows.iter().map(|row| Ok(serde_json::from_str(row.get("document"))?)).collect()
    }
}

impl Store for Sqlite {
    fn before<'a>(&'a self, account: &'a str, moment: DateTime<Utc>) -> Answer<'a, Option<(Run, States)>> {
        Box::pin(self.read_before(account, moment))
    }

    fn save<'a>(&'a self, run: &'a Kept<'a>) -> Answer<'a, ()> {
        Box::pin(self.write(run))
    }

    fn runs(&self) -> Answer<'_, Vec<Run>> {
        Box::pin(async {
            let rows =
                sqlx::query("SELECT document FROM run ORDER BY started DESC, id DESC").fetch_all(&self.pool).await?;
            rows.iter().map(|row| Ok(serde_json::from_str(row.get("document"))?)).collect()
        })
    }

    fn report<'a>(&'a self, id: Option<&'a str>) -> Answer<'a, Option<Report>> {
        Box::pin(self.read_report(id))
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

fn plain(error: &sqlx::Error) -> String {
    error.as_database_error().map_or_else(|| error.to_string(), |e| e.message().to_owned())
}

/// Times as text that sorts as time: always nine digits of fraction.
fn stamp(time: DateTime<Utc>) -> String {
    time.to_rfc3339_opts(SecondsFormat::Nanos, true)
}

async fn write_call(db: &mut SqliteConnection, run: &str, row: &CoverageRow) -> Result<(), StoreError> {
    sqlx::query("INSERT INTO call (run_id, account, region, service, operation, status, calls, error, rules) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)")
        .bind(run)
        .bind(&row.account)
        .bind(&row.region)
        .bind(&row.service)
        .bind(&row.operation)
        .bind(row.status.word())
        .bind(i64::try_from(row.calls).unwrap_or(i64::MAX))
        .bind(&row.error)
        .bind(serde_json::to_string(&row.rules_affected)?)
        .execute(db)
        .await?;
    Ok(())
}

fn call(row: &sqlx::sqlite::SqliteRow) -> Result<CoverageRow, StoreError> {
    let calls: i64 = row.get("calls");
    Ok(CoverageRow {
        account: row.get("account"),
        region: row.get("region"),
        service: row.get("service"),
        operation: row.get("operation"),
        status: serde_json::from_value(serde_json::Value::String(row.get("status")))?,
        error: row.get("error"),
        calls: u64::try_from(calls).unwrap_or_default(),
        rules_affected: serde_json::from_str(row.get("rules"))?,
    })
}

async fn write_finding(db: &mut SqliteConnection, run: &str, f: &Finding) -> Result<(), StoreError> {
    sqlx::query("INSERT INTO finding (run_id, id, rank, rule, pillar, severity, status, account, region, kind, resource, arn, document) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)")
        .bind(run)
        .bind(&f.id)
        .bind(i64::try_from(f.rank).unwrap_or(i64::MAX))
        .bind(&f.rule)
        .bind(f.pillar.word())
        .bind(f.severity.word())
        .bind(f.status.word())
        .bind(&f.account)
        .bind(&f.region)
        .bind(&f.kind)
        .bind(&f.resource)
        .bind(&f.arn)
        .bind(serde_json::to_string(f)?)
        .execute(db)
        .await?;
    Ok(())
}

async fn write_state(db: &mut SqliteConnection, run: &str, id: &str, state: &State) -> Result<(), StoreError> {
    sqlx::query("INSERT INTO finding_state (run_id, id, rule, scope, status, first_seen, last_seen, document) VALUES (?, ?, ?, ?, ?, ?, ?, ?)")
        .bind(run)
        .bind(id)
        .bind(&state.finding.rule)
        .bind(&state.standing.scope)
        .bind(state.standing.status.word())
        .bind(stamp(state.standing.first_seen))
        .bind(stamp(state.standing.last_seen))
        .bind(serde_json::to_string(&state.finding)?)
        .execute(db)
        .await?;
    Ok(())
}

fn state(row: &sqlx::sqlite::SqliteRow) -> Result<State, StoreError> {
    let word: String = row.get("status");
    let status = StateStatus::ALL.into_iter().find(|s| s.word() == word).unwrap_or(StateStatus::Unknown);
    let time = |name: &str| row.get::<String, _>(name).parse::<DateTime<Utc>>().unwrap_or_default();
    let finding = serde_json::from_str(row.get("document"))?;
    let (first_seen, last_seen) = (time("first_seen"), time("last_seen"));
    Ok(State { standing: Standing { scope: row.get("scope"), status, first_seen, last_seen }, finding })
}

async fn write_resource(db: &mut SqliteConnection, run: &Run, r: &KeptResource<'_>) -> Result<(), StoreError> {
    let now = stamp(run.started);
    sqlx::query(
        "INSERT INTO resource (account, scope, kind, arn, id, region, document, details, first_seen, last_seen)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?9)
         ON CONFLICT (account, scope, kind, arn, id) DO UPDATE SET
             region = excluded.region, document = excluded.document, details = excluded.details,
             first_seen = min(first_seen, excluded.first_seen), last_seen = max(last_seen, excluded.last_seen)
         WHERE excluded.last_seen >= last_seen",
    )
    .bind(&run.account)
    .bind(r.scope)
    .bind(r.kind)
    .bind(r.arn)
    .bind(r.id)
    .bind(r.region)
    .bind(r.document)
    .bind(&r.details)
    .bind(now)
    .execute(db)
    .await?;
    Ok(())
}
