//! Text to vectors, by which texts that mean the same lie near each other. One trait; where they are made is a matter
//! of configuration.

mod local;
mod openai;
mod shipped;
mod titan;

use std::future::Future;
use std::pin::Pin;
use std::sync::{LazyLock, OnceLock};

use local::{EmbedError, LocalEmbedder};
pub use openai::OpenAi;
#[cfg(test)]
pub use shipped::file as shipped_file;
pub use titan::Titan;

/// What an embedder gives, later: one vector of length 1 for each text.
pub type Embedded<'a> = Pin<Box<dyn Future<Output = anyhow::Result<Vec<Vec<f32>>>> + Send + 'a>>;

/// A maker of vectors.
pub trait Embedder: Send + Sync {
    /// What its vectors depend on, as a short hash: vectors of another identity are never compared with these.
    fn identity(&self) -> &str;
    fn embed<'a>(&'a self, texts: &'a [String]) -> Embedded<'a>;
    /// The vector of a meaning, named by its hash, where it is known without work.
    fn known(&self, _meaning: &str) -> Option<Vec<f32>> {
        None
    }
}

/// One vector of length 1 for each thing: the weighted mean of the vectors of its texts.
pub async fn embed_together(embedder: &dyn Embedder, things: &[Vec<(f32, String)>]) -> anyhow::Result<Vec<Vec<f32>>> {
    let texts: Vec<String> = things.iter().flatten().map(|(_, text)| text.clone()).collect();
    let mut made = embedder.embed(&texts).await?.into_iter();
    let together = |texts: &Vec<(f32, String)>| {
        let mut sum: Vec<f32> = Vec::new();
        for ((weight, _), vector) in texts.iter().zip(made.by_ref()) {
            sum.resize(vector.len(), 0.0);
            sum.iter_mut().zip(vector).for_each(|(sum, x)| *sum += weight * x);
        }
        let length = sum.iter().map(|x| x * x).sum::<f32>().sqrt().max(f32::EPSILON);
        sum.iter().map(|x| x / length).collect()
    };
    Ok(things.iter().map(together).collect())
}

/// The embedder that is built in, and needs no network. It is read when the first text comes: a question about counts
/// needs none.
#[derive(Default)]
pub struct Local {
    model: OnceLock<Result<LocalEmbedder, EmbedError>>,
}

impl Embedder for Local {
    fn identity(&self) -> &str {
        static IDENTITY: LazyLock<String> = LazyLock::new(local::identity);
        &IDENTITY
    }

    fn embed<'a>(&'a self, texts: &'a [String]) -> Embedded<'a> {
        Box::pin(async move {
            let model = self.model.get_or_init(LocalEmbedder::load).as_ref();
            let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
            Ok(model.map_err(|e| anyhow::anyhow!("{e}"))?.embed(&texts)?)
        })
    }

    fn known(&self, meaning: &str) -> Option<Vec<f32>> {
        shipped::vector(meaning)
    }
}
