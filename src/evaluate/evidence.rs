//! The calls that prove a finding, derived from what the rule's expressions used.

use serde_json::{Value, json};

use crate::aws::cli;
use crate::collect::{Call, DetailValue, Failure, Resource, Surroundings, batch_params, raw_string};
use crate::expression::{Paths, Query};
use crate::model::{Answer, Evidence};
use crate::rules::{Kind, Listing, Lookup, Rule, Select};
use crate::shapes::Type;

use super::lookups::Found;

/// The part of the listing's own entry.
pub const RESOURCE: &str = "resource";

/// A lookup, what it found, and the call that listed what was looked through.
pub struct Looked<'a> {
    pub lookup: &'a Lookup,
    pub found: Vec<&'a Found<'a>>,
    pub origin: Option<(&'a Call, &'a Answer)>,
}

/// Everything about one resource that its evidence is made of.
pub struct Case<'a> {
    pub rule: &'a Rule,
    pub resource: &'a Resource,
    /// The item with the details.
    pub full: &'a Value,
    pub item: &'a Value,
    pub around: &'a Surroundings,
    /// For each lookup: what was found, and the call and answer that it was found in.
    pub looked: Vec<Looked<'a>>,
}

impl Case<'_> {
    /// One entry for each read that the decision used; the listing's where it used none.
    pub fn evidence(&self) -> Vec<Evidence> {
        let kind = &self.rule.kind;
        let mut own = self.rule.shown.clone();
        own.members.retain(|name, _| !kind.details.contains_key(name));
        let details: Vec<Evidence> = self.rule.shown.members.iter().filter_map(|(n, p)| self.detail(n, p)).collect();
        let mut all = Vec::new();
        if let Some(listing) = &kind.listing
            && (!own.members.is_empty() || details.is_empty())
        {
            all.push(self.listing(listing, &own));
        }
        all.extend(details);
        for Looked { lookup, found, origin: from } in &self.looked {
            all.extend(self.lookup(lookup, found, *from));
            all.extend(found.iter().flat_map(|f| looked_details(lookup, f, self.around)));
        }
        all
    }

    fn listing(&self, listing: &Listing, used: &Paths) -> Evidence {
        let (kind, resource) = (&self.rule.kind, self.resource);
        let over = self.around.over(self.full, &resource.region, resource.parent.as_ref(), true);
        let mut params = match &listing.batch {
            Some(batch) => batch_params(batch, &resource.call.params, std::slice::from_ref(&resource.id)),
            None => resource.call.params.clone(),
        };
        if let (Value::Object(params), Some(Value::Object(narrow))) =
            (&mut params, listing.verify.as_ref().map(|v| v.evaluate(&over)))
        {
            params.extend(narrow);
        }
        let shown = match &self.rule.evidence {
            Some(query) => query.source.clone(),
            None if used.members.is_empty() => kind.id.source.clone(),
            None => projection(used, &kind.item),
        };
        let query = format!("{} | {shown}", select_one(kind, listing, &resource.id));
        let observed = search(&shown, self.item);
        let call = Call { read: resource.call.read, region: resource.call.region.clone(), params };
        entry(RESOURCE, &call, query, observed, &resource.answer)
    }

    fn detail(&self, name: &str, used: &Paths) -> Option<Evidence> {
        detail_entry(name, &self.rule.kind, name, used, self.resource, self.around)
    }

    fn lookup(&self, lookup: &Lookup, found: &[&Found], from: Option<(&Call, &Answer)>) -> Option<Evidence> {
        let (call, answer) = from?;
        let listing = lookup.kind.listing.as_ref()?;
        let wanted = lookup.equals.search(self.full);
        let mut params = call.params.clone();
        if let (Value::Object(params), Some(Value::Object(narrow))) =
            (&mut params, lookup.verify.as_ref().map(|v| v.evaluate(self.full)))
        {
            params.extend(narrow);
        }
        let key = &lookup.key.source;
        let test = match (lookup.key_is_list, literal(&wanted)) {
            (true, wanted) => format!("contains(not_null({key}, `[]`), {wanted})"),
            (false, wanted) => format!("{key} == {wanted}"),
        };
        let shown = looked_projection(lookup);
        // AWS promises no order, so the command sorts.
        let sort = sorting(lookup, &shown);
        let query = format!("{} | [?{test}].{shown}{sort}", items_of(listing));
        let items = Value::Array(found.iter().map(|f| search(&shown, &f.full)).collect());
        let observed = search(&format!("@{sort}"), &items);
        let call = Call { read: call.read, region: call.region.clone(), params };
        Some(entry(&lookup.name, &call, query, observed, answer))
    }
}

/// The calls behind the details that a rule used of a looked-up resource.
fn looked_details(lookup: &Lookup, found: &Found, around: &Surroundings) -> Vec<Evidence> {
    let part = |name: &str| format!("{}/{name}/{}", lookup.name, found.resource.id);
    let used = lookup.used.members.iter();
    used.filter_map(|(name, below)| detail_entry(&part(name), &lookup.kind, name, below, found.resource, around))
        .collect()
}

/// The call of one detail of one resource; None where there was none, or the name is no detail's.
fn detail_entry(
    part: &str,
    kind: &Kind,
    name: &str,
    used: &Paths,
    resource: &Resource,
    around: &Surroundings,
) -> Option<Evidence> {
    let detail = kind.details.get(name)?;
    let (source, mut shown) = (detail.value.source.as_str(), projection(used, &detail.result));
    if shown == "@" && !matches!(detail.result, Type::Bool | Type::Int | Type::Double | Type::Text | Type::List(_)) {
        // For an empty object the AWS CLI prints nothing at all, so it gets a name around it.
        shown = format!("{{{0}: @}}", identifier(name));
    }
    let query = match (source, shown.as_str()) {
        ("@", shown) => shown.to_owned(),
        (value, "@") => value.to_owned(),
        (value, shown) => format!("{value} | {shown}"),
    };
    match resource.details.get(name)? {
        DetailValue::Read { value, call, answer } => Some(entry(part, call, query, search(&shown, value), answer)),
        DetailValue::Absent { code, call, answer } => Some(entry(part, call, query, json!({"error": code}), answer)),
        DetailValue::Failed(failure) => Some(failed(part, failure, around)),
        DetailValue::Skipped => None,
    }
}

/// The failing call itself.
pub fn failed(part: &str, failure: &Failure, around: &Surroundings) -> Evidence {
    let observed = json!({"error": failure.error.code});
    let nowhere = || Answer { request_id: "".into(), called_at: around.now, sha256: "".into() };
    let answer = failure.error.answer.clone().unwrap_or_else(nowhere);
    entry(part, &failure.call, "@".into(), observed, &answer)
}

fn entry(part: &str, call: &Call, query: String, observed: Value, answer: &Answer) -> Evidence {
    Evidence {
        part: part.to_owned(),
        service: call.read.service.to_owned(),
        operation: call.read.operation.to_owned(),
        region: call.region.clone(),
        params: call.params.clone(),
        cli: cli::command(call.read, &call.region, &call.params, &query),
        query,
        observed,
        request_id: answer.request_id.to_string(),
        called_at: answer.called_at,
        response_sha256: answer.sha256.to_string(),
    }
}

fn search(query: &str, document: &Value) -> Value {
    if query == "@" {
        return document.clone();
    }
    Query::compile(query).map(|q| q.search(document)).unwrap_or(Value::Null)
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
        Select::Items(_) => format!("{} | [?{} == '{}'] | [0]", items_of(listing), kind.id.source, raw_string(id)),
    }
}

/// What a looked-up resource shows: its id, and the members that the rule used of it.
fn looked_projection(lookup: &Lookup) -> String {
    let mut used = lookup.used.clone();
    used.members.retain(|name, _| !lookup.kind.details.contains_key(name));
    if used.whole || used.members.is_empty() {
        return lookup.kind.id.source.clone();
    }
    lookup.kind.id.fields().into_iter().for_each(|field| used.mark(&[field], true));
    projection(&used, &lookup.kind.item)
}

/// Sorts what a lookup shows by its ids, where an id is a plain member.
fn sorting(lookup: &Lookup, shown: &str) -> String {
    let id = &lookup.kind.id.source;
    match shown == id {
        true => " | sort(@)".into(),
        false if shown.contains(&format!("{id}: {id}")) => format!(" | sort_by(@, &{id})"),
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
