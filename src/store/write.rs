//! How a run gets into a store: in one transaction, or not at all.

use futures_util::TryStreamExt;

use super::rows::Rows;
use super::{Existing, Flow, StoreError};

/// A transaction that no other writer of the same account's runs is beside. Dropped without a commit it did nothing.
pub(super) trait Writing: Send {
    fn has(&mut self, run: &str) -> impl Future<Output = Result<bool, StoreError>> + Send;
    /// Takes out a run with all that belongs to it; resources stay.
    fn forget(&mut self, run: &str) -> impl Future<Output = Result<(), StoreError>> + Send;
    fn put(&mut self, rows: &Rows) -> impl Future<Output = Result<(), StoreError>> + Send;
    fn commit(self) -> impl Future<Output = Result<(), StoreError>> + Send;
}

/// False where the run was there and was to be left.
pub(super) async fn keep(
    mut to: impl Writing,
    run: &str,
    existing: Existing,
    mut rows: Flow<'_>,
) -> Result<bool, StoreError> {
    if to.has(run).await? {
        match existing {
            Existing::Leave => return Ok(false),
            Existing::Replace => to.forget(run).await?,
        }
    }
    while let Some(portion) = rows.try_next().await? {
        to.put(&portion).await?;
    }
    to.commit().await?;
    Ok(true)
}
