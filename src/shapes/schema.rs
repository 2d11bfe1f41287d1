//! Shapes as the SDK's codecs want them: one `Schema` for each use of a shape, made when it is first met.
//!
//! The codecs look only one level down from the schema they are given, so a structure's schema names its members
//! but not what is in them; that keeps recursive shapes (Cost Explorer's `Expression`) finite.

use std::collections::HashMap;
use std::sync::Mutex;

use aws_smithy_schema::traits::TimestampFormat;
use aws_smithy_schema::{Schema, ShapeId, ShapeType};

use super::{Kind, Member, Model, Shape};

/// A shape ready to be decoded.
pub struct Node {
    pub kind: Kind,
    /// For structures: with its members; for maps: with the wire names of key and value.
    pub schema: Schema<'static>,
    /// Structure members by name, sorted: (name, shape, is it in the body).
    pub members: Vec<(&'static str, &'static Member)>,
    pub item: Option<&'static Member>,
    pub value: Option<&'static Member>,
    pub json: bool,
}

/// Nodes by shape name; they live as long as the program, one for each shape that was met.
#[derive(Default)]
pub struct Cache(Mutex<HashMap<&'static str, &'static Node>>);

impl std::fmt::Debug for Cache {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Cache")
    }
}

impl Model {
    /// The node of a shape; None for a name that the model does not have.
    pub fn node(&'static self, shape: &str) -> Option<&'static Node> {
        let (name, found) = self.shape(shape)?;
        let mut cache = self.schemas.0.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        Some(cache.entry(name).or_insert_with(|| Box::leak(Box::new(make(self, name, found)))))
    }
}

fn make(model: &'static Model, name: &'static str, shape: &'static Shape) -> Node {
    let members: Vec<_> = shape.members.iter().map(|(n, m)| (n.as_str(), m)).collect();
    let schema = match shape.kind {
        Kind::Structure => structure(model, name, &members, shape.bare),
        Kind::Map => map(model, name, shape),
        Kind::List => list(model, name, shape),
        kind => Schema::new(id(name), smithy(kind)),
    };
    Node { kind: shape.kind, schema, members, item: shape.item.as_ref(), value: shape.value.as_ref(), json: shape.json }
}

fn structure(
    model: &'static Model,
    name: &'static str,
    members: &[(&'static str, &'static Member)],
    bare: bool,
) -> Schema<'static> {
    let body = members.iter().filter(|(_, m)| m.place.is_none());
    let schemas: Vec<&'static Schema<'static>> =
        body.enumerate().map(|(i, (n, m))| leak(member(model, name, n, m, i))).collect();
    let schema = Schema::new_struct(id(name), ShapeType::Structure, Box::leak(schemas.into_boxed_slice()));
    if bare { schema.with_xml_unwrapped_output() } else { schema }
}

fn list(model: &'static Model, name: &'static str, shape: &'static Shape) -> Schema<'static> {
    match &shape.item {
        Some(item) => Schema::new_list(id(name), leak(member(model, name, "member", item, 0))),
        None => Schema::new(id(name), ShapeType::List),
    }
}

fn map(model: &'static Model, name: &'static str, shape: &'static Shape) -> Schema<'static> {
    match (&shape.key, &shape.value) {
        (Some(key), Some(value)) => Schema::new_map(
            id(name),
            leak(member(model, name, "key", key, 0)),
            leak(member(model, name, "value", value, 1)),
        ),
        _ => Schema::new(id(name), ShapeType::Map),
    }
}

/// A member as the codecs look it up: by its wire name, flattened or not, with its timestamp format.
fn member(
    model: &'static Model,
    owner: &'static str,
    name: &'static str,
    m: &'static Member,
    index: usize,
) -> Schema<'static> {
    let target = model.shape(&m.shape).map(|(_, shape)| shape);
    let kind = target.map_or(ShapeType::Document, |s| smithy(s.kind));
    let mut schema = Schema::new_member(id(owner), kind, name, index);
    let flat = m.flat || target.is_some_and(|s| s.flat);
    if let Some(wire) = wire_name(m, target, flat) {
        schema = schema.with_xml_name(wire).with_json_name(wire);
    }
    if flat {
        schema = schema.with_xml_flattened();
    }
    if m.attr {
        schema = schema.with_xml_attribute();
    }
    match m.time.as_deref().or(target.and_then(|s| s.time.as_deref())) {
        Some("iso8601") => schema.with_timestamp_format(TimestampFormat::DateTime),
        Some("unixTimestamp") => schema.with_timestamp_format(TimestampFormat::EpochSeconds),
        Some("rfc822") => schema.with_timestamp_format(TimestampFormat::HttpDate),
        _ => schema,
    }
}

/// A flattened list's elements carry the item's own name, where it has one.
fn wire_name(m: &'static Member, target: Option<&'static Shape>, flat: bool) -> Option<&'static str> {
    let item = target.filter(|s| flat && s.kind == Kind::List).and_then(|s| s.item.as_ref());
    item.and_then(|i| i.wire.as_deref()).or(m.wire.as_deref())
}

fn id(name: &'static str) -> ShapeId<'static> {
    ShapeId::from_parts(name, "aws", name)
}

fn leak(schema: Schema<'static>) -> &'static Schema<'static> {
    Box::leak(Box::new(schema))
}

fn smithy(kind: Kind) -> ShapeType {
    match kind {
        Kind::Structure => ShapeType::Structure,
        Kind::List => ShapeType::List,
        Kind::Map => ShapeType::Map,
        Kind::String | Kind::Character => ShapeType::String,
        Kind::Boolean => ShapeType::Boolean,
        Kind::Integer => ShapeType::Integer,
        Kind::Long => ShapeType::Long,
        Kind::Float => ShapeType::Float,
        Kind::Double => ShapeType::Double,
        Kind::Timestamp => ShapeType::Timestamp,
        Kind::Blob => ShapeType::Blob,
    }
}
