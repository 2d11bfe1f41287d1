//! `[models]` of tickmark.toml, and the chain that it describes. Providers are data: this is the only place that knows
//! which format is which code.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::{Arc, LazyLock};
use std::time::Duration;

use chrono::{DateTime, Utc};
use serde::Deserialize;
use serde_json::{Map, Value};

use super::Provider;
use super::chain::{Chain, Limits, Link};
use super::gemini::Gemini;
use super::http::client;
use super::ollama::Ollama;
use super::openai::OpenAi;
use super::remote::{Remote, Wire};
use crate::secret::{Key, Sources};

/// Every key is optional; unknown keys are errors, those of entries when the entry is looked at.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Models {
    /// Who is asked, in this order; none turns models off.
    pub chain: Vec<String>,
    pub max_calls_per_run: u32,
    /// USD.
    pub max_cost_per_day: f64,
    /// The most tokens of an answer.
    pub max_tokens: u32,
    /// For an answer, whoever gives it.
    pub deadline_seconds: u64,
    /// Whether account ids and names of resources are sent under stand-ins, which the answer does not show.
    pub aliases: bool,
    /// Entries as written; laid over the built-in ones of the same name by [`Models::entry`].
    pub providers: BTreeMap<String, toml::Table>,
}

impl Default for Models {
    fn default() -> Self {
        Models {
            chain: ["bedrock", "groq", "gemini", "openrouter"].map(str::to_owned).into(),
            max_calls_per_run: 2,
            max_cost_per_day: 1.0,
            max_tokens: 1000,
            deadline_seconds: 60,
            aliases: false,
            providers: BTreeMap::new(),
        }
    }
}

/// A provider.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Entry {
    pub format: Format,
    /// Base address; bedrock finds its own.
    pub endpoint: Option<String>,
    pub model: String,
    /// Of bedrock.
    pub region: Option<String>,
    pub key_env: Option<String>,
    pub key_file: Option<PathBuf>,
    /// A command that prints the key, run without a shell.
    pub key_command: Option<String>,
    /// Without a sign of life: until the first token, and between tokens.
    #[serde(default = "twenty")]
    pub timeout_seconds: u64,
    pub usd_per_million_input: Option<f64>,
    pub usd_per_million_output: Option<f64>,
    /// What it can be told of the answer's schema.
    #[serde(default)]
    pub structured: Structured,
    /// The member of an OpenAI request that carries the most tokens of the answer.
    #[serde(default = "max_tokens")]
    pub token_limit: String,
    /// More members of the request, laid over those that are made.
    #[serde(default)]
    pub request: Map<String, Value>,
}

fn twenty() -> u64 {
    20
}

fn max_tokens() -> String {
    "max_tokens".to_owned()
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Format {
    Bedrock,
    #[serde(rename = "openai")]
    OpenAi,
    Gemini,
    Ollama,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Structured {
    /// The schema, which it then enforces.
    #[default]
    Strict,
    /// That JSON is wanted; the schema goes into the prompt.
    Object,
    /// Nothing; the schema goes into the prompt.
    None,
}

/// What is wrong with the configuration.
#[derive(Debug, thiserror::Error)]
pub enum Wrong {
    #[error("[models] chain: there is no provider `{0}`; known are {1}")]
    Unknown(String, String),
    #[error("[models.providers.{0}]: {1}")]
    Entry(String, String),
    #[error("the HTTP client could not be made")]
    Client(#[from] reqwest::Error),
}

/// What the chain needs of the program around it.
pub struct Outside<'a> {
    pub now: fn() -> DateTime<Utc>,
    /// Reads an environment variable.
    pub environment: fn(&str) -> Option<String>,
    /// Makes the provider of an entry of format bedrock, under a name.
    pub bedrock: &'a dyn Fn(&str, &Entry) -> Arc<dyn Provider>,
}

static BUILT_IN: LazyLock<Result<BTreeMap<String, toml::Table>, toml::de::Error>> =
    LazyLock::new(|| toml::from_str(include_str!("providers.toml")));

impl Models {
    /// An entry by its name: the built-in one with the user's members laid over it.
    pub fn entry(&self, name: &str) -> Result<Entry, Wrong> {
        let wrong = |e: &dyn std::fmt::Display| Wrong::Entry(name.to_owned(), e.to_string().trim().replace('\n', " "));
        let built_in = BUILT_IN.as_ref().map_err(|e| wrong(e))?;
        let written = self.providers.get(name);
        if written.is_none() && !built_in.contains_key(name) {
            let known: Vec<_> = built_in.keys().chain(self.providers.keys()).map(String::as_str).collect();
            return Err(Wrong::Unknown(name.to_owned(), known.join(", ")));
        }
        let mut table = built_in.get(name).cloned().unwrap_or_default();
        table.extend(written.cloned().unwrap_or_default());
        let entry: Entry = table.try_into().map_err(|e: toml::de::Error| wrong(&e.message()))?;
        entry.check().map_err(|e| wrong(&e))?;
        Ok(entry)
    }

    /// All that are in the chain, in order, and whether each entry written is right, in the chain or not.
    pub fn entries(&self) -> Result<Vec<(&str, Entry)>, Wrong> {
        self.providers.keys().try_for_each(|name| self.entry(name).map(drop))?;
        self.chain.iter().map(|name| Ok((name.as_str(), self.entry(name)?))).collect()
    }

    /// The chain.
    pub fn chain(&self, outside: &Outside<'_>) -> Result<Chain, Wrong> {
        let client = client()?;
        let link = |(name, entry): (&str, Entry)| Link {
            limits: Limits {
                timeout: Duration::from_secs(entry.timeout_seconds),
                usd_per_million_input: entry.usd_per_million_input,
                usd_per_million_output: entry.usd_per_million_output,
            },
            provider: match entry.wire() {
                Some(wire) => Arc::new(remote(name, entry, wire, client.clone(), outside)),
                None => (outside.bedrock)(name, &entry),
            },
        };
        Ok(Chain {
            links: self.entries()?.into_iter().map(link).collect(),
            deadline: Duration::from_secs(self.deadline_seconds),
            max_cost_per_day: self.max_cost_per_day,
            now: outside.now,
        })
    }
}

fn remote(name: &str, entry: Entry, wire: Box<dyn Wire>, client: reqwest::Client, outside: &Outside<'_>) -> Remote {
    Remote {
        name: name.to_owned(),
        key: Key::new(&entry.keys(), outside.environment),
        model: entry.model,
        endpoint: entry.endpoint.unwrap_or_default(),
        client,
        structured: entry.structured,
        extra: entry.request,
        wire,
    }
}

impl Entry {
    fn keys(&self) -> Sources<'_> {
        let (command, environment) = (self.key_command.as_deref(), self.key_env.as_deref());
        Sources { command, file: self.key_file.as_deref(), environment }
    }

    /// None for bedrock, whose wire is the SDK's.
    fn wire(&self) -> Option<Box<dyn Wire>> {
        match self.format {
            Format::Bedrock => None,
            Format::OpenAi => Some(Box::new(OpenAi { limit: self.token_limit.clone() })),
            Format::Gemini => Some(Box::new(Gemini)),
            Format::Ollama => Some(Box::new(Ollama)),
        }
    }

    fn check(&self) -> Result<(), String> {
        let address = self.endpoint.as_deref().map(reqwest::Url::parse).transpose();
        match address.map_err(|e| format!("endpoint: {e}"))? {
            Some(url) if !matches!(url.scheme(), "http" | "https") => {
                return Err("endpoint: must begin with http:// or https://".to_owned());
            }
            None if self.format != Format::Bedrock => return Err("endpoint: is missing".to_owned()),
            _ => {}
        }
        if self.timeout_seconds == 0 {
            return Err("timeout_seconds: must be at least 1".to_owned());
        }
        let prices = [self.usd_per_million_input, self.usd_per_million_output];
        if prices.into_iter().flatten().any(|p| p.is_nan() || p < 0.0) {
            return Err("prices must not be negative".to_owned());
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn models(text: &str) -> Models {
        toml::from_str(text).unwrap()
    }

    #[test]
    fn every_built_in_entry_is_right() {
        for name in BUILT_IN.as_ref().unwrap().keys() {
            Models::default().entry(name).unwrap();
        }
        assert_eq!(Models::default().entries().unwrap().len(), 4);
    }

    #[test]
    fn a_user_lays_members_over_an_entry_or_adds_one() {
        let models = models(
            "chain = ['groq', 'mine']\n[providers.groq]\nmodel = 'other'\nkey_file = '/k'\n\
             [providers.mine]\nformat = 'openai'\nendpoint = 'http://10.0.0.1/v1'\nmodel = 'm'\n",
        );
        let entries = models.entries().unwrap();
        let (groq, mine) = (&entries[0].1, &entries[1].1);
        assert_eq!((groq.model.as_str(), groq.key_env.as_deref()), ("other", Some("GROQ_API_KEY")));
        assert_eq!(groq.endpoint.as_deref(), Some("https://api.groq.com/openai/v1"));
        assert_eq!(
            (mine.timeout_seconds, mine.structured, mine.token_limit.as_str()),
            (20, Structured::Strict, "max_tokens")
        );
    }

    #[test]
    fn what_is_wrong_is_named() {
        let wrong = |text| models(text).entries().unwrap_err().to_string();
        assert!(wrong("chain = ['grok']").contains("there is no provider `grok`; known are bedrock, deepseek, gemini"));
        assert!(wrong("[providers.groq]\nmodle = 'x'").starts_with("[models.providers.groq]: unknown field `modle`"));
        assert!(wrong("[providers.mine]\nformat = 'openai'\nmodel = 'x'").ends_with("endpoint: is missing"));
        assert!(wrong("[providers.mine]\nformat = 'openai'\nmodel = 'x'\nendpoint = 'ftp://x'").contains("http://"));
        assert!(wrong("[providers.mine]\nformat = 'gopher'\nmodel = 'x'").contains("unknown variant `gopher`"));
        assert!(wrong("[providers.ollama]\ntimeout_seconds = 0").contains("at least 1"));
        assert!(wrong("[providers.ollama]\nusd_per_million_input = -1").contains("negative"));
        assert!(toml::from_str::<Models>("max_cost = 1").is_err());
    }
}
