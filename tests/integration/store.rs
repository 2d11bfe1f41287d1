//! The store under stress: two runs at once, a kill in the middle, a newer program's file.

use std::process::Stdio;
use std::time::Duration;

use serde_json::Value;

use crate::harness::{Estate, against, report, run, temporary, tickmark};

fn runs(folder: &std::path::Path) -> Vec<Value> {
    let (code, out, err) = run(&mut tickmark(folder, &["runs", "--json"]));
    assert_eq!(code, 0, "{err}");
    serde_json::from_str(&out).unwrap()
}

#[test]
fn two_runs_at_once_on_one_database_are_both_kept() {
    let estate = Estate::start("small");
    let folder = temporary("two");
    let start = |out: &str| {
        let mut command = tickmark(&folder, &["audit", "--out", out]);
        command.envs(estate.environment()).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap()
    };
    let mut children = [start("a"), start("b")];
    for child in &mut children {
        assert_eq!(child.wait().unwrap().code(), Some(0));
    }
    let runs = runs(&folder);
    assert_eq!(runs.len(), 2);
    assert_ne!(runs[0]["id"], runs[1]["id"]);
}

#[test]
fn programs_that_open_a_new_store_at_once_all_can() {
    for _ in 0..10 {
        let folder = temporary("together");
        let children: Vec<_> = (0..6)
            .map(|_| tickmark(&folder, &["runs"]).stdout(Stdio::null()).stderr(Stdio::piped()).spawn().unwrap())
            .collect();
        for child in children {
            let output = child.wait_with_output().unwrap();
            assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
        }
    }
}

#[test]
fn a_kill_in_the_middle_leaves_the_last_complete_run() {
    let estate = Estate::start("small");
    let folder = temporary("kill");
    let (code, ..) = against(&estate, &folder, &["audit"]);
    assert_eq!(code, 0);
    let complete = runs(&folder);
    let text = report(&folder);
    for wait in [50, 150, 300, 600, 900] {
        let mut child = tickmark(&folder, &["audit"])
            .envs(estate.environment())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        std::thread::sleep(Duration::from_millis(wait));
        child.kill().unwrap();
        child.wait().unwrap();
        // Either it was not done, and nothing changed, or it was, and one whole run is there more.
        let now = runs(&folder);
        assert!(now.ends_with(&complete), "{now:?}");
        let (code, ..) =
            run(&mut tickmark(&folder, &["report", "--run", complete[0]["id"].as_str().unwrap(), "--out", "old"]));
        assert_eq!(code, 0);
        let old = folder.join("old").join(crate::harness::ACCOUNT).join("report.md");
        assert_eq!(std::fs::read_to_string(old).unwrap(), text);
    }
}

#[tokio::test]
async fn a_store_of_the_first_version_opens_and_one_of_a_newer_does_not() {
    let folder = temporary("versions");
    let (code, ..) = run(&mut tickmark(&folder, &["audit", "--demo"]));
    assert_eq!(code, 0);
    assert_eq!(runs(&folder).len(), 1);
    let options = sqlx::sqlite::SqliteConnectOptions::new().filename(folder.join("tickmark.db"));
    let pool = sqlx::SqlitePool::connect_with(options).await.unwrap();
    sqlx::query(
        "INSERT INTO _sqlx_migrations (version, description, success, checksum, execution_time)
         VALUES (9999, 'from the future', 1, x'00', 0)",
    )
    .execute(&pool)
    .await
    .unwrap();
    pool.close().await;
    let (code, _, err) = run(&mut tickmark(&folder, &["runs"]));
    assert_eq!(code, 2);
    assert!(err.contains("newer tickmark"), "{err}");
}
