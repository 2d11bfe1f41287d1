//! One file per subcommand: arguments in, one call, printing out.

mod advisers;
mod ask;
mod audit;
mod coverage;
mod deliver;
mod display;
mod doctor;
mod examined;
mod exceptions;
mod history;
mod logged;
mod metrics;
mod models;
mod report;
mod retention;
mod rules;
mod runs;
mod schedule;
mod store;
mod traced;
mod verify;

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;

use anyhow::Context;

use crate::aws::pace::{Budget, Pace, Rates, Slots};
use crate::aws::session::{Deadlines, Session};
use crate::aws::{Live, Source};
use crate::cli::{Choice, Cli, Command};
use crate::config::{self, Config, Limits};
use crate::logs;
use crate::rules::RuleSet;
use crate::store::{Store, open};
use crate::telemetry::traces::Sending;

/// Everything asked for was checked, and nothing is at or above `--fail-on`.
pub const DONE: u8 = 0;
/// An open finding is at or above `--fail-on`.
pub const FAILING: u8 = 1;
/// Could not run.
pub const CANNOT: u8 = 2;
/// Done, but something could not be checked, or not be delivered.
pub const INCOMPLETE: u8 = 3;

/// Runs the command; an error means exit code 2.
pub async fn run(cli: Cli) -> anyhow::Result<ExitCode> {
    let config = Config::load(cli.config.as_deref())?;
    let sending = traced::start(&cli.command, cli.traces.as_deref(), &config)?;
    let done = dispatch(cli.command, config).await;
    if let Some(trouble) = sending.and_then(Sending::finish) {
        note(&trouble);
    }
    done
}

async fn dispatch(command: Command, config: Config) -> anyhow::Result<ExitCode> {
    match command {
        Command::Audit(args) => audit::run(*args, config).await,
        Command::Verify(args) => verify::run(args, config).await,
        Command::Ask(args) => ask::run(args, config).await,
        Command::Report(args) => report::run(args, config).await,
        Command::Deliver(args) => deliver::run(args, config).await,
        Command::Runs(args) => runs::run(args, config).await,
        Command::Exceptions(args) => exceptions::run(args, &config).await,
        Command::Rules(args) => rules::run(args, &config).await,
        Command::Store(args) => store::run(args, config).await,
        Command::Metrics(args) => metrics::run(args, config).await,
        Command::Models(args) => models::run(args, config).await,
        Command::Schedule(args) => schedule::run(args, config).await,
        Command::Doctor(args) => doctor::run(args, config).await,
    }
}

/// Prints a line to standard output.
pub fn say(text: &str) -> anyhow::Result<()> {
    print(&format!("{text}\n"))
}

/// Prints to standard output; a reader that went away (`| head`) is no error.
pub fn print(text: &str) -> anyhow::Result<()> {
    let mut out = std::io::stdout().lock();
    match out.write_all(text.as_bytes()).and_then(|()| out.flush()) {
        Err(e) if e.kind() != std::io::ErrorKind::BrokenPipe => Err(e.into()),
        _ => Ok(()),
    }
}

/// Tells the user on standard error, as a warning where logs go there.
pub fn note(text: &str) {
    if logs::on() {
        tracing::warn!("{text}");
    } else {
        // Nothing is left to tell it to when standard error is gone.
        let _ = writeln!(std::io::stderr().lock(), "{text}");
    }
}

/// Tells why the command could not do its work.
pub fn fail(error: &anyhow::Error) {
    if logs::on() {
        tracing::error!("{error:#}");
    } else {
        note(&format!("error: {error:#}"));
    }
}

/// What a terminal would take for commands, or a line break in a name, is shown, not obeyed.
fn visible(line: &str) -> String {
    let hidden = |c: char| {
        c.is_control() || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{200b}'..='\u{200f}')
    };
    line.chars().map(|c| if hidden(c) { format!("\\u{{{:x}}}", u32::from(c)) } else { c.to_string() }).collect()
}

fn load_rules(dirs: &[PathBuf], config: &Config) -> anyhow::Result<RuleSet> {
    let dirs: Vec<&PathBuf> = config.rules.iter().chain(dirs).collect();
    Ok(RuleSet::load(&dirs, &config.overrides())?)
}

fn choose(set: &RuleSet, choice: &Choice, config: &Config) -> anyhow::Result<Vec<Arc<crate::rules::Rule>>> {
    let or = |args: &[String], file: &[String]| if args.is_empty() { file.to_vec() } else { args.to_vec() };
    let (only, skip) = (or(&choice.only, &config.only), or(&choice.skip, &config.skip));
    set.choose(&only, &skip).map_err(|message| anyhow::anyhow!("--only/--skip: {message}"))
}

async fn open_store(arg: Option<&String>, config: &Config) -> anyhow::Result<Box<dyn Store>> {
    let address = arg.or(config.store.as_ref()).map_or("sqlite://tickmark.db", String::as_str);
    open(address).await.context("--store")
}

fn out_folder(arg: Option<&PathBuf>, config: &Config) -> PathBuf {
    arg.or(config.out.as_ref()).cloned().unwrap_or_else(|| PathBuf::from(config::OUT))
}

/// Makes the folder and tries to write into it, before anything else is done.
fn writable(folder: &Path) -> anyhow::Result<()> {
    let attempt = || -> std::io::Result<()> {
        std::fs::create_dir_all(folder)?;
        let probe = folder.join(".tickmark-probe");
        std::fs::write(&probe, b"")?;
        std::fs::remove_file(probe)
    };
    attempt().with_context(|| format!("--out: cannot write into {}", folder.display()))
}

/// A live source, with the ambient credentials; and the region of the environment.
async fn live(limits: &Limits) -> anyhow::Result<(Source, String)> {
    let session = session(limits).await?;
    let region = session.region();
    Ok((Source::Live(Box::new(Live::new(session, Paces::new(limits).account()))), region))
}

async fn session(limits: &Limits) -> anyhow::Result<Session> {
    let deadlines = Deadlines {
        attempt: Duration::from_secs(limits.attempt_seconds),
        call: Duration::from_secs(limits.call_seconds),
        attempts: limits.attempts.max(1),
    };
    Session::connect(deadlines).await.map_err(|why| {
        anyhow::anyhow!("no AWS credentials: {why}\nhint: set AWS_PROFILE, or log in with aws sso login; tickmark audit --demo needs none")
    })
}

/// What all accounts of a run share of their pace.
struct Paces {
    rates: Rates,
    slots: Arc<Slots>,
    budget: Arc<Budget>,
}

impl Paces {
    fn new(limits: &Limits) -> Self {
        let slots = Slots::new(limits.requests.max(1), limits.requests_per_service.max(1));
        let budget = Budget::new(limits.max_calls, limits.max_cost);
        Paces { rates: limits.rate.clone(), slots: Arc::new(slots), budget: Arc::new(budget) }
    }

    fn account(&self) -> Pace {
        Pace::new(self.rates.clone(), self.slots.clone(), self.budget.clone())
    }
}
