//! Figures over time, alike on both stores.

use std::sync::Arc;

use tickmark::change::StateStatus;
use tickmark::model::{Change, Cost, FindingStatus, Moved, Severity, TrendPoint};
use tickmark::store::{self, LOOK_BACK, Store};

use super::sample::{ACCOUNT, Sample, finding, hostile, time};
use super::server::{file, shared};

async fn both() -> Vec<Box<dyn Store>> {
    vec![store::open(&file("history")).await.unwrap(), store::open(&shared().database().await).await.unwrap()]
}

/// A run with something of everything that is counted.
fn full(id: &str, day: i64) -> Sample {
    let mut sample = Sample::new(id, ACCOUNT, day, &hostile());
    sample.report.run.previous = Some("before".to_owned());
    let cost = |monthly, counted| {
        let (currency, formula, price_date) = ("USD".to_owned(), String::new(), "2026-11-01".to_owned());
        Some(Cost { monthly, currency, formula, price_date, counted, ..Cost::default() })
    };
    for (at, finding) in sample.report.findings.iter_mut().map(Arc::make_mut).enumerate() {
        match at {
            0 => finding.status = FindingStatus::Unknown,
            1 => (finding.status, finding.cost) = (FindingStatus::Excepted, cost(99.0, true)),
            2 => (finding.severity, finding.change) = (Severity::Critical, Change::Reopened),
            3 => finding.cost = cost(10.255, true),
            4 => finding.cost = cost(5.0, false),
            _ => finding.change = Change::Persisting,
        }
    }
    sample.resolve(&finding(50, ACCOUNT, "gone", 0), day);
    sample
}

#[tokio::test]
async fn figures_are_those_of_the_reports() {
    for store in both().await {
        let first = Sample::new("one", ACCOUNT, 0, &hostile());
        let second = full("two", 1);
        let mut whole = Sample::new("whole", ACCOUNT, 2, &hostile()[..2]);
        whole.report.coverage.truncate(1);
        whole.report.rules[0].unknown = 0;
        whole.report.run.regions = vec!["eu-west-1".to_owned()];
        let mut counted = Sample::new("counted", ACCOUNT, 3, &[]);
        counted.report.coverage.clear();
        let foreign = Sample::new("foreign", "999999999999", 1, &hostile());
        for sample in [&second, &first, &foreign, &counted, &whole] {
            store.save(&sample.kept()).await.unwrap();
        }
        let past = store.history().past(ACCOUNT, time(4)).await.unwrap();
        let points: Vec<TrendPoint> = past.iter().map(|p| p.point.clone()).collect();
        let expected = [&first, &second, &whole, &counted].map(|sample| TrendPoint::of(&sample.report));
        assert_eq!(points, expected);
        assert_eq!(points[1].moved, Some(Moved { new: 2, reopened: 1, resolved: 1 }));
        assert_eq!((points[1].cents, points[1].excepted, points[1].unknown), (1026, 1, 1));
        assert_eq!(points.iter().map(|p| p.complete).collect::<Vec<_>>(), [false, false, true, false]);
        assert_eq!(past[2].regions, ["eu-west-1"]);
        assert!(past.iter().all(|p| p.rules == ["ebs-volume-unattached"]));
        assert_eq!(store.history().past(ACCOUNT, time(1)).await.unwrap().len(), 1, "only those before");
    }
}

#[tokio::test]
async fn only_the_last_runs_are_looked_back_over() {
    for store in both().await {
        for day in 0..=LOOK_BACK as i64 {
            store.save(&Sample::new(&format!("run-{day}"), ACCOUNT, day, &[]).kept()).await.unwrap();
        }
        let past = store.history().past(ACCOUNT, time(10_000)).await.unwrap();
        assert_eq!((past.len(), past[0].point.run.as_str()), (LOOK_BACK, "run-1"));
    }
}

#[tokio::test]
async fn the_run_at_a_date_and_what_it_knew() {
    for store in both().await {
        let history = store.history();
        for day in [2, 5, 7] {
            let mut sample = Sample::new(&format!("run-{day}"), ACCOUNT, day, &hostile()[..2]);
            let last = sample.states.values_mut().next_back().unwrap();
            last.standing.status = StateStatus::Excepted;
            store.save(&sample.kept()).await.unwrap();
            let states = history.states(&format!("run-{day}")).await.unwrap();
            assert_eq!(states, sample.states);
            let standings = history.standings(&format!("run-{day}")).await.unwrap();
            let expected = sample.states.iter().map(|(id, state)| (id.clone(), state.standing.status)).collect();
            assert_eq!(standings, expected);
        }
        let base = async |at, before| Some(history.base(ACCOUNT, time(at), time(before)).await.unwrap()?.id);
        assert_eq!(base(5, 7).await.as_deref(), Some("run-5"), "at that moment");
        assert_eq!(base(6, 7).await.as_deref(), Some("run-5"));
        assert_eq!(base(9, 7).await.as_deref(), Some("run-5"), "not the run itself");
        assert_eq!(base(0, 7).await.as_deref(), Some("run-2"), "none is as old: the first");
        assert_eq!(base(0, 2).await, None);
        assert!(history.standings("absent").await.unwrap().is_empty());
    }
}
