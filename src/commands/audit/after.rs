//! What follows the last account: old runs go, and the figures of what is kept are written. Neither costs a report.

use super::super::{metrics, note, retention};
use super::Job;

pub async fn after(job: &Job) {
    if job.config.retention.any() {
        let plan = retention::plan(job.config.retention, job.set.rules.iter().chain(&job.rules), false);
        match job.store.upkeep().prune(&plan).await {
            Ok(pruned) if pruned.runs.is_empty() => {}
            Ok(pruned) => note(&retention::told(&pruned, false)),
            Err(error) => note(&format!("old runs were not taken out: {error}")),
        }
        if let Err(error) = retention::abandoned(&*job.store, false).await {
            note(&format!("runs that were cut off long ago were not taken out: {error:#}"));
        }
    }
    if let Some(file) = &job.config.metrics.file
        && let Err(error) = metrics::write(&*job.store, job.config.alerts, file).await
    {
        note(&format!("no metrics were written: {error:#}"));
    }
}
