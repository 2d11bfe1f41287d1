//! Whether a question is about AWS, the estate, findings, money or compliance at all.

use std::sync::LazyLock;

use super::Intent;
use super::phrases::Lexicon;
use super::text::Word;
use super::words::topic::{DOMAIN, ELSEWHERE};

static DOMAIN_LEXICON: LazyLock<Lexicon<()>> = LazyLock::new(|| Lexicon::new([(DOMAIN, ())]));
static ELSEWHERE_LEXICON: LazyLock<Lexicon<()>> = LazyLock::new(|| Lexicon::new([(ELSEWHERE, ())]));

/// Whether the question speaks of something that is none of ours.
pub fn is_elsewhere(words: &[Word]) -> bool {
    !ELSEWHERE_LEXICON.hits(words).is_empty()
}

/// Whether the question is off the topic. `cue`: its kind alone shows that it is on it.
pub fn is_off(words: &[Word], intent: &Intent, cue: bool) -> bool {
    if intent.elsewhere {
        return true;
    }
    let understood = cue
        || intent.follow_up
        || [&intent.services, &intent.kinds, &intent.pillars, &intent.severities, &intent.accounts]
            .iter()
            .chain([&intent.environments, &intent.resources, &intent.rules, &intent.statuses].iter())
            .any(|list| !list.is_empty())
        || (intent.regions.len() > 1 && intent.kind == super::Kind::Compare)
        || words.iter().any(|word| word.class == "<region>");
    if understood || !DOMAIN_LEXICON.hits(words).is_empty() {
        return false;
    }
    // With nothing left to look for, a limit, a time or a city alone asks for findings: "top 5", "since Monday?".
    let bare = intent.terms.is_empty();
    let scoped =
        intent.limit.is_some() || intent.since.is_some() || intent.until.is_some() || !intent.regions.is_empty();
    !(bare && scoped)
}
