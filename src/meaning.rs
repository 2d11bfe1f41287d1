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
    let names = format!("{} {}", words(&rule.id, &rule.kind.name, &rule.covers), rule.kind.called.join(" "));
    Meaning {
        title: rule.title.clone(),
        body: format!("{} {note}", rule.why).trim().to_owned(),
        words: names.trim().to_owned(),
        asked: rule.asked.join("\n"),
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
    Meaning { title: finding.title.clone(), body: finding.why.clone(), words, asked: String::new() }
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

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::of_rule;
    use crate::embed::{Embedder, Local, embed_together, shipped_file};
    use crate::rules::RuleSet;

    const FILE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/models/meanings.f16");

    fn texts() -> BTreeMap<String, Vec<(f32, String)>> {
        let set = RuleSet::load(&[] as &[&str], &Default::default()).unwrap();
        set.rules.iter().map(|rule| of_rule(rule)).map(|meaning| (meaning.hash(), meaning.texts())).collect()
    }

    #[tokio::test]
    #[ignore = "writes models/meanings.f16: make vectors"]
    async fn vectors_are_written() {
        let (hashes, texts): (Vec<String>, Vec<_>) = texts().into_iter().unzip();
        let vectors = embed_together(&Local::default(), &texts).await.unwrap();
        std::fs::write(FILE, shipped_file(&hashes.into_iter().zip(vectors).collect())).unwrap();
    }

    /// A new rule may be missing: its vector is made when it is met. A wrong one may not be there.
    #[tokio::test]
    async fn vectors_that_are_shipped_are_those_of_the_rules() {
        let embedder = Local::default();
        let texts = texts();
        let known: Vec<_> = texts.iter().filter_map(|(hash, text)| Some((text, embedder.known(hash)?))).collect();
        assert!(known.len() * 10 >= texts.len() * 9, "{} of {} are known: make vectors", known.len(), texts.len());
        for (text, shipped) in known.iter().step_by(10) {
            let made = embed_together(&embedder, &[(*text).clone()]).await.unwrap().remove(0);
            let cosine: f32 = made.iter().zip(shipped).map(|(a, b)| a * b).sum();
            assert!((cosine - 1.0).abs() < 1e-3, "{text:?}: {cosine}");
        }
    }
}
