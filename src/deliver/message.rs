//! What is said of a parcel: a headline, alerts, what is new, what could not be checked, accounts, and how to see more.
//! Pure: the same digests give the same words.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use crate::model::{Change, CoverageRow, Digest, Headline, Severity, Status};
use crate::render::{counted, usd};

use super::settings::When;
use super::text::{Line, Span, shown, words};
use super::{Parcel, template};

/// How many are listed of each; the rest is counted.
const FINDINGS: usize = 10;
const GAPS: usize = 10;
const ALERTS: usize = 5;
const ACCOUNTS: usize = 20;
/// The most characters of one name or sentence. Escaped it is at most five times as long, so that a line fits into
/// whatever a receiver takes.
const TEXT: usize = 250;

pub struct Message {
    /// One line, without strangers' text.
    pub headline: String,
    pub sections: Vec<Section>,
}

pub struct Section {
    pub title: String,
    /// Each is one or more lines; the first is the bullet.
    pub items: Vec<Vec<Line>>,
}

/// Whether there is something to tell.
pub fn due(when: When, digests: &[Digest], least: Severity) -> bool {
    let any = |told: fn(&Digest) -> bool| digests.iter().any(told);
    let alert = any(|d| !d.alerts.is_empty());
    match when {
        When::Always => true,
        When::Changes => alert || any(|d| d.new + d.reopened + d.resolved > 0),
        // The gravest come first among a digest's headlines, so one at or above `least` is there if there is any.
        When::New => alert || digests.iter().flat_map(|d| &d.headlines).any(|h| h.severity >= least),
    }
}

impl Message {
    pub fn of(parcel: &Parcel<'_>, least: Severity, link: Option<&str>) -> Self {
        let digests = parcel.digests;
        let all =
            [alerts(digests), news(digests, least), gaps(digests), accounts(digests, link), Some(more(parcel, link))];
        Message { headline: headline(digests), sections: all.into_iter().flatten().collect() }
    }
}

fn headline(digests: &[Digest]) -> String {
    let about = match digests {
        [one] => shown(&one.run.account, 40),
        many => counted(many.len() as u64, "account", "accounts"),
    };
    format!("AWS audit of {about}: {}", figures(digests))
}

/// `3 new high findings, 1 resolved, USD 120.00 a month; 2 reads denied; 1 alert`
fn figures(digests: &[Digest]) -> String {
    let sum = |of: fn(&Digest) -> u64| digests.iter().map(of).sum::<u64>();
    let mut changes: Vec<String> = (sum(|d| d.new) > 0).then(|| fresh(digests)).into_iter().collect();
    for (count, word) in [(sum(|d| d.reopened), "reopened"), (sum(|d| d.resolved), "resolved")] {
        if count > 0 {
            changes.push(format!("{count} {word}"));
        }
    }
    if changes.is_empty() {
        changes =
            vec!["nothing new".to_owned(), counted(sum(|d| d.open.values().sum()), "open finding", "open findings")];
    }
    let cents: i64 = digests.iter().map(|d| d.cents).sum();
    if cents > 0 {
        changes.push(format!("{} a month", usd(cents as f64 / 100.0)));
    }
    let mut parts = vec![changes.join(", ")];
    parts.extend(missed(digests));
    let alerts = sum(|d| d.alerts.len() as u64);
    if alerts > 0 {
        parts.push(counted(alerts, "alert", "alerts"));
    }
    parts.join("; ")
}

/// `3 new high findings`; `5 new findings (1 critical, 4 high)`; where not all are known, how grave the gravest is.
fn fresh(digests: &[Digest]) -> String {
    let count: u64 = digests.iter().map(|d| d.new).sum();
    let mut known: BTreeMap<Reverse<Severity>, u64> = BTreeMap::new();
    for headline in digests.iter().flat_map(|d| &d.headlines).filter(|h| h.change == Change::New) {
        *known.entry(Reverse(headline.severity)).or_default() += 1;
    }
    let all_known = known.values().sum::<u64>() == count;
    match known.first_key_value() {
        None => counted(count, "new finding", "new findings"),
        Some((Reverse(only), _)) if all_known && known.len() == 1 => {
            counted(count, &format!("new {only} finding"), &format!("new {only} findings"))
        }
        Some(_) if all_known => {
            let each: Vec<String> = known.iter().map(|(Reverse(severity), n)| format!("{n} {severity}")).collect();
            format!("{} ({})", counted(count, "new finding", "new findings"), each.join(", "))
        }
        Some((Reverse(worst), _)) => format!("{}, the worst {worst}", counted(count, "new finding", "new findings")),
    }
}

/// `2 reads denied, 1 read failed`
fn missed(digests: &[Digest]) -> Option<String> {
    let mut reads: BTreeMap<Status, u64> = BTreeMap::new();
    for row in digests.iter().flat_map(|d| &d.gaps) {
        *reads.entry(row.status).or_default() += 1;
    }
    let each: Vec<String> =
        reads.iter().map(|(status, n)| format!("{} {}", counted(*n, "read", "reads"), status.word())).collect();
    match each.is_empty() {
        false => Some(each.join(", ")),
        true => digests.iter().any(|d| d.incomplete).then(|| "not everything could be checked".to_owned()),
    }
}

fn alerts(digests: &[Digest]) -> Option<Section> {
    let mut all: Vec<_> = digests.iter().flat_map(|d| &d.alerts).collect();
    all.sort();
    all.dedup();
    let item = |alert: &&crate::model::Alert| {
        let about = Span::Code(shown(&alert.about, TEXT));
        vec![
            vec![words(format!("{}: ", alert.kind.word().replace('_', " "))), about],
            vec![words(format!("Seen: {}", shown(&alert.message, TEXT)))],
        ]
    };
    let items = all.iter().take(ALERTS).map(item).collect();
    section("Alerts: findings may be missing", items, all.len())
}

/// The gravest, and of equals those with the highest score, whatever their account.
fn news(digests: &[Digest], least: Severity) -> Option<Section> {
    let mut all: Vec<&Headline> = digests.iter().flat_map(|d| &d.headlines).filter(|h| h.severity >= least).collect();
    all.sort_by_key(|h| (Reverse(h.severity), Reverse(h.score), &h.account, h.rank));
    let unknown = |d: &&Digest| (d.headlines.len() as u64) < d.new + d.reopened;
    let total = match least {
        Severity::Low => digests.iter().map(|d| d.new + d.reopened).sum::<u64>() as usize,
        _ => all.len(),
    };
    // A digest names the gravest only: where all of these are grave enough, there may be more.
    let more = least > Severity::Low
        && digests.iter().filter(unknown).any(|d| d.headlines.last().is_some_and(|h| h.severity >= least));
    let title = match least {
        Severity::Low => "New".to_owned(),
        _ => format!("New, {least} and above{}", if more { ", not all of them known here" } else { "" }),
    };
    section(&title, all.into_iter().take(FINDINGS).map(finding).collect(), total)
}

fn finding(headline: &Headline) -> Vec<Line> {
    let severity = match headline.severity {
        Severity::Critical => "Critical",
        Severity::High => "High",
        Severity::Medium => "Medium",
        Severity::Low => "Low",
    };
    let again = if headline.change == Change::Reopened { ", reopened: " } else { ": " };
    let short = headline.id.get(..8).unwrap_or(&headline.id);
    let code = |text: &str| Span::Code(shown(text, TEXT));
    vec![
        vec![Span::Strong(severity), words(format!("{again}{} ", shown(&headline.title, TEXT))), code(&headline.rule)],
        vec![
            words("On: "),
            code(&headline.resource),
            words(format!(" in {} of ", shown(&headline.region, 40))),
            code(&headline.account),
        ],
        vec![words(format!("State: {}", shown(&headline.message, TEXT)))],
        vec![words("Again: "), Span::Code(format!("tickmark verify {}", shown(short, 40)))],
    ]
}

fn gaps(digests: &[Digest]) -> Option<Section> {
    let mut all: Vec<&CoverageRow> = digests.iter().flat_map(|d| &d.gaps).collect();
    all.sort_by_key(|row| (Reverse(row.rules_affected.len()), *row));
    let several = digests.len() > 1;
    let item = |row: &&CoverageRow| {
        let rules = counted(row.rules_affected.len() as u64, "rule", "rules");
        let call = Span::Code(shown(&format!("{}:{}", row.service, row.operation), TEXT));
        let place = format!(" in {}: {}, {rules} undecided", shown(&row.region, 40), row.status.word());
        let mut line = vec![call, words(place)];
        if several {
            line.push(words(" in "));
            line.push(Span::Code(shown(&row.account, 40)));
        }
        vec![line]
    };
    section("What could not be checked", all.iter().take(GAPS).map(item).collect(), all.len())
}

/// Those with the gravest news first; where there is one account, the headline has said it.
fn accounts(digests: &[Digest], link: Option<&str>) -> Option<Section> {
    if digests.len() < 2 {
        return None;
    }
    let mut all: Vec<&Digest> = digests.iter().collect();
    let gravest = |d: &Digest| d.headlines.iter().map(|h| h.severity).max();
    all.sort_by_key(|d| (Reverse(gravest(d)), Reverse(d.new + d.reopened), d.run.account.clone()));
    let item = |digest: &&Digest| {
        let account = Span::Code(shown(&digest.run.account, 40));
        let mut line = vec![account, words(format!(": {}", figures(std::slice::from_ref(*digest))))];
        line.extend(report(digest, link).into_iter().flat_map(|link| [words(" "), link]));
        vec![line]
    };
    section("Accounts", all.iter().take(ACCOUNTS).map(item).collect(), all.len())
}

fn report(digest: &Digest, link: Option<&str>) -> Option<Span> {
    // What is no account's number (a recording can hold anything) leads nowhere.
    let account = Some(digest.run.account.as_str()).filter(|a| a.bytes().all(|b| b.is_ascii_digit()))?;
    Some(Span::Link { url: template::fill(link?, &[("account", account)]), label: "report" })
}

fn more(parcel: &Parcel<'_>, link: Option<&str>) -> Section {
    let mut items = Vec::new();
    if let [digest] = parcel.digests {
        items.extend(report(digest, link).map(|link| vec![vec![link]]));
        let path = parcel.out.join(shown(&digest.run.account, 40)).join("report.md");
        items.push(vec![vec![words("The whole report: "), Span::Code(shown(&path.display().to_string(), TEXT))]]);
        let again = format!("tickmark report --run {}", shown(&digest.run.id, 80));
        items.push(vec![vec![words("From the store: "), Span::Code(again)]]);
    } else {
        let path = shown(&parcel.out.display().to_string(), TEXT);
        items.push(vec![vec![words("The whole reports, a folder for each account: "), Span::Code(path)]]);
    }
    Section { title: "See more".to_owned(), items }
}

fn section(title: &str, items: Vec<Vec<Line>>, total: usize) -> Option<Section> {
    if items.is_empty() {
        return None;
    }
    let title = match items.len() {
        listed if listed < total => format!("{title} ({listed} of {total})"),
        _ => title.to_owned(),
    };
    Some(Section { title, items })
}

#[cfg(test)]
#[path = "message_tests.rs"]
mod tests;
