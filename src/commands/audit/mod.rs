//! `tickmark audit`

mod account;
mod after;
mod files;
mod plan;

use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;

use tracing::Instrument;

use super::{DONE, FAILING, INCOMPLETE, advisers, choose, live, load_rules, metrics, open_store, out_folder, writable};
use crate::aws::Source;
use crate::aws::recording::Player;
use crate::cli;
use crate::clock;
use crate::config::Config;
use crate::llm::Adviser;
use crate::model::{Digest, Severity};
use crate::pipeline::{self, Identity};
use crate::rules::{Rule, RuleSet};
use crate::store::Store;

pub use files::write;

/// A recording of the emulated estate under tests/, made with `audit --record`.
static DEMO: &[u8] = include_bytes!("../../../demo/estate.recording");

/// All that an audit needs before it knows any account: bad input ends here, before anything is asked of AWS.
struct Job {
    args: cli::Audit,
    config: Config,
    set: RuleSet,
    rules: Vec<Arc<Rule>>,
    out: PathBuf,
    store: Arc<dyn Store>,
    adviser: Option<Adviser>,
}

impl Job {
    async fn new(args: cli::Audit, config: Config, set: RuleSet, rules: Vec<Arc<Rule>>) -> anyhow::Result<Self> {
        let out = out_folder(args.out.as_ref(), &config);
        writable(&out)?;
        if let Some(file) = &config.metrics.file {
            metrics::writable(file)?;
        }
        let store = open_store(args.store.store.as_ref(), &config).await?.into();
        let adviser = advisers::adviser(&config, args.no_llm).await?;
        Ok(Job { args, config, set, rules, out, store, adviser })
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
}

pub async fn run(args: cli::Audit, config: Config) -> anyhow::Result<ExitCode> {
    let set = load_rules(&args.choice.rules, &config)?;
    let rules = choose(&set, &args.choice, &config)?;
    if args.plan {
        return plan::plan(&args, &config, &set, &rules).await;
    }
    let job = Job::new(args, config, set, rules).await?;
    let (source, identity) = source(&job).await?;
    let span = tracing::info_span!("audit");
    let digest = account::audit(&job, source, &identity).instrument(span).await?;
    after::after(&job).await;
    let fail_on = job.args.fail_on.or(job.config.fail_on);
    Ok(ExitCode::from(exit_code(&[digest], fail_on)))
}

async fn source(job: &Job) -> anyhow::Result<(Source, Identity)> {
    let player = match (&job.args.replay, job.args.demo) {
        (Some(path), _) => Player::open(path)?,
        (None, true) => Player::read(DEMO)?,
        (None, false) => {
            let (source, region) = live(&job.config.limits).await?;
            let identity = pipeline::identify(&source, &region, job.regions(), clock::now()).await?;
            return Ok((source, identity));
        }
    };
    let identity = Identity::of_recording(&player.header, job.regions())?;
    Ok((Source::Replay(player), identity))
}

fn exit_code(digests: &[Digest], fail_on: Option<Severity>) -> u8 {
    let worst = digests.iter().filter_map(|d| d.open.keys().next_back()).max();
    let failing = fail_on.is_some_and(|least| worst.is_some_and(|worst| *worst >= least));
    match (failing, digests.iter().any(|d| d.incomplete)) {
        (true, _) => FAILING,
        (false, true) => INCOMPLETE,
        (false, false) => DONE,
    }
}
