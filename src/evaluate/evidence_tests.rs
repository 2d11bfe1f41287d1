//! Evidence of more looked-up resources than are shown: how many there are, and the first.

use std::collections::BTreeMap;
use std::sync::Arc;

use chrono::{DateTime, Utc};
use serde_json::{Value, json};

use super::Evaluator;
use crate::aws::operations;
use crate::collect::{Call, Collected, Inventory, Resource, Surroundings};
use crate::model::{Answer, Evidence, Scope};
use crate::rules::RuleSet;

const ACCOUNT: &str = "123456789012";
const REGION: &str = "eu-west-1";
const RULE: &str = r#"
id: sg-on-many-interfaces
title: Security group is on many interfaces
pillar: hygiene
severity: low
kind: ec2.security_group
lookup:
  enis: {kind: ec2.network_interface, key: "Groups[].GroupId", equals: GroupId, verify: {Filters: [{Name: "'group-id'", Values: [GroupId]}]}}
fail_when: size(enis.filter(e, e.Status == "in-use")) >= 3
message: "on {{ size(enis) }} interfaces"
fix: {note: Split it.}
why: It is hard to change.
references: [https://docs.aws.amazon.com/vpc/latest/userguide/vpc-security-groups.html]
examples:
  fail: [{GroupId: sg-0a, $lookup: {enis: [{Status: in-use}, {Status: in-use}, {Status: in-use}]}}]
  pass: [{GroupId: sg-0b, $lookup: {enis: []}}]
"#;

/// An interface of the group, or of another.
fn interface(number: usize, group: &str) -> Value {
    json!({"NetworkInterfaceId": format!("eni-{number:04}"), "Status": "in-use", "Groups": [{"GroupId": group}]})
}

fn collected(operation: &str, id: &str, items: &[Value], now: DateTime<Utc>) -> Collected {
    let read = operations::find("ec2", operation).unwrap();
    let call = Arc::new(Call { read, region: REGION.into(), params: json!({}) });
    let answer = Answer { request_id: "r".into(), called_at: now, sha256: "s".into() };
    let resource = |item: &Value| Resource {
        id: item[id].as_str().unwrap().to_owned(),
        arn: format!("arn:aws:ec2:{REGION}:{ACCOUNT}:{}", item[id].as_str().unwrap()),
        region: REGION.into(),
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

/// The lookup's evidence where the group is on so many interfaces, and what `DescribeNetworkInterfaces` answers.
fn looked_up(interfaces: usize) -> (Evidence, Value) {
    let folder = std::env::temp_dir().join(format!("tickmark-evidence-{}-{interfaces}", std::process::id()));
    std::fs::create_dir_all(folder.join("hygiene")).unwrap();
    std::fs::write(folder.join("hygiene/sg-on-many-interfaces.yaml"), RULE).unwrap();
    let set = RuleSet::load(&[&folder], &BTreeMap::new()).unwrap();
    std::fs::remove_dir_all(&folder).unwrap();
    let now: DateTime<Utc> = "2026-11-18T10:30:00Z".parse().unwrap();
    let mut items: Vec<Value> = (0..interfaces).map(|n| interface(n, "sg-0a")).collect();
    items.extend((9000..9005).map(|n| interface(n, "sg-0other")));
    let scope = Scope::new(ACCOUNT, REGION);
    let mut inventory = Inventory::default();
    let group = json!({"GroupId": "sg-0a", "GroupName": "web", "OwnerId": ACCOUNT});
    let groups = collected("DescribeSecurityGroups", "GroupId", &[group], now);
    inventory.collected.insert((scope.clone(), "ec2.security_group".into()), groups);
    let enis = collected("DescribeNetworkInterfaces", "NetworkInterfaceId", &items, now);
    inventory.collected.insert((scope, "ec2.network_interface".into()), enis);
    let around = Surroundings::new(ACCOUNT, "aws", now);
    let rules = [set.find("sg-on-many-interfaces").unwrap().clone()];
    let evaluator = Evaluator {
        rules: &rules,
        prices: set.prices,
        around: &around,
        now,
        inventory: &inventory,
        followed: &BTreeMap::new(),
    };
    let mut findings = evaluator.evaluate().findings;
    assert_eq!(findings.len(), 1);
    let evidence = findings.remove(0).evidence.into_iter().find(|e| e.part == "enis").unwrap();
    // AWS promises no order.
    items.reverse();
    (evidence, json!({"NetworkInterfaces": items}))
}

/// What the command prints: its query over the answer, by the crate itself.
fn printed(evidence: &Evidence, answer: &Value) -> Value {
    let found = jmespath::compile(&evidence.query).unwrap().search(answer).unwrap();
    serde_json::to_value(&*found).unwrap()
}

#[test]
fn many_are_counted_and_the_first_fifty_shown() {
    let (evidence, answer) = looked_up(60);
    assert_eq!(evidence.observed["total"], 60);
    let first = evidence.observed["first"].as_array().unwrap();
    assert_eq!((first.len(), &first[0]["NetworkInterfaceId"]), (50, &json!("eni-0000")));
    assert_eq!(first[49]["NetworkInterfaceId"], "eni-0049");
    assert_eq!(printed(&evidence, &answer), evidence.observed, "{}", evidence.query);
    assert!(evidence.cli.contains("{total: length(@), first: @[:50]}"), "{}", evidence.cli);
}

#[test]
fn fifty_are_shown_as_they_are() {
    let (evidence, answer) = looked_up(50);
    assert_eq!(evidence.observed.as_array().unwrap().len(), 50);
    assert_eq!(printed(&evidence, &answer), evidence.observed, "{}", evidence.query);
}
