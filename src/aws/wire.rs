//! The interceptor on every client: lets through only what the table names, and keeps each answer as it was received.

use std::sync::Arc;
use std::sync::Mutex;

use aws_smithy_runtime_api::box_error::BoxError;
use aws_smithy_runtime_api::client::interceptors::context::{
    AfterDeserializationInterceptorContextRef, BeforeSerializationInterceptorContextRef,
    BeforeTransmitInterceptorContextRef,
};
use aws_smithy_runtime_api::client::interceptors::{Intercept, dyn_dispatch_hint};
use aws_smithy_runtime_api::client::orchestrator::{HttpResponse, Metadata};
use aws_smithy_runtime_api::client::result::SdkError;
use aws_smithy_runtime_api::client::retries::RequestAttempts;
use aws_smithy_runtime_api::client::runtime_components::RuntimeComponents;
use aws_smithy_types::config_bag::ConfigBag;
use aws_smithy_types::error::metadata::ProvideErrorMetadata;
use sha2::{Digest, Sha256};

use super::operations;
use super::pace::Turn;
use crate::clock;
use crate::model::{Answer, CallError, Status};
use crate::shapes;

/// An answer as it came.
#[derive(Debug)]
pub struct Received {
    pub headers: Vec<(String, String)>,
    pub body: Vec<u8>,
    pub answer: Answer,
}

/// The answers to one read, in order, taken off the wire while it is being sent.
#[derive(Clone)]
pub struct Capture {
    /// The read's turn: what may be sent, and when.
    pub turn: Arc<Turn>,
    pages: Arc<Mutex<Vec<Received>>>,
    /// The last answer that was an error, and whether it was a refusal for rate.
    error: Arc<Mutex<Option<(Answer, bool)>>>,
}

impl Capture {
    pub fn new(turn: Turn) -> Self {
        Capture { turn: Arc::new(turn), pages: Arc::default(), error: Arc::default() }
    }

    pub fn take_pages(&self) -> Vec<Received> {
        std::mem::take(&mut *lock(&self.pages))
    }

    /// Adds to an error what the wire saw: the answer that carried it; that a deadline was reached only because AWS
    /// went on refusing for rate; that a ceiling kept the request from being sent.
    pub fn explain(&self, mut error: CallError) -> CallError {
        if let Some(ceiling) = self.turn.ceiling() {
            let (status, message) = (Status::Sampled, ceiling.to_string());
            return CallError { status, code: "Ceiling".to_owned(), message, answer: None };
        }
        if let Some((answer, throttled)) = lock(&self.error).take() {
            error.answer = Some(answer);
            if throttled && error.code == "Timeout" {
                error.status = Status::Throttled;
                error.message = "refused for rate until the call's deadline".to_owned();
            }
        }
        error
    }
}

tokio::task_local! {
    /// The read that this task is sending.
    pub static CAPTURE: Capture;
}

/// Forgets the answers that the read has had so far: they were not what it asked for.
pub fn forget() {
    let _ = CAPTURE.try_with(Capture::take_pages);
}

fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
}

/// Goes on every client.
#[derive(Debug)]
pub struct Wire;

#[dyn_dispatch_hint]
impl Intercept for Wire {
    fn name(&self) -> &'static str {
        "tickmark::Wire"
    }

    /// Before anything is built, signed or sent: is it a read of the table?
    fn read_before_serialization(
        &self,
        _: &BeforeSerializationInterceptorContextRef<'_>,
        _: &RuntimeComponents,
        cfg: &mut ConfigBag,
    ) -> Result<(), BoxError> {
        let metadata = cfg.load::<Metadata>().ok_or("a request without a name")?;
        let listed = operations::all()
            .any(|read| read.sends(metadata.name()) && shapes::sdk_id(read.service) == Some(metadata.service()));
        if listed { Ok(()) } else { Err(Refused(metadata.service().into(), metadata.name().into()).into()) }
    }

    /// Tells the connection that what comes next is a read's: requests for credentials come the same way.
    fn read_before_transmit(
        &self,
        _: &BeforeTransmitInterceptorContextRef<'_>,
        _: &RuntimeComponents,
        cfg: &mut ConfigBag,
    ) -> Result<(), BoxError> {
        let retry = cfg.load::<RequestAttempts>().is_some_and(|attempt| attempt.attempts() > 1);
        let _ = CAPTURE.try_with(|capture| capture.turn.expect(retry));
        Ok(())
    }

    /// Runs after each attempt that was answered.
    fn read_after_deserialization(
        &self,
        context: &AfterDeserializationInterceptorContextRef<'_>,
        _: &RuntimeComponents,
        _: &mut ConfigBag,
    ) -> Result<(), BoxError> {
        // Outside a read (a test, a credentials provider) nobody wants the answer.
        let _ = CAPTURE.try_with(|capture| {
            let received = receive(context.response());
            if context.output_or_error().is_ok() {
                lock(&capture.pages).push(received);
                capture.turn.answered();
            } else {
                let http = context.response().status().as_u16();
                let throttled = http == 429 || says_throttled(&received);
                // An answer that is none was made, and is charged.
                if http >= 400 {
                    capture.turn.refused(throttled);
                }
                *lock(&capture.error) = Some((received.answer, throttled));
            }
        });
        Ok(())
    }
}

/// Error codes stand in the body, or in a header where the protocol is REST-JSON.
fn says_throttled(received: &Received) -> bool {
    let body = String::from_utf8_lossy(&received.body);
    let header = received.headers.iter().find(|(name, _)| name == "x-amzn-errortype").map_or("", |(_, code)| code);
    THROTTLED.iter().any(|code| body.contains(code) || header.contains(code))
}

/// Something outside the table was about to be sent.
#[derive(Debug, thiserror::Error)]
#[error("{0} {1} is not in the table of reads and was not sent")]
struct Refused(String, String);

fn receive(response: &HttpResponse) -> Received {
    let headers: Vec<(String, String)> =
        response.headers().iter().map(|(k, v)| (k.to_lowercase(), v.to_owned())).collect();
    let body = response.body().bytes().unwrap_or_default().to_vec();
    let id = ["x-amzn-requestid", "x-amz-request-id", "x-amzn-request-id"];
    let request_id = headers.iter().find(|(k, _)| id.contains(&k.as_str())).map(|(_, v)| v.as_str());
    let answer = Answer {
        request_id: request_id.map_or_else(|| id_in(&body), str::to_owned).into(),
        called_at: clock::now(),
        sha256: hex::encode(Sha256::digest(&body)).into(),
    };
    Received { headers, body, answer }
}

/// The query protocols and EC2's put the request id into the body too.
fn id_in(body: &[u8]) -> String {
    let text = String::from_utf8_lossy(body);
    let between = |open: &str, close: &str| {
        let start = text.find(open)? + open.len();
        let length = text[start..].find(close)?;
        Some(text[start..start + length].to_owned())
    };
    between("<RequestId>", "</RequestId>").or_else(|| between("<requestId>", "</requestId>")).unwrap_or_default()
}

/// An SDK error in our words: AWS's own code and message where AWS answered.
pub fn call_error<E>(error: &SdkError<E, HttpResponse>) -> CallError
where
    E: ProvideErrorMetadata + std::error::Error + 'static,
{
    let (code, message) = match error {
        SdkError::ServiceError(service) => {
            let meta = service.err().meta();
            let http = service.raw().status().as_u16();
            let code = meta.code().map_or_else(|| format!("Http{http}"), str::to_owned);
            (code, meta.message().unwrap_or("the service gave no message").to_owned())
        }
        SdkError::TimeoutError(_) => return late(),
        SdkError::DispatchFailure(failure) if failure.is_timeout() => return late(),
        SdkError::DispatchFailure(_) => ("Unreachable".into(), chain(error)),
        SdkError::ResponseError(_) => ("Garbage".into(), chain(error)),
        _ => ("Unsent".into(), chain(error)),
    };
    CallError { status: status_of(&code), code, message: one_line(&message), answer: None }
}

/// No answer in time.
pub fn late() -> CallError {
    let message = "no answer within the deadline".to_owned();
    CallError { status: Status::Failed, code: "Timeout".into(), message, answer: None }
}

/// An error and its causes, in their own words.
pub fn chain(error: &(dyn std::error::Error + 'static)) -> String {
    let mut words = vec![error.to_string()];
    let mut cause = error.source();
    while let Some(inner) = cause {
        let text = inner.to_string();
        if words.last() != Some(&text) {
            words.push(text);
        }
        cause = inner.source();
    }
    words.join(": ")
}

fn one_line(message: &str) -> String {
    let words: Vec<&str> = message.split_whitespace().collect();
    words.join(" ").chars().take(400).collect()
}

/// Error codes that mean: too many requests.
const THROTTLED: &[&str] = &[
    "Throttling",
    "ThrottlingException",
    "ThrottledException",
    "RequestLimitExceeded",
    "TooManyRequestsException",
    "RequestThrottled",
    "RequestThrottledException",
    "SlowDown",
    "BandwidthLimitExceeded",
    "PriorRequestNotComplete",
    "LimitExceededException",
    "ProvisionedThroughputExceededException",
];

/// What an error code means for coverage.
fn status_of(code: &str) -> Status {
    const DENIED: &[&str] = &[
        "AccessDenied",
        "AccessDeniedException",
        "UnauthorizedOperation",
        "AuthorizationError",
        "UnauthorizedAccess",
        "AllAccessDisabled",
        "AccountProblem",
        "UnauthorizedException",
    ];
    const UNSUPPORTED: &[&str] = &[
        "UnknownEndpoint",
        "UnsupportedOperation",
        "UnsupportedOperationException",
        "OptInRequired",
        "OptInRequiredException",
        "InvalidAction",
        "UnknownOperationException",
        "SubscriptionRequiredException",
        "DataUnavailableException",
        "RegionDisabledException",
        "NotImplemented",
    ];
    match code {
        c if DENIED.contains(&c) => Status::Denied,
        c if THROTTLED.contains(&c) => Status::Throttled,
        c if UNSUPPORTED.contains(&c) => Status::Unsupported,
        _ => Status::Failed,
    }
}

#[cfg(test)]
mod tests {
    use crate::aws::session::Clients;

    /// Nothing outside the table is sent: a write, and a read that is not listed, end before a connection is made.
    #[tokio::test]
    async fn what_is_not_in_the_table_is_not_sent() {
        let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        listener.set_nonblocking(true).unwrap();
        let clients = Clients::for_tests_at(&format!("http://{}", listener.local_addr().unwrap()));
        let write = clients.ec2().terminate_instances().instance_ids("i-1").send().await.unwrap_err();
        let read = clients.ec2().describe_spot_price_history().send().await.unwrap_err();
        let bucket = clients.s3().delete_bucket().bucket("b").send().await.unwrap_err();
        for error in [format!("{write:?}"), format!("{read:?}"), format!("{bucket:?}")] {
            assert!(error.contains("Refused"), "{error}");
        }
        assert!(listener.accept().is_err(), "somebody connected");
        // The same client sends what is listed.
        let listed = clients.ec2().describe_volumes().send();
        let _ = tokio::time::timeout(std::time::Duration::from_millis(300), listed).await;
        assert!(listener.accept().is_ok(), "a read of the table reaches the service");
    }
}
