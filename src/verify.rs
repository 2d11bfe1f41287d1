//! A finding's calls again: is it still so? One call for each evidence entry; the answers go through the same
//! evaluation that made the finding.

use std::collections::BTreeMap;
use std::sync::Arc;

use chrono::{DateTime, Utc};
use serde::Serialize;
use serde_json::{Map, Value, json};

use crate::aws::operations::{self, Reach};
use crate::aws::{Source, merge};
use crate::collect::{Call, DetailValue, Failure, Inventory, Resource, Surroundings, measured};
use crate::evaluate::Evaluator;
use crate::evaluate::evidence::{RESOURCE, items_of, select_one};
use crate::expression::Query;
use crate::model::{Answer, CallError, Evidence, Finding, FindingStatus, GLOBAL, METRICS_PART, Page, Scope};
use crate::rules::{Kind, Rule, RuleSet};

/// What became of a finding.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Outcome {
    Confirmed,
    Resolved,
    Unknown,
}

#[derive(Debug, Serialize)]
pub struct Verified {
    pub finding: String,
    pub outcome: Outcome,
    pub reason: String,
    pub evidence: Vec<Again>,
}

/// One verifying call, made again.
#[derive(Debug, Serialize)]
pub struct Again {
    pub cli: String,
    pub before: Value,
    pub now: Value,
}

/// One evidence entry's call and what came of it now.
struct Asked<'a> {
    entry: &'a Evidence,
    call: Arc<Call>,
    result: Result<(Value, Answer), CallError>,
}

/// Makes the calls of one finding again and says what they show.
pub async fn verify(
    finding: &Finding,
    set: &RuleSet,
    source: &Source,
    partition: &str,
    now: DateTime<Utc>,
) -> Verified {
    let mut asked = Vec::new();
    for entry in &finding.evidence {
        asked.extend(ask(entry, source).await);
    }
    let (outcome, reason) = match set.find(&finding.rule) {
        Ok(rule) => judge(finding, rule, set, &asked, partition, now),
        Err(_) => (Outcome::Unknown, format!("there is no rule {} any more", finding.rule)),
    };
    Verified { finding: finding.id.clone(), outcome, reason, evidence: asked.iter().map(again).collect() }
}

async fn ask<'a>(entry: &'a Evidence, source: &Source) -> Option<Asked<'a>> {
    let read = operations::find(&entry.service, &entry.operation)?;
    let mut pages: Vec<Page> = Vec::new();
    let outcome = source.fetch(read, &entry.region, &entry.params, &mut |page| pages.push(page)).await;
    let last = pages.last().map(|p| p.answer.clone());
    let result = outcome.map(|()| {
        let nowhere = || Answer { request_id: "".into(), called_at: DateTime::UNIX_EPOCH, sha256: "".into() };
        (merge(pages.into_iter().map(|p| p.document)), last.unwrap_or_else(nowhere))
    });
    let call = Arc::new(Call { read, region: entry.region.clone(), params: entry.params.clone() });
    Some(Asked { entry, call, result })
}

fn again(asked: &Asked) -> Again {
    let now = match &asked.result {
        Ok((document, _)) => search(&asked.entry.query, document),
        Err(error) => json!({"error": error.code}),
    };
    Again { cli: asked.entry.cli.clone(), before: asked.entry.observed.clone(), now }
}

fn search(query: &str, document: &Value) -> Value {
    Query::compile(query).map(|q| q.search(document)).unwrap_or(Value::Null)
}

fn judge(
    finding: &Finding,
    rule: &Arc<Rule>,
    set: &RuleSet,
    asked: &[Asked],
    partition: &str,
    now: DateTime<Utc>,
) -> (Outcome, String) {
    let kind = &rule.kind;
    for one in asked.iter().filter(|a| a.entry.decides()) {
        let Err(error) = &one.result else { continue };
        if kind.gone_on.contains(&error.code) {
            return (Outcome::Resolved, format!("the resource is gone ({})", error.code));
        }
        if !absent_codes(rule, one).contains(&error.code) {
            return (Outcome::Unknown, format!("{} answered {error}", one.call.read.name()));
        }
    }
    let around = Surroundings::new(&finding.account, partition, now);
    let scope = Scope::new(&finding.account, if kind.reach == Reach::Global { GLOBAL } else { &finding.region });
    let Some(mut resource) = rebuild(finding, kind, asked) else {
        return (Outcome::Resolved, "the resource is gone".into());
    };
    add_metrics(rule, asked, &mut resource);
    let inventory = inventory(rule, resource, &scope, asked, &around);
    let rules = [rule.clone()];
    let evaluator = Evaluator {
        rules: &rules,
        prices: set.prices.clone(),
        around: &around,
        now,
        inventory: &inventory,
        followed: &BTreeMap::new(),
    };
    let found = evaluator.evaluate().findings.into_iter().find(|f| f.id == finding.id);
    match found.map(|f| (f.status, f.message)) {
        Some((FindingStatus::Unknown, message)) => (Outcome::Unknown, message),
        Some((_, message)) => (Outcome::Confirmed, message),
        None => (Outcome::Resolved, "the rule passes now".into()),
    }
}

/// Error codes that are an answer to this entry's call.
fn absent_codes(rule: &Rule, asked: &Asked) -> Vec<String> {
    let same = |kind: &Kind| -> Vec<String> {
        let details = kind.details.values().filter(|d| std::ptr::eq(d.read, asked.call.read));
        details.flat_map(|d| d.absent_on.clone()).collect()
    };
    let looked = rule.lookups.iter().flat_map(|l| same(&l.kind));
    same(&rule.kind).into_iter().chain(looked).collect()
}

/// The resource as the calls show it now; None when the listing does not have it.
fn rebuild(finding: &Finding, kind: &Kind, asked: &[Asked]) -> Option<Resource> {
    let listed = asked.iter().find(|a| a.entry.part == RESOURCE);
    let nowhere = Answer { request_id: "".into(), called_at: finding.last_seen, sha256: "".into() };
    let (item, call, answer) = match (listed, &kind.listing) {
        (Some(one), Some(listing)) => {
            let (document, answer) = one.result.as_ref().ok()?;
            let item = search(&select_one(kind, listing, &finding.resource), document);
            if item.is_null() {
                return None;
            }
            (item, one.call.clone(), answer.clone())
        }
        _ => (Value::Object(Map::new()), asked.first()?.call.clone(), nowhere),
    };
    let mut details: BTreeMap<String, DetailValue> =
        kind.details.keys().map(|name| (name.clone(), DetailValue::Skipped)).collect();
    for one in asked {
        if let Some(detail) = kind.details.get(&one.entry.part) {
            details.insert(one.entry.part.clone(), detail_value(&detail.value, one));
        }
    }
    let (id, arn, region) = (finding.resource.clone(), finding.arn.clone(), finding.region.clone());
    Some(Resource {
        id,
        arn,
        region,
        item: item.to_string().into(),
        details,
        metrics: BTreeMap::new(),
        call,
        answer,
        parent: None,
    })
}

/// The metrics that the finding was made of, over the same time.
fn add_metrics(rule: &Rule, asked: &[Asked], resource: &mut Resource) {
    for one in asked {
        let name = one.entry.part.strip_prefix(METRICS_PART);
        let metric = rule.metrics.iter().find(|m| Some(m.name.as_str()) == name);
        if let (Some(metric), Ok((document, answer))) = (metric, &one.result) {
            resource.metrics.insert(metric.spec.key.clone(), measured(document, &one.call, answer));
        }
    }
}

fn detail_value(value: &Query, asked: &Asked) -> DetailValue {
    match &asked.result {
        Ok((document, answer)) => {
            DetailValue::Read { value: value.search(document), call: asked.call.clone(), answer: answer.clone() }
        }
        Err(CallError { code, answer: Some(answer), .. }) => {
            DetailValue::Absent { code: code.clone(), call: asked.call.clone(), answer: answer.clone() }
        }
        Err(error) => DetailValue::Failed(Failure { call: asked.call.clone(), error: error.clone() }),
    }
}

fn inventory(rule: &Rule, resource: Resource, scope: &Scope, asked: &[Asked], around: &Surroundings) -> Inventory {
    let mut inventory = Inventory::default();
    for lookup in &rule.lookups {
        let Some(one) = asked.iter().find(|a| a.entry.part == lookup.name) else { continue };
        let Ok((document, answer)) = &one.result else { continue };
        let place = if lookup.kind.reach == Reach::Global { scope.global() } else { scope.clone() };
        let found = looked(&lookup.kind, document, &one.call, answer, around, &place);
        let found = found.into_iter().map(|mut r| {
            let prefix = format!("{}/", lookup.name);
            for detail in asked.iter().filter(|a| a.entry.part.starts_with(&prefix)) {
                add_detail(&mut r, &lookup.kind, detail, &prefix);
            }
            r
        });
        let collected = inventory.collected.entry((place, lookup.kind.name.clone())).or_default();
        collected.resources.extend(found);
        collected.listed = Some((one.call.clone(), answer.clone()));
    }
    let own = inventory.collected.entry((scope.clone(), rule.kind.name.clone())).or_default();
    own.resources.retain(|r| r.arn != resource.arn || r.id != resource.id);
    own.resources.push(resource);
    inventory
}

/// `lookup/detail/id`
fn add_detail(resource: &mut Resource, kind: &Kind, asked: &Asked, prefix: &str) {
    let rest = asked.entry.part.strip_prefix(prefix).and_then(|r| r.split_once('/'));
    if let Some((name, id)) = rest
        && id == resource.id
        && let Some(detail) = kind.details.get(name)
    {
        resource.details.insert(name.to_owned(), detail_value(&detail.value, asked));
    }
}

fn looked(
    kind: &Kind,
    document: &Value,
    call: &Arc<Call>,
    answer: &Answer,
    around: &Surroundings,
    scope: &Scope,
) -> Vec<Resource> {
    let Some(listing) = &kind.listing else { return Vec::new() };
    let items = search(items_of(listing), document);
    let one = |item: &Value| {
        let over = around.over(item.clone(), &scope.region, None, false);
        Resource {
            id: kind.id.search(&over).as_str().unwrap_or_default().to_owned(),
            arn: kind.arn_of(&over),
            region: scope.region.clone(),
            item: item.to_string().into(),
            details: kind.details.keys().map(|name| (name.clone(), DetailValue::Skipped)).collect(),
            metrics: BTreeMap::new(),
            call: call.clone(),
            answer: answer.clone(),
            parent: None,
        }
    };
    items.as_array().into_iter().flatten().map(one).collect()
}
