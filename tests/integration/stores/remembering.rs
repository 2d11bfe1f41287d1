//! An embedder for many questions that are asked again and again.

use std::collections::HashMap;
use std::sync::Mutex;

use tickmark::embed::{Embedded, Embedder, Local};

/// The built-in embedder, which embeds each text once.
#[derive(Default)]
pub struct Remembering {
    embedder: Local,
    known: Mutex<HashMap<String, Vec<f32>>>,
}

impl Embedder for Remembering {
    fn identity(&self) -> &str {
        self.embedder.identity()
    }

    fn embed<'a>(&'a self, texts: &'a [String]) -> Embedded<'a> {
        Box::pin(async move {
            let mut all = Vec::new();
            for text in texts {
                let known = self.known.lock().unwrap().get(text).cloned();
                let vector = match known {
                    Some(vector) => vector,
                    None => self.embedder.embed(std::slice::from_ref(text)).await?.remove(0),
                };
                self.known.lock().unwrap().insert(text.clone(), vector.clone());
                all.push(vector);
            }
            Ok(all)
        })
    }

    fn known(&self, meaning: &str) -> Option<Vec<f32>> {
        self.embedder.known(meaning)
    }
}
