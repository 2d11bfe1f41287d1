//! What tickmark.toml says of models and embedders, made into them.

use std::sync::Arc;

use anyhow::Context;

use crate::aws::session::ambient;
use crate::clock;
use crate::config::{Config, EmbedderKind, environment};
use crate::embed::{Embedder, Local, OpenAi, Titan};
use crate::llm::{Adviser, Bedrock, Entry, Format, Outside, Provider};
use crate::secret::{Key, Secret, Sources};

/// The embedder that is configured; the built-in one where none is.
pub async fn embedder(config: &Config) -> anyhow::Result<Box<dyn Embedder>> {
    let wanted = &config.embedder;
    Ok(match wanted.kind {
        EmbedderKind::Local => Box::new(Local::default()),
        EmbedderKind::Titan => Box::new(Titan::new(&ambient(wanted.region.as_deref()).await)),
        EmbedderKind::OpenAi => {
            let (command, name) = (wanted.key_command.as_deref(), wanted.key_env.as_deref());
            let sources = Sources { command, file: wanted.key_file.as_deref(), environment: name };
            let key = Key::new(&sources, environment);
            let key = key.get().await.context("[embedder]")?.map(|key: &Secret| key.reveal().to_owned());
            let (endpoint, model) = (wanted.endpoint.as_deref(), wanted.model.as_deref());
            Box::new(OpenAi::new(endpoint.unwrap_or_default(), model.unwrap_or_default(), key).context("[embedder]")?)
        }
    })
}

/// Those who are asked for advice; None where none is configured, or `--no-llm` says so.
pub async fn adviser(config: &Config, none: bool) -> anyhow::Result<Option<Adviser>> {
    let Some(models) = config.models.as_ref().filter(|models| !none && !models.chain.is_empty()) else {
        return Ok(None);
    };
    let entries = models.entries()?;
    // The SDK looks through files and the network for credentials, which takes a while.
    let base = match entries.iter().any(|(_, entry)| entry.format == Format::Bedrock) {
        true => Some(ambient(None).await),
        false => None,
    };
    let bedrock = |name: &str, entry: &Entry| -> Arc<dyn Provider> {
        let none = || aws_config::SdkConfig::builder().build();
        Arc::new(Bedrock::new(name, entry, &base.clone().unwrap_or_else(none)))
    };
    let outside = Outside { now: clock::now, environment, bedrock: &bedrock };
    Ok(Some(Adviser {
        chain: models.chain(&outside)?,
        max_tokens: models.max_tokens,
        max_calls_per_run: models.max_calls_per_run,
        aliases: models.aliases,
    }))
}

/// What nobody in an account can know, so that no name there can pose as the end of what a model is shown.
pub fn secret() -> anyhow::Result<[u8; 16]> {
    let mut secret = [0; 16];
    getrandom::fill(&mut secret).map_err(|e| anyhow::anyhow!("no random numbers: {e}"))?;
    Ok(secret)
}
