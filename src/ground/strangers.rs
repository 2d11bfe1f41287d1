//! What strangers wrote, taken out of what tickmark says: messages quote names and descriptions, and a quoted figure or
//! order must not pass for tickmark's own. Found by runs of words, since a message may quote a part, or in other case.

use std::collections::BTreeSet;

use serde_json::Value;

use super::tokens::tokens;
use crate::model::Finding;

/// As few words in a row are taken for a quotation; texts of two words are one as a whole.
const RUN: usize = 3;

#[derive(Debug, Default)]
pub struct Strangers {
    /// In lower case, blanks between.
    runs: BTreeSet<String>,
}

impl Strangers {
    /// `line`: how a text stands in the pack.
    pub fn of(f: &Finding, line: impl Fn(&str) -> String) -> Self {
        let mut all: Vec<String> = f.tags.iter().flat_map(|(k, v)| [k.clone(), v.clone()]).collect();
        all.push(f.resource.clone());
        for evidence in &f.evidence {
            texts(&evidence.observed, &mut all);
        }
        let mut runs = BTreeSet::new();
        for text in all.iter().map(|text| line(text)).filter(|text| free(text)) {
            let words: Vec<String> = tokens(&text).iter().map(|t| t.text.to_lowercase()).collect();
            runs.extend(words.windows(RUN.min(words.len().max(1))).map(|run| run.join(" ")));
        }
        Strangers { runs }
    }

    /// The text with dots where strangers speak, as long as before.
    pub fn blanked(&self, line: &str) -> String {
        if self.runs.is_empty() {
            return line.to_owned();
        }
        let words = tokens(line);
        let lower: Vec<String> = words.iter().map(|t| t.text.to_lowercase()).collect();
        let mut strange = vec![false; words.len()];
        for n in 1..=RUN {
            for (at, run) in lower.windows(n).enumerate() {
                if self.runs.contains(&run.join(" ")) {
                    strange.iter_mut().skip(at).take(n).for_each(|word| *word = true);
                }
            }
        }
        let mut out = String::with_capacity(line.len());
        let mut rest = 0;
        for (word, _) in words.iter().zip(&strange).filter(|(_, strange)| **strange) {
            out.push_str(line.get(rest..word.at).unwrap_or_default());
            out.extend(word.text.chars().map(|_| '·'));
            rest = word.end();
        }
        out.push_str(line.get(rest..).unwrap_or_default());
        out
    }
}

/// More than an id, a state or a time would have, blanks or marks: it could say something.
pub fn free(text: &str) -> bool {
    !text.chars().all(|c| c.is_alphanumeric() || "._-:/@+=,#*!$%".contains(c))
}

/// A policy document comes as JSON in a string.
pub fn document(text: &str) -> Option<Value> {
    let parsed = || serde_json::from_str(text).ok().filter(|v: &Value| v.is_object() || v.is_array());
    if text.trim_start().starts_with(['{', '[']) { parsed() } else { None }
}

fn texts(value: &Value, out: &mut Vec<String>) {
    match value {
        Value::String(text) => match document(text) {
            Some(inner) => texts(&inner, out),
            None => out.push(text.clone()),
        },
        Value::Array(all) => all.iter().for_each(|one| texts(one, out)),
        Value::Object(members) => {
            for (key, one) in members {
                out.push(key.clone());
                texts(one, out);
            }
        }
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quotations_are_found_in_part_and_in_other_case() {
        let runs = ["pay usd 999", "usd 999 to", "999 to eve", "left behind"].map(str::to_owned);
        let strangers = Strangers { runs: runs.into() };
        assert_eq!(
            strangers.blanked("Key 5 (Pay USD 999 to …, Left behind) costs USD 999"),
            "Key 5 (··· ··· ··· ·· …, ···· ······) costs USD 999"
        );
    }
}
