//! A run that holds its schedule's lease: on a thread of its own, beside a heartbeat.
//!
//! Each run has its own runtime, credentials and clients, so one that computes for long, or waits for a service that
//! hangs, holds up neither other schedules nor its own heartbeat.

use std::time::Duration;

use tokio::sync::oneshot;
use tokio::time::{Instant, MissedTickBehavior, interval, sleep_until, timeout};
use tracing::{Instrument, Span, error, info, warn};

use super::super::{CANNOT, DONE, FAILING, INCOMPLETE, audit};
use super::Shared;
use crate::cli;
use crate::clock;
use crate::config::Config;
use crate::mask::mask;
use crate::model::ScheduleOutcome;
use crate::stop::Stop;
use crate::store::{Claim, Ended, Schedules, StoreError};

/// How long a run that was asked to stop may take to do so. It ends at the next answer that it waits for.
const PATIENCE: Duration = Duration::from_secs(5);

/// As much as the main thread has: a thread has less by itself.
const STACK: usize = 8 << 20;

/// The longest message that is kept, in bytes.
const LONGEST: usize = 2_000;

/// Who holds leases here.
pub struct Holder {
    /// Host, process, and a number that tells it from a later process of the same id.
    pub name: String,
    pub lease: Duration,
}

impl Holder {
    pub fn new(lease: Duration) -> anyhow::Result<Self> {
        let host = std::fs::read_to_string("/proc/sys/kernel/hostname").unwrap_or_else(|_| "host".to_owned());
        let mut own = [0; 4];
        getrandom::fill(&mut own).map_err(|e| anyhow::anyhow!("no random numbers: {e}"))?;
        Ok(Holder { name: format!("{}/{}/{}", host.trim(), std::process::id(), hex::encode(own)), lease })
    }
}

type Result = anyhow::Result<u8>;

/// Runs what was claimed and notes how it ended; its exit code, where it has one. A run that is stopped is taken up
/// again later only where `again` says so.
pub async fn run(shared: &Shared, claim: Claim, args: cli::Audit, again: bool) -> anyhow::Result<Option<u8>> {
    info!("started");
    let began = Instant::now();
    let run_stop = Stop::default();
    let result = start(args, shared.config.clone(), run_stop.clone())?;
    let (end, result) = watch(shared, &claim, &run_stop, result).await;
    let (outcome, code, message) = match outcome(end, result) {
        (ScheduleOutcome::Stopped, ..) if !again => (ScheduleOutcome::Failed, Some(CANNOT), Some("stopped".to_owned())),
        other => other,
    };
    let seconds = began.elapsed().as_secs_f64();
    match outcome {
        ScheduleOutcome::Failed => {
            error!(outcome = outcome.word(), seconds, "{}", message.as_deref().unwrap_or_default());
        }
        _ => info!(outcome = outcome.word(), code, seconds, "ended"),
    }
    // A run that still goes on keeps its lease until it is over by itself: nobody else may start before.
    if end != End::Abandoned {
        let ended = Ended { outcome, message, finished: clock::now() };
        if !shared.store.schedules().finish(&claim, &ended).await? {
            warn!("another process has taken this run over");
        }
    }
    Ok(code)
}

/// Begins the audit on its own thread.
fn start(args: cli::Audit, config: Config, stop: Stop) -> anyhow::Result<oneshot::Receiver<Result>> {
    let (sender, receiver) = oneshot::channel();
    let span = Span::current();
    let work = move || {
        let result = match tokio::runtime::Builder::new_current_thread().enable_all().build() {
            Ok(runtime) => {
                let result = runtime.block_on(audit::once(&args, &config, &stop).instrument(span));
                runtime.shutdown_background();
                result
            }
            Err(e) => Err(e.into()),
        };
        // Who does not listen any more has gone.
        let _ = sender.send(result);
    };
    std::thread::Builder::new().name("audit".to_owned()).stack_size(STACK).spawn(work)?;
    Ok(receiver)
}

/// Why watching a run ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum End {
    /// The run ended by itself.
    Itself,
    /// We were asked to stop, and it did.
    Stopped,
    /// We were asked to stop, and it did not.
    Abandoned,
    /// The lease may be another's.
    Lost,
}

/// Waits for the run's end; meanwhile renews the lease, and stops the run where that is lost or we are to stop.
async fn watch(
    shared: &Shared,
    claim: &Claim,
    run_stop: &Stop,
    mut result: oneshot::Receiver<Result>,
) -> (End, Option<Result>) {
    let mut beat = interval(claim.lease / 4);
    beat.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let mut heart = Heart { claim, schedules: shared.store.schedules(), last: Instant::now() };
    let mut end = End::Itself;
    let mut deadline = Instant::now();
    loop {
        tokio::select! {
            result = &mut result => return (end, result.ok()),
            _ = beat.tick(), if end != End::Lost => if !heart.beat().await {
                error!("the lease is lost: stopping the run");
                end = End::Lost;
                run_stop.request();
            },
            () = shared.stop.wait(), if end == End::Itself => {
                end = End::Stopped;
                deadline = Instant::now() + PATIENCE;
                run_stop.request();
            }
            () = sleep_until(deadline), if end == End::Stopped => return (End::Abandoned, None),
        }
    }
}

struct Heart<'a> {
    claim: &'a Claim,
    schedules: &'a dyn Schedules,
    /// When the last renewal that succeeded was asked for.
    last: Instant,
}

impl Heart<'_> {
    /// Renews the lease; false where it is lost, or will be over before the next try.
    async fn beat(&mut self) -> bool {
        let asked = Instant::now();
        match timeout(self.claim.lease / 4, self.schedules.renew(self.claim)).await {
            Ok(Ok(true)) => self.last = asked,
            Ok(Ok(false)) => return false,
            // Where one file is locked by a writer, nobody else can take the lease either.
            Ok(Err(StoreError::Locked(_))) => self.last = asked,
            Ok(Err(e)) => warn!("the lease was not renewed: {}", mask(&e.to_string())),
            Err(_) => warn!("the lease was not renewed: the store does not answer"),
        }
        self.last.elapsed() <= self.claim.lease / 2
    }
}

fn outcome(end: End, result: Option<Result>) -> (ScheduleOutcome, Option<u8>, Option<String>) {
    let message = |e: &anyhow::Error| {
        let mut text = mask(&format!("{e:#}"));
        text.truncate(text.floor_char_boundary(LONGEST));
        text
    };
    match (end, result) {
        (_, Some(Ok(DONE))) => (ScheduleOutcome::Done, Some(DONE), None),
        (_, Some(Ok(FAILING))) => (ScheduleOutcome::Failing, Some(FAILING), None),
        (_, Some(Ok(INCOMPLETE))) => (ScheduleOutcome::Incomplete, Some(INCOMPLETE), None),
        (_, Some(Ok(code))) => (ScheduleOutcome::Failed, Some(code), None),
        (End::Stopped | End::Abandoned, _) => (ScheduleOutcome::Stopped, None, None),
        (End::Lost, _) => (ScheduleOutcome::Lost, None, None),
        (End::Itself, Some(Err(e))) => (ScheduleOutcome::Failed, Some(CANNOT), Some(message(&e))),
        (End::Itself, None) => (
            ScheduleOutcome::Failed,
            Some(CANNOT),
            Some("the run ended in the middle of it: a fault of tickmark".to_owned()),
        ),
    }
}
