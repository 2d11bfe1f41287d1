//! From an intent to what the store is asked for.

use super::intent::Intent;
use crate::store::Filter;

/// The values of a tag that mean an environment.
const ENVIRONMENTS: &[(&str, &[&str])] = &[
    ("prod", &["prod", "production", "prd", "live"]),
    ("staging", &["staging", "stage", "stg", "preprod", "pre-production", "uat"]),
    ("dev", &["dev", "development"]),
    ("test", &["test", "testing", "qa"]),
    ("sandbox", &["sandbox", "playground"]),
];

/// Words that say where to look, and nothing of what is wrong there.
const GENERAL: &[&str] = &[
    "finding",
    "findings",
    "issue",
    "issues",
    "problem",
    "problems",
    "risk",
    "risks",
    "risky",
    "open",
    "wrong",
    "bad",
    "aws",
    "account",
    "accounts",
    "resource",
    "resources",
    "show",
    "list",
    "all",
    "everything",
    "anything",
    "fix",
    "cost",
    "costs",
    "security",
    "database",
    "databases",
    "reliability",
    "hygiene",
    "critical",
    "high",
    "medium",
    "low",
    "severity",
    "worst",
    "top",
    "important",
    "urgent",
    "first",
    "money",
    "expensive",
    "change",
    "changed",
    "new",
    "resolved",
    "bill",
    "spend",
    "spending",
    "audit",
    "report",
    "run",
    "week",
    "month",
    "region",
    "regions",
    "configured",
    "configuration",
    "instance",
    "instances",
    "bucket",
    "buckets",
    "volume",
    "volumes",
    "user",
    "users",
    "function",
    "functions",
    "trail",
    "trails",
    "key",
    "keys",
    "load",
    "balancer",
    "balancers",
    "snapshot",
    "snapshots",
    "group",
    "groups",
    "alarm",
    "alarms",
    "log",
    "logs",
    "cluster",
    "clusters",
    "role",
    "roles",
    "policy",
    "policies",
    "service",
    "services",
    "ec2",
    "s3",
    "iam",
    "rds",
    "lambda",
    "kms",
    "cloudtrail",
    "cloudwatch",
    "guardduty",
    "elb",
    "ebs",
    "vpc",
    "elbv2",
    "db",
    "explain",
    "about",
];

/// What the store is asked for.
pub fn filter(intent: &Intent, fixed: &Filter) -> Filter {
    let both = |fixed: &[String], asked: &[String]| if fixed.is_empty() { asked.to_vec() } else { fixed.to_vec() };
    Filter {
        run: fixed.run.clone(),
        accounts: both(&fixed.accounts, &intent.accounts),
        regions: intent.regions.clone(),
        pillars: intent.pillars.clone(),
        severities: intent.severities.clone(),
        services: if intent.kinds.is_empty() { intent.services.clone() } else { Vec::new() },
        kinds: intent.kinds.clone(),
        rules: intent.rules.clone(),
        statuses: statuses(intent),
        changes: changes(intent),
        names: intent.resources.clone(),
        environments: environments(intent),
        since: intent.since,
        until: intent.until,
        ..Filter::default()
    }
}

/// "New since Monday" is what was first seen since, whichever run that was; "new" alone is new in the last run.
fn changes(intent: &Intent) -> Vec<String> {
    let narrows = |s: &&String| *s == "reopened" || (*s == "new" && intent.since.is_none());
    intent.statuses.iter().filter(narrows).cloned().collect()
}

fn statuses(intent: &Intent) -> Vec<String> {
    let named = intent.statuses.iter().filter(|s| ["open", "excepted", "unknown"].contains(&s.as_str()));
    let named: Vec<String> = named.cloned().collect();
    if named.is_empty() { vec!["open".to_owned()] } else { named }
}

fn environments(intent: &Intent) -> Vec<String> {
    let values = |name: &String| match ENVIRONMENTS.iter().find(|(normal, _)| normal == name) {
        Some((_, values)) => values.iter().map(|v| (*v).to_owned()).collect(),
        None => vec![name.clone()],
    };
    intent.environments.iter().flat_map(values).collect()
}

/// The words that say what is wrong; none for "all high findings in S3".
pub fn telling(intent: &Intent) -> Vec<String> {
    let known = |term: &String| {
        GENERAL.contains(&term.as_str()) || intent.environments.contains(term) || intent.resources.contains(term)
    };
    if intent.terms.iter().all(known) { Vec::new() } else { intent.terms.clone() }
}

/// The scope in words: ` in eu-west-1, account 123456789012`.
pub fn words(filter: &Filter) -> String {
    let mut parts = Vec::new();
    let mut part = |before: &str, values: &[String], after: &str| {
        if !values.is_empty() {
            parts.push(format!("{before}{}{after}", values.join(" or ")));
        }
    };
    part("severity ", &filter.severities, "");
    part("pillar ", &filter.pillars, "");
    part("", if filter.kinds.is_empty() { &filter.services } else { &filter.kinds }, "");
    part("rule ", &filter.rules, "");
    part("", &filter.changes, "");
    part("tagged ", &filter.environments, "");
    part("named ", &filter.names, "");
    part("in ", &filter.regions, "");
    part("in account ", &filter.accounts, "");
    if let Some(since) = filter.since {
        parts.push(format!("first seen since {}", since.format("%Y-%m-%d")));
    }
    if let Some(until) = filter.until {
        parts.push(format!("first seen before {}", until.format("%Y-%m-%d")));
    }
    parts.join(", ")
}
