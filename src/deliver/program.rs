//! Other programs: run without a shell, with a limit of time, and with as much kept of what they print as is ever told.

use std::process::{ExitStatus, Stdio};
use std::time::Duration;

use anyhow::{Context, bail};
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWriteExt};
use tokio::process::Command;

use super::text::shown;

/// The most that is kept of an output: its end.
const KEPT: usize = 64 << 10;
/// The most lines of complaint that are told.
const LINES: usize = 5;

pub struct Ended {
    pub status: ExitStatus,
    pub out: String,
    err: String,
}

impl Ended {
    /// The last lines of its complaints, on one line; addresses without the passwords in them.
    pub fn complaint(&self) -> String {
        let lines: Vec<&str> = self.err.lines().map(str::trim).filter(|l| !l.is_empty()).collect();
        let last = lines.get(lines.len().saturating_sub(LINES)..).unwrap_or_default();
        let told: Vec<String> = last.iter().map(|line| shown(&without_passwords(line), 300)).collect();
        if told.is_empty() { format!("it says no more than {}", self.status) } else { told.join("; ") }
    }
}

/// Runs it to its end. A program that does not read what it is given is no error.
pub async fn run(mut command: Command, given: &[u8], patience: Duration) -> anyhow::Result<Ended> {
    let name = command.as_std().get_program().to_string_lossy().into_owned();
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).kill_on_drop(true);
    let mut child = command.spawn().with_context(|| format!("{name} does not run"))?;
    let (stdin, stdout, stderr) = (child.stdin.take(), child.stdout.take(), child.stderr.take());
    let give = async move {
        if let Some(mut stdin) = stdin {
            let _ = stdin.write_all(given).await;
            let _ = stdin.shutdown().await;
        }
    };
    let all = async { tokio::join!(give, end_of(stdout), end_of(stderr), child.wait()) };
    let Ok(((), out, err, status)) = tokio::time::timeout(patience, all).await else {
        bail!("{name} did not end within {} s (timeout_seconds)", patience.as_secs());
    };
    let text = |bytes: Vec<u8>| String::from_utf8_lossy(&bytes).into_owned();
    Ok(Ended { status: status.with_context(|| name)?, out: text(out), err: text(err) })
}

async fn end_of(from: Option<impl AsyncRead + Unpin>) -> Vec<u8> {
    let mut kept = Vec::new();
    let Some(mut from) = from else { return kept };
    let mut buffer = vec![0; 8 << 10];
    while let Ok(read @ 1..) = from.read(&mut buffer).await {
        kept.extend_from_slice(buffer.get(..read).unwrap_or_default());
        if kept.len() > 2 * KEPT {
            kept.drain(..kept.len() - KEPT);
        }
    }
    kept
}

/// `https://user:token@host` as `https://***@host`.
fn without_passwords(line: &str) -> String {
    let mut out = String::new();
    let mut parts = line.split("://");
    out.push_str(parts.next().unwrap_or_default());
    for part in parts {
        let host = part.find(|c: char| c == '/' || c.is_whitespace()).unwrap_or(part.len());
        let secret = part.get(..host).and_then(|authority| authority.rfind('@'));
        out.push_str("://");
        match secret {
            Some(at) => out.extend(["***", part.get(at..).unwrap_or_default()]),
            None => out.push_str(part),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shell(script: &str) -> Command {
        let mut command = Command::new("sh");
        command.args(["-c", script]);
        command
    }

    #[tokio::test]
    async fn what_is_given_is_read_and_only_the_end_is_kept() {
        let patience = Duration::from_secs(60);
        let ended = run(shell("cat; echo a >&2; exit 3"), b"hello", patience).await.unwrap();
        assert_eq!((ended.out.as_str(), ended.complaint().as_str(), ended.status.code()), ("hello", "a", Some(3)));
        let loud = run(shell("yes | head -c 1000000; seq 9 >&2"), &[b'x'; 500_000], patience).await.unwrap();
        assert!(loud.out.len() <= 2 * KEPT && loud.status.success());
        assert_eq!(loud.complaint(), "5; 6; 7; 8; 9");
        let late = run(shell("sleep 60"), b"", Duration::from_millis(50)).await.err().unwrap();
        assert!(late.to_string().starts_with("sh did not end within"), "{late}");
        assert!(run(Command::new("no-such-program-here"), b"", patience).await.is_err());
    }

    #[test]
    fn passwords_in_addresses_are_not_told() {
        let line = "fatal: unable to access 'https://me:ghp_canary@host.example/x': no, see https://a/b@c";
        assert_eq!(
            without_passwords(line),
            "fatal: unable to access 'https://***@host.example/x': no, see https://a/b@c"
        );
    }
}
