//! The two expression languages of rule files: CEL decides and words, JMESPath selects.
//!
//! An expression is compiled once, checked against the types of what it names, and remembers which members it uses,
//! so that only those are read, converted and shown as evidence.

mod check;
mod functions;
mod jmes;
mod mutate;
mod parts;
mod paths;
mod policies;
mod prices;
mod report;
mod spend;
mod text;
mod unparse;
mod value;
mod written;

use std::collections::BTreeMap;

use cel::{IdedExpr, Program};

use crate::shapes::Type;

pub use check::TypeEnv;
pub use functions::{Clock, root_context};
pub use jmes::{Query, raw_string};
pub use mutate::Mutant;
pub use paths::Paths;
pub use prices::{Agreement, Listed, Price, PriceKey, Prices};
pub use text::Template;
pub use unparse::fill;
pub use value::{Member, to_cel, to_json};

/// Something wrong in an expression, at a byte offset of its source.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    pub offset: usize,
    pub message: String,
}

impl Problem {
    pub fn new(offset: usize, message: impl Into<String>) -> Self {
        Problem { offset, message: message.into() }
    }
}

/// A checked CEL expression.
#[derive(Debug)]
pub struct Expression {
    pub source: String,
    pub result: Type,
    /// What it uses of each variable.
    pub uses: BTreeMap<String, Paths>,
    root: IdedExpr,
}

impl Expression {
    /// Parses and checks; all problems at once.
    pub fn compile(source: &str, env: &TypeEnv) -> Result<Self, Vec<Problem>> {
        let program = Program::compile(source).map_err(|errors| parse_problems(source, &errors))?;
        let (result, uses) = check::check(&program, env)?;
        Ok(Expression { source: source.to_owned(), result, uses, root: program.expression().clone() })
    }

    /// The same, for a place that needs a type: anything of unknown type is let through.
    pub fn compile_as(source: &str, env: &TypeEnv, wanted: &Type) -> Result<Self, Vec<Problem>> {
        let compiled = Self::compile(source, env)?;
        if check::fits(&compiled.result, wanted) {
            return Ok(compiled);
        }
        let message = format!("this gives {}, and {} is needed here", compiled.result.word(), wanted.word());
        Err(vec![Problem::new(0, message)])
    }

    pub fn evaluate(&self, context: &cel::Context) -> Result<cel::Value, String> {
        context.resolve(&self.root).map_err(|e| e.to_string())
    }

    fn root(&self) -> &IdedExpr {
        &self.root
    }
}

fn parse_problems(source: &str, errors: &cel::ParseErrors) -> Vec<Problem> {
    errors
        .errors
        .iter()
        .map(|e| {
            let line = usize::try_from(e.pos.0).unwrap_or(1).max(1) - 1;
            let column = usize::try_from(e.pos.1).unwrap_or(1).max(1) - 1;
            let before: usize = source.split_inclusive('\n').take(line).map(str::len).sum();
            Problem::new(before + column, format!("not a CEL expression: {}", e.msg.trim()))
        })
        .collect()
}
