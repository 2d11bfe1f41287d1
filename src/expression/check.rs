//! Types of CEL expressions: every member must exist, every function be known, and operands fit.

use std::collections::BTreeMap;
use std::sync::Arc;

use cel::common::ast::{CallExpr, ComprehensionExpr, Expr, LiteralValue, SelectExpr, operators as op};
use cel::{IdedExpr, Program};

use super::{Paths, Problem, functions};
use crate::shapes::{Type, did_you_mean};

/// The variables that an expression may name.
pub type TypeEnv = BTreeMap<String, Type>;

/// A value's type and, where it was reached by selection, the path from its variable.
type Typed = (Type, Option<Vec<String>>);

/// The result's type and what is used of each variable.
pub fn check(program: &Program, env: &TypeEnv) -> Result<(Type, BTreeMap<String, Paths>), Vec<Problem>> {
    let locals = env.iter().map(|(name, t)| (name.clone(), (t.clone(), Some(vec![name.clone()])))).collect();
    let mut checker = Checker { program, locals, uses: Paths::default(), problems: Vec::new() };
    let result = checker.consume(program.expression());
    if checker.problems.is_empty() { Ok((result, checker.uses.members)) } else { Err(checker.problems) }
}

/// Whether a value of one type may stand where another is wanted.
pub fn fits(found: &Type, wanted: &Type) -> bool {
    match (found, wanted) {
        (Type::Any | Type::Null, _) | (_, Type::Any | Type::Null) => true,
        (Type::Int, Type::Double) | (Type::Double, Type::Int) => true,
        (Type::List(a), Type::List(b)) | (Type::Map(a), Type::Map(b)) => fits(a, b),
        (Type::Shape(..) | Type::Object(_) | Type::Map(_), Type::Shape(..) | Type::Object(_) | Type::Map(_)) => true,
        _ => std::mem::discriminant(found) == std::mem::discriminant(wanted),
    }
}

struct Checker<'a> {
    program: &'a Program,
    locals: BTreeMap<String, Typed>,
    /// One level above the variables.
    uses: Paths,
    problems: Vec<Problem>,
}

impl Checker<'_> {
    fn problem(&mut self, expr: &IdedExpr, message: impl Into<String>) {
        let offset = self.program.source_info().offset_for(expr.id).map_or(0, |(start, _)| start as usize);
        self.problems.push(Problem::new(offset, message));
    }

    fn mark(&mut self, typed: &Typed, whole: bool) {
        if let Some(path) = &typed.1 {
            self.uses.mark(path, whole);
        }
    }

    /// The type of an expression whose whole value is used.
    fn consume(&mut self, expr: &IdedExpr) -> Type {
        let typed = self.infer(expr);
        self.mark(&typed, true);
        typed.0
    }

    /// The type of an expression of which only presence or size is used.
    fn glance(&mut self, expr: &IdedExpr) -> Type {
        let typed = self.infer(expr);
        self.mark(&typed, false);
        typed.0
    }

    fn infer(&mut self, expr: &IdedExpr) -> Typed {
        match &expr.expr {
            Expr::Ident(name) => self.ident(expr, name),
            Expr::Select(select) => self.select(expr, select),
            Expr::Call(call) => self.call(expr, call),
            Expr::Comprehension(c) => self.comprehension(c),
            Expr::Literal(literal) => (literal_type(literal), None),
            Expr::List(list) => self.list(&list.elements),
            Expr::Map(_) | Expr::Struct(_) | Expr::Unspecified => (Type::Any, None),
        }
    }

    fn ident(&mut self, expr: &IdedExpr, name: &str) -> Typed {
        if let Some(typed) = self.locals.get(name) {
            return typed.clone();
        }
        let names: Vec<&str> = self.locals.keys().map(String::as_str).filter(|n| !n.starts_with('@')).collect();
        let hint = did_you_mean(name, &names);
        let known = names.join(", ");
        self.problem(expr, format!("no variable {name}{hint} (there are {known})"));
        (Type::Any, None)
    }

    fn select(&mut self, expr: &IdedExpr, select: &SelectExpr) -> Typed {
        let (owner, path) = self.infer(&select.operand);
        let selected = match owner.member(&select.field) {
            Ok(member) => member,
            Err(message) => {
                self.problem(expr, message);
                return (Type::Any, None);
            }
        };
        let path = path.map(|mut p| {
            p.push(select.field.clone());
            p
        });
        if !select.test {
            return (selected, path);
        }
        if !matches!(owner, Type::Any) {
            let field = &select.field;
            self.problem(expr, format!("has() is for untyped values; write {field} != null"));
        }
        self.mark(&(Type::Bool, path), false);
        (Type::Bool, None)
    }

    fn list(&mut self, elements: &[IdedExpr]) -> Typed {
        let typed: Vec<Typed> = elements.iter().map(|e| self.infer(e)).collect();
        match typed.as_slice() {
            // What filter() and map() gather: keep the way back to where the elements came from.
            [(item, path)] => (Type::list(item.clone()), path.clone()),
            many => {
                many.iter().for_each(|t| self.mark(t, true));
                let item = many.first().map_or(Type::Any, |t| t.0.clone());
                let same = many.iter().all(|t| fits(&t.0, &item));
                (Type::list(if same { item } else { Type::Any }), None)
            }
        }
    }

    fn comprehension(&mut self, c: &ComprehensionExpr) -> Typed {
        let range = self.infer(&c.iter_range);
        // Going through a map goes through its keys, which selection does not name.
        self.mark(&range, matches!(range.0, Type::Map(_)));
        let element = range.0.element().unwrap_or_else(|message| {
            self.problem(&c.iter_range, message);
            Type::Any
        });
        let path = if matches!(range.0, Type::Map(_)) { None } else { range.1 };
        let outer = self.locals.clone();
        let accumulator = self.infer(&c.accu_init);
        self.locals.insert(c.iter_var.clone(), (element, path));
        self.locals.insert(c.accu_var.clone(), accumulator);
        self.glance(&c.loop_cond);
        let step = self.infer(&c.loop_step);
        self.locals.insert(c.accu_var.clone(), step);
        let result = self.infer(&c.result);
        self.locals = outer;
        result
    }

    fn call(&mut self, expr: &IdedExpr, call: &CallExpr) -> Typed {
        let args: Vec<&IdedExpr> = call.target.as_deref().into_iter().chain(&call.args).collect();
        match (call.func_name.as_str(), args.as_slice()) {
            (op::INDEX, [operand, index]) => self.index(expr, operand, index),
            (op::CONDITIONAL, [test, yes, no]) => self.conditional(test, yes, no),
            (op::EQUALS | op::NOT_EQUALS, [a, b]) => self.equality(expr, a, b),
            (op::LOGICAL_AND | op::LOGICAL_OR | op::LOGICAL_NOT, operands) => self.logic(operands),
            (op::NOT_STRICTLY_FALSE, [operand]) => (self.consume(operand), None),
            (op::GREATER | op::GREATER_EQUALS | op::LESS | op::LESS_EQUALS, [a, b]) => self.order(expr, a, b),
            (op::ADD, [a, b]) => self.add(expr, a, b),
            (op::SUBSTRACT | op::MULTIPLY | op::DIVIDE | op::MODULO, [a, b]) => (self.arithmetic(expr, a, b), None),
            (op::NEGATE, [a]) => (self.consume(a), None),
            (op::IN, [item, list]) => self.contained(expr, item, list),
            ("size", [operand]) => {
                self.glance(operand);
                (Type::Int, None)
            }
            ("list", [operand]) => self.infer(operand),
            (name, operands) => (self.function(expr, name, operands), None),
        }
    }

    fn index(&mut self, expr: &IdedExpr, operand: &IdedExpr, index: &IdedExpr) -> Typed {
        let (owner, path) = self.infer(operand);
        if let Expr::Literal(LiteralValue::String(name)) = &index.expr {
            let select = SelectExpr { operand: Box::new(operand.clone()), field: name.inner().to_owned(), test: false };
            return self.select(expr, &select);
        }
        self.consume(index);
        match owner {
            // A key that is only known later may be any of the map's.
            Type::Map(value) => {
                self.mark(&(Type::Any, path), true);
                ((*value).clone(), None)
            }
            other => match other.element() {
                Ok(element) => (element, path),
                Err(message) => {
                    self.problem(expr, message);
                    (Type::Any, None)
                }
            },
        }
    }

    fn conditional(&mut self, test: &IdedExpr, yes: &IdedExpr, no: &IdedExpr) -> Typed {
        self.logic(&[test]);
        let (yes, no) = (self.infer(yes), self.infer(no));
        let kind = if matches!(yes.0, Type::Null) { no.0.clone() } else { yes.0.clone() };
        match (yes.1.is_some(), no.1.is_some()) {
            (true, true) if yes.1 != no.1 => {
                self.mark(&yes, true);
                self.mark(&no, true);
                (kind, None)
            }
            (true, _) => (better(yes.0, no.0), yes.1),
            _ => (better(no.0, yes.0), no.1),
        }
    }

    fn equality(&mut self, expr: &IdedExpr, a: &IdedExpr, b: &IdedExpr) -> Typed {
        let (left, right) = match (is_null(a), is_null(b)) {
            (true, _) => (Type::Null, self.glance(b)),
            (_, true) => (self.glance(a), Type::Null),
            _ => (self.consume(a), self.consume(b)),
        };
        if !fits(&left, &right) {
            self.problem(expr, format!("compares {} with {}, which are never equal", left.word(), right.word()));
        }
        (Type::Bool, None)
    }

    fn logic(&mut self, operands: &[&IdedExpr]) -> Typed {
        for operand in operands {
            let found = self.consume(operand);
            if !fits(&found, &Type::Bool) {
                self.problem(operand, format!("this is {}, and a boolean is needed", found.word()));
            }
        }
        (Type::Bool, None)
    }

    fn order(&mut self, expr: &IdedExpr, a: &IdedExpr, b: &IdedExpr) -> Typed {
        let (left, right) = (self.consume(a), self.consume(b));
        if !fits(&left, &right) || matches!(left, Type::Null) || matches!(right, Type::Null) {
            self.problem(expr, format!("cannot order {} and {}", left.word(), right.word()));
        }
        (Type::Bool, None)
    }

    fn add(&mut self, expr: &IdedExpr, a: &IdedExpr, b: &IdedExpr) -> Typed {
        let (left, right) = (self.infer(a), self.infer(b));
        if let (Type::List(_), Type::List(_)) = (&left.0, &right.0) {
            // An accumulator begins as an empty list of anything: the other side knows more.
            if right.1.is_none() {
                return (better(right.0, left.0), left.1);
            }
            // Two lists in one: of each what it came from is used.
            if left.1 != right.1 {
                self.mark(&left, true);
            }
            return right;
        }
        self.mark(&left, true);
        self.mark(&right, true);
        (self.number(expr, left.0, right.0), None)
    }

    fn arithmetic(&mut self, expr: &IdedExpr, a: &IdedExpr, b: &IdedExpr) -> Type {
        let (left, right) = (self.consume(a), self.consume(b));
        self.number(expr, left, right)
    }

    fn number(&mut self, expr: &IdedExpr, left: Type, right: Type) -> Type {
        match (&left, &right) {
            (Type::Int, Type::Double) | (Type::Double, Type::Int) => {
                self.problem(expr, "integers and doubles do not mix in arithmetic; write double(…)");
            }
            _ if !fits(&left, &right) => {
                self.problem(expr, format!("cannot combine {} and {}", left.word(), right.word()));
            }
            _ => {}
        }
        better(left, right)
    }

    fn contained(&mut self, expr: &IdedExpr, item: &IdedExpr, list: &IdedExpr) -> Typed {
        let (item, list) = (self.consume(item), self.consume(list));
        match list.element() {
            Ok(element) if !fits(&item, &element) => {
                self.problem(expr, format!("{} is never in {}", item.word(), list.word()));
            }
            Err(message) => self.problem(expr, message),
            Ok(_) => {}
        }
        (Type::Bool, None)
    }

    fn function(&mut self, expr: &IdedExpr, name: &str, operands: &[&IdedExpr]) -> Type {
        let found: Vec<Type> = operands.iter().map(|o| self.consume(o)).collect();
        let Some(signature) = functions::signature(name) else {
            let hint = did_you_mean(name, &functions::names());
            self.problem(expr, format!("no function {name}{hint}"));
            return Type::Any;
        };
        let fitting = signature
            .takes
            .iter()
            .any(|takes| takes.len() == found.len() && takes.iter().zip(&found).all(|(wanted, f)| fits(f, wanted)));
        if !fitting {
            let got: Vec<String> = found.iter().map(Type::word).collect();
            self.problem(expr, format!("{name}() takes {}, not ({})", signature.words, got.join(", ")));
        }
        signature.gives.clone()
    }
}

/// Of two types that fit, the one that says more.
fn better(a: Type, b: Type) -> Type {
    match (&a, &b) {
        (Type::Any | Type::Null, _) => b,
        (Type::List(inner), Type::List(_)) if matches!(**inner, Type::Any) => b,
        _ => a,
    }
}

fn is_null(expr: &IdedExpr) -> bool {
    matches!(&expr.expr, Expr::Literal(LiteralValue::Null))
}

fn literal_type(literal: &LiteralValue) -> Type {
    match literal {
        LiteralValue::Boolean(_) => Type::Bool,
        LiteralValue::Double(_) => Type::Double,
        LiteralValue::Int(_) | LiteralValue::UInt(_) => Type::Int,
        LiteralValue::Null => Type::Null,
        LiteralValue::String(_) => Type::Text,
        LiteralValue::Bytes(_) => Type::List(Arc::new(Type::Int)),
    }
}
