//! Keys, passwords and addresses that let their holder in: where they come from, and that they go nowhere but into the
//! request. A [`Secret`] has no way to be printed.

use std::fmt;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::Duration;

use tokio::process::Command;
use tokio::sync::OnceCell;

/// A command that asks somebody (a password, a fingerprint) has this long.
const COMMAND: Duration = Duration::from_secs(30);

/// Why there is no secret; its source is named, nothing of what it holds.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("no key: {0}")]
pub struct Missing(String);

pub struct Secret(String);

impl Secret {
    /// None where a text can be no secret of this form.
    fn of(text: &str, form: Form) -> Option<Self> {
        let text = match form {
            Form::Word => text.trim(),
            Form::Line => text.trim_end_matches(['\r', '\n']),
        };
        let sound = match form {
            Form::Word => text.bytes().all(|b| b.is_ascii_graphic()),
            Form::Line => !text.contains(char::is_control),
        };
        (sound && !text.is_empty()).then(|| Secret(text.to_owned()))
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

/// What a secret may be made of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// Characters that a header carries, none of them blank: API keys, addresses.
    Word,
    /// Whatever stands on one line: passwords.
    Line,
}

/// A key, fetched when it is first needed.
#[derive(Debug)]
pub struct Key {
    source: Source,
    form: Form,
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
        Key::of(Form::Word, sources, environment)
    }

    /// The same for a password.
    pub fn password(sources: &Sources<'_>, environment: fn(&str) -> Option<String>) -> Self {
        Key::of(Form::Line, sources, environment)
    }

    fn of(form: Form, sources: &Sources<'_>, environment: fn(&str) -> Option<String>) -> Self {
        let source = if let Some(command) = sources.command {
            Source::Command(command.to_owned())
        } else if let Some(file) = sources.file {
            Source::File(file.to_owned())
        } else if let Some(name) = sources.environment {
            let value = environment(name).and_then(|text| Secret::of(&text, form));
            Source::Environment { name: name.to_owned(), value }
        } else {
            Source::Nowhere
        };
        Key { source, form, fetched: OnceCell::new() }
    }

    /// Whether there is any use in asking, as far as can be told without running anything.
    pub fn ready(&self) -> Result<(), Missing> {
        match &self.source {
            Source::Environment { name, value: None } => {
                Err(missing(&format!("the environment variable {name} is not set, or holds no key")))
            }
            Source::File(path) if !path.exists() => Err(missing(&format!("there is no file {}", path.display()))),
            _ => Ok(()),
        }
    }

    /// The key; None where none is wanted.
    pub async fn get(&self) -> Result<Option<&Secret>, Missing> {
        self.ready()?;
        match &self.source {
            Source::Nowhere => Ok(None),
            Source::Environment { value, .. } => Ok(value.as_ref()),
            Source::File(path) => self.fetched.get_or_try_init(|| read(path, self.form)).await.map(Some),
            Source::Command(command) => self.fetched.get_or_try_init(|| run(command, self.form)).await.map(Some),
        }
    }
}

fn missing(why: &str) -> Missing {
    Missing(why.to_owned())
}

async fn read(path: &Path, form: Form) -> Result<Secret, Missing> {
    let text = tokio::fs::read_to_string(path).await.map_err(|e| missing(&format!("{}: {e}", path.display())))?;
    Secret::of(&text, form).ok_or_else(|| missing(&format!("{} holds no key", path.display())))
}

/// What a command prints. Neither its output nor its complaints are told: either may hold the key.
async fn run(command: &str, form: Form) -> Result<Secret, Missing> {
    let told = |why: &str| missing(&format!("`{command}` {why}"));
    let words = shlex::split(command).unwrap_or_default();
    let (program, arguments) = words.split_first().ok_or_else(|| told("is no command"))?;
    let running = Command::new(program).args(arguments).stdin(Stdio::null()).kill_on_drop(true).output();
    let finished = tokio::time::timeout(COMMAND, running).await;
    let output = finished.map_err(|_| told("did not end"))?.map_err(|e| told(&format!("did not run: {e}")))?;
    if !output.status.success() {
        return Err(told(&format!("failed: {}", output.status)));
    }
    Secret::of(&String::from_utf8_lossy(&output.stdout), form).ok_or_else(|| told("printed no key"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(source: Source) -> Key {
        Key { source, form: Form::Word, fetched: OnceCell::new() }
    }

    #[tokio::test]
    async fn a_command_prints_the_key_and_nothing_of_it_is_told() {
        let good = key(Source::Command("sh -c 'echo sk-canary-1'".to_owned()));
        assert_eq!(good.get().await.unwrap().unwrap().reveal(), "sk-canary-1");
        assert!(!format!("{good:?}").contains("canary-1\""), "{good:?}");
        let bad = key(Source::Command("sh -c 'cat /etc/hostname; exit 3'".to_owned())).get().await.unwrap_err();
        assert!(bad.0.ends_with("failed: exit status: 3"), "{}", bad.0);
        let empty = key(Source::Command("true".to_owned())).get().await.unwrap_err();
        assert!(empty.0.ends_with("printed no key"), "{}", empty.0);
        assert!(key(Source::Command("no-such-program-here".to_owned())).get().await.is_err());
    }

    #[tokio::test]
    async fn files_are_trimmed_and_must_hold_one_word() {
        let path = std::env::temp_dir().join(format!("tickmark-key-{}", std::process::id()));
        std::fs::write(&path, "sk-1\n").unwrap();
        assert_eq!(key(Source::File(path.clone())).get().await.unwrap().unwrap().reveal(), "sk-1");
        std::fs::write(&path, "two words\n").unwrap();
        assert!(key(Source::File(path.clone())).get().await.unwrap_err().0.ends_with("holds no key"));
        std::fs::remove_file(&path).unwrap();
        assert!(key(Source::File(path)).ready().unwrap_err().0.contains("there is no file"));
    }

    #[test]
    fn a_password_is_a_line() {
        let reveal = |text, form| Secret::of(text, form).map(|secret| secret.reveal().to_owned());
        assert_eq!(reveal("pass wörd \n", Form::Line).as_deref(), Some("pass wörd "));
        assert_eq!(reveal("two\nlines", Form::Line), None);
        assert_eq!(reveal("pass word", Form::Word), None);
    }

    #[test]
    fn secrets_are_not_printed() {
        assert_eq!(format!("{:?}", Secret::of("sk-1", Form::Word)), "Some(***)");
    }
}
