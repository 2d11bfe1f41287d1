//! The embedder that needs no network: all-MiniLM-L6-v2 in 8 bits, inside the binary.
//!
//! It exists so that meaning can be searched with no account, no key and no download. Weights and tokenizer are made by
//! `scripts/embedder.py`, which also writes their sums; NOTICE says where they come from. `bert.rs` is the network, `file.rs` reads it.

mod bert;
mod file;

use sha2::{Digest, Sha256};
use thiserror::Error;
use tokenizers::Tokenizer;

use bert::Bert;

const WEIGHTS: &[u8] = include_bytes!(concat!(env!("CARGO_MANIFEST_DIR"), "/models/all-minilm-l6-v2.q8"));
const TOKENIZER: &[u8] = include_bytes!(concat!(env!("CARGO_MANIFEST_DIR"), "/models/tokenizer.json"));
/// SHA-256 of the two files above, written with them. A test holds it to them, so that no start has to hash 24 MB.
const SUMS: &str = include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/models/SHA256SUMS"));

/// What happens to the network's output. It is part of the identity: who changes `embed` or `Bert::forward` in a way
/// that changes vectors, changes these words, and every stored vector is made anew.
const POOLING: &str = "each text alone; mean over all tokens; length 1";

#[derive(Debug, Error)]
pub enum EmbedError {
    #[error("the embedder's tokenizer failed: {0}")]
    Tokenizer(String),
    #[error("the embedder's network failed: {0}")]
    Network(#[from] candle_core::Error),
}

/// A loaded model. Loading costs some tens of milliseconds, so one is kept for a process.
pub struct LocalEmbedder {
    tokenizer: Tokenizer,
    network: Bert,
}

impl LocalEmbedder {
    /// Reads the model out of the binary.
    pub fn load() -> Result<Self, EmbedError> {
        // A question is too small to share: its threads would wait for each other longer than they compute.
        gemm::set_threading_threshold(usize::MAX);
        let tokenizer = Tokenizer::from_bytes(TOKENIZER).map_err(tokenizer_error)?;
        Ok(Self { tokenizer, network: Bert::read(WEIGHTS)? })
    }

    /// One vector of length 1 and 384 numbers for each text, in the order of the texts. What lies past the
    /// 256th token of a text has no say (`models/tokenizer.json` holds the limit).
    ///
    /// Texts go through the network one at a time: nothing is padded, and a text's vector does not depend on its
    /// neighbours, so that a vector kept under its text's hash is the one that would be made again.
    pub fn embed(&self, texts: &[&str]) -> Result<Vec<Vec<f32>>, EmbedError> {
        texts.iter().map(|text| self.embed_one(text)).collect()
    }

    fn embed_one(&self, text: &str) -> Result<Vec<f32>, EmbedError> {
        let tokens = self.tokenizer.encode_fast(text, true).map_err(tokenizer_error)?;
        let states = self.network.forward(tokens.get_ids())?;
        // Without padding every token counts, which is the mean under an attention mask of ones.
        let mean = states.mean(0)?.to_vec1::<f32>()?;
        let length = mean.iter().map(|x| x * x).sum::<f32>().sqrt().max(f32::MIN_POSITIVE);
        Ok(mean.into_iter().map(|x| x / length).collect())
    }
}

/// Names this embedder: vectors of two embedders can be compared when their identities are equal, else never.
pub fn identity() -> String {
    let hash = Sha256::new().chain_update(SUMS).chain_update(POOLING).finalize();
    format!("all-minilm-l6-v2-q8-{}", hex::encode(&hash[..8]))
}

#[expect(clippy::needless_pass_by_value, reason = "called through map_err")]
fn tokenizer_error(error: tokenizers::Error) -> EmbedError {
    EmbedError::Tokenizer(error.to_string())
}

#[cfg(test)]
mod tests;
