//! AWS's API models, as far as reading needs them: which operations there are, what they take, what they answer.
//!
//! The JSON files beside this one are generated from botocore's models by `scripts/shapes.py`; one is parsed when
//! its service is first asked for, and each of its parts when that is. `types` makes the types that rules are checked against out of them, and
//! `schema` what the SDK's codecs decode with.

mod schema;
mod types;

use std::collections::BTreeMap;
use std::sync::{LazyLock, OnceLock};

use serde::{Deserialize, Deserializer};
use serde_json::value::RawValue;

pub use schema::Node;
pub use types::{Type, did_you_mean};

/// A service's name, its file, and the file parsed.
type Entry = (&'static str, &'static str, OnceLock<Option<Model>>);

macro_rules! services {
    ($($name:literal),* $(,)?) => {
        static MODELS: LazyLock<Vec<Entry>> =
            LazyLock::new(|| vec![$(($name, include_str!(concat!($name, ".json")), OnceLock::new())),*]);
    };
}
services!(
    "accessanalyzer",
    "acm",
    "apigateway",
    "apigatewayv2",
    "autoscaling",
    "backup",
    "budgets",
    "ce",
    "cloudformation",
    "cloudfront",
    "cloudtrail",
    "cloudwatch",
    "codebuild",
    "compute-optimizer",
    "config",
    "cost-optimization-hub",
    "dynamodb",
    "ec2",
    "ecr",
    "ecs",
    "efs",
    "eks",
    "elasticache",
    "elb",
    "elbv2",
    "events",
    "firehose",
    "guardduty",
    "iam",
    "kafka",
    "kinesis",
    "kms",
    "lambda",
    "logs",
    "opensearch",
    "organizations",
    "pricing",
    "rds",
    "redshift",
    "route53",
    "s3",
    "s3control",
    "secretsmanager",
    "service-quotas",
    "sns",
    "sqs",
    "ssm",
    "stepfunctions",
    "sts",
    "wafv2",
);

/// One service's model.
#[derive(Debug, Deserialize)]
#[serde(bound(deserialize = "'de: 'static"))]
pub struct Model {
    /// botocore's name, which is ours: `elbv2`, `logs`, `ce`.
    pub service: String,
    /// The AWS CLI's command: `s3api` for `s3`, `configservice` for `config`.
    pub cli: String,
    /// The name that the Rust SDK gives in its metadata: `Elastic Load Balancing v2`.
    pub sdk_id: String,
    /// `query`, `ec2`, `rest-xml`, `rest-json`, `json` or `rpc-v2-cbor`.
    pub protocol: String,
    operations: BTreeMap<&'static str, Lazy<Operation>>,
    shapes: BTreeMap<&'static str, Lazy<Shape>>,
    #[serde(skip)]
    schemas: schema::Cache,
}

/// A part of a model, parsed when it is first asked for: a run meets one in ten.
#[derive(Debug)]
struct Lazy<T> {
    text: &'static RawValue,
    parsed: OnceLock<Option<Box<T>>>,
}

impl<'de: 'static, T> Deserialize<'de> for Lazy<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Ok(Lazy { text: <&RawValue>::deserialize(deserializer)?, parsed: OnceLock::new() })
    }
}

impl<T: Deserialize<'static>> Lazy<T> {
    fn get(&self) -> Option<&T> {
        self.parsed.get_or_init(|| serde_json::from_str(self.text.get()).ok()).as_deref()
    }
}

#[derive(Debug, Deserialize)]
pub struct Operation {
    /// The AWS CLI's subcommand.
    pub cli: String,
    input: Option<String>,
    pub output: Option<String>,
    /// Parameter to the CLI's option, without its dashes.
    #[serde(default)]
    pub options: BTreeMap<String, String>,
    /// The element that a query protocol wraps the answer in.
    pub wrapper: Option<String>,
    /// The output member that is the whole body.
    pub payload: Option<String>,
    pub pages: Option<Pages>,
}

/// How the AWS CLI merges pages: these members' lists are joined, these are kept from the first page.
#[derive(Debug, Deserialize)]
pub struct Pages {
    pub result: Vec<String>,
    pub keep: Vec<String>,
}

#[derive(Debug, Deserialize)]
pub struct Shape {
    #[serde(rename = "type")]
    pub kind: Kind,
    #[serde(default)]
    pub members: BTreeMap<String, Member>,
    pub item: Option<Member>,
    pub key: Option<Member>,
    pub value: Option<Member>,
    #[serde(default)]
    pub flat: bool,
    pub time: Option<String>,
    /// A string that holds a JSON document, URL-encoded; the CLI prints it decoded.
    #[serde(default)]
    pub json: bool,
    /// A structure whose one member is the body's root element.
    #[serde(default)]
    pub bare: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    Structure,
    List,
    Map,
    String,
    Character,
    Boolean,
    Integer,
    Long,
    Float,
    Double,
    Timestamp,
    Blob,
}

#[derive(Debug, Deserialize)]
pub struct Member {
    pub shape: String,
    /// `header`, `headers`, `statusCode`; None is the body.
    #[serde(rename = "in")]
    pub place: Option<String>,
    /// The name on the wire where it differs.
    pub wire: Option<String>,
    #[serde(default)]
    pub flat: bool,
    #[serde(default)]
    pub attr: bool,
    pub time: Option<String>,
}

/// The model of a service, or None for a name that is not one of ours.
pub fn model(service: &str) -> Option<&'static Model> {
    let (_, text, cell) = MODELS.iter().find(|(name, ..)| *name == service)?;
    // The files are generated and a test reads them all, so a parse error cannot reach a user.
    cell.get_or_init(|| serde_json::from_str(text).ok()).as_ref()
}

/// The name that the Rust SDK gives a service in its metadata, read off the head of its file: it is asked for at every
/// request, where parsing models would only cost.
pub fn sdk_id(service: &str) -> Option<&'static str> {
    let (_, text, _) = MODELS.iter().find(|(name, ..)| *name == service)?;
    text.split_once("\"sdk_id\": \"")?.1.split('"').next()
}

/// All service names, sorted.
pub fn services() -> impl Iterator<Item = &'static str> {
    MODELS.iter().map(|(name, ..)| *name)
}

impl Model {
    pub fn operation(&self, name: &str) -> Option<&Operation> {
        self.operations.get(name)?.get()
    }

    /// A shape with its name.
    pub fn shape(&'static self, name: &str) -> Option<(&'static str, &'static Shape)> {
        let (name, shape) = self.shapes.get_key_value(name)?;
        Some((name, shape.get()?))
    }

    /// The type of an operation's answer.
    pub fn output_type(&'static self, operation: &Operation) -> Type {
        operation.output.as_deref().map_or(Type::Any, |name| Type::of(self, name))
    }

    /// The type of an operation's parameters.
    pub fn input_type(&'static self, operation: &Operation) -> Type {
        operation.input.as_deref().map_or(Type::Any, |name| Type::of(self, name))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_model_parses_and_every_shape_it_names_is_there() {
        for service in services() {
            let model = model(service).unwrap_or_else(|| panic!("{service}.json does not parse"));
            assert_eq!(sdk_id(service), Some(model.sdk_id.as_str()));
            let operations = model.operations.values().map(|o| o.get().unwrap());
            let named = operations.flat_map(|o| o.input.iter().chain(&o.output));
            named.for_each(|name| assert!(model.shape(name).is_some(), "{service}: {name}"));
            let shapes = model.shapes.values().map(|s| s.get().unwrap());
            let named = shapes.flat_map(|s| s.members.values().chain(&s.item).chain(&s.key).chain(&s.value));
            for member in named {
                assert!(model.shape(&member.shape).is_some(), "{service}: {}", member.shape);
            }
        }
    }
}
