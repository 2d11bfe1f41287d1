//! npm's `@copilotkit/aimock` as five providers: a fake that knows nothing of this client. The model's name chooses what
//! `tests/llm/aimock.json` has for it.

use futures_util::{StreamExt, stream};
use tickmark::llm::{Answered, Class, Outcome};

use super::servers::Server;
use super::{ask, chain, story};

/// Provider, format and path, as its paths tell it which provider is meant.
const PROVIDERS: &[(&str, &str, &str)] = &[
    ("openai", "openai", "/v1"),
    ("groq", "openai", "/openai/v1"),
    ("openrouter", "openai", "/api/v1"),
    ("gemini", "gemini", "/v1beta"),
    ("ollama", "ollama", ""),
];

/// Model, the class that its trouble must be taken for (None: it answers), and what is kept of its words.
const MODELS: &[(&str, Option<Class>, &str)] = &[
    ("fine", None, ""),
    ("thoughtful", None, ""),
    ("slow", None, ""),
    ("refused", Some(Class::NoAccess), "aimock: no such key"),
    ("unpaid", Some(Class::Billing), "aimock: pay first"),
    ("missing", Some(Class::ModelNotFound), "aimock: no such model"),
    ("wrong", Some(Class::BadRequest), "aimock: not like this"),
    ("throttled", Some(Class::Throttled), "aimock: slow down"),
    ("overloaded", Some(Class::Overloaded), "aimock: too many people"),
    ("truncated", Some(Class::Cut), ""),
    ("disconnected", Some(Class::Cut), ""),
    ("chaos-drop", Some(Class::Overloaded), "Chaos: request dropped"),
    ("chaos-malformed", Some(Class::Malformed), "malformed json: <<<chaos>>>"),
    ("chaos-disconnect", Some(Class::Cut), ""),
    ("chaos-ratelimit", Some(Class::Throttled), ""),
];

async fn meet(url: &str, (name, format, path): (&str, &str, &str), model: &str) -> Answered {
    let text = format!(
        "chain = ['{name}', 'second']\n\
         [providers.{name}]\nformat = '{format}'\nmodel = '{model}'\nendpoint = '{url}{path}'\nkey_env = 'KEY'\n\
         [providers.second]\nformat = 'openai'\nmodel = 'fine'\nendpoint = '{url}/v1'\nkey_env = 'KEY'\n"
    );
    ask(&chain(&text), "Is all well?").await
}

#[tokio::test]
async fn each_path_answers_or_falls_through() {
    let server = Server::aimock().await;
    let pairs = PROVIDERS.iter().flat_map(|&provider| MODELS.iter().map(move |&model| (provider, model)));
    let meetings = pairs.map(|(provider, (model, class, words))| {
        let url = &server.url;
        async move {
            let answered = meet(url, provider, model).await;
            let first = &answered.attempts[0];
            let kept = first.reason.as_deref().unwrap_or_default().contains(words);
            let by = if class.is_none() { provider.0 } else { "second" };
            let right = answered.text.as_deref() == Some("All is well.") && answered.provider.as_deref() == Some(by);
            let outcome = if class.is_none() { Outcome::Answered } else { Outcome::Failed };
            let right = right && first.class == class && first.outcome == outcome && kept;
            (!right).then(|| format!("{} {model}: {:#?}", provider.0, story(&answered)))
        }
    });
    let wrong: Vec<String> = stream::iter(meetings).buffered(16).filter_map(|w| async { w }).collect().await;
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
