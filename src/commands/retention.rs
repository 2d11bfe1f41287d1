//! `tickmark store prune`, and the same after each audit where `[retention]` says so.

use chrono::TimeDelta;

use crate::clock;
use crate::meaning;
use crate::render::counted;
use crate::rules::Rule;
use crate::store::{Pruned, Pruning, Retention, Store};

/// What is to go now. What these rules mean stays, whether a finding of theirs is left or not.
pub fn plan<'a>(retention: Retention, rules: impl Iterator<Item = &'a std::sync::Arc<Rule>>, dry_run: bool) -> Pruning {
    let meanings = rules.map(|rule| meaning::of_rule(rule).hash()).collect();
    Pruning { retention, now: clock::now(), meanings, dry_run }
}

/// What was read for runs that nobody has gone on with for so long.
const ABANDONED: TimeDelta = TimeDelta::days(7);

/// Lets go of abandoned runs; how many there were.
pub async fn abandoned(store: &dyn Store, dry_run: bool) -> anyhow::Result<u64> {
    let mut gone = 0;
    for journal in store.journals().unfinished().await? {
        if clock::now() - journal.started > ABANDONED {
            gone += 1;
            if !dry_run {
                store.journals().forget(&journal.name).await?;
            }
        }
    }
    Ok(gone)
}

/// What went, in one line.
pub fn told(pruned: &Pruned, dry_run: bool) -> String {
    let what = [
        (pruned.runs.len() as u64, "run", "runs"),
        (pruned.findings, "finding of theirs", "findings of theirs"),
        (pruned.resources, "resource that no run reads any more", "resources that no run reads any more"),
        (pruned.meanings, "meaning", "meanings"),
        (pruned.answers, "kept answer", "kept answers"),
        (pruned.messages, "message of old conversations", "messages of old conversations"),
        (pruned.model_calls, "try at a model", "tries at models"),
    ];
    let parts: Vec<String> =
        what.iter().filter(|(number, ..)| *number > 0).map(|(n, one, many)| counted(*n, one, many)).collect();
    match (parts.is_empty(), dry_run) {
        (true, _) => "nothing to delete".to_owned(),
        (false, true) => format!("would delete {}", parts.join(", ")),
        (false, false) => format!("deleted {}", parts.join(", ")),
    }
}
