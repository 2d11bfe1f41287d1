//! Services and kinds of resources out of the words that name them.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use super::Intent;
use super::phrases::Lexicon;
use super::text::Word;
use super::words::things::{ELSEWHERE, MATTERS, THINGS, Thing};

/// The thing, and whether the words name it.
static LEXICON: LazyLock<Lexicon<(Thing, bool)>> = LazyLock::new(|| {
    let named = THINGS.iter().chain(ELSEWHERE).map(|(words, thing)| (*words, (*thing, true)));
    Lexicon::new(named.chain(MATTERS.iter().map(|(words, thing)| (*words, (*thing, false)))))
});

/// Fills `services` and `kinds`.
pub fn find(words: &mut [Word], intent: &mut Intent) {
    let mut found: Vec<Thing> = Vec::new();
    let hits = LEXICON.longest(words);
    let means = |(services, kinds, _): Thing| !services.is_empty() || !kinds.is_empty();
    let several = hits.iter().any(|hit| means(hit.value.0) && !is_around(words, &hit.at));
    for hit in hits {
        if several && is_around(words, &hit.at) {
            continue;
        }
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

/// "Functions that are not in a VPC": what others lie in is not what is asked for.
fn is_around(words: &[Word], at: &[usize]) -> bool {
    const WITHIN: &[&str] = &["in", "inside", "within", "outside"];
    const ARTICLES: &[&str] = &["a", "an", "the", "any", "our", "of"];
    let Some(&first) = at.first() else { return false };
    let before = words[..first].iter().rev().find(|word| !word.is(ARTICLES));
    words[first].is(&["vpc", "vpcs", "subnet", "subnets"]) && before.is_some_and(|word| word.is(WITHIN))
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
