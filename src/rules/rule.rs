//! Rules, checked: nothing that is wrong in a rule file is left for evaluation to meet.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use serde_json::{Map, Value};
use serde_saphyr::Spanned;

use super::arguments::Arguments;
use super::catalogues;
use super::faults::Reporter;
use super::kind::Kind;
use super::metric::{self, Metric};
use super::syntax::{FollowFile, LookupFile, RuleFile, Text};
use super::{EVERY_RULE, Overrides};
use crate::aws::operations::{self, Reach, Read};
use crate::expression::{Expression, Paths, Query, Template, TypeEnv};
use crate::model::{Confidence, Covers, Pillar, Risk, Severity};
use crate::shapes::{Type, did_you_mean};

/// A checked rule.
#[derive(Debug)]
pub struct Rule {
    pub id: String,
    pub title: String,
    pub pillar: Pillar,
    pub severity: Graded,
    pub risk: Vec<Risk>,
    pub kind: Arc<Kind>,
    /// Thresholds, the configuration's overrides applied.
    pub params: Map<String, Value>,
    pub lookups: Vec<Lookup>,
    pub metrics: Vec<Metric>,
    pub applies_when: Option<Expression>,
    pub fail_when: Expression,
    pub message: Template,
    pub evidence: Option<Query>,
    pub monthly_cost: Option<Expression>,
    pub includes: Option<Expression>,
    pub confidence: Confidence,
    pub follow: Vec<Follow>,
    pub fix_cli: Option<Template>,
    pub fix_terraform: Option<Template>,
    pub fix_note: Option<Template>,
    pub why: String,
    pub references: Vec<String>,
    pub covers: Covers,
    pub examples: Examples,
    /// The file it came from, and the file's text.
    pub file: String,
    pub source: String,
    /// What the decision and the message use of the resource: what the evidence shows.
    pub shown: Paths,
    /// What anything in the rule uses of the resource.
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

/// A severity that may depend on the resource: the first expression that holds, worst first.
#[derive(Debug)]
pub struct Graded {
    pub grades: Vec<(Severity, Expression)>,
    pub otherwise: Severity,
}

impl Graded {
    /// The worst it can be.
    pub fn worst(&self) -> Severity {
        self.all().max().unwrap_or(self.otherwise)
    }

    /// Every severity that it can be.
    pub fn all(&self) -> impl Iterator<Item = Severity> {
        self.grades.iter().map(|(s, _)| *s).chain([self.otherwise])
    }
}

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

#[derive(Clone, Debug, Default)]
pub struct Examples {
    pub fail: Vec<Spanned<Value>>,
    pub pass: Vec<Spanned<Value>>,
}

impl Examples {
    /// All of them, each with whether it must fail.
    pub fn both(&self) -> impl Iterator<Item = (bool, &Spanned<Value>)> {
        self.fail.iter().map(|e| (true, e)).chain(self.pass.iter().map(|e| (false, e)))
    }
}

impl Rule {
    /// Every expression in it.
    fn expressions(&self) -> impl Iterator<Item = &Expression> {
        let texts = [Some(&self.message), self.fix_cli.as_ref(), self.fix_terraform.as_ref(), self.fix_note.as_ref()];
        let conditions =
            self.applies_when.iter().chain([&self.fail_when]).chain(&self.monthly_cost).chain(&self.includes);
        let conditions = conditions.chain(self.follow.iter().flat_map(|f| f.with.iter().map(|(_, e)| e)));
        let grades = self.severity.grades.iter().map(|(_, e)| e);
        conditions.chain(grades).chain(texts.into_iter().flatten().flat_map(Template::expressions))
    }

    /// Whether its amounts stand on list prices.
    pub fn asks_prices(&self) -> bool {
        self.monthly_cost.as_ref().is_some_and(|cost| cost.source.contains("price("))
    }

    /// Details of the kind that a run of this rule has to read.
    pub fn details(&self) -> BTreeSet<&str> {
        self.kind.details.keys().map(String::as_str).filter(|d| self.used.members.contains_key(*d)).collect()
    }

    /// Details of a lookup's kind that the rule uses.
    pub fn lookup_details(lookup: &Lookup) -> BTreeSet<&str> {
        let key = lookup.key.fields();
        let named = |d: &&str| lookup.used.members.contains_key(*d) || key.contains(*d);
        lookup.kind.details.keys().map(String::as_str).filter(named).collect()
    }
}

/// Kinds by name.
pub type Kinds = BTreeMap<String, Arc<Kind>>;

/// Checks one rule file; None when something is wrong, which the reporter then knows.
pub fn check(
    path: &str,
    text: &str,
    file: RuleFile,
    kinds: &Kinds,
    overrides: &Overrides,
    reporter: &mut Reporter,
) -> Option<Rule> {
    let before = reporter.faults.len();
    names_fit(path, &file, reporter);
    let kind = find_kind(&file.kind, kinds, reporter)?;
    let params = params(&file, overrides, reporter);
    let env = environment(&file, &kind, &params, kinds);
    let lookups = lookups(&file, &kind, kinds, reporter);
    let metrics = file.metrics.iter().filter_map(|(name, m)| metric::check(name, m, &kind, reporter)).collect();
    let typed = |t: &Text, wanted: &Type, r: &mut Reporter| r.keep(t, Expression::compile_as(&t.value, &env, wanted));
    let template = |t: &Text, r: &mut Reporter| r.keep(t, Template::compile(&t.value, &env));
    let severity = severity(&file.severity, &env, reporter);
    let applies_when = file.applies_when.as_ref().and_then(|t| typed(t, &Type::Bool, reporter));
    let fail_when = typed(&file.fail_when, &Type::Bool, reporter);
    let message = template(&file.message, reporter);
    let fix_cli = file.fix.cli.as_ref().and_then(|t| template(t, reporter));
    let fix_terraform = file.fix.terraform.as_ref().and_then(|t| template(t, reporter));
    let fix_note = file.fix.note.as_ref().and_then(|t| template(t, reporter));
    let monthly_cost = file.monthly_cost.as_ref().and_then(|t| typed(t, &Type::Double, reporter));
    let includes = file.includes.as_ref().and_then(|t| typed(t, &Type::list(Type::Text), reporter));
    let follow = file.follow.iter().filter_map(|(name, f)| follow(name, f, &env, reporter)).collect();
    let evidence = file.evidence.as_ref().and_then(|t| evidence(t, &kind, reporter));
    if file.fix.cli.is_none() && file.fix.note.is_none() {
        reporter.at(file.title.referenced, "fix needs a cli or a note");
    }
    let mut rule = Rule {
        id: file.id.value,
        title: file.title.value,
        pillar: file.pillar.value,
        severity: severity?,
        risk: file.risk,
        kind,
        params,
        lookups,
        metrics,
        applies_when,
        fail_when: fail_when?,
        message: message?,
        evidence,
        monthly_cost,
        includes,
        confidence: file.confidence,
        follow,
        fix_cli,
        fix_terraform,
        fix_note,
        why: file.why.value.trim().to_owned(),
        references: file.references,
        covers: catalogues::check(&file.covers, reporter),
        examples: Examples { fail: file.examples.fail, pass: file.examples.pass },
        file: path.to_owned(),
        source: text.to_owned(),
        shown: Paths::default(),
        used: Paths::default(),
    };
    gather_uses(&mut rule);
    check_metrics_used(&rule, &file.fail_when, reporter);
    check_evidence_exists(&rule, &file.fail_when, reporter);
    check_params(&rule, reporter);
    check_examples(&rule, reporter);
    (reporter.faults.len() == before).then_some(rule)
}

/// The id is the file's stem, the pillar its folder.
fn names_fit(path: &str, file: &RuleFile, reporter: &mut Reporter) {
    let stem = std::path::Path::new(path).file_stem().and_then(|s| s.to_str()).unwrap_or_default();
    if stem != file.id.value {
        reporter.at(file.id.referenced, format!("id {} is not the file's name, {stem}", file.id.value));
    }
    let folder = std::path::Path::new(path).parent().and_then(|p| p.file_name()).and_then(|s| s.to_str());
    if folder.is_some_and(|f| f != file.pillar.value.word()) {
        let folder = folder.unwrap_or_default();
        reporter.at(file.pillar.referenced, format!("pillar {} is not the file's folder, {folder}", file.pillar.value));
    }
}

fn find_kind(name: &Text, kinds: &Kinds, reporter: &mut Reporter) -> Option<Arc<Kind>> {
    let found = kinds.get(&name.value).cloned();
    if found.is_none() {
        let names: Vec<&str> = kinds.keys().map(String::as_str).collect();
        reporter.at(name.referenced, format!("no kind {}{}", name.value, did_you_mean(&name.value, &names)));
    }
    found
}

/// The rule's thresholds with the configuration's in their place, which must be of the same type.
fn params(file: &RuleFile, overrides: &Overrides, reporter: &mut Reporter) -> Map<String, Value> {
    let mut params: Map<String, Value> = file.params.clone().into_iter().collect();
    let id = &file.id.value;
    let own = overrides.get(id).into_iter().flatten();
    let shared = overrides.get(EVERY_RULE).into_iter().flatten().filter(|(name, _)| file.params.contains_key(*name));
    // A rule's own come last, and win.
    for (name, value) in shared.chain(own) {
        match params.get(name) {
            None => {
                let names: Vec<&str> = params.keys().map(String::as_str).collect();
                reporter.file(format!("params.\"{id}\": no parameter {name}{}", did_you_mean(name, &names)));
            }
            Some(default) => match type_of(default).accepts(value) {
                Ok(()) => {
                    params.insert(name.clone(), value.clone());
                }
                Err(message) => reporter.file(format!("params.\"{id}\".{name}: {message}")),
            },
        }
    }
    params
}

/// The type of a threshold.
fn type_of(value: &Value) -> Type {
    match value {
        Value::Null => Type::Any,
        Value::Bool(_) => Type::Bool,
        Value::Number(n) if n.is_f64() => Type::Double,
        Value::Number(_) => Type::Int,
        Value::String(_) => Type::Text,
        Value::Array(items) => Type::list(items.first().map_or(Type::Any, type_of)),
        Value::Object(members) => match members.values().next() {
            // A map to values of one type may be looked up by any key.
            Some(first) if members.values().all(|v| type_of(first).accepts(v).is_ok()) => {
                Type::Map(type_of(first).into())
            }
            _ => Type::object(members.iter().map(|(n, v)| (n.clone(), type_of(v)))),
        },
    }
}

fn environment(file: &RuleFile, kind: &Kind, params: &Map<String, Value>, kinds: &Kinds) -> TypeEnv {
    let mut env = TypeEnv::new();
    env.insert("resource".into(), kind.resource_type());
    env.insert("params".into(), Type::object(params.iter().map(|(n, v)| (n.clone(), type_of(v)))));
    env.insert("tags".into(), Type::Map(Type::Text.into()));
    for name in ["account", "region", "partition"] {
        env.insert(name.into(), Type::Text);
    }
    if !file.metrics.is_empty() {
        env.insert("metrics".into(), Type::object(file.metrics.keys().map(|name| (name.clone(), metric::seen()))));
    }
    for (name, lookup) in &file.lookup {
        let other = kinds.get(&lookup.kind.value).map_or(Type::Any, |k| k.resource_type());
        env.insert(name.clone(), Type::list(other));
    }
    env
}

fn lookups(file: &RuleFile, kind: &Kind, kinds: &Kinds, reporter: &mut Reporter) -> Vec<Lookup> {
    let one = |(name, l): (&String, &LookupFile)| lookup(name, l, file, kind, kinds, reporter);
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

fn follow(name: &str, file: &FollowFile, env: &TypeEnv, reporter: &mut Reporter) -> Option<Follow> {
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

fn severity(written: &Spanned<Value>, env: &TypeEnv, reporter: &mut Reporter) -> Option<Graded> {
    let known = |word: &str| Severity::ALL.into_iter().find(|s| s.word() == word);
    let wrong = "severity is critical, high, medium or low, or a map from these (and else) to CEL";
    match &written.value {
        Value::String(word) if known(word).is_some() => Some(Graded { grades: Vec::new(), otherwise: known(word)? }),
        Value::Object(map) => {
            let otherwise = map.get("else").and_then(Value::as_str).and_then(known);
            let mut grades = Vec::new();
            for (word, source) in map.iter().filter(|(word, _)| *word != "else") {
                let (Some(grade), Some(source)) = (known(word), source.as_str()) else {
                    reporter.at(written.referenced, wrong);
                    return None;
                };
                match Expression::compile_as(source, env, &Type::Bool) {
                    Ok(expression) => grades.push((grade, expression)),
                    Err(found) => found
                        .into_iter()
                        .for_each(|p| reporter.at(written.referenced, format!("{word}: {}", p.message))),
                }
            }
            grades.sort_by_key(|(grade, _)| std::cmp::Reverse(*grade));
            if otherwise.is_none() {
                reporter.at(written.referenced, "a graded severity needs `else: critical|high|medium|low`");
            }
            Some(Graded { grades, otherwise: otherwise? })
        }
        _ => {
            reporter.at(written.referenced, wrong);
            None
        }
    }
}

fn evidence(text: &Text, kind: &Kind, reporter: &mut Reporter) -> Option<Query> {
    let query = reporter.keep(text, Query::compile(&text.value).map_err(|p| vec![p]))?;
    reporter.keep(text, query.infer(&kind.item).map_err(|p| vec![p]))?;
    Some(query)
}

/// Collects what the rule's expressions use.
fn gather_uses(rule: &mut Rule) {
    let deciding: Vec<&Expression> = rule
        .applies_when
        .iter()
        .chain([&rule.fail_when])
        .chain(rule.severity.grades.iter().map(|(_, e)| e))
        .chain(rule.message.expressions())
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
fn check_params(rule: &Rule, reporter: &mut Reporter) {
    let whole = |paths: &Paths| paths.whole && paths.members.is_empty();
    let used = |name: &str| {
        rule.expressions().any(|e| e.uses.get("params").is_some_and(|p| whole(p) || p.members.contains_key(name)))
    };
    for name in rule.params.keys().filter(|name| !used(name)) {
        reporter.file(format!("params.{name} is used nowhere in the rule"));
    }
}

/// A metric costs money, so none is read that nothing uses.
fn check_metrics_used(rule: &Rule, place: &Text, reporter: &mut Reporter) {
    for metric in rule.metrics.iter().filter(|m| m.shown.members.is_empty()) {
        reporter.at(place.referenced, format!("nothing uses metrics.{}", metric.name));
    }
}

/// A finding without evidence cannot be: the decision must use something that was read.
fn check_evidence_exists(rule: &Rule, place: &Text, reporter: &mut Reporter) {
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
fn check_examples(rule: &Rule, reporter: &mut Reporter) {
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
