//! Where answers come from: AWS, or a recording of it. Nothing behind this knows which.

use std::sync::Mutex;

use serde_json::Value;

use super::decode::{decode, mask, truncated};
use super::operations::Read;
use super::pace::{Meter, Pace};
use super::params::Params;
use super::recording::{Player, Recorder};
use super::session::Session;
use super::wire::{self, CAPTURE, Capture, late};
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
    pace: Pace,
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
    pub fn new(session: Session, pace: Pace) -> Self {
        Live { session, pace, recorder: None, journal: None, known: None }
    }

    pub fn session(&self) -> &Session {
        &self.session
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
        self.metered(read, region, params, &Meter::default(), on_page).await
    }

    /// The same; what the requests met goes into `meter`, also where this is dropped before it ends.
    pub async fn metered(
        &self,
        read: &'static Read,
        region: &str,
        params: &Value,
        meter: &Meter,
        on_page: &mut (dyn FnMut(Page) + Send),
    ) -> Fetched {
        let key = CallKey::new(read.service, read.operation, region, params);
        match self {
            Source::Replay(player) => player.play(&key, on_page),
            Source::Live(live) => match &live.known {
                Some(known) if known.holds(&key) => known.play(&key, on_page),
                _ => live.fetch(read, &key, region, params, meter, on_page).await,
            },
        }
    }

    /// Whether there can be an answer: a recording has those only that were asked for when it was made.
    pub fn holds(&self, key: &CallKey) -> bool {
        match self {
            Source::Replay(player) => player.holds(key),
            Source::Live(_) => true,
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
    pace: &Pace,
    read: &'static Read,
    region: &str,
    params: &Value,
    meter: &Meter,
) -> Result<Vec<wire::Received>, CallError> {
    let _begun = pace.begin().await;
    let capture = Capture::new(pace.turn(read, region, params, meter));
    let clients = session.clients(region);
    // The builder reads the parameters here; what it returns holds none of them.
    let sending = read.send(&clients, &Params::new(params.clone()));
    let sending = CAPTURE.scope(capture.clone(), sending);
    let outcome = capture.turn.within(session.deadlines.call, sending).await.unwrap_or_else(|| Err(late()));
    outcome.map_err(|e| capture.explain(e))?;
    Ok(capture.take_pages())
}

impl Live {
    async fn fetch(
        &self,
        read: &'static Read,
        key: &CallKey,
        region: &str,
        params: &Value,
        meter: &Meter,
        on_page: &mut (dyn FnMut(Page) + Send),
    ) -> Fetched {
        let received = ask(&self.session, &self.pace, read, region, params, meter).await;
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
