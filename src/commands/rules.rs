//! `tickmark rules`

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::process::ExitCode;
use std::sync::Arc;

use anyhow::{Context, bail};
use serde_json::{Value, json};

use super::{DONE, advisers, choose, coverage, examined, load_rules, note, say};
use crate::ask::intent::{Known, understand};
use crate::ask::{rank, vocabulary};
use crate::cli;
use crate::config::Config;
use crate::embed::Embedder;
use crate::meaning;
use crate::model::{Pillar, nearest};
use crate::rules::role::{self, Trust};
use crate::rules::{Rule, RuleSet, policy, reads_of, service};
use crate::shapes::Type;
use crate::store::{Filter, Meaning, Scope};

pub async fn run(args: cli::Rules, config: &Config) -> anyhow::Result<ExitCode> {
    match args {
        cli::Rules::List { choice, covers, json } => {
            let set = load_rules(&choice.rules, config)?;
            let rules = choose(&set, &choice, config)?;
            match covers {
                Some(framework) => coverage::list(framework, &rules, json),
                None => list(&set, &rules, json),
            }
        }
        cli::Rules::Show { id, rules } => {
            let set = load_rules(&rules, config)?;
            show(&set, set.find(&id).map_err(anyhow::Error::msg)?)
        }
        cli::Rules::Search { text, rules, json } => {
            let embedder = advisers::embedder(config).await?;
            search(&load_rules(&rules, config)?, &*embedder, &text.join(" "), json).await
        }
        cli::Rules::Check { rules } => {
            let set = load_rules(&rules, config)?;
            say(&format!("{} rules and {} kinds are right", set.rules.len(), set.kinds.len()))?;
            Ok(ExitCode::from(DONE))
        }
        cli::Rules::Test { choice, mutate, json } => {
            let set = load_rules(&choice.rules, config)?;
            let rules = choose(&set, &choice, config)?;
            if mutate { examined::mutate(&set, &rules) } else { examined::test(&set, &rules, json) }
        }
        cli::Rules::Policy { choice } => {
            let set = load_rules(&choice.rules, config)?;
            let rules = choose(&set, &choice, config)?;
            say(&serde_json::to_string_pretty(&policy(&rules, &set.kinds))?)?;
            Ok(ExitCode::from(DONE))
        }
        cli::Rules::Role(args) => role(args, config),
        cli::Rules::New { id, kind, pillar, dir } => new(&load_rules(&[], config)?, &id, &kind, pillar, &dir),
    }
}

/// The role that `[[accounts]]` and `[organization]` name.
fn role(args: cli::RoleArgs, config: &Config) -> anyhow::Result<ExitCode> {
    let set = load_rules(&args.choice.rules, config)?;
    let rules = choose(&set, &args.choice, config)?;
    let organization = config.organization.as_ref();
    let name = args.name.or_else(|| organization.map(|o| o.role_name.clone()));
    let trust = Trust {
        name: name.unwrap_or_else(|| "tickmark".to_owned()),
        principal: args.trust,
        external_id: args.external_id.or_else(|| organization?.external_id.clone()),
        partition: args.partition,
    };
    trust.check().map_err(anyhow::Error::msg)?;
    let text = match args.format {
        cli::RoleFormat::Terraform => role::terraform(&trust, &rules, &set.kinds)?,
        cli::RoleFormat::Cloudformation => role::cloudformation(&trust, &rules, &set.kinds),
    };
    say(text.trim_end())?;
    Ok(ExitCode::from(DONE))
}

fn list(set: &RuleSet, rules: &[Arc<Rule>], json: bool) -> anyhow::Result<ExitCode> {
    if json {
        let all: Vec<Value> = rules.iter().map(|r| line(set, r)).collect();
        say(&serde_json::to_string_pretty(&all)?)?;
        return Ok(ExitCode::from(DONE));
    }
    let lines: Vec<String> = rules
        .iter()
        .map(|r| format!("{:<36} {:<12} {:<9} {:<24} {}", r.id, r.pillar, r.severity.worst(), r.kind.name, r.title))
        .collect();
    say(&lines.join("\n"))?;
    Ok(ExitCode::from(DONE))
}

/// The same retrieval that `ask` uses, over the rules themselves.
async fn search(set: &RuleSet, embedder: &dyn Embedder, text: &str, json: bool) -> anyhow::Result<ExitCode> {
    let store = crate::store::open("sqlite://:memory:").await?;
    let meanings: Vec<Meaning> = set.rules.iter().map(|r| meaning::of_rule(r)).collect();
    let rules: BTreeMap<String, &Arc<Rule>> = meanings.iter().map(Meaning::hash).zip(&set.rules).collect();
    store.questions().add_meanings(&meanings).await?;
    let (accounts, regions, resources) = (Vec::new(), Vec::new(), Vec::new());
    let known = Known { now: crate::clock::now(), accounts, regions, resources, things: vocabulary(set) };
    let terms = understand(text, &known).terms;
    let hashes: Vec<String> = rules.keys().cloned().collect();
    let scope = Scope { filter: &Filter::default(), rules: &hashes };
    let ranking = rank(store.questions(), Some(embedder), text, &terms, scope).await?;
    if let Some(reason) = &ranking.words_alone {
        note(&format!("Searched by words alone, since the embedder did not answer: {reason}."));
    }
    let found = ranking.fits.iter().filter_map(|fit| Some((rules.get(&fit.meaning)?, fit)));
    if json {
        let all: Vec<Value> = found.map(|(rule, fit)| json!({"id": rule.id, "score": fit.score})).collect();
        say(&serde_json::to_string_pretty(&all)?)?;
    } else {
        let lines: Vec<String> =
            found.take(10).map(|(rule, fit)| format!("{:.2}  {:<36} {}", fit.score, rule.id, rule.title)).collect();
        say(&lines.join("\n"))?;
    }
    Ok(ExitCode::from(DONE))
}

fn line(set: &RuleSet, rule: &Rule) -> Value {
    let reads: BTreeSet<String> = reads_of(rule, &set.kinds).into_keys().collect();
    json!({
        "id": rule.id, "title": rule.title, "pillar": rule.pillar, "severity": rule.severity.worst(),
        "kind": rule.kind.name, "service": service(rule), "reads": reads, "covers": rule.covers,
    })
}

fn show(set: &RuleSet, rule: &Rule) -> anyhow::Result<ExitCode> {
    let reads: Vec<String> = reads_of(rule, &set.kinds).into_keys().collect();
    let actions: BTreeSet<&str> =
        reads_of(rule, &set.kinds).into_values().flat_map(|r| r.actions.iter().copied()).collect();
    say(&format!(
        "# {}\n# reads:   {}\n# actions: {}\n# file:    {}\n",
        rule.title,
        reads.join(", "),
        actions.into_iter().collect::<Vec<_>>().join(", "),
        rule.file
    ))?;
    say(rule.source.trim_end())?;
    Ok(ExitCode::from(DONE))
}

fn new(set: &RuleSet, id: &str, kind: &str, pillar: Pillar, dir: &Path) -> anyhow::Result<ExitCode> {
    let plain = !id.is_empty() && id.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-');
    if !plain {
        bail!("{id} is no id: lower-case letters, digits and dashes, such as ebs-volume-unattached");
    }
    let Some(found) = set.kinds.get(kind) else {
        let hint = nearest(kind, set.kinds.keys().map(String::as_str))
            .map_or(String::new(), |n| format!(", did you mean {n}?"));
        let all: Vec<&str> = set.kinds.keys().map(String::as_str).collect();
        bail!("--kind: no kind {kind}{hint} (there are {})", all.join(", "));
    };
    let path = dir.join(pillar.word()).join(format!("{id}.yaml"));
    if path.exists() {
        bail!("{} is there already", path.display());
    }
    std::fs::create_dir_all(path.parent().unwrap_or(dir))
        .with_context(|| format!("--dir: cannot write {}", path.display()))?;
    std::fs::write(&path, skeleton(id, kind, pillar, &found.resource_type()))
        .with_context(|| format!("--dir: cannot write {}", path.display()))?;
    say(&format!("{}\nFill it in, then: tickmark rules check --rules {}", path.display(), dir.display()))?;
    Ok(ExitCode::from(DONE))
}

/// A rule that loads as it is, and whose examples hold, so that the author begins from something that works.
fn skeleton(id: &str, kind: &str, pillar: Pillar, members: &Type) -> String {
    let names = members.member_names().unwrap_or_default();
    let sample = |name: &&str| match members.member(name) {
        Ok(Type::Text) => Some("something".to_owned()),
        Ok(Type::Int) => Some("1".to_owned()),
        Ok(Type::Bool) => Some("true".to_owned()),
        _ => None,
    };
    let found = names.iter().find_map(|name| Some((*name, sample(name)?)));
    let (member, value) = found.unwrap_or((names.first().copied().unwrap_or("Name"), "{}".to_owned()));
    format!(
        "id: {id}
title: Say in a few words what is wrong
pillar: {pillar}
severity: medium        # critical | high | medium | low, or a map from these (and else) to CEL
kind: {kind}
# A resource of this kind has: {}
fail_when: resource.{member} == null
message: Say what was seen, with any member in double braces
fix:
  note: Say what to do; better still, give the AWS CLI command as `cli`
why: Say in two or three sentences what goes wrong if it stays so.
asked: []   # three ways that people ask for it, in other words
references: []
covers: {{}}
# Members left out are null. Put each edge case in; rules/README.md explains the keys.
examples:
  fail:
    - {{}}
  pass:
    - {{{member}: {value}}}
",
        names.join(", ")
    )
}
