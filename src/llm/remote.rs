//! A provider behind HTTP: entry, key and wire format put together.

use std::collections::VecDeque;
use std::time::Duration;

use futures_util::stream;
use futures_util::{StreamExt, TryStreamExt};
use reqwest::{Client, RequestBuilder};
use serde_json::{Map, Value};

use super::config::Structured;
use super::failure::{Class, Failure};
use super::http::{Framing, Pieces, send};
use super::{Event, Events, Provider, Request};
use crate::secret::{Key, Secret};

/// How long what follows the end of an answer (its usage, its terminator) is waited for.
const AFTERWARDS: Duration = Duration::from_secs(2);

/// What one wire format sends, and how it reads what comes back.
pub trait Wire: Send + Sync {
    fn framing(&self) -> Framing;
    fn url(&self, endpoint: &str, model: &str) -> String;
    fn authorise(&self, request: RequestBuilder, key: &str) -> RequestBuilder;
    fn body(&self, model: &str, request: &Request, structured: Structured) -> Value;
    /// Reads one piece of an answer, which may also be all of it.
    fn read(&self, piece: &str, heard: &mut Heard) -> Result<(), Failure>;
}

/// What has been heard of an answer and not yet been passed on.
#[derive(Debug, Default)]
pub struct Heard {
    pub events: VecDeque<Event>,
    /// The answer has come to its end; only usage may follow.
    pub finished: bool,
    /// Nothing more will come.
    pub over: bool,
}

impl Heard {
    pub fn text(&mut self, text: Option<String>) {
        self.events.extend(text.filter(|t| !t.is_empty()).map(Event::Text));
    }

    pub fn thinking(&mut self, heard: bool) {
        self.events.extend(heard.then_some(Event::Thinking));
    }
}

/// A provider as configured.
pub struct Remote {
    pub name: String,
    pub model: String,
    pub endpoint: String,
    pub key: Key,
    pub client: Client,
    pub structured: Structured,
    /// Members that are laid over the request's body.
    pub extra: Map<String, Value>,
    pub wire: Box<dyn Wire>,
}

impl Provider for Remote {
    fn name(&self) -> &str {
        &self.name
    }

    fn model(&self) -> &str {
        &self.model
    }

    fn ready(&self) -> Result<(), Failure> {
        Ok(self.key.ready()?)
    }

    fn ask<'a>(&'a self, request: &'a Request) -> Events<'a> {
        let answer = async move {
            let key = self.key.get().await?;
            let secret = key.map(Secret::reveal);
            let mask = move |failure: Failure| match secret {
                Some(secret) => failure.without(secret),
                None => failure,
            };
            let pieces = send(self.request(request, secret), self.wire.framing()).await.map_err(mask)?;
            Ok::<_, Failure>(listen(pieces, self.wire.as_ref()).map_err(mask))
        };
        stream::once(answer).try_flatten().boxed()
    }
}

impl Remote {
    fn request(&self, request: &Request, key: Option<&str>) -> RequestBuilder {
        let mut body = self.wire.body(&self.model, request, self.structured);
        for (name, value) in &self.extra {
            lay_over(&mut body[name], value);
        }
        let url = self.wire.url(self.endpoint.trim_end_matches('/'), &self.model);
        let post = self.client.post(url).header("content-type", "application/json").body(body.to_string());
        match key {
            Some(key) => self.wire.authorise(post, key),
            None => post,
        }
    }
}

/// Objects are merged, all else is replaced.
fn lay_over(below: &mut Value, above: &Value) {
    match (below, above) {
        (Value::Object(below), Value::Object(above)) => {
            for (name, value) in above {
                lay_over(below.entry(name).or_insert(Value::Null), value);
            }
        }
        (below, above) => above.clone_into(below),
    }
}

/// An answer being listened to.
struct Listening<'a> {
    pieces: Pieces,
    wire: &'a dyn Wire,
    heard: Heard,
}

/// Events out of pieces. An answer that came to its end is done, whatever happens to the connection afterwards; one that
/// did not just ends here, and the chain says that it was cut.
fn listen<'a>(pieces: Pieces, wire: &'a dyn Wire) -> Events<'a> {
    let start = Listening { pieces, wire, heard: Heard::default() };
    stream::try_unfold(start, |mut on| async move {
        loop {
            if let Some(event) = on.heard.events.pop_front() {
                return Ok(Some((event, on)));
            }
            if on.heard.over {
                return Ok(None);
            }
            match on.next().await {
                Some(Ok(piece)) => on.wire.read(&piece, &mut on.heard)?,
                Some(Err(failure)) if !on.heard.finished => return Err(failure),
                _ => on.heard.over = true,
            }
            if on.heard.over && on.heard.finished {
                on.heard.events.push_back(Event::Done);
            }
        }
    })
    .boxed()
}

impl Listening<'_> {
    async fn next(&mut self) -> Option<Result<String, Failure>> {
        if self.heard.finished {
            return tokio::time::timeout(AFTERWARDS, self.pieces.next()).await.unwrap_or(None);
        }
        self.pieces.next().await
    }
}

/// A piece as its JSON shape, or the failure to be one.
pub fn parse<'a, T: serde::Deserialize<'a>>(piece: &'a str) -> Result<T, Failure> {
    serde_json::from_str(piece)
        .map_err(|e| Failure::new(Class::Malformed, &format!("not the expected JSON ({e}): {piece}")))
}

/// The schema in words, for providers that can be told only that JSON is wanted, or not even that.
pub fn system(request: &Request, structured: Structured) -> String {
    match &request.schema {
        Some(schema) if structured != Structured::Strict => {
            format!(
                "{}\n\nAnswer with one JSON object under this JSON Schema, and nothing else:\n{schema}",
                request.system
            )
        }
        _ => request.system.clone(),
    }
}
