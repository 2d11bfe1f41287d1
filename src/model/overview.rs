//! One report over all accounts of a run: made of digests, so that its size goes with accounts and rules only.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::{Digest, Headline, Missed, Pillar, Severity};

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Overview {
    /// The worst first: by open findings of each severity, then by money, then by id.
    pub accounts: Vec<Entry>,
    /// Accounts that were to be audited and could not be entered.
    pub missed: Vec<Missed>,
    /// Rules with open findings in any account; the worst first.
    pub rules: Vec<SharedRule>,
    /// Of each rule the first to look at of its new and reopened findings.
    pub headlines: Vec<Headline>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Entry {
    /// The account's name in the organisation.
    pub name: Option<String>,
    #[serde(flatten)]
    pub digest: Digest,
}

/// A rule, and all accounts in which something fails it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SharedRule {
    pub id: String,
    pub title: String,
    pub pillar: Pillar,
    /// The worst among its findings.
    pub severity: Severity,
    pub open: u64,
    /// New and reopened ones among them.
    pub new: u64,
    /// USD cents a month.
    pub cents: i64,
    /// Open findings by account.
    pub accounts: BTreeMap<String, u64>,
}

impl Overview {
    /// `names` are those of accounts that have one.
    pub fn new(digests: &[Digest], missed: &[Missed], names: &BTreeMap<String, String>) -> Self {
        let entry = |digest: &Digest| Entry { name: names.get(&digest.run.account).cloned(), digest: digest.clone() };
        let mut accounts: Vec<Entry> = digests.iter().map(entry).collect();
        accounts.sort_by_cached_key(|entry| {
            let digest = &entry.digest;
            let open = Severity::ALL.map(|s| digest.open.get(&s).copied().unwrap_or_default());
            (std::cmp::Reverse((open, digest.cents)), digest.run.account.clone())
        });
        let mut headlines: Vec<Headline> =
            digests.iter().flat_map(|d| d.rules.values().filter_map(|r| r.first.clone())).collect();
        headlines.sort_by(|a, b| {
            (std::cmp::Reverse(a.score), &a.rule, &a.arn, &a.id).cmp(&(
                std::cmp::Reverse(b.score),
                &b.rule,
                &b.arn,
                &b.id,
            ))
        });
        let mut named = BTreeSet::new();
        headlines.retain(|h| named.insert(h.rule.clone()));
        Overview { accounts, missed: missed.to_vec(), rules: shared(digests), headlines }
    }

    /// Open findings of a severity, over all accounts.
    pub fn open(&self, severity: Severity) -> u64 {
        self.accounts.iter().filter_map(|a| a.digest.open.get(&severity)).sum()
    }

    /// USD a month over all accounts.
    pub fn monthly(&self) -> f64 {
        self.accounts.iter().map(|a| a.digest.cents).sum::<i64>() as f64 / 100.0
    }

    pub fn incomplete(&self) -> bool {
        !self.missed.is_empty() || self.accounts.iter().any(|a| a.digest.incomplete)
    }
}

fn shared(digests: &[Digest]) -> Vec<SharedRule> {
    let mut rules: BTreeMap<&str, SharedRule> = BTreeMap::new();
    for digest in digests {
        for (id, rule) in &digest.rules {
            let shared = rules.entry(id).or_insert_with(|| SharedRule {
                id: id.clone(),
                title: rule.title.clone(),
                pillar: rule.pillar,
                severity: rule.severity,
                open: 0,
                new: 0,
                cents: 0,
                accounts: BTreeMap::new(),
            });
            shared.severity = shared.severity.max(rule.severity);
            shared.open += rule.open;
            shared.new += rule.new;
            shared.cents += rule.cents;
            *shared.accounts.entry(digest.run.account.clone()).or_default() += rule.open;
        }
    }
    let mut rules: Vec<SharedRule> = rules.into_values().collect();
    rules.sort_by(|a, b| {
        let key = |r: &SharedRule| std::cmp::Reverse((r.severity, r.open, r.cents));
        (key(a), &a.id).cmp(&(key(b), &b.id))
    });
    rules
}
