//! Who may take a role: its trust policy.

use std::collections::BTreeSet;

use serde_json::Value;

use super::access::{self, Access, Level};
use super::condition::{Limit, Test, narrowed};
use super::glob;
use super::parse::{self, Document, Statement};
use super::principal::{Principal, Who};

/// What is wrong with a trust policy.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// `everyone`, `no-subject`, `no-audience`, `no-external-id`, `no-source`.
    pub problem: &'static str,
    /// Whom it is about: an account, a service, a provider, or `*`.
    pub who: String,
    /// In words, without a full stop.
    pub text: String,
}

/// Who may take a role.
#[derive(Clone, Debug)]
pub struct Trust {
    pub access: Access,
    pub providers: BTreeSet<String>,
    pub problems: Vec<Problem>,
}

/// Issuers that serve everybody, so that the subject alone says whose token it is.
/// Source: GitHub's and IAM's pages on roles for OIDC providers.
const SHARED: &[&str] = &[
    "token.actions.githubusercontent.com",
    "gitlab.com",
    "app.terraform.io",
    "api.bitbucket.org",
    "oidc.circleci.com",
    "agent.buildkite.com",
    "oidc.vercel.com",
    "api.pulumi.com",
    "oidc.codefresh.io",
];

/// Providers that are named without an ARN; an audience is one's own application.
const PUBLIC: &[&str] =
    &["cognito-identity.amazonaws.com", "accounts.google.com", "www.amazon.com", "graph.facebook.com"];

/// Claims of GitHub's tokens that say whose repository it is, besides the subject.
const OWNERS: &[&str] = &["repository", "repository_id", "repository_owner", "repository_owner_id", "job_workflow_ref"];

/// Services whose guides show aws:SourceAccount or aws:SourceArn in the trust policies of the roles that they take.
/// Looked up: Personalize, Fraud Detector and IoT ("Cross-service confused deputy prevention" of their guides), ECS
/// tasks (AWS's agent toolkit, ecs-trust-policy.json), Bedrock ("Service roles").
const TELLS_SOURCE: &[&str] = &[
    "personalize.amazonaws.com",
    "frauddetector.amazonaws.com",
    "iot.amazonaws.com",
    "ecs-tasks.amazonaws.com",
    "bedrock.amazonaws.com",
];

/// Judges a trust policy of a role of `account`.
pub fn trust(policy: &Value, account: &str) -> Trust {
    let access = access::access(policy, account);
    let mut out = Trust { access, providers: BTreeSet::new(), problems: Vec::new() };
    let Ok(document) = parse::document(policy) else { return out };
    if out.access.level == Level::Public && has_everyone(&document) {
        out.problems.push(problem(
            "everyone",
            "*",
            format!("anybody with an AWS account can take it: {}", out.access.reason),
        ));
    }
    for statement in document.statements.iter().filter(|s| s.allow && s.trouble.is_none() && assumes(s)) {
        let Who::Named(named) = &statement.who else { continue };
        for principal in named {
            if let Principal::Federated(provider) = principal {
                out.providers.insert(provider.clone());
            }
            out.problems.extend(wrong(principal, statement, account));
        }
    }
    out.problems.dedup();
    out
}

fn has_everyone(document: &Document) -> bool {
    let open = |s: &Statement| match &s.who {
        Who::Named(named) => named.contains(&Principal::Everyone),
        Who::AllBut(_) => true,
        Who::Unsaid => false,
    };
    document.statements.iter().any(|s| s.allow && open(s))
}

fn assumes(statement: &Statement) -> bool {
    ["sts:AssumeRole", "sts:AssumeRoleWithWebIdentity", "sts:AssumeRoleWithSAML"]
        .iter()
        .any(|a| statement.actions.hold(a, true))
}

fn problem(problem: &'static str, who: &str, text: String) -> Problem {
    Problem { problem, who: who.to_owned(), text }
}

fn wrong(principal: &Principal, statement: &Statement, account: &str) -> Option<Problem> {
    match principal {
        Principal::Account { id, .. } if id != account => foreign(id, statement),
        Principal::Service(service) => deputy(service, statement),
        Principal::Federated(provider) => federated(provider, statement),
        _ => None,
    }
}

/// A third party that is fooled into taking the role of another of its customers: an external id keeps them apart.
fn foreign(id: &str, statement: &Statement) -> Option<Problem> {
    let has = |key: &str| statement.tests.iter().any(|t| t.key == key && requires(t));
    let same_organization = matches!(narrowed(&statement.tests), Some(Limit::Organization(_)));
    let kept = has("sts:externalid") || has("aws:multifactorauthpresent") || same_organization;
    (!kept).then(|| problem("no-external-id", id, format!("account {id} can take it without an external id")))
}

fn requires(test: &Test) -> bool {
    !test.if_exists
        && !test.for_all
        && !test.operator.contains("not")
        && test.operator != "null"
        && test.values.iter().all(|v| v.trim_matches(['*', '?']) == v && !v.is_empty() && v != "false")
}

/// A service that acts for another of its customers.
fn deputy(service: &str, statement: &Statement) -> Option<Problem> {
    let source = |t: &Test| t.key.starts_with("aws:source") && !t.if_exists && !t.for_all;
    let kept = statement.tests.iter().any(|t| source(t) && narrowed(std::slice::from_ref(t)).is_some());
    (TELLS_SOURCE.contains(&service) && !kept).then(|| {
        problem(
            "no-source",
            service,
            format!("{service} can take it for anybody's resources: no aws:SourceAccount or aws:SourceArn"),
        )
    })
}

fn federated(provider: &str, statement: &Statement) -> Option<Problem> {
    let issuer = provider.split_once("oidc-provider/").map_or(provider, |(_, issuer)| issuer).to_lowercase();
    if provider.contains(":saml-provider/") {
        return None;
    }
    if PUBLIC.contains(&issuer.as_str()) {
        let bound = ["aud", "app_id", "sub"].iter().any(|c| claim(statement, &issuer, c, |v| !v.contains('*')));
        return (!bound).then(|| {
            problem(
                "no-audience",
                &issuer,
                format!("anybody with an identity of {issuer} can take it: no audience is required"),
            )
        });
    }
    if !provider.contains("oidc-provider/") {
        return None;
    }
    let github = issuer.contains("githubusercontent.com") || issuer.starts_with("gitlab.com");
    let owned = |v: &str| if github { has_owner(v) } else { !v.trim_matches(['*', '?']).is_empty() };
    let subject = claim(statement, &issuer, "sub", owned);
    let owner =
        OWNERS.iter().any(|c| claim(statement, &issuer, c, |v| !v.split('/').next().unwrap_or(v).contains(['*', '?'])));
    if subject || owner {
        return None;
    }
    let shared = SHARED.iter().any(|s| issuer.starts_with(s));
    let who = if shared { "anybody who uses" } else { "whoever gets a token from" };
    Some(problem("no-subject", &issuer, format!("{who} {issuer} can take it: {}", said(statement, &issuer))))
}

/// Whether a claim is required, and every value of it does.
fn claim(statement: &Statement, issuer: &str, name: &str, good: impl Fn(&str) -> bool) -> bool {
    let key = format!("{issuer}:{name}");
    let binding =
        |t: &&Test| t.key == key && !t.if_exists && !t.for_all && !t.operator.contains("not") && t.operator != "null";
    statement.tests.iter().filter(binding).any(|t| !t.values.is_empty() && t.values.iter().all(|v| good(v)))
}

/// `repo:owner/…`, `project_path:group/…`: the owner is written out, to its end.
fn has_owner(subject: &str) -> bool {
    let Some((kind, rest)) = subject.split_once(':') else { return !glob::is_open(subject) };
    let (owner, below) = rest.split_once('/').map_or((rest, false), |(owner, _)| (owner, true));
    !glob::is_open(kind) && !owner.is_empty() && !glob::is_open(owner) && (below || !rest.contains('*'))
}

fn said(statement: &Statement, issuer: &str) -> String {
    let key = format!("{issuer}:sub");
    let found = statement.tests.iter().find(|t| t.key == key);
    found.map_or_else(
        || "no subject is required".to_owned(),
        |t| format!("the subject {} binds it to nobody", t.values.join(", ")),
    )
}
