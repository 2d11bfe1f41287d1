//! What can go wrong with a provider, and the one table that says what is done about it. Kept apart from the wire
//! formats, so that every provider's failures mean the same.

use std::fmt;
use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::secret::Missing;

/// The most characters of a provider's own words that are kept.
const WORDS: usize = 500;

/// Why a provider did not answer.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{class}: {words}")]
pub struct Failure {
    pub class: Class,
    /// The provider's own words on one line: cut to 500 characters, without control and bidirectional characters.
    pub words: String,
    /// What the provider asked to wait.
    pub retry_after: Option<Duration>,
}

impl Failure {
    pub fn new(class: Class, words: &str) -> Self {
        Failure { class, words: one_line(words), retry_after: None }
    }

    pub fn after(self, retry_after: Option<Duration>) -> Self {
        Failure { retry_after, ..self }
    }

    /// The same, with a secret masked wherever the provider echoed it.
    pub fn without(self, secret: &str) -> Self {
        Failure { words: self.words.replace(secret, "***"), ..self }
    }
}

impl From<Missing> for Failure {
    fn from(missing: Missing) -> Self {
        Failure::new(Class::NoAccess, &missing.to_string())
    }
}

/// Text of strangers on one line: runs of white space and control characters become one space, characters that turn the
/// reading direction go.
fn one_line(text: &str) -> String {
    let turning = |c: char| matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    let clean: String = text.chars().filter(|&c| !turning(c)).map(|c| if c.is_control() { ' ' } else { c }).collect();
    let mut line = clean.split_whitespace().collect::<Vec<_>>().join(" ");
    if let Some((end, _)) = line.char_indices().nth(WORDS) {
        line.truncate(end);
    }
    line
}

/// Kinds of failure, whoever the provider.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Class {
    Throttled,
    NoAccess,
    Billing,
    ModelNotFound,
    ProfileRequired,
    TooLong,
    Filtered,
    TimedOut,
    Overloaded,
    Malformed,
    Cut,
    Unreachable,
    BadRequest,
}

/// What is done about a class of failure.
#[derive(Clone, Copy, Debug)]
pub struct Handling {
    /// The same provider is asked once more, if the wait it wants is at most this long; None: the next provider is.
    pub retry: Option<Duration>,
    /// The provider rests after so many failures in a row, for so long; None: the request was at fault, not the provider.
    pub rest: Option<(usize, Duration)>,
    /// What the user can do.
    pub hint: &'static str,
}

impl Class {
    pub const ALL: [Class; 13] = [
        Class::Throttled,
        Class::NoAccess,
        Class::Billing,
        Class::ModelNotFound,
        Class::ProfileRequired,
        Class::TooLong,
        Class::Filtered,
        Class::TimedOut,
        Class::Overloaded,
        Class::Malformed,
        Class::Cut,
        Class::Unreachable,
        Class::BadRequest,
    ];

    /// The table.
    pub const fn handling(self) -> Handling {
        let (retry, rest, hint) = match self {
            Class::Throttled => (Some(5), Some((3, 60)), "wait, or raise the provider's rate limit"),
            Class::NoAccess => (None, Some((1, 300)), "set a valid key, and grant it access to the model"),
            Class::Billing => (None, Some((1, 300)), "add credit or a valid payment method at the provider"),
            Class::ModelNotFound => (None, Some((1, 300)), "set `model` to one that the provider offers to you"),
            Class::ProfileRequired => (None, Some((1, 300)), "set `model` to the inference profile's id"),
            Class::TooLong => (None, None, "set a model with a longer context, or a lower `max_tokens`"),
            Class::Filtered => {
                (None, None, "nothing to set: the provider's filter refused this question or its answer")
            }
            Class::TimedOut => (Some(1), Some((3, 60)), "raise `timeout_seconds`, or choose a faster model"),
            Class::Overloaded => (Some(5), Some((3, 60)), "wait: the provider has trouble; see its status page"),
            Class::Malformed => {
                (Some(1), Some((3, 300)), "check `endpoint` and `format`: the answer was not of that format")
            }
            Class::Cut => (Some(1), Some((3, 60)), "look for a proxy that cuts long answers, if it happens again"),
            Class::Unreachable => {
                (None, Some((3, 60)), "check `endpoint`, the network and the proxy; is the server running?")
            }
            Class::BadRequest => {
                (None, None, "check `model`, `request` and `structured` of the entry against the words")
            }
        };
        Handling { retry: seconds(retry), rest: resting(rest), hint }
    }

    /// The name under which it is stored.
    pub const fn name(self) -> &'static str {
        match self {
            Class::Throttled => "throttled",
            Class::NoAccess => "no_access",
            Class::Billing => "billing",
            Class::ModelNotFound => "model_not_found",
            Class::ProfileRequired => "profile_required",
            Class::TooLong => "too_long",
            Class::Filtered => "filtered",
            Class::TimedOut => "timed_out",
            Class::Overloaded => "overloaded",
            Class::Malformed => "malformed",
            Class::Cut => "cut",
            Class::Unreachable => "unreachable",
            Class::BadRequest => "bad_request",
        }
    }
}

impl fmt::Display for Class {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

const fn seconds(of: Option<u64>) -> Option<Duration> {
    match of {
        Some(seconds) => Some(Duration::from_secs(seconds)),
        None => None,
    }
}

const fn resting(of: Option<(usize, u64)>) -> Option<(usize, Duration)> {
    match of {
        Some((failures, seconds)) => Some((failures, Duration::from_secs(seconds))),
        None => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_one_clean_line_of_bounded_length() {
        let failure = Failure::new(Class::BadRequest, "a\r\n\u{1b}[31mb\u{202e}c\u{7} d");
        assert_eq!(failure.words, "a [31mbc d");
        assert_eq!(Failure::new(Class::BadRequest, &"é ".repeat(600)).words.chars().count(), 500);
    }

    #[test]
    fn a_secret_that_is_echoed_is_masked() {
        let failure = Failure::new(Class::NoAccess, "Incorrect key sk-123456").without("sk-123456");
        assert_eq!(failure.words, "Incorrect key ***");
    }

    #[test]
    fn names_are_what_is_stored() {
        for class in Class::ALL {
            assert_eq!(serde_json::to_value(class).unwrap(), class.name());
        }
    }

    #[test]
    fn what_the_request_is_at_fault_for_neither_repeats_nor_rests() {
        for class in [Class::TooLong, Class::Filtered, Class::BadRequest] {
            assert!(class.handling().retry.is_none() && class.handling().rest.is_none(), "{class}");
        }
    }
}
