//! Prices from AWS's own price list: asked only for what findings of the run need.

use std::collections::{BTreeMap, BTreeSet};

use futures_util::future::join_all;
use serde_json::Value;

use super::{Call, Fetcher, Surroundings};
use crate::expression::{Listed, Price, PriceKey, Query};
use crate::model::{PRICE_PART, Scope};
use crate::rules::{self, PriceList};

/// The read that prices come from, as findings name it.
pub const SOURCE: &str = "pricing:GetProducts";

/// What a price is called in a finding's evidence.
fn part(key: &PriceKey) -> String {
    format!("{PRICE_PART}{key}")
}

/// Asks for these prices. What AWS does not tell is left out; `known` prices are
/// not asked for again. A recording that has none of them gives none.
pub async fn ask(
    fetcher: &Fetcher<'_>,
    around: &Surroundings,
    list: &PriceList,
    wanted: BTreeSet<PriceKey>,
    known: &BTreeMap<PriceKey, Listed>,
) -> BTreeMap<PriceKey, Listed> {
    let Some(read) = rules::prices() else { return BTreeMap::new() };
    let scope = Scope::new(&around.account, "").global();
    let (have, wanted): (Vec<PriceKey>, Vec<PriceKey>) = wanted.into_iter().partition(|key| known.contains_key(key));
    if !have.is_empty() {
        fetcher.known(&scope, read);
    }
    let call = |key: PriceKey| {
        let params = list.params(&key)?;
        Some((key, Call { read, region: around.home.clone(), params }))
    };
    let calls: Vec<(PriceKey, Call)> =
        wanted.into_iter().filter_map(call).filter(|(_, call)| fetcher.holds(call)).collect();
    let answers = join_all(calls.iter().map(|(_, call)| fetcher.merged(&scope, call, &[]))).await;
    let mut listed: BTreeMap<PriceKey, Listed> =
        have.into_iter().filter_map(|key| known.get(&key).cloned().map(|price| (key, price))).collect();
    for ((key, call), answer) in calls.into_iter().zip(answers) {
        let Ok(merged) = answer else { continue };
        let (document, Some(answer)) = &*merged else { continue };
        let Ok(found) = list.read(&key, document) else { continue };
        let date = answer.called_at.format("%Y-%m-%d").to_string();
        let price = Price { usd: found.usd, source: SOURCE.to_owned(), date };
        let observed = Query::compile(&found.query).map_or(Value::Null, |q| q.search(document));
        let evidence = call.evidence(&part(&key), found.query, observed, answer);
        listed.insert(key, Listed { price, evidence });
    }
    listed
}
