//! From the file as it is written to checked entries. Each entry is read key by key, so that all that is wrong with a
//! file is told at once.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use serde_json::Value;
use serde_saphyr::{Location, Spanned};

use super::Entry;
use super::pattern::Pattern;
use crate::model::{Exception, Fault, Faults, nearest};

const KEYS: [&str; 7] = ["rule", "resource", "accounts", "reason", "owner", "ticket", "expires"];
const KINDS: [&str; 3] = ["exact", "glob", "regex"];

/// One entry as it is written.
type Written = BTreeMap<String, Spanned<Value>>;

pub fn entries(file: &str, text: &str) -> Result<Vec<Entry>, Faults> {
    let mut reporter = Reporter { file, faults: Vec::new() };
    let written = match serde_saphyr::from_str::<Option<Vec<Spanned<Written>>>>(text) {
        Ok(written) => written.unwrap_or_default(),
        Err(error) => {
            reporter.yaml(&error);
            Vec::new()
        }
    };
    let mut entries: Vec<(Entry, Location)> = Vec::new();
    for one in &written {
        let Some(entry) = entry(one, &mut reporter) else { continue };
        if let Some((_, first)) = entries.iter().find(|(other, _)| same(other, &entry)) {
            let message = format!("accepts the same as the entry in line {}", first.line());
            reporter.at(one.referenced, message);
        }
        entries.push((entry, one.referenced));
    }
    if reporter.faults.is_empty() {
        return Ok(entries.into_iter().map(|(entry, _)| entry).collect());
    }
    reporter.faults.sort();
    Err(Faults { all: reporter.faults, place: "in the exceptions; hint: docs/exceptions.md has the form" })
}

/// Two entries of which one says nothing that the other does not: of two dates, nobody knows which one is meant.
fn same(a: &Entry, b: &Entry) -> bool {
    let shared = a.accounts.is_empty() || b.accounts.is_empty() || a.accounts.iter().any(|x| b.accounts.contains(x));
    a.rule == b.rule && a.resource.to_string() == b.resource.to_string() && shared
}

fn entry(written: &Spanned<Written>, reporter: &mut Reporter<'_>) -> Option<Entry> {
    let keys = &written.value;
    for (key, value) in keys.iter().filter(|(key, _)| !KEYS.contains(&key.as_str())) {
        let hint = nearest(key, KEYS).map_or(String::new(), |n| format!(", did you mean {n}?"));
        reporter.at(value.referenced, format!("no key {key}{hint} (there are {})", KEYS.join(", ")));
    }
    let mut of = Reader { keys, place: written.referenced, reporter };
    let (rule, reason, owner) = (of.text("rule"), of.text("reason"), of.text("owner"));
    let (resource, accounts, expires) = (of.resource(), of.accounts(), of.expires());
    let ticket = if keys.contains_key("ticket") { Some(of.text("ticket")?) } else { None };
    let exception = Exception { reason: reason?, owner: owner?, ticket, expires: expires? };
    Some(Entry { rule: rule?, resource: resource?, accounts: accounts?, exception })
}

/// Reads the keys of one entry; what is wrong is reported, and gives None.
struct Reader<'a, 'b, 'c> {
    keys: &'a Written,
    place: Location,
    reporter: &'b mut Reporter<'c>,
}

impl<'a> Reader<'a, '_, '_> {
    fn get(&mut self, key: &str) -> Option<&'a Spanned<Value>> {
        let found = self.keys.get(key);
        if found.is_none() {
            self.reporter.at(self.place, format!("{key} is missing"));
        }
        found
    }

    fn text(&mut self, key: &str) -> Option<String> {
        let value = self.get(key)?;
        let wrong = match &value.value {
            Value::String(text) if !text.trim().is_empty() => return Some(text.trim().to_owned()),
            Value::String(_) | Value::Null => format!("{key} is empty"),
            _ => format!("{key} is not a text: put it in quotes"),
        };
        self.reporter.at(value.referenced, wrong);
        None
    }

    fn resource(&mut self) -> Option<Pattern> {
        let value = self.get("resource")?;
        let members = value.value.as_object();
        let only = members.filter(|m| m.len() == 1).and_then(|m| m.iter().next());
        let made = match only {
            Some((kind, Value::String(text))) if KINDS.contains(&kind.as_str()) && !text.is_empty() => {
                pattern(kind, text).map_err(|wrong| format!("resource.{kind} {wrong}"))
            }
            Some((kind, _)) if KINDS.contains(&kind.as_str()) => {
                Err(format!("resource.{kind} is not a text, or empty"))
            }
            _ => {
                let how = KINDS.map(|k| format!("{{{k}: \"…\"}}")).join(", ");
                Err(format!("resource says how it is meant, in one way: {how}"))
            }
        };
        made.map_err(|wrong| self.reporter.at(value.referenced, wrong)).ok()
    }

    /// Empty where the key is not there.
    fn accounts(&mut self) -> Option<Vec<String>> {
        let Some(value) = self.keys.get("accounts") else { return Some(Vec::new()) };
        let is_id = |text: &&str| text.len() == 12 && text.bytes().all(|b| b.is_ascii_digit());
        let read = |items: &Vec<Value>| -> Option<Vec<String>> {
            items.iter().map(|v| v.as_str().filter(is_id).map(str::to_owned)).collect()
        };
        let ids = value.value.as_array().and_then(read).filter(|ids| !ids.is_empty());
        if ids.is_none() {
            let words = "accounts is a list of ids of twelve digits, in quotes; leave the key out for all accounts";
            self.reporter.at(value.referenced, words);
        }
        ids
    }

    fn expires(&mut self) -> Option<NaiveDate> {
        let text = self.text("expires")?;
        let date = NaiveDate::parse_from_str(&text, "%Y-%m-%d").ok().filter(|_| text.len() == 10);
        if date.is_none() {
            let place = self.keys.get("expires").map_or(self.place, |value| value.referenced);
            self.reporter.at(place, format!("expires: {text} is no date of the calendar, such as 2027-03-31"));
        }
        date
    }
}

fn pattern(kind: &str, text: &str) -> Result<Pattern, String> {
    match kind {
        "glob" => Pattern::glob(text),
        "regex" => Pattern::regex(text),
        _ if !text.starts_with("arn:") => {
            Err(format!("is a whole ARN, and {text} is none; for parts take glob or regex"))
        }
        _ => Ok(Pattern::Exact(text.to_owned())),
    }
}

struct Reporter<'a> {
    file: &'a str,
    faults: Vec<Fault>,
}

impl Reporter<'_> {
    fn push(&mut self, line: u64, column: u64, message: String) {
        self.faults.push(Fault { file: self.file.to_owned(), line, column, message });
    }

    fn at(&mut self, place: Location, message: impl Into<String>) {
        self.push(place.line(), place.column(), message.into());
    }

    fn yaml(&mut self, error: &serde_saphyr::Error) {
        let (line, column) = error.location().map_or((0, 0), |l| (l.line(), l.column()));
        let text = error.without_snippet().to_string();
        self.push(line, column, text.lines().next().unwrap_or_default().to_owned());
    }
}
