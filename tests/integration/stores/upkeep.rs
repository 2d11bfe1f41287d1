//! Watching and upkeep of both stores: what earlier runs left, what goes and what stays, and that damage is named.

use std::collections::BTreeSet;

use sqlx::{AssertSqlSafe, Connection, PgConnection, SqliteConnection};
use tickmark::model::{CoverageRow, Status};
use tickmark::store::{self, Message, Pruned, Pruning, Retention, Several, Store};

use super::sample::{ACCOUNT, Sample, finding, hostile, resource, time};
use super::server::{file, shared};

/// A new store of each kind, and its address.
async fn both() -> Vec<(String, Box<dyn Store>)> {
    let mut stores = Vec::new();
    for address in [file("upkeep"), shared().database().await] {
        let store = store::open(&address).await.unwrap();
        stores.push((address, store));
    }
    stores
}

/// Changes a store behind its back.
async fn damage(address: &str, statement: &str) {
    let statement = AssertSqlSafe(statement.to_owned());
    if let Some(path) = address.strip_prefix("sqlite://") {
        let mut db = SqliteConnection::connect(path).await.unwrap();
        sqlx::raw_sql("PRAGMA foreign_keys = OFF").execute(&mut db).await.unwrap();
        assert!(sqlx::raw_sql(statement).execute(&mut db).await.unwrap().rows_affected() > 0);
        db.close().await.unwrap();
    } else {
        let mut db = PgConnection::connect(address).await.unwrap();
        sqlx::raw_sql(AssertSqlSafe("SET session_replication_role = replica".to_owned()))
            .execute(&mut db)
            .await
            .unwrap();
        assert!(sqlx::raw_sql(statement).execute(&mut db).await.unwrap().rows_affected() > 0);
    }
}

fn listing(status: Status, resources: Option<u64>) -> CoverageRow {
    let coverage = Sample::new("x", ACCOUNT, 0, &[]).report.coverage;
    CoverageRow { status, resources, ..coverage[0].clone() }
}

/// A run of a day, with one listing.
fn sample(id: &str, day: i64, status: Status, resources: Option<u64>, partial: bool) -> Sample {
    let mut sample = Sample::new(id, ACCOUNT, day, &hostile());
    sample.report.coverage = vec![listing(status, resources)];
    sample.report.run.partial = partial;
    sample
}

#[tokio::test]
async fn earlier_runs_are_asked_for_what_the_new_one_asked() {
    for (_, store) in both().await {
        for sample in [
            sample("full", 0, Status::Ok, Some(3), false),
            sample("denied", 1, Status::Denied, None, true),
            sample("other", 2, Status::Ok, None, true),
        ] {
            let mut sample = sample;
            if sample.report.run.id == "other" {
                sample.report.coverage[0].operation = "DescribeVpcs".to_owned();
                sample.report.rules.clear();
            }
            store.save(&sample.kept()).await.unwrap();
        }
        let mut stranger = Sample::new("stranger", "999999999999", 2, &hostile());
        stranger.report.coverage = vec![listing(Status::Ok, Some(9))];
        store.save(&stranger.kept()).await.unwrap();

        let now = sample("now", 3, Status::Ok, Some(0), false);
        let earlier = store.watch().earlier(&now.report, &Several::new()).await.unwrap();
        let told = |asked: &[tickmark::alarm::Asked]| -> Vec<(i64, Status, Option<u64>)> {
            asked.iter().map(|a| ((a.started - time(0)).num_days(), a.row.status, a.row.resources)).collect()
        };
        assert_eq!(told(&earlier.asked), [(1, Status::Denied, None)], "the last that asked it");
        assert_eq!(told(&earlier.listed), [(0, Status::Ok, Some(3))], "the last that could list it");
        assert_eq!(earlier.rules.len(), 1);
        let standing = earlier.standing.unwrap();
        assert_eq!((standing.first, standing.last_full), (time(0), Some(time(0))));
        let first = store
            .watch()
            .earlier(&sample("first", 0, Status::Ok, Some(0), false).report, &Several::new())
            .await
            .unwrap();
        assert_eq!(first, Default::default(), "nothing was before it");

        // Of an operation that lists several kinds, what a run over a part listed says nothing.
        let several = Several::from([("ec2".to_owned(), "DescribeVolumes".to_owned())]);
        store.save(&sample("none", 3, Status::Ok, Some(0), true).kept()).await.unwrap();
        let now = sample("now", 4, Status::Ok, Some(0), false);
        let listed = store.watch().earlier(&now.report, &several).await.unwrap().listed;
        assert_eq!(told(&listed), [(0, Status::Ok, Some(3))]);
        let part = sample("part", 4, Status::Ok, Some(0), true);
        assert_eq!(store.watch().earlier(&part.report, &several).await.unwrap().listed, []);
    }
}

#[tokio::test]
async fn figures_are_those_of_each_account() {
    for (_, store) in both().await {
        let mut old = Sample::new("old", ACCOUNT, 0, &hostile());
        old.report.coverage[0].throttles = 7;
        store.save(&old.kept()).await.unwrap();
        let mut new = Sample::new("new", ACCOUNT, 1, &hostile()[..5]);
        new.report.run.partial = true;
        new.report.coverage[0].throttles = 2;
        new.report.coverage[1].throttles = 1;
        store.save(&new.kept()).await.unwrap();
        store.save(&Sample::new("x", "999999999999", 0, &[]).kept()).await.unwrap();

        let figures = store.watch().figures().await.unwrap();
        assert_eq!(figures.iter().map(|f| f.run.id.as_str()).collect::<Vec<_>>(), ["new", "x"]);
        let here = &figures[0];
        assert_eq!((here.throttles, here.standing.last_full), (3, Some(time(0))));
        assert_eq!(here.findings.len(), 1);
        assert_eq!((here.findings[0].findings, here.findings[0].status.as_str()), (5, "open"));
        let coverage: Vec<(&str, u64)> = here.coverage.iter().map(|(word, n)| (word.as_str(), *n)).collect();
        assert_eq!(coverage, [("denied", 1), ("failed", 1), ("ok", 1), ("sampled", 1)]);
        assert!(figures[1].findings.is_empty());
    }
}

fn plan(days: Option<u32>, runs: Option<u32>, dry_run: bool) -> Pruning {
    let retention = Retention { days, runs, conversations: None };
    Pruning { retention, now: time(10), meanings: BTreeSet::new(), dry_run }
}

/// Five runs, the last two over a part; a resource that each read last, and one that all read.
async fn filled(store: &dyn Store) {
    for day in 0..5 {
        let mut sample = Sample::new(&format!("run-{day}"), ACCOUNT, day, &hostile());
        sample.report.run.partial = day > 2;
        for finding in &mut sample.report.findings {
            std::sync::Arc::make_mut(finding).first_seen = time(-30);
        }
        for state in sample.states.values_mut() {
            state.standing.first_seen = time(-30);
            std::sync::Arc::make_mut(&mut state.finding).first_seen = time(-30);
        }
        sample.resources =
            vec![resource(ACCOUNT, "all", "in-use"), resource(ACCOUNT, &format!("only-{day}"), "in-use")];
        store.save(&sample.kept()).await.unwrap();
    }
    store.save(&Sample::new("stranger", "999999999999", 0, &hostile()).kept()).await.unwrap();
}

async fn runs(store: &dyn Store) -> Vec<String> {
    store.runs().await.unwrap().into_iter().map(|run| run.id).collect()
}

#[tokio::test]
async fn what_is_too_old_goes_and_no_first_seen_with_it() {
    for (_, store) in both().await {
        let store = &*store;
        filled(store).await;
        let (newest, states) = store.before(ACCOUNT, time(9)).await.unwrap().unwrap();
        let last = store.report(Some("run-4")).await.unwrap();

        let would = store.upkeep().prune(&plan(None, Some(1), true)).await.unwrap();
        assert_eq!(runs(store).await.len(), 6, "only told");
        let pruned = store.upkeep().prune(&plan(None, Some(1), false)).await.unwrap();
        assert_eq!(pruned, would);
        assert_eq!(pruned.runs, ["run-3", "run-1", "run-0"], "not the newest, nor the newest over everything");
        assert_eq!((pruned.findings, pruned.resources), (3 * hostile().len() as u64, 2));
        assert_eq!(runs(store).await, ["run-4", "run-2", "stranger"]);

        assert_eq!(store.before(ACCOUNT, time(9)).await.unwrap(), Some((newest, states.clone())));
        assert!(states.values().all(|state| state.standing.first_seen == time(-30)));
        assert_eq!(store.report(Some("run-4")).await.unwrap(), last);
        let (left, _) = store.questions().resources(&Default::default(), 10).await.unwrap();
        assert!(left > 0);
        assert_eq!(store.upkeep().check().await.unwrap(), [] as [String; 0]);
        store.upkeep().compact().await.unwrap();
        assert_eq!(store.upkeep().prune(&plan(None, Some(1), false)).await.unwrap(), Pruned::default());
        assert_eq!(store.report(Some("run-4")).await.unwrap(), last);
    }
}

#[tokio::test]
async fn age_goes_by_days_and_the_newest_stays_however_old() {
    for (_, store) in both().await {
        filled(&*store).await;
        let pruned = store.upkeep().prune(&plan(Some(7), None, false)).await.unwrap();
        assert_eq!(pruned.runs, ["run-1", "run-0"], "run-2 is the last over everything, stranger the only one");
        let pruned = store.upkeep().prune(&plan(Some(0), None, false)).await.unwrap();
        assert_eq!(pruned.runs, ["run-3"]);
        assert_eq!(runs(&*store).await, ["run-4", "run-2", "stranger"]);
    }
}

#[tokio::test]
async fn meanings_go_with_the_last_run_that_has_them_unless_a_rule_does() {
    for (_, store) in both().await {
        let store = &*store;
        let mut old = Sample::new("old", ACCOUNT, 0, &hostile()[..3]);
        for (at, rule) in ["of-a-rule", "of-none", "ebs-volume-unattached"].iter().enumerate() {
            std::sync::Arc::make_mut(&mut old.report.findings[at]).rule = (*rule).to_owned();
        }
        let hashes: Vec<String> = old.kept().meanings.iter().map(|meaning| meaning.hash()).collect();
        store.save(&old.kept()).await.unwrap();
        store.save(&Sample::new("new", ACCOUNT, 1, &hostile()).kept()).await.unwrap();
        let vectors: Vec<(String, Vec<f32>)> = hashes.iter().map(|hash| (hash.clone(), vec![0.6, 0.8])).collect();
        store.questions().keep_vectors("e", &vectors).await.unwrap();
        store.questions().cache("key", "{}").await.unwrap();

        let plan = Pruning { meanings: BTreeSet::from([hashes[0].clone()]), ..plan(None, Some(1), false) };
        let pruned = store.upkeep().prune(&plan).await.unwrap();
        assert_eq!((pruned.meanings, pruned.answers), (1, 1));
        assert_eq!(store.questions().cached("key").await.unwrap(), None);
        let mut left: Vec<String> =
            store.questions().without_vectors("other").await.unwrap().into_iter().map(|(hash, _)| hash).collect();
        left.sort();
        let mut wanted = vec![hashes[0].clone(), hashes[2].clone()];
        wanted.sort();
        assert_eq!(left, wanted);
        assert_eq!(store.upkeep().check().await.unwrap(), [] as [String; 0]);
    }
}

#[tokio::test]
async fn conversations_go_whole_and_by_their_last_question() {
    for (_, store) in both().await {
        let message = |session: &str, number: u32, day: i64| Message {
            session: session.to_owned(),
            number,
            asked_at: time(day),
            asker: "me".to_owned(),
            question: "who?".to_owned(),
            intent: "{}".to_owned(),
            answer: "{}".to_owned(),
        };
        for message in [message("old", 1, 0), message("old", 2, 1), message("mixed", 1, 0), message("mixed", 2, 9)] {
            store.questions().tell(&message).await.unwrap();
        }
        store.questions().note_calls(&[(time(0), "{}".to_owned()), (time(9), "{}".to_owned())]).await.unwrap();
        let retention = Retention { conversations: Some(5), ..Retention::default() };
        let pruned = store.upkeep().prune(&Pruning { retention, ..plan(None, None, false) }).await.unwrap();
        assert_eq!((pruned.messages, pruned.model_calls), (2, 1));
        assert_eq!(store.questions().session("old").await.unwrap(), []);
        assert_eq!(store.questions().session("mixed").await.unwrap().len(), 2);
    }
}

/// Each is made in a store of its own, and is all that is told.
#[tokio::test]
async fn damage_is_named() {
    for (statement, words) in [
        ("UPDATE finding SET severity = 'low' WHERE rank = 4", "column severity"),
        ("UPDATE finding SET rank = 40 WHERE rank = 4", "rank is 5 where 4 comes next"),
        ("UPDATE finding SET document = '{}' WHERE rank = 4", "document does not parse"),
        ("DELETE FROM finding WHERE rank = 12", "they are 11,"),
        ("UPDATE finding SET bundle = 7 WHERE rank = 4", "bundle 7, which is not there"),
        ("UPDATE bundle SET cents = 5", "5 cents"),
        ("UPDATE bundle SET rule = 'another'", "have not its key"),
        ("DELETE FROM finding_state WHERE rule <> '' AND id LIKE '%3'", "the run has no state of it"),
        ("UPDATE finding_state SET first_seen = '2020-01-01T00:00:00.000000000Z' WHERE id LIKE '%3'", "first seen"),
        ("UPDATE finding_state SET status = 'gone' WHERE id LIKE '%3'", "\"gone\" is no status"),
        ("UPDATE run SET account = 'another'", "does not agree with its columns"),
        ("UPDATE call SET status = 'fine' WHERE operation = 'DescribeVolumes'", "DescribeVolumes"),
        ("UPDATE rule_count SET rule = 'another'", "of another rule"),
        ("UPDATE resolved SET position = 3", "positions"),
        ("UPDATE resource SET details = '[]' WHERE id = 'plain'", "resource ec2.volume"),
        ("UPDATE meaning SET title = 'another'", "its text has another hash"),
        ("UPDATE message SET answer = 'none'", "message 1 of session \"s\""),
        ("DELETE FROM meaning", "meaning"),
        ("DELETE FROM run", "run"),
    ] {
        for (address, store) in both().await {
            let store = &*store;
            let mut sample = Sample::new("run", ACCOUNT, 0, &hostile());
            sample.resolve(&finding(99, ACCOUNT, "gone", 0), 0);
            store.save(&sample.kept()).await.unwrap();
            let (session, question) = ("s".to_owned(), String::new());
            let (intent, answer, asker) = ("{}".to_owned(), "{}".to_owned(), "me".to_owned());
            let message = Message { session, number: 1, asked_at: time(0), asker, question, intent, answer };
            store.questions().tell(&message).await.unwrap();
            assert_eq!(store.upkeep().check().await.unwrap(), [] as [String; 0], "{address}");
            damage(&address, statement).await;
            let told = store.upkeep().check().await.unwrap();
            assert!(told.iter().any(|problem| problem.contains(words)), "{address}, {statement}: {told:#?}");
        }
    }
}

#[tokio::test]
async fn vectors_that_cannot_be_compared_are_named() {
    for (address, store) in both().await {
        let sample = Sample::new("run", ACCOUNT, 0, &hostile());
        let hash = sample.kept().meanings[0].hash();
        store.save(&sample.kept()).await.unwrap();
        let other =
            store::Meaning { title: "t".to_owned(), body: "b".to_owned(), words: "w".to_owned(), asked: String::new() };
        store.questions().add_meanings(std::slice::from_ref(&other)).await.unwrap();
        store.questions().keep_vectors("e", &[(hash.clone(), vec![0.6, 0.8])]).await.unwrap();
        assert_eq!(store.upkeep().check().await.unwrap(), [] as [String; 0]);
        store.questions().keep_vectors("e", &[(other.hash(), vec![1.0, 2.0, 2.0])]).await.unwrap();
        let told = store.upkeep().check().await.unwrap();
        assert_eq!(told.len(), 2, "{address}: {told:#?}");
        assert!(told[0].contains("has length 3 and not 1"), "{told:#?}");
        assert!(told[1].contains("different dimensions: 1 of 2, 1 of 3"), "{told:#?}");
    }
}
