//! `tickmark exceptions`, and the file that audits read.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::Context;
use serde::Serialize;

use super::{DONE, load_rules, open_store, out_folder, say};
use crate::cli;
use crate::clock;
use crate::config::Config;
use crate::exceptions::{Exceptions, FILE, Looked};
use crate::model::{ExceptionUse, Finding, FindingStatus, Report};
use crate::rules::RuleSet;

/// Reads the file that is named, or the one that stands where it is looked for; none accepts nothing.
pub fn load(named: Option<&PathBuf>, config: &Config, out: &Path) -> anyhow::Result<Exceptions> {
    find(named, config, out)?.map_or_else(|| Ok(Exceptions::default()), |(_, exceptions)| Ok(exceptions))
}

fn find(named: Option<&PathBuf>, config: &Config, out: &Path) -> anyhow::Result<Option<(PathBuf, Exceptions)>> {
    let read = |path: &Path| std::fs::read_to_string(path);
    let parse = |path: &Path, text: &str| -> anyhow::Result<_> {
        Ok(Some((path.to_owned(), Exceptions::parse(&path.display().to_string(), text)?)))
    };
    if let Some(path) = named.or(config.exceptions.as_ref()) {
        let text = read(path).with_context(|| format!("--exceptions: cannot read {}", path.display()))?;
        return parse(path, &text);
    }
    for path in [PathBuf::from(FILE), out.join(FILE)] {
        match read(&path) {
            Ok(text) => return parse(&path, &text),
            Err(e) if matches!(e.kind(), std::io::ErrorKind::NotFound | std::io::ErrorKind::NotADirectory) => {}
            Err(e) => return Err(e).with_context(|| format!("cannot read {}", path.display())),
        }
    }
    Ok(None)
}

/// What the entries meet in the newest run of an account, today.
#[derive(Serialize)]
struct Met {
    account: String,
    run: String,
    exceptions: Vec<ExceptionUse>,
}

pub async fn run(args: cli::ExceptionsArgs, config: &Config) -> anyhow::Result<ExitCode> {
    let out = out_folder(args.out.as_ref(), config);
    let found = find(args.file.as_ref(), config, &out)?;
    let (path, exceptions) = found.with_context(|| format!("there is no {FILE}; docs/exceptions.md has the form"))?;
    let set = load_rules(&args.rules, config)?;
    let store = open_store(args.store.store.as_ref(), config).await?;
    let mut all = Vec::new();
    for newest in store.questions().current().await? {
        let report = store.report(Some(&newest.id)).await?.context("the run is not there any more")?;
        all.push(met(&exceptions, &report, &set));
    }
    if args.json {
        say(&serde_json::to_string_pretty(&all)?)?;
    } else {
        say(&words(&path, &exceptions, &all))?;
    }
    Ok(ExitCode::from(DONE))
}

fn met(exceptions: &Exceptions, report: &Report, set: &RuleSet) -> Met {
    let looked = Looked {
        account: &report.run.account,
        day: clock::now().date_naive(),
        regions: &report.run.regions,
        rules: &report.rules,
        known: set.rules.iter().map(|rule| rule.id.as_str()).collect(),
    };
    let mut findings: Vec<Finding> = report.findings.iter().map(|f| as_found(f)).collect();
    let uses = exceptions.apply(&mut findings, &looked);
    Met { account: report.run.account.clone(), run: report.run.id.clone(), exceptions: uses }
}

/// A finding before any exception.
fn as_found(finding: &Finding) -> Finding {
    let mut found = finding.clone();
    found.exception = None;
    if found.status == FindingStatus::Excepted {
        found.status = FindingStatus::Open;
    }
    found
}

fn words(path: &Path, exceptions: &Exceptions, all: &[Met]) -> String {
    let many = if exceptions.len() == 1 { "entry" } else { "entries" };
    let mut lines = vec![format!("{}: {} {many}, all well-formed", path.display(), exceptions.len())];
    for met in all {
        lines.push(format!("account {}, run {}:", met.account, met.run));
        lines.extend(met.exceptions.iter().map(|one| {
            let many = if one.findings == 1 { "finding" } else { "findings" };
            let (state, until) = (one.state.word(), one.exception.expires);
            let what = format!("{}  {}", one.rule, one.resource);
            format!("  {state:<9}  {:>4} {many:<8}  until {until}  {what}", one.findings)
        }));
    }
    if all.is_empty() {
        lines.push("the store holds no run yet: tickmark audit makes one".to_owned());
    }
    lines.join("\n")
}
