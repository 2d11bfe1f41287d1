//! What a value may be: the types that rules, kinds and parameters are checked against when they are loaded.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde_json::Value;

use super::{Kind, Model};

/// The type of a value that an expression meets. Every value of an API may be null besides.
#[derive(Clone)]
pub enum Type {
    /// Not known when rules are loaded (a decoded policy document).
    Any,
    Null,
    Bool,
    Int,
    Double,
    /// Times are text too, as the AWS CLI prints them.
    Text,
    List(Arc<Type>),
    /// Text to values of one type.
    Map(Arc<Type>),
    /// A structure of an API, by name, so that recursive shapes end.
    Shape(&'static Model, &'static str),
    /// Members that a kind or a multiselect puts together.
    Object(Arc<BTreeMap<String, Type>>),
}

impl std::fmt::Debug for Type {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.word())
    }
}

impl Type {
    /// The type of a shape of a model.
    pub fn of(model: &'static Model, shape: &str) -> Type {
        let Some((name, found)) = model.shape(shape) else { return Type::Any };
        match found.kind {
            Kind::Structure => Type::Shape(model, name),
            Kind::List => Type::List(Arc::new(inner(model, found.item.as_ref()))),
            Kind::Map => Type::Map(Arc::new(inner(model, found.value.as_ref()))),
            Kind::Boolean => Type::Bool,
            Kind::Integer | Kind::Long => Type::Int,
            Kind::Float | Kind::Double => Type::Double,
            Kind::String if found.json => Type::Any,
            Kind::String | Kind::Character | Kind::Timestamp | Kind::Blob => Type::Text,
        }
    }

    pub fn object(members: impl IntoIterator<Item = (String, Type)>) -> Type {
        Type::Object(Arc::new(members.into_iter().collect()))
    }

    pub fn list(item: Type) -> Type {
        Type::List(Arc::new(item))
    }

    /// In words, for error messages.
    pub fn word(&self) -> String {
        match self {
            Type::Any => "anything".into(),
            Type::Null => "null".into(),
            Type::Bool => "a boolean".into(),
            Type::Int => "an integer".into(),
            Type::Double => "a number".into(),
            Type::Text => "text".into(),
            Type::List(item) => format!("a list of {}", item.word()),
            Type::Map(value) => format!("a map to {}", value.word()),
            Type::Shape(_, name) => format!("a structure ({name})"),
            Type::Object(_) => "a structure".into(),
        }
    }

    /// The names that can be selected from it; None where any can.
    pub fn member_names(&self) -> Option<Vec<&str>> {
        match self {
            Type::Any | Type::Map(_) => None,
            Type::Shape(model, name) => Some(model.shape(name)?.1.members.keys().map(String::as_str).collect()),
            Type::Object(members) => Some(members.keys().map(String::as_str).collect()),
            _ => Some(Vec::new()),
        }
    }

    /// The type of a member, or what is wrong with selecting it.
    pub fn member(&self, member: &str) -> Result<Type, String> {
        let found = match self {
            Type::Any => Some(Type::Any),
            Type::Map(value) => Some((**value).clone()),
            Type::Shape(model, name) => {
                model.shape(name).and_then(|(_, shape)| shape.members.get(member)).map(|m| Type::of(model, &m.shape))
            }
            Type::Object(members) => members.get(member).cloned(),
            _ => return Err(format!("{} has no members, so no {member}", self.word())),
        };
        found.ok_or_else(|| {
            let names = self.member_names().unwrap_or_default();
            format!("no member {member} in {}{}", self.word(), did_you_mean(member, &names))
        })
    }

    /// The type of its elements: of a list, of a map's keys, of anything.
    pub fn element(&self) -> Result<Type, String> {
        match self {
            Type::Any => Ok(Type::Any),
            Type::List(item) => Ok((**item).clone()),
            Type::Map(_) => Ok(Type::Text),
            _ => Err(format!("{} is not a list", self.word())),
        }
    }

    /// Whether a JSON value can be of this type; what is wrong and where, if not.
    pub fn accepts(&self, value: &Value) -> Result<(), String> {
        match (self, value) {
            (Type::Any, _) | (_, Value::Null) => Ok(()),
            (Type::Bool, Value::Bool(_)) | (Type::Text, Value::String(_)) => Ok(()),
            (Type::Int, Value::Number(n)) if n.is_i64() || n.is_u64() => Ok(()),
            (Type::Double, Value::Number(_)) => Ok(()),
            (Type::List(item), Value::Array(values)) => values.iter().try_for_each(|v| item.accepts(v)),
            (Type::Map(item), Value::Object(values)) => values.values().try_for_each(|v| item.accepts(v)),
            (Type::Shape(..) | Type::Object(_), Value::Object(members)) => members
                .iter()
                .try_for_each(|(name, v)| self.member(name)?.accepts(v).map_err(|e| format!("{name}: {e}"))),
            _ => Err(format!("{value} is not {}", self.word())),
        }
    }
}

fn inner(model: &'static Model, member: Option<&super::Member>) -> Type {
    member.map_or(Type::Any, |m| Type::of(model, &m.shape))
}

/// `, did you mean X?` where one of the names is near, else nothing.
pub fn did_you_mean(wrong: &str, names: &[&str]) -> String {
    crate::model::nearest(wrong, names.iter().copied()).map_or(String::new(), |n| format!(", did you mean {n}?"))
}
