//! One line of the pack: a finding or a total as JSON, and beside it the facts that the line holds.

use serde::Serialize;
use serde_json::{Map, Value};

use super::aliases::Aliases;
use super::clean::{clean, cut};
use super::facts::Facts;
use super::pack::Total;
use super::strangers::{Strangers, document, free};
use crate::model::Finding;

/// A command is shown whole or not at all: half of one does something else.
const COMMAND: usize = 1000;
/// Members and elements of one JSON value.
const WIDE: usize = 40;
const DEEP: usize = 6;

pub struct Cleaner<'a> {
    pub field: usize,
    pub aliases: &'a Aliases,
}

impl Cleaner<'_> {
    /// The whole text on one line, masked, under aliases.
    pub fn line(&self, text: &str) -> String {
        self.aliases.apply(&clean(text))
    }
}

#[derive(Serialize)]
struct Line<'a> {
    id: String,
    severity: &'a str,
    status: &'a str,
    change: Value,
    pillar: &'a str,
    rule: String,
    title: String,
    message: String,
    why: String,
    resource: String,
    kind: String,
    arn: String,
    account: String,
    region: String,
    tags: Map<String, Value>,
    observed: Vec<Observed>,
    fix: Option<String>,
    fix_note: Option<String>,
    cost: Option<String>,
    first_seen: String,
}

#[derive(Serialize)]
struct Observed {
    call: String,
    value: Value,
}

pub fn total(cleaner: &Cleaner, n: usize, total: &Total) -> (String, Facts) {
    let mut writer = Writer { cleaner, strangers: Strangers::default(), facts: Facts::default() };
    let (label, value) = (writer.own(&total.label), writer.own(&total.value));
    let line = serde_json::json!({"id": format!("T{n}"), "label": label, "value": value});
    (line.to_string(), writer.facts)
}

pub fn finding(cleaner: &Cleaner, n: usize, f: &Finding) -> (String, Facts) {
    let strangers = Strangers::of(f, |text| cleaner.line(text));
    let mut w = Writer { cleaner, strangers, facts: Facts::of(f.severity) };
    let message = w.own(&f.message);
    let title = w.own(&f.title);
    w.gist(&f.title);
    w.gist(&f.message);
    let rule = w.own(&f.rule);
    w.facts.add_own(&f.rule.replace('-', " "));
    let kind = w.own(&f.kind);
    w.facts.add_own(&f.kind.replace(['.', '_'], " "));
    w.facts.add_own(f.pillar.word());
    w.facts.add_own(f.status.word());
    w.facts.set_name(&cleaner.line(&f.resource));
    w.facts.add_own("finding first seen");
    let cost = f.cost.as_ref().filter(|c| c.monthly > 0.0).map(|c| format!("{} {:.2} a month", c.currency, c.monthly));
    let line = Line {
        id: format!("F{n}"),
        severity: f.severity.word(),
        status: f.status.word(),
        change: serde_json::to_value(f.change).unwrap_or_default(),
        pillar: f.pillar.word(),
        rule,
        title,
        message,
        why: w.own(&f.why),
        resource: w.strange(&f.resource, false),
        kind,
        arn: w.typed(&f.arn),
        account: w.own(&f.account),
        region: w.own(&f.region),
        tags: f.tags.iter().map(|(k, v)| (w.strange(k, false), w.strange(v, false).into())).take(WIDE).collect(),
        observed: f.evidence.iter().map(|e| w.observed(&e.service, &e.operation, &e.observed)).collect(),
        fix: f.fix.cli.as_ref().and_then(|cli| w.command(cli)),
        fix_note: f.fix.note.as_ref().map(|note| w.own(note)),
        cost: cost.map(|cost| w.own(&cost)),
        first_seen: w.own(&f.first_seen.format("%Y-%m-%d").to_string()),
    };
    // A struct of strings and JSON values always serialises.
    (serde_json::to_string(&line).unwrap_or_default(), w.facts)
}

struct Writer<'a> {
    cleaner: &'a Cleaner<'a>,
    strangers: Strangers,
    facts: Facts,
}

impl Writer<'_> {
    fn own(&mut self, text: &str) -> String {
        let line = self.cleaner.line(text);
        let shown = cut(&line, self.cleaner.field);
        let blanked = self.strangers.blanked(&line);
        self.facts.add_own(&cut(&blanked, self.cleaner.field));
        shown
    }

    fn gist(&mut self, text: &str) {
        let line = self.cleaner.line(text);
        let blanked = self.strangers.blanked(&line);
        self.facts.add_gist(&blanked);
    }

    fn strange(&mut self, text: &str, quoted: bool) -> String {
        let line = self.cleaner.line(text);
        let shown = cut(&line, self.cleaner.field);
        self.facts.add_strange(&shown, quoted);
        // A model may know the rest from elsewhere, from the question for one.
        self.facts.add_speech(&line);
        shown
    }

    fn command(&mut self, text: &str) -> Option<String> {
        let line = self.cleaner.line(text);
        if line.chars().count() > COMMAND {
            return None;
        }
        self.facts.add_command(&line);
        let blanked = self.strangers.blanked(&line);
        self.facts.add_own(&blanked);
        Some(line)
    }

    fn observed(&mut self, service: &str, operation: &str, value: &Value) -> Observed {
        let call = self.own(&format!("{service} {operation}"));
        Observed { call, value: self.value(value, DEEP) }
    }

    fn value(&mut self, value: &Value, deep: usize) -> Value {
        match value {
            Value::String(text) => match document(text) {
                Some(inner) if deep > 0 => self.value(&inner, deep - 1),
                _ => self.typed(text).into(),
            },
            Value::Array(_) | Value::Object(_) if deep == 0 => "…".into(),
            Value::Array(all) => all.iter().take(WIDE).map(|one| self.value(one, deep - 1)).collect(),
            Value::Object(members) => Value::Object(
                members.iter().take(WIDE).map(|(key, one)| (self.typed(key), self.value(one, deep - 1))).collect(),
            ),
            plain => {
                self.facts.add_own(&plain.to_string());
                plain.clone()
            }
        }
    }

    /// A value of AWS's: one plain word is an id, a state, a time; more may be anybody's.
    fn typed(&mut self, text: &str) -> String {
        if free(text) { self.strange(text, true) } else { self.own(text) }
    }
}
