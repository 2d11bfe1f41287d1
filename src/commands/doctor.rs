//! `tickmark doctor`: what is missing for a run, one line each, with what to do.

use std::collections::BTreeMap;
use std::process::ExitCode;
use std::sync::Arc;

use serde_json::json;

use super::{CANNOT, DONE, INCOMPLETE, advisers, choose, live, load_rules, open_store, out_folder, say, writable};
use crate::aws::Source;
use crate::aws::operations::{Reach, Read};
use crate::cli;
use crate::clock;
use crate::config::{Config, environment};
use crate::llm::{Chain, Purpose, Request, Silent};
use crate::model::Status;
use crate::pipeline::{self, Identity};
use crate::rules::Rule;

pub async fn run(args: cli::Doctor, config: Config) -> anyhow::Result<ExitCode> {
    let set = load_rules(&args.choice.rules, &config)?;
    let rules = choose(&set, &args.choice, &config)?;
    say(&format!("ok    rules: {} rules, {} kinds", rules.len(), set.kinds.len()))?;
    let mut worst = DONE;
    let mut tell = |what: &str, outcome: Result<String, anyhow::Error>| -> anyhow::Result<()> {
        match outcome {
            Ok(words) => say(&format!("ok    {what}: {words}")),
            Err(error) => {
                worst = CANNOT;
                say(&format!("FAIL  {what}: {error:#}"))
            }
        }
    };
    tell("store", open_store(args.store.store.as_ref(), &config).await.map(|_| "opens".into()))?;
    let out = out_folder(args.out.as_ref(), &config);
    tell("reports", writable(&out).map(|()| format!("{} can be written", out.display())))?;
    let mut unanswered = false;
    for (ok, line) in models(&config).await? {
        say(&format!("{} {line}", if ok { "ok   " } else { "FAIL " }))?;
        unanswered |= !ok;
    }
    let mut undelivered = false;
    for delivery in config.deliver.every(environment) {
        let checked = delivery.check(&out).await;
        undelivered |= checked.is_err();
        match checked {
            Ok(words) => say(&format!("ok    delivery {}: {words}", delivery.name))?,
            Err(error) => say(&format!("FAIL  delivery {}: {error:#}", delivery.name))?,
        }
    }
    let connected = match live(&config.limits).await {
        Ok((source, region)) => {
            let who = pipeline::identify(&source, &region, &config.regions, clock::now()).await;
            who.map(|identity| (source, identity))
        }
        Err(error) => Err(error),
    };
    let words = |(_, i): &(Source, Identity)| format!("account {}, {} regions", i.account, i.regions.len());
    match &connected {
        Ok(found) => tell("credentials", Ok(words(found)))?,
        Err(error) => tell("credentials", Err(anyhow::anyhow!("{error:#}")))?,
    }
    if let Ok((source, identity)) = connected
        && !permissions(&source, &identity, &rules).await?
    {
        worst = worst.max(INCOMPLETE);
    }
    // Models are advisers, and deliveries come after the run: it is whole without them.
    Ok(ExitCode::from(if worst == DONE && (unanswered || undelivered) { INCOMPLETE } else { worst }))
}

/// Asks each provider of the chain for a word.
async fn models(config: &Config) -> anyhow::Result<Vec<(bool, String)>> {
    let Some(adviser) = advisers::adviser(config, false).await? else {
        return Ok(vec![(true, "models: none are configured, and none are needed".to_owned())]);
    };
    let mut lines = Vec::new();
    for link in adviser.chain.links {
        let name = format!("model {} ({})", link.provider.name(), link.provider.model());
        let chain = Chain { links: vec![link], ..adviser.chain };
        let answered = chain.ask(&trial(), &[], &mut Silent).await;
        let last = answered.attempts.last();
        let ms = last.map_or(0, |a| a.total_ms);
        let hint = last.and_then(|a| a.class).map_or("", |class| class.handling().hint);
        let words = last.and_then(|a| a.reason.as_deref()).unwrap_or_default();
        lines.push(match answered.text {
            Some(_) => (true, format!("{name}: answers, after {ms} ms")),
            None => (false, format!("{name}: {words} ({hint})")),
        });
    }
    Ok(lines)
}

fn trial() -> Request {
    let (system, user) = ("Answer with the word yes.".to_owned(), "Do you hear me?".to_owned());
    Request { purpose: Purpose::Doctor, system, user, max_tokens: 500, schema: None, max_calls: u32::MAX }
}

/// Makes each read that needs nothing of a resource once, in one region; the priced ones are left out.
async fn permissions(source: &Source, identity: &Identity, rules: &[Arc<Rule>]) -> anyhow::Result<bool> {
    let mut reads: BTreeMap<String, &'static Read> = BTreeMap::new();
    for kind in rules.iter().map(|r| &r.kind).filter(|k| k.parent.is_none()) {
        reads.extend(kind.listing.iter().filter(|l| l.read.usd == 0.0).map(|l| (l.read.name(), l.read)));
    }
    let region = identity.regions.first().map_or("us-east-1", String::as_str);
    let mut fine = true;
    for (name, read) in &reads {
        let region = if read.reach == Reach::Global { "us-east-1" } else { region };
        if let Err(error) = source.fetch(read, region, &json!({}), &mut |_| {}).await
            && matches!(error.status, Status::Denied)
        {
            fine = false;
            let actions = read.actions.join(", ");
            say(&format!("FAIL  {name}: {error} (the credentials need {actions}; tickmark rules policy prints all)"))?;
        }
    }
    if fine {
        say(&format!("ok    permissions: {} listing calls are allowed in {region}", reads.len()))?;
    }
    Ok(fine)
}
