//! `tickmark audit --plan`: the calls that would be made.

use std::process::ExitCode;

use super::super::{DONE, live, note, say};
use crate::aws::recording::Player;
use crate::cli;
use crate::clock;
use crate::config::{Config, Limits};
use crate::pipeline::{self, Identity};
use crate::plan::Plan;
use crate::rules::{Rule, RuleSet};

pub async fn plan(
    args: &cli::Audit,
    config: &Config,
    set: &RuleSet,
    rules: &[std::sync::Arc<Rule>],
) -> anyhow::Result<ExitCode> {
    let wanted = if args.regions.is_empty() { &config.regions } else { &args.regions };
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
    let mut plan = Plan::new(rules, set);
    plan.money.retain(|read| match read.service {
        "pricing" => config.prices.ask,
        _ => super::agreements(args, config),
    });
    let calls = plan.calls(&regions);
    let mut lines = Vec::new();
    for call in &calls {
        let per = call.per.as_ref().map_or("once".to_owned(), |p| format!("for each {p}"));
        let price = if call.micro_usd > 0 { format!("{} a call", usd(call.micro_usd)) } else { String::new() };
        let line = format!("{:<14} {:<16} {:<36} {per:<28} {price}", call.region, call.service, call.operation);
        lines.push(line.trim_end().to_owned());
    }
    let once = calls.iter().filter(|c| c.per.is_none()).count();
    let micro: u64 = calls.iter().filter(|c| c.per.is_none()).map(|c| c.micro_usd).sum();
    lines.push(format!("{once} calls are certain (more where answers have several pages), {} more kinds of calls follow for each resource", calls.len() - once));
    lines.push(format!("AWS charges USD {:.2} for these calls", micro as f64 / 1e6));
    lines.extend(too_much(&super::limits(args, config), once as u64, micro as f64 / 1e6));
    say(&lines.join("\n"))?;
    Ok(ExitCode::from(DONE))
}

/// `USD 0.01`, and `USD 0.005` where cents are too coarse.
fn usd(micro: u64) -> String {
    let amount = micro as f64 / 1e6;
    if micro.is_multiple_of(10_000) { format!("USD {amount:.2}") } else { format!("USD {amount}") }
}

/// Which ceilings the certain calls alone would pass.
fn too_much(limits: &Limits, calls: u64, usd: f64) -> Vec<String> {
    let cut = "what would pass it is not sent, and the report says so";
    let calls = limits.max_calls.filter(|most| calls > *most);
    let money = limits.max_cost.filter(|most| usd > *most);
    let calls = calls.map(|most| format!("that is more than the ceiling of {most} requests (--max-calls): {cut}"));
    let money = money.map(|most| format!("that is more than the ceiling of USD {most} (--max-cost): {cut}"));
    calls.into_iter().chain(money).collect()
}
