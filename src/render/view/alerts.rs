//! Operational alerts, at the very top: they say that findings below may be missing.

use serde::Serialize;

use crate::model::{AlertKind, Report};
use crate::render::escape::{Md, text};
use crate::render::words;

pub const HEADING: &str = "Alerts";

/// How many are named; findings.json holds them all.
const MOST: usize = 20;

#[derive(Debug, Serialize)]
pub struct AlertsView {
    heading: &'static str,
    lead: String,
    items: Vec<Md>,
    more: Option<String>,
}

pub fn alerts(report: &Report) -> Option<AlertsView> {
    let number = report.alerts.len() as u64;
    let items = report
        .alerts
        .iter()
        .take(MOST)
        .map(|alert| Md::ours(format!("{}, {}: {}", kind(alert.kind), text(&alert.about), text(&alert.message))));
    let rest = report.alerts.len().saturating_sub(MOST);
    (number > 0).then(|| AlertsView {
        heading: HEADING,
        lead: format!(
            "{} about the auditing itself: findings may be missing.",
            words::counted(number, "alert", "alerts")
        ),
        items: items.collect(),
        more: (rest > 0).then(|| words::count(rest as u64)),
    })
}

fn kind(kind: AlertKind) -> &'static str {
    match kind {
        AlertKind::CollectorSilent => "A listing fell silent",
        AlertKind::CoverageFell => "Coverage fell",
        AlertKind::ScheduleMissed => "A schedule did not run",
        AlertKind::AccountStale => "An account is stale",
    }
}
