//! What is wrong with the auditing itself: silence is an alarm.

use serde::{Deserialize, Serialize};

/// An operational alert. It is never a finding: it says that findings may be missing.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Alert {
    pub kind: AlertKind,
    /// What it is about: `ec2:DescribeVolumes in eu-west-1`, a schedule's name, an account.
    pub about: String,
    /// One sentence: what was expected and what was seen, with figures.
    pub message: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AlertKind {
    /// An operation that listed resources in the run before lists none, though it was answered.
    CollectorSilent,
    /// What the run before could read, this one could not.
    CoverageFell,
    /// A schedule's time went by without a run.
    ScheduleMissed,
    /// An account has had no run that covered it for too long.
    AccountStale,
}

impl AlertKind {
    pub fn word(self) -> &'static str {
        match self {
            AlertKind::CollectorSilent => "collector_silent",
            AlertKind::CoverageFell => "coverage_fell",
            AlertKind::ScheduleMissed => "schedule_missed",
            AlertKind::AccountStale => "account_stale",
        }
    }
}
