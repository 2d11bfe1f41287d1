//! From JSON to CEL and back. Only the members that a rule uses are converted; what is missing is null.

use std::collections::HashMap;
use std::sync::Arc;

use cel::Value;
use cel::common::types::{CelBool, CelDouble, CelInt, CelList, CelMap, CelMapKey, CelNull, CelString};
use cel::common::value::Val;
use serde_json::Value as Json;

use super::Paths;

/// A member of a resource as rules see it.
pub enum Member<'a> {
    Json(&'a Json),
    /// Could not be read: using it is an error, which makes the result unknown.
    Unreadable,
}

/// A resource as CEL sees it: `find` gives each used member.
pub fn to_cel<'a>(paths: &Paths, mut find: impl FnMut(&str) -> Member<'a>) -> Box<dyn Val + 'a> {
    let mut members: HashMap<CelMapKey<'a>, Box<dyn Val + 'a>> = HashMap::with_capacity(paths.members.len());
    for (name, below) in &paths.members {
        if let Member::Json(value) = find(name) {
            members.insert(CelMapKey::String(name.clone().into()), convert(value, below));
        }
    }
    Box::new(CelMap::from(members))
}

/// The part of a JSON value that `paths` names.
fn convert<'a>(json: &'a Json, paths: &Paths) -> Box<dyn Val + 'a> {
    match json {
        Json::Null => Box::new(CelNull),
        Json::Bool(b) => Box::new(CelBool::from(*b)),
        Json::Number(n) => match n.as_i64() {
            Some(int) => Box::new(CelInt::from(int)),
            None => Box::new(CelDouble::from(n.as_f64().unwrap_or(f64::NAN))),
        },
        Json::String(s) => Box::new(CelString::from(s.as_str())),
        Json::Array(items) => {
            let items: Vec<Box<dyn Val + 'a>> = items.iter().map(|i| convert(i, paths)).collect();
            Box::new(CelList::from(items))
        }
        Json::Object(members) => object(members, paths),
    }
}

fn object<'a>(members: &'a serde_json::Map<String, Json>, paths: &Paths) -> Box<dyn Val + 'a> {
    let all = Paths::whole();
    let mut out: HashMap<CelMapKey<'a>, Box<dyn Val + 'a>> = HashMap::new();
    if paths.whole {
        for (name, value) in members {
            out.insert(CelMapKey::String(name.as_str().into()), convert(value, &all));
        }
    }
    for (name, below) in &paths.members {
        let below = if paths.whole { &all } else { below };
        let value = members.get(name).map_or_else(|| Box::new(CelNull) as Box<dyn Val>, |v| convert(v, below));
        out.insert(CelMapKey::String(name.clone().into()), value);
    }
    Box::new(CelMap::from(out))
}

/// A whole JSON value as CEL's own enum.
pub fn from_json(json: &Json) -> Value {
    match json {
        Json::Null => Value::Null,
        Json::Bool(b) => Value::Bool(*b),
        Json::Number(n) => n.as_i64().map_or_else(|| Value::Float(n.as_f64().unwrap_or(f64::NAN)), Value::Int),
        Json::String(s) => Value::String(Arc::new(s.clone())),
        Json::Array(items) => Value::List(Arc::new(items.iter().map(from_json).collect())),
        Json::Object(members) => {
            let members: HashMap<String, Value> = members.iter().map(|(k, v)| (k.clone(), from_json(v))).collect();
            Value::from(members)
        }
    }
}

/// A CEL result as JSON, as far as JSON can hold it.
pub fn to_json(value: &Value) -> Json {
    match value {
        Value::Bool(b) => Json::Bool(*b),
        Value::Int(i) => Json::from(*i),
        Value::UInt(u) => Json::from(*u),
        Value::Float(f) => Json::from(*f),
        Value::String(s) => Json::String(s.to_string()),
        Value::List(items) => Json::Array(items.iter().map(to_json).collect()),
        Value::Map(map) => Json::Object(map.map.iter().map(|(k, v)| (k.to_string(), to_json(v))).collect()),
        _ => Json::Null,
    }
}
