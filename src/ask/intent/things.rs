//! Services and kinds of resources out of the words that name them.

use std::collections::BTreeSet;

use super::Intent;
use super::text::Word;
use super::vocabulary::{Thing, Vocabulary, service};

/// Fills `services` and `kinds`.
pub fn find(words: &mut [Word], vocabulary: &Vocabulary, intent: &mut Intent) {
    let hits = vocabulary.lexicon.longest(words);
    let hits: Vec<(Vec<usize>, &Thing)> =
        hits.into_iter().filter_map(|hit| Some((hit.at, vocabulary.things.get(hit.value)?))).collect();
    let several = hits.iter().any(|(at, thing)| means(thing) && !is_around(words, at));
    let mut about: Vec<_> = hits.into_iter().filter(|(at, _)| !(several && is_around(words, at))).collect();
    leave_missing(words, &mut about);
    // "A CDN that speaks plain HTTP": what is said of a thing chooses a service only where no thing is named.
    if about.iter().any(|(_, thing)| thing.names && means(thing)) {
        about.retain(|(_, thing)| thing.names || thing.services.is_empty());
    }
    let context = context(&about);
    about.retain(|(at, thing)| !is_of_another(words, at, thing, &context));
    let mut services: BTreeSet<String> = BTreeSet::new();
    let mut kinds: BTreeSet<String> = BTreeSet::new();
    for (at, thing) in about {
        let candidates = thing.kinds.iter().chain(&thing.others);
        let fitting: Vec<&String> = candidates.filter(|kind| context.contains(service(kind))).collect();
        if thing.loose && fitting.is_empty() {
            continue;
        }
        services.extend(thing.services.iter().cloned());
        let meant = if fitting.is_empty() { thing.kinds.iter().collect() } else { fitting };
        let of_kind = !thing.kinds.is_empty() || (thing.loose && !meant.is_empty());
        mark(words, &at, thing, of_kind);
        kinds.extend(meant.into_iter().cloned());
    }
    services.extend(kinds.iter().map(|kind| service(kind).to_owned()));
    intent.services = services.into_iter().collect();
    intent.kinds = kinds.into_iter().collect();
}

fn mark(words: &mut [Word], at: &[usize], thing: &Thing, of_kind: bool) {
    for &at in at {
        words[at].kept = words[at].class != "<noun>";
        words[at].thing = thing.names && (of_kind || !thing.services.is_empty());
        if words[at].class.is_empty() && of_kind {
            words[at].class = "<kind>";
        }
    }
}

/// Whether it says which service it is.
fn means(thing: &Thing) -> bool {
    !thing.services.is_empty() || !thing.kinds.is_empty()
}

/// "Functions that are not in a VPC": what others lie in is not what is asked for.
fn is_around(words: &[Word], at: &[usize]) -> bool {
    const WITHIN: &[&str] = &["in", "inside", "within", "outside"];
    const ARTICLES: &[&str] = &["a", "an", "the", "any", "our", "of"];
    let Some(&first) = at.first() else { return false };
    let before = words[..first].iter().rev().find(|word| !word.is(ARTICLES));
    words[first].is(&["vpc", "vpcs", "subnet", "subnets"]) && before.is_some_and(|word| word.is(WITHIN))
}

/// "Distributions without a WAF": what is missing is not what is asked for, once something is.
fn leave_missing(words: &[Word], about: &mut Vec<(Vec<usize>, &Thing)>) {
    const WITHOUT: &[&str] = &["without", "lacking", "lack", "lacks", "missing"];
    const MEANS: &[&str] = &["with", "by", "using", "via", "behind", "through"];
    const BETWEEN: &[&str] = &["a", "an", "any", "the", "its", "their"];
    let is_named = |thing: &Thing| thing.names && means(thing);
    let Some(head) = about.iter().find(|(_, thing)| is_named(thing)).and_then(|(at, _)| at.first().copied()) else {
        return;
    };
    about.retain(|(at, thing)| {
        let first = at.first().copied().unwrap_or_default();
        let before = words[..first].iter().rev().find(|word| !word.is(BETWEEN));
        let after = |list: &[&str]| before.is_some_and(|word| word.is(list));
        // "Encrypted with KMS", "behind CloudFront": how, and not what.
        let way = thing.kinds.is_empty() && after(MEANS);
        !(thing.names && first > head && (after(WITHOUT) || way))
    });
}

/// "Kubernetes server", "memcached boxes": a machine of another service, right after its name.
fn is_of_another(words: &[Word], at: &[usize], thing: &Thing, context: &BTreeSet<String>) -> bool {
    const MACHINES: &[&str] = &["server", "machine", "box", "host", "node", "instance", "vm"];
    const REACH: usize = 2;
    let [only] = at else { return false };
    let machine = MACHINES.contains(&words[*only].normal.as_str());
    let other = !context.is_empty() && thing.kinds.iter().all(|kind| !context.contains(service(kind)));
    let before = &words[only.saturating_sub(REACH)..*only];
    machine && other && !before.iter().any(|word| word.is(&["on", "in", "with", "and", "or", "by", "from"]))
}

/// The services that the question names without doubt; they decide what ambiguous words mean. Where there are none, words
/// that mean one service most of the time do.
fn context(found: &[(Vec<usize>, &Thing)]) -> BTreeSet<String> {
    let named = |sure: bool| -> BTreeSet<String> {
        let mut context = BTreeSet::new();
        for (_, thing) in found {
            context.extend(thing.services.iter().cloned());
            let of_kinds: BTreeSet<&str> = thing.kinds.iter().map(|kind| service(kind)).collect();
            if (thing.others.is_empty() || !sure) && of_kinds.len() == 1 {
                context.extend(of_kinds.into_iter().map(str::to_owned));
            }
        }
        context
    };
    let sure = named(true);
    if sure.is_empty() { named(false) } else { sure }
}
