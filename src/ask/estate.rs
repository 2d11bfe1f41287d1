//! Questions about the estate itself, answered from the stored resources with the call that shows each: what there is,
//! what it costs, what could not be read.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde_json::Value;

use super::{Asked, Citation, Found, say, scope};
use chrono::{NaiveDate, TimeDelta};

use crate::collect::{Call, Resource, Surroundings};
use crate::evaluate::evidence;
use crate::model::{Answer, Evidence, FOLLOW_PART, Finding, GLOBAL};
use crate::render::{code, counted, usd};
use crate::store::{By, Filter, Stored};

/// How many resources are told when nobody says how many.
const TOLD: usize = 10;
/// The most members of a resource that are told.
const MEMBERS: usize = 8;

impl Asked<'_> {
    pub async fn inventory(&self) -> anyhow::Result<(String, Found)> {
        if let Some(run) = &self.filter.run
            && !self.asker.store.current().await?.iter().any(|current| current.id == *run)
        {
            let answer = format!(
                "Resources are kept as they were last read, not as run `{run}` read them. Without `--run` I answer \
                 from the newest run."
            );
            return Ok((answer, Found::default()));
        }
        let limit = self.intent.limit.unwrap_or(TOLD).clamp(1, 50);
        let (total, resources) = self.asker.store.resources(&self.filter, limit).await?;
        let words = scope::words(&Filter { statuses: Vec::new(), ..self.filter.clone() });
        let asked = if words.is_empty() { "all that was read".to_owned() } else { words };
        if total == 0 {
            return Ok((format!("Nothing of this was read. Searched: {asked}."), Found::default()));
        }
        let mut out = format!("{} ({asked}).\n", counted(total, "resource was read", "resources were read"));
        let mut found = Found { grounded: true, ..Found::default() };
        for (place, resource) in (1..).zip(&resources) {
            let document: Value = serde_json::from_str(&resource.document)?;
            out.push_str(&format!(
                "\n{place}. {} ({}, {}): {}",
                code(&resource.id),
                resource.kind,
                resource.region,
                members(&document)
            ));
            let cli = self.shown_by(resource);
            if let Some(cli) = &cli {
                out.push_str(&format!("\n   Shown by {}", code(cli)));
            }
            found.citations.push(Citation { finding: None, arn: resource.arn.clone(), cli });
        }
        if total > resources.len() as u64 {
            out.push_str(&format!("\n\n{} more are not told here.", total - resources.len() as u64));
        }
        Ok((out, found))
    }

    /// The listing's call, narrowed to this resource. None for those that are listed below another one.
    fn shown_by(&self, stored: &Stored) -> Option<String> {
        let kind = self.asker.rules.kinds.get(&stored.kind)?;
        let listing = kind.listing.as_ref().filter(|_| kind.parent.is_none())?;
        let run = self.runs.iter().find(|r| r.account == stored.account)?;
        let around = Surroundings::new(&run.account, &run.partition, run.started);
        let scope = if stored.scope == GLOBAL { GLOBAL } else { &stored.scope };
        let over = around.over(Value::Null, scope, None, true);
        let call = Call {
            read: listing.read,
            region: around.request_region(scope).to_owned(),
            params: listing.params.evaluate(&over),
        };
        let resource = Resource {
            id: stored.id.clone(),
            arn: stored.arn.clone(),
            region: stored.region.clone(),
            item: stored.document.clone().into(),
            details: BTreeMap::new(),
            metrics: BTreeMap::new(),
            call: Arc::new(call),
            answer: Answer { request_id: "".into(), called_at: run.started, sha256: "".into() },
            parent: None,
        };
        Some(evidence::of_resource(kind, &resource, &around)?.cli)
    }

    pub async fn coverage(&self) -> anyhow::Result<(String, Found)> {
        let gaps = self.asker.store.gaps(&self.filter).await?;
        let found = Found { grounded: true, ..Found::default() };
        if gaps.is_empty() {
            return Ok(("Every read that the rules needed in this scope succeeded.".to_owned(), found));
        }
        let mut out = format!("{} did not succeed:\n", counted(gaps.len() as u64, "read", "reads"));
        for row in &gaps {
            let why = row.error.as_deref().unwrap_or("no reason given");
            let rules = match row.rules_affected.len() {
                0 => "no rule was left undecided".to_owned(),
                n => format!(
                    "{} left undecided: {}",
                    counted(n as u64, "rule was", "rules were"),
                    row.rules_affected.join(", ")
                ),
            };
            out.push_str(&format!(
                "\n- `{}:{}` in {}, account {}: {}, {}; {rules}",
                row.service,
                row.operation,
                row.region,
                row.account,
                row.status.word(),
                code(&say::one_line(why))
            ));
        }
        Ok((out, found))
    }

    /// Spend by service and day out of Cost Explorer's answer, and what findings cost a month.
    pub async fn cost(&self) -> anyhow::Result<(String, Found)> {
        let mut found = Found::default();
        let mut out = self.spend(&mut found).await?;
        let filter = Filter { costly: true, since: None, until: None, ..self.filter.clone() };
        let counts = self.asker.store.count(&filter, By::Severity).await?;
        let (n, money) = counts.iter().fold((0, 0.0), |sum, c| (sum.0 + c.findings, sum.1 + c.monthly));
        if n > 0 {
            found.grounded = true;
            out.push_str(&format!(
                "\n\n{} with known money add up to {} a month; the largest:\n",
                say::findings(n),
                usd(money)
            ));
            for (place, finding) in
                (1..).zip(self.asker.store.list(&filter, self.intent.limit.unwrap_or(3).clamp(1, 20)).await?)
            {
                out.push_str(&format!("\n{}", say::finding(place, &finding)));
                found.citations.push(say::cite(&finding));
            }
        }
        Ok((out.trim_start().to_owned(), found))
    }

    async fn spend(&self, found: &mut Found) -> anyhow::Result<String> {
        let filter =
            Filter { kinds: vec!["ce.service".into()], accounts: self.filter.accounts.clone(), ..Filter::default() };
        let (_, services) = self.asker.store.resources(&filter, 500).await?;
        let mut days: BTreeMap<String, BTreeMap<&str, f64>> = BTreeMap::new();
        for service in &services {
            let document: Value = serde_json::from_str(&service.document)?;
            for day in document.get("Days").and_then(Value::as_array).into_iter().flatten() {
                let amount = day.get("Amount").and_then(Value::as_str).and_then(|a| a.parse::<f64>().ok());
                if let (Some(start), Some(amount)) = (day.get("Start").and_then(Value::as_str), amount) {
                    *days.entry(start.to_owned()).or_default().entry(&service.id).or_default() += amount;
                }
            }
        }
        let Some(day) = self.day(&days) else {
            return Ok("Cost Explorer's spend per day is not in the store for this.".to_owned());
        };
        found.grounded = true;
        let empty = BTreeMap::new();
        let before = days.range(..day.clone()).next_back();
        let (previous, was) = before.map_or(("the day before", &empty), |(d, s)| (d.as_str(), s));
        let now = days.get(&day).unwrap_or(&empty);
        let mut moved: Vec<(&str, f64, f64)> =
            now.iter().map(|(s, amount)| (*s, *amount, amount - was.get(s).copied().unwrap_or_default())).collect();
        moved.sort_by(|a, b| b.2.abs().total_cmp(&a.2.abs()).then(a.0.cmp(b.0)));
        let (total, earlier): (f64, f64) = (now.values().sum(), was.values().sum());
        let word = if total >= earlier { "rose" } else { "fell" };
        let mut out = format!(
            "Spend {word} by {} on {day}: {} against {} on {previous} (amortized, before credits, refunds and tax).",
            usd((total - earlier).abs()),
            usd(total),
            usd(earlier)
        );
        for (service, amount, change) in moved.into_iter().filter(|m| m.2.abs() >= 0.01).take(5) {
            out.push_str(&format!(
                "\n- {}: {} ({}{:.2})",
                code(service),
                usd(amount),
                if change > 0.0 { "+" } else { "-" },
                change.abs()
            ));
            if let Some(stored) = services.iter().find(|s| s.id == service) {
                let cli = self.shown_by(stored);
                if let Some(cli) = &cli {
                    out.push_str(&format!("\n  Shown by {}", code(cli)));
                }
                found.citations.push(Citation { finding: None, arn: stored.arn.clone(), cli });
            }
            if change > 0.0 {
                out.push_str(&self.changed_besides(service, &day, found).await?);
            }
        }
        Ok(out)
    }

    /// What else changed around a day on which a service's cost jumped: what CloudTrail has of it, by the finding's own
    /// calls, and the resources of the service that were first seen then. Empty where the rise was no jump.
    async fn changed_besides(&self, service: &str, day: &str, found: &mut Found) -> anyhow::Result<String> {
        let filter =
            Filter { kinds: vec!["ce.service".into()], accounts: self.filter.accounts.clone(), ..Filter::default() };
        let jumps = self.asker.store.list(&filter, 500).await?;
        let around = |entry: &&Evidence| entry.part.starts_with(FOLLOW_PART) && spans(&entry.params, day);
        let told = |f: &&Finding| f.resource == service && f.evidence.iter().any(|e| around(&e));
        let Some(jump) = jumps.iter().find(told) else { return Ok(String::new()) };
        found.citations.push(say::cite(jump));
        let mut out = String::new();
        for entry in jump.evidence.iter().filter(around) {
            let events = entry.observed.as_array().map(Vec::as_slice).unwrap_or_default();
            let told: Vec<String> = events.iter().take(5).map(event).collect();
            let left = events.len() - told.len();
            let left = if left > 0 { format!(", and {left} more") } else { String::new() };
            out.push_str(&format!("\n  Written to it in {}: {}{left}", entry.region, told.join("; ")));
            out.push_str(&format!("\n  Shown by {}", code(&entry.cli)));
        }
        let source =
            jump.evidence.iter().find_map(|e| e.params.pointer("/LookupAttributes/0/AttributeValue")?.as_str());
        let (Some((name, _)), Ok(day)) = (source.and_then(|s| s.split_once('.')), day.parse::<NaiveDate>()) else {
            return Ok(out);
        };
        let moment = |days: i64| (day + TimeDelta::days(days)).and_time(chrono::NaiveTime::MIN).and_utc();
        let services = vec![name.to_owned()];
        let new = Filter { services, since: Some(moment(-1)), until: Some(moment(2)), ..filter };
        let (total, resources) = self.asker.store.resources(&Filter { kinds: Vec::new(), ..new }, 5).await?;
        if total > 0 {
            let names: Vec<String> = resources.iter().map(|r| code(&r.id).to_string()).collect();
            let many = counted(total, "resource of it was", "resources of it were");
            out.push_str(&format!("\n  {many} first seen around then: {}", names.join(", ")));
            found.citations.extend(resources.iter().map(|r| Citation {
                finding: None,
                arn: r.arn.clone(),
                cli: self.shown_by(r),
            }));
        }
        Ok(out)
    }

    /// The day that is asked about: the one named, or the newest; None where it was not read.
    fn day(&self, days: &BTreeMap<String, BTreeMap<&str, f64>>) -> Option<String> {
        match self.filter.since {
            Some(since) => {
                let named = since.format("%Y-%m-%d").to_string();
                let until = self.filter.until.map_or_else(|| "9999".to_owned(), |u| u.format("%Y-%m-%d").to_string());
                let sum = |d: &BTreeMap<&str, f64>| d.values().sum::<f64>();
                // Of a stretch of days, the one that rose most.
                let list: Vec<(&String, f64)> = days.iter().map(|(d, s)| (d, sum(s))).collect();
                let risen = list.windows(2).filter(|w| *w[1].0 >= named && *w[1].0 < until);
                risen.max_by(|a, b| (a[1].1 - a[0].1).total_cmp(&(b[1].1 - b[0].1))).map(|w| w[1].0.clone())
            }
            None => days.keys().next_back().cloned(),
        }
    }
}

/// Whether a call is about a stretch of time that a day lies in: a service may have jumped on another day, too.
fn spans(params: &Value, day: &str) -> bool {
    let date = |name: &str| params.get(name).and_then(Value::as_str).and_then(|time| time.get(..10));
    date("StartTime").is_none_or(|start| start <= day) && date("EndTime").is_none_or(|end| day <= end)
}

/// One write, as CloudTrail has it.
fn event(event: &Value) -> String {
    let text = |name: &str| event.get(name).and_then(Value::as_str).unwrap_or_default();
    let on = event.get("On").and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str);
    let on: Vec<String> = on.map(|name| code(name).to_string()).collect();
    let on = if on.is_empty() { String::new() } else { format!(" on {}", on.join(", ")) };
    format!("{} by {}{on} at {}", code(text("Name")), code(text("By")), text("Time"))
}

/// The plain members of a resource, in a line.
fn members(document: &Value) -> String {
    let plain = |v: &Value| match v {
        Value::String(s) if s.len() <= 60 => Some(s.clone()),
        Value::Bool(_) | Value::Number(_) => Some(v.to_string()),
        _ => None,
    };
    let all = document.as_object().into_iter().flatten();
    let told = all.filter_map(|(name, value)| Some(format!("{name} {}", code(&plain(value)?))));
    told.take(MEMBERS).collect::<Vec<_>>().join(", ")
}
