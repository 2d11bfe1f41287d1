//! The circuit breaker: which providers rest after failures. It is computed from stored attempts and keeps no state of its
//! own, so that it holds across processes: a `tickmark ask` per question is as patient as one long session.

use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};

use super::chain::{Attempt, Outcome};

/// Until when a provider's model rests, and the attempt that sent it to rest. `recent` is in order of time.
///
/// What counts is the run of failures at the end; an answer, to whatever purpose, ends every rest. When the rest is over
/// the next call is a trial: the run is still as long, so one more failure renews the rest.
pub fn resting_until<'a>(
    provider: &str,
    model: &str,
    recent: &'a [Attempt],
    now: DateTime<Utc>,
) -> Option<(DateTime<Utc>, &'a Attempt)> {
    let mut run = recent
        .iter()
        .rev()
        .filter(|a| a.provider == provider && a.model == model)
        .take_while(|a| a.outcome != Outcome::Answered)
        .filter_map(|a| Some((a, a.rest()?)));
    let (last, (needed, rest)) = run.next()?;
    let until = last.ended() + TimeDelta::from_std(rest).ok()?;
    (1 + run.count() >= needed && now < until).then_some((until, last))
}

impl Attempt {
    /// After how many such failures a provider rests, and how long.
    fn rest(&self) -> Option<(usize, Duration)> {
        if self.outcome != Outcome::Failed {
            return None;
        }
        self.class?.handling().rest
    }

    fn ended(&self) -> DateTime<Utc> {
        let total = i64::try_from(self.total_ms).unwrap_or(i64::MAX);
        self.started + TimeDelta::try_milliseconds(total).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::llm::{Class, Purpose};

    fn attempt(second: i64, class: Option<Class>) -> Attempt {
        Attempt {
            provider: "groq".to_owned(),
            model: "m".to_owned(),
            purpose: Purpose::Answer,
            outcome: if class.is_some() { Outcome::Failed } else { Outcome::Answered },
            class,
            reason: None,
            started: at(second),
            first_token_ms: None,
            total_ms: 1000,
            input_tokens: 0,
            output_tokens: 0,
            cost: None,
        }
    }

    fn at(second: i64) -> DateTime<Utc> {
        DateTime::from_timestamp(1_800_000_000 + second, 0).unwrap()
    }

    fn until(recent: &[Attempt], now: i64) -> Option<i64> {
        resting_until("groq", "m", recent, at(now)).map(|(until, _)| (until - at(0)).num_seconds())
    }

    #[test]
    fn one_refusal_of_access_is_enough_for_a_rest() {
        let recent = [attempt(0, Some(Class::NoAccess))];
        assert_eq!(until(&recent, 10), Some(301));
        assert_eq!(until(&recent, 301), None);
        assert_eq!(resting_until("groq", "another model", &recent, at(10)), None);
    }

    #[test]
    fn passing_troubles_need_three_in_a_row() {
        let mut recent = vec![attempt(0, Some(Class::Overloaded)), attempt(2, Some(Class::TimedOut))];
        assert_eq!(until(&recent, 5), None);
        recent.push(attempt(4, Some(Class::Overloaded)));
        assert_eq!(until(&recent, 6), Some(65));
    }

    #[test]
    fn after_the_rest_one_trial_renews_or_ends_it() {
        let mut recent: Vec<_> = (0..3).map(|i| attempt(i, Some(Class::Cut))).collect();
        assert_eq!(until(&recent, 100), None);
        recent.push(attempt(100, Some(Class::Cut)));
        assert_eq!(until(&recent, 102), Some(161));
        recent.push(attempt(103, None));
        assert_eq!(until(&recent, 105), None);
        recent.push(attempt(106, Some(Class::Cut)));
        assert_eq!(until(&recent, 108), None);
    }

    #[test]
    fn skips_and_the_requests_own_faults_do_not_count() {
        let mut recent = vec![attempt(0, Some(Class::Overloaded)), attempt(1, Some(Class::Overloaded))];
        recent.push(attempt(2, Some(Class::TooLong)));
        recent.push(Attempt { outcome: Outcome::Skipped, ..attempt(3, Some(Class::NoAccess)) });
        assert_eq!(until(&recent, 5), None);
        recent.push(attempt(4, Some(Class::Overloaded)));
        assert_eq!(until(&recent, 6), Some(65));
    }
}
