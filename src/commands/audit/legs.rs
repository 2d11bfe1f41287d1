//! The journal of a run over accounts: begun, taken up again, put together, done.

use std::collections::BTreeMap;

use anyhow::{Context, bail};
use chrono::{DateTime, SecondsFormat, TimeDelta, Utc};
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use super::super::note;
use super::Job;
use crate::accounts::Target;
use crate::aws::recording::Header;
use crate::journal::Asked;
use crate::model::Digest;
use crate::store::{Journal, Leg};

/// What a journal says of its run.
#[derive(Serialize, Deserialize)]
struct Document {
    asked: Asked,
    targets: Vec<Target>,
}

/// A run that is journaled.
pub struct Run {
    pub name: String,
    pub started: DateTime<Utc>,
    pub targets: Vec<Target>,
    begun: BTreeMap<String, Leg>,
}

/// What was read longer ago than this is not taken up without being asked to.
const YOUNG: TimeDelta = TimeDelta::hours(6);

/// How far an account is.
pub enum Standing {
    /// Nobody has entered it.
    New,
    /// Some of it was read.
    Begun(Header),
    Done(Box<Digest>),
}

impl Run {
    /// A new run; or that of this name, if another process has begun it.
    pub async fn begin(job: &Job, targets: Vec<Target>, now: DateTime<Utc>) -> anyhow::Result<Self> {
        let asked = job.asked();
        let name = job.args.job.clone().unwrap_or_else(|| name(&asked, &targets, now));
        let document = serde_json::to_string(&Document { asked, targets })?;
        let journal = job.store.journals().begin(&Journal { name, started: now, document }).await?;
        Self::of(job, journal).await
    }

    /// The newest run that was cut off and was asked the same.
    pub async fn cut_off(job: &Job) -> anyhow::Result<Self> {
        let asked = job.asked();
        let unfinished = job.store.journals().unfinished().await?;
        let same = |journal: &&Journal| {
            serde_json::from_str::<Document>(&journal.document).is_ok_and(|d| d.asked == asked)
                && job.args.job.as_ref().is_none_or(|name| *name == journal.name)
        };
        match (unfinished.iter().find(same), unfinished.first()) {
            (Some(journal), _) => Self::of(job, journal.clone()).await,
            (None, Some(other)) => bail!(
                "--resume: the unfinished run of {} was asked something else (rules, thresholds, regions, accounts or another tickmark)\nhint: give the same options as then, or run without --resume",
                other.started.format("%Y-%m-%d %H:%M")
            ),
            (None, None) => bail!("--resume: no run was cut off"),
        }
    }

    /// For a schedule: the run that was asked the same and was cut off not long ago.
    pub async fn young(job: &Job, now: DateTime<Utc>) -> anyhow::Result<Option<Self>> {
        if !job.args.go_on {
            return Ok(None);
        }
        let asked = job.asked();
        let unfinished = job.store.journals().unfinished().await?;
        let same = |journal: &Journal| {
            now - journal.started < YOUNG
                && serde_json::from_str::<Document>(&journal.document).is_ok_and(|d| d.asked == asked)
        };
        match unfinished.into_iter().find(same) {
            Some(journal) => Ok(Some(Self::of(job, journal).await?)),
            None => Ok(None),
        }
    }

    /// The run whose shares are to be put together.
    pub async fn named(job: &Job, name: &str) -> anyhow::Result<Self> {
        let unfinished = job.store.journals().unfinished().await?;
        let found = unfinished.into_iter().find(|j| j.name == name);
        Self::of(job, found.with_context(|| format!("--job: nothing was read under the name {name}"))?).await
    }

    async fn of(job: &Job, journal: Journal) -> anyhow::Result<Self> {
        let document: Document = serde_json::from_str(&journal.document).context("the journal is damaged")?;
        if document.asked != job.asked() {
            bail!("--job: {} was begun with other rules, regions or accounts, or by another tickmark", journal.name);
        }
        let legs = job.store.journals().legs(&journal.name).await?;
        let begun = legs.into_iter().map(|leg| (leg.account.clone(), leg)).collect();
        Ok(Run { name: journal.name, started: journal.started, targets: document.targets, begun })
    }

    pub fn standing(&self, account: &str) -> anyhow::Result<Standing> {
        Ok(match self.begun.get(account) {
            None => Standing::New,
            Some(leg) if leg.done => Standing::Done(Box::new(serde_json::from_str(&leg.document)?)),
            Some(leg) => Standing::Begun(serde_json::from_str(&leg.document)?),
        })
    }

    /// Enters an account; another process may have been faster, and then its header counts.
    pub async fn enter(&self, job: &Job, header: &Header) -> anyhow::Result<Header> {
        let leg = Leg { account: header.account.clone(), done: false, document: serde_json::to_string(header)? };
        let leg = job.store.journals().enter(&self.name, &leg).await?;
        Ok(serde_json::from_str(&leg.document)?)
    }

    pub async fn done(&self, job: &Job, digest: &Digest) -> anyhow::Result<()> {
        let account = digest.run.account.clone();
        let leg = Leg { account, done: true, document: serde_json::to_string(digest)? };
        Ok(job.store.journals().done(&self.name, &leg).await?)
    }

    pub async fn finish(&self, job: &Job) -> anyhow::Result<()> {
        Ok(job.store.journals().forget(&self.name).await?)
    }
}

/// Says that there is something to go on with, for those who did not ask to.
pub async fn mention_unfinished(job: &Job) -> anyhow::Result<()> {
    let asked = job.asked();
    for journal in job.store.journals().unfinished().await? {
        if serde_json::from_str::<Document>(&journal.document).is_ok_and(|d| d.asked == asked) {
            let began = journal.started.format("%Y-%m-%d %H:%M");
            note(&format!("a run that began on {began} was cut off; --resume would go on with it"));
            break;
        }
    }
    Ok(())
}

/// The moment, for people, and a hash of what else tells two runs apart.
fn name(asked: &Asked, targets: &[Target], now: DateTime<Utc>) -> String {
    let mut hash = Sha256::new();
    hash.update(now.to_rfc3339_opts(SecondsFormat::Nanos, true));
    hash.update(&asked.rules);
    hash.update(std::process::id().to_string());
    targets.iter().for_each(|t| hash.update(&t.account));
    format!("{}-{}", now.format("%Y%m%dT%H%M%SZ"), hex::encode(&hash.finalize()[..4]))
}
