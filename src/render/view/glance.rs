//! The top of the report: how many, how much, what first, what is new.

use serde::Serialize;

use super::{Places, region_words, shortened};
use crate::model::{Change, Finding, FindingStatus, Moved, Pillar, Report, Resolved, Severity, Since};
use crate::render::escape::{Md, code, text};
use crate::render::words;

/// How many findings "What to do first" names.
const FIRST: usize = 5;
/// How many findings each list of "Since the last run" names; findings.json holds them all.
const MOST_CHANGES: usize = 20;

#[derive(Debug, Serialize)]
pub struct Glance {
    lead: Md,
    table: Vec<Vec<String>>,
    money: Option<Md>,
    excepted: Option<String>,
    scope: Md,
    first: Vec<Md>,
}

#[derive(Debug, Serialize)]
pub struct Changes {
    lead: String,
    lists: Vec<ChangeList>,
}

#[derive(Debug, Serialize)]
struct ChangeList {
    label: &'static str,
    items: Vec<Md>,
    more: Option<String>,
}

fn changed_to<'a>(findings: &[&'a Finding], change: Change) -> Vec<&'a Finding> {
    let open = findings.iter().filter(|finding| finding.status == FindingStatus::Open);
    open.filter(|finding| finding.change == change).copied().collect()
}

/// False for a first run: it has nothing to compare with.
pub fn has_changed(report: &Report) -> bool {
    let moved = |finding: &Finding| finding.change != Change::Persisting;
    report.run.previous.is_some() && (!report.resolved.is_empty() || report.open().any(moved))
}

pub fn changes(report: &Report, findings: &[&Finding], places: &Places) -> Changes {
    let new = changed_to(findings, Change::New);
    let reopened = changed_to(findings, Change::Reopened);
    let mut resolved: Vec<&Resolved> = report.resolved.iter().collect();
    resolved.sort_by(|a, b| (b.severity, &a.rule, &a.arn, &a.id).cmp(&(a.severity, &b.rule, &b.arn, &b.id)));
    let number = |length: usize| length as u64;
    let moved = Moved { new: number(new.len()), reopened: number(reopened.len()), resolved: number(resolved.len()) };
    listed(moved, &new, &reopened, &resolved, places)
}

/// What moved since a date; None where nothing did.
pub fn since(since: &Since, findings: &[&Finding], places: &Places) -> Option<Changes> {
    let of = |ids: &[String]| -> Vec<&Finding> {
        ids.iter().filter_map(|id| findings.iter().find(|f| f.id == *id).copied()).collect()
    };
    let resolved: Vec<&Resolved> = since.resolved.iter().collect();
    since.moved.any().then(|| listed(since.moved, &of(&since.new), &of(&since.reopened), &resolved, places))
}

/// `1 new, 0 reopened, 2 resolved.`
pub fn moved_words(moved: Moved) -> String {
    let Moved { new, reopened, resolved } = moved;
    format!("{} new, {} reopened, {} resolved.", words::count(new), words::count(reopened), words::count(resolved))
}

/// The first of each.
fn listed(moved: Moved, new: &[&Finding], reopened: &[&Finding], resolved: &[&Resolved], places: &Places) -> Changes {
    let named = |finding: &&Finding| linked(finding, places);
    let gone = |gone: &&Resolved| {
        let name = if gone.resource.is_empty() { &gone.arn } else { &gone.resource };
        Md::ours(format!("{}: {}{}", text(&gone.title), code(name), place(gone.severity, &gone.region)))
    };
    let lists = vec![
        change_list("New", new, moved.new, named),
        change_list("Reopened", reopened, moved.reopened, named),
        change_list("Resolved", resolved, moved.resolved, gone),
    ];
    let lists = lists.into_iter().filter(|list| !list.items.is_empty()).collect();
    Changes { lead: moved_words(moved), lists }
}

fn change_list<T>(label: &'static str, all: &[T], of: u64, name: impl Fn(&T) -> Md) -> ChangeList {
    let rest = of.saturating_sub(all.len().min(MOST_CHANGES) as u64);
    ChangeList {
        label,
        items: all.iter().take(MOST_CHANGES).map(name).collect(),
        more: (rest > 0).then(|| words::count(rest)),
    }
}

/// A finding by name, as a link to its place.
pub fn linked(finding: &Finding, places: &Places) -> Md {
    let name = if finding.resource.is_empty() { &finding.arn } else { &finding.resource };
    let what = format!("{}: {}", text(&finding.title), code(name));
    let place = place(finding.severity, &finding.region);
    match places.get(finding.id.as_str()) {
        Some(link) => Md::ours(format!("[{what}]({link}){place}")),
        None => Md::ours(format!("{what}{place}")),
    }
}

fn place(severity: Severity, region: &str) -> String {
    let region = region_words(region).map(|region| format!(", {}", text(region))).unwrap_or_default();
    format!(" ({severity}{region})")
}

pub fn glance(report: &Report, findings: &[&Finding], places: &Places) -> Glance {
    let open: Vec<&Finding> =
        findings.iter().filter(|finding| finding.status == FindingStatus::Open).copied().collect();
    let excepted = findings.len() - open.len();
    let lead = match open.len() as u64 {
        0 => "No open finding.".to_owned(),
        n => format!("{}.", words::counted(n, "open finding", "open findings")),
    };
    Glance {
        lead: Md::ours(lead),
        table: if open.is_empty() { Vec::new() } else { table(&open) },
        money: money(report, &open),
        excepted: (excepted > 0).then(|| words::counted(excepted as u64, "finding is", "findings are")),
        scope: scope(report),
        first: open.iter().take(FIRST).map(|finding| first(finding, places)).collect(),
    }
}

fn first(finding: &Finding, places: &Places) -> Md {
    let cost = finding.cost.as_ref().filter(|cost| cost.counted);
    let cost = cost.map(|cost| format!(", {} a month", words::usd(cost.monthly))).unwrap_or_default();
    Md::ours(format!("{}{cost}", linked(finding, places)))
}

/// Severities down, pillars across, sums at both ends.
fn table(open: &[&Finding]) -> Vec<Vec<String>> {
    let row = |name: String, of: &dyn Fn(&Finding) -> bool| {
        let number = |pillar: Option<Pillar>| {
            let here =
                open.iter().filter(|finding| of(finding) && pillar.is_none_or(|pillar| finding.pillar == pillar));
            words::count(here.count() as u64)
        };
        let mut cells = vec![name];
        cells.extend(Pillar::ALL.map(|pillar| number(Some(pillar))));
        cells.push(number(None));
        cells
    };
    let mut header = vec!["Severity".to_owned()];
    header.extend(Pillar::ALL.map(words::pillar_heading));
    header.push("All".to_owned());
    let mut rows = vec![header];
    for severity in Severity::ALL {
        rows.push(row(words::capital(severity.word()), &|finding| finding.severity == severity));
    }
    rows.push(row("All".to_owned(), &|_| true));
    rows
}

fn money(report: &Report, open: &[&Finding]) -> Option<Md> {
    let costs: Vec<_> = open.iter().filter_map(|finding| finding.cost.as_ref()).collect();
    let unpriced = report.open().filter(|f| f.unpriced.is_some()).count();
    let unknown = match unpriced {
        0 => String::new(),
        n => format!(" Not assessed, for want of a price: {}.", words::counted(n as u64, "finding", "findings")),
    };
    if costs.is_empty() {
        return (unpriced > 0).then(|| Md::ours(format!("Money:{unknown}")));
    }
    let counted = costs.iter().filter(|cost| cost.counted).count();
    let total = words::usd(report.monthly_total());
    let from = words::counted(counted as u64, "finding", "findings");
    let left = match costs.len() - counted {
        0 => String::new(),
        n => format!(
            " {} left out: another finding counts the same money.",
            words::counted(n as u64, "more amount is", "more amounts are")
        ),
    };
    Some(Md::ours(format!("Money: **{total} a month**, the sum over {from}.{left}{unknown}")))
}

fn scope(report: &Report) -> Md {
    let mut regions: Vec<&str> = report.run.regions.iter().map(String::as_str).collect();
    regions.sort_unstable();
    let names = shortened(&regions.iter().map(|region| code(region)).collect::<Vec<_>>(), usize::MAX, ", ");
    let names = if regions.is_empty() { String::new() } else { format!(" ({names})") };
    Md::ours(format!(
        "{} checked {} in {}{names}.",
        words::counted(report.run.rules, "rule", "rules"),
        words::counted(report.run.resources, "resource", "resources"),
        words::counted(regions.len() as u64, "region", "regions"),
    ))
}
