//! Step 4: rules over resources into findings, passes and unknowns. Knows no AWS and waits for nothing.

pub mod evidence;
#[cfg(test)]
mod evidence_tests;
pub mod examples;
#[cfg(test)]
mod join_tests;
mod lookups;
pub mod measured;
pub mod mutation;
mod place;
mod scene;

use std::borrow::Cow;
use std::cell::OnceCell;
use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::sync::Arc;

use cel::common::value::Val;
use chrono::{DateTime, Utc};
use serde_json::Value;

use crate::collect::{Inventory, Surroundings, more::Wanted};
use crate::expression::{PriceKey, Prices, root_context};
use crate::model::{Evidence, Finding, RuleCount};
use crate::rules::{Lookup, Rule};
use evidence::{Looked, Proof};
use lookups::{Index, Indexes};
use place::Place;
use scene::whole;

/// What evaluation found.
#[derive(Debug, Default)]
pub struct Evaluated {
    /// In no order yet; rank and change are still to come.
    pub findings: Vec<Finding>,
    pub counts: Vec<RuleCount>,
    /// Reads that left rules undecided: (scope region, service, operation) to rule ids.
    pub affected: BTreeMap<(String, String, String), BTreeSet<String>>,
    /// (rule, scope region) where every resource was decided: only there can a finding be resolved.
    pub covered: BTreeSet<(String, String)>,
    pub resources: u64,
    /// Filled only where needs are looked for.
    follows: Vec<Wanted>,
}

/// What findings need that is read only for them.
#[derive(Debug)]
pub struct Needs {
    /// The list prices that amounts stand on, known or not.
    pub prices: BTreeSet<PriceKey>,
    pub follows: Vec<Wanted>,
}

/// What rules are evaluated with.
pub struct Evaluator<'a> {
    pub rules: &'a [Arc<Rule>],
    pub prices: Arc<Prices>,
    pub around: &'a Surroundings,
    pub now: DateTime<Utc>,
    pub inventory: &'a Inventory,
    /// What was read for findings only, by their ids.
    pub followed: &'a BTreeMap<String, Vec<Evidence>>,
}

impl Evaluator<'_> {
    /// What the findings will need besides what was read.
    pub fn needs(&self) -> Needs {
        let asks = |r: &&Arc<Rule>| r.asks_prices() || !r.follow.is_empty();
        let rules: Vec<Arc<Rule>> = self.rules.iter().filter(asks).cloned().collect();
        let prices = Arc::new(Prices::any());
        let judged = Evaluator { rules: &rules, prices: prices.clone(), ..*self }.judge(Purpose::Needs);
        Needs { prices: prices.looked(), follows: judged.follows }
    }

    /// Evaluates every rule over every resource of its kind.
    pub fn evaluate(&self) -> Evaluated {
        self.judge(Purpose::Findings)
    }

    fn judge(&self, purpose: Purpose) -> Evaluated {
        let mut out = Evaluated { counts: self.rules.iter().map(|r| count(r)).collect(), ..Evaluated::default() };
        let root = root_context(self.now, self.prices.clone());
        let params: Vec<Value> = self.rules.iter().map(|r| Value::Object(r.params.clone())).collect();
        let params: Vec<Box<dyn Val + '_>> = params.iter().map(whole).collect();
        let proofs: Vec<OnceCell<Proof>> = self.rules.iter().map(|_| OnceCell::new()).collect();
        let used = lookups::used(self.rules);
        let indexes = self.indexes(&used);
        for ((scope, kind), collected) in &self.inventory.collected {
            out.resources += collected.resources.len() as u64;
            let join = |index: usize| {
                let rule = &*self.rules[index];
                Judge { index, rule, params: &*params[index], proof: &proofs[index], joins: indexes.of(rule, scope) }
            };
            let rules: Vec<Judge> = self.about(kind).map(join).collect();
            if !rules.is_empty() {
                Place::new(self, purpose, scope, &rules).evaluate(collected, &root, &mut out);
            }
        }
        // A listing that names a resource twice has one finding of it.
        let mut ids = HashSet::new();
        out.findings.retain(|finding| ids.insert(finding.id.clone()));
        out
    }

    /// The rules about a kind, by their places in `rules`.
    fn about<'k>(&'k self, kind: &'k str) -> impl Iterator<Item = usize> + 'k {
        (0..self.rules.len()).filter(move |i| self.rules[*i].kind.name == kind)
    }

    fn indexes<'i>(&'i self, used: &'i BTreeMap<String, Option<BTreeSet<String>>>) -> Indexes<'i> {
        let mut indexes = Indexes::new(used, self.inventory);
        for (scope, kind) in self.inventory.collected.keys() {
            self.about(kind).for_each(|i| indexes.prepare(&self.rules[i], scope));
        }
        indexes
    }
}

/// What resources are judged for.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Purpose {
    Findings,
    /// Only to see what the findings would need.
    Needs,
}

/// A rule in one scope, with what it is judged by.
struct Judge<'a> {
    /// Its place in the run's rules.
    index: usize,
    rule: &'a Rule,
    params: &'a (dyn Val + 'a),
    /// Made for the rule's first finding.
    proof: &'a OnceCell<Proof>,
    joins: Vec<(&'a Lookup, &'a Index<'a>)>,
}

impl<'a> Judge<'a> {
    /// For each lookup, what belongs to this resource.
    fn looked(&self, full: &Value) -> Vec<Looked<'a>> {
        let mut out: Vec<Looked<'a>> = Vec::with_capacity(self.joins.len());
        for (lookup, index) in &self.joins {
            let wanted = wanted(lookup, full, &out);
            let found = match &wanted {
                Value::Array(values) if lookup.equals_is_list => index.find_any(values),
                value => index.find(value),
            };
            out.push(Looked { lookup, wanted, found, origin: index.origin });
        }
        out
    }
}

/// What a lookup looks for: one value, or a list without doubles and nulls.
fn wanted(lookup: &Lookup, full: &Value, before: &[Looked]) -> Value {
    let mut seen = Cow::Borrowed(full);
    for other in before.iter().filter(|l| lookup.after.contains(&l.lookup.name)) {
        if let Value::Object(members) = seen.to_mut() {
            let found = other.found.iter().map(|f| f.members.clone()).collect();
            members.insert(other.lookup.name.clone(), Value::Array(found));
        }
    }
    match lookup.equals.select(&seen).into_owned() {
        Value::Array(values) if lookup.equals_is_list => {
            let mut once: Vec<Value> = Vec::new();
            for value in values {
                if !value.is_null() && !once.contains(&value) {
                    once.push(value);
                }
            }
            Value::Array(once)
        }
        Value::Null if lookup.equals_is_list => Value::Array(Vec::new()),
        value => value,
    }
}

fn count(rule: &Rule) -> RuleCount {
    RuleCount { id: rule.id.clone(), title: rule.title.clone(), pillar: rule.pillar, checked: 0, failed: 0, unknown: 0 }
}
