//! The literals of a sentence: what in it must be found in the evidence. ARNs, ids, account numbers, addresses, regions,
//! figures, severities, words for how many, names.
//!
//! What is a name, in prose that anyone may write: a word with a digit in it, with `_`, `@`, an inner `.`, `:` or `/`;
//! a word in capitals, with an inner capital, or capitalised within the sentence; three words joined by hyphens (rule
//! ids); a hyphenated word beside the noun of a resource (`bucket marketing-data`); the word between such a noun, or the
//! beginning of the sentence, and a verb (`user mallory has`). Public names (`S3`, `TLS`) are excepted by a list.

use std::net::IpAddr;
use std::ops::Range;

use super::figures::{self, Figure};
use super::lexicon;
use super::tokens::{Token, tokens};
use crate::model::Severity;

/// A figure and its unit, if it has one.
pub type Measured = (Figure, Option<&'static str>);

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Literal {
    /// With what it measures: `3 GiB` is not said by `3 days`.
    Figure(Measured),
    /// ARNs, ids, accounts, addresses, regions, names: in lower case.
    Name(String),
    Severity(Severity),
    /// `all`, `most`: in lower case.
    Quantity(String),
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    pub literal: Literal,
    pub range: Range<usize>,
}

/// The literals of a sentence without its code spans and citations (blanks in their place).
pub fn literals(prose: &str) -> Vec<Found> {
    let words = tokens(prose);
    let mut out = Vec::new();
    let mut i = 0;
    while let Some(word) = words.get(i) {
        let range = word.at..word.end();
        if let Some(literal) = special(word.text) {
            out.push(Found { literal, range });
        } else if let Some((found, used)) = figures::at(&words[i..]) {
            let end = words.get(i + used - 1).map_or(range.end, Token::end);
            let unit = figures::unit(&words[i..], used);
            let measured = found.into_iter().map(|figure| Literal::Figure((figure, unit)));
            out.extend(measured.map(|literal| Found { literal, range: range.start..end }));
            i += used;
            continue;
        } else if name(&words, i) {
            out.push(Found { literal: Literal::Name(word.text.to_lowercase()), range });
        }
        i += 1;
    }
    out
}

/// All figures of a text, for evidence.
pub fn figures(text: &str) -> Vec<Measured> {
    let words = tokens(text);
    let mut out = Vec::new();
    let mut i = 0;
    while i < words.len() {
        let (found, used) = figures::at(&words[i..]).unwrap_or((Vec::new(), 1));
        let unit = figures::unit(&words[i..], used);
        out.extend(found.into_iter().map(|figure| (figure, unit)));
        i += used;
    }
    out
}

/// What is known by its shape alone.
fn special(word: &str) -> Option<Literal> {
    let lower = word.to_lowercase();
    if let Some(severity) = Severity::ALL.into_iter().find(|s| s.word() == lower) {
        return Some(Literal::Severity(severity));
    }
    if lexicon::quantity(&lower) {
        return Some(Literal::Quantity(lower));
    }
    let account = word.len() == 12 && word.bytes().all(|b| b.is_ascii_digit());
    (account || lower.starts_with("arn:") || address(word) || id(&lower)).then_some(Literal::Name(lower))
}

/// An IP address or network.
pub fn address(word: &str) -> bool {
    let (address, bits) = word.split_once('/').unwrap_or((word, "0"));
    address.parse::<IpAddr>().is_ok() && bits.parse::<u8>().is_ok()
}

/// `i-…`, `vol-…`, `sg-…`: letters, a hyphen, and 8 or 17 hexadecimal digits.
pub fn id(word: &str) -> bool {
    word.split_once('-').is_some_and(|(prefix, hex)| {
        !prefix.is_empty()
            && prefix.bytes().all(|b| b.is_ascii_lowercase())
            && [8, 17].contains(&hex.len())
            && hex.bytes().all(|b| b.is_ascii_hexdigit())
    })
}

fn name(words: &[Token], i: usize) -> bool {
    let Some(word) = words.get(i).map(|t| t.text) else { return false };
    let lower = word.to_lowercase();
    if lexicon::public(&lower) || ordinal(&lower) {
        return false;
    }
    marked(word) || capital(word, i) || in_place(words, i, &lower)
}

/// Has marks that words of prose do not have.
fn marked(word: &str) -> bool {
    let digit = word.contains(|c: char| c.is_ascii_digit());
    let slash = word.contains('/') && !word.split('/').all(|part| part.chars().all(|c| c.is_ascii_lowercase()));
    digit || slash || word.contains(['_', '@', '.', ':', '$', '%', '\\']) || word.matches('-').count() >= 2
}

/// In capitals, with an inner capital, or capitalised where no sentence begins.
fn capital(word: &str, i: usize) -> bool {
    let mut parts = word.split('-').filter(|part| !lexicon::public(&part.to_lowercase()));
    parts.any(|part| {
        let inner = part.chars().skip(1).any(char::is_uppercase);
        inner || (i > 0 && part.starts_with(char::is_uppercase))
    })
}

/// Stands where a name would.
fn in_place(words: &[Token], i: usize, lower: &str) -> bool {
    let near = |at: Option<usize>| at.and_then(|at| words.get(at)).map(|t| t.text.to_lowercase()).unwrap_or_default();
    let (before, after) = (near(i.checked_sub(1)), near(Some(i + 1)));
    if lower.contains('/') {
        return false;
    }
    if lower.contains('-') && !lexicon::adjective(lower) {
        return lexicon::noun(&before) || lexicon::noun(&after) || (i == 0 && lexicon::verb(&after));
    }
    let subject = i == 0 || lexicon::noun(&before);
    let called = ["named", "called"].contains(&before.as_str());
    called || (subject && lexicon::verb(&after) && !lexicon::generic(lower))
}

fn ordinal(lower: &str) -> bool {
    let digits = lower.trim_end_matches(|c: char| c.is_ascii_lowercase());
    !digits.is_empty()
        && digits.bytes().all(|b| b.is_ascii_digit())
        && ["st", "nd", "rd", "th"].contains(&&lower[digits.len()..])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(prose: &str) -> Vec<String> {
        let name = |found: Found| match found.literal {
            Literal::Name(name) => Some(name),
            _ => None,
        };
        literals(prose).into_iter().filter_map(name).collect()
    }

    #[test]
    fn names_are_found_in_prose() {
        for (prose, wanted) in [
            ("Volume vol-20107ab98f365694d in us-east-1 uses gp4.", vec!["vol-20107ab98f365694d", "us-east-1", "gp4"]),
            ("Bucket marketing-data is public, as is the sales-data bucket.", vec!["marketing-data", "sales-data"]),
            ("user mallory has no MFA", vec!["mallory"]),
            ("Alice is an administrator, and so is Carol.", vec!["alice", "carol"]),
            ("See arn:aws:s3:::x, 10.0.0.0/16, 123456789012.", vec!["arn:aws:s3:::x", "10.0.0.0/16", "123456789012"]),
            ("It breaks the ebs-volume-unattached rule and PCI.", vec!["ebs-volume-unattached", "pci"]),
            ("An internet-facing bucket on S3 has a least-privilege role; read/write is day-to-day.", vec![]),
            ("The 2nd step is the first", vec![]),
            ("Anyone can use TLS.", vec![]),
        ] {
            assert_eq!(names(prose), wanted, "{prose}");
        }
    }

    #[test]
    fn severities_and_quantities() {
        let found: Vec<Literal> = literals("Most are Critical").into_iter().map(|f| f.literal).collect();
        assert_eq!(found, [Literal::Quantity("most".into()), Literal::Severity(Severity::Critical)]);
    }
}
