//! Against the run before: what is new, what persists, what came back, what is resolved, what could not be looked at.
//! Against any other run: `diff`; against the one before a date: `since`; over many: `trend`.

mod diff;
mod since;
mod trend;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use chrono::{DateTime, Utc};

use crate::model::{Change, Finding, FindingStatus, Resolved};

pub use diff::{Diff, Entry, Looks, Mark, Side, diff};
pub use since::since;
pub use trend::{MOST_POINTS, joined};

/// What a run knows of one finding that was ever seen.
#[derive(Clone, Debug, PartialEq)]
pub struct State {
    pub standing: Standing,
    /// As it was last seen; shared with the report that shows it.
    pub finding: Arc<Finding>,
}

/// Where a finding stands.
#[derive(Clone, Debug, PartialEq)]
pub struct Standing {
    /// The region that was read, or `global`: where it must be looked for again.
    pub scope: String,
    pub status: StateStatus,
    pub first_seen: DateTime<Utc>,
    pub last_seen: DateTime<Utc>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StateStatus {
    Open,
    /// Open, and accepted by an exception.
    Excepted,
    /// Never decided.
    Unknown,
    Resolved,
}

impl StateStatus {
    pub const ALL: [StateStatus; 4] =
        [StateStatus::Open, StateStatus::Excepted, StateStatus::Unknown, StateStatus::Resolved];

    pub fn word(self) -> &'static str {
        match self {
            StateStatus::Open => "open",
            StateStatus::Excepted => "excepted",
            StateStatus::Unknown => "unknown",
            StateStatus::Resolved => "resolved",
        }
    }

    /// The status of that word; what no version of the program wrote is unknown.
    pub fn of(word: &str) -> Self {
        StateStatus::ALL.into_iter().find(|s| s.word() == word).unwrap_or(StateStatus::Unknown)
    }

    /// Whether the state of the world was as the rule says, accepted or not.
    pub fn stands(self) -> bool {
        matches!(self, StateStatus::Open | StateStatus::Excepted)
    }
}

/// States by finding id.
pub type States = BTreeMap<String, State>;

/// Adds what a run knew that these states were made without, because it was still under way: of each finding what was
/// seen last. Of two that saw it last at the same moment one has looked again, and found it gone.
pub fn unite(states: &mut States, other: States) {
    for (id, theirs) in other {
        let Some(ours) = states.get_mut(&id) else {
            states.insert(id, theirs);
            continue;
        };
        let first_seen = ours.standing.first_seen.min(theirs.standing.first_seen);
        let rank = |s: &Standing| (s.last_seen, s.status == StateStatus::Resolved);
        if rank(&theirs.standing) > rank(&ours.standing) {
            *ours = theirs;
        }
        ours.standing.first_seen = first_seen;
    }
}

/// What this run looked at.
pub struct Looked<'a> {
    /// Ids of the rules evaluated.
    pub rules: BTreeSet<&'a str>,
    /// Regions read, `global` among them.
    pub scopes: BTreeSet<&'a str>,
    /// (rule, scope) in which everything was decided.
    pub covered: &'a BTreeSet<(String, String)>,
    pub now: DateTime<Utc>,
}

/// What comparing gave.
pub struct Compared {
    pub resolved: Vec<Resolved>,
    met: BTreeMap<String, Standing>,
    missed: States,
    /// Ids of what an exception accepted until now.
    excepted: BTreeSet<String>,
}

impl Compared {
    /// What the next run compares with: the findings as they were ranked, which is how it shows them, and those that
    /// were not met.
    pub fn states(&self, findings: &[Arc<Finding>]) -> States {
        let met = findings.iter().filter_map(|finding| {
            let mut standing = self.met.get(&finding.id)?.clone();
            if finding.status == FindingStatus::Excepted {
                standing.status = StateStatus::Excepted;
            }
            Some((finding.id.clone(), State { standing, finding: finding.clone() }))
        });
        met.chain(self.missed.iter().map(|(id, state)| (id.clone(), state.clone()))).collect()
    }

    /// What was accepted and is not any more came back, for whoever reads what is new. Asked after exceptions were
    /// applied.
    pub fn reopen(&self, findings: &mut [Finding]) {
        for finding in findings.iter_mut().filter(|f| f.status == FindingStatus::Open) {
            if self.excepted.contains(&finding.id) {
                finding.change = Change::Reopened;
            }
        }
    }
}

/// Compares a run's findings with the states that the run before left; `scope_of` says where a finding's rule reads.
/// Findings that were open and could not be looked at again are added as unknown.
pub fn compare(
    findings: &mut Vec<Finding>,
    before: States,
    looked: &Looked,
    scope_of: impl Fn(&Finding) -> String,
) -> Compared {
    let excepted = before.iter().filter(|(_, s)| s.standing.status == StateStatus::Excepted);
    let excepted = excepted.map(|(id, _)| id.clone()).collect();
    let mut met = BTreeMap::new();
    for finding in findings.iter_mut() {
        let known = before.get(&finding.id).map(|state| &state.standing);
        let standing = meet(finding, known, scope_of(finding));
        met.insert(finding.id.clone(), standing);
    }
    let (mut resolved, mut missed_states) = (Vec::new(), States::new());
    for (id, state) in before {
        if met.contains_key(&id) {
            continue;
        }
        let (next, missed) = miss(state, looked);
        match missed {
            Missed::Resolved => resolved.push(resolution(&next, looked.now)),
            Missed::NotChecked(finding) => findings.push(*finding),
            Missed::NotAsked => {}
        }
        missed_states.insert(id, next);
    }
    resolved.sort_by(|a, b| {
        (std::cmp::Reverse(a.severity), &a.rule, &a.arn, &a.id).cmp(&(
            std::cmp::Reverse(b.severity),
            &b.rule,
            &b.arn,
            &b.id,
        ))
    });
    Compared { resolved, met, missed: missed_states, excepted }
}

/// A finding of this run; sets its change and when it was first seen.
fn meet(finding: &mut Finding, before: Option<&Standing>, scope: String) -> Standing {
    let open = finding.status != FindingStatus::Unknown;
    let known = before.filter(|s| s.status != StateStatus::Unknown || !open);
    finding.change = match known.map(|s| s.status) {
        None => Change::New,
        Some(StateStatus::Resolved) if open => Change::Reopened,
        Some(_) => Change::Persisting,
    };
    if let Some(state) = known {
        finding.first_seen = state.first_seen;
    }
    let status = match (open, before.map(|s| s.status)) {
        (true, _) => StateStatus::Open,
        // What was open and cannot be decided now stays open until a full look says otherwise.
        (false, Some(earlier)) => earlier,
        (false, None) => StateStatus::Unknown,
    };
    if !open && before.is_some_and(|s| s.status.stands()) {
        finding.last_seen = before.map_or(finding.last_seen, |s| s.last_seen);
    }
    let last_seen = finding.last_seen;
    Standing { scope, status, first_seen: finding.first_seen, last_seen }
}

enum Missed {
    Resolved,
    NotChecked(Box<Finding>),
    NotAsked,
}

/// A finding of an earlier run that this one did not meet.
fn miss(mut state: State, looked: &Looked) -> (State, Missed) {
    let rule = state.finding.rule.clone();
    let asked = looked.rules.contains(rule.as_str()) && looked.scopes.contains(state.standing.scope.as_str());
    if state.standing.status == StateStatus::Resolved || !asked {
        return (state, Missed::NotAsked);
    }
    if looked.covered.contains(&(rule, state.standing.scope.clone())) {
        let was_open = state.standing.status.stands();
        state.standing.status = StateStatus::Resolved;
        return (state, if was_open { Missed::Resolved } else { Missed::NotAsked });
    }
    if state.standing.status == StateStatus::Unknown {
        return (state, Missed::NotAsked);
    }
    let mut finding = Finding::clone(&state.finding);
    let seen = state.standing.last_seen.format("%Y-%m-%d");
    finding.status = FindingStatus::Unknown;
    finding.change = Change::Persisting;
    finding.cost = None;
    finding.exception = None;
    finding.message = format!("Could not be checked again; it was {} on {seen}", state.standing.status.word());
    (state, Missed::NotChecked(Box::new(finding)))
}

fn resolution(state: &State, now: DateTime<Utc>) -> Resolved {
    let finding = &state.finding;
    Resolved {
        id: finding.id.clone(),
        rule: finding.rule.clone(),
        title: finding.title.clone(),
        severity: finding.severity,
        arn: finding.arn.clone(),
        region: finding.region.clone(),
        resource: finding.resource.clone(),
        first_seen: state.standing.first_seen,
        resolved_at: now,
    }
}

#[cfg(test)]
mod tests;
