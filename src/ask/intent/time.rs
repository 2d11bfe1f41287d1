//! When: "since Tuesday", "last week", "in October", "between … and …".
//!
//! A time is a span (`spans.rs`), and the words before it say how it bounds: `since` is from its start on, `before` ends
//! at its start, and without such a word it is the span itself. An end that has not come yet is no end.

use super::calendar::Span;
use super::spans::span;
use super::text::Word;
use super::{Intent, Known};

const FROM: &[&str] = &["since", "from", "after", "starting", "beginning"];
const AFTER: &[&str] = &["after"];
const UNTIL: &[&str] = &["until", "till", "til", "through", "thru", "to", "and", "-", "up"];
const BEFORE: &[&str] = &["before"];
/// Words between such a word and the time.
const BETWEEN: &[&str] =
    &["the", "start", "of", "beginning", "on", "in", "early", "late", "end", "then", "about", "around"];
/// Words before a time that are understood with it.
const WITH: &[&str] = &["on", "in", "during", "over", "within", "of", "for", "from", "the", "at", "this", "throughout"];
/// A rolling time after one of these is a property of the resource: "not used in the last 90 days".
const PROPERTIES: &[&str] = &[
    "unused",
    "used",
    "idle",
    "inactive",
    "accessed",
    "rotated",
    "untouched",
    "touched",
    "older",
    "expire",
    "out",
    "due",
    "lapse",
    "lapses",
    "expires",
    "expiring",
    "attached",
    "dormant",
    "modified",
    "invoked",
];
const PROPERTY_REACH: usize = 5;

/// Fills `since` and `until`.
pub fn find(words: &mut [Word], known: &Known, intent: &mut Intent) {
    let mut at = 0;
    let mut bounds: Vec<(Option<Span>, Bound)> = Vec::new();
    while at < words.len() {
        let Some((found, len, is_rolling)) = span(words, at, known.now) else {
            at += 1;
            continue;
        };
        if !(is_rolling && is_property(words, at)) {
            let (bound, first) = bound(words, at, bounds.last().map(|(_, bound)| *bound));
            bounds.push((Some(found), bound));
            words[first..at + len].iter_mut().for_each(|word| word.take("<time>"));
        }
        at += len;
    }
    for (found, bound) in bounds {
        let Some((start, end)) = found else { continue };
        match bound {
            Bound::From => intent.since = Some(start),
            Bound::After => intent.since = Some(end.min(known.now)),
            Bound::Until => intent.until = Some(end),
            Bound::Before => intent.until = Some(start),
            Bound::Within => within(intent, start, end),
        }
    }
    intent.until = intent.until.filter(|until| *until < known.now);
}

#[derive(Clone, Copy, PartialEq)]
enum Bound {
    From,
    After,
    Until,
    Before,
    Within,
}

/// Two spans side by side are compared: what is asked for reaches from the start of one to the end of the other.
fn within(intent: &mut Intent, start: chrono::DateTime<chrono::Utc>, end: chrono::DateTime<chrono::Utc>) {
    intent.until = Some(intent.until.map_or(end, |until| until.max(end)));
    intent.since = Some(intent.since.map_or(start, |since| since.min(start)));
}

/// How the words before `at` make the time bound, and where they begin.
fn bound(words: &[Word], at: usize, before: Option<Bound>) -> (Bound, usize) {
    let mut first = at;
    while first > 0 && words[first - 1].is(BETWEEN) {
        first -= 1;
    }
    let Some(word) = first.checked_sub(1).map(|i| &words[i]) else { return (Bound::Within, at) };
    let opened = matches!(before, Some(Bound::From | Bound::After));
    if word.is(AFTER) {
        (Bound::After, first - 1)
    } else if word.is(FROM) && (!word.is(&["from"]) || is_opening(words, at)) {
        (Bound::From, first - 1)
    } else if word.is(BEFORE) || (word.is(&["to"]) && first > 1 && words[first - 2].is(&["prior"])) {
        (Bound::Before, first - 1)
    } else if word.is(&["between"]) {
        (Bound::From, first - 1)
    } else if word.is(&["until", "till", "til", "through"]) || (opened && word.is(UNTIL)) {
        (Bound::Until, first - 1)
    } else {
        let mut start = at;
        while start > 0 && words[start - 1].is(WITH) {
            start -= 1;
        }
        (Bound::Within, start)
    }
}

/// "from Monday to Tuesday", but not "findings from today".
fn is_opening(words: &[Word], at: usize) -> bool {
    const REACH: usize = 5;
    words[at..words.len().min(at + REACH)]
        .iter()
        .any(|word| word.is(&["to", "until", "till", "on", "through", "onwards"]))
}

fn is_property(words: &[Word], at: usize) -> bool {
    words[at.saturating_sub(PROPERTY_REACH)..at].iter().any(|word| word.is(PROPERTIES))
}
