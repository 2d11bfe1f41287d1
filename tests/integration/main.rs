//! The program against real parts: an emulated AWS estate (tests/estate), the AWS CLI, SQLite files.
//!
//! `cargo test` is all it takes: the first run makes a Python virtual environment under the target folder.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::disallowed_methods, clippy::print_stdout)]

mod accounts;
mod ask;
mod audit;
mod bad_input;
mod bill;
mod changes;
mod deliver;
mod demo;
mod deploy;
mod exceptions;
mod exports;
mod faults;
mod fixes;
mod grounding;
mod harness;
mod identity;
mod layers;
mod llm;
mod metrics;
mod models;
mod mutants;
mod pace;
mod prices;
mod reads;
mod rules;
mod schedule;
mod spikes;
mod store;
mod stores;
mod trend;
mod watching;
