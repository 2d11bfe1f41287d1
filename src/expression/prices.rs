//! The price table: `rules/prices.yaml`, item → variant → region → figure.

use std::collections::BTreeMap;

use serde::Deserialize;

/// One figure of AWS's public price list.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Price {
    /// USD in the item's unit, which the item's name says (`ebs.gb_month`).
    pub usd: f64,
    /// Where the figure was read.
    pub source: String,
    /// When it was read, `YYYY-MM-DD`.
    pub date: String,
}

/// All prices; a variant `*` is an item's only one.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(transparent)]
pub struct Prices(BTreeMap<String, BTreeMap<String, BTreeMap<String, Price>>>);

impl Prices {
    /// The newest date among an item's figures.
    pub fn newest(&self, item: &str) -> Option<&str> {
        let prices = self.0.get(item)?.values().flat_map(BTreeMap::values);
        prices.map(|p| p.date.as_str()).max()
    }

    pub fn find(&self, item: &str, variant: &str, region: &str) -> Option<&Price> {
        self.0.get(item)?.get(variant)?.get(region)
    }
}
