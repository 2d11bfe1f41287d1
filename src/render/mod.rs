//! Step 8: a report becomes files. Pure: whatever a format shows comes out of [`Report`].
//!
//! A new format is one file and its line in [`formats`].

mod asff;
mod chart;
mod csv;
mod escape;
mod html;
mod json;
mod junit;
mod markdown;
mod ocsf;
mod overview;
#[cfg(test)]
mod sample;
mod sarif;
mod shared;
mod view;
mod words;

pub use chart::FILE as CHART;
pub use escape::{code, fence, hidden, text, visible};
pub use html::fragment;
pub use overview::{headline, overview};
pub use words::{counted, usd};

use serde::Deserialize;

use crate::model::Report;

/// One way to write a report down.
pub trait Format: Sync {
    /// The name that `--format` takes.
    fn name(&self) -> &'static str;

    /// All files of this report, sorted by path. The same report gives the same bytes.
    fn files(&self, report: &Report) -> anyhow::Result<Vec<RenderedFile>>;
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RenderedFile {
    /// Relative to `<out>/<account>/`, with `/` between folders.
    pub path: String,
    pub contents: String,
}

/// Every format there is, sorted by name.
pub fn formats() -> &'static [&'static dyn Format] {
    &[&asff::Asff, &csv::Csv, &html::Html, &json::Json, &junit::JUnit, &markdown::Markdown, &ocsf::Ocsf, &sarif::Sarif]
}

/// The formats' names, as a sentence lists them.
pub fn names() -> String {
    formats().iter().map(|format| format.name()).collect::<Vec<_>>().join(", ")
}

/// What every audit writes.
const ALWAYS: [&str; 2] = ["json", "markdown"];

/// A name that is a format's.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(try_from = "String")]
pub struct Name(String);

impl Name {
    /// The formats that an audit writes: those that were asked for, and the two that it always writes; sorted.
    pub fn with_always(asked: &[Name]) -> Vec<&'static str> {
        let asked = asked.iter().filter_map(|name| format(&name.0)).map(Format::name);
        let mut all: Vec<&str> = asked.chain(ALWAYS).collect();
        all.sort_unstable();
        all.dedup();
        all
    }
}

impl TryFrom<String> for Name {
    type Error = String;

    fn try_from(name: String) -> Result<Self, String> {
        if format(&name).is_some() { Ok(Name(name)) } else { Err(format!("{name} is none of {}", names())) }
    }
}

/// The format of that name.
pub fn format(name: &str) -> Option<&'static dyn Format> {
    formats().iter().copied().find(|format| format.name() == name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formats_are_found_by_name() {
        let names: Vec<_> = formats().iter().map(|format| format.name()).collect();
        assert_eq!(names, ["asff", "csv", "html", "json", "junit", "markdown", "ocsf", "sarif"]);
        for name in names {
            assert_eq!(format(name).map(Format::name), Some(name));
        }
        assert!(format("pdf").is_none());
    }

    #[test]
    fn an_audit_writes_what_was_asked_for_and_two_more() {
        let name = |name: &str| Name::try_from(name.to_owned());
        let asked = [name("sarif").unwrap(), name("csv").unwrap(), name("json").unwrap()];
        assert_eq!(Name::with_always(&asked), ["csv", "json", "markdown", "sarif"]);
        assert_eq!(Name::with_always(&[]), ["json", "markdown"]);
        let wrong = name("pdf").unwrap_err();
        assert!(wrong.starts_with("pdf is none of asff, csv"), "{wrong}");
    }

    #[test]
    fn every_format_gives_the_same_files_twice() {
        for report in [sample::report(), sample::large(500)] {
            for format in formats() {
                let files = format.files(&report).unwrap();
                assert_eq!(files, format.files(&report).unwrap());
                assert!(files.is_sorted_by_key(|file| file.path.clone()), "{}", format.name());
                assert!(files.iter().all(|file| file.contents.ends_with('\n') && !file.contents.ends_with("\n\n")));
            }
        }
    }

    /// `cargo test --release -- --ignored --nocapture ten_thousand` prints how long it takes.
    #[test]
    #[ignore = "measures time"]
    #[allow(clippy::print_stdout, clippy::disallowed_methods)]
    fn ten_thousand() {
        let report = sample::large(10_000);
        for format in formats() {
            let start = std::time::Instant::now();
            let files = format.files(&report).unwrap();
            let bytes: usize = files.iter().map(|file| file.contents.len()).sum();
            println!("{}: {:?}, {} files, {bytes} bytes", format.name(), start.elapsed(), files.len());
        }
    }
}
