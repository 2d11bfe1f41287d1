//! What schedules need of a store, so that all processes on it run each due time once, and never one schedule twice at
//! the same time.

use std::time::Duration;

use chrono::{DateTime, Utc};

use super::rows::stamp;
use super::{Answer, StoreError};
use crate::model::{LastDue, ScheduleOutcome, ScheduleRun, ScheduleState};

/// A due time, and who wants to run it.
#[derive(Clone, Debug)]
pub struct Claim {
    pub schedule: String,
    pub due: DateTime<Utc>,
    /// No two processes have the same.
    pub holder: String,
    pub started: DateTime<Utc>,
    /// For how long it is held without being renewed.
    pub lease: Duration,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Claimed {
    /// It is the caller's to run, and to finish.
    Yes,
    /// Somebody runs this schedule.
    Busy(String),
    /// The due time is settled.
    Settled,
}

/// How a run ended.
#[derive(Clone, Debug)]
pub struct Ended {
    pub outcome: ScheduleOutcome,
    pub message: Option<String>,
    pub finished: DateTime<Utc>,
}

/// Leases and runs of schedules. Leases run by the database's clock, so that hosts need not agree on the time.
pub trait Schedules: Send + Sync {
    /// Makes a schedule known. Where it was not, or had other times, nothing of it was due before this moment.
    fn declare<'a>(&'a self, schedule: &'a str, timing: &'a str, now: DateTime<Utc>) -> Answer<'a, ()>;
    /// None where it was never declared.
    fn state<'a>(&'a self, schedule: &'a str) -> Answer<'a, Option<ScheduleState>>;
    /// Takes the lease and the due time, both or none. Runs that others left unfinished are lost then.
    fn claim<'a>(&'a self, claim: &'a Claim) -> Answer<'a, Claimed>;
    /// Holds the lease for as long again; false where it is another's, or nobody's.
    fn renew<'a>(&'a self, claim: &'a Claim) -> Answer<'a, bool>;
    /// Notes how a run ended, and gives the lease back; false where both are another's.
    fn finish<'a>(&'a self, claim: &'a Claim, ended: &'a Ended) -> Answer<'a, bool>;
    /// The newest runs of one schedule or of all, newest first.
    fn past<'a>(&'a self, schedule: Option<&'a str>, limit: u32) -> Answer<'a, Vec<ScheduleRun>>;
}

/// Columns of a state as both databases give them: since, due, outcome, milliseconds that are left of the lease.
pub(super) type StateRow = (String, Option<String>, Option<String>, Option<i64>);

pub(super) fn state(row: StateRow) -> Result<ScheduleState, StoreError> {
    let (since, due, outcome, left) = row;
    let settled = outcome.as_deref().and_then(ScheduleOutcome::of_word).is_some_and(ScheduleOutcome::settled);
    let last = due.map(|due| Ok::<_, StoreError>(LastDue { due: time(&due)?, settled })).transpose()?;
    let busy = left.map(|ms| Duration::from_millis(u64::try_from(ms).unwrap_or_default()));
    Ok(ScheduleState { since: time(&since)?, last, busy })
}

/// Columns of a run: name, due, holder, started, finished, outcome, message.
pub(super) type RunRow = (String, String, String, String, Option<String>, Option<String>, Option<String>);

pub(super) fn run(row: RunRow) -> Result<ScheduleRun, StoreError> {
    let (schedule, due, holder, started, finished, outcome, message) = row;
    Ok(ScheduleRun {
        schedule,
        due: time(&due)?,
        holder,
        started: time(&started)?,
        finished: finished.as_deref().map(time).transpose()?,
        outcome: outcome.as_deref().and_then(ScheduleOutcome::of_word),
        message,
    })
}

/// Times are kept as JSON has them.
fn time(text: &str) -> Result<DateTime<Utc>, StoreError> {
    Ok(serde_json::from_value(serde_json::Value::String(text.to_owned()))?)
}

impl Claim {
    pub(super) fn milliseconds(&self) -> i64 {
        i64::try_from(self.lease.as_millis()).unwrap_or(i64::MAX / 4)
    }

    pub(super) fn due(&self) -> String {
        stamp(self.due)
    }

    pub(super) fn started(&self) -> String {
        stamp(self.started)
    }
}
