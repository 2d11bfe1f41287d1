//! The shared store's part in watching and upkeep: a transaction that no writer is beside.

use futures_util::TryStreamExt;

use super::check::{self, Vectors};
use super::postgres::{Moment, Postgres};
use super::postgres_insert::guarded;
use super::read::Snapshot;
use super::upkeep::{self, Pruned, Pruning, Sweep, Upkeep};
use super::watch::{self, Figures, Several, Watch};
use super::{Answer, StoreError};
use crate::alarm::Earlier;
use crate::model::Report;

/// References are PostgreSQL's to keep; a restore or an administrator may have told it not to.
const OWN: &[&str] = &[
    "SELECT 'a row of ' || part || ' is of run ' || run_id || ', which is not there' FROM (
         SELECT 'call' AS part, run_id FROM call UNION SELECT 'rule_count', run_id FROM rule_count
         UNION SELECT 'section', run_id FROM section UNION SELECT 'finding', run_id FROM finding
         UNION SELECT 'bundle', run_id FROM bundle UNION SELECT 'resolved', run_id FROM resolved
         UNION SELECT 'finding_state', run_id FROM finding_state) AS held
     WHERE run_id NOT IN (SELECT id FROM run) ORDER BY 1",
    "SELECT 'bundle ' || number || ' of run ' || run_id || ' refers to meaning ' || meaning || ', which is not there'
     FROM bundle WHERE meaning NOT IN (SELECT hash FROM meaning) ORDER BY run_id, number",
    "SELECT 'a vector refers to meaning ' || meaning || ', which is not there'
     FROM embedding WHERE meaning NOT IN (SELECT hash FROM meaning) ORDER BY meaning",
    "SELECT 'the reference ' || conname || ' of ' || conrelid::regclass::text || ' was never held against its rows'
     FROM pg_constraint
     WHERE contype = 'f' AND NOT convalidated AND connamespace = current_schema()::regnamespace ORDER BY 1",
];

impl Watch for Postgres {
    fn earlier<'a>(&'a self, report: &'a Report, several: &'a Several) -> Answer<'a, Earlier> {
        Box::pin(async move { watch::earlier(&mut self.snapshot().await?, report, several).await })
    }

    fn figures(&self) -> Answer<'_, Vec<Figures>> {
        Box::pin(async { watch::figures(&mut self.snapshot().await?).await })
    }
}

impl Upkeep for Postgres {
    fn prune<'a>(&'a self, plan: &'a Pruning) -> Answer<'a, Pruned> {
        Box::pin(async move {
            let mut transaction = Moment(self.patient().await?);
            let query = "SELECT DISTINCT account FROM run ORDER BY account";
            let accounts: Vec<_> = transaction.rows(query, &[]).try_collect().await?;
            // In one order, so that two that prune at once wait for each other and not both.
            for account in accounts.into_iter().flatten().flatten() {
                self.lock(&mut transaction.0, &account).await?;
            }
            upkeep::prune(transaction, plan).await
        })
    }

    fn compact(&self) -> Answer<'_, ()> {
        Box::pin(async {
            for table in ["finding", "finding_state", "resource", "bundle", "call", "meaning", "embedding"] {
                let vacuum = sqlx::AssertSqlSafe(format!("VACUUM (ANALYZE) {table}"));
                sqlx::raw_sql(vacuum).execute(self.pool()).await?;
            }
            Ok(())
        })
    }

    fn check(&self) -> Answer<'_, Vec<String>> {
        Box::pin(async {
            let mut moment = self.snapshot().await?;
            check::check(&mut moment, OWN, Vectors::Pgvector).await
        })
    }
}

impl Sweep for Moment {
    async fn change(&mut self, statement: &'static str, values: &[&str]) -> Result<u64, StoreError> {
        let values: Vec<String> = values.iter().map(|value| guarded(value).into_owned()).collect();
        let query = values.iter().fold(sqlx::query(statement), |query, value| query.bind(value));
        Ok(query.execute(&mut *self.0).await?.rows_affected())
    }

    async fn forget_texts(&mut self) -> Result<(), StoreError> {
        Ok(())
    }

    async fn commit(self) -> Result<(), StoreError> {
        Ok(self.0.commit().await?)
    }
}
