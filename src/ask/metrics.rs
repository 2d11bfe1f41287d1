//! Questions about metrics, answered from what the last run read of them, with the call that shows each. Nothing is asked
//! of CloudWatch now, so the window is the rules', and the answer says which it was.

use serde_json::Value;

use super::{Asked, Citation, Found};
use crate::render::{code, counted};
use crate::store::{Filter, Stored};

/// How many resources are told when nobody says how many.
const TOLD: usize = 10;
/// The most resources of a scope that are looked at.
const LOOKED: usize = 500;

/// What people call a metric, and a part of CloudWatch's names for it, in lower case. Sources: the names themselves.
const CALLED: [(&str, &str); 23] = [
    ("cpu", "cpuutilization"),
    ("busy", "cpuutilization"),
    ("load", "cpuutilization"),
    ("processor", "cpuutilization"),
    ("credit", "creditbalance"),
    ("memory", "memory"),
    ("ram", "memory"),
    ("storage", "storagespace"),
    ("disk", "storagespace"),
    ("disk", "diskspace"),
    ("full", "storagespace"),
    ("connection", "connections"),
    ("latency", "latency"),
    ("lag", "lag"),
    ("deadlock", "deadlocks"),
    ("iops", "ops"),
    ("request", "requestcount"),
    ("5xx", "5xx"),
    ("error", "error"),
    ("error", "5xx"),
    ("throttl", "throttle"),
    ("evict", "evictions"),
    ("invocation", "invocations"),
];

/// A metric of a resource as a run left it: `evaluate::measured::kept`.
struct Kept {
    name: String,
    namespace: String,
    stat: String,
    period: u64,
    window: String,
    seen: Value,
    cli: String,
}

impl Asked<'_> {
    /// What was measured of the resources in scope.
    pub async fn metric(&self) -> anyhow::Result<(String, Found)> {
        let scope = Filter { since: None, until: None, statuses: Vec::new(), ..self.filter.clone() };
        let (_, resources) = self.asker.store.resources(&scope, LOOKED).await?;
        let named = named(&self.question, &resources);
        let measured: Vec<(&Stored, Vec<Kept>)> =
            named.into_iter().map(|r| (r, kept(r))).filter(|(_, metrics)| !metrics.is_empty()).collect();
        if measured.is_empty() {
            let none = "Nothing was found: no metrics of this are in the store. They are read by the rules that need them \
                        (`tickmark rules search utilisation` names some), and only for resources that run.";
            return Ok((none.to_owned(), Found::default()));
        }
        let wanted = wanted(&self.question);
        let fits = |metric: &Kept| wanted.iter().any(|part| metric.name.to_lowercase().contains(part));
        let told: Vec<(&Stored, &Kept)> =
            measured.iter().flat_map(|(r, all)| all.iter().filter(|m| fits(m)).map(move |m| (*r, m))).collect();
        if told.is_empty() {
            return Ok((known(&measured), Found::default()));
        }
        Ok(self.tell_metrics(&told))
    }

    fn tell_metrics(&self, told: &[(&Stored, &Kept)]) -> (String, Found) {
        let limit = self.intent.limit.unwrap_or(TOLD).clamp(1, 50);
        let count = counted(told.len() as u64, "metric was read", "metrics were read");
        // What is asked about may be another stretch of time than what was read.
        let window = if self.filter.since.is_some() { "; each over the time that its rule looks at" } else { "" };
        let mut out = format!("{count}{window}.\n");
        let mut found = Found { grounded: true, ..Found::default() };
        for (place, (resource, metric)) in (1..).zip(told.iter().take(limit)) {
            out.push_str(&format!(
                "\n{place}. {} ({}, {}): {}\n   Shown by {}",
                code(&resource.id),
                resource.kind,
                resource.region,
                metric.words(),
                code(&metric.cli)
            ));
            let cli = Some(metric.cli.clone());
            found.citations.push(Citation { finding: None, arn: resource.arn.clone(), cli });
        }
        if told.len() > limit {
            out.push_str(&format!("\n\n{} more are not told here.", told.len() - limit));
        }
        (out, found)
    }
}

impl Kept {
    /// `CPUUtilization of AWS/EC2, Maximum by 86400 s from … to …: 14 points, lowest 1.2, highest 1.8, last 1.5`
    fn words(&self) -> String {
        let head = format!("{} of {}, {} by {} s {}", self.name, self.namespace, self.stat, self.period, self.window);
        let number = |name: &str| self.seen.get(name).and_then(Value::as_f64).map(figure);
        let told = [("min", "lowest"), ("max", "highest"), ("mean", "on average"), ("last", "last")];
        let told = told.iter().filter_map(|(name, word)| Some(format!("{word} {}", number(name)?)));
        match self.seen.get("count").and_then(Value::as_u64).unwrap_or_default() {
            0 => format!("{head}: no data points, which is not zero"),
            n => format!("{head}: {}, {}", counted(n, "point", "points"), told.collect::<Vec<_>>().join(", ")),
        }
    }
}

/// A number for people: three digits after the point at most.
fn figure(value: f64) -> String {
    let rounded = (value * 1000.0).round() / 1000.0;
    if rounded == 0.0 && value != 0.0 { format!("{value:e}") } else { rounded.to_string() }
}

/// Parts of metrics' names that a question means.
pub(super) fn wanted(question: &str) -> Vec<&'static str> {
    let question = question.to_lowercase();
    CALLED.iter().filter(|(word, _)| question.contains(word)).map(|(_, part)| *part).collect()
}

/// The resources that a question names by their ids; all where it names none.
fn named<'a>(question: &str, resources: &'a [Stored]) -> Vec<&'a Stored> {
    let words: Vec<&str> = question
        .split(|c: char| c.is_whitespace() || "?,;:!()'\"`".contains(c))
        .map(|word| word.trim_end_matches('.'))
        .collect();
    let found: Vec<&Stored> =
        resources.iter().filter(|r| words.iter().any(|word| word.eq_ignore_ascii_case(&r.id))).collect();
    if found.is_empty() { resources.iter().collect() } else { found }
}

/// Which metrics there are instead.
fn known(measured: &[(&Stored, Vec<Kept>)]) -> String {
    let mut names: Vec<String> =
        measured.iter().flat_map(|(_, all)| all.iter().map(|m| format!("{} {}", m.namespace, m.name))).collect();
    names.sort();
    names.dedup();
    let list: Vec<String> = names.iter().map(|n| code(n).to_string()).collect();
    format!("This metric was not read. Of these resources the store has {}.", list.join(", "))
}

fn kept(resource: &Stored) -> Vec<Kept> {
    let details: Value = serde_json::from_str(&resource.details).unwrap_or_default();
    let all = details.get("$metrics").and_then(Value::as_array).cloned().unwrap_or_default();
    let one = |kept: &Value| {
        let text = |name: &str| kept.get(name)?.as_str().map(str::to_owned);
        Some(Kept {
            name: text("name")?,
            namespace: text("namespace")?,
            stat: text("stat")?,
            period: kept.get("period")?.as_u64()?,
            window: format!("from {} to {}", text("from")?, text("to")?),
            seen: kept.get("seen")?.clone(),
            cli: text("cli")?,
        })
    };
    all.iter().filter_map(one).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn questions_name_metrics_in_peoples_words() {
        assert_eq!(wanted("RDS CPU over the last day"), ["cpuutilization"]);
        assert_eq!(wanted("is payments-db running out of disk space?"), ["storagespace", "diskspace"]);
        assert!(wanted("what is going on").is_empty());
    }

    #[test]
    fn small_figures_are_not_shown_as_nothing() {
        assert_eq!([figure(0.0), figure(1.23456), figure(0.00004)], ["0", "1.235", "4e-5"]);
    }
}
