//! Services and kinds of resources out of the words that name them.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use super::Intent;
use super::phrases::Lexicon;
use super::text::{Word, normal};
use super::words::things::{ELSEWHERE, LOOKALIKES, MATTERS, THINGS, Thing};

/// How many unknown words are tried as typing errors, and how long a word must be for it.
const MAX_GUESSES: usize = 24;
const MIN_GUESS_CHARS: usize = 6;

/// The thing, and whether the words name it.
static LEXICON: LazyLock<Lexicon<(Thing, bool)>> = LazyLock::new(|| {
    let named = THINGS.iter().chain(ELSEWHERE).map(|(words, thing)| (*words, (*thing, true)));
    Lexicon::new(named.chain(MATTERS.iter().map(|(words, thing)| (*words, (*thing, false)))))
});

/// Fills `services` and `kinds`.
pub fn find(words: &mut [Word], intent: &mut Intent) {
    let mut found: Vec<Thing> = Vec::new();
    for hit in LEXICON.longest(words) {
        let ((services, kinds, _), names) = hit.value;
        for &at in &hit.at {
            words[at].kept = words[at].class != "<noun>";
            words[at].thing = names && !(services.is_empty() && kinds.is_empty());
            if words[at].class.is_empty() && !kinds.is_empty() {
                words[at].class = "<kind>";
            }
        }
        found.push(hit.value.0);
    }
    if found.iter().all(|(services, kinds, _)| services.is_empty() && kinds.is_empty()) {
        found.extend(guesses(words));
    }
    let context = context(&found);
    let mut services: BTreeSet<&str> = found.iter().flat_map(|(services, _, _)| services.iter().copied()).collect();
    let mut all_kinds: BTreeSet<&str> = BTreeSet::new();
    for (_, kinds, others) in found {
        let candidates = kinds.iter().chain(others).copied();
        let fitting: Vec<&str> = candidates.filter(|kind| context.contains(service(kind))).collect();
        all_kinds.extend(if fitting.is_empty() { kinds.to_vec() } else { fitting });
    }
    services.extend(all_kinds.iter().map(|kind| service(kind)));
    intent.services = services.into_iter().map(str::to_owned).collect();
    intent.kinds = all_kinds.into_iter().map(str::to_owned).collect();
}

/// Whether a word names a service or a kind of resource by itself.
pub fn is_thing(word: &str) -> bool {
    LEXICON.single(word).is_some_and(|(_, names)| names)
}

fn service(kind: &str) -> &str {
    kind.split('.').next().unwrap_or(kind)
}

/// The services that the question names without doubt; they decide what ambiguous words mean.
fn context(found: &[Thing]) -> BTreeSet<&'static str> {
    let mut context = BTreeSet::new();
    for (services, kinds, others) in found {
        context.extend(services.iter().copied());
        let of_kinds: BTreeSet<&str> = kinds.iter().copied().map(service).collect();
        if others.is_empty() && of_kinds.len() == 1 {
            context.extend(of_kinds);
        }
    }
    context
}

/// Things that words mean which are one typing error away; only asked where nothing was named.
fn guesses(words: &mut [Word]) -> Vec<Thing> {
    let mut found = Vec::new();
    let unknown = words.iter_mut().filter(|word| {
        word.class.is_empty() && !word.quoted && !word.understood && word.lower.chars().count() >= MIN_GUESS_CHARS
    });
    for word in unknown.filter(|word| !LOOKALIKES.contains(&word.lower.as_str())).take(MAX_GUESSES) {
        if let Some(thing) = guess(&word.normal) {
            word.kept = true;
            word.thing = true;
            found.push(thing);
        }
    }
    found
}

fn guess(word: &str) -> Option<Thing> {
    const LONGEST: usize = 24;
    if word.len() > LONGEST {
        return None;
    }
    let close = |name: &str| {
        name.len() >= MIN_GUESS_CHARS - 1
            && name.len().abs_diff(word.len()) <= 1
            && name.chars().next() == word.chars().next()
            && strsim::damerau_levenshtein(name, &normal(word)) == 1
    };
    LEXICON.single_words().filter(|(name, _)| close(name)).min_by_key(|(name, _)| *name).map(|(_, (thing, _))| thing)
}
