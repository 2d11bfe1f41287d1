//! List prices in US dollars: the built-in table `rules/prices.yaml` (item → variant → region → figure), and before it
//! what AWS's own price list said in this run.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, PoisonError};

use serde::{Deserialize, Serialize};

use crate::model::{Agreed, Evidence};

/// One figure of AWS's public price list.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Price {
    /// USD in the item's unit, which the item's name says (`ebs.gb_month`).
    pub usd: f64,
    /// Where the figure was read.
    pub source: String,
    /// When it was read, `YYYY-MM-DD`.
    pub date: String,
}

/// What a rule names a price by; the variant is `*` where the item has none.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct PriceKey {
    pub item: String,
    pub variant: String,
    pub region: String,
}

impl PriceKey {
    /// From the arguments of `price()`.
    pub fn of(arguments: &[&str]) -> Option<Self> {
        let (item, variant, region) = match arguments {
            [item, region] => (item, "*", region),
            [item, variant, region] => (item, *variant, region),
            _ => return None,
        };
        Some(PriceKey { item: (*item).to_owned(), variant: variant.to_owned(), region: (*region).to_owned() })
    }
}

impl std::fmt::Display for PriceKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self.variant.as_str() {
            "*" => write!(f, "{} in {}", self.item, self.region),
            variant => write!(f, "{} {variant} in {}", self.item, self.region),
        }
    }
}

/// A price that AWS gave, with the call that shows it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Listed {
    pub price: Price,
    pub evidence: Evidence,
}

/// An agreement that pays for a part of what an item is charged for, with the call that shows it.
#[derive(Clone, Debug, PartialEq)]
pub struct Agreement {
    pub agreed: Agreed,
    pub evidence: Evidence,
}

type Table = BTreeMap<String, BTreeMap<String, BTreeMap<String, Price>>>;

/// All prices; what is looked for is noted, so that a finding knows which prices its amount stands on.
#[derive(Debug, Default, Deserialize)]
#[serde(from = "Table")]
pub struct Prices {
    table: Arc<Table>,
    listed: BTreeMap<PriceKey, Listed>,
    /// By item.
    agreed: BTreeMap<String, Vec<Agreement>>,
    /// What every price is that is not known otherwise.
    any: Option<Price>,
    looked: Mutex<BTreeSet<PriceKey>>,
}

impl From<Table> for Prices {
    fn from(table: Table) -> Self {
        Prices { table: Arc::new(table), ..Prices::default() }
    }
}

impl Prices {
    /// Every price is known, so that everything that is looked for can be seen.
    pub fn any() -> Self {
        let any = Some(Price { usd: 1.0, source: String::new(), date: String::new() });
        Prices { any, ..Prices::default() }
    }

    /// The same table, behind what AWS said.
    pub fn with(&self, listed: BTreeMap<PriceKey, Listed>, agreed: BTreeMap<String, Vec<Agreement>>) -> Self {
        Prices { table: self.table.clone(), listed, agreed, ..Prices::default() }
    }

    /// The agreements that cover these items, each once.
    pub fn agreed<'a>(&'a self, items: impl Iterator<Item = &'a PriceKey>) -> Vec<&'a Agreement> {
        let mut out: Vec<&Agreement> = Vec::new();
        for agreement in items.filter_map(|key| self.agreed.get(&key.item)).flatten() {
            if !out.contains(&agreement) {
                out.push(agreement);
            }
        }
        out
    }

    /// What AWS said goes before the table.
    pub fn find(&self, key: &PriceKey) -> Option<&Price> {
        let built_in = || self.table.get(&key.item)?.get(&key.variant)?.get(&key.region);
        self.listed.get(key).map(|listed| &listed.price).or_else(built_in).or(self.any.as_ref())
    }

    pub fn listed(&self, key: &PriceKey) -> Option<&Listed> {
        self.listed.get(key)
    }

    /// As a rule asks for it: noted, whether it is there or not.
    pub(super) fn look(&self, key: PriceKey) -> Option<&Price> {
        let found = self.find(&key);
        self.looked.lock().unwrap_or_else(PoisonError::into_inner).insert(key);
        found
    }

    /// What was looked for since this was asked last.
    pub fn looked(&self) -> BTreeSet<PriceKey> {
        std::mem::take(&mut self.looked.lock().unwrap_or_else(PoisonError::into_inner))
    }
}
