//! `tickmark metrics`, and the file that is written after each audit.

use std::path::Path;
use std::process::ExitCode;

use anyhow::Context;

use super::{DONE, open_store, print};
use crate::alarm::Alerts;
use crate::cli;
use crate::clock;
use crate::config::Config;
use crate::store::Store;
use crate::telemetry::metrics;

pub async fn run(args: cli::MetricsArgs, config: Config) -> anyhow::Result<ExitCode> {
    let store = open_store(args.store.store.as_ref(), &config).await?;
    print(&text(&*store, config.alerts).await?)?;
    Ok(ExitCode::from(DONE))
}

/// What the store's newest runs say, as metrics.
async fn text(store: &dyn Store, alerts: Alerts) -> anyhow::Result<String> {
    let figures = store.watch().figures().await?;
    metrics::text(&figures, alerts, clock::now()).context("metrics could not be written as text")
}

/// Before an audit: the folder that the file goes into must be there.
pub fn writable(file: &Path) -> anyhow::Result<()> {
    let folder = file.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    if file.file_name().is_none() || !folder.is_dir() {
        anyhow::bail!(
            "metrics.file: {} cannot be written: {} is no folder\nhint: it is the folder of node_exporter's --collector.textfile.directory",
            file.display(),
            folder.display()
        );
    }
    Ok(())
}

/// Writes the whole file beside its place and renames it, so that a collector never reads half of it. The name of the
/// part does not end in `.prom`, which is what node_exporter looks for.
pub async fn write(store: &dyn Store, alerts: Alerts, file: &Path) -> anyhow::Result<()> {
    let text = text(store, alerts).await?;
    let part = file.with_extension("part");
    let written = std::fs::write(&part, text).and_then(|()| std::fs::rename(&part, file));
    written.with_context(|| format!("metrics.file: cannot write {}", file.display()))
}
