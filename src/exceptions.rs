//! Findings that somebody accepts, as a file that is reviewed like code: who answers for it, why, and until when. They
//! stay visible, and come back when their day is over.

mod check;
mod pattern;

use std::collections::BTreeSet;

use chrono::NaiveDate;

use crate::model::{Exception, ExceptionState, ExceptionUse, Faults, Finding, FindingStatus, RuleCount};

use pattern::Pattern;

/// The file that is read where none is named.
pub const FILE: &str = "exceptions.yaml";

/// A checked file; without entries where there is none.
#[derive(Clone, Debug, Default)]
pub struct Exceptions {
    entries: Vec<Entry>,
}

#[derive(Clone, Debug)]
struct Entry {
    rule: String,
    resource: Pattern,
    /// Empty: all.
    accounts: Vec<String>,
    exception: Exception,
}

/// What a run looked at, by which an entry that met nothing is judged.
pub struct Looked<'a> {
    pub account: &'a str,
    /// The day of the run, UTC.
    pub day: NaiveDate,
    pub regions: &'a [String],
    /// What the rules that were evaluated met.
    pub rules: &'a [RuleCount],
    /// Ids of all rules that there are.
    pub known: BTreeSet<&'a str>,
}

impl Exceptions {
    /// Reads the text of a file; `name` is what faults are told by. All faults are told together.
    pub fn parse(name: &str, text: &str) -> Result<Self, Faults> {
        check::entries(name, text).map(|entries| Exceptions { entries })
    }

    pub fn len(&self) -> usize {
        self.entries.len()
    }

    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// Accepts open findings, and says what became of each entry that is about this account. Of several entries for one
    /// finding the first that holds counts; one that has expired is remembered by the finding, which stays open.
    pub fn apply(&self, findings: &mut [Finding], looked: &Looked<'_>) -> Vec<ExceptionUse> {
        let mut uses = Vec::new();
        for entry in self.entries.iter().filter(|entry| entry.about(looked.account)) {
            let met = entry.accept(findings, looked.day);
            uses.push(entry.used(met, looked));
        }
        uses
    }
}

impl Entry {
    fn about(&self, account: &str) -> bool {
        self.accounts.is_empty() || self.accounts.iter().any(|a| a == account)
    }

    /// Valid through its last day.
    fn expired(&self, day: NaiveDate) -> bool {
        day > self.exception.expires
    }

    /// How many findings it met.
    fn accept(&self, findings: &mut [Finding], day: NaiveDate) -> u64 {
        let decided = |f: &Finding| f.status != FindingStatus::Unknown;
        let mut met = 0;
        for finding in findings.iter_mut().filter(|f| decided(f) && f.rule == self.rule && self.resource.is(&f.arn)) {
            met += 1;
            let accepted = finding.status == FindingStatus::Excepted;
            if !self.expired(day) && !accepted {
                finding.status = FindingStatus::Excepted;
                finding.exception = Some(self.exception.clone());
            } else if !accepted && finding.exception.is_none() {
                finding.exception = Some(self.exception.clone());
            }
        }
        met
    }

    fn used(&self, findings: u64, looked: &Looked<'_>) -> ExceptionUse {
        let state = match findings {
            _ if !looked.known.contains(self.rule.as_str()) => ExceptionState::Stale,
            _ if self.expired(looked.day) => ExceptionState::Expired,
            1.. => ExceptionState::Active,
            0 if self.looked_at(looked) => ExceptionState::Unused,
            0 => ExceptionState::Unchecked,
        };
        let (rule, resource, exception) = (self.rule.clone(), self.resource.to_string(), self.exception.clone());
        ExceptionUse { rule, resource, exception, state, findings }
    }

    /// Whether its rule was decided wherever it may be about.
    fn looked_at(&self, looked: &Looked<'_>) -> bool {
        let here = self.resource.region().is_none_or(|region| looked.regions.iter().any(|r| r == region));
        here && looked.rules.iter().any(|count| count.id == self.rule && count.unknown == 0)
    }
}

#[cfg(test)]
mod tests;
