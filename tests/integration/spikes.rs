//! Why the bill rose: what else changed around that day, each with its call.

use serde_json::{Value, json};
use sqlx::Connection;

use crate::harness::{Estate, against, findings, report, run, temporary, tickmark};

const SPIKES: [&str; 5] = ["audit", "--only", "ce", "--only", "lambda"];

fn writes(document: &Value) -> Vec<Value> {
    let all = document["findings"].as_array().unwrap();
    let spike = all.iter().find(|f| f["rule"] == "cost-service-spike" && f["resource"] == "AWS Lambda").unwrap();
    let follows = |e: &&Value| e["part"].as_str().unwrap().starts_with("follow/writes/");
    spike["evidence"].as_array().unwrap().iter().filter(follows).cloned().collect()
}

#[tokio::test]
async fn a_jump_is_told_with_what_was_written_and_what_is_new() {
    let estate = Estate::start("full");
    let folder = temporary("spike");
    let (code, _, err) = against(&estate, &folder, &SPIKES);
    assert_eq!(code, 0, "{err}");
    let shown = writes(&findings(&folder));
    assert_eq!(shown.len(), 1, "one region has such events, and the others show nothing: {shown:?}");
    let names: Vec<&str> =
        shown[0]["observed"].as_array().unwrap().iter().map(|e| e["Name"].as_str().unwrap()).collect();
    assert_eq!(names, ["CreateEventSourceMapping20150331", "UpdateFunctionConfiguration20150331v2"]);
    let printed: Value = serde_json::from_str(&estate.shell(shown[0]["cli"].as_str().unwrap())).unwrap();
    assert_eq!(printed, shown[0]["observed"]);
    assert!(report(&folder).contains("CreateEventSourceMapping20150331"));

    let store = format!("sqlite://{}", folder.join("tickmark.db").display());
    let mut db = sqlx::SqliteConnection::connect(&store).await.unwrap();
    let new = "UPDATE resource SET first_seen = (SELECT max(started) FROM run) || '1' WHERE kind = 'lambda.function'";
    sqlx::query(new).execute(&mut db).await.unwrap();
    db.close().await.unwrap();
    let (code, out, err) = run(&mut tickmark(&folder, &["ask", "why did our bill rise yesterday?"]));
    assert_eq!(code, 0, "{err}");
    for words in [
        "`AWS Lambda`: USD",
        "Written to it in us-east-1",
        "`CreateEventSourceMapping20150331` by `ci-deploy`",
        "aws cloudtrail lookup-events",
        "first seen around then: ",
    ] {
        assert!(out.contains(words), "{words}: {out}");
    }
}

#[test]
fn what_two_findings_ask_alike_is_asked_once() {
    let estate = Estate::start("full");
    let folder = temporary("spike-twice");
    std::fs::create_dir_all(folder.join("mine/cost")).unwrap();
    let rule = std::fs::read_to_string("rules/cost/cost-service-spike.yaml").unwrap();
    let copy = rule.replacen("id: cost-service-spike", "id: cost-service-spike-again", 1);
    std::fs::write(folder.join("mine/cost/cost-service-spike-again.yaml"), copy).unwrap();
    let spikes = [&SPIKES[..], &["--rules", "mine"]].concat();
    let (code, _, err) = against(&estate, &folder, &[&spikes[..], &["--record", "taken"]].concat());
    assert_eq!(code, 0, "{err}");
    let first = findings(&folder);
    let both = first["findings"].as_array().unwrap().iter().filter(|f| f["resource"] == "AWS Lambda");
    let shown: Vec<bool> = both
        .map(|f| f["evidence"].as_array().unwrap().iter().any(|e| e["part"] == "follow/writes/us-east-1"))
        .collect();
    assert_eq!(shown, [true, true]);
    let asked: Vec<_> = estate.requests().into_iter().filter(|r| r["operation"] == "LookupEvents").collect();
    let regions = first["run"]["regions"].as_array().unwrap().len();
    assert_eq!(asked.len(), regions);
    let replay = [&spikes[..], &["--replay", "taken"]].concat();
    let (code, _, err) = run(&mut tickmark(&folder, &replay));
    assert_eq!(code, 0, "{err}");
    assert_eq!(findings(&folder)["findings"], first["findings"]);
}

#[test]
fn a_closed_trail_costs_nothing_but_its_own_row() {
    let estate = Estate::start("full");
    estate.set_faults(&json!([{"service": "cloudtrail", "operation": "LookupEvents", "fault": "denied"}]));
    let folder = temporary("spike-denied");
    let (code, _, err) = against(&estate, &folder, &SPIKES);
    assert_eq!(code, 0, "{err}");
    let document = findings(&folder);
    assert_eq!(writes(&document), Vec::<Value>::new());
    let rows = document["coverage"].as_array().unwrap();
    assert!(rows.iter().any(|r| r["operation"] == "LookupEvents" && r["status"] == "denied"));
}
