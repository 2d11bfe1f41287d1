//! What people say before they ask: "good morning, could you please tell me whether …".
//!
//! It is taken off, so that patterns that begin a question find its beginning.

use std::sync::LazyLock;

use super::phrases::Lexicon;
use super::text::Word;
use super::words::courtesy::{ASKED, COURTESIES, REQUESTS};

static LEXICON: LazyLock<Lexicon<bool>> = LazyLock::new(|| {
    let always = COURTESIES.iter().map(|words| (*words, true));
    Lexicon::new(always.chain(REQUESTS.iter().map(|words| (*words, false))))
});

/// More are no courtesy.
const MOST: usize = 4;

/// Takes courtesies off the beginning, as long as something is left. A request goes only where a question follows:
/// "could you tell me who …" asks who, "tell me more" asks for more.
pub fn strip(words: &mut Vec<Word>) {
    for _ in 0..MOST {
        let hits = LEXICON.longest(words);
        let opening = hits.iter().filter(|hit| hit.at.first() == Some(&0));
        let end = opening.filter_map(|hit| {
            let end = hit.at.last()? + 1;
            let next = words.get(end)?;
            (hit.value || next.is(ASKED)).then_some(end)
        });
        let Some(end) = end.max() else { return };
        words.drain(..end);
    }
}
