//! Typing errors: "unatached", "ballancers".
//!
//! A word that no table knows is read as the one that it is a slip away from, where there is one only. Short words
//! are left alone, and so are those that begin otherwise: people seldom miss the first letter.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use super::text::{Word, normal};
use super::vocabulary::Vocabulary;
use super::words::english::is_word;
use super::words::{courtesy, cues, places, scopes, stop, things, topic};

/// How many unknown words are tried.
const MAX_GUESSES: usize = 24;
/// From how many letters on a word may have one slip, and two.
const ONE_SLIP: usize = 6;
const TWO_SLIPS: usize = 10;
const LONGEST: usize = 24;

/// Every word of every table, as written there and in the form that is compared.
static KNOWN: LazyLock<BTreeSet<String>> = LazyLock::new(|| {
    let things = things::THINGS
        .iter()
        .chain(things::SERVICES)
        .chain(things::ELSEWHERE)
        .chain(things::MATTERS)
        .map(|(words, _)| *words);
    let scopes = scopes::SEVERITY_WORDS.iter().map(|(words, _)| *words);
    let scopes = scopes.chain(scopes::PILLAR_WORDS.iter().chain(scopes::STATUSES).map(|(words, _)| *words));
    let places = places::REGIONS.iter().chain(places::CONTINENTS).map(|(_, words)| *words);
    let texts = things.chain(scopes).chain(places).chain([topic::DOMAIN, topic::ELSEWHERE]);
    let texts = texts.chain(courtesy::COURTESIES.iter().chain(courtesy::REQUESTS).copied());
    let cues = cues::rows();
    let texts = texts.chain(cues.iter().map(|(words, _)| words.as_str()));
    let single = [
        scopes::SEVERITIES,
        scopes::PILLARS,
        scopes::FINDING_NOUNS,
        scopes::NEGATORS,
        scopes::JOINERS,
        scopes::UPWARDS,
        scopes::DOWNWARDS,
        scopes::SUPERLATIVES,
        stop::STOP,
        cues::ENUMERATE,
    ];
    let environments = scopes::ENVIRONMENTS.iter().map(|(name, _, _)| *name);
    let single = single.into_iter().flatten().copied().chain(environments);
    let words = texts.flat_map(|text| text.split([',', ' ', '|', '^', '~', '{', '}'])).chain(single);
    let plain = words.filter(|word| !word.is_empty() && word.chars().all(|c| c.is_ascii_lowercase()));
    plain.flat_map(|word| [word.to_owned(), normal(word)]).collect()
});

/// Reads slips as what was meant.
pub fn mend(words: &mut [Word], things: &Vocabulary) {
    let unknown = words.iter_mut().filter(|word| {
        let plain = word.lower.chars().all(|c| c.is_ascii_lowercase());
        let long = (ONE_SLIP..=LONGEST).contains(&word.lower.len());
        long && plain && word.class.is_empty() && !word.quoted && !word.understood
    });
    for word in unknown.take(MAX_GUESSES) {
        if let Some(meant) = slip(&word.lower, things) {
            word.reads(&meant);
        }
    }
}

/// What a word that no table knows was meant to be, where it is a slip.
pub fn slip(lower: &str, things: &Vocabulary) -> Option<String> {
    (!is_known(lower, &things.words)).then(|| meant(lower, &things.proper)).flatten().map(str::to_owned)
}

fn is_known(lower: &str, more: &BTreeSet<String>) -> bool {
    [&*KNOWN, more].iter().any(|known| known.contains(lower) || known.contains(&normal(lower))) || is_word(lower)
}

/// The only known word that is one slip away; of long words two.
fn meant<'a>(lower: &str, more: &'a BTreeSet<String>) -> Option<&'a str> {
    let slips = if lower.len() >= TWO_SLIPS { 2 } else { 1 };
    let first = lower.get(..1)?;
    let near = [&*KNOWN, more]
        .into_iter()
        .flat_map(|known| known.range(first.to_owned()..).take_while(|word| word.starts_with(first)))
        .filter(|word| word.len() + 1 >= ONE_SLIP && word.len().abs_diff(lower.len()) <= slips);
    let singular = normal(lower);
    let mut best: Option<(usize, &str)> = None;
    for word in near {
        let distance = strsim::osa_distance(word, lower).min(strsim::osa_distance(word, &singular));
        if distance <= slips && best.is_none_or(|(least, _)| distance < least) {
            best = Some((distance, word));
        }
    }
    best.map(|(_, word)| word)
}
