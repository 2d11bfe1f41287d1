//! Questions that need the one before.

use std::sync::LazyLock;

use super::phrases::Lexicon;
use super::text::Word;
use super::vocabulary::Vocabulary;
use super::words::stop::{ANTECEDENTS, FOLLOWING, FRAGMENT};
use super::{Intent, Kind, Known};

/// Whether a phrase points back wherever it stands, or only where nothing was named before it in the same question.
static LEXICON: LazyLock<Lexicon<bool>> = LazyLock::new(|| Lexicon::new(FOLLOWING.iter().copied()));

/// Whether the question needs the one before.
pub fn is_follow_up(words: &[Word], intent: &Intent) -> bool {
    let named = |word: &Word| {
        let class = matches!(word.class, "<kind>" | "<name>" | "<rule>" | "<noun>");
        word.kept || class || (!word.quoted && ANTECEDENTS.contains(&word.normal.as_str()))
    };
    let antecedent = words.iter().position(named).unwrap_or(words.len());
    let points_back = |always: bool, at: &[usize]| {
        always || at.first().is_some_and(|&first| first < antecedent && !is_empty_it(words, at, antecedent))
    };
    // "Which one is safer, Ireland or Ohio?" names what it chooses from.
    let several = [&intent.accounts, &intent.regions, &intent.environments].iter().any(|places| places.len() > 1);
    if several && words.first().is_some_and(|word| word.is(&["which", "who"])) {
        return false;
    }
    // "Can I trust this?" means the report.
    let of_report = |always: bool| intent.kind == Kind::Coverage && !always;
    let hits = LEXICON.hits(words);
    intent.ordinal.is_some()
        || is_fragment(words, intent)
        || hits
            .iter()
            .any(|hit| !of_report(hit.value) && !is_article(words, &hit.at) && points_back(hit.value, &hit.at))
}

/// "And in the other regions?", "and everywhere?": widens to all that are known, instead of staying where the question
/// before was. Which ones are the others is not known here, so they are all.
pub fn widen(words: &[Word], known: &Known, intent: &mut Intent) {
    const ALL: &[&str] = &["other", "all", "every", "any", "each", "remaining"];
    let all_of = |noun: &str| words.windows(2).any(|pair| pair[0].is(ALL) && pair[1].normal == noun && !pair[1].quoted);
    let everywhere = words.iter().any(|word| word.is(&["everywhere", "anywhere", "elsewhere", "overall"]));
    if intent.follow_up && intent.regions.is_empty() && (everywhere || all_of("region")) {
        intent.regions.clone_from(&known.regions);
    }
    if intent.follow_up && intent.accounts.is_empty() && (everywhere || all_of("account")) {
        intent.accounts.clone_from(&known.accounts);
    }
}

/// "On those public buckets": it stands before what it points to.
fn is_article(words: &[Word], at: &[usize]) -> bool {
    const REACH: usize = 3;
    let Some(&last) = at.last().filter(|&&last| words[last].is(&["this", "that", "these", "those"])) else {
        return false;
    };
    let after = &words[last + 1..words.len().min(last + 1 + REACH)];
    after.len() > 1 && after.iter().skip(1).any(|word| word.class == "<kind>")
}

/// "In staging?": a scope and nothing else.
fn is_fragment(words: &[Word], intent: &Intent) -> bool {
    const LONGEST: usize = 4;
    words.len() <= LONGEST && !intent.kind_said && words.first().is_some_and(|word| word.is(FRAGMENT))
}

/// "Why does it matter that MFA is off?": this "it" stands for what comes after.
fn is_empty_it(words: &[Word], at: &[usize], antecedent: usize) -> bool {
    const REACH: usize = 4;
    const OPENERS: &[&str] = &["that", "to", "if", "when", "for"];
    let last = at.last().copied().unwrap_or_default();
    let after = &words[last + 1..words.len().min(last + 1 + REACH)];
    let copula = last > 0 && words[last - 1].is(&["is", "was", "be"]);
    // "Is it dangerous to have no backups?": whatever follows is what "it" stands for.
    if copula && words[last].is(&["it"]) && after.iter().any(|word| word.is(&["to"])) {
        return true;
    }
    words[last].is(&["it"]) && antecedent < words.len() && after.iter().any(|word| word.is(OPENERS))
}

/// The new question's intent with what it leaves open taken from the one before, when it is a follow-up.
///
/// What the new question names replaces; what it does not name stays. A new kind of resource also replaces the words
/// that named the old one: after "unencrypted volumes", "and snapshots?" means unencrypted snapshots.
pub fn follow(before: &Intent, now: Intent, things: &Vocabulary) -> Intent {
    if !now.follow_up || now.off_topic {
        return now;
    }
    let mut now = now;
    if !now.kind_said {
        now.kind = before.kind;
    }
    let new_things = !(now.services.is_empty() && now.kinds.is_empty());
    now.terms = terms(before, &now, new_things.then_some(things));
    if !new_things {
        now.services.clone_from(&before.services);
        now.kinds.clone_from(&before.kinds);
        inherit(&mut now.rules, &before.rules);
        inherit(&mut now.resources, &before.resources);
    }
    inherit(&mut now.pillars, &before.pillars);
    inherit(&mut now.severities, &before.severities);
    inherit(&mut now.accounts, &before.accounts);
    inherit(&mut now.regions, &before.regions);
    inherit(&mut now.environments, &before.environments);
    inherit(&mut now.statuses, &before.statuses);
    if now.since.is_none() && now.until.is_none() {
        (now.since, now.until) = (before.since, before.until);
    }
    now.limit = now.limit.or(before.limit);
    now
}

fn inherit(now: &mut Vec<String>, before: &[String]) {
    if now.is_empty() {
        *now = before.to_vec();
    }
}

/// `replaced`: what is called a thing, where the old things go.
fn terms(before: &Intent, now: &Intent, replaced: Option<&Vocabulary>) -> Vec<String> {
    let goes = |term: &String| now.terms.contains(term) || replaced.is_some_and(|things| things.is_thing(term));
    before.terms.iter().filter(|term| !goes(term)).chain(&now.terms).cloned().collect()
}
