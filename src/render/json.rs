//! findings.json: the report as it is, for programs.

use super::escape::json_text;
use super::{Format, RenderedFile};
use crate::model::Report;

pub struct Json;

impl Format for Json {
    fn name(&self) -> &'static str {
        "json"
    }

    /// Characters that hide text are written as `\uXXXX`, which leaves the JSON equal: people open this file too.
    fn files(&self, report: &Report) -> anyhow::Result<Vec<RenderedFile>> {
        let mut contents = json_text(serde_json::to_string_pretty(report)?);
        contents.push('\n');
        Ok(vec![RenderedFile { path: "findings.json".to_owned(), contents }])
    }
}

#[cfg(test)]
mod tests {
    use super::super::sample;
    use super::*;

    #[test]
    fn comes_back_equal_and_shows_no_hidden_character() {
        let report = sample::report();
        let files = Json.files(&report).unwrap();
        let [file] = files.as_slice() else { panic!("one file") };
        assert_eq!(file.path, "findings.json");
        assert!(!file.contents.contains(['\u{202e}', '\u{200b}', '\u{1b}']));
        assert_eq!(serde_json::from_str::<Report>(&file.contents).unwrap(), report);
    }

    #[test]
    fn names_the_run_first() {
        let files = Json.files(&sample::report()).unwrap();
        assert!(files.iter().all(|file| file.contents.starts_with("{\n  \"run\": {\n    \"id\": ")));
    }
}
