//! The embedded store's part in watching and upkeep: a transaction that writes, and what only SQLite can say of itself.

use sqlx::Connection;

use super::check::{self, Vectors};
use super::sqlite::{Moment, Sqlite};
use super::upkeep::{self, Pruned, Pruning, Sweep, Upkeep};
use super::watch::{self, Figures, Several, Watch};
use super::{Answer, StoreError};
use crate::alarm::Earlier;
use crate::model::Report;

/// What SQLite checks of its file by itself.
const OWN: &[&str] = &[
    "SELECT 'the file: ' || integrity_check FROM pragma_integrity_check WHERE integrity_check <> 'ok'",
    "SELECT 'a row of ' || \"table\" || ' refers to no row of ' || parent || ' (' || count(*) || ' rows)'
     FROM pragma_foreign_key_check GROUP BY \"table\", parent",
    "SELECT 'meaning ' || hash || ' cannot be found by its words' FROM meaning
     WHERE hash NOT IN (SELECT hash FROM meaning_text)",
    "SELECT 'words of meaning ' || hash || ', which is not there' FROM meaning_text
     WHERE hash NOT IN (SELECT hash FROM meaning)",
];

impl Watch for Sqlite {
    fn earlier<'a>(&'a self, report: &'a Report, several: &'a Several) -> Answer<'a, Earlier> {
        Box::pin(async move { watch::earlier(&mut self.snapshot().await?, report, several).await })
    }

    fn figures(&self) -> Answer<'_, Vec<Figures>> {
        Box::pin(async { watch::figures(&mut self.snapshot().await?).await })
    }
}

impl Upkeep for Sqlite {
    fn prune<'a>(&'a self, plan: &'a Pruning) -> Answer<'a, Pruned> {
        Box::pin(async move { upkeep::prune(Moment(self.pool().begin_with("BEGIN IMMEDIATE").await?), plan).await })
    }

    fn compact(&self) -> Answer<'_, ()> {
        Box::pin(async {
            let mut db = self.pool().acquire().await?;
            sqlx::raw_sql("VACUUM; PRAGMA optimize; PRAGMA wal_checkpoint(TRUNCATE)").execute(&mut *db).await?;
            db.ping().await?;
            Ok(())
        })
    }

    fn check(&self) -> Answer<'_, Vec<String>> {
        Box::pin(async {
            let mut moment = self.snapshot().await?;
            check::check(&mut moment, OWN, Vectors::Bytes).await
        })
    }
}

impl Sweep for Moment {
    async fn change(&mut self, statement: &'static str, values: &[&str]) -> Result<u64, StoreError> {
        let query = values.iter().fold(sqlx::query(statement), |query, value| query.bind(value.to_string()));
        Ok(query.execute(&mut *self.0).await?.rows_affected())
    }

    /// The index of words has no key to delete by: one walk through it for all.
    async fn forget_texts(&mut self) -> Result<(), StoreError> {
        self.change("DELETE FROM meaning_text WHERE hash NOT IN (SELECT hash FROM meaning)", &[]).await?;
        Ok(())
    }

    async fn commit(self) -> Result<(), StoreError> {
        Ok(self.0.commit().await?)
    }
}
