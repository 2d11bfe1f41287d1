//! How far a run is, and what came of it, for those who read logs.

use std::path::Path;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use tracing::info;

use crate::model::{Report, Severity};
use crate::progress::Progress;

/// How often the log says how far a run is.
const EVERY: Duration = Duration::from_secs(30);

/// Counts of a run, told now and then.
pub struct Logged(Mutex<Counts>);

struct Counts {
    planned: u64,
    done: u64,
    told: Instant,
}

impl Default for Logged {
    fn default() -> Self {
        Logged(Mutex::new(Counts { planned: 0, done: 0, told: Instant::now() }))
    }
}

impl Logged {
    fn change(&self, done: u64, planned: u64) {
        let mut counts = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        counts.planned += planned;
        counts.done += done;
        if counts.told.elapsed() >= EVERY {
            counts.told = Instant::now();
            info!(calls = counts.done, planned = counts.planned, "reading");
        }
    }
}

impl Progress for Logged {
    fn planned(&self, _service: &'static str, calls: u64) {
        self.change(0, calls);
    }

    fn done(&self, _service: &'static str) {
        self.change(1, 0);
    }

    fn evaluated(&self, resources: u64, findings: u64) {
        info!(resources, findings, "evaluated");
    }
}

/// A run that is in the store, and its files under a folder.
pub fn stored(report: &Report, folder: &Path) {
    let open = |severity: Severity| report.open().filter(|f| f.severity == severity).count();
    let run = &report.run;
    info!(
        run = %run.id,
        account = %run.account,
        critical = open(Severity::Critical),
        high = open(Severity::High),
        medium = open(Severity::Medium),
        low = open(Severity::Low),
        resolved = report.resolved.len(),
        usd_a_month = report.monthly_total(),
        calls = run.calls,
        resources = run.resources,
        complete = !report.incomplete(),
        seconds = (run.finished - run.started).num_milliseconds() as f64 / 1000.0,
        report = %folder.join("report.md").display(),
        "stored"
    );
}
