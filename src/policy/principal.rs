//! Whom a statement is about.

use serde_json::Value;

use super::glob::{account_of, is_account};

/// One principal, as far as its form says who it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Principal {
    /// `*`, in any of its forms.
    Everyone,
    /// An account, or an identity in it; with its ARN where it is not the whole account.
    Account { id: String, arn: Option<String> },
    /// `lambda.amazonaws.com`; also what acts for CloudFront.
    Service(String),
    /// An identity provider: an ARN, or one of the names that need none.
    Federated(String),
    /// An S3 canonical user id, which does not show its account.
    Canonical(String),
    /// The id of a user or role that is deleted.
    Deleted(String),
    /// A form that is none of these.
    Odd(String),
}

/// Whom a statement is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Who {
    /// Neither Principal nor NotPrincipal: policies of identities.
    Unsaid,
    Named(Vec<Principal>),
    /// NotPrincipal.
    AllBut(Vec<Principal>),
}

/// A Principal element: `"*"`, or a map from type to one or more.
pub fn principals(value: &Value) -> Vec<Principal> {
    match value {
        Value::String(text) => vec![aws(text)],
        Value::Object(map) => map.iter().flat_map(|(kind, names)| typed(kind, names)).collect(),
        other => vec![Principal::Odd(other.to_string())],
    }
}

fn typed(kind: &str, names: &Value) -> Vec<Principal> {
    let one = |name: &Value| {
        let text = match name {
            Value::String(text) => text.clone(),
            // An account id may be written as a number, and then loses its leading zeros.
            Value::Number(number) => format!("{number:0>12}"),
            other => return Principal::Odd(other.to_string()),
        };
        match kind.to_lowercase().as_str() {
            "aws" => aws(&text),
            "service" if text != "*" => Principal::Service(text),
            "federated" if text != "*" => Principal::Federated(text),
            "service" | "federated" => Principal::Everyone,
            "canonicaluser" => Principal::Canonical(text),
            _ => Principal::Odd(format!("{kind}: {text}")),
        }
    };
    match names {
        Value::Array(names) => names.iter().map(one).collect(),
        name => vec![one(name)],
    }
}

fn aws(text: &str) -> Principal {
    if text == "*" {
        return Principal::Everyone;
    }
    if is_account(text) {
        return Principal::Account { id: text.to_owned(), arn: None };
    }
    if let Some(account) = account_of(text).filter(|_| text.starts_with("arn:")) {
        return match account {
            // An origin access identity.
            "cloudfront" => Principal::Service("cloudfront.amazonaws.com".to_owned()),
            account if is_account(account) => {
                let whole = text.ends_with(":root");
                Principal::Account { id: account.to_owned(), arn: (!whole).then(|| text.to_owned()) }
            }
            account if account.contains('*') => Principal::Everyone,
            _ => Principal::Odd(text.to_owned()),
        };
    }
    let deleted = ["AIDA", "AROA", "AGPA"].iter().any(|p| text.starts_with(p)) && !text.contains('*');
    if deleted { Principal::Deleted(text.to_owned()) } else { Principal::Odd(text.to_owned()) }
}
