//! Leases and due times of schedules, and what runs know of each other that were under way together: on both stores.

use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use tickmark::change::StateStatus;
use tickmark::model::{LastDue, ScheduleOutcome};
use tickmark::store::{self, Claim, Claimed, Ended, Store};

use super::sample::{ACCOUNT, Sample, time};
use super::server::{file, shared};

const LONG: Duration = Duration::from_secs(600);

/// Two handles of a new store of each kind, as two processes have.
async fn both() -> Vec<[Box<dyn Store>; 2]> {
    let mut all = Vec::new();
    for address in [file("schedules"), shared().database().await] {
        all.push([store::open(&address).await.unwrap(), store::open(&address).await.unwrap()]);
    }
    all
}

fn claim(holder: &str, due: DateTime<Utc>, lease: Duration) -> Claim {
    Claim { schedule: "weekly".to_owned(), due, holder: holder.to_owned(), started: due, lease }
}

fn ended(outcome: ScheduleOutcome) -> Ended {
    Ended { outcome, message: Some("why".to_owned()), finished: time(30) }
}

#[tokio::test]
async fn a_due_time_is_run_once_and_by_one() {
    for [a, b] in both().await {
        let (a, b) = (a.schedules(), b.schedules());
        a.declare("weekly", "@weekly UTC", time(0)).await.unwrap();
        let ours = claim("a", time(1), LONG);
        assert_eq!(a.claim(&ours).await.unwrap(), Claimed::Yes);
        for due in [time(1), time(2)] {
            assert_eq!(b.claim(&claim("b", due, LONG)).await.unwrap(), Claimed::Busy("a".to_owned()));
        }
        let other = Claim { schedule: "hourly".to_owned(), ..claim("b", time(1), LONG) };
        assert_eq!(b.claim(&other).await.unwrap(), Claimed::Yes, "schedules do not hold each other up");
        let state = b.state("weekly").await.unwrap().unwrap();
        assert!(state.busy.unwrap() > LONG / 2);
        assert_eq!(state.last, Some(LastDue { due: time(1), settled: false }));

        assert!(a.renew(&ours).await.unwrap());
        assert!(!b.renew(&claim("b", time(1), LONG)).await.unwrap());
        assert!(!b.finish(&claim("b", time(1), LONG), &ended(ScheduleOutcome::Done)).await.unwrap());
        assert!(a.finish(&ours, &ended(ScheduleOutcome::Done)).await.unwrap());
        assert_eq!(b.claim(&claim("b", time(1), LONG)).await.unwrap(), Claimed::Settled);
        let state = b.state("weekly").await.unwrap().unwrap();
        assert_eq!((state.busy, state.last), (None, Some(LastDue { due: time(1), settled: true })));
        assert_eq!(b.claim(&claim("b", time(2), LONG)).await.unwrap(), Claimed::Yes);

        let past = a.past(Some("weekly"), 9).await.unwrap();
        assert_eq!(past.iter().map(|run| run.due).collect::<Vec<_>>(), [time(2), time(1)]);
        assert_eq!((past[0].outcome, past[0].finished, &*past[0].holder), (None, None, "b"));
        assert_eq!((past[1].outcome, past[1].finished), (Some(ScheduleOutcome::Done), Some(time(30))));
        assert_eq!(past[1].message.as_deref(), Some("why"));
        assert_eq!(a.past(None, 9).await.unwrap().len(), 3);
    }
}

#[tokio::test]
async fn whoever_let_a_lease_run_out_has_lost_it() {
    for [a, b] in both().await {
        let (a, b) = (a.schedules(), b.schedules());
        a.declare("weekly", "@weekly UTC", time(0)).await.unwrap();
        let dead = claim("a", time(1), Duration::ZERO);
        assert_eq!(a.claim(&dead).await.unwrap(), Claimed::Yes);
        assert_eq!(b.state("weekly").await.unwrap().unwrap().busy, None);
        let heir = claim("b", time(1), LONG);
        assert_eq!(b.claim(&heir).await.unwrap(), Claimed::Yes, "the same due time again");
        assert!(!a.renew(&dead).await.unwrap());
        assert!(!a.finish(&dead, &ended(ScheduleOutcome::Done)).await.unwrap());
        assert!(b.renew(&heir).await.unwrap(), "the dead one's end took nothing away");
        assert!(b.finish(&heir, &ended(ScheduleOutcome::Done)).await.unwrap());

        assert_eq!(a.claim(&claim("a", time(2), Duration::ZERO)).await.unwrap(), Claimed::Yes);
        assert_eq!(b.claim(&claim("b", time(3), LONG)).await.unwrap(), Claimed::Yes);
        let past = b.past(Some("weekly"), 9).await.unwrap();
        let outcomes: Vec<_> = past.iter().map(|run| run.outcome).collect();
        assert_eq!(outcomes, [None, Some(ScheduleOutcome::Lost), Some(ScheduleOutcome::Done)]);
    }
}

#[tokio::test]
async fn what_was_stopped_can_be_claimed_again_and_what_failed_can_not() {
    for [a, _] in both().await {
        let schedules = a.schedules();
        schedules.declare("weekly", "@weekly UTC", time(0)).await.unwrap();
        for (outcome, again) in [
            (ScheduleOutcome::Stopped, Claimed::Yes),
            (ScheduleOutcome::Lost, Claimed::Yes),
            (ScheduleOutcome::Skipped, Claimed::Settled),
        ] {
            let claim = claim("a", time(1), LONG);
            assert_eq!(schedules.claim(&claim).await.unwrap(), Claimed::Yes);
            schedules.finish(&claim, &ended(outcome)).await.unwrap();
            let state = schedules.state("weekly").await.unwrap().unwrap();
            assert_eq!(state.last.unwrap().settled, again == Claimed::Settled, "{outcome:?}");
        }
        assert_eq!(schedules.claim(&claim("a", time(1), LONG)).await.unwrap(), Claimed::Settled);
        assert_eq!(schedules.state("weekly").await.unwrap().unwrap().busy, None, "no lease is left behind");
    }
}

#[tokio::test]
async fn of_many_that_claim_at_once_one_has_it() {
    for stores in both().await {
        for due in 1..4 {
            let claims: Vec<Claim> = (0..8).map(|n| claim(&format!("p{n}"), time(due), LONG)).collect();
            let tries = claims.iter().enumerate().map(|(n, claim)| stores[n % 2].schedules().claim(claim));
            let won: Vec<bool> =
                futures_util::future::join_all(tries).await.into_iter().map(|c| c.unwrap() == Claimed::Yes).collect();
            assert_eq!(won.iter().filter(|won| **won).count(), 1);
            let winner = &claims[won.iter().position(|won| *won).unwrap()];
            assert!(stores[0].schedules().finish(winner, &ended(ScheduleOutcome::Done)).await.unwrap());
        }
        assert_eq!(stores[0].schedules().past(None, 9).await.unwrap().len(), 3);
    }
}

#[tokio::test]
async fn a_schedule_is_known_since_it_has_these_times() {
    for [a, b] in both().await {
        let (a, b) = (a.schedules(), b.schedules());
        assert_eq!(a.state("weekly").await.unwrap(), None);
        a.declare("weekly", "@weekly UTC", time(0)).await.unwrap();
        b.declare("weekly", "@weekly UTC", time(5)).await.unwrap();
        assert_eq!(b.state("weekly").await.unwrap().unwrap().since, time(0));
        b.declare("weekly", "@daily UTC", time(6)).await.unwrap();
        assert_eq!(a.state("weekly").await.unwrap().unwrap().since, time(6));
    }
}

/// A slow run over everything, and a quick one over a part that began and ended meanwhile: the next one knows what
/// either saw, and since when.
#[tokio::test]
async fn runs_that_overlap_lose_nothing_that_the_other_saw() {
    for [store, _] in both().await {
        let names = ["slow".to_owned(), "both".to_owned(), "gone".to_owned()];
        let mut slow = Sample::new("slow", ACCOUNT, 0, &names);
        slow.report.run.finished = time(0) + TimeDelta::hours(2);
        let mut quick = Sample::new("quick", ACCOUNT, 0, &names);
        quick.report.run.started = time(0) + TimeDelta::hours(1);
        quick.report.run.finished = time(0) + TimeDelta::hours(1);
        let ids: Vec<String> = slow.report.findings.iter().map(|f| f.id.clone()).collect();
        quick.states.remove(&ids[0]);
        let later = quick.report.run.started;
        let both = &mut quick.states.get_mut(&ids[1]).unwrap().standing;
        (both.first_seen, both.last_seen) = (later, later);
        slow.states.get_mut(&ids[2]).unwrap().standing.status = StateStatus::Resolved;
        store.save(&quick.kept()).await.unwrap();
        store.save(&slow.kept()).await.unwrap();

        let (run, states) = store.before(ACCOUNT, time(1)).await.unwrap().unwrap();
        assert_eq!(run.id, "quick");
        assert_eq!(states.keys().collect::<Vec<_>>(), ids.iter().collect::<Vec<_>>());
        let both = &states[&ids[1]].standing;
        assert_eq!(both.first_seen, slow.states[&ids[1]].standing.first_seen);
        assert_eq!(both.last_seen, later);
        assert_eq!(states[&ids[2]].standing.status, StateStatus::Resolved);
    }
}
