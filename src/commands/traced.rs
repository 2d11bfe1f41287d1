//! Traces of a run, where a collector is named.

use std::collections::HashMap;

use tracing_subscriber::layer::SubscriberExt;
use tracing_subscriber::util::SubscriberInitExt;

use crate::config::{Config, environment};
use crate::telemetry::traces::{self, Sending};

/// Starts sending where the command line, the environment or the file names a collector. Where none is named there is
/// no subscriber, and a span costs a look at one number.
pub fn start(endpoint: Option<&str>, config: &Config) -> anyhow::Result<Option<Sending>> {
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
    let (layer, sending) =
        traces::layer(endpoint, headers, version).map_err(|wrong| anyhow::anyhow!("--traces: {wrong}"))?;
    tracing_subscriber::registry().with(layer).try_init()?;
    Ok(Some(sending))
}
