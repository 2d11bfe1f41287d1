//! `tickmark audit`

mod account;
mod accounts;
mod after;
mod files;
mod legs;
mod plan;

use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;

use sha2::{Digest as _, Sha256};
use tracing::Instrument;

use super::{
    DONE, FAILING, INCOMPLETE, advisers, choose, deliver, exceptions, load_rules, metrics, open_store, out_folder,
    writable,
};
use crate::aws::Source;
use crate::aws::recording::Player;
use crate::cli;
use crate::clock;
use crate::config::{Config, Limits};
use crate::exceptions::Exceptions;
use crate::journal::Asked;
use crate::llm::Adviser;
use crate::model::{Digest, Missed, Severity};
use crate::pipeline::{Audit, Identity, TOOL};
use crate::progress::Progress;
use crate::rules::{Rule, RuleSet};
use crate::stop::Stop;
use crate::store::{Quotes, Store};

pub use files::write;

/// A recording of the emulated estate under tests/, made with `audit --record`.
static DEMO: &[u8] = include_bytes!("../../../demo/estate.recording");

/// All that an audit needs before it knows any account: bad input ends here, before anything is asked of AWS.
struct Job {
    args: cli::Audit,
    config: Config,
    set: RuleSet,
    rules: Vec<Arc<Rule>>,
    exceptions: Exceptions,
    out: PathBuf,
    formats: Vec<&'static str>,
    store: Arc<dyn Store>,
    /// AWS's prices that are known; None where AWS is not to be asked for any.
    prices: Option<Quotes>,
    adviser: Option<Adviser>,
}

impl Job {
    async fn new(args: cli::Audit, config: Config, set: RuleSet, rules: Vec<Arc<Rule>>) -> anyhow::Result<Self> {
        let formats = files::chosen(&args.formats, &config)?;
        let out = out_folder(args.out.as_ref(), &config);
        let exceptions = exceptions::load(args.exceptions.as_ref(), &config, &out)?;
        writable(&out)?;
        if let Some(file) = &config.metrics.file {
            metrics::writable(file)?;
        }
        let store: Arc<dyn Store> = open_store(args.store.store.as_ref(), &config).await?.into();
        let prices = known_prices(&args, &config, &*store).await?;
        let adviser = advisers::adviser(&config, args.no_llm).await?;
        Ok(Job { args, config, set, rules, exceptions, out, formats, store, prices, adviser })
    }

    /// What the pipeline is asked to do with a source.
    fn pipeline<'a>(&'a self, source: &'a Source, progress: &'a dyn Progress) -> Audit<'a> {
        Audit {
            set: &self.set,
            rules: self.rules.clone(),
            exceptions: &self.exceptions,
            patience: Duration::from_secs(self.config.limits.service_seconds),
            source,
            progress,
            partial: self.partial(),
            prices: self.prices.as_ref(),
            agreements: agreements(&self.args, &self.config),
        }
    }

    /// Whether the command line asks for less than the configuration.
    fn partial(&self) -> bool {
        let other = |args: &[String], file: &[String]| !args.is_empty() && args != file;
        let choice = &self.args.choice;
        let regions = self.args.regions.iter().all(|region| region != "all");
        other(&choice.only, &self.config.only)
            || other(&choice.skip, &self.config.skip)
            || regions && other(&self.args.regions, &self.config.regions)
    }

    /// The regions that were asked for.
    fn regions(&self) -> &[String] {
        if self.args.regions.is_empty() { &self.config.regions } else { &self.args.regions }
    }

    /// The limits of tickmark.toml, with the ceilings of the command line before its own.
    fn limits(&self) -> Limits {
        limits(&self.args, &self.config)
    }

    /// Whether tickmark.toml says which accounts there are.
    fn many(&self) -> bool {
        !self.config.accounts.is_empty() || self.config.organization.is_some()
    }

    fn asked(&self) -> Asked {
        let mut hash = Sha256::new();
        hash.update(&self.set.hash);
        self.rules.iter().for_each(|rule| hash.update(format!(",{}", rule.id)));
        Asked {
            tool: TOOL.to_owned(),
            rules: hex::encode(hash.finalize()),
            regions: self.regions().to_vec(),
            accounts: self.args.account.clone(),
        }
    }
}

/// Whether Cost Explorer may be asked about savings that are agreed: it charges for each call.
fn agreements(args: &cli::Audit, config: &Config) -> bool {
    let skipped = [&args.choice.skip, &config.skip];
    config.prices.ask && config.prices.agreements && !skipped.iter().any(|words| words.iter().any(|word| word == "ce"))
}

/// Prices that were asked for not long ago. A recording has its own, and one that is made is to have them.
async fn known_prices(args: &cli::Audit, config: &Config, store: &dyn Store) -> anyhow::Result<Option<Quotes>> {
    if !config.prices.ask {
        return Ok(None);
    }
    if args.replay.is_some() || args.demo || args.record.is_some() {
        return Ok(Some(Quotes::new()));
    }
    let days = chrono::TimeDelta::days(i64::from(config.prices.days));
    Ok(Some(store.pricing().since(clock::now() - days).await?))
}

/// What an audit came to.
#[derive(Default)]
struct Ended {
    /// One for each account, in the order of their ids.
    digests: Vec<Digest>,
    missed: Vec<Missed>,
}

pub async fn run(args: cli::Audit, config: Config) -> anyhow::Result<ExitCode> {
    if args.plan {
        let set = load_rules(&args.choice.rules, &config)?;
        let rules = choose(&set, &args.choice, &config)?;
        return plan::plan(&args, &config, &set, &rules).await;
    }
    Ok(ExitCode::from(once(&args, &config, &Stop::default()).await?))
}

/// One audit, and its exit code. Where it is stopped it fails, and leaves the last complete run as it was: runs are
/// kept in one transaction, and reports renamed whole. What it has read is journaled, so that it can be taken up again.
pub async fn once(args: &cli::Audit, config: &Config, stop: &Stop) -> anyhow::Result<u8> {
    tokio::select! {
        biased;
        () = stop.wait() => anyhow::bail!("stopped before it was done"),
        code = whole(args, config) => code,
    }
}

async fn whole(args: &cli::Audit, config: &Config) -> anyhow::Result<u8> {
    let set = load_rules(&args.choice.rules, config)?;
    let rules = choose(&set, &args.choice, config)?;
    let deliveries = deliver::chosen(args, config)?;
    let job = Job::new(args.clone(), config.clone(), set, rules).await?;
    if let Some(shard) = job.args.shard {
        return accounts::shard(&job, shard).await;
    }
    let ended = audited(&job).instrument(tracing::info_span!("audit")).await?;
    after::after(&job).await;
    let delivered = deliver::hand_over(&deliveries, &job.out, &ended.digests, false).await;
    let fail_on = job.args.fail_on.or(job.config.fail_on);
    Ok(exit_code(&ended, fail_on, delivered))
}

async fn audited(job: &Job) -> anyhow::Result<Ended> {
    match recording(job)? {
        Some((source, identity)) => {
            let digest = account::audit(job, source, &identity).await?;
            Ok(Ended { digests: vec![digest], missed: Vec::new() })
        }
        None if job.args.join => accounts::join(job).await,
        None => accounts::audit(job).await,
    }
}

/// The recording that is to be evaluated instead of an account.
fn recording(job: &Job) -> anyhow::Result<Option<(Source, Identity)>> {
    let player = match (&job.args.replay, job.args.demo) {
        (Some(path), _) => Player::open(path)?,
        (None, true) => Player::read(DEMO)?,
        (None, false) => return Ok(None),
    };
    let identity = Identity::of_recording(&player.header, job.regions())?;
    Ok(Some((Source::Replay(player), identity)))
}

fn limits(args: &cli::Audit, config: &Config) -> Limits {
    let (max_calls, max_cost) = (args.max_calls.or(config.limits.max_calls), args.max_cost.or(config.limits.max_cost));
    Limits { max_calls, max_cost, ..config.limits.clone() }
}

fn exit_code(ended: &Ended, fail_on: Option<Severity>, delivered: bool) -> u8 {
    let worst = ended.digests.iter().filter_map(|d| d.open.keys().next_back()).max();
    let failing = fail_on.is_some_and(|least| worst.is_some_and(|worst| *worst >= least));
    let incomplete = !delivered || !ended.missed.is_empty() || ended.digests.iter().any(|d| d.incomplete);
    match (failing, incomplete) {
        (true, _) => FAILING,
        (false, true) => INCOMPLETE,
        (false, false) => DONE,
    }
}
