//! Vectors that come with the program: of what the built-in rules mean, so that the first question of a new store does
//! not wait for them. A text that is not here is embedded when it is met; nothing but time depends on this file.
//!
//! `models/meanings.f16` holds, one after the other, 16 bytes of a meaning's hash and the vector in 16-bit floats,
//! little endian, ordered by hash. `make vectors` writes it anew.

use half::f16;

const VECTORS: &[u8] = include_bytes!(concat!(env!("CARGO_MANIFEST_DIR"), "/models/meanings.f16"));
const HASH: usize = 16;
const WIDTH: usize = 384;
const RECORD: usize = HASH + 2 * WIDTH;

/// The vector of a meaning, named by the hex of its hash.
pub fn vector(hash: &str) -> Option<Vec<f32>> {
    let wanted = hex::decode(hash).ok()?;
    let (records, _) = VECTORS.as_chunks::<RECORD>();
    let at = records.binary_search_by(|record| record[..HASH].cmp(wanted.as_slice())).ok()?;
    let (numbers, _) = records[at][HASH..].as_chunks::<2>();
    Some(numbers.iter().map(|bytes| f16::from_le_bytes(*bytes).to_f32()).collect())
}

/// The file's bytes for these meanings.
#[cfg(test)]
pub fn file(vectors: &std::collections::BTreeMap<String, Vec<f32>>) -> Vec<u8> {
    let record = |(hash, vector): (&String, &Vec<f32>)| {
        let numbers = vector.iter().flat_map(|x| f16::from_f32(*x).to_le_bytes());
        hex::decode(hash).unwrap().into_iter().chain(numbers).collect::<Vec<u8>>()
    };
    vectors.iter().flat_map(record).collect()
}
