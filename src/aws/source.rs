//! Where answers come from: AWS, or a recording of it. Nothing behind this knows which.

use std::sync::{Arc, Mutex};

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
    Live(Box<Live>),
    Replay(Player),
}

/// Who asks AWS, and what becomes of the answers besides.
pub struct Live {
    session: Session,
    slots: Arc<Slots>,
    recorder: Option<Mutex<Recorder>>,
    journal: Option<Box<dyn Keep>>,
    /// What an earlier process of the same run has read: it is not read again.
    known: Option<Player>,
}

/// Keeps each answer while the run is still going on.
pub trait Keep: Send + Sync {
    fn keep(&self, key: &CallKey, outcome: &Result<Vec<Page>, CallError>);
}

impl Live {
    /// `slots` are shared by all accounts of a run.
    pub fn new(session: Session, slots: Arc<Slots>) -> Self {
        Live { session, slots, recorder: None, journal: None, known: None }
    }

    pub fn session(&self) -> &Session {
        &self.session
    }
}

/// How many requests may be under way.
pub struct Slots {
    total: Semaphore,
    per_service: usize,
    services: Mutex<std::collections::HashMap<&'static str, Arc<Semaphore>>>,
}

impl Slots {
    pub fn new(total: usize, per_service: usize) -> Self {
        Slots { total: Semaphore::new(total), per_service, services: Mutex::default() }
    }

    fn service(&self, name: &'static str) -> Arc<Semaphore> {
        let mut services = self.services.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        services.entry(name).or_insert_with(|| Semaphore::new(self.per_service).into()).clone()
    }
}

impl Source {
    /// From now on keeps every answer.
    pub fn record(&mut self, to: Recorder) {
        if let Source::Live(live) = self {
            live.recorder = Some(Mutex::new(to));
        }
    }

    /// From now on keeps every answer in a journal, and reads nothing that is known.
    pub fn journal(&mut self, to: Box<dyn Keep>, known: Player) {
        if let Source::Live(live) = self {
            live.journal = Some(to);
            live.known = Some(known);
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
            Source::Live(live) => match &live.known {
                Some(known) if known.holds(&key) => known.play(&key, on_page),
                _ => live.fetch(read, &key, region, params, on_page).await,
            },
        }
    }

    /// Closes the recording, if one is being made.
    pub fn finish(self) -> anyhow::Result<()> {
        match self {
            Source::Live(live) => match live.recorder {
                Some(recorder) => recorder.into_inner().unwrap_or_else(std::sync::PoisonError::into_inner).finish(),
                None => Ok(()),
            },
            Source::Replay(_) => Ok(()),
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

impl Live {
    async fn fetch(
        &self,
        read: &'static Read,
        key: &CallKey,
        region: &str,
        params: &Value,
        on_page: &mut (dyn FnMut(Page) + Send),
    ) -> Fetched {
        let received = ask(&self.session, &self.slots, read, region, params).await;
        let mut recorder = self.recorder.as_ref().map(|r| r.lock().unwrap_or_else(std::sync::PoisonError::into_inner));
        let outcome = received.and_then(|pages| decoded(read, pages));
        if let Some(recorder) = recorder.as_mut() {
            recorder.write(key, &outcome);
        }
        if let Some(journal) = &self.journal {
            journal.keep(key, &outcome);
        }
        outcome?.into_iter().for_each(on_page);
        Ok(())
    }
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
