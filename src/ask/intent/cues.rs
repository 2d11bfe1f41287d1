//! What kind of question it is.

use std::sync::LazyLock;

use super::phrases::Lexicon;
use super::text::Word;
use super::words::cues::{Cue, ENUMERATE, rows};
use super::words::scopes::FINDING_NOUNS;
use super::{Intent, Kind};

/// From this weight on a cue says enough to take a question as on the topic where it is asked of an audit.
const TELLING: u8 = 45;
/// States that only a change can have brought.
const CHANGES: &[&str] = &["reopened", "resolved"];
/// Words that set two things against each other, where two of a sort are named.
const AGAINST: &[&str] =
    &["than", "against", "versus", "vs", "compared", "worse", "better", "safer", "cleaner", "fewer", "more"];
/// Words by which something is missing, or ought to be gone.
const ABSENT: &[&str] =
    &["nobody", "nothing", "none", "never", "not", "still", "than", "without", "no", "nowhere", "neither"];
/// Words that make "list" or "show" a thing said and not only the default.
const LISTING: &[&str] = &["list", "show", "which", "display", "who", "whose", "where"];

static LEXICON: LazyLock<Lexicon<Cue>> = LazyLock::new(|| Lexicon::new(rows()));

/// How much the cue says that chose the kind.
#[derive(Clone, Copy, Default)]
pub struct Strength {
    /// The cue itself belongs to the topic: "what changed?" does, "how many" may be asked of anything.
    pub on_topic: bool,
    /// "Do we have …" asks for an inventory only where nothing is said of the resources.
    pub weak: bool,
}

/// Fills `kind` and `kind_said`.
pub fn find(words: &mut [Word], intent: &mut Intent) -> Strength {
    let hits = LEXICON.hits(words);
    let best = hits.iter().map(|hit| hit.value).max_by_key(|(_, weight, _)| *weight);
    let Some((kind, weight, _)) = best else {
        intent.kind_said = words.iter().any(|word| word.is(LISTING));
        return Strength::default();
    };
    intent.kind = kind;
    intent.kind_said = true;
    for hit in hits.iter().filter(|hit| hit.value.0 == kind && !hit.value.2) {
        for &at in &hit.at {
            let word = &mut words[at];
            word.understood |= !word.kept && matches!(word.class, "" | "<noun>");
        }
    }
    let of_ours = matches!(kind, Kind::Coverage | Kind::Trend | Kind::Change | Kind::Cost | Kind::Metric | Kind::Top);
    Strength { on_topic: of_ours && weight >= TELLING, weak: weight < TELLING }
}

/// Second thoughts, once all else is known: resources named with nothing said of them are an inventory, and a state
/// that only a change brings makes a list a change.
pub fn settle(words: &[Word], strength: Strength, intent: &mut Intent) {
    if is_for_doing(words, intent) {
        (intent.since, intent.until) = (None, None);
    }
    let several = [&intent.accounts, &intent.regions, &intent.environments].iter().any(|places| places.len() > 1);
    if several && set_against(words, intent.kind) {
        intent.kind = Kind::Compare;
        return;
    }
    if intent.kind == Kind::List && intent.statuses.iter().any(|status| CHANGES.contains(&status.as_str())) {
        intent.kind = Kind::Change;
        return;
    }
    let begins = words.first().is_some_and(|word| word.is(&["what", "anything", "something", "everything"]));
    let vague = begins && intent.services.is_empty() && intent.severities.is_empty() && intent.statuses.is_empty();
    if intent.kind == Kind::List && vague && words.iter().any(|word| word.is(&["since"]) && word.class == "<time>") {
        intent.kind = Kind::Change;
        return;
    }
    let noun = words.iter().any(|word| !word.quoted && FINDING_NOUNS.contains(&word.normal.as_str()));
    let scoped = !(intent.severities.is_empty() && intent.pillars.is_empty() && intent.rules.is_empty());
    let said = intent.terms.iter().any(|term| !is_neutral(words, term));
    let absent = words.iter().any(|word| word.is(ABSENT));
    let problem = said || noun || scoped || absent;
    match intent.kind {
        Kind::List if !intent.kinds.is_empty() && !problem && !is_yes_or_no(words) => intent.kind = Kind::Inventory,
        // "How many functions do we have?" counts what there is, and not what is wrong with it.
        Kind::Count if !intent.services.is_empty() && !problem && intent.statuses.is_empty() => {
            intent.kind = Kind::Inventory;
        }
        // "Which volumes do we have that nobody uses?" is about the volumes' faults.
        Kind::Inventory if (strength.weak && said) || absent || (noun && scoped) => intent.kind = Kind::List,
        _ => {}
    }
}

/// "What should we fix this week?" says when somebody has time, and not when findings came.
fn is_for_doing(words: &[Word], intent: &Intent) -> bool {
    const DOING: &[&str] = &["should", "shall", "must", "need", "can", "could", "if", "do", "want", "time", "plan"];
    const COMING: &[&str] = &["since", "after", "from", "appeared", "found", "detected", "came", "new"];
    let any = |list: &[&str]| words.iter().any(|word| word.is(list));
    let ahead = intent.until.is_none() && intent.since.is_some();
    let now = intent.kind == Kind::Top && any(&["today", "now"]);
    ahead && matches!(intent.kind, Kind::Top | Kind::Fix) && (any(DOING) || now) && !any(COMING)
}

/// Whether the words set against each other the places that they name.
fn set_against(words: &[Word], kind: Kind) -> bool {
    const CHOOSING: &[&str] = &["which", "who", "what", "is"];
    const DIFFERENT: &[&str] = &["different", "differ", "differs", "difference", "differences"];
    let any = |list: &[&str]| words.iter().any(|word| word.is(list));
    match kind {
        Kind::List | Kind::Count | Kind::Explain => any(AGAINST) || any(DIFFERENT),
        Kind::Top => any(&["or"]) && words.first().is_some_and(|word| word.is(CHOOSING)),
        Kind::Change => any(DIFFERENT),
        _ => false,
    }
}

/// Whether a term says nothing of a resource's state: it names the resource or asks for a list.
fn is_neutral(words: &[Word], term: &str) -> bool {
    let named = |word: &Word| word.lower == term && (word.thing || word.class == "<name>");
    ENUMERATE.contains(&term) || words.iter().any(named)
}

fn is_yes_or_no(words: &[Word]) -> bool {
    words.first().is_some_and(|word| word.is(&["is", "are", "does", "do", "did", "has", "have", "can", "could", "was"]))
}
