//! Parameters of a call, written as JMESPath over what is known when it is made.

use std::collections::BTreeSet;

use serde_json::{Map, Value};

use super::faults::Reporter;
use crate::aws::operations::Read;
use crate::expression::Query;
use crate::shapes::{self, Type, did_you_mean};
use serde_saphyr::Spanned;

/// A tree of parameters whose texts are expressions.
#[derive(Clone, Debug)]
pub enum Arguments {
    Query(Query),
    Literal(Value),
    List(Vec<Arguments>),
    Map(Vec<(String, Arguments)>),
}

impl Default for Arguments {
    fn default() -> Self {
        Arguments::Map(Vec::new())
    }
}

impl Arguments {
    /// Checks parameters as written against the operation's input and against what the expressions may name.
    pub fn check(written: Option<&Spanned<Value>>, read: &'static Read, over: &Type, reporter: &mut Reporter) -> Self {
        let Some(written) = written else { return Arguments::default() };
        let model = shapes::model(read.service);
        let input = model.and_then(|m| m.operation(read.asks()).map(|o| m.input_type(o))).unwrap_or(Type::Any);
        if let Some(names) = written.value.as_object().map(Map::keys) {
            for name in names.filter(|n| !read.takes.contains(&n.as_str())) {
                let hint = did_you_mean(name, read.takes);
                reporter.at(written.referenced, format!("{} is not sent with {name}{hint}", read.name()));
            }
        }
        match tree(&written.value, &input, over) {
            Ok(tree) => tree,
            Err(message) => {
                reporter.at(written.referenced, format!("parameters of {}: {message}", read.name()));
                Arguments::default()
            }
        }
    }

    /// The parameters for one call.
    pub fn evaluate(&self, over: &Value) -> Value {
        match self {
            Arguments::Query(query) => query.search(over),
            Arguments::Literal(value) => value.clone(),
            Arguments::List(items) => Value::Array(items.iter().map(|i| i.evaluate(over)).collect()),
            Arguments::Map(members) => members.iter().map(|(n, a)| (n.clone(), a.evaluate(over))).collect(),
        }
    }

    /// Names a date, counted in days back.
    pub fn dated(&self) -> bool {
        self.fields().contains("days_ago")
    }

    /// What the expressions begin with.
    pub fn fields(&self) -> BTreeSet<String> {
        match self {
            Arguments::Query(query) => query.fields(),
            Arguments::Literal(_) => BTreeSet::new(),
            Arguments::List(items) => items.iter().flat_map(Arguments::fields).collect(),
            Arguments::Map(members) => members.iter().flat_map(|(_, a)| a.fields()).collect(),
        }
    }
}

fn tree(written: &Value, wanted: &Type, over: &Type) -> Result<Arguments, String> {
    Ok(match written {
        Value::String(source) => {
            let query = Query::compile_ours(source).map_err(|p| format!("{source}: {}", p.message))?;
            let found = query.infer(over).map_err(|p| format!("{source}: {}", p.message))?;
            if !fits(&found, wanted) {
                return Err(format!("{source} gives {}, and {} is needed", found.word(), wanted.word()));
            }
            Arguments::Query(query)
        }
        Value::Array(items) => {
            let element = wanted.element()?;
            Arguments::List(items.iter().map(|i| tree(i, &element, over)).collect::<Result<_, _>>()?)
        }
        Value::Object(members) => {
            let one = |(name, value): (&String, &Value)| Ok((name.clone(), tree(value, &wanted.member(name)?, over)?));
            Arguments::Map(members.iter().map(one).collect::<Result<_, String>>()?)
        }
        literal => {
            wanted.accepts(literal)?;
            Arguments::Literal(literal.clone())
        }
    })
}

fn fits(found: &Type, wanted: &Type) -> bool {
    let known = !matches!(found, Type::Any) && !matches!(wanted, Type::Any);
    !known || std::mem::discriminant(found) == std::mem::discriminant(wanted)
}
