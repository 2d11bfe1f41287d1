//! Where answers come from: AWS, or a recording of it. Nothing behind this knows which.

use std::sync::Mutex;

use serde_json::Value;
use tokio::sync::Semaphore;

use super::decode::{decode, mask, truncated};
use super::operations::Read;
use super::params::Params;
use super::recording::{Player, Recorder};
use super::session::Session;
use super::wire::{self, CAPTURE, Capture};
use crate::model::{CallError, CallKey, Page, Status};

/// What a fetch gave: its pages went to the caller one by one.
pub type Fetched = Result<(), CallError>;

/// Live answers, perhaps recorded, or replayed ones.
pub enum Source {
    Live { session: Box<Session>, recorder: Option<Mutex<Recorder>>, slots: Slots },
    Replay(Player),
}

/// How many requests may be under way.
pub struct Slots {
    total: Semaphore,
    per_service: usize,
    services: Mutex<std::collections::HashMap<&'static str, std::sync::Arc<Semaphore>>>,
}

impl Slots {
    pub fn new(total: usize, per_service: usize) -> Self {
        Slots { total: Semaphore::new(total), per_service, services: Mutex::default() }
    }

    fn service(&self, name: &'static str) -> std::sync::Arc<Semaphore> {
        let mut services = self.services.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        services.entry(name).or_insert_with(|| Semaphore::new(self.per_service).into()).clone()
    }
}

impl Source {
    /// From now on keeps every answer.
    pub fn record(&mut self, to: Recorder) {
        if let Source::Live { recorder, .. } = self {
            *recorder = Some(Mutex::new(to));
        }
    }

    /// Makes a read in a region, all pages of it; each page goes to `on_page` as it is decoded.
    pub async fn fetch(
        &self,
        read: &'static Read,
        region: &str,
        params: &Value,
        on_page: &mut (dyn FnMut(Page) + Send),
    ) -> Fetched {
        let key = CallKey::new(read.service, read.operation, region, params);
        match self {
            Source::Replay(player) => player.play(&key, on_page),
            Source::Live { session, recorder, slots } => {
                let received = ask(session, slots, read, region, params).await;
                answer(read, &key, received, recorder.as_ref(), on_page)
            }
        }
    }

    /// Closes the recording, if one is being made.
    pub fn finish(self) -> anyhow::Result<()> {
        match self {
            Source::Live { recorder: Some(recorder), .. } => {
                recorder.into_inner().unwrap_or_else(std::sync::PoisonError::into_inner).finish()
            }
            _ => Ok(()),
        }
    }
}

async fn ask(
    session: &Session,
    slots: &Slots,
    read: &'static Read,
    region: &str,
    params: &Value,
) -> Result<Vec<wire::Received>, CallError> {
    let service = slots.service(read.service);
    // Neither semaphore is ever closed.
    let _turns = (service.acquire().await, slots.total.acquire().await);
    let capture = Capture::default();
    let clients = session.clients(region);
    // The builder reads the parameters here; what it returns holds none of them.
    let sending = read.send(&clients, &Params::new(params.clone()));
    CAPTURE.scope(capture.clone(), sending).await.map_err(|e| capture.explain(e))?;
    Ok(capture.take_pages())
}

fn answer(
    read: &'static Read,
    key: &CallKey,
    received: Result<Vec<wire::Received>, CallError>,
    recorder: Option<&Mutex<Recorder>>,
    on_page: &mut (dyn FnMut(Page) + Send),
) -> Fetched {
    let mut keep = recorder.map(|r| r.lock().unwrap_or_else(std::sync::PoisonError::into_inner));
    let outcome = received.and_then(|pages| decoded(read, pages));
    if let Some(recorder) = keep.as_mut() {
        recorder.write(key, &outcome);
    }
    outcome?.into_iter().for_each(on_page);
    Ok(())
}

fn decoded(read: &'static Read, received: Vec<wire::Received>) -> Result<Vec<Page>, CallError> {
    let mut pages = Vec::with_capacity(received.len());
    for raw in received {
        let mut document = decode(read, &raw).map_err(|message| garbage(message, &raw))?;
        if truncated(read, &document) {
            let message = "the answer is the first of several pages, and this operation has no pager".to_owned();
            return Err(CallError {
                status: Status::Sampled,
                code: "Truncated".into(),
                message,
                answer: Some(raw.answer),
            });
        }
        mask(&mut document, read.secrets);
        pages.push(Page { document, answer: raw.answer });
    }
    Ok(pages)
}

fn garbage(message: String, raw: &wire::Received) -> CallError {
    CallError { status: Status::Failed, code: "Garbage".into(), message, answer: Some(raw.answer.clone()) }
}
