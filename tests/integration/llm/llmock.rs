//! PyPI's `llmock` breaks the connection in every way it knows and then judges the client: its verdict must find nothing,
//! neither error nor warning.

use futures_util::future::join_all;
use serde_json::{Value, json};
use tickmark::llm::{Answered, Class, Outcome};

use super::servers::Server;
use super::{ask, chain, failed, story};

/// Provider, format and path.
const PROVIDERS: [(&str, &str, &str); 3] =
    [("openai", "openai", "/v1"), ("groq", "openai", "/groq/openai/v1"), ("gemini", "gemini", "/gemini/v1beta")];

/// One provider with a fault, then another of the same server that is never broken.
async fn meet(server: &Server, (name, format, path): (&str, &str, &str), mut fault: Value) -> Answered {
    fault["match"] = json!({"provider": name});
    server.post("/_llmock/reset", &json!({})).await;
    server.post("/_llmock/scenario", &json!({"behaviors": [fault]})).await;
    let url = &server.url;
    let text = format!(
        "chain = ['{name}', 'xai']\n\
         [providers.{name}]\nformat = '{format}'\nmodel = 'm'\nkey_env = 'KEY'\ntimeout_seconds = 2\nendpoint = '{url}{path}'\n\
         [providers.xai]\nformat = 'openai'\nmodel = 'm'\nkey_env = 'KEY'\nendpoint = '{url}/xai/v1'\n"
    );
    ask(&chain(&text), "Is all well?").await
}

/// Every fault that an answer without tools can meet, with the class it must be taken for.
fn faults() -> Vec<(Value, Option<Class>)> {
    let stream = |kind, after| json!({"type": "stream_fault", "kind": kind, "after_chunks": after, "stall_seconds": 4});
    let mut all = vec![
        (json!({"type": "delay", "seconds": 0.5}), None),
        (json!({"type": "slow_first_token", "seconds": 0.5}), None),
        (json!({"type": "slow_first_token", "seconds": 4}), Some(Class::TimedOut)),
        (json!({"type": "fail", "status": 429, "retry_after": 2}), Some(Class::Throttled)),
        (json!({"type": "fail", "status": 429, "retry_after": 0.3}), Some(Class::Throttled)),
        (json!({"type": "fail", "status": 400, "code": "context_length_exceeded"}), Some(Class::TooLong)),
    ];
    for after in [0, 1, 3] {
        all.push((stream("disconnect", after), Some(Class::Cut)));
        all.push((stream("truncate", after), Some(Class::Cut)));
        all.push((stream("malformed", after), Some(Class::Malformed)));
        all.push((stream("stall", after), Some(Class::TimedOut)));
    }
    let by_status = [
        (400, Class::BadRequest),
        (401, Class::NoAccess),
        (402, Class::Billing),
        (403, Class::NoAccess),
        (404, Class::ModelNotFound),
        (408, Class::TimedOut),
        (409, Class::Overloaded),
        (413, Class::TooLong),
        (422, Class::BadRequest),
        (429, Class::Throttled),
        (500, Class::Overloaded),
        (502, Class::Overloaded),
        (503, Class::Overloaded),
        (504, Class::TimedOut),
        (529, Class::Overloaded),
    ];
    all.extend(by_status.map(|(status, class)| (json!({"type": "fail", "status": status}), Some(class))));
    all
}

/// On a busy machine the judge may not have seen yet that the client left when it is asked. What the client does wrong it
/// does each time.
const TRIES: usize = 3;

/// Meets every fault, so often each, and tells where the answer, or the judge's verdict on it, is not what it must be.
async fn judged(provider: (&str, &str, &str), times: Option<u32>, verdict: fn(&Value) -> bool) -> Vec<String> {
    let server = Server::llmock().await;
    let mut wrong = Vec::new();
    for (mut fault, class) in faults() {
        fault["times"] = json!(times);
        let mut told = None;
        for _ in 0..TRIES {
            let answered = meet(&server, provider, fault.clone()).await;
            let found = server.get("/_llmock/verdict").await["findings"].clone();
            let first = &answered.attempts[0];
            let right = first.class == class
                && answered.text.as_deref().is_some_and(|t| !t.trim().is_empty())
                && answered.attempts.iter().filter(|a| failed(a)).count() <= 2
                && found.as_array().unwrap().iter().all(verdict);
            told = (!right).then(|| format!("{} {fault}: {:#?}\n{found:#}", provider.0, story(&answered)));
            if right {
                break;
            }
        }
        wrong.extend(told);
    }
    wrong
}

/// A fault that passes: asking again helps, or the next provider does.
#[tokio::test]
async fn the_verdict_over_all_faults_finds_nothing() {
    let wrong = join_all(PROVIDERS.map(|provider| judged(provider, Some(1), |_| false))).await.concat();
    assert!(wrong.is_empty(), "{} wrong\n{}", wrong.len(), wrong.join("\n"));
}

/// A fault that stays. The judge calls a broken stream accepted whenever it is the last that it sent at that address; that
/// the chain threw it away and another provider answered is beyond its sight. Nothing else may be found.
#[tokio::test]
async fn faults_that_stay_are_given_up_after_two_tries() {
    let beyond_sight = |finding: &Value| {
        finding["code"] == "truncated_stream_accepted" || finding["code"] == "malformed_chunk_ignored"
    };
    let wrong = judged(PROVIDERS[1], None, beyond_sight).await;
    assert!(wrong.is_empty(), "{} wrong\n{}", wrong.len(), wrong.join("\n"));
}

#[tokio::test]
async fn a_wait_that_is_too_long_is_not_waited_for() {
    let server = Server::llmock().await;
    let answered = meet(&server, PROVIDERS[1], json!({"type": "fail", "status": 429, "retry_after": 60})).await;
    assert_eq!((answered.attempts.len(), answered.provider.as_deref()), (2, Some("xai")), "{:?}", story(&answered));
    assert_eq!(answered.attempts[1].outcome, Outcome::Answered);
    // The judge cannot see that another provider answered.
    let verdict = server.get("/_llmock/verdict").await;
    assert_eq!((&verdict["errors"], &verdict["warnings"]), (&json!(0), &json!(1)));
    assert_eq!(verdict["findings"][0]["code"], "gave_up");
}
