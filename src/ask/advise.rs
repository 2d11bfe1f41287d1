//! A model's words in front of an answer: what the findings mean together, in checked sentences. What tickmark itself
//! found stands below, whatever a model says or fails to say.

use chrono::{DateTime, Utc};

use super::reply::Attempt;
use super::{Asked, Found};
use crate::ground::{Caps, Checker, Evidence, Pack, Sentence, Tally, prompt};
use crate::llm::{self, Adviser, Outcome, Purpose, Request, Shown, Sink};
use crate::model::Finding;
use crate::store::Questions;

/// For how long past tries count: for the providers' rests and the day's cost.
const MEMORY: chrono::Duration = chrono::Duration::hours(24);
/// A day's tries are few; more are not looked at.
const TRIES: usize = 1_000;

/// Takes text as it is final.
pub type Show<'a> = &'a mut (dyn FnMut(&str) + Send);

/// What came of asking.
#[derive(Default)]
pub struct Advice {
    /// Empty where no model said anything that the evidence holds.
    pub text: String,
    pub provider: Option<String>,
    pub attempts: Vec<Attempt>,
}

impl Asked<'_> {
    /// Asks for advice on the findings that answer a question; shows each sentence as it passes the checks.
    pub async fn advise(&self, adviser: &Adviser, found: &Found, show: Show<'_>) -> anyhow::Result<Advice> {
        if found.findings.is_empty() {
            return Ok(Advice::default());
        }
        let findings: Vec<&Finding> = found.findings.iter().collect();
        let runs: Vec<&str> = self.runs.iter().map(|run| run.id.as_str()).collect();
        let pack = Pack::new(&Evidence {
            run: &runs.join(","),
            question: &self.question,
            findings: &findings,
            totals: &found.totals,
            secret: &self.asker.secret,
            caps: Caps::default(),
            alias: adviser.aliases,
        });
        let prompt = prompt::answer(&pack, &self.question);
        let request = Request {
            purpose: Purpose::Answer,
            system: prompt.system,
            user: prompt.user,
            max_tokens: adviser.max_tokens,
            schema: None,
            max_calls: u32::MAX,
        };
        let store = self.asker.store;
        let recent = recent(store, self.asker.now).await?;
        let mut words = Words::new(&pack, show);
        let answered = adviser.chain.ask(&request, &recent, &mut words).await;
        keep(store, &answered.attempts).await?;
        let attempts = answered.attempts.iter().map(Attempt::of).collect();
        let text = words.end(answered.provider.as_deref(), answered.model.as_deref());
        let provider = answered.provider.filter(|_| !text.is_empty());
        Ok(Advice { text, provider, attempts })
    }
}

/// Past tries that still count, oldest first.
pub async fn recent(store: &dyn Questions, now: DateTime<Utc>) -> anyhow::Result<Vec<llm::Attempt>> {
    let calls = store.calls(now - MEMORY, TRIES).await?;
    Ok(calls.iter().filter_map(|call| serde_json::from_str(call).ok()).collect())
}

/// Stores what was tried.
pub async fn keep(store: &dyn Questions, attempts: &[llm::Attempt]) -> anyhow::Result<()> {
    let calls = attempts.iter().map(|a| Ok((a.started, serde_json::to_string(a)?)));
    Ok(store.note_calls(&calls.collect::<anyhow::Result<Vec<_>>>()?).await?)
}

/// The sink of a chain: pieces in, checked sentences out.
struct Words<'a> {
    pack: &'a Pack,
    checker: Checker<'a>,
    /// Kept sentences that wait for the first one that cites: without any, none is shown.
    held: String,
    shown: String,
    show: Show<'a>,
}

impl<'a> Words<'a> {
    fn new(pack: &'a Pack, show: Show<'a>) -> Self {
        Words { pack, checker: Checker::new(pack), held: String::new(), shown: String::new(), show }
    }

    fn take(&mut self, sentences: Vec<Sentence>) {
        for sentence in sentences {
            let Sentence::Kept { text, findings } = sentence else { continue };
            self.held.push_str(&text);
            if !findings.is_empty() || !self.shown.is_empty() {
                (self.show)(&self.held);
                self.shown.push_str(&std::mem::take(&mut self.held));
            }
        }
    }

    /// All that was shown, with whose it is; empty where nothing was.
    fn end(mut self, provider: Option<&str>, model: Option<&str>) -> String {
        let checker = std::mem::replace(&mut self.checker, Checker::new(self.pack));
        let (last, tally) = checker.end();
        if provider.is_some() {
            self.take(last);
        }
        if self.shown.is_empty() {
            return String::new();
        }
        let by = format!("\n\n*{}*\n\n", by(provider.unwrap_or("a model"), model.unwrap_or("?"), &tally));
        (self.show)(&by);
        self.shown + &by
    }
}

fn by(provider: &str, model: &str, tally: &Tally) -> String {
    let dropped: u64 = tally.dropped.values().sum();
    let left_out = match dropped {
        0 => String::new(),
        1 => " One sentence is left out, because the evidence does not hold it.".to_owned(),
        n => format!(" {n} sentences are left out, because the evidence does not hold them."),
    };
    let model: String = model.chars().filter(|c| !"*_`[]<>".contains(*c) && !c.is_control()).collect();
    format!("Worded by {provider}, {model}, from the findings below.{left_out}")
}

impl Sink for Words<'_> {
    fn text(&mut self, piece: &str) -> Shown {
        let sentences = self.checker.push(piece);
        self.take(sentences);
        if self.shown.is_empty() { Shown::Nothing } else { Shown::Something }
    }

    fn again(&mut self) {
        self.checker = Checker::new(self.pack);
        self.held.clear();
    }
}

impl Attempt {
    pub fn of(attempt: &llm::Attempt) -> Self {
        let outcome = match attempt.outcome {
            Outcome::Answered => "answered",
            Outcome::Failed => "failed",
            Outcome::Skipped => "skipped",
        };
        Attempt {
            provider: attempt.provider.clone(),
            outcome: outcome.to_owned(),
            reason: attempt.reason.clone(),
            ms: attempt.total_ms,
        }
    }
}
