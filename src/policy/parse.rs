//! Policies as AWS accepts them: one statement or a list, a text or a list, JSON as text, URL-encoded or decoded.

use percent_encoding::percent_decode_str;
use serde_json::{Map, Value};

use super::condition::{self, Test};
use super::glob;
use super::principal::{Who, principals};

/// A policy that could be read.
#[derive(Clone, Debug)]
pub struct Document {
    pub statements: Vec<Statement>,
    /// Something beside the statements that is not known; it may mean anything.
    pub trouble: Option<String>,
}

/// One statement.
#[derive(Clone, Debug)]
pub struct Statement {
    /// Its Sid, or `#` and its number, from 1.
    pub name: String,
    pub allow: bool,
    pub who: Who,
    pub actions: Patterns,
    pub resources: Patterns,
    /// All of them must hold.
    pub tests: Vec<Test>,
    /// Why it cannot be judged.
    pub trouble: Option<String>,
}

/// Action or NotAction, Resource or NotResource.
#[derive(Clone, Debug, Default)]
pub struct Patterns {
    pub list: Vec<String>,
    /// The Not form: all but these.
    pub negated: bool,
}

impl Patterns {
    /// Whether it holds for one action or resource.
    pub fn hold(&self, text: &str, ignoring_case: bool) -> bool {
        self.list.iter().any(|p| glob::matches(p, text, ignoring_case)) != self.negated
    }

    /// Whether it holds for all that the other holds for. Where that cannot be seen the answer is no.
    pub fn cover(&self, other: &Patterns, ignoring_case: bool) -> bool {
        let has = |text: &str| self.list.iter().any(|p| glob::matches(p, text, ignoring_case));
        match (self.negated, other.negated) {
            (false, false) => other.list.iter().all(|o| has(o)),
            (false, true) => has("*"),
            // Nothing that is left out may be among the other's.
            (true, false) => {
                !other.list.iter().any(|o| has(o) || self.list.iter().any(|p| glob::matches(o, p, ignoring_case)))
            }
            (true, true) => self.list.iter().all(|p| other.list.iter().any(|o| glob::matches(o, p, ignoring_case))),
        }
    }
}

/// Reads a policy; null and the empty text are a policy without statements. Err: it is none, and why.
pub fn document(value: &Value) -> Result<Document, String> {
    match value {
        Value::Null => Ok(Document { statements: Vec::new(), trouble: None }),
        Value::String(text) => document(&decoded(text)?),
        Value::Object(members) => read(members),
        other => Err(format!("a policy is an object, not {other}")),
    }
}

/// JSON, or JSON that is URL-encoded as IAM writes it.
fn decoded(text: &str) -> Result<Value, String> {
    let text = text.trim();
    if text.is_empty() {
        return Ok(Value::Null);
    }
    let plain = if text.starts_with('%') {
        percent_decode_str(text).decode_utf8().map_err(|e| format!("not URL-encoded text: {e}"))?.into_owned()
    } else {
        text.to_owned()
    };
    match serde_json::from_str(&plain).map_err(|e| format!("not JSON: {e}"))? {
        Value::String(_) => Err("a text in a text is no policy".to_owned()),
        value => Ok(value),
    }
}

fn read(members: &Map<String, Value>) -> Result<Document, String> {
    let mut document = Document { statements: Vec::new(), trouble: None };
    for (key, value) in members {
        match key.to_lowercase().as_str() {
            "version" | "id" => {}
            "statement" => document.statements = statements(value)?,
            _ => document.trouble = Some(format!("unknown element {key}")),
        }
    }
    Ok(document)
}

fn statements(value: &Value) -> Result<Vec<Statement>, String> {
    let list = match value {
        Value::Array(list) => list.as_slice(),
        one => std::slice::from_ref(one),
    };
    list.iter().enumerate().map(|(at, s)| statement(at + 1, s)).collect()
}

fn statement(number: usize, value: &Value) -> Result<Statement, String> {
    let members = value.as_object().ok_or_else(|| format!("statement {number} is not an object"))?;
    let mut out = Statement {
        name: format!("#{number}"),
        allow: false,
        who: Who::Unsaid,
        actions: Patterns::default(),
        resources: Patterns::default(),
        tests: Vec::new(),
        trouble: None,
    };
    let mut effect = false;
    for (key, value) in members {
        let trouble = match key.to_lowercase().as_str() {
            "sid" => named(&mut out, value),
            "effect" => {
                effect = true;
                out.allow = value == "Allow";
                (value != "Allow" && value != "Deny").then(|| format!("Effect is {value}"))
            }
            "principal" => set(&mut out.who, Who::Named(principals(value))),
            "notprincipal" => set(&mut out.who, Who::AllBut(principals(value))),
            "action" => patterns(&mut out.actions, value, false),
            "notaction" => patterns(&mut out.actions, value, true),
            "resource" => patterns(&mut out.resources, value, false),
            "notresource" => patterns(&mut out.resources, value, true),
            "condition" => condition::tests(value).map_or_else(Some, |tests| {
                out.tests = tests;
                None
            }),
            _ => Some(format!("unknown element {key}")),
        };
        out.trouble = out.trouble.take().or(trouble);
    }
    // Trust policies and some others name no resource: they are about the one that they are on.
    if out.resources.list.is_empty() && out.trouble.is_none() {
        out.resources = Patterns { list: vec!["*".to_owned()], negated: false };
    }
    let lacks = (!effect).then_some("no Effect").or(out.actions.list.is_empty().then_some("no Action"));
    out.trouble = out.trouble.take().or(lacks.map(str::to_owned));
    Ok(out)
}

fn named(out: &mut Statement, value: &Value) -> Option<String> {
    if let Some(sid) = value.as_str().filter(|s| !s.is_empty()) {
        out.name = sid.to_owned();
    }
    None
}

fn set(who: &mut Who, found: Who) -> Option<String> {
    let twice = *who != Who::Unsaid;
    *who = found;
    twice.then(|| "both Principal and NotPrincipal".to_owned())
}

fn patterns(out: &mut Patterns, value: &Value, negated: bool) -> Option<String> {
    if !out.list.is_empty() {
        return Some("an element stands there together with its Not form".to_owned());
    }
    out.negated = negated;
    out.list = texts(value)?.collect();
    None
}

/// A text or a list of texts; None where it is neither (and then the statement has no Action, which is said).
fn texts(value: &Value) -> Option<impl Iterator<Item = String>> {
    let list = match value {
        Value::Array(list) => list.clone(),
        one => vec![one.clone()],
    };
    let all: Option<Vec<String>> = list.iter().map(|v| v.as_str().map(str::to_owned)).collect();
    all.map(Vec::into_iter)
}
