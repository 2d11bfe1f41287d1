//! Answers with a form of their own: what a finding is about, and how findings are mended.

use super::findings::{Group, totals, untold};
use super::{Asked, Found, say, scope};
use crate::model::Finding;
use crate::render::{counted, fence, text};
use crate::store::{Count, Filter};

/// How many rules are explained at once, where a resource is asked about that several complain of.
const RULES: usize = 3;

impl Asked<'_> {
    /// One rule: what it found, why it matters, where, and what AWS writes about it. Others that the words mean are
    /// named. A resource is explained by all that complain of it.
    pub(super) fn explain(&self, counts: &[Count], groups: &[Group], filter: &Filter) -> (String, Found) {
        let mut found = grounded(counts);
        let told = if filter.names.is_empty() { 1 } else { RULES };
        let mut parts = Vec::new();
        let mut place = 0;
        for group in groups.iter().take(told) {
            let Some(first) = group.findings.first() else { continue };
            let mut part = head(first, group.total, filter);
            for finding in &group.findings {
                place += 1;
                part.push_str(&format!("\n{}", say::seen(place, finding)));
                found.cite(finding, group.score);
            }
            part.push_str(&untold(group.total, group.findings.len() as u64));
            part.push_str(&say::references(&first.references));
            part.push_str(&format!("\n\nAsk \"how do I fix {}?\" for the commands.", first.rule));
            parts.push(part);
        }
        let others: Vec<String> = groups.iter().skip(told).filter_map(other).collect();
        if !others.is_empty() {
            parts.push(format!("The words may also mean {}.", say::and(&others)));
        }
        (parts.join("\n\n"), found)
    }

    /// The commands first, then what each of them mends, what to mind, and the same for Terraform.
    pub(super) fn mend(&self, counts: &[Count], groups: &[Group]) -> (String, Found) {
        let mut found = grounded(counts);
        let mut parts = Vec::new();
        let mut place = 0;
        for group in groups {
            let Some(first) = group.findings.first() else { continue };
            let begin = place;
            let many = counted(group.total, "finding", "findings");
            let mut part = format!("**{}** (rule `{}`, {many}).\n\n", text(&first.title), first.rule);
            part.push_str(&commands(begin, &group.findings));
            for finding in &group.findings {
                place += 1;
                part.push_str(&format!("\n{}", say::seen(place, finding)));
                found.cite(finding, group.score);
            }
            if let Some(note) = &first.fix.note {
                part.push_str(&format!("\n\n**Mind.** {}", text(&say::one_line(note))));
            }
            part.push_str(&terraform(begin, &group.findings));
            parts.push(part);
        }
        let total = counts.iter().map(|c| c.findings).sum();
        (parts.join("\n\n") + &untold(total, place as u64), found)
    }
}

fn grounded(counts: &[Count]) -> Found {
    let money = counts.iter().map(|c| c.monthly).sum();
    Found { grounded: true, totals: totals(counts, money), ..Found::default() }
}

fn head(first: &Finding, total: u64, filter: &Filter) -> String {
    let scope = scope::words(&Filter { statuses: Vec::new(), meanings: Vec::new(), ..filter.clone() });
    let scope = if scope.is_empty() { String::new() } else { format!(" ({scope})") };
    format!(
        "**{}** (rule `{}`, {}, {}).\n\n**Why it matters.** {}\n\n**Seen on {}{scope}.**\n",
        text(&first.title),
        first.rule,
        first.pillar,
        first.severity,
        text(&say::one_line(&first.why)),
        counted(total, "resource", "resources"),
    )
}

fn other(group: &Group) -> Option<String> {
    let first = group.findings.first()?;
    Some(format!("`{}` ({})", first.rule, counted(group.total, "finding", "findings")))
}

/// One block to copy, each command under the number of what it mends.
fn commands(before: usize, findings: &[Finding]) -> String {
    let command = |(i, f): (usize, &Finding)| {
        Some(format!(
            "# {}. {} in {}\n{}",
            before + i + 1,
            say::one_line(&f.resource),
            f.region,
            f.fix.cli.as_ref()?.trim()
        ))
    };
    let all: Vec<String> = findings.iter().enumerate().filter_map(command).collect();
    match all.is_empty() {
        true => "There is no command that does it by itself.\n".to_owned(),
        false => format!("{}\n", fence("sh", &all.join("\n"))),
    }
}

/// What Terraform should say, once where it is the same for several.
fn terraform(before: usize, findings: &[Finding]) -> String {
    let mut blocks: Vec<(&str, Vec<String>)> = Vec::new();
    for (i, finding) in findings.iter().enumerate() {
        let Some(block) = finding.fix.terraform.as_deref().map(str::trim) else { continue };
        let number = (before + i + 1).to_string();
        match blocks.iter_mut().find(|(known, _)| *known == block) {
            Some((_, numbers)) => numbers.push(number),
            None => blocks.push((block, vec![number])),
        }
    }
    let told = |(block, numbers): &(&str, Vec<String>)| {
        format!("\n\n**Terraform** for {}:\n\n{}", say::and(numbers), fence("hcl", block))
    };
    blocks.iter().map(told).collect()
}
