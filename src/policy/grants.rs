//! What an identity may do by its policies and under its boundary.
//!
//! Service control policies and the policies of resources are not in view: they can take away, or give, more.

use super::glob;
use super::parse::{Document, Statement};

/// Whether something is allowed, from least to most.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Grant {
    No,
    /// Under conditions that a request can meet.
    Conditional,
    Yes,
}

impl Grant {
    pub fn word(self) -> &'static str {
        match self {
            Grant::No => "no",
            Grant::Conditional => "conditional",
            Grant::Yes => "yes",
        }
    }
}

/// A policy that an identity has, and from where: `attached policy X`, `inline policy Y of group Z`.
#[derive(Clone, Debug)]
pub struct Held {
    pub via: String,
    pub document: Document,
}

/// On what an action is asked about.
#[derive(Clone, Debug)]
pub enum On<'a> {
    /// On this resource, as an ARN or `*`. `*` means all: only a pattern that covers everything allows it.
    This(&'a str),
    /// On anything at all: where what is made or named is for the asker to choose. Denied where all of it is.
    Any(&'a str),
}

impl On<'_> {
    fn allowed_by(&self, statement: &Statement, own_name: &str) -> bool {
        match self {
            On::Any(_) => true,
            On::This(resource) if statement.resources.negated => statement.resources.hold(resource, false),
            On::This(resource) => {
                statement.resources.list.iter().any(|p| glob::matches(&named(p, own_name), resource, false))
            }
        }
    }

    fn denied_by(&self, statement: &Statement) -> bool {
        let (On::This(probe) | On::Any(probe)) = self;
        statement.resources.hold(probe, false)
    }
}

/// A pattern with the asker's own name in it. Other variables stay, and match nothing.
fn named(pattern: &str, own: &str) -> String {
    if own.is_empty() { pattern.to_owned() } else { pattern.replace("${aws:username}", own) }
}

/// A question about one action.
#[derive(Clone, Debug)]
pub struct Question<'a> {
    pub action: &'a str,
    pub on: On<'a>,
    /// For iam:PassRole: the service that the role goes to.
    pub passed_to: Option<&'a str>,
    /// The user's own name, for `${aws:username}`; empty where there is none.
    pub own_name: &'a str,
}

/// Whether the policies allow an action on a resource, with the boundary, and by which policy.
pub fn grants<'h>(held: &'h [Held], boundary: Option<&Document>, asked: &Question) -> (Grant, Option<&'h str>) {
    let mut best = (Grant::No, None);
    for policy in held {
        let found = allowed(&policy.document, asked);
        if found > best.0 {
            best = (found, Some(policy.via.as_str()));
        }
    }
    let denied = held.iter().map(|h| kept(&h.document, asked)).min().unwrap_or(Grant::Yes);
    let inside = boundary.map_or(Grant::Yes, |b| allowed(b, asked).min(kept(b, asked)));
    let result = best.0.min(denied).min(inside);
    (result, best.1.filter(|_| result > Grant::No))
}

fn allowed(document: &Document, asked: &Question) -> Grant {
    let fitting = document.statements.iter().filter(|s| {
        s.allow && s.trouble.is_none() && s.actions.hold(asked.action, true) && asked.on.allowed_by(s, asked.own_name)
    });
    fitting.map(|s| met(s, asked)).max().unwrap_or(Grant::No)
}

/// What the Deny statements of a policy leave of an action.
fn kept(document: &Document, asked: &Question) -> Grant {
    let striking = document
        .statements
        .iter()
        .filter(|s| !s.allow && s.trouble.is_none() && s.actions.hold(asked.action, true) && asked.on.denied_by(s));
    let left = |s: &Statement| if s.tests.is_empty() { Grant::No } else { Grant::Conditional };
    striking.map(left).min().unwrap_or(Grant::Yes)
}

/// What the conditions of a fitting Allow leave.
fn met(statement: &Statement, asked: &Question) -> Grant {
    let mut grant = Grant::Yes;
    for test in &statement.tests {
        let one = match test.key.as_str() {
            "iam:passedtoservice" => match asked.passed_to {
                Some(service) if test.values.iter().any(|v| glob::matches(v, service, true)) => Grant::Yes,
                _ => Grant::No,
            },
            // What is attached must be one of these: it helps where administrator is among them.
            "iam:policyarn" => {
                let admin = "arn:aws:iam::aws:policy/AdministratorAccess";
                let any = test.values.iter().any(|v| glob::matches(v, admin, false));
                if any != test.operator.contains("not") { Grant::Yes } else { Grant::No }
            }
            // Whoever makes or changes something has to put it under a boundary, which holds.
            "iam:permissionsboundary" => Grant::No,
            key if key.starts_with("iam:resourcetag/") || key.starts_with("aws:resourcetag/") => Grant::No,
            _ => Grant::Conditional,
        };
        grant = grant.min(one);
    }
    grant
}
