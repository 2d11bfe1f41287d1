//! What a model wrote about the run, marked as that. Its texts are Markdown that was checked sentence by sentence.

use serde::Serialize;

use super::Places;
use super::glance::linked;
use crate::model::{Finding, Summary};
use crate::render::escape::{Md, text};
use crate::render::words;

pub const HEADING: &str = "Summary by a model";
/// The findings of a theme that are named.
const MOST: usize = 3;

#[derive(Debug, Serialize)]
pub struct SummaryView {
    heading: &'static str,
    /// Whose it is, and what it may not say.
    lead: Md,
    headline: Md,
    themes: Vec<Part>,
    first: Vec<Part>,
    missing: Vec<Md>,
}

#[derive(Debug, Serialize)]
struct Part {
    title: Md,
    words: Md,
    findings: Vec<Md>,
    /// How many findings are not named.
    more: Option<String>,
}

pub fn summary(summary: &Summary, findings: &[&Finding], places: &Places) -> SummaryView {
    let part = |title: &str, words_of: &str, ids: &[String]| {
        let named = ids.iter().filter_map(|id| findings.iter().find(|f| f.id == *id));
        let more = ids.len().saturating_sub(MOST);
        Part {
            title: Md::ours(title),
            words: Md::ours(words_of),
            findings: named.take(MOST).map(|f| linked(f, places)).collect(),
            more: (more > 0).then(|| words::count(more as u64)),
        }
    };
    let author = &summary.author;
    let dropped = match summary.dropped {
        0 => String::new(),
        n => format!(
            " {} left out, because the evidence does not hold {}.",
            words::counted(n, "sentence was", "sentences were"),
            if n == 1 { "it" } else { "them" }
        ),
    };
    SummaryView {
        heading: HEADING,
        lead: Md::ours(format!(
            "Written by {}, {}, about the run of {}. Each sentence was checked against the findings that it cites; \
             severity, order and counts are not its to give.{dropped}",
            text(&author.provider),
            text(&author.model),
            author.of.format("%Y-%m-%d")
        )),
        headline: Md::ours(&summary.headline),
        themes: summary.themes.iter().map(|t| part(&t.title, &t.why_together, &t.findings)).collect(),
        first: summary.first.iter().map(|s| part(&s.r#do, &s.why, &s.findings)).collect(),
        missing: summary.missing.iter().map(Md::ours).collect(),
    }
}
