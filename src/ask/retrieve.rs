//! From a question's words to the meanings that answer it: BM25 and vectors, fused with their scores kept.

use std::collections::BTreeMap;

use crate::embed::{Embedder, embed_together};
use crate::store::{Meaning, Questions, Scope, StoreError};

/// How many meanings each way of searching may bring.
const CANDIDATES: usize = 200;
/// Words that every text has, so that they tell none from another.
const EVERYWHERE: &[&str] = &[
    "a", "an", "and", "are", "as", "at", "be", "by", "for", "from", "has", "have", "in", "is", "it", "of", "on", "or",
    "our", "that", "the", "their", "they", "this", "to", "was", "we", "which", "with",
];
/// How much the vectors weigh against the words, 0 to 1; see docs/ask.md for how it was measured.
const VECTORS: f64 = 0.6;
/// The least cosine that is near enough. Measured: all of 60 colloquial questions have a rule above it, of 20 about other
/// things none has (the nearest is at 0.198).
const NEAR: f64 = 0.20;
/// The least cosine of a question that no word of ours shows to be on the topic, or that is looked for outside of what it
/// names. Measured: of 60 colloquial questions 59 have a rule above it, of 20 about other things none.
pub const ON_TOPIC: f64 = 0.25;
/// Of several meanings, those count that score at least this share of the best one's; where these have no finding, the
/// second.
pub const SHARES: [f64; 2] = [0.80, 0.70];
/// The most meanings that one question is about.
const MOST: usize = 6;

/// A meaning with how well it fits, 0 to 1.
#[derive(Clone, Debug, PartialEq)]
pub struct Fit {
    pub meaning: String,
    pub score: f64,
    /// The cosine to the question; None without an embedder.
    pub cosine: Option<f64>,
    /// The share of the best text match; 0 where no word matches.
    pub text: f64,
}

/// The meanings in scope, the best first.
#[derive(Clone, Debug, Default)]
pub struct Ranking {
    pub fits: Vec<Fit>,
    /// Why only words were searched for: what the embedder failed with.
    pub words_alone: Option<String>,
}

/// The meanings in scope. An embedder that fails costs the vectors and not the answer; a store that fails is an error.
pub async fn rank(
    store: &dyn Questions,
    embedder: Option<&dyn Embedder>,
    question: &str,
    terms: &[String],
    scope: Scope<'_>,
) -> anyhow::Result<Ranking> {
    let telling: Vec<String> = terms.iter().filter(|term| !EVERYWHERE.contains(&term.as_str())).cloned().collect();
    // The store searches while the question is embedded.
    let words = async { Ok(store.matching(&telling, scope, CANDIDATES).await?) };
    let vector = async {
        match embedder {
            Some(embedder) => soft(embedder.embed(&[question.to_owned()]).await.map(|mut made| made.pop())),
            None => Ok(Ok(None)),
        }
    };
    let missing = async {
        match embedder {
            Some(embedder) => soft(embed_missing(store, embedder).await),
            None => Ok(Ok(Vec::new())),
        }
    };
    let (by_text, made, asked) = tokio::try_join!(biased; words, missing, vector)?;
    // Vectors of a part of the meanings would rank that part above the others.
    let (made, asked, words_alone) = match (made, asked) {
        (Ok(made), Ok(asked)) => (made, asked, None),
        (Err(reason), _) | (_, Err(reason)) => (Vec::new(), None, Some(reason)),
    };
    let best = by_text.iter().map(|(_, score)| *score).fold(0.0, f64::max);
    let text: BTreeMap<&str, f64> = by_text.iter().map(|(hash, score)| (hash.as_str(), score / best)).collect();
    let cosines = match (embedder, &asked) {
        (Some(embedder), Some(asked)) => cosines(store, embedder, asked, &made, scope).await?,
        _ => BTreeMap::new(),
    };
    let (low, high) = cosines.values().fold((f64::MAX, f64::MIN), |(l, h), c| (l.min(*c), h.max(*c)));
    let spread = (high - low).max(f64::EPSILON);
    let hashes: std::collections::BTreeSet<&str> =
        text.keys().copied().chain(cosines.keys().map(String::as_str)).collect();
    let weight = if cosines.is_empty() { 0.0 } else { VECTORS };
    let fit = |hash: &str| {
        let (text, cosine) = (text.get(hash).copied().unwrap_or_default(), cosines.get(hash).copied());
        let near = cosine.map_or(0.0, |c| (c - low) / spread);
        Fit { meaning: hash.to_owned(), score: weight * near + (1.0 - weight) * text, cosine, text }
    };
    let mut all: Vec<Fit> = hashes.into_iter().map(fit).collect();
    all.sort_by(|a, b| b.score.total_cmp(&a.score).then_with(|| a.meaning.cmp(&b.meaning)));
    Ok(Ranking { fits: all, words_alone })
}

/// Takes an embedder's failure as a value, with its causes; a store's stays an error.
fn soft<T>(result: anyhow::Result<T>) -> anyhow::Result<Result<T, String>> {
    match result {
        Ok(value) => Ok(Ok(value)),
        Err(error) if error.chain().any(|cause| cause.is::<StoreError>()) => Err(error),
        Err(error) => Ok(Err(format!("{error:#}"))),
    }
}

/// Those of a ranking that the question is about, which score a share of the best one; none where nothing is near enough.
pub fn relevant(ranking: &[Fit], share: f64) -> Vec<Fit> {
    let fits = |fit: &Fit| fit.cosine.is_none_or(|c| c >= NEAR) && (fit.text > 0.0 || fit.cosine.is_some());
    let Some(best) = ranking.first().filter(|best| fits(best)) else { return Vec::new() };
    let near = ranking.iter().take_while(|fit| fit.score >= best.score * share).filter(|fit| fits(fit));
    near.take(MOST).cloned().collect()
}

/// What the vectors of meanings depend on.
fn identity(embedder: &dyn Embedder) -> String {
    format!("{}-{}", embedder.identity(), Meaning::TEXTS)
}

/// Makes the vectors that a store has not yet; returns those that could not be kept there.
pub async fn embed_missing(store: &dyn Questions, embedder: &dyn Embedder) -> anyhow::Result<Vec<(String, Vec<f32>)>> {
    let identity = identity(embedder);
    let missing = store.without_vectors(&identity).await?;
    let (known, unknown): (Vec<_>, Vec<_>) = missing
        .into_iter()
        .map(|(hash, meaning)| (embedder.known(&hash), hash, meaning))
        .partition(|one| one.0.is_some());
    let mut made: Vec<(String, Vec<f32>)> = known.into_iter().filter_map(|(v, hash, _)| Some((hash, v?))).collect();
    if !unknown.is_empty() {
        let texts: Vec<Vec<(f32, String)>> = unknown.iter().map(|(_, _, meaning)| meaning.texts()).collect();
        let vectors = embed_together(embedder, &texts).await?;
        made.extend(unknown.into_iter().map(|(_, hash, _)| hash).zip(vectors));
    }
    if made.is_empty() {
        return Ok(made);
    }
    match store.keep_vectors(&identity, &made).await {
        Ok(()) => Ok(Vec::new()),
        // Who only asks may not write them: then they serve this question.
        Err(StoreError::Denied(_)) => Ok(made),
        Err(error) => Err(error.into()),
    }
}

async fn cosines(
    store: &dyn Questions,
    embedder: &dyn Embedder,
    asked: &[f32],
    made: &[(String, Vec<f32>)],
    scope: Scope<'_>,
) -> anyhow::Result<BTreeMap<String, f64>> {
    let mut all: BTreeMap<String, f64> =
        store.nearest(&identity(embedder), asked, scope, CANDIDATES).await?.into_iter().collect();
    let dot = |vector: &[f32]| f64::from(asked.iter().zip(vector).map(|(a, b)| a * b).sum::<f32>());
    for (hash, vector) in made.iter().filter(|(hash, _)| scope.rules.contains(hash)) {
        all.entry(hash.clone()).or_insert_with(|| dot(vector));
    }
    Ok(all)
}
