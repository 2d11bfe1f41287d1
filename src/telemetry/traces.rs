//! What a run did, as an OpenTelemetry trace: a span for the run, for each account, for its steps and for each call of
//! AWS, with how it ended and never with what was asked. Sent as OTLP over HTTP in protobuf.
//!
//! Spans are sent from a thread of their own while the run goes on. A collector that cannot be reached costs the run
//! nothing but the wait at its end, which has a bound.

use std::collections::{BTreeMap, HashMap};
use std::fmt::Debug;
use std::pin::Pin;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use std::time::Duration;

use opentelemetry::KeyValue;
use opentelemetry::trace::TracerProvider;
use opentelemetry_http::{Bytes, HttpClient, HttpError, Request, Response};
use opentelemetry_otlp::{Protocol, SpanExporter as Otlp, WithExportConfig, WithHttpConfig};
use opentelemetry_sdk::Resource;
use opentelemetry_sdk::error::OTelSdkResult;
use opentelemetry_sdk::trace::{
    BatchConfigBuilder, BatchSpanProcessor, SdkTracerProvider, SpanData, SpanExporter, SpanProcessor,
};
use reqwest::redirect::Policy;
use serde::Deserialize;
use tokio::runtime::{Builder, Runtime};
use tracing_subscriber::filter::{LevelFilter, Targets};
use tracing_subscriber::{Layer, Registry};

/// Where OTLP takes traces, under a collector's address.
const PATH: &str = "/v1/traces";
/// How long one sending may take.
const SENDING: Duration = Duration::from_secs(10);
/// How long the end of a run waits for what is still to be sent.
const LAST: Duration = Duration::from_secs(2);
/// Spans that wait to be sent, some kilobyte each; more are left out, and told.
const QUEUE: usize = 65_536;

/// `[traces]` of tickmark.toml.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Traces {
    /// A collector's address, such as `http://localhost:4318`; none is sent without one.
    pub endpoint: Option<String>,
    /// From a header's name to the environment variable that holds its value.
    pub headers_env: BTreeMap<String, String>,
}

impl Traces {
    /// What the types cannot hold.
    pub fn check(&self) -> Result<(), String> {
        match &self.endpoint {
            Some(endpoint) => address(endpoint).map(drop).map_err(|wrong| format!("[traces]: {wrong}")),
            None => Ok(()),
        }
    }
}

/// What a subscriber takes.
pub type Extra = Box<dyn Layer<Registry> + Send + Sync>;

/// Spans on their way to a collector.
pub struct Sending {
    provider: SdkTracerProvider,
    tally: Arc<Tally>,
    /// The collector's host.
    host: String,
}

/// What became of spans.
#[derive(Debug, Default)]
struct Tally {
    ended: AtomicU64,
    sent: AtomicU64,
    trouble: Mutex<Option<String>>,
}

impl Tally {
    fn trouble(&self, why: String) {
        *self.trouble.lock().unwrap_or_else(PoisonError::into_inner) = Some(why);
    }
}

/// Where traces go, under a collector's address.
fn address(endpoint: &str) -> Result<String, String> {
    // It may hold a password.
    let shown = if endpoint.contains('@') { "this" } else { endpoint };
    let wrong = |why: &str| format!("{shown} is no address of a collector: {why} (such as http://localhost:4318)");
    let url = reqwest::Url::parse(endpoint).map_err(|e| wrong(&e.to_string()))?;
    if !matches!(url.scheme(), "http" | "https") {
        return Err(wrong("it begins with neither http:// nor https://"));
    }
    let base = endpoint.trim_end_matches('/');
    Ok(if base.ends_with(PATH) { base.to_owned() } else { format!("{base}{PATH}") })
}

/// A layer that turns the program's own spans into a trace, and what sends them. `headers` go with every request.
pub fn layer(endpoint: &str, headers: HashMap<String, String>, version: &str) -> Result<(Extra, Sending), String> {
    let endpoint = address(endpoint)?;
    let tally = Arc::new(Tally::default());
    let client = Client::new(tally.clone()).map_err(|e| format!("traces cannot be sent: {e}"))?;
    let otlp = Otlp::builder()
        .with_http()
        .with_http_client(client)
        .with_endpoint(&endpoint)
        .with_protocol(Protocol::HttpBinary)
        .with_timeout(SENDING)
        .with_headers(headers)
        .build()
        .map_err(|e| format!("traces cannot be sent: {e}"))?;
    let queue = BatchConfigBuilder::default().with_max_queue_size(QUEUE).build();
    let batches = BatchSpanProcessor::builder(Counted { otlp, tally: tally.clone() }).with_batch_config(queue).build();
    let resource = Resource::builder()
        .with_service_name("tickmark")
        .with_attribute(KeyValue::new("service.version", version.to_owned()))
        .build();
    let provider = SdkTracerProvider::builder()
        .with_span_processor(Ended(tally.clone()))
        .with_span_processor(batches)
        .with_resource(resource)
        .build();
    // Spans of the libraries below are theirs, and hold what was asked for.
    let ours = Targets::new().with_target("tickmark", LevelFilter::INFO);
    let layer = tracing_opentelemetry::layer()
        .with_tracer(provider.tracer("tickmark"))
        .with_location(false)
        .with_threads(false)
        .with_target(false)
        .with_tracked_inactivity(false)
        .with_filter(ours)
        .boxed();
    let host =
        reqwest::Url::parse(&endpoint).ok().and_then(|url| url.host_str().map(str::to_owned)).unwrap_or_default();
    Ok((layer, Sending { provider, tally, host }))
}

impl Sending {
    /// Sends what is left; why not all of it was sent, in one line.
    pub fn finish(self) -> Option<String> {
        let outcome = self.provider.shutdown_with_timeout(LAST);
        let (ended, sent) = (self.tally.ended.load(Ordering::Relaxed), self.tally.sent.load(Ordering::Relaxed));
        if sent >= ended {
            return None;
        }
        let why = self.tally.trouble.lock().unwrap_or_else(PoisonError::into_inner).take();
        let late = outcome.err().map(|_| format!("no answer within {} seconds", LAST.as_secs()));
        let why = why.or(late).unwrap_or_else(|| "too many at once".to_owned());
        Some(format!("traces: {} of {ended} spans were not sent to {}: {why}", ended - sent, self.host))
    }
}

/// Counts the spans that there were.
#[derive(Debug)]
struct Ended(Arc<Tally>);

impl SpanProcessor for Ended {
    fn on_start(&self, _: &mut opentelemetry_sdk::trace::Span, _: &opentelemetry::Context) {}

    fn on_end(&self, _: SpanData) {
        self.0.ended.fetch_add(1, Ordering::Relaxed);
    }

    fn force_flush(&self) -> OTelSdkResult {
        Ok(())
    }

    fn shutdown_with_timeout(&self, _: Duration) -> OTelSdkResult {
        Ok(())
    }
}

/// Counts those that arrived.
#[derive(Debug)]
struct Counted {
    otlp: Otlp,
    tally: Arc<Tally>,
}

impl SpanExporter for Counted {
    async fn export(&self, batch: Vec<SpanData>) -> OTelSdkResult {
        let spans = batch.len() as u64;
        let outcome = self.otlp.export(batch).await;
        if outcome.is_ok() {
            self.tally.sent.fetch_add(spans, Ordering::Relaxed);
        }
        outcome
    }

    fn shutdown_with_timeout(&self, timeout: Duration) -> OTelSdkResult {
        self.otlp.shutdown_with_timeout(timeout)
    }

    fn force_flush(&self) -> OTelSdkResult {
        self.otlp.force_flush()
    }

    fn set_resource(&mut self, resource: &Resource) {
        self.otlp.set_resource(resource);
    }
}

/// The crate's HTTP client behind OpenTelemetry's trait. The thread that sends has no runtime, and the program's own may
/// be waiting for that thread, so this has one of its own.
#[derive(Debug)]
struct Client {
    http: reqwest::Client,
    /// Made, and so dropped, on the thread that sends: on the program's own it could not be dropped.
    runtime: OnceLock<Option<Runtime>>,
    tally: Arc<Tally>,
}

impl Client {
    fn new(tally: Arc<Tally>) -> Result<Self, HttpError> {
        let http = reqwest::Client::builder().timeout(SENDING).redirect(Policy::none()).build()?;
        Ok(Client { http, runtime: OnceLock::new(), tally })
    }

    fn block_on<T>(&self, sending: impl Future<Output = Result<T, HttpError>>) -> Result<T, HttpError> {
        let runtime = self.runtime.get_or_init(|| Builder::new_current_thread().enable_all().build().ok());
        runtime.as_ref().ok_or("no runtime could be made")?.block_on(sending)
    }

    async fn send(&self, request: Request<Bytes>) -> Result<Response<Bytes>, HttpError> {
        let response = self.http.execute(request.try_into()?).await?;
        let status = response.status();
        if !status.is_success() {
            self.tally.trouble(format!("the collector answered {status}"));
        }
        let mut answer = Response::new(response.bytes().await?);
        *answer.status_mut() = status;
        Ok(answer)
    }
}

impl HttpClient for Client {
    fn send_bytes<'life0, 'async_trait>(
        &'life0 self,
        request: Request<Bytes>,
    ) -> Pin<Box<dyn Future<Output = Result<Response<Bytes>, HttpError>> + Send + 'async_trait>>
    where
        'life0: 'async_trait,
        Self: 'async_trait,
    {
        Box::pin(async move {
            let outcome = self.block_on(self.send(request));
            if let Err(error) = &outcome {
                self.tally.trouble(causes(&**error));
            }
            outcome
        })
    }
}

/// An error and its causes. None of them says the address, which may hold a password.
fn causes(error: &(dyn std::error::Error + 'static)) -> String {
    let mut words = Vec::new();
    let mut next = Some(error);
    while let Some(error) = next {
        words.push(error.to_string());
        next = error.source();
    }
    words.pop().unwrap_or_default()
}
