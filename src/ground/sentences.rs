//! A stream of text as sentences. Points in abbreviations, decimals, ARNs and code spans end none; list items, headings
//! and blank lines do; a citation behind the point belongs to the sentence before it. Two sentences taken for one are
//! checked as one, which is only stricter. Memory is bounded: a sentence that grows too long is thrown away as it comes.

/// The longest sentence, in bytes.
pub const LONGEST: usize = 1500;
/// How far one must look ahead to know what begins here.
const AHEAD: usize = 24;

/// How a sentence begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Break {
    /// In the same paragraph.
    Blank,
    Line,
    Paragraph,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Block {
    Prose,
    Bullet,
    Number,
    Heading,
    /// A line of a fenced block.
    Fenced,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Raw {
    pub before: Break,
    pub block: Block,
    /// Without the marker of its block; None where it was too long.
    pub text: Option<String>,
}

#[derive(Debug)]
pub struct Sentences {
    buffer: String,
    /// What is in the buffer goes on from something that was thrown away.
    too_long: bool,
    fenced: bool,
    before: Break,
    block: Block,
    line_start: bool,
}

impl Default for Sentences {
    fn default() -> Self {
        Sentences {
            buffer: String::new(),
            too_long: false,
            fenced: false,
            before: Break::Blank,
            block: Block::Prose,
            line_start: true,
        }
    }
}

impl Sentences {
    pub fn push(&mut self, piece: &str, out: &mut Vec<Raw>) {
        let mut rest = piece;
        while !rest.is_empty() {
            let mut end = rest.len().min(LONGEST);
            while !rest.is_char_boundary(end) {
                end -= 1;
            }
            let (head, tail) = rest.split_at(end);
            self.buffer.push_str(head);
            self.drain(false, out);
            rest = tail;
        }
    }

    pub fn end(&mut self, out: &mut Vec<Raw>) {
        self.drain(true, out);
        self.emit(self.buffer.len(), out);
    }

    fn drain(&mut self, last: bool, out: &mut Vec<Raw>) {
        loop {
            if self.line_start && !self.begin_line(last) {
                return;
            }
            match end_of_sentence(&self.buffer, self.block, last) {
                Some((end, at_line)) => {
                    self.emit(end, out);
                    self.line_start = at_line;
                }
                None if self.buffer.len() > LONGEST => {
                    self.too_long = true;
                    let mut from = self.buffer.len() - AHEAD;
                    while !self.buffer.is_char_boundary(from) {
                        from += 1;
                    }
                    self.buffer.drain(..from);
                    return;
                }
                None => return,
            }
        }
    }

    /// Reads blank lines and the marker of a block; false where more must be known.
    fn begin_line(&mut self, last: bool) -> bool {
        loop {
            let blank = self.buffer.len() - self.buffer.trim_start_matches([' ', '\t', '\r']).len();
            let Some(c) = self.buffer.get(blank..).and_then(|t| t.chars().next()) else { return false };
            if c != '\n' {
                self.buffer.drain(..blank);
                break;
            }
            self.buffer.drain(..=blank);
            if self.block != Block::Fenced {
                self.before = Break::Paragraph;
            }
        }
        let known = last || self.buffer.len() >= AHEAD || self.buffer.contains('\n');
        if !known {
            return false;
        }
        if self.buffer.starts_with("```") || self.buffer.starts_with("~~~") {
            self.fenced = !self.fenced;
            self.block = Block::Fenced;
        } else if self.fenced {
            self.block = Block::Fenced;
        } else {
            let (block, marker) = marker(&self.buffer);
            self.block = block;
            self.buffer.drain(..marker);
        }
        self.line_start = false;
        true
    }

    fn emit(&mut self, end: usize, out: &mut Vec<Raw>) {
        let text: String = self.buffer.drain(..end).collect();
        let text = text.trim();
        if !text.is_empty() || self.too_long {
            let kept = (!self.too_long).then(|| text.split_whitespace().collect::<Vec<_>>().join(" "));
            out.push(Raw { before: self.before, block: self.block, text: kept });
            self.before = Break::Blank;
        }
        self.too_long = false;
        if self.buffer.starts_with('\n') {
            self.buffer.drain(..1);
            self.before = self.before.max(Break::Line);
        }
    }
}

/// The kind of block that a line begins, and how long its marker is.
fn marker(line: &str) -> (Block, usize) {
    let after = |n: usize| line.get(n..).is_some_and(|rest| rest.starts_with(' '));
    if line.starts_with(['-', '*', '+', '•']) {
        let n = line.chars().next().map_or(1, char::len_utf8);
        return if after(n) { (Block::Bullet, n) } else { (Block::Prose, 0) };
    }
    let hashes = line.len() - line.trim_start_matches('#').len();
    if (1..=6).contains(&hashes) && after(hashes) {
        return (Block::Heading, hashes);
    }
    let digits = line.bytes().take_while(u8::is_ascii_digit).count();
    let marked = (1..=2).contains(&digits) && line.get(digits..).is_some_and(|r| r.starts_with(['.', ')']));
    if marked && after(digits + 1) { (Block::Number, digits + 1) } else { (Block::Prose, 0) }
}

/// Where the first sentence ends, and whether a new line begins there; None where that cannot be known yet.
fn end_of_sentence(text: &str, block: Block, last: bool) -> Option<(usize, bool)> {
    let mut code = false;
    for (at, c) in text.char_indices() {
        let rest = text.get(at + c.len_utf8()..).unwrap_or_default();
        match c {
            '\n' if block != Block::Prose && !goes_on(rest, block) => {
                return (last || known(rest)).then_some((at, true));
            }
            '\n' => {
                if !last && !known(rest) {
                    return None;
                }
                if rest.trim_start_matches([' ', '\t', '\r']).starts_with('\n') || begins_block(rest) {
                    return Some((at, true));
                }
            }
            '`' => code = !code,
            '.' | '!' | '?' if !code && block != Block::Fenced => {
                if let Some(end) = point(text, at, c, last)? {
                    return Some((end, false));
                }
            }
            _ => {}
        }
    }
    None
}

/// A list item's text goes on in the next line where that is indented.
fn goes_on(rest: &str, block: Block) -> bool {
    matches!(block, Block::Bullet | Block::Number) && rest.starts_with("  ") && !begins_block(rest)
}

fn known(rest: &str) -> bool {
    rest.len() >= AHEAD || rest.contains('\n')
}

fn begins_block(rest: &str) -> bool {
    let line = rest.trim_start_matches([' ', '\t']);
    line.starts_with("```") || line.starts_with("~~~") || line.starts_with('|') || marker(line).0 != Block::Prose
}

/// The end of the sentence whose point this is: `Some(None)` where it ends none, `None` where more must be known.
#[expect(clippy::option_option, reason = "not known yet, known not to be one, and known")]
fn point(text: &str, at: usize, c: char, last: bool) -> Option<Option<usize>> {
    let mut end = at + c.len_utf8();
    let rest = |end: usize| text.get(end..).unwrap_or_default();
    end += rest(end).len() - rest(end).trim_start_matches(['"', '\'', ')', '*', '_', '”', '’']).len();
    loop {
        let after = rest(end);
        let next = after.trim_start_matches([' ', '\t', '\r']);
        if next.is_empty() {
            return last.then_some(Some(end));
        }
        if next.starts_with('[') {
            let Some(close) = next.find(']') else {
                let waits = !last && next.len() < AHEAD;
                return if waits { None } else { Some(None) };
            };
            if !next.get(..=close).is_some_and(cites) {
                return Some((after.len() > next.len()).then_some(end));
            }
            end += after.len() - next.len() + close + 1;
            // `text. [F1].` has its point after the citation too.
            end += rest(end).len() - rest(end).trim_start_matches('.').len();
            continue;
        }
        if next.starts_with('\n') {
            return Some(None);
        }
        let parted = after.len() > next.len();
        let starts = next.starts_with(|c: char| !c.is_lowercase());
        let ends = parted && starts && !(c == '.' && abbreviation(text.get(..at).unwrap_or_default()));
        return Some(ends.then_some(end));
    }
}

/// `[F1]`, `[F1, T2]`
fn cites(bracket: &str) -> bool {
    let inner = bracket.trim_start_matches('[').trim_end_matches(']');
    !inner.is_empty() && inner.chars().all(|c| c.is_ascii_digit() || "FT,; ".contains(c))
}

fn abbreviation(before: &str) -> bool {
    let word = before.rsplit([' ', '(', '\n']).next().unwrap_or_default().to_lowercase();
    let listed =
        ["e.g", "i.e", "etc", "vs", "approx", "incl", "no", "cf", "a.m", "p.m", "resp", "fig", "st", "dr", "mr", "ms"];
    listed.contains(&word.as_str()) || (word.len() == 1 && word.chars().all(char::is_alphabetic))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn split(text: &str, size: usize) -> Vec<Raw> {
        let mut sentences = Sentences::default();
        let mut out = Vec::new();
        let chars: Vec<char> = text.chars().collect();
        for piece in chars.chunks(size) {
            sentences.push(&piece.iter().collect::<String>(), &mut out);
        }
        sentences.end(&mut out);
        out
    }

    fn texts(text: &str) -> Vec<String> {
        let whole = split(text, usize::MAX);
        for size in [1, 2, 7] {
            assert_eq!(split(text, size), whole, "pieces of {size}");
        }
        whole.into_iter().map(|raw| raw.text.unwrap_or_else(|| "(too long)".into())).collect()
    }

    #[test]
    fn points_inside_words_end_no_sentence() {
        for (text, wanted) in [
            ("Costs USD 25.00 a month. [F1] It is old.", vec!["Costs USD 25.00 a month. [F1]", "It is old."]),
            ("Keys, e.g. AKIA, i.e. Two. Next one!", vec!["Keys, e.g. AKIA, i.e. Two.", "Next one!"]),
            ("See `a. B` and arn:aws:s3:::a.B. Done", vec!["See `a. B` and arn:aws:s3:::a.B.", "Done"]),
            ("Really?! Yes [F1, F2]. No", vec!["Really?!", "Yes [F1, F2].", "No"]),
            ("One line\ngoes on. Here", vec!["One line goes on.", "Here"]),
        ] {
            assert_eq!(texts(text), wanted);
        }
    }

    #[test]
    fn blocks_end_sentences() {
        let text =
            "# What to do\n\n1. Delete `a` [F1]. Then wait.\n2. Rotate\n   it\n- b\n\nText\n```\nrm -rf. X\n```\nEnd";
        let all = split(text, 3);
        let kinds: Vec<(Break, Block)> = all.iter().map(|raw| (raw.before, raw.block)).collect();
        assert_eq!(
            texts(text),
            [
                "What to do",
                "Delete `a` [F1].",
                "Then wait.",
                "Rotate it",
                "b",
                "Text",
                "```",
                "rm -rf. X",
                "```",
                "End"
            ]
        );
        use {Block::*, Break::*};
        assert_eq!(
            kinds,
            [
                (Blank, Heading),
                (Paragraph, Number),
                (Blank, Number),
                (Line, Number),
                (Line, Bullet),
                (Paragraph, Prose),
                (Line, Fenced),
                (Line, Fenced),
                (Line, Fenced),
                (Line, Prose)
            ]
        );
    }

    #[test]
    fn endless_text_is_not_kept() {
        let mut sentences = Sentences::default();
        let mut out = Vec::new();
        for _ in 0..2000 {
            sentences.push(&"word ".repeat(100), &mut out);
            assert!(sentences.buffer.len() <= LONGEST * 2);
        }
        assert!(out.is_empty());
        sentences.push(". Next", &mut out);
        sentences.end(&mut out);
        assert_eq!(out.iter().map(|raw| raw.text.as_deref()).collect::<Vec<_>>(), [None, Some("Next")]);
    }
}
