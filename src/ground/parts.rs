//! A sentence in its parts: prose, code spans, citations; and what may stand in each.

use super::judge::Reason;
use super::literals::{Found, Literal};

pub enum Part<'a> {
    Prose(&'a str),
    Code(&'a str),
    Cites(Vec<Cite>),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cite {
    Finding(usize),
    Total(usize),
}

/// Code spans, citations and what is between them.
pub fn parts(text: &str) -> Result<Vec<Part<'_>>, Reason> {
    let mut out = Vec::new();
    let mut rest = text;
    while let Some(at) = rest.find(['`', '[']) {
        out.push(Part::Prose(&rest[..at]));
        let from = &rest[at..];
        if from.starts_with('[') {
            let close = from.find(']').ok_or(Reason::Markup)?;
            out.push(Part::Cites(cites(&from[1..close])?));
            rest = &from[close + 1..];
        } else {
            let ticks = from.len() - from.trim_start_matches('`').len();
            let body = &from[ticks..];
            let end = body.find(&from[..ticks]).ok_or(Reason::Markup)?;
            out.push(Part::Code(body[..end].trim()));
            rest = body[end..].trim_start_matches('`');
        }
    }
    out.push(Part::Prose(rest));
    Ok(out)
}

fn cites(inner: &str) -> Result<Vec<Cite>, Reason> {
    let one = |word: &str| {
        let (kind, n) = word.split_at_checked(1)?;
        let n: usize = n.parse().ok()?;
        match kind {
            "F" => Some(Cite::Finding(n)),
            "T" => Some(Cite::Total(n)),
            _ => None,
        }
    };
    let words = inner.split([',', ';', ' ']).filter(|word| !word.is_empty());
    let all: Option<Vec<Cite>> = words.map(one).collect();
    all.filter(|all| !all.is_empty()).ok_or(Reason::Markup)
}

/// What may stand outside code. Letters beyond ASCII may not: they can look like others.
pub fn plain(c: char) -> bool {
    c.is_ascii_alphanumeric() || " .,;:()'\"%$/-+&=?!*_@–—’‘“”…×".contains(c)
}

/// The text with blanks in the place of names and figures.
pub fn without(text: &str, found: &[Found]) -> String {
    let mut out = text.to_owned();
    for f in found {
        if !matches!(f.literal, Literal::Severity(_) | Literal::Quantity(_))
            && out.is_char_boundary(f.range.start)
            && out.is_char_boundary(f.range.end)
        {
            // As many bytes, so that the other places stay right.
            out.replace_range(f.range.clone(), &" ".repeat(f.range.len()));
        }
    }
    out
}

/// What stands between double quotation marks.
pub fn quotes(prose: &str) -> Vec<&str> {
    let marks = |c: char| ['"', '“', '”'].contains(&c);
    prose.split(marks).skip(1).step_by(2).map(|quote| quote.trim_end_matches(['.', ',']).trim()).collect()
}
