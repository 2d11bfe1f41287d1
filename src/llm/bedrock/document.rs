//! JSON as the SDK takes it where a request carries members of a model's own.

use std::collections::HashMap;

use aws_smithy_types::{Document, Number};
use serde_json::{Map, Value};

pub fn object(members: &Map<String, Value>) -> Document {
    let members = members.iter().map(|(name, value)| (name.clone(), document(value)));
    Document::Object(members.collect::<HashMap<_, _>>())
}

fn document(value: &Value) -> Document {
    match value {
        Value::Null => Document::Null,
        Value::Bool(bool) => Document::Bool(*bool),
        Value::Number(number) => Document::Number(match (number.as_u64(), number.as_i64()) {
            (Some(natural), _) => Number::PosInt(natural),
            (None, Some(negative)) => Number::NegInt(negative),
            (None, None) => Number::Float(number.as_f64().unwrap_or(f64::NAN)),
        }),
        Value::String(text) => Document::String(text.clone()),
        Value::Array(items) => Document::Array(items.iter().map(document).collect()),
        Value::Object(members) => object(members),
    }
}
