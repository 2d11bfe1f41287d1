//! The table of the issue: each class of failure at each provider, as bytes on the wire.

use std::collections::{BTreeMap, BTreeSet};

use futures_util::{StreamExt, stream};
use serde_json::Value;
use tickmark::llm::{Answered, Class, Outcome};

use super::servers::{Server, free_port};
use super::{KEY, ask, chain, failed, story};

/// A chain of one provider in one kind of trouble, and another that is well.
async fn meet(url: &str, provider: &str, fault: &str) -> Answered {
    // Short only where it is waited for, so that a slow machine fails nothing else.
    let patience = if matches!(fault, "stalled" | "silent") { 1 } else { 30 };
    let second = if provider == "gemini" { "groq" } else { "gemini" };
    let text = format!(
        "chain = ['{provider}', '{second}']\n\
         [providers.{provider}]\nendpoint = '{url}/{provider}/{fault}'\ntimeout_seconds = {patience}\n\
         [providers.{second}]\nendpoint = '{url}/{second}/fine'\n"
    );
    ask(&chain(&text), "Is all well?").await
}

fn check(cell: &Value, answered: &Answered) -> Result<(), String> {
    let wrong = |what: &str| Err(format!("{cell}: {what}: {:#?}", story(answered)));
    let text = |name: &str| cell[name].as_str().unwrap();
    let first = &answered.attempts[0];
    if answered.text.as_deref() != Some("All is well.") {
        return wrong("no answer came in the end");
    }
    if text("class").is_empty() {
        let fine = first.outcome == Outcome::Answered && answered.provider.as_deref() == Some(text("provider"));
        return if fine { Ok(()) } else { wrong("this answer is fine") };
    }
    let class = first.class.map(Class::name).unwrap_or_default();
    if class != text("class") || !first.reason.as_deref().is_some_and(|words| words.contains(text("words"))) {
        return wrong("class or words");
    }
    let last = answered.attempts.last().unwrap();
    if last.provider == text("provider") || !answered.attempts.iter().rev().skip(1).all(failed) {
        return wrong("it did not fall through");
    }
    Ok(())
}

#[tokio::test]
async fn every_cell_falls_through_with_the_providers_words() {
    let server = Server::fake();
    let cells = server.get("/cells").await;
    let cells = cells.as_array().unwrap();
    let meetings = cells.iter().map(|cell| async {
        let answered = meet(&server.url, cell["provider"].as_str().unwrap(), cell["fault"].as_str().unwrap()).await;
        let stored = serde_json::to_string(&answered.attempts).unwrap();
        assert!(!stored.contains(KEY), "{stored}");
        check(cell, &answered)
    });
    let results: Vec<_> = stream::iter(meetings).buffered(24).collect().await;
    let wrong: Vec<String> = results.into_iter().filter_map(Result::err).collect();
    assert!(wrong.is_empty(), "{} cells:\n{}", wrong.len(), wrong.join("\n"));

    let mut classes: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for cell in cells.iter().filter(|c| c["class"] != "") {
        classes.entry(cell["provider"].as_str().unwrap()).or_default().insert(cell["class"].as_str().unwrap());
    }
    let (faults, pairs) =
        (cells.iter().filter(|c| c["class"] != "").count(), classes.values().map(BTreeSet::len).sum::<usize>());
    assert!(faults >= 90 && pairs >= 54, "{faults} faults, {pairs} pairs of class and provider: {classes:?}");
}

#[tokio::test]
async fn who_does_not_listen_is_unreachable() {
    let server = Server::fake();
    let dead = format!("http://127.0.0.1:{}", free_port());
    for provider in ["groq", "openrouter", "deepseek", "gemini", "ollama"] {
        for endpoint in [dead.as_str(), "http://no-such-host.invalid"] {
            let text = format!(
                "chain = ['{provider}', 'well']\n[providers.{provider}]\nendpoint = '{endpoint}'\n\
                 [providers.well]\nformat = 'ollama'\nmodel = 'm'\nendpoint = '{}/ollama/fine'\n",
                server.url
            );
            let answered = ask(&chain(&text), "Is all well?").await;
            assert_eq!(answered.text.as_deref(), Some("All is well."));
            assert_eq!(answered.attempts[0].class, Some(Class::Unreachable), "{:?}", story(&answered));
            let words = answered.attempts[0].reason.as_deref().unwrap();
            assert!(words.contains("Connection refused") || words.contains("dns error"), "{words}");
        }
    }
}

#[tokio::test]
async fn usage_and_cost_are_told_and_the_key_goes_only_into_its_header() {
    let server = Server::fake();
    for provider in ["groq", "openrouter", "deepseek", "gemini", "ollama"] {
        let answered = meet(&server.url, provider, "fine").await;
        let attempt = &answered.attempts[0];
        assert_eq!((attempt.input_tokens, attempt.output_tokens), (11, 5), "{provider}");
        assert_eq!(attempt.cost.is_some(), provider != "deepseek", "{provider}");
    }
    let requests = server.get("/requests").await;
    for request in requests.as_array().unwrap() {
        assert!(!request["path"].as_str().unwrap().contains(KEY) && !request["body"].to_string().contains(KEY));
        assert_eq!(request["key"] == KEY, !request["path"].as_str().unwrap().starts_with("/ollama"), "{request}");
    }
    assert_eq!(requests[0]["body"]["reasoning_effort"], "low");
    assert_eq!(requests[3]["body"]["generationConfig"]["thinkingConfig"]["thinkingLevel"], "low");
    assert_eq!(requests[3]["body"]["generationConfig"]["maxOutputTokens"], 200);
}
