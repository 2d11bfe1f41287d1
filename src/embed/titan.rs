//! Amazon Titan Text Embeddings V2 on Bedrock: for who has AWS credentials anyway, and wants vectors of a larger model
//! than the built-in one without a key for another company.
//!
//! A call carries one text, so calls run side by side. The SDK's own retries stay on here: no chain stands behind an
//! embedder, and AWS throttles embedding models by requests per minute.

use std::time::Duration;

use aws_config::SdkConfig;
use aws_sdk_bedrockruntime::Client;
use aws_sdk_bedrockruntime::error::{ProvideErrorMetadata, SdkError};
use aws_sdk_bedrockruntime::operation::invoke_model::InvokeModelError;
use aws_sdk_bedrockruntime::primitives::Blob;
use aws_smithy_types::timeout::TimeoutConfig;
use futures_util::{StreamExt, TryStreamExt, stream};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use thiserror::Error;

use super::{Embedded, Embedder};

const MODEL: &str = "amazon.titan-embed-text-v2:0";
/// Of 256, 512 and 1024. AWS says that 512 keeps about 99 % of the accuracy that 1024 has, and they take half the room.
const DIMENSIONS: usize = 512;
/// Titan takes 8,192 tokens and 50,000 characters. A token is at least a byte, so this many bytes are never too many
/// tokens, in any script, with room for the tokens that a tokenizer puts around a text.
const LONGEST_TEXT_BYTES: usize = 8_000;
const CALLS_AT_ONCE: usize = 8;
const ATTEMPT_TIMEOUT: Duration = Duration::from_secs(30);

/// Why Titan gave no vector.
#[derive(Debug, Error)]
pub enum TitanError {
    /// AWS's own words.
    #[error("Titan embedded nothing: {0}")]
    Refused(String),
    #[error("Titan's answer is not what AWS documents: {0}")]
    Unreadable(#[from] serde_json::Error),
    #[error("Titan's vector is wrong: {0}")]
    Vector(String),
}

/// The embedder.
pub struct Titan {
    client: Client,
    identity: String,
}

impl Titan {
    /// For the region, credentials and endpoint of a configuration.
    pub fn new(config: &SdkConfig) -> Self {
        let timeouts = TimeoutConfig::builder().operation_attempt_timeout(ATTEMPT_TIMEOUT).build();
        let config = aws_sdk_bedrockruntime::config::Builder::from(config).timeout_config(timeouts).build();
        let hash = Sha256::digest(format!("bedrock {MODEL} {DIMENSIONS} normalized"));
        let identity = format!("titan-text-v2-{DIMENSIONS}-{}", hex::encode(&hash[..8]));
        Titan { client: Client::from_conf(config), identity }
    }

    async fn embed_one(&self, text: &str) -> Result<Vec<f32>, TitanError> {
        let text = &text[..text.floor_char_boundary(LONGEST_TEXT_BYTES)];
        let body = serde_json::to_vec(&Body { input_text: text, dimensions: DIMENSIONS, normalize: true })?;
        let call = self.client.invoke_model().model_id(MODEL).content_type("application/json");
        let answer = call.accept("application/json").body(Blob::new(body)).send().await.map_err(|e| refused(&e))?;
        let Answer { embedding } = serde_json::from_slice(answer.body.as_ref())?;
        if embedding.len() != DIMENSIONS {
            return Err(TitanError::Vector(format!("{} numbers where {DIMENSIONS} were asked for", embedding.len())));
        }
        if !embedding.iter().all(|x| x.is_finite()) {
            return Err(TitanError::Vector("it holds a number that is not finite".to_owned()));
        }
        Ok(embedding)
    }
}

impl Embedder for Titan {
    fn identity(&self) -> &str {
        &self.identity
    }

    fn embed<'a>(&'a self, texts: &'a [String]) -> Embedded<'a> {
        Box::pin(async move {
            let calls: Vec<_> = texts.iter().map(|text| self.embed_one(text)).collect();
            Ok(stream::iter(calls).buffered(CALLS_AT_ONCE).try_collect().await?)
        })
    }
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Body<'a> {
    input_text: &'a str,
    dimensions: usize,
    normalize: bool,
}

#[derive(Deserialize)]
struct Answer {
    embedding: Vec<f32>,
}

fn refused(error: &SdkError<InvokeModelError>) -> TitanError {
    TitanError::Refused(match (error.code(), error.message()) {
        (Some(code), Some(message)) => format!("{code}: {message}"),
        _ => causes(error),
    })
}

/// An error with its causes: the SDK keeps what really happened in them.
fn causes(error: &dyn std::error::Error) -> String {
    std::iter::successors(Some(error), |e| e.source()).map(ToString::to_string).collect::<Vec<_>>().join(": ")
}
