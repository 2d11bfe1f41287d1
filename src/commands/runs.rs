//! `tickmark runs`

use std::process::ExitCode;

use super::{DONE, open_store, say};
use crate::cli;
use crate::config::Config;

pub async fn run(args: cli::Runs, config: Config) -> anyhow::Result<ExitCode> {
    let store = open_store(args.store.store.as_ref(), &config).await?;
    let runs = store.runs().await?;
    if args.json {
        say(&serde_json::to_string_pretty(&runs)?)?;
        return Ok(ExitCode::from(DONE));
    }
    let lines: Vec<String> = runs
        .iter()
        .map(|r| {
            format!(
                "{}  {}  {}  {} rules, {} resources, {} calls",
                r.id,
                r.started.format("%Y-%m-%d %H:%M"),
                r.account,
                r.rules,
                r.resources,
                r.calls
            )
        })
        .collect();
    say(&if lines.is_empty() { "no runs yet: tickmark audit makes one".to_owned() } else { lines.join("\n") })?;
    Ok(ExitCode::from(DONE))
}
