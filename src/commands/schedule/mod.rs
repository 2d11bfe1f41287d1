//! `tickmark schedule`: the configured audits at their times, in the foreground.

mod held;
mod list;
mod worker;

use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;

use anyhow::Context;
use tokio::task::JoinSet;
use tracing::{error, info};

use super::{CANNOT, DONE, choose, load_rules, open_store, out_folder, writable};
use crate::cli;
use crate::clock;
use crate::config::Config;
use crate::logs::Format;
use crate::model::nearest;
use crate::schedule::Schedule;
use crate::stop::Stop;
use crate::store::Store;

use held::Holder;
use worker::Worker;

/// What all schedules of this process share.
struct Shared {
    config: Config,
    store: Arc<dyn Store>,
    address: Option<String>,
    log: cli::LogArgs,
    holder: Holder,
    stop: Stop,
}

pub async fn run(args: cli::ScheduleArgs, config: Config) -> anyhow::Result<ExitCode> {
    if let Some(cli::ScheduleCommand::List { store, json }) = &args.command {
        return list::run(store, *json, &config).await;
    }
    let chosen = chosen(args.once.as_deref(), &config)?;
    for schedule in &chosen {
        can_run(schedule, &config).with_context(|| format!("[[schedule]] {}", schedule.name))?;
    }
    let store: Arc<dyn Store> = open_store(args.store.store.as_ref(), &config).await?.into();
    let format = args.log.format.unwrap_or(Format::Text);
    let shared = Arc::new(Shared {
        config,
        store,
        address: args.store.store,
        log: cli::LogArgs { format: Some(format), level: args.log.level },
        holder: Holder::new(Duration::from_secs(args.lease))?,
        stop: Stop::default(),
    });
    let impatient = listen(&shared.stop)?;
    tokio::select! {
        code = work(&shared, chosen, args.once.is_some()) => code,
        () = impatient.wait() => {
            error!("asked twice to stop: going at once");
            Ok(ExitCode::from(CANNOT))
        }
    }
}

/// All of them, or the one that is named.
fn chosen(once: Option<&str>, config: &Config) -> anyhow::Result<Vec<Schedule>> {
    if config.schedule.is_empty() {
        anyhow::bail!("no schedules: tickmark.toml has no [[schedule]]\nhint: docs/schedules.md has one to begin with");
    }
    let Some(name) = once else { return Ok(config.schedule.clone()) };
    if let Some(found) = config.schedule.iter().find(|s| *s.name == *name) {
        return Ok(vec![found.clone()]);
    }
    let names: Vec<&str> = config.schedule.iter().map(|s| &*s.name).collect();
    let near = nearest(name, names.iter().copied()).map_or(String::new(), |near| format!(", did you mean {near}?"));
    anyhow::bail!("--once: there is no schedule {name}{near}\nhint: there are {}", names.join(", "))
}

/// What would fail at each due time is told at the start.
fn can_run(schedule: &Schedule, config: &Config) -> anyhow::Result<()> {
    if schedule.calendar().after(clock::now()).is_none() {
        anyhow::bail!("cron: \"{}\" has no time any more", schedule.calendar().text());
    }
    let choice = cli::Choice { rules: Vec::new(), only: schedule.only.clone(), skip: schedule.skip.clone() };
    choose(&load_rules(&[], config)?, &choice, config)?;
    config.deliver.choose(&schedule.deliver, |_| None).map_err(|wrong| anyhow::anyhow!("deliver: {wrong}"))?;
    writable(&out_folder(schedule.out.as_ref(), config))
}

async fn work(shared: &Arc<Shared>, chosen: Vec<Schedule>, once: bool) -> anyhow::Result<ExitCode> {
    let mut workers: Vec<Worker> = chosen.into_iter().map(|s| Worker::new(s, shared.clone())).collect();
    if let Some(worker) = workers.pop_if(|_| once) {
        return Ok(ExitCode::from(worker.once().await?));
    }
    info!(schedules = workers.len(), holder = %shared.holder.name, "begin");
    let mut working: JoinSet<()> = workers.into_iter().map(Worker::work).collect();
    while working.join_next().await.is_some() {}
    info!("end");
    Ok(ExitCode::from(DONE))
}

/// The first signal asks to stop; what is returned is asked by the second one.
fn listen(stop: &Stop) -> anyhow::Result<Stop> {
    let (stop, impatient) = (stop.clone(), Stop::default());
    let asked_twice = impatient.clone();
    let mut signals = Signals::new()?;
    tokio::spawn(async move {
        signals.next().await;
        info!("asked to stop");
        stop.request();
        signals.next().await;
        asked_twice.request();
    });
    Ok(impatient)
}

/// SIGTERM, where there is such a thing, and ctrl-C.
struct Signals {
    #[cfg(unix)]
    terminate: tokio::signal::unix::Signal,
}

impl Signals {
    fn new() -> anyhow::Result<Self> {
        Ok(Signals {
            #[cfg(unix)]
            terminate: tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate())?,
        })
    }

    async fn next(&mut self) {
        #[cfg(unix)]
        tokio::select! {
            _ = self.terminate.recv() => {}
            _ = tokio::signal::ctrl_c() => {}
        }
        #[cfg(not(unix))]
        let _ = tokio::signal::ctrl_c().await;
    }
}
