//! Who is let in by a policy on a resource.

use std::collections::BTreeSet;

use serde_json::Value;

use super::condition::{self, Limit, OWN};
use super::parse::{self, Document, Statement};
use super::principal::{Principal, Who};

/// How far a resource is open, from least to most.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Level {
    /// To nobody by this policy, or to AWS services alone.
    Private,
    SameAccount,
    /// To whoever comes from a fixed network, resource or caller, of no account that shows.
    Limited,
    NamedAccounts,
    Organization,
    Public,
    /// Something in it could not be judged, and it may be more open than the rest says.
    Unknown,
}

impl Level {
    pub fn word(self) -> &'static str {
        match self {
            Level::Private => "private",
            Level::SameAccount => "same-account",
            Level::Limited => "limited",
            Level::NamedAccounts => "named-accounts",
            Level::Organization => "organization",
            Level::Public => "public",
            Level::Unknown => "unknown",
        }
    }
}

/// Who is let in.
#[derive(Clone, Debug)]
pub struct Access {
    pub level: Level,
    /// Other accounts, and canonical users as they are written; sorted.
    pub accounts: BTreeSet<String>,
    /// AWS services; sorted.
    pub services: BTreeSet<String>,
    /// The statements that give the level, by Sid or number, in their order.
    pub statements: Vec<String>,
    pub actions: Vec<String>,
    /// Why, in one sentence without a full stop.
    pub reason: String,
}

/// One statement's share.
struct Share {
    level: Level,
    accounts: BTreeSet<String>,
    reason: String,
}

/// Judges a policy on a resource of `account` (empty: not known, then every account is another).
pub fn access(policy: &Value, account: &str) -> Access {
    match parse::document(policy) {
        Ok(document) => judge(&document, account),
        Err(why) => blank(Level::Unknown, format!("the policy cannot be read: {why}")),
    }
}

fn blank(level: Level, reason: String) -> Access {
    Access {
        level,
        accounts: BTreeSet::new(),
        services: BTreeSet::new(),
        statements: Vec::new(),
        actions: Vec::new(),
        reason,
    }
}

/// The same for a policy that was read.
pub fn judge(document: &Document, account: &str) -> Access {
    let mut out =
        blank(Level::Private, "no statement allows anybody but the account itself or AWS services".to_owned());
    if document.trouble.is_some() {
        let why = document.trouble.as_deref().unwrap_or_default();
        raise(&mut out, Share { level: Level::Unknown, accounts: BTreeSet::new(), reason: why.to_owned() }, None);
    }
    for statement in document.statements.iter().filter(|s| s.allow || s.trouble.is_some()) {
        let share = share(statement, document, account, &mut out.services);
        raise(&mut out, share, Some(statement));
    }
    out
}

/// Public stays public whatever else cannot be judged; short of it, what cannot be judged may be more open.
fn raise(out: &mut Access, share: Share, statement: Option<&Statement>) {
    out.accounts.extend(share.accounts);
    let weight = |level: Level| match level {
        Level::Public => 10,
        level => level as u8,
    };
    if weight(share.level) > weight(out.level) {
        out.level = share.level;
        out.reason = share.reason;
        out.statements.clear();
        out.actions.clear();
    } else if share.level != out.level {
        return;
    }
    let Some(statement) = statement.filter(|_| out.level > Level::Private) else { return };
    out.statements.push(statement.name.clone());
    let not = if statement.actions.negated { "all but " } else { "" };
    out.actions.extend(statement.actions.list.iter().map(|a| format!("{not}{a}")));
}

fn share(statement: &Statement, document: &Document, account: &str, services: &mut BTreeSet<String>) -> Share {
    let nobody = |reason: String| Share { level: Level::Private, accounts: BTreeSet::new(), reason };
    let name = &statement.name;
    if let Some(why) = &statement.trouble {
        return Share { level: Level::Unknown, accounts: BTreeSet::new(), reason: format!("statement {name}: {why}") };
    }
    let everyone = [Principal::Everyone];
    let principals = match &statement.who {
        Who::Named(named) => named.as_slice(),
        Who::AllBut(_) => &everyone,
        Who::Unsaid => {
            let reason = format!("statement {name} names no principal");
            return Share { level: Level::Unknown, accounts: BTreeSet::new(), reason };
        }
    };
    let shares = principals.iter().map(|p| one(p, statement, document, account, services));
    shares.reduce(wider).unwrap_or_else(|| nobody(format!("statement {name} names nobody")))
}

fn wider(mut a: Share, mut b: Share) -> Share {
    if b.level > a.level {
        std::mem::swap(&mut a, &mut b);
    }
    a.accounts.append(&mut b.accounts);
    a
}

/// What one principal of a statement is let in to.
fn one(
    who: &Principal,
    statement: &Statement,
    document: &Document,
    account: &str,
    services: &mut BTreeSet<String>,
) -> Share {
    let name = &statement.name;
    let share = |level, accounts: BTreeSet<String>, reason: String| Share { level, accounts, reason };
    let plain = |level, reason: &str| share(level, BTreeSet::new(), format!("statement {name} {reason}"));
    match who {
        Principal::Everyone => everyone(statement, document, account, services),
        Principal::Account { id, .. } if id == account => plain(Level::SameAccount, "allows the account itself"),
        Principal::Account { id, .. } => match left(statement, document, who) {
            Some(Limit::Accounts(left)) if !left.iter().any(|a| a == id) => {
                plain(Level::Private, "allows an account that its conditions or a Deny keep out")
            }
            _ => share(Level::NamedAccounts, [id.clone()].into(), format!("statement {name} allows account {id}")),
        },
        Principal::Canonical(id) => {
            share(Level::NamedAccounts, [id.clone()].into(), format!("statement {name} allows the canonical user {id}"))
        }
        Principal::Service(service) => {
            services.insert(service.clone());
            plain(Level::Private, "allows AWS services")
        }
        Principal::Federated(provider) => federated(provider, statement, account),
        Principal::Deleted(_) => plain(Level::Private, "allows an identity that is deleted"),
        Principal::Odd(text) => share(
            Level::Unknown,
            BTreeSet::new(),
            format!("statement {name} names {text}, which is no known form of principal"),
        ),
    }
}

fn federated(provider: &str, statement: &Statement, account: &str) -> Share {
    let name = &statement.name;
    let own = super::glob::account_of(provider).is_some_and(|a| a == account);
    let prefix = format!("{}:", provider.to_lowercase());
    // Cognito and the like serve everybody; an audience is one's own application.
    let bound = statement.tests.iter().any(|t| t.key.starts_with(&prefix) && t.values.iter().all(|v| v != "*"));
    let (level, reason) = match (own, bound) {
        (true, _) => (Level::SameAccount, "allows an identity provider of the account"),
        (false, true) => (Level::Limited, "allows identities that a provider vouches for, of a fixed audience"),
        (false, false) => (Level::Public, "allows everybody whom a provider vouches for"),
    };
    Share { level, accounts: BTreeSet::new(), reason: format!("statement {name} {reason}") }
}

fn everyone(statement: &Statement, document: &Document, account: &str, services: &mut BTreeSet<String>) -> Share {
    let name = &statement.name;
    let share = |level, accounts: BTreeSet<String>, reason: String| Share {
        level,
        accounts,
        reason: format!("statement {name} {reason}"),
    };
    match left(statement, document, &Principal::Everyone) {
        None => share(Level::Public, BTreeSet::new(), format!("allows everyone{}", unhelpful(statement))),
        Some(Limit::Services) => {
            services.insert("*".to_owned());
            share(Level::Private, BTreeSet::new(), "allows AWS services".to_owned())
        }
        Some(Limit::Fixed(what)) => share(Level::Limited, BTreeSet::new(), format!("allows everyone of {what}")),
        Some(Limit::Organization(ids)) => {
            let ids: Vec<String> = ids.into_iter().collect();
            share(Level::Organization, BTreeSet::new(), format!("allows everyone of organization {}", ids.join(", ")))
        }
        Some(Limit::Accounts(ids)) if ids.is_empty() => {
            share(Level::Private, BTreeSet::new(), "allows nobody in the end".to_owned())
        }
        Some(Limit::Accounts(ids)) => {
            let others: BTreeSet<String> = ids.into_iter().filter(|a| a != account && a != OWN).collect();
            if others.is_empty() {
                return share(Level::SameAccount, others, "allows the account itself".to_owned());
            }
            let listed: Vec<&str> = others.iter().map(String::as_str).collect();
            let reason = format!("allows account {}", listed.join(", "));
            share(Level::NamedAccounts, others, reason)
        }
    }
}

/// What is left of an Allow by its own conditions and by every Deny that covers it; None: all of it.
fn left(statement: &Statement, document: &Document, who: &Principal) -> Option<Limit> {
    let mut limits: Vec<Limit> = condition::narrowed(&statement.tests).into_iter().collect();
    for deny in document.statements.iter().filter(|s| !s.allow && s.trouble.is_none()) {
        let covers = deny.actions.cover(&statement.actions, true) && deny.resources.cover(&statement.resources, false);
        if covers {
            limits.extend(taken(deny, who));
        }
    }
    limits.into_iter().reduce(condition::both)
}

/// Whom a covering Deny leaves in.
fn taken(deny: &Statement, who: &Principal) -> Option<Limit> {
    match &deny.who {
        Who::Named(named) if named.contains(&Principal::Everyone) || named.contains(who) => {
            condition::spared(&deny.tests)
        }
        Who::AllBut(but) => {
            let named: Option<BTreeSet<String>> = but
                .iter()
                .map(|p| match p {
                    Principal::Account { id, .. } => Some(id.clone()),
                    _ => None,
                })
                .collect();
            let beside = if deny.tests.is_empty() { None } else { Some(condition::spared(&deny.tests)?) };
            let named = Limit::Accounts(named?);
            Some(beside.map_or_else(|| named.clone(), |b| condition::either(named.clone(), b)))
        }
        _ => None,
    }
}

/// Says of the conditions of an open statement that they do not help.
fn unhelpful(statement: &Statement) -> String {
    match statement.tests.as_slice() {
        [] => " without a condition".to_owned(),
        tests => {
            let words: Vec<String> = tests.iter().map(condition::Test::words).collect();
            format!(", since this narrows nothing: {}", words.join("; "))
        }
    }
}
