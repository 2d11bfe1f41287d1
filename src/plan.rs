//! Step 2: chosen rules into what has to be read: each kind once, with the details that any rule names.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::aws::operations::{Reach, Read};
use crate::model::{GLOBAL, Scope};
use crate::rules::{Kind, Rule, RuleSet, Spec, always, metric_data, money};

/// The most metrics that one GetMetricData call may ask for.
pub const METRICS_A_CALL: usize = 500;

/// What a run reads.
#[derive(Debug)]
pub struct Plan {
    /// By name; parents are among them.
    pub kinds: BTreeMap<String, PlannedKind>,
    /// Reads that stand in several places of the plan: their answers are kept, so that each is made once.
    pub shared: BTreeSet<String>,
    /// Reads that are made only for what fails, with the rules' ids.
    pub follow: Vec<(String, &'static Read)>,
    /// Reads that are made only where findings have amounts.
    pub money: Vec<&'static Read>,
}

#[derive(Debug)]
pub struct PlannedKind {
    pub kind: Arc<Kind>,
    /// Names of the details to read.
    pub details: BTreeSet<String>,
    /// Metrics to ask CloudWatch for, by their keys: each once, whichever rules use it.
    pub metrics: BTreeMap<String, Arc<Spec>>,
}

/// One line of `--plan`.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct PlannedCall {
    pub service: &'static str,
    pub operation: &'static str,
    /// `global` or a region.
    pub region: String,
    /// What it is made for: once, or for each resource of a kind.
    pub per: Option<String>,
    /// USD in millionths for one call, so that lines can be ordered.
    pub micro_usd: u64,
}

impl Plan {
    pub fn new(rules: &[Arc<Rule>], set: &RuleSet) -> Self {
        let mut kinds = BTreeMap::new();
        for rule in rules {
            add(&rule.kind, rule.details(), set, &mut kinds);
            if let Some(planned) = kinds.get_mut(&rule.kind.name) {
                planned.metrics.extend(rule.metrics.iter().map(|m| (m.spec.key.clone(), m.spec.clone())));
            }
            for lookup in &rule.lookups {
                add(&lookup.kind, Rule::lookup_details(lookup), set, &mut kinds);
            }
        }
        let follow: Vec<(String, &Read)> =
            rules.iter().flat_map(|r| r.follow.iter().map(|f| (r.id.clone(), f.read))).collect();
        // Several findings may ask alike.
        let money: BTreeMap<String, &Read> =
            rules.iter().flat_map(|rule| money(rule)).map(|read| (read.name(), read)).collect();
        let later = follow.iter().map(|(_, read)| *read).chain(money.values().copied()).map(Read::name);
        let shared = shared(&kinds).into_iter().chain(later).collect();
        Plan { kinds, shared, follow, money: money.into_values().collect() }
    }

    /// Kinds that are listed by themselves in a scope.
    pub fn roots<'a>(&'a self, scope: &Scope) -> impl Iterator<Item = &'a PlannedKind> {
        let reach = if scope.region == GLOBAL { Reach::Global } else { Reach::Regional };
        self.kinds.values().filter(move |k| k.kind.parent.is_none() && k.kind.reach == reach)
    }

    /// Kinds that are listed for each resource of this one.
    pub fn children<'a>(&'a self, parent: &'a str) -> impl Iterator<Item = &'a PlannedKind> {
        self.kinds.values().filter(move |k| k.kind.parent.as_deref() == Some(parent))
    }

    /// Every call that is known before anything is read, and what would follow for each resource.
    pub fn calls(&self, regions: &[String]) -> Vec<PlannedCall> {
        let mut calls: BTreeSet<PlannedCall> = always().map(|read| line(read, GLOBAL, None)).collect();
        for planned in self.kinds.values() {
            let places: Vec<&str> = match planned.kind.reach {
                Reach::Global => vec![GLOBAL],
                Reach::Regional => regions.iter().map(String::as_str).collect(),
            };
            for region in places {
                calls.extend(self.calls_of(planned, region));
            }
        }
        for (rule, read) in &self.follow {
            let per = Some(format!("finding of {rule}"));
            match read.reach {
                Reach::Global => calls.extend([line(read, GLOBAL, per)]),
                Reach::Regional => calls.extend(regions.iter().map(|r| line(read, r, per.clone()))),
            }
        }
        let needed = |read: &Read| match read.service {
            "pricing" => "price that a finding needs",
            _ => "service whose prices findings need",
        };
        calls.extend(self.money.iter().map(|read| line(read, GLOBAL, Some(needed(read).to_owned()))));
        calls.into_iter().collect()
    }

    fn calls_of(&self, planned: &PlannedKind, region: &str) -> Vec<PlannedCall> {
        let kind = &planned.kind;
        let mut out = Vec::new();
        if let Some(listing) = &kind.listing {
            out.push(line(listing.read, region, kind.parent.clone()));
            let batch = listing.batch.iter();
            out.extend(batch.map(|b| line(b.read, region, Some(format!("{} {}", b.size, kind.name)))));
        }
        let per = kind.listing.as_ref().map(|_| kind.name.clone());
        let details = kind.closure(planned.details.iter().map(String::as_str));
        out.extend(details.into_iter().map(|(_, detail)| line(detail.read, region, per.clone())));
        out.extend(planned.metrics.values().flat_map(|spec| metric_line(spec, kind, region)));
        out
    }
}

/// The calls for one metric: as many as the kind has resources, 500 at a time.
fn metric_line(spec: &Spec, kind: &Kind, region: &str) -> Option<PlannedCall> {
    let per = format!("{METRICS_A_CALL} {}, {}", kind.name, spec.words());
    Some(line(metric_data()?, region, Some(per)))
}

fn line(read: &'static Read, region: &str, per: Option<String>) -> PlannedCall {
    let micro_usd = (read.usd * 1e6).round() as u64;
    PlannedCall { service: read.service, operation: read.operation, region: region.to_owned(), per, micro_usd }
}

fn add(kind: &Arc<Kind>, details: BTreeSet<&str>, set: &RuleSet, kinds: &mut BTreeMap<String, PlannedKind>) {
    let planned = kinds.entry(kind.name.clone()).or_insert_with(|| PlannedKind {
        kind: kind.clone(),
        details: BTreeSet::new(),
        metrics: BTreeMap::new(),
    });
    planned.details.extend(details.into_iter().map(str::to_owned));
    if let Some(parent) = kind.parent.as_ref().and_then(|p| set.kinds.get(p)) {
        add(parent, BTreeSet::new(), set, kinds);
    }
}

fn shared(kinds: &BTreeMap<String, PlannedKind>) -> BTreeSet<String> {
    let mut seen: BTreeMap<String, usize> = BTreeMap::new();
    for planned in kinds.values() {
        let listing = planned.kind.listing.iter().map(|l| l.read);
        let details = planned.kind.closure(planned.details.iter().map(String::as_str));
        for read in listing.chain(details.iter().map(|(_, d)| d.read)) {
            *seen.entry(read.name()).or_default() += 1;
        }
        // What several resources may ask alike is asked once.
        for (_, detail) in details.iter().filter(|(_, d)| planned.kind.may_repeat(d)) {
            *seen.entry(detail.read.name()).or_default() += 2;
        }
    }
    let always = always().map(Read::name);
    seen.into_iter().filter(|(_, n)| *n > 1).map(|(name, _)| name).chain(always).collect()
}
