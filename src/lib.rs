//! `tickmark` audits AWS accounts, read-only, and proves every finding with the call that shows it.
//!
//! A run is eight steps, each a function from plain values to plain values:
//!
//! ```text
//!                 who am I, which regions ──┐
//! rules/**/*.yaml ─1─> RuleSet ─2─> Plan ─3─┴─> Inventory + coverage ─4─> findings, passes, unknowns
//!                                   │                                             │
//!                       AWS or a recording                      the last run ──5──┴─> Report, ranked
//!                                                                                          │
//!                                           store <─6─┬─ 7, a model ─8─> report.md, findings.json, …
//! ```
//!
//! | step | module | from → to |
//! | --- | --- | --- |
//! | 1 load, check | [`rules`], over [`expression`] and [`shapes`] | files → kinds and rules that are typed against AWS's API |
//! | 2 plan | [`plan`] | chosen rules → each read that is needed, once |
//! | 3 collect | [`collect`], through [`aws`] | reads → resources as AWS described them, and what could not be read |
//! | 4 evaluate | [`evaluate`] | rules × resources → findings with their evidence; pure |
//! | 5 compare, rank | [`change`], [`exceptions`], [`rank`] | findings and the run before → what is new, gone, first; pure |
//! | 6 store | [`store`] | a whole run, in one transaction |
//! | 7 summarise | [`summarise`], through [`ground`] and [`llm`] | a report → a model's words that its findings hold, or none |
//! | 8 render | [`render`] | a report → files; pure |
//!
//! [`pipeline`] is the only module that knows the order of steps 2 to 6; [`commands`] does 1 before and 8 after
//! it, and 7, where models are configured, just before 6.
//! [`ask`] answers questions from the store: by SQL, and by what findings mean ([`meaning`], searched by words and by the
//! vectors of [`embed`]); a model may word them, as far as [`ground`] lets it.
//! [`deliver`] takes the files of step 8 to people: git, a command, Slack, mail.
//! [`verify`] makes a finding's calls again and puts the answers through step 4. [`model`] has the words that all steps
//! share. Only [`aws`] reads accounts, only [`clock`] reads the time, only [`cli`] (through clap), the AWS SDK and
//! [`config`] (the variables that hold secrets) read the environment.
//!
//! `ARCHITECTURE.md` says who may import whom, and why things are as they are.

pub mod accounts;
pub mod alarm;
pub mod ask;
pub mod aws;
pub mod change;
pub mod cli;
pub mod clock;
pub mod collect;
pub mod commands;
pub mod config;
pub mod deliver;
pub mod embed;
pub mod evaluate;
pub mod exceptions;
pub mod expression;
pub mod ground;
pub mod journal;
pub mod llm;
pub mod logs;
pub mod mask;
pub mod meaning;
pub mod model;
pub mod pipeline;
pub mod plan;
pub mod policy;
pub mod progress;
pub mod rank;
pub mod render;
pub mod rules;
pub mod schedule;
pub mod secret;
pub mod shapes;
pub mod stop;
pub mod store;
pub mod summarise;
pub mod telemetry;
pub mod verify;
