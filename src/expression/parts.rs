//! Which parts of an expression its author wrote. CEL's macros are expanded when they are parsed; the loop around what
//! stands in their parentheses is nobody's text.

use cel::IdedExpr;
use cel::common::ast::{ComprehensionExpr, EntryExpr, Expr, LiteralValue, operators as op};

/// A macro's name and what was written behind its variable.
pub fn predicate(c: &ComprehensionExpr) -> (&'static str, Vec<&IdedExpr>) {
    let mut own = Vec::new();
    gather(&c.loop_step, &c.accu_var, &mut own);
    let name = match (&c.accu_init.expr, &c.loop_step.expr) {
        (Expr::Literal(LiteralValue::Boolean(all)), _) if *all.inner() => "all",
        (Expr::Literal(LiteralValue::Boolean(_)), _) => "exists",
        (Expr::Literal(LiteralValue::Int(_)), _) => "exists_one",
        (_, Expr::Call(call)) if call.func_name == op::CONDITIONAL => {
            // filter gathers its own variable, map something else.
            own.retain(|e| e.expr != Expr::Ident(c.iter_var.clone()));
            if own.len() > 1 { "map" } else { "filter" }
        }
        _ => "map",
    };
    (name, own)
}

fn gather<'a>(step: &'a IdedExpr, accumulator: &str, own: &mut Vec<&'a IdedExpr>) {
    let is_accumulator = |e: &IdedExpr| matches!(&e.expr, Expr::Ident(name) if name == accumulator);
    let Expr::Call(call) = &step.expr else { return };
    match (call.func_name.as_str(), call.args.as_slice()) {
        (op::CONDITIONAL, [test, then, _]) => {
            own.push(test);
            gather(then, accumulator, own);
        }
        (op::ADD, [first, second]) if is_accumulator(first) => {
            if let Expr::List(list) = &second.expr {
                own.extend(&list.elements);
            }
        }
        (_, [first, second]) if is_accumulator(first) => own.push(second),
        _ => {}
    }
}

/// The written parts directly within an expression, in a fixed order.
pub fn children_mut(expr: &mut IdedExpr) -> Vec<&mut IdedExpr> {
    match &mut expr.expr {
        Expr::Call(call) => call.target.as_deref_mut().into_iter().chain(&mut call.args).collect(),
        Expr::Select(select) => vec![&mut *select.operand],
        Expr::List(list) => list.elements.iter_mut().collect(),
        Expr::Map(map) => map.entries.iter_mut().flat_map(|e| entry_mut(&mut e.expr)).collect(),
        Expr::Comprehension(c) => {
            let c = &mut **c;
            let mut all = vec![&mut c.iter_range];
            gather_mut(&mut c.loop_step, &c.accu_var, &mut all);
            all
        }
        Expr::Struct(_) | Expr::Ident(_) | Expr::Literal(_) | Expr::Unspecified => Vec::new(),
    }
}

fn entry_mut(entry: &mut EntryExpr) -> Vec<&mut IdedExpr> {
    match entry {
        EntryExpr::MapEntry(entry) => vec![&mut entry.key, &mut entry.value],
        EntryExpr::StructField(field) => vec![&mut field.value],
    }
}

fn gather_mut<'a>(step: &'a mut IdedExpr, accumulator: &str, own: &mut Vec<&'a mut IdedExpr>) {
    let Expr::Call(call) = &mut step.expr else { return };
    let adds = call.func_name == op::ADD;
    match call.args.as_mut_slice() {
        [test, then, _] => {
            own.push(test);
            gather_mut(then, accumulator, own);
        }
        [first, second] if matches!(&first.expr, Expr::Ident(name) if name == accumulator) => {
            match (&second.expr, adds) {
                // exists_one counts by itself.
                (Expr::Literal(_), true) => {}
                (Expr::List(_), true) => own.extend(children_mut(second)),
                _ => own.push(second),
            }
        }
        _ => {}
    }
}
