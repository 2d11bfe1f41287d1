//! The provider chain against fakes: our own for each cell of the table, and third parties' for their judgement.

mod aimock;
mod bedrock;
mod embedders;
mod fake;
mod faults;
mod llmock;
mod servers;

use std::sync::Arc;

use chrono::{DateTime, Utc};
use tickmark::llm::{Answered, Attempt, Chain, Entry, Models, Outcome, Outside, Provider, Purpose, Request, Silent};

/// Occurs nowhere but in requests.
const KEY: &str = "sk-canary-5f1d9c";

fn clock() -> DateTime<Utc> {
    std::time::SystemTime::now().into()
}

/// A chain from the text of `[models]`, with the key in every environment variable.
fn chain(text: &str) -> Chain {
    let bedrock = |name: &str, _: &Entry| -> Arc<dyn Provider> { panic!("{name} is not asked here") };
    let outside = Outside { now: clock, environment: |_| Some(KEY.to_owned()), bedrock: &bedrock };
    let models: Models = toml::from_str(text).unwrap_or_else(|e| panic!("{e}\n{text}"));
    models.chain(&outside).unwrap()
}

async fn ask(chain: &Chain, user: &str) -> Answered {
    chain.ask(&request(user), &[], &mut Silent).await
}

fn request(user: &str) -> Request {
    let (system, user) = ("Answer in one sentence.".to_owned(), user.to_owned());
    Request { purpose: Purpose::Answer, system, user, max_tokens: 200, schema: None, max_calls: u32::MAX }
}

/// What failed or answered, on one line each, for messages.
fn story(answered: &Answered) -> Vec<String> {
    let line = |a: &Attempt| {
        let class = a.class.map_or("-", tickmark::llm::Class::name);
        format!("{} {:?} {class}: {}", a.provider, a.outcome, a.reason.as_deref().unwrap_or_default())
    };
    answered.attempts.iter().map(line).collect()
}

fn failed(attempt: &Attempt) -> bool {
    attempt.outcome == Outcome::Failed
}
