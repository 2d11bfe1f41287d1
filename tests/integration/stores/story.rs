//! What a store does, told once and held against each of them.

use std::sync::Arc;

use futures_util::TryStreamExt;
use tickmark::change::StateStatus;
use tickmark::store::{self, Copied, Existing, Row, Store, Table, copy};

use super::sample::{ACCOUNT, HOSTILE, Sample, finding, hostile, resource, time};
use super::server::{file, shared};

/// A new, empty store of each kind.
async fn both() -> Vec<Box<dyn Store>> {
    let sqlite = store::open(&file("story")).await.unwrap();
    let postgres = store::open(&shared().database().await).await.unwrap();
    vec![sqlite, postgres]
}

/// All rows that a store keeps of a run, as they are.
async fn rows(store: &dyn Store, run: &str) -> Vec<(Table, Row)> {
    let portions: Vec<_> = store.rows(run).try_collect().await.unwrap();
    portions.into_iter().flat_map(|p| p.rows.into_iter().map(move |row| (p.table, row))).collect()
}

/// Every run with its rows, newest first.
async fn everything(store: &dyn Store) -> Vec<(String, Vec<(Table, Row)>)> {
    let mut all = Vec::new();
    for run in store.runs().await.unwrap() {
        all.push((run.id.clone(), rows(store, &run.id).await));
    }
    all
}

/// Equal, or which row is the first that is not.
fn same(left: &[(String, Vec<(Table, Row)>)], right: &[(String, Vec<(Table, Row)>)]) {
    let flat = |all: &[(String, Vec<(Table, Row)>)]| -> Vec<(String, Table, Row)> {
        all.iter().flat_map(|(run, rows)| rows.iter().map(|(t, row)| (run.clone(), *t, row.clone()))).collect()
    };
    let (left, right) = (flat(left), flat(right));
    for (l, r) in left.iter().zip(&right) {
        assert_eq!(l, r);
    }
    assert_eq!(left.len(), right.len());
}

async fn resources(store: &dyn Store, run: &str) -> Vec<Row> {
    rows(store, run).await.into_iter().filter(|(table, _)| *table == Table::Resource).map(|(_, row)| row).collect()
}

#[tokio::test]
async fn a_first_run_and_a_second_come_back_as_they_were() {
    for store in both().await {
        let store = &*store;
        assert!(store.runs().await.unwrap().is_empty());
        assert!(store.report(None).await.unwrap().is_none());
        assert!(store.before(ACCOUNT, time(9)).await.unwrap().is_none());

        let first = Sample::new("one", ACCOUNT, 0, &hostile());
        store.save(&first.kept()).await.unwrap();
        assert_eq!(store.report(None).await.unwrap(), Some(first.report.clone()));
        assert_eq!(
            store.before(ACCOUNT, time(1)).await.unwrap(),
            Some((first.report.run.clone(), first.states.clone()))
        );

        let mut second = Sample::new("two", ACCOUNT, 1, &hostile()[..4]);
        let gone = &first.report.findings[5];
        second.resolve(gone, 1);
        second.states = first.states.clone();
        second.states.get_mut(&gone.id).unwrap().standing.status = StateStatus::Resolved;
        store.save(&second.kept()).await.unwrap();

        assert_eq!(store.runs().await.unwrap(), [second.report.run.clone(), first.report.run.clone()]);
        assert_eq!(store.report(None).await.unwrap(), Some(second.report.clone()), "the newest");
        assert_eq!(store.report(Some("two")).await.unwrap(), Some(second.report.clone()));
        assert_eq!(store.report(Some("one")).await.unwrap(), Some(first.report.clone()));
        assert_eq!(store.report(Some("three")).await.unwrap(), None);
        let (run, states) = store.before(ACCOUNT, time(2)).await.unwrap().unwrap();
        assert_eq!((run.id.as_str(), &states), ("two", &second.states));
    }
}

#[tokio::test]
async fn states_are_those_before_a_moment_and_of_the_account() {
    for store in both().await {
        for (id, account, day) in [("b", ACCOUNT, 1), ("c", ACCOUNT, 2), ("x", "999999999999", 1), ("a", ACCOUNT, 0)] {
            store.save(&Sample::new(id, account, day, &hostile()).kept()).await.unwrap();
        }
        let id = async |account, day| Some(store.before(account, time(day)).await.unwrap()?.0.id);
        assert_eq!(id(ACCOUNT, 0).await, None, "not the run that starts at this moment");
        assert_eq!(id(ACCOUNT, 1).await.as_deref(), Some("a"));
        assert_eq!(id(ACCOUNT, 2).await.as_deref(), Some("b"));
        assert_eq!(id(ACCOUNT, 9).await.as_deref(), Some("c"));
        assert_eq!(id("999999999999", 9).await.as_deref(), Some("x"));
        assert_eq!(id("000000000000", 9).await, None);
        let runs: Vec<String> = store.runs().await.unwrap().into_iter().map(|r| r.id).collect();
        assert_eq!(runs, ["c", "x", "b", "a"], "newest first, equal times by id");
    }
}

#[tokio::test]
async fn a_replay_replaces_its_run_and_changes_nothing_else() {
    for store in both().await {
        let store = &*store;
        store.save(&Sample::new("other", ACCOUNT, 0, &hostile()).kept()).await.unwrap();
        let other = rows(store, "other").await;
        let full = Sample::new("same", "999999999999", 1, &hostile());
        store.save(&full.kept()).await.unwrap();
        let once = rows(store, "same").await;
        store.save(&full.kept()).await.unwrap();
        assert_eq!(rows(store, "same").await, once, "twice is once");

        let less = Sample::new("same", "999999999999", 1, &hostile()[..2]);
        store.save(&less.kept()).await.unwrap();
        assert_eq!(store.report(Some("same")).await.unwrap(), Some(less.report.clone()));
        assert_eq!(store.runs().await.unwrap().len(), 2);
        assert_eq!(rows(store, "other").await, other);
    }
}

#[tokio::test]
async fn a_resource_is_as_it_was_last_read_and_first_seen_when_it_was_first_seen() {
    for store in both().await {
        let store = &*store;
        let mut middle = Sample::new("middle", ACCOUNT, 5, &[]);
        // One portion may hold the same resource twice: the last one counts.
        middle.resources = vec![resource(ACCOUNT, "vol", "creating"), resource(ACCOUNT, "vol", "available")];
        store.save(&middle.kept()).await.unwrap();
        let mut older = Sample::new("older", ACCOUNT, 1, &[]);
        older.resources = vec![resource(ACCOUNT, "vol", "deleting"), resource(ACCOUNT, "gone", "deleting")];
        store.save(&older.kept()).await.unwrap();
        let mut newer = Sample::new("newer", ACCOUNT, 7, &[]);
        newer.resources = vec![resource(ACCOUNT, "new", "in-use")];
        store.save(&newer.kept()).await.unwrap();

        let seen = resources(store, "middle").await;
        assert_eq!(seen.len(), 1, "{seen:?}");
        let cell = |at: usize| seen[0][at].as_deref().unwrap();
        assert!(cell(6).contains(r#""State":"available""#), "{}", cell(6));
        assert!(cell(8).starts_with(&time(1).format("%Y-%m-%dT").to_string()), "{}", cell(8));
        assert!(cell(9).starts_with(&time(5).format("%Y-%m-%dT").to_string()), "{}", cell(9));
        assert_eq!(resources(store, "older").await.len(), 1);
        assert_eq!(resources(store, "newer").await.len(), 1);
    }
}

#[tokio::test]
async fn names_of_any_length_are_kept() {
    for store in both().await {
        // Longer than an entry of an index may be in PostgreSQL, and not to be compressed into one.
        let name: String =
            (0_u32..3_000).map(|n| char::from(b'!' + u8::try_from(n * n % 8191 % 90).unwrap())).collect();
        let sample = Sample::new("long", ACCOUNT, 0, std::slice::from_ref(&name));
        store.save(&sample.kept()).await.unwrap();
        assert_eq!(store.report(None).await.unwrap(), Some(sample.report.clone()));
        assert_eq!(resources(&*store, "long").await[0][4].as_ref(), Some(&name));
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn several_at_once_are_all_kept_and_one_run_is_whole() {
    for store in both().await {
        let store: Arc<dyn Store> = store.into();
        let names: Vec<String> = (0..300).map(|n| format!("vol-{n}")).collect();
        let save = |id: &str, day: i64, reversed: bool| {
            let (store, id, mut names) = (store.clone(), id.to_owned(), names.clone());
            if reversed {
                names.reverse(); // locks taken in the other order
            }
            tokio::spawn(async move { store.save(&Sample::new(&id, ACCOUNT, day, &names).kept()).await })
        };
        let started: Vec<_> =
            (0..4).flat_map(|n| [save("same", 3, n % 2 == 0), save(&format!("own-{n}"), n, n % 2 == 1)]).collect();
        for one in started {
            one.await.unwrap().unwrap();
        }
        assert_eq!(store.runs().await.unwrap().len(), 5);
        assert_eq!(store.report(Some("same")).await.unwrap().unwrap().findings.len(), 300);
    }
}

#[tokio::test]
async fn a_failure_on_the_way_leaves_what_was_there() {
    for store in both().await {
        let store = &*store;
        let whole = Sample::new("run", ACCOUNT, 0, &hostile());
        store.save(&whole.kept()).await.unwrap();
        let before = everything(store).await;
        // Two findings of one id: the run's rows are out and half of the new ones in when it fails.
        let mut wrong = Sample::new("run", ACCOUNT, 0, &hostile());
        wrong.report.findings.push(Arc::new(finding(0, ACCOUNT, "again", 0)));
        assert!(store.save(&wrong.kept()).await.is_err());
        same(&everything(store).await, &before);
    }
}

#[tokio::test]
async fn copies_are_the_same_bytes_both_ways_and_go_on_where_they_stopped() {
    let stores = both().await;
    for (from, to) in [(0, 1), (1, 0)] {
        let (from, back) = (both().await.remove(from), both().await.remove(from));
        let (from, to, back) = (&*from, &*stores[to], &*back);
        // The other store has one run already, and one of its own.
        for (id, account, day) in [("b", ACCOUNT, 1), ("x", "999999999999", 1), ("c", ACCOUNT, 2), ("a", ACCOUNT, 0)] {
            let mut sample = Sample::new(id, account, day, &hostile());
            sample.resolve(&finding(3, account, HOSTILE[3], 0), day);
            sample.resources.truncate(HOSTILE.len() - usize::try_from(day).unwrap());
            from.save(&sample.kept()).await.unwrap();
            if id == "a" {
                to.save(&sample.kept()).await.unwrap();
            }
        }
        let mut order = Vec::new();
        let copied = copy(from, to, |run| order.push(run.id.clone())).await.unwrap();
        assert_eq!(copied, Copied { runs: 3, there: 1 });
        assert_eq!(order, ["b", "x", "c"], "oldest first");
        same(&everything(to).await, &everything(from).await);
        assert_eq!(copy(from, to, |_| ()).await.unwrap(), Copied { runs: 0, there: 4 });

        assert_eq!(copy(to, back, |_| ()).await.unwrap(), Copied { runs: 4, there: 0 });
        same(&everything(back).await, &everything(from).await);
        assert_eq!(back.report(Some("b")).await.unwrap(), from.report(Some("b")).await.unwrap());
        assert_eq!(back.before(ACCOUNT, time(9)).await.unwrap(), from.before(ACCOUNT, time(9)).await.unwrap());
    }
}

#[tokio::test]
async fn a_run_that_is_there_is_left_where_that_was_asked() {
    for store in both().await {
        let (old, new) = (Sample::new("run", ACCOUNT, 0, &hostile()), Sample::new("run", ACCOUNT, 0, &[]));
        store.save(&old.kept()).await.unwrap();
        let other = store::open(&file("leave")).await.unwrap();
        other.save(&new.kept()).await.unwrap();
        assert!(!store.put(&new.report.run, Existing::Leave, other.rows("run")).await.unwrap());
        assert_eq!(store.report(None).await.unwrap(), Some(old.report));
        assert!(store.put(&new.report.run, Existing::Replace, other.rows("run")).await.unwrap());
        assert_eq!(store.report(None).await.unwrap(), Some(new.report));
    }
}
