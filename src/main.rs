//! The only exit point: errors become exit codes here.

use std::process::ExitCode;

use clap::Parser;
use tickmark::cli::Cli;
use tickmark::commands;

// Loading the rules, decoding answers and evaluating them make and drop many small values; glibc's allocator took a
// quarter of a run's CPU time.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

// One thread: a run waits for AWS far more than it computes, and each further thread costs memory.
#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(error) => {
            // clap's own words; help and version are no errors.
            let _ = error.print();
            return ExitCode::from(if error.use_stderr() { commands::CANNOT } else { commands::DONE });
        }
    };
    match commands::run(cli).await {
        Ok(code) => code,
        Err(error) => {
            commands::fail(&error);
            ExitCode::from(commands::CANNOT)
        }
    }
}
