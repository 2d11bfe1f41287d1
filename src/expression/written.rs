//! An expression as somebody would write it, macros unexpanded: how a mutant is shown.

use cel::IdedExpr;
use cel::common::ast::{CallExpr, ComprehensionExpr, EntryExpr, Expr, LiteralValue, operators as op};

use super::parts::predicate;

/// The expression's text, with as few parentheses as its meaning needs.
pub fn written(expr: &IdedExpr) -> String {
    match &expr.expr {
        Expr::Ident(name) => name.clone(),
        Expr::Literal(value) => literal(value),
        Expr::Select(select) if select.test => format!("has({}.{})", written(&select.operand), select.field),
        Expr::Select(select) => format!("{}.{}", inner(&select.operand, 9), select.field),
        Expr::List(list) => format!("[{}]", joined(&list.elements)),
        Expr::Call(call) => written_call(call),
        Expr::Comprehension(comprehension) => macro_call(comprehension),
        Expr::Map(map) => {
            let pair = |e: &EntryExpr| match e {
                EntryExpr::MapEntry(entry) => format!("{}: {}", written(&entry.key), written(&entry.value)),
                EntryExpr::StructField(field) => format!("{}: {}", field.field, written(&field.value)),
            };
            format!("{{{}}}", map.entries.iter().map(|e| pair(&e.expr)).collect::<Vec<_>>().join(", "))
        }
        Expr::Struct(_) | Expr::Unspecified => "…".to_owned(),
    }
}

fn joined(list: &[IdedExpr]) -> String {
    list.iter().map(written).collect::<Vec<_>>().join(", ")
}

fn literal(value: &LiteralValue) -> String {
    match value {
        LiteralValue::Boolean(b) => b.inner().to_string(),
        LiteralValue::Int(i) => i.inner().to_string(),
        LiteralValue::UInt(u) => format!("{}u", u.inner()),
        LiteralValue::Double(d) => format!("{:?}", d.inner()),
        LiteralValue::String(s) => format!("{:?}", s.inner()),
        LiteralValue::Null => "null".to_owned(),
        LiteralValue::Bytes(_) => "b\"…\"".to_owned(),
    }
}

fn written_call(call: &CallExpr) -> String {
    let rank = rank(&call.func_name);
    match (call.func_name.as_str(), call.target.as_deref(), call.args.as_slice()) {
        (op::CONDITIONAL, _, [test, yes, no]) => {
            format!("{} ? {} : {}", inner(test, rank + 1), inner(yes, rank + 1), inner(no, rank))
        }
        (op::LOGICAL_NOT, _, [a]) => format!("!{}", inner(a, rank)),
        (op::NEGATE, _, [a]) => format!("-{}", inner(a, rank)),
        (op::INDEX, _, [a, b]) => format!("{}[{}]", inner(a, rank), written(b)),
        (name, _, [a, b]) if sign(name).is_some() => {
            format!("{} {} {}", inner(a, rank), sign(name).unwrap_or_default(), inner(b, rank + 1))
        }
        (name, Some(target), args) => format!("{}.{name}({})", inner(target, 9), joined(args)),
        (name, None, args) => format!("{name}({})", joined(args)),
    }
}

/// `list.exists(x, …)` and its like.
fn macro_call(c: &ComprehensionExpr) -> String {
    let (name, parts) = predicate(c);
    let range = inner(&c.iter_range, 9);
    format!("{range}.{name}({}, {})", c.iter_var, parts.into_iter().map(written).collect::<Vec<_>>().join(", "))
}

/// In parentheses where it binds less tightly than `least`.
fn inner(expr: &IdedExpr, least: u8) -> String {
    let own = if let Expr::Call(call) = &expr.expr { rank(&call.func_name) } else { 9 };
    if own < least { format!("({})", written(expr)) } else { written(expr) }
}

/// How tightly an operator binds; whatever is no operator binds tightest.
fn rank(name: &str) -> u8 {
    match name {
        op::CONDITIONAL => 1,
        op::LOGICAL_OR => 2,
        op::LOGICAL_AND => 3,
        op::EQUALS | op::NOT_EQUALS | op::LESS | op::LESS_EQUALS | op::GREATER | op::GREATER_EQUALS | op::IN => 4,
        op::ADD | op::SUBSTRACT => 5,
        op::MULTIPLY | op::DIVIDE | op::MODULO => 6,
        op::LOGICAL_NOT | op::NEGATE => 7,
        _ => 9,
    }
}

fn sign(name: &str) -> Option<&'static str> {
    Some(match name {
        op::LOGICAL_OR => "||",
        op::LOGICAL_AND => "&&",
        op::EQUALS => "==",
        op::NOT_EQUALS => "!=",
        op::LESS => "<",
        op::LESS_EQUALS => "<=",
        op::GREATER => ">",
        op::GREATER_EQUALS => ">=",
        op::IN => "in",
        op::ADD => "+",
        op::SUBSTRACT => "-",
        op::MULTIPLY => "*",
        op::DIVIDE => "/",
        op::MODULO => "%",
        _ => return None,
    })
}
