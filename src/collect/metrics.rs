//! Metrics of collected resources: one query for each resource, 500 to a call.
//!
//! A call asks for one metric only, whatever other rules a run has: so a replay with fewer rules, or a run that is taken
//! up again, makes calls that were made before. AWS charges for metrics and not for calls, so it costs nothing.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use chrono::{DateTime, SecondsFormat, Utc};
use futures_util::StreamExt;
use futures_util::stream;
use serde_json::{Value, json};

use super::{Call, Collector, Failure, Inventory, Resource, truthy};
use crate::model::{Answer, CallError, Scope, Status};
use crate::plan::METRICS_A_CALL;
use crate::rules::{Spec, metric_data};

/// Calls at the same time; the source bounds the requests.
const CALLS_AT_ONCE: usize = 16;

/// A window moves by the hour at least, so that two runs in an hour ask the same.
const STEP: i64 = 3600;

/// What came of a metric of a resource.
#[derive(Clone, Debug)]
pub enum MetricValue {
    /// No points where CloudWatch has none: which is not zero.
    Read {
        points: Vec<Point>,
        /// The call for this resource alone.
        call: Arc<Call>,
        answer: Answer,
    },
    Failed(Failure),
}

/// A time, seconds since 1970, and what was measured from then on for a period.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Point {
    pub at: i64,
    pub value: f64,
}

/// One resource to ask about: where it stands in the inventory, and what is asked.
struct Wanted {
    place: (Scope, String, usize),
    spec: Arc<Spec>,
    region: String,
    query: Value,
}

/// What was found for one resource.
type Measured = (Wanted, MetricValue);

impl Collector<'_> {
    /// Reads the plan's metrics of everything that was collected.
    pub(super) async fn measure(&self, inventory: &mut Inventory) {
        let batches = self.batches(inventory);
        let mut asked = stream::iter(batches).map(|batch| self.batch(batch)).buffer_unordered(CALLS_AT_ONCE);
        while let Some(measured) = asked.next().await {
            for (wanted, value) in measured {
                let (scope, kind, at) = wanted.place;
                let found = inventory.collected.get_mut(&(scope, kind)).and_then(|c| c.resources.get_mut(at));
                found.into_iter().for_each(|r| {
                    r.metrics.insert(wanted.spec.key.clone(), value.clone());
                });
            }
        }
    }

    /// What one call each asks for: one metric, in one scope and region, of 500 resources at most.
    fn batches(&self, inventory: &Inventory) -> Vec<Vec<Wanted>> {
        let mut groups: BTreeMap<(Scope, String, String), Vec<Wanted>> = BTreeMap::new();
        for ((scope, kind), collected) in &inventory.collected {
            let Some(planned) = self.plan.kinds.get(kind) else { continue };
            for (spec, at, resource) in planned
                .metrics
                .values()
                .flat_map(|s| collected.resources.iter().enumerate().map(move |(at, r)| (s, at, r)))
            {
                let region = self.around.request_region(&resource.region).to_owned();
                if let Some(query) = self.query(spec, resource) {
                    let place = (scope.clone(), kind.clone(), at);
                    let key = (scope.clone(), region.clone(), format!("{kind}|{}", spec.key));
                    groups.entry(key).or_default().push(Wanted { place, spec: spec.clone(), region, query });
                }
            }
        }
        groups.into_values().flat_map(chunks).collect()
    }

    /// The query without its id; None where the metric is not wanted of this resource.
    fn query(&self, spec: &Spec, resource: &Resource) -> Option<Value> {
        let mut item = resource.item();
        if let Value::Object(members) = &mut item {
            let read = resource.details.iter().filter_map(|(name, d)| Some((name.clone(), d.value()?.clone())));
            members.extend(read);
        }
        let over = self.around.over(item, &resource.region, resource.parent.as_ref(), false);
        if spec.when.as_ref().is_some_and(|when| !truthy(&when.search(&over))) {
            return None;
        }
        let dimension = |(name, value): &(String, crate::expression::Query)| {
            let value = value.search(&over);
            value.as_str().map(|value| json!({"Name": name, "Value": value}))
        };
        // Without one of its dimensions it would be another metric.
        let dimensions: Vec<Value> = spec.dimensions.iter().map(dimension).collect::<Option<_>>()?;
        Some(json!({
            "MetricStat": {
                "Metric": {"Namespace": spec.namespace, "MetricName": spec.metric, "Dimensions": dimensions},
                "Period": spec.period,
                "Stat": spec.stat,
            },
            "ReturnData": true,
        }))
    }

    async fn batch(&self, wanted: Vec<Wanted>) -> Vec<Measured> {
        let (Some(read), Some(first)) = (metric_data(), wanted.first()) else { return Vec::new() };
        let queries = wanted.iter().enumerate().map(|(n, w)| with_id(&w.query, &id(n)));
        let call = |queries: &[Value], region: &str| Call {
            read,
            region: region.to_owned(),
            params: params(&first.spec, queries, self.around.now),
        };
        let all = call(&queries.collect::<Vec<_>>(), &first.region);
        let outcome = self.fetcher.merged(&first.place.0, &all, &[]).await;
        let alone: Vec<Arc<Call>> =
            wanted.iter().map(|w| Arc::new(call(&[with_id(&w.query, &id(0))], &w.region))).collect();
        let found = match &outcome {
            Ok(merged) => match &**merged {
                (document, Some(answer)) => Ok((results(document), answer)),
                _ => Err(super::empty()),
            },
            Err(error) => Err(error.clone()),
        };
        let value = |n: usize| match &found {
            Ok((results, answer)) => value(results.get(&id(n)), &alone[n], answer),
            Err(error) => MetricValue::Failed(Failure { call: alone[n].clone(), error: error.clone() }),
        };
        let values: Vec<MetricValue> = (0..wanted.len()).map(value).collect();
        let doubt = values.iter().find_map(|v| match v {
            MetricValue::Failed(failure) if outcome.is_ok() => Some(&failure.error),
            _ => None,
        });
        doubt.into_iter().for_each(|error| self.fetcher.doubt(&first.place.0, &all, error));
        wanted.into_iter().zip(values).collect()
    }
}

/// A document of GetMetricData for one query, as it stands in evidence.
pub fn measured(document: &Value, call: &Arc<Call>, answer: &Answer) -> MetricValue {
    value(results(document).get(&id(0)), call, answer)
}

fn id(number: usize) -> String {
    format!("m{number}")
}

fn with_id(query: &Value, id: &str) -> Value {
    let mut query = query.clone();
    if let Value::Object(members) = &mut query {
        members.insert("Id".into(), id.into());
    }
    query
}

fn chunks(all: Vec<Wanted>) -> Vec<Vec<Wanted>> {
    let mut out: Vec<Vec<Wanted>> = Vec::new();
    for wanted in all {
        match out.last_mut().filter(|batch| batch.len() < METRICS_A_CALL) {
            Some(batch) => batch.push(wanted),
            None => out.push(vec![wanted]),
        }
    }
    out
}

fn params(spec: &Spec, queries: &[Value], now: DateTime<Utc>) -> Value {
    let (start, end) = window(spec, now);
    let text = |time: DateTime<Utc>| time.to_rfc3339_opts(SecondsFormat::Secs, true);
    json!({
        "MetricDataQueries": queries,
        "StartTime": text(start),
        "EndTime": text(end),
        "ScanBy": "TimestampAscending",
    })
}

/// Up to the run's start, cut down to the period: points are whole, and a second run soon after asks the same.
pub fn window(spec: &Spec, now: DateTime<Utc>) -> (DateTime<Utc>, DateTime<Utc>) {
    let step = i64::from(spec.period).max(STEP);
    let end = now.timestamp().div_euclid(step) * step;
    let end = DateTime::from_timestamp(end, 0).unwrap_or(now);
    (end - chrono::Duration::days(spec.days.into()), end)
}

/// One query's result, put together from all pages.
#[derive(Debug, Default, PartialEq)]
struct Found {
    points: Vec<Point>,
    /// Of the last page: earlier ones say that there is more.
    status: String,
    messages: Vec<String>,
}

fn results(document: &Value) -> HashMap<String, Found> {
    let mut out: HashMap<String, Found> = HashMap::new();
    for result in document.get("MetricDataResults").and_then(Value::as_array).into_iter().flatten() {
        let text = |name: &str| result.get(name).and_then(Value::as_str).unwrap_or_default();
        let list = |name: &str| result.get(name).and_then(Value::as_array).into_iter().flatten();
        let found = out.entry(text("Id").to_owned()).or_default();
        let time = |t: &Value| Some(DateTime::parse_from_rfc3339(t.as_str()?).ok()?.timestamp());
        let point = |(at, value)| Some(Point { at: time(at)?, value: Value::as_f64(value)? });
        found.points.extend(list("Timestamps").zip(list("Values")).filter_map(point));
        found.status = text("StatusCode").to_owned();
        let said = list("Messages").filter_map(|m| m.get("Value")?.as_str().map(str::to_owned));
        found.messages.extend(said);
    }
    out
}

fn value(found: Option<&Found>, call: &Arc<Call>, answer: &Answer) -> MetricValue {
    match found {
        Some(found) if matches!(found.status.as_str(), "Complete" | "") => {
            MetricValue::Read { points: found.points.clone(), call: call.clone(), answer: answer.clone() }
        }
        other => MetricValue::Failed(Failure { call: call.clone(), error: incomplete(other, answer) }),
    }
}

/// Data that CloudWatch says is not whole decides nothing.
fn incomplete(found: Option<&Found>, answer: &Answer) -> CallError {
    let (code, messages) = match found {
        Some(found) => (found.status.as_str(), found.messages.join("; ")),
        None => ("NoResult", "CloudWatch left the query out of its answer".to_owned()),
    };
    let message = if messages.is_empty() { "CloudWatch has not all of the data".to_owned() } else { messages };
    CallError { status: Status::Failed, code: code.to_owned(), message, answer: Some(answer.clone()) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::aws::operations;

    fn spec(period: u32) -> Spec {
        let (namespace, metric, stat) = ("AWS/EC2".into(), "CPUUtilization".into(), "Maximum".into());
        Spec { key: "k".into(), namespace, metric, dimensions: Vec::new(), stat, period, days: 14, when: None }
    }

    fn page(id: &str, times: &[i64], status: &str) -> Value {
        let texts: Vec<String> = times.iter().map(|t| DateTime::from_timestamp(*t, 0).unwrap().to_rfc3339()).collect();
        json!({"Id": id, "Timestamps": texts, "Values": times, "StatusCode": status})
    }

    #[test]
    fn windows_end_with_a_whole_period_and_move_by_the_hour() {
        let now: DateTime<Utc> = "2026-11-21T14:35:10Z".parse().unwrap();
        let ends = [60, 3600, 21_600, 86_400].map(|period| window(&spec(period), now).1.to_rfc3339());
        let wanted = ["2026-11-21T14:00:00", "2026-11-21T14:00:00", "2026-11-21T12:00:00", "2026-11-21T00:00:00"];
        assert_eq!(ends, wanted.map(|t| format!("{t}+00:00")));
        let (start, end) = window(&spec(60), now);
        assert_eq!((end - start).num_days(), 14);
    }

    #[test]
    fn a_call_asks_for_500_at_most() {
        let wanted = |at| Wanted {
            place: (Scope::new("1", "r"), "ec2.instance".into(), at),
            spec: Arc::new(spec(60)),
            region: "r".into(),
            query: json!({}),
        };
        let sizes = |n: usize| chunks((0..n).map(wanted).collect()).iter().map(Vec::len).collect::<Vec<_>>();
        assert_eq!(sizes(1201), [500, 500, 201]);
        assert_eq!((sizes(500), sizes(0)), (vec![500], vec![]));
    }

    #[test]
    fn pages_are_put_together_by_query_and_what_is_not_whole_decides_nothing() {
        let pages =
            [page("m0", &[0, 60], "PartialData"), page("m1", &[0], "PartialData"), page("m0", &[120], "Complete")];
        let document = json!({"MetricDataResults": pages});
        let call = Arc::new(Call {
            read: operations::find("cloudwatch", "GetMetricData").unwrap(),
            region: "r".into(),
            params: json!({}),
        });
        let answer = Answer { request_id: "r".into(), called_at: DateTime::UNIX_EPOCH, sha256: "s".into() };
        let all = results(&document);
        let of = |id: &str| value(all.get(id), &call, &answer);
        let MetricValue::Read { points, .. } = of("m0") else { panic!("{all:?}") };
        assert_eq!(points.iter().map(|p| p.at).collect::<Vec<_>>(), [0, 60, 120]);
        let code = |v: MetricValue| match v {
            MetricValue::Failed(failure) => failure.error.code,
            MetricValue::Read { .. } => "read".into(),
        };
        assert_eq!([code(of("m1")), code(of("m2"))], ["PartialData", "NoResult"]);
    }
}
