//! What watches the auditing itself: alerts, metrics, traces, and what is kept of it all.

use std::net::TcpListener;
use std::path::Path;
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::harness::{self, ACCOUNT, Estate, Served, against, findings, report, run, temporary, tickmark};

/// Runs over volumes only, which the small estate has three of in each of two regions.
fn audit(estate: &Estate, folder: &Path, more: &[&str]) -> (i32, String, Value) {
    let arguments: Vec<&str> = [&["audit", "--only", "ebs-volume-unattached"], more].concat();
    let (code, out, err) = against(estate, folder, &arguments);
    assert_ne!(code, 2, "{out}{err}");
    (code, out, findings(folder))
}

fn delete_volumes(estate: &Estate, region: &str) {
    let list = format!("aws ec2 describe-volumes --region {region} --query 'Volumes[].VolumeId' --output text");
    for id in estate.shell(&list).split_whitespace() {
        estate.shell(&format!("aws ec2 delete-volume --region {region} --volume-id {id}"));
    }
}

fn volumes<'a>(document: &'a Value, region: &str) -> &'a Value {
    let rows = document["coverage"].as_array().unwrap();
    rows.iter().find(|row| row["operation"] == "DescribeVolumes" && row["region"] == region).unwrap()
}

#[test]
fn a_listing_that_falls_silent_raises_an_alert_once_even_over_runs_elsewhere() {
    let estate = Estate::start("small");
    let folder = temporary("silent");
    let (code, out, first) = audit(&estate, &folder, &[]);
    assert_eq!((code, &first["alerts"]), (0, &Value::Null), "{out}");
    assert_eq!(volumes(&first, "us-east-1")["resources"], 3);
    assert_eq!(volumes(&first, "us-west-2")["resources"], 0);

    delete_volumes(&estate, "us-east-1");
    // A run that does not look there neither raises it nor hides it.
    let (_, _, elsewhere) = audit(&estate, &folder, &["--regions", "us-west-2"]);
    assert_eq!((&elsewhere["alerts"], &elsewhere["run"]["partial"]), (&Value::Null, &json!(true)));

    let (code, out, second) = audit(&estate, &folder, &[]);
    assert_eq!(code, 0, "it is no finding, and was looked at: {out}");
    let day = first["run"]["started"].as_str().unwrap()[..10].to_owned();
    let message = format!("Listed 3 on {day} and none now: deleted, or not visible any more.");
    let about = "ec2:DescribeVolumes in us-east-1";
    assert_eq!(second["alerts"], json!([{"kind": "collector_silent", "about": about, "message": message}]));
    assert!(out.contains(&format!("alert collector_silent: {about}: {message}")), "{out}");
    assert!(report(&folder).find("## Alerts").unwrap() < report(&folder).find("## At a glance").unwrap());
    let (_, again, _) = run(&mut tickmark(&folder, &["report", "--format", "json", "--out", "again"]));
    let kept = std::fs::read_to_string(folder.join(again.trim())).unwrap();
    assert_eq!(serde_json::from_str::<Value>(&kept).unwrap()["alerts"], second["alerts"], "the store has them");

    let (_, _, third) = audit(&estate, &folder, &[]);
    assert_eq!(third["alerts"], Value::Null, "raised once");
}

#[test]
fn coverage_that_fell_raises_an_alert_and_a_silence_is_met_after_it() {
    let estate = Estate::start("small");
    let folder = temporary("fell");
    audit(&estate, &folder, &[]);
    estate.set_faults(&json!([{"service": "ec2", "operation": "DescribeVolumes", "fault": "denied"}]));
    let (code, _, denied) = audit(&estate, &folder, &[]);
    assert_eq!(code, 3);
    assert_eq!(denied["alerts"].as_array().unwrap().len(), 1, "{}", denied["alerts"]);
    assert_eq!(denied["alerts"][0]["kind"], "coverage_fell");
    let message = denied["alerts"][0]["message"].as_str().unwrap();
    assert!(message.ends_with("and denied now; not decided for that reason: ebs-volume-unattached."), "{message}");
    let (_, _, still) = audit(&estate, &folder, &[]);
    assert_eq!(still["alerts"], Value::Null, "raised once");

    // What is listed is compared with the last run that could list it.
    delete_volumes_past_the_fault(&estate);
    let (_, _, silent) = audit(&estate, &folder, &[]);
    let about: Vec<&Value> = silent["alerts"].as_array().unwrap().iter().map(|alert| &alert["about"]).collect();
    assert_eq!(about, ["ec2:DescribeVolumes in us-east-1"]);
}

fn delete_volumes_past_the_fault(estate: &Estate) {
    estate.set_faults(&json!([]));
    delete_volumes(estate, "us-east-1");
}

/// Samples as both of Prometheus' parsers read them.
fn judged(text: &str) -> Vec<Value> {
    let (right, samples) = harness::judged("telemetry/metrics.py", text);
    assert!(right, "{text}");
    serde_json::from_str(&samples).unwrap()
}

fn value(samples: &[Value], name: &str, labels: &Value) -> Option<f64> {
    let found = samples.iter().find(|sample| sample["name"] == name && sample["labels"] == *labels);
    found.map(|sample| sample["value"].as_f64().unwrap())
}

#[test]
fn metrics_are_written_after_an_audit_and_say_what_the_report_says() {
    let estate = Estate::start("small");
    let folder = temporary("metrics");
    let config = "[metrics]\nfile = \"prom/tickmark.prom\"\n[limits]\nattempts = 3\n";
    std::fs::write(folder.join("tickmark.toml"), config).unwrap();
    let (code, _, err) = against(&estate, &folder, &["audit"]);
    assert!(code == 2 && err.contains("metrics.file: prom/tickmark.prom cannot be written"), "{err}");
    std::fs::create_dir(folder.join("prom")).unwrap();
    estate.set_faults(&json!([{"service": "ec2", "operation": "DescribeVpcs", "region": "us-east-1",
                               "fault": "throttled", "times": 2}]));
    let (code, _, err) = against(&estate, &folder, &["audit"]);
    assert_eq!(code, 0, "{err}");
    assert_eq!(std::fs::read_dir(folder.join("prom")).unwrap().count(), 1, "nothing is left beside it");
    let text = std::fs::read_to_string(folder.join("prom/tickmark.prom")).unwrap();
    let samples = judged(&text);
    let document = findings(&folder);
    let account = json!({"account": ACCOUNT});
    let number = |name: &str| value(&samples, name, &account).unwrap_or_else(|| panic!("{name}: {text}"));
    assert_eq!(number("tickmark_calls"), document["run"]["calls"].as_f64().unwrap());
    assert_eq!((number("tickmark_retries"), &document["run"]["retries"]), (2.0, &json!(2)));
    assert_eq!(number("tickmark_resources"), document["run"]["resources"].as_f64().unwrap());
    assert_eq!(number("tickmark_last_full_run_timestamp_seconds"), number("tickmark_run_timestamp_seconds"));
    assert!(number("tickmark_last_full_run_age_seconds") < 600.0 && number("tickmark_run_duration_seconds") > 0.0);
    let all = document["findings"].as_array().unwrap();
    let open: Vec<&Value> = all.iter().filter(|finding| finding["status"] == "open").collect();
    for (severity, pillar) in [("high", "security"), ("medium", "cost"), ("low", "cost")] {
        let here = open.iter().filter(|finding| finding["severity"] == severity && finding["pillar"] == pillar).count();
        let labels = json!({"account": ACCOUNT, "severity": severity, "pillar": pillar, "status": "open"});
        assert_eq!(value(&samples, "tickmark_findings", &labels).unwrap_or_default(), here as f64, "{labels}");
    }
    let sum: f64 =
        samples.iter().filter(|s| s["name"] == "tickmark_findings").map(|s| s["value"].as_f64().unwrap()).sum();
    assert_eq!(sum, all.len() as f64);
    let counted = open.iter().filter(|finding| finding["cost"]["counted"] == true);
    let usd: f64 = counted.map(|finding| finding["cost"]["monthly"].as_f64().unwrap()).sum();
    assert!((number("tickmark_monthly_cost_usd") - usd).abs() < 0.1, "{usd} in {text}");
    let rows = document["coverage"].as_array().unwrap();
    for status in ["ok", "denied", "throttled", "failed", "unsupported", "sampled"] {
        let here = rows.iter().filter(|row| row["status"] == status).count() as f64;
        assert_eq!(value(&samples, "tickmark_coverage", &json!({"account": ACCOUNT, "status": status})), Some(here));
    }

    // A run over less is no full one; what is stale is so when it is looked at.
    delete_volumes(&estate, "us-east-1");
    against(&estate, &folder, &["audit", "--only", "ec2"]);
    let (code, out, _) = run(&mut tickmark(&folder, &["metrics"]));
    let samples = judged(&out);
    assert_eq!(code, 0);
    let number = |name: &str| value(&samples, name, &account).unwrap();
    assert!(number("tickmark_last_full_run_timestamp_seconds") < number("tickmark_run_timestamp_seconds"));
    let alerts = |kind: &str| value(&samples, "tickmark_alerts", &json!({"account": ACCOUNT, "kind": kind}));
    assert_eq!((alerts("collector_silent"), alerts("account_stale")), (Some(1.0), Some(0.0)));
}

/// A collector of OpenTelemetry.
fn collector() -> Served {
    Served::start("telemetry/collector.py", &[])
}

fn spans(collector: &Served) -> Vec<Value> {
    collector.get("/spans").as_array().unwrap().clone()
}

#[test]
fn a_trace_has_the_run_its_account_its_steps_and_every_call() {
    let collector = collector();
    let folder = temporary("traces");
    let config =
        format!("[traces]\nendpoint = \"{}\"\nheaders_env = {{ x-test-key = \"TRACES_KEY\" }}\n", collector.url());
    std::fs::write(folder.join("tickmark.toml"), config).unwrap();
    let (code, _, err) = run(&mut tickmark(&folder, &["audit", "--demo"]));
    assert!(code == 2 && err.contains("TRACES_KEY, which is not set"), "{err}");
    let (code, _, err) = run(tickmark(&folder, &["audit", "--demo"]).env("TRACES_KEY", "sesame"));
    assert_eq!(code, 0, "{err}");
    assert!(!err.contains("traces"), "all were sent: {err}");

    let spans = spans(&collector);
    let named = |name: &str| spans.iter().find(|span| span["name"] == name).unwrap_or_else(|| panic!("{name}"));
    let parent = |span: &Value| spans.iter().find(|other| other["id"] == span["parent"]).map(|p| p["name"].clone());
    let account = format!("account {ACCOUNT}");
    assert_eq!(parent(named("audit")), None);
    assert_eq!(parent(named(&account)), Some(json!("audit")));
    for step in ["collect", "evaluate", "compare", "store", "render"] {
        assert_eq!(parent(named(step)), Some(json!(account)), "{step}");
    }
    let document = findings(&folder);
    let wanted: u64 = document["coverage"].as_array().unwrap().iter().map(|row| row["calls"].as_u64().unwrap()).sum();
    let calls: Vec<&Value> = spans.iter().filter(|span| span["attributes"]["service"].is_string()).collect();
    assert_eq!(calls.len() as u64, wanted);
    for call in &calls {
        assert_eq!(parent(call), Some(json!("collect")), "{call}");
        let told = &call["attributes"];
        assert_eq!(
            call["name"],
            format!("{}:{}", told["service"].as_str().unwrap(), told["operation"].as_str().unwrap())
        );
        let names: Vec<&String> = told.as_object().unwrap().keys().collect();
        assert_eq!(
            names,
            ["operation", "pages", "region", "retries", "service", "status", "throttles"],
            "no parameters"
        );
    }
    assert!(
        calls.iter().all(|call| call["attributes"]["status"] == "ok"
            && call["kind"] == 3
            && call["attributes"]["pages"].is_i64())
    );
    assert_eq!(spans.len(), calls.len() + 7, "nothing of the libraries below");
    assert!(
        spans.iter().all(|span| span["trace"] == spans[0]["trace"] && span["end"].as_u64() >= span["start"].as_u64())
    );
    assert!(spans.iter().all(|span| span["key"] == "sesame" && span["resource"]["service.name"] == "tickmark"));
}

#[test]
fn a_collector_in_trouble_costs_one_line_and_two_seconds() {
    let collector = collector();
    let closed = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let nobody = format!("http://someone:pa55@{closed}");
    for (endpoint, why) in [
        (nobody, "refused"),
        (format!("{}/refusing", collector.url()), "the collector answered 503"),
        (format!("{}/hanging", collector.url()), "no answer within 2 seconds"),
    ] {
        let folder = temporary("trouble");
        let begun = Instant::now();
        let (code, ..) = run(&mut tickmark(&folder, &["audit", "--demo"]));
        let alone = begun.elapsed();
        assert_eq!(code, 0);
        let begun = Instant::now();
        let mut traced = tickmark(&folder, &["audit", "--demo"]);
        let (code, _, err) = run(traced.env("OTEL_EXPORTER_OTLP_ENDPOINT", &endpoint));
        assert_eq!(code, 0, "{err}");
        // The two seconds, and what a busy machine adds to the second of two runs.
        assert!(begun.elapsed() < alone * 2 + Duration::from_secs(4), "{endpoint}: {:?}", begun.elapsed());
        let lines: Vec<&str> = err.lines().filter(|line| line.starts_with("traces: ")).collect();
        assert!(lines.len() == 1 && lines[0].contains(why) && !err.contains("pa55"), "{err}");
    }
    let (code, _, err) = run(&mut tickmark(&temporary("trouble"), &["audit", "--demo", "--traces", "localhost:4318"]));
    assert!(code == 2 && err.contains("--traces: localhost:4318 is no address of a collector"), "{err}");
}

#[test]
fn pruning_keeps_the_day_on_which_a_finding_was_first_seen() {
    let estate = Estate::start("small");
    let folder = temporary("prune");
    let (_, _, first) = audit(&estate, &folder, &[]);
    for _ in 0..2 {
        audit(&estate, &folder, &[]);
    }
    let prune = |more: &[&str]| run(&mut tickmark(&folder, &[&["store", "prune"], more].concat()));
    let runs = || {
        let (_, out, _) = run(&mut tickmark(&folder, &["runs", "--json"]));
        serde_json::from_str::<Vec<Value>>(&out).unwrap()
    };
    let (code, _, err) = prune(&[]);
    assert!(code == 2 && err.contains("nothing says what to keep"), "{err}");
    let (code, out, _) = prune(&["--keep-days", "30"]);
    assert_eq!((code, out.trim()), (0, "nothing to delete"));
    let (_, would, _) = prune(&["--keep-runs", "1", "--dry-run"]);
    assert_eq!(runs().len(), 3);
    let (code, out, _) = prune(&["--keep-runs", "1"]);
    // These runs were over some rules only, so the newest is all that stays.
    assert_eq!((code, out.replace("deleted", "would delete")), (0, would));
    assert_eq!(runs().len(), 1);
    let (code, out, err) = run(&mut tickmark(&folder, &["store", "check"]));
    assert_eq!((code, out.trim()), (0, "the store is whole: 1 run"), "{err}");

    // The same after each audit.
    std::fs::write(folder.join("tickmark.toml"), "[retention]\nruns = 1\n").unwrap();
    let (_, _, last) = audit(&estate, &folder, &[]);
    assert_eq!(runs().len(), 1);
    let seen = |document: &Value| -> Vec<(String, String)> {
        let all = document["findings"].as_array().unwrap().iter();
        all.map(|f| (f["id"].to_string(), f["first_seen"].to_string())).collect()
    };
    assert!(!seen(&first).is_empty());
    assert_eq!(seen(&last), seen(&first));
}
