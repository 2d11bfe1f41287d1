//! The Markdown report as HTML: each page stands alone (no script, no font, no image, nothing fetched).

use anyhow::Context as _;
use pulldown_cmark::{CowStr, Event, Options, Parser, Tag, TagEnd, html};
use tera::{Context, Tera};

use super::escape::Anchors;
use super::markdown::Markdown;
use super::{Format, RenderedFile, chart};
use crate::model::Report;

/// The ending is what makes tera escape what it fills in.
const PAGE: &str = "page.html";

pub struct Html;

impl Format for Html {
    fn name(&self) -> &'static str {
        "html"
    }

    fn files(&self, report: &Report) -> anyhow::Result<Vec<RenderedFile>> {
        let mut tera = Tera::default();
        tera.add_raw_template(PAGE, include_str!("../../templates/page.html.tera")).context("template of the page")?;
        let chart = chart::svg(&report.trend)?.unwrap_or_default();
        let files = Markdown.files(report)?;
        files.iter().filter(|file| file.path.ends_with(".md")).map(|file| page(&tera, file, &chart)).collect()
    }
}

fn page(tera: &Tera, markdown: &RenderedFile, chart: &str) -> anyhow::Result<RenderedFile> {
    let path = format!("{}.html", markdown.path.trim_end_matches(".md"));
    let (title, body) = to_html(&markdown.contents, chart);
    let mut context = Context::new();
    context.insert("title", &title);
    context.insert("body", &body);
    let contents = tera.render(PAGE, &context).with_context(|| format!("writing {path}"))?;
    Ok(RenderedFile { path, contents: format!("{}\n", contents.trim()) })
}

/// Markdown as a piece of a page, for messages. The Markdown is ours, or came from the functions that make text safe.
pub fn fragment(markdown: &str) -> String {
    to_html(markdown, "").1
}

/// The text of the first heading, and the whole as HTML, with the chart where it is shown.
fn to_html(markdown: &str, chart: &str) -> (String, String) {
    let mut events: Vec<Event> =
        Parser::new_ext(markdown, Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH).collect();
    let title = name_headings(&mut events);
    let mut body = String::with_capacity(markdown.len() * 2);
    html::push_html(&mut body, harmless(events, chart).into_iter());
    (title.unwrap_or_default(), body)
}

/// Gives each heading the anchor that GitHub gives it, so that the Markdown's links work here too.
fn name_headings(events: &mut [Event]) -> Option<String> {
    let mut anchors = Anchors::default();
    let mut title = None;
    let starts: Vec<usize> =
        (0..events.len()).filter(|at| matches!(events.get(*at), Some(Event::Start(Tag::Heading { .. })))).collect();
    for start in starts {
        let rest = events.get(start..).unwrap_or_default();
        let inside = rest.iter().take_while(|event| !matches!(event, Event::End(TagEnd::Heading(_))));
        let text: String = inside.filter_map(text_of).collect();
        let anchor = anchors.next(&text);
        title.get_or_insert(text);
        if let Some(Event::Start(Tag::Heading { id, .. })) = events.get_mut(start) {
            *id = (!anchor.is_empty()).then(|| CowStr::from(anchor));
        }
    }
    title
}

fn text_of<'a>(event: &'a Event) -> Option<&'a str> {
    match event {
        Event::Text(text) | Event::Code(text) => Some(text),
        _ => None,
    }
}

/// Raw HTML becomes text, our chart itself, other images their description, links that lead elsewhere than they may
/// their text.
fn harmless<'a>(events: Vec<Event<'a>>, chart: &str) -> Vec<Event<'a>> {
    let mut open_links = Vec::new();
    let mut inside_chart = false;
    let keep = |event| match event {
        Event::Start(Tag::Image { dest_url, .. }) if &*dest_url == chart::FILE && !chart.is_empty() => {
            inside_chart = true;
            Some(Event::InlineHtml(chart.trim_end().to_owned().into()))
        }
        Event::End(TagEnd::Image) if inside_chart => {
            inside_chart = false;
            None
        }
        // Its description is in the chart.
        Event::Text(_) if inside_chart => None,
        Event::Html(raw) | Event::InlineHtml(raw) => Some(Event::Text(raw)),
        Event::Start(Tag::Image { .. }) | Event::End(TagEnd::Image) => None,
        Event::Start(Tag::Link { link_type, dest_url, title, id }) => {
            let target = link_target(&dest_url);
            open_links.push(target.is_some());
            target.map(|url| Event::Start(Tag::Link { link_type, dest_url: url.into(), title, id }))
        }
        Event::End(TagEnd::Link) => open_links.pop().unwrap_or(false).then_some(Event::End(TagEnd::Link)),
        other => Some(other),
    };
    events.into_iter().filter_map(keep).collect()
}

/// Web addresses and anchors as they are; `x.md` beside this file as `x.html`; nothing else.
fn link_target(url: &str) -> Option<String> {
    if url.starts_with("https://") || url.starts_with("http://") || url.starts_with('#') {
        return Some(url.to_owned());
    }
    let (path, anchor) = url.split_once('#').map_or((url, None), |(path, anchor)| (path, Some(anchor)));
    let stem = path.strip_suffix(".md")?;
    if stem.starts_with('/') || stem.contains([':', '\\', '?']) {
        return None;
    }
    Some(anchor.map_or_else(|| format!("{stem}.html"), |anchor| format!("{stem}.html#{anchor}")))
}

#[cfg(test)]
#[path = "html_tests.rs"]
mod tests;
