//! `tickmark audit`

use std::path::Path;
use std::process::ExitCode;
use std::time::Duration;

use super::display::Display;
use super::{
    DONE, FAILING, INCOMPLETE, advisers, choose, live, load_rules, note, open_store, out_folder, say, writable,
};
use crate::ask;
use crate::aws::Source;
use crate::aws::recording::{Player, Recorder};
use crate::cli;
use crate::clock;
use crate::config::Config;
use crate::llm::Adviser;
use crate::model::{Report, Severity, Status, Summary};
use crate::pipeline::{self, Audit, Identity};
use crate::plan::Plan;
use crate::render;
use crate::rules::{Rule, RuleSet};
use crate::store::Store;
use crate::summarise::summarise;

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

/// A recording of the emulated estate under tests/, made with `audit --record`.
static DEMO: &[u8] = include_bytes!("../../demo/estate.recording");

pub async fn run(args: cli::Audit, config: Config) -> anyhow::Result<ExitCode> {
    let set = load_rules(&args.choice.rules, &config)?;
    let rules = choose(&set, &args.choice, &config)?;
    let wanted = if args.regions.is_empty() { &config.regions } else { &args.regions };
    if args.plan {
        return plan(&args, &config, &set, &rules, wanted).await;
    }
    let out = out_folder(args.out.as_ref(), &config);
    writable(&out)?;
    let store = open_store(args.store.store.as_ref(), &config).await?;
    let adviser = advisers::adviser(&config, args.no_llm).await?;
    let (mut source, identity) = source(&args, &config, wanted).await?;
    if let Some(path) = &args.record {
        source.record(Recorder::create(path, &identity.header())?);
    }
    let before = store.before(&identity.account, identity.started).await?;
    let display = Display::new(args.json);
    let patience = Duration::from_secs(config.limits.service_seconds);
    let audit = Audit { set: &set, rules: rules.clone(), patience, source: &source, progress: &display };
    let recorded = match &source {
        Source::Replay(player) => Some(player.finished),
        Source::Live { .. } => None,
    };
    let mut outcome = pipeline::run(&audit, &identity, before, || recorded.unwrap_or_else(clock::now)).await;
    display.finish();
    if let Some(adviser) = &adviser {
        outcome.report.run.summary = advised(&outcome.report, adviser, &*store).await?;
    }
    let report = outcome.save(&*store, &rules).await?;
    if let Err(error) = embed(&*store, &config).await {
        note(&format!("no vectors were made for questions: {error:#}"));
    }
    source.finish()?;
    let folder = out.join(&identity.account);
    for name in ["markdown", "json"] {
        write(&report, name, &folder)?;
    }
    if args.json {
        say(&serde_json::to_string_pretty(&report)?)?;
    } else {
        say(&summary(&report, &folder))?;
    }
    Ok(ExitCode::from(exit_code(&report, args.fail_on.or(config.fail_on))))
}

async fn source(args: &cli::Audit, config: &Config, wanted: &[String]) -> anyhow::Result<(Source, Identity)> {
    let player = match (&args.replay, args.demo) {
        (Some(path), _) => Player::open(path)?,
        (None, true) => Player::read(DEMO)?,
        (None, false) => {
            let (source, region) = live(&config.limits).await?;
            let identity = pipeline::identify(&source, &region, wanted, clock::now()).await?;
            return Ok((source, identity));
        }
    };
    let identity = Identity::of_recording(&player.header, wanted)?;
    Ok((Source::Replay(player), identity))
}

fn exit_code(report: &Report, fail_on: Option<Severity>) -> u8 {
    let failing = fail_on.is_some_and(|least| report.open().any(|f| f.severity >= least));
    match (failing, report.incomplete()) {
        (true, _) => FAILING,
        (false, true) => INCOMPLETE,
        (false, false) => DONE,
    }
}

/// Writes a format's files, and takes away those of an earlier run that it does not write any more.
pub fn write(report: &Report, format: &str, folder: &Path) -> anyhow::Result<Vec<String>> {
    let Some(found) = render::format(format) else {
        let names: Vec<&str> = render::formats().iter().map(|f| f.name()).collect();
        anyhow::bail!("--format: {format} is none of {}", names.join(", "));
    };
    let files = found.files(report)?;
    let ending = if format == "html" { "html" } else { "md" };
    if format != "json" {
        remove_stale(&folder.join("rules"), ending, &files)?;
    }
    for file in &files {
        let path = folder.join(&file.path);
        if let Some(parent) = path.parent() {
            std::fs::create_dir_all(parent)?;
        }
        // Written beside and renamed, so that a reader, or a crash, never meets half a report.
        let part = path.with_extension("part");
        std::fs::write(&part, &file.contents)?;
        std::fs::rename(&part, &path)?;
    }
    Ok(files.into_iter().map(|f| f.path).collect())
}

fn remove_stale(folder: &Path, ending: &str, files: &[render::RenderedFile]) -> anyhow::Result<()> {
    let Ok(entries) = std::fs::read_dir(folder) else { return Ok(()) };
    for entry in entries {
        let path = entry?.path();
        let kept = files.iter().any(|f| path.ends_with(&f.path));
        if !kept && path.extension().is_some_and(|e| e == ending) {
            std::fs::remove_file(path)?;
        }
    }
    Ok(())
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

async fn plan(
    args: &cli::Audit,
    config: &Config,
    set: &RuleSet,
    rules: &[std::sync::Arc<Rule>],
    wanted: &[String],
) -> anyhow::Result<ExitCode> {
    let named = !wanted.is_empty() && wanted.iter().all(|w| w != "all");
    let regions = match (&args.replay, named) {
        (Some(path), _) => Identity::of_recording(&Player::open(path)?.header, wanted)?.regions,
        (None, true) => wanted.to_vec(),
        (None, false) => {
            note("asking AWS which regions are enabled (name them with --regions to ask nothing)");
            let (source, region) = live(&config.limits).await?;
            pipeline::identify(&source, &region, wanted, clock::now()).await?.regions
        }
    };
    let calls = Plan::new(rules, set).calls(&regions);
    let mut lines = Vec::new();
    for call in &calls {
        let per = call.per.as_ref().map_or("once".to_owned(), |p| format!("for each {p}"));
        let price =
            if call.micro_usd > 0 { format!("USD {:.2} a call", call.micro_usd as f64 / 1e6) } else { String::new() };
        let line = format!("{:<14} {:<16} {:<36} {per:<28} {price}", call.region, call.service, call.operation);
        lines.push(line.trim_end().to_owned());
    }
    let once = calls.iter().filter(|c| c.per.is_none()).count();
    let micro: u64 = calls.iter().filter(|c| c.per.is_none()).map(|c| c.micro_usd).sum();
    lines.push(format!("{once} calls are certain (more where answers have several pages), {} more kinds of calls follow for each resource", calls.len() - once));
    lines.push(format!("AWS charges USD {:.2} for these calls", micro as f64 / 1e6));
    say(&lines.join("\n"))?;
    Ok(ExitCode::from(DONE))
}
