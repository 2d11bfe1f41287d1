//! Replays recordings of growing size through all rules: time of each step, resources a second, peak memory.
//!
//!     cargo bench --bench replay
//!
//! The recordings are made out of the demo's, many times over. Each is written to a file by a process of its own, and
//! replayed from there by another, whose peak memory is shown.
#![allow(clippy::unwrap_used, clippy::print_stdout, clippy::expect_used)]

use std::collections::BTreeMap;
use std::collections::BTreeSet;
use std::fs::File;
use std::io::BufReader;
use std::process::Command;
use std::sync::Arc;
use std::time::{Duration, Instant};

use serde_json::{Value, json};
use tickmark::aws::Source;
use tickmark::aws::recording::Player;
use tickmark::collect::{Collector, Fetcher, Surroundings};
use tickmark::evaluate::Evaluator;
use tickmark::model::Scope;
use tickmark::plan::Plan;
use tickmark::progress::Silent;
use tickmark::rules::RuleSet;

/// Reads whose answers are multiplied: the list in the answer, and the member that is its id.
const MULTIPLIED: &[(&str, &str, &str)] = &[
    ("DescribeVolumes", "Volumes", "VolumeId"),
    ("DescribeSnapshots", "Snapshots", "SnapshotId"),
    ("DescribeSecurityGroups", "SecurityGroups", "GroupId"),
    ("DescribeNetworkInterfaces", "NetworkInterfaces", "NetworkInterfaceId"),
    ("DescribeInstances", "Reservations", "InstanceId"),
    ("DescribeAddresses", "Addresses", "AllocationId"),
    ("DescribeLogGroups", "logGroups", "logGroupName"),
    ("DescribeDBInstances", "DBInstances", "DBInstanceIdentifier"),
    ("DescribeAlarms", "MetricAlarms", "AlarmName"),
];
const PAGE: usize = 500;

fn main() {
    let arguments: Vec<String> = std::env::args().collect();
    match arguments.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        [_, "make", size, file] => std::fs::write(file, multiplied(size.parse().unwrap())).unwrap(),
        [_, "replay", file] => one(file),
        _ => all(),
    }
}

/// This program again, with other arguments: what it printed.
fn again(arguments: &[&str]) -> Vec<u8> {
    let output = Command::new(std::env::current_exe().unwrap()).args(arguments).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    output.stdout
}

fn all() {
    println!(
        "| resources | findings | collect s | evaluate s | evaluated a second | peak MiB | time per resource against the first |"
    );
    println!("| ---: | ---: | ---: | ---: | ---: | ---: | ---: |");
    let mut first = None;
    for size in [25_000, 50_000, 100_000, 200_000] {
        let file = format!("{}/{size}.recording", env!("CARGO_TARGET_TMPDIR"));
        again(&["make", &size.to_string(), &file]);
        let row: Value = serde_json::from_slice(&again(&["replay", &file])).expect("a row of figures");
        let figure = |name: &str| row[name].as_f64().unwrap();
        let each = (figure("collect") + figure("evaluate")) / figure("resources");
        let ratio = each / *first.get_or_insert(each);
        println!(
            "| {} | {} | {:.2} | {:.2} | {:.0} | {:.0} | {ratio:.2} |",
            row["resources"],
            row["findings"],
            figure("collect"),
            figure("evaluate"),
            figure("resources") / figure("evaluate"),
            figure("peak_mib"),
        );
    }
}

fn one(file: &str) {
    let none: [&str; 0] = [];
    let set = RuleSet::load(&none, &Default::default()).unwrap();
    let rules = set.choose(&[], &[]).unwrap();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let begin = Instant::now();
    let player = Player::read(BufReader::new(File::open(file).unwrap())).unwrap();
    let header = player.header.clone();
    let source = Source::Replay(player);
    let plan = Plan::new(&rules, &set);
    let around = Surroundings::new(&header.account, &header.partition, header.started);
    let scopes: Vec<Scope> = ["global", "us-east-1"].map(|r| Scope::new(&header.account, r)).to_vec();
    let inventory = runtime.block_on(async {
        let fetcher = Fetcher::new(&source, &plan.shared, Duration::from_secs(3600), &Silent);
        Collector { plan: &plan, fetcher: &fetcher, around: &around }.collect(&scopes).await
    });
    let collected = begin.elapsed();
    let begin = Instant::now();
    let prices = Arc::clone(&set.prices);
    let evaluator = Evaluator {
        rules: &rules,
        prices,
        around: &around,
        now: header.started,
        inventory: &inventory,
        followed: &BTreeMap::new(),
    };
    // As a run does it: first what findings need besides, then the findings.
    let needs = evaluator.needs();
    let evaluated = evaluator.evaluate();
    let row = json!({
        "resources": evaluated.resources, "findings": evaluated.findings.len(), "prices": needs.prices.len(),
        "collect": collected.as_secs_f64(), "evaluate": begin.elapsed().as_secs_f64(), "peak_mib": peak_mib(),
    });
    println!("{row}");
}

/// The demo's estate many times over, about `size` resources, in us-east-1. Each copy has ids of its own, so that its
/// resources belong together and to no other copy. As in a kept account most resources are right: what has findings
/// in the demo is in every twentieth copy only.
fn multiplied(size: usize) -> Vec<u8> {
    let demo = std::fs::read(concat!(env!("CARGO_MANIFEST_DIR"), "/demo/estate.recording")).unwrap();
    let text = String::from_utf8(zstd::decode_all(&demo[..]).unwrap()).unwrap();
    let wrong = wrong_ids();
    let lines: Vec<Value> = text.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let lists: Vec<Option<List>> = lines.iter().map(|line| list(line, &wrong)).collect();
    let (right, all): (usize, usize) =
        lists.iter().flatten().fold((0, 0), |sum, l| (sum.0 + l.right.len(), sum.1 + l.all.len()));
    let copies = size * 20 / (right * 19 + all);
    let mut out = zstd::Encoder::new(Vec::new(), 1).unwrap();
    for (mut line, list) in lines.into_iter().zip(lists) {
        if let Some(list) = list {
            line["pages"] = pages(&line, &list, copies);
        }
        std::io::Write::write_all(&mut out, format!("{line}\n").as_bytes()).unwrap();
    }
    out.finish().unwrap()
}

/// What one read lists: everything, and what has no findings.
struct List {
    member: &'static str,
    all: Vec<Value>,
    right: Vec<Value>,
}

fn list(line: &Value, wrong: &BTreeSet<String>) -> Option<List> {
    let (_, member, id) = *MULTIPLIED.iter().find(|m| line["operation"] == m.0 && line["region"] == "us-east-1")?;
    let pages = line["pages"].as_array()?;
    let all: Vec<Value> =
        pages.iter().flat_map(|p| p["document"][member].as_array().cloned().unwrap_or_default()).collect();
    let is_right = |item: &&Value| {
        let own = item.get(id).or_else(|| item.pointer(&format!("/Instances/0/{id}"))).and_then(Value::as_str);
        own.is_some_and(|own| !wrong.contains(own))
    };
    let right = all.iter().filter(is_right).cloned().collect();
    Some(List { member, all, right })
}

fn pages(line: &Value, list: &List, copies: usize) -> Value {
    let template = line["pages"][0].clone();
    let items: Vec<Value> = (0..copies)
        .flat_map(|n| if n % 20 == 0 { &list.all } else { &list.right }.iter().map(move |item| renamed(item, n)))
        .collect();
    let page = |chunk: &[Value]| {
        let mut page = template.clone();
        page["document"][list.member] = Value::Array(chunk.to_vec());
        page
    };
    items.chunks(PAGE).map(page).collect()
}

/// Every id and name of the estate under another one.
fn renamed(value: &Value, n: usize) -> Value {
    const NAMES: &[&str] =
        &["logGroupName", "arn", "logGroupArn", "DBInstanceIdentifier", "DBInstanceArn", "AlarmName", "AlarmArn"];
    match value {
        Value::String(text) if is_id(text) => Value::String(format!("{text}{n:06x}")),
        Value::Array(items) => items.iter().map(|i| renamed(i, n)).collect(),
        Value::Object(members) => members
            .iter()
            .map(|(name, v)| match v {
                Value::String(text) if NAMES.contains(&name.as_str()) => (name.clone(), json!(format!("{text}-{n}"))),
                other => (name.clone(), renamed(other, n)),
            })
            .collect(),
        other => other.clone(),
    }
}

/// `vol-0123456789abcdef0` and the like.
fn is_id(text: &str) -> bool {
    let Some((prefix, rest)) = text.rsplit_once('-') else { return false };
    rest.len() >= 8 && rest.chars().all(|c| c.is_ascii_hexdigit()) && prefix.chars().all(|c| c.is_ascii_lowercase())
}

/// The ids of what has findings in the demo's report.
fn wrong_ids() -> BTreeSet<String> {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/reports/123456789012/findings.json");
    let report: Value = serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap();
    let findings = report["findings"].as_array().unwrap().iter();
    findings.map(|f| f["resource"].as_str().unwrap().to_owned()).collect()
}

/// The most memory that this process ever had, from the kernel.
fn peak_mib() -> f64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find(|l| l.starts_with("VmHWM:")).unwrap_or_default();
    line.split_whitespace().nth(1).and_then(|kib| kib.parse::<f64>().ok()).unwrap_or_default() / 1024.0
}
