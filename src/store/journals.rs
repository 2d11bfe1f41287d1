//! What unfinished runs have read so far: a run that was cut off goes on from here, and what several processes read
//! is put together from here.

use chrono::{DateTime, Utc};
use futures_util::stream::{BoxStream, StreamExt, TryStreamExt};
use sqlx::Row as _;

use super::postgres::Postgres;
use super::rows::stamp;
use super::sqlite::Sqlite;
use super::{Answer, StoreError};

/// An unfinished run, of one account or of many.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Journal {
    pub name: String,
    pub started: DateTime<Utc>,
    /// What was asked for, JSON; only those who write it understand it.
    pub document: String,
}

/// How far an account of it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Leg {
    pub account: String,
    pub done: bool,
    /// Begun: who and where; done: the run in short. JSON.
    pub document: String,
}

/// Where a part belongs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    pub journal: String,
    pub account: String,
    /// The process that reads.
    pub writer: String,
}

pub trait Journals: Send + Sync {
    /// Begins a journal. Where there is one of this name already, that one counts, and is returned.
    fn begin<'a>(&'a self, journal: &'a Journal) -> Answer<'a, Journal>;
    /// All that are not finished, newest first.
    fn unfinished(&self) -> Answer<'_, Vec<Journal>>;
    /// Begins an account. Where that was done already, that one counts, and is returned.
    fn enter<'a>(&'a self, journal: &'a str, leg: &'a Leg) -> Answer<'a, Leg>;
    /// Its accounts, in the order of their ids.
    fn legs<'a>(&'a self, journal: &'a str) -> Answer<'a, Vec<Leg>>;
    /// Notes that an account is done, and lets go of what was read of it.
    fn done<'a>(&'a self, journal: &'a str, leg: &'a Leg) -> Answer<'a, ()>;
    fn append<'a>(&'a self, place: &'a Place, number: i64, body: Vec<u8>) -> Answer<'a, ()>;
    /// What was read of an account, each writer's parts in order.
    fn parts<'a>(&'a self, journal: &'a str, account: &'a str) -> BoxStream<'a, Result<Vec<u8>, StoreError>>;
    /// Notes that a share of the reading is done.
    fn shard_done<'a>(&'a self, journal: &'a str, shard: u32, shards: u32) -> Answer<'a, ()>;
    /// The shares that are done, in order, with how many there were to be.
    fn shards_done<'a>(&'a self, journal: &'a str) -> Answer<'a, Vec<(u32, u32)>>;
    /// Takes a journal away, finished or given up.
    fn forget<'a>(&'a self, journal: &'a str) -> Answer<'a, ()>;
}

fn started(text: &str) -> DateTime<Utc> {
    text.parse().unwrap_or_default()
}

/// Both databases understand these statements; they differ in the types that their rows have.
macro_rules! journals {
    ($store:ty) => {
        impl Journals for $store {
            fn begin<'a>(&'a self, journal: &'a Journal) -> Answer<'a, Journal> {
                Box::pin(async move {
                    sqlx::query("INSERT INTO journal (name, started, document) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING")
                        .bind(&journal.name)
                        .bind(stamp(journal.started))
                        .bind(&journal.document)
                        .execute(self.pool())
                        .await?;
                    let row = sqlx::query("SELECT started, document FROM journal WHERE name = $1")
                        .bind(&journal.name)
                        .fetch_one(self.pool())
                        .await?;
                    Ok(Journal { name: journal.name.clone(), started: started(row.try_get(0)?), document: row.try_get(1)? })
                })
            }

            fn unfinished(&self) -> Answer<'_, Vec<Journal>> {
                Box::pin(async move {
                    let rows = sqlx::query("SELECT name, started, document FROM journal ORDER BY started DESC, name DESC")
                        .fetch_all(self.pool())
                        .await?;
                    rows.iter()
                        .map(|row| {
                            let started = started(row.try_get(1)?);
                            Ok(Journal { name: row.try_get(0)?, started, document: row.try_get(2)? })
                        })
                        .collect()
                })
            }

            fn enter<'a>(&'a self, journal: &'a str, leg: &'a Leg) -> Answer<'a, Leg> {
                Box::pin(async move {
                    sqlx::query(
                        "INSERT INTO journal_account (journal, account, state, document) VALUES ($1, $2, 'begun', $3)
                         ON CONFLICT DO NOTHING",
                    )
                    .bind(journal)
                    .bind(&leg.account)
                    .bind(&leg.document)
                    .execute(self.pool())
                    .await?;
                    let legs = self.legs(journal).await?;
                    Ok(legs.into_iter().find(|l| l.account == leg.account).unwrap_or_else(|| leg.clone()))
                })
            }

            fn legs<'a>(&'a self, journal: &'a str) -> Answer<'a, Vec<Leg>> {
                Box::pin(async move {
                    let query = "SELECT account, state, document FROM journal_account WHERE journal = $1 ORDER BY account";
                    let rows = sqlx::query(query).bind(journal).fetch_all(self.pool()).await?;
                    rows.iter()
                        .map(|row| {
                            let state: &str = row.try_get(1)?;
                            Ok(Leg { account: row.try_get(0)?, done: state == "done", document: row.try_get(2)? })
                        })
                        .collect()
                })
            }

            fn done<'a>(&'a self, journal: &'a str, leg: &'a Leg) -> Answer<'a, ()> {
                Box::pin(async move {
                    let mut transaction = self.pool().begin().await?;
                    sqlx::query(
                        "INSERT INTO journal_account (journal, account, state, document) VALUES ($1, $2, 'done', $3)
                         ON CONFLICT (journal, account) DO UPDATE SET state = 'done', document = excluded.document",
                    )
                    .bind(journal)
                    .bind(&leg.account)
                    .bind(&leg.document)
                    .execute(&mut *transaction)
                    .await?;
                    sqlx::query("DELETE FROM journal_part WHERE journal = $1 AND account = $2")
                        .bind(journal)
                        .bind(&leg.account)
                        .execute(&mut *transaction)
                        .await?;
                    Ok(transaction.commit().await?)
                })
            }

            fn append<'a>(&'a self, place: &'a Place, number: i64, body: Vec<u8>) -> Answer<'a, ()> {
                Box::pin(async move {
                    sqlx::query(
                        "INSERT INTO journal_part (journal, account, writer, number, body) VALUES ($1, $2, $3, $4, $5)",
                    )
                    .bind(&place.journal)
                    .bind(&place.account)
                    .bind(&place.writer)
                    .bind(number)
                    .bind(body)
                    .execute(self.pool())
                    .await?;
                    Ok(())
                })
            }

            fn parts<'a>(&'a self, journal: &'a str, account: &'a str) -> BoxStream<'a, Result<Vec<u8>, StoreError>> {
                let query = "SELECT body FROM journal_part WHERE journal = $1 AND account = $2 ORDER BY writer, number";
                let rows = sqlx::query(query).bind(journal).bind(account).fetch(self.pool());
                rows.map_err(StoreError::from).and_then(async |row| Ok(row.try_get(0)?)).boxed()
            }

            fn shard_done<'a>(&'a self, journal: &'a str, shard: u32, shards: u32) -> Answer<'a, ()> {
                Box::pin(async move {
                    sqlx::query(
                        "INSERT INTO journal_shard (journal, shard, shards) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING",
                    )
                    .bind(journal)
                    .bind(i64::from(shard))
                    .bind(i64::from(shards))
                    .execute(self.pool())
                    .await?;
                    Ok(())
                })
            }

            fn shards_done<'a>(&'a self, journal: &'a str) -> Answer<'a, Vec<(u32, u32)>> {
                Box::pin(async move {
                    let query = "SELECT shard, shards FROM journal_shard WHERE journal = $1 ORDER BY shard";
                    let rows = sqlx::query(query).bind(journal).fetch_all(self.pool()).await?;
                    let number = |n: i64| u32::try_from(n).unwrap_or_default();
                    rows.iter().map(|row| Ok((number(row.try_get(0)?), number(row.try_get(1)?)))).collect()
                })
            }

            fn forget<'a>(&'a self, journal: &'a str) -> Answer<'a, ()> {
                Box::pin(async move {
                    sqlx::query("DELETE FROM journal WHERE name = $1").bind(journal).execute(self.pool()).await?;
                    Ok(())
                })
            }
        }
    };
}
journals!(Sqlite);
journals!(Postgres);
