//! Replays recordings of growing size through all rules: time of each step, resources a second, peak memory.
//!
//!     cargo bench --bench replay
//!
//! The recordings are made out of the demo's: each resource of the kinds below many times over, under new ids. Each
//! size runs in a process of its own, so that its peak memory is its own.
#![allow(clippy::unwrap_used, clippy::print_stdout, clippy::expect_used)]

use std::io::Cursor;
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
    let size = std::env::args().skip_while(|a| a != "--size").nth(1);
    match size {
        Some(size) => one(size.parse().unwrap()),
        None => all(),
    }
}

fn all() {
    println!(
        "| resources | findings | collect s | evaluate s | evaluated a second | peak MiB | time per resource against the first |"
    );
    println!("| ---: | ---: | ---: | ---: | ---: | ---: | ---: |");
    let mut first = None;
    for size in [25_000, 50_000, 100_000, 200_000] {
        let output = std::process::Command::new(std::env::current_exe().unwrap())
            .args(["--size", &size.to_string()])
            .output()
            .unwrap();
        let row: Value = serde_json::from_slice(&output.stdout).expect("a row of figures");
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

fn one(size: usize) {
    let recording = multiplied(size);
    let none: [&str; 0] = [];
    let set = RuleSet::load(&none, &Default::default()).unwrap();
    let rules = set.choose(&[], &["ce".into(), "s3".into(), "iam".into(), "lambda".into()]).unwrap();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let begin = Instant::now();
    let player = Player::read(Cursor::new(recording)).unwrap();
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
    let evaluator = Evaluator { rules: &rules, prices, around: &around, now: header.started, inventory: &inventory };
    let evaluated = evaluator.evaluate();
    let row = json!({
        "resources": evaluated.resources, "findings": evaluated.findings.len(),
        "collect": collected.as_secs_f64(), "evaluate": begin.elapsed().as_secs_f64(), "peak_mib": peak_mib(),
    });
    println!("{row}");
}

/// The demo's recording with about `size` resources in us-east-1.
fn multiplied(size: usize) -> Vec<u8> {
    let demo = std::fs::read(concat!(env!("CARGO_MANIFEST_DIR"), "/demo/estate.recording")).unwrap();
    let text = String::from_utf8(zstd::decode_all(&demo[..]).unwrap()).unwrap();
    let mut out = zstd::Encoder::new(Vec::new(), 1).unwrap();
    let each = size / MULTIPLIED.len();
    for line in text.lines() {
        let mut line: Value = serde_json::from_str(line).unwrap();
        let found = MULTIPLIED.iter().find(|m| line["operation"] == m.0 && line["region"] == "us-east-1");
        if let Some((_, list, id)) = found
            && line["pages"].is_array()
        {
            multiply(&mut line, list, id, each);
        }
        std::io::Write::write_all(&mut out, format!("{line}\n").as_bytes()).unwrap();
    }
    out.finish().unwrap()
}

fn multiply(line: &mut Value, list: &str, id: &str, wanted: usize) {
    let pages = line["pages"].as_array().unwrap();
    let items: Vec<Value> =
        pages.iter().flat_map(|p| p["document"][list].as_array().cloned().unwrap_or_default()).collect();
    if items.is_empty() {
        return;
    }
    let copies: Vec<Value> = (0..wanted).map(|n| copy(&items[n % items.len()], id, n)).collect();
    let template = pages[0].clone();
    line["pages"] = copies
        .chunks(PAGE)
        .map(|chunk| {
            let mut page = template.clone();
            page["document"][list] = Value::Array(chunk.to_vec());
            page
        })
        .collect();
}

/// A resource under another id, wherever its id stands.
fn copy(item: &Value, id: &str, n: usize) -> Value {
    let own = item.get(id).or_else(|| item.pointer(&format!("/Instances/0/{id}"))).and_then(Value::as_str);
    let text = item.to_string();
    let own = serde_json::to_string(own.unwrap_or_default()).unwrap();
    let own = own.trim_matches('"');
    serde_json::from_str(&text.replace(own, &format!("{own}-{n}"))).unwrap()
}

/// The most memory that this process ever had, from the kernel.
fn peak_mib() -> f64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find(|l| l.starts_with("VmHWM:")).unwrap_or_default();
    line.split_whitespace().nth(1).and_then(|kib| kib.parse::<f64>().ok()).unwrap_or_default() / 1024.0
}
