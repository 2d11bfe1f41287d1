//! What one finding, or one total, lets a sentence say: made of exactly what stands in the pack.
//!
//! Two voices are kept apart. *Own* text is tickmark's (titles, messages, advice) and AWS's typed values. *Strangers'*
//! text is what people with a foot in the account chose: names, tags, descriptions, what GuardDuty quotes. A figure, a
//! date or a command is supported by own text alone; strangers' text supports only being named as a whole, and it is cut
//! out of own text that quotes it. So a tag cannot make its own claim true.

use std::collections::BTreeSet;

use super::clean::stands;
use super::lexicon::stem;
use super::literals::{self, Literal, Measured};
use super::tokens::tokens;
use crate::model::Severity;

#[derive(Clone, Debug, Default)]
pub struct Facts {
    /// In lower case, a line for each field.
    own: String,
    /// The same as words, with blanks around.
    own_words: String,
    figures: BTreeSet<Measured>,
    stems: BTreeSet<String>,
    /// Stems of title and message: what tells this finding from its neighbours.
    gist: BTreeSet<String>,
    /// Strangers' strings as wholes, in lower case.
    wholes: BTreeSet<String>,
    /// The resource's name, in lower case.
    name: String,
    /// Ids and addresses in text that AWS wrote around strangers' names.
    ids: BTreeSet<String>,
    /// Words of strangers, in order, with blanks around.
    strange: String,
    strange_stems: BTreeSet<String>,
    /// Commands as wholes.
    commands: BTreeSet<String>,
    /// None for a total.
    severity: Option<Severity>,
}

impl Facts {
    pub fn of(severity: Severity) -> Self {
        Facts { severity: Some(severity), ..Facts::default() }
    }

    pub fn add_own(&mut self, text: &str) {
        self.figures.extend(literals::figures(text));
        let lower = text.to_lowercase();
        self.stems.extend(stems(&lower));
        self.own_words.push_str(&words(&lower));
        self.own.push_str(&lower);
        self.own.push('\n');
    }

    pub fn add_gist(&mut self, text: &str) {
        self.gist.extend(stems(text));
    }

    pub fn add_command(&mut self, text: &str) {
        self.commands.insert(text.to_owned());
    }

    pub fn set_name(&mut self, name: &str) {
        self.name = name.to_lowercase();
    }

    /// `quoted`: AWS wrote it, around names that strangers chose.
    pub fn add_strange(&mut self, text: &str, quoted: bool) {
        if quoted {
            let is = |word: &&str| literals::id(word) || literals::address(word);
            self.ids.extend(tokens(text).into_iter().map(|t| t.text).filter(is).map(str::to_lowercase));
        }
        self.wholes.insert(text.to_lowercase());
    }

    /// What strangers said, to the end, and is not to be repeated.
    pub fn add_speech(&mut self, text: &str) {
        self.strange_stems.extend(stems(text));
        self.strange.push_str(&words(text));
    }

    pub fn supports(&self, literal: &Literal) -> bool {
        match literal {
            Literal::Figure(figure) => self.says(figure),
            Literal::Severity(severity) => match self.severity {
                Some(own) => own == *severity,
                // A total says the severity that it counts.
                None => stands(&self.own, severity.word()),
            },
            Literal::Quantity(word) => stands(&self.own, word),
            Literal::Name(name) => self.names(name),
        }
    }

    /// A bare figure of the evidence (`"Size": 500`) says one with a unit only where no text gives it another unit.
    fn says(&self, (figure, unit): &Measured) -> bool {
        let mut units = self.figures.iter().filter(|(known, _)| figure.said_by(known)).map(|(_, unit)| unit).peekable();
        let known = units.peek().is_some();
        let named: Vec<&&str> = units.filter_map(Option::as_ref).collect();
        known && unit.as_ref().is_none_or(|unit| named.is_empty() || named.contains(&unit))
    }

    fn names(&self, name: &str) -> bool {
        if stands(&self.own, name) || self.wholes.contains(name) || self.ids.contains(name) {
            return true;
        }
        // `TCP/22` names two things.
        let said = |part: &str| match literals::figures(part).as_slice() {
            [figure] => self.says(figure),
            _ => stands(&self.own, part),
        };
        !name.starts_with("arn:") && name.contains('/') && name.split('/').all(|part| !part.is_empty() && said(part))
    }

    /// True for what may stand in a code span: a command as a whole, or one name.
    pub fn shows(&self, code: &str) -> bool {
        if self.commands.contains(code) {
            return true;
        }
        // The characters that AWS allows in tags (but no links), and a few of actions and rules.
        let plain = |c: char| c.is_alphanumeric() || " ._-:/@+=,*!#$()".contains(c);
        let lower = code.to_lowercase();
        if !code.chars().all(plain) || code.contains("://") {
            return false;
        }
        if !code.contains(char::is_whitespace) {
            return self.names(&lower);
        }
        // Several words that are no command: the resource's name, where it is too short to say anything.
        self.name == lower && lower.split(' ').count() <= 3
    }

    /// True for words in quotation marks: our own, or one name.
    pub fn quotes(&self, quote: &str) -> bool {
        let lower = quote.to_lowercase();
        stands(&self.own, &lower) || (!quote.contains(char::is_whitespace) && self.wholes.contains(&lower))
    }

    /// In lower case; empty for a total.
    pub fn name(&self) -> &str {
        &self.name
    }

    pub fn has_name(&self, lower: &str) -> bool {
        self.name == lower || stands(&self.own, lower)
    }

    pub fn has_stem(&self, stem: &str) -> bool {
        self.stems.contains(stem)
    }

    pub fn has_gist(&self, stem: &str) -> bool {
        self.gist.contains(stem)
    }

    pub fn is_strange(&self, stem: &str) -> bool {
        self.strange_stems.contains(stem)
    }

    /// True where strangers said these words (in lower case, blanks around), and tickmark did not.
    pub fn strange_run(&self, words: &str) -> bool {
        self.strange.contains(words) && !self.own_words.contains(words)
    }

    /// True where tickmark says these words, which is more than one.
    pub fn has_run(&self, words: &str) -> bool {
        words.contains(' ') && self.own_words.contains(&format!(" {words} "))
    }
}

/// The words of a text in lower case, each with one blank around it, without marks.
pub fn words(text: &str) -> String {
    let lower = text.to_lowercase();
    let all = lower.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty());
    format!(" {} ", all.collect::<Vec<_>>().join(" "))
}

pub fn stems(text: &str) -> Vec<String> {
    text.split(|c: char| !c.is_alphabetic()).filter_map(stem).collect()
}
