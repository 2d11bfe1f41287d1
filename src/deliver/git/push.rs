//! Pushing, where others push too: what they brought is fetched, and the reports are committed again on top of it.

use std::path::{Path, PathBuf};

use anyhow::{Context, bail};

use super::full;
use super::repository::{Branch, Repository, argument, told};

/// How often it is tried when others are faster.
const ROUNDS: usize = 3;

pub struct Work<'a> {
    pub branch: &'a Branch,
    pub paths: &'a [PathBuf],
    pub text: &'a str,
    pub remote: &'a str,
    /// What the branch points to.
    pub commit: String,
}

impl Repository {
    /// Pushes, and says how that went.
    pub async fn push(&self, work: Work<'_>) -> anyhow::Result<String> {
        let local = work.commit.clone();
        let mut commit = local.clone();
        for round in 0..ROUNDS {
            if self.pushed(&work, &commit).await? {
                let followed = if round == 0 { None } else { self.follow(&work, &local, &commit).await.err() };
                let short = commit.get(..8).unwrap_or(&commit);
                return Ok(match (round, followed) {
                    (0, _) => format!("pushed to {}", work.remote),
                    (_, None) => format!("pushed to {} as {short}, on top of what others had pushed", work.remote),
                    (_, Some(why)) => format!(
                        "pushed to {} as {short}, on top of what others had pushed; here {} stays where it was: {why:#}",
                        work.remote, work.branch.name
                    ),
                });
            }
            commit = self.on_top_of_others(&work).await?;
        }
        bail!("others pushed to {} {ROUNDS} times meanwhile", work.branch.name)
    }

    /// False where the remote has commits that are not here.
    async fn pushed(&self, work: &Work<'_>, commit: &str) -> anyhow::Result<bool> {
        let to = format!("{commit}:{}", full(work.branch));
        let arguments = ["push", "--porcelain", work.remote, &to];
        let ended = self.run(&arguments, None, &[], &self.top).await?;
        if ended.out.lines().any(|line| line.starts_with('!') && line.contains("[rejected]")) {
            return Ok(false);
        }
        told(&arguments, &ended).map(|_| true)
    }

    /// The reports as they are here, on top of the remote's branch and of what was here and not pushed yet.
    async fn on_top_of_others(&self, work: &Work<'_>) -> anyhow::Result<String> {
        self.git(&["fetch", "--quiet", "--no-tags", work.remote, &full(work.branch)]).await?;
        let theirs = self.git(&["rev-parse", "--verify", "FETCH_HEAD^{commit}"]).await?;
        let base = match work.branch.base.as_deref() {
            Some(ours) => self.rebased(ours, &theirs).await?,
            None => theirs,
        };
        self.commit(Some(&base), work.paths, work.text).await
    }

    /// Earlier commits that are not theirs, on top of theirs. It is done in a working tree of its own.
    async fn rebased(&self, ours: &str, theirs: &str) -> anyhow::Result<String> {
        let inside = ["merge-base", "--is-ancestor", ours, theirs];
        if self.run(&inside, None, &[], &self.top).await?.status.success() {
            return Ok(theirs.to_owned());
        }
        let tree = self.scratch("rebase");
        let path = argument(&tree)?;
        self.git(&["worktree", "add", "--quiet", "--force", "--detach", path, ours]).await?;
        let done = self.rebase_in(&tree, theirs).await;
        // It is ours alone; what is left of it git prunes by itself.
        let _ = self.git(&["worktree", "remove", "--force", path]).await;
        done.context("earlier commits that were not pushed do not fit on what others pushed\nhint: git pull --rebase")
    }

    async fn rebase_in(&self, tree: &Path, theirs: &str) -> anyhow::Result<String> {
        let rebase = ["rebase", "--quiet", theirs];
        told(&rebase, &self.run(&rebase, None, &[], tree).await?)?;
        let head = ["rev-parse", "HEAD"];
        told(&head, &self.run(&head, None, &[], tree).await?)
    }

    /// Moves the branch here to what was pushed. Where it is checked out, files that others changed are updated; git
    /// refuses where that would cost the user's own changes, and then nothing is moved.
    async fn follow(&self, work: &Work<'_>, local: &str, commit: &str) -> anyhow::Result<()> {
        if work.branch.checked_out {
            self.git(&["update-index", "-q", "--refresh"]).await.ok();
            self.git(&["read-tree", "-m", "-u", local, commit]).await?;
        }
        self.point(work.branch, Some(local), commit).await
    }
}
