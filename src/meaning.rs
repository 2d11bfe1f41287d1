//! The text that carries what a finding means: what retrieval searches and embedders read. Names, ARNs, tags, accounts
//! and regions are not in it: they are found by SQL, and a name must not decide what a finding is about.

use crate::model::{Covers, Finding};
use crate::rules::Rule;
use crate::store::Meaning;

/// Services whose findings say what they mean themselves: AWS's own words about a threat, or a service's bill.
const OWN_WORDS: &[&str] = &["guardduty.finding", "ce.service"];

/// What all findings of a rule mean.
pub fn of_rule(rule: &Rule) -> Meaning {
    let note = rule.fix_note.as_ref().map(|note| note.plain()).unwrap_or_default();
    Meaning {
        title: rule.title.clone(),
        body: format!("{} {note}", rule.why).trim().to_owned(),
        words: words(&rule.id, &rule.kind.name, &rule.covers),
    }
}

/// What a finding means beyond its rule; None where it adds nothing.
pub fn own(rule: &Rule, finding: &Finding) -> Option<Meaning> {
    let speaks = OWN_WORDS.contains(&finding.kind.as_str());
    speaks.then(|| Meaning { body: format!("{} {}", without_figures(&finding.message), rule.why), ..of_rule(rule) })
}

/// What a finding of a rule means that is not there any more.
pub fn of_finding(finding: &Finding) -> Meaning {
    let words = words(&finding.rule, &finding.kind, &finding.covers);
    Meaning { title: finding.title.clone(), body: finding.why.clone(), words }
}

/// Ids as words: `s3-bucket-public` is searched as `s3 bucket public` too.
fn words(rule: &str, kind: &str, covers: &Covers) -> String {
    let covered = [&covers.fsbp, &covers.cis].into_iter().flatten().map(String::as_str);
    let all = [rule, kind].into_iter().chain(covered).map(|id| id.replace(['-', '_', '.'], " "));
    all.collect::<Vec<_>>().join(" ")
}

/// Figures and times change from run to run and mean nothing by themselves.
fn without_figures(text: &str) -> String {
    let kept = text.split_whitespace().filter(|word| !word.chars().any(|c| c.is_ascii_digit()));
    kept.collect::<Vec<_>>().join(" ")
}
