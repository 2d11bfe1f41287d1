//! What is wrong in rule files, with the place: all of it is gathered before anything is refused.

use serde_saphyr::{Location, Spanned};

use crate::expression::Problem;
use crate::model::Fault;

/// Gathers the faults of one file.
pub struct Reporter<'a> {
    file: &'a str,
    text: &'a str,
    pub faults: Vec<Fault>,
}

impl<'a> Reporter<'a> {
    pub fn new(file: &'a str, text: &'a str) -> Self {
        Reporter { file, text, faults: Vec::new() }
    }

    fn push(&mut self, line: u64, column: u64, message: impl Into<String>) {
        self.faults.push(Fault { file: self.file.to_owned(), line, column, message: message.into() });
    }

    /// About the file as a whole.
    pub fn file(&mut self, message: impl Into<String>) {
        self.push(0, 0, message);
    }

    pub fn at(&mut self, location: Location, message: impl Into<String>) {
        self.push(location.line(), location.column(), message);
    }

    pub fn yaml(&mut self, error: &serde_saphyr::Error) {
        let (line, column) = error.location().map_or((0, 0), |l| (l.line(), l.column()));
        let text = error.without_snippet().to_string();
        let first = text.lines().next().unwrap_or_default();
        self.push(line, column, first);
    }

    /// Problems inside an expression that stands in a YAML scalar.
    pub fn inside(&mut self, place: &Spanned<String>, problems: Vec<Problem>) {
        for problem in problems {
            let (line, column) = self.position(place, problem.offset);
            self.push(line, column, problem.message);
        }
    }

    /// Keeps a result, or reports what is wrong with it.
    pub fn keep<T>(&mut self, place: &Spanned<String>, result: Result<T, Vec<Problem>>) -> Option<T> {
        result.map_err(|problems| self.inside(place, problems)).ok()
    }

    /// Where the character at `offset` of a scalar's value stands in the file: as many characters that are not
    /// blank into the scalar as into the value, which holds for plain, quoted and block scalars.
    fn position(&self, place: &Spanned<String>, offset: usize) -> (u64, u64) {
        let (line, column) = (place.referenced.line(), place.referenced.column());
        let solid = place.value.get(..offset).map_or(0, |s| s.chars().filter(|c| !c.is_whitespace()).count());
        let starts: usize = self.text.split_inclusive('\n').take(line.saturating_sub(1) as usize).map(str::len).sum();
        let begin = starts + column.saturating_sub(1) as usize;
        let Some(rest) = self.text.get(begin..) else { return (line, column) };
        let header = header_length(rest);
        let mut left = solid;
        for (at, c) in rest[header..].char_indices().filter(|(_, c)| !c.is_whitespace()) {
            if left == 0 {
                return line_column(self.text, begin + header + at);
            }
            left -= c.len_utf8().min(1);
        }
        (line, column)
    }
}

/// How much of a scalar's text comes before its value: a quote, or a block scalar's first line.
fn header_length(rest: &str) -> usize {
    match rest.chars().next() {
        Some('>' | '|') => rest.find('\n').map_or(0, |i| i + 1),
        Some('"' | '\'') => 1,
        _ => 0,
    }
}

fn line_column(text: &str, offset: usize) -> (u64, u64) {
    let before = &text[..offset];
    let line = before.matches('\n').count() as u64 + 1;
    let column = before.rsplit('\n').next().map_or(0, |l| l.chars().count()) as u64 + 1;
    (line, column)
}
