//! One account, from its first call to its files.

use std::path::Path;

use anyhow::bail;
use chrono::TimeDelta;
use tracing::Instrument;

use super::super::display::Display;
use super::super::logged::{self, Logged};
use super::super::{advisers, history, note, say};
use super::{Job, files};
use crate::alarm::{self, Due};
use crate::ask;
use crate::aws::Source;
use crate::aws::recording::Recorder;
use crate::clock;
use crate::config::Config;
use crate::llm::Adviser;
use crate::model::{CoverageRow, Digest, Report, ScheduleOutcome, Severity, Status, Summary};
use crate::pipeline::{self, Identity, Outcome};
use crate::progress::Progress;
use crate::store::Store;
use crate::summarise::summarise;

/// Audits one account: the run is stored, its files are written, and what is left of it is its digest.
pub async fn audit(job: &Job, source: Source, identity: &Identity) -> anyhow::Result<Digest> {
    let span = tracing::info_span!("account", otel.name = format!("account {}", identity.account));
    steps(job, source, identity).instrument(span).await
}

async fn steps(job: &Job, mut source: Source, identity: &Identity) -> anyhow::Result<Digest> {
    if let Some(path) = &job.args.record {
        source.record(Recorder::create(path, &identity.header())?);
    }
    let before = job.store.before(&identity.account, identity.started).await?;
    let logging = job.args.log.format.is_some();
    let display = Display::new(job.args.json || job.many() || logging);
    let logged = Logged::default();
    let progress: &dyn Progress = if logging { &logged } else { &display };
    let audit = job.pipeline(&source, progress);
    let recorded = match &source {
        Source::Replay(player) => Some(player.finished),
        Source::Live(_) => None,
    };
    let mut outcome = pipeline::run(&audit, identity, before, || recorded.unwrap_or_else(clock::now)).await;
    display.finish();
    still_valid(&outcome.report.coverage)?;
    if let Err(error) = watch(job, &mut outcome, recorded.is_none()).await {
        note(&format!("no alerts were worked out: {error:#}"));
    }
    let since = job.args.since.or(job.config.since);
    outcome.report.trend = history::trend(&*job.store, &outcome.report, &outcome.states, since).await?;
    if let Some(adviser) = &job.adviser {
        outcome.report.run.summary = advised(&outcome.report, adviser, &*job.store).await?;
    }
    let storing = outcome.save(&*job.store, &job.rules).instrument(tracing::info_span!("store"));
    let report = storing.await?;
    if let Err(error) = embed(&*job.store, &job.config).await {
        note(&format!("no vectors were made for questions: {error:#}"));
    }
    source.finish()?;
    let folder = job.out.join(&identity.account);
    tracing::info_span!("render")
        .in_scope(|| job.formats.iter().try_for_each(|name| files::write(&report, name, &folder).map(drop)))?;
    if logging {
        logged::stored(&report, &folder);
    }
    match (job.many(), job.args.json) {
        (true, true) => {}
        (true, false) if logging => {}
        (true, false) => note(&format!("{}: {}", identity.account, summary(&report, &folder).replace('\n', "; "))),
        (false, true) => say(&serde_json::to_string_pretty(&report)?)?,
        (false, false) if logging => {}
        (false, false) => say(&summary(&report, &folder))?,
    }
    Ok(Digest::of(&report))
}

/// What is wrong with the auditing itself, schedules that nothing ran among it.
async fn watch(job: &Job, outcome: &mut Outcome, live: bool) -> anyhow::Result<()> {
    outcome.watch(&*job.store, job.config.alerts).await?;
    if !live {
        return Ok(());
    }
    let now = clock::now();
    let mut dues = Vec::new();
    for schedule in &job.config.schedule {
        let name = schedule.name.to_string();
        let Some(state) = job.store.schedules().state(&name).await? else { continue };
        let Some(due) = schedule.calendar().until(now).filter(|due| *due >= state.since) else { continue };
        let past = job.store.schedules().past(Some(&name), PAST_RUNS).await?;
        let ended = past.iter().filter(|run| run.outcome.is_some_and(|o| o.settled() && o != ScheduleOutcome::Failed));
        let finished = ended.filter_map(|run| run.finished).max();
        let running = past.iter().any(|run| run.due >= due && run.outcome.is_none());
        if !running {
            dues.push(Due { name, due, finished });
        }
    }
    outcome.report.alerts.extend(alarm::missed(now, &dues, GRACE));
    outcome.report.alerts.sort();
    Ok(())
}

/// Runs of a schedule that are looked through for one that ended well.
const PAST_RUNS: u32 = 100;
/// How late a schedule may be.
const GRACE: TimeDelta = TimeDelta::minutes(15);

/// Credentials that ran out in the middle leave a run that can be taken up again, and not one full of gaps.
pub fn still_valid(coverage: &[CoverageRow]) -> anyhow::Result<()> {
    let ran_out = |error: &str| EXPIRED.iter().any(|code| error.starts_with(&format!("{code}:")));
    match coverage.iter().filter_map(|row| row.error.as_deref()).find(|error| ran_out(error)) {
        Some(error) => bail!(
            "the credentials ran out in the middle of the run ({error})\nhint: renew them, then tickmark audit --resume goes on where it stopped"
        ),
        None => Ok(()),
    }
}

/// AWS's codes for credentials that were good once.
const EXPIRED: [&str; 4] = ["ExpiredToken", "ExpiredTokenException", "RequestExpired", "TokenRefreshRequired"];

/// Vectors for those who ask a shared store, where they may not write them. An embedder that fails costs no report.
async fn embed(store: &dyn Store, config: &Config) -> anyhow::Result<()> {
    if store.shared() {
        ask::embed_missing(store.questions(), &*advisers::embedder(config).await?).await?;
    }
    Ok(())
}

/// Step 7. Whatever becomes of it, the report is whole.
async fn advised(report: &Report, adviser: &Adviser, store: &dyn Store) -> anyhow::Result<Option<Summary>> {
    let recent = ask::recent(store.questions(), clock::now()).await?;
    let summarised = summarise(report, adviser, &recent, &advisers::secret()?).await;
    ask::keep(store.questions(), &summarised.attempts).await?;
    if let Some(why) = &summarised.unusable {
        note(&format!("no summary: {why}"));
    } else if summarised.summary.is_none() && !summarised.attempts.is_empty() {
        note("no summary: no model answered (tickmark models says why); the report is whole without it");
    }
    Ok(summarised.summary)
}

fn summary(report: &Report, folder: &Path) -> String {
    let count = |s: Severity| report.open().filter(|f| f.severity == s).count();
    let counts: Vec<String> = Severity::ALL.map(|s| format!("{} {s}", count(s))).to_vec();
    let mut lines = vec![format!(
        "{} open findings: {} ({} resources, {} calls, {} rules)",
        report.open().count(),
        counts.join(", "),
        report.run.resources,
        report.run.calls,
        report.run.rules
    )];
    let usd = report.monthly_total();
    if usd > 0.0 {
        lines.push(format!("USD {usd:.2} a month"));
    }
    if report.incomplete() {
        let missed = report.coverage.iter().filter(|r| r.status != Status::Ok && !r.rules_affected.is_empty()).count();
        lines.push(format!("not everything was checked: {missed} kinds of calls failed, the report says which"));
    }
    for alert in &report.alerts {
        lines.push(format!("alert {}: {}: {}", alert.kind.word(), alert.about, alert.message));
    }
    lines.push(format!("report: {}", folder.join("report.md").display()));
    lines.join("\n")
}
