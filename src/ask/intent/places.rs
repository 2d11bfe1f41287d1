//! Regions: by id, by city and country, by part of the world, and "all but".

use std::sync::LazyLock;

use super::names::region_id;
use super::negation::negated;
use super::phrases::Lexicon;
use super::text::Word;
use super::words::places::{CONTINENTS, REGIONS};
use super::{Intent, Known};

#[derive(Clone, Copy)]
enum Place {
    Region(&'static str),
    Prefix(&'static str),
}

static NAMES: LazyLock<Lexicon<Place>> = LazyLock::new(|| {
    let regions = REGIONS.iter().map(|(id, names)| (*names, Place::Region(id)));
    let continents = CONTINENTS.iter().map(|(names, prefix)| (*names, Place::Prefix(prefix)));
    Lexicon::new(regions.chain(continents))
});

/// Fills `regions`.
pub fn find(words: &mut [Word], known: &Known, intent: &mut Intent) {
    let mut wanted: Vec<String> = Vec::new();
    let mut unwanted: Vec<String> = Vec::new();
    for at in 0..words.len() {
        let id = (words[at].class.is_empty()).then(|| region_id(&words[at].lower)).flatten().map(str::to_owned);
        let regions = match id {
            Some(id) => vec![id],
            None if is_united_states(words, at) => with_prefix("us-", known),
            None => continue,
        };
        if negated(words, at) { &mut unwanted } else { &mut wanted }.extend(regions);
        words[at].take("<region>");
    }
    named(words, known, &mut wanted, &mut unwanted);
    if wanted.is_empty() && !unwanted.is_empty() {
        wanted = known.regions.iter().filter(|region| !unwanted.contains(region)).cloned().collect();
    }
    intent.regions = wanted;
}

/// Places by name. A country with several regions means those that the store knows, or all where it knows none.
fn named(words: &mut [Word], known: &Known, wanted: &mut Vec<String>, unwanted: &mut Vec<String>) {
    let mut by_place: Vec<(Vec<usize>, Vec<String>)> = Vec::new();
    for hit in NAMES.hits(words) {
        let regions = match hit.value {
            Place::Region(id) => vec![id.to_owned()],
            Place::Prefix(prefix) => with_prefix(prefix, known),
        };
        match by_place.iter_mut().find(|(at, _)| *at == hit.at) {
            Some((_, all)) => all.extend(regions),
            None => by_place.push((hit.at, regions)),
        }
    }
    for (at, regions) in by_place {
        let out = at.first().is_some_and(|&first| negated(words, first));
        if out { &mut *unwanted } else { &mut *wanted }.extend(only_known(regions, known));
        at.iter().for_each(|&i| words[i].take("<city>"));
    }
}

fn only_known(regions: Vec<String>, known: &Known) -> Vec<String> {
    if regions.len() < 2 || !regions.iter().any(|region| known.regions.contains(region)) {
        return regions;
    }
    regions.into_iter().filter(|region| known.regions.contains(region)).collect()
}

fn with_prefix(prefix: &str, known: &Known) -> Vec<String> {
    let known: Vec<String> = known.regions.iter().filter(|region| region.starts_with(prefix)).cloned().collect();
    if !known.is_empty() {
        return known;
    }
    let all = REGIONS.iter().map(|(id, _)| *id).filter(|id| id.starts_with(prefix) && !id.contains("-gov-"));
    all.map(str::to_owned).collect()
}

/// "in the US", but not "tell us" nor "TELL US".
fn is_united_states(words: &[Word], at: usize) -> bool {
    let before = |list: &[&str]| at > 0 && words[at - 1].is(list);
    (words[at].lower == "us" && before(&["the"])) || (words[at].text == "US" && before(&["in", "across"]))
}
