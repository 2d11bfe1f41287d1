//! Models from end to end: what they may add to an answer and a report, and that nothing else depends on them.

use std::path::{Path, PathBuf};

use serde_json::Value;

use crate::harness::{Served, run, temporary, tickmark};

/// A scripted model.
struct Model(Served);

impl Model {
    fn start() -> Self {
        Model(Served::start("llm/scripted.py", &[]))
    }

    /// A folder with a tickmark.toml whose chain is these scripts, in order.
    fn folder(&self, name: &str, scripts: &[&str]) -> PathBuf {
        let folder = temporary(name);
        let mut toml = format!("[models]\nchain = {scripts:?}\n");
        for script in scripts {
            toml.push_str(&format!(
                "[models.providers.{script}]\nformat = \"openai\"\nendpoint = \"http://127.0.0.1:{}/{script}/v1\"\n\
                 model = \"scripted\"\nkey_command = \"echo sk-canary-77\"\nusd_per_million_input = 1.0\n\
                 usd_per_million_output = 2.0\n",
                self.0.port
            ));
        }
        std::fs::write(folder.join("tickmark.toml"), toml).unwrap();
        folder
    }
}

fn audit(folder: &Path) -> (String, String) {
    let (code, _, err) = run(&mut tickmark(folder, &["audit", "--demo"]));
    assert_eq!(code, 0, "{err}");
    (std::fs::read_to_string(folder.join("reports/123456789012/report.md")).unwrap(), err)
}

fn ask(folder: &Path, question: &str) -> Value {
    let (code, out, err) = run(&mut tickmark(folder, &["ask", "--json", "--user", "tester", question]));
    assert_eq!(code, 0, "{err}");
    serde_json::from_str(&out).unwrap()
}

const QUESTION: &str = "which buckets can anyone on the internet read?";

#[test]
fn a_model_adds_a_summary_to_the_report_and_nothing_else_changes() {
    let model = Model::start();
    let plain = temporary("models-none");
    let (without, _) = audit(&plain);
    let folder = model.folder("models-honest", &["honest"]);
    let (with, _) = audit(&folder);
    let start = with.find("## Summary by a model").expect("the summary's section");
    let end = start + with[start..].find("## What could not be checked").unwrap();
    assert_eq!(format!("{}{}", &with[..start], &with[end..]), without);
    let section = &with[start..end];
    assert!(section.contains("Written by honest, scripted, about the run of"), "{section}");
    assert!(
        section.contains("In this order:") && section.contains("**IAM role can be taken by everyone.**"),
        "{section}"
    );
    let (again, _) = audit(&model.folder("models-honest-again", &["honest"]));
    assert_eq!(again, with, "the same recording and the same script give the same bytes");
    let (code, out, _) = run(&mut tickmark(&folder, &["audit", "--demo", "--no-llm", "--json"]));
    let report: Value = serde_json::from_str(&out).unwrap();
    assert!(code == 0 && report["run"]["summary"].is_null(), "{}", report["run"]);
}

#[test]
fn dead_providers_cost_nothing_but_the_summary() {
    let model = Model::start();
    let (without, _) = audit(&temporary("models-none-2"));
    let folder = model.folder("models-dead", &["dead", "mute"]);
    let (report, err) = audit(&folder);
    assert_eq!(report, without);
    assert!(err.contains("no summary: no model answered"), "{err}");
    let answer = ask(&folder, QUESTION);
    let plain = temporary("models-none-3");
    audit(&plain);
    let wanted = ask(&plain, QUESTION);
    assert_eq!((&answer["answer"], &answer["citations"]), (&wanted["answer"], &wanted["citations"]));
    assert_eq!(answer["provider"], "none");
    let attempts = answer["attempts"].as_array().unwrap();
    assert!(!attempts.is_empty());
    let (code, out, _) = run(&mut tickmark(&folder, &["models", "--json"]));
    let health: Value = serde_json::from_str(&out).unwrap();
    assert_eq!((code, health[0]["provider"].as_str(), health[0]["answered"].as_u64()), (0, Some("dead"), Some(0)));
    assert!(
        health[0]["last_trouble"].is_string() && health[0]["failures"]["overloaded"].as_u64() > Some(0),
        "{health}"
    );
    assert!(out.contains("the scripted model is dead"), "its own words: {out}");
    assert!(!out.contains("canary"));
    let (_, out, _) = run(&mut tickmark(&folder, &["doctor"]));
    assert!(out.contains("FAIL  model dead (scripted): 503: the scripted model is dead"), "{out}");
}

#[test]
fn an_answer_is_worded_by_a_model_and_cites() {
    let model = Model::start();
    let folder = model.folder("models-ask", &["dead", "honest"]);
    audit(&folder);
    let answer = ask(&folder, QUESTION);
    let text = answer["answer"].as_str().unwrap();
    assert_eq!(answer["provider"], "honest", "{answer:#}");
    assert!(text.contains("*Worded by honest, scripted, from the findings below.*"), "{text}");
    let (advice, evidence) = text.split_once("*Worded by").unwrap();
    for citation in answer["citations"].as_array().unwrap().iter().take(2) {
        let (id, arn) = (citation["finding"].as_str().unwrap(), citation["arn"].as_str().unwrap());
        assert!(advice.contains(&format!("[{}]", &id[..8])) && advice.contains(arn), "{advice}");
        assert!(evidence.contains(arn) && evidence.contains("Shown by"), "{evidence}");
    }
    assert_eq!(ask(&folder, QUESTION)["cached"], true);
    let (_, out, _) = run(&mut tickmark(&folder, &["ask", "--no-llm", "--user", "tester", QUESTION]));
    assert!(!out.contains("Worded by"), "{out}");
    let (_, out, _) = run(&mut tickmark(&folder, &["ask", "--user", "other", "is ssh open to the world anywhere?"]));
    assert!(out.contains("*Worded by honest") && out.contains("Shown by"), "streamed: {out}");
    let (code, out, _) = run(&mut tickmark(&folder, &["models"]));
    assert!(code == 0 && out.contains("honest (scripted): answered"), "{out}");
}

#[test]
fn what_a_model_invents_is_not_printed() {
    let model = Model::start();
    let folder = model.folder("models-liar", &["liar"]);
    let (report, err) = audit(&folder);
    assert!(!report.contains("Summary by a model") && err.contains("no summary: the evidence holds none"), "{err}");
    let answer = ask(&folder, QUESTION);
    let text = answer["answer"].as_str().unwrap();
    assert_eq!(answer["provider"], "liar");
    for lie in ["4711", "999999999999", "made-up-rule", "123456.78", "attacker.example", "needs attention"] {
        assert!(!text.contains(lie), "{lie}: {text}");
    }
    assert!(text.contains("sentences are left out, because the evidence does not hold them."), "{text}");
}

#[test]
fn secrets_and_keys_stay_where_they_are() {
    let model = Model::start();
    let folder = model.folder("models-secrets", &["honest"]);
    audit(&folder);
    let key = format!("AKIA{}", "QZXW3RTYUI7PASDF");
    ask(&folder, &format!("which access keys are old, such as user/{key}?"));
    let requests = model.0.get("/requests").to_string();
    assert!(requests.contains("EVIDENCE-") && !requests.contains(&key) && !requests.contains("canary"));
    for name in std::fs::read_dir(&folder).unwrap() {
        let path = name.unwrap().path();
        // The configuration names the command that prints the canary.
        if path.is_file() && path.file_name().unwrap() != "tickmark.toml" {
            let text = String::from_utf8_lossy(&std::fs::read(&path).unwrap()).into_owned();
            assert!(!text.contains(&key) && !text.contains("sk-canary"), "{}", path.display());
        }
    }
}

#[test]
fn names_can_go_under_stand_ins() {
    let model = Model::start();
    let folder = model.folder("models-aliases", &["honest"]);
    let path = folder.join("tickmark.toml");
    let toml = std::fs::read_to_string(&path).unwrap().replace("[models]\n", "[models]\naliases = true\n");
    std::fs::write(&path, toml).unwrap();
    audit(&folder);
    let answer = ask(&folder, QUESTION);
    let requests = model.0.get("/requests").to_string();
    assert!(requests.contains("account-1") && !requests.contains("123456789012"));
    let (advice, _) = answer["answer"].as_str().unwrap().split_once("*Worded by").unwrap();
    let arn = answer["citations"][0]["arn"].as_str().unwrap();
    assert!(advice.contains(arn) && !advice.contains("bucket-1"), "{advice}");
}

#[tokio::test]
async fn an_embedder_that_fails_costs_no_report() {
    let folder = temporary("models-embedder");
    let toml = "[embedder]\nkind = \"openai\"\nendpoint = \"http://127.0.0.1:9/v1\"\nmodel = \"m\"\n";
    std::fs::write(folder.join("tickmark.toml"), toml).unwrap();
    let store = crate::stores::server::shared().database().await;
    let (code, _, err) = run(&mut tickmark(&folder, &["audit", "--demo", "--store", &store]));
    assert!(code == 0 && err.contains("no vectors were made for questions: the embeddings server cannot be"), "{err}");
    assert!(folder.join("reports/123456789012/report.md").exists());
    std::fs::remove_file(folder.join("tickmark.toml")).unwrap();
    let arguments = ["ask", "--user", "tester", "--store", &store, QUESTION];
    let (code, out, err) = run(&mut tickmark(&folder, &arguments));
    assert!(code == 0 && out.contains("Shown by"), "the built-in embedder makes its own: {out} {err}");
}

#[test]
fn a_wrong_configuration_is_told() {
    let folder = temporary("models-wrong");
    for (toml, words) in [
        ("[models]\nchain = [\"grok\"]", "there is no provider `grok`"),
        ("[models.providers.groq]\nmodle = \"x\"", "unknown field `modle`"),
        ("[embedder]\nkind = \"openai\"", "[embedder]: kind openai needs an endpoint and a model"),
        ("[embedder]\nkind = \"word2vec\"", "unknown variant `word2vec`"),
    ] {
        std::fs::write(folder.join("tickmark.toml"), toml).unwrap();
        let (code, _, err) = run(&mut tickmark(&folder, &["audit", "--demo"]));
        assert!(code == 2 && err.contains(words) && err.contains("tickmark.toml"), "{toml}: {err}");
    }
}
