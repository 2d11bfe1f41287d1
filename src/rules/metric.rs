//! Metrics of a rule, checked: which numbers of CloudWatch belong to a resource, and over which time.

use std::collections::BTreeSet;
use std::sync::Arc;

use serde_json::Value;
use serde_saphyr::Spanned;

use super::faults::Reporter;
use super::kind::Kind;
use super::syntax::MetricFile;
use crate::expression::{Paths, Query};
use crate::shapes::{Type, did_you_mean};

/// The most points that a query may give: CloudWatch gives 100,800 in one answer, for all its queries.
const MOST_POINTS: u32 = 4_032;

/// The statistics that are not percentiles.
const STATISTICS: [&str; 5] = ["Average", "Maximum", "Minimum", "SampleCount", "Sum"];

/// A metric under the name that its rule has for it.
#[derive(Debug)]
pub struct Metric {
    pub name: String,
    pub spec: Arc<Spec>,
    /// What the rule's decision and message use of it: what the evidence shows.
    pub shown: Paths,
}

/// What CloudWatch is asked for of each resource of a kind. Specs with equal keys ask the same.
#[derive(Debug)]
pub struct Spec {
    /// All of it as text.
    pub key: String,
    pub namespace: String,
    pub metric: String,
    /// Names of dimensions, and their values over the resource; by name.
    pub dimensions: Vec<(String, Query)>,
    /// As CloudWatch spells it: `Maximum`, `p95`.
    pub stat: String,
    /// Seconds.
    pub period: u32,
    pub days: u32,
    /// Resources for which it gives false or null are not asked about.
    pub when: Option<Query>,
}

impl Spec {
    /// What it reads off the resource.
    pub fn fields(&self) -> BTreeSet<String> {
        self.dimensions.iter().map(|(_, value)| value).chain(&self.when).flat_map(Query::fields).collect()
    }

    /// `AWS/EC2 CPUUtilization (Maximum)`
    pub fn words(&self) -> String {
        format!("{} {} ({})", self.namespace, self.metric, self.stat)
    }
}

/// What rules see of a metric. All but `count` are null where there are no data points.
pub fn seen() -> Type {
    let doubles = ["min", "max", "mean", "sum", "last", "p95", "slope_per_day"].map(|n| (n.to_owned(), Type::Double));
    let times = ["first_at", "last_at"].map(|n| (n.to_owned(), Type::Text));
    Type::object([("count".to_owned(), Type::Int)].into_iter().chain(doubles).chain(times))
}

/// Checks one metric; None when something is wrong, which the reporter then knows.
pub fn check(name: &str, written: &Spanned<MetricFile>, kind: &Kind, reporter: &mut Reporter) -> Option<Metric> {
    let before = reporter.faults.len();
    let file = &written.value;
    check_text(written, reporter);
    check_window(written, reporter);
    let over = kind.over_type();
    let dimensions: Vec<(String, Query)> = file
        .dimensions
        .iter()
        .filter_map(|(dimension, text)| {
            let query = reporter.keep(text, Query::compile_ours(&text.value).map_err(|p| vec![p]))?;
            let found = reporter.keep(text, query.infer(&over).map_err(|p| vec![p]))?;
            if !matches!(found, Type::Text | Type::Any) {
                reporter.at(text.referenced, format!("{dimension} is {}, and text is needed", found.word()));
            }
            Some((dimension.clone(), query))
        })
        .collect();
    let when = file.when.as_ref().and_then(|text| {
        let query = reporter.keep(text, Query::compile_ours(&text.value).map_err(|p| vec![p]))?;
        reporter.keep(text, query.infer(&over).map_err(|p| vec![p]))?;
        Some(query)
    });
    let (namespace, metric, stat) = (file.namespace.clone(), file.name.clone(), file.stat.clone());
    let spec = Spec {
        key: key(file, &dimensions, when.as_ref()),
        namespace,
        metric,
        dimensions,
        stat,
        period: file.period,
        days: file.days,
        when,
    };
    (reporter.faults.len() == before).then(|| Metric {
        name: name.to_owned(),
        spec: Arc::new(spec),
        shown: Paths::default(),
    })
}

fn key(file: &MetricFile, dimensions: &[(String, Query)], when: Option<&Query>) -> String {
    let dimensions: Vec<String> = dimensions.iter().map(|(name, value)| format!("{name}={}", value.source)).collect();
    let when = when.map_or("", |q| &q.source);
    let (period, days) = (file.period.to_string(), file.days.to_string());
    [&file.namespace, &file.name, &dimensions.join(","), &file.stat, &period, &days, when].join("|")
}

fn check_text(written: &Spanned<MetricFile>, reporter: &mut Reporter) {
    let file = &written.value;
    for (what, text) in [("namespace", &file.namespace), ("name", &file.name)] {
        if text.is_empty() || text.len() > 255 || text.chars().any(char::is_control) {
            reporter.at(written.referenced, format!("{what}: 1 to 255 characters"));
        }
    }
    if file.dimensions.len() > 30 {
        reporter.at(written.referenced, "CloudWatch has 30 dimensions at most");
    }
    if !is_statistic(&file.stat) {
        let hint = did_you_mean(&file.stat, &STATISTICS);
        let known = STATISTICS.join(", ");
        reporter
            .at(written.referenced, format!("no statistic {}{hint} (there are {known}, and p0 to p100)", file.stat));
    }
}

/// A statistic that CloudWatch gives: one of five, or a percentile.
fn is_statistic(stat: &str) -> bool {
    let percent = stat.strip_prefix('p').filter(|digits| digits.starts_with(|c: char| c.is_ascii_digit()));
    let percent = percent.and_then(|digits| digits.parse::<f64>().ok());
    STATISTICS.contains(&stat) || percent.is_some_and(|p| (0.0..=100.0).contains(&p))
}

/// What CloudWatch still has: points of a minute for 15 days, of 5 minutes for 63, of an hour for 455.
fn check_window(written: &Spanned<MetricFile>, reporter: &mut Reporter) {
    let (period, days) = (written.value.period, written.value.days);
    let least = match days {
        0..=15 => 60,
        16..=63 => 300,
        _ => 3600,
    };
    if !(1..=455).contains(&days) {
        reporter.at(written.referenced, "days: 1 to 455, as long as CloudWatch keeps metrics");
    } else if period == 0 || period % least != 0 || 86_400 % period != 0 {
        reporter.at(
            written.referenced,
            format!("period: seconds that divide a day, a multiple of {least} for {days} days"),
        );
    } else if days * (86_400 / period) > MOST_POINTS {
        reporter.at(written.referenced, format!("that is more than {MOST_POINTS} points: take a longer period"));
    }
}

/// Examples name metrics that the rule has, and what metrics have.
pub fn check_example(metrics: &[Metric], given: &Value) -> Result<(), String> {
    let Value::Object(given) = given else {
        return Err("$metrics is a map from metrics to what is seen of them".into());
    };
    given.iter().try_for_each(|(name, value)| {
        if !metrics.iter().any(|m| m.name == *name) {
            return Err(format!("the rule has no metric {name}"));
        }
        seen().accepts(value).map_err(|message| format!("{name}: {message}"))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn statistics_as_cloudwatch_spells_them() {
        let known = ["Average", "Maximum", "p99", "p99.9", "p0"];
        assert!(known.iter().all(|stat| is_statistic(stat)));
        assert!(["max", "p101", "p", "pinf", "p-1", "P95", ""].iter().all(|stat| !is_statistic(stat)));
    }
}
