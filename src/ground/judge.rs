//! Whether one sentence may be printed. The rules, in their order:
//!
//! 1. **Form.** Outside code spans: plain letters, digits and punctuation. A hidden character, a link, an address, an
//!    image, HTML, a table, a character beyond that drops the sentence; emphasis is taken off.
//! 2. **Citations.** Each must be in the pack. Without any, the sentence is kept only if all its words are on a closed
//!    list of words that claim nothing, or say what the evidence leaves open.
//! 3. **Literals.** Each must be in what the nearest citations before or behind it hold. So must the names of resources
//!    that the pack knows from elsewhere.
//! 4. **No verdicts.** Nobody may say that an open finding is resolved, harmless or can wait.
//! 5. **Strangers.** Words of names, tags and descriptions are shown as code, never repeated as speech.
//! 6. **Subject.** The sentence must speak of what it cites, and not fit another finding of the pack better. A figure alone
//!    speaks of nothing.

use serde::{Deserialize, Serialize};

use super::clean::stands;
use super::facts::{Facts, stems, words};
use super::lexicon;
use super::literals::{Found, Literal, literals};
use super::pack::Pack;
use super::parts::{Cite, Part, parts, plain, quotes, without};
use super::sentences::Block;
use crate::render::{code, hidden};

/// Why a sentence was dropped.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Reason {
    TooLong,
    /// More than an answer has.
    TooMuch,
    /// Links, HTML, control characters, code blocks, tables.
    Markup,
    UnknownCitation,
    Uncited,
    Unsupported,
    Severity,
    /// Says that a finding is no finding.
    Verdict,
    /// Repeats a stranger's words as speech.
    Echo,
    /// Does not speak of what it cites, or fits another finding better.
    OffEvidence,
}

/// A kept sentence: Markdown, and the findings it cites, as they are numbered in the pack.
#[derive(Debug)]
pub struct Kept {
    pub text: String,
    pub findings: Vec<usize>,
}

/// Most words that two stretches may share before one repeats the other.
const RUN: usize = 4;

/// `implied`: findings that the text is about without citing them itself.
pub fn judge(pack: &Pack, text: &str, block: Block, implied: &[usize]) -> Result<Kept, Reason> {
    if block == Block::Fenced || text.chars().any(hidden) {
        return Err(Reason::Markup);
    }
    let text = text.replace("**", "").replace("__", "");
    let parts = parts(&text)?;
    let sentence = Sentence::read(pack, &parts, implied)?;
    if sentence.groups.is_empty() {
        sentence.claims_nothing(block)?;
    } else {
        says_something(&text)?;
        sentence.is_supported(&parts)?;
        sentence.speaks_for_itself()?;
    }
    Ok(sentence.kept(&parts))
}

/// A figure alone, as code or not, says nothing of what it cites.
fn says_something(text: &str) -> Result<(), Reason> {
    let mut inside = false;
    let letters = text.chars().any(|c| {
        inside = c == '[' || (inside && c != ']');
        !inside && c.is_alphabetic()
    });
    if letters { Ok(()) } else { Err(Reason::OffEvidence) }
}

/// A stretch of prose that a group of citations ends, or begins.
struct Sentence<'a> {
    pack: &'a Pack,
    implied: &'a [usize],
    /// Citations that stand together, with the place of the first in `parts`.
    groups: Vec<(usize, Vec<Cite>)>,
    /// The literals of each part of prose.
    found: Vec<(usize, Vec<Found>)>,
    /// All prose.
    whole: String,
    /// The same without names and figures.
    prose: String,
    /// Has a code span with an id or a command.
    code: bool,
}

impl<'a> Sentence<'a> {
    fn read(pack: &'a Pack, parts: &[Part], implied: &'a [usize]) -> Result<Self, Reason> {
        let mut out = Sentence {
            pack,
            implied,
            groups: Vec::new(),
            found: Vec::new(),
            whole: String::new(),
            prose: String::new(),
            code: false,
        };
        // Literals are read from the whole, blanks in the place of code and citations, so that a figure and its unit
        // on both sides of nothing are met together.
        for (at, part) in parts.iter().enumerate() {
            match part {
                Part::Prose(text) => {
                    if !text.chars().all(plain) || text.contains("&#") || text.contains("://") {
                        return Err(Reason::Markup);
                    }
                    // A capital begins a sentence only at its beginning.
                    let lead = if at == 0 { "" } else { "x " };
                    let shift = lead.len();
                    let mut found = literals(&format!("{lead}{text}"));
                    found.retain(|f| f.range.start >= shift);
                    for f in &mut found {
                        f.range = f.range.start - shift..f.range.end - shift;
                    }
                    out.whole.push_str(text);
                    out.prose.push_str(&without(text, &found));
                    out.found.push((at, found));
                }
                Part::Cites(cites) => out.cite(at, cites, parts)?,
                Part::Code(text) => {
                    out.whole.push(' ');
                    out.prose.push(' ');
                    // A name of several words could be a sentence.
                    out.code |= !text.contains(' ') || text.starts_with("aws ");
                }
            }
        }
        if out.groups.is_empty() && !implied.is_empty() {
            out.groups.push((parts.len(), implied.iter().map(|n| Cite::Finding(*n)).collect()));
        }
        Ok(out)
    }

    fn cite(&mut self, at: usize, cites: &[Cite], parts: &[Part]) -> Result<(), Reason> {
        for cite in cites {
            let known = match cite {
                Cite::Finding(n) => self.pack.finding(*n).is_some(),
                Cite::Total(n) => *n > 0 && *n <= self.pack.totals.len(),
            };
            let meant = self.implied.is_empty() || !matches!(cite, Cite::Finding(n) if !self.implied.contains(n));
            if !known || !meant {
                return Err(Reason::UnknownCitation);
            }
        }
        // `[F1], [F2] and [F3]` is one group.
        let joined = at >= 2
            && matches!(parts.get(at - 1), Some(Part::Prose(between)) if ["", ",", "and", ", and", ";"].contains(&between.trim()))
            && matches!(parts.get(at - 2), Some(Part::Cites(_)));
        match self.groups.last_mut() {
            Some((_, group)) if joined => group.extend(cites),
            _ => self.groups.push((at, cites.to_vec())),
        }
        Ok(())
    }

    fn facts(&self, cite: Cite) -> Option<&'a Facts> {
        match cite {
            Cite::Finding(n) => self.pack.findings.get(n.checked_sub(1)?).map(|entry| &entry.facts),
            Cite::Total(n) => self.pack.totals.get(n.checked_sub(1)?),
        }
    }

    /// What the nearest groups before and behind a place hold.
    fn near(&self, at: usize) -> Vec<&'a Facts> {
        let before = self.groups.iter().rev().find(|(place, _)| *place < at);
        let behind = self.groups.iter().find(|(place, _)| *place > at);
        let cites = [before, behind].into_iter().flatten().flat_map(|(_, group)| group);
        cites.filter_map(|cite| self.facts(*cite)).collect()
    }

    fn cited(&self) -> Vec<&'a Facts> {
        self.groups.iter().flat_map(|(_, group)| group).filter_map(|cite| self.facts(*cite)).collect()
    }

    /// Rule 2, for a sentence without citations.
    fn claims_nothing(&self, block: Block) -> Result<(), Reason> {
        let words = words(&self.prose);
        let words = words.trim();
        if block == Block::Heading {
            return if lexicon::heading(words) { Ok(()) } else { Err(Reason::Uncited) };
        }
        let gap = words.starts_with("the evidence does not ") && words.contains(" say ")
            || words.starts_with("it does not say ")
            || words.starts_with("the evidence leaves open ");
        let allowed = |word: &str| lexicon::connective(word) || (gap && (lexicon::open(word) || word == "leaves"));
        let empty = words.is_empty() || self.found.iter().any(|(_, found)| !found.is_empty());
        if !empty && words.split(' ').all(allowed) { Ok(()) } else { Err(Reason::Uncited) }
    }

    /// Rule 3.
    fn is_supported(&self, parts: &[Part]) -> Result<(), Reason> {
        for (at, found) in &self.found {
            let near = self.near(*at);
            for f in found {
                if !near.iter().any(|facts| facts.supports(&f.literal)) {
                    let severity = matches!(f.literal, Literal::Severity(_));
                    return Err(if severity { Reason::Severity } else { Reason::Unsupported });
                }
            }
        }
        for (at, part) in parts.iter().enumerate() {
            let near = self.near(at);
            let held = match part {
                Part::Code(text) => near.iter().any(|facts| facts.shows(text)),
                Part::Prose(text) => {
                    quotes(text).iter().all(|quote| near.iter().any(|facts| facts.quotes(quote)))
                        && self.foreign_name(text, &near).is_none()
                }
                Part::Cites(_) => true,
            };
            if !held {
                return Err(Reason::Unsupported);
            }
        }
        Ok(())
    }

    /// A resource that the pack knows, but not from the findings cited here.
    fn foreign_name(&self, prose: &str, near: &[&Facts]) -> Option<&'a str> {
        let prose = prose.to_lowercase();
        let names = self.pack.findings.iter().map(|entry| entry.facts.name());
        names.filter(|name| stands(&prose, name)).find(|name| !near.iter().any(|facts| facts.has_name(name)))
    }

    /// Rules 4 to 6.
    fn speaks_for_itself(&self) -> Result<(), Reason> {
        let words = words(&self.whole);
        let cited = self.cited();
        let own = |run: &str| cited.iter().any(|facts| facts.has_run(run));
        if lexicon::verdicts(&words).into_iter().any(|(with_before, with_after)| !own(with_before) && !own(with_after))
        {
            return Err(Reason::Verdict);
        }
        let stems = stems(&self.prose);
        if self.echoes(&words, &stems) {
            return Err(Reason::Echo);
        }
        if stems.is_empty() {
            // An id and its citation, as an item of a list; a word by itself is none.
            let id = |f: &Found| matches!(&f.literal, Literal::Name(name) if !name.chars().all(char::is_alphabetic));
            let named = self.code || self.found.iter().flat_map(|(_, found)| found).any(id);
            return if named { Ok(()) } else { Err(Reason::OffEvidence) };
        }
        let known = stems.iter().filter(|stem| cited.iter().any(|f| f.has_stem(stem))).count();
        if known == 0 || known * 5 < stems.len() {
            return Err(Reason::OffEvidence);
        }
        let totals = self.groups.iter().any(|(_, group)| group.iter().any(|cite| matches!(cite, Cite::Total(_))));
        let fit = |facts: &[&Facts]| stems.iter().filter(|s| facts.iter().any(|f| f.has_gist(s))).count();
        let here = fit(&cited);
        let better = |entry: &Facts| fit(&[entry]) >= here + 2;
        if !totals && self.pack.findings.iter().any(|entry| better(&entry.facts)) {
            return Err(Reason::OffEvidence);
        }
        Ok(())
    }

    /// A run of a stranger's words, or mostly words that only strangers used.
    fn echoes(&self, words: &str, stems: &[String]) -> bool {
        let cited = self.cited();
        let all: Vec<&str> = words.split_whitespace().collect();
        let runs = |entry: &Facts| all.windows(RUN).any(|run| entry.strange_run(&format!(" {} ", run.join(" "))));
        if self.pack.findings.iter().any(|entry| runs(&entry.facts)) {
            return true;
        }
        let strange = |stem: &&String| {
            let said = self.pack.findings.iter().any(|entry| entry.facts.is_strange(stem));
            said && !cited.iter().any(|facts| facts.has_stem(stem))
        };
        !stems.is_empty() && stems.iter().filter(strange).count() * 2 >= stems.len()
    }

    /// The sentence as it is printed: names as code, citations as the findings' own ids.
    fn kept(&self, parts: &[Part]) -> Kept {
        let mut text = String::new();
        let mut findings = Vec::new();
        for (at, part) in parts.iter().enumerate() {
            match part {
                Part::Prose(prose) => {
                    let found = self.found.iter().find(|(place, _)| *place == at).map_or(&[][..], |(_, found)| found);
                    text.push_str(&self.marked(prose, found));
                }
                Part::Code(name) => text.push_str(&code(&self.pack.aliases.reverse(name)).to_string()),
                Part::Cites(cites) => self.push_ids(cites, &mut text, &mut findings),
            }
        }
        for cite in self.groups.iter().flat_map(|(_, group)| group) {
            if let Cite::Finding(n) = cite
                && !findings.contains(n)
            {
                findings.push(*n);
            }
        }
        let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
        Kept { text: text.replace(" .", ".").replace(" ,", ","), findings }
    }

    fn push_ids(&self, cites: &[Cite], text: &mut String, findings: &mut Vec<usize>) {
        let mut ids = Vec::new();
        for cite in cites {
            if let Cite::Finding(n) = cite
                && let Some(id) = self.pack.finding(*n)
            {
                ids.push(id.get(..8).unwrap_or(id));
                findings.push(*n);
            }
        }
        if !ids.is_empty() {
            text.push_str(&format!("[{}]", ids.join(", ")));
        }
    }

    /// Prose with the names in it as code, and real again.
    fn marked(&self, prose: &str, found: &[Found]) -> String {
        let prose_shown = |from: usize, to: usize| prose.get(from..to).unwrap_or_default().replace('*', "");
        let mut out = String::new();
        let mut rest = 0;
        for f in found {
            let Literal::Name(_) = f.literal else { continue };
            let Some(name) = prose.get(f.range.clone()) else { continue };
            if f.range.start < rest || name.chars().all(char::is_alphabetic) {
                continue;
            }
            out.push_str(&prose_shown(rest, f.range.start));
            out.push_str(&code(&self.pack.aliases.reverse(name)).to_string());
            rest = f.range.end;
        }
        out.push_str(&prose_shown(rest, prose.len()));
        out
    }
}
