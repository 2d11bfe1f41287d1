//! A git repository, through the git program: the reports of a run become one commit.
//!
//! Somebody may be at work in the same working tree. So a commit is made beside it: in an index of its own, out of the
//! branch's last commit and the report files, and the branch is moved to it only if nobody else has moved it meanwhile.
//! What the user has staged or edited is in no commit of ours. Where the branch is the checked-out one, the report files
//! are staged in the user's index too, or they would look changed afterwards.

mod push;
mod repository;

use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::bail;
use serde::Deserialize;

use super::message::Message;
use super::text::{plain_body, shown};
use super::{Done, Parcel, template};
use repository::{Branch, Repository};

const NAMES: [&str; 3] = ["account", "headline", "run"];
/// Who commits, where neither tickmark.toml nor git's configuration says it.
const NOBODY: (&str, &str) = ("tickmark", "tickmark@localhost");
/// How often a commit is tried while others are at work in the repository, and the first pause; later ones are longer.
const TRIES: u32 = 5;
const PAUSE: Duration = Duration::from_millis(200);

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Git {
    /// The working tree; the one that the reports are in where none is named.
    repository: Option<PathBuf>,
    /// Made when it is missing; the checked-out one where none is named.
    branch: Option<String>,
    /// The first line of the commit's message; what is new follows.
    message: String,
    /// `Name <address>`; git's own configuration where none is named.
    author: Option<String>,
    push: bool,
    remote: String,
}

impl Default for Git {
    fn default() -> Self {
        let (message, remote) = ("{headline}".to_owned(), "origin".to_owned());
        Git { repository: None, branch: None, message, author: None, push: false, remote }
    }
}

impl Git {
    pub fn wrong(&self) -> Result<(), String> {
        template::check("message", &self.message, &NAMES)?;
        if self.message.trim().is_empty() {
            return Err("message: is empty".to_owned());
        }
        if let Some(author) = &self.author {
            person(author).ok_or_else(|| "author: must be written as Name <address>".to_owned())?;
        }
        let names = [("branch", self.branch.as_deref()), ("remote", Some(self.remote.as_str()))];
        for (key, name) in names {
            if name.is_some_and(|name| name.is_empty() || name.starts_with('-') || name.contains(char::is_whitespace)) {
                return Err(format!("{key}: is no name of a {key}"));
            }
        }
        Ok(())
    }

    pub async fn send(&self, parcel: &Parcel<'_>, message: &Message, patience: Duration) -> anyhow::Result<Done> {
        let mut repository = self.open(parcel.out, patience).await?;
        repository.sign_as(self.author.as_deref().and_then(person)).await?;
        let (paths, text) = (repository.paths(parcel)?, self.text(parcel, message));
        let (branch, commit) = self.record(&repository, &paths, &text).await?;
        let made = branch.base.as_deref() != Some(&commit);
        let short = commit.get(..8).unwrap_or(&commit);
        let did = if made { format!("committed {short} on {}", branch.name) } else { "nothing has changed".to_owned() };
        if !self.push {
            return Ok(if made { Done::Delivered(did) } else { Done::NotDue(did) });
        }
        let work = push::Work { branch: &branch, paths: &paths, text: &text, remote: &self.remote, commit };
        let how = match repository.push(work).await {
            Ok(how) => how,
            Err(error) => return Err(error.context(format!("{did}, but it was not pushed to {}", self.remote))),
        };
        Ok(Done::Delivered(format!("{did}, {how}")))
    }

    pub async fn check(&self, out: &Path, patience: Duration) -> anyhow::Result<String> {
        let repository = self.open(out, patience).await?;
        let branch = repository.branch(self.branch.as_deref(), &self.remote).await?;
        let mut words = format!("{} is a working tree; commits go to {}", repository.top.display(), branch.name);
        if self.push {
            repository.git(&["ls-remote", "--quiet", &self.remote, "HEAD"]).await?;
            words.push_str(&format!("; {} answers (nothing was pushed)", self.remote));
        }
        Ok(words)
    }

    /// Commits, and says on which branch and what it points to now. Others may hold git's locks, or move the branch.
    async fn record(&self, repository: &Repository, paths: &[PathBuf], text: &str) -> anyhow::Result<(Branch, String)> {
        let mut tries = 1;
        loop {
            let branch = repository.branch(self.branch.as_deref(), &self.remote).await?;
            match self.record_on(repository, &branch, paths, text).await {
                Ok(commit) => return Ok((branch, commit)),
                Err(error) if tries == TRIES => return Err(error),
                Err(_) => tokio::time::sleep(PAUSE * tries).await,
            }
            tries += 1;
        }
    }

    async fn record_on(
        &self,
        repository: &Repository,
        branch: &Branch,
        paths: &[PathBuf],
        text: &str,
    ) -> anyhow::Result<String> {
        if branch.checked_out {
            repository.stage(None, paths).await?;
        }
        let commit = repository.commit(branch.base.as_deref(), paths, text).await?;
        if branch.tip.as_deref() != Some(&commit) {
            repository.point(branch, branch.tip.as_deref(), &commit).await?;
        }
        Ok(commit)
    }

    async fn open(&self, out: &Path, patience: Duration) -> anyhow::Result<Repository> {
        let Ok(out) = std::fs::canonicalize(out) else { bail!("there is no folder {}", out.display()) };
        Repository::open(self.repository.as_deref(), &out, patience).await
    }

    /// The first line, and below it what is new. Neither can hold more than it is meant to: both come from [`Message`].
    fn text(&self, parcel: &Parcel<'_>, message: &Message) -> String {
        let join = |of: fn(&crate::model::Digest) -> &str| parcel.digests.iter().map(of).collect::<Vec<_>>().join(", ");
        let (account, run) = (shown(&join(|d| &d.run.account), 200), shown(&join(|d| &d.run.id), 200));
        let values = [("account", &*account), ("headline", &*message.headline), ("run", &*run)];
        format!("{}\n\n{}", template::fill(&self.message, &values).trim(), plain_body(message))
    }
}

/// Name and address of `Name <address>`.
fn person(text: &str) -> Option<(&str, &str)> {
    let (name, rest) = text.split_once('<')?;
    let (name, address) = (name.trim(), rest.trim().strip_suffix('>')?);
    let sound = |part: &str| !part.is_empty() && !part.contains(|c: char| c.is_control() || matches!(c, '<' | '>'));
    (sound(name) && sound(address)).then_some((name, address))
}

/// The branch's whole name.
fn full(branch: &Branch) -> String {
    format!("refs/heads/{}", branch.name)
}
