//! Questions about time and about places beside each other: what changed, are we getting better, here against there.

use super::{Asked, Citation, Found, say, scope};
use crate::model::Run;
use crate::render::{code, counted, text};
use crate::store::{By, Count, Filter};

/// The most runs that a trend shows.
const RUNS: usize = 8;
/// The most changes of a kind that are told.
const TOLD: usize = 5;

impl Asked<'_> {
    fn accounts(&self) -> Vec<String> {
        self.runs.iter().map(|r| r.account.clone()).collect()
    }

    /// What is new, came back and went away, since a time or since the run before.
    pub async fn changes(&self) -> anyhow::Result<(String, Found)> {
        let store = self.asker.store;
        let mut found = Found { grounded: true, ..Found::default() };
        let narrow = |f: Filter| if self.filter.since.is_some() { f } else { Filter { since: None, until: None, ..f } };
        let new = match self.filter.since {
            // By when they were first seen, whichever run that was.
            Some(_) => Filter { changes: Vec::new(), ..self.filter.clone() },
            None => Filter { changes: vec!["new".into()], ..self.filter.clone() },
        };
        let back = narrow(Filter { changes: vec!["reopened".into()], since: None, until: None, ..self.filter.clone() });
        let mut out = format!("Since {}:", self.since());
        for (what, filter) in [("new", new), ("back again", back)] {
            let total: u64 = store.count(&filter, By::Severity).await?.iter().map(|c| c.findings).sum();
            out.push_str(&format!("\n\n**{} {what}.**", counted(total, "finding is", "findings are")));
            for finding in store.list(&filter, TOLD).await? {
                out.push_str(&format!(
                    "\n- {} ({}): {} in {} [{}]",
                    text(&finding.title),
                    finding.severity,
                    code(&finding.resource),
                    finding.region,
                    say::short(&finding.id)
                ));
                found.citations.push(say::cite(&finding));
            }
        }
        let resolved = self.resolved().await?;
        out.push_str(&format!("\n\n**{} resolved.**", counted(resolved.len() as u64, "finding is", "findings are")));
        for gone in resolved.iter().take(TOLD) {
            out.push_str(&format!(
                "\n- {} ({}): {} in {}",
                text(&gone.title),
                gone.severity,
                code(&gone.resource),
                gone.region
            ));
            found.citations.push(Citation { finding: Some(gone.id.clone()), arn: gone.arn.clone(), cli: None });
        }
        Ok((out, found))
    }

    fn since(&self) -> String {
        match (self.filter.since, self.runs.iter().filter_map(|r| r.previous_started).min()) {
            (Some(since), _) => since.format("%Y-%m-%d %H:%M UTC").to_string(),
            (None, Some(previous)) => format!("the run before, of {}", previous.format("%Y-%m-%d %H:%M UTC")),
            (None, None) => "the beginning (there is one run only, so all is new)".to_owned(),
        }
    }

    async fn resolved(&self) -> anyhow::Result<Vec<crate::model::Resolved>> {
        let runs = match self.filter.since {
            Some(since) => self.history().await?.into_iter().filter(|r| r.started >= since).collect(),
            None => self.runs.clone(),
        };
        let mut all = Vec::new();
        for run in runs {
            all.extend(self.asker.store.resolved(&run.id).await?);
        }
        let in_scope = |r: &crate::model::Resolved| {
            (self.filter.regions.is_empty() || self.filter.regions.contains(&r.region))
                && (self.filter.severities.is_empty() || self.filter.severities.iter().any(|s| s == r.severity.word()))
        };
        all.retain(in_scope);
        Ok(all)
    }

    async fn history(&self) -> anyhow::Result<Vec<Run>> {
        Ok(self.asker.store.history(&self.accounts(), 1000).await?)
    }

    /// Open findings by severity over the last runs.
    pub async fn trend(&self) -> anyhow::Result<(String, Found)> {
        let mut runs: Vec<Run> = self.history().await?;
        runs.retain(|r| self.filter.since.is_none_or(|since| r.started >= since));
        // What a partial run did not look at has not got better.
        if runs.iter().any(|r| !r.partial) {
            runs.retain(|r| !r.partial);
        }
        runs.truncate(RUNS);
        runs.reverse();
        let mut totals: Vec<u64> = Vec::new();
        let mut rows = String::new();
        for run in &runs {
            let filter = Filter { run: Some(run.id.clone()), since: None, until: None, ..self.filter.clone() };
            let counts = self.asker.store.count(&filter, By::Severity).await?;
            let total = counts.iter().map(|c| c.findings).sum();
            totals.push(total);
            let of = |word: &str| counts.iter().find(|c| c.key == word).map_or(0, |c| c.findings);
            rows.push_str(&format!(
                "\n| {} | {} | {total} | {} | {} | {} | {} |",
                run.started.format("%Y-%m-%d %H:%M"),
                run.account,
                of("critical"),
                of("high"),
                of("medium"),
                of("low")
            ));
        }
        let words = match totals[..] {
            [] | [_] => "There is one run only, so there is no trend yet.".to_owned(),
            [first, .., last] if last < first => format!("Better: {first} open findings then, {last} now."),
            [first, .., last] if last > first => format!("Worse: {first} open findings then, {last} now."),
            [_, .., last] => format!("Unchanged: {last} open findings then and now."),
        };
        let head = "\n\n| run | account | open | critical | high | medium | low |\n| --- | --- | ---: | ---: | ---: | ---: | ---: |";
        Ok((format!("{words}{head}{rows}"), Found { grounded: true, ..Found::default() }))
    }

    /// The same counts for places beside each other: regions, accounts or environments.
    pub async fn compare(&self) -> anyhow::Result<(String, Found)> {
        let store = self.asker.store;
        let mut rows: Vec<(String, Vec<Count>)> = Vec::new();
        if self.intent.environments.len() > 1 {
            for environment in &self.intent.environments {
                let one = super::intent::Intent { environments: vec![environment.clone()], ..self.intent.clone() };
                let filter = scope::filter(&one, &self.asker.fixed);
                rows.push((environment.clone(), store.count(&filter, By::Severity).await?));
            }
        } else {
            let by = if self.filter.accounts.len() > 1 || (self.filter.regions.len() < 2 && self.runs.len() > 1) {
                By::Account
            } else {
                By::Region
            };
            let keys: Vec<String> = store.count(&self.filter, by).await?.into_iter().map(|c| c.key).collect();
            for key in keys {
                let filter = match by {
                    By::Account => Filter { accounts: vec![key.clone()], ..self.filter.clone() },
                    _ => Filter { regions: vec![key.clone()], ..self.filter.clone() },
                };
                rows.push((key, store.count(&filter, By::Severity).await?));
            }
        }
        let sum = |counts: &[Count]| counts.iter().map(|c| c.findings).sum::<u64>();
        let words: Vec<String> =
            rows.iter().map(|(key, counts)| format!("{key} has {}", say::findings(sum(counts)))).collect();
        let mut out = format!(
            "{}.\n\n| | open | critical | high | medium | low | USD a month |\n| --- | ---: | ---: | ---: | ---: | ---: | ---: |",
            say::and(&words)
        );
        for (key, counts) in &rows {
            let of = |word: &str| counts.iter().find(|c| c.key == word).map_or(0, |c| c.findings);
            let money: f64 = counts.iter().map(|c| c.monthly).sum();
            out.push_str(&format!(
                "\n| {key} | {} | {} | {} | {} | {} | {money:.2} |",
                sum(counts),
                of("critical"),
                of("high"),
                of("medium"),
                of("low")
            ));
        }
        Ok((out, Found { grounded: !rows.is_empty(), ..Found::default() }))
    }
}
