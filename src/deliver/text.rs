//! Lines of a message, and how they are written: plain, as Markdown, as HTML. Text of strangers stays text in each.

use crate::render::{code, fragment, text, visible};

use super::message::Message;

/// A piece of a line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Span {
    Words(String),
    /// An id, a name, a command.
    Code(String),
    /// Our own words only.
    Strong(&'static str),
    /// Our own words only; the address is the user's.
    Link {
        url: String,
        label: &'static str,
    },
}

pub type Line = Vec<Span>;

pub fn words(text: impl Into<String>) -> Span {
    Span::Words(text.into())
}

/// A stranger's text, hidden characters shown, and cut.
pub fn shown(text: &str, most: usize) -> String {
    let text = visible(text.trim());
    match text.char_indices().nth(most) {
        Some((end, _)) => format!("{}…", text.get(..end).unwrap_or_default()),
        None => text.into_owned(),
    }
}

/// Sections without the headline, for readers of plain text.
pub fn plain_body(message: &Message) -> String {
    written(message, "", &|span| match span {
        Span::Words(text) | Span::Code(text) => visible(text).into_owned(),
        Span::Strong(text) => (*text).to_owned(),
        Span::Link { url, label } => format!("{label}: {url}"),
    })
}

pub fn plain(message: &Message) -> String {
    format!("{}\n\n{}", message.headline, plain_body(message))
}

pub fn markdown(message: &Message) -> String {
    let body = written(message, "## ", &|span| match span {
        Span::Words(words) => edges(words, &text(words).to_string()),
        Span::Code(words) => code(words).to_string(),
        Span::Strong(words) => format!("**{words}**"),
        Span::Link { url, label } => format!("[{label}](<{url}>)"),
    });
    format!("**{}**\n\n{body}", text(&message.headline))
}

/// A page of its own that loads nothing.
pub fn html(message: &Message) -> String {
    let body = fragment(&markdown(message));
    format!("<!doctype html>\n<html><head><meta charset=\"utf-8\"></head><body>\n{body}</body></html>\n")
}

/// Escaping trims a text; the blanks between spans are put back.
fn edges(words: &str, escaped: &str) -> String {
    let blank = |has: bool| if has { " " } else { "" };
    if words.trim().is_empty() {
        return blank(!words.is_empty()).to_owned();
    }
    format!("{}{escaped}{}", blank(words.starts_with(' ')), blank(words.ends_with(' ')))
}

/// Titles, and items as bullets whose further lines are indented.
fn written(message: &Message, before_titles: &str, span: &dyn Fn(&Span) -> String) -> String {
    // In Markdown two blanks break the line; elsewhere they would only be litter.
    let line_break = if before_titles.is_empty() { "\n  " } else { "  \n  " };
    let mut out = Vec::new();
    for section in &message.sections {
        let item = |item: &Vec<Line>| {
            let lines: Vec<String> = item.iter().map(|line| line.iter().map(span).collect()).collect();
            format!("- {}", lines.join(line_break))
        };
        let items: Vec<String> = section.items.iter().map(item).collect();
        out.push(format!("{before_titles}{}\n\n{}", section.title, items.join("\n")));
    }
    out.join("\n\n") + "\n"
}
