//! OpenAI's chat completions over SSE, as Groq, OpenRouter, DeepSeek, vLLM and many others speak it, each with its own
//! idea of which members may be missing, empty or null.

use reqwest::RequestBuilder;
use serde::Deserialize;
use serde_json::{Value, json};

use super::classify::told;
use super::config::Structured;
use super::failure::{Class, Failure};
use super::http::Framing;
use super::remote::{Heard, Wire, parse, system};
use super::{Event, Request, Usage};

/// The format; `limit` is the member that carries the most tokens of the answer, which OpenAI itself renamed.
pub struct OpenAi {
    pub limit: String,
}

impl Wire for OpenAi {
    fn framing(&self) -> Framing {
        Framing::ServerSentEvents
    }

    fn url(&self, endpoint: &str, _model: &str) -> String {
        format!("{endpoint}/chat/completions")
    }

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
            "stream_options": {"include_usage": true},
        });
        body[&self.limit] = request.max_tokens.into();
        match (&request.schema, structured) {
            (Some(schema), Structured::Strict) => {
                let schema = json!({"name": "answer", "strict": true, "schema": schema});
                body["response_format"] = json!({"type": "json_schema", "json_schema": schema});
            }
            (Some(_), Structured::Object) => body["response_format"] = json!({"type": "json_object"}),
            (Some(_), Structured::None) | (None, _) => {}
        }
        body
    }

    fn read(&self, piece: &str, heard: &mut Heard) -> Result<(), Failure> {
        match piece.trim() {
            "" => return Ok(()),
            "[DONE]" => {
                heard.finished = true;
                heard.over = true;
                return Ok(());
            }
            _ => {}
        }
        let json: Value = parse(piece)?;
        if let Some(failure) = told(200, &json) {
            return Err(failure);
        }
        let chunk: Chunk = parse(piece)?;
        for choice in chunk.choices.into_iter().flatten() {
            for delta in [choice.delta, choice.message].into_iter().flatten() {
                heard.thinking([delta.reasoning, delta.reasoning_content].iter().any(said));
                heard.text(delta.content.and_then(Content::text));
            }
            if let Some(reason) = choice.finish_reason {
                heard.finished |= finished(&reason)?;
            }
        }
        let usage = chunk.usage.or(chunk.x_groq.and_then(|x| x.usage));
        heard.events.extend(usage.and_then(Tokens::usage).map(Event::Usage));
        Ok(())
    }
}

/// Whether a reason ends the answer.
fn finished(reason: &str) -> Result<bool, Failure> {
    match reason {
        "" => Ok(false),
        "content_filter" => Err(Failure::new(Class::Filtered, "finish_reason: content_filter")),
        "error" | "insufficient_system_resource" => {
            Err(Failure::new(Class::Overloaded, &format!("finish_reason: {reason}")))
        }
        _ => Ok(true),
    }
}

/// Reasoning, under whichever name, in whichever form.
fn said(reasoning: &Value) -> bool {
    !matches!(reasoning, Value::Null) && reasoning.as_str() != Some("")
}

/// A piece of the answer, or the whole of it where the server does not stream.
#[derive(Deserialize)]
struct Chunk {
    choices: Option<Vec<Choice>>,
    usage: Option<Tokens>,
    /// Groq's place for usage, beside the standard one.
    x_groq: Option<XGroq>,
}

#[derive(Deserialize)]
struct Choice {
    delta: Option<Delta>,
    message: Option<Delta>,
    finish_reason: Option<String>,
}

#[derive(Deserialize)]
struct Delta {
    content: Option<Content>,
    #[serde(default)]
    reasoning: Value,
    #[serde(default)]
    reasoning_content: Value,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Content {
    Text(String),
    Parts(Vec<Part>),
}

#[derive(Deserialize)]
struct Part {
    text: Option<String>,
}

impl Content {
    fn text(self) -> Option<String> {
        match self {
            Content::Text(text) => Some(text),
            Content::Parts(parts) => parts.into_iter().map(|p| p.text).collect(),
        }
    }
}

#[derive(Deserialize)]
struct XGroq {
    usage: Option<Tokens>,
}

#[derive(Deserialize)]
struct Tokens {
    prompt_tokens: Option<u64>,
    completion_tokens: Option<u64>,
}

impl Tokens {
    /// None for an empty object.
    fn usage(self) -> Option<Usage> {
        let known = self.prompt_tokens.is_some() || self.completion_tokens.is_some();
        known.then(|| Usage {
            input: self.prompt_tokens.unwrap_or_default(),
            output: self.completion_tokens.unwrap_or_default(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::llm::Purpose;

    fn read(pieces: &[&str]) -> Result<(Vec<Event>, bool), Failure> {
        let mut heard = Heard::default();
        for piece in pieces {
            OpenAi { limit: "max_tokens".to_owned() }.read(piece, &mut heard)?;
        }
        Ok((heard.events.into(), heard.finished))
    }

    #[test]
    fn what_is_missing_empty_or_null_is_no_trouble() {
        let pieces = [
            "",
            "{}",
            r#"{"choices":null,"usage":null}"#,
            r#"{"choices":[],"usage":{}}"#,
            r#"{"choices":[{}]}"#,
            r#"{"choices":[{"delta":null,"finish_reason":null}]}"#,
            r#"{"choices":[{"delta":{"role":"assistant","content":null},"finish_reason":""}]}"#,
            r#"{"choices":[{"delta":{"content":""}}],"error":null}"#,
        ];
        assert_eq!(read(&pieces).unwrap(), (vec![], false));
    }

    #[test]
    fn text_reasoning_and_usage_are_told_apart() {
        let pieces = [
            r#"{"choices":[{"delta":{"reasoning":"hm"}}]}"#,
            r#"{"choices":[{"delta":{"reasoning_content":"hm","content":null}}]}"#,
            r#"{"choices":[{"delta":{"content":"a"}}]}"#,
            r#"{"choices":[{"delta":{"content":[{"type":"text","text":"b"}]},"finish_reason":"stop"}]}"#,
            r#"{"choices":[],"x_groq":{"id":"r","usage":{"prompt_tokens":3,"completion_tokens":2}}}"#,
        ];
        let usage = Event::Usage(Usage { input: 3, output: 2 });
        let text = |t: &str| Event::Text(t.to_owned());
        assert_eq!(read(&pieces).unwrap(), (vec![Event::Thinking, Event::Thinking, text("a"), text("b"), usage], true));
    }

    #[test]
    fn filters_and_errors_end_an_answer() {
        let class = |piece| read(&[piece]).unwrap_err().class;
        assert_eq!(class(r#"{"choices":[{"delta":{},"finish_reason":"content_filter"}]}"#), Class::Filtered);
        assert_eq!(class(r#"{"choices":[{"delta":{},"finish_reason":"error"}]}"#), Class::Overloaded);
        assert_eq!(class("{\"choices\":"), Class::Malformed);
        assert_eq!(class(r#"{"choices":"none"}"#), Class::Malformed);
    }

    #[test]
    fn the_schema_is_sent_as_the_entry_says() {
        let schema = Some(json!({"type": "object"}));
        let (system, user) = ("s".to_owned(), "u".to_owned());
        let request = Request { purpose: Purpose::Summary, system, user, max_tokens: 9, schema, max_calls: 1 };
        let body = |structured| OpenAi { limit: "most".to_owned() }.body("m", &request, structured);
        assert_eq!(body(Structured::Strict)["response_format"]["json_schema"]["schema"]["type"], "object");
        assert_eq!(body(Structured::Strict)["messages"][0]["content"], "s");
        assert_eq!(body(Structured::Object)["response_format"], json!({"type": "json_object"}));
        assert!(body(Structured::None)["messages"][0]["content"].as_str().unwrap().contains(r#"{"type":"object"}"#));
        assert_eq!(body(Structured::None)["most"], 9);
    }
}
