//! What a store knows of a schedule's runs.

use std::time::Duration;

use chrono::{DateTime, Utc};
use serde::Serialize;

/// What is known of a schedule when it is asked what to do next.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ScheduleState {
    /// Since when these times are known: nothing was due before.
    pub since: DateTime<Utc>,
    /// The last due time that anybody took up.
    pub last: Option<LastDue>,
    /// Somebody is running it, and holds it for this much longer unless they say so again.
    pub busy: Option<Duration>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LastDue {
    pub due: DateTime<Utc>,
    /// Nothing is left to do for it. A run that was stopped, or whose program died, is not settled.
    pub settled: bool,
}

/// What became of one due time of a schedule.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ScheduleRun {
    pub schedule: String,
    pub due: DateTime<Utc>,
    /// Which process took it up: host, process id, and a number of its own.
    pub holder: String,
    pub started: DateTime<Utc>,
    pub finished: Option<DateTime<Utc>>,
    /// None while it runs, and where its program died.
    pub outcome: Option<ScheduleOutcome>,
    /// Why it failed, or was skipped.
    pub message: Option<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum ScheduleOutcome {
    /// Exit code 0.
    Done,
    /// Exit code 1: an open finding is at or above `fail_on`.
    Failing,
    /// Exit code 3: something could not be checked.
    Incomplete,
    /// It could not run.
    Failed,
    /// Its program was told to stop in the middle of it.
    Stopped,
    /// Its program died, or could not reach the store for so long that another might have taken over.
    Lost,
    /// It was missed, and the schedule says that missed runs are skipped.
    Skipped,
}

impl ScheduleOutcome {
    pub const ALL: [ScheduleOutcome; 7] = [
        ScheduleOutcome::Done,
        ScheduleOutcome::Failing,
        ScheduleOutcome::Incomplete,
        ScheduleOutcome::Failed,
        ScheduleOutcome::Stopped,
        ScheduleOutcome::Lost,
        ScheduleOutcome::Skipped,
    ];

    pub fn word(self) -> &'static str {
        match self {
            ScheduleOutcome::Done => "done",
            ScheduleOutcome::Failing => "failing",
            ScheduleOutcome::Incomplete => "incomplete",
            ScheduleOutcome::Failed => "failed",
            ScheduleOutcome::Stopped => "stopped",
            ScheduleOutcome::Lost => "lost",
            ScheduleOutcome::Skipped => "skipped",
        }
    }

    pub fn of_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|outcome| outcome.word() == word)
    }

    /// Whether nothing is left to do for the due time.
    pub fn settled(self) -> bool {
        !matches!(self, ScheduleOutcome::Stopped | ScheduleOutcome::Lost)
    }
}
