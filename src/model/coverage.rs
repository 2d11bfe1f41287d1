//! What could be read and what could not.

use serde::{Deserialize, Serialize};

/// How a read ended. Only `Ok` covers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Status {
    Ok,
    /// The credentials may not make this call.
    Denied,
    /// AWS went on refusing for rate, after all retries.
    Throttled,
    /// No answer, no valid answer, or an error of AWS's own.
    Failed,
    /// The service does not exist in this region, or is not enabled for this account.
    Unsupported,
    /// Only a part was read, on purpose.
    Sampled,
}

impl Status {
    pub fn word(self) -> &'static str {
        match self {
            Status::Ok => "ok",
            Status::Denied => "denied",
            Status::Throttled => "throttled",
            Status::Failed => "failed",
            Status::Unsupported => "unsupported",
            Status::Sampled => "sampled",
        }
    }
}

/// One line of the coverage table: one operation in one account and region.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct CoverageRow {
    pub account: String,
    pub region: String,
    pub service: String,
    pub operation: String,
    /// The worst status among the calls of this operation here.
    pub status: Status,
    /// AWS's error code and words of the first such call, in the order of its parameters.
    pub error: Option<String>,
    /// Calls of this operation here, pages counted once.
    pub calls: u64,
    /// Attempts that AWS refused for rate; they were made again.
    #[serde(default, skip_serializing_if = "none")]
    pub throttles: u64,
    /// Resources that these calls listed; None where the operation lists none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub resources: Option<u64>,
    /// Ids of the rules that could not be decided somewhere for this reason; empty when `status` is ok.
    pub rules_affected: Vec<String>,
}

fn none(count: &u64) -> bool {
    *count == 0
}
