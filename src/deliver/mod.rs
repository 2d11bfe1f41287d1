//! Reports on their way to people: committed to a git repository, handed to a command, told in Slack or by mail.
//!
//! A delivery is given a [`Parcel`]: the folder that holds the reports, and each run in short. What is said of it is made
//! once (`message`) and written down in three ways; who sends it knows nothing of findings. This module starts
//! programs and opens connections, and is the only one besides `aws`, `store` and the models' clients that does; it holds
//! nothing of AWS. A delivery that fails costs neither the report nor other deliveries.

mod command;
mod git;
mod mail;
mod message;
mod mrkdwn;
mod program;
mod settings;
mod slack;
mod smtp;
mod template;
mod text;

use std::path::{Component, Path, PathBuf};

pub use settings::{Deliveries, Delivery};

use crate::model::Digest;

/// What is delivered.
#[derive(Clone, Copy, Debug)]
pub struct Parcel<'a> {
    /// The folder with the reports, one folder for each account in it.
    pub out: &'a Path,
    /// At least one; one for each account.
    pub digests: &'a [Digest],
}

impl Parcel<'_> {
    /// The folder of a run's account, from `out`.
    ///
    /// # Errors
    /// Where the account, which a recording may have named, would lead out of it.
    fn folder(digest: &Digest) -> anyhow::Result<PathBuf> {
        let path = PathBuf::from(&digest.run.account);
        let mut parts = path.components();
        match (parts.next(), parts.next()) {
            (Some(Component::Normal(_)), None) => Ok(path),
            _ => anyhow::bail!("{} is no account", text::shown(&digest.run.account, 40)),
        }
    }
}

/// How a delivery ended.
#[derive(Debug)]
pub struct Outcome {
    pub name: String,
    /// What was done, or why it failed; either is for a person to read, and holds no secret.
    pub result: anyhow::Result<Done>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Done {
    /// Such as `committed 1a2b3c4d on main`.
    Delivered(String),
    /// Nothing happened that the delivery is to tell of.
    NotDue(String),
}

/// Delivers to each in turn. `always` sends also what is not due, to try a configuration.
pub async fn all(deliveries: &[Delivery], parcel: &Parcel<'_>, always: bool) -> Vec<Outcome> {
    let mut outcomes = Vec::with_capacity(deliveries.len());
    for delivery in deliveries {
        let result = delivery.deliver(parcel, always).await;
        outcomes.push(Outcome { name: delivery.name.clone(), result });
    }
    outcomes
}
