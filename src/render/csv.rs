//! findings.csv: a row for each finding, for spreadsheets.
//!
//! A cell that a spreadsheet would take for a formula gets an apostrophe before it, and so does one that begins with an
//! apostrophe: taking one away gives the text back. Evidence is the verifying command alone, since a spreadsheet's cell
//! holds 32,767 characters.

use csv::Writer;

use super::escape::visible_lines;
use super::shared::{commands, stamp};
use super::{Format, RenderedFile};
use crate::model::{Finding, Report};

/// Names and order stay; new columns go to the end.
const HEADER: [&str; 42] = [
    "id",
    "rank",
    "score",
    "severity",
    "status",
    "change",
    "pillar",
    "rule",
    "title",
    "message",
    "why",
    "account",
    "region",
    "kind",
    "resource",
    "arn",
    "tags",
    "verify",
    "fix_command",
    "fix_terraform",
    "fix_note",
    "monthly_cost",
    "currency",
    "cost_formula",
    "price_date",
    "cost_counted",
    "fsbp",
    "cis",
    "wellarchitected",
    "prowler",
    "references",
    "first_seen",
    "last_seen",
    "exception_reason",
    "exception_owner",
    "exception_ticket",
    "exception_expires",
    "run",
    "run_started",
    "price_source",
    "cost_confidence",
    "unpriced",
];

pub struct Csv;

impl Format for Csv {
    fn name(&self) -> &'static str {
        "csv"
    }

    fn files(&self, report: &Report) -> anyhow::Result<Vec<RenderedFile>> {
        let mut table = Writer::from_writer(Vec::new());
        table.write_record(HEADER)?;
        for finding in &report.findings {
            let run = [text(&report.run.id), stamp(report.run.started)];
            let cells = [what(finding).to_vec(), whereabouts(finding)?.to_vec(), todo(finding).to_vec()];
            table.write_record(cells.into_iter().flatten().chain(rest(finding)).chain(run).chain(prices(finding)))?;
        }
        let contents = String::from_utf8(table.into_inner()?)?;
        Ok(vec![RenderedFile { path: "findings.csv".to_owned(), contents }])
    }
}

/// `id` to `why`.
fn what(finding: &Finding) -> [String; 11] {
    [
        text(&finding.id),
        finding.rank.to_string(),
        finding.score.to_string(),
        finding.severity.to_string(),
        finding.status.word().to_owned(),
        finding.change.word().to_owned(),
        finding.pillar.to_string(),
        text(&finding.rule),
        text(&finding.title),
        text(&finding.message),
        text(&finding.why),
    ]
}

/// `account` to `tags`.
fn whereabouts(finding: &Finding) -> anyhow::Result<[String; 6]> {
    Ok([
        text(&finding.account),
        text(&finding.region),
        text(&finding.kind),
        text(&finding.resource),
        text(&finding.arn),
        text(&serde_json::to_string(&finding.tags)?),
    ])
}

/// `price_source` to `unpriced`.
fn prices(finding: &Finding) -> [String; 3] {
    let cost = finding.cost.as_ref();
    [
        text(cost.map_or("", |c| &c.price_source)),
        text(cost.map_or("", |c| c.confidence.word())),
        text(finding.unpriced.as_deref().unwrap_or_default()),
    ]
}

/// `verify` to `cost_counted`.
fn todo(finding: &Finding) -> [String; 9] {
    let given = |value: &Option<String>| text(value.as_deref().unwrap_or_default());
    let cost = finding.cost.as_ref();
    [
        text(&commands(&finding.evidence)),
        given(&finding.fix.cli),
        given(&finding.fix.terraform),
        given(&finding.fix.note),
        cost.map(|c| format!("{:.2}", c.monthly)).unwrap_or_default(),
        text(cost.map_or("", |c| &c.currency)),
        text(cost.map_or("", |c| &c.formula)),
        text(cost.map_or("", |c| &c.price_date)),
        cost.map(|c| c.counted.to_string()).unwrap_or_default(),
    ]
}

/// `fsbp` to `exception_expires`.
fn rest(finding: &Finding) -> [String; 11] {
    let list = |ids: &[String]| text(&ids.join(" "));
    let exception = finding.exception.as_ref();
    [
        list(&finding.covers.fsbp),
        list(&finding.covers.cis),
        list(&finding.covers.wellarchitected),
        list(&finding.covers.prowler),
        list(&finding.references),
        stamp(finding.first_seen),
        stamp(finding.last_seen),
        text(exception.map_or("", |e| &e.reason)),
        text(exception.map_or("", |e| &e.owner)),
        text(exception.and_then(|e| e.ticket.as_deref()).unwrap_or_default()),
        exception.map(|e| e.expires.to_string()).unwrap_or_default(),
    ]
}

/// A cell that is shown and never run: OWASP's list of beginnings (`=`, `+`, `-`, `@`, their full-width forms, tab,
/// line breaks), and the apostrophe itself.
fn text(value: &str) -> String {
    let shown = visible_lines(value);
    let guarded = ['=', '+', '-', '@', '＝', '＋', '－', '＠', '\t', '\r', '\n', '\''];
    let apostrophe = if shown.starts_with(guarded) { "'" } else { "" };
    format!("{apostrophe}{shown}")
}

#[cfg(test)]
mod tests {
    use super::super::sample;
    use super::*;

    #[test]
    fn a_row_for_each_finding_and_a_fixed_header() {
        let report = sample::report();
        let files = Csv.files(&report).unwrap();
        let mut rows = csv::Reader::from_reader(files[0].contents.as_bytes());
        let header = rows.headers().unwrap().clone();
        assert_eq!(header.iter().collect::<Vec<_>>(), HEADER);
        let rows: Vec<csv::StringRecord> = rows.records().map(Result::unwrap).collect();
        let ids: Vec<&str> = rows.iter().map(|row| &row[0]).collect();
        assert_eq!(ids, report.findings.iter().map(|f| f.id.as_str()).collect::<Vec<_>>());
        assert_eq!(&rows[8][15], report.findings[8].arn);
        assert_eq!(&rows[8][21], "1234.50");
        assert!(!files[0].contents.contains(['\u{202e}', '\u{200b}', '\u{1b}']));
    }

    #[test]
    fn no_cell_is_a_formula() {
        for formula in ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\n=1", "＝1", "'=1"] {
            assert_eq!(text(formula), format!("'{formula}"));
        }
        assert_eq!(text("\r=1"), "\\u{d}=1");
        assert_eq!(text("a=1"), "a=1");
        assert_eq!(text(""), "");
    }
}
