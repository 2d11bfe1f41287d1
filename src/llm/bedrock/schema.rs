//! A JSON Schema in the part of the language that Bedrock compiles. It refuses a request whose schema bounds numbers,
//! lengths or counts, or leaves an object open, so these are taken out or closed here: the caller checks the answer
//! against the whole schema in any case.

use aws_sdk_bedrockruntime::error::BuildError;
use aws_sdk_bedrockruntime::types::{
    JsonSchemaDefinition, OutputConfig, OutputFormat, OutputFormatStructure, OutputFormatType,
};
use serde_json::{Map, Value};

const REFUSED: [&str; 9] = [
    "minimum",
    "maximum",
    "exclusiveMinimum",
    "exclusiveMaximum",
    "multipleOf",
    "minLength",
    "maxLength",
    "minItems",
    "maxItems",
];

pub fn output_config(schema: &Value) -> Result<OutputConfig, BuildError> {
    let schema = JsonSchemaDefinition::builder().name("answer").schema(compilable(schema).to_string()).build()?;
    let structure = OutputFormatStructure::JsonSchema(schema);
    let format = OutputFormat::builder().r#type(OutputFormatType::JsonSchema).structure(structure).build()?;
    Ok(OutputConfig::builder().text_format(format).build())
}

fn compilable(schema: &Value) -> Value {
    let Value::Object(members) = schema else { return schema.clone() };
    let allowed = members.iter().filter(|(name, _)| !REFUSED.contains(&name.as_str()));
    let mut kept: Map<String, Value> = allowed.map(|(name, value)| (name.clone(), member(name, value))).collect();
    if kept.get("type").is_some_and(|kind| kind == "object") {
        kept.insert("additionalProperties".to_owned(), Value::Bool(false));
    }
    Value::Object(kept)
}

/// A member of a schema: schemas under names of the author's choice, a list of schemas, one schema, or none.
fn member(name: &str, value: &Value) -> Value {
    match (name, value) {
        ("properties" | "$defs" | "definitions", Value::Object(named)) => {
            named.iter().map(|(name, schema)| (name.clone(), compilable(schema))).collect()
        }
        ("anyOf" | "allOf", Value::Array(schemas)) => schemas.iter().map(compilable).collect(),
        ("items", schema) => compilable(schema),
        _ => value.clone(),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn bounds_go_and_names_stay() {
        let schema = json!({
            "type": "object",
            "required": ["minimum", "themes"],
            "properties": {
                "minimum": {"type": "integer", "minimum": 1, "description": "maxLength"},
                "themes": {"type": "array", "minItems": 3, "maxItems": 5, "items": {"$ref": "#/$defs/theme"}},
                "kind": {"anyOf": [{"type": "string", "maxLength": 9}, {"type": "null"}]},
                "level": {"enum": ["minimum", "maximum"]},
            },
            "$defs": {"theme": {"type": "object", "properties": {"text": {"type": "string", "minLength": 1}}}},
        });
        let wanted = json!({
            "type": "object",
            "additionalProperties": false,
            "required": ["minimum", "themes"],
            "properties": {
                "minimum": {"type": "integer", "description": "maxLength"},
                "themes": {"type": "array", "items": {"$ref": "#/$defs/theme"}},
                "kind": {"anyOf": [{"type": "string"}, {"type": "null"}]},
                "level": {"enum": ["minimum", "maximum"]},
            },
            "$defs": {
                "theme": {"type": "object", "additionalProperties": false, "properties": {"text": {"type": "string"}}},
            },
        });
        assert_eq!(compilable(&schema), wanted);
    }
}
