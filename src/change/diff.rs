//! Two runs of an account beside each other. What one of them did not look at is neither new nor resolved.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Utc};
use serde::Serialize;

use super::{StateStatus, States};
use crate::model::{Finding, FindingStatus, GLOBAL, Report, Severity, Status};

/// One of the two: its report, and what it knew of every finding.
#[derive(Clone, Copy)]
pub struct Side<'a> {
    pub report: &'a Report,
    pub states: &'a States,
}

/// From the older run to the younger one.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Diff {
    pub account: String,
    pub from: Mark,
    pub to: Mark,
    pub looks: Looks,
    pub new: Vec<Entry>,
    pub reopened: Vec<Entry>,
    pub resolved: Vec<Entry>,
    /// Accepted by an exception since.
    pub excepted: Vec<Entry>,
    /// In both, with another severity, state or amount.
    pub changed: Vec<Entry>,
    /// In one of them, where the other could not decide, or did not look: neither new nor resolved.
    pub unchecked: Vec<Entry>,
}

#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Mark {
    pub run: String,
    pub started: DateTime<Utc>,
    pub open: u64,
    /// USD a month.
    pub monthly: f64,
}

/// Where the two looked at different things.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Looks {
    pub rules_only_before: Vec<String>,
    pub rules_only_after: Vec<String>,
    pub regions_only_before: Vec<String>,
    pub regions_only_after: Vec<String>,
    pub coverage: Vec<CoverageChange>,
}

/// A read that both made, and that ended in another way.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct CoverageChange {
    pub region: String,
    pub service: String,
    pub operation: String,
    pub before: Status,
    pub after: Status,
}

#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Entry {
    pub finding: String,
    pub rule: String,
    pub title: String,
    pub severity: Severity,
    pub arn: String,
    pub resource: String,
    pub region: String,
    pub message: String,
    /// What is other than before; empty but for findings of `changed`.
    pub changes: Vec<Changed>,
    /// Of `unchecked`: which run did not decide it, `before` or `after`.
    pub unchecked: Option<&'static str>,
}

#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Changed {
    /// `severity`, `state` or `money`.
    pub what: &'static str,
    pub before: String,
    pub after: String,
}

/// Where a finding stands in one of the runs.
#[derive(Clone, Copy)]
enum Stance<'a> {
    Open(&'a Finding),
    Excepted(&'a Finding),
    /// Looked at, and not there; `once` it was.
    Absent {
        once: bool,
    },
    /// Not decided, or not looked at; whether it was known to stand from before.
    Undecided {
        stood: bool,
    },
}

/// `before` is the older one; both are of one account.
pub fn diff(before: Side<'_>, after: Side<'_>) -> Diff {
    let report = before.report;
    let mut diff = Diff {
        account: report.run.account.clone(),
        from: Mark::of(report),
        to: Mark::of(after.report),
        looks: Looks::of(report, after.report),
        new: Vec::new(),
        reopened: Vec::new(),
        resolved: Vec::new(),
        excepted: Vec::new(),
        changed: Vec::new(),
        unchecked: Vec::new(),
    };
    let (old, young) = (by_id(before.report), by_id(after.report));
    let both: BTreeMap<&str, &Finding> = old.iter().chain(&young).map(|(id, f)| (*id, *f)).collect();
    for (id, finding) in both {
        let state = after.states.get(id).or(before.states.get(id));
        let place = Place { rule: &finding.rule, scope: state.map_or(&finding.region, |s| &s.standing.scope) };
        diff.put(stance(before, &old, id, place), stance(after, &young, id, place));
    }
    diff.sort();
    diff
}

fn by_id(report: &Report) -> BTreeMap<&str, &Finding> {
    report.findings.iter().map(|f| (f.id.as_str(), &**f)).collect()
}

/// What has to be looked at to meet a finding.
#[derive(Clone, Copy)]
struct Place<'a> {
    rule: &'a str,
    /// The region that is read, or `global`.
    scope: &'a str,
}

fn stance<'a>(side: Side<'a>, findings: &BTreeMap<&str, &'a Finding>, id: &str, place: Place<'_>) -> Stance<'a> {
    let state = side.states.get(id).map(|s| s.standing.status);
    match (findings.get(id), state) {
        (Some(f), _) if f.status == FindingStatus::Open => Stance::Open(f),
        (Some(f), _) if f.status == FindingStatus::Excepted => Stance::Excepted(f),
        (None, Some(StateStatus::Resolved)) => Stance::Absent { once: true },
        (None, None) if looked(side.report, place) => Stance::Absent { once: false },
        (_, state) => Stance::Undecided { stood: state.is_some_and(StateStatus::stands) },
    }
}

/// Whether a run decided all that a rule is about there.
fn looked(report: &Report, place: Place<'_>) -> bool {
    let here = place.scope == GLOBAL || report.run.regions.iter().any(|region| region == place.scope);
    here && report.rules.iter().any(|rule| rule.id == place.rule && rule.unknown == 0)
}

impl Diff {
    fn put(&mut self, before: Stance<'_>, after: Stance<'_>) {
        use Stance::{Absent, Excepted, Open, Undecided};
        match (before, after) {
            (Open(a), Open(b)) | (Excepted(a), Excepted(b)) => {
                let changes = changes(a, b);
                if !changes.is_empty() {
                    self.changed.push(Entry { changes, ..Entry::of(b) });
                }
            }
            (Excepted(_) | Absent { once: true }, Open(b)) => self.reopened.push(Entry::of(b)),
            (Absent { once: false }, Open(b)) => self.new.push(Entry::of(b)),
            (Open(_) | Absent { .. }, Excepted(b)) => self.excepted.push(Entry::of(b)),
            (Open(a) | Excepted(a), Absent { .. }) => self.resolved.push(Entry::of(a)),
            (Open(a) | Excepted(a), Undecided { .. }) => {
                self.unchecked.push(Entry { unchecked: Some("after"), ..Entry::of(a) });
            }
            (Undecided { stood: false }, Open(b) | Excepted(b)) => {
                self.unchecked.push(Entry { unchecked: Some("before"), ..Entry::of(b) });
            }
            _ => {}
        }
    }

    fn sort(&mut self) {
        let lists = [
            &mut self.new,
            &mut self.reopened,
            &mut self.resolved,
            &mut self.excepted,
            &mut self.changed,
            &mut self.unchecked,
        ];
        for list in lists {
            list.sort_by(|a, b| {
                (b.severity, &a.rule, &a.arn, &a.finding).cmp(&(a.severity, &b.rule, &b.arn, &b.finding))
            });
        }
    }
}

impl Mark {
    fn of(report: &Report) -> Self {
        let open = report.open().count() as u64;
        Mark { run: report.run.id.clone(), started: report.run.started, open, monthly: report.monthly_total() }
    }
}

impl Looks {
    fn of(before: &Report, after: &Report) -> Self {
        let rules = |r: &Report| r.rules.iter().map(|rule| rule.id.clone()).collect::<BTreeSet<_>>();
        let regions = |r: &Report| r.run.regions.iter().cloned().collect::<BTreeSet<_>>();
        let ((a, b), (c, d)) = ((rules(before), rules(after)), (regions(before), regions(after)));
        let only = |of: &BTreeSet<String>, not: &BTreeSet<String>| of.difference(not).cloned().collect();
        Looks {
            rules_only_before: only(&a, &b),
            rules_only_after: only(&b, &a),
            regions_only_before: only(&c, &d),
            regions_only_after: only(&d, &c),
            coverage: coverage(before, after),
        }
    }

    pub fn same(&self) -> bool {
        self == &Looks::default()
    }
}

fn coverage(before: &Report, after: &Report) -> Vec<CoverageChange> {
    let key = |row: &crate::model::CoverageRow| (row.region.clone(), row.service.clone(), row.operation.clone());
    let old: BTreeMap<_, Status> = before.coverage.iter().map(|row| (key(row), row.status)).collect();
    let mut changed: Vec<CoverageChange> = Vec::new();
    for row in &after.coverage {
        if let Some(status) = old.get(&key(row)).filter(|status| **status != row.status) {
            let (region, service, operation) = key(row);
            changed.push(CoverageChange { region, service, operation, before: *status, after: row.status });
        }
    }
    changed.sort_by(|a, b| (&a.region, &a.service, &a.operation).cmp(&(&b.region, &b.service, &b.operation)));
    changed
}

impl Entry {
    fn of(f: &Finding) -> Self {
        Entry {
            finding: f.id.clone(),
            rule: f.rule.clone(),
            title: f.title.clone(),
            severity: f.severity,
            arn: f.arn.clone(),
            resource: f.resource.clone(),
            region: f.region.clone(),
            message: f.message.clone(),
            changes: Vec::new(),
            unchecked: None,
        }
    }
}

fn changes(a: &Finding, b: &Finding) -> Vec<Changed> {
    let mut changes = Vec::new();
    let mut note = |what, before: String, after: String| changes.push(Changed { what, before, after });
    if a.severity != b.severity {
        note("severity", a.severity.to_string(), b.severity.to_string());
    }
    if without_days(&a.message) != without_days(&b.message) {
        note("state", a.message.clone(), b.message.clone());
    }
    if money(a) != money(b) {
        note("money", money(a), money(b));
    }
    changes
}

fn money(finding: &Finding) -> String {
    finding.cost.as_ref().map_or("none".to_owned(), |c| format!("{} {:.2}", c.currency, c.monthly))
}

/// A text without its counts of days, which are others each day: `made 90 days ago`.
fn without_days(text: &str) -> String {
    let mut words: Vec<&str> = text.split(' ').collect();
    for at in 1..words.len() {
        let days = words.get(at).is_some_and(|w| w.starts_with("day"));
        if let Some(count) = words.get_mut(at - 1).filter(|w| days && w.bytes().all(|b| b.is_ascii_digit())) {
            *count = "";
        }
    }
    words.iter().map(|w| if *w == "days" { "day" } else { w }).collect::<Vec<_>>().join(" ")
}
