//! Text as words with their places. A word keeps the marks that names, figures and ARNs have inside, and loses those
//! that a sentence puts around it.

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Token<'a> {
    pub text: &'a str,
    /// Where it begins, in bytes.
    pub at: usize,
}

impl Token<'_> {
    pub fn end(&self) -> usize {
        self.at + self.text.len()
    }
}

pub fn tokens(text: &str) -> Vec<Token<'_>> {
    let mut out = Vec::new();
    let mut start = None;
    for (at, c) in text.char_indices() {
        match (parts(text, at, c), start) {
            (false, None) => start = Some(at),
            (true, Some(from)) => {
                push(text, from, at, &mut out);
                start = None;
            }
            _ => {}
        }
    }
    if let Some(from) = start {
        push(text, from, text.len(), &mut out);
    }
    out
}

/// True for what stands between words.
fn parts(text: &str, at: usize, c: char) -> bool {
    match c {
        // `1,234` is one figure.
        ',' => {
            let before = text[..at].chars().next_back().is_some_and(|c| c.is_ascii_digit());
            let after = text.as_bytes().get(at + 1..).unwrap_or_default();
            let three = after.len() >= 3 && after[..3].iter().all(u8::is_ascii_digit);
            !(before && three && !after.get(3).is_some_and(u8::is_ascii_digit))
        }
        _ => c.is_whitespace() || "\"'`()[]{}<>|;=*“”‘’…×—–".contains(c),
    }
}

fn push<'a>(text: &'a str, from: usize, to: usize, out: &mut Vec<Token<'a>>) {
    let Some(whole) = text.get(from..to) else { return };
    let left = whole.trim_start_matches(['.', ',', ':', '!', '?', '-', '&', '+', '~', '≥', '≤']);
    let body = left.trim_end_matches(['.', ',', ':', '!', '?', '-', '/', '&', '+', '~']);
    if !body.is_empty() {
        out.push(Token { text: body, at: from + whole.len() - left.len() });
    }
}
