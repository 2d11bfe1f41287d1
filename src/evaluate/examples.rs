//! A rule's own examples, through the same evaluation as real resources.

use std::sync::Arc;

use cel::Context;
use chrono::{DateTime, TimeZone, Utc};
use serde::Serialize;
use serde_json::{Map, Value};

use super::measured;
use super::place::{fix, message, text};
use super::scene::{Scene, Verdict, decide, list, severity, tags, whole};
use crate::expression::{Expression, Member, Prices, Template, root_context, to_cel};
use crate::model::{Fault, Fix, Severity};
use crate::rules::Rule;

/// The account that examples live in.
pub const ACCOUNT: &str = "123456789012";

/// Runs all examples of a rule; what went otherwise than it should, with its place.
pub fn check(rule: &Rule, prices: &Arc<Prices>) -> Vec<Fault> {
    let mut faults = Vec::new();
    for (wanted, examples) in [("fail", &rule.examples.fail), ("pass", &rule.examples.pass)] {
        for example in examples {
            if let Err(message) = run(rule, &example.value, wanted == "fail", prices) {
                let (line, column) = (example.referenced.line(), example.referenced.column());
                faults.push(Fault {
                    file: rule.file.clone(),
                    line,
                    column,
                    message: format!("example under {wanted}: {message}"),
                });
            }
        }
    }
    faults
}

fn run(rule: &Rule, example: &Value, must_fail: bool, prices: &Arc<Prices>) -> Result<(), String> {
    staged(rule, example, prices, |context| judge(rule, example, context, must_fail))?
}

/// Runs something where the example is the resource; an error where the example cannot be put on stage.
pub fn staged<T>(
    rule: &Rule,
    example: &Value,
    prices: &Arc<Prices>,
    run: impl FnOnce(&Context) -> T,
) -> Result<T, String> {
    let given = |name: &str| example.get(name).cloned();
    let now = match given("$now") {
        Some(text) => text.as_str().and_then(|t| t.parse::<DateTime<Utc>>().ok()).ok_or("$now is not a time")?,
        None => Utc.with_ymd_and_hms(2026, 1, 1, 0, 0, 0).single().unwrap_or_default(),
    };
    let params = Value::Object(merged(&rule.params, given("$params")));
    let tagged = match given("$tags") {
        Some(tags) => tags,
        None => Value::Object(rule.kind.tags.as_ref().map(|q| tags(&q.search(example))).unwrap_or_default()),
    };
    let region = given("$region").and_then(|r| r.as_str().map(str::to_owned)).unwrap_or_else(|| "us-east-1".into());
    let looked: Vec<(&str, Vec<Value>)> = rule
        .lookups
        .iter()
        .map(|l| {
            (
                l.name.as_str(),
                example.pointer(&format!("/$lookup/{}", l.name)).and_then(Value::as_array).cloned().unwrap_or_default(),
            )
        })
        .collect();
    const NULL: &Value = &Value::Null;
    let resource = to_cel(&rule.used, |name| Member::Json(example.get(name).unwrap_or(NULL)));
    let texts = [Value::from(ACCOUNT), Value::from(region), Value::from("aws")];
    let [account, region, partition] = &texts;
    let measured = measured::of_example(rule, example.get("$metrics"));
    let params = whole(&params);
    let tag_values = whole(&tagged);
    let scene = Scene {
        resource: &*resource,
        params: &*params,
        tags: &*tag_values,
        metrics: measured::to_variable(rule, &measured),
        account: text(account.as_str().unwrap_or_default()),
        region: text(region.as_str().unwrap_or_default()),
        partition: text(partition.as_str().unwrap_or_default()),
        lookups: rule
            .lookups
            .iter()
            .zip(&looked)
            .map(|(l, (name, found))| (*name, list(found.iter(), &l.used, None)))
            .collect(),
    };
    let root = root_context(now, prices.clone());
    Ok(scene.with(&root, run))
}

fn judge(rule: &Rule, example: &Value, context: &Context, must_fail: bool) -> Result<(), String> {
    match (decide(rule, context), must_fail) {
        (Verdict::Fail, true) => {
            texts_render(rule, context)?;
            let found = severity(rule, context);
            match wanted_severity(example) {
                Some(wanted) if wanted != found.word() => Err(format!("its severity is {found}, not {wanted}")),
                _ => Ok(()),
            }
        }
        (Verdict::Pass | Verdict::Outside, false) => Ok(()),
        (Verdict::Undecided(error), _) => Err(format!("cannot be decided: {error}")),
        (Verdict::Outside, true) => Err("applies_when leaves it out".into()),
        (Verdict::Pass, true) => Err("it passes".into()),
        (Verdict::Fail, false) => Err("it fails".into()),
    }
}

/// What a failing example's finding says.
#[derive(Debug, Serialize)]
pub struct Said {
    pub rule: String,
    pub severity: Severity,
    pub message: String,
    pub fix: Fix,
}

/// What the findings of a rule's failing examples say, in their order.
pub fn said(rule: &Rule, prices: &Arc<Prices>) -> Vec<Said> {
    let one = |example: &Value| {
        staged(rule, example, prices, |context| Said {
            rule: rule.id.clone(),
            severity: severity(rule, context),
            message: message(rule, context),
            fix: fix(rule, context),
        })
    };
    rule.examples.fail.iter().filter_map(|e| one(&e.value).ok()).collect()
}

/// The severity that a failing example says it has.
pub fn wanted_severity(example: &Value) -> Option<&str> {
    example.get("$severity").and_then(Value::as_str)
}

/// Every expression in the texts of a failing example must have a value.
fn texts_render(rule: &Rule, context: &Context) -> Result<(), String> {
    let templates = [Some(&rule.message), rule.fix_cli.as_ref(), rule.fix_terraform.as_ref(), rule.fix_note.as_ref()];
    let grades = rule.severity.grades.iter().map(|(_, e)| e);
    let mut all = templates.into_iter().flatten().flat_map(Template::expressions).chain(grades);
    all.try_for_each(|e: &Expression| e.evaluate(context).map(drop).map_err(|error| format!("{}: {error}", e.source)))
}

fn merged(params: &Map<String, Value>, more: Option<Value>) -> Map<String, Value> {
    let mut out = params.clone();
    if let Some(Value::Object(more)) = more {
        out.extend(more);
    }
    out
}
