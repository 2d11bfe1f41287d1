//! What a rule reads besides its resource: other resources that belong to it, and more of what fails.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::arguments::Arguments;
use super::faults::Reporter;
use super::kind::Kind;
use super::rule::{Kinds, find_kind};
use super::syntax::{FollowFile, LookupFile, RuleFile, Text};
use crate::aws::operations::{self, Reach, Read};
use crate::expression::{Expression, Paths, Query, TypeEnv};
use crate::model::{AGREED_PART, FOLLOW_PART, METRICS_PART, PRICE_PART};
use crate::shapes::Type;

/// Resources of another kind that belong to the resource.
#[derive(Debug)]
pub struct Lookup {
    pub name: String,
    pub kind: Arc<Kind>,
    pub key: Query,
    /// The key selects several values of one resource.
    pub key_is_list: bool,
    pub equals: Query,
    /// `equals` gives a list: what any of its values finds is found.
    pub equals_is_list: bool,
    /// The other lookups that `equals` names; they name none themselves, and come before this one.
    pub after: BTreeSet<String>,
    pub verify: Option<Arguments>,
    /// What the rule uses of those resources.
    pub used: Paths,
}

/// A read that is made only for resources that fail: it shows more of them, and decides nothing.
#[derive(Debug)]
pub struct Follow {
    pub name: String,
    pub read: &'static Read,
    pub with: Vec<(String, Expression)>,
    pub params: Arguments,
    pub query: Query,
}

/// How the names of other entries in a finding's evidence begin; a lookup's entry is called as the lookup is.
const TAKEN: [&str; 4] = [AGREED_PART, FOLLOW_PART, METRICS_PART, PRICE_PART];

pub fn lookups(file: &RuleFile, kind: &Kind, kinds: &Kinds, reporter: &mut Reporter) -> Vec<Lookup> {
    let one = |(name, l): (&String, &LookupFile)| {
        if TAKEN.contains(&format!("{name}/").as_str()) {
            reporter.at(l.kind.referenced, format!("lookup {name}: evidence has parts of that name, choose another"));
        }
        lookup(name, l, file, kind, kinds, reporter)
    };
    let mut all: Vec<Lookup> = file.lookup.iter().filter_map(one).collect();
    all.sort_by_key(|l| !l.after.is_empty());
    all
}

/// What `equals` sees: the resource, and the lookups that name no others.
fn joined(name: &str, file: &RuleFile, kind: &Kind, kinds: &Kinds) -> (Type, BTreeSet<String>) {
    let own = |l: &LookupFile| {
        Query::compile(&l.equals.value).is_ok_and(|q| q.fields().iter().all(|f| !file.lookup.contains_key(f)))
    };
    let others = file.lookup.iter().filter(|(other, l)| *other != name && own(l));
    let found =
        others.filter_map(|(other, l)| Some((other.clone(), Type::list(kinds.get(&l.kind.value)?.resource_type()))));
    let found: Vec<(String, Type)> = found.collect();
    let names = found.iter().map(|(n, _)| n.clone()).collect();
    (Type::object(kind.members().into_iter().chain(found)), names)
}

fn lookup(
    name: &str,
    file: &LookupFile,
    rule: &RuleFile,
    kind: &Kind,
    kinds: &Kinds,
    reporter: &mut Reporter,
) -> Option<Lookup> {
    let other = find_kind(&file.kind, kinds, reporter)?;
    if !other.id.is_plain() {
        let name = &other.name;
        reporter.at(file.kind.referenced, format!("{name} cannot be looked up: the AWS CLI cannot select by its id"));
    }
    if kind.reach == Reach::Global && other.reach == Reach::Regional {
        reporter.at(file.kind.referenced, "a global resource cannot look up regional ones");
    }
    if other.parent.is_some() || other.listing.is_none() {
        reporter.at(file.kind.referenced, format!("{} is not listed by itself, so it cannot be looked up", other.name));
        return None;
    }
    let key = reporter.keep(&file.key, Query::compile(&file.key.value).map_err(|p| vec![p]))?;
    let key_type = reporter.keep(&file.key, key.infer(&other.resource_type()).map_err(|p| vec![p]))?;
    let equals = reporter.keep(&file.equals, Query::compile(&file.equals.value).map_err(|p| vec![p]))?;
    let (seen, others) = joined(name, rule, kind, kinds);
    let equals_type = reporter.keep(&file.equals, equals.infer(&seen).map_err(|p| vec![p]))?;
    let after: BTreeSet<String> = equals.fields().intersection(&others).cloned().collect();
    let equals_is_list = matches!(equals_type, Type::List(_));
    let read = other.listing.as_ref().map(|l| l.read)?;
    let over = kind.resource_type();
    let verify = file.verify.is_some().then(|| Arguments::check(file.verify.as_ref(), read, &over, reporter));
    let key_is_list = matches!(key_type, Type::List(_));
    if key_is_list && equals_is_list {
        reporter.at(file.equals.referenced, "a list of values needs a key that is one value");
        return None;
    }
    let (name, used) = (name.to_owned(), Paths::default());
    Some(Lookup { name, kind: other, key, key_is_list, equals, equals_is_list, after, verify, used })
}

pub fn follow(name: &str, file: &FollowFile, env: &TypeEnv, reporter: &mut Reporter) -> Option<Follow> {
    let read = file.read.value.split_once(':').and_then(|(service, operation)| operations::find(service, operation));
    let Some(read) = read else {
        reporter.at(file.read.referenced, format!("{} is none of the reads that there are", file.read.value));
        return None;
    };
    let with = |(name, text): (&String, &Text)| {
        Some((name.clone(), reporter.keep(text, Expression::compile(&text.value, env))?))
    };
    let with = file.with.iter().filter_map(with).collect();
    let params = Arguments::check(file.params.as_ref(), read, &Type::Any, reporter);
    let query = reporter.keep(&file.query, Query::compile(&file.query.value).map_err(|p| vec![p]))?;
    Some(Follow { name: name.to_owned(), read, with, params, query })
}
