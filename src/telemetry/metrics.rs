//! The figures of every account's newest run as text for Prometheus.
//!
//! All are gauges without times of their own: such text is read alike as OpenMetrics and as Prometheus' older format,
//! which is what node_exporter's textfile collector knows. They are made from the store, so that one file has every
//! account, also those that are audited elsewhere.

use std::collections::BTreeMap;
use std::path::PathBuf;

use chrono::{DateTime, Utc};
use prometheus_client::collector::Collector;
use prometheus_client::encoding::text::encode;
use prometheus_client::encoding::{DescriptorEncoder, EncodeMetric};
use prometheus_client::metrics::MetricType;
use prometheus_client::metrics::gauge::ConstGauge;
use prometheus_client::registry::{Registry, Unit};
use serde::Deserialize;

use crate::alarm::{Alerts, stale};
use crate::model::{AlertKind, Status};
use crate::store::{Figures, FindingCount};

/// `[metrics]` of tickmark.toml.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Metrics {
    /// Written anew after every audit.
    pub file: Option<PathBuf>,
}

type Labels = Vec<(&'static str, String)>;

/// One metric with its samples, in the order in which they are written.
#[derive(Debug)]
struct Metric {
    /// Without `tickmark_` before it and the unit behind it.
    name: &'static str,
    unit: Option<Unit>,
    help: &'static str,
    samples: Vec<(Labels, f64)>,
}

/// All metrics of these accounts.
pub fn text(accounts: &[Figures], alerts: Alerts, now: DateTime<Utc>) -> Result<String, std::fmt::Error> {
    let mut metrics = of_runs(accounts, now);
    metrics.extend(of_findings(accounts));
    metrics.extend(of_reading(accounts));
    metrics.push(of_alerts(accounts, alerts, now));
    let mut registry = Registry::with_prefix("tickmark");
    registry.register_collector(Box::new(All(metrics)));
    let mut text = String::new();
    encode(&mut text, &registry)?;
    Ok(text)
}

/// Written in the order that they have here: the library's own families have none.
#[derive(Debug)]
struct All(Vec<Metric>);

impl Collector for All {
    fn encode(&self, mut encoder: DescriptorEncoder<'_>) -> Result<(), std::fmt::Error> {
        for metric in self.0.iter().filter(|metric| !metric.samples.is_empty()) {
            let mut family =
                encoder.encode_descriptor(metric.name, metric.help, metric.unit.as_ref(), MetricType::Gauge)?;
            for (labels, value) in &metric.samples {
                let labels: Vec<(&str, &str)> = labels.iter().map(|(name, value)| (*name, value.as_str())).collect();
                ConstGauge::new(*value).encode(family.encode_family(&labels)?)?;
            }
        }
        Ok(())
    }
}

fn account(figures: &Figures) -> Labels {
    vec![("account", figures.run.account.clone())]
}

/// A metric with one sample for each account that has a value.
fn each(
    name: &'static str,
    unit: Option<Unit>,
    help: &'static str,
    accounts: &[Figures],
    value: impl Fn(&Figures) -> Option<f64>,
) -> Metric {
    let samples = accounts.iter().filter_map(|figures| Some((account(figures), value(figures)?)));
    Metric { name, unit, help, samples: samples.collect() }
}

/// Seconds since 1970.
fn seconds(time: DateTime<Utc>) -> f64 {
    time.timestamp_millis() as f64 / 1000.0
}

fn of_runs(accounts: &[Figures], now: DateTime<Utc>) -> Vec<Metric> {
    let number = |name, help, value: fn(&Figures) -> u64| each(name, None, help, accounts, |f| Some(value(f) as f64));
    let time =
        |name, help, value: &dyn Fn(&Figures) -> Option<f64>| each(name, Some(Unit::Seconds), help, accounts, value);
    vec![
        time("run_timestamp", "When the account's newest run started", &|f| Some(seconds(f.run.started))),
        time("run_duration", "How long the newest run took", &|f| {
            Some((f.run.finished - f.run.started).num_milliseconds() as f64 / 1000.0)
        }),
        time("last_full_run_timestamp", "When the newest run over everything started", &|f| {
            f.standing.last_full.map(seconds)
        }),
        time(
            "last_full_run_age",
            "How long ago that was when this was written; time() less the timestamp is true later",
            &|f| f.standing.last_full.map(|last| (now - last).num_seconds() as f64),
        ),
        number("calls", "Requests that AWS answered in the newest run, pages one by one", |f| f.run.calls),
        number("retries", "Attempts of the newest run made again after one that failed", |f| f.run.retries),
        number("throttles", "Attempts of the newest run that AWS refused for rate", |f| f.throttles),
        number("resources", "Resources that the newest run read", |f| f.run.resources),
        number("rules", "Rules that the newest run evaluated", |f| f.run.rules),
    ]
}

fn of_findings(accounts: &[Figures]) -> Vec<Metric> {
    let mut samples = Vec::new();
    for figures in accounts {
        samples.extend(figures.findings.iter().map(|count| (of_count(figures, count), count.findings as f64)));
    }
    let of = |figures: &Figures, status: &str| -> Vec<FindingCount> {
        figures.findings.iter().filter(|count| count.status == status).cloned().collect()
    };
    vec![
        Metric { name: "findings", unit: None, help: "Findings of the newest run", samples },
        each("unknown", None, "Findings of the newest run that could not be decided", accounts, |figures| {
            Some(of(figures, "unknown").iter().map(|count| count.findings).sum::<u64>() as f64)
        }),
        each(
            "monthly_cost_usd",
            None,
            "What the open findings of the newest run cost a month, in USD, no resource counted twice",
            accounts,
            |figures| Some(of(figures, "open").iter().map(|count| count.cents).sum::<i64>() as f64 / 100.0),
        ),
    ]
}

fn of_count(figures: &Figures, count: &FindingCount) -> Labels {
    let mut labels = account(figures);
    labels.push(("severity", count.severity.clone()));
    labels.push(("pillar", count.pillar.clone()));
    labels.push(("status", count.status.clone()));
    labels
}

/// Every status has a sample, so that one that goes to none is 0 and not away.
fn of_reading(accounts: &[Figures]) -> Vec<Metric> {
    const ALL: [Status; 6] =
        [Status::Ok, Status::Denied, Status::Throttled, Status::Failed, Status::Unsupported, Status::Sampled];
    let mut samples = Vec::new();
    for figures in accounts {
        for status in ALL {
            let mut labels = account(figures);
            labels.push(("status", status.word().to_owned()));
            samples.push((labels, figures.coverage.get(status.word()).copied().unwrap_or_default() as f64));
        }
    }
    let help = "Operations in regions that the newest run asked, by how they ended; only ok covers";
    vec![Metric { name: "coverage", unit: None, help, samples }]
}

/// What the newest run raised, and what is stale by now. Every kind has a sample.
fn of_alerts(accounts: &[Figures], limits: Alerts, now: DateTime<Utc>) -> Metric {
    const ALL: [AlertKind; 4] =
        [AlertKind::CollectorSilent, AlertKind::CoverageFell, AlertKind::ScheduleMissed, AlertKind::AccountStale];
    let mut samples = Vec::new();
    for figures in accounts {
        let raised = figures.alerts.iter().filter(|alert| alert.kind != AlertKind::AccountStale).cloned();
        let stale = stale(now, std::slice::from_ref(&figures.standing), limits.stale_after());
        let mut counts: BTreeMap<AlertKind, u64> = ALL.map(|kind| (kind, 0)).into();
        raised.chain(stale).for_each(|alert| *counts.entry(alert.kind).or_default() += 1);
        for (kind, number) in counts {
            let mut labels = account(figures);
            labels.push(("kind", kind.word().to_owned()));
            samples.push((labels, number as f64));
        }
    }
    Metric { name: "alerts", unit: None, help: "Operational alerts: findings may be missing", samples }
}
