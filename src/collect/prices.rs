//! Prices from AWS's own price list: asked only for what findings of the run need.

use std::collections::{BTreeMap, BTreeSet};

use futures_util::future::join_all;
use serde_json::Value;

use super::{Call, Fetcher, Surroundings};
use crate::expression::{Listed, Price, PriceKey, Query};
use crate::model::{CallKey, Scope};
use crate::rules::{self, PriceList};

/// The read that prices come from, as findings name it.
pub const SOURCE: &str = "pricing:GetProducts";

/// What a price is called in a finding's evidence.
fn part(key: &PriceKey) -> String {
    format!("{PART}{key}")
}

/// How the name of a price's entry in a finding's evidence begins.
pub const PART: &str = "price/";

/// Asks for these prices, one call for each set of parameters. What AWS does not tell is left out; `known` prices are
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
    let mut calls: BTreeMap<String, (Call, Vec<PriceKey>)> = BTreeMap::new();
    for key in wanted {
        let Some(params) = list.params(&key) else { continue };
        let call = Call { read, region: around.home.clone(), params };
        calls.entry(call.params.to_string()).or_insert_with(|| (call, Vec::new())).1.push(key);
    }
    let held = |call: &Call| {
        fetcher.source.holds(&CallKey::new(call.read.service, call.read.operation, &call.region, &call.params))
    };
    let calls: Vec<(Call, Vec<PriceKey>)> = calls.into_values().filter(|(call, _)| held(call)).collect();
    let asked = calls.iter().map(|(call, _)| fetcher.merged(&scope, call, &[]));
    let answers = join_all(asked).await;
    let mut listed: BTreeMap<PriceKey, Listed> =
        have.into_iter().filter_map(|key| known.get(&key).cloned().map(|price| (key, price))).collect();
    for ((call, keys), answer) in calls.iter().zip(answers) {
        let Ok(merged) = answer else { continue };
        let (document, Some(answer)) = &*merged else { continue };
        for key in keys {
            let Ok(found) = list.read(key, document) else { continue };
            let date = answer.called_at.format("%Y-%m-%d").to_string();
            let price = Price { usd: found.usd, source: SOURCE.to_owned(), date };
            let observed = Query::compile(&found.query).map_or(Value::Null, |q| q.search(document));
            let evidence = call.evidence(&part(key), found.query, observed, answer);
            listed.insert(key.clone(), Listed { price, evidence });
        }
    }
    listed
}
