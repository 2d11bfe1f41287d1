//! Patterns over words, and the tables made of them.
//!
//! A pattern is words with spaces between. `a|b` is either, `*` is up to seven words, `^` and `$` are the ends of the
//! question, `<class>` is a word that was found to be such, and `rise~` is a word in any of its forms ("rose" is none). Articles and the like may stand anywhere between. A table
//! is looked up by first word, so a question costs its length and not the length of the tables.

use std::collections::HashMap;
use std::sync::Arc;

use super::text::{Word, normal, stem};

const MAX_GAP: usize = 7;
/// So many words that say nothing stand together at most, so that a question of nothing else costs its length.
const MAX_FILLERS: usize = 12;
/// Words that say nothing inside a phrase.
const FILLERS: &[&str] = &[
    "the",
    "a",
    "an",
    "our",
    "my",
    "your",
    "their",
    "its",
    "still",
    "really",
    "actually",
    "please",
    "currently",
    "all",
    "any",
    "tf",
    "hell",
    "heck",
    "bloody",
    "damn",
];
/// Words with which people begin before they say anything.
const OPENERS: &[&str] =
    &["ok", "okay", "so", "well", "great", "thanks", "thank", "you", "alright", "hm", "hmm", "yes", "cool", "oh"];

#[derive(Debug)]
enum Part {
    /// Any of these, and any with one of these stems.
    Word(Vec<String>, Vec<String>),
    Gap,
    End,
}

#[derive(Debug)]
struct Pattern<T> {
    from_start: bool,
    parts: Arc<[Part]>,
    value: T,
}

/// A table of patterns with a value each.
#[derive(Debug)]
pub struct Lexicon<T> {
    by_first: HashMap<String, Vec<Pattern<T>>>,
    by_first_stem: HashMap<String, Vec<Pattern<T>>>,
}

/// A pattern that was found: the value and the words that it names.
pub struct Hit<T> {
    pub value: T,
    pub at: Vec<usize>,
}

impl<T: Copy> Lexicon<T> {
    /// From rows of comma-separated patterns.
    pub fn new<S: AsRef<str>>(rows: impl IntoIterator<Item = (S, T)>) -> Lexicon<T> {
        let mut by_first: HashMap<String, Vec<Pattern<T>>> = HashMap::new();
        let mut by_first_stem: HashMap<String, Vec<Pattern<T>>> = HashMap::new();
        for (patterns, value) in rows {
            for text in patterns.as_ref().split(',') {
                let text = text.trim();
                let from_start = text.starts_with('^');
                let mut parts = text.trim_start_matches('^').split_whitespace();
                let Some(firsts) = parts.next() else { continue };
                let parts: Arc<[Part]> = parts.map(part).collect();
                for first in firsts.split('|') {
                    let list = match first.strip_suffix('~') {
                        Some(verb) => by_first_stem.entry(stem(verb)),
                        None => by_first.entry(normal(first)),
                    };
                    list.or_default().push(Pattern { from_start, parts: parts.clone(), value });
                }
            }
        }
        Lexicon { by_first, by_first_stem }
    }

    /// Every pattern found, by where it begins.
    pub fn hits(&self, words: &[Word]) -> Vec<Hit<T>> {
        let mut hits = Vec::new();
        for (start, word) in words.iter().enumerate().filter(|(_, word)| !word.quoted || !word.class.is_empty()) {
            let normal = self.by_first.get(&word.normal).filter(|_| !word.quoted);
            let stem = self.by_first_stem.get(&word.stem).filter(|_| !word.quoted);
            for pattern in normal.into_iter().chain(stem).chain(self.by_first.get(word.class)).flatten() {
                if pattern.from_start
                    && (start > MAX_FILLERS || !words[..start].iter().all(|word| word.is(FILLERS) || word.is(OPENERS)))
                {
                    continue;
                }
                let mut at = vec![start];
                if matches(&pattern.parts, words, start + 1, &mut at) {
                    hits.push(Hit { value: pattern.value, at });
                }
            }
        }
        hits
    }

    /// The longest pattern at each place; what a longer one covers is not looked at again.
    pub fn longest(&self, words: &[Word]) -> Vec<Hit<T>> {
        let mut hits = self.hits(words);
        hits.sort_by_key(|hit| (std::cmp::Reverse(hit.at.len()), hit.at.first().copied()));
        let mut taken = vec![false; words.len()];
        hits.retain(|hit| {
            let free = hit.at.iter().all(|&i| !taken[i]);
            if free {
                hit.at.iter().for_each(|&i| taken[i] = true);
            }
            free
        });
        hits.sort_by_key(|hit| hit.at.first().copied());
        hits
    }

    /// The value of the pattern that is this word alone, in any form.
    pub fn single(&self, word: &str) -> Option<T> {
        let patterns = self.by_first.get(&normal(word))?;
        patterns.iter().find(|pattern| pattern.parts.is_empty()).map(|pattern| pattern.value)
    }
}

fn part(text: &str) -> Part {
    match text {
        "*" => Part::Gap,
        "$" => Part::End,
        _ => {
            let words = text.split('|').filter(|word| !word.ends_with('~')).map(normal);
            Part::Word(words.collect(), text.split('|').filter_map(|word| word.strip_suffix('~')).map(stem).collect())
        }
    }
}

/// Whether `parts` match from `from` on; the words that were named are added to `at`.
fn matches(parts: &[Part], words: &[Word], from: usize, at: &mut Vec<usize>) -> bool {
    let Some((first, rest)) = parts.split_first() else { return true };
    match first {
        Part::End => {
            let rest = &words[from.min(words.len())..];
            rest.len() <= MAX_FILLERS && rest.iter().all(|word| word.is(FILLERS))
        }
        Part::Gap => (from..=(from + MAX_GAP).min(words.len())).any(|next| try_at(rest, words, next, at)),
        Part::Word(any, stems) => {
            let mut here = from;
            while let Some(word) = words.get(here) {
                let same = |one: &String| (!word.quoted && *one == word.normal) || *one == word.class;
                if any.iter().any(same) || (!word.quoted && stems.contains(&word.stem)) {
                    at.push(here);
                    return try_at(rest, words, here + 1, at) || {
                        at.pop();
                        false
                    };
                }
                if here - from >= MAX_FILLERS || !word.is(FILLERS) {
                    return false;
                }
                here += 1;
            }
            false
        }
    }
}

fn try_at(rest: &[Part], words: &[Word], from: usize, at: &mut Vec<usize>) -> bool {
    let before = at.len();
    matches(rest, words, from, at) || {
        at.truncate(before);
        false
    }
}
