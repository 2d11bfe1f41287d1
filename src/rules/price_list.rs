//! `price-list.yaml`: how AWS's own price list is asked for an item of the price table, and how its answer is read.

use std::collections::{BTreeMap, BTreeSet};

use serde::Deserialize;
use serde_json::{Value, json};

use crate::expression::{PriceKey, raw_string};

/// Items of the price table, as AWS's Price List Query API (GetProducts) knows them.
#[derive(Debug, Default, Deserialize)]
#[serde(transparent)]
pub struct PriceList(BTreeMap<String, Product>);

/// The products that an item's price is that of. `{variant}` in its texts is the variant, `{1}` its first word and so on.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Product {
    /// The service's code in the price list: `AmazonEC2`.
    service: String,
    /// Attributes that AWS compares.
    #[serde(default)]
    filters: BTreeMap<String, String>,
    /// The usage type without its region's prefix.
    usage: Option<String>,
    /// In what AWS may give the price: `GB-Mo`.
    unit: BTreeSet<String>,
    /// How many of the item's units are in one of AWS's.
    #[serde(default = "one")]
    per: f64,
    /// What agreements can cover it, by Cost Explorer's names of services.
    #[serde(default)]
    covered: Vec<Covered>,
    /// What AWS calls the words of a variant, where it calls them otherwise: `postgres`: `PostgreSQL`.
    #[serde(default)]
    words: BTreeMap<String, String>,
    /// Where there are any, variants that are not among these are not asked for.
    #[serde(default)]
    variants: BTreeMap<String, Told>,
}

/// What pays for use besides the list price, of a service by Cost Explorer's name.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Covered {
    SavingsPlans(String),
    Reservations(String),
}

/// What tells a variant's products apart, besides what the item says.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct Told {
    filters: BTreeMap<String, String>,
    usage: Option<String>,
}

fn one() -> f64 {
    1.0
}

impl Product {
    /// A text with a variant in it.
    fn worded(&self, text: &str, variant: &str) -> String {
        let said = |word| self.words.get(word).map_or(word, String::as_str);
        let words = variant.split(' ').zip(1..);
        words.fold(text.replace("{variant}", variant), |text, (word, place)| {
            text.replace(&format!("{{{place}}}"), said(word))
        })
    }
}

/// A price as an answer has it.
#[derive(Debug, PartialEq)]
pub struct Found {
    /// In the item's unit.
    pub usd: f64,
    /// JMESPath over the answer: how many products are meant, and how many of them have this price.
    pub query: String,
}

/// What is asked for besides an item's own filters: a region's prices, and not those of its Local Zones and Outposts.
const PLACE: [(&str, &str); 1] = [("locationType", "AWS Region")];

impl PriceList {
    /// The items that AWS can be asked for.
    pub fn items(&self) -> impl Iterator<Item = &str> {
        self.0.keys().map(String::as_str)
    }

    /// What agreements can cover an item.
    pub fn covered(&self, item: &str) -> &[Covered] {
        self.0.get(item).map_or(&[], |product| &product.covered)
    }

    /// Whether an expression names an item that agreements can cover.
    pub fn covers(&self, cost: &str) -> bool {
        let named = |item: &String| cost.contains(&format!("\"{item}\""));
        self.0.iter().any(|(item, product)| !product.covered.is_empty() && named(item))
    }

    /// Parameters of GetProducts; None where AWS is not asked for such a price.
    pub fn params(&self, key: &PriceKey) -> Option<Value> {
        let (product, variant) = self.find(key)?;
        let mut fields: BTreeMap<&str, String> = PLACE.map(|(name, value)| (name, value.to_owned())).into();
        fields.insert("regionCode", key.region.clone());
        for (name, value) in product.filters.iter().chain(variant.iter().flat_map(|v| &v.filters)) {
            fields.insert(name, product.worded(value, &key.variant));
        }
        let filter = |(field, value)| json!({"Type": "TERM_MATCH", "Field": field, "Value": value});
        let filters: Vec<Value> = fields.into_iter().map(filter).collect();
        Some(json!({"ServiceCode": product.service, "Filters": filters}))
    }

    fn find(&self, key: &PriceKey) -> Option<(&Product, Option<&Told>)> {
        let product = self.0.get(&key.item)?;
        let variant = product.variants.get(&key.variant);
        (product.variants.is_empty() || variant.is_some()).then_some((product, variant))
    }

    /// The one price that an answer holds, or why it holds none.
    pub fn read(&self, key: &PriceKey, document: &Value) -> Result<Found, String> {
        let (product, variant) = self.find(key).ok_or("AWS is not asked for such a price")?;
        let usage = variant.and_then(|v| v.usage.as_ref()).or(product.usage.as_ref());
        let usage = usage.map(|u| product.worded(u, &key.variant));
        let texts = document.get("PriceList").and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str);
        let entries: Vec<Entry> = texts.filter_map(Entry::parse).filter(|e| e.is_of(usage.as_deref())).collect();
        let prices: BTreeSet<String> = entries.iter().flat_map(|e| e.prices(&product.unit)).collect();
        let types: BTreeSet<&str> = entries.iter().map(Entry::usage).collect();
        let (Some(price), Some(kind), Some(first)) = (prices.first(), types.first(), entries.first()) else {
            return Err(format!("the price list has no price of {key}"));
        };
        if prices.len() > 1 || types.len() > 1 {
            return Err(format!("the price list has several prices of {key}"));
        }
        let usd: f64 = price.parse().map_err(|_| format!("the price of {key} is not a number: {price}"))?;
        let meant = usage.is_some().then(|| first.holds("usagetype", kind));
        Ok(Found { usd: usd / product.per, query: query(meant, &first.holds("USD", price)) })
    }
}

fn query(meant: Option<String>, priced: &str) -> String {
    let (products, both) = match meant {
        Some(meant) => (format!("PriceList[?{meant}]"), format!("{meant} && {priced}")),
        None => ("PriceList".to_owned(), priced.to_owned()),
    };
    format!("{{products: length({products}), at_this_price: length(PriceList[?{both}])}}")
}

/// A product with its terms: AWS gives it as JSON in a text.
struct Entry<'a> {
    text: &'a str,
    document: Value,
}

impl<'a> Entry<'a> {
    fn parse(text: &'a str) -> Option<Self> {
        Some(Entry { text, document: serde_json::from_str(text).ok()? })
    }

    fn usage(&self) -> &str {
        self.document.pointer("/product/attributes/usagetype").and_then(Value::as_str).unwrap_or_default()
    }

    /// Whether its usage type is this one, perhaps behind a region's prefix (`EU-`, `USW2-`).
    fn is_of(&self, usage: Option<&str>) -> bool {
        let Some(prefix) = usage.map_or(Some(""), |usage| self.usage().strip_suffix(usage)) else { return false };
        let region = prefix.strip_suffix('-').unwrap_or(prefix);
        let letters = region.trim_end_matches(|c: char| c.is_ascii_digit());
        let numbered = letters.len() < region.len() || region == "EU";
        prefix.is_empty() || (numbered && prefix.ends_with('-') && letters.bytes().all(|b| b.is_ascii_uppercase()))
    }

    /// On-demand prices in one of these units that are not zero (a free tier is not the price), as AWS writes them.
    fn prices(&self, units: &BTreeSet<String>) -> Vec<String> {
        let members =
            |value: &Value| value.as_object().into_iter().flatten().map(|(_, v)| v.clone()).collect::<Vec<_>>();
        let terms = self.document.pointer("/terms/OnDemand").map(members).unwrap_or_default();
        let dimensions = terms.iter().filter_map(|t| t.get("priceDimensions")).flat_map(members);
        let wanted = dimensions.filter(|d| d.get("unit").and_then(Value::as_str).is_some_and(|u| units.contains(u)));
        let usd = wanted.filter_map(|d| d.pointer("/pricePerUnit/USD").and_then(Value::as_str).map(str::to_owned));
        usd.filter(|text| text.parse::<f64>().is_ok_and(|usd| usd > 0.0)).collect()
    }

    /// JMESPath that holds of a text with this member, spelled as in this one.
    fn holds(&self, name: &str, value: &str) -> String {
        let (name, value) = (json!(name), json!(value));
        let spelled = [format!("{name}:{value}"), format!("{name}: {value}")];
        let spelled = spelled.iter().find(|s| self.text.contains(s.as_str())).unwrap_or(&spelled[0]);
        format!("contains(@, '{}')", raw_string(spelled))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::expression::Query;

    fn list() -> PriceList {
        let text = "
disk: {service: S, filters: {family: '{variant}'}, unit: [GB-Mo], per: 2}
host: {service: S, filters: {type: '{1}', operation: '{2}'}, usage: 'Box:{1}', unit: [Hrs], words: {linux: Run:1}}
gate: {service: S, usage: Gate-Hours, unit: [Hrs], variants: {a: {filters: {family: A}}}}";
        serde_saphyr::from_str(text).unwrap()
    }

    fn key(item: &str, variant: &str) -> PriceKey {
        PriceKey::of(&[item, variant, "eu-west-1"]).unwrap()
    }

    fn product(usage: &str, prices: &[(&str, &str)]) -> Value {
        let dimensions: BTreeMap<String, Value> = (0..)
            .zip(prices)
            .map(|(n, (unit, usd))| (format!("d{n}"), json!({"unit": unit, "pricePerUnit": {"USD": usd}})))
            .collect();
        let terms = json!({"OnDemand": {"t": {"priceDimensions": dimensions}}, "Reserved": {"r": {"priceDimensions":
            {"d": {"unit": prices[0].0, "pricePerUnit": {"USD": "7.0"}}}}}});
        Value::String(json!({"product": {"attributes": {"usagetype": usage}}, "terms": terms}).to_string())
    }

    #[test]
    fn it_is_asked_for_a_region_and_a_variant() {
        let params = list().params(&key("disk", "fast")).unwrap();
        let filters: Vec<(&str, &str)> = params["Filters"]
            .as_array()
            .unwrap()
            .iter()
            .map(|f| (f["Field"].as_str().unwrap(), f["Value"].as_str().unwrap()))
            .collect();
        let expected = [("family", "fast"), ("locationType", "AWS Region"), ("regionCode", "eu-west-1")];
        assert_eq!((params["ServiceCode"].as_str(), filters), (Some("S"), expected.to_vec()));
        let params = list().params(&key("host", "m5.large linux")).unwrap();
        let values: Vec<&Value> = params["Filters"].as_array().unwrap().iter().map(|f| &f["Value"]).collect();
        assert_eq!(values, ["AWS Region", "Run:1", "eu-west-1", "m5.large"]);
        assert!(list().params(&key("gate", "a")).is_some());
        assert_eq!(list().params(&key("gate", "b")), None);
        assert_eq!(list().params(&key("none", "a")), None);
    }

    #[test]
    fn one_price_is_read_and_proved() {
        let answer = json!({"PriceList": [
            product("EU-Gate-Hours", &[("Hrs", "0.0480000000"), ("Hrs", "0.0000000000"), ("GB", "0.3")]),
            product("EU-RegionalGate-Hours", &[("Hrs", "0.9")]),
            product("Outposts-Gate-Hours", &[("Hrs", "0.8")]),
            product("USE1-TS-Gate-Hours", &[("Hrs", "0.7")]),
        ]});
        let found = list().read(&key("gate", "a"), &answer).unwrap();
        assert_eq!(found.usd, 0.048);
        let shown = Query::compile(&found.query).unwrap().search(&answer);
        assert_eq!(shown, json!({"products": 1, "at_this_price": 1}));
        let disk = json!({"PriceList": [product("Disk", &[("GB-Mo", "0.1")]), product("Disk", &[("GB-Mo", "0.1")])]});
        let found = list().read(&key("disk", "fast"), &disk).unwrap();
        assert_eq!(found.usd, 0.05);
        assert_eq!(Query::compile(&found.query).unwrap().search(&disk), json!({"products": 2, "at_this_price": 2}));
    }

    #[test]
    fn what_is_not_one_price_is_none() {
        let prices = |products: &[Value]| list().read(&key("disk", "fast"), &json!({"PriceList": products}));
        assert!(prices(&[]).unwrap_err().contains("no price of disk fast in eu-west-1"));
        assert!(prices(&[product("Disk", &[("Hrs", "0.1")])]).unwrap_err().contains("no price"));
        let two = [product("Disk", &[("GB-Mo", "0.1")]), product("Disk", &[("GB-Mo", "0.2")])];
        assert!(prices(&two).unwrap_err().contains("several"));
        assert!(prices(&[product("Disk", &[("GB-Mo", "0.1"), ("GB-Mo", "0.09")])]).unwrap_err().contains("several"));
        assert!(prices(&[product("Disk", &[("GB-Mo", "0.1")]), product("Tape", &[("GB-Mo", "0.1")])]).is_err());
    }
}
