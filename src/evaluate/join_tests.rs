//! A join over two steps: a user's groups, and the policies of the user and of the groups.

use std::collections::BTreeMap;
use std::sync::Arc;

use chrono::{DateTime, Utc};
use serde_json::{Value, json};

use super::{Evaluated, Evaluator};
use crate::aws::operations;
use crate::collect::{Call, Collected, Inventory, Resource, Surroundings};
use crate::model::{Answer, Scope};
use crate::rules::RuleSet;

const ACCOUNT: &str = "123456789012";

fn arn(kind: &str, name: &str) -> String {
    format!("arn:aws:iam::{ACCOUNT}:{kind}/{name}")
}

fn collected(filter: &str, items: &[Value], id: &str, now: DateTime<Utc>) -> Collected {
    let read = operations::find("iam", "GetAccountAuthorizationDetails").unwrap();
    let call = Arc::new(Call { read, region: "us-east-1".into(), params: json!({"Filter": [filter]}) });
    let answer = Answer { request_id: "r".into(), called_at: now, sha256: "s".into() };
    let resource = |item: &Value| Resource {
        id: item[id].as_str().unwrap().to_owned(),
        arn: item["Arn"].as_str().unwrap().to_owned(),
        region: "global".into(),
        item: item.to_string().into(),
        details: BTreeMap::new(),
        metrics: BTreeMap::new(),
        call: call.clone(),
        answer: answer.clone(),
        parent: None,
    };
    let resources = items.iter().map(resource).collect();
    Collected { resources, listed: Some((call.clone(), answer.clone())), failures: Vec::new() }
}

fn on(name: &str, action: &str, resource: &str) -> Value {
    let document = json!({"Statement": {"Effect": "Allow", "Action": action, "Resource": resource}});
    json!({"PolicyName": name, "Arn": arn("policy", name), "Document": document})
}

fn policy(name: &str, action: &str) -> Value {
    on(name, action, "*")
}

/// What a member of the group may do to itself, and the group not to others.
fn own() -> Value {
    on("p", "iam:PutUserPolicy", "arn:aws:iam::*:user/${aws:username}")
}

/// What is found about a user of the group `devs`, which has the policy `p`, among these policies.
fn judged(policies: &[Value]) -> Evaluated {
    let now: DateTime<Utc> = "2026-11-18T10:30:00Z".parse().unwrap();
    let user = json!({"UserName": "mia", "Arn": arn("user", "mia"), "GroupList": ["devs"]});
    let attached = json!([{"PolicyName": "p", "PolicyArn": arn("policy", "p")}]);
    let group = |name: &str| json!({"GroupName": name, "Arn": arn("group", name), "AttachedManagedPolicies": attached});
    let mut inventory = Inventory::default();
    let place = Scope::new(ACCOUNT, "us-east-1").global();
    for (kind, filter, id, items) in [
        ("iam.user_rights", "User", "UserName", vec![user]),
        ("iam.group_rights", "Group", "GroupName", vec![group("ops"), group("devs")]),
        ("iam.managed_policy", "LocalManagedPolicy", "Arn", policies.to_vec()),
    ] {
        inventory.collected.insert((place.clone(), kind.into()), collected(filter, &items, id, now));
    }
    let set = RuleSet::load(&[] as &[&str], &BTreeMap::new()).unwrap();
    let around = Surroundings::new(ACCOUNT, "aws", now);
    let rules = [set.find("iam-user-escalation").unwrap().clone()];
    Evaluator {
        rules: &rules,
        prices: set.prices,
        around: &around,
        now,
        inventory: &inventory,
        followed: &BTreeMap::new(),
    }
    .evaluate()
}

#[test]
fn a_way_through_a_group_is_found_and_its_calls_show_the_group_and_the_policy() {
    let found = judged(&[policy("other", "s3:*"), own()]).findings;
    assert_eq!(found.len(), 1);
    assert!(
        found[0].message.contains("put-user-policy (iam:PutUserPolicy) by attached policy p of group devs"),
        "{}",
        found[0].message
    );
    let of = |part: &str| found[0].evidence.iter().find(|e| e.part == part).unwrap();
    assert_eq!(of("groups").observed.as_array().unwrap().len(), 1);
    assert_eq!(of("groups").observed[0]["GroupName"], "devs");
    assert_eq!(of("policies").observed, json!([own()]));
    // The command prints what was observed, whatever else there is.
    let version = |p: &Value| json!({"PolicyName": p["PolicyName"], "Arn": p["Arn"], "PolicyVersionList": [{"IsDefaultVersion": true, "Document": p["Document"]}]});
    let answer = json!({"Policies": [version(&own()), version(&policy("other", "s3:*"))]});
    let printed = jmespath::compile(&of("policies").query).unwrap().search(&answer).unwrap();
    assert_eq!(serde_json::to_value(&*printed).unwrap(), of("policies").observed, "{}", of("policies").query);
}

#[test]
fn a_way_that_a_group_has_by_itself_is_the_groups_finding() {
    assert!(judged(&[policy("p", "iam:PutUserPolicy")]).findings.is_empty());
}

#[test]
fn a_policy_that_gives_nothing_passes_and_one_that_was_not_read_leaves_it_undecided() {
    assert!(judged(&[policy("p", "s3:*"), policy("other", "iam:*")]).findings.is_empty());
    let unknown = judged(&[policy("other", "iam:*")]).findings;
    assert_eq!(unknown.len(), 1);
    assert_eq!(unknown[0].status, crate::model::FindingStatus::Unknown);
}
