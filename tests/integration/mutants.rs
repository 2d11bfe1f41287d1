//! Which mistakes are put into an expression, and that they are shown as they are.

use serde_json::{Map, Value, json};
use tickmark::expression::{Expression, TypeEnv};
use tickmark::rules::{Overrides, RuleSet};
use tickmark::shapes::Type;

fn environment() -> TypeEnv {
    ["resource", "params", "region"].into_iter().map(|name| (name.to_owned(), Type::Any)).collect()
}

/// `before → after` of each mutant.
fn mutants(source: &str) -> Vec<String> {
    let params: Map<String, Value> =
        [("days".to_owned(), json!(7)), ("share".to_owned(), json!(0.5)), ("on".to_owned(), json!(true))]
            .into_iter()
            .collect();
    let expression = Expression::compile(source, &environment()).unwrap();
    expression.mutants(&params).iter().map(|m| format!("{} → {}", m.before, m.after)).collect()
}

#[test]
#[expect(clippy::too_many_lines, reason = "a table of cases")]
fn each_part_of_a_condition_goes_wrong_once() {
    let wanted = [
        ("resource.A == 1", vec!["resource.A == 1 → resource.A != 1", "1 → 2", "1 → 0"]),
        (
            "resource.A < params.days",
            vec![
                "resource.A < params.days → resource.A >= params.days",
                "params.days → params.days + 1",
                "params.days → params.days - 1",
            ],
        ),
        (
            "resource.A > params.share",
            vec![
                "resource.A > params.share → resource.A <= params.share",
                "params.share → params.share + 0.1",
                "params.share → params.share - 0.1",
            ],
        ),
        (
            "params.on || resource.B.matches(\"x\")",
            vec![
                "params.on || resource.B.matches(\"x\") → params.on && resource.B.matches(\"x\")",
                "params.on → !params.on",
                "resource.B.matches(\"x\") → !resource.B.matches(\"x\")",
            ],
        ),
        // The factor is halved and doubled, `!` before a test is the test negated.
        (
            "!(resource.A / 100.0 in [region])",
            vec!["resource.A / 100.0 in [region] → !(resource.A / 100.0 in [region])", "100.0 → 200.0", "100.0 → 50.0"],
        ),
        (
            "!(region == \"a\" && resource.A)",
            vec![
                "!(region == \"a\" && resource.A) → region == \"a\" && resource.A",
                "region == \"a\" && resource.A → region == \"a\" || resource.A",
                "region == \"a\" → region != \"a\"",
                "resource.A → !resource.A",
            ],
        ),
        // Two guards are no logic of the rule.
        (
            "resource.A != null && resource.B != null",
            vec!["resource.A != null → resource.A == null", "resource.B != null → resource.B == null"],
        ),
        // Of a macro only what was written in it.
        (
            "resource.L.exists(x, x.A == region)",
            vec![
                "resource.L.exists(x, x.A == region) → !resource.L.exists(x, x.A == region)",
                "x.A == region → x.A != region",
            ],
        ),
        (
            "size(resource.L.filter(x, x.A).map(y, y.B)) == 0",
            vec![
                "size(resource.L.filter(x, x.A).map(y, y.B)) == 0 → size(resource.L.filter(x, x.A).map(y, y.B)) != 0",
                "x.A → !x.A",
                "0 → 1",
                "0 → -1",
            ],
        ),
        (
            "resource.A ? region == \"a\" : resource.L.all(x, has(x.B))",
            vec![
                "resource.A → !resource.A",
                "region == \"a\" → region != \"a\"",
                "resource.L.all(x, has(x.B)) → !resource.L.all(x, has(x.B))",
                "has(x.B) → !has(x.B)",
            ],
        ),
    ];
    for (source, mistakes) in wanted {
        assert_eq!(mutants(source), mistakes, "{source}");
    }
}

/// Every condition of every rule: a mutant is CEL, other than the condition, and made once.
#[test]
fn mutants_are_written_as_expressions_that_can_be_read_again() {
    let set = RuleSet::load(&Vec::<String>::new(), &Overrides::default()).unwrap();
    let mut seen = 0;
    for rule in &set.rules {
        let conditions =
            rule.applies_when.iter().chain([&rule.fail_when]).chain(rule.severity.grades.iter().map(|(_, e)| e));
        for condition in conditions {
            let mut sources: Vec<String> =
                condition.mutants(&rule.params).into_iter().map(|m| m.expression.source).collect();
            for source in &sources {
                cel::Program::compile(source).unwrap_or_else(|e| panic!("{}: {source}: {e}", rule.id));
            }
            seen += sources.len();
            let all = sources.len();
            sources.sort();
            sources.dedup();
            assert_eq!(sources.len(), all, "{}: the same mistake twice", rule.id);
        }
    }
    assert!(seen > 1000, "{seen}");
}
