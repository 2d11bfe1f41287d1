//! Findings that somebody answers for: entries of exceptions.yaml, and what became of them.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// Who accepts a finding, why, and until when.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Exception {
    pub reason: String,
    pub owner: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ticket: Option<String>,
    /// The last day that it holds, UTC.
    pub expires: NaiveDate,
}

/// One entry of exceptions.yaml and what it met in a run.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ExceptionUse {
    pub rule: String,
    /// As the file has it: `exact: arn:…`, `glob: …` or `regex: …`.
    pub resource: String,
    #[serde(flatten)]
    pub exception: Exception,
    pub state: ExceptionState,
    /// How many findings it was about.
    pub findings: u64,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ExceptionState {
    /// It accepts findings.
    Active,
    /// Its day is over: what it accepted is open again.
    Expired,
    /// It met no finding, though everything it is about was looked at.
    Unused,
    /// Its rule is none that this run knows.
    Stale,
    /// It met no finding, and not everything it is about was looked at.
    Unchecked,
}

impl ExceptionState {
    pub fn word(self) -> &'static str {
        match self {
            ExceptionState::Active => "active",
            ExceptionState::Expired => "expired",
            ExceptionState::Unused => "unused",
            ExceptionState::Stale => "stale",
            ExceptionState::Unchecked => "unchecked",
        }
    }
}
