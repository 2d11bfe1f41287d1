//! What a rule's expressions use, and whether that can be: parameters, evidence, examples.

use std::collections::BTreeSet;

use serde_json::{Map, Value};

use super::arguments::Arguments;
use super::faults::Reporter;
use super::metric;
use super::rule::Rule;
use super::syntax::Text;
use crate::expression::{Expression, Paths, Query};
use crate::model::Severity;

/// Collects what the rule's expressions use.
pub fn gather_uses(rule: &mut Rule) {
    let deciding: Vec<&Expression> = rule
        .applies_when
        .iter()
        .chain([&rule.fail_when])
        .chain(rule.severity.grades.iter().map(|(_, e)| e))
        .chain(rule.message.expressions())
        .chain(&rule.monthly_cost)
        .collect();
    let all: Vec<&Expression> = rule.expressions().collect();
    let of = |expressions: &[&Expression], name: &str| {
        let mut paths = Paths::default();
        expressions.iter().filter_map(|e| e.uses.get(name)).for_each(|p| paths.merge(p));
        paths
    };
    let (mut shown, mut used) = (of(&deciding, "resource"), of(&all, "resource"));
    let tagged = |expressions: &[&Expression]| expressions.iter().any(|e| e.uses.contains_key("tags"));
    // Who decides by tags shows them.
    for field in rule.kind.tags.iter().flat_map(Query::fields) {
        if tagged(&deciding) {
            shown.mark(std::slice::from_ref(&field), true);
        }
        if tagged(&all) {
            used.mark(&[field], true);
        }
    }
    let looked: Vec<Paths> = rule.lookups.iter().map(|l| of(&all, &l.name)).collect();
    let (measured, measured_all) = (of(&deciding, "metrics"), of(&all, "metrics"));
    rule.lookups.iter_mut().zip(looked).for_each(|(lookup, used)| lookup.used = used);
    let named: BTreeSet<String> = rule.lookups.iter().flat_map(|l| l.after.iter().cloned()).collect();
    rule.lookups.iter_mut().filter(|l| named.contains(&l.name)).for_each(|l| l.used = Paths::whole());
    let joins = rule
        .lookups
        .iter()
        .flat_map(|l| l.equals.fields().into_iter().chain(l.verify.iter().flat_map(Arguments::fields)));
    let joins = joins.filter(|field| !named.contains(field));
    let joins: Vec<String> = joins.chain(rule.metrics.iter().flat_map(|m| m.spec.fields())).collect();
    for metric in &mut rule.metrics {
        let (deciding, all) = (measured.members.get(&metric.name), measured_all.members.get(&metric.name));
        metric.shown = deciding.or(all).cloned().unwrap_or_default();
    }
    (rule.shown, rule.used) = (shown, used);
    joins.iter().for_each(|field| rule.used.mark(std::slice::from_ref(field), true));
}

/// A threshold that nothing uses misleads whoever changes it.
pub fn check_params(rule: &Rule, reporter: &mut Reporter) {
    let whole = |paths: &Paths| paths.whole && paths.members.is_empty();
    let used = |name: &str| {
        rule.expressions().any(|e| e.uses.get("params").is_some_and(|p| whole(p) || p.members.contains_key(name)))
    };
    for name in rule.params.keys().filter(|name| !used(name)) {
        reporter.file(format!("params.{name} is used nowhere in the rule"));
    }
}

/// A metric costs money, so none is read that nothing uses.
pub fn check_metrics_used(rule: &Rule, place: &Text, reporter: &mut Reporter) {
    for metric in rule.metrics.iter().filter(|m| m.shown.members.is_empty()) {
        reporter.at(place.referenced, format!("nothing uses metrics.{}", metric.name));
    }
}

/// A finding without evidence cannot be: the decision must use something that was read.
pub fn check_evidence_exists(rule: &Rule, place: &Text, reporter: &mut Reporter) {
    let reads_nothing = rule.kind.listing.is_none() && rule.details().is_empty() && rule.lookups.is_empty();
    let reads_nothing = reads_nothing && rule.metrics.is_empty();
    if reads_nothing {
        let names: Vec<&str> = rule.kind.details.keys().map(String::as_str).collect();
        reporter.at(
            place.referenced,
            format!(
                "uses nothing that is read, so a finding would have no evidence (use resource.{})",
                names.join(" or resource.")
            ),
        );
    }
    if let Some(secret) = named_secret(rule) {
        reporter.at(place.referenced, format!("{secret} holds secrets, which are masked and cannot be evidence"));
    }
}

/// The first member named by the rule that the table masks.
fn named_secret(rule: &Rule) -> Option<&'static str> {
    let listing = rule.kind.listing.as_ref()?;
    listing.read.secrets.iter().copied().find(|path| {
        let steps = path.split('.').filter(|s| !s.ends_with("[]"));
        let mut paths = &rule.used;
        for step in steps {
            if paths.whole {
                return true;
            }
            if step == "*" {
                return !paths.members.is_empty();
            }
            let Some(below) = paths.members.get(step) else { return false };
            paths = below;
        }
        true
    })
}

/// Examples hold what the API could answer.
pub fn check_examples(rule: &Rule, reporter: &mut Reporter) {
    let resource = rule.kind.resource_type();
    let Some(place) = rule.examples.fail.first().or(rule.examples.pass.first()) else {
        reporter.file("examples need at least one under fail and one under pass");
        return;
    };
    if rule.examples.fail.is_empty() || rule.examples.pass.is_empty() {
        reporter.at(place.referenced, "examples need at least one under fail and one under pass");
    }
    let words: Vec<&str> = rule.severity.all().map(Severity::word).collect();
    for (fails, example) in rule.examples.both() {
        let severity = example.value.get("$severity");
        if severity.is_some_and(|s| !fails || !s.as_str().is_some_and(|s| words.contains(&s))) {
            let message = format!("example: $severity is {}, and stands under fail", words.join(" or "));
            reporter.at(example.referenced, message);
        }
        let Value::Object(members) = &example.value else {
            reporter.at(example.referenced, "an example is a resource: a map of its members");
            continue;
        };
        for (name, value) in members.iter().filter(|(n, _)| !n.starts_with('$')) {
            let fault = resource.member(name).and_then(|t| t.accepts(value).map_err(|e| format!("{name}: {e}")));
            if let Err(message) = fault {
                reporter.at(example.referenced, format!("example: {message}"));
            }
        }
        let looked = members.get("$lookup").and_then(Value::as_object);
        for name in looked.into_iter().flat_map(Map::keys).filter(|n| !rule.lookups.iter().any(|l| l.name == **n)) {
            reporter.at(example.referenced, format!("example: the rule has no lookup {name}"));
        }
        if let Some(Err(message)) = members.get("$metrics").map(|given| metric::check_example(&rule.metrics, given)) {
            reporter.at(example.referenced, format!("example: {message}"));
        }
        let special = ["$lookup", "$metrics", "$params", "$region", "$now", "$tags", "$severity"];
        for name in members.keys().filter(|n| n.starts_with('$') && !special.contains(&n.as_str())) {
            reporter.at(example.referenced, format!("example: {name} is none of {}", special.join(", ")));
        }
    }
}
