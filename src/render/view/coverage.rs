//! What could not be checked: reads that did not end well, and what could not be decided for it.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use super::shortened;
use crate::model::{CoverageRow, Finding, FindingStatus, Report, Status};
use crate::render::escape::{Md, cell_code, cell_text};
use crate::render::words;

/// Names shown of a longer list; findings.json holds them all.
const MOST_NAMES: usize = 6;

#[derive(Debug, Serialize)]
pub struct Coverage {
    complete: bool,
    reads: Vec<ReadRow>,
    hints: Vec<Hint>,
    undecided: Vec<UndecidedRow>,
    /// Calls that AWS refused for rate, however they ended.
    throttled: Vec<ThrottledRow>,
}

/// One operation that ended in the same way in these regions.
#[derive(Debug, Serialize)]
struct ReadRow {
    account: Md,
    regions: Md,
    operation: Md,
    status: &'static str,
    error: Md,
    rules: Md,
}

#[derive(Debug, Serialize)]
struct Hint {
    status: String,
    words: &'static str,
}

#[derive(Debug, Serialize)]
struct ThrottledRow {
    account: Md,
    region: Md,
    operation: Md,
    throttles: String,
    calls: String,
}

#[derive(Debug, Serialize)]
struct UndecidedRow {
    rule: Md,
    region: Md,
    resources: Md,
    reason: Md,
}

pub fn coverage(report: &Report) -> Coverage {
    let missed: Vec<&CoverageRow> = report.coverage.iter().filter(|row| row.status != Status::Ok).collect();
    let statuses: BTreeSet<Status> = missed.iter().map(|row| row.status).collect();
    Coverage {
        complete: !report.incomplete(),
        reads: read_rows(&missed),
        hints: statuses
            .into_iter()
            .map(|status| Hint { status: words::capital(status.word()), words: words::status_hint(status) })
            .collect(),
        undecided: undecided_rows(report),
        throttled: report.coverage.iter().filter(|row| row.throttles > 0).map(throttled_row).collect(),
    }
}

fn read_rows(missed: &[&CoverageRow]) -> Vec<ReadRow> {
    let mut alike: BTreeMap<_, BTreeSet<&str>> = BTreeMap::new();
    for row in missed {
        let error = row.error.as_deref().map(words::steady).unwrap_or_default();
        let rules: BTreeSet<&str> = row.rules_affected.iter().map(String::as_str).collect();
        let key = (&row.account, &row.service, &row.operation, row.status, error, rules);
        alike.entry(key).or_default().insert(&row.region);
    }
    alike
        .into_iter()
        .map(|((account, service, operation, status, error, rules), regions)| ReadRow {
            account: cell_code(account),
            regions: names(regions),
            operation: cell_code(&format!("{service}:{operation}")),
            status: status.word(),
            error: cell_text(&error),
            rules: if rules.is_empty() { Md::ours("none") } else { names(rules) },
        })
        .collect()
}

fn throttled_row(row: &CoverageRow) -> ThrottledRow {
    ThrottledRow {
        account: cell_code(&row.account),
        region: cell_code(&row.region),
        operation: cell_code(&format!("{}:{}", row.service, row.operation)),
        throttles: words::count(row.throttles),
        calls: words::count(row.calls),
    }
}

fn names<'a>(names: impl IntoIterator<Item = &'a str>) -> Md {
    shortened(&names.into_iter().map(cell_code).collect::<Vec<_>>(), MOST_NAMES, ", ")
}

fn undecided_rows(report: &Report) -> Vec<UndecidedRow> {
    let unknown = report.findings.iter().filter(|finding| finding.status == FindingStatus::Unknown);
    let mut alike: BTreeMap<_, Vec<&Finding>> = BTreeMap::new();
    for finding in unknown {
        let key = (finding.rule.as_str(), finding.region.as_str(), words::steady(&finding.message));
        alike.entry(key).or_default().push(finding);
    }
    let told: BTreeSet<&str> = alike.keys().map(|(rule, ..)| *rule).collect();
    let untold = report.rules.iter().filter(|rule| rule.unknown > 0 && !told.contains(rule.id.as_str()));
    let mut untold: Vec<_> = untold.map(|rule| (rule.id.as_str(), rule.unknown)).collect();
    untold.sort_unstable();

    let mut rows: Vec<UndecidedRow> = alike
        .into_iter()
        .map(|((rule, region, reason), findings)| UndecidedRow {
            rule: cell_code(rule),
            region: cell_code(region),
            resources: arns(&findings),
            reason: cell_text(&reason),
        })
        .collect();
    rows.extend(untold.into_iter().map(|(rule, unknown)| UndecidedRow {
        rule: cell_code(rule),
        region: Md::default(),
        resources: Md::ours(words::counted(unknown, "resource or region", "resources or regions")),
        reason: Md::ours("a read that it needs did not succeed, see above"),
    }));
    rows
}

fn arns(findings: &[&Finding]) -> Md {
    names(findings.iter().map(|finding| finding.arn.as_str()).collect::<BTreeSet<_>>())
}
