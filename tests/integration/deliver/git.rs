//! Commits beside somebody's work, and pushes where others push too.

use std::path::{Path, PathBuf};
use std::process::Command;

use super::{audit, configure, program};
use crate::harness::{run, temporary, tickmark};

fn git(folder: &Path, arguments: &[&str]) -> String {
    let mut command = Command::new("git");
    command.current_dir(folder).env("HOME", folder).env("GIT_CONFIG_NOSYSTEM", "1");
    command.args(["-c", "user.name=Somebody", "-c", "user.email=somebody@example.com"]).args(arguments);
    let output = command.output().unwrap();
    assert!(output.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap().trim_end().to_owned()
}

fn write(folder: &Path, name: &str, text: &str) {
    let path = folder.join(name);
    std::fs::create_dir_all(path.parent().unwrap()).unwrap();
    std::fs::write(path, text).unwrap();
}

fn commit(folder: &Path, name: &str, text: &str) {
    write(folder, name, text);
    git(folder, &["add", name]);
    git(folder, &["commit", "--quiet", "-m", name]);
}

/// A repository with one commit; the program's own files are ignored.
fn repository(name: &str, keys: &str) -> PathBuf {
    let folder = temporary(name);
    git(&folder, &["init", "--quiet", "-b", "main"]);
    write(&folder, ".gitignore", "tickmark.*\n");
    commit(&folder, "notes.txt", "one\n");
    git(&folder, &["add", ".gitignore"]);
    git(&folder, &["commit", "--quiet", "-m", "ignore"]);
    configure(&folder, &format!("[deliver.git]\n{keys}\n"));
    folder
}

/// A repository whose branch is also on a bare remote; and another clone of that.
fn shared(name: &str, keys: &str) -> (PathBuf, PathBuf) {
    let folder = repository(name, keys);
    let both = temporary("shared");
    git(&both, &["init", "--quiet", "--bare", "-b", "main", "remote.git"]);
    let remote = both.join("remote.git").display().to_string();
    git(&folder, &["remote", "add", "origin", &remote]);
    git(&folder, &["push", "--quiet", "origin", "main"]);
    git(&both, &["clone", "--quiet", &remote, "other"]);
    (folder, both.join("other"))
}

#[test]
fn reports_become_a_commit_beside_somebodys_work() {
    let folder = repository("commit", "");
    write(&folder, "staged.txt", "mine\n");
    git(&folder, &["add", "staged.txt"]);
    write(&folder, "notes.txt", "edited\n");
    let work = git(&folder, &["status", "--porcelain"]);
    let (code, said) = audit(&folder, &["git"]);
    assert_eq!(code, 0, "{said}");
    assert!(said.starts_with("delivery git: committed ") && said.ends_with(" on main"), "{said}");
    assert_eq!(git(&folder, &["status", "--porcelain"]), work, "nothing of ours is left, nothing of theirs is touched");
    let files = git(&folder, &["show", "--name-only", "--format=", "HEAD"]);
    let expected = "reports/123456789012/findings.json\nreports/123456789012/report.md";
    assert_eq!(files, expected);
    let message = git(&folder, &["log", "-1", "--format=%an <%ae>%n%B"]);
    let lines: Vec<&str> = message.lines().collect();
    assert_eq!(lines[0], "tickmark <tickmark@localhost>");
    assert!(lines[1].starts_with("AWS audit of 123456789012: ") && lines[1].contains(" new findings"), "{message}");
    assert!(lines[3].starts_with("New (10 of ") && message.contains("  Again: tickmark verify "), "{message}");
    // The same run again: the same files, no commit.
    let head = git(&folder, &["rev-parse", "HEAD"]);
    assert_eq!(audit(&folder, &["git"]), (0, "delivery git: nothing sent, nothing has changed".to_owned()));
    assert_eq!(git(&folder, &["rev-parse", "HEAD"]), head);
    // A report that is gone is gone in the next commit.
    commit(&folder, "reports/123456789012/old.md", "old\n");
    std::fs::remove_file(folder.join("reports/123456789012/old.md")).unwrap();
    assert_eq!(audit(&folder, &["git"]).0, 0);
    assert_eq!(git(&folder, &["ls-files", "reports"]), expected);
}

#[test]
fn another_branch_leaves_the_checked_out_one_alone() {
    let keys = "branch = 'audits'\nmessage = 'Audit {run}'\nauthor = 'Audit <audit@example.com>'";
    let folder = repository("branch", keys);
    write(&folder, "staged.txt", "mine\n");
    git(&folder, &["add", "staged.txt"]);
    let (head, index) = (git(&folder, &["rev-parse", "HEAD"]), git(&folder, &["ls-files", "--stage"]));
    let (code, said) = audit(&folder, &["git"]);
    assert_eq!(code, 0, "{said}");
    assert_eq!(git(&folder, &["rev-parse", "main"]), head);
    assert_eq!(git(&folder, &["symbolic-ref", "HEAD"]), "refs/heads/main");
    assert_eq!(git(&folder, &["ls-files", "--stage"]), index);
    assert_eq!(git(&folder, &["rev-parse", "audits^"]), head, "it is made out of what is checked out");
    let files = git(&folder, &["ls-tree", "-r", "--name-only", "audits"]);
    assert!(files.contains("reports/123456789012/report.md") && files.contains("notes.txt"), "{files}");
    assert!(!files.contains("staged.txt"), "{files}");
    let who = git(&folder, &["log", "-1", "--format=%an %ce %s", "audits"]);
    assert!(who.starts_with("Audit audit@example.com Audit 2026"), "{who}");
    // A branch that is checked out elsewhere must not move under whoever works there.
    let elsewhere = temporary("elsewhere").join("tree");
    git(&folder, &["worktree", "add", "--quiet", elsewhere.to_str().unwrap(), "audits"]);
    let (code, said) = audit(&folder, &["git"]);
    assert_eq!(code, 3);
    assert!(said.contains("audits is checked out in ") && said.contains("elsewhere"), "{said}");
}

#[test]
fn a_repository_without_a_commit_gets_its_first() {
    let folder = temporary("first");
    git(&folder, &["init", "--quiet", "-b", "main"]);
    configure(&folder, "[deliver.git]\n");
    assert_eq!(audit(&folder, &["git"]).0, 0);
    assert_eq!(git(&folder, &["rev-list", "--count", "HEAD"]), "1");
    assert_eq!(git(&folder, &["status", "--porcelain", "reports"]), "");
}

#[test]
fn audits_that_end_together_do_not_lose_each_others_commits() {
    let folder = repository("together", "");
    let audit = |n: usize| {
        let (out, store) = (format!("reports/{n}"), format!("sqlite://tickmark.{n}"));
        let arguments = ["audit", "--demo", "--only", "s3", "--deliver", "git", "--out", &out, "--store", &store];
        run(&mut program(&folder, &arguments))
    };
    std::thread::scope(|scope| {
        let running: Vec<_> = (0..4).map(|n| scope.spawn(move || audit(n))).collect();
        for thread in running {
            let (code, _, err) = thread.join().unwrap();
            assert_eq!(code, 0, "{err}");
        }
    });
    assert_eq!(git(&folder, &["rev-list", "--count", "HEAD"]), "6");
    assert_eq!(git(&folder, &["ls-files", "reports"]).lines().count(), 8);
    assert_eq!(git(&folder, &["status", "--porcelain"]), "");
    let left = |e: std::io::Result<std::fs::DirEntry>| e.unwrap().file_name().to_string_lossy().contains("tickmark");
    assert!(!std::fs::read_dir(folder.join(".git")).unwrap().any(left), "an index of ours was left behind");
}

#[test]
fn commits_are_signed_where_git_is_configured_so() {
    let folder = repository("signed", "");
    let script = "#!/bin/sh\ncat > signed\necho '[GNUPG:] SIG_CREATED ' >&2\necho '-----BEGIN PGP SIGNATURE-----'\n";
    write(&folder, ".git/signer", script);
    let executable = std::os::unix::fs::PermissionsExt::from_mode(0o755);
    std::fs::set_permissions(folder.join(".git/signer"), executable).unwrap();
    git(&folder, &["config", "gpg.program", folder.join(".git/signer").to_str().unwrap()]);
    git(&folder, &["config", "commit.gpgSign", "true"]);
    let (code, said) = audit(&folder, &["git"]);
    assert_eq!(code, 0, "{said}");
    assert!(git(&folder, &["cat-file", "commit", "HEAD"]).contains("gpgsig -----BEGIN PGP SIGNATURE-----"));
}

#[test]
fn a_rejected_push_goes_on_top_of_what_others_pushed() {
    let (folder, other) = shared("rejected", "push = true");
    commit(&folder, "unpushed.txt", "mine\n");
    write(&folder, "staged.txt", "mine\n");
    git(&folder, &["add", "staged.txt"]);
    commit(&other, "reports/999999999999/report.md", "theirs\n");
    commit(&other, "notes.txt", "two\n");
    git(&other, &["push", "--quiet", "origin", "main"]);
    let (code, said) = audit(&folder, &["git"]);
    assert_eq!(code, 0, "{said}");
    assert!(said.contains("pushed to origin as ") && said.ends_with("on top of what others had pushed"), "{said}");
    git(&other, &["pull", "--quiet"]);
    let log = git(&other, &["log", "--format=%s", "main"]);
    let subjects: Vec<&str> = log.lines().collect();
    assert!(subjects[0].starts_with("AWS audit of"), "{log}");
    assert_eq!(subjects[1..], ["unpushed.txt", "notes.txt", "reports/999999999999/report.md", "ignore", "notes.txt"]);
    assert!(other.join("reports/123456789012/report.md").exists());
    // Here everything is as it would be after a pull: what others brought is there, what was staged still is.
    assert_eq!(git(&folder, &["rev-parse", "main"]), git(&other, &["rev-parse", "main"]));
    assert_eq!(git(&folder, &["status", "--porcelain"]), "A  staged.txt");
    assert_eq!(std::fs::read_to_string(folder.join("notes.txt")).unwrap(), "two\n");
    assert_eq!(git(&folder, &["worktree", "list"]).lines().count(), 1);
    assert_eq!(audit(&folder, &["git"]).1, "delivery git: nothing has changed, pushed to origin");
}

#[test]
fn what_somebody_edits_is_never_overwritten() {
    let (folder, other) = shared("edited", "push = true");
    commit(&other, "notes.txt", "two\n");
    git(&other, &["push", "--quiet", "origin", "main"]);
    write(&folder, "notes.txt", "my edit\n");
    let (code, said) = audit(&folder, &["git"]);
    assert_eq!(code, 0, "{said}");
    assert!(said.contains("here main stays where it was: ") && said.contains("notes.txt"), "{said}");
    assert_eq!(std::fs::read_to_string(folder.join("notes.txt")).unwrap(), "my edit\n");
    assert_eq!(git(&folder, &["status", "--porcelain"]), " M notes.txt");
    git(&other, &["pull", "--quiet"]);
    assert!(other.join("reports/123456789012/report.md").exists());
    assert_eq!(std::fs::read_to_string(other.join("notes.txt")).unwrap(), "two\n");
}

#[test]
fn what_cannot_be_pushed_stays_committed_and_is_told() {
    let folder = repository("unreachable", "push = true");
    git(&folder, &["remote", "add", "origin", "https://me:canary@127.0.0.1:1/x.git"]);
    let (code, said) = audit(&folder, &["git"]);
    assert_eq!(code, 3, "the run is whole, but somebody waits for it: {said}");
    assert!(said.starts_with("delivery git failed: committed ") && said.contains("git push: "), "{said}");
    assert!(!said.contains("canary"), "{said}");
    assert!(git(&folder, &["log", "-1", "--format=%s"]).starts_with("AWS audit of"));
}

#[test]
fn bad_places_are_told() {
    let outside = Path::new("/tmp").join(format!("tickmark-outside-{}", std::process::id()));
    std::fs::create_dir_all(&outside).unwrap();
    configure(&outside, "[deliver.git]\n");
    let (code, said) = audit(&outside, &["git"]);
    assert_eq!(code, 3);
    assert!(said.contains("is in no git working tree") && said.contains("hint:"), "{said}");
    assert!(outside.join("reports/123456789012/report.md").exists(), "the report is there all the same");
    std::fs::remove_dir_all(&outside).unwrap();
    let folder = repository("top", "");
    configure(&folder, "out = '.'\n[deliver.git]\n");
    let (code, said) = audit(&folder, &["git"]);
    assert!(code == 3 && said.contains("the reports are at the top of"), "{said}");
}

#[test]
fn names_are_checked_before_anything_is_read_and_a_demo_goes_where_it_is_told_only() {
    let folder = repository("names", "");
    let (code, out, err) = run(&mut program(&folder, &["audit", "--demo", "--deliver", "gti"]));
    assert_eq!((code, out.as_str()), (2, ""));
    assert!(err.contains("--deliver: there is no delivery gti, did you mean git?"), "{err}");
    assert!(!folder.join("reports").exists() && !folder.join("tickmark.db").exists());
    configure(&folder, "deliver_to = ['gti']\n[deliver.git]\n");
    let (code, _, err) = run(&mut program(&folder, &["audit", "--demo"]));
    assert!(code == 2 && err.contains("tickmark.toml: deliver_to: there is no delivery gti"), "{err}");
    configure(&folder, "deliver_to = ['git']\n[deliver.git]\n");
    assert_eq!(audit(&folder, &[]), (0, String::new()));
    // The stored run is delivered when it is asked for; doctor says that it can be.
    let (_, out, _) = run(&mut program(&folder, &["doctor"]));
    assert!(out.contains("ok    delivery git: ") && out.contains("commits go to main"), "{out}");
    let (code, _, err) = run(&mut program(&folder, &["deliver"]));
    assert!(code == 0 && err.contains("delivery git: committed "), "{err}");
    let (code, _, err) = run(&mut tickmark(&folder, &["deliver", "slak"]));
    assert!(code == 2 && err.contains("NAME: there is no delivery slak (there are git)"), "{err}");
}
