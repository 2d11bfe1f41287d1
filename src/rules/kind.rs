//! Kinds, checked: what a resource is, and which reads give it.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::arguments::Arguments;
use super::faults::Reporter;
use super::syntax::{DetailFile, KindFile, ScopeWord, Text};
use crate::aws::operations::{self, Reach, Read};
use crate::expression::Query;
use crate::shapes::{self, Type, did_you_mean};

/// A checked kind.
#[derive(Debug)]
pub struct Kind {
    /// `ec2.volume`.
    pub name: String,
    /// What people call it who do not know AWS's name.
    pub called: Vec<String>,
    /// None: one resource per scope, made of details alone.
    pub listing: Option<Listing>,
    pub reach: Reach,
    pub id: Query,
    pub arn: Vec<ArnPart>,
    pub tags: Option<Query>,
    /// The detail that says which region the resource lives in.
    pub region_from: Option<String>,
    pub details: BTreeMap<String, Detail>,
    /// Name of the kind that has the same resources by another read.
    pub same_as: Option<String>,
    /// Name of the parent kind.
    pub parent: Option<String>,
    /// Error codes that mean that the resource is gone.
    pub gone_on: Vec<String>,
    /// What the listing gives, without details.
    pub item: Type,
}

/// How the resources of a kind are listed.
#[derive(Debug)]
pub struct Listing {
    pub read: &'static Read,
    pub params: Arguments,
    pub select: Select,
    /// The selection gives a list of resources; otherwise the one that it gives.
    pub plural: bool,
    /// Narrows the read to one resource.
    pub verify: Option<Arguments>,
    pub batch: Option<Batch>,
}

/// How resources are taken out of an answer.
#[derive(Debug)]
pub enum Select {
    Items(Query),
    /// The ids, and the expression of one resource with `{id}` in it.
    Each(Query, String),
}

/// A second read that takes ids and gives resources.
#[derive(Debug)]
pub struct Batch {
    pub read: &'static Read,
    pub param: String,
    pub size: usize,
    pub items: Query,
}

/// A member that another read gives.
#[derive(Debug)]
pub struct Detail {
    pub read: &'static Read,
    pub params: Arguments,
    pub value: Query,
    pub absent_on: Vec<String>,
    pub when: Option<Query>,
    /// Details that `params` and `when` name.
    pub needs: BTreeSet<String>,
    pub result: Type,
}

impl Detail {
    /// Names a date, counted in days back.
    pub fn dated(&self) -> bool {
        self.params.dated() || self.when.as_ref().is_some_and(|when| when.fields().contains("days_ago"))
    }
}

#[derive(Debug)]
pub enum ArnPart {
    Text(String),
    Query(Query),
}

impl Kind {
    /// Whether a detail's parameters name nothing that tells this kind's resources apart, so that several of them may ask
    /// the same: instances of one version, clusters of one parameter group.
    pub fn may_repeat(&self, detail: &Detail) -> bool {
        let of_arn = self.arn.iter().filter_map(|part| match part {
            ArnPart::Query(query) => Some(query.fields()),
            ArnPart::Text(_) => None,
        });
        let own: BTreeSet<String> = of_arn.flatten().chain(self.id.fields()).collect();
        let around = |field: &&String| ["account", "region", "partition"].contains(&field.as_str());
        detail.params.fields().iter().filter(|f| !around(f)).all(|field| !own.contains(field))
    }

    /// The resource as rules see it: the item's members and the details.
    pub fn resource_type(&self) -> Type {
        Type::object(self.members())
    }

    /// The members of a resource, details included, with their types.
    pub fn members(&self) -> BTreeMap<String, Type> {
        let mut members: BTreeMap<String, Type> = members_of(&self.item).into_iter().collect();
        members.extend(self.details.iter().map(|(name, d)| (name.clone(), d.result.clone())));
        members
    }

    /// What `params`, `verify`, `when`, `id`, `arn` and `tags` are evaluated over.
    pub fn over_type(&self) -> Type {
        let mut members = known();
        members.extend(members_of(&self.resource_type()));
        Type::object(members)
    }

    /// Details by name, with those that they need, each after what it needs.
    pub fn closure<'a>(&'a self, names: impl IntoIterator<Item = &'a str>) -> Vec<(&'a str, &'a Detail)> {
        let mut out = Vec::new();
        let mut seen = BTreeSet::new();
        for name in names.into_iter().collect::<BTreeSet<_>>().into_iter().chain(self.region_from.as_deref()) {
            self.add_detail(name, &mut seen, &mut out);
        }
        out
    }

    fn add_detail<'a>(&'a self, name: &str, seen: &mut BTreeSet<&'a str>, out: &mut Vec<(&'a str, &'a Detail)>) {
        let Some((name, detail)) = self.details.get_key_value(name) else { return };
        if seen.insert(name) {
            detail.needs.iter().chain(&self.region_from).for_each(|n| self.add_detail(n, seen, out));
            out.push((name, detail));
        }
    }

    /// The resource's ARN.
    pub fn arn_of(&self, over: &Value) -> String {
        let part = |p: &ArnPart| match p {
            ArnPart::Text(text) => text.clone(),
            ArnPart::Query(query) => query.search(over).as_str().unwrap_or_default().to_owned(),
        };
        self.arn.iter().map(part).collect()
    }
}

/// What every expression of a kind may name besides the resource's members.
fn known() -> BTreeMap<String, Type> {
    let texts = ["account", "region", "partition"].map(|n| (n.to_owned(), Type::Text));
    let mut known = BTreeMap::from(texts);
    known.insert("days_ago".into(), Type::Map(Type::Text.into()));
    known.insert("parent".into(), Type::Any);
    known
}

fn members_of(item: &Type) -> BTreeMap<String, Type> {
    let names = item.member_names().unwrap_or_default();
    names.into_iter().filter_map(|n| Some((n.to_owned(), item.member(n).ok()?))).collect()
}

/// `DescribeVolumes` of the file's own service, or `s3control:GetPublicAccessBlock` of another.
fn find_read(service: &str, name: &Text, reporter: &mut Reporter) -> Option<&'static Read> {
    let (service, operation) = name.value.split_once(':').unwrap_or((service, &name.value));
    let found = operations::find(service, operation);
    if found.is_none() {
        let names: Vec<&str> = operations::all().filter(|r| r.service == service).map(|r| r.operation).collect();
        let hint = did_you_mean(operation, &names);
        reporter.at(name.referenced, format!("no read {service}:{operation} in the operation table{hint}"));
    }
    found
}

fn output(read: &'static Read) -> Type {
    let model = shapes::model(read.service);
    model.and_then(|m| m.operation(read.operation).map(|o| m.output_type(o))).unwrap_or(Type::Any)
}

fn query(text: &Text, reporter: &mut Reporter) -> Option<Query> {
    let compiled = Query::compile(&text.value).map_err(|p| vec![p]);
    reporter.keep(text, compiled)
}

/// Compiles an expression and finds its type over `input`.
fn typed(text: &Text, input: &Type, reporter: &mut Reporter) -> Option<(Query, Type)> {
    let query = query(text, reporter)?;
    let found = query.infer(input).map_err(|p| vec![p]);
    let found = reporter.keep(text, found)?;
    Some((query, found))
}

/// Checks one kind; None when something is wrong, which the reporter then knows.
pub fn check(
    service: &str,
    short: &str,
    file: &KindFile,
    place: serde_saphyr::Location,
    reporter: &mut Reporter,
) -> Option<Kind> {
    let before = reporter.faults.len();
    let (listing, item) = match &file.read {
        Some(read) => listing(service, read, file, reporter)?,
        None => (None, Type::object([])),
    };
    let reach = match (file.scope.as_ref().map(|s| s.value), &listing) {
        (Some(ScopeWord::Global), _) => Reach::Global,
        (Some(ScopeWord::Regional), _) => Reach::Regional,
        (None, Some(listing)) => listing.read.reach,
        (None, None) => Reach::Regional,
    };
    let mut kind = Kind {
        name: format!("{service}.{short}"),
        listing,
        reach,
        id: id(file, reporter)?,
        arn: arn(&file.arn, reporter),
        called: file.called.clone(),
        tags: file.tags.as_ref().and_then(|t| query(t, reporter)),
        region_from: file.region.as_ref().map(|t| t.value.clone()),
        details: BTreeMap::new(),
        same_as: file.same_as.as_ref().map(|t| t.value.clone()),
        parent: file.parent.as_ref().map(|t| t.value.clone()),
        gone_on: file.gone_on.clone(),
        item,
    };
    details(service, file, &mut kind, reporter);
    check_over(file, &mut kind, place, reporter);
    (reporter.faults.len() == before).then_some(kind)
}

/// With functions of ours only where `verify` narrows the read: otherwise the AWS CLI selects the resource by its id.
fn id(file: &KindFile, reporter: &mut Reporter) -> Option<Query> {
    let compile = if file.verify.is_some() { Query::compile_ours } else { Query::compile };
    reporter.keep(&file.id, compile(&file.id.value).map_err(|p| vec![p]))
}

fn listing(service: &str, read: &Text, file: &KindFile, reporter: &mut Reporter) -> Option<(Option<Listing>, Type)> {
    let read = find_read(service, read, reporter)?;
    let params = Arguments::check(file.params.as_ref(), read, &Type::object(known()), reporter);
    let all = whole();
    let mut plural = true;
    let (select, mut item) = match (&file.items, &file.each, &file.item) {
        (None, Some(each), Some(item)) => each_item(read, each, item, reporter)?,
        (items, None, None) => {
            let (query, list) = typed(items.as_ref().unwrap_or(&all), &output(read), reporter)?;
            plural = matches!(list, Type::List(_) | Type::Any);
            let element = list.element().unwrap_or(list);
            (Select::Items(query), element)
        }
        _ => {
            reporter.file("`each` and `item` go together, without `items`");
            return None;
        }
    };
    let batch = match &file.batch {
        Some(batch) => {
            let read = find_read(service, &batch.read, reporter)?;
            let (items, list) = typed(&batch.items, &output(read), reporter)?;
            if !read.takes.contains(&batch.param.value.as_str()) {
                reporter.at(batch.param.referenced, format!("{} is not sent with {}", read.name(), batch.param.value));
            }
            item = list.element().unwrap_or(list);
            Some(Batch { read, param: batch.param.value.clone(), size: batch.size.max(1), items })
        }
        None => None,
    };
    Some((Some(Listing { read, params, select, plural, verify: None, batch }), item))
}

/// The whole answer, where the file selects nothing.
fn whole() -> Text {
    Text::new("@".to_owned(), serde_saphyr::Location::UNKNOWN, serde_saphyr::Location::UNKNOWN)
}

fn each_item(read: &'static Read, each: &Text, item: &Text, reporter: &mut Reporter) -> Option<(Select, Type)> {
    let (ids, _) = typed(each, &output(read), reporter)?;
    let (_, item_type) = typed(item, &output(read), reporter)?;
    if !item.value.contains("{id}") {
        reporter.at(item.referenced, "`item` needs {id} in it, where the id stands");
    }
    Some((Select::Each(ids, item.value.clone()), item_type))
}

/// Details may need each other, so their results are typed first and their parameters checked after.
fn details(service: &str, file: &KindFile, kind: &mut Kind, reporter: &mut Reporter) {
    let mut reads = BTreeMap::new();
    for (name, detail) in &file.detail {
        let Some(read) = find_read(service, &detail.read, reporter) else { continue };
        let all = whole();
        let value = detail.value.as_ref().unwrap_or(&all);
        let Some((value, result)) = typed(value, &output(read), reporter) else { continue };
        reads.insert(name.clone(), (read, value, result));
    }
    let mut over = members_of(&kind.over_type());
    over.extend(reads.iter().map(|(name, (_, _, result))| (name.clone(), result.clone())));
    let over = Type::object(over);
    for (name, (read, value, result)) in reads {
        let detail = detail(&file.detail[&name], (read, value, result), &over, reporter);
        kind.details.insert(name, detail);
    }
    let names: BTreeSet<String> = kind.details.keys().cloned().collect();
    for detail in kind.details.values_mut() {
        detail.needs.retain(|n| names.contains(n));
    }
}

fn detail(
    file: &DetailFile,
    (read, value, result): (&'static Read, Query, Type),
    over: &Type,
    reporter: &mut Reporter,
) -> Detail {
    let params = Arguments::check(file.params.as_ref(), read, over, reporter);
    let when = file.when.as_ref().and_then(|w| typed(w, over, reporter)).map(|(query, _)| query);
    let needs = params.fields().into_iter().chain(when.iter().flat_map(Query::fields)).collect();
    Detail { read, params, value, absent_on: file.absent_on.clone(), when, needs, result }
}

/// Everything that is evaluated over the whole resource.
fn check_over(file: &KindFile, kind: &mut Kind, place: serde_saphyr::Location, reporter: &mut Reporter) {
    let over = kind.over_type();
    reporter.keep(&file.id, kind.id.infer(&over).map_err(|p| vec![p]));
    for part in &kind.arn {
        if let ArnPart::Query(query) = part
            && let Err(problem) = query.infer(&over)
        {
            reporter.at(file.arn.referenced, problem.message);
        }
    }
    if let Some(tags) = &file.tags {
        typed(tags, &over, reporter);
    }
    if let Some(region) = &file.region
        && !kind.details.contains_key(&region.value)
    {
        reporter.at(region.referenced, format!("no detail {}", region.value));
    }
    match (&mut kind.listing, &file.verify) {
        (Some(listing), Some(_)) => {
            let read = listing.batch.as_ref().map_or(listing.read, |b| b.read);
            listing.verify = Some(Arguments::check(file.verify.as_ref(), read, &over, reporter));
        }
        (None, Some(_)) => reporter.at(place, "`verify` narrows `read`, and there is none"),
        _ => {}
    }
}

/// Text with `{JMESPath}` in it.
fn arn(text: &Text, reporter: &mut Reporter) -> Vec<ArnPart> {
    let (mut parts, mut rest) = (Vec::new(), text.value.as_str());
    while let Some((before, after)) = rest.split_once('{') {
        let Some((inner, behind)) = after.split_once('}') else {
            reporter.at(text.referenced, "{ without }");
            return parts;
        };
        parts.push(ArnPart::Text(before.to_owned()));
        match Query::compile_ours(inner) {
            Ok(query) => parts.push(ArnPart::Query(query)),
            Err(problem) => reporter.at(text.referenced, problem.message),
        }
        rest = behind;
    }
    parts.push(ArnPart::Text(rest.to_owned()));
    parts
}
