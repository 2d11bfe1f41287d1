//! Whether the rows of one run belong together.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Utc};

use super::StoreError;
use super::check::{Problems, each};
use super::read::{Cells, Snapshot, call, state};
use super::rows::{ALERTS, EXCEPTIONS, Row, Table, finding as finding_row};
use crate::model::{Alert, ExceptionUse, Finding, Resolved, RuleCount, Run};

/// Names of a finding's columns, in the order of its table's `select`; documents and what is compared apart have none.
const COLUMNS: [&str; 16] = [
    "", "id", "rank", "rule", "pillar", "severity", "status", "account", "region", "kind", "resource", "arn", "", "",
    "", "",
];
const DOCUMENT: usize = 12;
const BUNDLE: usize = 13;
const FIRST_SEEN: usize = 14;
const CENTS: usize = 15;

/// What findings of a bundle have in common, how many they are, and what they cost.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Sum {
    key: Vec<String>,
    findings: u64,
    cents: i64,
    first: u64,
}

/// A finding as far as others refer to it.
struct Seen {
    id: String,
    first_seen: DateTime<Utc>,
}

pub(super) async fn check(from: &mut impl Snapshot, run: &Run, problems: &mut Problems) -> Result<(), StoreError> {
    documents(from, run, problems).await?;
    let seen = findings(from, run, problems).await?;
    states(from, run, seen, problems).await
}

/// Rows that are hardly more than a document.
async fn documents(from: &mut impl Snapshot, run: &Run, problems: &mut Problems) -> Result<(), StoreError> {
    let (id, name): (&[&str], &str) = (&[&run.id], &run.id);
    each(from, Table::Call.select(), id, |row| {
        let what = row.iter().take(5).flatten().cloned().collect::<Vec<_>>().join(" ");
        if let Err(error) = call(row) {
            problems.add(format!("coverage {what}: {error}"));
        }
    })
    .await?;
    each(from, Table::RuleCount.select(), id, |row| {
        let (rule, document) = second_and_last(&row);
        let what = format!("run {name}, count of rule {rule}");
        if problems.parse::<RuleCount>(&what, &document).is_some_and(|count| count.id != rule) {
            problems.add(format!("{what}: its document is of another rule"));
        }
    })
    .await?;
    each(from, Table::Section.select(), id, |row| {
        let (section, document) = second_and_last(&row);
        let what = format!("run {name}, section {section}");
        match section.as_str() {
            ALERTS => drop(problems.parse::<Vec<Alert>>(&what, &document)),
            EXCEPTIONS => drop(problems.parse::<Vec<ExceptionUse>>(&what, &document)),
            _ => drop(problems.parse::<serde_json::Value>(&what, &document)),
        }
    })
    .await?;
    let mut positions = Vec::new();
    each(from, Table::Resolved.select(), id, |row| {
        positions.push(row.get(2).cloned().flatten().unwrap_or_default());
        let (finding, document) = second_and_last(&row);
        let what = format!("run {name}, resolved {finding}");
        if problems.parse::<Resolved>(&what, &document).is_some_and(|resolved| resolved.id != finding) {
            problems.add(format!("{what}: its document is of another finding"));
        }
    })
    .await?;
    if positions.iter().enumerate().any(|(at, position)| *position != at.to_string()) {
        problems.add(format!("run {name}: the positions of what it resolved are not 0, 1, 2 …"));
    }
    Ok(())
}

/// A row's name, and its document, which is the last column of each such table.
fn second_and_last(row: &Row) -> (String, String) {
    let text = |cell: Option<&Option<String>>| cell.cloned().flatten().unwrap_or_default();
    (text(row.get(1)), text(row.last()))
}

/// Findings against their documents, their ranks and their bundles.
async fn findings(from: &mut impl Snapshot, run: &Run, problems: &mut Problems) -> Result<Vec<Seen>, StoreError> {
    let (id, name): (&[&str], &str) = (&[&run.id], &run.id);
    let (mut seen, mut ranks, mut sums) = (Vec::new(), 0_u64, BTreeMap::<String, Sum>::new());
    each(from, Table::Finding.select(), id, |row| {
        ranks += 1;
        let cell = |at: usize| row.get(at).and_then(Option::as_deref).unwrap_or_default();
        let what = format!("run {name}, finding {}", cell(1));
        if cell(2) != ranks.to_string() {
            problems.add(format!("{what}: its rank is {} where {ranks} comes next", cell(2)));
            ranks = cell(2).parse().unwrap_or(ranks);
        }
        let Some(finding) = problems.parse::<Finding>(&what, cell(DOCUMENT)) else { return };
        for column in wrong(run, &finding, &row) {
            problems.add(format!("{what}: its document does not agree with its column {column}"));
        }
        sums.entry(cell(BUNDLE).to_owned()).or_default().add(&finding, cell(CENTS));
        seen.push(Seen { id: cell(1).to_owned(), first_seen: finding.first_seen });
    })
    .await?;
    bundles(from, run, sums, problems).await?;
    Ok(seen)
}

/// Columns that say something else than the document.
fn wrong(run: &Run, finding: &Finding, row: &Row) -> Vec<&'static str> {
    let Ok(made) = finding_row(run, finding, 0) else { return vec!["document"] };
    let cell = |row: &Row, at: usize| row.get(at).cloned().flatten().unwrap_or_default();
    let named = COLUMNS.iter().enumerate().filter(|(at, name)| !name.is_empty() && cell(&made, *at) != cell(row, *at));
    let mut wrong: Vec<&str> = named.map(|(_, name)| *name).collect();
    // Runs of the first version have the time as their documents write it.
    if cell(row, FIRST_SEEN).parse::<DateTime<Utc>>().ok() != Some(finding.first_seen) {
        wrong.push("first_seen");
    }
    let cents = |row: &Row| cell(row, CENTS).parse::<i64>().unwrap_or_default();
    if cents(&made) != cents(row) {
        wrong.push("cents");
    }
    wrong
}

impl Sum {
    fn add(&mut self, finding: &Finding, cents: &str) {
        let key = [
            &finding.rule,
            finding.pillar.word(),
            finding.severity.word(),
            finding.status.word(),
            finding.change.word(),
            &finding.account,
            &finding.region,
            &finding.kind,
        ];
        let key: Vec<String> = key.iter().map(|part| (*part).to_owned()).collect();
        if self.findings == 0 {
            *self = Sum { key, first: finding.rank, ..Sum::default() };
        } else if self.key != key {
            // No bundle has such a key, so it is told.
            self.key.push(format!("and {}", finding.id));
        }
        self.findings += 1;
        self.cents += cents.parse::<i64>().unwrap_or_default();
        self.first = self.first.min(finding.rank);
    }
}

async fn bundles(
    from: &mut impl Snapshot,
    run: &Run,
    mut sums: BTreeMap<String, Sum>,
    problems: &mut Problems,
) -> Result<(), StoreError> {
    let id: &[&str] = &[&run.id];
    each(from, Table::Bundle.select(), id, |row| {
        let mut cells = Cells::of(row);
        cells.text(); // the run
        let (number, _meaning) = (cells.text(), cells.text());
        let mut key: Vec<String> = (0..7).map(|_| cells.text()).collect();
        cells.text(); // the service, which the kind names too
        key.push(cells.text());
        let (findings, cents) = (cells.number(), cells.text().parse().unwrap_or_default());
        let kept = Sum { key, findings, cents, first: cells.number() };
        let what = format!("run {}, bundle {number}", run.id);
        match sums.remove(&number) {
            None => problems.add(format!("{what}: no finding is in it")),
            Some(sum) if sum.key != kept.key => problems.add(format!("{what}: its findings have not its key")),
            Some(sum) if sum != kept => problems.add(format!(
                "{what}: says {} findings, {} cents, first {}; they are {}, {} and {}",
                kept.findings, kept.cents, kept.first, sum.findings, sum.cents, sum.first
            )),
            Some(_) => {}
        }
    })
    .await?;
    for (number, sum) in sums {
        problems.add(format!("run {}: {} findings are in bundle {number}, which is not there", run.id, sum.findings));
    }
    Ok(())
}

/// Every finding has a state, which is what the next run compares with.
async fn states(
    from: &mut impl Snapshot,
    run: &Run,
    seen: Vec<Seen>,
    problems: &mut Problems,
) -> Result<(), StoreError> {
    let mut first_seen: BTreeMap<String, DateTime<Utc>> = BTreeMap::new();
    let words: BTreeSet<&str> = crate::change::StateStatus::ALL.iter().map(|status| status.word()).collect();
    each(from, Table::FindingState.select(), &[&run.id], |row| {
        let cell = |at: usize| row.get(at).cloned().flatten().unwrap_or_default();
        let (id, rule, status) = (cell(1), cell(2), cell(4));
        let what = format!("run {}, state of finding {id}", run.id);
        match state(row) {
            Err(error) => problems.add(format!("{what}: {error}")),
            Ok((_, state)) => {
                if state.finding.id != id || state.finding.rule != rule {
                    problems.add(format!("{what}: its document is of another finding"));
                }
                if !words.contains(status.as_str()) {
                    problems.add(format!("{what}: {status:?} is no status"));
                }
                if state.standing.first_seen > state.standing.last_seen {
                    problems.add(format!("{what}: first seen after it was last seen"));
                }
                first_seen.insert(id, state.standing.first_seen);
            }
        }
    })
    .await?;
    for finding in seen {
        let what = format!("run {}, finding {}", run.id, finding.id);
        match first_seen.get(&finding.id) {
            None => problems.add(format!("{what}: the run has no state of it")),
            Some(time) if *time != finding.first_seen => {
                problems.add(format!("{what}: its state has another day on which it was first seen"));
            }
            Some(_) => {}
        }
    }
    Ok(())
}
