//! Which resources an entry is about: always the whole ARN, and always said how it is meant.

use globset::{GlobBuilder, GlobMatcher};
use regex::Regex;

#[derive(Clone, Debug)]
pub enum Pattern {
    Exact(String),
    /// As written, and compiled.
    Glob(String, Box<GlobMatcher>),
    Regex(String, Box<Regex>),
}

impl Pattern {
    /// In a glob `*` stands for any characters, `:` and `/` too: ARNs are no paths, and people mean "whatever follows".
    pub fn glob(text: &str) -> Result<Self, String> {
        let glob = GlobBuilder::new(text).literal_separator(false).backslash_escape(true).build();
        let glob = glob.map_err(|e| format!("is no glob: {}", e.kind()))?;
        Ok(Pattern::Glob(text.to_owned(), Box::new(glob.compile_matcher())))
    }

    /// A regex is held at both ends by us: one that forgot `^` would accept what nobody meant.
    pub fn regex(text: &str) -> Result<Self, String> {
        // By itself first: what is only whole together with our brackets is not what was written.
        Regex::new(text).map_err(|e| format!("is no regex: {}", last_line(&e.to_string())))?;
        let held = Regex::new(&format!(r"\A(?:{text})\z"));
        let held =
            held.map_err(|_| "is no regex that can be held at both ends: leave (?x) and comments out".to_owned());
        Ok(Pattern::Regex(text.to_owned(), Box::new(held?)))
    }

    pub fn is(&self, arn: &str) -> bool {
        match self {
            Pattern::Exact(text) => text == arn,
            Pattern::Glob(_, glob) => glob.is_match(arn),
            Pattern::Regex(_, regex) => regex.is_match(arn),
        }
    }

    /// The region that every ARN which it can match has, where it says one.
    pub fn region(&self) -> Option<&str> {
        let text = match self {
            Pattern::Exact(text) | Pattern::Glob(text, _) => text,
            Pattern::Regex(..) => return None,
        };
        let parts: Vec<&str> = text.splitn(5, ':').collect();
        let [start, _, _, region, _] = parts.as_slice() else { return None };
        // A wildcard further to the left may stand for colons.
        let literal = |part: &str| !part.contains(['*', '?', '[', '{', '}', '\\', ',']);
        let plain = *start == "arn" && !region.is_empty() && parts.iter().take(4).all(|part| literal(part));
        plain.then_some(region)
    }
}

impl std::fmt::Display for Pattern {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Pattern::Exact(text) => write!(f, "exact: {text}"),
            Pattern::Glob(text, _) => write!(f, "glob: {text}"),
            Pattern::Regex(text, _) => write!(f, "regex: {text}"),
        }
    }
}

fn last_line(text: &str) -> &str {
    text.lines().last().unwrap_or_default().trim_start_matches("error: ")
}
