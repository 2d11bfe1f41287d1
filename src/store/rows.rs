//! A run as the rows that its tables hold: what is saved, and what is copied from one store to another without being
//! understood on the way, so that a copy is the same bytes.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use chrono::{DateTime, SecondsFormat, Utc};

use super::bundle;
use super::{Kept, KeptResource, Meaning, StoreError};
use crate::change::State;
use crate::model::{CoverageRow, Finding, Report, Resolved, RuleCount, Run};

/// A row, column by column, in the order of its table's `select`. Whole numbers are text as well.
pub type Row = Vec<Option<String>>;

/// A table that a run has rows in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Table {
    Run,
    Call,
    RuleCount,
    Section,
    Meaning,
    Bundle,
    Finding,
    Resolved,
    FindingState,
    Resource,
}

impl Table {
    /// In an order in which they can be filled: what is referred to comes first.
    pub const ALL: [Table; 10] = [
        Table::Run,
        Table::Call,
        Table::RuleCount,
        Table::Section,
        Table::Meaning,
        Table::Bundle,
        Table::Finding,
        Table::Resolved,
        Table::FindingState,
        Table::Resource,
    ];

    /// All rows of the run $1; understood by both databases. Whole numbers are ordered by under their table's name:
    /// without it PostgreSQL takes the text that is selected.
    pub(super) fn select(self) -> &'static str {
        match self {
            Table::Run => "SELECT id, account, started, finished, document FROM run WHERE id = $1",
            Table::Call => {
                "SELECT run_id, account, region, service, operation, status, CAST(calls AS TEXT), error, rules,
                        CAST(throttles AS TEXT), CAST(resources AS TEXT)
                 FROM call WHERE run_id = $1 ORDER BY account, region, service, operation"
            }
            Table::RuleCount => "SELECT run_id, rule, document FROM rule_count WHERE run_id = $1 ORDER BY rule",
            Table::Section => "SELECT run_id, name, document FROM section WHERE run_id = $1 ORDER BY name",
            Table::Finding => {
                "SELECT run_id, id, CAST(rank AS TEXT), rule, pillar, severity, status, account, region, kind,
                        resource, arn, document, CAST(bundle AS TEXT), first_seen, CAST(cents AS TEXT)
                 FROM finding WHERE run_id = $1 ORDER BY finding.rank"
            }
            Table::Meaning => {
                "SELECT hash, title, body, words, asked FROM meaning
                 WHERE hash IN (SELECT meaning FROM bundle WHERE run_id = $1) ORDER BY hash"
            }
            Table::Bundle => {
                "SELECT run_id, CAST(number AS TEXT), meaning, rule, pillar, severity, status, change, account, region,
                        service, kind, CAST(findings AS TEXT), CAST(cents AS TEXT), CAST(first AS TEXT)
                 FROM bundle WHERE run_id = $1 ORDER BY bundle.number"
            }
            Table::Resolved => {
                "SELECT run_id, id, CAST(position AS TEXT), document
                 FROM resolved WHERE run_id = $1 ORDER BY resolved.position"
            }
            Table::FindingState => {
                "SELECT run_id, id, rule, scope, status, first_seen, last_seen, document
                 FROM finding_state WHERE run_id = $1 ORDER BY id"
            }
            // Resources belong to an account and not to a run: with a run go those that were last read in it, or since
            // the account's run before it, in case the run that read them is not kept any more.
            Table::Resource => {
                "SELECT r.account, r.scope, r.kind, r.arn, r.id, r.region, r.document, r.details, r.first_seen,
                        r.last_seen
                 FROM run JOIN resource AS r ON r.account = run.account
                 WHERE run.id = $1 AND r.last_seen <= run.started AND r.last_seen > coalesce(
                     (SELECT max(b.started) FROM run AS b WHERE b.account = run.account AND b.started < run.started), '')
                 ORDER BY r.scope, r.kind, r.arn, r.id"
            }
        }
    }
}

/// Names of a run's sections.
pub(super) const ALERTS: &str = "alerts";
pub(super) const EXCEPTIONS: &str = "exceptions";
pub(super) const TREND: &str = "trend";

/// Some rows of one table: as many as go into a store at once.
#[derive(Debug)]
pub struct Rows {
    pub table: Table,
    pub rows: Vec<Row>,
    size: usize,
}

impl Rows {
    /// Beyond these a statement gets no faster, and only takes more memory.
    const ROWS: usize = 2_000;
    const BYTES: usize = 4 << 20;

    pub fn new(table: Table) -> Self {
        Rows { table, rows: Vec::new(), size: 0 }
    }

    pub fn push(&mut self, row: Row) {
        self.size += row.iter().flatten().map(String::len).sum::<usize>();
        self.rows.push(row);
    }

    pub fn full(&self) -> bool {
        self.rows.len() >= Self::ROWS || self.size >= Self::BYTES
    }
}

/// Rows as they are made, in portions.
fn portions<'a>(
    table: Table,
    mut rows: impl Iterator<Item = Result<Row, StoreError>> + Send + 'a,
) -> impl Iterator<Item = Result<Rows, StoreError>> + Send + 'a {
    std::iter::from_fn(move || {
        let mut portion = Rows::new(table);
        while !portion.full() {
            match rows.next() {
                Some(Ok(row)) => portion.push(row),
                Some(Err(error)) => return Some(Err(error)),
                None => break,
            }
        }
        (!portion.rows.is_empty()).then_some(Ok(portion))
    })
}

impl Kept<'_> {
    /// Its rows, made while they are taken: all at once would be the run in memory a second time.
    pub fn rows(&self) -> impl Iterator<Item = Result<Rows, StoreError>> + Send + '_ {
        let (report, run) = (self.report, &self.report.run);
        let hashes = self.meaning_hashes();
        let unique: BTreeMap<String, &Meaning> =
            hashes.iter().cloned().zip(self.meanings.iter().map(|m| &**m)).collect();
        let (bundles, places) = bundle::all(&report.findings, hashes);
        let findings = report.findings.iter().zip(places).map(|(f, place)| finding(run, f, place));
        portions(Table::Run, std::iter::once_with(|| run_row(run)))
            .chain(portions(Table::Call, report.coverage.iter().map(|row| call(run, row))))
            .chain(portions(Table::RuleCount, report.rules.iter().map(|count| rule_count(run, count))))
            .chain(portions(Table::Section, sections(report).into_iter()))
            .chain(portions(Table::Meaning, unique.into_iter().map(|(hash, m)| Ok(meaning(hash, m)))))
            .chain(portions(Table::Bundle, (0..).zip(bundles).map(|(number, b)| Ok(b.row(&run.id, number)))))
            .chain(portions(Table::Finding, findings))
            .chain(portions(Table::Resolved, (0_u64..).zip(&report.resolved).map(|(at, r)| resolved(run, at, r))))
            .chain(portions(Table::FindingState, self.states.iter().map(|(id, state)| finding_state(run, id, state))))
            .chain(portions(Table::Resource, self.resources.iter().map(|r| Ok(resource(run, r)))))
    }
}

impl Kept<'_> {
    /// The hash of each finding's meaning, worked out once for all that share it.
    fn meaning_hashes(&self) -> Vec<String> {
        let mut known: HashMap<*const Meaning, String> = HashMap::new();
        let hash = |meaning: &Arc<Meaning>| known.entry(Arc::as_ptr(meaning)).or_insert_with(|| meaning.hash()).clone();
        self.meanings.iter().map(hash).collect()
    }
}

fn meaning(hash: String, meaning: &Meaning) -> Row {
    vec![Some(hash), text(&meaning.title), text(&meaning.body), text(&meaning.words), text(&meaning.asked)]
}

/// Times as text that sorts as time: always nine digits of fraction.
pub(super) fn stamp(time: DateTime<Utc>) -> String {
    time.to_rfc3339_opts(SecondsFormat::Nanos, true)
}

fn text(value: &str) -> Option<String> {
    Some(value.to_owned())
}

/// What an INTEGER or BIGINT column can hold.
fn number(value: u64) -> Option<String> {
    Some(value.min(i64::MAX.unsigned_abs()).to_string())
}

fn json(value: &impl serde::Serialize) -> Result<Option<String>, StoreError> {
    Ok(Some(serde_json::to_string(value)?))
}

pub(super) fn run_row(run: &Run) -> Result<Row, StoreError> {
    Ok(vec![text(&run.id), text(&run.account), Some(stamp(run.started)), Some(stamp(run.finished)), json(run)?])
}

fn call(run: &Run, row: &CoverageRow) -> Result<Row, StoreError> {
    Ok(vec![
        text(&run.id),
        text(&row.account),
        text(&row.region),
        text(&row.service),
        text(&row.operation),
        text(row.status.word()),
        number(row.calls),
        row.error.clone(),
        json(&row.rules_affected)?,
        number(row.throttles),
        row.resources.and_then(number),
    ])
}

fn rule_count(run: &Run, count: &RuleCount) -> Result<Row, StoreError> {
    Ok(vec![text(&run.id), text(&count.id), json(count)?])
}

/// The parts of a report that are read as one: a row each, and none for one that is empty.
fn sections(report: &Report) -> Vec<Result<Row, StoreError>> {
    let row = |name: &str, document: Result<Option<String>, StoreError>| {
        document.map(|document| vec![text(&report.run.id), text(name), document])
    };
    let mut rows = Vec::new();
    if !report.alerts.is_empty() {
        rows.push(row(ALERTS, json(&report.alerts)));
    }
    if !report.exceptions.is_empty() {
        rows.push(row(EXCEPTIONS, json(&report.exceptions)));
    }
    if !report.trend.is_empty() {
        rows.push(row(TREND, json(&report.trend)));
    }
    rows
}

pub(super) fn finding(run: &Run, f: &Finding, bundle: u64) -> Result<Row, StoreError> {
    Ok(vec![
        text(&run.id),
        text(&f.id),
        number(f.rank),
        text(&f.rule),
        text(f.pillar.word()),
        text(f.severity.word()),
        text(f.status.word()),
        text(&f.account),
        text(&f.region),
        text(&f.kind),
        text(&f.resource),
        text(&f.arn),
        json(f)?,
        number(bundle),
        Some(stamp(f.first_seen)),
        bundle::cents(f).map(|cents| cents.to_string()),
    ])
}

fn resolved(run: &Run, position: u64, resolved: &Resolved) -> Result<Row, StoreError> {
    Ok(vec![text(&run.id), text(&resolved.id), number(position), json(resolved)?])
}

fn finding_state(run: &Run, id: &str, state: &State) -> Result<Row, StoreError> {
    Ok(vec![
        text(&run.id),
        text(id),
        text(&state.finding.rule),
        text(&state.standing.scope),
        text(state.standing.status.word()),
        Some(stamp(state.standing.first_seen)),
        Some(stamp(state.standing.last_seen)),
        json(&state.finding)?,
    ])
}

fn resource(run: &Run, r: &KeptResource<'_>) -> Row {
    let now = stamp(run.started);
    let names = [&run.account, r.scope, r.kind, r.arn, r.id, r.region, r.document, &r.details, &now, &now];
    names.into_iter().map(text).collect()
}
