//! Step 1: rule and kind files into a checked set of rules.

mod arguments;
pub mod catalogues;
mod faults;
mod join;
mod kind;
mod metric;
mod policy;
mod price_list;
pub mod role;
mod rule;
mod syntax;
mod uses;

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use include_dir::{Dir, include_dir};
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};
use sha2::{Digest, Sha256};

use crate::expression::Prices;
use crate::model::{Fault, Faults, Pillar, nearest};
pub use arguments::Arguments;
use faults::Reporter;
pub use join::{Follow, Lookup};
pub use kind::{Batch, Detail, Kind, Listing, Select};
pub use metric::{Metric, Spec};
pub use policy::{always, metric_data, money, policy, prices, reads_of, reservations, savings_plans, session_policy};
pub use price_list::{Covered, PriceList};
pub use rule::{Examples, Graded, Rule};

static BUILT_IN: Dir = include_dir!("$CARGO_MANIFEST_DIR/rules");

/// Thresholds by rule id, from `tickmark.toml`.
pub type Overrides = BTreeMap<String, Map<String, Value>>;

/// Under this id stand values for every rule that has such a parameter.
pub const EVERY_RULE: &str = "*";

/// All checked rules, in the order of their ids, and what they stand on.
#[derive(Debug)]
pub struct RuleSet {
    pub kinds: BTreeMap<String, Arc<Kind>>,
    pub rules: Vec<Arc<Rule>>,
    pub prices: Arc<Prices>,
    pub price_list: PriceList,
    /// Hex of a SHA-256 over all files and thresholds that these were made of.
    pub hash: String,
}

/// A file before it is read as anything.
struct Source {
    path: String,
    text: String,
}

impl RuleSet {
    /// The built-in files and those of `dirs`; a later file with the id of an earlier one replaces it.
    pub fn load(dirs: &[impl AsRef<Path>], overrides: &Overrides) -> Result<Self, Faults> {
        let mut faults = Vec::new();
        let mut layers = vec![built_in()];
        for dir in dirs {
            match folder(dir.as_ref()) {
                Ok(sources) => layers.push(sources),
                Err(e) => {
                    let file = dir.as_ref().display().to_string();
                    faults.push(Fault { file, line: 0, column: 0, message: format!("cannot be read: {e}") });
                }
            }
        }
        let prices: Prices = table(&layers, "prices.yaml", &mut faults);
        let price_list: PriceList = table(&layers, "price-list.yaml", &mut faults);
        let kinds = kinds(&layers, &mut faults);
        let rules = rules(&layers, &kinds, &price_list, overrides, &mut faults);
        faults.extend(unknown_overrides(&layers, overrides));
        faults.sort();
        if !faults.is_empty() {
            return Err(Faults { all: faults, place: "in the rule files" });
        }
        let hash = hash(&layers, overrides);
        Ok(RuleSet { kinds, rules: rules.into_values().collect(), prices: Arc::new(prices), price_list, hash })
    }

    /// The rules that `only` names and `skip` does not: by id, pillar or service.
    pub fn choose(&self, only: &[String], skip: &[String]) -> Result<Vec<Arc<Rule>>, String> {
        only.iter().chain(skip).try_for_each(|word| self.known(word))?;
        let chosen = |rule: &&Arc<Rule>| {
            (only.is_empty() || only.iter().any(|w| is_called(rule, w))) && !skip.iter().any(|w| is_called(rule, w))
        };
        let rules: Vec<Arc<Rule>> = self.rules.iter().filter(chosen).cloned().collect();
        if rules.is_empty() { Err("--only and --skip leave no rule".into()) } else { Ok(rules) }
    }

    fn known(&self, word: &str) -> Result<(), String> {
        if self.rules.iter().any(|r| is_called(r, word)) {
            return Ok(());
        }
        let ids = self.rules.iter().map(|r| r.id.as_str());
        let names = ids.chain(Pillar::ALL.map(Pillar::word)).chain(self.rules.iter().map(|r| service(r)));
        let hint = nearest(word, names).map_or(String::new(), |n| format!(", did you mean {n}?"));
        Err(format!("{word} is no rule, pillar or service{hint} (tickmark rules list shows all)"))
    }

    pub fn find(&self, id: &str) -> Result<&Arc<Rule>, String> {
        let found = self.rules.iter().find(|r| r.id == id);
        found.ok_or_else(|| self.known(id).err().unwrap_or_else(|| format!("{id} is not the id of a rule")))
    }
}

/// The service of a rule: the first part of its kind.
pub fn service(rule: &Rule) -> &str {
    rule.kind.name.split('.').next().unwrap_or_default()
}

fn is_called(rule: &Rule, word: &str) -> bool {
    rule.id == word || rule.pillar.word() == word || service(rule) == word
}

/// What the files say, in their order; a folder that is moved stays the same.
fn hash(layers: &[Vec<Source>], overrides: &Overrides) -> String {
    let mut hash = Sha256::new();
    for source in layers.iter().flatten() {
        let name = Path::new(&source.path).file_name().unwrap_or_default().as_encoded_bytes();
        for part in [name, source.text.as_bytes()] {
            hash.update(part.len().to_be_bytes());
            hash.update(part);
        }
    }
    hash.update(serde_json::to_string(overrides).unwrap_or_default());
    hex::encode(hash.finalize())
}

fn built_in() -> Vec<Source> {
    fn walk(dir: &'static Dir, out: &mut Vec<Source>) {
        dir.dirs().for_each(|d| walk(d, out));
        let texts = dir.files().filter_map(|f| Some((f.path().to_str()?, f.contents_utf8()?)));
        out.extend(
            texts
                .filter(|(path, _)| path.ends_with(".yaml"))
                .map(|(path, text)| Source { path: format!("rules/{path}"), text: text.to_owned() }),
        );
    }
    let mut sources = Vec::new();
    walk(&BUILT_IN, &mut sources);
    sources
}

fn folder(dir: &Path) -> std::io::Result<Vec<Source>> {
    let mut sources = Vec::new();
    let mut todo = vec![dir.to_owned()];
    while let Some(dir) = todo.pop() {
        for entry in std::fs::read_dir(&dir)? {
            let path = entry?.path();
            if path.is_dir() {
                todo.push(path);
            } else if path.extension().is_some_and(|e| e == "yaml" || e == "yml") {
                sources.push(Source { path: path.display().to_string(), text: std::fs::read_to_string(&path)? });
            }
        }
    }
    sources.sort_by(|a, b| a.path.cmp(&b.path));
    Ok(sources)
}

fn is_kinds(path: &str) -> bool {
    Path::new(path).parent().is_some_and(|p| p.ends_with("kinds"))
}

/// Whether it is one of the tables that rules share, and not a rule.
fn is_table(path: &str) -> bool {
    Path::new(path).file_name().is_some_and(|n| n == "prices.yaml" || n == "price-list.yaml")
}

/// The last file of this name.
fn table<T: Default + DeserializeOwned>(layers: &[Vec<Source>], name: &str, faults: &mut Vec<Fault>) -> T {
    let mut table = T::default();
    for source in layers.iter().flatten().filter(|s| Path::new(&s.path).file_name().is_some_and(|n| n == name)) {
        match serde_saphyr::from_str(&source.text) {
            Ok(read) => table = read,
            Err(e) => {
                let mut reporter = Reporter::new(&source.path, &source.text);
                reporter.yaml(&e);
                faults.append(&mut reporter.faults);
            }
        }
    }
    table
}

fn kinds(layers: &[Vec<Source>], faults: &mut Vec<Fault>) -> BTreeMap<String, Arc<Kind>> {
    let mut kinds = BTreeMap::new();
    for source in layers.iter().flatten().filter(|s| is_kinds(&s.path)) {
        let mut reporter = Reporter::new(&source.path, &source.text);
        let service = Path::new(&source.path).file_stem().and_then(|s| s.to_str()).unwrap_or_default();
        match serde_saphyr::from_str::<syntax::KindsFile>(&source.text) {
            Ok(file) => {
                for (short, kind) in &file {
                    let checked = kind::check(service, short, &kind.value, kind.referenced, &mut reporter);
                    kinds.extend(checked.map(|k| (k.name.clone(), Arc::new(k))));
                }
            }
            Err(e) => reporter.yaml(&e),
        }
        faults.append(&mut reporter.faults);
    }
    let orphans: Vec<Fault> = kinds.values().filter_map(|k| orphan(k, &kinds)).collect();
    faults.extend(orphans);
    kinds
}

/// A kind that names another which does not exist.
fn orphan(kind: &Kind, kinds: &BTreeMap<String, Arc<Kind>>) -> Option<Fault> {
    let named = [(&kind.parent, "its parent"), (&kind.same_as, "the same as it")];
    let (name, what) = named
        .into_iter()
        .find_map(|(name, what)| name.as_ref().filter(|n| !kinds.contains_key(*n)).map(|n| (n, what)))?;
    let hint =
        nearest(name, kinds.keys().map(String::as_str)).map_or(String::new(), |n| format!(", did you mean {n}?"));
    let message = format!("{}: no kind {name} to be {what}{hint}", kind.name);
    Some(Fault { file: "kinds".into(), line: 0, column: 0, message })
}

fn rules(
    layers: &[Vec<Source>],
    kinds: &BTreeMap<String, Arc<Kind>>,
    price_list: &PriceList,
    overrides: &Overrides,
    faults: &mut Vec<Fault>,
) -> BTreeMap<String, Arc<Rule>> {
    let mut rules: BTreeMap<String, Arc<Rule>> = BTreeMap::new();
    for layer in layers {
        let mut here: BTreeMap<String, String> = BTreeMap::new();
        for source in layer.iter().filter(|s| !is_kinds(&s.path) && !is_table(&s.path)) {
            let mut reporter = Reporter::new(&source.path, &source.text);
            match serde_saphyr::from_str::<syntax::RuleFile>(&source.text) {
                Ok(file) => {
                    let (id, place) = (file.id.value.clone(), file.id.referenced);
                    if let Some(other) = here.insert(id.clone(), source.path.clone()) {
                        reporter.at(place, format!("id {id} is also that of {other}"));
                    }
                    let checked = rule::check(&source.path, &source.text, file, kinds, overrides, &mut reporter);
                    rules.extend(checked.map(|r| {
                        let covered = r.monthly_cost.as_ref().is_some_and(|cost| price_list.covers(&cost.source));
                        (id, Arc::new(Rule { covered, ..r }))
                    }));
                }
                Err(e) => reporter.yaml(&e),
            }
            faults.append(&mut reporter.faults);
        }
    }
    rules
}

/// Thresholds for rules that there are not.
fn unknown_overrides(layers: &[Vec<Source>], overrides: &Overrides) -> Vec<Fault> {
    let stem = |s: &Source| Path::new(&s.path).file_stem().and_then(|n| n.to_str()).map(str::to_owned);
    let ids: Vec<String> = layers.iter().flatten().filter(|s| !is_kinds(&s.path)).filter_map(stem).collect();
    let unknown = overrides.keys().filter(|id| *id != EVERY_RULE && !ids.contains(*id));
    unknown
        .map(|id| {
            let hint =
                nearest(id, ids.iter().map(String::as_str)).map_or(String::new(), |n| format!(", did you mean {n}?"));
            let message = format!("params.\"{id}\": no such rule{hint}");
            Fault { file: "configuration".into(), line: 0, column: 0, message }
        })
        .collect()
}
