//! The checker of an answer as it streams: text in pieces, sentences out, each kept or dropped with its reason.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::judge::{Kept, Reason, judge};
use super::pack::Pack;
use super::sentences::{Block, Break, Raw, Sentences};

/// More sentences than any answer has; what a model says after them is not printed.
const MOST: usize = 120;

/// One sentence of the answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Sentence {
    /// Markdown, with the blank, line end or list marker that parts it from what was kept before.
    Kept {
        text: String,
        findings: Vec<usize>,
    },
    Dropped(Reason),
}

/// How an answer fared.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tally {
    pub kept: u64,
    pub dropped: BTreeMap<Reason, u64>,
    /// Kept sentences that cite: without any, the deterministic answer stands.
    pub grounded: u64,
}

impl Tally {
    pub fn count(&mut self, sentence: &Sentence) {
        match sentence {
            Sentence::Kept { findings, .. } => {
                self.kept += 1;
                self.grounded += u64::from(!findings.is_empty());
            }
            Sentence::Dropped(reason) => *self.dropped.entry(*reason).or_default() += 1,
        }
    }
}

#[derive(Debug)]
pub struct Checker<'a> {
    pack: &'a Pack,
    implied: Vec<usize>,
    sentences: Sentences,
    tally: Tally,
    /// What parts the next kept sentence from the last one.
    before: Break,
    /// A list's marker that nothing has been printed behind yet.
    marker: Block,
    /// The number of the list's last item.
    number: u64,
}

impl<'a> Checker<'a> {
    pub fn new(pack: &'a Pack) -> Self {
        Checker::about(pack, &[])
    }

    /// For a text that is about these findings and need not cite them itself.
    pub fn about(pack: &'a Pack, findings: &[usize]) -> Self {
        Checker {
            pack,
            implied: findings.to_vec(),
            sentences: Sentences::default(),
            tally: Tally::default(),
            before: Break::Blank,
            marker: Block::Prose,
            number: 0,
        }
    }

    /// The sentences that this piece completes.
    pub fn push(&mut self, piece: &str) -> Vec<Sentence> {
        let mut raw = Vec::new();
        self.sentences.push(piece, &mut raw);
        raw.iter().map(|raw| self.check(raw)).collect()
    }

    /// The last sentences, and the count of all.
    pub fn end(mut self) -> (Vec<Sentence>, Tally) {
        let mut raw = Vec::new();
        self.sentences.end(&mut raw);
        let last = raw.iter().map(|raw| self.check(raw)).collect();
        (last, self.tally)
    }

    fn check(&mut self, raw: &Raw) -> Sentence {
        if raw.before != Break::Blank {
            self.before = self.before.max(raw.before);
            self.marker = raw.block;
        } else if self.tally.kept == 0 && self.marker == Block::Prose {
            self.marker = raw.block;
        }
        let sentence = match self.verdict(raw) {
            Ok(kept) => Sentence::Kept { text: self.laid_out(&kept.text), findings: kept.findings },
            Err(reason) => Sentence::Dropped(reason),
        };
        self.tally.count(&sentence);
        sentence
    }

    fn verdict(&self, raw: &Raw) -> Result<Kept, Reason> {
        if self.tally.kept as usize >= MOST {
            return Err(Reason::TooMuch);
        }
        let text = raw.text.as_deref().ok_or(Reason::TooLong)?;
        judge(self.pack, text, raw.block, &self.implied)
    }

    fn laid_out(&mut self, text: &str) -> String {
        let before = match (self.tally.kept, std::mem::replace(&mut self.before, Break::Blank)) {
            (0, _) => "",
            (_, Break::Blank) => " ",
            (_, Break::Line) => "\n",
            (_, Break::Paragraph) => "\n\n",
        };
        let marker = std::mem::replace(&mut self.marker, Block::Prose);
        // Numbers are ours: a dropped item leaves no gap.
        self.number = match (marker, before) {
            (Block::Number, _) => self.number + 1,
            (_, " ") => self.number,
            _ => 0,
        };
        match marker {
            Block::Number => format!("{before}{}. {text}", self.number),
            Block::Bullet => format!("{before}- {text}"),
            Block::Heading => format!("{before}**{text}**"),
            Block::Prose | Block::Fenced => format!("{before}{text}"),
        }
    }
}

#[cfg(test)]
#[path = "check_tests.rs"]
mod tests;
