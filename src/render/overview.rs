//! The report over all accounts: `report.md` and `overview.json` beside the accounts' folders.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use super::RenderedFile;
use super::escape::{Md, cell_code, cell_text, code, json_text, text};
use super::markdown;
use super::view::{Line, shortened};
use super::words;
use crate::model::{Entry, Missed, Overview, Severity, SharedRule, Status};

/// Names shown of a longer list; overview.json holds them all.
const MOST_NAMES: usize = 6;

#[derive(Debug, Serialize)]
struct View {
    title: &'static str,
    run: Vec<Line>,
    lead: Md,
    missed: Vec<MissedRow>,
    accounts: Vec<AccountRow>,
    headlines: Vec<Md>,
    rules: Vec<RuleRow>,
    gaps: Vec<GapRow>,
}

#[derive(Debug, Serialize)]
struct MissedRow {
    account: Md,
    reason: Md,
    last: String,
}

#[derive(Debug, Serialize)]
struct AccountRow {
    account: Md,
    critical: String,
    high: String,
    medium: String,
    low: String,
    money: String,
    new: String,
    resolved: String,
    checked: &'static str,
}

#[derive(Debug, Serialize)]
struct RuleRow {
    rule: Md,
    title: Md,
    pillar: &'static str,
    severity: &'static str,
    open: String,
    count: String,
    money: String,
    accounts: Md,
}

#[derive(Debug, Serialize)]
struct GapRow {
    operation: Md,
    status: &'static str,
    accounts: Md,
    rules: Md,
}

/// The files of the report over all accounts, relative to `<out>/`.
pub fn overview(overview: &Overview) -> anyhow::Result<Vec<RenderedFile>> {
    let mut json = json_text(serde_json::to_string_pretty(overview)?);
    json.push('\n');
    let json = RenderedFile { path: "overview.json".to_owned(), contents: json };
    Ok(vec![json, markdown::overview(&view(overview))?])
}

/// All of it in a line, for a terminal.
pub fn headline(overview: &Overview) -> String {
    let all: u64 = Severity::ALL.iter().map(|s| overview.open(*s)).sum();
    let counts: Vec<String> = Severity::ALL.iter().map(|s| format!("{} {s}", overview.open(*s))).collect();
    let accounts = words::counted(overview.accounts.len() as u64, "account", "accounts");
    let mut line = format!("{all} open findings in {accounts}: {}", counts.join(", "));
    if overview.monthly() > 0.0 {
        line = format!("{line}; {} a month", words::usd(overview.monthly()));
    }
    match overview.missed.len() as u64 {
        0 => line,
        n => format!("{line}; {} not audited", words::counted(n, "account", "accounts")),
    }
}

fn view(overview: &Overview) -> View {
    View {
        title: "AWS audit of all accounts",
        run: run_lines(overview),
        lead: Md::ours(format!("{}.", headline(overview))),
        missed: overview.missed.iter().map(missed_row).collect(),
        accounts: overview.accounts.iter().map(account_row).collect(),
        headlines: overview.rules.iter().filter(|rule| rule.new > 0).map(|rule| fresh(overview, rule)).collect(),
        rules: overview.rules.iter().map(rule_row).collect(),
        gaps: gap_rows(overview),
    }
}

/// What is new of a rule, with one finding to begin with.
fn fresh(overview: &Overview, rule: &SharedRule) -> Md {
    let news = |entry: &&Entry| entry.digest.rules.get(&rule.id).is_some_and(|r| r.new > 0);
    let accounts = overview.accounts.iter().filter(news).count() as u64;
    let count = words::counted(rule.new, "finding", "findings");
    let places = words::counted(accounts, "account", "accounts");
    let first = overview.headlines.iter().find(|h| h.rule == rule.id).map(|h| {
        let place = format!("{} in {}, {}", code(&h.resource), code(&h.account), text(&h.region));
        format!(", the first to look at: {place}. {}", text(&h.message))
    });
    let title = text(&rule.title);
    Md::ours(format!("**{}** {title}: {count} in {places}{}", rule.severity.word(), first.unwrap_or_default()))
}

fn run_lines(overview: &Overview) -> Vec<Line> {
    let runs = || overview.accounts.iter().map(|a| &a.digest.run);
    let calls = runs().map(|run| run.calls).sum();
    let mut lines = Vec::new();
    if let (Some(first), Some(last)) = (runs().map(|r| r.started).min(), runs().map(|r| r.finished).max()) {
        lines.push(Line::new("Started", Md::ours(words::time(first))));
        lines.push(Line::new("Finished", Md::ours(words::time(last))));
    }
    lines.push(Line::new("Calls", Md::ours(words::count(calls))));
    lines
}

fn missed_row(missed: &Missed) -> MissedRow {
    let reason = missed.reason.lines().next().unwrap_or_default();
    MissedRow {
        account: named(&missed.account, missed.name.as_deref()),
        reason: cell_text(&words::steady(reason)),
        last: missed.last.map_or_else(|| "never".to_owned(), words::time),
    }
}

fn named(account: &str, name: Option<&str>) -> Md {
    match name {
        Some(name) => Md::join(&[cell_code(account), cell_text(name)], " "),
        None => cell_code(account),
    }
}

fn account_row(entry: &Entry) -> AccountRow {
    let digest = &entry.digest;
    let count = |s: Severity| words::count(digest.open.get(&s).copied().unwrap_or_default());
    let account = &digest.run.account;
    let link = Md::ours(format!("[{account}]({account}/report.md)"));
    let name = entry.name.as_deref().map(cell_text);
    AccountRow {
        account: Md::join(&[link].into_iter().chain(name).collect::<Vec<_>>(), " "),
        critical: count(Severity::Critical),
        high: count(Severity::High),
        medium: count(Severity::Medium),
        low: count(Severity::Low),
        money: money(digest.cents),
        new: words::count(digest.new + digest.reopened),
        resolved: words::count(digest.resolved),
        checked: if digest.incomplete { "not everything" } else { "everything" },
    }
}

fn money(cents: i64) -> String {
    if cents == 0 { String::new() } else { words::usd(cents as f64 / 100.0) }
}

fn rule_row(rule: &SharedRule) -> RuleRow {
    let mut accounts: Vec<(&String, &u64)> = rule.accounts.iter().collect();
    accounts.sort_by_key(|(account, open)| (std::cmp::Reverse(**open), *account));
    let shown: Vec<Md> =
        accounts.iter().map(|(account, open)| Md::ours(format!("{} ({open})", cell_code(account)))).collect();
    RuleRow {
        rule: cell_code(&rule.id),
        title: cell_text(&rule.title),
        pillar: rule.pillar.word(),
        severity: rule.severity.word(),
        open: words::count(rule.open),
        count: words::count(rule.accounts.len() as u64),
        money: money(rule.cents),
        accounts: shortened(&shown, MOST_NAMES, ", "),
    }
}

/// The same read that ended in the same way, in all accounts together.
fn gap_rows(overview: &Overview) -> Vec<GapRow> {
    type Alike<'a> = BTreeMap<(&'a str, &'a str, Status), (BTreeSet<&'a str>, BTreeSet<&'a str>)>;
    let mut alike: Alike = BTreeMap::new();
    for row in overview.accounts.iter().flat_map(|a| &a.digest.gaps) {
        let (accounts, rules) = alike.entry((&row.service, &row.operation, row.status)).or_default();
        accounts.insert(&row.account);
        rules.extend(row.rules_affected.iter().map(String::as_str));
    }
    let names =
        |names: BTreeSet<&str>| shortened(&names.into_iter().map(cell_code).collect::<Vec<_>>(), MOST_NAMES, ", ");
    alike
        .into_iter()
        .map(|((service, operation, status), (accounts, rules))| GapRow {
            operation: cell_code(&format!("{service}:{operation}")),
            status: status.word(),
            accounts: names(accounts),
            rules: names(rules),
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::super::sample;
    use super::*;
    use crate::model::Digest;

    fn of(account: &str, findings: u64) -> Digest {
        let mut report = sample::large(findings);
        report.run.account = account.to_owned();
        Digest::of(&report)
    }

    #[test]
    fn the_worst_account_comes_first_and_one_that_is_missing_is_told() {
        let digests = [of("111111111111", 1), of("222222222222", 40)];
        let missed = Missed {
            account: "333333333333".into(),
            name: Some("a|b".into()),
            reason: "AccessDenied: no\nhint: x".into(),
            last: None,
        };
        let names = BTreeMap::from([("222222222222".to_owned(), "<b>shop</b>".to_owned())]);
        let files = overview(&Overview::new(&digests, &[missed], &names)).unwrap();
        assert_eq!(files.iter().map(|f| f.path.as_str()).collect::<Vec<_>>(), ["overview.json", "report.md"]);
        let markdown = &files[1].contents;
        let at = |what: &str| markdown.find(what).unwrap_or_else(|| panic!("{what} in {markdown}"));
        assert!(at("[222222222222](222222222222/report.md)") < at("[111111111111](111111111111/report.md)"));
        assert!(at("| `333333333333` a&#124;b | AccessDenied: no | never |") < at("## Accounts"));
        assert!(markdown.contains("`222222222222` (") && markdown.contains("\\<b>shop\\</b>"), "{markdown}");
        assert!(markdown.contains("1 account not audited"));
    }

    #[test]
    fn open_findings_and_money_add_up() {
        let digests = [of("111111111111", 3), of("222222222222", 4)];
        let whole = Overview::new(&digests, &[], &BTreeMap::new());
        let all: u64 = Severity::ALL.iter().map(|s| whole.open(*s)).sum();
        assert_eq!(all, digests.iter().flat_map(|d| d.open.values()).sum::<u64>());
        assert_eq!(all, whole.rules.iter().map(|r| r.open).sum::<u64>());
        assert_eq!(all, whole.rules.iter().flat_map(|r| r.accounts.values()).sum::<u64>());
    }
}
