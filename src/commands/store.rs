//! `tickmark store`

use std::process::ExitCode;

use anyhow::Context;

use super::{DONE, INCOMPLETE, load_rules, note, open_store, retention, say};
use crate::cli::{Prune, StoreArg, StoreCommand};
use crate::config::Config;
use crate::render::counted;
use crate::store::{Retention, copy, open};

pub async fn run(command: StoreCommand, config: Config) -> anyhow::Result<ExitCode> {
    match command {
        StoreCommand::Copy { from, to } => copied(&from, &to).await,
        StoreCommand::Prune(args) => prune(args, config).await,
        StoreCommand::Check(store) => check(store, config).await,
    }
}

async fn copied(from: &str, to: &str) -> anyhow::Result<ExitCode> {
    let from = open(from).await.context("FROM")?;
    let to = open(to).await.context("TO")?;
    let copied = copy(&*from, &*to, |run| note(&format!("copied {}", run.id))).await?;
    say(&format!("{} runs copied, {} were there already", copied.runs, copied.there))?;
    Ok(ExitCode::from(DONE))
}

async fn prune(args: Prune, config: Config) -> anyhow::Result<ExitCode> {
    let asked = Retention { days: args.keep_days, runs: args.keep_runs, conversations: args.conversations };
    let wanted = if asked.any() { asked } else { config.retention };
    if !wanted.any() {
        anyhow::bail!(
            "store prune: nothing says what to keep\nhint: --keep-days, --keep-runs or --conversations, or [retention] in tickmark.toml"
        );
    }
    let rules = load_rules(&[], &config)?;
    let store = open_store(args.store.store.as_ref(), &config).await?;
    let plan = retention::plan(wanted, rules.rules.iter(), args.dry_run);
    let pruned = store.upkeep().prune(&plan).await?;
    let word = if args.dry_run { "would delete" } else { "deleted" };
    for run in &pruned.runs {
        say(&format!("{word} run {run}"))?;
    }
    say(&retention::told(&pruned, args.dry_run))?;
    let abandoned = retention::abandoned(&*store, args.dry_run).await?;
    if abandoned > 0 {
        say(&format!("{word} what {} had read", counted(abandoned, "run that was cut off", "runs that were cut off")))?;
    }
    if !args.dry_run
        && !pruned.runs.is_empty()
        && let Err(error) = store.upkeep().compact().await
    {
        note(&format!("what was deleted still takes room, which new runs will use: {error}"));
    }
    Ok(ExitCode::from(DONE))
}

async fn check(args: StoreArg, config: Config) -> anyhow::Result<ExitCode> {
    let store = open_store(args.store.as_ref(), &config).await?;
    let problems = store.upkeep().check().await?;
    for problem in &problems {
        say(problem)?;
    }
    let runs = if problems.is_empty() { store.runs().await?.len() as u64 } else { 0 };
    match problems.len() as u64 {
        0 => say(&format!("the store is whole: {}", counted(runs, "run", "runs")))?,
        n => note(&format!("{} in the store", counted(n, "problem", "problems"))),
    }
    Ok(ExitCode::from(if problems.is_empty() { DONE } else { INCOMPLETE }))
}
