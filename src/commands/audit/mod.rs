//! `tickmark audit`

mod account;
mod files;
mod plan;

use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;

use super::{DONE, FAILING, INCOMPLETE, advisers, choose, live, load_rules, open_store, out_folder, writable};
use crate::aws::Source;
use crate::aws::recording::Player;
use crate::cli;
use crate::clock;
use crate::config::Config;
use crate::llm::Adviser;
use crate::logs;
use crate::model::{Digest, Severity};
use crate::pipeline::{self, Identity};
use crate::rules::{Rule, RuleSet};
use crate::stop::Stop;
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
        let store = open_store(args.store.store.as_ref(), &config).await?.into();
        let adviser = advisers::adviser(&config, args.no_llm).await?;
        Ok(Job { args, config, set, rules, out, store, adviser })
    }

    /// The regions that were asked for.
    fn regions(&self) -> &[String] {
        if self.args.regions.is_empty() { &self.config.regions } else { &self.args.regions }
    }
}

pub async fn run(args: cli::Audit, config: Config) -> anyhow::Result<ExitCode> {
    if let Some(format) = args.log.format {
        logs::init(format, args.log.level.as_deref(), None)?;
    }
    if args.plan {
        let set = load_rules(&args.choice.rules, &config)?;
        let rules = choose(&set, &args.choice, &config)?;
        return plan::plan(&args, &config, &set, &rules).await;
    }
    Ok(ExitCode::from(once(&args, &config, &Stop::default()).await?))
}

/// One audit, and its exit code. Where it is stopped it fails, and leaves the last complete run as it was: runs are
/// kept in one transaction, and reports renamed whole.
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
    let job = Job::new(args.clone(), config.clone(), set, rules).await?;
    let (source, identity) = source(&job).await?;
    let digest = account::audit(&job, source, &identity).await?;
    let fail_on = job.args.fail_on.or(job.config.fail_on);
    Ok(exit_code(&[digest], fail_on))
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
