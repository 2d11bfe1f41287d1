//! `tickmark.toml`: the only reader of it. Options of the command line, and `TICKMARK_*`, win over it.

use std::path::{Path, PathBuf};

use anyhow::Context;
use serde::Deserialize;

use crate::accounts::{self, Account, Organization};
use crate::alarm::Alerts;
use crate::aws::operations::{self, Read};
use crate::aws::pace::Rates;
use crate::deliver::Deliveries;
use crate::llm::Models;
use crate::model::{Severity, When};
use crate::render;
use crate::rules::{EVERY_RULE, Overrides};
use crate::schedule::{self, Schedule};
use crate::store::Retention;
use crate::telemetry::metrics::Metrics;
use crate::telemetry::traces::Traces;

/// The file that is read from the working folder when `--config` names none.
pub const FILE: &str = "tickmark.toml";

/// The folder for reports where nothing names one.
pub const OUT: &str = "reports";

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
    /// What an audit writes besides report.md and findings.json.
    pub formats: Vec<render::Name>,
    /// Findings that somebody accepts.
    pub exceptions: Option<PathBuf>,
    /// What reports compare with besides the last run.
    pub since: Option<When>,
    /// Thresholds of rules, by rule id.
    pub params: Overrides,
    pub tags: Tags,
    pub limits: Limits,
    pub prices: Prices,
    /// Language models; None where nothing is said of them, and then none is asked.
    pub models: Option<Models>,
    pub embedder: Embedding,
    /// The accounts that are audited; none: that of the ambient credentials.
    pub accounts: Vec<Account>,
    pub organization: Option<Organization>,
    /// Where reports can go, by name.
    pub deliver: Deliveries,
    /// Names of those that an audit delivers to.
    pub deliver_to: Vec<String>,
    pub alerts: Alerts,
    pub metrics: Metrics,
    pub traces: Traces,
    pub retention: Retention,
    /// Audits at set times, for `tickmark schedule`.
    pub schedule: Vec<Schedule>,
}

/// What the team asks of tags.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Tags {
    /// Keys that every resource has to carry, as far as rules look at its tags: their parameter `required_keys`.
    pub required: Vec<String>,
}

/// Where the amounts of findings get their list prices.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Prices {
    /// Whether AWS is asked (pricing:GetProducts, free of charge) for what findings need; else, and where it does not
    /// answer, the built-in table serves.
    pub ask: bool,
    /// For so many days an answer is not asked for again.
    pub days: u16,
    /// Whether Cost Explorer is asked, once for each service, what Savings Plans and reservations cover (USD 0.01 a call).
    pub agreements: bool,
}

impl Default for Prices {
    fn default() -> Self {
        Prices { ask: true, days: 7, agreements: true }
    }
}

/// What makes vectors of texts.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Embedding {
    pub kind: EmbedderKind,
    /// Of `openai`: what comes before `/embeddings`.
    pub endpoint: Option<String>,
    /// Of `openai`.
    pub model: Option<String>,
    /// Of `titan`; the environment's where none is named.
    pub region: Option<String>,
    pub key_env: Option<String>,
    pub key_file: Option<PathBuf>,
    /// A command that prints the key, run without a shell.
    pub key_command: Option<String>,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum EmbedderKind {
    /// Inside the program, without network.
    #[default]
    Local,
    /// Amazon Titan Text Embeddings V2, on Bedrock.
    Titan,
    /// Any server with OpenAI's `/v1/embeddings`.
    OpenAi,
}

/// How hard AWS is asked, and how long to wait for it.
#[derive(Clone, Debug, Deserialize)]
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
    /// All the reading of one service in one account, in seconds from its first call.
    pub service_seconds: u64,
    /// Accounts that are audited at the same time; memory goes with it.
    pub accounts: usize,
    /// Requests that a command may make in all, pages and retries counted one by one; None: as many as it takes.
    pub max_calls: Option<u64>,
    /// USD that AWS may charge for them; None: as much as it takes. What is free is never held back for money.
    pub max_cost: Option<f64>,
    /// Requests a second, by service.
    pub rate: Rates,
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
            accounts: 4,
            max_calls: None,
            max_cost: None,
            rate: Rates::default(),
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
        let config: Config = toml::from_str(&text).map_err(|e| {
            let line = e.span().map_or(0, |s| text[..s.start.min(text.len())].matches('\n').count() + 1);
            anyhow::anyhow!("{}:{line}: {}", path.display(), e.message())
        })?;
        config.check().map_err(|wrong| anyhow::anyhow!("{}: {wrong}", path.display()))?;
        Ok(config)
    }

    /// The rules' parameters, with what is asked of all of them.
    pub fn overrides(&self) -> Overrides {
        let mut overrides = self.params.clone();
        if !self.tags.required.is_empty() {
            let keys = serde_json::json!({"required_keys": self.tags.required});
            overrides.entry(EVERY_RULE.to_owned()).or_default().extend(keys.as_object().cloned().unwrap_or_default());
        }
        overrides
    }

    /// What the types cannot hold.
    fn check(&self) -> Result<(), String> {
        if let Some(models) = &self.models {
            models.entries().map_err(|e| e.to_string())?;
        }
        if self.params.contains_key(EVERY_RULE) {
            return Err(format!("[params.\"{EVERY_RULE}\"]: name a rule; what all rules share is [tags] required"));
        }
        accounts::check(&self.accounts, self.organization.as_ref())?;
        self.limits.check()?;
        self.traces.check()?;
        let embedder = &self.embedder;
        if embedder.kind == EmbedderKind::OpenAi && (embedder.endpoint.is_none() || embedder.model.is_none()) {
            return Err("[embedder]: kind openai needs an endpoint and a model".to_owned());
        }
        self.deliver.choose(&self.deliver_to, |_| None).map_err(|wrong| format!("deliver_to: {wrong}"))?;
        schedule::check(&self.schedule, self.out.as_deref().unwrap_or(Path::new(OUT)))
    }
}

impl Limits {
    fn check(&self) -> Result<(), String> {
        if self.max_cost.is_some_and(|usd| !usd.is_finite() || usd < 0.0) {
            return Err("[limits]: max_cost is an amount in USD, 0 or more".to_owned());
        }
        self.rate.check(&operations::all().map(Read::name).collect::<Vec<_>>())
    }
}

/// An environment variable that tickmark.toml names, for a key, a password or an address; and `PATH`, where programs are
/// looked for that it names.
#[expect(clippy::disallowed_methods, reason = "only here, and only what tickmark.toml names")]
pub fn environment(name: &str) -> Option<String> {
    std::env::var(name).ok()
}
