//! From what AWS says of a failed call to a [`Failure`]. One error type stands for many troubles here (an account that
//! lacks a payment method and one that lacks a permission are both AccessDeniedException), so the message decides with it.

use std::error::Error;
use std::time::Duration;

use aws_credential_types::provider::error::CredentialsError;
use aws_sdk_bedrockruntime::error::{ProvideErrorMetadata, SdkError};
use aws_sdk_bedrockruntime::operation::converse_stream::ConverseStreamError;
use aws_sdk_bedrockruntime::types::error::ConverseStreamOutputError;
use aws_smithy_runtime_api::client::orchestrator::HttpResponse;
use aws_smithy_types::event_stream::RawMessage;

use crate::llm::classify;
use crate::llm::failure::{Class, Failure};

/// Error type, what the message says (in lower case), class. The first that fits decides; an empty text fits every message.
const TABLE: &[(&str, &str, Class)] = &[
    ("AccessDeniedException", "invalid_payment_instrument", Class::Billing),
    ("AccessDeniedException", "", Class::NoAccess),
    ("UnrecognizedClientException", "", Class::NoAccess),
    ("InvalidSignatureException", "", Class::NoAccess),
    ("ExpiredTokenException", "", Class::NoAccess),
    ("MissingAuthenticationTokenException", "", Class::NoAccess),
    ("ResourceNotFoundException", "use case details", Class::NoAccess),
    ("ResourceNotFoundException", "", Class::ModelNotFound),
    ("ValidationException", "on-demand throughput", Class::ProfileRequired),
    ("ValidationException", "model identifier is invalid", Class::ModelNotFound),
    ("ValidationException", "end of its life", Class::ModelNotFound),
    ("ValidationException", "too long", Class::TooLong),
    ("ValidationException", "context window", Class::TooLong),
    ("ValidationException", "too many input tokens", Class::TooLong),
    // Accounts that AWS has not released for Bedrock get one of these three.
    ("ValidationException", "operation not allowed", Class::NoAccess),
    ("ValidationException", "account is not authorized", Class::NoAccess),
    ("ValidationException", "use-case form", Class::NoAccess),
    ("ValidationException", "", Class::BadRequest),
    ("ThrottlingException", "", Class::Throttled),
    ("ServiceQuotaExceededException", "", Class::Throttled),
    ("ModelNotReadyException", "", Class::Overloaded),
    ("ModelErrorException", "", Class::Overloaded),
    ("ServiceUnavailableException", "", Class::Overloaded),
    ("InternalServerException", "", Class::Overloaded),
    ("InternalError", "", Class::Overloaded),
    ("ModelTimeoutException", "", Class::TimedOut),
    ("ModelStreamErrorException", "", Class::Cut),
];

/// Inference profiles by the beginning of a region's name; the first that fits. Which of them a model has depends on its
/// age: `apac.` gave way to `jp.` and `au.`, and only newer models have `global.`.
const PROFILES: &[(&str, &[&str])] = &[
    ("us-gov-", &["us-gov"]),
    ("us-", &["us", "global"]),
    ("eu-", &["eu", "global"]),
    ("ap-northeast-1", &["jp", "apac", "global"]),
    ("ap-northeast-3", &["jp", "apac", "global"]),
    ("ap-southeast-2", &["au", "apac", "global"]),
    ("ap-southeast-4", &["au", "apac", "global"]),
    ("ap-", &["apac", "global"]),
    ("", &["global"]),
];

/// Of a call that came to no stream.
pub fn before(error: &SdkError<ConverseStreamError, HttpResponse>, model: &str, region: &str) -> Failure {
    let SdkError::ServiceError(service) = error else { return unsent(error) };
    let answer = service.raw();
    let body = String::from_utf8_lossy(answer.body().bytes().unwrap_or_default());
    // What is not AWS's own error comes from something in between, and is read as any provider's.
    let plain = classify::refused(answer.status().as_u16(), &body);
    let failure = match service.err().code() {
        Some(code) => told(code, service.err().message().unwrap_or_default(), plain.class),
        None => plain,
    };
    let wait = answer.headers().get("retry-after").and_then(|seconds| seconds.parse().ok()).map(Duration::from_secs);
    match failure.class {
        Class::ProfileRequired => {
            Failure::new(failure.class, &format!("{} {}", failure.words, profiles(model, region)))
        }
        _ => failure.after(wait),
    }
}

/// Of a stream that had begun.
pub fn within(error: &SdkError<ConverseStreamOutputError, RawMessage>) -> Failure {
    match error {
        SdkError::ServiceError(service) => {
            let code = header(service.raw(), ":exception-type").map(capitalised).unwrap_or_default();
            told(&code, service.err().message().unwrap_or_default(), Class::Overloaded)
        }
        SdkError::ResponseError(response) => match (header(response.raw(), ":error-code"), response.raw()) {
            (Some(code), raw) => told(code, header(raw, ":error-message").unwrap_or_default(), Class::Overloaded),
            // What was left when the stream ended: a frame that is not whole.
            (None, RawMessage::Invalid(Some(_))) => Failure::new(Class::Cut, &causes(error)),
            (None, _) => Failure::new(Class::Malformed, &causes(error)),
        },
        _ => Failure::new(Class::Cut, &causes(error)),
    }
}

fn told(code: &str, message: &str, otherwise: Class) -> Failure {
    let said = message.to_lowercase();
    let row = TABLE.iter().find(|(of, words, _)| *of == code && said.contains(words));
    Failure::new(row.map_or(otherwise, |row| row.2), &format!("{code}: {message}"))
}

fn unsent(error: &SdkError<ConverseStreamError, HttpResponse>) -> Failure {
    if chain(error).any(|cause| cause.is::<CredentialsError>()) {
        let hint = "no AWS credentials; set AWS_PROFILE, AWS_ACCESS_KEY_ID or AWS_BEARER_TOKEN_BEDROCK";
        return Failure::new(Class::NoAccess, &format!("{hint}: {}", causes(error)));
    }
    let class = match error {
        SdkError::DispatchFailure(failure) if failure.is_io() || failure.is_timeout() => Class::Unreachable,
        SdkError::TimeoutError(_) => Class::TimedOut,
        SdkError::ResponseError(_) => Class::Malformed,
        // What could not be built or signed; a region that nobody named, for one.
        _ => Class::BadRequest,
    };
    Failure::new(class, &causes(error))
}

/// The inference profiles that a model, named by its id or ARN, could be had by.
fn profiles(model: &str, region: &str) -> String {
    let id = model.rsplit('/').next().unwrap_or(model);
    let row = PROFILES.iter().find(|(prefix, _)| region.starts_with(prefix));
    let ids: Vec<String> = row.into_iter().flat_map(|(_, names)| *names).map(|name| format!("{name}.{id}")).collect();
    format!("(try {})", ids.join(" or "))
}

fn header<'a>(message: &'a RawMessage, name: &str) -> Option<&'a str> {
    let RawMessage::Decoded(message) = message else { return None };
    let header = message.headers().iter().find(|header| header.name().as_str() == name)?;
    header.value().as_string().ok().map(|value| value.as_str())
}

/// Exceptions have a small first letter in streams and a capital one elsewhere.
fn capitalised(code: &str) -> String {
    let mut letters = code.chars();
    letters.next().map(|first| first.to_ascii_uppercase().to_string() + letters.as_str()).unwrap_or_default()
}

fn chain<'a>(error: &'a (dyn Error + 'static)) -> impl Iterator<Item = &'a (dyn Error + 'static)> {
    std::iter::successors(Some(error), |&e| e.source())
}

/// An error with its causes: the SDK keeps what really happened in them.
fn causes(error: &(dyn Error + 'static)) -> String {
    chain(error).map(ToString::to_string).collect::<Vec<_>>().join(": ")
}
