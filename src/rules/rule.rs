//! Rules, checked: nothing that is wrong in a rule file is left for evaluation to meet.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use serde_json::{Map, Value};
use serde_saphyr::Spanned;

use super::catalogues;
use super::faults::Reporter;
use super::join::{Follow, Lookup, follow, lookups};
use super::kind::Kind;
use super::metric::{self, Metric};
use super::syntax::{RuleFile, Text};
use super::uses::{check_evidence_exists, check_examples, check_metrics_used, check_params, gather_uses};
use super::{EVERY_RULE, Overrides};

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
    /// Savings Plans or reservations can cover what the amount is of.
    pub covered: bool,
    pub includes: Option<Expression>,
    pub confidence: Confidence,
    pub follow: Vec<Follow>,
    pub fix_cli: Option<Template>,
    pub fix_terraform: Option<Template>,
    pub fix_note: Option<Template>,
    pub why: String,
    /// How people ask for what it finds, besides its own words.
    pub asked: Vec<String>,
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
    pub fn expressions(&self) -> impl Iterator<Item = &Expression> {
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
    check_fix(&file, reporter);
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
        covered: false,
        includes,
        confidence: file.confidence,
        follow,
        fix_cli,
        fix_terraform,
        fix_note,
        why: file.why.value.trim().to_owned(),
        asked: asked(&file.asked, reporter),
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

fn check_fix(file: &RuleFile, reporter: &mut Reporter) {
    if file.fix.cli.is_none() && file.fix.note.is_none() {
        reporter.at(file.title.referenced, "fix needs a cli or a note");
    }
}

/// Each has to say something, in one line.
fn asked(file: &[Text], reporter: &mut Reporter) -> Vec<String> {
    for text in file.iter().filter(|t| t.value.trim().is_empty() || t.value.trim().contains('\n')) {
        reporter.at(text.referenced, "asked: a question of one line, in a user's words");
    }
    file.iter().map(|t| t.value.trim().to_owned()).collect()
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

pub fn find_kind(name: &Text, kinds: &Kinds, reporter: &mut Reporter) -> Option<Arc<Kind>> {
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
