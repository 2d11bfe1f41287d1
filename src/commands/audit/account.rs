//! One account, from its first call to its files.

use std::path::Path;
use std::time::Duration;

use super::super::display::Display;
use super::super::logged::{self, Logged};
use super::super::{advisers, note, say};
use super::{Job, files};
use crate::ask;
use crate::aws::Source;
use crate::aws::recording::Recorder;
use crate::clock;
use crate::config::Config;
use crate::llm::Adviser;
use crate::model::{Digest, Report, Severity, Status, Summary};
use crate::pipeline::{self, Audit, Identity};
use crate::progress::Progress;
use crate::store::Store;
use crate::summarise::summarise;

/// Audits one account: the run is stored, its files are written, and what is left of it is its digest.
pub async fn audit(job: &Job, mut source: Source, identity: &Identity) -> anyhow::Result<Digest> {
    if let Some(path) = &job.args.record {
        source.record(Recorder::create(path, &identity.header())?);
    }
    let before = job.store.before(&identity.account, identity.started).await?;
    let logging = job.args.log.format.is_some();
    let display = Display::new(job.args.json || logging);
    let logged = Logged::default();
    let progress: &dyn Progress = if logging { &logged } else { &display };
    let patience = Duration::from_secs(job.config.limits.service_seconds);
    let audit = Audit { set: &job.set, rules: job.rules.clone(), patience, source: &source, progress };
    let recorded = match &source {
        Source::Replay(player) => Some(player.finished),
        Source::Live { .. } => None,
    };
    let mut outcome = pipeline::run(&audit, identity, before, || recorded.unwrap_or_else(clock::now)).await;
    display.finish();
    if let Some(adviser) = &job.adviser {
        outcome.report.run.summary = advised(&outcome.report, adviser, &*job.store).await?;
    }
    let report = outcome.save(&*job.store, &job.rules).await?;
    if let Err(error) = embed(&*job.store, &job.config).await {
        note(&format!("no vectors were made for questions: {error:#}"));
    }
    source.finish()?;
    let folder = job.out.join(&identity.account);
    for name in ["markdown", "json"] {
        files::write(&report, name, &folder)?;
    }
    if logging {
        logged::stored(&report, &folder);
    }
    if job.args.json {
        say(&serde_json::to_string_pretty(&report)?)?;
    } else if !logging {
        say(&summary(&report, &folder))?;
    }
    Ok(Digest::of(&report))
}

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
    lines.push(format!("report: {}", folder.join("report.md").display()));
    lines.join("\n")
}
