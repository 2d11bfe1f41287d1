//! What a model wrote about a run. Each sentence of it was checked against the findings that it cites; rank, severity and
//! counts are not its to give.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

/// Texts are Markdown, and cite findings by the beginnings of their ids: `[0a1b2c3d]`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Summary {
    pub headline: String,
    /// What joins findings across pillars.
    pub themes: Vec<Theme>,
    /// What to do first, in order.
    pub first: Vec<Step>,
    /// What the evidence does not hold, and a decision would need.
    pub missing: Vec<String>,
    pub author: Author,
    /// Sentences that the evidence did not hold, and that are therefore not here.
    pub dropped: u64,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Author {
    pub provider: String,
    pub model: String,
    /// When the run was started that it is about.
    pub of: DateTime<Utc>,
    /// The version of the prompt.
    pub prompt: String,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Theme {
    pub title: String,
    pub why_together: String,
    /// Ids of findings.
    pub findings: Vec<String>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Step {
    pub r#do: String,
    pub why: String,
    /// Ids of findings.
    pub findings: Vec<String>,
}
