//! Language models as advisers that may fail in any way.
//!
//! A [`Request`] goes to a [`Chain`] of providers. Each [`Provider`] speaks one wire format and gives [`Event`]s or a
//! [`Failure`]; the chain decides by one table ([`Class::handling`]) what a failure means: again, the next provider, or
//! the end. Nothing here knows what is asked, who asks, or where attempts are stored.
//!
//! Providers are data (`providers.toml`, and `[models.providers.*]` of tickmark.toml); a new one with a known wire format
//! needs no code.

mod adviser;
mod bedrock;
mod breaker;
mod chain;
mod classify;
mod config;
mod failure;
mod gemini;
mod http;
mod ollama;
mod openai;
mod remote;

use futures_util::stream::BoxStream;
use serde::{Deserialize, Serialize};

pub use adviser::Adviser;
pub use bedrock::Bedrock;
pub use breaker::resting_until;
pub use chain::{Answered, Attempt, Chain, Limits, Link, Outcome, Shown, Silent, Sink};
pub use config::{Entry, Format, Models, Outside, Structured, Wrong};
pub use failure::{Class, Failure, Handling};

/// What a model is asked.
#[derive(Clone, Debug)]
pub struct Request {
    pub purpose: Purpose,
    pub system: String,
    pub user: String,
    /// The most tokens of the answer, reasoning included where the provider counts it so.
    pub max_tokens: u32,
    /// JSON Schema of the answer; None for prose. Formats that can enforce it are told so; the caller checks in any case.
    /// Strict providers want every member required and `additionalProperties: false`.
    pub schema: Option<serde_json::Value>,
    /// The most tries that may begin to answer, and so cost something, whoever is asked.
    pub max_calls: u32,
}

/// Why a model is asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Purpose {
    Answer,
    Summary,
    /// A trial: neither a provider's rest nor the day's cost cap holds it back.
    Doctor,
}

/// What comes back, piece by piece.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Event {
    Text(String),
    /// Reasoning that is not part of the answer: shown to nobody, counts as a sign of life.
    Thinking,
    /// Tokens, as far as the provider says them; may come more than once, the last counts.
    Usage(Usage),
    /// The answer is complete. A stream that ends without it was cut.
    Done,
}

/// Tokens of one call.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Usage {
    pub input: u64,
    pub output: u64,
}

/// An answer as it comes; the first failure ends it.
pub type Events<'a> = BoxStream<'a, Result<Event, Failure>>;

/// Somebody who can be asked.
pub trait Provider: Send + Sync {
    /// The entry's name in tickmark.toml: bedrock, groq, gemini, openrouter, ...
    fn name(&self) -> &str;
    fn model(&self) -> &str;
    /// Why it cannot be asked at all, as far as that is known without asking: a key that is not configured.
    fn ready(&self) -> Result<(), Failure> {
        Ok(())
    }
    fn ask<'a>(&'a self, request: &'a Request) -> Events<'a>;
}
