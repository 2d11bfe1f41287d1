//! `tickmark deliver`, and what an audit does when its reports are written.

use std::path::Path;
use std::process::ExitCode;

use anyhow::Context;

use super::{DONE, INCOMPLETE, audit, note, open_store, out_folder, writable};
use crate::cli;
use crate::config::{Config, environment};
use crate::deliver::{self, Delivery, Done, Parcel};
use crate::model::Digest;

pub async fn run(args: cli::DeliverArgs, config: Config) -> anyhow::Result<ExitCode> {
    let deliveries = named(&args.names, &config, "NAME")?;
    if deliveries.is_empty() {
        anyhow::bail!("nothing says where to\nhint: name a [deliver.NAME] of tickmark.toml, or set deliver_to there");
    }
    let store = open_store(args.store.store.as_ref(), &config).await?;
    let report =
        store.report(args.run.as_deref()).await?.context("the store holds no such run (tickmark runs lists them)")?;
    let out = out_folder(args.out.as_ref(), &config);
    writable(&out)?;
    // What is delivered is this run, whatever has been written there since.
    for format in ["markdown", "json"] {
        audit::write(&report, format, &out.join(&report.run.account))?;
    }
    let whole = hand_over(&deliveries, &out, &[Digest::of(&report)], true).await;
    Ok(ExitCode::from(if whole { DONE } else { INCOMPLETE }))
}

/// Who gets the reports of an audit. What tickmark.toml says is for audits: a demo goes only where `--deliver` says.
pub fn chosen(args: &cli::Audit, config: &Config) -> anyhow::Result<Vec<Delivery>> {
    if args.demo && args.deliver.is_empty() {
        return Ok(Vec::new());
    }
    named(&args.deliver, config, "--deliver")
}

fn named(names: &[String], config: &Config, option: &str) -> anyhow::Result<Vec<Delivery>> {
    let (names, source) = if names.is_empty() { (&config.deliver_to[..], "deliver_to") } else { (names, option) };
    config.deliver.choose(names, environment).map_err(|wrong| anyhow::anyhow!("{source}: {wrong}"))
}

/// Delivers, and says on standard error what became of it. False where one failed: the others were tried all the same.
pub async fn hand_over(deliveries: &[Delivery], out: &Path, digests: &[Digest], always: bool) -> bool {
    let outcomes = deliver::all(deliveries, &Parcel { out, digests }, always).await;
    for outcome in &outcomes {
        let name = &outcome.name;
        match &outcome.result {
            Ok(Done::Delivered(words)) => note(&format!("delivery {name}: {words}")),
            Ok(Done::NotDue(words)) => note(&format!("delivery {name}: nothing sent, {words}")),
            Err(error) => note(&format!("delivery {name} failed: {error:#}")),
        }
    }
    outcomes.iter().all(|outcome| outcome.result.is_ok())
}
