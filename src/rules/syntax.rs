//! Rule and kind files as they are written. Unknown keys are errors at every level.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::Value;
use serde_saphyr::Spanned;

use crate::model::{Confidence, Pillar, Risk};

/// A text, with its place in the file.
pub type Text = Spanned<String>;

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RuleFile {
    pub id: Text,
    pub title: Text,
    pub pillar: Spanned<Pillar>,
    /// A severity, or a map from severities (and `else`) to CEL.
    pub severity: Spanned<Value>,
    /// Part of the rank.
    #[serde(default)]
    pub risk: Vec<Risk>,
    pub kind: Text,
    #[serde(default)]
    pub params: BTreeMap<String, Value>,
    #[serde(default)]
    pub lookup: BTreeMap<String, LookupFile>,
    #[serde(default)]
    pub metrics: BTreeMap<String, Spanned<MetricFile>>,
    pub applies_when: Option<Text>,
    pub fail_when: Text,
    pub message: Text,
    pub evidence: Option<Text>,
    pub monthly_cost: Option<Text>,
    /// CEL: ids of other resources whose money the amount includes.
    pub includes: Option<Text>,
    /// How sure the amount is.
    #[serde(default)]
    pub confidence: Confidence,
    /// Reads that are made only for what fails.
    #[serde(default)]
    pub follow: BTreeMap<String, FollowFile>,
    pub fix: FixFile,
    pub why: Text,
    /// How people ask for what it finds, in words that are not its own.
    #[serde(default)]
    pub asked: Vec<Text>,
    #[serde(default)]
    pub references: Vec<String>,
    #[serde(default)]
    pub covers: CoversFile,
    pub examples: ExamplesFile,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LookupFile {
    pub kind: Text,
    pub key: Text,
    pub equals: Text,
    pub verify: Option<Spanned<Value>>,
}

/// What is read besides of a resource that fails.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FollowFile {
    /// `service:Operation`.
    pub read: Text,
    /// CEL, by names that the parameters use as `with.name`; where one is null nothing is read.
    #[serde(default)]
    pub with: BTreeMap<String, Text>,
    pub params: Option<Spanned<Value>>,
    /// JMESPath: what of the answer is shown. An empty answer is not.
    pub query: Text,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct CoversFile {
    pub prowler: Vec<Text>,
    pub fsbp: Vec<Text>,
    pub cis: Vec<Text>,
    pub wellarchitected: Vec<Text>,
}

/// What CloudWatch is asked for of a resource: `period` in seconds, over so many days.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MetricFile {
    pub namespace: String,
    pub name: String,
    #[serde(default)]
    pub dimensions: BTreeMap<String, Text>,
    pub stat: String,
    pub period: u32,
    pub days: u32,
    pub when: Option<Text>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FixFile {
    pub cli: Option<Text>,
    pub terraform: Option<Text>,
    pub note: Option<Text>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ExamplesFile {
    pub fail: Vec<Spanned<Value>>,
    pub pass: Vec<Spanned<Value>>,
}

/// One file of kinds: short names to kinds.
pub type KindsFile = BTreeMap<String, Spanned<KindFile>>;

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct KindFile {
    #[serde(default)]
    pub called: Vec<String>,
    pub same_as: Option<Text>,
    pub read: Option<Text>,
    pub scope: Option<Spanned<ScopeWord>>,
    pub params: Option<Spanned<Value>>,
    pub items: Option<Text>,
    pub each: Option<Text>,
    pub item: Option<Text>,
    pub id: Text,
    pub arn: Text,
    pub verify: Option<Spanned<Value>>,
    #[serde(default)]
    pub gone_on: Vec<String>,
    pub parent: Option<Text>,
    pub batch: Option<BatchFile>,
    pub tags: Option<Text>,
    pub region: Option<Text>,
    #[serde(default)]
    pub detail: BTreeMap<String, DetailFile>,
}

#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ScopeWord {
    Global,
    Regional,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BatchFile {
    pub read: Text,
    pub param: Text,
    pub size: usize,
    pub items: Text,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DetailFile {
    pub read: Text,
    pub params: Option<Spanned<Value>>,
    pub value: Option<Text>,
    #[serde(default)]
    pub absent_on: Vec<String>,
    pub when: Option<Text>,
}
