//! Questions to a repository, and commits made beside its working tree.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use anyhow::{Context, bail};
use tokio::process::Command;

use super::{NOBODY, full};
use crate::deliver::Parcel;
use crate::deliver::program::{self, Ended};

/// Variables by which git's hooks, and whoever calls us from one, point git at another repository than the folder's.
const POINTERS: [&str; 6] =
    ["GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_OBJECT_DIRECTORY", "GIT_COMMON_DIR", "GIT_PREFIX"];

pub struct Repository {
    /// The top of the working tree.
    pub top: PathBuf,
    /// Git's own folder.
    folder: PathBuf,
    /// The folder of reports, from the top.
    out: PathBuf,
    patience: Duration,
    /// Who commits, where git does not know it.
    person: Vec<(&'static str, String)>,
}

#[derive(Debug)]
pub struct Branch {
    pub name: String,
    /// Its last commit; None where it is to be made.
    pub tip: Option<String>,
    /// What a commit follows; None where it is the first of all.
    pub base: Option<String>,
    pub checked_out: bool,
}

/// An index of our own; it goes with this value.
struct Index(PathBuf);

impl Drop for Index {
    fn drop(&mut self) {
        // Nothing is lost with a file that is left.
        let _ = std::fs::remove_file(&self.0);
    }
}

impl Repository {
    /// The working tree that is named, or that the reports are in. `out` is an absolute path without links.
    pub async fn open(named: Option<&Path>, out: &Path, patience: Duration) -> anyhow::Result<Self> {
        let start = named.unwrap_or(out);
        let mut found = Repository {
            top: start.to_owned(),
            folder: PathBuf::new(),
            out: PathBuf::new(),
            patience,
            person: Vec::new(),
        };
        let hint = "hint: run git init there, or say with out and repository where the working tree is";
        let told = found.git(&["rev-parse", "--show-toplevel", "--absolute-git-dir"]).await;
        let told = told.with_context(|| format!("{} is in no git working tree ({hint})", start.display()))?;
        let (top, folder) = told.split_once('\n').context("git does not say where the working tree is")?;
        (found.top, found.folder) = (PathBuf::from(top), PathBuf::from(folder));
        match out.strip_prefix(&found.top) {
            Ok(inside) if inside.as_os_str().is_empty() => bail!(
                "the reports are at the top of {top}, among its other files\nhint: give them a folder of their own with out"
            ),
            Ok(inside) => found.out = inside.to_owned(),
            Err(_) => bail!("the reports, {}, are not in the working tree {top}", out.display()),
        }
        Ok(found)
    }

    /// What git prints, trimmed.
    pub async fn git(&self, arguments: &[&str]) -> anyhow::Result<String> {
        let ended = self.run(arguments, None, &[], &self.top).await?;
        told(arguments, &ended)
    }

    /// The same where no is an answer.
    async fn asked(&self, arguments: &[&str]) -> anyhow::Result<Option<String>> {
        let ended = self.run(arguments, None, &[], &self.top).await?;
        Ok(ended.status.success().then(|| ended.out.trim().to_owned()))
    }

    pub async fn run(
        &self,
        arguments: &[&str],
        index: Option<&Path>,
        given: &[u8],
        folder: &Path,
    ) -> anyhow::Result<Ended> {
        let mut command = Command::new("git");
        command.current_dir(folder).arg("--literal-pathspecs").args(arguments);
        POINTERS.iter().for_each(|name| {
            command.env_remove(name);
        });
        // Nobody is there to be asked for a password, or to write a message; what git says is compared with English.
        command.env("GIT_TERMINAL_PROMPT", "0").env("GIT_EDITOR", "true").env("LC_ALL", "C");
        command.envs(self.person.iter().map(|(name, value)| (*name, value)));
        command.envs(index.map(|path| ("GIT_INDEX_FILE", path)));
        program::run(command, given, self.patience).await
    }

    /// Who commits: the one that is named, or git's own, or a stand-in where git has none.
    pub async fn sign_as(&mut self, named: Option<(&str, &str)>) -> anyhow::Result<()> {
        let (author, committer) = (self.ident("GIT_AUTHOR_IDENT").await?, self.ident("GIT_COMMITTER_IDENT").await?);
        let (name, address) = named.unwrap_or(NOBODY);
        let mut person = Vec::new();
        for (known, variables) in [
            (author, ["GIT_AUTHOR_NAME", "GIT_AUTHOR_EMAIL"]),
            (committer, ["GIT_COMMITTER_NAME", "GIT_COMMITTER_EMAIL"]),
        ] {
            if named.is_some() || known.is_none() {
                person.extend(variables.into_iter().zip([name.to_owned(), address.to_owned()]));
            }
        }
        self.person = person;
        Ok(())
    }

    /// Who git takes for the author or the committer; None where it would have to guess.
    async fn ident(&self, whose: &str) -> anyhow::Result<Option<String>> {
        self.asked(&["-c", "user.useConfigOnly=true", "var", whose]).await
    }

    pub async fn branch(&self, named: Option<&str>, remote: &str) -> anyhow::Result<Branch> {
        let head = self.asked(&["symbolic-ref", "--quiet", "--short", "HEAD"]).await?;
        let name = named.map(str::to_owned).or_else(|| head.clone());
        let name = name.context("no branch is checked out\nhint: name one with branch")?;
        self.git(&["check-ref-format", "--branch", &name]).await?;
        let checked_out = head.as_ref() == Some(&name);
        let mut branch = Branch { name, tip: None, base: None, checked_out };
        self.not_elsewhere(&branch).await?;
        branch.tip = self.commit_at(&full(&branch)).await?;
        branch.base = branch.tip.clone();
        if branch.base.is_none() {
            branch.base = self.commit_at(&format!("refs/remotes/{remote}/{}", branch.name)).await?;
        }
        if branch.base.is_none() {
            branch.base = self.commit_at("HEAD").await?;
        }
        Ok(branch)
    }

    async fn commit_at(&self, name: &str) -> anyhow::Result<Option<String>> {
        self.asked(&["rev-parse", "--verify", "--quiet", &format!("{name}^{{commit}}")]).await
    }

    /// A branch that another working tree has checked out must not move under it.
    async fn not_elsewhere(&self, branch: &Branch) -> anyhow::Result<()> {
        let list = self.git(&["worktree", "list", "--porcelain"]).await?;
        let wanted = format!("branch {}", full(branch));
        let found = list.split("\n\n").find(|tree| tree.lines().any(|line| line == wanted));
        let place = found.and_then(|tree| tree.lines().next()?.strip_prefix("worktree "));
        match place {
            Some(place) if Path::new(place) != self.top => bail!("{} is checked out in {place}", branch.name),
            _ => Ok(()),
        }
    }

    /// The folders of this parcel's accounts, and the files beside them: other accounts' reports may have been written
    /// by others, and be older here than in the repository.
    pub fn paths(&self, parcel: &Parcel<'_>) -> anyhow::Result<Vec<PathBuf>> {
        let mut paths = Vec::new();
        for digest in parcel.digests {
            let folder = self.out.join(Parcel::folder(digest)?);
            if !self.top.join(&folder).is_dir() {
                bail!("there is no report in {}", self.top.join(&folder).display());
            }
            paths.push(folder);
        }
        for entry in std::fs::read_dir(self.top.join(&self.out))? {
            let entry = entry?;
            if entry.file_type()?.is_file() {
                paths.push(self.out.join(entry.file_name()));
            }
        }
        paths.sort();
        Ok(paths)
    }

    /// Takes the files at these paths into an index, and those that are gone out of it.
    pub async fn stage(&self, index: Option<&Path>, paths: &[PathBuf]) -> anyhow::Result<()> {
        let mut list = Vec::new();
        for path in paths {
            list.extend_from_slice(path.as_os_str().as_encoded_bytes());
            list.push(0);
        }
        let add = ["add", "--all", "--pathspec-from-file=-", "--pathspec-file-nul"];
        told(&add, &self.run(&add, index, &list, &self.top).await?).map(|_| ())
    }

    /// A commit that follows `base` with the files at these paths as they are now; `base` itself where they are so there.
    pub async fn commit(&self, base: Option<&str>, paths: &[PathBuf], text: &str) -> anyhow::Result<String> {
        let index = Index(self.scratch("index"));
        let read = base.map_or(["read-tree", "--empty"], |base| ["read-tree", base]);
        told(&read, &self.run(&read, Some(&index.0), &[], &self.top).await?)?;
        self.stage(Some(&index.0), paths).await?;
        let tree = told(&["write-tree"], &self.run(&["write-tree"], Some(&index.0), &[], &self.top).await?)?;
        if let Some(base) = base
            && self.git(&["rev-parse", &format!("{base}^{{tree}}")]).await? == tree
        {
            return Ok(base.to_owned());
        }
        let signed = self.asked(&["config", "--type=bool", "commit.gpgSign"]).await?.as_deref() == Some("true");
        let mut arguments = vec!["commit-tree", &tree, "-F", "-"];
        arguments.extend(base.iter().flat_map(|base| ["-p", base]));
        arguments.extend(signed.then_some("-S"));
        told(&arguments, &self.run(&arguments, None, text.as_bytes(), &self.top).await?)
    }

    /// Moves the branch to a commit, if it is still where it was; None: if it still is not there.
    pub async fn point(&self, branch: &Branch, from: Option<&str>, to: &str) -> anyhow::Result<()> {
        // To git an empty name of a commit says that there must be none.
        let (name, from) = (full(branch), from.unwrap_or_default());
        self.git(&["update-ref", "-m", "tickmark: reports", &name, to, from]).await.map(|_| ())
    }

    /// A path in git's own folder that nobody else uses.
    pub fn scratch(&self, name: &str) -> PathBuf {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let count = COUNT.fetch_add(1, Ordering::Relaxed);
        self.folder.join(format!("tickmark-{name}-{}-{count}", std::process::id()))
    }
}

/// What git printed, or why it failed.
pub fn told(arguments: &[&str], ended: &Ended) -> anyhow::Result<String> {
    if !ended.status.success() {
        let verb = arguments.iter().find(|a| !a.starts_with('-') && !a.contains('=')).unwrap_or(&"");
        bail!("git {verb}: {}", ended.complaint());
    }
    Ok(ended.out.trim().to_owned())
}

/// A path as git's arguments take it.
pub fn argument(path: &Path) -> anyhow::Result<&str> {
    let text: &OsStr = path.as_os_str();
    text.to_str().with_context(|| format!("{} is no text", path.display()))
}
