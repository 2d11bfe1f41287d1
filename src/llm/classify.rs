//! From a provider's error body to a [`Failure`]. Providers agree on little: the same trouble comes as a status, a code or
//! only a sentence, in five shapes of JSON or none. So the three are read in the order of how much each can be trusted.

use std::time::Duration;

use serde::Deserialize;
use serde_json::Value;

use super::failure::{Class, Failure};

/// Sentences that say more than the code beside them. In lower case; the first that occurs decides.
const SENTENCES: &[(&str, Class)] = &[
    ("request too large", Class::TooLong),
    ("maximum context length", Class::TooLong),
    ("context length exceeded", Class::TooLong),
    ("exceeds the maximum number of tokens", Class::TooLong),
    ("exceeds the context length", Class::TooLong),
    ("prompt is too long", Class::TooLong),
    ("reduce the length of the messages", Class::TooLong),
    ("insufficient balance", Class::Billing),
    ("insufficient credits", Class::Billing),
    ("requires more credits", Class::Billing),
    ("billing account", Class::Billing),
    ("enable billing", Class::Billing),
    ("prepayment credits", Class::Billing),
    ("invalid_payment_instrument", Class::Billing),
    ("api key not valid", Class::NoAccess),
    ("user location is not supported", Class::NoAccess),
    ("content exists risk", Class::Filtered),
    ("requires moderation", Class::Filtered),
    ("is not a valid model", Class::ModelNotFound),
    ("no endpoints found", Class::ModelNotFound),
    ("model not exist", Class::ModelNotFound),
    ("decommissioned", Class::ModelNotFound),
    ("requires more system memory", Class::Overloaded),
    ("over capacity", Class::Overloaded),
    ("server busy", Class::Overloaded),
];

/// Codes, types and statuses as providers name them.
const CODES: &[(&str, Class)] = &[
    ("insufficient_quota", Class::Billing),
    ("blocked_api_access", Class::Billing),
    ("payment_required", Class::Billing),
    ("model_not_found", Class::ModelNotFound),
    ("model_decommissioned", Class::ModelNotFound),
    ("context_length_exceeded", Class::TooLong),
    ("content_filter", Class::Filtered),
    ("flagged_input", Class::Filtered),
    ("invalid_api_key", Class::NoAccess),
    ("API_KEY_INVALID", Class::NoAccess),
    ("PERMISSION_DENIED", Class::NoAccess),
    ("UNAUTHENTICATED", Class::NoAccess),
    ("rate_limit_exceeded", Class::Throttled),
    ("rate_limit_error", Class::Throttled),
    ("RESOURCE_EXHAUSTED", Class::Throttled),
    ("DEADLINE_EXCEEDED", Class::TimedOut),
    ("UNAVAILABLE", Class::Overloaded),
    ("INTERNAL", Class::Overloaded),
    ("overloaded_error", Class::Overloaded),
    ("internal_server_error", Class::Overloaded),
    ("server_error", Class::Overloaded),
];

/// What an HTTP status says by itself; None where it says nothing.
fn of_status(status: u16) -> Option<Class> {
    Some(match status {
        401 | 403 => Class::NoAccess,
        402 => Class::Billing,
        404 | 410 => Class::ModelNotFound,
        408 | 504 | 524 => Class::TimedOut,
        409 | 498 | 500..=599 => Class::Overloaded,
        413 => Class::TooLong,
        429 => Class::Throttled,
        400..=499 => Class::BadRequest,
        _ => return None,
    })
}

/// An error as it was sent, whatever its shape.
#[derive(Debug, Default)]
struct Told {
    status: Option<u16>,
    /// Code, type and status names, the most telling first.
    codes: Vec<String>,
    sentence: String,
    retry_after: Option<Duration>,
}

/// The members that error objects have, of all providers.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Object {
    /// OpenRouter wraps an upstream's error object in its own.
    error: Value,
    message: Value,
    /// FastAPI servers, vLLM among them.
    detail: Value,
    code: Value,
    #[serde(rename = "type")]
    kind: Value,
    status: Value,
    status_code: Value,
    /// Google's: reasons, and how long to wait.
    details: Value,
    /// OpenRouter's: what the provider behind it said.
    metadata: Value,
}

/// The failure that a body tells, if it holds an error; `status` is that of the answer.
pub fn told(status: u16, body: &Value) -> Option<Failure> {
    let body = body.get(0).unwrap_or(body);
    let error = body.get("error").filter(|e| !e.is_null())?;
    let mut told = Told::default();
    told.read(error);
    Some(told.into_failure(status))
}

/// The failure of an answer whose status is no success. Bodies that are not the provider's own JSON come from proxies and
/// gateways in between; of a page the title is kept.
pub fn refused(status: u16, body: &str) -> Failure {
    let told = match serde_json::from_str::<Value>(body) {
        Ok(json) => {
            if let Some(failure) = told(status, &json) {
                return failure;
            }
            let mut told = Told::default();
            told.read(&json);
            told
        }
        Err(_) => Told { sentence: title(body).to_owned(), ..Told::default() },
    };
    told.into_failure(status)
}

/// A page's title, or the text itself.
pub fn title(body: &str) -> &str {
    let inside = body.split_once("<title>").and_then(|(_, rest)| rest.split_once("</title>"));
    inside.map_or(body, |(title, _)| title)
}

impl Told {
    fn read(&mut self, error: &Value) {
        if let Some(sentence) = error.as_str() {
            sentence.clone_into(&mut self.sentence);
            return;
        }
        let object = Object::deserialize(error).unwrap_or_default();
        if !object.error.is_null() {
            self.read(&object.error);
        }
        for sentence in [&object.message, &object.detail] {
            self.add_sentence(sentence);
        }
        for code in [&object.code, &object.kind, &object.status] {
            self.add_code(code);
        }
        for status in [&object.code, &object.status_code] {
            self.status = self.status.or_else(|| number(status));
        }
        for detail in object.details.as_array().into_iter().flatten() {
            self.add_code(&detail["reason"]);
            self.retry_after = self.retry_after.or_else(|| duration(detail["retryDelay"].as_str()?));
        }
        if let Some(behind) = object.metadata.as_object() {
            self.add_sentence(behind.get("raw").unwrap_or(&Value::Null));
            if behind.contains_key("flagged_input") {
                self.codes.push("flagged_input".to_owned());
            }
        }
    }

    fn add_sentence(&mut self, text: &Value) {
        let text = match text {
            Value::Null => return,
            Value::String(text) => text.clone(),
            other => other.to_string(),
        };
        if !text.is_empty() && !self.sentence.contains(&text) {
            self.sentence = format!("{} {text}", self.sentence);
        }
    }

    fn add_code(&mut self, code: &Value) {
        if let Some(code) = code.as_str().filter(|c| !c.is_empty() && c.parse::<u16>().is_err())
            && !self.codes.iter().any(|known| known == code)
        {
            self.codes.push(code.to_owned());
        }
    }

    /// Inside a success the error's own status counts: it came too late for the answer's.
    fn into_failure(self, answered: u16) -> Failure {
        let status = if answered >= 300 { Some(answered) } else { self.status };
        let by_sentence = || first(SENTENCES, |s| self.sentence.to_lowercase().contains(s));
        let by_clear_status = || status.filter(|s| matches!(s, 401 | 402 | 408 | 413 | 504)).and_then(of_status);
        let by_code = || first(CODES, |c| self.codes.iter().any(|told| told == c));
        let class = by_sentence()
            .or_else(by_clear_status)
            .or_else(by_code)
            .or_else(|| status.and_then(of_status))
            // An error that says nothing about itself in the middle of an answer; or a redirection, which is none of a provider.
            .unwrap_or(if answered < 300 { Class::Overloaded } else { Class::Malformed });
        let status = status.map(|s| s.to_string());
        let head: Vec<&str> = status.iter().chain(&self.codes).map(String::as_str).collect();
        Failure::new(class, &format!("{}: {}", head.join(" "), self.sentence)).after(self.retry_after)
    }
}

fn first(table: &[(&str, Class)], occurs: impl Fn(&str) -> bool) -> Option<Class> {
    table.iter().find(|(what, _)| occurs(what)).map(|&(_, class)| class)
}

fn number(value: &Value) -> Option<u16> {
    match value {
        Value::Number(n) => n.as_u64().and_then(|n| n.try_into().ok()),
        Value::String(s) => s.parse().ok(),
        _ => None,
    }
}

/// Google's JSON form of a duration: `34.07s`.
fn duration(text: &str) -> Option<Duration> {
    Duration::try_from_secs_f64(text.strip_suffix('s')?.parse().ok()?).ok()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_sentence_goes_before_a_code_and_a_code_before_a_vague_status() {
        let large =
            r#"{"error":{"message":"Request too large for model `m`","type":"tokens","code":"rate_limit_exceeded"}}"#;
        assert_eq!(refused(413, large).class, Class::TooLong);
        assert_eq!(refused(400, r#"{"error":{"code":"model_decommissioned"}}"#).class, Class::ModelNotFound);
        assert_eq!(refused(429, r#"{"error":{"code":"insufficient_quota"}}"#).class, Class::Billing);
        assert_eq!(refused(429, "{}").class, Class::Throttled);
    }

    #[test]
    fn every_shape_keeps_the_providers_words() {
        for body in [
            r#"{"error":{"message":"no luck"}}"#,
            r#"[{"error":{"message":"no luck"}}]"#,
            r#"{"error":"no luck"}"#,
            r#"{"error":{"error":{"message":"no luck","code":500},"code":500}}"#,
            r#"{"message":"no luck"}"#,
            r#"{"detail":"no luck"}"#,
            r#"{"error":{"message":"Provider returned error","metadata":{"raw":"no luck"}}}"#,
            "<html><head><title>no luck</title></head><body>…</body></html>",
            "no luck",
        ] {
            let failure = refused(500, body);
            assert_eq!(failure.class, Class::Overloaded, "{body}");
            assert!(failure.words.starts_with("500") && failure.words.ends_with("no luck"), "{}", failure.words);
        }
    }

    #[test]
    fn within_a_success_the_errors_own_code_counts() {
        let late = told(200, &json!({"error": {"code": 429, "message": "slow down"}, "choices": []})).unwrap();
        assert_eq!((late.class, late.words.as_str()), (Class::Throttled, "429: slow down"));
        assert_eq!(told(200, &json!({"error": null, "choices": []})), None);
        assert_eq!(told(200, &json!({"error": "out of memory"})).unwrap().class, Class::Overloaded);
    }

    #[test]
    fn googles_wait_is_read() {
        let body = json!({"error": {"code": 429, "status": "RESOURCE_EXHAUSTED", "message": "quota",
            "details": [{"@type": "type.googleapis.com/google.rpc.RetryInfo", "retryDelay": "34.5s"}]}});
        assert_eq!(told(429, &body).unwrap().retry_after, Some(Duration::from_millis(34_500)));
    }
}
