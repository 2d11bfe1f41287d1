//! `tickmark doctor`: what is missing for a run, one line each, with what to do.

use std::collections::BTreeMap;
use std::process::ExitCode;
use std::sync::Arc;

use serde_json::json;

use super::{CANNOT, DONE, INCOMPLETE, choose, live, load_rules, open_store, out_folder, say, writable};
use crate::aws::Source;
use crate::aws::operations::{Reach, Read};
use crate::cli;
use crate::clock;
use crate::config::Config;
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
    Ok(ExitCode::from(if worst == CANNOT { CANNOT } else { worst }))
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
