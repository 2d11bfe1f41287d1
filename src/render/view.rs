//! What the templates get: the report as plain data, every string of it already safe for Markdown ([`Md`]).
//!
//! Only the lines under the title name the run. All that follows is made of what an unchanged estate leaves
//! unchanged: no request ids, no times of calls, no ranks, no `first_seen`.

mod alerts;
mod coverage;
mod exceptions;
mod finding;
mod glance;
mod rules;
mod summary;
mod trend;

use std::collections::BTreeMap;

use serde::Serialize;

use self::alerts::AlertsView;
use self::coverage::Coverage;
use self::exceptions::ExceptionRow;
use self::glance::{Changes, Glance};
use self::rules::{IndexRow, RulePage, Section, Writer};
use self::summary::SummaryView;
use self::trend::TrendView;
use super::escape::{Anchors, Md, cell_code, cell_text, code, text};
use super::words;
use crate::model::{Finding, FindingStatus, GLOBAL, Report, RuleCount, Run, Since};

/// With more open findings than this, report.md is an index and each rule has a file of its own.
pub const MOST_IN_ONE_FILE: usize = 400;

/// The date itself stands among the run's own lines: where it is counted from the run, each run has another one.
const SINCE: &str = "Since the date that was asked for";

/// All documents of a report.
#[derive(Debug)]
pub struct Views {
    pub report: ReportView,
    /// Empty unless the report is split.
    pub pages: Vec<RulePage>,
}

#[derive(Debug, Serialize)]
pub struct ReportView {
    title: Md,
    /// The lines that differ between two runs over an unchanged estate.
    run: Vec<Line>,
    alerts: Option<AlertsView>,
    changes: Option<Changes>,
    /// Against a date.
    since: Option<Changes>,
    glance: Glance,
    trend: Option<TrendView>,
    summary: Option<SummaryView>,
    coverage: Coverage,
    sections: Vec<Section>,
    excepted: Option<Section>,
    /// Entries of exceptions.yaml that somebody has to do something about.
    exceptions: Vec<ExceptionRow>,
    /// One row for each rule, when their findings have files of their own.
    index: Vec<IndexRow>,
    quiet: Vec<QuietRow>,
}

/// `- label: value`
#[derive(Debug, Serialize)]
pub struct Line {
    pub label: &'static str,
    pub value: Md,
}

impl Line {
    pub fn new(label: &'static str, value: Md) -> Self {
        Line { label, value }
    }
}

/// A rule that found nothing.
#[derive(Debug, Serialize)]
struct QuietRow {
    rule: Md,
    title: Md,
    pillar: &'static str,
    checked: String,
    unknown: String,
}

/// Where each finding stands, as a link for report.md: by finding id.
pub type Places<'a> = BTreeMap<&'a str, String>;

pub fn views(report: &Report) -> Views {
    let mut findings: Vec<&Finding> = report.findings.iter().map(|f| &**f).collect();
    findings.sort_by(|a, b| (a.rank, &a.arn, &a.id).cmp(&(b.rank, &b.arn, &b.id)));
    findings.retain(|finding| finding.status != FindingStatus::Unknown);
    let changes = glance::has_changed(report);
    let title = format!("AWS audit of {}", report.run.account);

    let mut anchors = Anchors::default();
    anchors.next(&title);
    let alerts = alerts::alerts(report);
    let above = [
        alerts.as_ref().map(|_| alerts::HEADING),
        changes.then_some("Since the last run"),
        report.trend.since.as_ref().filter(|since| since.moved.any()).map(|_| SINCE),
        Some("At a glance"),
        report.open().next().map(|_| "What to do first"),
        trend::trend(&report.trend).map(|_| trend::HEADING),
        report.run.summary.as_ref().map(|_| summary::HEADING),
        Some("What could not be checked"),
    ];
    for heading in above.into_iter().flatten() {
        anchors.next(heading);
    }
    let mut writer = Writer::new(&findings, anchors);
    let split = report.open().count() > MOST_IN_ONE_FILE;
    let (pages, index) = if split { writer.pages() } else { (Vec::new(), Vec::new()) };
    let sections = if split { Vec::new() } else { writer.sections() };
    let excepted = if split { None } else { writer.excepted() };
    let places = writer.into_places();
    let report = ReportView {
        title: text(&title),
        run: run_lines(report),
        alerts,
        changes: changes.then(|| glance::changes(report, &findings, &places)),
        since: report.trend.since.as_ref().and_then(|since| glance::since(since, &findings, &places)),
        glance: glance::glance(report, &findings, &places),
        trend: trend::trend(&report.trend),
        exceptions: exceptions::exceptions(report),
        summary: report.run.summary.as_ref().map(|written| summary::summary(written, &findings, &places)),
        coverage: coverage::coverage(report),
        sections,
        excepted,
        index,
        quiet: quiet_rows(&report.rules),
    };
    Views { report, pages }
}

fn run_lines(report: &Report) -> Vec<Line> {
    let run = &report.run;
    let mut lines = vec![
        Line::new("Run", code(&run.id)),
        Line::new("Started", Md::ours(words::time(run.started))),
        Line::new("Finished", Md::ours(words::time(run.finished))),
        Line::new("Tool", text(&run.tool)),
        Line::new("Calls", Md::ours(calls(run))),
        Line::new("Since the last run", compared(report, run)),
    ];
    lines.extend(report.trend.since.as_ref().map(|since| Line::new("Since a date", against(since))));
    lines
}

fn against(since: &Since) -> Md {
    let moved = if since.moved.any() { glance::moved_words(since.moved) } else { "Nothing changed.".to_owned() };
    let (run, of) = (code(&since.run), words::time(since.started));
    let than = if since.younger { ", the first one: no run is as old" } else { "" };
    Md::ours(format!("{}: {moved} Compared with run {run} of {of}{than}.", since.date))
}

/// Says more than the number only of what is not as it should be, or costs.
fn calls(run: &Run) -> String {
    let mut parts = vec![words::count(run.calls)];
    if run.throttles > 0 {
        parts.push(format!("{} refused for rate", words::count(run.throttles)));
    }
    if run.retries > 0 {
        parts.push(format!("{} made again", words::count(run.retries)));
    }
    if run.charged > 0.0 {
        parts.push(format!("AWS charges USD {:.2} for them", run.charged));
    }
    parts.join("; ")
}

/// Stands among the run's own lines, so that a second run over an unchanged estate differs in them only.
fn compared(report: &Report, run: &Run) -> Md {
    let Some(previous) = &run.previous else {
        return Md::ours("This is the first run.");
    };
    let of = run.previous_started.map(|at| format!(" of {}", words::time(at))).unwrap_or_default();
    let what = match (glance::has_changed(report), missed(report)) {
        (true, _) => "Something changed, see below.".to_owned(),
        (false, 0) => "Nothing changed.".to_owned(),
        (false, missed) => {
            format!("{} of the last run could not be checked again.", words::counted(missed, "finding", "findings"))
        }
    };
    Md::ours(format!("{what} Compared with run {}{of}.", code(previous)))
}

/// How many findings were open and could not be decided this time: they were last seen before this run.
fn missed(report: &Report) -> u64 {
    let unknown = report.findings.iter().filter(|f| f.status == FindingStatus::Unknown);
    unknown.filter(|f| f.last_seen < report.run.started).count() as u64
}

/// `global` says nothing to a reader who looks for a place.
fn region_words(region: &str) -> Option<&str> {
    (region != GLOBAL && !region.is_empty()).then_some(region)
}

/// The first `most` of them, and how many more there are.
pub fn shortened(items: &[Md], most: usize, between: &str) -> Md {
    let (shown, rest) = items.split_at(items.len().min(most));
    let shown = Md::join(shown, between);
    if rest.is_empty() {
        return shown;
    }
    Md::ours(format!("{shown} and {} more", words::count(rest.len() as u64)))
}

fn quiet_rows(rules: &[RuleCount]) -> Vec<QuietRow> {
    let mut quiet: Vec<&RuleCount> = rules.iter().filter(|rule| rule.failed == 0).collect();
    quiet.sort_by(|a, b| (a.pillar, &a.id).cmp(&(b.pillar, &b.id)));
    quiet
        .into_iter()
        .map(|rule| QuietRow {
            rule: cell_code(&rule.id),
            title: cell_text(&rule.title),
            pillar: rule.pillar.word(),
            checked: words::count(rule.checked),
            unknown: words::count(rule.unknown),
        })
        .collect()
}
