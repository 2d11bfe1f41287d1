//! What both tests of grounding need: findings, packs, a checked answer, a seeded random number.

#[allow(dead_code, reason = "the quality set needs no attacks")]
pub mod attack;

use std::collections::BTreeSet;

use tickmark::ground::{Caps, Checker, Evidence, Pack, Sentence, Tally, Total};
use tickmark::model::{Finding, Report};

pub fn report() -> Report {
    serde_json::from_str(include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/reports/123456789012/findings.json")))
        .expect("the demo report")
}

pub fn pack(question: &str, findings: &[&Finding], totals: &[Total]) -> Pack {
    Pack::new(&Evidence {
        run: "20261121T062900Z-733eaf6b",
        question,
        findings,
        totals,
        secret: b"known to nobody in the account",
        caps: Caps::default(),
        alias: false,
    })
}

/// The answer as it is printed, in pieces of every size, and what it cites.
pub fn checked(pack: &Pack, answer: &str, random: &mut Random) -> (String, BTreeSet<usize>, Tally) {
    let mut checker = Checker::new(pack);
    let mut sentences = Vec::new();
    let mut rest = answer;
    while !rest.is_empty() {
        let n = 1 + random.below(24);
        let end = rest.char_indices().nth(n).map_or(rest.len(), |(at, _)| at);
        sentences.extend(checker.push(&rest[..end]));
        rest = &rest[end..];
    }
    let (last, tally) = checker.end();
    sentences.extend(last);
    let mut printed = String::new();
    let mut cited = BTreeSet::new();
    for sentence in sentences {
        if let Sentence::Kept { text, findings } = sentence {
            printed.push_str(&text);
            cited.extend(findings);
        }
    }
    (printed, cited, tally)
}

/// Words alone: no citations, no marks, single blanks. To compare what was written with what was printed.
pub fn bare(text: &str) -> String {
    let mut out = String::new();
    let mut bracket = false;
    for c in text.chars() {
        match c {
            '[' => bracket = true,
            ']' => bracket = false,
            _ if bracket => {}
            '`' | '*' | '\\' => {}
            c => out.push(c),
        }
    }
    out.split_whitespace().collect::<Vec<_>>().join(" ").replace(" .", ".")
}

/// The same numbers in each run (the constants are those of PCG's generator).
pub struct Random(pub u64);

impl Random {
    pub fn below(&mut self, n: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % n
    }
}
