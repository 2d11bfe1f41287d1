//! The calls that prove a finding, derived from what the rule's expressions used.

use std::rc::Rc;

use cel::common::value::Val;
use serde_json::{Value, json};

use crate::collect::{Call, DetailValue, Failure, Resource, Surroundings, batch_params};
use crate::expression::{Paths, Query, raw_string};
use crate::model::{Answer, Evidence};
use crate::rules::{Kind, Listing, Lookup, Rule, Select};
use crate::shapes::Type;

use super::lookups::Found;
use super::measured;

/// The part of the listing's own entry.
pub const RESOURCE: &str = "resource";

/// The most looked-up resources that an entry shows; of more it shows how many, and the first.
const MOST: usize = 50;

/// A lookup, what it found, and the call that listed what was looked through.
pub struct Looked<'a> {
    pub lookup: &'a Lookup,
    /// What was looked for.
    pub wanted: Value,
    pub found: Rc<[Found<'a>]>,
    pub origin: Option<(&'a Call, &'a Answer)>,
}

impl Looked<'_> {
    /// What was found as rules see it.
    pub fn values(&self) -> Box<dyn Val + '_> {
        super::scene::list(self.found.iter().map(|f| &f.members), &self.lookup.used, Some(&self.lookup.kind))
    }
}

/// Everything about one resource that its evidence is made of.
pub struct Case<'a> {
    pub rule: &'a Rule,
    pub resource: &'a Resource,
    /// The item with the details.
    pub full: &'a Value,
    pub item: &'a Value,
    pub around: &'a Surroundings,
    pub looked: &'a [Looked<'a>],
}

/// What the entries of a rule's findings show: the same for all of them, so made once.
pub struct Proof {
    own: Shown,
    /// The rule uses a member that the listing gives.
    names_own: bool,
    details: Vec<DetailProof>,
    lookups: Vec<LookupProof>,
}

struct DetailProof {
    name: String,
    /// From the answer to what is shown.
    query: String,
    /// From the detail's value to what is shown.
    shown: Shown,
}

struct LookupProof {
    each: Shown,
    /// From all of them to what is shown, and the same where there are many.
    all: Shown,
    many: Shown,
    details: Vec<DetailProof>,
}

/// A selection, compiled.
struct Shown {
    source: String,
    query: Query,
}

impl Shown {
    fn new(source: String) -> Self {
        // What is derived from checked expressions compiles; the test below tries all.
        let query = Query::compile(&source).unwrap_or_else(|_| Query::identity());
        Shown { source, query }
    }
}

impl Proof {
    pub fn new(rule: &Rule) -> Self {
        let kind = &rule.kind;
        let mut own = rule.shown.clone();
        own.members.retain(|name, _| !kind.details.contains_key(name));
        let names_own = !own.members.is_empty();
        let own = match &rule.evidence {
            Some(query) => query.source.clone(),
            None if names_own => projection(&own, &kind.item),
            None if kind.id.is_plain() => kind.id.source.clone(),
            None => "@".to_owned(),
        };
        let lookups = rule.lookups.iter().map(LookupProof::new).collect();
        Proof { own: Shown::new(own), names_own, details: details(&rule.shown, kind), lookups }
    }
}

impl LookupProof {
    fn new(lookup: &Lookup) -> Self {
        let each = looked_projection(lookup);
        // AWS promises no order, so the command sorts.
        let sort = sorting(lookup, &each);
        let (all, many) = match sort.is_empty() {
            true => ("@".to_owned(), format!("{{total: length(@), first: @[:{MOST}]}}")),
            false => (sort.clone(), format!("{sort} | {{total: length(@), first: @[:{MOST}]}}")),
        };
        let details = details(&lookup.used, &lookup.kind);
        LookupProof { each: Shown::new(each), all: Shown::new(all), many: Shown::new(many), details }
    }
}

/// The details among what is used of a kind's resource.
fn details(used: &Paths, kind: &Kind) -> Vec<DetailProof> {
    let proof = |(name, below): (&String, &Paths)| {
        let detail = kind.details.get(name)?;
        let (source, mut shown) = (detail.value.source.as_str(), projection(below, &detail.result));
        let plain = matches!(detail.result, Type::Bool | Type::Int | Type::Double | Type::Text | Type::List(_));
        if shown == "@" && !plain {
            // For an empty object the AWS CLI prints nothing at all, so it gets a name around it.
            shown = format!("{{{0}: @}}", identifier(name));
        }
        let query = match (source, shown.as_str()) {
            ("@", shown) => shown.to_owned(),
            (value, "@") => value.to_owned(),
            (value, shown) => format!("{value} | {shown}"),
        };
        Some(DetailProof { name: name.clone(), query, shown: Shown::new(shown) })
    };
    used.members.iter().filter_map(proof).collect()
}

impl Case<'_> {
    /// One entry for each read that the decision used; the listing's where it used none.
    pub fn evidence(&self, proof: &Proof) -> Vec<Evidence> {
        let detail = |d: &DetailProof| detail_entry(&d.name, d, self.resource, self.around);
        let details: Vec<Evidence> = proof.details.iter().filter_map(detail).collect();
        let mut all = Vec::new();
        if let Some(listing) = &self.rule.kind.listing
            && (proof.names_own || details.is_empty())
        {
            all.push(self.listing(listing, &proof.own));
        }
        all.extend(details);
        all.extend(measured::evidence(self.rule, self.resource));
        for (looked, proof) in self.looked.iter().zip(&proof.lookups) {
            all.extend(self.lookup(looked, proof));
            all.extend(looked.found.iter().flat_map(|f| looked_details(looked.lookup, f, proof, self.around)));
        }
        all
    }

    fn listing(&self, listing: &Listing, own: &Shown) -> Evidence {
        listed(&self.rule.kind, listing, self.resource, self.full, self.item, own, self.around)
    }

    fn lookup(&self, looked: &Looked, proof: &LookupProof) -> Option<Evidence> {
        let lookup = looked.lookup;
        let (call, answer) = looked.origin?;
        let listing = lookup.kind.listing.as_ref()?;
        let mut params = call.params.clone();
        if let Some(verify) = &lookup.verify {
            narrow(&mut params, verify.evaluate(self.full));
        }
        let key = &lookup.key.source;
        let test = match (lookup.key_is_list, literal(&looked.wanted)) {
            (false, wanted) if lookup.equals_is_list => format!("contains({wanted}, {key})"),
            (true, wanted) => format!("contains(not_null({key}, `[]`), {wanted})"),
            (false, wanted) => format!("{key} == {wanted}"),
        };
        let shown = if looked.found.len() > MOST { &proof.many } else { &proof.all };
        let then = if shown.source == "@" { String::new() } else { format!(" | {}", shown.source) };
        let each = if proof.each.source == "@" { String::new() } else { format!(".{}", proof.each.source) };
        let query = format!("{} | [?{test}]{each}{then}", items_of(listing));
        // Shown whole, it is shown as it was listed: its details have entries of their own.
        let shows = |found: &Found| match each.is_empty() {
            true => found.resource.item(),
            false => proof.each.query.search(&found.members),
        };
        let items = Value::Array(looked.found.iter().map(shows).collect());
        let call = Call { read: call.read, region: call.region.clone(), params };
        Some(call.evidence(&lookup.name, query, shown.query.search(&items), answer))
    }
}

/// A resource of a listing, shown whole by the listing narrowed to it; None for a kind that no read lists.
pub fn of_resource(kind: &Kind, resource: &Resource, around: &Surroundings) -> Option<Evidence> {
    let item = resource.item();
    let whole = Shown { source: "@".into(), query: Query::identity() };
    Some(listed(kind, kind.listing.as_ref()?, resource, &item, &item, &whole, around))
}

/// The listing's call, narrowed to one resource.
fn listed(
    kind: &Kind,
    listing: &Listing,
    resource: &Resource,
    full: &Value,
    item: &Value,
    own: &Shown,
    around: &Surroundings,
) -> Evidence {
    let mut params = match &listing.batch {
        Some(batch) => batch_params(batch, &resource.call.params, std::slice::from_ref(&resource.id)),
        None => resource.call.params.clone(),
    };
    if let Some(verify) = &listing.verify {
        let over = around.over(full.clone(), &resource.region, resource.parent.as_ref(), verify.dated());
        narrow(&mut params, verify.evaluate(&over));
    }
    let query = format!("{} | {}", select_one(kind, listing, &resource.id), own.source);
    let call = Call { read: resource.call.read, region: resource.call.region.clone(), params };
    call.evidence(RESOURCE, query, own.query.search(item), &resource.answer)
}

/// Parameters with those that make a call about one resource.
fn narrow(params: &mut Value, by: Value) {
    if let (Value::Object(params), Value::Object(by)) = (params, by) {
        params.extend(by);
    }
}

/// The calls behind the details that a rule used of a looked-up resource.
fn looked_details<'a>(
    lookup: &'a Lookup,
    found: &'a Found,
    proof: &'a LookupProof,
    around: &'a Surroundings,
) -> impl Iterator<Item = Evidence> + 'a {
    let part = |name: &str| format!("{}/{name}/{}", lookup.name, found.resource.id);
    proof.details.iter().filter_map(move |d| detail_entry(&part(&d.name), d, found.resource, around))
}

/// The call of one detail of one resource; None where there was none.
fn detail_entry(part: &str, proof: &DetailProof, resource: &Resource, around: &Surroundings) -> Option<Evidence> {
    let query = proof.query.clone();
    match resource.details.get(&proof.name)? {
        DetailValue::Read { value, call, answer } => {
            Some(call.evidence(part, query, proof.shown.query.search(value), answer))
        }
        DetailValue::Absent { code, call, answer } => Some(call.evidence(part, query, json!({"error": code}), answer)),
        DetailValue::Failed(failure) => Some(failed(part, failure, around)),
        DetailValue::Skipped => None,
    }
}

/// The failing call itself.
pub fn failed(part: &str, failure: &Failure, around: &Surroundings) -> Evidence {
    if let Some(incomplete) = measured::incomplete(failure) {
        return incomplete;
    }
    let observed = json!({"error": failure.error.code});
    let nowhere = || Answer { request_id: "".into(), called_at: around.now, sha256: "".into() };
    let answer = failure.error.answer.clone().unwrap_or_else(nowhere);
    failure.call.evidence(part, "@".into(), observed, &answer)
}

/// The expression of all resources in a listing's answer.
pub fn items_of(listing: &Listing) -> &str {
    match (&listing.batch, &listing.select) {
        (Some(batch), _) => &batch.items.source,
        (None, Select::Items(items)) => &items.source,
        (None, Select::Each(ids, _)) => &ids.source,
    }
}

/// The expression of one resource, by its id.
pub fn select_one(kind: &Kind, listing: &Listing, id: &str) -> String {
    match &listing.select {
        Select::Each(_, item) => item.replace("{id}", &raw_string(id)),
        Select::Items(items) if !listing.plural => items.source.clone(),
        // The call is narrowed to the resource.
        Select::Items(_) if !kind.id.is_plain() => format!("{} | [0]", items_of(listing)),
        Select::Items(_) => format!("{} | [?{} == '{}'] | [0]", items_of(listing), kind.id.source, raw_string(id)),
    }
}

/// What a looked-up resource shows: its id and the members that the rule used of it, or all where it used all.
fn looked_projection(lookup: &Lookup) -> String {
    let mut used = lookup.used.clone();
    used.members.retain(|name, _| !lookup.kind.details.contains_key(name));
    if used.whole {
        return "@".into();
    }
    if used.members.is_empty() {
        return lookup.kind.id.source.clone();
    }
    lookup.kind.id.fields().into_iter().for_each(|field| used.mark(&[field], true));
    projection(&used, &lookup.kind.item)
}

/// Sorts what a lookup shows by its ids, where an id is a plain member.
fn sorting(lookup: &Lookup, shown: &str) -> String {
    let id = &lookup.kind.id.source;
    match shown == id {
        true => "sort(@)".into(),
        false if shown == "@" && lookup.kind.id.fields().contains(id) => format!("sort_by(@, &{id})"),
        false if shown.contains(&format!("{id}: {id}")) => format!("sort_by(@, &{id})"),
        false => String::new(),
    }
}

/// A JMESPath expression of exactly the members that were used.
fn projection(used: &Paths, of: &Type) -> String {
    if used.whole || used.members.is_empty() {
        return "@".into();
    }
    if let Type::List(inner) = of {
        return format!("[*].{}", projection(used, inner));
    }
    let pairs: Vec<String> = used.members.iter().map(|(name, below)| pair(name, below, of)).collect();
    format!("{{{}}}", pairs.join(", "))
}

fn pair(name: &str, below: &Paths, of: &Type) -> String {
    let key = identifier(name);
    if below.whole || below.members.is_empty() {
        return format!("{key}: {key}");
    }
    match of.member(name) {
        Ok(list @ Type::List(_)) if !matches!(list.element(), Ok(Type::Any | Type::Text)) => {
            format!("{key}: {key}{}", projection(below, &list))
        }
        Ok(inner @ (Type::Shape(..) | Type::Object(_) | Type::Map(_))) => {
            format!("{key}: {key}.{}", projection(below, &inner))
        }
        _ => format!("{key}: {key}"),
    }
}

/// A name as JMESPath spells it: quoted where it is not a plain word.
fn identifier(name: &str) -> String {
    let plain = name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
        && !name.starts_with(|c: char| c.is_ascii_digit())
        && !name.is_empty();
    if plain { name.to_owned() } else { Value::String(name.to_owned()).to_string() }
}

/// A value as JMESPath spells it.
fn literal(value: &Value) -> String {
    match value {
        Value::String(text) => format!("'{}'", raw_string(text)),
        other => format!("`{}`", other.to_string().replace('`', "\\`")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::RuleSet;

    /// An object put over a list selects nothing, and null proves nothing.
    #[test]
    fn what_is_shown_of_a_list_is_shown_of_its_elements() {
        let none: [&str; 0] = [];
        let set = RuleSet::load(&none, &Default::default()).unwrap();
        let mut lists = 0;
        for rule in &set.rules {
            for (name, used) in &rule.shown.members {
                let Some(detail) = rule.kind.details.get(name) else { continue };
                let shown = projection(used, &detail.result);
                let query = Query::compile(&shown).unwrap();
                query.infer(&detail.result).unwrap_or_else(|p| panic!("{} {name}: {shown}: {}", rule.id, p.message));
                lists += u32::from(shown.starts_with("[*]."));
            }
        }
        assert!(lists >= 5, "{lists}");
    }
}
