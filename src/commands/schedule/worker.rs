//! One schedule: waits for its times, decides what is due, and runs it.

use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context, bail};
use chrono::{DateTime, Utc};
use tracing::{Instrument, error, info, info_span, warn};

use super::super::CANNOT;
use super::{Shared, held};
use crate::cli;
use crate::clock;
use crate::mask::mask;
use crate::model::ScheduleOutcome;
use crate::schedule::{Calendar, MOST_COUNTED, Schedule, Step, step};
use crate::store::{Claim, Claimed, Ended};

/// The longest sleep: a clock that is set, or a machine that slept, is noticed after it.
const NAP: Duration = Duration::from_secs(30);

/// The first pause after a store that failed; it doubles from one to the next.
const PAUSE: Duration = Duration::from_secs(1);
const LONGEST_PAUSE: Duration = Duration::from_secs(60);

pub struct Worker {
    schedule: Schedule,
    calendar: Calendar,
    shared: Arc<Shared>,
}

impl Worker {
    pub fn new(schedule: Schedule, shared: Arc<Shared>) -> Self {
        Worker { calendar: schedule.calendar(), schedule, shared }
    }

    /// Until it is asked to stop, or no time comes any more. A store that fails is tried again.
    pub async fn work(self) {
        let span = info_span!("schedule", schedule = %self.schedule.name);
        async {
            let mut pause = PAUSE;
            let mut declared = false;
            while !self.shared.stop.requested() {
                match self.turn(&mut declared).await {
                    Ok(true) => pause = PAUSE,
                    Ok(false) => break,
                    Err(e) => {
                        error!(again_in_seconds = pause.as_secs(), "{}", mask(&format!("{e:#}")));
                        self.sleep(pause).await;
                        pause = (pause * 2).min(LONGEST_PAUSE);
                    }
                }
            }
        }
        .instrument(span)
        .await;
    }

    /// One decision, and what follows from it; false where nothing will ever follow.
    async fn turn(&self, declared: &mut bool) -> anyhow::Result<bool> {
        let schedules = self.shared.store.schedules();
        if !*declared {
            // Once: of two processes with other times under one name, neither keeps the other from its times.
            schedules.declare(&self.schedule.name, &self.calendar.text(), clock::now()).await?;
            *declared = true;
            self.announce();
        }
        let state = schedules.state(&self.schedule.name).await?.context("the store has lost this schedule")?;
        match step(&self.calendar, self.schedule.missed, &state, clock::now()) {
            Step::Over => {
                warn!("no time comes any more");
                return Ok(false);
            }
            Step::Wait(until) => self.wait(until).await,
            Step::Run { due, missed } => {
                self.tell_missed(missed, "making up for them with this run");
                self.take(due, None).await?;
            }
            Step::Skip { due, missed } => {
                self.tell_missed(missed, "skipping them");
                let message = format!("missed, with {} before it", missed.saturating_sub(1));
                self.take(due, Some(message)).await?;
            }
        }
        Ok(true)
    }

    /// Claims a due time, and runs it or notes that it is skipped. Another process may be faster: that is no error.
    async fn take(&self, due: DateTime<Utc>, skip: Option<String>) -> anyhow::Result<()> {
        let claim = self.claim(due);
        let schedules = self.shared.store.schedules();
        match (schedules.claim(&claim).await?, skip) {
            (Claimed::Yes, None) => {
                self.run(claim, true).await?;
            }
            (Claimed::Yes, message) => {
                let ended = Ended { outcome: ScheduleOutcome::Skipped, message, finished: clock::now() };
                schedules.finish(&claim, &ended).await?;
            }
            (Claimed::Busy(holder), _) => info!(%due, %holder, "runs elsewhere"),
            (Claimed::Settled, _) => {}
        }
        Ok(())
    }

    /// Runs it now, whatever its times are, and returns its exit code.
    pub async fn once(self) -> anyhow::Result<u8> {
        let name = &self.schedule.name;
        let claim = self.claim(clock::now());
        match self.shared.store.schedules().claim(&claim).await? {
            Claimed::Yes => {}
            Claimed::Busy(holder) => bail!("{name} is being run by {holder}\nhint: tickmark schedule list shows it"),
            Claimed::Settled => bail!("{name} was just run"),
        }
        let span = info_span!("schedule", schedule = %name);
        // Nobody but whoever asked for it now would want it later.
        Ok(self.run(claim, false).instrument(span).await?.unwrap_or(CANNOT))
    }

    /// What was claimed, to its end.
    async fn run(&self, claim: Claim, again: bool) -> anyhow::Result<Option<u8>> {
        let span = info_span!("run", schedule = %self.schedule.name, due = %claim.due.format("%FT%TZ"));
        let args = self.audit();
        held::run(&self.shared, claim, args, again).instrument(span).await
    }

    fn claim(&self, due: DateTime<Utc>) -> Claim {
        let holder = &self.shared.holder;
        Claim {
            schedule: self.schedule.name.to_string(),
            due,
            holder: holder.name.clone(),
            started: clock::now(),
            lease: holder.lease,
        }
    }

    /// The audit that the schedule stands for.
    fn audit(&self) -> cli::Audit {
        let schedule = &self.schedule;
        cli::Audit {
            choice: cli::Choice { only: schedule.only.clone(), skip: schedule.skip.clone(), ..cli::Choice::default() },
            regions: schedule.regions.clone(),
            out: schedule.out.clone(),
            store: cli::StoreArg { store: self.shared.address.clone() },
            fail_on: schedule.fail_on,
            account: schedule.accounts.clone(),
            deliver: schedule.deliver.clone(),
            max_cost: schedule.max_cost,
            go_on: true,
            since: schedule.since,
            log: self.shared.log.clone(),
            ..cli::Audit::default()
        }
    }

    fn announce(&self) {
        if let Some(next) = self.calendar.after(clock::now()) {
            info!(times = %self.calendar.text(), next = %next.format("%FT%TZ"), "waiting");
        }
    }

    fn tell_missed(&self, missed: u64, what: &str) {
        let many = if missed >= MOST_COUNTED - 1 { "at least " } else { "" };
        if missed > 0 {
            warn!(missed, "{many}{missed} due times had no run that ended, or begin late: {what}");
        }
    }

    /// Sleeps until a moment of the clock.
    async fn wait(&self, until: DateTime<Utc>) {
        while !self.shared.stop.requested() {
            let Ok(left) = (until - clock::now()).to_std() else { return };
            self.sleep(left.min(NAP)).await;
        }
    }

    async fn sleep(&self, duration: Duration) {
        tokio::select! {
            () = tokio::time::sleep(duration) => {}
            () = self.shared.stop.wait() => {}
        }
    }
}
