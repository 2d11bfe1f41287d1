//! `tickmark schedule list`

use std::process::ExitCode;

use chrono::{DateTime, Utc};
use serde::Serialize;

use super::super::{DONE, open_store, say};
use crate::cli;
use crate::clock;
use crate::config::Config;
use crate::model::ScheduleRun;
use crate::schedule::Schedule;
use crate::store::Store;

/// How many of the coming times are shown.
const NEXT: usize = 3;

/// A schedule, as `--json` shows it.
#[derive(Serialize)]
struct Listed {
    name: String,
    /// The cron expression and its time zone.
    times: String,
    next: Vec<DateTime<Utc>>,
    /// None where it never ran.
    last: Option<ScheduleRun>,
    #[serde(skip)]
    lines: Vec<String>,
}

pub async fn run(store: &cli::StoreArg, json: bool, config: &Config) -> anyhow::Result<ExitCode> {
    let store = open_store(store.store.as_ref(), config).await?;
    let mut all = Vec::new();
    for schedule in &config.schedule {
        all.push(listed(schedule, &*store).await?);
    }
    if json {
        say(&serde_json::to_string_pretty(&all)?)?;
    } else if all.is_empty() {
        say("no schedules: tickmark.toml has no [[schedule]]")?;
    } else {
        say(&all.iter().flat_map(|one| &one.lines).cloned().collect::<Vec<_>>().join("\n"))?;
    }
    Ok(ExitCode::from(DONE))
}

async fn listed(schedule: &Schedule, store: &dyn Store) -> anyhow::Result<Listed> {
    let calendar = schedule.calendar();
    let next: Vec<DateTime<Utc>> =
        std::iter::successors(calendar.after(clock::now()), |due| calendar.after(*due)).take(NEXT).collect();
    let last = store.schedules().past(Some(&schedule.name), 1).await?.pop();
    let mut lines = vec![format!("{}  {}", schedule.name, calendar.text())];
    lines.extend(next.iter().map(|due| format!("  next  {}", calendar.local(*due))));
    lines.extend(last.iter().map(|run| {
        let how = run.outcome.map_or("under way, or its program died", |outcome| outcome.word());
        let why = run.message.iter().flat_map(|message| message.lines()).next();
        let why = why.map_or(String::new(), |line| format!(": {line}"));
        format!("  last  {}  {how} on {}{why}", calendar.local(run.due), run.holder)
    }));
    Ok(Listed { name: schedule.name.to_string(), times: calendar.text(), next, last, lines })
}
