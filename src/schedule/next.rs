//! What to do about a schedule now: a function of its times, of what the store knows, and of the moment.

use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};

use super::{Calendar, Missed};
use crate::model::ScheduleState;

/// A run that starts no later than this after its time was not missed.
const GRACE: TimeDelta = TimeDelta::minutes(1);

/// More missed runs are not counted.
pub const MOST_COUNTED: u64 = 1_000;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    Wait(DateTime<Utc>),
    /// Start the run of this due time. `missed` due times (this one among them, if it is late) had no run of their
    /// own, or none that ended.
    Run {
        due: DateTime<Utc>,
        missed: u64,
    },
    /// Note that this due time and the others that were missed are not made up for.
    Skip {
        due: DateTime<Utc>,
        missed: u64,
    },
    /// No time comes any more.
    Over,
}

/// Decides. However many runs were missed, at most one is made up for, under the newest due time.
pub fn step(calendar: &Calendar, policy: Missed, state: &ScheduleState, now: DateTime<Utc>) -> Step {
    if let Some(held) = state.busy {
        // At the next time it may be free again, long before the lease would be over.
        let over = now + TimeDelta::from_std(held.max(Duration::from_secs(1))).unwrap_or(GRACE);
        return Step::Wait(calendar.after(now).map_or(over, |next| next.min(over)));
    }
    let unsettled = state.last.filter(|last| !last.settled).map(|last| last.due);
    let from = state.last.map_or(state.since, |last| last.due.max(state.since));
    let newest = calendar.until(now).filter(|due| *due > from);
    let Some(due) = newest.or(unsettled) else {
        return calendar.after(now.max(from)).map_or(Step::Over, Step::Wait);
    };
    let in_time = newest.is_some() && now - due <= GRACE;
    let missed = count(calendar, from, now) + u64::from(unsettled.is_some()) - u64::from(in_time);
    if in_time || policy == Missed::Run { Step::Run { due, missed } } else { Step::Skip { due, missed } }
}

/// Due times after one moment, up to another.
fn count(calendar: &Calendar, after: DateTime<Utc>, until: DateTime<Utc>) -> u64 {
    let next = |due: &DateTime<Utc>| calendar.after(*due).filter(|due| *due <= until);
    let dues = std::iter::successors(next(&after), next);
    dues.take(usize::try_from(MOST_COUNTED).unwrap_or(usize::MAX)).count() as u64
}

#[cfg(test)]
mod tests {
    use super::super::{Pattern, Zone};
    use super::*;
    use crate::model::LastDue;

    fn time(text: &str) -> DateTime<Utc> {
        format!("2026-11-{text}:00Z").parse().unwrap()
    }

    /// Daily at six, known since the 10th at noon.
    fn decide(policy: Missed, last: Option<(&str, bool)>, now: &str) -> Step {
        let calendar = Calendar::new(&Pattern::try_from("0 6 * * *".to_owned()).unwrap(), Zone::default());
        let last = last.map(|(due, settled)| LastDue { due: time(due), settled });
        let state = ScheduleState { since: time("10T12:00"), last, busy: None };
        step(&calendar, policy, &state, time(now))
    }

    #[test]
    fn the_first_start_has_no_backlog() {
        assert_eq!(decide(Missed::Run, None, "10T12:00"), Step::Wait(time("11T06:00")));
    }

    #[test]
    fn a_run_in_time_is_not_missed() {
        for policy in [Missed::Run, Missed::Skip] {
            assert_eq!(decide(policy, Some(("11T06:00", true)), "11T06:00"), Step::Wait(time("12T06:00")));
            let due = time("12T06:00");
            assert_eq!(decide(policy, Some(("11T06:00", true)), "12T06:00"), Step::Run { due, missed: 0 });
            assert_eq!(decide(policy, None, "11T06:01"), Step::Run { due: time("11T06:00"), missed: 0 });
        }
    }

    #[test]
    fn of_several_missed_runs_one_is_made_up_for_or_none() {
        let due = time("13T06:00");
        assert_eq!(decide(Missed::Run, Some(("11T06:00", true)), "13T09:00"), Step::Run { due, missed: 2 });
        assert_eq!(decide(Missed::Skip, Some(("11T06:00", true)), "13T09:00"), Step::Skip { due, missed: 2 });
        assert_eq!(decide(Missed::Run, None, "13T09:00"), Step::Run { due, missed: 3 }, "known, and never run");
        assert_eq!(decide(Missed::Skip, None, "13T06:00"), Step::Run { due, missed: 2 }, "the one in time runs");
    }

    #[test]
    fn what_was_stopped_is_taken_up_again() {
        let due = time("11T06:00");
        assert_eq!(decide(Missed::Run, Some(("11T06:00", false)), "11T09:00"), Step::Run { due, missed: 1 });
        assert_eq!(decide(Missed::Skip, Some(("11T06:00", false)), "11T06:00"), Step::Skip { due, missed: 1 });
        let newer = time("12T06:00");
        assert_eq!(decide(Missed::Run, Some(("11T06:00", false)), "12T09:00"), Step::Run { due: newer, missed: 2 });
    }

    #[test]
    fn who_is_busy_elsewhere_is_waited_for() {
        let calendar = Calendar::new(&Pattern::try_from("0 6 * * *".to_owned()).unwrap(), Zone::default());
        let busy = Some(Duration::from_secs(40));
        let state = ScheduleState { since: time("10T12:00"), last: None, busy };
        let now = time("12T06:00");
        assert_eq!(step(&calendar, Missed::Run, &state, now), Step::Wait(now + TimeDelta::seconds(40)));
        let now = time("12T06:00") - TimeDelta::seconds(5);
        assert_eq!(step(&calendar, Missed::Run, &state, now), Step::Wait(time("12T06:00")), "it may be free then");
    }

    #[test]
    fn very_many_are_not_counted_one_by_one() {
        let calendar = Calendar::new(&Pattern::try_from("* * * * * *".to_owned()).unwrap(), Zone::default());
        let state = ScheduleState { since: time("10T12:00"), last: None, busy: None };
        let now = time("17T12:00");
        assert_eq!(step(&calendar, Missed::Run, &state, now), Step::Run { due: now, missed: MOST_COUNTED - 1 });
    }
}
