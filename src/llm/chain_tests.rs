//! The chain against a provider that follows a script, on a clock that jumps.

use std::collections::VecDeque;
use std::sync::Mutex;

use futures_util::stream;

use super::*;
use crate::llm::Events;

/// A step of a scripted answer.
#[derive(Clone)]
enum Step {
    Wait(u64),
    Say(&'static str),
    Think,
    Use(u64, u64),
    Fail(Class, Option<u64>),
    End,
}
use Step::{End, Fail, Say, Think, Use, Wait};

/// Gives its answers in order, the last one for ever.
struct Scripted {
    name: &'static str,
    answers: Mutex<VecDeque<Vec<Step>>>,
    missing: Option<Failure>,
}

impl Provider for Scripted {
    fn name(&self) -> &str {
        self.name
    }

    fn model(&self) -> &str {
        "m"
    }

    fn ready(&self) -> Result<(), Failure> {
        self.missing.clone().map_or(Ok(()), Err)
    }

    fn ask<'a>(&'a self, _: &'a Request) -> Events<'a> {
        let mut answers = self.answers.lock().unwrap();
        let steps = if answers.len() > 1 { answers.pop_front().unwrap() } else { answers[0].clone() };
        stream::iter(steps)
            .filter_map(|step| async move {
                match step {
                    Wait(seconds) => {
                        sleep(Duration::from_secs(seconds)).await;
                        None
                    }
                    Say(text) => Some(Ok(Event::Text(text.to_owned()))),
                    Think => Some(Ok(Event::Thinking)),
                    Use(input, output) => Some(Ok(Event::Usage(Usage { input, output }))),
                    Fail(class, after) => {
                        Some(Err(Failure::new(class, "its words").after(after.map(Duration::from_secs))))
                    }
                    End => Some(Ok(Event::Done)),
                }
            })
            .boxed()
    }
}

fn link(name: &'static str, answers: &[&[Step]]) -> Link {
    let answers = Mutex::new(answers.iter().map(|a| a.to_vec()).collect());
    Link {
        provider: Arc::new(Scripted { name, answers, missing: None }),
        limits: Limits {
            timeout: Duration::from_secs(20),
            usd_per_million_input: Some(1.0),
            usd_per_million_output: Some(10.0),
        },
    }
}

thread_local! {
    static START: Instant = Instant::now();
}

/// The wall clock, which follows tokio's.
fn now() -> DateTime<Utc> {
    let passed = START.with(|start| start.elapsed());
    DateTime::from_timestamp(1_800_000_000, 0).unwrap() + TimeDelta::from_std(passed).unwrap()
}

fn chain(links: Vec<Link>) -> Chain {
    Chain { links, deadline: Duration::from_secs(60), max_cost_per_day: 1.0, now }
}

fn question() -> Request {
    let (system, user) = ("s".repeat(30), "u".repeat(30));
    Request { purpose: Purpose::Answer, system, user, max_tokens: 100, schema: None, max_calls: u32::MAX }
}

/// Shows a sentence when its full stop comes, and remembers what is void.
#[derive(Default)]
struct Sentences {
    waiting: String,
    shown: String,
    voided: usize,
}

impl Sink for Sentences {
    fn text(&mut self, piece: &str) -> Shown {
        self.waiting.push_str(piece);
        if self.waiting.ends_with('.') {
            self.shown.push_str(&std::mem::take(&mut self.waiting));
        }
        if self.shown.is_empty() { Shown::Nothing } else { Shown::Something }
    }

    fn again(&mut self) {
        self.waiting.clear();
        self.voided += 1;
    }
}

async fn ask(chain: &Chain, recent: &[Attempt]) -> Answered {
    START.with(|_| {});
    chain.ask(&question(), recent, &mut Silent).await
}

/// Provider, class and outcome of each attempt.
fn story(answered: &Answered) -> Vec<(String, Option<Class>, Outcome)> {
    answered.attempts.iter().map(|a| (a.provider.clone(), a.class, a.outcome)).collect()
}

fn failed(name: &str, class: Class) -> (String, Option<Class>, Outcome) {
    (name.to_owned(), Some(class), Outcome::Failed)
}

fn good(name: &str) -> (String, Option<Class>, Outcome) {
    (name.to_owned(), None, Outcome::Answered)
}

const FINE: &[Step] = &[Think, Say("It is "), Say("fine."), Use(20, 30), End];

#[tokio::test(start_paused = true)]
async fn the_first_that_answers_is_the_last_asked() {
    let answered = ask(&chain(vec![link("a", &[FINE]), link("b", &[FINE])]), &[]).await;
    assert_eq!(answered.text.as_deref(), Some("It is fine."));
    assert_eq!((answered.provider.as_deref(), answered.model.as_deref()), (Some("a"), Some("m")));
    assert_eq!(story(&answered), [good("a")]);
    let attempt = &answered.attempts[0];
    assert_eq!((attempt.input_tokens, attempt.output_tokens), (20, 30));
    assert!((attempt.cost.unwrap() - 0.00032).abs() < 1e-9);
}

#[tokio::test(start_paused = true)]
async fn a_class_is_repeated_or_fallen_through_as_the_table_says() {
    for class in Class::ALL {
        let answered = ask(&chain(vec![link("a", &[&[Fail(class, None)], FINE]), link("b", &[FINE])]), &[]).await;
        let second = if class.handling().retry.is_some() { "a" } else { "b" };
        assert_eq!(story(&answered), [failed("a", class), good(second)], "{class}");
        assert_eq!(answered.attempts[0].reason.as_deref(), Some("its words"));
    }
}

#[tokio::test(start_paused = true)]
async fn a_provider_is_repeated_once_and_no_more() {
    let answered = ask(&chain(vec![link("a", &[&[Fail(Class::Overloaded, None)]]), link("b", &[FINE])]), &[]).await;
    assert_eq!(story(&answered), [failed("a", Class::Overloaded), failed("a", Class::Overloaded), good("b")]);
}

#[tokio::test(start_paused = true)]
async fn retry_after_is_waited_for_where_it_fits() {
    let patient = chain(vec![link("a", &[&[Fail(Class::Throttled, Some(4))], FINE]), link("b", &[FINE])]);
    let start = Instant::now();
    assert_eq!(story(&ask(&patient, &[]).await), [failed("a", Class::Throttled), good("a")]);
    assert_eq!(start.elapsed().as_secs(), 4);

    let long = chain(vec![link("a", &[&[Fail(Class::Throttled, Some(6))], FINE]), link("b", &[FINE])]);
    assert_eq!(story(&ask(&long, &[]).await), [failed("a", Class::Throttled), good("b")]);

    let late = Chain { deadline: Duration::from_secs(3), ..patient };
    let late = Chain { links: vec![link("a", &[&[Fail(Class::Throttled, Some(4))], FINE])], ..late };
    assert_eq!(story(&ask(&late, &[]).await), [failed("a", Class::Throttled)]);
}

#[tokio::test(start_paused = true)]
async fn silence_before_or_between_tokens_is_timed_out() {
    for silent in [&[Wait(21), Say("late"), End][..], &[Say("a"), Wait(21), Say("late"), End]] {
        let start = Instant::now();
        let answered = ask(&chain(vec![link("a", &[silent]), link("b", &[FINE])]), &[]).await;
        assert_eq!(story(&answered), [failed("a", Class::TimedOut), good("b")]);
        assert_eq!(answered.attempts[0].reason.as_deref(), Some("no sign of life within its time-out of 20 s"));
        assert_eq!((start.elapsed().as_secs(), answered.attempts[0].total_ms), (20, 20_000));
    }
    let thinking = [Wait(15), Think, Wait(15), Say("slow."), End];
    let answered = ask(&chain(vec![link("a", &[&thinking])]), &[]).await;
    assert_eq!((answered.text.as_deref(), answered.attempts[0].first_token_ms), (Some("slow."), Some(30_000)));
}

#[tokio::test(start_paused = true)]
async fn the_deadline_holds_for_all_together() {
    let slow: &[Step] = &[Wait(19), Think, Wait(19), Think, Wait(19), End];
    let start = Instant::now();
    let answered = ask(&chain(vec![link("a", &[slow]), link("b", &[slow]), link("c", &[FINE])]), &[]).await;
    assert_eq!(start.elapsed().as_secs(), 60);
    let skipped = ("c".to_owned(), Some(Class::TimedOut), Outcome::Skipped);
    assert_eq!(story(&answered), [failed("a", Class::Malformed), failed("b", Class::TimedOut), skipped]);
    assert_eq!(answered.attempts[1].reason.as_deref(), Some("no sign of life within the deadline of 60 s"));
    assert_eq!(answered.text, None);
}

#[tokio::test(start_paused = true)]
async fn nothing_is_fallen_back_to_once_a_word_is_shown() {
    let breaks: &[Step] = &[Say("Seen."), Say(" Not"), Fail(Class::Overloaded, None)];
    let chain = chain(vec![link("a", &[breaks]), link("b", &[FINE])]);
    let mut sink = Sentences::default();
    let answered = chain.ask(&question(), &[], &mut sink).await;
    assert_eq!(story(&answered), [failed("a", Class::Overloaded)]);
    assert_eq!((answered.text.as_deref(), sink.shown.as_str()), (Some("Seen. Not"), "Seen."));
    assert_eq!((answered.provider.as_deref(), sink.voided), (Some("a"), 0));
}

#[tokio::test(start_paused = true)]
async fn what_was_not_shown_is_void_before_the_next_try() {
    let breaks: &[Step] = &[Say("Not yet a sentence"), Fail(Class::Cut, None)];
    let mut sink = Sentences::default();
    let answered = chain(vec![link("a", &[breaks]), link("b", &[FINE])]).ask(&question(), &[], &mut sink).await;
    assert_eq!(story(&answered), [failed("a", Class::Cut), failed("a", Class::Cut), good("b")]);
    assert_eq!((sink.shown.as_str(), sink.voided), ("It is fine.", 2));
}

#[tokio::test(start_paused = true)]
async fn an_end_without_done_is_a_cut_and_done_without_text_malformed() {
    let cut: &[Step] = &[Say("half")];
    let empty: &[Step] = &[Think, Use(1, 1), End];
    let answered = ask(&chain(vec![link("a", &[cut, FINE]), link("b", &[FINE])]), &[]).await;
    assert_eq!(story(&answered), [failed("a", Class::Cut), good("a")]);
    let answered = ask(&chain(vec![link("a", &[empty]), link("b", &[FINE])]), &[]).await;
    assert_eq!(story(&answered), [failed("a", Class::Malformed), failed("a", Class::Malformed), good("b")]);
    assert_eq!(answered.attempts[0].output_tokens, 1);
}

#[tokio::test(start_paused = true)]
async fn an_answer_without_end_is_stopped() {
    let endless = vec![Say("0123456789abcdef"); 300];
    let answered = ask(&chain(vec![link("a", &[&endless]), link("b", &[FINE])]), &[]).await;
    assert_eq!(answered.attempts[0].reason.as_deref(), Some("more than 3200 bytes for 100 tokens"));
    assert_eq!(answered.provider.as_deref(), Some("b"));
}

#[tokio::test(start_paused = true)]
async fn who_has_no_key_is_skipped_with_the_reason() {
    let words = "no key: the environment variable A_KEY is not set, or holds no key";
    let missing = Some(Failure::new(Class::NoAccess, words));
    let mut links = vec![link("a", &[FINE]), link("b", &[FINE])];
    links[0].provider = Arc::new(Scripted { name: "a", answers: Mutex::default(), missing });
    let answered = ask(&chain(links), &[]).await;
    assert_eq!(story(&answered), [("a".to_owned(), Some(Class::NoAccess), Outcome::Skipped), good("b")]);
    assert_eq!(answered.attempts[0].reason.as_deref(), Some(words));
}

#[tokio::test(start_paused = true)]
async fn who_rests_is_skipped_until_the_rest_is_over_but_not_for_a_trial() {
    let refused = [Fail(Class::NoAccess, None)];
    let chain = chain(vec![link("a", &[&refused]), link("b", &[FINE])]);
    let mut recent = ask(&chain, &[]).await.attempts;
    let second = ask(&chain, &recent).await;
    assert_eq!(story(&second)[0], ("a".to_owned(), Some(Class::NoAccess), Outcome::Skipped));
    let reason = second.attempts[0].reason.as_deref().unwrap();
    assert!(reason.starts_with("rests until") && reason.ends_with("after its words"), "{reason}");
    recent.extend(second.attempts);

    let trial = Request { purpose: Purpose::Doctor, ..question() };
    let tried = chain.ask(&trial, &recent, &mut Silent).await;
    assert_eq!(story(&tried)[0], failed("a", Class::NoAccess));

    sleep(Duration::from_secs(301)).await;
    assert_eq!(story(&ask(&chain, &recent).await)[0], failed("a", Class::NoAccess));
}

#[tokio::test(start_paused = true)]
async fn the_days_cost_is_capped_for_all_that_is_not_free() {
    let mut links = vec![link("paid", &[FINE]), link("unpriced", &[FINE]), link("free", &[FINE])];
    links[1].limits = Limits { usd_per_million_input: None, usd_per_million_output: None, ..links[1].limits };
    links[2].limits = Limits { usd_per_million_input: Some(0.0), usd_per_million_output: Some(0.0), ..links[2].limits };
    let chain = chain(links);
    let answer = ask(&chain, &[]).await.attempts.remove(0);
    let dear = |cost| [Attempt { cost: Some(cost), ..answer.clone() }];
    assert_eq!(story(&ask(&chain, &dear(0.9)).await), [good("paid")]);
    // What the call may cost at most counts before it is made.
    assert_eq!(story(&ask(&chain, &dear(0.9999)).await)[0].2, Outcome::Skipped);
    let spent = ask(&chain, &dear(1.2)).await;
    assert_eq!(spent.provider.as_deref(), Some("free"));
    assert_eq!(spent.attempts[1].reason.as_deref(), Some("max_cost_per_day: 1.2000 of 1.00 USD are spent"));
    sleep(Duration::from_secs(24 * 3600 + 1)).await;
    assert_eq!(story(&ask(&chain, &dear(1.2)).await), [good("paid")]);
}

#[tokio::test(start_paused = true)]
async fn attempts_are_stored_under_these_names() {
    let answered = ask(&chain(vec![link("a", &[&[Fail(Class::ModelNotFound, None)]])]), &[]).await;
    let stored = serde_json::to_value(&answered.attempts[0]).unwrap();
    assert_eq!(
        (&stored["outcome"], &stored["class"], &stored["purpose"]),
        (&"failed".into(), &"model_not_found".into(), &"answer".into())
    );
    assert_eq!(serde_json::from_value::<Attempt>(stored).unwrap(), answered.attempts[0]);
}
