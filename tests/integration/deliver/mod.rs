//! Deliveries against real parts: git with a bare remote, a mail server, a webhook that knows Slack's limits, commands.

mod command;
mod git;
mod slack;
mod smtp;

use std::path::{Path, PathBuf};
use std::process::Command;

use crate::harness::{run, temporary, tickmark};

/// The program in a folder that has git, and what a shell needs, on its path.
fn program(folder: &Path, arguments: &[&str]) -> Command {
    let mut command = tickmark(folder, arguments);
    command.env("PATH", "/usr/local/bin:/usr/bin:/bin").env("GIT_CONFIG_NOSYSTEM", "1");
    command
}

fn configure(folder: &Path, text: &str) {
    std::fs::write(folder.join("tickmark.toml"), text).unwrap();
}

/// Audits the demo's account, and returns the exit code and what was said of deliveries.
fn audit(folder: &Path, to: &[&str]) -> (i32, String) {
    let mut arguments = vec!["audit", "--demo", "--only", "security"];
    arguments.extend(to.iter().flat_map(|name| ["--deliver", *name]));
    let (code, _, err) = run(&mut program(folder, &arguments));
    (code, err.lines().filter(|line| line.starts_with("delivery") || line.starts_with("error")).collect())
}

/// A name that means something to Slack, to Markdown and to HTML.
const EVIL: &str = "<!channel>&<https://evil.example|click>*b*`c`@here";

/// A recording of the demo's account in which the gravest finding's resource has that name.
fn attacked() -> &'static Path {
    static MADE: std::sync::OnceLock<PathBuf> = std::sync::OnceLock::new();
    MADE.get_or_init(|| {
        let folder = temporary("attacked");
        assert_eq!(run(&mut tickmark(&folder, &["audit", "--demo", "--only", "security"])).0, 0);
        let found = crate::harness::findings(&folder);
        let all = found["findings"].as_array().unwrap();
        let named = all.iter().map(|f| f["resource"].as_str().unwrap()).find(|name| name.len() > 12).unwrap();
        let demo = std::fs::read(Path::new(env!("CARGO_MANIFEST_DIR")).join("demo/estate.recording")).unwrap();
        let text = String::from_utf8(zstd::decode_all(&demo[..]).unwrap()).unwrap().replace(named, EVIL);
        let path = folder.join("attacked.recording");
        std::fs::write(&path, zstd::encode_all(text.as_bytes(), 1).unwrap()).unwrap();
        path
    })
}
