//! Whether what a store keeps is whole: documents that parse and agree with the columns beside them, ranks without
//! gaps, bundles that add up, states behind every finding, vectors of one length.
//!
//! Nothing is taken for granted that writing a run makes so: a file may have been copied while it was written, or
//! changed by hand.

use std::collections::BTreeMap;

use futures_util::TryStreamExt;
use serde::de::DeserializeOwned;
use serde_json::Value;

use super::check_run;
use super::read::{Cells, Snapshot};
use super::rows::Row;
use super::{Meaning, StoreError};
use crate::model::Run;

/// How many problems are told; a broken store can have one for each of its rows.
const MOST: usize = 200;

/// How a database keeps vectors.
#[derive(Clone, Copy)]
pub(super) enum Vectors {
    /// 32-bit floats, little endian.
    Bytes,
    Pgvector,
}

/// What is wrong, in words.
#[derive(Default)]
pub(super) struct Problems {
    told: Vec<String>,
    more: usize,
}

impl Problems {
    pub(super) fn add(&mut self, problem: String) {
        if self.told.len() < MOST { self.told.push(problem) } else { self.more += 1 }
    }

    /// A document, or a problem.
    pub(super) fn parse<T: DeserializeOwned>(&mut self, what: &str, text: &str) -> Option<T> {
        serde_json::from_str(text).map_err(|e| self.add(format!("{what}: its document does not parse: {e}"))).ok()
    }

    fn into_words(mut self) -> Vec<String> {
        if self.more > 0 {
            self.told.push(format!("and {} more problems", self.more));
        }
        self.told
    }
}

/// Looks at everything. `own` are queries whose rows are problems, in words.
pub(super) async fn check(
    from: &mut impl Snapshot,
    own: &[&'static str],
    vectors: Vectors,
) -> Result<Vec<String>, StoreError> {
    let mut problems = Problems::default();
    for query in own {
        each(from, query, &[], |row| problems.add(Cells::of(row).text())).await?;
    }
    let mut runs = Vec::new();
    each(from, "SELECT id, account, started, finished, document FROM run ORDER BY id", &[], |row| {
        runs.extend(run(row, &mut problems));
    })
    .await?;
    for run in &runs {
        check_run::check(from, run, &mut problems).await?;
    }
    resources(from, &mut problems).await?;
    meanings(from, &mut problems).await?;
    conversations(from, &mut problems).await?;
    lengths(from, vectors, &mut problems).await?;
    Ok(problems.into_words())
}

/// Every row of a query.
pub(super) async fn each(
    from: &mut impl Snapshot,
    query: &'static str,
    values: &[&str],
    mut row: impl FnMut(Row),
) -> Result<(), StoreError> {
    let mut rows = from.rows(query, values);
    while let Some(found) = rows.try_next().await? {
        row(found);
    }
    Ok(())
}

fn run(row: Row, problems: &mut Problems) -> Option<Run> {
    let columns = row.clone();
    let mut cells = Cells::of(row);
    let id = cells.text();
    let document = columns.last().cloned().flatten().unwrap_or_default();
    let run: Run = problems.parse(&format!("run {id}"), &document)?;
    match super::rows::run_row(&run) {
        Ok(made) if made[..4] == columns[..4] => {}
        _ => problems.add(format!("run {id}: its document does not agree with its columns")),
    }
    // What is kept with it goes by the column.
    Some(Run { id, ..run })
}

async fn resources(from: &mut impl Snapshot, problems: &mut Problems) -> Result<(), StoreError> {
    let query = "SELECT kind, arn, id, document, details, first_seen, last_seen FROM resource
                 ORDER BY account, scope, kind, arn, id";
    each(from, query, &[], |row| {
        let mut cells = Cells::of(row);
        let (kind, arn, id) = (cells.text(), cells.text(), cells.text());
        // Strangers name resources: quoted, so that a terminal shows it and does nothing else.
        let what = format!("resource {kind} {:?}", if arn.is_empty() { id } else { arn });
        problems.parse::<Value>(&what, &cells.text());
        problems.parse::<serde_json::Map<String, Value>>(&what, &cells.text());
        if cells.text() > cells.text() {
            problems.add(format!("{what}: first seen after it was last seen"));
        }
    })
    .await
}

async fn meanings(from: &mut impl Snapshot, problems: &mut Problems) -> Result<(), StoreError> {
    each(from, "SELECT hash, title, body, words, asked FROM meaning ORDER BY hash", &[], |row| {
        let mut cells = Cells::of(row);
        let hash = cells.text();
        let meaning = Meaning { title: cells.text(), body: cells.text(), words: cells.text(), asked: cells.text() };
        if meaning.hash() != hash {
            problems.add(format!("meaning {hash}: its text has another hash"));
        }
    })
    .await
}

async fn conversations(from: &mut impl Snapshot, problems: &mut Problems) -> Result<(), StoreError> {
    let query = "SELECT session, CAST(number AS TEXT), intent, answer FROM message ORDER BY session, message.number";
    each(from, query, &[], |row| {
        let mut cells = Cells::of(row);
        let (session, number) = (cells.text(), cells.text());
        let what = format!("message {number} of session {session:?}");
        problems.parse::<Value>(&what, &cells.text());
        problems.parse::<Value>(&what, &cells.text());
    })
    .await?;
    each(from, "SELECT started, document FROM model_call ORDER BY started", &[], |row| {
        let mut cells = Cells::of(row);
        let what = format!("try at a model of {}", cells.text());
        problems.parse::<Value>(&what, &cells.text());
    })
    .await
}

/// How far from 1 a vector's length may be: halves of floats lose some of it.
const ROUNDING: f64 = 0.02;

/// Vectors of one embedder have equally many numbers, and length 1.
async fn lengths(from: &mut impl Snapshot, kept: Vectors, problems: &mut Problems) -> Result<(), StoreError> {
    let query = match kept {
        Vectors::Bytes => "SELECT embedder, meaning, hex(vector) FROM embedding ORDER BY embedder, meaning",
        Vectors::Pgvector => {
            "SELECT embedder, meaning, CAST(vector_dims(vector) AS TEXT), CAST(l2_norm(vector) AS TEXT) FROM embedding
             ORDER BY embedder, meaning"
        }
    };
    // By embedder: how many numbers, and how many vectors have so many.
    let mut dimensions: BTreeMap<String, BTreeMap<usize, u64>> = BTreeMap::new();
    each(from, query, &[], |row| {
        let mut cells = Cells::of(row);
        let (embedder, meaning) = (cells.text(), cells.text());
        let (numbers, length) = match kept {
            Vectors::Bytes => measured(&cells.text()),
            Vectors::Pgvector => (cells.text().parse().unwrap_or_default(), cells.text().parse().unwrap_or(f64::NAN)),
        };
        if embedder.is_empty() {
            problems.add(format!("the vector of meaning {meaning} is of no embedder"));
        }
        if length.is_nan() || (length - 1.0).abs() > ROUNDING {
            problems.add(format!("the vector of meaning {meaning} has length {length} and not 1"));
        }
        *dimensions.entry(embedder).or_default().entry(numbers).or_default() += 1;
    })
    .await?;
    for (embedder, found) in dimensions.iter().filter(|(_, found)| found.len() > 1) {
        let found: Vec<String> = found.iter().map(|(numbers, many)| format!("{many} of {numbers}")).collect();
        problems.add(format!("vectors of embedder {embedder} have different dimensions: {}", found.join(", ")));
    }
    Ok(())
}

/// How many numbers a vector has, and its length; not a number where the bytes are no floats.
fn measured(digits: &str) -> (usize, f64) {
    let Ok(bytes) = hex::decode(digits) else { return (0, f64::NAN) };
    let (numbers, rest) = bytes.as_chunks::<4>();
    let squares: f64 = numbers.iter().map(|bytes| f64::from(f32::from_le_bytes(*bytes)).powi(2)).sum();
    (numbers.len(), if rest.is_empty() { squares.sqrt() } else { f64::NAN })
}
