//! What daily amounts of Cost Explorer say: days on which a cost jumped, and a month beside the one before.

use std::collections::BTreeMap;

use cel::{ExecutionError, Value};
use chrono::{Datelike, NaiveDate};
use serde_json::{Value as Json, json};

use super::value::{from_json, to_json};
use crate::shapes::Type;

/// Days before a day that a usual amount is taken from; with fewer it has none.
const HISTORY: usize = 14;
const LEAST: usize = 7;
/// The standard deviation of what is spread normally, in median absolute deviations.
/// Source: Rousseeuw and Croux, "Alternatives to the Median Absolute Deviation", 1993.
const NORMAL: f64 = 1.4826;

/// What `spikes` gives.
pub fn spikes_type() -> Type {
    let amounts = ["usd", "usual", "rise"].map(|name| (name.to_owned(), Type::Double));
    Type::list(Type::object(amounts.into_iter().chain([("day".to_owned(), Type::Text)])))
}

/// What `month_to_date` gives.
pub fn month_type() -> Type {
    let amounts = ["usd", "before"].map(|name| (name.to_owned(), Type::Double));
    Type::object(amounts.into_iter().chain([("days".to_owned(), Type::Int), ("month".to_owned(), Type::Text)]))
}

/// What makes a day a spike.
#[derive(Clone, Copy, Debug)]
pub struct Bounds {
    /// Only so many of the newest days are looked at.
    pub recent: i64,
    /// Times the usual amount, the day before and the same day of the week before.
    pub factor: f64,
    /// Robust standard deviations above the usual amount.
    pub deviations: f64,
    /// USD above the usual amount and above the day before.
    pub floor: f64,
}

/// `spikes(days, recent, factor, deviations, floor)`: the recent days on which a cost jumped, newest first. The usual
/// amount is the median of up to 14 days before, and how far amounts stray is their median absolute deviation: neither
/// is moved by a spike before. A day that is not far above the day before it is none, so that a cost that stays high is
/// told of the day on which it rose; nor is one that is like the same day of the week before.
pub fn spikes(days: &Value, bounds: Bounds) -> Result<Value, ExecutionError> {
    let days = read(days).map_err(|e| ExecutionError::function_error("spikes", e))?;
    let recent = usize::try_from(bounds.recent).unwrap_or_default();
    let newest = (0..days.len()).rev().take(recent);
    let found: Vec<Json> = newest.filter_map(|at| spike(&days, at, bounds)).collect();
    Ok(from_json(&Json::Array(found)))
}

fn spike(days: &[(NaiveDate, f64)], at: usize, bounds: Bounds) -> Option<Json> {
    let (day, usd) = days[at];
    let before: Vec<f64> = days[at.saturating_sub(HISTORY)..at].iter().map(|(_, usd)| *usd).collect();
    if before.len() < LEAST {
        return None;
    }
    let usual = median(before.clone());
    let spread = NORMAL * median(before.iter().map(|amount| (amount - usual).abs()).collect());
    let (yesterday, week) = (days[at - 1].1, days[at - 7].1);
    let rise = usd - usual;
    let jumped = rise >= bounds.floor && usd - yesterday >= bounds.floor;
    let above = [usual, yesterday, week].iter().all(|amount| usd >= amount * bounds.factor);
    let spike = jumped && above && rise >= bounds.deviations * spread;
    spike.then(|| json!({"day": day.to_string(), "usd": usd, "usual": usual, "rise": rise}))
}

/// The middle one, or the mean of the two in the middle; 0 of none.
fn median(mut amounts: Vec<f64>) -> f64 {
    amounts.sort_by(f64::total_cmp);
    let half = amounts.len() / 2;
    match amounts.get(half) {
        Some(middle) if amounts.len() % 2 == 1 => *middle,
        Some(upper) => f64::midpoint(amounts[half - 1], *upper),
        None => 0.0,
    }
}

/// `month_to_date(days)`: what the month of the newest day has cost so far, what as many first days of the month before it
/// did, how many days they are (0 where the month before is not all there), and the month, `2026-11`.
pub fn month_to_date(days: &Value) -> Result<Value, ExecutionError> {
    let days = read(days).map_err(|e| ExecutionError::function_error("month_to_date", e))?;
    let first = days.last().and_then(|(day, _)| day.with_day(1)).unwrap_or_default();
    let previous = first.pred_opt().and_then(|day| day.with_day(1)).unwrap_or_default();
    let this: Vec<f64> = days.iter().filter(|(day, _)| *day >= first).map(|(_, usd)| *usd).collect();
    let whole = days.first().is_some_and(|(day, _)| *day <= previous);
    // A month may be longer than the one before it.
    let before = days.iter().filter(|(day, _)| *day >= previous && *day < first).take(this.len());
    let before: f64 = before.map(|(_, usd)| usd).sum();
    let (usd, many): (f64, usize) = (this.iter().sum(), if whole { this.len() } else { 0 });
    Ok(from_json(&json!({"usd": usd, "before": before, "days": many, "month": first.format("%Y-%m").to_string()})))
}

/// `[{Start: "2026-11-01", Amount: "1.5"}, …]` by day.
fn read(days: &Value) -> Result<Vec<(NaiveDate, f64)>, String> {
    let Json::Array(days) = to_json(days) else { return Err("no list of days".to_owned()) };
    let one = |day: &Json| {
        let text = |name: &str| day.get(name).and_then(Json::as_str);
        let date = text("Start").and_then(|t| t.get(..10)?.parse::<NaiveDate>().ok());
        let amount = text("Amount").and_then(|t| t.parse::<f64>().ok());
        date.zip(amount).ok_or_else(|| format!("{day} is not {{Start, Amount}}"))
    };
    let mut by_day: BTreeMap<NaiveDate, f64> = BTreeMap::new();
    for day in days.iter().map(one) {
        let (day, usd) = day?;
        // A day may be spread over two pages.
        *by_day.entry(day).or_default() += usd;
    }
    Ok(by_day.into_iter().collect())
}

#[cfg(test)]
mod tests {
    use chrono::Days;

    use super::*;

    const BOUNDS: Bounds = Bounds { recent: 3, factor: 1.5, deviations: 3.0, floor: 10.0 };

    /// Days up to the 20th of November.
    fn days(amounts: &[f64]) -> Value {
        let newest: NaiveDate = "2026-11-20".parse().unwrap();
        let day = |back: usize| newest.checked_sub_days(Days::new(back as u64)).unwrap().to_string();
        let many = amounts.len();
        let one = |(at, usd): (usize, &f64)| json!({"Start": day(many - 1 - at), "Amount": usd.to_string()});
        from_json(&Json::Array(amounts.iter().enumerate().map(one).collect()))
    }

    fn found(amounts: &[f64]) -> Vec<(String, f64)> {
        let found = to_json(&spikes(&days(amounts), BOUNDS).unwrap());
        let one = |s: &Json| (s["day"].as_str().unwrap()[8..].to_owned(), s["usual"].as_f64().unwrap());
        found.as_array().unwrap().iter().map(one).collect()
    }

    #[test]
    fn a_jump_is_told_of_its_day() {
        assert_eq!(found(&[20.0, 21.0, 20.0, 19.0, 20.0, 20.0, 20.0, 40.0]), [("20".to_owned(), 20.0)]);
        // It stays high: the day on which it rose.
        assert_eq!(found(&[20.0, 20.0, 20.0, 20.0, 20.0, 20.0, 20.0, 40.0, 41.0]), [("19".to_owned(), 20.0)]);
        // Long ago; and never any cost before.
        assert_eq!(found(&[20.0, 20.0, 20.0, 20.0, 20.0, 20.0, 20.0, 90.0, 20.0, 20.0, 20.0]), []);
        assert_eq!(found(&[0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 10.0]), [("20".to_owned(), 0.0)]);
        // An old spike moves neither what is usual nor how far amounts stray.
        assert_eq!(found(&[20.0, 900.0, 20.0, 20.0, 21.0, 20.0, 20.0, 20.0, 20.0, 40.0]), [("20".to_owned(), 20.0)]);
    }

    #[test]
    fn what_is_no_jump() {
        let usual = [20.0, 20.0, 20.0, 20.0, 20.0, 20.0, 20.0];
        let then = |last: f64| [&usual[..], &[last]].concat();
        assert_eq!(found(&then(29.9)), [], "under the factor, and the floor");
        assert_eq!(found(&usual.map(|usd| usd / 4.0).into_iter().chain([14.9]).collect::<Vec<_>>()), [], "the floor");
        assert_eq!(found(&[60.0, 20.0, 80.0, 30.0, 70.0, 20.0, 60.0, 20.0, 90.0]), [], "it always strays so far");
        assert_eq!(found(&[20.0, 90.0, 20.0, 20.0, 20.0, 20.0, 20.0, 20.0, 90.0]), [], "every week");
        assert_eq!(found(&[20.0, 20.0, 20.0, 20.0, 20.0, 20.0, 90.0]), [], "too few days are known");
        assert!(spikes(&from_json(&json!([{"Start": "soon", "Amount": "1"}])), BOUNDS).is_err());
        assert!(spikes(&Value::Null, BOUNDS).is_err());
    }

    #[test]
    fn a_month_beside_as_many_days_of_the_one_before() {
        let of = |amounts: &[f64]| {
            let found = to_json(&month_to_date(&days(amounts)).unwrap());
            assert_eq!(found["month"], "2026-11");
            (found["usd"].as_f64().unwrap(), found["before"].as_f64().unwrap(), found["days"].as_i64().unwrap())
        };
        // October has 31 days, and 20 of November are over.
        let amounts: Vec<f64> = (0..51).map(|n| if n < 31 { 1.0 } else { 3.0 }).collect();
        assert_eq!(of(&amounts), (60.0, 20.0, 20));
        assert_eq!(of(&[&[9.0], &amounts[..]].concat()), (60.0, 20.0, 20), "September does not matter");
        assert_eq!(of(&amounts[1..]).2, 0, "a day of October is missing");
    }
}
