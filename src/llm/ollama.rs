//! Ollama's own chat format: one JSON object a line.

use reqwest::RequestBuilder;
use serde::Deserialize;
use serde_json::{Value, json};

use super::classify::told;
use super::config::Structured;
use super::failure::Failure;
use super::http::Framing;
use super::remote::{Heard, Wire, parse, system};
use super::{Event, Request, Usage};

pub struct Ollama;

impl Wire for Ollama {
    fn framing(&self) -> Framing {
        Framing::Lines
    }

    fn url(&self, endpoint: &str, _model: &str) -> String {
        format!("{endpoint}/api/chat")
    }

    /// A server of one's own wants none; Ollama's cloud and proxies do.
    fn authorise(&self, request: RequestBuilder, key: &str) -> RequestBuilder {
        request.bearer_auth(key)
    }

    fn body(&self, model: &str, request: &Request, structured: Structured) -> Value {
        let mut body = json!({
            "model": model,
            "messages": [
                {"role": "system", "content": system(request, structured)},
                {"role": "user", "content": request.user},
            ],
            "stream": true,
            "options": {"num_predict": request.max_tokens},
        });
        match (&request.schema, structured) {
            (Some(schema), Structured::Strict) => body["format"] = schema.clone(),
            (Some(_), Structured::Object) => body["format"] = "json".into(),
            (Some(_), Structured::None) | (None, _) => {}
        }
        body
    }

    fn read(&self, piece: &str, heard: &mut Heard) -> Result<(), Failure> {
        let json: Value = parse(piece)?;
        if let Some(failure) = told(200, &json) {
            return Err(failure);
        }
        let line: Line = parse(piece)?;
        if let Some(message) = line.message {
            heard.thinking(message.thinking.is_some_and(|t| !t.is_empty()));
            heard.text(message.content);
        }
        if let Some(output) = line.eval_count {
            let input = line.prompt_eval_count.unwrap_or_default();
            heard.events.push_back(Event::Usage(Usage { input, output }));
        }
        if line.done == Some(true) {
            heard.finished = true;
            heard.over = true;
        }
        Ok(())
    }
}

#[derive(Deserialize)]
struct Line {
    message: Option<Message>,
    done: Option<bool>,
    /// Left out where the whole prompt came from a cache.
    prompt_eval_count: Option<u64>,
    eval_count: Option<u64>,
}

#[derive(Deserialize)]
struct Message {
    content: Option<String>,
    thinking: Option<String>,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::llm::Class;

    fn read(piece: &str) -> Result<(Vec<Event>, bool), Failure> {
        let mut heard = Heard::default();
        Ollama.read(piece, &mut heard)?;
        Ok((heard.events.into(), heard.finished && heard.over))
    }

    #[test]
    fn lines_are_text_thinking_or_the_end() {
        let text = read(r#"{"model":"m","message":{"role":"assistant","content":"a"},"done":false}"#).unwrap();
        assert_eq!(text, (vec![Event::Text("a".to_owned())], false));
        let thinking = read(r#"{"message":{"role":"assistant","content":"","thinking":"hm"},"done":false}"#).unwrap();
        assert_eq!(thinking, (vec![Event::Thinking], false));
        let end = read(r#"{"message":{"content":""},"done":true,"done_reason":"stop","eval_count":2}"#).unwrap();
        assert_eq!(end, (vec![Event::Usage(Usage { input: 0, output: 2 })], true));
    }

    #[test]
    fn an_error_line_has_nothing_but_the_error() {
        let failure = read(r#"{"error":"an error was encountered while running the model"}"#).unwrap_err();
        assert_eq!(failure.class, Class::Overloaded);
        assert!(failure.words.ends_with("while running the model"));
    }
}
