//! `tickmark rules test`: rules' own examples, and what they notice.

use std::process::ExitCode;
use std::sync::Arc;

use super::{CANNOT, DONE, note, say};
use crate::evaluate::{examples, mutation};
use crate::rules::{Rule, RuleSet};

pub fn test(set: &RuleSet, rules: &[Arc<Rule>], json: bool) -> anyhow::Result<ExitCode> {
    let wrong = tell_wrong(set, rules);
    if json {
        let said: Vec<_> = rules.iter().flat_map(|r| examples::said(r, &set.prices)).collect();
        say(&serde_json::to_string_pretty(&said)?)?;
    } else {
        let examples: usize = rules.iter().map(|r| r.examples.both().count()).sum();
        say(&format!("{} rules, {examples} examples, {wrong} wrong", rules.len()))?;
    }
    Ok(ExitCode::from(if wrong == 0 { DONE } else { CANNOT }))
}

/// A rule whose examples do not hold as it is has nothing that a mutant could break, so these are told first.
pub fn mutate(set: &RuleSet, rules: &[Arc<Rule>]) -> anyhow::Result<ExitCode> {
    let wrong = tell_wrong(set, rules);
    let outcomes: Vec<_> = rules.iter().map(|r| mutation::check(r, &set.prices)).collect();
    outcomes.iter().flat_map(|o| &o.survivors).for_each(|s| note(&s.to_string()));
    let made: usize = outcomes.iter().map(|o| o.made).sum();
    let unnoticed: usize = outcomes.iter().map(|o| o.survivors.len()).sum();
    let all = outcomes.iter().filter(|o| o.survivors.is_empty()).count();
    say(&format!(
        "{} rules, {made} mistakes put in, {unnoticed} unnoticed; the examples of {all} rules notice all; {wrong} wrong",
        rules.len()
    ))?;
    Ok(ExitCode::from(if wrong == 0 && unnoticed == 0 { DONE } else { CANNOT }))
}

/// Tells the examples that come out otherwise than they say, and how many they are.
fn tell_wrong(set: &RuleSet, rules: &[Arc<Rule>]) -> usize {
    let faults: Vec<_> = rules.iter().flat_map(|r| examples::check(r, &set.prices)).collect();
    faults.iter().for_each(|f| note(&f.to_string()));
    faults.len()
}
