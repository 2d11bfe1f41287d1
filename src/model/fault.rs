//! What is wrong in files of the user, with the place: all of it is told together.

/// One mistake in one file.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Fault {
    pub file: String,
    /// From 1; 0 where the whole file is meant.
    pub line: u64,
    pub column: u64,
    pub message: String,
}

impl std::fmt::Display for Fault {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Fault { file, line, column, message } = self;
        if *line == 0 { write!(f, "{file}: {message}") } else { write!(f, "{file}:{line}:{column}: {message}") }
    }
}

/// All mistakes, a line each, and a last line that counts them.
#[derive(Debug, thiserror::Error)]
#[error("{}", list(.all, .place))]
pub struct Faults {
    pub all: Vec<Fault>,
    /// Ends the last line, after "3 problems": `in the rule files`.
    pub place: &'static str,
}

fn list(faults: &[Fault], place: &str) -> String {
    let mut lines: Vec<String> = faults.iter().map(ToString::to_string).collect();
    lines.push(format!("{} problem{} {place}", faults.len(), if faults.len() == 1 { "" } else { "s" }));
    lines.join("\n")
}
