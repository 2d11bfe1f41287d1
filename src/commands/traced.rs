//! What a command says besides its output: logs, where they are wanted, and traces, where a collector is named.

use std::collections::HashMap;

use tracing_subscriber::Registry;
use tracing_subscriber::layer::{Layer, SubscriberExt};
use tracing_subscriber::util::SubscriberInitExt;

use crate::cli::{Command, ScheduleArgs};
use crate::config::{Config, environment};
use crate::logs::{self, Format};
use crate::telemetry::traces::{self, Sending};

type Exporter = Box<dyn Layer<Registry> + Send + Sync>;

/// Sets up both. Where neither is wanted there is no subscriber, and a span costs a look at one number.
pub fn start(command: &Command, endpoint: Option<&str>, config: &Config) -> anyhow::Result<Option<Sending>> {
    let (layer, sending) = traces(endpoint, config)?.unzip();
    match (log(command), layer) {
        (Some((format, level)), layer) => logs::init(format, level, layer)?,
        (None, Some(layer)) => tracing_subscriber::registry().with(layer).try_init()?,
        (None, None) => {}
    }
    Ok(sending)
}

/// Who logs, in which format and from which level on.
fn log(command: &Command) -> Option<(Format, Option<&str>)> {
    match command {
        Command::Audit(args) => args.log.format.map(|format| (format, args.log.level.as_deref())),
        Command::Schedule(ScheduleArgs { command: None, log, .. }) => {
            Some((log.format.unwrap_or(Format::Text), log.level.as_deref()))
        }
        _ => None,
    }
}

/// Traces go where the command line, the environment or the file names a collector.
fn traces(endpoint: Option<&str>, config: &Config) -> anyhow::Result<Option<(Exporter, Sending)>> {
    let endpoint = endpoint.filter(|text| !text.is_empty()).or(config.traces.endpoint.as_deref());
    let Some(endpoint) = endpoint else { return Ok(None) };
    let mut headers = HashMap::new();
    for (header, variable) in &config.traces.headers_env {
        let Some(value) = environment(variable) else {
            anyhow::bail!("[traces]: headers_env names {variable}, which is not set");
        };
        headers.insert(header.clone(), value);
    }
    let version = env!("CARGO_PKG_VERSION");
    traces::layer(endpoint, headers, version).map(Some).map_err(|wrong| anyhow::anyhow!("--traces: {wrong}"))
}
