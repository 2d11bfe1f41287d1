//! What a question gets: the object that `ask --json` prints.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::intent::Intent;

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Reply {
    /// As it was asked, masked.
    pub question: String,
    /// Markdown.
    pub answer: String,
    /// Every statement about the estate stands on something that was read.
    pub grounded: bool,
    /// Not about what tickmark knows.
    pub refused: bool,
    pub citations: Vec<Citation>,
    /// The findings that were considered, with how well they fit, 0 to 1.
    pub retrieved: Vec<Retrieved>,
    /// Why the findings were searched by words alone: what the embedder failed with. None where it took part, or was
    /// not needed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub words_alone: Option<String>,
    pub intent: Intent,
    /// Who worded the answer: `none` is tickmark itself.
    pub provider: String,
    pub attempts: Vec<Attempt>,
    pub cached: bool,
    /// The runs that it was answered from, newest first, with a comma between them.
    pub run: Option<String>,
    /// When the oldest of them read the account.
    pub collected_at: Option<DateTime<Utc>>,
    pub session: Option<String>,
}

/// What a statement stands on: a finding, or a resource as it was read.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Citation {
    /// None for a resource.
    pub finding: Option<String>,
    pub arn: String,
    /// The call that shows it.
    pub cli: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Retrieved {
    pub finding: String,
    pub score: f64,
}

/// A model's try at wording the answer.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Attempt {
    pub provider: String,
    pub outcome: String,
    pub reason: Option<String>,
    pub ms: u64,
}
