//! Moving a store's runs into another: from a file to the team's server, or back.

use std::collections::BTreeSet;

use super::{Existing, Store, StoreError};
use crate::model::Run;

/// What copying did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Copied {
    pub runs: u64,
    /// Runs that the other store had already, by their ids.
    pub there: u64,
}

/// Copies every run with its findings, states and resources, each in one transaction, oldest first, and tells of each
/// one that is done. What was copied before a failure stays, and the next attempt goes on behind it.
pub async fn copy(from: &dyn Store, to: &dyn Store, mut done: impl FnMut(&Run)) -> Result<Copied, StoreError> {
    let there: BTreeSet<String> = to.runs().await?.into_iter().map(|run| run.id).collect();
    let mut copied = Copied::default();
    for run in from.runs().await?.iter().rev() {
        // Asked again by the other store itself, since another program may be copying too.
        if there.contains(&run.id) || !to.put(run, Existing::Leave, from.rows(&run.id)).await? {
            copied.there += 1;
            continue;
        }
        copied.runs += 1;
        done(run);
    }
    Ok(copied)
}
