//! The table of cases, all of it.

use std::collections::BTreeSet;

use serde::Deserialize;
use serde_json::Value;

use super::*;

const OWN: &str = "123456789012";

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Case {
    kind: String,
    why: String,
    #[serde(default)]
    level: String,
    accounts: Option<BTreeSet<String>>,
    #[serde(default)]
    problems: Vec<String>,
    escalates: Option<Vec<String>>,
    #[serde(default)]
    conditional: bool,
    #[serde(default)]
    admin: bool,
    #[serde(default)]
    arn: String,
    #[serde(default)]
    has: Vec<String>,
    policy: Value,
    boundary: Option<Value>,
}

fn cases() -> Vec<Case> {
    serde_saphyr::from_str(include_str!("cases.yaml")).unwrap()
}

/// What came out otherwise than it should.
fn wrong(case: &Case) -> Option<String> {
    if case.escalates.is_some() {
        return escalates_otherwise(case);
    }
    let found = access(&case.policy, OWN);
    let listed = case.accounts.as_ref().is_none_or(|a| *a == found.accounts);
    if found.level.word() != case.level || !listed {
        return Some(format!("{} {:?}: {}", found.level.word(), found.accounts, found.reason));
    }
    let problems: Vec<&str> = trust(&case.policy, OWN).problems.iter().map(|p| p.problem).collect();
    (case.kind == "trust" && problems != case.problems).then(|| format!("{problems:?}"))
}

fn escalates_otherwise(case: &Case) -> Option<String> {
    let held = [Held { via: "inline policy p".into(), document: document(&case.policy).unwrap() }];
    let boundary = case.boundary.as_ref().map(|b| document(b).unwrap());
    let asker = Asker { arn: case.arn.clone(), has: case.has.clone() };
    let ways = escalations(&held, boundary.as_ref(), &asker);
    let admin = is_admin(&held, boundary.as_ref());
    let found: Vec<String> =
        if admin { vec!["all".into()] } else { ways.iter().map(|w| w.method.to_owned()).collect() };
    let same = case.escalates.as_ref() == Some(&found) && admin == case.admin;
    let conditional = !admin && ways.iter().any(|w| w.conditional);
    (!same || conditional != case.conditional).then(|| format!("{found:?}, admin {admin}, conditional {conditional}"))
}

#[test]
fn every_case_is_judged_as_the_table_says() {
    let cases = cases();
    assert!(cases.len() >= 150, "{}", cases.len());
    let failed: Vec<String> = cases
        .iter()
        .enumerate()
        .filter_map(|(at, c)| {
            wrong(c).map(|w| {
                format!("{at} {} ({}), wanted {}{:?}{:?}: {w}", c.kind, c.why, c.level, c.problems, c.escalates)
            })
        })
        .collect();
    assert!(failed.is_empty(), "{} of {}:\n{}", failed.len(), cases.len(), failed.join("\n"));
}

#[test]
fn every_method_is_in_a_policy_of_its_own_actions_and_in_none_of_less() {
    for method in methods::METHODS {
        let way = |needs: &[methods::Need]| {
            let actions: Vec<&str> = needs.iter().map(|n| n.action).collect();
            let policy = serde_json::json!({"Statement": {"Effect": "Allow", "Action": actions, "Resource": "*"}});
            let held = [Held { via: "p".into(), document: document(&policy).unwrap() }];
            let asker = Asker { arn: format!("arn:aws:iam::{OWN}:user/u"), has: Vec::new() };
            escalations(&held, None, &asker).iter().any(|w| w.method == method.id)
        };
        assert!(way(method.needs), "{}", method.id);
        for left_out in 0..method.needs.len() {
            let mut less = method.needs.to_vec();
            less.remove(left_out);
            assert!(less.is_empty() || !way(&less), "{} without {}", method.id, method.needs[left_out].action);
        }
    }
    let ids: BTreeSet<&str> = methods::METHODS.iter().map(|m| m.id).collect();
    assert_eq!(ids.len(), methods::METHODS.len());
}

#[test]
fn grants_are_no_conditional_or_yes() {
    let policy = serde_json::json!({"Statement": [
        {"Effect": "Allow", "Action": "s3:Get*", "Resource": "arn:aws:s3:::photos/*"},
        {"Effect": "Allow", "Action": "s3:Put*", "Resource": "*", "Condition": {"Bool": {"aws:SecureTransport": "true"}}},
        {"Effect": "Deny", "Action": "s3:*", "Resource": "arn:aws:s3:::photos/private/*"},
    ]});
    let held = [Held { via: "p".into(), document: document(&policy).unwrap() }];
    let ask = |action: &str, on: &str| {
        let asked = Question { action, on: On::This(on), passed_to: None, own_name: "" };
        grants(&held, None, &asked).0
    };
    assert_eq!(ask("s3:GetObject", "arn:aws:s3:::photos/a.jpg"), Grant::Yes);
    assert_eq!(ask("s3:GetObject", "*"), Grant::No);
    assert_eq!(ask("s3:PutObject", "arn:aws:s3:::photos/a.jpg"), Grant::Conditional);
    assert_eq!(ask("s3:GetObject", "arn:aws:s3:::photos/private/a.jpg"), Grant::No);
    assert_eq!(ask("s3:DeleteObject", "arn:aws:s3:::photos/a.jpg"), Grant::No);
}
