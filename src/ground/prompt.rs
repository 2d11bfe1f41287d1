//! The prompts, out of `templates/prompts/`. Their first line is their version: it belongs into the key of whatever
//! caches an answer.

use super::pack::Pack;

const ANSWER: &str = include_str!("../../templates/prompts/answer.md");
const SUMMARY: &str = include_str!("../../templates/prompts/summary.md");

/// What a model is sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Prompt {
    pub version: &'static str,
    pub system: String,
    pub user: String,
}

/// `question`: masked already.
pub fn answer(pack: &Pack, question: &str) -> Prompt {
    // One line, so that a pasted text cannot set up marks of its own.
    let line = question.split_whitespace().collect::<Vec<_>>().join(" ");
    prompt(ANSWER, pack, &format!("Question: {line}"))
}

pub fn summary(pack: &Pack) -> Prompt {
    prompt(SUMMARY, pack, "Summarise the run.")
}

/// The version of the prompt of an answer.
pub fn answer_version() -> &'static str {
    version(ANSWER)
}

fn version(template: &'static str) -> &'static str {
    template.lines().next().unwrap_or_default().trim_start_matches("version:").trim()
}

fn prompt(template: &'static str, pack: &Pack, task: &str) -> Prompt {
    let (_, rest) = template.split_once('\n').unwrap_or_default();
    Prompt {
        version: version(template),
        system: rest.replace("{mark}", &pack.mark),
        user: format!("{task}\n\n{}", pack.text),
    }
}
