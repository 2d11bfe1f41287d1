//! A message as Slack's blocks. Sources: docs.slack.dev, "Formatting message text" and Block Kit's reference.
//!
//! Slack has three characters that must be escaped, and no way to escape its marks for bold, italic and code. So a
//! stranger's word in which a mark, a link, a mention or an emoji could be seen becomes code, where none of them counts;
//! and `verbatim` keeps Slack from finding links and channels by itself.

use serde_json::{Value, json};

use crate::render::visible;

use super::message::{Message, Section};
use super::text::{Line, Span, shown};

/// A header's text.
const HEADER: usize = 150;
/// A section's text.
const SECTION: usize = 3000;
/// Of 50 that a message may have.
const BLOCKS: usize = 40;
/// All text of a message. Slack documents no such limit and refuses messages of about 13,000 (`msg_blocks_too_long`,
/// slackapi/bolt-js issue 2509).
const TOTAL: usize = 10_000;
const CUT: &str = "… more stands in the report.";

/// The body of a request to an incoming webhook.
pub fn body(message: &Message) -> Value {
    let headline = escaped(&shown(&message.headline, HEADER * 2));
    let header = short(&message.headline, HEADER);
    let mut blocks = vec![json!({"type": "header", "text": {"type": "plain_text", "text": header, "emoji": false}})];
    blocks.extend(sections(message).iter().map(|text| block(text)));
    json!({"text": headline, "blocks": blocks, "unfurl_links": false, "unfurl_media": false})
}

/// Escaped, and not longer than that.
fn short(text: &str, most: usize) -> String {
    let mut wanted = most;
    loop {
        let text = escaped(&shown(text, wanted));
        if units(&text) <= most || wanted == 0 {
            return text;
        }
        wanted -= (units(&text) - most).min(wanted);
    }
}

fn block(text: &str) -> Value {
    json!({"type": "section", "text": {"type": "mrkdwn", "text": text, "verbatim": true}})
}

/// The texts of all sections: no item is torn, and what is over the limits is left out and said to be.
fn sections(message: &Message) -> Vec<String> {
    let mut texts: Vec<String> = Vec::new();
    let mut room = TOTAL;
    for section in &message.sections {
        let mut text = format!("*{}*", escaped(&section.title));
        for piece in pieces(section) {
            if units(&piece) + units(&text) > room || texts.len() >= BLOCKS {
                text.push_str(&format!("\n{CUT}"));
                texts.push(text);
                return texts;
            }
            if units(&text) + units(&piece) + units(CUT) + 1 > SECTION {
                room -= units(&text);
                texts.push(std::mem::take(&mut text));
            }
            text.push_str(if text.is_empty() { piece.trim_start_matches('\n') } else { &piece });
        }
        room = room.saturating_sub(units(&text));
        texts.push(text);
    }
    texts
}

/// Lines; each fits into a section by the caps on the texts that it is made of.
fn pieces(section: &Section) -> Vec<String> {
    let lines = section.items.iter().flat_map(|item| item.iter().enumerate());
    lines.map(|(at, line)| format!("\n{}{}", if at == 0 { "• " } else { "    " }, written(line))).collect()
}

fn written(line: &Line) -> String {
    let span = |span: &Span| match span {
        Span::Words(text) => text.split(' ').map(word).collect::<Vec<_>>().join(" "),
        Span::Code(text) => code(text),
        Span::Strong(text) => format!("*{text}*"),
        Span::Link { url, label } => format!("<{}|{label}>", escaped(url)),
    };
    line.iter().map(span).collect()
}

fn word(word: &str) -> String {
    let marked = word.contains(['*', '~', '`', '@', '#']) || word.starts_with('_') || word.ends_with('_');
    let alive =
        word.contains("://") || word.to_ascii_lowercase().contains("www.") || word.matches(':').nth(1).is_some();
    let quoted = word.starts_with(['>', '&']);
    if marked || alive || quoted { code(word) } else { escaped(&visible(word)) }
}

/// There is no way to write a backtick in code.
fn code(text: &str) -> String {
    let text = visible(text).replace('`', "'");
    if text.trim().is_empty() { String::new() } else { format!("`{}`", escaped(&text)) }
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

/// Characters as Slack may count them: a character outside the basic plane is two.
fn units(text: &str) -> usize {
    text.encode_utf16().count()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::deliver::text::words;

    fn message(item: Vec<Line>, times: usize) -> Message {
        let section = Section { title: "New".to_owned(), items: vec![item; times] };
        Message { headline: "AWS audit of <!channel>: 1 new".to_owned(), sections: vec![section] }
    }

    #[test]
    fn strangers_words_stay_words() {
        let line = vec![
            words("State: <!channel> @here *bold* _it_ a_b_c `x` :tada: https://evil.example/ &lt;"),
            Span::Code("<https://evil.example|click> `\n<!here>".to_owned()),
        ];
        let body = body(&message(vec![line], 1));
        let text = body["blocks"][1]["text"]["text"].as_str().unwrap();
        let wanted = "*New*\n• State: &lt;!channel&gt; `@here` `*bold*` `_it_` a_b_c `'x'` `:tada:` \
                      `https://evil.example/` `&amp;lt;``&lt;https://evil.example|click&gt; '\\u{a}&lt;!here&gt;`";
        assert_eq!(text, wanted);
        assert_eq!(body["text"], "AWS audit of &lt;!channel&gt;: 1 new");
        assert_eq!(body["blocks"][1]["text"]["verbatim"], true);
    }

    #[test]
    fn limits_hold_whatever_the_text() {
        for (text, times) in [("&".repeat(250), 10), ("😀".repeat(250), 100), ("a ".repeat(125), 1000)] {
            let line = vec![words(text.clone()), Span::Code(text.clone())];
            let mut message = message(vec![line.clone(), line], times);
            message.headline = text;
            let body = body(&message);
            let blocks = body["blocks"].as_array().unwrap();
            assert!(units(blocks[0]["text"]["text"].as_str().unwrap()) <= HEADER);
            let lengths: Vec<usize> = blocks[1..].iter().map(|b| units(b["text"]["text"].as_str().unwrap())).collect();
            assert!(blocks.len() <= 50 && lengths.iter().all(|n| (1..=SECTION).contains(n)), "{lengths:?}");
            assert!(lengths.iter().sum::<usize>() <= TOTAL + CUT.len() + 1, "{lengths:?}");
            assert!(blocks.last().unwrap()["text"]["text"].as_str().unwrap().ends_with(CUT));
        }
    }
}
