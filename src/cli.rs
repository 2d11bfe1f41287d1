//! The command line: types only.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand};

use crate::logs::Format;
use crate::model::{Pillar, Severity};

/// Audits AWS accounts, read-only, and proves every finding with the call that shows it.
#[derive(Debug, Parser)]
#[command(name = "tickmark", version, max_term_width = 100)]
pub struct Cli {
    /// Configuration file [default: tickmark.toml in the working folder, where it stands]
    #[arg(long, global = true, value_name = "FILE", env = "TICKMARK_CONFIG")]
    pub config: Option<PathBuf>,
    #[command(subcommand)]
    pub command: Command,
}

#[derive(Debug, Subcommand)]
pub enum Command {
    /// Run the rules against an account (or a recording) and write the report
    Audit(Audit),
    /// Make a finding's verifying calls again: confirmed, resolved or unknown
    Verify(Verify),
    /// Answer a question from the store, with citations; without one, hold a conversation
    Ask(Ask),
    /// Render a stored run again, in any format
    Report(ReportArgs),
    /// List stored runs
    Runs(Runs),
    /// Move runs between stores
    #[command(subcommand)]
    Store(StoreCommand),
    /// List, show, check, test and write rules; print the IAM policy that they need
    #[command(subcommand)]
    Rules(Rules),
    /// Show how the model providers fared over the last calls
    Models(ModelsArgs),
    /// Run the configured schedules in the foreground
    Schedule(ScheduleArgs),
    /// Say what is missing: credentials, permissions, rules, store, models
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
    /// Exit with 1 when an open finding is at or above this severity
    #[arg(long, value_name = "SEVERITY", env = "TICKMARK_FAIL_ON")]
    pub fail_on: Option<Severity>,
    /// Print the calls that would be made and those that cost money, and stop
    #[arg(long)]
    pub plan: bool,
    /// Ask no model, whatever the configuration says
    #[arg(long)]
    pub no_llm: bool,
    /// Only this account (repeatable)
    #[arg(long, value_name = "ID")]
    pub account: Vec<String>,
    /// Deliver the reports by this entry of [deliver] (repeatable)
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

#[derive(Debug, Args)]
pub struct Verify {
    /// Ids of findings, or the beginnings of ids
    #[arg(value_name = "FINDING", required_unless_present = "all")]
    pub findings: Vec<String>,
    /// Every open finding of the run
    #[arg(long)]
    pub all: bool,
    /// The run that the findings are of [default: the newest]
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
    /// Answer from this run [default: the newest of each account]
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
    /// markdown, html or json
    #[arg(long, default_value = "markdown", value_name = "FORMAT")]
    pub format: String,
    /// The run [default: the newest]
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
    #[command(flatten)]
    pub store: StoreArg,
    #[arg(long)]
    pub json: bool,
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
}

#[derive(Debug, Subcommand)]
pub enum Rules {
    /// All rules, one line each
    List {
        #[command(flatten)]
        choice: Choice,
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
    },
    /// Print the smallest IAM policy that the rules need
    Policy {
        #[command(flatten)]
        choice: Choice,
    },
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
pub struct Doctor {
    #[command(flatten)]
    pub choice: Choice,
    #[command(flatten)]
    pub store: StoreArg,
    /// Folder for reports [default: reports]
    #[arg(long, value_name = "DIR", env = "TICKMARK_OUT")]
    pub out: Option<PathBuf>,
}
