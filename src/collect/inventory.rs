//! What was read: resources by scope and kind, and the reads that failed.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use serde_json::value::RawValue;
use serde_json::{Map, Value};

use super::MetricValue;
use crate::aws::cli;
use crate::aws::operations::Read;
use crate::model::{Answer, CallError, CallKey, Evidence, GLOBAL, Scope};

/// Everything that a run read.
#[derive(Debug, Default)]
pub struct Inventory {
    pub collected: BTreeMap<(Scope, String), Collected>,
}

/// The resources of one kind in one scope.
#[derive(Debug, Default)]
pub struct Collected {
    /// In the order of their ids.
    pub resources: Vec<Resource>,
    /// A listing that was answered: an empty one is evidence too.
    pub listed: Option<(Arc<Call>, Answer)>,
    /// Listings that failed: then there may be more resources than these.
    pub failures: Vec<Failure>,
}

/// A read that gave nothing.
#[derive(Clone, Debug)]
pub struct Failure {
    pub call: Arc<Call>,
    pub error: CallError,
}

/// One read that was made.
#[derive(Debug)]
pub struct Call {
    pub read: &'static Read,
    /// The region that the request went to.
    pub region: String,
    pub params: Value,
}

impl Call {
    pub fn key(&self) -> CallKey {
        CallKey::new(self.read.service, self.read.operation, &self.region, &self.params)
    }

    /// What it shows: `query` over its answer gives `observed`.
    pub fn evidence(&self, part: &str, query: String, observed: Value, answer: &Answer) -> Evidence {
        Evidence {
            part: part.to_owned(),
            service: self.read.service.to_owned(),
            operation: self.read.operation.to_owned(),
            region: self.region.clone(),
            params: self.params.clone(),
            cli: cli::command(self.read, &self.region, &self.params, &query),
            query,
            observed,
            request_id: answer.request_id.to_string(),
            called_at: answer.called_at,
            response_sha256: answer.sha256.to_string(),
        }
    }
}

/// One resource, as AWS described it.
#[derive(Debug)]
pub struct Resource {
    pub id: String,
    pub arn: String,
    /// Where it lives; `global` for what has no region.
    pub region: String,
    /// The listing's answer about it, as JSON text: a fifth of the memory of a parsed document.
    pub item: Box<str>,
    pub details: BTreeMap<String, DetailValue>,
    /// By the keys of their specs; one that is not wanted of this resource is missing.
    pub metrics: BTreeMap<String, MetricValue>,
    pub call: Arc<Call>,
    pub answer: Answer,
    pub parent: Option<Arc<Value>>,
}

/// What came of a detail.
#[derive(Debug)]
pub enum DetailValue {
    Read {
        value: Value,
        call: Arc<Call>,
        answer: Answer,
    },
    /// An error that means that there is none.
    Absent {
        code: String,
        call: Arc<Call>,
        answer: Answer,
    },
    Failed(Failure),
    /// Its condition did not hold, so that no call was made.
    Skipped,
}

impl DetailValue {
    /// The member's value; None where it could not be read.
    pub fn value(&self) -> Option<&Value> {
        const NULL: &Value = &Value::Null;
        match self {
            DetailValue::Read { value, .. } => Some(value),
            DetailValue::Absent { .. } | DetailValue::Skipped => Some(NULL),
            DetailValue::Failed(_) => None,
        }
    }
}

impl Resource {
    /// The parsed item.
    pub fn item(&self) -> Value {
        serde_json::from_str(&self.item).unwrap_or(Value::Null)
    }

    /// Some of its members, details too; the rest of the item is passed over unparsed.
    pub fn members(&self, names: &BTreeSet<String>) -> Value {
        let item: BTreeMap<String, &RawValue> = serde_json::from_str(&self.item).unwrap_or_default();
        let own = item.into_iter().filter(|(name, _)| names.contains(name));
        let own = own.filter_map(|(name, text)| Some((name, serde_json::from_str(text.get()).ok()?)));
        let details = self.details.iter().filter(|(name, _)| names.contains(*name));
        let details = details.filter_map(|(name, detail)| Some((name.clone(), detail.value()?.clone())));
        own.chain(details).collect()
    }
}

/// What a scope's expressions may name besides a resource's members.
#[derive(Clone, Debug)]
pub struct Surroundings {
    pub account: String,
    pub partition: String,
    /// The partition's region for global services: `us-east-1`.
    pub home: String,
    /// The run's start, which ages are counted to.
    pub now: chrono::DateTime<chrono::Utc>,
    /// From a number of days to the date.
    pub days_ago: Arc<Value>,
}

impl Surroundings {
    pub fn new(account: &str, partition: &str, now: chrono::DateTime<chrono::Utc>) -> Self {
        let date = |days: i64| (now - chrono::Duration::days(days)).format("%Y-%m-%d").to_string();
        let days: Map<String, Value> = (0..=400).map(|d| (d.to_string(), Value::String(date(d)))).collect();
        let home = match partition {
            "aws-cn" => "cn-north-1",
            "aws-us-gov" => "us-gov-west-1",
            _ => "us-east-1",
        };
        Surroundings {
            account: account.into(),
            partition: partition.into(),
            home: home.into(),
            now,
            days_ago: Arc::new(Value::Object(days)),
        }
    }

    /// The region that a scope's requests go to.
    pub fn request_region<'a>(&'a self, region: &'a str) -> &'a str {
        if region == GLOBAL { &self.home } else { region }
    }

    /// A resource's members with what else may be named.
    pub fn over(&self, item: Value, region: &str, parent: Option<&Arc<Value>>, dates: bool) -> Value {
        let mut over = match item {
            Value::Object(members) => members,
            _ => Map::new(),
        };
        let mut add = |name: &str, value: Value| {
            over.entry(name).or_insert(value);
        };
        add("account", Value::String(self.account.clone()));
        add("partition", Value::String(self.partition.clone()));
        add("region", Value::String(region.to_owned()));
        if let Some(parent) = parent {
            add("parent", Value::clone(parent));
        }
        if dates {
            add("days_ago", Value::clone(&self.days_ago));
        }
        Value::Object(over)
    }
}
