//! One read of AWS: what was asked, what was answered, and what went wrong.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::Status;

/// What identifies a read: two reads with equal keys have one answer, so each is made once per run.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct CallKey {
    /// botocore's name of the service, as in the operation table: `ec2`, `elbv2`, `logs`.
    pub service: String,
    pub operation: String,
    /// The region that the request goes to, never `global`.
    pub region: String,
    /// The parameters as JSON text with sorted keys, as the API names them; `{}` for none.
    pub params: String,
}

impl CallKey {
    pub fn new(service: &str, operation: &str, region: &str, params: &Value) -> Self {
        CallKey {
            service: service.to_owned(),
            operation: operation.to_owned(),
            region: region.to_owned(),
            params: params.to_string(),
        }
    }
}

/// One page of an answer, decoded.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Page {
    /// What the AWS CLI prints for this page: same members, same types.
    pub document: Value,
    #[serde(flatten)]
    pub answer: Answer,
}

/// Where a document came from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Answer {
    /// AWS's request id, empty where the service sent none.
    pub request_id: Arc<str>,
    pub called_at: DateTime<Utc>,
    /// SHA-256 of the answer's body as received, hex.
    pub sha256: Arc<str>,
}

/// Why a read gave no document.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[error("{code}: {message}")]
pub struct CallError {
    pub status: Status,
    /// AWS's error code, or our own word for what happened on the way: `Timeout`, `Unreachable`, `Garbage`.
    pub code: String,
    pub message: String,
    /// The answer that carried the error, where there was one.
    pub answer: Option<Answer>,
}
