//! Findings of a run that are the same in all that questions narrow and count by, kept as one row with how many they
//! are: an estate has few of these however many findings it has, so that counting never walks through findings.

use std::collections::HashMap;
use std::sync::Arc;

use super::rows::Row;
use crate::model::{Change, Finding, FindingStatus, Pillar, Severity};

/// What they have in common.
#[derive(Clone, PartialEq, Eq, Hash)]
struct Key<'a> {
    meaning: String,
    rule: &'a str,
    pillar: Pillar,
    severity: Severity,
    status: FindingStatus,
    change: Change,
    account: &'a str,
    region: &'a str,
    kind: &'a str,
}

pub(super) struct Bundle<'a> {
    key: Key<'a>,
    findings: u64,
    /// USD cents a month that are known of them, overlap taken out.
    cents: i64,
    /// The lowest rank.
    first: u64,
}

/// The bundles in the order of their first finding, and the number of each finding's.
pub(super) fn all(findings: &[Arc<Finding>], meanings: Vec<String>) -> (Vec<Bundle<'_>>, Vec<u64>) {
    let mut bundles: Vec<Bundle<'_>> = Vec::new();
    let mut known: HashMap<Key<'_>, u64> = HashMap::new();
    let mut places = Vec::with_capacity(findings.len());
    for (f, meaning) in findings.iter().zip(meanings) {
        let key = key(f, meaning);
        let place = *known.entry(key.clone()).or_insert(bundles.len() as u64);
        if place == bundles.len() as u64 {
            bundles.push(Bundle { key, findings: 0, cents: 0, first: f.rank });
        }
        let bundle = &mut bundles[place as usize];
        bundle.findings += 1;
        bundle.first = bundle.first.min(f.rank);
        bundle.cents += cents(f).unwrap_or_default();
        places.push(place);
    }
    (bundles, places)
}

/// USD cents a month; None where no money is known, or another finding counts it.
pub(super) fn cents(f: &Finding) -> Option<i64> {
    let counted = f.cost.as_ref().filter(|cost| cost.counted && cost.monthly > 0.0)?;
    Some((counted.monthly * 100.0).round() as i64)
}

fn key(f: &Finding, meaning: String) -> Key<'_> {
    Key {
        meaning,
        rule: &f.rule,
        pillar: f.pillar,
        severity: f.severity,
        status: f.status,
        change: f.change,
        account: &f.account,
        region: &f.region,
        kind: &f.kind,
    }
}

impl Bundle<'_> {
    pub fn row(&self, run: &str, number: u64) -> Row {
        let key = &self.key;
        let service = key.kind.split_once('.').map_or("", |(service, _)| service);
        let texts = [
            run,
            &number.to_string(),
            &key.meaning,
            key.rule,
            key.pillar.word(),
            key.severity.word(),
            key.status.word(),
            key.change.word(),
            key.account,
            key.region,
            service,
            key.kind,
            &self.findings.to_string(),
            &self.cents.to_string(),
            &self.first.to_string(),
        ];
        texts.into_iter().map(|text| Some(text.to_owned())).collect()
    }
}
