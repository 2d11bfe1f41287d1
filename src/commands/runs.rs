//! `tickmark runs`

use std::process::ExitCode;

use anyhow::{Context, bail};

use super::{DONE, open_store, say, visible};
use crate::change::{Diff, Entry, Looks, Side, diff};
use crate::cli::{self, RunsCommand};
use crate::config::Config;
use crate::model::Run;
use crate::render::{counted, usd};
use crate::store::Store;

pub async fn run(args: cli::Runs, config: Config) -> anyhow::Result<ExitCode> {
    let store = open_store(args.store.as_ref(), &config).await?;
    let runs = store.runs().await?;
    let text = match (&args.command, args.json) {
        (None, true) => serde_json::to_string_pretty(&runs)?,
        (None, false) => listed(&runs),
        (Some(RunsCommand::Diff { a, b }), json) => {
            let compared = compare(&*store, &runs, a, b).await?;
            if json { serde_json::to_string_pretty(&compared)? } else { words(&compared) }
        }
    };
    say(&text)?;
    Ok(ExitCode::from(DONE))
}

fn listed(runs: &[Run]) -> String {
    let line = |r: &Run| {
        let started = r.started.format("%Y-%m-%d %H:%M");
        let (rules, resources, calls) = (r.rules, r.resources, r.calls);
        format!("{}  {started}  {}  {rules} rules, {resources} resources, {calls} calls", r.id, r.account)
    };
    let lines: Vec<String> = runs.iter().map(line).collect();
    if lines.is_empty() { "no runs yet: tickmark audit makes one".to_owned() } else { lines.join("\n") }
}

async fn compare(store: &dyn Store, runs: &[Run], a: &str, b: &str) -> anyhow::Result<Diff> {
    let (a, b) = match (a, b) {
        // The run before is that of the account of the other one.
        ("previous", b) => (before(runs, named(runs, b)?)?, named(runs, b)?),
        (a, "previous") => (named(runs, a)?, before(runs, named(runs, a)?)?),
        (a, b) => (named(runs, a)?, named(runs, b)?),
    };
    if a.account != b.account {
        bail!("run {} is of account {}, and run {} of account {}", a.id, a.account, b.id, b.account);
    }
    let (old, young) = if (a.started, &a.id) <= (b.started, &b.id) { (a, b) } else { (b, a) };
    let gone = || "the run is not there any more";
    let (before, after) = (store.report(Some(&old.id)).await?, store.report(Some(&young.id)).await?);
    let (before, after) = (before.with_context(gone)?, after.with_context(gone)?);
    let history = store.history();
    let (known, now) = (history.states(&old.id).await?, history.states(&young.id).await?);
    Ok(diff(Side { report: &before, states: &known }, Side { report: &after, states: &now }))
}

fn named<'a>(runs: &'a [Run], name: &str) -> anyhow::Result<&'a Run> {
    if name == "latest" {
        return runs.first().context("no runs yet: tickmark audit makes one");
    }
    if let Some(run) = runs.iter().find(|run| run.id == name) {
        return Ok(run);
    }
    let mut found = runs.iter().filter(|run| run.id.starts_with(name));
    match (found.next(), found.next()) {
        (Some(run), None) => Ok(run),
        (None, _) => bail!("the store holds no run {name} (tickmark runs lists them)"),
        (Some(_), Some(_)) => bail!("{name} is the beginning of several runs' ids: give more of it"),
    }
}

fn before<'a>(runs: &'a [Run], run: &Run) -> anyhow::Result<&'a Run> {
    let earlier = |other: &&Run| other.account == run.account && other.started < run.started;
    runs.iter().find(earlier).with_context(|| format!("account {} has no run before {}", run.account, run.id))
}

fn words(diff: &Diff) -> String {
    let mark = |word: &str, mark: &crate::change::Mark| {
        let (open, money) = (counted(mark.open, "open finding", "open findings"), usd(mark.monthly));
        format!("{word} {}  {}  {open}, {money} a month", mark.run, mark.started.format("%Y-%m-%d %H:%M"))
    };
    let mut lines = vec![format!("account {}", diff.account), mark("from", &diff.from), mark("to  ", &diff.to)];
    lines.extend(looks(&diff.looks));
    let lists = [
        ("new", &diff.new),
        ("reopened", &diff.reopened),
        ("resolved", &diff.resolved),
        ("excepted", &diff.excepted),
        ("changed", &diff.changed),
        ("not comparable: one of the two runs did not look, or could not decide", &diff.unchecked),
    ];
    for (label, list) in lists.iter().filter(|(_, list)| !list.is_empty()) {
        lines.push(format!("\n{} {label}", list.len()));
        list.iter().for_each(|entry| lines.extend(entry_lines(entry)));
    }
    if lists.iter().all(|(_, list)| list.is_empty()) {
        lines.push("\nnothing changed".to_owned());
    }
    lines.join("\n")
}

/// Where the two runs looked at different things, which explains much of what differs.
fn looks(looks: &Looks) -> Vec<String> {
    let only = [
        ("rules only before", &looks.rules_only_before),
        ("rules only after", &looks.rules_only_after),
        ("regions only before", &looks.regions_only_before),
        ("regions only after", &looks.regions_only_after),
    ];
    let mut lines: Vec<String> = only
        .iter()
        .filter(|(_, list)| !list.is_empty())
        .map(|(label, list)| format!("{label}: {}", list.join(", ")))
        .collect();
    for row in &looks.coverage {
        let (before, after) = (row.before.word(), row.after.word());
        lines.push(format!("{}:{} in {}: {before} before, {after} after", row.service, row.operation, row.region));
    }
    lines
}

fn entry_lines(entry: &Entry) -> Vec<String> {
    let which = entry.unchecked.map(|which| format!(" (not decided {which})")).unwrap_or_default();
    let id: String = entry.finding.chars().take(8).collect();
    let head = format!("  {:<8}  {id}  {}  {}{which}", entry.severity.word(), entry.rule, visible(&entry.arn));
    let changes = entry.changes.iter();
    let changes = changes.map(|c| format!("    {}: {} -> {}", c.what, visible(&c.before), visible(&c.after)));
    [head].into_iter().chain(changes).collect()
}
