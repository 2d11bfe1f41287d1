//! One kind in one scope: every resource through every rule about it, into findings, passes and unknowns.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use cel::Context;
use cel::common::value::Val;
use serde_json::{Map, Value};
use sha2::{Digest, Sha256};

use super::evidence::{self, Case, Proof};
use super::measured;
use super::scene::{Scene, Verdict, decide, severity, tags, whole};
use super::{Evaluated, Evaluator, Judge, Purpose};
use crate::aws::cli::quote;
use crate::collect::{Collected, DetailValue, Failure, Resource, more::Wanted, prices};
use crate::expression::{Expression, Member, Paths, PriceKey, Template, fill, to_cel, to_json};
use crate::model::{Change, Cost, Evidence, Finding, FindingStatus, Fix, GLOBAL, Scope};
use crate::rules::Rule;

/// One kind in one scope, with the rules about it.
pub(super) struct Place<'a, 'p> {
    evaluator: &'p Evaluator<'p>,
    purpose: Purpose,
    scope: &'p Scope,
    rules: &'p [Judge<'a>],
    /// What any of the rules uses of a resource: converted once for all of them.
    used: Paths,
}

/// One resource, parsed.
struct Subject<'a> {
    resource: &'a Resource,
    tags: &'a Value,
}

impl<'a, 'p> Place<'a, 'p> {
    pub fn new(evaluator: &'p Evaluator<'p>, purpose: Purpose, scope: &'p Scope, rules: &'p [Judge<'a>]) -> Self {
        let mut used = Paths::default();
        rules.iter().for_each(|judge| used.merge(&judge.rule.used));
        Place { evaluator, purpose, scope, rules, used }
    }

    pub fn evaluate(&self, collected: &Collected, root: &Context, out: &mut Evaluated) {
        let mut undecided: BTreeSet<usize> = BTreeSet::new();
        if !collected.failures.is_empty() {
            for judge in self.rules {
                undecided.insert(judge.index);
                out.counts[judge.index].unknown += collected.failures.len() as u64;
                collected.failures.iter().for_each(|f| self.affects(f, judge.rule, out));
            }
        }
        for resource in &collected.resources {
            self.resource(resource, root, &mut undecided, out);
        }
        for judge in self.rules.iter().filter(|j| !undecided.contains(&j.index)) {
            out.covered.insert((judge.rule.id.clone(), self.scope.region.clone()));
        }
    }

    fn affects(&self, failure: &Failure, rule: &Rule, out: &mut Evaluated) {
        let read = failure.call.read;
        let key = (self.scope.region.clone(), read.service.to_owned(), read.operation.to_owned());
        out.affected.entry(key).or_default().insert(rule.id.clone());
    }

    fn resource(&self, resource: &Resource, root: &Context, undecided: &mut BTreeSet<usize>, out: &mut Evaluated) {
        let item = resource.item();
        let full = full(&item, resource);
        let Some(kind) = self.rules.first().map(|judge| &judge.rule.kind) else { return };
        let tagged = Value::Object(kind.tags.as_ref().map(|q| tags(&q.select(&full))).unwrap_or_default());
        const NULL: &Value = &Value::Null;
        let seen = to_cel(&self.used, |name| match resource.details.get(name) {
            Some(detail) => detail.value().map_or(Member::Unreadable, Member::Json),
            None => Member::Json(item.get(name).unwrap_or(NULL)),
        });
        let tag_values = whole(&tagged);
        let subject = Subject { resource, tags: &tagged };
        for judge in self.rules {
            let (index, rule) = (judge.index, judge.rule);
            let looked = judge.looked(&full);
            let measured = measured::of(rule, resource);
            let scene = Scene {
                resource: &*seen,
                params: judge.params,
                metrics: measured::to_variable(rule, &measured),
                tags: &*tag_values,
                account: text(&self.scope.account),
                region: text(&resource.region),
                partition: text(&self.evaluator.around.partition),
                lookups: looked.iter().map(|l| (l.lookup.name.as_str(), l.values())).collect(),
            };
            let verdict = scene.with(root, |context| decide(rule, context));
            let trouble = trouble(judge, resource, &verdict);
            if self.purpose == Purpose::Needs {
                if let (Verdict::Fail, None) = (verdict, trouble) {
                    scene.with(root, |context| self.needs(rule, resource, &full, context, out));
                }
                continue;
            }
            let proof = || judge.proof.get_or_init(|| Proof::new(rule));
            let case =
                Case { rule, resource, full: &full, item: &item, around: self.evaluator.around, looked: &looked };
            match (verdict, trouble) {
                (Verdict::Outside, _) => {}
                (Verdict::Pass, None) => out.counts[index].checked += 1,
                (Verdict::Fail, None) => {
                    out.counts[index].checked += 1;
                    out.counts[index].failed += 1;
                    let evidence = case.evidence(proof());
                    out.findings.push(scene.with(root, |context| self.finding(&subject, rule, evidence, context)));
                }
                (Verdict::Undecided(_) | Verdict::Pass | Verdict::Fail, trouble) => {
                    undecided.insert(index);
                    out.counts[index].unknown += 1;
                    trouble.iter().for_each(|f| self.affects(f, rule, out));
                    let evidence = match &trouble {
                        Some(f) => vec![evidence::failed(f.call.read.operation, f, self.evaluator.around)],
                        None => case.evidence(proof()),
                    };
                    let why = self.why(rule, resource, trouble.as_ref());
                    out.findings.push(self.unknown(&subject, rule, evidence, &why));
                }
            }
        }
    }

    fn needs(&self, rule: &Rule, resource: &Resource, full: &Value, context: &Context, out: &mut Evaluated) {
        if let Some(cost) = &rule.monthly_cost {
            // The amount does not matter: the prices note who looks for them.
            let _ = cost.evaluate(context);
        }
        let around = self.evaluator.around;
        for follow in &rule.follow {
            let one = |(name, e): &(String, Expression)| {
                let value = e.evaluate(context).map(|v| to_json(&v)).unwrap_or_default();
                (!value.is_null()).then(|| (name.clone(), value))
            };
            let Some(with) = follow.with.iter().map(one).collect::<Option<Map<String, Value>>>() else { continue };
            let mut over = around.over(full.clone(), &resource.region, None, follow.params.dated());
            if let Value::Object(members) = &mut over {
                members.insert("with".to_owned(), Value::Object(with));
            }
            out.follows.push(Wanted {
                finding: finding_id(rule, &around.partition, self.scope, resource),
                region: resource.region.clone(),
                name: follow.name.clone(),
                read: follow.read,
                params: follow.params.evaluate(&over),
                query: follow.query.clone(),
            });
        }
    }

    fn finding(&self, subject: &Subject, rule: &Rule, evidence: Vec<Evidence>, context: &Context) -> Finding {
        let (cost, looked) = self.cost(rule, context);
        let prices = &self.evaluator.prices;
        let listed = looked.iter().filter_map(|key| prices.listed(key));
        let missing: Vec<String> =
            looked.iter().filter(|k| prices.find(k).is_none()).map(PriceKey::to_string).collect();
        let unpriced = || format!("no price is known of {}", missing.join(", "));
        let blank = self.blank(subject, rule);
        let followed = self.evaluator.followed.get(&blank.id).into_iter().flatten();
        let agreed = prices.agreed(looked.iter().filter(|_| cost.is_some()));
        let more = followed.chain(listed.map(|l| &l.evidence)).chain(agreed.iter().map(|a| &a.evidence)).cloned();
        Finding {
            severity: severity(rule, context),
            message: message(rule, context),
            evidence: evidence.into_iter().chain(more).collect(),
            fix: fix(rule, context),
            cost,
            unpriced: (!missing.is_empty()).then(unpriced),
            ..blank
        }
    }

    /// What was in the way of a decision.
    fn why(&self, rule: &Rule, resource: &Resource, trouble: Option<&Failure>) -> String {
        let failed = trouble.map(|f| format!("{} answered {}", f.call.read.name(), f.error));
        failed
            .or_else(|| measured::lacking(rule, resource, self.evaluator.around))
            .unwrap_or_else(|| "the answer lacks something that the rule needs".to_owned())
    }

    /// A finding that says why nothing could be decided.
    fn unknown(&self, subject: &Subject, rule: &Rule, evidence: Vec<Evidence>, why: &str) -> Finding {
        let message = format!("Could not be decided: {why}");
        let worst = rule.severity.worst();
        Finding { status: FindingStatus::Unknown, severity: worst, message, evidence, ..self.blank(subject, rule) }
    }

    /// What every finding of this rule on this resource has.
    fn blank(&self, subject: &Subject, rule: &Rule) -> Finding {
        let resource = subject.resource;
        let around = self.evaluator.around;
        let tags = subject.tags.as_object().into_iter().flatten();
        Finding {
            id: finding_id(rule, &around.partition, self.scope, resource),
            rank: 0,
            score: 0,
            score_parts: BTreeMap::new(),
            rule: rule.id.clone(),
            pillar: rule.pillar,
            severity: rule.severity.worst(),
            status: FindingStatus::Open,
            change: Change::New,
            title: rule.title.clone(),
            message: String::new(),
            why: rule.why.clone(),
            arn: resource.arn.clone(),
            account: self.scope.account.clone(),
            region: resource.region.clone(),
            kind: rule.kind.name.clone(),
            resource: resource.id.clone(),
            tags: tags.filter_map(|(k, v)| Some((k.clone(), v.as_str()?.to_owned()))).collect(),
            evidence: Vec::new(),
            fix: Fix { cli: None, terraform: None, note: None },
            cost: None,
            unpriced: None,
            exception: None,
            covers: rule.covers.clone(),
            references: rule.references.clone(),
            first_seen: self.evaluator.now,
            last_seen: self.evaluator.now,
        }
    }

    /// The amount, and the prices that were looked for.
    fn cost(&self, rule: &Rule, context: &Context) -> (Option<Cost>, BTreeSet<PriceKey>) {
        let Some(expression) = &rule.monthly_cost else { return (None, BTreeSet::new()) };
        let prices = &self.evaluator.prices;
        // What was looked for before is not this amount's.
        prices.looked();
        let monthly = match expression.evaluate(context) {
            Ok(cel::Value::Float(usd)) => usd,
            Ok(cel::Value::Int(usd)) => usd as f64,
            _ => 0.0,
        };
        let looked = prices.looked();
        let monthly = (monthly * 100.0).round() / 100.0;
        if monthly <= 0.0 {
            return (None, looked);
        }
        let dates = looked.iter().filter_map(|key| Some(prices.find(key)?.date.clone()));
        let source = |key| if prices.listed(key).is_some() { prices::SOURCE } else { BUILT_IN };
        let sources: BTreeSet<&str> = looked.iter().map(source).collect();
        let cost = Cost {
            monthly,
            currency: "USD".into(),
            formula: fill(expression, context),
            price_date: dates.max().unwrap_or_default(),
            price_source: sources.into_iter().rev().collect::<Vec<_>>().join(", "),
            confidence: rule.confidence,
            agreed: prices.agreed(looked.iter()).into_iter().map(|a| a.agreed.clone()).collect(),
            includes: rule.includes.as_ref().map(|ids| texts(ids, context)).unwrap_or_default(),
            counted: true,
        };
        (Some(cost), looked)
    }
}

/// The texts of a list, sorted.
fn texts(list: &Expression, context: &Context) -> Vec<String> {
    let value = list.evaluate(context).map(|v| to_json(&v)).unwrap_or_default();
    let texts = value.as_array().into_iter().flatten().filter_map(|v| v.as_str().map(str::to_owned));
    texts.collect::<BTreeSet<_>>().into_iter().collect()
}

/// A price that stands in rules/prices.yaml.
const BUILT_IN: &str = "built-in";

/// The failed read that leaves this resource undecided. A detail that failed matters only where the decision could not
/// be made without it; a lookup that failed always does, since more might have been found.
fn trouble(judge: &Judge, resource: &Resource, verdict: &Verdict) -> Option<Failure> {
    if let Some(failure) = judge.joins.iter().find_map(|(_, index)| index.failure) {
        return Some(failure.clone());
    }
    if !matches!(verdict, Verdict::Undecided(_)) {
        return None;
    }
    let detail = judge.rule.details().into_iter().find_map(|name| match resource.details.get(name) {
        Some(DetailValue::Failed(failure)) => Some(failure),
        _ => None,
    });
    detail.or_else(|| measured::failure(judge.rule, resource)).cloned()
}

pub(super) fn text(value: &str) -> Box<dyn Val + '_> {
    Box::new(cel::common::types::CelString::from(value))
}

/// The item with the details that could be read; the item itself where there are none.
pub(super) fn full<'a>(item: &'a Value, resource: &Resource) -> Cow<'a, Value> {
    if resource.details.is_empty() {
        return Cow::Borrowed(item);
    }
    let mut full = item.clone();
    if let Value::Object(members) = &mut full {
        for (name, detail) in &resource.details {
            if let Some(value) = detail.value() {
                members.insert(name.clone(), value.clone());
            }
        }
    }
    Cow::Owned(full)
}

/// The same in every run: hex of the first 16 bytes of a SHA-256.
fn finding_id(rule: &Rule, partition: &str, scope: &Scope, resource: &Resource) -> String {
    let region = if resource.region.is_empty() { GLOBAL } else { &resource.region };
    let parts = [&rule.id, partition, &scope.account, region, &resource.arn, &resource.id];
    let mut hash = Sha256::new();
    for part in parts {
        hash.update(part.as_bytes());
        hash.update([0]);
    }
    hex::encode(&hash.finalize()[..16])
}

/// A text of a rule with its values, without the blank lines around it.
fn say(template: &Template, context: &Context) -> String {
    template.render(context, str::to_owned).trim().to_owned()
}

pub(super) fn message(rule: &Rule, context: &Context) -> String {
    say(&rule.message, context)
}

/// What to do; values in the command are quoted for the shell.
pub(super) fn fix(rule: &Rule, context: &Context) -> Fix {
    Fix {
        cli: rule.fix_cli.as_ref().map(|t| t.render(context, quote).trim().to_owned()),
        terraform: rule.fix_terraform.as_ref().map(|t| say(t, context)),
        note: rule.fix_note.as_ref().map(|t| say(t, context)),
    }
}
