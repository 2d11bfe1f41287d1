//! "except", "outside", "all but": whether a scope that is named is the one to leave out.

use super::text::Word;
use super::words::scopes::{NEGATOR_PAIRS, NEGATOR_SKIPS, NEGATORS};

const FURTHEST: usize = 4;

/// Whether what stands at `at` is left out by the words just before it.
pub fn negated(words: &[Word], at: usize) -> bool {
    for back in 1..=FURTHEST.min(at) {
        let i = at - back;
        let pair = i > 0 && NEGATOR_PAIRS.iter().any(|(a, b)| words[i - 1].normal == *a && words[i].lower == *b);
        // "Reachable from outside" says whence, and nothing of what follows.
        let outer = words[i].is(&["outside"]) && i > 0 && words[i - 1].is(&["from", "the"]);
        if pair || (words[i].is(NEGATORS) && !outer) {
            return true;
        }
        if !words[i].is(NEGATOR_SKIPS) {
            return false;
        }
    }
    false
}
