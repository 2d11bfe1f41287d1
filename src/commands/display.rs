//! How far a run is: a bar on a terminal, plain lines elsewhere, nothing with `--json`.

use std::collections::BTreeMap;
use std::io::IsTerminal;
use std::sync::{Mutex, PoisonError};

use indicatif::{ProgressBar, ProgressStyle};

use super::note;
use crate::progress::Progress;

/// Calls done and planned, by service.
type Counts = BTreeMap<&'static str, (u64, u64)>;

pub struct Display {
    bar: Option<ProgressBar>,
    quiet: bool,
    counts: Mutex<Counts>,
}

impl Display {
    pub fn new(quiet: bool) -> Self {
        let terminal = !quiet && std::io::stderr().is_terminal();
        let bar = terminal.then(|| {
            let bar = ProgressBar::new(0);
            let style = ProgressStyle::with_template("{bar:30} {pos}/{len} calls  {wide_msg}");
            bar.set_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()));
            bar
        });
        Display { bar, quiet, counts: Mutex::default() }
    }

    /// Takes the bar off the screen.
    pub fn finish(&self) {
        if let Some(bar) = &self.bar {
            bar.finish_and_clear();
        }
    }

    fn change(&self, service: &'static str, done: u64, planned: u64) {
        let mut counts = self.counts.lock().unwrap_or_else(PoisonError::into_inner);
        let entry = counts.entry(service).or_default();
        *entry = (entry.0 + done, entry.1 + planned);
        let Some(bar) = &self.bar else { return };
        let (all_done, all) = counts.values().fold((0, 0), |sum, c| (sum.0 + c.0, sum.1 + c.1));
        bar.set_length(all);
        bar.set_position(all_done);
        let open = counts.iter().filter(|(_, c)| c.0 < c.1);
        bar.set_message(open.map(|(s, c)| format!("{s} {}/{}", c.0, c.1)).collect::<Vec<_>>().join("  "));
    }
}

impl Progress for Display {
    fn planned(&self, service: &'static str, calls: u64) {
        self.change(service, 0, calls);
    }

    fn done(&self, service: &'static str) {
        self.change(service, 1, 0);
    }

    fn evaluated(&self, resources: u64, findings: u64) {
        if self.quiet || self.bar.is_some() {
            return;
        }
        let counts = self.counts.lock().unwrap_or_else(PoisonError::into_inner);
        for (service, (done, planned)) in counts.iter() {
            note(&format!("{service}: {done} of {planned} calls done"));
        }
        note(&format!("{resources} resources read, {findings} findings"));
    }
}
