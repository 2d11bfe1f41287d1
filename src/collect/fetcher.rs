//! Makes each read once, keeps count of how it ended, and gives up at the service's deadline.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use serde_json::Value;
use tokio::sync::OnceCell;
use tokio::time::{Duration, Instant};
use tracing::field::Empty;
use tracing::{Instrument, Span};

use super::Call;
use crate::aws::operations::Read;
use crate::aws::pace::Meter;
use crate::aws::{Source, merge};
use crate::model::{Answer, CallError, CallKey, CoverageRow, Page, Scope, Status};
use crate::progress::Progress;

/// An answer whose pages are merged, and where its last page came from.
pub type Merged = Arc<(Value, Option<Answer>)>;

/// A read that several places wait for.
type Shared = Arc<OnceCell<Result<Merged, CallError>>>;

pub struct Fetcher<'a> {
    pub source: &'a Source,
    pub progress: &'a dyn Progress,
    shared: &'a BTreeSet<String>,
    memo: Mutex<HashMap<CallKey, Shared>>,
    ended: Mutex<BTreeMap<(Scope, &'static str, &'static str), Tally>>,
    /// How long each service may be asked, from its first call.
    patience: Duration,
    /// When each service was first asked.
    first: Mutex<HashMap<&'static str, Instant>>,
    /// Answers received, pages counted one by one.
    answers: AtomicU64,
    /// What all reads met on the wire.
    pub met: Meter,
}

/// How the calls of one operation in one scope ended.
#[derive(Default)]
struct Tally {
    calls: u64,
    throttles: u64,
    worst: Option<(Status, String, String)>,
    /// Resources that its calls listed; None where they list none.
    listed: Option<u64>,
}

impl Tally {
    /// Keeps the worst status, then the first parameters: the same row whatever came first.
    fn take(&mut self, call: &Call, error: &CallError) {
        let here = (error.status, call.params.to_string(), error.to_string());
        let rank = |w: &(Status, String, String)| (w.0, std::cmp::Reverse(w.1.clone()));
        if self.worst.as_ref().is_none_or(|w| rank(w) < rank(&here)) {
            self.worst = Some(here);
        }
    }
}

impl<'a> Fetcher<'a> {
    /// `shared` names the reads whose answers are kept; no service is asked for longer than `patience`.
    pub fn new(
        source: &'a Source,
        shared: &'a BTreeSet<String>,
        patience: Duration,
        progress: &'a dyn Progress,
    ) -> Self {
        Fetcher {
            source,
            progress,
            shared,
            memo: Mutex::default(),
            ended: Mutex::default(),
            patience,
            first: Mutex::default(),
            answers: AtomicU64::new(0),
            met: Meter::default(),
        }
    }

    /// Whether the source can answer a call: AWS always, a recording where it has it.
    pub fn holds(&self, call: &Call) -> bool {
        self.source.holds(&call.key())
    }

    /// A read whose answer is wanted whole. `fine` are error codes that are an answer too.
    pub async fn merged(&self, scope: &Scope, call: &Call, fine: &[String]) -> Result<Merged, CallError> {
        if !self.shared.contains(&call.read.name()) {
            return self.fetch_merged(scope, call, fine).await;
        }
        let cell = self.memo.lock().unwrap_or_else(PoisonError::into_inner).entry(call.key()).or_default().clone();
        cell.get_or_init(|| self.fetch_merged(scope, call, fine)).await.clone()
    }

    async fn fetch_merged(&self, scope: &Scope, call: &Call, fine: &[String]) -> Result<Merged, CallError> {
        let mut pages: Vec<Page> = Vec::new();
        self.fetch(scope, call, fine, &mut |page| pages.push(page)).await?;
        let answer = pages.last().map(|p| p.answer.clone());
        Ok(Arc::new((merge(pages.into_iter().map(|p| p.document)), answer)))
    }

    /// A read whose pages are taken one by one.
    pub async fn pages(
        &self,
        scope: &Scope,
        call: &Call,
        on_page: &mut (dyn FnMut(Page) + Send),
    ) -> Result<(), CallError> {
        if self.shared.contains(&call.read.name()) {
            let merged = self.merged(scope, call, &[]).await?;
            if let (document, Some(answer)) = &*merged {
                on_page(Page { document: document.clone(), answer: answer.clone() });
            }
            return Ok(());
        }
        self.fetch(scope, call, &[], on_page).await
    }

    async fn fetch(
        &self,
        scope: &Scope,
        call: &Call,
        fine: &[String],
        on_page: &mut (dyn FnMut(Page) + Send),
    ) -> Result<(), CallError> {
        self.progress.planned(call.read.service, 1);
        let mut pages = 0;
        let mut counted = |page| {
            pages += 1;
            on_page(page);
        };
        let meter = Meter::default();
        let fetching = self.source.metered(call.read, &call.region, &call.params, &meter, &mut counted);
        let fetching = tokio::time::timeout_at(self.deadline(call.read.service), fetching);
        let span = span(call);
        let outcome = fetching.instrument(span.clone()).await.unwrap_or_else(|_| Err(late()));
        self.answers.fetch_add(u64::max(pages, 1), Ordering::Relaxed);
        self.progress.done(call.read.service);
        let trouble = outcome.as_ref().err().filter(|e| !fine.contains(&e.code));
        self.met.add(&meter);
        self.note(scope, call, &meter, trouble);
        span.record("status", trouble.map_or(Status::Ok, |error| error.status).word());
        for (name, number) in [("pages", pages), ("retries", meter.retries()), ("throttles", meter.throttles())] {
            // OpenTelemetry has signed numbers only.
            span.record(name, i64::try_from(number).unwrap_or(i64::MAX));
        }
        outcome
    }

    fn deadline(&self, service: &'static str) -> Instant {
        let mut first = self.first.lock().unwrap_or_else(PoisonError::into_inner);
        *first.entry(service).or_insert_with(Instant::now) + self.patience
    }

    /// Answers received so far, pages counted one by one, retries not.
    pub fn answers(&self) -> u64 {
        self.answers.load(Ordering::Relaxed)
    }

    /// Adds to what an operation listed in a scope. What another scope asked for is not counted here.
    pub fn listed(&self, scope: &Scope, read: &'static Read, resources: usize) {
        let mut ended = self.ended.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(tally) = ended.get_mut(&(scope.clone(), read.service, read.operation)) {
            *tally.listed.get_or_insert_default() += resources as u64;
        }
    }

    /// A read whose answer is known from before: it has a row, without calls.
    pub fn known(&self, scope: &Scope, read: &'static Read) {
        let mut ended = self.ended.lock().unwrap_or_else(PoisonError::into_inner);
        ended.entry((scope.clone(), read.service, read.operation)).or_default();
    }

    fn note(&self, scope: &Scope, call: &Call, meter: &Meter, trouble: Option<&CallError>) {
        let mut ended = self.ended.lock().unwrap_or_else(PoisonError::into_inner);
        let tally = ended.entry((scope.clone(), call.read.service, call.read.operation)).or_default();
        tally.calls += 1;
        tally.throttles += meter.throttles();
        if let Some(error) = trouble {
            tally.take(call, error);
        }
    }

    /// Notes that a call's answer was received and is not whole.
    pub fn doubt(&self, scope: &Scope, call: &Call, error: &CallError) {
        let mut ended = self.ended.lock().unwrap_or_else(PoisonError::into_inner);
        let tally = ended.entry((scope.clone(), call.read.service, call.read.operation)).or_default();
        tally.take(call, error);
    }

    /// The coverage table, sorted; which rules each row affects is for evaluation to add.
    pub fn coverage(&self) -> Vec<CoverageRow> {
        let ended = self.ended.lock().unwrap_or_else(PoisonError::into_inner);
        let row = |((scope, service, operation), tally): (&(Scope, &str, &str), &Tally)| CoverageRow {
            account: scope.account.clone(),
            region: scope.region.clone(),
            service: (*service).to_owned(),
            operation: (*operation).to_owned(),
            status: tally.worst.as_ref().map_or(Status::Ok, |w| w.0),
            error: tally.worst.as_ref().map(|w| w.2.clone()),
            calls: tally.calls,
            throttles: tally.throttles,
            resources: tally.listed,
            rules_affected: Vec::new(),
        };
        ended.iter().map(row).collect()
    }
}

/// What a trace shows of a call: nothing of what was asked for.
fn span(call: &Call) -> Span {
    tracing::info_span!(
        "call",
        otel.name = call.read.name(),
        otel.kind = "client",
        service = call.read.service,
        operation = call.read.operation,
        region = call.region,
        status = Empty,
        pages = Empty,
        retries = Empty,
        throttles = Empty,
    )
}

fn late() -> CallError {
    let message = "the service's deadline for reading was reached (limits.service_seconds)".to_owned();
    CallError { status: Status::Failed, code: "Deadline".into(), message, answer: None }
}
