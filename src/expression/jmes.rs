//! JMESPath: selects, as in the AWS CLI's `--query`.

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::sync::LazyLock;

use jmespath::ast::{Ast, Comparator};
use jmespath::functions::{ArgumentType, CustomFunction, Signature};
use jmespath::{Context as JmesContext, Rcvar, Runtime, Variable};
use serde_json::Value;

use super::Problem;
use crate::shapes::Type;

/// A compiled JMESPath expression.
#[derive(Clone)]
pub struct Query {
    pub source: String,
    compiled: jmespath::Expression<'static>,
}

impl std::fmt::Debug for Query {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.source)
    }
}

/// JMESPath has nothing that cuts a text, and some APIs give a path or a URL where an ARN or the next call wants a name.
static OURS: LazyLock<Runtime> = LazyLock::new(|| {
    let mut runtime = Runtime::new();
    runtime.register_builtin_functions();
    let signature = Signature::new(vec![ArgumentType::String, ArgumentType::String], None);
    let after_last = |args: &[Rcvar], _: &mut JmesContext<'_>| {
        let text = |at: usize| args.get(at).and_then(|a| a.as_string()).map(String::as_str).unwrap_or_default();
        let (text, separator) = (text(0), text(1));
        let found = text.rsplit_once(separator).map_or(text, |(_, behind)| behind);
        Ok(Rcvar::new(Variable::String(found.to_owned())))
    };
    runtime.register_function("after_last", Box::new(CustomFunction::new(signature, Box::new(after_last))));
    runtime
});

impl Query {
    pub fn compile(source: &str) -> Result<Self, Problem> {
        let compiled = jmespath::compile(source)
            .map_err(|e| Problem::new(e.offset, format!("not a JMESPath expression: {}", e.reason)))?;
        let query = Query { source: source.to_owned(), compiled };
        match query.is_plain() {
            true => Ok(query),
            false => Err(Problem::new(0, "after_last() stands in commands here, and the AWS CLI does not have it")),
        }
    }

    /// Whether the AWS CLI knows all its functions.
    pub fn is_plain(&self) -> bool {
        !self.source.contains("after_last(")
    }

    /// The same with a function of ours, `after_last(text, separator)`: for what only we evaluate. What is printed into
    /// commands must be plain JMESPath.
    pub fn compile_ours(source: &str) -> Result<Self, Problem> {
        let compiled = OURS
            .compile(source)
            .map_err(|e| Problem::new(e.offset, format!("not a JMESPath expression: {}", e.reason)))?;
        Ok(Query { source: source.to_owned(), compiled })
    }

    /// What selects all.
    pub fn identity() -> Self {
        let ast = Ast::Identity { offset: 0 };
        Query { source: "@".into(), compiled: jmespath::Expression::new("@", ast, &jmespath::DEFAULT_RUNTIME) }
    }

    /// Null where nothing is selected, and where a function is given what it does not take.
    pub fn search(&self, document: &Value) -> Value {
        self.select(document).into_owned()
    }

    /// The same, lent where it stands in the document as it is.
    pub fn select<'a>(&self, document: &'a Value) -> Cow<'a, Value> {
        select(self.compiled.as_ast(), document).unwrap_or_else(|| {
            let found = self.compiled.search(document).ok();
            Cow::Owned(found.and_then(|v| serde_json::to_value(&*v).ok()).unwrap_or(Value::Null))
        })
    }

    /// The type of what it selects out of a value of type `input`; names that are not there are problems.
    pub fn infer(&self, input: &Type) -> Result<Type, Problem> {
        infer(self.compiled.as_ast(), input)
    }

    /// The members of the input that it begins with: for dependencies between details.
    pub fn fields(&self) -> BTreeSet<String> {
        let mut out = BTreeSet::new();
        fields(self.compiled.as_ast(), &mut out);
        out
    }

    /// Whether pages can be searched one by one, the results joined: true for expressions that flatten a list of
    /// the answer's own.
    pub fn goes_by_page(&self) -> bool {
        distributes(self.compiled.as_ast())
    }
}

const NULL: &Value = &Value::Null;

/// Plain selections, which nearly all queries are, straight over the document: the library copies the whole of it
/// first. None: the library's.
fn select<'a>(ast: &Ast, at: &'a Value) -> Option<Cow<'a, Value>> {
    Some(match ast {
        Ast::Identity { .. } => Cow::Borrowed(at),
        Ast::Field { name, .. } => Cow::Borrowed(at.get(name).unwrap_or(NULL)),
        Ast::Subexpr { lhs, rhs, .. } => match select(lhs, at)? {
            Cow::Borrowed(inner) => select(rhs, inner)?,
            Cow::Owned(inner) => Cow::Owned(select(rhs, &inner)?.into_owned()),
        },
        Ast::Literal { value, .. } => Cow::Owned(serde_json::to_value(&**value).ok()?),
        Ast::MultiHash { .. } | Ast::MultiList { .. } if at.is_null() => Cow::Borrowed(NULL),
        Ast::MultiHash { elements, .. } => {
            let pair = |e: &jmespath::ast::KeyValuePair| Some((e.key.clone(), select(&e.value, at)?.into_owned()));
            Cow::Owned(Value::Object(elements.iter().map(pair).collect::<Option<_>>()?))
        }
        Ast::MultiList { elements, .. } => {
            Cow::Owned(Value::Array(elements.iter().map(|e| Some(select(e, at)?.into_owned())).collect::<Option<_>>()?))
        }
        Ast::Flatten { node, .. } => match select(node, at)? {
            Cow::Borrowed(Value::Array(items)) if items.iter().any(Value::is_array) => {
                Cow::Owned(Value::Array(items.iter().cloned().flat_map(flat).collect()))
            }
            Cow::Owned(Value::Array(items)) => Cow::Owned(Value::Array(items.into_iter().flat_map(flat).collect())),
            list if list.is_array() => list,
            _ => Cow::Borrowed(NULL),
        },
        Ast::Projection { lhs, rhs, .. } => {
            let list = select(lhs, at)?;
            match &*list {
                Value::Array(items) if matches!(**rhs, Ast::Identity { .. }) && !items.iter().any(Value::is_null) => {
                    list
                }
                Value::Array(items) => {
                    let found = items.iter().map(|i| Some(select(rhs, i)?.into_owned()));
                    let found: Vec<Value> = found.collect::<Option<_>>()?;
                    Cow::Owned(Value::Array(found.into_iter().filter(|v| !v.is_null()).collect()))
                }
                _ => Cow::Borrowed(NULL),
            }
        }
        Ast::Condition { predicate, then, .. } => match &*select(predicate, at)? {
            Value::Bool(true) => select(then, at)?,
            Value::Bool(false) => Cow::Borrowed(NULL),
            _ => return None,
        },
        Ast::Comparison { comparator: Comparator::Equal, lhs, rhs, .. } => {
            let (left, right) = (select(lhs, at)?, select(rhs, at)?);
            // Whether 1 is 1.0 the library knows.
            let plain = |v: &Value| matches!(v, Value::Null | Value::Bool(_) | Value::String(_));
            (plain(&left) || plain(&right)).then_some(())?;
            Cow::Owned(Value::Bool(left == right))
        }
        _ => return None,
    })
}

/// An element of a list that is flattened by one level.
fn flat(item: Value) -> Vec<Value> {
    match item {
        Value::Array(items) => items,
        other => vec![other],
    }
}

fn distributes(ast: &Ast) -> bool {
    match ast {
        Ast::Field { .. } => true,
        Ast::Flatten { node, .. } => distributes(node),
        Ast::Projection { lhs, rhs, .. } => distributes(lhs) && !matches!(**rhs, Ast::Index { .. }),
        Ast::Subexpr { lhs, rhs, .. } => {
            distributes(lhs) && !matches!(**rhs, Ast::Index { .. } | Ast::Slice { .. } | Ast::Function { .. })
        }
        _ => false,
    }
}

fn infer(ast: &Ast, input: &Type) -> Result<Type, Problem> {
    match ast {
        Ast::Identity { .. } => Ok(input.clone()),
        Ast::Field { name, offset } => match input {
            Type::List(_) => Err(Problem::new(*offset, format!("{} needs [] before {name}", input.word()))),
            _ => input.member(name).map_err(|m| Problem::new(*offset, m)),
        },
        Ast::Index { offset, .. } => input.element().map_err(|m| Problem::new(*offset, m)),
        Ast::Slice { .. } => Ok(input.clone()),
        Ast::Flatten { node, offset } => flatten(&infer(node, input)?, *offset),
        Ast::Subexpr { lhs, rhs, .. } => infer(rhs, &infer(lhs, input)?),
        Ast::Projection { lhs, rhs, offset } => {
            let list = infer(lhs, input)?;
            let element = list.element().map_err(|m| Problem::new(*offset, m))?;
            Ok(Type::list(infer(rhs, &element)?))
        }
        Ast::Condition { predicate, then, .. } => {
            infer(predicate, input)?;
            infer(then, input)
        }
        Ast::ObjectValues { node, .. } => match infer(node, input)? {
            Type::Map(value) => Ok(Type::List(value)),
            _ => Ok(Type::list(Type::Any)),
        },
        Ast::Comparison { lhs, rhs, .. } => {
            infer(lhs, input)?;
            infer(rhs, input)?;
            Ok(Type::Bool)
        }
        Ast::Not { node, .. } => infer(node, input).map(|_| Type::Bool),
        Ast::And { lhs, rhs, .. } | Ast::Or { lhs, rhs, .. } => {
            let (left, right) = (infer(lhs, input)?, infer(rhs, input)?);
            Ok(if std::mem::discriminant(&left) == std::mem::discriminant(&right) { left } else { Type::Any })
        }
        Ast::Literal { value, .. } => Ok(literal(value)),
        Ast::MultiList { elements, .. } => {
            let types: Vec<Type> = elements.iter().map(|e| infer(e, input)).collect::<Result<_, _>>()?;
            Ok(Type::list(types.into_iter().next().unwrap_or(Type::Any)))
        }
        Ast::MultiHash { elements, .. } => {
            let members = elements.iter().map(|pair| Ok((pair.key.clone(), infer(&pair.value, input)?)));
            Ok(Type::object(members.collect::<Result<Vec<_>, Problem>>()?))
        }
        Ast::Expref { ast, .. } => infer(ast, &Type::Any).map(|_| Type::Any),
        Ast::Function { name, offset, .. }
            if name != "after_last" && jmespath::DEFAULT_RUNTIME.get_function(name).is_none() =>
        {
            Err(Problem::new(*offset, format!("JMESPath has no function {name}")))
        }
        Ast::Function { name, args, .. } => function(name, args, input),
    }
}

fn flatten(list: &Type, offset: usize) -> Result<Type, Problem> {
    match list.element().map_err(|m| Problem::new(offset, m))? {
        Type::List(inner) => Ok(Type::List(inner)),
        element => Ok(Type::list(element)),
    }
}

fn function(name: &str, args: &[Ast], input: &Type) -> Result<Type, Problem> {
    let types: Vec<Type> = args.iter().map(|a| infer(a, input)).collect::<Result<_, _>>()?;
    Ok(match name {
        "length" | "abs" | "ceil" | "floor" | "sum" => Type::Int,
        "contains" | "starts_with" | "ends_with" => Type::Bool,
        "join" | "to_string" | "type" | "after_last" => Type::Text,
        "keys" => Type::list(Type::Text),
        "sort" | "sort_by" | "reverse" => types.into_iter().next().unwrap_or(Type::Any),
        "max_by" | "min_by" => types.first().and_then(|t| t.element().ok()).unwrap_or(Type::Any),
        _ => Type::Any,
    })
}

fn literal(value: &Variable) -> Type {
    match value {
        Variable::String(_) => Type::Text,
        Variable::Bool(_) => Type::Bool,
        Variable::Number(n) if n.is_f64() => Type::Double,
        Variable::Number(_) => Type::Int,
        Variable::Null => Type::Null,
        _ => Type::Any,
    }
}

/// Only what is read off the input itself: behind a selection, names belong to what was selected.
fn fields(ast: &Ast, out: &mut BTreeSet<String>) {
    match ast {
        Ast::Field { name, .. } => {
            out.insert(name.clone());
        }
        Ast::Flatten { node, .. } | Ast::Not { node, .. } | Ast::ObjectValues { node, .. } => fields(node, out),
        Ast::Subexpr { lhs, rhs, .. } | Ast::Projection { lhs, rhs, .. } => {
            fields(lhs, out);
            if matches!(**lhs, Ast::Identity { .. }) {
                fields(rhs, out);
            }
        }
        Ast::Comparison { lhs, rhs, .. } | Ast::And { lhs, rhs, .. } | Ast::Or { lhs, rhs, .. } => {
            fields(lhs, out);
            fields(rhs, out);
        }
        Ast::Condition { predicate, then, .. } => {
            fields(predicate, out);
            fields(then, out);
        }
        Ast::MultiList { elements, .. } | Ast::Function { args: elements, .. } => {
            elements.iter().for_each(|e| fields(e, out));
        }
        Ast::MultiHash { elements, .. } => elements.iter().for_each(|pair| fields(&pair.value, out)),
        Ast::Expref { .. } | Ast::Identity { .. } | Ast::Index { .. } | Ast::Literal { .. } | Ast::Slice { .. } => {}
    }
}

/// The inside of a JMESPath raw string.
pub fn raw_string(text: &str) -> String {
    text.replace('\'', "\\'")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::shapes::model;

    fn infer(source: &str) -> Result<Type, Problem> {
        let ec2 = model("ec2").unwrap();
        Query::compile(source).unwrap().infer(&ec2.output_type(ec2.operation("DescribeInstances").unwrap()))
    }

    #[test]
    fn types_follow_the_api() {
        assert_eq!(infer("Reservations[].Instances[]").unwrap().word(), "a list of a structure (Instance)");
        assert_eq!(infer("Reservations[].Instances[].InstanceId").unwrap().word(), "a list of text");
        let wrong = infer("Reservations[].Instance[]").unwrap_err();
        assert!(wrong.message.contains("did you mean Instances?"), "{}", wrong.message);
    }

    #[test]
    fn selections_are_the_librarys() {
        let document = serde_json::json!({
            "A": [{"B": 1, "C": null, "D": [{"E": "x"}, {"E": "y"}]}, {"B": 1.0}, {"D": [[1], 2, null]}, null, 3],
            "L": [[1, [2]], [], null, 3, {"B": 1}], "N": null, "T": "text", "O": {"P": {"Q": [1, null]}},
        });
        let mut direct = 0;
        for source in [
            "@",
            "A",
            "T.B",
            "O.P.Q",
            "O.P.Q[]",
            "A[].B",
            "A[*].B",
            "A[].D[].E",
            "A[*].D[*].E",
            "A[]",
            "A[*]",
            "L[]",
            "L[*]",
            "L[][]",
            "N[]",
            "T[]",
            "N[*].B",
            "A[*].{B: B, C: C}",
            "N.{B: B}",
            "O.{P: P.{Q: Q}, N: N}",
            "A[*].[B, C]",
            "N.[B]",
            "A[?B == `1`]",
            "A[?B == `1`].D",
            "A[?C == null]",
            "A[?D]",
            "L[] | [0]",
            "A[?B == '1'] | [0]",
            "T == 'text'",
            "length(A)",
            "'raw'",
            "`[1, 2]`",
            "sort(keys(O))",
        ] {
            let query = Query::compile(source).unwrap();
            let theirs = query.compiled.search(&document).unwrap();
            let theirs = serde_json::to_value(&*theirs).unwrap();
            direct += u32::from(select(query.compiled.as_ast(), &document).is_some());
            assert_eq!(query.search(&document), theirs, "{source}");
        }
        assert!(direct >= 25, "{direct}");
    }

    #[test]
    fn a_name_is_cut_out_of_a_path() {
        let found =
            |source: &str| Query::compile_ours(source).unwrap().search(&serde_json::json!({"P": "/a/b", "N": 1}));
        assert_eq!([found("after_last(P, '/')"), found("after_last(P, ':')")], ["b", "/a/b"]);
        assert!(found("after_last(N, '/')").is_null());
        assert!(Query::compile("after_last(P, '/')").is_err(), "the AWS CLI does not know it");
        let unknown = Query::compile_ours("after_lastx(P, '/')").unwrap().infer(&Type::Any);
        assert!(unknown.unwrap_err().message.contains("after_lastx"));
    }

    #[test]
    fn pages_can_be_taken_one_by_one_only_where_lists_are_flattened() {
        let by_page = |source: &str| Query::compile(source).unwrap().goes_by_page();
        assert!(by_page("Reservations[].Instances[]") && by_page("Volumes[]") && by_page("DetectorIds[].{D: @}"));
        assert!(!by_page("@") && !by_page("Volumes[0]") && !by_page("length(Volumes)"));
    }
}
