//! A cost expression with its figures filled in: `0.08 × 100 = …`, and the date of the prices in it.

use cel::common::ast::{CallExpr, Expr, operators as op};
use cel::{Context, IdedExpr, Value};

use super::text::spell;
use super::{Expression, Prices, to_json};

/// An arithmetic expression shown with the values that it was computed from.
#[derive(Debug, PartialEq, Eq)]
pub struct Filled {
    pub formula: String,
    /// The newest date among the prices used, `YYYY-MM-DD`; None where it uses none.
    pub price_date: Option<String>,
}

/// Shows how an expression came to its value in this context.
pub fn fill(expression: &Expression, context: &Context, prices: &Prices) -> Filled {
    let mut filler = Filler { context, prices, date: None };
    let formula = filler.show(expression.root());
    Filled { formula, price_date: filler.date }
}

struct Filler<'a, 'p, 'v> {
    context: &'a Context<'p, 'v>,
    prices: &'a Prices,
    date: Option<String>,
}

impl Filler<'_, '_, '_> {
    fn show(&mut self, expr: &IdedExpr) -> String {
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
                ("price", _) => self.note_date(call),
                _ => {}
            }
        }
        spell(&to_json(&self.value(expr)))
    }

    /// A sum inside a product keeps its parentheses.
    fn operand(&mut self, expr: &IdedExpr, outer: &str) -> String {
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
    fn terms(&mut self, list: &IdedExpr) -> String {
        self.note_dates_within(list);
        match to_json(&self.value(list)) {
            serde_json::Value::Array(terms) => terms.iter().map(spell).collect::<Vec<_>>().join(" + "),
            other => spell(&other),
        }
    }

    /// Prices inside a macro depend on its variable, so the newest date of the item stands for all of them.
    fn note_dates_within(&mut self, expr: &IdedExpr) {
        match &expr.expr {
            Expr::Call(call) => {
                if let ("price", Some(item)) = (call.func_name.as_str(), call.args.first()) {
                    let item = spell(&to_json(&self.value(item)));
                    self.date = self.date.take().max(self.prices.newest(&item).map(str::to_owned));
                }
                call.target.iter().for_each(|t| self.note_dates_within(t));
                call.args.iter().for_each(|a| self.note_dates_within(a));
            }
            Expr::Comprehension(c) => {
                [&c.iter_range, &c.accu_init, &c.loop_step, &c.result]
                    .into_iter()
                    .for_each(|e| self.note_dates_within(e));
            }
            Expr::Select(select) => self.note_dates_within(&select.operand),
            Expr::List(list) => list.elements.iter().for_each(|e| self.note_dates_within(e)),
            _ => {}
        }
    }

    fn note_date(&mut self, call: &CallExpr) {
        let args: Vec<String> = call.args.iter().map(|a| spell(&to_json(&self.value(a)))).collect();
        let found = match args.as_slice() {
            [item, region] => self.prices.find(item, "*", region),
            [item, variant, region] => self.prices.find(item, variant, region),
            _ => None,
        };
        self.date = self.date.take().max(found.map(|p| p.date.clone()));
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
