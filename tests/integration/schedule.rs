//! `tickmark schedule`: two processes on one database, missed runs, SIGTERM and kill, a service that hangs.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use chrono::{TimeDelta, Utc};
use serde_json::{Value, json};
use tickmark::model::{ScheduleOutcome, ScheduleRun};
use tickmark::store::{self, Store};

use crate::harness::{ACCOUNT, Estate, against, report, run, temporary, tickmark};
use crate::stores::server::shared;

/// One that is quick: a rule with one call in one region.
const QUICK: &str = "only = [\"ebs-volume-unattached\"]\nregions = [\"us-east-1\"]\n";
/// Long past at any start, and not due again during a test.
const RARE: &str = "0 0 1 1 *";

fn folder(config: &str) -> PathBuf {
    let folder = temporary("schedule");
    std::fs::write(folder.join("tickmark.toml"), config).unwrap();
    folder
}

fn entry(name: &str, cron: &str, rest: &str) -> String {
    format!("[[schedule]]\nname = \"{name}\"\ncron = \"{cron}\"\n{rest}\n")
}

fn start(estate: &Estate, folder: &Path, arguments: &[&str]) -> Child {
    let arguments: Vec<&str> = ["schedule", "--log", "json"].iter().chain(arguments).copied().collect();
    let mut command = tickmark(folder, &arguments);
    command.envs(estate.environment()).stdout(Stdio::null()).stderr(Stdio::piped()).spawn().unwrap()
}

fn terminate(child: &Child) {
    assert!(Command::new("kill").args(["-TERM", &child.id().to_string()]).status().unwrap().success());
}

/// The logs of a process that ended by itself with this code; each line is an object.
fn logs(child: Child, code: i32) -> Vec<Value> {
    let output = child.wait_with_output().unwrap();
    let text = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(code), "{text}");
    assert!(!text.contains("AKIAAUDITOR"), "{text}");
    text.lines().map(|line| serde_json::from_str(line).unwrap_or_else(|e| panic!("{e}: {line}"))).collect()
}

fn local(folder: &Path) -> String {
    format!("sqlite://{}", folder.join("tickmark.db").display())
}

async fn past(store: &dyn Store) -> Vec<ScheduleRun> {
    store.schedules().past(None, 1_000).await.unwrap()
}

/// Looks at the runs until they are as wanted.
async fn until(store: &dyn Store, wanted: impl Fn(&[ScheduleRun]) -> bool) -> Vec<ScheduleRun> {
    for _ in 0..1_200 {
        let past = past(store).await;
        if wanted(&past) {
            return past;
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    panic!("it never came: {:#?}", past(store).await);
}

fn done(past: &[ScheduleRun]) -> usize {
    past.iter().filter(|run| run.outcome == Some(ScheduleOutcome::Done)).count()
}

/// As if a process had known the schedule for two years.
async fn known(store: &dyn Store, name: &str) {
    let since = Utc::now() - TimeDelta::days(730);
    store.schedules().declare(name, &format!("{RARE} UTC"), since).await.unwrap();
}

#[tokio::test]
async fn two_processes_on_one_database_never_run_a_due_time_twice() {
    let estate = Estate::start("small");
    for address in [None, Some(shared().database().await)] {
        let config = entry("a", "* * * * * *", QUICK) + &entry("b", "*/2 * * * * *", QUICK);
        let folder = folder(&config);
        let address = address.unwrap_or_else(|| local(&folder));
        let store = store::open(&address).await.unwrap();
        let [first, second] = [(); 2].map(|()| start(&estate, &folder, &["--store", &address]));
        until(&*store, |past| done(past) >= 4).await;
        // Whoever took none so far takes them now.
        terminate(&first);
        let mut said = logs(first, 0);
        let before = done(&past(&*store).await);
        until(&*store, |past| done(past) >= before + 2).await;
        terminate(&second);
        said.extend(logs(second, 0));
        let mut past = past(&*store).await;
        let ended = |outcome: &str| -> Vec<(String, String)> {
            let lines = said.iter().filter(|line| line["outcome"] == outcome);
            lines.map(|line| (line["span"]["schedule"].to_string(), line["span"]["due"].to_string())).collect()
        };
        let whole = ended("done");
        assert_eq!(whole.iter().collect::<BTreeSet<_>>().len(), whole.len(), "a due time was run twice");
        assert_eq!(whole.len(), done(&past));
        // One that is stopped just after it was stored is stored, and run again.
        let runs = store.runs().await.unwrap().len();
        assert!((whole.len()..=whole.len() + ended("stopped").len()).contains(&runs), "{runs} {whole:?}");
        past.sort_by(|a, b| (&a.schedule, a.started).cmp(&(&b.schedule, b.started)));
        past.retain(|run| run.outcome == Some(ScheduleOutcome::Done));
        for two in past.windows(2).filter(|two| two[0].schedule == two[1].schedule) {
            assert!(two[0].finished.unwrap() <= two[1].started, "{two:#?}");
        }
    }
}

#[tokio::test]
async fn sigterm_in_the_middle_leaves_the_last_run_and_the_next_start_takes_it_up() {
    let estate = Estate::start("small");
    let folder = folder(&entry("yearly", RARE, QUICK));
    let (code, ..) = against(&estate, &folder, &["schedule", "--once", "yearly"]);
    assert_eq!(code, 0);
    let store = store::open(&local(&folder)).await.unwrap();
    let (kept, text) = (store.runs().await.unwrap(), report(&folder));
    assert_eq!(kept.len(), 1);

    forget_runs(&folder).await;
    known(&*store, "yearly").await;
    estate.set_faults(&json!([{"service": "ec2", "operation": "DescribeVolumes", "fault": "hang"}]));
    estate.forget_requests();
    let child = start(&estate, &folder, &[]);
    until(&*store, |past| past.iter().any(|run| run.outcome.is_none()) && !estate.requests().is_empty()).await;
    terminate(&child);
    let said = logs(child, 0);
    assert!(said.iter().any(|line| line["message"] == "asked to stop"), "{said:?}");
    let stopped = past(&*store).await;
    assert_eq!(stopped[0].outcome, Some(ScheduleOutcome::Stopped));
    assert_eq!((store.runs().await.unwrap(), report(&folder)), (kept, text));

    estate.set_faults(&json!([]));
    let child = start(&estate, &folder, &[]);
    let after = until(&*store, |past| done(past) == 1).await;
    terminate(&child);
    let said = logs(child, 0);
    assert!(said.iter().any(|line| line["missed"] == 1 && line["level"] == "WARN"), "{said:?}");
    let run = said.iter().find(|line| line["message"] == "stored").unwrap();
    assert_eq!((&run["account"], &run["span"]["schedule"]), (&json!(ACCOUNT), &json!("yearly")));
    assert_eq!((after.len(), after[0].due), (1, stopped[0].due), "the same due time");
    assert_eq!(store.runs().await.unwrap().len(), 2);
}

/// As if the schedule had never run.
async fn forget_runs(folder: &Path) {
    use sqlx::Connection;
    let mut db = sqlx::SqliteConnection::connect(&local(folder)).await.unwrap();
    sqlx::query("DELETE FROM schedule_run").execute(&mut db).await.unwrap();
    db.close().await.unwrap();
}

#[tokio::test]
async fn after_a_restart_missed_runs_are_made_up_for_or_skipped_as_the_schedule_says() {
    let estate = Estate::start("small");
    let config = entry("made-up", RARE, QUICK) + &entry("left", RARE, &format!("{QUICK}missed = \"skip\""));
    let folder = folder(&(config + &entry("new", RARE, QUICK)));
    let store = store::open(&local(&folder)).await.unwrap();
    known(&*store, "made-up").await;
    known(&*store, "left").await;
    let child = start(&estate, &folder, &[]);
    until(&*store, |past| past.len() == 2 && past.iter().all(|run| run.outcome.is_some())).await;
    terminate(&child);
    let said = logs(child, 0);
    for name in ["made-up", "left"] {
        let told = |line: &Value| {
            line["level"] == "WARN" && line["missed"].as_u64() > Some(0) && line["span"]["schedule"] == name
        };
        assert!(said.iter().any(told), "{name}: {said:?}");
    }
    let mut past = past(&*store).await;
    past.sort_by(|a, b| a.schedule.cmp(&b.schedule));
    let outcomes: Vec<_> = past.iter().map(|run| (&*run.schedule, run.outcome.unwrap())).collect();
    assert_eq!(outcomes, [("left", ScheduleOutcome::Skipped), ("made-up", ScheduleOutcome::Done)]);
    assert_eq!(store.runs().await.unwrap().len(), 1, "two years are made up for by one run");
    let (code, out, _) = run(&mut tickmark(&folder, &["schedule", "list"]));
    assert_eq!(code, 0);
    assert!(out.contains("skipped on") && out.contains("done on") && out.contains("next"), "{out}");
    let (_, out, _) = run(&mut tickmark(&folder, &["schedule", "list", "--json"]));
    let listed: Value = serde_json::from_str(&out).unwrap();
    assert_eq!(
        (&listed[2]["name"], &listed[2]["last"]),
        (&json!("new"), &Value::Null),
        "the first start has no backlog"
    );
    assert_eq!(listed[0]["next"].as_array().unwrap().len(), 3);
}

#[tokio::test]
async fn a_service_that_hangs_holds_up_no_other_schedule_and_who_died_is_replaced() {
    let estate = Estate::start("small");
    let slow = "only = [\"guardduty\"]\nregions = [\"us-east-1\"]\nout = \"reports/guardduty\"";
    let folder = folder(&(entry("slow", RARE, slow) + &entry("quick", RARE, QUICK)));
    let store = store::open(&local(&folder)).await.unwrap();
    known(&*store, "slow").await;
    known(&*store, "quick").await;
    estate.set_faults(&json!([{"service": "guardduty", "operation": "ListDetectors", "fault": "hang"}]));
    let mut first = start(&estate, &folder, &["--lease", "2"]);
    until(&*store, |past| past.len() == 2 && done(past) == 1).await;
    let before = past(&*store).await;
    let hung = before.iter().find(|run| run.outcome.is_none()).unwrap();
    assert_eq!(hung.schedule, "slow", "the quick one ended meanwhile");

    let second = start(&estate, &folder, &["--lease", "2"]);
    tokio::time::sleep(Duration::from_secs(5)).await;
    assert_eq!(past(&*store).await, before, "the lease is renewed, longer than it lasts");
    estate.set_faults(&json!([]));
    first.kill().unwrap();
    first.wait().unwrap();
    let after = until(&*store, |past| done(past) == 2).await;
    let heir = after.iter().find(|run| run.schedule == "slow").unwrap();
    assert_ne!(heir.holder, hung.holder);
    assert_eq!(heir.due, hung.due);
    terminate(&second);
    logs(second, 0);
}

#[test]
fn a_partial_run_resolves_nothing_and_overwrites_no_report() {
    let estate = Estate::start("small");
    let part = "only = [\"guardduty\"]\nregions = [\"us-east-1\"]\nout = \"reports/guardduty\"";
    let folder = folder(&(entry("weekly", RARE, "regions = [\"us-east-1\"]") + &entry("hourly", RARE, part)));
    let once = |name: &str| {
        let (code, _, err) = against(&estate, &folder, &["schedule", "--once", name]);
        assert!(code == 0 || code == 3, "{err}");
    };
    once("weekly");
    let (first, text) = (crate::harness::findings(&folder), report(&folder));
    once("hourly");
    assert_eq!(report(&folder), text);
    let hourly = folder.join("reports/guardduty").join(ACCOUNT).join("findings.json");
    let hourly: Value = serde_json::from_str(&std::fs::read_to_string(hourly).unwrap()).unwrap();
    assert_eq!(hourly["resolved"], json!([]));
    once("weekly");
    let again = crate::harness::findings(&folder);
    let ids = |report: &Value| -> Vec<(Value, Value)> {
        let all = report["findings"].as_array().unwrap();
        all.iter().map(|f| (f["id"].clone(), f["first_seen"].clone())).collect()
    };
    assert!(!ids(&first).is_empty());
    assert_eq!((ids(&again), &again["resolved"]), (ids(&first), &json!([])));
    assert!(again["findings"].as_array().unwrap().iter().all(|f| f["change"] == "persisting"));
}

#[test]
fn what_could_not_run_at_its_time_is_told_at_the_start() {
    let cases = [
        ("", "no schedules"),
        ("[[schedule]]\nname = \"x\"\ncron = \"0 6 * *\"\n", "tickmark.toml:3: cron"),
        (&entry("x", "0 0 30 2 *", ""), "there is no such time"),
        (&entry("x", "0 0 0 1 1 * 2025", ""), "has no time any more"),
        (&entry("x", "@daily", "only = [\"gardduty\"]"), "guardduty"),
        (&entry("x", "@daily", "timezone = \"Mars\""), "tickmark.toml:4: timezone"),
        (&(entry("x", "@daily", QUICK) + &entry("y", "@hourly", "")), "out = \"reports/y\""),
    ];
    for (config, told) in cases {
        let (code, _, err) = run(&mut tickmark(&folder(config), &["schedule"]));
        assert!(code == 2 && err.contains(told), "{code} {err}");
    }
    let named = folder(&entry("weekly", "@weekly", ""));
    let (code, _, err) = run(&mut tickmark(&named, &["schedule", "--once", "weakly"]));
    assert!(code == 2 && err.contains("did you mean weekly?"), "{err}");
    let (code, _, err) = run(&mut tickmark(&named, &["schedule", "--log-level", "a=b=c"]));
    assert!(code == 2 && err.contains("--log-level"), "{err}");
}

#[test]
fn audit_logs_where_it_is_told_to() {
    let folder = temporary("logs");
    let (code, out, err) = run(&mut tickmark(&folder, &["audit", "--demo", "--log", "json"]));
    assert_eq!((code, out.as_str()), (0, ""), "{err}");
    let lines: Vec<Value> = err.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let stored = lines.iter().find(|line| line["message"] == "stored").unwrap();
    let high = crate::harness::findings(&folder)["findings"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|f| f["severity"] == "high" && f["status"] == "open")
        .count();
    assert_eq!((&stored["account"], &stored["high"]), (&json!(ACCOUNT), &json!(high)));
    let (_, _, quiet) = run(&mut tickmark(&folder, &["audit", "--demo", "--log", "text", "--log-level", "warn"]));
    assert_eq!(quiet, "");
}
