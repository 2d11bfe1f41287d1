//! Reads that are made only for what fails: they show more of it.

use std::collections::BTreeMap;

use futures_util::future::join_all;
use serde_json::Value;

use super::{Call, Fetcher, Surroundings};
use crate::aws::operations::{Reach, Read};
use crate::expression::Query;
use crate::model::{Evidence, FOLLOW_PART, GLOBAL, Scope};

/// What is to be read of a resource that fails.
#[derive(Debug)]
pub struct Wanted {
    /// The finding's id.
    pub finding: String,
    /// The resource's region, or `global`.
    pub region: String,
    pub name: String,
    pub read: &'static Read,
    pub params: Value,
    /// JMESPath: what of the answer is shown.
    pub query: Query,
}

/// Makes these reads; of a global resource in every one of `regions`, where the service is regional. What is empty shows
/// nothing and is left out. By findings' ids, in the order of their names and regions.
pub async fn read(
    fetcher: &Fetcher<'_>,
    around: &Surroundings,
    regions: &[String],
    wanted: &[Wanted],
) -> BTreeMap<String, Vec<Evidence>> {
    let calls = wanted.iter().flat_map(|w| calls(w, around, regions));
    let calls: Vec<(&Wanted, Scope, Call)> = calls.filter(|(_, _, call)| fetcher.holds(call)).collect();
    let answers = join_all(calls.iter().map(|(_, scope, call)| fetcher.merged(scope, call, &[]))).await;
    let mut shown: BTreeMap<String, Vec<Evidence>> = BTreeMap::new();
    for ((wanted, _, call), answer) in calls.iter().zip(answers) {
        let Ok(merged) = answer else { continue };
        let (document, Some(answer)) = &*merged else { continue };
        let observed = wanted.query.search(document);
        if !is_empty(&observed) {
            let part = format!("{FOLLOW_PART}{}/{}", wanted.name, call.region);
            let evidence = call.evidence(&part, wanted.query.source.clone(), observed, answer);
            shown.entry(wanted.finding.clone()).or_default().push(evidence);
        }
    }
    shown
}

fn calls<'w>(wanted: &'w Wanted, around: &Surroundings, regions: &[String]) -> Vec<(&'w Wanted, Scope, Call)> {
    let places: Vec<&str> = match (wanted.read.reach, wanted.region.as_str()) {
        (Reach::Global, _) => vec![GLOBAL],
        (Reach::Regional, GLOBAL) => regions.iter().map(String::as_str).collect(),
        (Reach::Regional, region) => vec![region],
    };
    let call = |place: &str| {
        let region = around.request_region(place).to_owned();
        let call = Call { read: wanted.read, region, params: wanted.params.clone() };
        (wanted, Scope::new(&around.account, place), call)
    };
    places.into_iter().map(call).collect()
}

fn is_empty(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::Array(items) => items.is_empty(),
        Value::Object(members) => members.values().all(is_empty),
        Value::Number(number) => number.as_f64() == Some(0.0),
        _ => false,
    }
}
