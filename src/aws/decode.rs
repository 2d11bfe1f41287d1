//! From an answer as received to the document that the AWS CLI (version 2) prints for it.
//!
//! The codecs of the SDK's own runtime crates read the body under the shapes of botocore's models. What the AWS CLI
//! does besides is done here: times in ISO 8601 with offset, blobs in base64, IAM's policy documents decoded, the
//! pages of a paginated operation merged, tokens left out.

use std::sync::LazyLock;

use aws_smithy_cbor::codec::CborCodec;
use aws_smithy_json::codec::{JsonCodec, JsonCodecSettings};
use aws_smithy_schema::Schema;
use aws_smithy_schema::codec::Codec;
use aws_smithy_schema::serde::{SerdeError, ShapeDeserializer};
use aws_smithy_types::date_time::Format;
use aws_smithy_xml::codec::{XmlCodec, find_depth2_element_slice_by};
use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use chrono::{DateTime, SecondsFormat, Utc};
use serde_json::{Map, Value};

use super::operations::{Pager, Read};
use super::wire::Received;
use crate::shapes::{self, Kind, Member, Model, Node, Operation, Pages};

static XML: LazyLock<XmlCodec> = LazyLock::new(XmlCodec::default);
static CBOR: LazyLock<CborCodec> = LazyLock::new(CborCodec::default);
static JSON: LazyLock<JsonCodec> = LazyLock::new(|| {
    let settings = JsonCodecSettings::builder().use_json_name(true).default_timestamp_format(Format::EpochSeconds);
    JsonCodec::new(settings.build())
});

/// The document of one page; the error says in words why the answer is none.
pub fn decode(read: &Read, received: &Received) -> Result<Value, String> {
    let model = shapes::model(read.service).ok_or("no model")?;
    let operation = model.operation(read.operation).ok_or("no such operation")?;
    let Some(shape) = operation.output.as_deref() else { return Ok(Value::Object(Map::new())) };
    let node = model.node(shape).ok_or("no output shape")?;
    let mut document = body(model, operation, node, &received.body)?;
    for (name, member) in node.members.iter().filter(|(_, m)| m.place.as_deref() == Some("header")) {
        let wire = member.wire.as_deref().unwrap_or(name).to_lowercase();
        if let Some((_, value)) = received.headers.iter().find(|(k, _)| *k == wire) {
            document.insert((*name).to_owned(), Value::String(value.clone()));
        }
    }
    Ok(Value::Object(page(read, operation, document)))
}

fn body(
    model: &'static Model,
    op: &'static Operation,
    node: &'static Node,
    bytes: &[u8],
) -> Result<Map<String, Value>, String> {
    let fault = |e: SerdeError| format!("the answer does not decode: {e}");
    if bytes.is_empty() {
        return Ok(Map::new());
    }
    if let Some(payload) = &op.payload {
        return payload_body(model, node, payload, bytes).map_err(fault);
    }
    let decoded = match model.protocol.as_str() {
        "query" => {
            let wrapper = op.wrapper.as_deref().unwrap_or_default();
            let inner = find_depth2_element_slice_by(bytes, |name| name == wrapper);
            // An operation without results answers without its wrapper.
            inner.map_or_else(|| Ok(Map::new()), |xml| structure(model, node, &mut XML.create_deserializer(xml)))
        }
        "ec2" | "rest-xml" => structure(model, node, &mut XML.create_deserializer(bytes)),
        "rpc-v2-cbor" => structure(model, node, &mut CBOR.create_deserializer(bytes)),
        _ => structure(model, node, &mut JSON.create_deserializer(bytes)),
    };
    let mut decoded = decoded.map_err(fault)?;
    if node.schema.xml_unwrapped_output() {
        // us-east-1 is an empty element, which the AWS CLI prints as null.
        decoded.values_mut().filter(|v| v.as_str() == Some("")).for_each(|v| *v = Value::Null);
    }
    Ok(decoded)
}

/// The whole body is one member.
fn payload_body(
    model: &'static Model,
    node: &'static Node,
    payload: &str,
    bytes: &[u8],
) -> Result<Map<String, Value>, SerdeError> {
    let Some((name, member)) = node.members.iter().find(|(n, _)| *n == payload) else { return Ok(Map::new()) };
    let target = target(model, member)?;
    let value = match (target.kind, model.protocol.as_str()) {
        (Kind::Structure, "rest-xml") => Value::Object(structure(model, target, &mut XML.create_deserializer(bytes))?),
        (Kind::Structure, _) => Value::Object(structure(model, target, &mut JSON.create_deserializer(bytes))?),
        _ => Value::String(String::from_utf8_lossy(bytes).into_owned()),
    };
    Ok(Map::from_iter([((*name).to_owned(), value)]))
}

fn target(model: &'static Model, member: &Member) -> Result<&'static Node, SerdeError> {
    model.node(&member.shape).ok_or_else(|| SerdeError::custom(format!("no shape {}", member.shape)))
}

fn structure(
    model: &'static Model,
    node: &'static Node,
    deser: &mut dyn ShapeDeserializer,
) -> Result<Map<String, Value>, SerdeError> {
    let mut out = Map::new();
    deser.read_struct(&node.schema, &mut |schema, inner| {
        let name = schema.member_name().unwrap_or_default();
        if let Some((name, member)) = node.members.iter().find(|(n, _)| *n == name) {
            let read = value(model, target(model, member)?, schema, inner)?;
            if !read.is_null() {
                out.insert((*name).to_owned(), read);
            }
        }
        Ok(())
    })?;
    Ok(out)
}

/// A value of any shape. `schema` is the place that it stands in, which says whether a list is flattened and how a
/// time is spelt.
fn value(
    model: &'static Model,
    node: &'static Node,
    schema: &Schema<'_>,
    d: &mut dyn ShapeDeserializer,
) -> Result<Value, SerdeError> {
    if d.is_null() {
        d.read_null()?;
        return Ok(Value::Null);
    }
    Ok(match node.kind {
        Kind::Structure => Value::Object(structure(model, node, d)?),
        Kind::List => list(model, node, if schema.xml_flattened() { schema } else { &node.schema }, d)?,
        Kind::Map => map(model, node, d)?,
        Kind::Boolean => Value::Bool(d.read_boolean(schema)?),
        Kind::Integer | Kind::Long => Value::from(d.read_long(schema)?),
        Kind::Float | Kind::Double => Value::from(d.read_double(schema)?),
        Kind::Timestamp => Value::String(iso(&d.read_timestamp(schema)?)?),
        Kind::Blob => Value::String(BASE64_STANDARD.encode(d.read_blob(schema)?)),
        Kind::String | Kind::Character => text(d.read_string(schema)?, node.json),
    })
}

fn list(
    model: &'static Model,
    node: &'static Node,
    schema: &Schema<'_>,
    d: &mut dyn ShapeDeserializer,
) -> Result<Value, SerdeError> {
    let Some(item) = node.item else { return Ok(Value::Array(Vec::new())) };
    let inner = target(model, item)?;
    let place = node.schema.member().unwrap_or(&inner.schema);
    let mut out = Vec::new();
    d.read_list(schema, &mut |d| {
        out.push(value(model, inner, place, d)?);
        Ok(())
    })?;
    Ok(Value::Array(out))
}

fn map(model: &'static Model, node: &'static Node, d: &mut dyn ShapeDeserializer) -> Result<Value, SerdeError> {
    let Some(member) = node.value else { return Ok(Value::Object(Map::new())) };
    let inner = target(model, member)?;
    let place = node.schema.member().unwrap_or(&inner.schema);
    let mut out = Map::new();
    d.read_map(&node.schema, &mut |key, d| {
        out.insert(key, value(model, inner, place, d)?);
        Ok(())
    })?;
    Ok(Value::Object(out))
}

/// IAM's policy documents come URL-encoded and are printed as what they say.
fn text(text: String, json: bool) -> Value {
    if !json {
        return Value::String(text);
    }
    let decoded = percent_encoding::percent_decode_str(&text).decode_utf8_lossy().into_owned();
    serde_json::from_str(&decoded).unwrap_or(Value::String(text))
}

/// As Python's `isoformat()`: no fraction where it is zero, else six digits.
fn iso(time: &aws_smithy_types::DateTime) -> Result<String, SerdeError> {
    let micros = (time.as_nanos() + 500).div_euclid(1000);
    let micros = i64::try_from(micros).map_err(|_| SerdeError::custom("a time out of range"))?;
    let time: DateTime<Utc> =
        DateTime::from_timestamp_micros(micros).ok_or_else(|| SerdeError::custom("a time out of range"))?;
    let whole = micros.rem_euclid(1_000_000) == 0;
    Ok(time.to_rfc3339_opts(if whole { SecondsFormat::Secs } else { SecondsFormat::Micros }, false))
}

/// How answers call the token of the next page.
const TOKENS: &[&str] = &[
    "NextToken",
    "nextToken",
    "NextMarker",
    "nextMarker",
    "Marker",
    "position",
    "NextPageToken",
    "ContinuationToken",
    "NextContinuationToken",
];

/// Of a paginated operation the AWS CLI prints only what it merges, `List` or `List.Items`. What pages though botocore's
/// table of paginated operations does not know it is kept whole, but for the token.
fn page(read: &Read, operation: &Operation, mut document: Map<String, Value>) -> Map<String, Value> {
    let Some(Pages { result, keep }) = &operation.pages else {
        let paged = matches!(read.pager, Pager::Pages(_));
        document.retain(|name, _| name != "NextPageToken" && !(paged && TOKENS.contains(&name.as_str())));
        return document;
    };
    let inner =
        |name: &str| result.iter().filter_map(|r| r.split_once('.')).filter(|r| r.0 == name).map(|r| r.1).collect();
    document.retain(|name, value| {
        let inner: Vec<&str> = inner(name);
        if !inner.is_empty() && !keep.contains(name) {
            value.as_object_mut().into_iter().for_each(|members| members.retain(|n, _| inner.contains(&n.as_str())));
            return value.as_object().is_some_and(|members| !members.is_empty());
        }
        !inner.is_empty() || result.contains(name) || keep.contains(name)
    });
    // Of the members that are kept from the first page it prints even those that are not there.
    for name in keep {
        document.entry(name.as_str()).or_insert(Value::Null);
    }
    document
}

/// All pages as one document, as the AWS CLI merges them: lists are joined, also those one level down (`List.Items`),
/// everything else is the first page's.
pub fn merge(pages: impl IntoIterator<Item = Value>) -> Value {
    let mut merged = Map::new();
    for page in pages {
        let Value::Object(page) = page else { continue };
        for (name, value) in page {
            match (merged.get_mut(&name), value) {
                (Some(Value::Array(all)), Value::Array(more)) => all.extend(more),
                (Some(Value::Object(all)), Value::Object(more)) => join_lists(all, more),
                (Some(_), _) => {}
                (None, value) => {
                    merged.insert(name, value);
                }
            }
        }
    }
    Value::Object(merged)
}

fn join_lists(all: &mut Map<String, Value>, more: Map<String, Value>) {
    for (name, value) in more {
        match (all.get_mut(&name), value) {
            (Some(Value::Array(list)), Value::Array(items)) => list.extend(items),
            (None, value @ Value::Array(_)) => {
                all.insert(name, value);
            }
            _ => {}
        }
    }
}

/// A token in the answer to a request that was sent as a single one: there is more, and nobody asks for it.
pub fn truncated(read: &Read, document: &Value) -> bool {
    let single = matches!(read.pager, Pager::Single(_));
    single && TOKENS.iter().any(|t| document.get(t).is_some_and(|v| v.as_str().is_some_and(|s| !s.is_empty())))
}

/// What stands in place of a secret.
const MASK: &str = "(masked)";

/// Replaces every value at the given paths: names joined by dots, `[]` for every element, `*` for every value.
pub fn mask(document: &mut Value, paths: &[&str]) {
    for path in paths {
        let steps: Vec<&str> = path.split('.').collect();
        mask_at(document, &steps);
    }
}

fn mask_at(value: &mut Value, steps: &[&str]) {
    let Some((step, rest)) = steps.split_first() else {
        *value = Value::String(MASK.into());
        return;
    };
    let Value::Object(members) = value else { return };
    if *step == "*" {
        members.values_mut().for_each(|v| mask_at(v, rest));
    } else if let Some(name) = step.strip_suffix("[]") {
        let items = members.get_mut(name).and_then(Value::as_array_mut);
        items.into_iter().flatten().for_each(|v| mask_at(v, rest));
    } else if let Some(member) = members.get_mut(*step) {
        mask_at(member, rest);
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn times_as_python_prints_them() {
        let iso = |t: &str| iso(&aws_smithy_types::DateTime::from_str(t, Format::DateTime).unwrap()).unwrap();
        assert_eq!(iso("2020-01-01T00:00:00.000Z"), "2020-01-01T00:00:00+00:00");
        assert_eq!(iso("2020-01-01T00:00:00.120Z"), "2020-01-01T00:00:00.120000+00:00");
    }

    #[test]
    fn secrets_are_masked_and_their_names_kept() {
        let mut document = json!({"Functions": [{"Environment": {"Variables": {"TOKEN": "hunter2"}}}, {}]});
        mask(&mut document, &["Functions[].Environment.Variables.*"]);
        assert_eq!(document, json!({"Functions": [{"Environment": {"Variables": {"TOKEN": "(masked)"}}}, {}]}));
    }

    #[test]
    fn pages_join_their_lists() {
        let pages = [json!({"A": [1], "B": 1}), json!({"A": [2], "B": 2})];
        assert_eq!(merge(pages), json!({"A": [1, 2], "B": 1}));
        let pages = [json!({"L": {"Items": [1], "Max": 1}}), json!({"L": {"Items": [2], "Max": 2}})];
        assert_eq!(merge(pages), json!({"L": {"Items": [1, 2], "Max": 1}}));
    }
}
