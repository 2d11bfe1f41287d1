//! Any server that speaks OpenAI's embeddings: vLLM, Ollama, LM Studio, a gateway, or OpenAI itself. What it sends is
//! checked before it is used, since these servers agree on the request and differ in the rest.

use std::time::Duration;

use reqwest::{Client, Response, StatusCode};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use sha2::{Digest, Sha256};
use thiserror::Error;

use super::{Embedded, Embedder};

const TEXTS_PER_CALL: usize = 64;
const CONNECT_TIMEOUT: Duration = Duration::from_secs(5);
/// Of a call with all its texts; a server without a GPU takes its time.
const CALL_TIMEOUT: Duration = Duration::from_secs(120);
/// 64 vectors of 4,096 numbers at 24 characters are 6 MB.
const LARGEST_ANSWER_BYTES: usize = 32 << 20;
const LONGEST_WORDS: usize = 500;

/// Why a server gave no vectors.
#[derive(Debug, Error)]
pub enum OpenAiError {
    #[error("the embeddings server cannot be reached: {}", causes(.0))]
    Transport(reqwest::Error),
    /// The server's own words.
    #[error("the embeddings server answered {status}: {words}")]
    Refused { status: StatusCode, words: String },
    #[error("the embeddings server's answer is not of OpenAI's form: {0}")]
    Unreadable(#[from] serde_json::Error),
    #[error("the embeddings server's answer is wrong: {0}")]
    Wrong(String),
}

impl From<reqwest::Error> for OpenAiError {
    /// Without the address, which may carry a key.
    fn from(error: reqwest::Error) -> Self {
        OpenAiError::Transport(error.without_url())
    }
}

/// The embedder.
pub struct OpenAi {
    client: Client,
    url: String,
    model: String,
    key: Option<String>,
    identity: String,
}

impl OpenAi {
    /// `endpoint` is what comes before `/embeddings`, as in `https://api.openai.com/v1`.
    pub fn new(endpoint: &str, model: &str, key: Option<String>) -> Result<Self, OpenAiError> {
        let client = Client::builder().connect_timeout(CONNECT_TIMEOUT).timeout(CALL_TIMEOUT).build()?;
        let endpoint = endpoint.trim_end_matches('/');
        let hash = Sha256::digest(format!("openai {endpoint} {model}"));
        let identity = format!("openai-{}", hex::encode(&hash[..8]));
        Ok(OpenAi { client, url: format!("{endpoint}/embeddings"), model: model.to_owned(), key, identity })
    }

    async fn embed_all(&self, texts: &[String]) -> Result<Vec<Vec<f32>>, OpenAiError> {
        let mut vectors: Vec<Vec<f32>> = Vec::with_capacity(texts.len());
        for batch in texts.chunks(TEXTS_PER_CALL) {
            vectors.extend(self.embed_batch(batch).await?);
        }
        let dimensions = vectors.first().map_or(0, Vec::len);
        if let Some(other) = vectors.iter().find(|vector| vector.len() != dimensions) {
            return Err(OpenAiError::Wrong(format!("vectors of {dimensions} and of {} numbers", other.len())));
        }
        Ok(vectors)
    }

    async fn embed_batch(&self, texts: &[String]) -> Result<Vec<Vec<f32>>, OpenAiError> {
        let body = Body { model: &self.model, input: texts, encoding_format: "float" };
        let mut request = self.client.post(&self.url).header("content-type", "application/json");
        if let Some(key) = &self.key {
            request = request.bearer_auth(key);
        }
        let answer = request.body(serde_json::to_vec(&body)?).send().await?;
        let status = answer.status();
        let bytes = read(answer).await?;
        if !status.is_success() {
            return Err(OpenAiError::Refused { status, words: self.words(&bytes) });
        }
        in_order(serde_json::from_slice(&bytes)?, texts.len())
    }

    /// What the server said of its error, in a line that can be shown.
    fn words(&self, body: &[u8]) -> String {
        let text = String::from_utf8_lossy(body);
        let said = serde_json::from_slice(body).ok().and_then(|body| message(&body)).unwrap_or(text.into_owned());
        let masked = match &self.key {
            Some(key) if !key.is_empty() => said.replace(key.as_str(), "…"),
            _ => said,
        };
        let line: String = masked.chars().map(|c| if c.is_control() { ' ' } else { c }).take(LONGEST_WORDS).collect();
        line.trim().to_owned()
    }
}

impl Embedder for OpenAi {
    fn identity(&self) -> &str {
        &self.identity
    }

    fn embed<'a>(&'a self, texts: &'a [String]) -> Embedded<'a> {
        Box::pin(async move { Ok(self.embed_all(texts).await?) })
    }
}

#[derive(Serialize)]
struct Body<'a> {
    model: &'a str,
    input: &'a [String],
    encoding_format: &'a str,
}

#[derive(Deserialize)]
struct Answer {
    data: Vec<Item>,
}

#[derive(Deserialize)]
struct Item {
    /// Some servers leave it out, all of them or the zero: then the item's own place counts.
    index: Option<usize>,
    embedding: Vec<f32>,
}

/// The body, of bounded size.
async fn read(mut answer: Response) -> Result<Vec<u8>, OpenAiError> {
    let mut bytes = Vec::new();
    while let Some(chunk) = answer.chunk().await? {
        if bytes.len() + chunk.len() > LARGEST_ANSWER_BYTES {
            return Err(OpenAiError::Wrong(format!("it is larger than {LARGEST_ANSWER_BYTES} bytes")));
        }
        bytes.extend_from_slice(&chunk);
    }
    Ok(bytes)
}

/// One vector of length 1 for each text, in the order of the texts.
fn in_order(answer: Answer, count: usize) -> Result<Vec<Vec<f32>>, OpenAiError> {
    if answer.data.len() != count {
        return Err(OpenAiError::Wrong(format!("{} vectors for {count} texts", answer.data.len())));
    }
    let mut vectors = vec![None; count];
    for (place, item) in answer.data.into_iter().enumerate() {
        let index = item.index.unwrap_or(place);
        match vectors.get_mut(index) {
            Some(slot @ None) => *slot = Some(of_length_one(item.embedding)?),
            Some(Some(_)) => return Err(OpenAiError::Wrong(format!("two vectors for text {index}"))),
            None => return Err(OpenAiError::Wrong(format!("a vector for text {index} of {count}"))),
        }
    }
    // As many vectors as places and no place taken twice, so none is empty.
    Ok(vectors.into_iter().flatten().collect())
}

fn of_length_one(mut vector: Vec<f32>) -> Result<Vec<f32>, OpenAiError> {
    let length = vector.iter().map(|x| x * x).sum::<f32>().sqrt();
    if !length.is_normal() {
        return Err(OpenAiError::Wrong(format!("a vector of length {length}")));
    }
    vector.iter_mut().for_each(|x| *x /= length);
    Ok(vector)
}

/// The message in an error body: OpenAI's `{"error": {"message"}}`, Ollama's `{"error"}`, vLLM's `{"message"}`,
/// FastAPI's `{"detail"}`.
fn message(body: &Value) -> Option<String> {
    let places = ["/error/message", "/error", "/message", "/detail"];
    places.iter().find_map(|place| body.pointer(place)?.as_str()).map(str::to_owned)
}

/// An error with its causes: reqwest keeps what really happened in them.
fn causes(error: &dyn std::error::Error) -> String {
    std::iter::successors(Some(error), |e| e.source()).map(ToString::to_string).collect::<Vec<_>>().join(": ")
}
