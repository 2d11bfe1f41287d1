//! What money is made of: AWS's list prices, shown by their call, and what serves where there are none.

use serde_json::{Value, json};

use crate::harness::{Estate, against, findings, run, temporary, tickmark};

const VOLUMES: [&str; 3] = ["audit", "--only", "ebs-volume-unattached"];

fn costs(document: &Value) -> Vec<&Value> {
    document["findings"].as_array().unwrap().iter().filter(|f| !f["cost"].is_null()).collect()
}

fn asked(estate: &Estate) -> usize {
    estate.requests().iter().filter(|r| r["service"] == "pricing").count()
}

#[test]
fn prices_are_aws_own_and_are_kept_for_days() {
    let estate = Estate::start("small");
    let folder = temporary("prices");
    let (code, _, err) = against(&estate, &folder, &VOLUMES);
    assert_eq!(code, 0, "{err}");
    let first = findings(&folder);
    assert!(!costs(&first).is_empty());
    for finding in costs(&first) {
        assert_eq!(finding["cost"]["price_source"], "pricing:GetProducts", "{finding}");
        let shown = finding["evidence"].as_array().unwrap().iter().find(|e| e["service"] == "pricing").unwrap();
        assert_eq!(shown["observed"], json!({"products": 1, "at_this_price": 1}), "{shown}");
        let printed: Value = serde_json::from_str(&estate.shell(shown["cli"].as_str().unwrap())).unwrap();
        assert_eq!(printed, shown["observed"]);
    }
    assert!(asked(&estate) > 0);
    estate.forget_requests();
    let (code, _, err) = against(&estate, &folder, &VOLUMES);
    assert_eq!((code, asked(&estate)), (0, 0), "{err}");
    let second = findings(&folder);
    assert_eq!(
        costs(&first).iter().map(|f| &f["cost"]).collect::<Vec<_>>(),
        costs(&second).iter().map(|f| &f["cost"]).collect::<Vec<_>>()
    );
    let row = |d: &Value| d["coverage"].as_array().unwrap().iter().find(|r| r["service"] == "pricing").cloned();
    assert_eq!((&row(&second).unwrap()["status"], &row(&second).unwrap()["calls"]), (&json!("ok"), &json!(0)));
    std::fs::write(folder.join("tickmark.toml"), "[prices]\ndays = 0\n").unwrap();
    let (code, ..) = against(&estate, &folder, &VOLUMES);
    assert!(code == 0 && asked(&estate) > 0, "they are too old");
}

#[test]
fn the_built_in_table_serves_where_aws_does_not() {
    let estate = Estate::start("small");
    estate.set_faults(&json!([{"service": "pricing", "fault": "denied"}]));
    let denied = temporary("denied-prices");
    let (code, _, err) = against(&estate, &denied, &VOLUMES);
    assert_eq!(code, 0, "nothing goes unchecked: {err}");
    let quiet = temporary("quiet-prices");
    std::fs::write(quiet.join("tickmark.toml"), "[prices]\nask = false\n").unwrap();
    estate.forget_requests();
    let (code, ..) = against(&estate, &quiet, &VOLUMES);
    assert_eq!((code, asked(&estate)), (0, 0));
    for folder in [denied, quiet] {
        let document = findings(&folder);
        assert!(!costs(&document).is_empty());
        for finding in costs(&document) {
            assert_eq!(finding["cost"]["price_source"], "built-in", "{finding}");
            assert!(finding["evidence"].as_array().unwrap().iter().all(|e| e["service"] != "pricing"));
        }
    }
}

/// Rules of a team's own may name an item that nobody has a price of.
#[test]
fn an_amount_without_a_price_says_so() {
    let estate = Estate::start("small");
    let folder = temporary("unpriced");
    let rule =
        include_str!("../../rules/cost/ebs-volume-unattached.yaml").replace("\"ebs.gb_month\"", "\"ebs.unheard_of\"");
    std::fs::create_dir_all(folder.join("own/cost")).unwrap();
    std::fs::write(folder.join("own/cost/ebs-volume-unattached.yaml"), rule).unwrap();
    let (code, _, err) = against(&estate, &folder, &[&VOLUMES[..], &["--rules", "own"]].concat());
    assert_eq!(code, 0, "{err}");
    let document = findings(&folder);
    let finding = &document["findings"][0];
    assert!(finding["cost"].is_null());
    assert!(finding["unpriced"].as_str().unwrap().starts_with("no price is known of ebs.unheard_of "), "{finding}");
    let report = std::fs::read_to_string(folder.join("reports/123456789012/report.md")).unwrap();
    assert!(report.contains("Not assessed, for want of a price: "), "{report}");
}

#[test]
fn a_recording_has_its_prices() {
    let estate = Estate::start("small");
    let folder = temporary("recorded-prices");
    against(&estate, &folder, &VOLUMES);
    let record = [&VOLUMES[..], &["--record", "run.zst"]].concat();
    let (code, _, err) = against(&estate, &folder, &record);
    assert_eq!(code, 0, "{err}");
    let live = findings(&folder);
    let replay = temporary("replayed-prices");
    std::fs::copy(folder.join("run.zst"), replay.join("run.zst")).unwrap();
    let (code, _, err) = run(&mut tickmark(&replay, &[&VOLUMES[..], &["--replay", "run.zst"]].concat()));
    assert_eq!(code, 0, "{err}");
    let costs = |d: &Value| costs(d).iter().map(|f| (f["cost"].clone(), f["evidence"].clone())).collect::<Vec<_>>();
    assert_eq!(costs(&live), costs(&findings(&replay)));
}
