//! The smallest IAM policy under which chosen rules can be checked.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use serde_json::{Value, json};

use super::{Kind, Rule};
use crate::aws::operations::{self, Read};
use crate::aws::session::SessionPolicy;

/// The reads that every run makes: who am I, and which regions are there.
pub fn always() -> impl Iterator<Item = &'static Read> {
    [("sts", "GetCallerIdentity"), ("ec2", "DescribeRegions")].into_iter().filter_map(|(s, o)| operations::find(s, o))
}

/// The read that list prices come from; AWS charges nothing for it.
pub fn prices() -> Option<&'static Read> {
    operations::find("pricing", "GetProducts")
}

/// What Savings Plans cover.
pub fn savings_plans() -> Option<&'static Read> {
    operations::find("ce", "GetSavingsPlansCoverage")
}

/// What reservations cover.
pub fn reservations() -> Option<&'static Read> {
    operations::find("ce", "GetReservationCoverage")
}

/// What is read only where findings of a rule have amounts.
pub fn money(rule: &Rule) -> impl Iterator<Item = &'static Read> {
    let list = prices().filter(|_| rule.asks_prices());
    let agreed = [savings_plans(), reservations()].into_iter().flatten().filter(|_| rule.covered);
    list.into_iter().chain(agreed)
}

/// The read that all metrics come by.
pub fn metric_data() -> Option<&'static Read> {
    operations::find("cloudwatch", "GetMetricData")
}

/// Every read that a rule may lead to, by name.
pub fn reads_of(rule: &Rule, kinds: &BTreeMap<String, Arc<Kind>>) -> BTreeMap<String, &'static Read> {
    let mut reads = BTreeMap::new();
    kind_reads(&rule.kind, rule.details(), kinds, &mut reads);
    if let Some(read) = metric_data().filter(|_| !rule.metrics.is_empty()) {
        reads.insert(read.name(), read);
    }
    for lookup in &rule.lookups {
        kind_reads(&lookup.kind, Rule::lookup_details(lookup), kinds, &mut reads);
    }
    reads.extend(rule.follow.iter().map(|f| (f.read.name(), f.read)));
    reads.extend(money(rule).map(|read| (read.name(), read)));
    reads
}

fn kind_reads(
    kind: &Kind,
    details: BTreeSet<&str>,
    kinds: &BTreeMap<String, Arc<Kind>>,
    reads: &mut BTreeMap<String, &'static Read>,
) {
    let mut add = |read: &'static Read| reads.insert(read.name(), read);
    if let Some(listing) = &kind.listing {
        add(listing.read);
        listing.batch.iter().for_each(|b| {
            add(b.read);
        });
    }
    kind.closure(details).iter().for_each(|(_, detail)| {
        add(detail.read);
    });
    if let Some(parent) = kind.parent.as_ref().and_then(|p| kinds.get(p)) {
        kind_reads(parent, BTreeSet::new(), kinds, reads);
    }
}

/// An IAM policy document that allows the reads of these rules and nothing else.
pub fn policy(rules: &[Arc<Rule>], kinds: &BTreeMap<String, Arc<Kind>>) -> Value {
    document(&actions(rules, kinds))
}

/// What a session policy may hold, in characters without white space (AssumeRole's `Policy`).
const SESSION_POLICY: usize = 2048;

/// The same for a session, where little room is: the exact list, or where it does not fit reading verbs for each
/// service, or AWS's own policy for reading.
pub fn session_policy(rules: &[Arc<Rule>], kinds: &BTreeMap<String, Arc<Kind>>, partition: &str) -> SessionPolicy {
    let exact = actions(rules, kinds);
    let verbs: BTreeSet<String> = exact.iter().filter_map(|action| verb(action)).collect();
    let verbs = verbs.iter().map(String::as_str).collect();
    let fitting =
        [&exact, &verbs].into_iter().map(|list| document(list).to_string()).find(|d| d.len() <= SESSION_POLICY);
    let managed = || SessionPolicy::Managed(format!("arn:{partition}:iam::aws:policy/ReadOnlyAccess"));
    fitting.map_or_else(managed, SessionPolicy::Document)
}

/// `ec2:DescribeVolumes` as `ec2:Describe*`; all that tickmark reads begins with a reading verb.
fn verb(action: &str) -> Option<String> {
    let (service, name) = action.split_once(':')?;
    let end = name.char_indices().skip(1).find(|(_, c)| c.is_ascii_uppercase()).map_or(name.len(), |(at, _)| at);
    Some(format!("{service}:{}*", &name[..end]))
}

pub(super) fn actions(rules: &[Arc<Rule>], kinds: &BTreeMap<String, Arc<Kind>>) -> BTreeSet<&'static str> {
    let reads = rules.iter().flat_map(|r| reads_of(r, kinds).into_values()).chain(always());
    reads.flat_map(|read| read.actions.iter().copied()).collect()
}

pub(super) fn document(actions: &BTreeSet<&str>) -> Value {
    json!({
        "Version": "2012-10-17",
        "Statement": [{"Sid": "TickmarkReads", "Effect": "Allow", "Action": actions, "Resource": "*"}],
    })
}
