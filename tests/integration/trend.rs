//! Runs beside each other: two of them, all of them, and since a date.

use std::path::{Path, PathBuf};

use serde_json::Value;

use crate::harness::{ACCOUNT, audit_day, findings, report, run, temporary, tickmark};

/// Rules whose texts count no days.
const CHOSEN: [&str; 4] = ["--only", "rds-snapshot-public", "--only", "rds-minor-upgrade-off"];

fn file(folder: &Path, name: &str) -> PathBuf {
    folder.join("reports").join(ACCOUNT).join(name)
}

/// From now on the finding of `rds-snapshot-public` is accepted.
fn accept(folder: &Path) {
    let text = "- {rule: rds-snapshot-public, resource: {glob: '*'}, reason: x, owner: me, expires: 2027-12-31}\n";
    std::fs::write(folder.join("exceptions.yaml"), text).unwrap();
}

/// The lines in which two reports of equal length differ.
fn differing(a: &str, b: &str) -> Vec<String> {
    assert_eq!(a.lines().count(), b.lines().count());
    a.lines().zip(b.lines()).filter(|(a, b)| a != b).map(|(a, _)| a.to_owned()).collect()
}

fn diff(folder: &Path, arguments: &[&str]) -> Value {
    let arguments: Vec<&str> = ["runs", "diff"].iter().chain(arguments).chain(&["--json"]).copied().collect();
    let (code, out, err) = run(&mut tickmark(folder, &arguments));
    assert_eq!(code, 0, "{err}");
    serde_json::from_str(&out).unwrap()
}

fn ids(list: &Value) -> Vec<&str> {
    list.as_array().unwrap().iter().map(|entry| entry["rule"].as_str().unwrap()).collect()
}

#[tokio::test]
async fn the_trend_begins_with_the_first_change_and_an_unchanged_estate_leaves_it_as_it_is() {
    let folder = temporary("trend");
    audit_day(&folder, 1, &CHOSEN);
    let first = report(&folder);
    audit_day(&folder, 2, &CHOSEN);
    let run_lines = ["- Run:", "- Started:", "- Since the last run:"];
    for line in differing(&first, &report(&folder)) {
        assert!(run_lines.iter().any(|begin| line.starts_with(begin)), "{line}");
    }
    assert!(!file(&folder, "trend.svg").exists());

    accept(&folder);
    audit_day(&folder, 3, &CHOSEN);
    let (third, chart) = (report(&folder), std::fs::read(file(&folder, "trend.svg")).unwrap());
    for line in
        ["| 2026-11-01 06:00 to 2026-11-02 06:00, 2 runs | 1 |", "| since 2026-11-03 06:00 | 0 |", "](trend.svg)"]
    {
        assert!(third.contains(line), "{line}\n{third}");
    }
    // Over other rules: they are no points, and this run has nothing to be compared with.
    audit_day(&folder, 4, &["--only", "rds-minor-upgrade-off"]);
    assert!(!report(&folder).contains("## Trend") && !file(&folder, "trend.svg").exists());

    audit_day(&folder, 5, &CHOSEN);
    let fifth = report(&folder);
    audit_day(&folder, 6, &CHOSEN);
    for line in differing(&fifth, &report(&folder)) {
        assert!(run_lines.iter().any(|begin| line.starts_with(begin)), "{line}");
    }
    assert_eq!(std::fs::read(file(&folder, "trend.svg")).unwrap(), chart);
    assert!(fifth.contains("1 run in between looked at other rules or regions and is left out."));

    // Rendered again it is the same, also when the older runs are not there any more.
    let written = report(&folder);
    std::fs::remove_dir_all(folder.join("reports")).unwrap();
    let options = sqlx::sqlite::SqliteConnectOptions::new().filename(folder.join("tickmark.db"));
    let pool = sqlx::SqlitePool::connect_with(options).await.unwrap();
    let forgotten = sqlx::query("DELETE FROM run WHERE started < '2026-11-06'").execute(&pool).await.unwrap();
    assert_eq!(forgotten.rows_affected(), 5);
    pool.close().await;
    assert_eq!(run(&mut tickmark(&folder, &["report"])).0, 0);
    assert_eq!(report(&folder), written);
    assert_eq!(std::fs::read(file(&folder, "trend.svg")).unwrap(), chart);
    assert_eq!(run(&mut tickmark(&folder, &["report", "--format", "html"])).0, 0);
    let page = std::fs::read_to_string(file(&folder, "report.html")).unwrap();
    assert_eq!(page.matches("<svg").count(), 1);
}

#[test]
fn a_point_from_the_store_is_the_point_of_the_report() {
    let folder = temporary("points");
    for day in 1..=4 {
        if day == 3 {
            accept(&folder);
        }
        audit_day(&folder, day, &["--skip", "ce"]);
    }
    let points = findings(&folder)["trend"]["points"].clone();
    let points = points.as_array().unwrap();
    assert!(points.len() > 1, "{points:?}");
    // The first point was read from the store; the report of that day said the same.
    let (code, ..) =
        run(&mut tickmark(&folder, &["report", "--format", "json", "--run", points[0]["run"].as_str().unwrap()]));
    assert_eq!(code, 0);
    let document = findings(&folder);
    let all = document["findings"].as_array().unwrap();
    for severity in ["critical", "high", "medium", "low"] {
        let open = all.iter().filter(|f| f["status"] == "open" && f["severity"] == severity).count();
        assert_eq!(points[0]["open"][severity].as_u64().unwrap_or_default(), open as u64, "{severity}");
    }
    let counted = all.iter().filter(|f| f["status"] == "open" && f["cost"]["counted"] == true);
    let cents: f64 = counted.map(|f| (f["cost"]["monthly"].as_f64().unwrap() * 100.0).round()).sum();
    assert!(cents > 0.0);
    assert_eq!(points[0]["cents"].as_f64().unwrap(), cents);
}

#[test]
fn two_runs_are_compared_and_what_one_did_not_look_at_is_said() {
    let folder = temporary("diff");
    audit_day(&folder, 1, &CHOSEN);
    audit_day(&folder, 2, &["--only", "rds-minor-upgrade-off", "--regions", "us-east-1"]);
    accept(&folder);
    audit_day(&folder, 3, &CHOSEN);
    let runs: Value = serde_json::from_str(&run(&mut tickmark(&folder, &["runs", "--json"])).1).unwrap();
    let id = |at: usize| runs[at]["id"].as_str().unwrap();
    let part = diff(&folder, &[id(2), id(1)]);
    assert_eq!(part["looks"]["rules_only_before"], serde_json::json!(["rds-snapshot-public"]));
    assert_eq!((ids(&part["new"]), ids(&part["resolved"])), (vec![], vec![]));
    assert!(ids(&part["unchecked"]).contains(&"rds-snapshot-public"), "{part}");
    assert_eq!(part["unchecked"][0]["unchecked"], "after");

    let whole = diff(&folder, &["latest", &id(2)[..12]]);
    assert_eq!(whole["from"]["run"], id(2), "the older one first");
    assert_eq!(ids(&whole["excepted"]), ["rds-snapshot-public"]);
    assert_eq!(whole["looks"]["coverage"], serde_json::json!([]));
    assert_eq!(diff(&folder, &[])["from"]["run"], id(1), "previous and latest");

    std::fs::remove_file(folder.join("exceptions.yaml")).unwrap();
    audit_day(&folder, 4, &CHOSEN);
    let (code, out, _) = run(&mut tickmark(&folder, &["runs", "diff"]));
    assert_eq!(code, 0);
    assert!(out.contains("\n1 reopened\n  critical  ") && out.contains("rds-snapshot-public  arn:aws:rds:"), "{out}");
    let (_, out, _) = run(&mut tickmark(&folder, &["runs", "diff", "latest", id(2)]));
    assert!(out.ends_with("\n\nnothing changed\n"), "accepted and not any more: {out}");
    for (arguments, words) in [(&["x"][..], "holds no run x"), (&["2026", "latest"], "beginning of several")] {
        let (code, _, err) = run(&mut tickmark(&folder, &[&["runs", "diff"], arguments].concat()));
        assert!(code == 2 && err.contains(words), "{err}");
    }
}

#[test]
fn what_moved_since_a_date_is_on_the_first_screen() {
    let folder = temporary("since");
    let volumes = ["--only", "ebs-volume-unattached", "--only", "rds-snapshot-public"];
    audit_day(&folder, 10, &volumes);
    let open = findings(&folder)["findings"].as_array().unwrap().len();
    // A higher threshold resolves what is younger.
    std::fs::write(
        folder.join("tickmark.toml"),
        "since = \"7d\"\n[params.\"ebs-volume-unattached\"]\nmin_age_days = 9000\n",
    )
    .unwrap();
    audit_day(&folder, 15, &volumes);
    let line = format!("- Since a date: 2026-11-08: 0 new, 0 reopened, {} resolved. Compared with run `", open - 1);
    assert!(report(&folder).contains(&line), "{}", report(&folder));
    assert!(report(&folder).contains(", the first one: no run is as old."));
    audit_day(&folder, 17, &volumes);
    let text = report(&folder);
    assert!(
        text.contains("- Since the last run: Nothing changed.") && text.contains("## Since the date that was asked")
    );
    let resolved = findings(&folder)["trend"]["since"]["resolved"].as_array().unwrap().len();
    assert_eq!(resolved, open - 1);

    let render = |since: &str| {
        let (code, _, err) = run(&mut tickmark(&folder, &["report", "--since", since]));
        assert_eq!(code, 0, "{err}");
        report(&folder)
    };
    assert!(render("2026-11-16").contains("- Since a date: 2026-11-16: Nothing changed. Compared with run `20261115T"));
    assert!(render("2026-11-12").contains(&format!("{} resolved. Compared with run `20261110T", open - 1)));
    assert_eq!(run(&mut tickmark(&folder, &["report"])).0, 0);
    assert_eq!(report(&folder), text, "as the audit wrote it");
    let (code, _, err) = run(&mut tickmark(&folder, &["audit", "--demo", "--since", "yesterday"]));
    assert!(code == 2 && err.contains("yesterday is no date"), "{err}");
    std::fs::write(folder.join("tickmark.toml"), "since = \"soon\"\n").unwrap();
    let (code, _, err) = run(&mut tickmark(&folder, &["audit", "--demo"]));
    assert!(code == 2 && err.contains("tickmark.toml:1") && err.contains("soon is no date"), "{err}");
}
