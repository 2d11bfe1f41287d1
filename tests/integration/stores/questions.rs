//! The same questions, asked of both stores, have the same answers.

use tickmark::store::{self, By, Filter, Meaning, Message, Questions, Scope, Store};

use super::sample::{ACCOUNT, Sample, hostile, time};
use super::server::{file, shared};

async fn both(name: &str) -> [Box<dyn Store>; 2] {
    let stores = [store::open(&file(name)).await.unwrap(), store::open(&shared().database().await).await.unwrap()];
    let sample = Sample::new("run", ACCOUNT, 0, &hostile());
    for store in &stores {
        store.save(&sample.kept()).await.unwrap();
    }
    stores
}

fn list(values: &[&str]) -> Vec<String> {
    values.iter().map(|v| (*v).to_owned()).collect()
}

#[tokio::test]
async fn filters_narrow_alike() {
    let [file, server] = both("filters").await;
    let (file, server) = (file.questions(), server.questions());
    let all = file.list(&Filter::default(), 1000).await.unwrap();
    assert!(!all.is_empty());
    let one = all.first().unwrap();
    let name = |text: &str| Filter { names: list(&[text]), ..Filter::default() };
    let filters = [
        Filter::default(),
        Filter { accounts: list(&[&one.account]), ..Filter::default() },
        Filter { accounts: list(&["000000000000"]), ..Filter::default() },
        Filter { regions: list(&[&one.region]), severities: list(&[one.severity.word()]), ..Filter::default() },
        Filter { services: list(&["ec2"]), ..Filter::default() },
        Filter { services: list(&["ec2"]), kinds: list(&["s3.bucket"]), ..Filter::default() },
        Filter { rules: list(&[&one.rule]), statuses: list(&["open"]), ..Filter::default() },
        Filter { changes: list(&["new", "reopened"]), ..Filter::default() },
        Filter { environments: list(&["prod"]), ..Filter::default() },
        Filter { since: Some(time(0)), until: Some(time(1000)), ..Filter::default() },
        Filter { costly: true, ..Filter::default() },
        Filter { run: Some("none".into()), ..Filter::default() },
        name(&one.arn),
        name(&one.id[..8]),
        name("' OR 1=1 --"),
        name("%"),
    ];
    for filter in &filters {
        assert_eq!(file.list(filter, 1000).await.unwrap(), server.list(filter, 1000).await.unwrap(), "{filter:?}");
        for by in [By::Severity, By::Pillar, By::Service, By::Account, By::Region, By::Rule, By::Meaning] {
            assert_eq!(file.count(filter, by).await.unwrap(), server.count(filter, by).await.unwrap(), "{filter:?}");
        }
        assert_eq!(file.gaps(filter).await.unwrap(), server.gaps(filter).await.unwrap());
        assert_eq!(file.checked(filter).await.unwrap(), server.checked(filter).await.unwrap());
        let (ours, theirs) = (file.resources(filter, 5).await.unwrap(), server.resources(filter, 5).await.unwrap());
        assert_eq!(ours, theirs, "{filter:?}");
    }
    assert_eq!(file.current().await.unwrap(), server.current().await.unwrap());
    assert_eq!(
        file.count(&filters[0], By::Rule).await.unwrap().iter().map(|c| c.findings).sum::<u64>(),
        all.len() as u64
    );
}

#[tokio::test]
async fn a_partial_run_answers_only_where_none_is_full() {
    let save = async |store: &dyn Store, id: &str, account: &str, day: i64, partial: bool| {
        let mut sample = Sample::new(id, account, day, &list(&[id]));
        sample.report.run.partial = partial;
        store.save(&sample.kept()).await.unwrap();
    };
    let newest = async |store: &dyn Store| store.report(None).await.unwrap().unwrap().run.id;
    let other = "210987654321";
    for store in [store::open(&file("partial")).await.unwrap(), store::open(&shared().database().await).await.unwrap()]
    {
        let (store, questions) = (&*store, store.questions());
        let current =
            async || -> Vec<String> { questions.current().await.unwrap().into_iter().map(|run| run.id).collect() };
        for (id, account, day) in [("part-1", ACCOUNT, 1), ("part-2", ACCOUNT, 2), ("other", other, 3)] {
            save(store, id, account, day, true).await;
        }
        assert_eq!((current().await, newest(store).await), (list(&["part-2", "other"]), "other".to_owned()));
        save(store, "full", ACCOUNT, 0, false).await;
        assert_eq!((current().await, newest(store).await), (list(&["full", "other"]), "full".to_owned()));
        let found = questions.list(&Filter::default(), 10).await.unwrap();
        assert_eq!(found.iter().map(|f| f.resource.as_str()).collect::<Vec<_>>(), ["full", "other"]);
        save(store, "fuller", ACCOUNT, 4, false).await;
        assert_eq!((current().await, newest(store).await), (list(&["fuller", "other"]), "fuller".to_owned()));
    }
}

#[tokio::test]
async fn meanings_are_found_by_words_and_by_vectors() {
    let meaning = |title: &str, body: &str, asked: &str| Meaning {
        title: title.into(),
        body: body.into(),
        words: String::new(),
        asked: asked.into(),
    };
    let meanings = [
        meaning("Bucket is public", "Anyone can read it", "can strangers see our files?\nopen blobs"),
        meaning("User without a second factor", "A password alone protects the login", ""),
        meaning("Volume is attached to nothing", "It is billed by size", "idle disks"),
    ];
    let hashes: Vec<String> = meanings.iter().map(Meaning::hash).collect();
    let scope = Scope { filter: &Filter::default(), rules: &hashes };
    for store in both("meanings").await {
        let store: &dyn Questions = store.questions();
        store.add_meanings(&meanings).await.unwrap();
        store.add_meanings(&meanings).await.unwrap();
        for (words, wanted) in
            [("public buckets", 0), ("strangers blobs", 0), ("passwords logins", 1), ("attached volumes", 2)]
        {
            let terms: Vec<String> = words.split(' ').map(str::to_owned).collect();
            let found = store.matching(&terms, scope, 10).await.unwrap();
            let ours = found.iter().find(|f| meanings.iter().any(|m| m.hash() == f.0));
            assert_eq!(ours.map(|f| f.0.clone()), Some(meanings[wanted].hash()), "{words}: {found:?}");
            assert!(found.iter().all(|f| f.1 > 0.0));
        }
        for hostile in ["\"", "' OR 1=1", "NEAR(", "a:b*", "\0", ""] {
            store.matching(&[hostile.to_owned()], scope, 10).await.unwrap();
        }
        let missing = store.without_vectors("e1").await.unwrap();
        assert!(meanings.iter().all(|m| missing.iter().any(|(hash, found)| *hash == m.hash() && found == m)));
        let vectors: Vec<(String, Vec<f32>)> =
            (0..3).map(|i| (meanings[i].hash(), (0..3).map(|j| if i == j { 1.0 } else { 0.0 }).collect())).collect();
        store.keep_vectors("e1", &vectors).await.unwrap();
        store.keep_vectors("e1", &vectors).await.unwrap();
        let near = store.nearest("e1", &[0.6, 0.8, 0.0], scope, 2).await.unwrap();
        assert_eq!(near.iter().map(|n| n.0.clone()).collect::<Vec<_>>(), [meanings[1].hash(), meanings[0].hash()]);
        assert!((near[0].1 - 0.8).abs() < 0.001 && (near[1].1 - 0.6).abs() < 0.001, "{near:?}");
        // Another embedder's are never compared with these.
        assert!(store.nearest("e2", &[0.6, 0.8, 0.0], scope, 2).await.unwrap().is_empty());
        assert_eq!(store.without_vectors("e1").await.unwrap().len(), missing.len() - 3);
    }
}

#[tokio::test]
async fn conversations_and_answers_are_kept() {
    for store in both("talk").await {
        let store = store.questions();
        assert_eq!(store.last_session("me").await.unwrap(), None);
        let message = |number: u32, session: &str| Message {
            session: session.into(),
            number,
            asked_at: time(i64::from(number)),
            asker: "me".into(),
            question: "who?".into(),
            intent: "{}".into(),
            answer: "{}".into(),
        };
        for (number, session) in [(1, "a"), (2, "a"), (3, "b")] {
            store.tell(&message(number, session)).await.unwrap();
        }
        assert_eq!(store.session("a").await.unwrap(), [message(1, "a"), message(2, "a")]);
        assert_eq!(store.last_session("me").await.unwrap().as_deref(), Some("b"));
        assert_eq!(store.last_session("you").await.unwrap(), None);
        assert_eq!(store.cached("k").await.unwrap(), None);
        store.cache("k", "1").await.unwrap();
        store.cache("k", "2").await.unwrap();
        assert_eq!(store.cached("k").await.unwrap().as_deref(), Some("2"));
    }
}
