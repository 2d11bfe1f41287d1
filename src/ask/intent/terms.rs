//! What is left for text retrieval.

use super::text::Word;
use super::words::scopes::FINDING_NOUNS;
use super::words::stop::STOP;

/// More terms than this help no search.
const MAX_TERMS: usize = 64;

/// The words that were not understood otherwise and say something, lower case, in order, each once.
pub fn terms(words: &[Word]) -> Vec<String> {
    let mut seen = std::collections::HashSet::new();
    let says = |word: &&Word| {
        let noise = STOP.contains(&word.lower.as_str()) || FINDING_NOUNS.contains(&word.normal.as_str());
        !word.understood && (word.quoted || word.kept || !noise) && word.lower.chars().any(char::is_alphanumeric)
    };
    let terms = words.iter().filter(says).filter(|word| seen.insert(word.lower.as_str()));
    terms.take(MAX_TERMS).map(|word| word.lower.clone()).collect()
}
