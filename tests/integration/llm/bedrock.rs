//! The chat provider: each fault of the fake, its class, and AWS's own words.

use std::time::{Duration, Instant};

use aws_config::SdkConfig;
use aws_config::stalled_stream_protection::StalledStreamProtectionConfig;
use aws_credential_types::credential_fn::provide_credentials_fn;
use aws_credential_types::provider::SharedCredentialsProvider;
use aws_credential_types::provider::error::CredentialsError;
use aws_smithy_types::timeout::TimeoutConfig;
use futures_util::StreamExt;
use serde_json::{Value, json};
use tickmark::llm::{Bedrock, Class, Event, Failure, Provider, Purpose, Request, Usage};

use super::fake::{Fake, config, python, script};

const TEXT: &str = "The security group sg-1 is open to the world [F1]. Close it first. ✓";
const HALF: &str = "The security group sg-1 is open to the world ";
const SECOND: Duration = Duration::from_secs(1);
const SONNET: &str = "global.anthropic.claude-sonnet-5-5";

fn request(schema: Option<Value>) -> Request {
    let (system, user) = ("You advise.".to_owned(), "What first?".to_owned());
    Request { purpose: Purpose::Answer, system, user, max_tokens: 700, schema, max_calls: u32::MAX }
}

/// A provider as an entry of tickmark.toml makes it.
fn configured(config: &SdkConfig, entry: Value) -> Bedrock {
    Bedrock::new("bedrock", &serde_json::from_value(entry).unwrap(), config)
}

fn provider(config: &SdkConfig, model: &str) -> Bedrock {
    configured(config, json!({"format": "bedrock", "model": model}))
}

/// What was heard, and the failure that ended it.
async fn ask(provider: &Bedrock, request: &Request) -> (Vec<Event>, Option<Failure>) {
    let (mut heard, mut failures) = (vec![], vec![]);
    let mut events = provider.ask(request);
    while let Some(event) = events.next().await {
        match event {
            Ok(event) => heard.push(event),
            Err(failure) => failures.push(failure),
        }
    }
    assert!(failures.len() <= 1, "{failures:?}");
    (heard, failures.pop())
}

async fn asked(fake: &Fake, model: &str) -> (Vec<Event>, Option<Failure>) {
    ask(&provider(&fake.config("eu-central-1"), model), &request(None)).await
}

fn text(events: &[Event]) -> String {
    events.iter().filter_map(|event| if let Event::Text(text) = event { Some(text.as_str()) } else { None }).collect()
}

#[test]
fn boto3_takes_the_fake_for_bedrock() {
    let judge = std::process::Command::new(python()).arg(script("judge_bedrock.py")).output().unwrap();
    assert!(judge.status.success(), "{}", String::from_utf8_lossy(&judge.stderr));
}

#[tokio::test]
async fn an_answer_comes_in_pieces_with_its_usage() {
    let fake = Fake::start();
    let arn = "arn:aws:bedrock:eu-central-1:123456789012:inference-profile/eu.anthropic.claude-sonnet-5-5";
    for model in [SONNET, arn, "amazon.nova-lite-v1:0", "fault.new-event", "fault.cut-after-stop"] {
        let (events, failure) = asked(&fake, model).await;
        assert_eq!((text(&events).as_str(), failure), (TEXT, None), "{model}");
        assert_eq!(events.iter().filter(|event| matches!(event, Event::Text(_))).count(), 4);
        assert_eq!(events.last(), Some(&Event::Done));
        let usage = events.contains(&Event::Usage(Usage { input: 812, output: 23 }));
        assert_eq!(usage, model != "fault.cut-after-stop", "{model}");
    }
    let sent = fake.requests(SONNET).remove(0);
    let wanted = json!({
        "system": [{"text": "You advise."}],
        "messages": [{"role": "user", "content": [{"text": "What first?"}]}],
        "inferenceConfig": {"maxTokens": 700},
    });
    assert_eq!((&sent["operation"], &sent["body"]), (&json!("converse-stream"), &wanted));
}

#[tokio::test]
async fn an_entry_may_name_region_endpoint_and_members_of_the_models_own() {
    let fake = Fake::start();
    let nowhere = config("http://127.0.0.1:9", "us-east-1");
    let more = json!({"thinking": {"type": "between_tools"}, "n": [1, -2, 0.5, true, null]});
    let entry = json!({"format": "bedrock", "model": "fault.iam", "region": "eu-west-3", "endpoint": fake.url(),
        "request": more});
    let provider = configured(&nowhere, entry);
    assert_eq!((provider.name(), provider.model()), ("bedrock", "fault.iam"));
    let failure = ask(&provider, &request(None)).await.1.unwrap();
    assert!(failure.words.contains("arn:aws:bedrock:eu-west-3::"), "{failure}");
    assert_eq!(fake.requests("fault.iam")[0]["body"]["additionalModelRequestFields"], more);
}

#[tokio::test]
async fn reasoning_is_a_sign_of_life_and_not_text() {
    let fake = Fake::start();
    let (events, failure) = asked(&fake, "fault.reasoning").await;
    assert_eq!((text(&events).as_str(), failure), (TEXT, None));
    assert_eq!(events[..3], [Event::Thinking, Event::Thinking, Event::Thinking]);
}

#[tokio::test]
async fn an_answer_that_is_cut_off_at_the_most_tokens_is_an_answer() {
    let fake = Fake::start();
    let (events, failure) = asked(&fake, "fault.max-tokens").await;
    assert_eq!((text(&events).as_str(), failure), (HALF, None));
    assert_eq!(events.last(), Some(&Event::Done));
}

#[tokio::test]
async fn a_schema_reaches_bedrock_without_what_bedrock_refuses() {
    let fake = Fake::start();
    let config = fake.config("us-east-1");
    let themes = json!({"type": "array", "maxItems": 5, "items": {"type": "string", "maxLength": 200}});
    let schema = json!({"type": "object", "required": ["headline", "themes"],
        "properties": {"headline": {"type": "string"}, "themes": themes}});
    let (events, failure) = ask(&provider(&config, SONNET), &request(Some(schema.clone()))).await;
    assert_eq!(failure, None);
    assert_eq!(serde_json::from_str::<Value>(&text(&events)).unwrap(), json!({"headline": "text", "themes": ["text"]}));
    let loose = configured(&config, json!({"format": "bedrock", "model": "us.meta.llama", "structured": "none"}));
    let (events, failure) = ask(&loose, &request(Some(schema))).await;
    assert_eq!((text(&events).as_str(), failure), (TEXT, None));
    let sent = &fake.requests("us.meta.llama")[0]["body"];
    assert!(sent["outputConfig"].is_null() && sent["system"][0]["text"].as_str().unwrap().contains("\"maxItems\":5"));
}

/// Before the stream: fault, class, AWS's words.
const REFUSED: &[(&str, Class, &str)] = &[
    ("throttled", Class::Throttled, "ThrottlingException: Too many tokens, please wait before trying again."),
    ("throttled-wait", Class::Throttled, "ThrottlingException: Too many requests, please wait before trying again."),
    ("quota", Class::Throttled, "ServiceQuotaExceededException: Your request exceeds the service quota"),
    (
        "no-access",
        Class::NoAccess,
        "AccessDeniedException: You don't have access to the model with the specified model ID.",
    ),
    (
        "iam",
        Class::NoAccess,
        "is not authorized to perform: bedrock:InvokeModelWithResponseStream on resource: arn:aws:",
    ),
    (
        "marketplace",
        Class::NoAccess,
        "AWS Marketplace actions (aws-marketplace:ViewSubscriptions, aws-marketplace:Subs",
    ),
    (
        "use-case",
        Class::NoAccess,
        "Model use case details have not been submitted for this account. Fill out the Anthr",
    ),
    ("gated", Class::NoAccess, "ValidationException: Operation not allowed"),
    ("bad-key", Class::NoAccess, "UnrecognizedClientException: The security token included in the request is invalid."),
    ("expired", Class::NoAccess, "ExpiredTokenException: The security token included in the request is expired"),
    (
        "billing",
        Class::Billing,
        "denied due to INVALID_PAYMENT_INSTRUMENT:A valid payment instrument must be provided.",
    ),
    (
        "legacy",
        Class::ModelNotFound,
        "ResourceNotFoundException: Access denied. This Model is marked by provider as Lega",
    ),
    ("end-of-life", Class::ModelNotFound, "This model version has reached the end of its life."),
    ("not-found", Class::ModelNotFound, "ValidationException: The provided model identifier is invalid."),
    (
        "profile",
        Class::ProfileRequired,
        "Invocation of model ID fault.profile with on-demand throughput isn’t supported.",
    ),
    ("too-long", Class::TooLong, "ValidationException: Input is too long for requested model."),
    ("prompt-too-long", Class::TooLong, "prompt is too long: 200049 tokens > 200000 maximum"),
    ("bad-request", Class::BadRequest, "`temperature` and `top_p` cannot both be specified for this model."),
    ("unavailable", Class::Overloaded, "ServiceUnavailableException: Bedrock is unable to process your request."),
    (
        "not-ready",
        Class::Overloaded,
        "ModelNotReadyException: The model specified in the request is not ready to serve",
    ),
    ("internal", Class::Overloaded, "InternalServerException: The system encountered an unexpected error"),
    (
        "model-error",
        Class::Overloaded,
        "ModelErrorException: The request failed due to an error while processing the mod",
    ),
    ("gateway", Class::Overloaded, "502 Bad Gateway"),
    ("model-timeout", Class::TimedOut, "ModelTimeoutException: Model has timed out in processing the request."),
];

#[tokio::test]
async fn each_refusal_has_its_class_and_the_words_of_aws_and_is_asked_for_once() {
    let fake = Fake::start();
    for (fault, class, words) in REFUSED {
        let model = format!("fault.{fault}");
        let (events, failure) = asked(&fake, &model).await;
        let failure = failure.unwrap_or_else(|| panic!("{fault}: {events:?}"));
        assert!(events.is_empty(), "{fault}: {events:?}");
        assert_eq!(failure.class, *class, "{fault}: {failure}");
        assert!(failure.words.contains(words), "{fault}: {failure}");
        assert_eq!(failure.retry_after, (*fault == "throttled-wait").then_some(Duration::from_secs(7)), "{fault}");
        assert_eq!(fake.requests(&model).len(), 1, "{fault}: the chain tries again, not the SDK");
    }
}

/// Within the stream: fault, text before it, class, words.
const BROKEN: &[(&str, &str, Class, &str)] = &[
    ("first-throttled", "", Class::Throttled, "ThrottlingException: Too many tokens, please wait before trying again."),
    ("midstream-throttled", HALF, Class::Throttled, "ThrottlingException: Too many tokens, please wait before"),
    ("midstream-too-long", HALF, Class::TooLong, "ValidationException: Input is too long for requested model."),
    ("midstream-unavailable", HALF, Class::Overloaded, "ServiceUnavailableException: Bedrock is unable to process"),
    ("midstream-internal", HALF, Class::Overloaded, "InternalServerException: The system encountered an unexpected"),
    ("midstream-error", HALF, Class::Overloaded, "InternalError: An internal server error occurred"),
    ("midstream-model", HALF, Class::Cut, "ModelStreamErrorException: Model produced an invalid sequence."),
    ("cut", HALF, Class::Cut, "error reading a body from connection"),
    ("cut-frame", HALF, Class::Cut, "unexpected end of stream"),
    ("cut-clean", HALF, Class::Cut, "the stream ended without messageStop"),
    // The SDK waits for as many bytes as a frame says it has, and checks the sum that guards this number after them.
    ("bad-length", HALF, Class::Cut, "unexpected end of stream"),
    ("bad-prelude", HALF, Class::Malformed, "prelude checksum"),
    ("bad-message", HALF, Class::Malformed, "message checksum"),
    ("bad-json", HALF, Class::Malformed, "ContentBlockDelta"),
    ("garbage", "", Class::Malformed, "checksum"),
    ("html", "", Class::Malformed, "text/html"),
    ("filtered", "The security group ", Class::Filtered, "stopReason content_filtered"),
    ("guardrail", "Sorry, the model cannot answer this question.", Class::Filtered, "stopReason guardrail_intervened"),
    ("context-window", "The security group ", Class::TooLong, "stopReason model_context_window_exceeded"),
    ("malformed-output", "The security group ", Class::Malformed, "stopReason malformed_model_output"),
    ("reasoning-only", "", Class::BadRequest, "stopReason max_tokens before the first word: reasoning took them all"),
    ("empty", "", Class::Malformed, "stopReason end_turn without a word"),
];

#[tokio::test]
async fn each_broken_stream_has_its_class_after_what_was_heard() {
    let fake = Fake::start();
    for (fault, before, class, words) in BROKEN {
        let (events, failure) = asked(&fake, &format!("fault.{fault}")).await;
        let failure = failure.unwrap_or_else(|| panic!("{fault}: {events:?}"));
        assert_eq!(text(&events), *before, "{fault}");
        assert!(!events.contains(&Event::Done), "{fault}");
        assert_eq!(failure.class, *class, "{fault}: {failure}");
        assert!(failure.words.contains(words), "{fault}: {failure}");
    }
}

#[tokio::test]
async fn an_endless_answer_is_given_up() {
    let fake = Fake::start();
    let (events, failure) = asked(&fake, "fault.endless").await;
    assert!(text(&events).len() <= 1 << 20);
    assert_eq!(failure.unwrap().class, Class::Malformed);
}

#[tokio::test]
async fn a_refusal_for_want_of_a_profile_names_the_profiles_of_the_region() {
    let fake = Fake::start();
    let regions: [(&str, &[&str]); 7] = [
        ("us-east-1", &["us", "global"]),
        ("eu-central-1", &["eu", "global"]),
        ("ap-northeast-1", &["jp", "apac", "global"]),
        ("ap-southeast-4", &["au", "apac", "global"]),
        ("ap-south-1", &["apac", "global"]),
        ("us-gov-west-1", &["us-gov"]),
        ("sa-east-1", &["global"]),
    ];
    for (region, prefixes) in regions {
        let id = "anthropic.claude-sonnet-5-5";
        let ids: Vec<String> = prefixes.iter().map(|prefix| format!("{prefix}.{id}")).collect();
        for model in [id, &format!("arn:aws:bedrock:{region}::foundation-model/{id}")] {
            let failure = ask(&provider(&fake.config(region), model), &request(None)).await.1.unwrap();
            assert_eq!(failure.class, Class::ProfileRequired);
            assert!(
                failure.words.contains("Retry your request with the ID or ARN of an inference profile"),
                "{failure}"
            );
            assert!(failure.words.ends_with(&format!("(try {})", ids.join(" or "))), "{region}: {failure}");
        }
    }
}

#[tokio::test]
async fn silence_is_the_chains_to_end_and_a_slow_model_is_no_fault() {
    let fake = Fake::start();
    // As one may well configure the SDK for reads of AWS.
    let timeouts = TimeoutConfig::builder().operation_attempt_timeout(SECOND).read_timeout(SECOND).build();
    let impatient = StalledStreamProtectionConfig::enabled().grace_period(SECOND).build();
    let config = fake.config("us-east-1").to_builder();
    let config = config.timeout_config(timeouts).stalled_stream_protection(impatient).build();
    for fault in ["fault.stall", "fault.stall-first"] {
        let provider = provider(&config, fault);
        let asked = request(None);
        let wait = tokio::time::timeout(3 * SECOND, ask(&provider, &asked)).await;
        assert!(wait.is_err(), "{fault}: {wait:?}");
    }
    let started = Instant::now();
    let (events, failure) = ask(&provider(&config, "fault.slow"), &request(None)).await;
    assert_eq!((text(&events).as_str(), failure), (TEXT, None));
    assert!(started.elapsed() > 3 * SECOND);
}

#[tokio::test]
async fn what_never_reaches_bedrock_says_why() {
    let words = |config: SdkConfig| async move { ask(&provider(&config, SONNET), &request(None)).await.1.unwrap() };
    let refused = words(config("http://127.0.0.1:9", "us-east-1")).await;
    assert_eq!(refused.class, Class::Unreachable);
    assert!(refused.words.contains("Connection refused"), "{refused}");
    let unknown = words(config("http://bedrock.invalid", "us-east-1")).await;
    assert_eq!(unknown.class, Class::Unreachable);
    assert!(unknown.words.contains("dns error"), "{unknown}");

    let empty = provide_credentials_fn(|| async { Err(CredentialsError::not_loaded("no profile, no environment")) });
    let base = config("http://127.0.0.1:9", "us-east-1");
    let none = words(base.to_builder().credentials_provider(SharedCredentialsProvider::new(empty)).build()).await;
    assert_eq!(none.class, Class::NoAccess);
    assert!(none.words.starts_with("no AWS credentials; set AWS_PROFILE"), "{none}");
    assert!(none.words.contains("no profile, no environment"), "{none}");
    let homeless = words(base.to_builder().region(None).build()).await;
    assert_eq!(homeless.class, Class::BadRequest, "{homeless}");
    assert!(homeless.words.contains("region"), "{homeless}");
}
