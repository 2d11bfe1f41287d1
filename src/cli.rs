//! The command line: types only.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand};

use crate::logs::Format;
use crate::model::{Framework, Pillar, Severity, When};

/// Audits AWS accounts, read-only, and proves every finding with the call that shows it.
#[derive(Debug, Parser)]
#[command(name = "tickmark", version, max_term_width = 100)]
pub struct Cli {
    /// Configuration file [default: tickmark.toml in the working folder, where it stands]
    #[arg(long, global = true, value_name = "FILE", env = "TICKMARK_CONFIG")]
    pub config: Option<PathBuf>,
    /// Send a trace of the run to this OTLP/HTTP collector, such as http://localhost:4318
    #[arg(long, global = true, value_name = "URL", env = "OTEL_EXPORTER_OTLP_ENDPOINT")]
    pub traces: Option<String>,
    #[command(subcommand)]
    pub command: Command,
}

#[derive(Debug, Subcommand)]
pub enum Command {
    /// Run the rules against an account (or a recording) and write the report
    Audit(Box<Audit>),
    /// Make a finding's verifying calls again: confirmed, resolved or unknown
    Verify(Verify),
    /// Answer a question from the store, with citations; without one, hold a conversation
    Ask(Ask),
    /// Render a stored run again, in any format
    Report(ReportArgs),
    /// Write a stored run's reports again and deliver them, also where nothing is new: to try the configuration
    Deliver(DeliverArgs),
    /// List stored runs; compare two
    Runs(Runs),
    /// Check exceptions.yaml, and say what each entry meets in the newest runs
    Exceptions(ExceptionsArgs),
    /// Copy, prune and check stores
    #[command(subcommand)]
    Store(StoreCommand),
    /// List, show, check, test and write rules; print the IAM policy that they need
    #[command(subcommand)]
    Rules(Rules),
    /// Print metrics of every account's newest run, for Prometheus
    Metrics(MetricsArgs),
    /// Show how the model providers fared over the last calls
    Models(ModelsArgs),
    /// Run the configured schedules in the foreground
    Schedule(ScheduleArgs),
    /// Say what is missing: credentials, permissions, rules, store, models, deliveries
    Doctor(Doctor),
}

/// Which rules.
#[derive(Clone, Debug, Default, Args)]
pub struct Choice {
    /// Folder with more rule files; a rule with the id of a built-in one replaces it (repeatable)
    #[arg(long = "rules", value_name = "DIR", env = "TICKMARK_RULES", value_delimiter = ',')]
    pub rules: Vec<PathBuf>,
    /// Only this rule, pillar or service (repeatable)
    #[arg(long, value_name = "X")]
    pub only: Vec<String>,
    /// Not this rule, pillar or service (repeatable)
    #[arg(long, value_name = "X")]
    pub skip: Vec<String>,
}

/// Where runs are kept.
#[derive(Clone, Debug, Default, Args)]
pub struct StoreArg {
    /// Where runs are kept [default: sqlite://tickmark.db]
    #[arg(long, value_name = "URL", env = "TICKMARK_STORE")]
    pub store: Option<String>,
}

#[derive(Clone, Debug, Default, Args)]
pub struct Audit {
    /// Replay the recording that is built into the program; needs no credentials and no network
    #[arg(long, conflicts_with_all = ["replay", "record", "plan"])]
    pub demo: bool,
    /// Evaluate a recording; no AWS client is made
    #[arg(long, value_name = "FILE", conflicts_with = "record")]
    pub replay: Option<PathBuf>,
    /// Keep every answer of this run in a recording
    #[arg(long, value_name = "FILE")]
    pub record: Option<PathBuf>,
    #[command(flatten)]
    pub choice: Choice,
    /// Regions, with commas between them, or `all` (every enabled region) [default: all]
    #[arg(long, value_name = "LIST", env = "TICKMARK_REGIONS", value_delimiter = ',')]
    pub regions: Vec<String>,
    /// Folder for reports [default: reports]
    #[arg(long, value_name = "DIR", env = "TICKMARK_OUT")]
    pub out: Option<PathBuf>,
    #[command(flatten)]
    pub store: StoreArg,
    /// Findings that somebody accepts [default: exceptions.yaml in the working folder or in --out, where it stands]
    #[arg(long, value_name = "FILE", env = "TICKMARK_EXCEPTIONS")]
    pub exceptions: Option<PathBuf>,
    /// Say what changed since this date too: 2026-11-14, or 7d for seven days before the run
    #[arg(long, value_name = "DATE", env = "TICKMARK_SINCE")]
    pub since: Option<When>,
    /// Exit with 1 when an open finding is at or above this severity
    #[arg(long, value_name = "SEVERITY", env = "TICKMARK_FAIL_ON")]
    pub fail_on: Option<Severity>,
    /// Only this account of those that are configured (repeatable)
    #[arg(long, value_name = "ID", conflicts_with_all = ["demo", "replay"])]
    pub account: Vec<String>,
    /// Go on with the run that was cut off
    #[arg(long, conflicts_with_all = ["demo", "replay", "record", "plan"])]
    pub resume: bool,
    /// Go on with such a run where there is a young one: a schedule that was stopped.
    #[arg(skip)]
    pub go_on: bool,
    /// Read only share I of N (0/4 to 3/4) of the accounts and regions, for --join to put together
    #[arg(long, value_name = "I/N", requires = "job", conflicts_with_all = ["demo", "replay", "record", "plan", "resume"])]
    pub shard: Option<Shard>,
    /// The name that all shares of one run have in common
    #[arg(long, value_name = "NAME", env = "TICKMARK_JOB")]
    pub job: Option<String>,
    /// Put together what the shares of --job have read: evaluates, stores and writes the reports, asks AWS nothing
    #[arg(long, requires = "job", conflicts_with_all = ["demo", "replay", "record", "plan", "resume", "shard"])]
    pub join: bool,
    /// Write this format too, besides markdown and json: asff, csv, html, junit, ocsf, sarif (repeatable)
    #[arg(long = "format", value_name = "FORMAT", env = "TICKMARK_FORMATS", value_delimiter = ',')]
    pub formats: Vec<String>,
    /// Print the calls that would be made and those that cost money, and stop
    #[arg(long)]
    pub plan: bool,
    /// Send no request that would bring what AWS charges for this run's calls above this; free calls go on
    #[arg(long, value_name = "USD", value_parser = usd)]
    pub max_cost: Option<f64>,
    /// Send no more requests than this, pages and retries counted
    #[arg(long, value_name = "N")]
    pub max_calls: Option<u64>,
    /// Ask no model, whatever the configuration says
    #[arg(long)]
    pub no_llm: bool,
    /// Deliver the reports to this [deliver.NAME], or to `none` (repeatable) [default: deliver_to of tickmark.toml]
    #[arg(long, value_name = "NAME")]
    pub deliver: Vec<String>,
    /// Print the run's JSON to standard output instead of the progress display
    #[arg(long)]
    pub json: bool,
    #[command(flatten)]
    pub log: LogArgs,
}

/// What is logged to standard error.
#[derive(Clone, Debug, Default, Args)]
pub struct LogArgs {
    /// Log in this format [default: audit shows its progress and logs nothing, schedule logs text]
    #[arg(id = "log", long = "log", value_name = "FORMAT", env = "TICKMARK_LOG_FORMAT")]
    pub format: Option<Format>,
    /// error, warn, info, debug or trace, or directives such as tickmark::commands=debug [default: info]
    #[arg(id = "log_level", long = "log-level", value_name = "LEVEL", env = "RUST_LOG")]
    pub level: Option<String>,
}

#[derive(Debug, Args)]
#[command(args_conflicts_with_subcommands = true)]
pub struct ScheduleArgs {
    #[command(subcommand)]
    pub command: Option<ScheduleCommand>,
    /// Run this schedule once, now, and exit with its code
    #[arg(long, value_name = "NAME")]
    pub once: Option<String>,
    /// After this time without a sign of life another host may take a run over
    #[arg(long, value_name = "SECONDS", env = "TICKMARK_LEASE", default_value_t = 60, value_parser = clap::value_parser!(u64).range(2..=86_400))]
    pub lease: u64,
    #[command(flatten)]
    pub store: StoreArg,
    #[command(flatten)]
    pub log: LogArgs,
}

#[derive(Debug, Subcommand)]
pub enum ScheduleCommand {
    /// The next times of each schedule, and how its last run ended
    List {
        #[command(flatten)]
        store: StoreArg,
        #[arg(long)]
        json: bool,
    },
}

/// A share of a run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Shard {
    /// From 0.
    pub index: u32,
    pub of: u32,
}

impl std::str::FromStr for Shard {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let parts = text.split_once('/').and_then(|(i, n)| Some((i.parse().ok()?, n.parse().ok()?)));
        match parts {
            Some((index, of)) if index < of => Ok(Shard { index, of }),
            _ => Err("a share is I/N, and I goes from 0 to N - 1: 0/4, 1/4, 2/4, 3/4".to_owned()),
        }
    }
}

fn usd(text: &str) -> Result<f64, String> {
    let amount = text.parse().ok().filter(|usd: &f64| usd.is_finite() && *usd >= 0.0);
    amount.ok_or_else(|| "an amount in USD, 0 or more, such as 0.05".to_owned())
}

#[derive(Debug, Args)]
pub struct Verify {
    /// Ids of findings, or the beginnings of ids
    #[arg(value_name = "FINDING", required_unless_present = "all")]
    pub findings: Vec<String>,
    /// Every open finding of the run
    #[arg(long)]
    pub all: bool,
    /// The run that the findings are of [default: the newest full one]
    #[arg(long, value_name = "ID")]
    pub run: Option<String>,
    #[arg(long = "rules", value_name = "DIR", env = "TICKMARK_RULES", value_delimiter = ',')]
    pub rules: Vec<PathBuf>,
    #[command(flatten)]
    pub store: StoreArg,
    #[arg(long)]
    pub json: bool,
}

#[derive(Debug, Args)]
pub struct Ask {
    /// The question; none: a conversation
    #[arg(value_name = "QUESTION")]
    pub question: Vec<String>,
    /// Print the answer as JSON
    #[arg(long)]
    pub json: bool,
    /// Ask no model, whatever the configuration says
    #[arg(long)]
    pub no_llm: bool,
    /// Answer from this run [default: the newest full one of each account]
    #[arg(long, value_name = "ID")]
    pub run: Option<String>,
    /// Only this account (repeatable)
    #[arg(long, value_name = "ID")]
    pub account: Vec<String>,
    /// The conversation to go on with [default: your last one]
    #[arg(long, value_name = "NAME")]
    pub session: Option<String>,
    /// Who asks, for the log of questions
    #[arg(long, value_name = "NAME", env = "USER")]
    pub user: Option<String>,
    #[arg(long = "rules", value_name = "DIR", env = "TICKMARK_RULES", value_delimiter = ',')]
    pub rules: Vec<PathBuf>,
    #[command(flatten)]
    pub store: StoreArg,
}

#[derive(Debug, Args)]
pub struct ReportArgs {
    /// asff, csv, html, json, junit, markdown, ocsf or sarif
    #[arg(long, default_value = "markdown", value_name = "FORMAT")]
    pub format: String,
    /// The run [default: the newest full one]
    #[arg(long, value_name = "ID")]
    pub run: Option<String>,
    /// Say what changed since this date: 2026-11-14, or 7d for seven days before the run [default: as the audit did]
    #[arg(long, value_name = "DATE")]
    pub since: Option<When>,
    /// Folder for reports [default: reports]
    #[arg(long, value_name = "DIR", env = "TICKMARK_OUT")]
    pub out: Option<PathBuf>,
    #[command(flatten)]
    pub store: StoreArg,
}

#[derive(Debug, Args)]
pub struct DeliverArgs {
    /// Names of [deliver.NAME] [default: deliver_to of tickmark.toml]
    #[arg(value_name = "NAME")]
    pub names: Vec<String>,
    /// The run [default: the newest full one]
    #[arg(long, value_name = "ID")]
    pub run: Option<String>,
    /// Folder for reports [default: reports]
    #[arg(long, value_name = "DIR", env = "TICKMARK_OUT")]
    pub out: Option<PathBuf>,
    #[command(flatten)]
    pub store: StoreArg,
}

#[derive(Debug, Args)]
pub struct Runs {
    #[command(subcommand)]
    pub command: Option<RunsCommand>,
    /// Where runs are kept [default: sqlite://tickmark.db]
    #[arg(long, value_name = "URL", env = "TICKMARK_STORE", global = true)]
    pub store: Option<String>,
    #[arg(long, global = true)]
    pub json: bool,
}

#[derive(Debug, Subcommand)]
pub enum RunsCommand {
    /// What is new, reopened, resolved and changed from one run of an account to another
    Diff {
        /// A run's id, the beginning of one, `latest` or `previous`
        #[arg(default_value = "previous")]
        a: String,
        /// The other run; of the two the older one comes first, however they are given
        #[arg(default_value = "latest")]
        b: String,
    },
}

#[derive(Debug, Args)]
pub struct ExceptionsArgs {
    /// The file [default: exceptions.yaml in the working folder or in the folder of reports]
    #[arg(value_name = "FILE", env = "TICKMARK_EXCEPTIONS")]
    pub file: Option<PathBuf>,
    #[arg(long = "rules", value_name = "DIR", env = "TICKMARK_RULES", value_delimiter = ',')]
    pub rules: Vec<PathBuf>,
    /// Folder of reports [default: reports]
    #[arg(long, value_name = "DIR", env = "TICKMARK_OUT")]
    pub out: Option<PathBuf>,
    #[command(flatten)]
    pub store: StoreArg,
    #[arg(long)]
    pub json: bool,
}

#[derive(Debug, Args)]
pub struct MetricsArgs {
    #[command(flatten)]
    pub store: StoreArg,
}

#[derive(Debug, Args)]
pub struct ModelsArgs {
    #[command(flatten)]
    pub store: StoreArg,
    #[arg(long)]
    pub json: bool,
}

#[derive(Debug, Subcommand)]
pub enum StoreCommand {
    /// Copy all runs from one store to another; those that are there already are left
    Copy {
        /// sqlite://path/to/file.db or postgres://user@host/database
        from: String,
        to: String,
    },
    /// Delete old runs and what only they needed; when findings were first seen is never lost
    Prune(Prune),
    /// Look over everything that is kept: exit 3 and a line for each thing that is wrong
    Check(StoreArg),
}

#[derive(Debug, Args)]
pub struct Prune {
    /// Delete runs that started longer ago
    #[arg(long, value_name = "DAYS")]
    pub keep_days: Option<u32>,
    /// Keep this many runs of each account
    #[arg(long, value_name = "N")]
    pub keep_runs: Option<u32>,
    /// Delete conversations, and tries at models, that are older
    #[arg(long, value_name = "DAYS")]
    pub conversations: Option<u32>,
    /// Only say what would go
    #[arg(long)]
    pub dry_run: bool,
    #[command(flatten)]
    pub store: StoreArg,
}

#[derive(Debug, Subcommand)]
pub enum Rules {
    /// All rules, one line each
    List {
        #[command(flatten)]
        choice: Choice,
        /// What another catalogue asks for, the rules that cover it, and what none covers
        #[arg(long, value_name = "CATALOGUE")]
        covers: Option<Framework>,
        #[arg(long)]
        json: bool,
    },
    /// Everything about one rule
    Show {
        id: String,
        #[arg(long = "rules", value_name = "DIR", env = "TICKMARK_RULES", value_delimiter = ',')]
        rules: Vec<PathBuf>,
    },
    /// Find rules by what they are about
    Search {
        #[arg(required = true, value_name = "TEXT")]
        text: Vec<String>,
        #[arg(long = "rules", value_name = "DIR", env = "TICKMARK_RULES", value_delimiter = ',')]
        rules: Vec<PathBuf>,
        #[arg(long)]
        json: bool,
    },
    /// Check all rule files; every problem with file, line and column
    Check {
        #[arg(long = "rules", value_name = "DIR", env = "TICKMARK_RULES", value_delimiter = ',')]
        rules: Vec<PathBuf>,
    },
    /// Run the rules' own examples
    Test {
        #[command(flatten)]
        choice: Choice,
        /// Put mistakes into the rules' conditions, one at a time, and tell those that no example notices
        #[arg(long)]
        mutate: bool,
        /// Print what the findings of the failing examples say, as JSON
        #[arg(long, conflicts_with = "mutate")]
        json: bool,
    },
    /// Print the smallest IAM policy that the rules need
    Policy {
        #[command(flatten)]
        choice: Choice,
    },
    /// Print the role that is taken in other accounts, for Terraform or CloudFormation
    Role(RoleArgs),
    /// Write a rule file with examples to fill in
    New {
        /// The rule's id, such as ebs-volume-unattached
        id: String,
        /// What it is about, such as ec2.volume
        #[arg(long)]
        kind: String,
        #[arg(long)]
        pillar: Pillar,
        /// Folder that the file goes into, under its pillar
        #[arg(long, default_value = "rules", value_name = "DIR")]
        dir: PathBuf,
    },
}

#[derive(Debug, Args)]
pub struct RoleArgs {
    #[command(flatten)]
    pub choice: Choice,
    #[arg(long, value_enum, default_value = "terraform")]
    pub format: RoleFormat,
    /// Who may take it: the account that tickmark runs in, or the ARN of its role
    #[arg(long, value_name = "ACCOUNT|ARN")]
    pub trust: String,
    /// [default: that of `[organization]` in tickmark.toml]
    #[arg(long, value_name = "ID")]
    pub external_id: Option<String>,
    /// [default: that of `[organization]` in tickmark.toml, or tickmark]
    #[arg(long, value_name = "NAME")]
    pub name: Option<String>,
    #[arg(long, default_value = "aws", value_name = "PARTITION")]
    pub partition: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub enum RoleFormat {
    Terraform,
    Cloudformation,
}

#[derive(Debug, Args)]
pub struct Doctor {
    #[command(flatten)]
    pub choice: Choice,
    #[command(flatten)]
    pub store: StoreArg,
    /// Folder for reports [default: reports]
    #[arg(long, value_name = "DIR", env = "TICKMARK_OUT")]
    pub out: Option<PathBuf>,
}
