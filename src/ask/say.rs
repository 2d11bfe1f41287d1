//! Sentences about findings. Whatever comes out of an account is shown as code, so that no name can pass for a sentence.

use super::reply::Citation;
use crate::model::{Evidence, Finding, Severity};
use crate::render::{code, counted, text, usd};
use crate::rules::Rule;
use crate::store::Count;

/// `3 critical, 1 high and 12 low`.
pub fn severities(counts: &[Count]) -> String {
    let order = [Severity::Critical, Severity::High, Severity::Medium, Severity::Low];
    let one = |s: &Severity| counts.iter().find(|c| c.key == s.word()).map(|c| format!("{} {}", c.findings, c.key));
    and(&order.iter().filter_map(one).collect::<Vec<_>>())
}

/// A list in a sentence.
pub fn and(parts: &[String]) -> String {
    match parts {
        [] => String::new(),
        [one] => one.clone(),
        [first @ .., last] => format!("{} and {last}", first.join(", ")),
    }
}

pub fn findings(n: u64) -> String {
    counted(n, "open finding", "open findings")
}

/// ` They cost about USD 8.00 a month.`, where money is known.
pub fn money(monthly: f64, n: u64) -> String {
    let subject = if n == 1 { "It costs" } else { "Together they cost" };
    if monthly > 0.0 { format!(" {subject} about {} a month.", usd(monthly)) } else { String::new() }
}

/// The heading paragraph of findings that mean the same.
pub fn group(first: &Finding, total: u64) -> String {
    let n = if total == 1 { String::new() } else { format!(", {}", counted(total, "finding", "findings")) };
    format!("**{}** ({}{n}). {}", text(&first.title), first.severity, text(&one_line(&first.why)))
}

/// A rule by itself: what it looks for, why, and where AWS writes about it.
pub fn rule(rule: &Rule) -> String {
    let head = format!("**{}** (rule `{}`, {}, {}).", text(&rule.title), rule.id, rule.pillar, rule.severity.worst());
    format!("{head}\n\n**Why it matters.** {}{}", text(&one_line(&rule.why)), references(&rule.references))
}

/// A paragraph with links, where there are any.
pub fn references(all: &[String]) -> String {
    let lines: Vec<String> = all.iter().map(|link| format!("\n- <{link}>")).collect();
    if lines.is_empty() { String::new() } else { format!("\n\n**Read more.**\n{}", lines.concat()) }
}

/// One finding under its heading: where, what was seen, the call that shows it, the fix.
pub fn finding(place: usize, f: &Finding) -> String {
    let fix = f.fix.cli.as_deref().map_or(String::new(), |fix| format!("\n   Fixed by {}", code(&one_line(fix))));
    seen(place, f) + &fix
}

/// The same without the fix.
pub fn seen(place: usize, f: &Finding) -> String {
    let mut out =
        format!("{place}. {} in {}, account {}: {}.", code(&f.resource), f.region, f.account, sentence(&f.message));
    if let Some(cost) = f.cost.as_ref().filter(|c| c.monthly > 0.0) {
        out.push_str(&format!(" About {} a month.", usd(cost.monthly)));
    }
    out.push_str(&format!("\n   {}", code(&f.arn)));
    if let Some(shown) = best(f) {
        out.push_str(&format!("\n   Shown by {} [{}]", code(&shown.cli), short(&f.id)));
    }
    out
}

/// The call that says most: the last, since details and lookups come after the listing.
fn best(f: &Finding) -> Option<&Evidence> {
    f.evidence.iter().rfind(|e| e.decides())
}

pub fn cite(f: &Finding) -> Citation {
    Citation { finding: Some(f.id.clone()), arn: f.arn.clone(), cli: best(f).map(|e| e.cli.clone()) }
}

/// The beginning of an id, which `verify` and questions take too.
pub fn short(id: &str) -> &str {
    id.get(..8).unwrap_or(id)
}

fn sentence(message: &str) -> String {
    text(one_line(message).trim_end_matches('.')).to_string()
}

pub fn one_line(words: &str) -> String {
    words.split_whitespace().collect::<Vec<_>>().join(" ")
}
