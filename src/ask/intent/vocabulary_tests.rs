//! Services are understood by their kinds alone.

use std::sync::Arc;

use chrono::DateTime;

use super::words::things::PLAIN_SERVICES;
use super::{Intent, Known, Vocabulary, understand};
use crate::rules::RuleSet;

fn ask(question: &str, things: &Arc<Vocabulary>) -> Intent {
    let (accounts, regions, resources) = (Vec::new(), Vec::new(), Vec::new());
    understand(question, &Known { now: DateTime::UNIX_EPOCH, accounts, regions, resources, things: things.clone() })
}

/// The services and kinds of a question.
fn about(question: &str, things: &Arc<Vocabulary>) -> (Vec<String>, Vec<String>) {
    let intent = ask(question, things);
    (intent.services, intent.kinds)
}

fn of(service: &str, kinds: &[&str]) -> (Vec<String>, Vec<String>) {
    (vec![service.to_owned()], kinds.iter().map(|kind| (*kind).to_owned()).collect())
}

#[test]
fn a_new_service_needs_no_table() {
    let called = |words: &[&str]| words.iter().map(|word| (*word).to_owned()).collect::<Vec<_>>();
    let kinds = [
        ("zeppelin.air_ship", called(&["Blimp", "balloon", "flying machine"])),
        ("zeppelin.cluster", called(&[])),
        ("rds.cluster", called(&["database"])),
        ("eks.cluster", called(&["Kubernetes"])),
        ("ecs.cluster", called(&[])),
    ];
    let things = Arc::new(Vocabulary::of(kinds.iter().map(|(kind, called)| (*kind, called.as_slice()))));
    for question in ["unencrypted air ships", "blimps without tags", "which flying machines are public?"] {
        assert_eq!(about(question, &things), of("zeppelin", &["zeppelin.air_ship"]), "{question}");
    }
    assert_eq!(about("is anything of zeppelin public?", &things), of("zeppelin", &[]));
    assert_eq!(about("zeppelin clusters that are public", &things), of("zeppelin", &["zeppelin.cluster"]));
    assert_eq!(about("public kubernetes clusters", &things), of("eks", &["eks.cluster"]));
    // Of which of four?
    assert_eq!(about("public clusters", &things), (Vec::new(), Vec::new()));
    // Plain English beside nothing, and beside its service.
    assert_eq!(about("public balloons", &things), (Vec::new(), Vec::new()));
    assert_eq!(about("public zeppelin balloons", &things), of("zeppelin", &["zeppelin.air_ship"]));
    assert_eq!(about("public zepelin clusters", &things), of("zeppelin", &["zeppelin.cluster"]), "a slip");
}

#[test]
fn every_service_that_is_read_goes_by_its_name() {
    let none: [&str; 0] = [];
    let rules = RuleSet::load(&none, &Default::default()).expect("the built-in rules are right");
    let things = super::super::vocabulary(&rules);
    for kind in rules.kinds.keys().filter(|kind| !kind.starts_with("aws.")) {
        let service = super::vocabulary::service(kind);
        let name = if PLAIN_SERVICES.contains(&service) { format!("aws {service}") } else { service.to_owned() };
        let found = ask(&format!("is anything public in {name}?"), &things);
        assert!(found.services.iter().any(|one| one == service), "{name}: {:?}", found.services);
        let name = kind.replace(['.', '_'], " ");
        let found = ask(&format!("which {name} is public?"), &things);
        assert!(found.kinds.contains(kind), "{name}: {:?}", found.kinds);
    }
}

#[test]
fn what_is_missing_is_not_asked_for() {
    let none: [&str; 0] = [];
    let rules = RuleSet::load(&none, &Default::default()).expect("the built-in rules are right");
    let things = super::super::vocabulary(&rules);
    assert_eq!(about("distributions without a WAF", &things), of("cloudfront", &["cloudfront.distribution"]));
    assert_eq!(about("trails that are not encrypted with KMS", &things), of("cloudtrail", &["cloudtrail.trail"]));
    assert_eq!(about("accounts without GuardDuty", &things), of("guardduty", &[]));
    assert_eq!(about("memcached boxes in the open", &things), of("elasticache", &["elasticache.cluster"]));
}
