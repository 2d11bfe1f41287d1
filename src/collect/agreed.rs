//! Savings that the account has agreed already: how much of what a service was used is paid for by Savings Plans or
//! reservations, so that an amount at list prices is read with it.

use std::collections::{BTreeMap, BTreeSet};

use futures_util::future::join_all;
use serde_json::{Value, json};

use super::{Call, Fetcher, Surroundings};
use crate::aws::operations::Read;
use crate::expression::{Agreement, PriceKey, Query};
use crate::model::{AGREED_PART, Agreed, Scope};
use crate::rules::{self, Covered, PriceList};

/// Days back that coverage is looked at.
const DAYS: i64 = 30;

/// Asks Cost Explorer about the services whose prices findings need, once for each service and sort of agreement; by the
/// items of the price list. What it does not tell, and what covers nothing, is left out.
pub async fn ask(
    fetcher: &Fetcher<'_>,
    around: &Surroundings,
    list: &PriceList,
    wanted: &BTreeSet<PriceKey>,
) -> BTreeMap<String, Vec<Agreement>> {
    let items: BTreeSet<&str> = wanted.iter().map(|key| key.item.as_str()).collect();
    let covers = |item| list.covered(item).iter().map(move |covered| (item, covered));
    let of_items: Vec<(&str, &Covered)> = items.into_iter().flat_map(covers).collect();
    let different: BTreeSet<&Covered> = of_items.iter().map(|(_, covered)| *covered).collect();
    let asked = join_all(different.into_iter().map(|covered| one(fetcher, around, covered))).await;
    let known: BTreeMap<&Covered, Agreement> = asked.into_iter().flatten().collect();
    let mut agreed: BTreeMap<String, Vec<Agreement>> = BTreeMap::new();
    for (item, covered) in of_items {
        agreed.entry(item.to_owned()).or_default().extend(known.get(covered).cloned());
    }
    agreed
}

async fn one<'c>(
    fetcher: &Fetcher<'_>,
    around: &Surroundings,
    covered: &'c Covered,
) -> Option<(&'c Covered, Agreement)> {
    let (read, query, by, service): (&Read, _, _, _) = match covered {
        Covered::SavingsPlans(service) => {
            let shown = "SavingsPlansCoverages[].Coverage.{SpendCoveredBySavingsPlans: SpendCoveredBySavingsPlans, TotalCost: TotalCost}";
            (rules::savings_plans()?, shown, "Savings Plans", service)
        }
        Covered::Reservations(service) => {
            let shown = "Total.CoverageHours.{ReservedHours: ReservedHours, TotalRunningHours: TotalRunningHours}";
            (rules::reservations()?, shown, "reservations", service)
        }
    };
    let day = |back: i64| (around.now.date_naive() - chrono::TimeDelta::days(back)).to_string();
    // A management account would be told of all its members.
    let of = |key: &str, value: &str| json!({"Dimensions": {"Key": key, "Values": [value]}});
    let filter = json!({"And": [of("LINKED_ACCOUNT", &around.account), of("SERVICE", service)]});
    let params = json!({"TimePeriod": {"Start": day(DAYS), "End": day(0)}, "Filter": filter});
    let call = Call { read, region: around.home.clone(), params };
    if !fetcher.holds(&call) {
        return None;
    }
    let scope = Scope::new(&around.account, "").global();
    // Who has no plan and no reservation gets this error.
    let fine = ["DataUnavailableException".to_owned()];
    let merged = fetcher.merged(&scope, &call, &fine).await.ok()?;
    let (document, Some(answer)) = &*merged else { return None };
    let observed = Query::compile(query).ok()?.search(document);
    let percent = percent(&observed).filter(|percent| *percent > 0.0)?;
    let part = format!("{AGREED_PART}{by}/{service}");
    let evidence = call.evidence(&part, query.to_owned(), observed, answer);
    let agreed = Agreed { by: by.to_owned(), service: service.clone(), percent };
    Some((covered, Agreement { agreed, evidence }))
}

/// The share that is covered, of spend or of hours, with one digit after the point; None where nothing was used.
fn percent(observed: &Value) -> Option<f64> {
    let rows = match observed {
        Value::Array(rows) => rows.clone(),
        row => vec![row.clone()],
    };
    let sum = |names: [&str; 2]| -> f64 {
        let number = |row: &Value| names.iter().find_map(|name| row.get(name)?.as_str()?.parse::<f64>().ok());
        rows.iter().filter_map(number).sum()
    };
    let covered = sum(["SpendCoveredBySavingsPlans", "ReservedHours"]);
    let all = sum(["TotalCost", "TotalRunningHours"]);
    (all > 0.0).then(|| (covered / all * 1000.0).round() / 10.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_share_is_of_all_months() {
        let months = json!([
            {"SpendCoveredBySavingsPlans": "30", "TotalCost": "100"},
            {"SpendCoveredBySavingsPlans": "20.04", "TotalCost": "50"},
        ]);
        assert_eq!(percent(&months), Some(33.4));
        assert_eq!(percent(&json!({"ReservedHours": "720", "TotalRunningHours": "1440"})), Some(50.0));
        assert_eq!(percent(&json!({"ReservedHours": "0", "TotalRunningHours": "0"})), None);
        assert_eq!(percent(&Value::Null), None);
    }
}
