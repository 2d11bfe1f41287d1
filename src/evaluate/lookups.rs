//! Joins: for each lookup of a rule, the other kind's resources by the value that they are found by.

use std::collections::{BTreeMap, HashMap};

use serde_json::Value;

use super::full;
use crate::aws::operations::Reach;
use crate::collect::{Call, Failure, Inventory, Resource};
use crate::model::{Answer, Scope};
use crate::rules::{Lookup, Rule};

/// A looked-up resource: with its details, and as it was collected.
pub struct Found<'a> {
    pub full: Value,
    pub resource: &'a Resource,
}

/// One lookup's other resources, each once, and the way from a value to them.
pub struct Index<'a> {
    resources: Vec<Found<'a>>,
    by_value: HashMap<String, Vec<usize>>,
    /// The call that listed them.
    origin: Option<(&'a Call, &'a Answer)>,
    failure: Option<&'a Failure>,
}

/// The indexes of all rules of a place: by rule, in the order of its lookups.
#[derive(Default)]
pub struct Indexes<'a>(BTreeMap<String, Vec<Index<'a>>>);

impl<'a> Indexes<'a> {
    pub fn add(&mut self, rule: &Rule, scope: &Scope, inventory: &'a Inventory) {
        let indexes = rule.lookups.iter().map(|lookup| index(lookup, scope, inventory)).collect();
        self.0.insert(rule.id.clone(), indexes);
    }

    fn of<'r>(&'r self, rule: &'r Rule) -> impl Iterator<Item = (&'r Lookup, &'r Index<'a>)> {
        rule.lookups.iter().zip(self.0.get(&rule.id).into_iter().flatten())
    }

    /// For each lookup, what belongs to this resource.
    pub fn find<'r>(&'r self, rule: &'r Rule, full: &Value) -> Vec<(&'r Lookup, Vec<&'r Found<'a>>)> {
        let found = |(lookup, index): (&'r Lookup, &'r Index<'a>)| {
            let wanted = lookup.equals.search(full).to_string();
            let at = index.by_value.get(&wanted).map(Vec::as_slice).unwrap_or_default();
            (lookup, at.iter().map(|i| &index.resources[*i]).collect())
        };
        self.of(rule).map(found).collect()
    }

    /// The call that a lookup's resources came from.
    pub fn origin(&self, rule: &Rule, lookup: &Lookup) -> Option<(&'a Call, &'a Answer)> {
        self.of(rule).find(|(l, _)| l.name == lookup.name)?.1.origin
    }

    /// A listing that failed for any of the rule's lookups.
    pub fn failure(&self, rule: &Rule) -> Option<&'a Failure> {
        self.of(rule).find_map(|(_, index)| index.failure)
    }
}

fn index<'a>(lookup: &Lookup, scope: &Scope, inventory: &'a Inventory) -> Index<'a> {
    let place = if lookup.kind.reach == Reach::Global { scope.global() } else { scope.clone() };
    let mut out = Index { resources: Vec::new(), by_value: HashMap::new(), origin: None, failure: None };
    let Some(collected) = inventory.collected.get(&(place, lookup.kind.name.clone())) else { return out };
    out.failure = collected.failures.first();
    out.origin = collected
        .resources
        .first()
        .map(|r| (&*r.call, &r.answer))
        .or(collected.listed.as_ref().map(|(c, a)| (&**c, a)));
    for resource in &collected.resources {
        let item = resource.item();
        let full = full(&item, resource).into_owned();
        let values = match lookup.key.search(&full) {
            Value::Array(values) if lookup.key_is_list => values,
            value => vec![value],
        };
        let at = out.resources.len();
        out.resources.push(Found { full, resource });
        for value in values {
            let list = out.by_value.entry(value.to_string()).or_default();
            if list.last() != Some(&at) {
                list.push(at);
            }
        }
    }
    out
}
