//! Amazon Bedrock through ConverseStream, the one form in which it takes every family of models.
//!
//! The SDK signs, sends and reads frames. Its retries and its time-outs are off, but for connecting: the chain decides
//! about these for all providers alike, and a model that thinks is silent for longer than a read of AWS may be.

mod document;
mod refusal;
mod schema;
mod shape;

use std::time::Duration;

use aws_config::{Region, SdkConfig};
use aws_sdk_bedrockruntime::Client;
use aws_sdk_bedrockruntime::config::Builder;
use aws_sdk_bedrockruntime::error::BuildError;
use aws_sdk_bedrockruntime::primitives::event_stream::EventReceiver;
use aws_sdk_bedrockruntime::types::error::ConverseStreamOutputError;
use aws_sdk_bedrockruntime::types::{
    ContentBlock, ContentBlockDelta, ConversationRole, ConverseStreamOutput, InferenceConfiguration, Message,
    StopReason, SystemContentBlock,
};
use aws_smithy_types::retry::RetryConfig;
use aws_smithy_types::timeout::TimeoutConfig;
use futures_util::stream;
use futures_util::{StreamExt, TryStreamExt};

use super::config::{Entry, Structured};
use super::failure::{Class, Failure};
use super::remote::system;
use super::{Event, Events, Provider, Request, Usage};

const CONNECT: Duration = Duration::from_secs(5);
/// How long the usage, which comes after the end of an answer, is waited for.
const AFTERWARDS: Duration = Duration::from_secs(2);
/// An answer is a few thousand characters. Who sends this many bytes does not come to an end.
const LONGEST_ANSWER: usize = 1 << 20;

/// A model on Bedrock: a model id, an inference profile's id, or the ARN of either.
pub struct Bedrock {
    name: String,
    entry: Entry,
    region: String,
    client: Client,
}

impl Bedrock {
    /// The base gives the credentials, and region and endpoint where the entry names none.
    pub fn new(name: &str, entry: &Entry, base: &SdkConfig) -> Self {
        let region = entry.region.clone().map(Region::new).or_else(|| base.region().cloned());
        let mut config = Builder::from(base)
            .retry_config(RetryConfig::disabled())
            .timeout_config(only_connecting())
            .interceptor(shape::EventStreamOnly);
        config.set_region(region.clone());
        if let Some(endpoint) = &entry.endpoint {
            config = config.endpoint_url(endpoint);
        }
        let client = Client::from_conf(config.build());
        let region = region.map(|region| region.to_string()).unwrap_or_default();
        Bedrock { name: name.to_owned(), entry: entry.clone(), region, client }
    }

    async fn send(&self, request: &Request) -> Result<Listening, Failure> {
        let user = ContentBlock::Text(request.user.clone());
        let user = Message::builder().role(ConversationRole::User).content(user).build().map_err(unbuilt)?;
        let most = i32::try_from(request.max_tokens).unwrap_or(i32::MAX);
        let mut call = self
            .client
            .converse_stream()
            .model_id(&self.entry.model)
            .messages(user)
            .inference_config(InferenceConfiguration::builder().max_tokens(most).build());
        let system = system(request, self.entry.structured);
        if !system.is_empty() {
            call = call.system(SystemContentBlock::Text(system));
        }
        if let (Some(schema), Structured::Strict) = (&request.schema, self.entry.structured) {
            call = call.output_config(schema::output_config(schema).map_err(unbuilt)?);
        }
        if !self.entry.request.is_empty() {
            call = call.additional_model_request_fields(document::object(&self.entry.request));
        }
        let answer = call.send().await.map_err(|e| refusal::before(&e, &self.entry.model, &self.region))?;
        Ok(Listening { stream: answer.stream, bytes: 0, stopped: false, over: false })
    }
}

impl Provider for Bedrock {
    fn name(&self) -> &str {
        &self.name
    }

    fn model(&self) -> &str {
        &self.entry.model
    }

    fn ask<'a>(&'a self, request: &'a Request) -> Events<'a> {
        let answer = async move {
            let listening = self.send(request).await?;
            let next = |mut on: Listening| async move { Ok(on.next().await?.map(|event| (event, on))) };
            Ok::<_, Failure>(stream::try_unfold(listening, next))
        };
        stream::once(answer).try_flatten().boxed()
    }
}

/// Each is switched off by name: what is merely left out would be taken from the base.
fn only_connecting() -> TimeoutConfig {
    TimeoutConfig::builder()
        .connect_timeout(CONNECT)
        .disable_read_timeout()
        .disable_operation_attempt_timeout()
        .disable_operation_timeout()
        .build()
}

#[expect(clippy::needless_pass_by_value, reason = "called through map_err")]
fn unbuilt(error: BuildError) -> Failure {
    Failure::new(Class::BadRequest, &error.to_string())
}

/// An answer being listened to.
struct Listening {
    stream: EventReceiver<ConverseStreamOutput, ConverseStreamOutputError>,
    /// Of text so far.
    bytes: usize,
    /// The model has come to its end; only usage may follow.
    stopped: bool,
    over: bool,
}

impl Listening {
    async fn next(&mut self) -> Result<Option<Event>, Failure> {
        if self.over {
            return Ok(None);
        }
        while let Some(output) = self.hear().await? {
            if let Some(event) = self.read(output)? {
                return Ok(Some(event));
            }
        }
        self.over = true;
        if self.stopped {
            return Ok(Some(Event::Done));
        }
        Err(Failure::new(Class::Cut, "the stream ended without messageStop"))
    }

    /// What AWS sends next; None at the end. An answer that has stopped is whole, whatever happens to the connection.
    async fn hear(&mut self) -> Result<Option<ConverseStreamOutput>, Failure> {
        let next = self.stream.recv();
        if self.stopped {
            let heard = tokio::time::timeout(AFTERWARDS, next).await;
            return Ok(heard.ok().and_then(Result::ok).flatten());
        }
        next.await.map_err(|e| refusal::within(&e))
    }

    fn read(&mut self, output: ConverseStreamOutput) -> Result<Option<Event>, Failure> {
        match output {
            ConverseStreamOutput::ContentBlockDelta(delta) => match delta.delta {
                Some(ContentBlockDelta::Text(text)) if !text.is_empty() => self.text(text).map(Some),
                Some(ContentBlockDelta::ReasoningContent(_)) => Ok(Some(Event::Thinking)),
                _ => Ok(None),
            },
            ConverseStreamOutput::MessageStop(stop) => {
                check_stop(&stop.stop_reason, self.bytes > 0)?;
                self.stopped = true;
                Ok(None)
            }
            ConverseStreamOutput::Metadata(metadata) => Ok(metadata.usage.map(|usage| {
                let count = |tokens: i32| u64::try_from(tokens).unwrap_or_default();
                Event::Usage(Usage { input: count(usage.input_tokens), output: count(usage.output_tokens) })
            })),
            _ => Ok(None),
        }
    }

    fn text(&mut self, text: String) -> Result<Event, Failure> {
        self.bytes += text.len();
        if self.bytes > LONGEST_ANSWER {
            return Err(Failure::new(Class::Malformed, &format!("the answer goes on past {LONGEST_ANSWER} bytes")));
        }
        Ok(Event::Text(text))
    }
}

/// Whether the model stopped with an answer. One that was cut off at the most tokens is an answer too, if it has text.
fn check_stop(reason: &StopReason, has_text: bool) -> Result<(), Failure> {
    let (class, note) = match reason {
        StopReason::ContentFiltered | StopReason::GuardrailIntervened => (Class::Filtered, ""),
        StopReason::ModelContextWindowExceeded => (Class::TooLong, ""),
        StopReason::MalformedModelOutput | StopReason::MalformedToolUse => (Class::Malformed, ""),
        // What Claude itself calls it when it declines.
        _ if reason.as_str() == "refusal" => (Class::Filtered, ""),
        StopReason::MaxTokens if !has_text => (Class::BadRequest, " before the first word: reasoning took them all"),
        _ if !has_text => (Class::Malformed, " without a word"),
        _ => return Ok(()),
    };
    Err(Failure::new(class, &format!("stopReason {reason}{note}")))
}
