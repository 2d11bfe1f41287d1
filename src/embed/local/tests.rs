use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde::Deserialize;

use super::*;

/// 100 texts with the vectors that `scripts/embedder-reference.py` got from sentence-transformers.
#[derive(Deserialize)]
struct Reference {
    texts: Vec<Expected>,
}

#[derive(Deserialize)]
struct Expected {
    text: String,
    vector: String,
}

impl Expected {
    fn vector(&self) -> Vec<f32> {
        let bytes = STANDARD.decode(&self.vector).unwrap();
        bytes.chunks_exact(4).map(|four| f32::from_le_bytes(four.try_into().unwrap())).collect()
    }
}

fn reference() -> Reference {
    serde_json::from_str(include_str!("../../../tests/minilm-reference.json")).unwrap()
}

fn cosine(a: &[f32], b: &[f32]) -> f32 {
    let dot = |a: &[f32], b: &[f32]| a.iter().zip(b).map(|(x, y)| x * y).sum::<f32>();
    dot(a, b) / (dot(a, a) * dot(b, b)).sqrt()
}

#[test]
fn agrees_with_sentence_transformers() {
    let expected = reference().texts;
    let texts: Vec<&str> = expected.iter().map(|e| e.text.as_str()).collect();
    let found = LocalEmbedder::load().unwrap().embed(&texts).unwrap();
    assert_eq!((found.len(), expected.len()), (100, 100));
    let mut cosines: Vec<(f32, &str)> =
        found.iter().zip(&expected).map(|(vector, e)| (cosine(vector, &e.vector()), e.text.as_str())).collect();
    cosines.sort_by(|a, b| a.0.total_cmp(&b.0));
    assert!(cosines[0].0 > 0.999, "the five furthest: {:?}", &cosines[..5]);
    assert!(found.iter().all(|v| v.len() == 384 && (cosine(v, v) - 1.0).abs() < 1e-5));
}

/// The test above could not fail if any two of its texts were alike to the model.
#[test]
fn tells_texts_apart() {
    let embedder = LocalEmbedder::load().unwrap();
    let texts =
        ["IAM user has no MFA device", "who still logs in without a second factor?", "an apple pie with cinnamon"];
    let found = embedder.embed(&texts).unwrap();
    let (near, far) = (cosine(&found[0], &found[1]), cosine(&found[0], &found[2]));
    assert!(near > far + 0.2, "near {near}, far {far}");
}

#[test]
fn a_vector_does_not_depend_on_its_neighbours_and_has_length_one() {
    let embedder = LocalEmbedder::load().unwrap();
    let together = embedder.embed(&["public bucket", "", &"a long text about keys ".repeat(90)]).unwrap();
    let alone = embedder.embed(&["public bucket"]).unwrap();
    assert_eq!(together[0], alone[0]);
    for vector in together {
        let length = vector.iter().map(|x| x * x).sum::<f32>().sqrt();
        assert!((length - 1.0).abs() < 1e-5, "{length}");
    }
}

#[test]
fn what_lies_past_the_limit_has_no_say() {
    let embedder = LocalEmbedder::load().unwrap();
    let full = "bucket ".repeat(254);
    let found = embedder.embed(&[&full, &format!("{full} pie"), &format!("pie {full}")]).unwrap();
    assert_eq!(found[0], found[1]);
    assert_ne!(found[0], found[2]);
}

#[test]
fn no_text_is_no_vector() {
    assert!(LocalEmbedder::load().unwrap().embed(&[]).unwrap().is_empty());
}

/// The identity is made of the sums, so they must be those of the files that are built in.
#[test]
fn sums_are_those_of_the_files() {
    let sum = |bytes: &[u8]| hex::encode(Sha256::digest(bytes));
    let found = format!("{}  all-minilm-l6-v2.q8\n{}  tokenizer.json\n", sum(WEIGHTS), sum(TOKENIZER));
    assert_eq!(found, SUMS);
}

#[test]
fn a_file_cut_short_is_an_error() {
    for length in [0, 3, 1000, 100_000, WEIGHTS.len() / 2, WEIGHTS.len() - 1000] {
        assert!(Bert::read(&WEIGHTS[..length]).is_err(), "{length}");
    }
}
