//! The functions of rules about policies: JSON in and out of [`crate::policy`].

use cel::{ExecutionError, Value};
use serde_json::{Value as Json, json};

use super::value::{from_json, to_json};
use crate::policy::{self, Asker, Document, Grant, Held, Level, On, Question};
use crate::shapes::Type;

/// What `policy_access` gives.
pub fn access_type() -> Type {
    let lists = ["accounts", "services", "statements", "actions"].map(|n| (n.to_owned(), Type::list(Type::Text)));
    Type::object(lists.into_iter().chain(["level", "reason"].map(|n| (n.to_owned(), Type::Text))))
}

/// What `role_trust` gives.
pub fn trust_type() -> Type {
    let problem = Type::object(["problem", "who", "text"].map(|n| (n.to_owned(), Type::Text)));
    let lists = ["accounts", "services", "providers"].map(|n| (n.to_owned(), Type::list(Type::Text)));
    let rest = [("level", Type::Text), ("reason", Type::Text), ("problems", Type::list(problem))];
    Type::object(lists.into_iter().chain(rest.map(|(n, t)| (n.to_owned(), t))))
}

/// What `identity_rights` gives.
pub fn rights_type() -> Type {
    let texts = ["method", "source", "text"].map(|n| (n.to_owned(), Type::Text));
    let lists = ["actions", "via", "groups"].map(|n| (n.to_owned(), Type::list(Type::Text)));
    let path = Type::object(texts.into_iter().chain(lists).chain([("conditional".to_owned(), Type::Bool)]));
    Type::object([("admin".to_owned(), Type::Bool), ("paths".to_owned(), Type::list(path))])
}

/// `policy_access(policy, account)`; an error where something in the policy cannot be judged, so that no rule passes it.
pub fn access(policy: &Value, account: &str) -> Result<Value, ExecutionError> {
    let found = policy::access(&to_json(policy), account);
    if found.level == Level::Unknown {
        return Err(ExecutionError::function_error("policy_access", found.reason));
    }
    Ok(from_json(&json!({
        "level": found.level.word(), "accounts": found.accounts, "services": found.services,
        "statements": found.statements, "actions": found.actions, "reason": found.reason,
    })))
}

/// `role_trust(policy, account)`; an error where nothing wrong was found but something in it cannot be judged.
pub fn trust(policy: &Value, account: &str) -> Result<Value, ExecutionError> {
    let found = policy::trust(&to_json(policy), account);
    if found.access.level == Level::Unknown && found.problems.is_empty() {
        return Err(ExecutionError::function_error("role_trust", found.access.reason));
    }
    let problem = |p: &policy::Problem| json!({"problem": p.problem, "who": p.who, "text": p.text});
    let problems: Vec<Json> = found.problems.iter().map(problem).collect();
    Ok(from_json(&json!({
        "level": found.access.level.word(), "reason": found.access.reason, "accounts": found.access.accounts,
        "services": found.access.services, "providers": found.providers, "problems": problems,
    })))
}

/// `policy_allows(policies, action, resource)`: `yes`, `conditional` or `no`.
pub fn allows(policies: &Value, action: &str, resource: &str) -> Result<Value, ExecutionError> {
    let policies = match to_json(policies) {
        Json::Array(list) => list,
        Json::Null => Vec::new(),
        one => vec![one],
    };
    let held: Result<Vec<Held>, String> = policies.iter().map(|p| held("policy".to_owned(), p)).collect();
    let held = held.map_err(|e| ExecutionError::function_error("policy_allows", e))?;
    let asked = Question { action, on: On::This(resource), passed_to: None, own_name: "" };
    let grant: Grant = policy::grants(&held, None, &asked).0;
    Ok(from_json(&Json::from(grant.word())))
}

/// `identity_rights(arn, inline, attached, boundary, groups, policies)`
pub fn rights(args: &[Value]) -> Result<Value, ExecutionError> {
    let args: Vec<Json> = args.iter().map(to_json).collect();
    let [arn, inline, attached, boundary, groups, policies] = args.as_slice() else {
        return Err(ExecutionError::function_error("identity_rights", "takes six arguments"));
    };
    let identity = Identity { arn: arn.as_str().unwrap_or_default(), inline, attached, boundary, groups, policies };
    identity.rights().map(|v| from_json(&v)).map_err(|e| ExecutionError::function_error("identity_rights", e))
}

/// A user, group or role with what was read about it, as GetAccountAuthorizationDetails writes it.
struct Identity<'a> {
    arn: &'a str,
    /// `[{PolicyName, PolicyDocument}]`
    inline: &'a Json,
    /// `[{PolicyName, PolicyArn}]`
    attached: &'a Json,
    /// `{PermissionsBoundaryArn}` or null.
    boundary: &'a Json,
    /// `[{GroupName, Arn, GroupPolicyList, AttachedManagedPolicies}]`
    groups: &'a Json,
    /// `[{Arn, Document}]`: the managed policies that the others name.
    policies: &'a Json,
}

impl Identity<'_> {
    fn rights(&self) -> Result<Json, String> {
        let (mut held, mut has) = (Vec::new(), Vec::new());
        self.add("", self.inline, self.attached, &mut held, &mut has)?;
        // By group, the ways that its policies alone open.
        let mut by_group: Vec<(&str, Vec<&'static str>)> = Vec::new();
        for group in list(self.groups) {
            let (name, arn) = (text(group, "GroupName"), text(group, "Arn"));
            let (mut its, mut its_has) = (Vec::new(), vec![arn.to_owned()]);
            let of = format!(" of group {name}");
            self.add(&of, &group["GroupPolicyList"], &group["AttachedManagedPolicies"], &mut its, &mut its_has)?;
            let asker = Asker { arn: arn.to_owned(), has: its_has.clone() };
            by_group.push((name, policy::escalations(&its, None, &asker).iter().map(|p| p.method).collect()));
            held.append(&mut its);
            has.append(&mut its_has);
        }
        let boundary = match text(self.boundary, "PermissionsBoundaryArn") {
            "" => None,
            arn => Some(self.managed(arn)?),
        };
        let asker = Asker { arn: self.arn.to_owned(), has };
        let paths = policy::escalations(&held, boundary.as_ref(), &asker);
        let path = |p: &policy::Escalation| {
            let groups = by_group.iter().filter(|(_, ways)| ways.contains(&p.method));
            let groups: Vec<&str> = groups.map(|(name, _)| *name).collect();
            json!({"method": p.method, "actions": p.actions, "via": p.via, "groups": groups,
                "conditional": p.conditional, "source": p.source, "text": p.words()})
        };
        let paths: Vec<Json> = paths.iter().map(path).collect();
        Ok(json!({"admin": policy::is_admin(&held, boundary.as_ref()), "paths": paths}))
    }

    fn add(
        &self,
        of: &str,
        inline: &Json,
        attached: &Json,
        held_: &mut Vec<Held>,
        has: &mut Vec<String>,
    ) -> Result<(), String> {
        for policy in list(inline) {
            held_.push(held(format!("inline policy {}{of}", text(policy, "PolicyName")), &policy["PolicyDocument"])?);
        }
        for policy in list(attached) {
            let arn = text(policy, "PolicyArn");
            has.push(arn.to_owned());
            let via = format!("attached policy {}{of}", text(policy, "PolicyName"));
            held_.push(Held { via, document: self.managed(arn)? });
        }
        Ok(())
    }

    fn managed(&self, arn: &str) -> Result<Document, String> {
        let found = list(self.policies).iter().find(|p| text(p, "Arn") == arn);
        let found = found.ok_or_else(|| format!("the document of {arn} was not read"))?;
        Ok(held(arn.to_owned(), &found["Document"])?.document)
    }
}

fn held(via: String, policy: &Json) -> Result<Held, String> {
    let document = policy::document(policy).map_err(|e| format!("{via}: {e}"))?;
    let trouble = document.trouble.iter().chain(document.statements.iter().filter_map(|s| s.trouble.as_ref())).next();
    match trouble {
        Some(why) => Err(format!("{via}: {why}")),
        None => Ok(Held { via, document }),
    }
}

fn list(value: &Json) -> &[Json] {
    value.as_array().map_or(&[], Vec::as_slice)
}

fn text<'j>(value: &'j Json, name: &str) -> &'j str {
    value[name].as_str().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(statement: &Json) -> Value {
        from_json(&json!({"Statement": [statement]}))
    }

    /// An error makes a rule's result unknown; a value that says so would be passed by a rule that asks for `public`.
    #[test]
    fn what_cannot_be_judged_is_an_error() {
        let odd = of(&json!({"Effect": "Allow", "Principal": {"Planet": "earth"}, "Action": "sts:AssumeRole"}));
        assert!(access(&odd, "123456789012").is_err() && trust(&odd, "123456789012").is_err());
        let closed =
            of(&json!({"Effect": "Allow", "Principal": {"Service": "ec2.amazonaws.com"}, "Action": "sts:AssumeRole"}));
        assert!(access(&closed, "123456789012").is_ok() && trust(&closed, "123456789012").is_ok());
        assert!(access(&Value::Null, "123456789012").is_ok());
    }
}
