//! One finding: where it is, what was seen, the call that shows it, and the call that ends it.

use serde::Serialize;

use super::rules::Shared;
use super::{Line, exceptions, region_words};
use crate::model::{Agreed, Confidence, Cost, Evidence, Finding};
use crate::render::escape::{Md, code, fence, hidden, json_block, prose, text, visible};
use crate::render::words;

/// Tags that say whose a resource is and what for; compared without case.
const TELLING_TAGS: [&str; 5] = ["name", "owner", "team", "env", "environment"];

#[derive(Debug, Serialize)]
pub struct FindingView {
    hashes: &'static str,
    heading: Md,
    lines: Vec<Line>,
    evidence: Vec<EvidenceView>,
    fix: Option<Md>,
    terraform: Option<Md>,
    /// A command holds characters that do not show.
    escaped: bool,
}

#[derive(Debug, Serialize)]
struct EvidenceView {
    command: Md,
    /// The call's error is the evidence.
    fails: bool,
    observed: Md,
}

/// The heading as Markdown, and as the text that its anchor is made of.
pub fn heading(finding: &Finding) -> (Md, String) {
    let name = if finding.resource.is_empty() { &finding.arn } else { &finding.resource };
    match region_words(&finding.region) {
        Some(region) => {
            (Md::ours(format!("{} in {}", code(name), text(region))), format!("{} in {}", visible(name), region))
        }
        None => (code(name), visible(name).into_owned()),
    }
}

/// What the rule's heading already shows, `shared`, is left out.
pub fn finding_view(finding: &Finding, shared: &Shared, hashes: &'static str) -> FindingView {
    let fix = finding.fix.cli.as_deref();
    let terraform = finding.fix.terraform.as_deref().filter(|_| shared.terraform.is_none());
    let unseen = |c: char| hidden(c) && c != '\n' && c != '\t';
    FindingView {
        hashes,
        heading: heading(finding).0,
        lines: lines(finding, shared),
        evidence: finding.evidence.iter().map(evidence_view).collect(),
        fix: fix.map(|command| fence("sh", command)),
        terraform: terraform.map(|block| fence("hcl", block)),
        escaped: finding.evidence.iter().any(|evidence| evidence.cli.contains(hidden))
            || fix.is_some_and(|command| command.contains(unseen)),
    }
}

fn lines(finding: &Finding, shared: &Shared) -> Vec<Line> {
    let own = |words: Option<&str>, shared: Option<&str>| words.filter(|_| shared.is_none()).map(prose);
    let tags = tags(finding);
    let lines = [
        Some(Line::new("ARN", code(&finding.arn))),
        (!tags.is_empty()).then(|| Line::new("Tags", Md::join(&tags, ", "))),
        Some(Line::new("State", text(&finding.message))),
        finding.cost.as_ref().map(|cost| Line::new("Money", money(cost))),
        finding.unpriced.as_ref().map(|why| Line::new("Money not known", text(why))),
        exceptions::line(finding),
        own(Some(&finding.why), shared.why).map(|why| Line::new("Why", why)),
        own(finding.fix.note.as_deref(), shared.note).map(|note| Line::new("To fix it", note)),
        Some(Line::new("Finding", code(&finding.id))),
    ];
    lines.into_iter().flatten().collect()
}

fn tags(finding: &Finding) -> Vec<Md> {
    let telling = |key: &str| TELLING_TAGS.iter().any(|tag| tag.eq_ignore_ascii_case(key));
    let tags = finding.tags.iter().filter(|(key, _)| telling(key));
    tags.map(|(key, value)| Md::ours(format!("{} = {}", code(key), code(value)))).collect()
}

fn money(cost: &Cost) -> Md {
    let amount = words::money(&text(&cost.currency).to_string(), cost.monthly);
    let elsewhere = if cost.counted { "" } else { "; counted under another finding" };
    let guess = if cost.confidence == Confidence::Heuristic { ", an estimate" } else { "" };
    let whose = if cost.price_source.contains("pricing:") { "AWS's list prices" } else { "built-in list prices" };
    let (formula, date) = (code(&cost.formula), text(&cost.price_date));
    let prices = if cost.price_date.is_empty() { String::new() } else { format!(" at {whose} of {date}") };
    let agreed: String = cost.agreed.iter().map(agreed).collect();
    Md::ours(format!("{amount} a month{guess}: {formula}{prices}{elsewhere}{agreed}"))
}

fn agreed(agreed: &Agreed) -> String {
    let (by, service) = (text(&agreed.by), text(&agreed.service));
    let percent = agreed.percent;
    format!("; {by} covered {percent} % of {service} in the last 30 days, and what they cover is paid all the same")
}

fn evidence_view(evidence: &Evidence) -> EvidenceView {
    let error = evidence.observed.as_object().filter(|members| members.len() == 1).and_then(|only| only.get("error"));
    EvidenceView {
        // A command is one line: a line break in it would be somebody's name playing tricks.
        command: fence("sh", &visible(&evidence.cli)),
        fails: error.is_some_and(serde_json::Value::is_string),
        observed: json_block(&evidence.observed),
    }
}
