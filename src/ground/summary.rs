//! The summary of a run: an object under a schema, whose every text is checked as an answer's sentences are. What a
//! model may not give (rank, severity, counts) has no member to stand in.

use serde::Deserialize;
use serde_json::{Value, json};

use super::check::{Checker, Sentence, Tally};
use super::pack::Pack;
use crate::model::{Author, Step, Summary, Theme};
use crate::render::text;

/// The most of each list that is read, whatever a model sends.
const THEMES: usize = 5;
const STEPS: usize = 5;
const GAPS: usize = 5;
/// A title is a few words.
const TITLE: usize = 80;
/// Larger answers are not parsed.
const LARGEST: usize = 64 * 1024;

/// As a model writes it.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    headline: String,
    themes: Vec<WrittenTheme>,
    first: Vec<WrittenStep>,
    missing: Vec<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct WrittenTheme {
    title: String,
    why_together: String,
    findings: Vec<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct WrittenStep {
    r#do: String,
    why: String,
    findings: Vec<String>,
}

/// Why there is no summary.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub enum Unusable {
    #[error("the summary is not the JSON that was asked for: {0}")]
    Shape(String),
    #[error("the evidence does not hold the summary's headline")]
    Headline,
    #[error("the evidence holds none of the summary's themes")]
    Themes,
}

/// JSON Schema of the answer.
pub fn schema() -> Value {
    let text = json!({"type": "string"});
    let ids = json!({"type": "array", "minItems": 1, "items": {"type": "string", "pattern": "^F[0-9]+$"}});
    let object = |members: Value| {
        let required: Vec<String> = members.as_object().map(|m| m.keys().cloned().collect()).unwrap_or_default();
        json!({"type": "object", "properties": members, "required": required, "additionalProperties": false})
    };
    let theme = object(json!({"title": text, "why_together": text, "findings": ids}));
    let step = object(json!({"do": text, "why": text, "findings": ids}));
    object(json!({
        "headline": text,
        "themes": {"type": "array", "minItems": 3, "maxItems": THEMES, "items": theme},
        "first": {"type": "array", "minItems": 1, "maxItems": STEPS, "items": step},
        "missing": {"type": "array", "maxItems": GAPS, "items": text},
    }))
}

/// Parses and checks a model's answer.
pub fn read(pack: &Pack, answer: &str, author: Author) -> Result<Summary, Unusable> {
    let written = parse(answer)?;
    let mut tally = Tally::default();
    let headline = checked(pack, &written.headline, &[], &mut tally);
    let themes: Vec<Theme> =
        written.themes.iter().take(THEMES).filter_map(|theme| read_theme(pack, theme, &mut tally)).collect();
    let first = written.first.iter().take(STEPS).filter_map(|step| read_step(pack, step, &mut tally)).collect();
    let gaps = written.missing.iter().take(GAPS);
    let missing = gaps.filter_map(|gap| checked(pack, gap, &[], &mut tally)).collect();
    let headline = headline.ok_or(Unusable::Headline)?;
    if themes.is_empty() {
        return Err(Unusable::Themes);
    }
    Ok(Summary { headline, themes, first, missing, author, dropped: tally.dropped.values().sum() })
}

fn parse(answer: &str) -> Result<Written, Unusable> {
    if answer.len() > LARGEST {
        return Err(Unusable::Shape(format!("more than {LARGEST} bytes")));
    }
    let body = answer.trim();
    let fenced = body.strip_prefix("```json").or_else(|| body.strip_prefix("```"));
    let body = fenced.and_then(|inner| inner.trim_end().strip_suffix("```")).unwrap_or(body);
    serde_json::from_str(body.trim()).map_err(|e| Unusable::Shape(e.to_string()))
}

/// Numbers of the findings, if all are in the pack.
fn numbers(pack: &Pack, ids: &[String]) -> Option<Vec<usize>> {
    let one = |id: &String| id.strip_prefix('F')?.parse().ok().filter(|n| pack.finding(*n).is_some());
    let all: Option<Vec<usize>> = ids.iter().map(one).collect();
    all.filter(|all| !all.is_empty())
}

fn full_ids(pack: &Pack, numbers: &[usize]) -> Vec<String> {
    numbers.iter().filter_map(|n| pack.finding(*n)).map(str::to_owned).collect()
}

fn read_theme(pack: &Pack, theme: &WrittenTheme, tally: &mut Tally) -> Option<Theme> {
    let about = numbers(pack, &theme.findings)?;
    let short = theme.title.chars().count() <= TITLE;
    let title = short.then(|| checked(pack, &theme.title, &about, tally)).flatten();
    // A title in words that no finding uses is replaced by one that a rule has.
    let title = title.or_else(|| pack.title(*about.first()?).map(|title| text(title).to_string()))?;
    let why_together = checked(pack, &theme.why_together, &about, tally)?;
    Some(Theme { title, why_together, findings: full_ids(pack, &about) })
}

fn read_step(pack: &Pack, step: &WrittenStep, tally: &mut Tally) -> Option<Step> {
    let about = numbers(pack, &step.findings)?;
    let r#do = checked(pack, &step.r#do, &about, tally)?;
    let why = checked(pack, &step.why, &about, tally)?;
    Some(Step { r#do, why, findings: full_ids(pack, &about) })
}

/// The text, if the evidence holds all of its sentences: a half of a thought is none.
fn checked(pack: &Pack, text: &str, about: &[usize], tally: &mut Tally) -> Option<String> {
    // A text of a summary is one paragraph.
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let mut checker = Checker::about(pack, about);
    let mut sentences = checker.push(&line);
    let (last, _) = checker.end();
    sentences.extend(last);
    let mut out = Some(String::new());
    for sentence in &sentences {
        tally.count(sentence);
        out = match (out, sentence) {
            (Some(text), Sentence::Kept { text: more, .. }) => Some(text + more),
            _ => None,
        };
    }
    out.filter(|text| !text.is_empty())
}
