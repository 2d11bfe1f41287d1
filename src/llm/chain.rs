//! The chain: providers in order, each tried as the table of classes says, until one answers, somebody has seen a word, or
//! time or money is up. Whatever happens, every attempt is told with its reason.

use std::sync::Arc;
use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use futures_util::StreamExt;
use serde::{Deserialize, Serialize};
use tokio::time::{Instant, sleep, timeout_at};

use super::breaker::resting_until;
use super::failure::{Class, Failure};
use super::{Event, Provider, Purpose, Request, Usage};

/// The pause before the same provider is asked again, where it names none.
const PAUSE: Duration = Duration::from_millis(500);
/// A try that took longer than this has had its time: the next provider is asked, not the same again.
const QUICK: Duration = Duration::from_secs(5);
/// No honest answer has more bytes a token, so that one that goes on is stopped.
const BYTES_PER_TOKEN: usize = 32;
/// Text has at least so many bytes a token, roughly; for the cost of a call before it is made.
const BYTES_PER_INPUT_TOKEN: usize = 3;

/// Who is asked, in order, and within what.
pub struct Chain {
    pub links: Vec<Link>,
    /// For an answer, whoever gives it.
    pub deadline: Duration,
    /// USD.
    pub max_cost_per_day: f64,
    pub now: fn() -> DateTime<Utc>,
}

pub struct Link {
    pub provider: Arc<dyn Provider>,
    pub limits: Limits,
}

/// What one provider may take.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// Without a sign of life: until the first token, and between tokens.
    pub timeout: Duration,
    pub usd_per_million_input: Option<f64>,
    pub usd_per_million_output: Option<f64>,
}

/// One try at one provider, as it is stored.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Attempt {
    pub provider: String,
    pub model: String,
    pub purpose: Purpose,
    pub outcome: Outcome,
    pub class: Option<Class>,
    /// The provider's own words, or why it was not asked.
    pub reason: Option<String>,
    pub started: DateTime<Utc>,
    pub first_token_ms: Option<u64>,
    pub total_ms: u64,
    pub input_tokens: u64,
    pub output_tokens: u64,
    /// USD, by the entry's prices; None where it has none or no usage was told.
    pub cost: Option<f64>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    Answered,
    Failed,
    /// Not asked.
    Skipped,
}

/// What takes the text as it comes.
pub trait Sink: Send {
    /// Takes a piece, and tells whether a person has seen anything of the answer: from then on the chain does not fall back.
    fn text(&mut self, piece: &str) -> Shown;
    /// What has come so far is void: another try begins. Never called once something was shown.
    fn again(&mut self);
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shown {
    Nothing,
    Something,
}

/// A sink for those who want only the whole answer.
pub struct Silent;

impl Sink for Silent {
    fn text(&mut self, _: &str) -> Shown {
        Shown::Nothing
    }

    fn again(&mut self) {}
}

/// What became of a request.
#[derive(Clone, Debug, Default)]
pub struct Answered {
    /// The answer; or what of it was shown before it failed, and then the last attempt is a failed one.
    pub text: Option<String>,
    pub provider: Option<String>,
    pub model: Option<String>,
    pub attempts: Vec<Attempt>,
}

/// How a try ended without an answer.
struct Stop {
    failure: Failure,
    took: Duration,
    /// What a person has seen of it.
    shown: Option<String>,
}

impl Chain {
    /// Asks. `recent` are the stored attempts of the last 24 hours, newest last: rests and the day's cost come out of them.
    pub async fn ask(&self, request: &Request, recent: &[Attempt], sink: &mut dyn Sink) -> Answered {
        let end = Instant::now() + self.deadline;
        let mut answered = Answered::default();
        for link in &self.links {
            let known: Vec<Attempt> = recent.iter().chain(&answered.attempts).cloned().collect();
            let tries = made(&answered.attempts);
            if let Some((class, reason)) = self.why_not(link, request, &known, tries, end) {
                answered.attempts.push(self.skipped(link, request, class, reason));
                continue;
            }
            if let Some(text) = self.ask_one(link, request, end, sink, &mut answered.attempts).await {
                answered.text = Some(text);
                answered.provider = Some(link.provider.name().to_owned());
                answered.model = Some(link.provider.model().to_owned());
                break;
            }
        }
        answered
    }

    /// Why a provider is not asked.
    fn why_not(
        &self,
        link: &Link,
        request: &Request,
        known: &[Attempt],
        tries: usize,
        end: Instant,
    ) -> Option<(Option<Class>, String)> {
        if let Err(failure) = link.provider.ready() {
            return Some((Some(failure.class), failure.words));
        }
        if Instant::now() >= end {
            return Some((Some(Class::TimedOut), format!("the deadline of {} s is over", self.deadline.as_secs())));
        }
        if request.purpose == Purpose::Doctor {
            return None;
        }
        if tries >= request.max_calls as usize {
            return Some((None, format!("{} calls began to answer, and no more are allowed", request.max_calls)));
        }
        let now = (self.now)();
        if let Some((until, last)) = resting_until(link.provider.name(), link.provider.model(), known, now) {
            let reason = last.reason.as_deref().unwrap_or_default();
            return Some((last.class, format!("rests until {}, after {reason}", until.format("%H:%M:%S UTC"))));
        }
        let day = known.iter().filter(|a| a.started > now - TimeDelta::days(1));
        let spent: f64 = day.filter_map(|a| a.cost).sum();
        let most = spent + link.limits.most(request);
        (most > self.max_cost_per_day && !link.limits.free())
            .then(|| (None, format!("max_cost_per_day: {spent:.4} of {:.2} USD are spent", self.max_cost_per_day)))
    }

    /// Asks one provider, twice where the table says so. Some ends the chain.
    async fn ask_one(
        &self,
        link: &Link,
        request: &Request,
        end: Instant,
        sink: &mut dyn Sink,
        attempts: &mut Vec<Attempt>,
    ) -> Option<String> {
        for may_repeat in [true, false] {
            if attempts.iter().any(|a| a.outcome == Outcome::Failed) {
                sink.again();
            }
            let stop = match self.attempt(link, request, end, sink, attempts).await {
                Ok(text) => return Some(text),
                Err(stop) => stop,
            };
            if stop.shown.is_some() {
                return stop.shown;
            }
            let longest = stop.failure.class.handling().retry.filter(|_| may_repeat && stop.took <= QUICK)?;
            let pause = stop.failure.retry_after.unwrap_or(PAUSE);
            if pause > longest || Instant::now() + pause >= end || made(attempts) >= request.max_calls as usize {
                return None;
            }
            sleep(pause).await;
        }
        None
    }

    /// One try, kept whatever comes of it.
    async fn attempt(
        &self,
        link: &Link,
        request: &Request,
        end: Instant,
        sink: &mut dyn Sink,
        attempts: &mut Vec<Attempt>,
    ) -> Result<String, Stop> {
        let (started, start) = ((self.now)(), Instant::now());
        let mut heard = Heard { start, text: String::new(), first: None, usage: None, shown: Shown::Nothing };
        let result = self.listen(link, request, end, sink, &mut heard).await;
        let failure = result.err();
        attempts.push(Attempt {
            outcome: if failure.is_some() { Outcome::Failed } else { Outcome::Answered },
            class: failure.as_ref().map(|f| f.class),
            reason: failure.as_ref().map(|f| f.words.clone()),
            started,
            first_token_ms: heard.first.map(milliseconds),
            total_ms: milliseconds(start.elapsed()),
            input_tokens: heard.usage.unwrap_or_default().input,
            output_tokens: heard.usage.unwrap_or_default().output,
            cost: heard.usage.and_then(|usage| link.limits.cost(usage)),
            ..self.skipped(link, request, None, String::new())
        });
        match failure {
            None => Ok(heard.text),
            Some(failure) => {
                let shown = (heard.shown == Shown::Something).then_some(heard.text);
                Err(Stop { failure, took: start.elapsed(), shown })
            }
        }
    }

    /// Listens to the end of an answer, or to what ends it early.
    async fn listen(
        &self,
        link: &Link,
        request: &Request,
        end: Instant,
        sink: &mut dyn Sink,
        heard: &mut Heard,
    ) -> Result<(), Failure> {
        let cap = BYTES_PER_TOKEN.saturating_mul(request.max_tokens as usize);
        let mut events = link.provider.ask(request);
        loop {
            let patience = end.min(Instant::now() + link.limits.timeout);
            let event = timeout_at(patience, events.next()).await.map_err(|_| self.silence(link, patience == end))?;
            match event {
                Some(Ok(Event::Text(piece))) => {
                    heard.first.get_or_insert(heard.start.elapsed());
                    heard.text.push_str(&piece);
                    if heard.text.len() > cap {
                        let words = format!("more than {cap} bytes for {} tokens", request.max_tokens);
                        return Err(Failure::new(Class::Malformed, &words));
                    }
                    if sink.text(&piece) == Shown::Something {
                        heard.shown = Shown::Something;
                    }
                }
                Some(Ok(Event::Thinking)) => {}
                Some(Ok(Event::Usage(usage))) => heard.usage = Some(usage),
                Some(Ok(Event::Done)) if heard.text.trim().is_empty() => {
                    return Err(Failure::new(Class::Malformed, "an answer without any text"));
                }
                Some(Ok(Event::Done)) => return Ok(()),
                Some(Err(failure)) => return Err(failure),
                None => return Err(Failure::new(Class::Cut, "the stream ended before the answer did")),
            }
        }
    }

    fn silence(&self, link: &Link, deadline: bool) -> Failure {
        let (what, time) =
            if deadline { ("the deadline", self.deadline) } else { ("its time-out", link.limits.timeout) };
        Failure::new(Class::TimedOut, &format!("no sign of life within {what} of {} s", time.as_secs()))
    }

    fn skipped(&self, link: &Link, request: &Request, class: Option<Class>, reason: String) -> Attempt {
        Attempt {
            provider: link.provider.name().to_owned(),
            model: link.provider.model().to_owned(),
            purpose: request.purpose,
            outcome: Outcome::Skipped,
            class,
            reason: Some(reason),
            started: (self.now)(),
            first_token_ms: None,
            total_ms: 0,
            input_tokens: 0,
            output_tokens: 0,
            cost: None,
        }
    }
}

/// How many of them began to answer, and so cost something.
fn made(attempts: &[Attempt]) -> usize {
    attempts.iter().filter(|a| a.first_token_ms.is_some()).count()
}

/// What has been heard of one try.
struct Heard {
    start: Instant,
    text: String,
    first: Option<Duration>,
    usage: Option<Usage>,
    shown: Shown,
}

impl Limits {
    fn cost(&self, usage: Usage) -> Option<f64> {
        let dollars = |tokens: u64, price: f64| tokens as f64 * price / 1e6;
        Some(dollars(usage.input, self.usd_per_million_input?) + dollars(usage.output, self.usd_per_million_output?))
    }

    /// The most that a request may cost, roughly; nothing where no price is known.
    fn most(&self, request: &Request) -> f64 {
        let input = (request.system.len() + request.user.len()) / BYTES_PER_INPUT_TOKEN;
        self.cost(Usage { input: input as u64, output: request.max_tokens.into() }).unwrap_or_default()
    }

    fn free(&self) -> bool {
        self.usd_per_million_input == Some(0.0) && self.usd_per_million_output == Some(0.0)
    }
}

fn milliseconds(time: Duration) -> u64 {
    time.as_millis().try_into().unwrap_or(u64::MAX)
}

#[cfg(test)]
#[path = "chain_tests.rs"]
mod tests;
