//! What services and kinds of resources are called, out of the kinds themselves: a new file in `rules/kinds` is understood
//! without a line here.
//!
//! A kind goes by its name ("web acl"), by its service and its name ("kafka cluster") and by what it is `called` ("MSK").
//! A word that many things bear ("rule", "cluster") means something only beside a service that the question names. So
//! does a `called` word that is plain English; one with a capital is a proper name. Tables (`words::things`) hold the words that no
//! file has, and win over it.

use std::collections::{BTreeMap, BTreeSet};

use super::phrases::Lexicon;
use super::text::normal;
use super::words::things::{ELSEWHERE, LOOSE, MATTERS, PLAIN_SERVICES, Row, SERVICES, THINGS};

/// Services with more than this many kinds of one name are too many to mean them all.
const SHARED: usize = 2;

/// What a phrase means.
#[derive(Clone, Debug, Default)]
pub struct Thing {
    pub services: BTreeSet<String>,
    pub kinds: BTreeSet<String>,
    /// Kinds that it can mean beside such a service ("RDS instances").
    pub others: BTreeSet<String>,
    /// It names something, and does not only say something about it.
    pub names: bool,
    /// Without a service beside it, it is a word like any other.
    pub loose: bool,
}

/// All phrases.
#[derive(Debug)]
pub struct Vocabulary {
    pub lexicon: Lexicon<usize>,
    pub things: Vec<Thing>,
    /// Each word of the phrases that come from kinds: none of them is a slip.
    pub words: BTreeSet<String>,
    /// Those that are proper names, to which slips are mended. Plain words are too near to each other for that.
    pub proper: BTreeSet<String>,
}

impl Vocabulary {
    /// Of kinds, each with what it is called.
    pub fn of<'a>(kinds: impl IntoIterator<Item = (&'a str, &'a [String])>) -> Vocabulary {
        let kinds: Vec<(&str, &[String])> = kinds.into_iter().collect();
        let proper = proper(&kinds);
        let mut derived = derived(kinds);
        let words = derived.keys().flat_map(|phrase| phrase.split(' ')).map(str::to_owned).collect();
        let mut rows: Vec<(String, Thing)> = Vec::new();
        let named = THINGS.iter().chain(SERVICES).chain(ELSEWHERE).map(|row| (row, true));
        for (row, names) in named.chain(MATTERS.iter().map(|row| (row, false))) {
            for pattern in row.0.split(',') {
                let mut thing = written(row, names);
                if let Some(more) = derived.remove(&phrase(pattern)) {
                    thing.others.extend(more.kinds.into_iter().chain(more.others));
                    thing.others.retain(|kind| !thing.kinds.contains(kind));
                }
                rows.push((pattern.to_owned(), thing));
            }
        }
        rows.extend(derived);
        let lexicon = Lexicon::new(rows.iter().enumerate().map(|(at, (pattern, _))| (pattern.as_str(), at)));
        Vocabulary { lexicon, things: rows.into_iter().map(|(_, thing)| thing).collect(), words, proper }
    }

    /// Whether a word names a service or a kind of resource by itself.
    pub fn is_thing(&self, word: &str) -> bool {
        self.lexicon.single(word).and_then(|at| self.things.get(at)).is_some_and(|thing| thing.names && !thing.loose)
    }
}

fn written((_, (services, kinds, others)): &Row, names: bool) -> Thing {
    let own = |list: &[&str]| list.iter().map(|one| (*one).to_owned()).collect();
    Thing { services: own(services), kinds: own(kinds), others: own(others), names, loose: false }
}

/// Words in the form in which they are compared.
fn phrase(text: &str) -> String {
    text.to_lowercase().split_whitespace().map(normal).collect::<Vec<_>>().join(" ")
}

/// Ids of services, and what has a capital.
fn proper(kinds: &[(&str, &[String])]) -> BTreeSet<String> {
    let services = kinds.iter().map(|(kind, _)| service(kind)).filter(|name| !PLAIN_SERVICES.contains(name));
    let called = kinds.iter().flat_map(|(_, called)| called.iter()).flat_map(|text| text.split(' '));
    let names = called.filter(|word| word.chars().any(char::is_uppercase));
    services.map(str::to_owned).chain(names.map(|name| normal(&name.to_lowercase()))).collect()
}

/// The kinds of a phrase, and whether it is only a plain word for them.
type Meant = (BTreeSet<String>, bool);

fn derived<'a>(kinds: impl IntoIterator<Item = (&'a str, &'a [String])>) -> BTreeMap<String, Thing> {
    let mut meant: BTreeMap<String, Meant> = BTreeMap::new();
    let mut services = BTreeSet::new();
    let mut add = |text: &str, kind: &str, plain: bool| {
        let (kinds, loose) = meant.entry(phrase(text)).or_insert((BTreeSet::new(), true));
        kinds.insert(kind.to_owned());
        *loose &= plain;
    };
    for (kind, called) in kinds {
        let Some((service, name)) = kind.split_once('.').filter(|(service, _)| *service != "aws") else { continue };
        services.insert(service);
        let name = name.replace('_', " ");
        add(&name, kind, LOOSE.contains(&phrase(&name).as_str()));
        add(&format!("{service} {name}"), kind, false);
        for text in called {
            let proper = text.contains(' ') || text.chars().any(char::is_uppercase);
            add(text, kind, !proper || LOOSE.contains(&phrase(text).as_str()));
        }
    }
    let mut all: BTreeMap<String, Thing> = meant.into_iter().map(|(text, meant)| (text, of_kinds(meant))).collect();
    for service in services {
        let thing = Thing { services: [service.to_owned()].into(), names: true, ..Thing::default() };
        for (before, plain) in [("", PLAIN_SERVICES.contains(&service)), ("aws ", false), ("amazon ", false)] {
            if !plain {
                all.insert(phrase(&format!("{before}{service}")), thing.clone());
            }
        }
    }
    all
}

fn of_kinds((kinds, plain): Meant) -> Thing {
    let services: BTreeSet<&str> = kinds.iter().map(|kind| service(kind)).collect();
    if plain || services.len() > SHARED {
        return Thing { others: kinds, names: true, loose: true, ..Thing::default() };
    }
    Thing { kinds, names: true, ..Thing::default() }
}

pub fn service(kind: &str) -> &str {
    kind.split('.').next().unwrap_or(kind)
}
