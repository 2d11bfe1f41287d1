//! What a rule's expressions see: one resource with its surroundings, as CEL variables.

use cel::Context;
use cel::common::value::{CowVal, Val};
use cel::context::VariableResolver;
use serde_json::{Map, Value};

use crate::expression::{Expression, Member, Paths, to_cel};
use crate::rules::{Kind, Rule};

/// The variables of one resource and one rule; borrowed, so that nothing is copied to evaluate.
pub struct Scene<'a> {
    pub resource: &'a (dyn Val + 'a),
    pub tags: &'a (dyn Val + 'a),
    pub params: &'a (dyn Val + 'a),
    pub metrics: Box<dyn Val + 'a>,
    pub account: Box<dyn Val + 'a>,
    pub region: Box<dyn Val + 'a>,
    pub partition: Box<dyn Val + 'a>,
    pub lookups: Vec<(&'a str, Box<dyn Val + 'a>)>,
}

impl VariableResolver for Scene<'_> {
    fn resolve<'b>(&'b self, variable: &str) -> Option<CowVal<'b, 'b>> {
        let value: &'b (dyn Val + 'b) = match variable {
            "resource" => self.resource,
            "params" => self.params,
            "metrics" => &*self.metrics,
            "tags" => self.tags,
            "account" => &*self.account,
            "region" => &*self.region,
            "partition" => &*self.partition,
            name => &*self.lookups.iter().find(|(n, _)| *n == name)?.1,
        };
        Some(CowVal::Borrowed(value))
    }
}

impl Scene<'_> {
    /// Runs something in a context in which the variables are known.
    pub fn with<T>(&self, root: &Context, run: impl FnOnce(&Context) -> T) -> T {
        let mut context = root.new_inner_scope();
        context.set_variable_resolver(self);
        run(&context)
    }
}

/// These paths and all members of a JSON object.
fn with_all_of(value: &Value, paths: &Paths) -> Paths {
    let mut all = paths.clone();
    for name in value.as_object().into_iter().flat_map(Map::keys) {
        all.mark(std::slice::from_ref(name), true);
    }
    all
}

/// Any JSON object as a CEL value, whole.
pub fn whole(value: &Value) -> Box<dyn Val + '_> {
    let paths = with_all_of(value, &Paths::default());
    to_cel(&paths, |name| value.get(name).map_or(Member::Unreadable, Member::Json))
}

/// A list of resources, with the members that a rule uses of them, or all. A missing detail of `kind` could not be read; in
/// examples, which name no kind, it is null like any other member.
pub fn list<'a>(resources: impl Iterator<Item = &'a Value>, paths: &Paths, kind: Option<&Kind>) -> Box<dyn Val + 'a> {
    const NULL: &Value = &Value::Null;
    let one = |r: &'a Value| {
        let all = paths.whole.then(|| with_all_of(r, paths));
        to_cel(all.as_ref().unwrap_or(paths), |name| match r.get(name) {
            Some(value) => Member::Json(value),
            None if kind.is_some_and(|k| k.details.contains_key(name)) => Member::Unreadable,
            None => Member::Json(NULL),
        })
    };
    let items: Vec<Box<dyn Val + 'a>> = resources.map(one).collect();
    Box::new(cel::common::types::CelList::from(items))
}

/// Tags as a map: AWS writes them as a map, or as a list of pairs under one of three spellings.
pub fn tags(value: &Value) -> Map<String, Value> {
    match value {
        Value::Object(members) => members.clone(),
        Value::Array(pairs) => pairs.iter().filter_map(pair).collect(),
        _ => Map::new(),
    }
}

fn pair(tag: &Value) -> Option<(String, Value)> {
    let text = |names: [&str; 3]| names.into_iter().find_map(|n| tag.get(n)?.as_str());
    let key = text(["Key", "key", "TagKey"])?;
    let value = text(["Value", "value", "TagValue"]).unwrap_or_default();
    Some((key.to_owned(), Value::String(value.to_owned())))
}

/// How one rule judges one resource.
#[derive(Debug, PartialEq, Eq)]
pub enum Verdict {
    Pass,
    Fail,
    /// `applies_when` is false.
    Outside,
    /// An expression could not be evaluated; why, in CEL's words.
    Undecided(String),
}

/// Evaluates the deciding expressions.
pub fn decide(rule: &Rule, context: &Context) -> Verdict {
    verdict(rule.applies_when.as_ref(), &rule.fail_when, context)
}

/// The same for expressions that need not be a rule's own.
pub fn verdict(applies_when: Option<&Expression>, fail_when: &Expression, context: &Context) -> Verdict {
    if let Some(applies) = applies_when {
        match applies.evaluate(context) {
            Ok(cel::Value::Bool(true)) => {}
            Ok(cel::Value::Bool(false)) => return Verdict::Outside,
            Ok(other) => return Verdict::Undecided(format!("applies_when gave {other:?}")),
            Err(error) => return Verdict::Undecided(error),
        }
    }
    match fail_when.evaluate(context) {
        Ok(cel::Value::Bool(true)) => Verdict::Fail,
        Ok(cel::Value::Bool(false)) => Verdict::Pass,
        Ok(other) => Verdict::Undecided(format!("fail_when gave {other:?}")),
        Err(error) => Verdict::Undecided(error),
    }
}

/// The worst grade whose expression holds.
pub fn severity(rule: &Rule, context: &Context) -> crate::model::Severity {
    let holds = |e: &Expression| e.evaluate(context) == Ok(cel::Value::Bool(true));
    rule.severity.grades.iter().find(|(_, e)| holds(e)).map_or(rule.severity.otherwise, |(grade, _)| *grade)
}
