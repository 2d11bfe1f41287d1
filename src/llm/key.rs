//! API keys: where they come from, and that they go nowhere but into the request. A [`Secret`] has no way to be printed.

use std::fmt;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::Duration;

use tokio::process::Command;
use tokio::sync::OnceCell;

use super::failure::{Class, Failure};

/// A command that asks somebody (a password, a fingerprint) has this long.
const COMMAND: Duration = Duration::from_secs(30);

pub struct Secret(String);

impl Secret {
    /// None where a text can be no key: empty, or with characters that no header carries.
    fn of(text: &str) -> Option<Self> {
        let text = text.trim();
        let sound = !text.is_empty() && text.bytes().all(|b| b.is_ascii_graphic());
        sound.then(|| Secret(text.to_owned()))
    }

    pub fn reveal(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("***")
    }
}

/// Where a key can be, as configured.
#[derive(Clone, Copy, Debug, Default)]
pub struct Sources<'a> {
    /// A command that prints it, run without a shell.
    pub command: Option<&'a str>,
    pub file: Option<&'a Path>,
    /// The name of an environment variable.
    pub environment: Option<&'a str>,
}

/// A key, fetched when it is first needed.
#[derive(Debug)]
pub struct Key {
    source: Source,
    fetched: OnceCell<Secret>,
}

#[derive(Debug)]
enum Source {
    /// The provider wants no key.
    Nowhere,
    Environment {
        name: String,
        value: Option<Secret>,
    },
    File(PathBuf),
    Command(String),
}

impl Key {
    /// Of several sources the most particular counts, so that a user's `key_file` wins over a built-in `key_env`.
    pub fn new(sources: &Sources<'_>, environment: fn(&str) -> Option<String>) -> Self {
        let source = if let Some(command) = sources.command {
            Source::Command(command.to_owned())
        } else if let Some(file) = sources.file {
            Source::File(file.to_owned())
        } else if let Some(name) = sources.environment {
            let value = environment(name).as_deref().and_then(Secret::of);
            Source::Environment { name: name.to_owned(), value }
        } else {
            Source::Nowhere
        };
        Key { source, fetched: OnceCell::new() }
    }

    /// Whether there is any use in asking, as far as can be told without running anything.
    pub fn ready(&self) -> Result<(), Failure> {
        match &self.source {
            Source::Environment { name, value: None } => {
                Err(missing(&format!("the environment variable {name} is not set, or holds no key")))
            }
            Source::File(path) if !path.exists() => Err(missing(&format!("there is no file {}", path.display()))),
            _ => Ok(()),
        }
    }

    /// The key; None where none is wanted.
    pub async fn get(&self) -> Result<Option<&Secret>, Failure> {
        self.ready()?;
        match &self.source {
            Source::Nowhere => Ok(None),
            Source::Environment { value, .. } => Ok(value.as_ref()),
            Source::File(path) => self.fetched.get_or_try_init(|| read(path)).await.map(Some),
            Source::Command(command) => self.fetched.get_or_try_init(|| run(command)).await.map(Some),
        }
    }
}

fn missing(why: &str) -> Failure {
    Failure::new(Class::NoAccess, &format!("no key: {why}"))
}

async fn read(path: &PathBuf) -> Result<Secret, Failure> {
    let text = tokio::fs::read_to_string(path).await.map_err(|e| missing(&format!("{}: {e}", path.display())))?;
    Secret::of(&text).ok_or_else(|| missing(&format!("{} holds no key", path.display())))
}

/// What a command prints. Neither its output nor its complaints are told: either may hold the key.
async fn run(command: &str) -> Result<Secret, Failure> {
    let told = |why: &str| missing(&format!("`{command}` {why}"));
    let words = shlex::split(command).unwrap_or_default();
    let (program, arguments) = words.split_first().ok_or_else(|| told("is no command"))?;
    let running = Command::new(program).args(arguments).stdin(Stdio::null()).kill_on_drop(true).output();
    let finished = tokio::time::timeout(COMMAND, running).await;
    let output = finished.map_err(|_| told("did not end"))?.map_err(|e| told(&format!("did not run: {e}")))?;
    if !output.status.success() {
        return Err(told(&format!("failed: {}", output.status)));
    }
    Secret::of(&String::from_utf8_lossy(&output.stdout)).ok_or_else(|| told("printed no key"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(source: Source) -> Key {
        Key { source, fetched: OnceCell::new() }
    }

    #[tokio::test]
    async fn a_command_prints_the_key_and_nothing_of_it_is_told() {
        let good = key(Source::Command("sh -c 'echo sk-canary-1'".to_owned()));
        assert_eq!(good.get().await.unwrap().unwrap().reveal(), "sk-canary-1");
        assert!(!format!("{good:?}").contains("canary-1\""), "{good:?}");
        let bad = key(Source::Command("sh -c 'cat /etc/hostname; exit 3'".to_owned())).get().await.unwrap_err();
        assert_eq!(bad.class, Class::NoAccess);
        assert!(bad.words.ends_with("failed: exit status: 3"), "{}", bad.words);
        let empty = key(Source::Command("true".to_owned())).get().await.unwrap_err();
        assert!(empty.words.ends_with("printed no key"), "{}", empty.words);
        assert!(key(Source::Command("no-such-program-here".to_owned())).get().await.is_err());
    }

    #[tokio::test]
    async fn files_are_trimmed_and_must_hold_one_word() {
        let path = std::env::temp_dir().join(format!("tickmark-key-{}", std::process::id()));
        std::fs::write(&path, "sk-1\n").unwrap();
        assert_eq!(key(Source::File(path.clone())).get().await.unwrap().unwrap().reveal(), "sk-1");
        std::fs::write(&path, "two words\n").unwrap();
        assert!(key(Source::File(path.clone())).get().await.unwrap_err().words.ends_with("holds no key"));
        std::fs::remove_file(&path).unwrap();
        assert!(key(Source::File(path)).ready().unwrap_err().words.contains("there is no file"));
    }

    #[test]
    fn secrets_are_not_printed() {
        assert_eq!(format!("{:?}", Secret::of("sk-1")), "Some(***)");
    }
}
