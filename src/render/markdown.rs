//! report.md, and a file for each rule when there are too many findings for one: the templates under `templates/`. Beside
//! them the chart that report.md shows.

use anyhow::Context as _;
use serde::Serialize;
use tera::{Context, Tera};

use super::view::views;
use super::{Format, RenderedFile, chart};
use crate::model::Report;

const REPORT: &str = "report.md.tera";
const RULE: &str = "rule.md.tera";
const OVERVIEW: &str = "overview.md.tera";

pub struct Markdown;

impl Format for Markdown {
    fn name(&self) -> &'static str {
        "markdown"
    }

    fn files(&self, report: &Report) -> anyhow::Result<Vec<RenderedFile>> {
        let mut tera = Tera::default();
        // What the templates get is safe Markdown; escaping it for HTML would spoil it.
        tera.autoescape_on(Vec::<&str>::new());
        tera.add_raw_templates([
            (REPORT, include_str!("../../templates/report.md.tera")),
            (RULE, include_str!("../../templates/rule.md.tera")),
        ])
        .context("templates of the Markdown report")?;

        let views = views(report);
        let mut files = vec![written(&tera, REPORT, "report.md", &views.report)?];
        for page in &views.pages {
            files.push(written(&tera, RULE, &page.path, page)?);
        }
        if let Some(contents) = chart::svg(&report.trend)? {
            files.push(RenderedFile { path: chart::FILE.to_owned(), contents });
        }
        Ok(files)
    }
}

/// The report over all accounts.
pub fn overview(view: &impl Serialize) -> anyhow::Result<RenderedFile> {
    let mut tera = Tera::default();
    tera.autoescape_on(Vec::<&str>::new());
    tera.add_raw_template(OVERVIEW, include_str!("../../templates/overview.md.tera"))?;
    written(&tera, OVERVIEW, "report.md", view)
}

fn written(tera: &Tera, template: &str, path: &str, view: &impl Serialize) -> anyhow::Result<RenderedFile> {
    let render = || tera.render(template, &Context::from_serialize(view)?);
    let contents = render().with_context(|| format!("writing {path}"))?;
    Ok(RenderedFile { path: path.to_owned(), contents: format!("{}\n", contents.trim()) })
}

#[cfg(test)]
#[path = "markdown_tests.rs"]
mod tests;
