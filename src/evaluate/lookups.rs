//! Joins: for each lookup of a rule, the other kind's resources by the value that they are found by.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::rc::Rc;
use std::sync::Arc;

use serde_json::Value;

use crate::aws::operations::Reach;
use crate::collect::{Call, Failure, Inventory, Resource};
use crate::model::{Answer, Scope};
use crate::rules::{Lookup, Rule};

/// A looked-up resource: the members that rules use of it, details too, and as it was collected.
pub struct Found<'a> {
    pub members: Value,
    pub resource: &'a Resource,
}

/// From this many on, what a value finds is kept: as many resources may be about to ask for it.
const MANY: usize = 8;

/// The resources of a kind, and the way from a value to them. They are parsed when they are found.
#[derive(Default)]
pub struct Index<'a> {
    resources: &'a [Resource],
    /// What is parsed of each; None: all.
    names: Option<&'a BTreeSet<String>>,
    by_value: HashMap<String, Vec<usize>>,
    kept: RefCell<HashMap<String, Rc<[Found<'a>]>>>,
    /// The call that listed them.
    pub origin: Option<(&'a Call, &'a Answer)>,
    pub failure: Option<&'a Failure>,
}

impl<'a> Index<'a> {
    /// What is found by a value.
    pub fn find(&self, value: &Value) -> Rc<[Found<'a>]> {
        let value = value.to_string();
        if let Some(known) = self.kept.borrow().get(&value) {
            return known.clone();
        }
        let at = self.by_value.get(&value).map(Vec::as_slice).unwrap_or_default();
        let found: Rc<[Found<'a>]> = at.iter().map(|i| self.parse(&self.resources[*i])).collect();
        if found.len() >= MANY {
            self.kept.borrow_mut().insert(value, found.clone());
        }
        found
    }

    /// What is found by any of some values, each resource once, in the order of their listing.
    pub fn find_any(&self, values: &[Value]) -> Rc<[Found<'a>]> {
        let at = |value: &Value| self.by_value.get(&value.to_string()).cloned().unwrap_or_default();
        let all: BTreeSet<usize> = values.iter().flat_map(at).collect();
        all.iter().map(|i| self.parse(&self.resources[*i])).collect()
    }

    fn parse(&self, resource: &'a Resource) -> Found<'a> {
        let members = match self.names {
            Some(names) => resource.members(names),
            None => super::place::full(&resource.item(), resource).into_owned(),
        };
        Found { members, resource }
    }
}

/// All indexes of a run, each made once, whichever rules use it.
pub struct Indexes<'a> {
    inventory: &'a Inventory,
    /// What any rule uses of a looked-up kind's resources.
    used: &'a BTreeMap<String, Option<BTreeSet<String>>>,
    made: BTreeMap<Key, Index<'a>>,
}

/// By kind, the members that rules use of what they look up; None: all.
pub fn used(rules: &[Arc<Rule>]) -> BTreeMap<String, Option<BTreeSet<String>>> {
    let mut all: BTreeMap<String, Option<BTreeSet<String>>> = BTreeMap::new();
    for lookup in rules.iter().flat_map(|r| &r.lookups) {
        let names = all.entry(lookup.kind.name.clone()).or_insert_with(|| Some(BTreeSet::new()));
        match names {
            Some(names) if !lookup.used.whole => {
                names.extend(lookup.used.members.keys().cloned());
                names.extend(lookup.key.fields());
                names.extend(lookup.kind.id.fields());
            }
            _ => *names = None,
        }
    }
    all
}

/// Where, which kind, found by what.
type Key = (Scope, String, String);

fn key(lookup: &Lookup, scope: &Scope) -> Key {
    let place = if lookup.kind.reach == Reach::Global { scope.global() } else { scope.clone() };
    (place, lookup.kind.name.clone(), lookup.key.source.clone())
}

impl<'a> Indexes<'a> {
    pub fn new(used: &'a BTreeMap<String, Option<BTreeSet<String>>>, inventory: &'a Inventory) -> Self {
        Indexes { inventory, used, made: BTreeMap::new() }
    }

    /// Makes what a rule needs in a scope.
    pub fn prepare(&mut self, rule: &Rule, scope: &Scope) {
        for lookup in &rule.lookups {
            let key = key(lookup, scope);
            if !self.made.contains_key(&key) {
                let index = self.index(lookup, &key.0);
                self.made.insert(key, index);
            }
        }
    }

    /// A rule's lookups with their indexes.
    pub fn of<'i>(&'i self, rule: &'i Rule, scope: &Scope) -> Vec<(&'i Lookup, &'i Index<'a>)> {
        rule.lookups.iter().filter_map(|l| Some((l, self.made.get(&key(l, scope))?))).collect()
    }

    fn index(&self, lookup: &Lookup, place: &Scope) -> Index<'a> {
        let kind = &lookup.kind.name;
        let Some(collected) = self.inventory.collected.get(&(place.clone(), kind.clone())) else {
            return Index::default();
        };
        let listed = collected.listed.as_ref().map(|(c, a)| (&**c, a));
        let mut out = Index {
            resources: &collected.resources,
            names: self.used.get(kind).and_then(Option::as_ref),
            failure: collected.failures.first(),
            origin: collected.resources.first().map(|r| (&*r.call, &r.answer)).or(listed),
            ..Index::default()
        };
        let named = lookup.key.fields();
        for (at, resource) in collected.resources.iter().enumerate() {
            let members = if out.names.is_some() { resource.members(&named) } else { out.parse(resource).members };
            let values = match lookup.key.search(&members) {
                Value::Array(values) if lookup.key_is_list => values,
                value => vec![value],
            };
            for value in values {
                let list = out.by_value.entry(value.to_string()).or_default();
                if list.last() != Some(&at) {
                    list.push(at);
                }
            }
        }
        out
    }
}
