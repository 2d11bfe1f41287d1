//! `tickmark.toml`: the only reader of it. Options of the command line, and `TICKMARK_*`, win over it.

use std::path::{Path, PathBuf};

use anyhow::Context;
use serde::Deserialize;

use crate::model::Severity;
use crate::rules::Overrides;

/// The file that is read from the working folder when `--config` names none.
pub const FILE: &str = "tickmark.toml";

/// Every key is optional; unknown keys are errors.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Config {
    pub store: Option<String>,
    pub out: Option<PathBuf>,
    /// Folders with more rule files.
    pub rules: Vec<PathBuf>,
    pub regions: Vec<String>,
    pub only: Vec<String>,
    pub skip: Vec<String>,
    pub fail_on: Option<Severity>,
    /// Thresholds of rules, by rule id.
    pub params: Overrides,
    pub limits: Limits,
}

/// How hard AWS is asked, and how long to wait for it.
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Limits {
    /// Requests under way at the same time.
    pub requests: usize,
    /// Of these, to one service.
    pub requests_per_service: usize,
    /// One attempt at a call, in seconds.
    pub attempt_seconds: u64,
    /// A call with its retries, in seconds.
    pub call_seconds: u64,
    /// Attempts at a call, the first included.
    pub attempts: u32,
    /// All the reading of one service, in seconds from its first call.
    pub service_seconds: u64,
}

impl Default for Limits {
    fn default() -> Self {
        Limits {
            requests: 32,
            requests_per_service: 10,
            attempt_seconds: 30,
            call_seconds: 120,
            attempts: 5,
            service_seconds: 3600,
        }
    }
}

impl Config {
    /// Reads a file; without a name the working folder's, or nothing where it has none.
    pub fn load(named: Option<&Path>) -> anyhow::Result<Self> {
        let path = named.unwrap_or(Path::new(FILE));
        let text = match std::fs::read_to_string(path) {
            Ok(text) => text,
            Err(e) if e.kind() == std::io::ErrorKind::NotFound && named.is_none() => return Ok(Config::default()),
            Err(e) => return Err(e).with_context(|| format!("--config: cannot read {}", path.display())),
        };
        toml::from_str(&text).map_err(|e| {
            let line = e.span().map_or(0, |s| text[..s.start.min(text.len())].matches('\n').count() + 1);
            anyhow::anyhow!("{}:{line}: {}", path.display(), e.message())
        })
    }
}
