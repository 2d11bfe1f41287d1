//! Step 8: a report becomes files. Pure: whatever a format shows comes out of [`Report`].
//!
//! A new format is one file and its line in [`formats`].

mod escape;
mod html;
mod json;
mod markdown;
#[cfg(test)]
mod sample;
mod view;
mod words;

pub use escape::{code, fence, hidden, text};
pub use words::{counted, usd};

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
    &[&html::Html, &json::Json, &markdown::Markdown]
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
        assert_eq!(names, ["html", "json", "markdown"]);
        for name in names {
            assert_eq!(format(name).map(Format::name), Some(name));
        }
        assert!(format("pdf").is_none());
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
