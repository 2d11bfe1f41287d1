//! Whether a rule's examples notice mistakes in it: each mutant of its conditions must break one of them.

use std::sync::Arc;

use cel::Context;
use serde_json::Value;

use super::examples::{staged, wanted_severity};
use super::scene::{Verdict, verdict};
use crate::expression::{Expression, Mutant, Prices};
use crate::model::Severity;
use crate::rules::Rule;

/// What became of a rule's mutants.
#[derive(Debug, Default)]
pub struct Outcome {
    /// How many were made.
    pub made: usize,
    pub survivors: Vec<Survivor>,
}

/// A mistake that all examples let pass.
#[derive(Debug)]
pub struct Survivor {
    pub file: String,
    /// The rule's key whose expression it is in, such as `fail_when` or `severity.high`.
    pub key: String,
    pub mutant: Mutant,
}

impl std::fmt::Display for Survivor {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Survivor { file, key, mutant } = self;
        write!(f, "{file}: {key}: no example notices {} in place of {}", mutant.after, mutant.before)
    }
}

/// Which of a rule's expressions a mutant takes the place of.
#[derive(Clone, Copy)]
enum Slot {
    Applies,
    Fails,
    Grade(usize),
}

/// Makes every mutant of a rule's conditions and runs the rule's examples over each.
pub fn check(rule: &Rule, prices: &Arc<Prices>) -> Outcome {
    let mut alive: Vec<(Slot, Mutant)> = slots(rule)
        .into_iter()
        .flat_map(|(slot, expression)| expression.mutants(&rule.params).into_iter().map(move |m| (slot, m)))
        .collect();
    let made = alive.len();
    for (must_fail, example) in rule.examples.both() {
        let example = &example.value;
        // An example that cannot be put on stage is told by the examples' own check.
        let _ = staged(rule, example, prices, |context| {
            alive.retain(|(slot, mutant)| holds(rule, *slot, &mutant.expression, example, context, must_fail));
        });
    }
    let survivors =
        alive.into_iter().map(|(slot, mutant)| Survivor { file: rule.file.clone(), key: key(rule, slot), mutant });
    Outcome { made, survivors: survivors.collect() }
}

fn slots(rule: &Rule) -> Vec<(Slot, &Expression)> {
    let applies = rule.applies_when.iter().map(|e| (Slot::Applies, e));
    let grades = rule.severity.grades.iter().enumerate().map(|(at, (_, e))| (Slot::Grade(at), e));
    applies.chain([(Slot::Fails, &rule.fail_when)]).chain(grades).collect()
}

fn key(rule: &Rule, slot: Slot) -> String {
    match slot {
        Slot::Applies => "applies_when".to_owned(),
        Slot::Fails => "fail_when".to_owned(),
        Slot::Grade(at) => format!("severity.{}", rule.severity.grades.get(at).map_or("else", |(s, _)| s.word())),
    }
}

/// Whether an example comes out as it says, with the mutant in its slot.
fn holds(rule: &Rule, slot: Slot, mutant: &Expression, example: &Value, context: &Context, must_fail: bool) -> bool {
    let own = rule.applies_when.as_ref();
    let verdict = match slot {
        Slot::Applies => verdict(Some(mutant), &rule.fail_when, context),
        Slot::Fails => verdict(own, mutant, context),
        Slot::Grade(at) => {
            let wanted = wanted_severity(example);
            return !must_fail
                || wanted.is_none_or(|w| graded(rule, at, mutant, context).is_some_and(|s| s.word() == w));
        }
    };
    match verdict {
        Verdict::Fail => must_fail,
        Verdict::Pass | Verdict::Outside => !must_fail,
        Verdict::Undecided(_) => false,
    }
}

/// The severity with the mutant in place of one grade; None where a grade has no value.
fn graded(rule: &Rule, mutated: usize, mutant: &Expression, context: &Context) -> Option<Severity> {
    let mut result = rule.severity.otherwise;
    for (at, (severity, own)) in rule.severity.grades.iter().enumerate().rev() {
        let expression = if at == mutated { mutant } else { own };
        if expression.evaluate(context).ok()? == cel::Value::Bool(true) {
            result = *severity;
        }
    }
    Some(result)
}
