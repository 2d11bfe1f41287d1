//! `tickmark store`

use std::process::ExitCode;

use anyhow::Context;

use super::{DONE, note, say};
use crate::cli::StoreCommand;
use crate::store::{copy, open};

pub async fn run(command: StoreCommand) -> anyhow::Result<ExitCode> {
    let StoreCommand::Copy { from, to } = command;
    let from = open(&from).await.context("FROM")?;
    let to = open(&to).await.context("TO")?;
    let copied = copy(&*from, &*to, |run| note(&format!("copied {}", run.id))).await?;
    say(&format!("{} runs copied, {} were there already", copied.runs, copied.there))?;
    Ok(ExitCode::from(DONE))
}
