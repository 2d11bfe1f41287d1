//! Every read of the table, decoded by us and printed by the AWS CLI: the same JSON.

use std::collections::BTreeMap;
use std::io::Write;
use std::path::Path;
use std::sync::LazyLock;

use serde_json::{Value, json};
use tickmark::aws::operations::{self, Read};
use tickmark::aws::pace::{Budget, Pace, Rates, Slots};
use tickmark::aws::session::{Deadlines, Session};
use tickmark::aws::{Live, Source, merge};
use tickmark::expression::Query;

use crate::harness::{Estate, temporary};

/// Parameters, where a read needs any. A text that begins with `=` is taken from another read's answer:
/// `=service:Operation JMESPath`.
static PARAMETERS: LazyLock<BTreeMap<String, Value>> =
    LazyLock::new(|| serde_json::from_str(include_str!("reads.json")).unwrap());

fn written(read: &Read) -> Value {
    PARAMETERS.get(&read.name()).cloned().unwrap_or(json!({}))
}

struct Asker {
    source: Source,
    known: BTreeMap<String, Value>,
}

impl Asker {
    async fn answer(&mut self, read: &'static Read, params: &Value) -> Value {
        let mut pages = Vec::new();
        let outcome = self.source.fetch(read, "us-east-1", params, &mut |page| pages.push(page.document)).await;
        match outcome {
            Ok(()) => merge(pages),
            Err(error) => json!({"error": error.code}),
        }
    }

    /// Fills in what is taken from other answers.
    async fn fill(&mut self, value: &Value) -> Value {
        match value {
            Value::String(text) if text.starts_with('=') => {
                let (name, query) = text[1..].split_once(' ').unwrap();
                if !self.known.contains_key(name) {
                    let (service, operation) = name.split_once(':').unwrap();
                    let read = operations::find(service, operation).unwrap();
                    let params = Box::pin(self.fill(&written(read))).await;
                    let document = self.answer(read, &params).await;
                    self.known.insert(name.to_owned(), document);
                }
                let found = Query::compile(query).unwrap().search(&self.known[name]);
                if found.is_null() { json!("none") } else { found }
            }
            Value::Array(items) => {
                let mut out = Vec::new();
                for item in items {
                    out.push(Box::pin(self.fill(item)).await);
                }
                Value::Array(out)
            }
            Value::Object(members) => {
                let mut out = serde_json::Map::new();
                for (name, item) in members {
                    out.insert(name.clone(), Box::pin(self.fill(item)).await);
                }
                Value::Object(out)
            }
            other => other.clone(),
        }
    }
}

/// Runs in a process of its own, whose environment points at the estate.
#[tokio::test]
#[ignore = "run by reads_equal_the_aws_clis"]
async fn child() {
    let second = std::time::Duration::from_secs(1);
    let session = Session::connect(Deadlines { attempt: second * 20, call: second * 30, attempts: 1 }).await.unwrap();
    let pace = Pace::new(Rates::default(), Slots::new(8, 8).into(), Budget::default().into());
    let source = Source::Live(Box::new(Live::new(session, pace)));
    let mut asker = Asker { source, known: BTreeMap::new() };
    let mut out = std::fs::File::create(std::env::var("TICKMARK_TEST_OUT").unwrap()).unwrap();
    for read in operations::all() {
        let params = asker.fill(&written(read)).await;
        let document = asker.answer(read, &params).await;
        let line = json!({
            "service": read.service, "operation": read.operation, "params": params, "document": document,
            "secrets": read.secrets, "start": read.started_by.map(|start| [start.operation, start.gives]),
        });
        writeln!(out, "{line}").unwrap();
    }
}

#[test]
fn parameters_are_those_of_reads() {
    for (name, params) in PARAMETERS.iter() {
        let read = name.split_once(':').and_then(|(service, operation)| operations::find(service, operation));
        let read = read.unwrap_or_else(|| panic!("{name} is not in the table"));
        for parameter in params.as_object().unwrap().keys() {
            assert!(read.takes.contains(&parameter.as_str()), "{name}: {parameter}");
        }
    }
}

/// Compares all reads with the AWS CLI's on one estate.
fn equal_the_aws_clis(estate: &Estate, with_content: &str) {
    let answers = temporary("reads").join("answers.jsonl");
    let status = std::process::Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "reads::child", "--ignored", "--nocapture"])
        .envs(estate.environment())
        .env("TICKMARK_TEST_OUT", &answers)
        .stdout(std::process::Stdio::null())
        .status()
        .unwrap();
    assert!(status.success());
    let output = estate.script("reads.py", &[&answers, Path::new(with_content)]);
    let printed = String::from_utf8_lossy(&output.stdout);
    println!("{printed}");
    assert!(output.status.success(), "{printed}{}", String::from_utf8_lossy(&output.stderr));
}

#[test]
fn reads_equal_the_aws_clis() {
    equal_the_aws_clis(&Estate::start("full"), "280");
}

/// moto lacks many reads, and leaves members out of others: here every read is answered with all that its shape has.
#[test]
fn reads_of_everything_that_shapes_have_equal_the_aws_clis() {
    equal_the_aws_clis(&Estate::start("samples"), "650");
}
