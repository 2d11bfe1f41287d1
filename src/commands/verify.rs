//! `tickmark verify`

use std::process::ExitCode;

use anyhow::{Context, bail};
use serde_json::Value;

use super::{DONE, INCOMPLETE, live, load_rules, open_store, say, visible};
use crate::cli;
use crate::clock;
use crate::config::Config;
use crate::model::{Finding, Report};
use crate::pipeline;
use crate::verify::{Outcome, Verified, verify};

pub async fn run(args: cli::Verify, config: Config) -> anyhow::Result<ExitCode> {
    let set = load_rules(&args.rules, &config)?;
    let store = open_store(args.store.store.as_ref(), &config).await?;
    let report =
        store.report(args.run.as_deref()).await?.context("the store holds no such run (tickmark runs lists them)")?;
    let findings = chosen(&args, &report)?;
    let (source, region) = live(&config.limits).await?;
    let (caller, _) = pipeline::caller(&source, &region).await?;
    if caller != report.run.account {
        bail!("these are credentials of account {caller}, and the findings are of {}", report.run.account);
    }
    let mut all = Vec::new();
    for finding in findings {
        all.push(verify(finding, &set, &source, &report.run.partition, clock::now()).await);
    }
    if args.json {
        say(&serde_json::to_string_pretty(&all)?)?;
    } else {
        say(&all.iter().map(|v| words(v, &report)).collect::<Vec<_>>().join("\n"))?;
    }
    let unknown = all.iter().any(|v| v.outcome == Outcome::Unknown);
    Ok(ExitCode::from(if unknown { INCOMPLETE } else { DONE }))
}

fn chosen<'a>(args: &cli::Verify, report: &'a Report) -> anyhow::Result<Vec<&'a Finding>> {
    if args.all {
        return Ok(report.open().collect());
    }
    args.findings.iter().map(|id| one(id, report)).collect()
}

fn one<'a>(id: &str, report: &'a Report) -> anyhow::Result<&'a Finding> {
    let mut found = report.findings.iter().filter(|f| f.id.starts_with(id));
    match (found.next(), found.next()) {
        (Some(finding), None) => Ok(finding),
        (None, _) => {
            bail!("no finding {id} in run {}\nhint: --run names another (tickmark runs lists them)", report.run.id)
        }
        (Some(_), Some(_)) => bail!("{id} is the beginning of several findings' ids: give more of it"),
    }
}

fn words(verified: &Verified, report: &Report) -> String {
    let finding = report.findings.iter().find(|f| f.id == verified.finding);
    let name = finding.map_or(String::new(), |f| format!("{} {}", f.rule, f.arn));
    let outcome = format!("{:?}", verified.outcome).to_lowercase();
    let mut lines = vec![format!("{outcome}: {name}"), format!("  {}", verified.reason)];
    for again in verified.evidence.iter().filter(|a| a.before != a.now) {
        lines.push(format!("  {}", again.cli));
        lines.push(format!("    before {}", short(&again.before)));
        lines.push(format!("    now    {}", short(&again.now)));
    }
    lines.iter().map(|line| visible(line)).collect::<Vec<_>>().join("\n")
}

fn short(value: &Value) -> String {
    let text = value.to_string();
    if text.chars().count() > 300 { text.chars().take(300).chain(['…']).collect() } else { text }
}
