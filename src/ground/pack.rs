//! The evidence pack: all that a model is shown. Findings under short ids, as JSON, a line each, between two marks that
//! nothing inside can contain.

use serde::Serialize;
use sha2::{Digest, Sha256};

use super::aliases::Aliases;
use super::entry::{self, Cleaner};
use super::facts::Facts;
use crate::model::Finding;

/// What a pack is made of.
pub struct Evidence<'a> {
    pub run: &'a str,
    /// The question, or what else is asked for; of the mark's seed only, it is not in the pack.
    pub question: &'a str,
    /// In the order of rank; nothing else is in the pack.
    pub findings: &'a [&'a Finding],
    /// Out of SQL.
    pub totals: &'a [Total],
    /// Known to nobody in the account, so that the mark cannot be guessed from there; the same for the same bytes.
    pub secret: &'a [u8],
    pub caps: Caps,
    /// Aliases in the place of account ids and names.
    pub alias: bool,
}

/// A figure that a model may use and did not count.
#[derive(Clone, Debug, Serialize)]
pub struct Total {
    /// `open findings of severity high`
    pub label: String,
    /// `21`, `USD 204.11 a month`
    pub value: String,
}

#[derive(Clone, Copy, Debug)]
pub struct Caps {
    pub findings: usize,
    /// Of the whole pack.
    pub characters: usize,
    /// Of one field.
    pub field: usize,
}

impl Default for Caps {
    fn default() -> Self {
        Caps { findings: 24, characters: 40_000, field: 500 }
    }
}

#[derive(Clone, Debug)]
pub struct Pack {
    /// Between its two marks.
    pub text: String,
    pub mark: String,
    /// Findings that the caps left off.
    pub left_out: usize,
    pub(super) findings: Vec<Entry>,
    pub(super) totals: Vec<Facts>,
    pub(super) aliases: Aliases,
}

#[derive(Clone, Debug)]
pub(super) struct Entry {
    /// The finding's id.
    pub id: String,
    /// Its rule's title.
    pub title: String,
    pub facts: Facts,
}

impl Pack {
    pub fn new(evidence: &Evidence) -> Self {
        let aliases = if evidence.alias { Aliases::of(evidence.findings) } else { Aliases::default() };
        let cleaner = Cleaner { field: evidence.caps.field, aliases: &aliases };
        let mut lines = Vec::new();
        let mut totals = Vec::new();
        for (at, total) in evidence.totals.iter().enumerate() {
            let (line, facts) = entry::total(&cleaner, at + 1, total);
            lines.push(line);
            totals.push(facts);
        }
        // The marks and their line ends.
        let mut size = 160 + lines.iter().map(|line| line.chars().count() + 1).sum::<usize>();
        let mut findings = Vec::new();
        for finding in evidence.findings.iter().take(evidence.caps.findings) {
            let (line, facts) = entry::finding(&cleaner, findings.len() + 1, finding);
            size += line.chars().count() + 1;
            if size > evidence.caps.characters {
                break;
            }
            lines.push(line);
            findings.push(Entry { id: finding.id.clone(), title: finding.title.clone(), facts });
        }
        let body = lines.join("\n");
        let mark = mark(evidence, &body);
        let text = format!("<<<{mark}\n{body}\n{mark}>>>");
        let left_out = evidence.findings.len() - findings.len();
        Pack { text, mark, left_out, findings, totals, aliases }
    }

    /// The full id of the finding that stands in the pack as `F<n>`.
    pub fn finding(&self, n: usize) -> Option<&str> {
        self.findings.get(n.checked_sub(1)?).map(|entry| entry.id.as_str())
    }

    /// The title of the rule of finding `F<n>`.
    pub(super) fn title(&self, n: usize) -> Option<&str> {
        self.findings.get(n.checked_sub(1)?).map(|entry| entry.title.as_str())
    }

    /// How many findings are in it.
    pub fn len(&self) -> usize {
        self.findings.len()
    }

    pub fn is_empty(&self) -> bool {
        self.findings.is_empty()
    }

    /// Text out of the pack with real names again; for what is not checked sentence by sentence.
    pub fn reverse(&self, text: &str) -> String {
        self.aliases.reverse(text)
    }
}

/// A mark that the body does not contain.
fn mark(evidence: &Evidence, body: &str) -> String {
    let mut tries = 0u64;
    loop {
        let mut hash = Sha256::new();
        for part in [evidence.secret, evidence.run.as_bytes(), evidence.question.as_bytes(), &tries.to_be_bytes()] {
            hash.update((part.len() as u64).to_be_bytes());
            hash.update(part);
        }
        let mark: String = hex::encode(hash.finalize()).chars().take(32).collect();
        if !body.contains(&mark) {
            return format!("EVIDENCE-{mark}");
        }
        tries += 1;
    }
}
