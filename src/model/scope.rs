//! Where a read is made: one account and one region of it.

use serde::{Deserialize, Serialize};

/// The region name of what belongs to the whole account (IAM users, S3 buckets).
pub const GLOBAL: &str = "global";

/// One account and one region; `region` is [`GLOBAL`] for what is read once per account.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Scope {
    /// Twelve digits.
    pub account: String,
    pub region: String,
}

impl Scope {
    pub fn new(account: &str, region: &str) -> Self {
        Scope { account: account.to_owned(), region: region.to_owned() }
    }

    /// The same account's global scope.
    pub fn global(&self) -> Self {
        Scope::new(&self.account, GLOBAL)
    }
}
