//! Severities, pillars, environments and states.

use std::sync::LazyLock;

use super::Intent;
use super::negation::negated;
use super::phrases::Lexicon;
use super::text::Word;
use super::words::scopes::{
    DOWNWARDS, ENVIRONMENT_AFTER, ENVIRONMENT_BEFORE, ENVIRONMENTS, FINDING_NOUNS, JOINERS, NO_SUPERLATIVES,
    NOT_PRODUCTION, PILLAR_NAMES, PILLAR_WORDS, PILLARS, SEVERITIES, SEVERITY_AFTER, SEVERITY_BEFORE, SEVERITY_WORDS,
    STATUS_ALL, STATUSES, SUPERLATIVES, UPWARDS,
};

static SEVERITY_LEXICON: LazyLock<Lexicon<&'static [&'static str]>> =
    LazyLock::new(|| Lexicon::new(SEVERITY_WORDS.iter().copied()));
static PILLAR_LEXICON: LazyLock<Lexicon<&'static str>> = LazyLock::new(|| Lexicon::new(PILLAR_WORDS.iter().copied()));
static STATUS_LEXICON: LazyLock<Lexicon<&'static str>> = LazyLock::new(|| Lexicon::new(STATUSES.iter().copied()));

/// Gives words the classes that the tables of scopes name: what a finding is called, severities, pillars.
pub fn classify(words: &mut [Word]) {
    for word in words.iter_mut().filter(|word| !word.quoted && word.class.is_empty()) {
        if FINDING_NOUNS.contains(&word.normal.as_str()) {
            word.class = "<noun>";
        } else if SEVERITIES.contains(&word.normal.as_str()) {
            word.class = "<severity>";
        } else if PILLARS.contains(&word.lower.as_str()) {
            word.class = "<pillar>";
        } else if is_superlative(&word.lower) {
            word.class = "<most>";
        }
    }
}

/// "Gravest", "nastiest": what asks for an order.
pub fn is_superlative(lower: &str) -> bool {
    const SHORTEST: usize = 6;
    lower.len() >= SHORTEST && lower.ends_with("est") && !NO_SUPERLATIVES.contains(&lower)
}

/// Fills `severities`. Ranges ("at least high") become all that they hold, best told as a list.
pub fn severities(words: &mut [Word], intent: &mut Intent) {
    let mut wanted: Vec<&str> = Vec::new();
    let mut unwanted: Vec<&str> = Vec::new();
    for at in 0..words.len() {
        let Some(rank) = severity(words, at) else { continue };
        let all = range(words, at, rank);
        if negated(words, at) { &mut unwanted } else { &mut wanted }.extend(all);
        words[at].understood = true;
    }
    for hit in SEVERITY_LEXICON.hits(words) {
        let first = hit.at.first().copied().unwrap_or_default();
        if first > 0 && words[first - 1].is(SUPERLATIVES) {
            continue;
        }
        if negated(words, first) { &mut unwanted } else { &mut wanted }.extend(hit.value);
        hit.at.iter().for_each(|&i| words[i].understood = true);
    }
    if wanted.is_empty() && !unwanted.is_empty() {
        wanted = SEVERITIES.iter().copied().filter(|severity| !unwanted.contains(severity)).collect();
    }
    intent.severities = wanted.into_iter().map(str::to_owned).collect();
}

/// The rank of the severity that the word at `at` means, if it means one.
fn severity(words: &[Word], at: usize) -> Option<usize> {
    let word = &words[at];
    let written = word.normal.strip_suffix('+').unwrap_or(&word.normal);
    let rank = SEVERITIES.iter().position(|severity| *severity == written).filter(|_| !word.quoted)?;
    if at > 0
        && words[at - 1].is(SUPERLATIVES)
        && !is_range_word(words, at)
        && !is_nominal(word)
        && !is_counted(words, at)
    {
        return None;
    }
    let after = words.get(at + 1);
    let noun = |word: Option<&Word>| {
        word.is_some_and(|word| word.class == "<noun>" || SEVERITY_AFTER.contains(&word.normal.as_str()))
    };
    let pillar = after.is_some_and(|word| word.class == "<pillar>" || word.class == "<severity>" || is_thing(word));
    let said = rank == 0
        || is_nominal(word)
        || written != word.normal
        || noun(after)
        || (pillar && noun(words.get(at + 2)))
        || (at > 0 && words[at - 1].is(SEVERITY_BEFORE) && !after.is_some_and(is_thing))
        || beside(words, at)
        || is_predicate(words, at)
        || range(words, at, rank).len() > 1
        || is_range_word(words, at);
    said.then_some(rank)
}

fn is_thing(word: &Word) -> bool {
    word.thing
}

/// "Has the most critical findings" counts them; "the most critical findings" orders them.
fn is_counted(words: &[Word], at: usize) -> bool {
    const HAVING: &[&str] = &["has", "have", "had", "with", "shows", "contains"];
    words[..at - 1].iter().rev().find(|word| !word.is(&["the"])).is_some_and(|word| word.is(HAVING))
}

/// Whether another severity stands beside, with or without "and".
fn beside(words: &[Word], at: usize) -> bool {
    let severity = |i: Option<usize>| i.and_then(|i| words.get(i)).is_some_and(|word| word.class == "<severity>");
    let joined = |i: Option<usize>| i.and_then(|i| words.get(i)).is_some_and(|word| word.is(JOINERS));
    let before = at.checked_sub(1);
    severity(before)
        || severity(Some(at + 1))
        || (joined(before) && severity(at.checked_sub(2)))
        || (joined(Some(at + 1)) && severity(Some(at + 2)))
}

/// "The highs", "more criticals".
fn is_nominal(word: &Word) -> bool {
    word.lower != word.normal
}

/// "Everything that is medium".
fn is_predicate(words: &[Word], at: usize) -> bool {
    at > 1 && words[at - 1].is(&["is", "are"]) && words[at - 2].is(&["that", "which", "everything", "anything"])
}

fn is_range_word(words: &[Word], at: usize) -> bool {
    at > 1 && words[at - 2].is(&["at"]) && words[at - 1].is(&["least", "most"])
}

/// The severities that the one at `at` means with the words around it.
fn range(words: &[Word], at: usize, rank: usize) -> Vec<&'static str> {
    let before = |i: usize, list: &[&str]| at >= i && words[at - i].is(list);
    let after = |i: usize, list: &[&str]| words.get(at + i).is_some_and(|word| word.is(list));
    let joined = after(1, JOINERS);
    let up = words[at].lower.ends_with('+')
        || (before(2, &["at"]) && before(1, &["least"]))
        || (joined && after(2, UPWARDS))
        || after(1, &["upwards"]);
    let down = (before(2, &["at"]) && before(1, &["most"])) || (joined && after(2, DOWNWARDS));
    let above = before(1, &["above", "over"]) || (before(1, &["than"]) && before(2, &["worse", "higher", "more"]));
    let below = before(1, &["below", "under"]) || (before(1, &["than"]) && before(2, &["less", "lower"]));
    match (up, down, above, below) {
        (true, ..) => SEVERITIES[..=rank].to_vec(),
        (_, true, ..) => SEVERITIES[rank..].to_vec(),
        (_, _, true, _) => SEVERITIES[..rank].to_vec(),
        (_, _, _, true) => SEVERITIES[rank + 1..].to_vec(),
        _ => vec![SEVERITIES[rank]],
    }
}

/// Fills `pillars`. A pillar's own name leaves the terms, synonyms such as "savings" stay.
pub fn pillars(words: &mut [Word], intent: &mut Intent) {
    for hit in PILLAR_LEXICON.hits(words) {
        if hit.at.iter().any(|&i| words[i].thing) {
            continue;
        }
        let joined = hit.at.iter().filter(|&&i| words[i].class == "<pillar>").map(|&i| words[i].lower.clone());
        intent.pillars.extend(joined.chain([hit.value.to_owned()]));
        for &at in &hit.at {
            let word = &mut words[at];
            word.understood |= PILLAR_NAMES.contains(&word.lower.as_str());
        }
    }
}

/// Fills `environments`. "Outside production" is every other environment that has a name here.
pub fn environments(words: &mut [Word], intent: &mut Intent) {
    let mut wanted: Vec<&str> = Vec::new();
    let mut unwanted: Vec<&str> = Vec::new();
    for at in 0..words.len() {
        let Some((value, out)) = environment(words, at) else { continue };
        if out || negated(words, at) { &mut unwanted } else { &mut wanted }.push(value);
        words[at].take("<environment>");
    }
    if wanted.is_empty() && !unwanted.is_empty() {
        wanted = ENVIRONMENTS.iter().map(|(_, value, _)| *value).filter(|value| !unwanted.contains(value)).collect();
    }
    intent.environments = wanted.into_iter().map(str::to_owned).collect();
}

fn environment(words: &[Word], at: usize) -> Option<(&'static str, bool)> {
    let word = &words[at];
    if word.quoted || !word.class.is_empty() {
        return None;
    }
    if NOT_PRODUCTION.contains(&word.lower.as_str()) {
        return Some(("prod", true));
    }
    let (_, value, plain) = ENVIRONMENTS.iter().find(|(name, _, _)| *name == word.lower)?;
    let before = at > 0 && words[at - 1].is(ENVIRONMENT_BEFORE);
    let after = words.get(at + 1).is_some_and(|next| ENVIRONMENT_AFTER.contains(&next.normal.as_str()));
    (!plain || before || after).then_some((value, false))
}

/// Fills `statuses`.
pub fn statuses(words: &mut [Word], intent: &mut Intent) {
    for hit in STATUS_LEXICON.hits(words) {
        intent.statuses.push(hit.value.to_owned());
        for &at in &hit.at {
            let word = &mut words[at];
            word.understood |= STATUS_ALL.contains(&word.lower.as_str());
        }
    }
}
