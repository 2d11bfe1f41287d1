use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};

use super::*;

const HOSTILE: &[&str] = &[
    "plain-name_1",
    "a|b",
    "a\\|b\\\\|c\\",
    "`tick` ``two`` `",
    " leading and trailing ",
    "<script>alert(1)</script>",
    "<!-- hidden -->",
    "](https://evil.example) [x](javascript:alert(1))",
    "![x](https://evil.example/p.png)",
    "line\nbreak\r\n# heading\n\n| a | b |",
    "\u{202e}gnp.exe\u{2066}\u{200b}\u{feff}\u{e0041}",
    "\u{1b}[31mred\u{1b}[0m\u{7}",
    "@octocat and octo@example.com, see https://evil.example/?a=1&b=2.",
    "www.evil.example #1 org/repo#12 GH-7 :skull: $x^2$",
    "&lt;b&gt; &amp; &#60; R&D",
    "*bold* _it_ __b__ ~~gone~~ snake_case",
    "[^1] [ref]: x",
    "```\nfence\n```",
    "1. one",
    "",
];

/// The text that a parser sees, and the markup that it meets on the way.
fn read(markdown: &str) -> (String, Vec<String>) {
    let (mut text, mut markup) = (String::new(), Vec::new());
    for event in Parser::new_ext(markdown, Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH) {
        match event {
            Event::Text(part) | Event::Code(part) => text.push_str(&part),
            Event::Start(Tag::Paragraph | Tag::Table(_) | Tag::TableHead | Tag::TableRow | Tag::TableCell) => {}
            Event::End(TagEnd::TableCell) => text.push('\u{1f}'),
            Event::End(_) => {}
            other => markup.push(format!("{other:?}")),
        }
    }
    (text, markup)
}

#[test]
fn text_reads_as_it_was_and_holds_no_markup() {
    for hostile in HOSTILE {
        let (seen, markup) = read(&format!("State: {}.", text(hostile)));
        assert_eq!(seen, format!("State: {}.", visible(hostile.trim())), "{hostile:?}");
        assert_eq!(markup, Vec::<String>::new(), "{hostile:?}");
    }
}

#[test]
fn code_reads_as_it_was() {
    for hostile in HOSTILE.iter().filter(|text| !text.is_empty()) {
        let (seen, markup) = read(&format!("- {} end", code(hostile)));
        assert_eq!(seen, format!("{} end", visible(hostile)), "{hostile:?}");
        assert_eq!(markup.len(), 2, "a list and its item only: {markup:?}");
    }
}

#[test]
fn cells_stay_one_cell() {
    for hostile in HOSTILE {
        let row =
            format!("| a | b | c |\n| --- | --- | --- |\n| {} | {} | end |\n", cell_text(hostile), cell_code(hostile));
        let (seen, markup) = read(&row);
        assert_eq!(markup, Vec::<String>::new(), "{hostile:?}");
        let cells: Vec<&str> = seen.split('\u{1f}').collect();
        assert_eq!(cells.len(), 7, "{row}\n{cells:?}");
        let code = if hostile.is_empty() { "(empty)".to_owned() } else { visible(hostile).replace("\\|", "\\\\u{7c}") };
        let words: Vec<&str> = cells.get(3..6).unwrap_or_default().to_vec();
        assert_eq!(words, [&*visible(hostile.trim()), &code, "end"], "{row}");
    }
}

#[test]
fn what_github_brings_to_life_is_code() {
    let shown = text("@octocat wrote (https://evil.example), #12, x@y.example; arn:aws:s3:::b").to_string();
    assert_eq!(shown, "`@octocat` wrote (`https://evil.example`), `#12`, `x@y.example`; `arn:aws:s3:::b`");
}

#[test]
fn prose_keeps_code_of_its_own() {
    assert_eq!(prose("Use `a_b`\n  and <b>.").to_string(), "Use `a_b` and \\<b>.");
    assert_eq!(prose("One ` tick").to_string(), "One \\` tick");
}

#[test]
fn fences_hold() {
    for hostile in HOSTILE {
        let block = fence("sh", hostile).to_string();
        let events: Vec<Event> = Parser::new(&block).collect();
        assert!(matches!(events.first(), Some(Event::Start(Tag::CodeBlock(_)))), "{block}");
        assert!(matches!(events.last(), Some(Event::End(TagEnd::CodeBlock))), "{block}");
        assert_eq!(events.iter().filter(|event| matches!(event, Event::End(_))).count(), 1, "{block}");
    }
}

#[test]
fn json_stays_equal() {
    let value = serde_json::json!({"k\u{202e}": HOSTILE, "tag": "\u{e0041}"});
    let shown = json_text(format!("{value:#}"));
    assert!(shown.chars().all(|c| !hidden(c) || c == '\n'));
    assert_eq!(serde_json::from_str::<Value>(&shown).unwrap(), value);
    assert!(json_block(&value).to_string().starts_with("````json\n{\n"));
    assert_eq!(json_block(&serde_json::json!([1])).to_string(), "```json\n[1]\n```");
}

#[test]
fn anchors_are_githubs() {
    let mut anchors = Anchors::default();
    assert_eq!(anchors.next("Critical: immediate attention"), "critical-immediate-attention");
    assert_eq!(anchors.next("vol-1 in us-east-1"), "vol-1-in-us-east-1");
    assert_eq!(anchors.next("vol-1 in us-east-1"), "vol-1-in-us-east-1-1");
    assert_eq!(anchors.next("vol-1 in us-east-1"), "vol-1-in-us-east-1-2");
    assert_eq!(anchors.next("Größe_x (`a/b`)"), "größe_x-ab");
}
