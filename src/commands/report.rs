//! `tickmark report`

use std::process::ExitCode;

use anyhow::Context;

use super::{DONE, audit, history, open_store, out_folder, say, writable};
use crate::cli;
use crate::config::Config;
use crate::render;

pub async fn run(args: cli::ReportArgs, config: Config) -> anyhow::Result<ExitCode> {
    if render::format(&args.format).is_none() {
        anyhow::bail!("--format: {} is none of {}", args.format, render::names());
    }
    let store = open_store(args.store.store.as_ref(), &config).await?;
    let mut report =
        store.report(args.run.as_deref()).await?.context("the store holds no such run (tickmark runs lists them)")?;
    if let Some(since) = args.since {
        let states = store.history().states(&report.run.id).await?;
        report.trend.since = history::since(&*store, &report, &states, since).await?;
    }
    let out = out_folder(args.out.as_ref(), &config);
    writable(&out)?;
    let folder = out.join(&report.run.account);
    let files = audit::write(&report, &args.format, &folder)?;
    say(&files.iter().map(|f| folder.join(f).display().to_string()).collect::<Vec<_>>().join("\n"))?;
    Ok(ExitCode::from(DONE))
}
