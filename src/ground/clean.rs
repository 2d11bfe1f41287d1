//! Text out of an account made fit for a model: nothing hidden, no secrets, not too long. Cutting must not make a new
//! fact, as `100 GiB` cut to `10` would.

use crate::mask::mask;
use crate::render::hidden;

/// More of a text is not read; no field of a pack is as long.
const LONGEST: usize = 8_000;

/// The text on one line, without hidden characters, masked.
pub fn clean(text: &str) -> String {
    let shown: String = text.chars().filter_map(shown).take(LONGEST).collect();
    let line = shown.split_whitespace().collect::<Vec<_>>().join(" ");
    // A mask looks at words; a secret may also stand between marks, as in `key:AKIA…` and `user/AKIA…`.
    let separators: [fn(char) -> bool; 3] = [|c| c == ':', |c| c == ':' || c == '/', |c| !c.is_alphanumeric()];
    separators.into_iter().fold(mask(&line), |text, separator| each(&text, separator))
}

/// The text with each part between separators masked by itself.
fn each(text: &str, separator: fn(char) -> bool) -> String {
    let mut out = String::with_capacity(text.len());
    for piece in text.split_inclusive(separator) {
        let body = piece.trim_end_matches(separator);
        out.push_str(&mask(body));
        out.push_str(piece.get(body.len()..).unwrap_or_default());
    }
    out
}

fn shown(c: char) -> Option<char> {
    match c {
        c if c.is_whitespace() => Some(' '),
        c if hidden(c) => None,
        c => Some(c),
    }
}

/// The first `most` characters, ending with a whole word, and `…` where something is left off.
pub fn cut(text: &str, most: usize) -> String {
    let Some((end, _)) = text.char_indices().nth(most) else { return text.to_owned() };
    let head = text.get(..end).unwrap_or_default();
    let whole = head.rfind(' ').map_or("", |at| &head[..at]);
    // A long word without a blank is cut, at a place where no number or name goes on.
    let kept = if whole.is_empty() { head.trim_end_matches(char::is_alphanumeric) } else { whole };
    format!("{} …", kept.trim_end())
}

/// True where `needle` stands in `hay` as a whole: what goes before and after is no part of a longer name or number.
pub fn stands(hay: &str, needle: &str) -> bool {
    !needle.is_empty() && hay.match_indices(needle).any(|(at, _)| bounded(hay, at, at + needle.len()))
}

/// True where a name could begin at `start` and end at `end`.
pub fn bounded(text: &str, start: usize, end: usize) -> bool {
    let part = |c: char| c.is_alphanumeric() || c == '-' || c == '_';
    let before = text.get(..start).and_then(|t| t.chars().next_back());
    let mut after = text.get(end..).unwrap_or_default().chars();
    let next = after.next();
    // `10.0` is no whole number in `10.0.5`, but `bob` is a whole name at the end of a sentence.
    let goes_on = next == Some('.') && after.next().is_some_and(|c| c.is_ascii_digit());
    !before.is_some_and(part) && !next.is_some_and(part) && !goes_on
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cutting_makes_no_new_facts() {
        assert_eq!(cut("costs 1000 dollars", 9), "costs …");
        assert_eq!(cut("abc-12345678", 6), "abc- …");
        assert_eq!(cut("short", 9), "short");
    }

    #[test]
    fn hidden_characters_go_before_secrets_are_looked_for() {
        let key = format!("AK\u{200b}IA{}", "IOSFODNN7EXAMPLE");
        let text = clean(&format!("a\u{202e}b\x1b[31m {key} id:{key}\nc"));
        assert_eq!(text, "ab[31m [access key] id:[access key] c");
    }

    #[test]
    fn whole_names_only() {
        assert!(stands("bucket estate-public, off", "estate-public"));
        assert!(!stands("bucket estate-public-acl", "estate-public"));
        assert!(!stands("engine 5.6.21", "5.6"));
        assert!(stands("arn:aws:s3:::data.", "data"));
    }
}
