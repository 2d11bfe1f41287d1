//! A cost expression with its figures filled in: `0.08 × 100`.

use cel::common::ast::{Expr, operators as op};
use cel::{Context, IdedExpr, Value};

use super::text::spell;
use super::{Expression, to_json};

/// Shows how an arithmetic expression came to its value in this context.
pub fn fill(expression: &Expression, context: &Context) -> String {
    Filler { context }.show(expression.root())
}

struct Filler<'a, 'p, 'v> {
    context: &'a Context<'p, 'v>,
}

impl Filler<'_, '_, '_> {
    fn show(&self, expr: &IdedExpr) -> String {
        if let Expr::Call(call) = &expr.expr {
            if let (Some(sign), [a, b]) = (sign(&call.func_name), call.args.as_slice()) {
                let (left, right) = (self.operand(a, sign), self.operand(b, sign));
                return format!("{left} {sign} {right}");
            }
            match (call.func_name.as_str(), call.args.as_slice()) {
                (op::CONDITIONAL, [test, yes, no]) => {
                    let chosen = if self.value(test) == Value::Bool(true) { yes } else { no };
                    return self.show(chosen);
                }
                ("double" | "int", [inner]) => return self.show(inner),
                ("sum", [list]) => return self.terms(list),
                _ => {}
            }
        }
        spell(&to_json(&self.value(expr)))
    }

    /// A sum inside a product keeps its parentheses.
    fn operand(&self, expr: &IdedExpr, outer: &str) -> String {
        let inner = match &expr.expr {
            Expr::Call(call) => sign(&call.func_name),
            _ => None,
        };
        let shown = self.show(expr);
        let loose = matches!(inner, Some("+" | "−")) && outer != "+";
        if loose { format!("({shown})") } else { shown }
    }

    fn value(&self, expr: &IdedExpr) -> Value {
        self.context.resolve(expr).unwrap_or(Value::Null)
    }

    /// A sum over a list, term by term.
    fn terms(&self, list: &IdedExpr) -> String {
        match to_json(&self.value(list)) {
            serde_json::Value::Array(terms) => terms.iter().map(spell).collect::<Vec<_>>().join(" + "),
            other => spell(&other),
        }
    }
}

fn sign(name: &str) -> Option<&'static str> {
    match name {
        op::ADD => Some("+"),
        op::SUBSTRACT => Some("−"),
        op::MULTIPLY => Some("×"),
        op::DIVIDE => Some("÷"),
        _ => None,
    }
}
