//! What a store can be asked besides whole runs: counts and lists over a scope, what text means, conversations.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::Answer;
use crate::model::{CoverageRow, Finding, Resolved, RuleCount, Run};

/// Which findings, of the newest full run of each account (a partial one where none is full); an empty list restricts nothing.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Filter {
    /// This run instead of the newest.
    pub run: Option<String>,
    pub accounts: Vec<String>,
    pub regions: Vec<String>,
    pub pillars: Vec<String>,
    pub severities: Vec<String>,
    pub services: Vec<String>,
    pub kinds: Vec<String>,
    pub rules: Vec<String>,
    /// `open`, `excepted`, `unknown`.
    pub statuses: Vec<String>,
    /// `new`, `persisting`, `reopened`.
    pub changes: Vec<String>,
    /// Ids, ARNs, names, or parts of them; or beginnings of a finding's id.
    pub names: Vec<String>,
    /// Values of a tag that names the environment, in lower case.
    pub environments: Vec<String>,
    /// Hashes of what they mean.
    pub meanings: Vec<String>,
    /// First seen from here on.
    pub since: Option<DateTime<Utc>>,
    /// First seen before.
    pub until: Option<DateTime<Utc>>,
    /// Only those that money is known of, the most first.
    pub costly: bool,
}

/// What findings are counted by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum By {
    Severity,
    Pillar,
    Service,
    Account,
    Region,
    Rule,
    Meaning,
}

impl By {
    pub(super) fn column(self) -> &'static str {
        match self {
            By::Severity => "severity",
            By::Pillar => "pillar",
            By::Service => "service",
            By::Account => "account",
            By::Region => "region",
            By::Rule => "rule",
            By::Meaning => "meaning",
        }
    }
}

/// Which meanings can answer: those of rules, whether they have findings or not, and those of findings in a scope.
#[derive(Clone, Copy, Debug)]
pub struct Scope<'a> {
    pub filter: &'a Filter,
    /// Hashes of meanings.
    pub rules: &'a [String],
}

/// A count of findings, with the money a month that is known of them.
#[derive(Clone, Debug, PartialEq)]
pub struct Count {
    pub key: String,
    pub findings: u64,
    /// USD a month, overlap taken out.
    pub monthly: f64,
}

/// A resource as it was last read.
#[derive(Clone, Debug, PartialEq)]
pub struct Stored {
    pub account: String,
    /// The region that was read, or `global`.
    pub scope: String,
    pub kind: String,
    pub arn: String,
    pub id: String,
    pub region: String,
    /// The listing's answer about it, JSON.
    pub document: String,
    /// Its details that were read, a JSON object.
    pub details: String,
    pub last_seen: String,
}

/// The text that carries what findings mean; the same for all of one rule, but for those with words of their own.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Meaning {
    pub title: String,
    /// Why it matters, what to do, a finding's own words.
    pub body: String,
    /// Names: of the rule, its kind, its ids in other catalogues.
    pub words: String,
    /// How people ask for it, a line each.
    pub asked: String,
}

impl Meaning {
    /// Hex of a SHA-256.
    pub fn hash(&self) -> String {
        let mut hash = Sha256::new();
        let asked = Some(&self.asked).filter(|lines| !lines.is_empty());
        for part in [&self.title, &self.body, &self.words].into_iter().chain(asked) {
            hash.update(part);
            hash.update([0]);
        }
        hex::encode(&hash.finalize()[..16])
    }

    /// What an embedder reads, each with its weight in the vector; docs/ask.md says how they were measured.
    pub fn texts(&self) -> Vec<(f32, String)> {
        let whole = format!("{} {}. {}", self.words, self.title, self.body);
        let asked = self.asked.lines().map(|line| (1.0, line.to_owned()));
        [(3.0, self.title.clone()), (2.0, whole)].into_iter().chain(asked).collect()
    }

    /// Which version of `texts` a vector was made of: part of what it depends on.
    pub const TEXTS: &str = "2";
}

/// A question with its answer, as it is kept.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Message {
    pub session: String,
    /// Counted from 1.
    pub number: u32,
    pub asked_at: DateTime<Utc>,
    pub asker: String,
    pub question: String,
    /// JSON.
    pub intent: String,
    /// The object that `ask --json` prints.
    pub answer: String,
}

/// What `ask` needs of a store.
pub trait Questions: Send + Sync {
    /// The newest full run of each account, or the newest where none is full, by account.
    fn current(&self) -> Answer<'_, Vec<Run>>;
    /// The accounts' runs, newest first.
    fn history<'a>(&'a self, accounts: &'a [String], limit: usize) -> Answer<'a, Vec<Run>>;
    /// Counts by something, the largest first.
    fn count<'a>(&'a self, filter: &'a Filter, by: By) -> Answer<'a, Vec<Count>>;
    /// Findings in the order of their rank.
    fn list<'a>(&'a self, filter: &'a Filter, limit: usize) -> Answer<'a, Vec<Finding>>;
    /// Findings that a run of this id found resolved.
    fn resolved<'a>(&'a self, run: &'a str) -> Answer<'a, Vec<Resolved>>;
    /// Stored resources, by kind and id; only these of the filter count: accounts, regions, services, kinds, names,
    /// environments; and since and until, by when they were first seen after the account's first run.
    fn resources<'a>(&'a self, filter: &'a Filter, limit: usize) -> Answer<'a, (u64, Vec<Stored>)>;
    /// What the newest runs could not read.
    fn gaps<'a>(&'a self, filter: &'a Filter) -> Answer<'a, Vec<CoverageRow>>;
    /// What rules met, by rule; only rules, run and accounts of the filter count.
    fn checked<'a>(&'a self, filter: &'a Filter) -> Answer<'a, Vec<RuleCount>>;
    /// Meanings by text, the best first: (hash, score above 0).
    fn matching<'a>(&'a self, terms: &'a [String], scope: Scope<'a>, limit: usize) -> Answer<'a, Vec<(String, f64)>>;
    /// Meanings that an embedder has no vectors of yet.
    fn without_vectors<'a>(&'a self, embedder: &'a str) -> Answer<'a, Vec<(String, Meaning)>>;
    fn keep_vectors<'a>(&'a self, embedder: &'a str, vectors: &'a [(String, Vec<f32>)]) -> Answer<'a, ()>;
    /// The meanings nearest to a vector of this embedder, the nearest first: (hash, cosine).
    fn nearest<'a>(
        &'a self,
        embedder: &'a str,
        to: &'a [f32],
        scope: Scope<'a>,
        limit: usize,
    ) -> Answer<'a, Vec<(String, f64)>>;
    /// Adds meanings without findings.
    fn add_meanings<'a>(&'a self, meanings: &'a [Meaning]) -> Answer<'a, ()>;
    fn tell<'a>(&'a self, message: &'a Message) -> Answer<'a, ()>;
    /// A session's messages, oldest first.
    fn session<'a>(&'a self, id: &'a str) -> Answer<'a, Vec<Message>>;
    /// The session that this asker was last in.
    fn last_session<'a>(&'a self, asker: &'a str) -> Answer<'a, Option<String>>;
    /// Keeps tries at models: when each began, and what came of it as JSON.
    fn note_calls<'a>(&'a self, calls: &'a [(DateTime<Utc>, String)]) -> Answer<'a, ()>;
    /// The last tries since a moment, oldest first.
    fn calls(&self, since: DateTime<Utc>, limit: usize) -> Answer<'_, Vec<String>>;
    fn cached<'a>(&'a self, key: &'a str) -> Answer<'a, Option<String>>;
    fn cache<'a>(&'a self, key: &'a str, document: &'a str) -> Answer<'a, ()>;
}
