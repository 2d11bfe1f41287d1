//! Questions over several accounts and runs: what is asked of one never cites another, and what the store does not know
//! is not answered with findings.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use serde_json::Value;
use sha2::{Digest, Sha256};
use tickmark::ask::{Asker, Reply};
use tickmark::change::States;
use tickmark::embed::Local;
use tickmark::meaning;
use tickmark::model::{Finding, Report};
use tickmark::rules::RuleSet;
use tickmark::store::{self, Filter, Kept, KeptResource, Store};

use super::remembering::Remembering;
use super::sample::{resource, time};
use super::server::{file, shared};

const DEMO: &str = include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/reports/123456789012/findings.json"));
const ACCOUNTS: [&str; 3] = ["111111111111", "222222222222", "333333333333"];
const QUESTIONS: &[&str] = &[
    "who still logs in without a second factor?",
    "which buckets can anyone on the internet read?",
    "are there disks that nobody uses?",
    "is ssh open to the world anywhere?",
    "which databases have no automated backups?",
    "how many high findings are there?",
    "show all security findings",
    "top 5 risks",
    "what costs us money for nothing?",
    "what changed since the last run?",
    "which findings are new?",
    "list all EC2 volumes",
    "how do I fix the open security groups?",
    "explain the trail that is switched off",
    "which keys are old?",
    "what could not be checked?",
];

/// The demo's report as another account's, with findings of its own ids; of the older run, every second finding.
fn report(account: &str, run: &str, day: i64) -> Report {
    let mut report: Report = serde_json::from_str(&DEMO.replace("123456789012", account)).unwrap();
    report.run.id = run.to_owned();
    report.run.started = time(day);
    report.run.finished = time(day);
    report.resolved.clear();
    let own = |finding: &Arc<Finding>| {
        let id = hex::encode(&Sha256::digest(format!("{run} {}", finding.id))[..16]);
        Arc::new(Finding { id, ..Finding::clone(finding) })
    };
    let step = if day == 0 { 2 } else { 1 };
    report.findings = report.findings.iter().step_by(step).map(own).collect();
    report
}

async fn save(store: &dyn Store, rules: &RuleSet, report: &Report) {
    let by_id: BTreeMap<&str, _> = rules.rules.iter().map(|r| (r.id.as_str(), Arc::new(meaning::of_rule(r)))).collect();
    let meanings = report.findings.iter().map(|f| by_id[f.rule.as_str()].clone()).collect();
    let volume = resource(&report.run.account, &format!("vol-{}", report.run.account), "available");
    let [scope, kind, arn, id, region, document, details] = &volume;
    let resources = vec![KeptResource { scope, kind, arn, id, region, document, details: details.clone() }];
    store.save(&Kept { report, states: &States::default(), resources, meanings }).await.unwrap();
}

/// Where each finding stands: (account, region, run).
type Places = BTreeMap<String, (String, String, String)>;

async fn estate(store: &dyn Store, rules: &RuleSet) -> Places {
    let mut places = Places::new();
    for account in ACCOUNTS {
        for day in [0, 7] {
            let report = report(account, &format!("run-{account}-{day}"), day);
            save(store, rules, &report).await;
            for f in &report.findings {
                places.insert(f.id.clone(), (f.account.clone(), f.region.clone(), report.run.id.clone()));
            }
        }
    }
    places
}

fn rules() -> RuleSet {
    RuleSet::load(&[] as &[&str], &Default::default()).unwrap()
}

/// A stream of numbers that look random and are the same each time.
struct Dice(u64);

impl Dice {
    fn pick<'a, T>(&mut self, from: &'a [T]) -> &'a T {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        &from[usize::try_from(self.0 >> 33).unwrap() % from.len()]
    }
}

/// What is cited lies in the scope: the account (if one is asked for), the region, the run.
fn within(reply: &Reply, places: &Places, account: Option<&str>, region: Option<&str>, run: Option<&str>) -> usize {
    let told = format!("{}\n{}", reply.question, reply.answer);
    for citation in &reply.citations {
        let mut arn = citation.arn.split(':').skip(3);
        let (arn_region, arn_account) = (arn.next().unwrap_or_default(), arn.next().unwrap_or_default());
        match citation.finding.as_ref().map(|id| &places[id]) {
            Some((a, r, of)) => {
                assert!(account.is_none_or(|wanted| wanted == a), "{a}: {told}");
                assert!(region.is_none_or(|wanted| wanted == r), "{r}: {told}");
                assert!(run.map_or(of.ends_with("-7"), |wanted| wanted == of), "{of}: {told}");
            }
            None => {
                assert!(account.is_none_or(|wanted| wanted == arn_account), "{told}");
                assert!(region.is_none_or(|wanted| wanted == arn_region), "{told}");
            }
        }
    }
    for other in ACCOUNTS.iter().filter(|other| account.is_some_and(|a| a != **other)) {
        assert!(!reply.answer.contains(*other), "{other} is told of: {told}");
    }
    reply.citations.len()
}

#[tokio::test]
async fn a_scope_is_never_left() {
    let rules = rules();
    let embedder = Remembering::default();
    let stores = [store::open(&file("scoped")).await.unwrap(), store::open(&shared().database().await).await.unwrap()];
    let mut dice = Dice(20_261_121);
    for store in &stores {
        let places = estate(store.as_ref(), &rules).await;
        let runs: BTreeSet<String> = places.values().map(|(_, _, run)| run.clone()).collect();
        let runs: Vec<String> = runs.into_iter().collect();
        let mut cited = 0;
        for _ in 0..1_000 {
            let mut question = (*dice.pick(QUESTIONS)).to_owned();
            let mut fixed = Filter::default();
            let (mut account, mut region, mut run) = (None, None, None);
            if *dice.pick(&[true, false]) {
                region = Some(*dice.pick(&["us-east-1", "eu-west-1"]));
                question = format!("{} in {}", question.trim_end_matches('?'), region.unwrap_or_default());
            }
            match *dice.pick(&["flag", "words", "run", "none"]) {
                "flag" => {
                    account = Some((*dice.pick(&ACCOUNTS)).to_owned());
                    fixed.accounts = account.iter().cloned().collect();
                }
                "words" => {
                    account = Some((*dice.pick(&ACCOUNTS)).to_owned());
                    question.push_str(&format!(" for account {}", account.as_deref().unwrap_or_default()));
                }
                "run" => {
                    run = Some(dice.pick(&runs).clone());
                    account = run.as_ref().map(|run| places.values().find(|p| p.2 == *run).unwrap().0.clone());
                    fixed.run = run.clone();
                }
                _ => {}
            }
            let questions = store.questions();
            let asker = Asker {
                store: questions,
                embedder: Some(&embedder),
                rules: &rules,
                now: time(8),
                fixed,
                adviser: None,
                secret: [0; 16],
            };
            let reply = asker.ask(&question, None, &mut |_| {}).await.unwrap();
            cited += within(&reply, &places, account.as_deref(), region, run.as_deref());
        }
        assert!(cited > 2_000, "too little is cited for this to show anything: {cited}");
    }
}

#[tokio::test]
async fn what_the_store_does_not_know_is_not_answered_with_findings() {
    let rules = rules();
    let store = store::open(&file("without-answer")).await.unwrap();
    save(store.as_ref(), &rules, &report(ACCOUNTS[0], "run", 0)).await;
    let asker = Asker {
        store: store.questions(),
        embedder: Some(&Local::default()),
        rules: &rules,
        now: time(1),
        fixed: Filter::default(),
        adviser: None,
        secret: [0; 16],
    };
    let sets: BTreeMap<String, Vec<String>> =
        serde_json::from_str(include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/without-answer.json"))).unwrap();
    let questions: Vec<&String> = sets.values().flatten().collect();
    assert_eq!(questions.len(), 40);
    let mut answered = Vec::new();
    for question in &questions {
        let reply = asker.ask(question, None, &mut |_| {}).await.unwrap();
        if !reply.citations.is_empty() {
            answered.push(Value::from(vec![(*question).clone(), reply.answer]));
        }
    }
    assert!(answered.len() * 20 <= questions.len(), "{} are answered: {answered:#?}", answered.len());
    let known = asker.ask("which buckets can anyone on the internet read?", None, &mut |_| {}).await.unwrap();
    assert!(!known.citations.is_empty(), "the store knows this: {}", known.answer);
}

#[tokio::test]
async fn a_partial_run_neither_answers_nor_makes_a_trend() {
    let rules = rules();
    let store = store::open(&file("partial-answers")).await.unwrap();
    save(store.as_ref(), &rules, &report(ACCOUNTS[0], "full", 0)).await;
    let mut half = report(ACCOUNTS[0], "half", 2);
    half.run.partial = true;
    half.findings.truncate(1);
    save(store.as_ref(), &rules, &half).await;
    let asker = Asker {
        store: store.questions(),
        embedder: None,
        rules: &rules,
        now: time(3),
        fixed: Filter::default(),
        adviser: None,
        secret: [0; 16],
    };
    let trend = asker.ask("are we getting better?", None, &mut |_| {}).await.unwrap();
    assert_eq!(trend.run.as_deref(), Some("full"));
    assert!(trend.answer.contains("one run only"), "{}", trend.answer);
    let all = asker.ask("which findings are open?", None, &mut |_| {}).await.unwrap();
    assert!(all.citations.len() > 1, "{}", all.answer);
}
