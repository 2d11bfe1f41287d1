//! The SDK takes any body of a success for frames, and would wait for as many bytes as the first four letters of a login
//! page amount to. So the type of the answer is looked at before its body.

use aws_sdk_bedrockruntime::config::interceptors::BeforeDeserializationInterceptorContextRef;
use aws_sdk_bedrockruntime::config::{ConfigBag, Intercept, RuntimeComponents};
use aws_smithy_runtime_api::box_error::BoxError;

const EVENT_STREAM: &str = "application/vnd.amazon.eventstream";

/// Refuses successes that are no event streams.
#[derive(Debug)]
pub struct EventStreamOnly;

impl Intercept for EventStreamOnly {
    fn name(&self) -> &'static str {
        "EventStreamOnly"
    }

    fn read_before_deserialization(
        &self,
        context: &BeforeDeserializationInterceptorContextRef<'_>,
        _: &RuntimeComponents,
        _: &mut ConfigBag,
    ) -> Result<(), BoxError> {
        let answer = context.response();
        let kind = answer.headers().get("content-type").unwrap_or("of no type");
        if answer.status().is_success() && !kind.starts_with(EVENT_STREAM) {
            return Err(format!("the answer is {kind}, not {EVENT_STREAM}").into());
        }
        Ok(())
    }
}
