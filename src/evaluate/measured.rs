//! Metrics as rules see them, and the calls that show what was seen.
//!
//! What a command prints must be what a rule saw, to the last digit, whichever Python the AWS CLI brings: they add
//! fractions up differently. So a sum and a mean are shown by JMESPath only where all values are whole, and otherwise,
//! as a slope is, by the values that they follow from. A percentile is one of the values, by its place in their order.

use cel::common::value::Val;
use chrono::{DateTime, Utc};
use serde_json::{Map, Value, json};

use crate::aws::cli;
use crate::collect::{Failure, MetricValue, Point, Resource, Surroundings, window};
use crate::expression::{Member, Paths, Query, to_cel};
use crate::model::{Evidence, METRICS_PART};
use crate::rules::{Metric, Rule, Spec};

/// The most points that an entry shows: the last of them.
const MOST: usize = 62;

/// Doubles hold whole numbers up to here exactly.
const WHOLE: f64 = 9_007_199_254_740_992.0;

const VALUES: &str = "MetricDataResults[].Values[]";
const TIMES: &str = "MetricDataResults[].Timestamps[]";

/// What is seen of points: `rules::metric::seen` has the types.
pub fn statistics(points: &[Point]) -> Value {
    let values: Vec<f64> = points.iter().map(|p| p.value).collect();
    let count = values.len();
    let some = |value: f64| if count == 0 { Value::Null } else { json!(value) };
    let sum: f64 = values.iter().sum();
    json!({
        "count": count,
        "min": some(values.iter().copied().fold(f64::INFINITY, f64::min)),
        "max": some(values.iter().copied().fold(f64::NEG_INFINITY, f64::max)),
        "mean": some(sum / count as f64),
        "sum": some(sum),
        "last": values.last(),
        "p95": sorted(&values).get(rank(count)),
        "slope_per_day": slope(points),
        "first_at": points.first().map(|p| time(p.at)),
        "last_at": points.last().map(|p| time(p.at)),
    })
}

fn sorted(values: &[f64]) -> Vec<f64> {
    let mut values = values.to_vec();
    values.sort_by(f64::total_cmp);
    values
}

/// The place of the 95th percentile among so many sorted values, by nearest rank.
fn rank(count: usize) -> usize {
    (count * 95).div_ceil(100).max(1) - 1
}

/// Least squares, per day; None below two points.
fn slope(points: &[Point]) -> Option<f64> {
    let first = points.first()?.at;
    let count = points.len() as f64;
    let days = |p: &Point| (p.at - first) as f64 / 86_400.0;
    let (day, value) = points.iter().fold((0.0, 0.0), |(d, v), p| (d + days(p), v + p.value));
    let (day, value) = (day / count, value / count);
    let (over, under) = points.iter().fold((0.0, 0.0), |(o, u), p| {
        let from = days(p) - day;
        (o + from * (p.value - value), u + from * from)
    });
    (under > 0.0).then(|| over / under)
}

/// As the AWS CLI prints a time.
fn time(at: i64) -> Option<String> {
    Some(DateTime::<Utc>::from_timestamp(at, 0)?.format("%Y-%m-%dT%H:%M:%S+00:00").to_string())
}

/// What a rule sees of its metrics by their names; None for those that could not be read.
pub fn of(rule: &Rule, resource: &Resource) -> Map<String, Value> {
    let seen = |metric: &Metric| match resource.metrics.get(&metric.spec.key) {
        Some(MetricValue::Read { points, .. }) => Some((metric.name.clone(), statistics(points))),
        // What is not wanted of a resource has no points, as what CloudWatch knows nothing of.
        None => Some((metric.name.clone(), statistics(&[]))),
        Some(MetricValue::Failed(_)) => None,
    };
    rule.metrics.iter().filter_map(seen).collect()
}

/// What an example gives, over what is seen where there is nothing.
pub fn of_example(rule: &Rule, given: Option<&Value>) -> Map<String, Value> {
    let one = |metric: &Metric| {
        let mut seen = statistics(&[]);
        if let (Value::Object(seen), Some(Value::Object(given))) = (&mut seen, given.and_then(|g| g.get(&metric.name)))
        {
            seen.extend(given.iter().map(|(name, value)| (name.clone(), typed(name, value))));
        }
        (metric.name.clone(), seen)
    };
    rule.metrics.iter().map(one).collect()
}

/// Examples may write 2 for 2.0.
fn typed(name: &str, value: &Value) -> Value {
    match value.as_f64().filter(|_| name != "count") {
        Some(double) => json!(double),
        None => value.clone(),
    }
}

/// The variable `metrics`.
pub fn to_variable<'a>(rule: &Rule, seen: &'a Map<String, Value>) -> Box<dyn Val + 'a> {
    let mut paths = Paths::default();
    rule.metrics.iter().for_each(|m| paths.mark(std::slice::from_ref(&m.name), true));
    to_cel(&paths, |name| seen.get(name).map_or(Member::Unreadable, Member::Json))
}

/// The first of a rule's metrics that could not be read.
pub fn failure<'a>(rule: &Rule, resource: &'a Resource) -> Option<&'a Failure> {
    rule.metrics.iter().find_map(|m| match resource.metrics.get(&m.spec.key) {
        Some(MetricValue::Failed(failure)) => Some(failure),
        _ => None,
    })
}

/// Which of a rule's metrics has no data points, in words.
pub fn lacking(rule: &Rule, resource: &Resource, around: &Surroundings) -> Option<String> {
    rule.metrics.iter().find_map(|m| match resource.metrics.get(&m.spec.key) {
        Some(MetricValue::Read { points, .. }) if points.is_empty() => {
            let (start, end) = window(&m.spec, around.now);
            let day = |t: DateTime<Utc>| t.format("%Y-%m-%d %H:%M").to_string();
            Some(format!("CloudWatch has no data points of {} from {} to {}", m.spec.words(), day(start), day(end)))
        }
        None => Some(format!("{} is not measured for this resource", m.spec.words())),
        _ => None,
    })
}

/// One entry for each metric that was read.
pub fn evidence(rule: &Rule, resource: &Resource) -> Vec<Evidence> {
    let one = |metric: &Metric| match resource.metrics.get(&metric.spec.key)? {
        MetricValue::Read { points, call, answer } => {
            let (query, observed) = shown(&metric.shown, points);
            Some(call.evidence(&format!("{METRICS_PART}{}", metric.name), query, observed, answer))
        }
        MetricValue::Failed(_) => None,
    };
    rule.metrics.iter().filter_map(one).collect()
}

/// What the store keeps of a metric of a resource: what was seen of it, over which time, and the call that shows it.
pub fn kept(spec: &Spec, resource: &Resource, around: &Surroundings) -> Option<Value> {
    let Some(MetricValue::Read { points, call, .. }) = resource.metrics.get(&spec.key) else { return None };
    let (start, end) = window(spec, around.now);
    let mut used = Paths::default();
    ["min", "max", "mean", "last"].iter().for_each(|name| used.mark(&[(*name).to_owned()], true));
    let (query, _) = shown(&used, points);
    Some(json!({
        "namespace": spec.namespace, "name": spec.metric, "stat": spec.stat, "period": spec.period,
        "from": time(start.timestamp()), "to": time(end.timestamp()), "seen": statistics(points),
        "cli": cli::command(call.read, &call.region, &call.params, &query),
    }))
}

/// An answer that says that its data are not whole; None for a call that failed altogether.
pub fn incomplete(failure: &Failure) -> Option<Evidence> {
    let code = failure.error.code.as_str();
    let answer =
        failure.error.answer.as_ref().filter(|_| ["PartialData", "InternalError", "Forbidden"].contains(&code))?;
    let observed = json!([code]);
    Some(failure.call.evidence("metrics", "MetricDataResults[].StatusCode".into(), observed, answer))
}

/// A query of what was used of a metric, and what it gives.
fn shown(used: &Paths, points: &[Point]) -> (String, Value) {
    let mut parts = vec![format!("count: length({VALUES})")];
    let mut all = false;
    for name in used.members.keys().filter(|_| !points.is_empty()) {
        match part(name, points) {
            Some(part) => parts.push(format!("{name}: {part}")),
            None => all |= name != "count",
        }
    }
    if all {
        parts.push(format!("Timestamps: {TIMES} | [-{MOST}:]"));
        parts.push(format!("Values: {VALUES} | [-{MOST}:]"));
    }
    let query = format!("{{{}}}", parts.join(", "));
    let document = json!({"MetricDataResults": [{
        "Timestamps": points.iter().map(|p| time(p.at)).collect::<Vec<_>>(),
        "Values": points.iter().map(|p| p.value).collect::<Vec<_>>(),
    }]});
    let observed = Query::compile(&query).map(|q| q.search(&document)).unwrap_or(Value::Null);
    (query, observed)
}

/// The JMESPath expression of one statistic; None where it follows from the values only.
fn part(name: &str, points: &[Point]) -> Option<String> {
    let total: f64 = points.iter().map(|p| p.value.abs()).sum();
    let whole = total < WHOLE && points.iter().all(|p| p.value.fract() == 0.0);
    Some(match name {
        "min" | "max" => format!("{name}({VALUES})"),
        "sum" if whole => format!("sum({VALUES})"),
        "mean" if whole => format!("avg({VALUES})"),
        "last" => format!("{VALUES} | [-1]"),
        "p95" => format!("sort({VALUES})[{}]", rank(points.len())),
        "first_at" => format!("{TIMES} | [0]"),
        "last_at" => format!("{TIMES} | [-1]"),
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn points(values: &[f64]) -> Vec<Point> {
        (0..).zip(values).map(|(day, value)| Point { at: day * 86_400, value: *value }).collect()
    }

    fn used(names: &[&str]) -> Paths {
        let mut paths = Paths::default();
        names.iter().for_each(|n| paths.mark(&[(*n).to_owned()], true));
        paths
    }

    #[test]
    fn no_points_are_not_zero() {
        let seen = statistics(&[]);
        assert_eq!(seen["count"], 0);
        for (name, value) in seen.as_object().unwrap().iter().filter(|(n, _)| *n != "count") {
            assert!(value.is_null(), "{name}");
        }
    }

    #[test]
    fn statistics_of_points() {
        let seen = statistics(&points(&[4.0, 1.0, 3.0, 2.0]));
        let expected = json!({"count": 4, "min": 1.0, "max": 4.0, "mean": 2.5, "sum": 10.0, "last": 2.0, "p95": 4.0,
            "slope_per_day": -0.4, "first_at": "1970-01-01T00:00:00+00:00", "last_at": "1970-01-04T00:00:00+00:00"});
        assert_eq!(seen, expected);
        assert_eq!(statistics(&points(&[100.0, 90.0, 80.0]))["slope_per_day"], -10.0);
        assert!(statistics(&points(&[100.0]))["slope_per_day"].is_null());
        let hundred: Vec<f64> = (1..=100).map(f64::from).collect();
        assert_eq!(statistics(&points(&hundred))["p95"], 95.0);
    }

    #[test]
    fn what_is_shown_is_what_was_seen() {
        let whole = points(&[4.0, 1.0, 3.0]);
        let (query, observed) = shown(&used(&["mean", "sum", "p95", "last_at"]), &whole);
        assert!(query.contains("avg(") && query.contains("sort(") && !query.contains("Values: "), "{query}");
        let seen = statistics(&whole);
        for name in ["mean", "sum", "p95", "last_at"] {
            assert_eq!(observed[name], seen[name], "{name}");
        }
        assert_eq!(observed["count"], 3);
    }

    #[test]
    fn fractions_are_shown_one_by_one() {
        let (query, observed) = shown(&used(&["mean"]), &points(&[0.1, 0.2, 0.3]));
        assert!(!query.contains("avg("), "{query}");
        assert_eq!(observed["Values"], json!([0.1, 0.2, 0.3]));
        let many: Vec<f64> = (0..100).map(f64::from).collect();
        let (_, observed) = shown(&used(&["slope_per_day"]), &points(&many));
        assert_eq!((observed["count"].as_u64(), observed["Values"].as_array().unwrap().len()), (Some(100), 62));
    }

    #[test]
    fn nothing_is_shown_as_nothing() {
        let (_, observed) = shown(&used(&["max", "mean", "slope_per_day"]), &[]);
        assert_eq!(observed, json!({"count": 0}));
    }
}
