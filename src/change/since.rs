//! What moved since a date: against what the account's last run before it knew.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use super::{State, StateStatus, States, resolution};
use crate::model::{Finding, Moved, Report, Resolved, Run, Since};

/// How many of each are named.
const MOST: usize = 20;

/// `then` is where findings stood in the run `base`, by id; `states` is what the report's own run knows.
pub fn since(
    date: NaiveDate,
    base: &Run,
    then: &BTreeMap<String, StateStatus>,
    report: &Report,
    states: &States,
) -> Since {
    let was = |id: &str| then.get(id).copied();
    let ids = |wanted: &dyn Fn(Option<StateStatus>) -> bool| {
        let mut found: Vec<&Finding> = report.open().filter(|f| wanted(was(&f.id))).collect();
        found.sort_by_key(|f| f.rank);
        found.into_iter().map(|f| f.id.clone()).collect::<Vec<_>>()
    };
    let mut new = ids(&|then| matches!(then, None | Some(StateStatus::Unknown)));
    let mut reopened = ids(&|then| matches!(then, Some(StateStatus::Resolved | StateStatus::Excepted)));
    let gone = |(id, state): &(&String, &State)| {
        state.standing.status == StateStatus::Resolved && was(id).is_some_and(StateStatus::stands)
    };
    let mut resolved: Vec<Resolved> =
        states.iter().filter(gone).map(|(_, state)| resolution(state, report.run.started)).collect();
    resolved.sort_by(|a, b| (b.severity, &a.rule, &a.arn, &a.id).cmp(&(a.severity, &b.rule, &b.arn, &b.id)));
    let number = |length: usize| length as u64;
    let moved = Moved { new: number(new.len()), reopened: number(reopened.len()), resolved: number(resolved.len()) };
    new.truncate(MOST);
    reopened.truncate(MOST);
    resolved.truncate(MOST);
    let younger = base.started.date_naive() > date;
    Since { date, run: base.id.clone(), started: base.started, younger, moved, new, reopened, resolved }
}
