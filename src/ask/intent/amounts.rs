//! How many, and which of those before: "top five", "the second one".

use super::Intent;
use super::text::{Word, number};
use super::words::scopes::FINDING_NOUNS;

/// Greater numbers are no limits.
const MAX_LIMIT: usize = 1_000;
/// Words before a number that make it a limit.
const BEFORE: &[&str] =
    &["top", "first", "worst", "biggest", "limit", "next", "riskiest", "best", "oldest", "largest", "highest"];
/// Words that ask; a number after one is a limit when a finding follows.
const ASKING: &[&str] = &["give", "me", "show", "list", "name", "just", "only", "the", "which", "what"];
/// Words after a number that make it a limit.
const AFTER: &[&str] = &[
    "worst",
    "biggest",
    "most",
    "largest",
    "highest",
    "oldest",
    "riskiest",
    "greatest",
    "cheapest",
    "newest",
    "costliest",
];
/// "The next 30 days" are no findings.
const UNITS: &[&str] = &["minute", "hour", "day", "week", "month", "quarter", "year"];
const ORDINALS: &[(&str, usize)] = &[
    ("first", 1),
    ("1st", 1),
    ("second", 2),
    ("2nd", 2),
    ("third", 3),
    ("3rd", 3),
    ("fourth", 4),
    ("4th", 4),
    ("fifth", 5),
    ("5th", 5),
    ("sixth", 6),
    ("6th", 6),
    ("seventh", 7),
    ("7th", 7),
    ("eighth", 8),
    ("8th", 8),
    ("ninth", 9),
    ("9th", 9),
    ("tenth", 10),
    ("10th", 10),
    ("last", usize::MAX),
];
/// What an ordinal counts. A "second factor" is none of these.
const COUNTED: &[&str] = &["one", "entry", "row", "line"];
const COUNTED_KINDS: &[&str] =
    &["bucket", "volume", "instance", "group", "user", "key", "database", "function", "resource"];
/// Words after which a bare number is a place in the list.
const NUMBERED: &[&str] = &["number", "no", "nr", "item", "entry"];

/// Fills `limit` and `ordinal`.
pub fn find(words: &mut [Word], intent: &mut Intent) {
    for at in 0..words.len() {
        if words[at].understood || words[at].quoted {
            continue;
        }
        if let Some((ordinal, len)) = ordinal(words, at) {
            intent.ordinal.get_or_insert(ordinal);
            words[at..at + len].iter_mut().for_each(|word| word.take("<ordinal>"));
        } else if let Some(limit) = limit(words, at) {
            intent.limit.get_or_insert(limit);
            words[at].take("<number>");
            // "first ten" is understood with its number.
            if at > 0 && words[at - 1].is(BEFORE) {
                words[at - 1].understood = true;
            }
        }
    }
}

fn limit(words: &[Word], at: usize) -> Option<usize> {
    let number = number(&words[at]).filter(|number| (1..=MAX_LIMIT).contains(number))?;
    if words.get(at + 1).is_some_and(|word| UNITS.contains(&word.normal.as_str())) {
        return None;
    }
    let before = at > 0 && words[at - 1].is(BEFORE);
    let to = at > 1 && words[at - 1].is(&["to"]) && words[at - 2].is(&["limit", "limited"]);
    let after = words.get(at + 1).is_some_and(|word| word.is(AFTER) || word.class == "<most>");
    let counted = |word: &Word| {
        FINDING_NOUNS.contains(&word.normal.as_str()) || word.class == "<kind>" || word.is(&["resources", "things"])
    };
    let noun = words.iter().skip(at + 1).take(3).any(counted);
    let asked = at > 0 && words[at - 1].is(ASKING) && noun;
    // "Which two?"
    let alone = at > 0 && words[at - 1].is(&["which"]) && at + 1 == words.len();
    // "Three things to do".
    let first = at == 0 && words.get(at + 1).is_some_and(|word| word.class == "<noun>" || word.is(&["things"]));
    let trailing = at > 0 && words[at - 1].class == "<most>";
    (trailing || before || to || after || asked || alone || first).then_some(number)
}

/// The place in the list before, and how many words say it.
fn ordinal(words: &[Word], at: usize) -> Option<(usize, usize)> {
    let lower = words[at].lower.as_str();
    if let Some(number) = lower.strip_prefix('#').and_then(|digits| digits.parse().ok()) {
        return Some((number, 1)).filter(|(number, _)| *number > 0);
    }
    let next = words.get(at + 1).filter(|word| !word.quoted);
    // "Our number one problem" is no place in a list.
    let praised = words.get(at + 2).is_some_and(|word| FINDING_NOUNS.contains(&word.normal.as_str()));
    if words[at].is(NUMBERED) && !praised {
        return Some((next.and_then(number).filter(|number| (1..=MAX_LIMIT).contains(number))?, 2));
    }
    let (_, ordinal) = ORDINALS.iter().find(|(name, _)| *name == lower)?;
    let the = at > 0 && words[at - 1].is(&["the", "that"]);
    match next {
        // "Look at the first" asks of the list; "what should I fix first" does not.
        None => the.then_some((*ordinal, 1)),
        Some(next) if next.lower == "one" || (next.lower != "ones" && COUNTED.contains(&next.normal.as_str())) => {
            Some((*ordinal, 2))
        }
        Some(next) => {
            let singular = next.lower == next.normal;
            let found = FINDING_NOUNS.contains(&next.lower.as_str()) || COUNTED_KINDS.contains(&next.lower.as_str());
            (the && singular && found && next.lower != "check").then_some((*ordinal, 1))
        }
    }
}
