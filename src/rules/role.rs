//! The role that tickmark takes in other accounts, for Terraform and for CloudFormation.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use hcl::expr::{Expression, FuncCall, Traversal, Variable};
use hcl::{Attribute, Block, Body};
use serde_json::{Map, Value, json};

use super::policy::{actions, document};
use super::{Kind, Rule};

/// What the role is called, and who may take it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Trust {
    pub name: String,
    /// An account's id, or the ARN of a role or user.
    pub principal: String,
    pub external_id: Option<String>,
    pub partition: String,
}

/// Characters that a managed policy may have, white space not counted (IAM's quotas).
const MANAGED_POLICY: usize = 6_144;

impl Trust {
    /// Says what cannot be a name, a principal or an external id.
    pub fn check(&self) -> Result<(), String> {
        let all = |text: &str, more: &str| text.chars().all(|c| c.is_ascii_alphanumeric() || more.contains(c));
        if self.name.is_empty() || self.name.len() > 64 || !all(&self.name, "+=,.@_-") {
            return Err("--name: a role's name has up to 64 letters, digits and +=,.@_-".to_owned());
        }
        let account = self.principal.len() == 12 && self.principal.bytes().all(|b| b.is_ascii_digit());
        let arn = self.principal.starts_with("arn:") && all(&self.principal, "+=,.@_-:/");
        if !(account || arn) {
            return Err("--trust: an account's twelve digits, or the ARN of a role or user".to_owned());
        }
        let wrong = |id: &String| id.len() < 2 || id.len() > 1224 || !all(id, "+=,.@_:/-");
        if self.external_id.as_ref().is_some_and(wrong) {
            return Err("--external-id: 2 to 1224 letters, digits and +=,.@_:/-".to_owned());
        }
        Ok(())
    }

    fn document(&self) -> Value {
        let arn = match self.principal.starts_with("arn:") {
            true => self.principal.clone(),
            false => format!("arn:{}:iam::{}:root", self.partition, self.principal),
        };
        let mut statement = json!({"Effect": "Allow", "Action": "sts:AssumeRole", "Principal": {"AWS": arn}});
        if let (Some(id), Some(statement)) = (&self.external_id, statement.as_object_mut()) {
            statement.insert("Condition".to_owned(), json!({"StringEquals": {"sts:ExternalId": id}}));
        }
        json!({"Version": "2012-10-17", "Statement": [statement]})
    }
}

/// The actions of the rules, in as many policies as are needed.
fn policies(rules: &[Arc<Rule>], kinds: &BTreeMap<String, Arc<Kind>>) -> Vec<Value> {
    let mut parts: Vec<BTreeSet<&str>> = vec![BTreeSet::new()];
    for action in actions(rules, kinds) {
        let full = |part: &BTreeSet<&str>| document(part).to_string().len() + action.len() + 3 > MANAGED_POLICY;
        if parts.last().is_none_or(full) {
            parts.push(BTreeSet::new());
        }
        if let Some(part) = parts.last_mut() {
            part.insert(action);
        }
    }
    parts.iter().map(document).collect()
}

/// Terraform: the role, its policies and their attachments.
pub fn terraform(trust: &Trust, rules: &[Arc<Rule>], kinds: &BTreeMap<String, Arc<Kind>>) -> anyhow::Result<String> {
    let role = resource("aws_iam_role", "tickmark")
        .add_attribute(("name", trust.name.as_str()))
        .add_attribute(("description", DESCRIPTION))
        .add_attribute(Attribute::new("assume_role_policy", encoded(&trust.document())?))
        .build();
    let mut body = Body::builder().add_block(role);
    for (number, policy) in (1..).zip(policies(rules, kinds)) {
        let label = format!("tickmark_{number}");
        let made = resource("aws_iam_policy", &label)
            .add_attribute(("name", format!("{}-{number}", trust.name)))
            .add_attribute(Attribute::new("policy", encoded(&policy)?))
            .build();
        let attached = resource("aws_iam_role_policy_attachment", &label)
            .add_attribute(Attribute::new("role", member("aws_iam_role", "tickmark", "name")?))
            .add_attribute(Attribute::new("policy_arn", member("aws_iam_policy", &label, "arn")?))
            .build();
        body = body.add_block(made).add_block(attached);
    }
    let output = Block::builder("output")
        .add_label("role_arn")
        .add_attribute(Attribute::new("value", member("aws_iam_role", "tickmark", "arn")?))
        .build();
    Ok(hcl::to_string(&body.add_block(output).build())?)
}

const DESCRIPTION: &str = "Read-only: what tickmark's rules read, and nothing else";

fn resource(kind: &str, label: &str) -> hcl::structure::BlockBuilder {
    Block::builder("resource").add_label(kind).add_label(label)
}

fn encoded(document: &Value) -> anyhow::Result<Expression> {
    Ok(FuncCall::builder("jsonencode").arg(hcl::to_expression(document)?).build().into())
}

fn member(kind: &str, label: &str, name: &str) -> anyhow::Result<Expression> {
    let of = Traversal::builder(Variable::new(kind)?).attr(hcl::Identifier::new(label)?);
    Ok(of.attr(hcl::Identifier::new(name)?).build().into())
}

/// CloudFormation, in JSON; for a stack set over an organisation too.
pub fn cloudformation(trust: &Trust, rules: &[Arc<Rule>], kinds: &BTreeMap<String, Arc<Kind>>) -> String {
    let mut resources = Map::new();
    for (number, policy) in (1..).zip(policies(rules, kinds)) {
        let name = format!("Policy{number}");
        let properties = json!({
            "ManagedPolicyName": format!("{}-{number}", trust.name),
            "Description": DESCRIPTION,
            "PolicyDocument": policy,
            "Roles": [{"Ref": "Role"}],
        });
        resources.insert(name, json!({"Type": "AWS::IAM::ManagedPolicy", "Properties": properties}));
    }
    let role = json!({
        "RoleName": trust.name,
        "Description": DESCRIPTION,
        "AssumeRolePolicyDocument": trust.document(),
    });
    resources.insert("Role".to_owned(), json!({"Type": "AWS::IAM::Role", "Properties": role}));
    let template = json!({
        "AWSTemplateFormatVersion": "2010-09-09",
        "Description": "The role that tickmark takes to audit this account, read-only",
        "Resources": resources,
        "Outputs": {"RoleArn": {"Value": {"Fn::GetAtt": ["Role", "Arn"]}}},
    });
    format!("{template:#}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::RuleSet;

    fn trust() -> Trust {
        let (name, principal) = ("tickmark".to_owned(), "111111111111".to_owned());
        Trust { name, principal, external_id: Some("x-1".to_owned()), partition: "aws".to_owned() }
    }

    fn all() -> RuleSet {
        RuleSet::load(&[] as &[&str], &BTreeMap::new()).unwrap()
    }

    #[test]
    fn every_action_is_in_one_policy_and_every_policy_fits() {
        let set = all();
        let policies = policies(&set.rules, &set.kinds);
        let actions = |policy: &Value| policy["Statement"][0]["Action"].as_array().unwrap().len();
        assert_eq!(policies.iter().map(actions).sum::<usize>(), super::actions(&set.rules, &set.kinds).len());
        assert!(policies.iter().all(|p| p.to_string().len() <= MANAGED_POLICY));
    }

    #[test]
    fn terraform_says_what_the_trust_says() {
        let set = all();
        let text = terraform(&trust(), &set.rules, &set.kinds).unwrap();
        let body: Body = hcl::parse(&text).unwrap();
        let kinds: Vec<&str> = body.blocks().map(|b| b.labels().first().unwrap().as_str()).collect();
        assert_eq!(kinds.iter().filter(|k| **k == "aws_iam_role").count(), 1);
        assert_eq!(kinds.iter().filter(|k| **k == "aws_iam_policy").count(), policies(&set.rules, &set.kinds).len());
        assert!(
            text.contains("\"sts:ExternalId\" = \"x-1\"") && text.contains("arn:aws:iam::111111111111:root"),
            "{text}"
        );
    }

    #[test]
    fn what_could_break_out_of_a_string_is_refused() {
        assert!(trust().check().is_ok());
        assert!(Trust { name: "a\"b".into(), ..trust() }.check().is_err());
        assert!(Trust { principal: "1111".into(), ..trust() }.check().is_err());
        assert!(Trust { principal: "arn:aws:iam::1:role/${x}".into(), ..trust() }.check().is_err());
        assert!(Trust { external_id: Some("${x}".into()), ..trust() }.check().is_err());
    }
}
