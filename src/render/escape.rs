//! Text of strangers made safe for Markdown. Names, tags and messages come out of AWS accounts, where anyone with a
//! foot in the door may choose them: they must not break a table, hide text, or bring links and markup of their own.
//!
//! [`Md`] is Markdown that may be written as it stands. Text becomes `Md` only through the functions below.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt::Write;

use serde::Serialize;
use serde_json::Value;

/// Markdown that is safe to write.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(transparent)]
pub struct Md(String);

impl Md {
    /// Markdown that we wrote ourselves, with nothing in it that is not `Md` or a figure.
    pub fn ours(markdown: impl Into<String>) -> Self {
        Md(markdown.into())
    }

    pub fn join(parts: &[Md], between: &str) -> Self {
        Md(parts.iter().map(|part| part.0.as_str()).collect::<Vec<_>>().join(between))
    }
}

impl std::fmt::Display for Md {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

/// True for characters that show nothing, or that change how their neighbours show: controls, bidirectional marks,
/// zero-width characters, blanks that are not the space, fillers, variation selectors, tags, and what XML cannot hold.
pub fn hidden(c: char) -> bool {
    if c.is_ascii() {
        return c.is_ascii_control();
    }
    c.is_control()
        || c.is_whitespace()
        || matches!(c,
            '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}'
            | '\u{180b}'..='\u{180f}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}' | '\u{2800}' | '\u{3164}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}'
            | '\u{ffa0}' | '\u{fff0}'..='\u{fffb}' | '\u{fffe}' | '\u{ffff}' | '\u{1bca0}'..='\u{1bca3}'
            | '\u{1d173}'..='\u{1d17a}' | '\u{e0000}'..='\u{e0fff}')
}

/// The text with each hidden character shown as `\u{202e}`.
pub fn visible(text: &str) -> Cow<'_, str> {
    visible_but(text, &[])
}

/// The same for text of several lines: line breaks and tabs stay.
pub fn visible_lines(text: &str) -> Cow<'_, str> {
    visible_but(text, &['\n', '\t'])
}

fn visible_but<'a>(text: &'a str, kept: &[char]) -> Cow<'a, str> {
    let shown = |c: char| !hidden(c) || kept.contains(&c);
    if text.chars().all(shown) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len() + 16);
    for c in text.chars() {
        if shown(c) { out.push(c) } else { out.extend(c.escape_unicode()) }
    }
    Cow::Owned(out)
}

/// Where inline Markdown will stand.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Place {
    Line,
    /// A table's cell, where a `|` ends the cell even in code.
    Cell,
}

/// Words in which nothing is markup. For a line that begins with something else (a label, a bullet and a label).
pub fn text(text: &str) -> Md {
    inline(text, Place::Line)
}

/// The same for a table's cell.
pub fn cell_text(text: &str) -> Md {
    inline(text, Place::Cell)
}

/// A rule's own words: as [`text`], but line breaks are blanks, and pairs of backticks make code.
pub fn prose(words: &str) -> Md {
    let line = words.split_whitespace().collect::<Vec<_>>().join(" ");
    let parts: Vec<&str> = line.split('`').collect();
    if parts.len().is_multiple_of(2) {
        return text(&line);
    }
    let mut out = String::with_capacity(line.len());
    for (at, part) in parts.iter().enumerate() {
        match at % 2 {
            0 => push_words(&visible(part), Place::Line, &mut out),
            _ => out.push_str(&code(part).0),
        }
    }
    Md(out)
}

/// A code span with exactly this text, hidden characters shown.
pub fn code(text: &str) -> Md {
    span(&visible(text), Place::Line)
}

/// The same for a table's cell.
pub fn cell_code(text: &str) -> Md {
    span(&visible(text), Place::Cell)
}

/// A fenced block; line breaks and tabs stay, the fence is longer than any run of backticks inside.
pub fn fence(language: &str, text: &str) -> Md {
    let body = visible_lines(text.trim_end_matches('\n'));
    let ticks = "`".repeat(longest_run(&body).max(2) + 1);
    Md(format!("{ticks}{language}\n{body}\n{ticks}"))
}

/// JSON on one line, or over many when that line would be long.
pub fn json_block(value: &Value) -> Md {
    let compact = value.to_string();
    let shown = if compact.len() <= 100 { compact } else { format!("{value:#}") };
    fence("json", &json_text(shown))
}

/// JSON text with its hidden characters as `\uXXXX`. They stand in strings only, so the JSON stays equal.
pub fn json_text(json: String) -> String {
    let shown = |c: char| !hidden(c) || c == '\n';
    if json.chars().all(shown) {
        return json;
    }
    let mut out = String::with_capacity(json.len() + 64);
    for c in json.chars() {
        if shown(c) {
            out.push(c);
            continue;
        }
        for unit in c.encode_utf16(&mut [0; 2]) {
            // Writing to a String cannot fail.
            let _ = write!(out, "\\u{unit:04x}");
        }
    }
    out
}

fn inline(text: &str, place: Place) -> Md {
    let shown = visible(text.trim());
    let mut out = String::with_capacity(shown.len() + 16);
    push_words(&shown, place, &mut out);
    Md(out)
}

/// Words apart by blanks; a word that GitHub would turn into a link, a mention or a formula becomes code.
fn push_words(text: &str, place: Place, out: &mut String) {
    for (at, word) in text.split(' ').enumerate() {
        if at > 0 {
            out.push(' ');
        }
        if !comes_alive(word) {
            push_plain(word, place, out);
            continue;
        }
        let after_quotes = word.trim_start_matches(['(', '"', '\'']);
        let core = after_quotes.trim_end_matches([')', '"', '\'', ',', ';', '.', ':']);
        let (before, after) = (word.len() - after_quotes.len(), after_quotes.len() - core.len());
        push_plain(word.get(..before).unwrap_or_default(), place, out);
        out.push_str(&span(core, place).0);
        push_plain(word.get(word.len() - after..).unwrap_or_default(), place, out);
    }
}

/// URLs, addresses, `@mentions`, `#1`, `GH-1`, `$formulas$`, `:emoji:` (and so ARNs, which read well as code).
fn comes_alive(word: &str) -> bool {
    let digit_after = |mark: &str| word.split(mark).skip(1).any(|rest| rest.starts_with(|c: char| c.is_ascii_digit()));
    let bytes = word.as_bytes();
    word.contains(['@', '$'])
        || word.contains("://")
        || word.matches(':').nth(1).is_some()
        || bytes.windows(4).any(|four| four.eq_ignore_ascii_case(b"www."))
        || digit_after("#")
        || bytes.windows(3).any(|three| three.eq_ignore_ascii_case(b"gh-"))
}

fn push_plain(word: &str, place: Place, out: &mut String) {
    let mut before: Option<char> = None;
    let mut rest = word.chars().peekable();
    while let Some(c) = rest.next() {
        let inside = |neighbour: Option<char>| neighbour.is_some_and(char::is_alphanumeric);
        let next = rest.peek().copied();
        match c {
            '\\' if place == Place::Cell => out.push_str("&#92;"),
            '|' if place == Place::Cell => out.push_str("&#124;"),
            '\\' | '|' | '`' | '*' | '[' | ']' | '<' | '~' | '#' => out.extend(['\\', c]),
            '_' if !(inside(before) && inside(next)) => out.push_str("\\_"),
            '&' if inside(next) || next == Some('#') => out.push_str("\\&"),
            _ => out.push(c),
        }
        before = Some(c);
    }
}

fn span(shown: &str, place: Place) -> Md {
    if shown.is_empty() {
        return Md::ours("(empty)");
    }
    let body = match place {
        Place::Line => Cow::Borrowed(shown),
        // GitHub has no way to write a backslash before a bar there: the bar is shown by its number.
        Place::Cell => Cow::Owned(shown.replace("\\|", "\\\\u{7c}").replace('|', "\\|")),
    };
    let ticks = "`".repeat(if body.contains('`') { longest_run(&body) + 1 } else { 1 });
    let edge = |c: char| c == '`' || c == ' ';
    let blank = shown.chars().all(|c| c == ' ');
    let pad = if !blank && (body.starts_with(edge) || body.ends_with(edge)) { " " } else { "" };
    Md(format!("{ticks}{pad}{body}{pad}{ticks}"))
}

fn longest_run(text: &str) -> usize {
    text.split(|c| c != '`').map(str::len).max().unwrap_or(0)
}

/// Gives each heading of one document the anchor that GitHub gives it.
#[derive(Debug, Default)]
pub struct Anchors {
    used: BTreeMap<String, u64>,
}

impl Anchors {
    /// The anchor of the document's next heading; `heading` is its text without markup.
    pub fn next(&mut self, heading: &str) -> String {
        let slug: String = heading
            .trim()
            .to_lowercase()
            .chars()
            .filter_map(|c| match c {
                ' ' => Some('-'),
                '-' | '_' => Some(c),
                _ => c.is_alphanumeric().then_some(c),
            })
            .collect();
        let mut anchor = slug.clone();
        while self.used.contains_key(&anchor) {
            let times = self.used.entry(slug.clone()).or_default();
            *times += 1;
            anchor = format!("{slug}-{times}");
        }
        self.used.insert(anchor.clone(), 0);
        anchor
    }
}

#[cfg(test)]
#[path = "escape_tests.rs"]
mod tests;
