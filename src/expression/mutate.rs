//! Small mistakes put into an expression, one at a time. A rule whose examples all hold in spite of one does not show
//! what it is meant to find.
//!
//! Left out are those that no example can tell, or that another of them tells already:
//! - a comparison with its edge moved (`<` to `<=`): over integers it is the threshold moved by one, and over times and
//!   amounts it differs at one instant only;
//! - `!` taken from a comparison or a test: it is the same as the comparison flipped, or the test negated;
//! - `&&` between two `!= null` made `||`: it guards against answers that lack one of two members, and whether AWS gives
//!   one without the other is AWS's affair;
//! - a factor (`/ 86400000.0`) moved by one: it is doubled and halved instead.

use cel::IdedExpr;
use cel::common::ast::{CallExpr, Expr, LiteralValue, operators as op};
use serde_json::{Map, Value};

use super::Expression;
use super::parts::children_mut;
use super::written::written;

/// An expression with one mistake in it.
#[derive(Debug)]
pub struct Mutant {
    /// The part that was changed, and what it became.
    pub before: String,
    pub after: String,
    pub expression: Expression,
}

/// Where a part stands, as far as it matters to what can be wrong with it.
#[derive(Clone, Copy, Default)]
struct Place {
    boolean: bool,
    factor: bool,
}

impl Expression {
    /// All mutants, in the order of the text. `params` are the rule's thresholds, which say what is a number.
    pub fn mutants(&self, params: &Map<String, Value>) -> Vec<Mutant> {
        let mut found = Vec::new();
        let place = Place { boolean: true, ..Place::default() };
        visit(&mut self.root.clone(), place, params, &mut 0, &mut found);
        found.into_iter().filter_map(|(at, wrong)| self.with(at, wrong)).collect()
    }

    /// The expression with its `at`th part replaced.
    fn with(&self, at: usize, wrong: Expr) -> Option<Mutant> {
        let mut root = self.root.clone();
        let part = nth(&mut root, &mut { at })?;
        let before = written(part);
        part.expr = wrong;
        let after = written(part);
        let source = written(&root);
        let expression = Expression { source, result: self.result.clone(), uses: self.uses.clone(), root };
        Some(Mutant { before, after, expression })
    }
}

fn nth<'a>(expr: &'a mut IdedExpr, left: &mut usize) -> Option<&'a mut IdedExpr> {
    if *left == 0 {
        return Some(expr);
    }
    *left -= 1;
    children_mut(expr).into_iter().find_map(|child| nth(child, left))
}

/// Goes through the parts in the order that `nth` counts them.
fn visit(
    expr: &mut IdedExpr,
    place: Place,
    params: &Map<String, Value>,
    count: &mut usize,
    found: &mut Vec<(usize, Expr)>,
) {
    let at = *count;
    *count += 1;
    found.extend(mistakes(expr, place, params).into_iter().map(|wrong| (at, wrong)));
    let places = below(expr, place.boolean);
    for (index, child) in children_mut(expr).into_iter().enumerate() {
        visit(child, places(index), params, count, found);
    }
}

/// What the children of an expression are to it, by their index; `boolean` says whether it is a condition itself.
fn below(expr: &IdedExpr, boolean: bool) -> impl Fn(usize) -> Place + use<> {
    let name = if let Expr::Call(call) = &expr.expr { call.func_name.clone() } else { String::new() };
    // What map() makes is no condition.
    let tests = matches!(&expr.expr, Expr::Comprehension(c) if !matches!(&c.loop_step.expr, Expr::Call(s) if s.func_name == op::ADD));
    move |index| Place {
        boolean: match name.as_str() {
            op::LOGICAL_AND | op::LOGICAL_OR | op::LOGICAL_NOT => true,
            op::CONDITIONAL => index == 0 || boolean,
            _ => tests && index == 1,
        },
        factor: matches!(name.as_str(), op::MULTIPLY | op::DIVIDE | op::MODULO),
    }
}

/// Everything that can be wrong with this one part.
fn mistakes(expr: &IdedExpr, place: Place, params: &Map<String, Value>) -> Vec<Expr> {
    match &expr.expr {
        Expr::Call(call) => wrong_call(expr, call, place),
        Expr::Literal(LiteralValue::Int(n)) => moved_int(*n.inner(), place.factor),
        Expr::Literal(LiteralValue::Double(d)) => moved_double(*d.inner(), place.factor),
        Expr::Select(select) => match (&select.operand.expr, params.get(&select.field)) {
            (Expr::Ident(owner), Some(Value::Number(default))) if owner == "params" => moved_param(expr, default),
            _ => negation(expr, place),
        },
        Expr::Ident(_) | Expr::Comprehension(_) => negation(expr, place),
        _ => Vec::new(),
    }
}

fn wrong_call(expr: &IdedExpr, call: &CallExpr, place: Place) -> Vec<Expr> {
    let renamed = |name: &str| vec![Expr::Call(CallExpr { func_name: name.to_owned(), ..call.clone() })];
    match (call.func_name.as_str(), call.args.as_slice()) {
        (op::LOGICAL_AND, [a, b]) if is_presence(a) && is_presence(b) => Vec::new(),
        (op::LOGICAL_AND, _) => renamed(op::LOGICAL_OR),
        (op::LOGICAL_OR, _) => renamed(op::LOGICAL_AND),
        (op::LOGICAL_NOT, [inner]) if is_joined(inner) => vec![inner.expr.clone()],
        (op::LOGICAL_NOT | op::CONDITIONAL, _) => Vec::new(),
        (name, _) => match opposite(name) {
            Some(name) => renamed(name),
            None => negation(expr, place),
        },
    }
}

/// What holds exactly where the comparison does not.
fn opposite(name: &str) -> Option<&'static str> {
    Some(match name {
        op::EQUALS => op::NOT_EQUALS,
        op::NOT_EQUALS => op::EQUALS,
        op::LESS => op::GREATER_EQUALS,
        op::GREATER_EQUALS => op::LESS,
        op::GREATER => op::LESS_EQUALS,
        op::LESS_EQUALS => op::GREATER,
        _ => return None,
    })
}

fn is_joined(expr: &IdedExpr) -> bool {
    matches!(&expr.expr, Expr::Call(c) if [op::LOGICAL_AND, op::LOGICAL_OR, op::CONDITIONAL].contains(&c.func_name.as_str()))
}

/// `x != null`, and any number of these joined by `&&`.
fn is_presence(expr: &IdedExpr) -> bool {
    let Expr::Call(call) = &expr.expr else { return false };
    match (call.func_name.as_str(), call.args.as_slice()) {
        (op::NOT_EQUALS, [_, right]) => matches!(right.expr, Expr::Literal(LiteralValue::Null)),
        (op::LOGICAL_AND, [a, b]) => is_presence(a) && is_presence(b),
        _ => false,
    }
}

/// A test (`in`, `matches`, `exists`, a boolean member) that becomes its contrary.
fn negation(expr: &IdedExpr, place: Place) -> Vec<Expr> {
    if !place.boolean {
        return Vec::new();
    }
    vec![Expr::Call(CallExpr { func_name: op::LOGICAL_NOT.to_owned(), target: None, args: vec![expr.clone()] })]
}

fn moved_int(n: i64, factor: bool) -> Vec<Expr> {
    let to = if factor { [n.saturating_mul(2), n / 2] } else { [n.saturating_add(1), n.saturating_sub(1)] };
    to.into_iter().filter(|m| *m != n).map(|m| Expr::Literal(LiteralValue::Int(m.into()))).collect()
}

fn moved_double(d: f64, factor: bool) -> Vec<Expr> {
    let to = if factor { [d * 2.0, d / 2.0] } else { [d + unit(d), d - unit(d)] };
    to.into_iter().map(|m| Expr::Literal(LiteralValue::Double(m.into()))).collect()
}

/// One of the last place that a number is written with, at least tenths: 1 for 7.0, 0.1 for 1.5, 0.01 for 0.25.
fn unit(d: f64) -> f64 {
    [1.0, 0.1, 0.01].into_iter().find(|u| ((d / u) - (d / u).round()).abs() < 1e-9).unwrap_or(0.001)
}

/// A threshold moved by one unit, wherever its value comes from.
fn moved_param(expr: &IdedExpr, default: &serde_json::Number) -> Vec<Expr> {
    let step = match default.as_i64() {
        Some(_) => LiteralValue::Int(1.into()),
        None => LiteralValue::Double(unit(default.as_f64().unwrap_or(1.0)).into()),
    };
    let step = IdedExpr { id: expr.id, expr: Expr::Literal(step) };
    let moved = |sign: &str| {
        Expr::Call(CallExpr { func_name: sign.to_owned(), target: None, args: vec![expr.clone(), step.clone()] })
    };
    vec![moved(op::ADD), moved(op::SUBSTRACT)]
}
