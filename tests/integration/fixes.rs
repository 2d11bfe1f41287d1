//! What rules tell people to run: every AWS CLI command and every Terraform snippet, before somebody does.
//!
//! `TICKMARK_TEST_RULES` (folders, with commas between) has the rules of more folders judged with the built-in ones.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use crate::harness::{self, more_rules, run, temporary, tickmark};

/// What the findings of all rules' failing examples say.
fn said() -> Vec<Value> {
    let folder = temporary("said");
    let arguments: Vec<String> =
        ["rules", "test", "--json"].map(str::to_owned).into_iter().chain(more_rules()).collect();
    let (code, out, err) = run(&mut tickmark(&folder, &arguments.iter().map(String::as_str).collect::<Vec<_>>()));
    assert_eq!(code, 0, "{err}");
    serde_json::from_str(&out).unwrap()
}

/// The AWS CLI's parser and botocore's validation: see tests/rules/commands.py.
fn judged(said: &[Value]) -> (bool, String) {
    harness::judged("rules/commands.py", &serde_json::to_string(said).unwrap())
}

#[test]
fn the_aws_cli_takes_the_command_of_every_fix() {
    let said = said();
    let (right, out) = judged(&said);
    assert!(right, "{out}");
    let rules: BTreeSet<&str> =
        said.iter().filter(|s| s["fix"]["cli"].is_string()).map(|s| s["rule"].as_str().unwrap()).collect();
    assert!(out.ends_with(&format!("commands of {} rules\n", rules.len())), "{out}");
}

#[test]
fn the_aws_cli_refuses_what_is_wrong() {
    let fix = |cli: &str| serde_json::json!([{"rule": "r", "fix": {"cli": cli}}]);
    for (cli, wanted) in [
        ("aws ec2 delete-volum --volume-id v", "Invalid choice"),
        ("aws ec2 delete-volume --region us-east-1", "--volume-id"),
        ("for u in $(aws iam list-users --querry x); do aws iam get-user --user-name $u; done", "--querry"),
        ("aws ec2 create-tags --resources a --tags Key=a,Valu=b", "Valu"),
        ("aws rds modify-db-instance --db-instance-identifier d --backup-retention-period ten", "ten"),
    ] {
        let (right, out) = judged(fix(cli).as_array().unwrap());
        assert!(!right && out.contains(wanted), "{cli}: {out}");
    }
}

/// Arguments by kind, type and the path of the block: see scripts/terraform.py.
type Schema = BTreeMap<String, BTreeSet<&'static str>>;

fn schema() -> Schema {
    include_str!("../rules/terraform-aws.txt")
        .lines()
        .filter(|line| !line.starts_with('#'))
        .map(|line| {
            let (head, names) = line.split_once(": ").unwrap();
            (head.trim_end().to_owned(), names.split(' ').collect())
        })
        .collect()
}

/// What Terraform's own language lets stand in any resource.
const OF_TERRAFORM: [&str; 7] = ["count", "for_each", "provider", "depends_on", "lifecycle", "provisioner", "dynamic"];

fn faults(schema: &Schema, snippet: &str) -> Vec<String> {
    let body = match hcl::parse(snippet) {
        Ok(body) => body,
        Err(e) => return vec![format!("no HCL: {e}")],
    };
    let mut faults = Vec::new();
    for block in body.blocks() {
        let labels: Vec<&str> = block.labels().iter().map(hcl::BlockLabel::as_str).collect();
        match (block.identifier(), labels.as_slice()) {
            (kind @ ("resource" | "data"), [type_, _name]) => {
                let head = format!("{kind} {type_}");
                if schema.contains_key(&head) {
                    within(schema, &head, "", block.body(), &mut faults);
                } else {
                    faults.push(format!("the provider has no {head}"));
                }
            }
            (
                "variable" | "locals" | "output" | "module" | "provider" | "terraform" | "import" | "moved" | "removed",
                _,
            ) => {}
            (other, _) => faults.push(format!("{other} is no block of Terraform's with {} labels", labels.len())),
        }
    }
    faults
}

/// A block's arguments and the blocks in it; one that the table does not hold may hold anything.
fn within(schema: &Schema, head: &str, path: &str, body: &hcl::Body, faults: &mut Vec<String>) {
    let Some(known) = schema.get(format!("{head} {path}").trim_end()) else { return };
    let mut named: Vec<&str> = body.attributes().map(|a| a.key()).collect();
    named.extend(body.blocks().map(hcl::Block::identifier));
    for name in named {
        let ours = path.is_empty() && OF_TERRAFORM.contains(&name);
        if !(known.contains(name) || ours) {
            faults.push(format!("{head} has no {}", format!("{path}.{name}").trim_start_matches('.')));
        }
    }
    for block in body.blocks() {
        let below = format!("{path}.{}", block.identifier());
        within(schema, head, below.trim_start_matches('.'), block.body(), faults);
    }
}

#[test]
fn terraform_knows_what_every_fix_names() {
    let schema = schema();
    let mut wrong = BTreeSet::new();
    let mut snippets = 0;
    for finding in said() {
        let Some(snippet) = finding["fix"]["terraform"].as_str() else { continue };
        snippets += 1;
        wrong.extend(faults(&schema, snippet).into_iter().map(|f| format!("{}: {f}", finding["rule"])));
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
    assert!(snippets > 90, "{snippets}");
}

#[test]
fn terraform_refuses_what_is_wrong() {
    let schema = schema();
    for (snippet, wanted) in [
        ("resource \"aws_ebs_volum\" \"a\" {}", "no resource aws_ebs_volum"),
        ("resource \"aws_ebs_volume\" \"a\" {\n  encryptd = true\n}", "has no encryptd"),
        (
            "resource \"aws_s3_bucket_lifecycle_configuration\" \"a\" {\n  rule {\n    expiration {\n      day = 3\n    }\n  }\n}",
            "has no rule.expiration.day",
        ),
        ("resource \"aws_ebs_volume\" \"a\" {", "no HCL"),
        ("resource \"aws_ebs_volume\" {}", "with 1 labels"),
    ] {
        let found = faults(&schema, snippet).join("\n");
        assert!(found.contains(wanted), "{snippet}: {found}");
    }
}
