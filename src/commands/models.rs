//! `tickmark models`: how the providers fared over the last calls: who served, how often the chain fell past each, why,
//! and what it cost.

use std::collections::BTreeMap;
use std::process::ExitCode;

use chrono::{DateTime, Utc};
use serde::Serialize;

use super::{DONE, open_store, say};
use crate::cli;
use crate::clock;
use crate::config::Config;
use crate::llm::{Attempt, Class, Outcome, resting_until};
use crate::render::counted;

/// How many calls are looked at.
const CALLS: usize = 100;

#[derive(Debug, Default, Serialize)]
struct Health {
    provider: String,
    model: String,
    answered: u64,
    failed: u64,
    /// Not asked: no key, resting, or too dear.
    skipped: u64,
    failures: BTreeMap<Class, u64>,
    /// Median, of those that answered.
    first_token_ms: Option<u64>,
    /// USD that are known of.
    cost: f64,
    /// Why it last failed or was not asked.
    last_trouble: Option<String>,
    hint: Option<&'static str>,
    resting_until: Option<DateTime<Utc>>,
}

pub async fn run(args: cli::ModelsArgs, config: Config) -> anyhow::Result<ExitCode> {
    let store = open_store(args.store.store.as_ref(), &config).await?;
    let calls = store.questions().calls(DateTime::UNIX_EPOCH, CALLS).await?;
    let calls: Vec<Attempt> = calls.iter().map(|call| serde_json::from_str(call)).collect::<Result<_, _>>()?;
    let all = health(&calls, clock::now());
    if args.json {
        say(&serde_json::to_string_pretty(&all)?)?;
        return Ok(ExitCode::from(DONE));
    }
    if config.models.is_none() {
        say("No models are configured: `[models]` in tickmark.toml does that (docs/models.md). tickmark needs none.")?;
    }
    if all.is_empty() {
        say("No model was asked yet.")?;
    }
    for one in &all {
        say(&line(one))?;
    }
    Ok(ExitCode::from(DONE))
}

/// By provider and model, in the order in which they were first asked.
fn health(calls: &[Attempt], now: DateTime<Utc>) -> Vec<Health> {
    let mut all: Vec<Health> = Vec::new();
    let mut first_tokens: Vec<Vec<u64>> = Vec::new();
    for call in calls {
        let known = all.iter().position(|h| h.provider == call.provider && h.model == call.model);
        let at = known.unwrap_or(all.len());
        if known.is_none() {
            let (provider, model) = (call.provider.clone(), call.model.clone());
            let resting_until = resting_until(&provider, &model, calls, now).map(|(until, _)| until);
            all.push(Health { provider, model, resting_until, ..Health::default() });
            first_tokens.push(Vec::new());
        }
        let one = &mut all[at];
        one.cost += call.cost.unwrap_or_default();
        match call.outcome {
            Outcome::Answered => {
                one.answered += 1;
                first_tokens[at].extend(call.first_token_ms);
            }
            Outcome::Failed => one.failed += 1,
            Outcome::Skipped => one.skipped += 1,
        }
        if call.outcome != Outcome::Answered {
            one.last_trouble.clone_from(&call.reason);
            one.hint = call.class.map(|class| class.handling().hint);
        }
        if let (Outcome::Failed, Some(class)) = (call.outcome, call.class) {
            *one.failures.entry(class).or_default() += 1;
        }
    }
    for (one, times) in all.iter_mut().zip(&mut first_tokens) {
        times.sort_unstable();
        one.first_token_ms = times.get(times.len() / 2).copied();
    }
    all
}

fn line(h: &Health) -> String {
    let mut out = format!("{} ({}): answered {}", h.provider, h.model, counted(h.answered, "call", "calls"));
    if let Some(ms) = h.first_token_ms {
        out.push_str(&format!(", first word after {ms} ms (median)"));
    }
    out.push_str(&format!(", USD {:.4}", h.cost));
    if h.failed > 0 {
        let classes: Vec<String> = h.failures.iter().map(|(class, n)| format!("{class} {n}")).collect();
        out.push_str(&format!("; failed {} ({})", counted(h.failed, "time", "times"), classes.join(", ")));
    }
    if h.skipped > 0 {
        out.push_str(&format!("; not asked {}", counted(h.skipped, "time", "times")));
    }
    if let Some(until) = h.resting_until {
        out.push_str(&format!("; rests until {}", until.format("%H:%M:%S UTC")));
    }
    if let Some(words) = &h.last_trouble {
        out.push_str(&format!("\n  last trouble: {words}"));
    }
    if let Some(hint) = h.hint {
        out.push_str(&format!("\n  what to do: {hint}"));
    }
    out
}
