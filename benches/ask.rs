//! Questions over large stores: how long an answer takes, and what it is made of; how vectors are searched.
//!
//!     cargo bench --bench ask                       100,000 findings in both stores; 10,000 and 100,000 vectors
//!     cargo bench --bench ask -- 1000000            so many findings (in PostgreSQL alone from a million on)
//!     cargo bench --bench ask -- vectors 1000000    so many vectors (in SQLite alone from a million on)
//!
//! PostgreSQL is the tests' own: `cargo test` must have made its environment once. Everything is measured in one run, so
//! that ratios can be compared; the machine decides about the times.
#![allow(clippy::unwrap_used, clippy::print_stdout, clippy::expect_used, clippy::panic)]

#[path = "../tests/integration/stores/remembering.rs"]
mod remembering;

use std::collections::BTreeSet;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::time::{Duration, Instant};

use chrono::TimeDelta;
use remembering::Remembering;
use sqlx::{Connection, Executor};
use tickmark::ask::Asker;
use tickmark::change::States;
use tickmark::embed::{Embedder, Local};
use tickmark::meaning;
use tickmark::model::{Finding, Report};
use tickmark::rules::RuleSet;
use tickmark::store::{self, By, Filter, Kept, Meaning, Questions, Scope, Store};

const DEMO: &str = include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/reports/123456789012/findings.json"));
/// Findings with words of their own, such as GuardDuty's.
const OWN_WORDS: usize = 1_000;
const ROUNDS: i64 = 4;
const QUESTIONS: &[&str] = &[
    "who still logs in without a second factor?",
    "which buckets can anyone on the internet read?",
    "are there disks that nobody uses?",
    "is ssh open to the world anywhere in us-east-1?",
    "which databases have no automated backups?",
    "how do I fix the open security groups?",
    "why are old access keys a problem?",
    "top 10 ways to spend less on snapshots",
    "which log groups keep everything for ever in eu-west-1?",
    "is anyone mining coins on our machines?",
    "how many high findings are there?",
    "show all critical security findings",
];

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).filter(|a| a != "--bench").collect();
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        let server = Server::start();
        match arguments.iter().map(String::as_str).collect::<Vec<_>>()[..] {
            [] => {
                findings(&server, 100_000).await;
                vectors(&server, 10_000).await;
                vectors(&server, 100_000).await;
            }
            ["vectors", count] => vectors(&server, count.parse().unwrap()).await,
            [count] => findings(&server, count.parse().unwrap()).await,
            _ => panic!("arguments: none, a number, or vectors and a number"),
        }
    });
}

/// The tests' PostgreSQL, in a folder of its own.
struct Server {
    child: Child,
    url: String,
}

impl Server {
    fn start() -> Self {
        let python = Path::new(env!("CARGO_TARGET_TMPDIR")).join("estate-venv/bin/python");
        let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/postgres/server.py");
        let mut child = Command::new(python)
            .arg(script)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("cargo test has made the environment");
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
        let ready: serde_json::Value = serde_json::from_str(&line).unwrap();
        Server { child, url: ready["url"].as_str().unwrap().to_owned() }
    }

    async fn database(&self, name: &str) -> String {
        let mut db = sqlx::PgConnection::connect(&self.url).await.unwrap();
        db.execute(sqlx::AssertSqlSafe(format!("CREATE DATABASE {name}"))).await.unwrap();
        format!("{}/{name}", self.url.rsplit_once('/').unwrap().0)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        drop(self.child.stdin.take());
        let _ = self.child.wait();
    }
}

fn file(name: &str) -> PathBuf {
    let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("bench-{name}.db"));
    for end in ["", "-wal", "-shm"] {
        let _ = std::fs::remove_file(format!("{}{end}", path.display()));
    }
    path
}

/// Median and 95th percentile, in milliseconds.
fn percentiles(mut times: Vec<Duration>) -> (f64, f64) {
    times.sort();
    let at = |share: f64| times[((times.len() - 1) as f64 * share).round() as usize].as_secs_f64() * 1e3;
    (at(0.5), at(0.95))
}

// Findings

/// The demo's findings many times over, as one run of one account.
fn run(rules: &RuleSet, count: usize) -> (Report, Vec<Arc<Meaning>>) {
    let mut report: Report = serde_json::from_str(DEMO).unwrap();
    let meaning =
        |rule: &str| rules.rules.iter().find(|r| r.id == rule).map(|r| Arc::new(meaning::of_rule(r))).unwrap();
    let demo: Vec<(Arc<Finding>, Arc<Meaning>)> =
        report.findings.iter().map(|f| (f.clone(), meaning(&f.rule))).collect();
    let (mut findings, mut meanings) = (Vec::new(), Vec::new());
    for at in 0..count {
        let (finding, meaning) = &demo[at % demo.len()];
        let end = format!("-{at}");
        findings.push(Arc::new(Finding {
            id: format!("{at:032x}"),
            rank: at as u64 + 1,
            arn: finding.arn.clone() + &end,
            resource: finding.resource.clone() + &end,
            ..Finding::clone(finding)
        }));
        meanings.push(if at < OWN_WORDS {
            let body = format!("An actor of the kind {} was seen. {}", word(at), meaning.body);
            Arc::new(Meaning { body, ..Meaning::clone(meaning) })
        } else {
            meaning.clone()
        });
    }
    report.findings = findings;
    (report, meanings)
}

/// A name without figures.
fn word(number: usize) -> String {
    number.to_string().bytes().map(|digit| char::from(b'k' + digit - b'0')).collect()
}

async fn findings(server: &Server, count: usize) {
    let rules = RuleSet::load(&[] as &[&str], &Default::default()).unwrap();
    let embedder = Local::default();
    let mut stores =
        vec![("PostgreSQL", store::open(&server.database(&format!("findings_{count}")).await).await.unwrap())];
    if count < 1_000_000 {
        let path = file("findings");
        stores.push(("SQLite", store::open(&format!("sqlite://{}", path.display())).await.unwrap()));
    }
    println!(
        "{count} findings, {OWN_WORDS} of them with words of their own; {} questions, {ROUNDS} times",
        QUESTIONS.len()
    );
    println!(
        "| store | saved s | answer p50 ms | answer p95 ms | embedding the question p50 ms | without embedding: p50 ms | p95 ms | counting documents instead ms |"
    );
    println!("| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: |");
    for (name, store) in stores {
        let (report, meanings) = run(&rules, count);
        let start = Instant::now();
        store
            .save(&Kept { report: &report, states: &States::default(), resources: Vec::new(), meanings })
            .await
            .unwrap();
        let saved = start.elapsed().as_secs_f64();
        drop(report);
        made_up_vectors(store.questions(), &embedder).await;
        settle(name, server, count).await;
        let (p50, p95) = percentiles(answers(store.as_ref(), &rules, &embedder, 0).await);
        let (store_p50, store_p95) = percentiles(answers(store.as_ref(), &rules, &Remembering::default(), 100).await);
        let (embedding, _) = percentiles(embeddings(&embedder).await);
        let documents = counting_documents(name, server, count).await;
        for (step, time) in steps(store.questions(), &rules, &embedder).await {
            println!("{name}: {step} {time:.1} ms");
        }
        println!(
            "| {name} | {saved:.0} | {p50:.1} | {p95:.1} | {embedding:.1} | {store_p50:.1} | {store_p95:.1} | {documents:.0} |"
        );
    }
}

/// The built-in rules have their vectors; own words get some that are near their rule's, as they would be.
async fn made_up_vectors(store: &dyn Questions, embedder: &Local) {
    let missing = store.without_vectors(embedder.identity()).await.unwrap();
    let base = base();
    let mut dice = Dice(7);
    let vectors: Vec<(String, Vec<f32>)> = missing
        .into_iter()
        .map(|(hash, _)| (hash.clone(), embedder.known(&hash).unwrap_or_else(|| near(&base, &mut dice))))
        .collect();
    store.keep_vectors(embedder.identity(), &vectors).await.unwrap();
}

/// What a server does by itself in the night.
async fn settle(name: &str, server: &Server, count: usize) {
    if name == "PostgreSQL" {
        let url = format!("{}/findings_{count}", server.url.rsplit_once('/').unwrap().0);
        sqlx::PgConnection::connect(&url).await.unwrap().execute("VACUUM ANALYZE").await.unwrap();
    }
}

/// Each question, asked on another day each time, so that no answer is kept.
async fn answers(store: &dyn Store, rules: &RuleSet, embedder: &dyn Embedder, first_day: i64) -> Vec<Duration> {
    let mut times = Vec::new();
    let start = "2026-11-21T12:00:00Z".parse::<chrono::DateTime<chrono::Utc>>().unwrap();
    for round in 0..=ROUNDS {
        for question in QUESTIONS {
            let now = start + TimeDelta::days(first_day + round);
            let asker = Asker {
                store: store.questions(),
                embedder: Some(embedder),
                rules,
                now,
                fixed: Filter::default(),
                adviser: None,
                secret: [0; 16],
            };
            let begin = Instant::now();
            let reply = asker.ask(question, None, &mut |_| {}).await.unwrap();
            let took = begin.elapsed();
            assert!(!reply.cached);
            if std::env::var_os("TICKMARK_BENCH_EACH").is_some() {
                println!("{:.1} ms, {} cited: {question}", took.as_secs_f64() * 1e3, reply.citations.len());
            }
            // The first round warms.
            times.extend((round > 0).then_some(took));
        }
    }
    times
}

/// What an answer is made of, in milliseconds: the median of each step.
async fn steps(store: &dyn Questions, rules: &RuleSet, embedder: &Local) -> Vec<(&'static str, f64)> {
    let hashes: Vec<String> = rules.rules.iter().map(|rule| meaning::of_rule(rule).hash()).collect();
    let open = Filter { statuses: vec!["open".into()], ..Filter::default() };
    let meant = Filter { meanings: hashes[..3].to_vec(), ..open.clone() };
    let severe = Filter { severities: vec!["high".into()], ..open.clone() };
    let scope = Scope { filter: &open, rules: &hashes };
    let terms: Vec<String> = ["logs", "in", "without", "second", "factor"].map(str::to_owned).into();
    let asked = embedder.embed(&["who still logs in without a second factor?".to_owned()]).await.unwrap().remove(0);
    let mut all = Vec::new();
    for _ in 0..10 {
        let mut begin = Instant::now();
        let mut step = |name: &'static str| {
            all.push((name, begin.elapsed()));
            begin = Instant::now();
        };
        store.current().await.unwrap();
        step("runs");
        store.matching(&terms, scope, 200).await.unwrap();
        step("words");
        store.without_vectors(embedder.identity()).await.unwrap();
        step("missing vectors");
        store.nearest(embedder.identity(), &asked, scope, 200).await.unwrap();
        step("vectors");
        store.count(&meant, By::Severity).await.unwrap();
        step("counted, three meanings");
        store.list(&meant, 5).await.unwrap();
        step("listed, three meanings");
        store.count(&severe, By::Severity).await.unwrap();
        step("counted, one severity");
        store.list(&severe, 5).await.unwrap();
        step("listed, one severity");
        store.gaps(&open).await.unwrap();
        step("gaps");
        store.cache("bench", "{}").await.unwrap();
        step("kept");
    }
    let names: Vec<&'static str> = all.iter().take(10).map(|(name, _)| *name).collect();
    let times = |name| all.iter().filter(|(n, _)| *n == name).map(|(_, time)| *time).collect();
    names.into_iter().map(|name| (name, percentiles(times(name)).0)).collect()
}

async fn embeddings(embedder: &Local) -> Vec<Duration> {
    let mut times = Vec::new();
    for question in QUESTIONS {
        let begin = Instant::now();
        embedder.embed(&[(*question).to_owned()]).await.unwrap();
        times.push(begin.elapsed());
    }
    times
}

/// The plain way: looking into every document.
async fn counting_documents(name: &str, server: &Server, count: usize) -> f64 {
    let begin = Instant::now();
    if name == "PostgreSQL" {
        let url = format!("{}/findings_{count}", server.url.rsplit_once('/').unwrap().0);
        let mut db = sqlx::PgConnection::connect(&url).await.unwrap();
        let query = "SELECT document::jsonb ->> 'severity', count(*) FROM finding GROUP BY 1";
        sqlx::query(query).fetch_all(&mut db).await.unwrap();
    } else {
        let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join("bench-findings.db");
        let mut db = sqlx::SqliteConnection::connect(&format!("sqlite://{}", path.display())).await.unwrap();
        let query = "SELECT document ->> '$.severity', count(*) FROM finding GROUP BY 1";
        sqlx::query(query).fetch_all(&mut db).await.unwrap();
    }
    begin.elapsed().as_secs_f64() * 1e3
}

// Vectors

/// A stream of numbers that look random and are the same each time.
struct Dice(u64);

impl Dice {
    fn below(&mut self, end: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % end
    }

    fn noise(&mut self) -> f32 {
        (0..4).map(|_| self.below(2_001) as f32 / 1_000.0 - 1.0).sum::<f32>() / 2.0
    }
}

/// The vectors of the built-in rules.
fn base() -> Vec<Vec<f32>> {
    let rules = RuleSet::load(&[] as &[&str], &Default::default()).unwrap();
    let embedder = Local::default();
    rules.rules.iter().filter_map(|rule| embedder.known(&meaning::of_rule(rule).hash())).collect()
}

/// Between two of them, and some way off.
fn near(base: &[Vec<f32>], dice: &mut Dice) -> Vec<f32> {
    let (a, b) = (&base[dice.below(base.len())], &base[dice.below(base.len())]);
    let share = dice.below(1_000) as f32 / 1_000.0;
    let mixed: Vec<f32> = a.iter().zip(b).map(|(a, b)| share * a + (1.0 - share) * b + 0.03 * dice.noise()).collect();
    let length = mixed.iter().map(|x| x * x).sum::<f32>().sqrt();
    mixed.into_iter().map(|x| x / length).collect()
}

/// The share of findings in a region of its own: what a filter leaves.
const NARROW: usize = 20;

async fn vectors(server: &Server, count: usize) {
    let base = base();
    let mut dice = Dice(1);
    let all: Vec<(String, Vec<f32>)> = (0..count).map(|at| (format!("{at:032x}"), near(&base, &mut dice))).collect();
    let questions: Vec<Vec<f32>> = (0..50).map(|_| near(&base, &mut dice)).collect();
    let path = file("vectors");
    let sqlite = format!("sqlite://{}", path.display());
    let postgres = server.database(&format!("vectors_{count}")).await;
    println!("\n{count} vectors of {} dimensions, each of a bundle of findings; 50 questions", all[0].1.len());
    println!("| store | scope | p50 ms | p95 ms | recall@10 against exact search | vectors kept s |");
    println!("| --- | --- | ---: | ---: | ---: | ---: |");
    // A graph of a million vectors takes the better part of an hour here.
    let stores = if count < 1_000_000 { 2 } else { 1 };
    for (name, url) in [("SQLite", &sqlite), ("PostgreSQL", &postgres)].into_iter().take(stores) {
        let store = store::open(url).await.unwrap();
        fill(url, count).await;
        let start = Instant::now();
        for portion in all.chunks(10_000) {
            store.questions().keep_vectors("bench", portion).await.unwrap();
        }
        let kept = start.elapsed().as_secs_f64();
        if name == "PostgreSQL" {
            sqlx::PgConnection::connect(url).await.unwrap().execute("VACUUM ANALYZE").await.unwrap();
        }
        let narrow = Filter { regions: vec!["narrow".into()], ..Filter::default() };
        for (scope, filter) in [("all", Filter::default()), ("a twentieth", narrow)] {
            let (times, recall) = searched(name == "PostgreSQL", store.questions(), &all, &questions, &filter).await;
            let (p50, p95) = percentiles(times);
            println!("| {name} | {scope} | {p50:.1} | {p95:.1} | {recall:.4} | {kept:.0} |");
        }
    }
}

/// Bundles that have nothing but a meaning and a region.
async fn fill(url: &str, count: usize) {
    let run = "INSERT INTO run VALUES ('run', 'a', '2026', '2026', '{}')";
    let (numbers, hash) = if url.starts_with("sqlite") {
        (
            format!(
                "(WITH RECURSIVE n (n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM n WHERE n < {count} - 1) SELECT n FROM n)"
            ),
            "printf('%032x', n)",
        )
    } else {
        (format!("(SELECT generate_series(0, {count} - 1)) AS g (n)"), "lpad(to_hex(n), 32, '0')")
    };
    let meanings = format!("INSERT INTO meaning (hash, title, body, words) SELECT {hash}, '', '', '' FROM {numbers}");
    let bundles = format!(
        "INSERT INTO bundle SELECT 'run', n, {hash}, 'r', 'security', 'low', 'open', 'new', 'a',
                CASE n % {NARROW} WHEN 0 THEN 'narrow' ELSE 'wide' END, 'ec2', 'ec2.volume', 1, 0, n
         FROM {numbers}"
    );
    for statement in [run.to_owned(), meanings, bundles] {
        if url.starts_with("sqlite") {
            sqlx::SqliteConnection::connect(url).await.unwrap().execute(sqlx::AssertSqlSafe(statement)).await.unwrap();
        } else {
            sqlx::PgConnection::connect(url).await.unwrap().execute(sqlx::AssertSqlSafe(statement)).await.unwrap();
        }
    }
}

async fn searched(
    half: bool,
    store: &dyn Questions,
    all: &[(String, Vec<f32>)],
    questions: &[Vec<f32>],
    filter: &Filter,
) -> (Vec<Duration>, f64) {
    let scope = Scope { filter, rules: &[] };
    let rounded = |x: f32| if half { half::f16::from_f32(x).to_f32() } else { x };
    let (mut times, mut right) = (Vec::new(), 0);
    for question in questions {
        let begin = Instant::now();
        let found = store.nearest("bench", question, scope, 200).await.unwrap();
        times.push(begin.elapsed());
        let step = if filter.regions.is_empty() { 1 } else { NARROW };
        // Exact search over what the store holds: PostgreSQL keeps half precision.
        let question: Vec<f32> = question.iter().map(|x| rounded(*x)).collect();
        let dot = |v: &[f32]| v.iter().zip(&question).map(|(a, b)| rounded(*a) * b).sum::<f32>();
        let mut exact: Vec<(f32, &str)> = all.iter().step_by(step).map(|(hash, v)| (dot(v), hash.as_str())).collect();
        exact.sort_by(|a, b| b.0.total_cmp(&a.0));
        let exact: BTreeSet<&str> = exact.iter().take(10).map(|(_, hash)| *hash).collect();
        right += found.iter().take(10).filter(|(hash, _)| exact.contains(hash.as_str())).count();
    }
    (times, right as f64 / (10 * questions.len()) as f64)
}
