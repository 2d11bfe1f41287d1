//! Structured logs, on standard error. Nothing is set up, and events cost nothing, unless [`init`] is called.
//!
//! Only what the program itself says is shown below warnings, whatever the level: libraries' own words may hold what
//! they send.

use std::sync::atomic::{AtomicBool, Ordering};

use tracing::{Level, Metadata};
use tracing_subscriber::filter::{EnvFilter, FilterExt, filter_fn};
use tracing_subscriber::layer::SubscriberExt;
use tracing_subscriber::util::SubscriberInitExt;
use tracing_subscriber::{Layer, Registry, fmt};

#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub enum Format {
    /// One line for people.
    Text,
    /// One JSON object a line.
    Json,
}

/// Another receiver of what is logged, such as an exporter of traces.
pub type Extra = Option<Box<dyn Layer<Registry> + Send + Sync>>;

static ON: AtomicBool = AtomicBool::new(false);

/// Whether standard error holds logs, and nothing else may be written there.
pub fn on() -> bool {
    ON.load(Ordering::Relaxed)
}

/// Logs from now on. `level` is a level, or directives such as `tickmark::store=debug`; `info` where it is None.
pub fn init(format: Format, level: Option<&str>, extra: Extra) -> anyhow::Result<()> {
    let wanted = filter(level.unwrap_or("info"))?;
    let base = fmt::layer().with_writer(std::io::stderr);
    let shown: Box<dyn Layer<_> + Send + Sync> = match format {
        Format::Text => base.with_target(false).with_ansi(std::io::IsTerminal::is_terminal(&std::io::stderr())).boxed(),
        Format::Json => base.json().flatten_event(true).with_span_list(false).boxed(),
    };
    let shown = shown.with_filter(wanted.and(filter_fn(discreet)));
    tracing_subscriber::registry().with(extra).with(shown).try_init()?;
    ON.store(true, Ordering::Relaxed);
    Ok(())
}

/// A level alone is that of the program.
fn filter(level: &str) -> anyhow::Result<EnvFilter> {
    let text = match level.parse::<Level>() {
        Ok(level) => format!("warn,tickmark={level}"),
        Err(_) => level.to_owned(),
    };
    EnvFilter::builder().parse(&text).map_err(|e| {
        anyhow::anyhow!("--log-level: {level:?} is no level: {e}\nhint: error, warn, info, debug or trace")
    })
}

/// Signed requests, headers and statements are in what libraries say at lower levels. Of spans, which are made for
/// traces, a line names the schedule's.
fn discreet(metadata: &Metadata<'_>) -> bool {
    if metadata.is_span() {
        return metadata.fields().field("schedule").is_some();
    }
    *metadata.level() <= Level::WARN || metadata.target().split("::").next() == Some("tickmark")
}
