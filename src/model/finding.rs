//! A finding, in the shape that findings.json shows.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{Exception, Pillar, Severity};

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Finding {
    /// Hash of rule, partition, account, region, full ARN and discriminator; the same in every run.
    pub id: String,
    /// 1 is the first to look at.
    pub rank: u64,
    pub score: u64,
    pub score_parts: ScoreParts,
    pub rule: String,
    pub pillar: Pillar,
    pub severity: Severity,
    pub status: FindingStatus,
    pub change: Change,
    pub title: String,
    /// The state seen, or for `unknown` why it could not be decided.
    pub message: String,
    pub why: String,
    pub arn: String,
    pub account: String,
    pub region: String,
    /// Such as `ec2.volume`.
    pub kind: String,
    /// The short id, such as `vol-…`.
    pub resource: String,
    pub tags: BTreeMap<String, String>,
    /// Never empty.
    pub evidence: Vec<Evidence>,
    pub fix: Fix,
    /// None where no money is known.
    pub cost: Option<Cost>,
    /// Why no money is known where the rule would name some.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unpriced: Option<String>,
    /// The entry of exceptions.yaml that accepts it, or did until it expired.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub exception: Option<Exception>,
    pub covers: Covers,
    /// AWS's documentation of what the rule is about.
    pub references: Vec<String>,
    pub first_seen: DateTime<Utc>,
    pub last_seen: DateTime<Utc>,
}

/// The named parts of a score; they add up to it. See `rank.rs`.
pub type ScoreParts = BTreeMap<String, u64>;

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum FindingStatus {
    Open,
    Excepted,
    Unknown,
}

impl FindingStatus {
    pub fn word(self) -> &'static str {
        match self {
            FindingStatus::Open => "open",
            FindingStatus::Excepted => "excepted",
            FindingStatus::Unknown => "unknown",
        }
    }
}

/// Against the account's run before.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Change {
    New,
    Persisting,
    Reopened,
}

impl Change {
    pub fn word(self) -> &'static str {
        match self {
            Change::New => "new",
            Change::Persisting => "persisting",
            Change::Reopened => "reopened",
        }
    }
}

/// How the parts begin that show metrics, prices, savings that are agreed, and more of what fails.
pub const METRICS_PART: &str = "metrics/";
pub const PRICE_PART: &str = "price/";
pub const AGREED_PART: &str = "agreed/";
pub const FOLLOW_PART: &str = "follow/";

/// One verifying call: `cli` prints `observed`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Evidence {
    /// What the call shows: `resource`, the name of a detail or of a lookup, `lookup/detail/id`, or what begins with
    /// [`METRICS_PART`], [`PRICE_PART`], [`AGREED_PART`] or [`FOLLOW_PART`].
    pub part: String,
    pub service: String,
    pub operation: String,
    /// The region that the call goes to.
    pub region: String,
    pub params: Value,
    /// JMESPath, the `--query` of `cli`.
    pub query: String,
    /// A command for a POSIX shell, with the AWS CLI's own option names.
    pub cli: String,
    /// What `cli` prints, or `{"error": "<code>"}` where the error is the evidence.
    pub observed: Value,
    pub request_id: String,
    pub called_at: DateTime<Utc>,
    pub response_sha256: String,
}

impl Evidence {
    /// Whether it shows that the resource fails; what something costs, and what else there is to see, does not.
    pub fn decides(&self) -> bool {
        ![PRICE_PART, AGREED_PART, FOLLOW_PART].iter().any(|part| self.part.starts_with(part))
    }
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Fix {
    pub cli: Option<String>,
    pub terraform: Option<String>,
    pub note: Option<String>,
}

/// Money that the finding's state costs, or that its fix saves, a month.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Cost {
    /// USD a month of 730 hours, rounded to cents.
    pub monthly: f64,
    pub currency: String,
    /// The rule's expression with its figures filled in.
    pub formula: String,
    /// The date of the newest price used, `YYYY-MM-DD`.
    pub price_date: String,
    /// Where the prices are from: `pricing:GetProducts` (AWS's own answer in this run), `built-in` (rules/prices.yaml), or
    /// both, with a comma between; empty where the amount is one that AWS gave.
    #[serde(default)]
    pub price_source: String,
    #[serde(default)]
    pub confidence: Confidence,
    /// Ids of other resources whose money this amount includes, sorted.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub includes: Vec<String>,
    /// Savings agreed already that pay for a part of such use: what they cover costs as much without this resource, until
    /// they end. Empty where there are none, or Cost Explorer was not asked.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub agreed: Vec<Agreed>,
    /// False where another finding, on the same resource or on one that this is a part of, already counts this money:
    /// totals leave it out.
    pub counted: bool,
}

/// How much of the use of a service an agreement covered in the last 30 days.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Agreed {
    /// `Savings Plans` or `reservations`.
    pub by: String,
    /// Cost Explorer's name of the service.
    pub service: String,
    /// Of the spend that Savings Plans can cover, or of the hours that reservations can.
    pub percent: f64,
}

/// How sure an amount is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Confidence {
    /// AWS itself gave the amount: a bill, or a recommendation of its own.
    Measured,
    /// List prices of what the state says.
    #[default]
    Derived,
    /// Something had to be assumed.
    Heuristic,
}

impl Confidence {
    pub fn word(self) -> &'static str {
        match self {
            Confidence::Measured => "measured",
            Confidence::Derived => "derived",
            Confidence::Heuristic => "heuristic",
        }
    }
}

/// Ids of the same check in other catalogues.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Covers {
    pub prowler: Vec<String>,
    pub fsbp: Vec<String>,
    pub cis: Vec<String>,
    pub wellarchitected: Vec<String>,
}

/// One of the other catalogues.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub enum Framework {
    Fsbp,
    Cis,
    Prowler,
    Wellarchitected,
}

impl Framework {
    pub const ALL: [Framework; 4] = [Framework::Fsbp, Framework::Cis, Framework::Prowler, Framework::Wellarchitected];

    pub fn word(self) -> &'static str {
        match self {
            Framework::Fsbp => "fsbp",
            Framework::Cis => "cis",
            Framework::Prowler => "prowler",
            Framework::Wellarchitected => "wellarchitected",
        }
    }
}

impl Covers {
    /// The ids in one of the catalogues.
    pub fn of(&self, framework: Framework) -> &[String] {
        match framework {
            Framework::Fsbp => &self.fsbp,
            Framework::Cis => &self.cis,
            Framework::Prowler => &self.prowler,
            Framework::Wellarchitected => &self.wellarchitected,
        }
    }
}
