//! Gemini's `streamGenerateContent` over SSE.

use reqwest::RequestBuilder;
use serde::Deserialize;
use serde_json::{Value, json};

use super::classify::told;
use super::config::Structured;
use super::failure::{Class, Failure};
use super::http::Framing;
use super::remote::{Heard, Wire, parse, system};
use super::{Event, Request, Usage};

pub struct Gemini;

impl Wire for Gemini {
    fn framing(&self) -> Framing {
        Framing::ServerSentEvents
    }

    fn url(&self, endpoint: &str, model: &str) -> String {
        format!("{endpoint}/models/{}:streamGenerateContent?alt=sse", model.trim_start_matches("models/"))
    }

    /// In a header and not in the address, which proxies log.
    fn authorise(&self, request: RequestBuilder, key: &str) -> RequestBuilder {
        request.header("x-goog-api-key", key)
    }

    fn body(&self, _model: &str, request: &Request, structured: Structured) -> Value {
        let mut body = json!({
            "systemInstruction": {"parts": [{"text": system(request, structured)}]},
            "contents": [{"role": "user", "parts": [{"text": request.user}]}],
            "generationConfig": {"maxOutputTokens": request.max_tokens},
        });
        if let Some(schema) = &request.schema
            && structured != Structured::None
        {
            body["generationConfig"]["responseMimeType"] = "application/json".into();
            if structured == Structured::Strict {
                body["generationConfig"]["responseJsonSchema"] = schema.clone();
            }
        }
        body
    }

    fn read(&self, piece: &str, heard: &mut Heard) -> Result<(), Failure> {
        if piece.trim().is_empty() {
            return Ok(());
        }
        let json: Value = parse(piece)?;
        if let Some(failure) = told(200, &json) {
            return Err(failure);
        }
        let chunks = match parse(piece)? {
            Chunks::One(chunk) => vec![*chunk],
            Chunks::Many(chunks) => chunks,
        };
        chunks.into_iter().try_for_each(|chunk| hear(chunk, heard))
    }
}

fn hear(chunk: Chunk, heard: &mut Heard) -> Result<(), Failure> {
    if let Some(Feedback { block_reason: Some(reason), block_reason_message }) = chunk.prompt_feedback {
        let message = block_reason_message.unwrap_or_default();
        return Err(Failure::new(Class::Filtered, &format!("promptFeedback.blockReason: {reason} {message}")));
    }
    for candidate in chunk.candidates.into_iter().flatten() {
        for part in candidate.content.and_then(|c| c.parts).into_iter().flatten() {
            if part.thought == Some(true) {
                heard.thinking(true);
            } else {
                heard.text(part.text);
            }
        }
        if let Some(reason) = candidate.finish_reason {
            heard.finished |= finished(&reason, &candidate.finish_message.unwrap_or_default())?;
        }
    }
    if let Some(tokens) = chunk.usage_metadata
        && let Some(input) = tokens.prompt_token_count
    {
        // Thoughts are billed as output.
        let output = [tokens.candidates_token_count, tokens.thoughts_token_count].into_iter().flatten().sum();
        heard.events.push_back(Event::Usage(Usage { input, output }));
    }
    Ok(())
}

/// Whether a reason ends the answer as it should.
fn finished(reason: &str, message: &str) -> Result<bool, Failure> {
    let class = match reason {
        "" | "FINISH_REASON_UNSPECIFIED" => return Ok(false),
        "STOP" | "MAX_TOKENS" => return Ok(true),
        "SAFETY" | "RECITATION" | "BLOCKLIST" | "PROHIBITED_CONTENT" | "SPII" | "LANGUAGE" => Class::Filtered,
        _ => Class::Malformed,
    };
    Err(Failure::new(class, &format!("finishReason: {reason} {message}")))
}

/// One piece; or, where `alt=sse` was ignored, all of them in a list.
#[derive(Deserialize)]
#[serde(untagged)]
enum Chunks {
    One(Box<Chunk>),
    Many(Vec<Chunk>),
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Chunk {
    candidates: Option<Vec<Candidate>>,
    prompt_feedback: Option<Feedback>,
    usage_metadata: Option<Tokens>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Candidate {
    content: Option<Content>,
    finish_reason: Option<String>,
    finish_message: Option<String>,
}

#[derive(Deserialize)]
struct Content {
    parts: Option<Vec<Part>>,
}

#[derive(Deserialize)]
struct Part {
    text: Option<String>,
    thought: Option<bool>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Feedback {
    block_reason: Option<String>,
    block_reason_message: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Tokens {
    prompt_token_count: Option<u64>,
    candidates_token_count: Option<u64>,
    thoughts_token_count: Option<u64>,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(piece: &str) -> Result<(Vec<Event>, bool), Failure> {
        let mut heard = Heard::default();
        Gemini.read(piece, &mut heard)?;
        Ok((heard.events.into(), heard.finished))
    }

    #[test]
    fn thoughts_are_no_text_and_count_as_output() {
        let piece = r#"{"candidates":[{"content":{"parts":[{"text":"hm","thought":true},{"text":"a"}],"role":"model"},
            "finishReason":"STOP"}],"usageMetadata":{"promptTokenCount":5,"candidatesTokenCount":1,"thoughtsTokenCount":7}}"#;
        let usage = Event::Usage(Usage { input: 5, output: 8 });
        assert_eq!(read(piece).unwrap(), (vec![Event::Thinking, Event::Text("a".to_owned()), usage], true));
    }

    #[test]
    fn what_is_missing_is_no_trouble() {
        for piece in ["", "{}", r#"{"candidates":[{}]}"#, r#"{"candidates":[{"content":{}}],"usageMetadata":{}}"#, "[]"]
        {
            assert_eq!(read(piece).unwrap(), (vec![], false), "{piece}");
        }
    }

    #[test]
    fn blocks_keep_their_reason() {
        let blocked = read(r#"{"promptFeedback":{"blockReason":"PROHIBITED_CONTENT"}}"#).unwrap_err();
        assert_eq!((blocked.class, blocked.words.contains("PROHIBITED_CONTENT")), (Class::Filtered, true));
        assert_eq!(read(r#"{"candidates":[{"finishReason":"SAFETY"}]}"#).unwrap_err().class, Class::Filtered);
        assert_eq!(read(r#"{"candidates":[{"finishReason":"OTHER"}]}"#).unwrap_err().class, Class::Malformed);
    }

    #[test]
    fn a_list_is_read_as_its_pieces() {
        let piece =
            r#"[{"candidates":[{"content":{"parts":[{"text":"a"}]}}]},{"candidates":[{"finishReason":"STOP"}]}]"#;
        assert_eq!(read(piece).unwrap(), (vec![Event::Text("a".to_owned())], true));
    }
}
