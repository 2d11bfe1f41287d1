//! What a run has read, kept while it is still going on, so that a run that was cut off goes on where it stopped, and
//! several processes can read one run together.
//!
//! The journal of an account holds lines as a recording does; who goes on plays them, and asks AWS for the rest.

use std::sync::Arc;
use std::time::Duration;

use futures_util::TryStreamExt;
use serde::{Deserialize, Serialize};
use tokio::sync::mpsc::{self, UnboundedReceiver, UnboundedSender};
use tokio::task::JoinHandle;

use crate::aws::Keep;
use crate::aws::recording::{self, Header, Player};
use crate::model::{CallError, CallKey, Page};
use crate::store::{Place, Store, StoreError};

/// What a run was asked: only one that was asked the same can go on with it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Asked {
    pub tool: String,
    /// SHA-256 over the chosen rules and their thresholds.
    pub rules: String,
    pub regions: Vec<String>,
    /// Empty where the accounts are what the configuration says.
    pub accounts: Vec<String>,
}

/// Lines wait no longer than this, and no more of them than this many bytes: what a kill can lose.
const PATIENCE: Duration = Duration::from_millis(200);
const ENOUGH: usize = 256 << 10;

/// Writes an account's journal, beside the reading.
pub struct Journalist {
    lines: UnboundedSender<Vec<u8>>,
    writing: JoinHandle<Result<(), StoreError>>,
}

/// The end of a [`Journalist`] that answers go into.
struct Pen(UnboundedSender<Vec<u8>>);

impl Keep for Pen {
    fn keep(&self, key: &CallKey, outcome: &Result<Vec<Page>, CallError>) {
        if let Some(line) = recording::line(key, outcome) {
            // Who does not take lines any more has failed, and says so at the end.
            let _ = self.0.send(line);
        }
    }
}

impl Journalist {
    pub fn start(store: Arc<dyn Store>, place: Place) -> Self {
        let (lines, taken) = mpsc::unbounded_channel();
        Journalist { lines, writing: tokio::spawn(write(store, place, taken)) }
    }

    pub fn pen(&self) -> Box<dyn Keep> {
        Box::new(Pen(self.lines.clone()))
    }

    /// Waits until all that was read is kept. Every pen must be gone by then.
    pub async fn finish(self) -> Result<(), StoreError> {
        drop(self.lines);
        self.writing.await.unwrap_or(Ok(()))
    }
}

async fn write(store: Arc<dyn Store>, place: Place, mut lines: UnboundedReceiver<Vec<u8>>) -> Result<(), StoreError> {
    let mut number = 0;
    while let Some(first) = lines.recv().await {
        let mut text = first;
        let flush = tokio::time::sleep(PATIENCE);
        tokio::pin!(flush);
        while text.len() < ENOUGH {
            tokio::select! {
                line = lines.recv() => match line {
                    Some(line) => text.extend_from_slice(&line),
                    None => break,
                },
                () = &mut flush => break,
            }
        }
        let body = zstd::encode_all(text.as_slice(), 3)?;
        store.journals().append(&place, number, body).await?;
        number += 1;
    }
    Ok(())
}

/// What was read of an account so far. Errors are part of it only where nobody will ask again.
pub async fn known(store: &dyn Store, journal: &str, header: Header, errors: bool) -> anyhow::Result<Player> {
    let account = header.account.clone();
    let parts: Vec<Vec<u8>> = store.journals().parts(journal, &account).try_collect().await?;
    Player::of_journal(header, parts, errors)
}
