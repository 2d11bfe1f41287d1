//! Conditions: which of them narrow who is let in, and to whom.
//!
//! Reference: "The meaning of public" of S3's user guide, and IAM's pages on condition operators and on global keys.

use std::collections::BTreeSet;

use serde_json::Value;

use super::glob::{self, account_of, is_account};

/// One key of one operator, with its values: one of them must match.
#[derive(Clone, Debug)]
pub struct Test {
    /// In lower case, without prefix and suffix: `stringequals`.
    pub operator: String,
    /// `ForAllValues:`, which holds where the key is missing.
    pub for_all: bool,
    /// `ForAnyValue:`, which does not, even in its negated forms.
    pub for_any: bool,
    /// `…IfExists`, which holds where the key is missing.
    pub if_exists: bool,
    /// In lower case.
    pub key: String,
    pub values: Vec<String>,
}

/// To whom something is narrowed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Limit {
    /// To accounts, by number; `OWN` is the resource's own. Empty: nobody.
    Accounts(BTreeSet<String>),
    /// To organizations; or to that of the resource.
    Organization(BTreeSet<String>),
    /// To networks, resources or callers that are fixed, though no account shows.
    Fixed(String),
    /// To AWS services.
    Services,
}

/// Stands for the account of the resource: `${aws:ResourceAccount}`.
pub const OWN: &str = "own";

const OPERATORS: &[&str] = &[
    "stringequals",
    "stringnotequals",
    "stringequalsignorecase",
    "stringnotequalsignorecase",
    "stringlike",
    "stringnotlike",
    "numericequals",
    "numericnotequals",
    "numericlessthan",
    "numericlessthanequals",
    "numericgreaterthan",
    "numericgreaterthanequals",
    "dateequals",
    "datenotequals",
    "datelessthan",
    "datelessthanequals",
    "dategreaterthan",
    "dategreaterthanequals",
    "bool",
    "binaryequals",
    "ipaddress",
    "notipaddress",
    "arnequals",
    "arnlike",
    "arnnotequals",
    "arnnotlike",
    "null",
];

/// A Condition element; Err: what in it is not known.
pub fn tests(value: &Value) -> Result<Vec<Test>, String> {
    let operators = value.as_object().ok_or("Condition is not an object")?;
    let mut out = Vec::new();
    for (written, keys) in operators {
        let keys = keys.as_object().ok_or_else(|| format!("{written} is not an object"))?;
        for (key, values) in keys {
            out.push(test(written, key, values)?);
        }
    }
    Ok(out)
}

fn test(written: &str, key: &str, values: &Value) -> Result<Test, String> {
    let lower = written.to_lowercase();
    let (for_all, rest) = lower.strip_prefix("forallvalues:").map_or((false, &*lower), |r| (true, r));
    let (for_any, rest) = rest.strip_prefix("foranyvalue:").map_or((false, rest), |r| (true, r));
    let (if_exists, operator) = rest.strip_suffix("ifexists").map_or((false, rest), |r| (true, r));
    if !OPERATORS.contains(&operator) {
        return Err(format!("unknown operator {written}"));
    }
    let text = |v: &Value| v.as_str().map_or_else(|| v.to_string(), str::to_owned);
    let values = match values {
        Value::Array(list) => list.iter().map(text).collect(),
        one => vec![text(one)],
    };
    Ok(Test { operator: operator.to_owned(), for_all, for_any, if_exists, key: key.to_lowercase(), values })
}

impl Test {
    /// StringNotEquals and its like.
    fn negated(&self) -> bool {
        self.operator.contains("not")
    }

    fn is(&self, operator: &str, value: &str) -> bool {
        self.operator == operator && self.values.iter().all(|v| v.eq_ignore_ascii_case(value))
    }

    /// Holds where the request does not have the key.
    fn holds_without_key(&self) -> bool {
        self.for_all || self.if_exists || (self.negated() && !self.for_any) || self.is("null", "true")
    }

    /// In a few words, for reasons.
    pub fn words(&self) -> String {
        format!("{} {} {}", self.key, self.operator, self.values.join(", "))
    }
}

/// To whom an `Allow` with these tests is narrowed; None: to nobody in particular.
pub fn narrowed(tests: &[Test]) -> Option<Limit> {
    let present = |key: &str| tests.iter().any(|t| t.key == key && t.is("null", "false"));
    let limits = tests.iter().filter(|t| !t.negated() && (!t.holds_without_key() || present(&t.key)));
    limits.filter_map(limit).reduce(both)
}

/// Whom a `Deny` for everyone with these tests leaves alone, where those can be told; None: more than can be told.
/// It strikes where all tests hold, so it leaves whoever fails one of them.
pub fn spared(tests: &[Test]) -> Option<Limit> {
    if tests.is_empty() {
        return Some(Limit::Accounts(BTreeSet::new()));
    }
    tests.iter().map(spared_by).reduce(|a, b| Some(either(a?, b?))).flatten()
}

fn spared_by(test: &Test) -> Option<Limit> {
    let missing_is_struck = test.holds_without_key();
    if test.is("bool", "false") && test.key == "aws:principalisawsservice" {
        return Some(Limit::Services);
    }
    (test.negated() && missing_is_struck).then(|| limit(test)).flatten()
}

/// What both hold: the more exact of the two.
pub fn both(a: Limit, b: Limit) -> Limit {
    match (a, b) {
        (Limit::Accounts(a), Limit::Accounts(b)) => Limit::Accounts(a.intersection(&b).cloned().collect()),
        (Limit::Accounts(a), _) | (_, Limit::Accounts(a)) => Limit::Accounts(a),
        (Limit::Fixed(a), _) | (_, Limit::Fixed(a)) => Limit::Fixed(a),
        (Limit::Services, _) | (_, Limit::Services) => Limit::Services,
        (Limit::Organization(a), Limit::Organization(b)) => {
            let shared: BTreeSet<String> = a.intersection(&b).cloned().collect();
            Limit::Organization(if shared.is_empty() { a } else { shared })
        }
    }
}

/// What one of them holds: the wider of the two.
pub fn either(a: Limit, b: Limit) -> Limit {
    match (a, b) {
        (Limit::Services, other) | (other, Limit::Services) => other,
        (Limit::Organization(a), Limit::Organization(b)) => Limit::Organization(a.union(&b).cloned().collect()),
        (Limit::Organization(a), _) | (_, Limit::Organization(a)) => Limit::Organization(a),
        (Limit::Accounts(a), Limit::Accounts(b)) => Limit::Accounts(a.union(&b).cloned().collect()),
        (Limit::Accounts(a), _) | (_, Limit::Accounts(a)) if !a.is_empty() => Limit::Accounts(a),
        (Limit::Accounts(_), other) | (other, Limit::Accounts(_)) => other,
        (fixed, _) => fixed,
    }
}

/// To whom a key with its values narrows, whatever the operator: its values or all but them.
fn limit(test: &Test) -> Option<Limit> {
    match test.key.as_str() {
        "aws:principalaccount"
        | "aws:sourceaccount"
        | "aws:sourceowner"
        | "kms:calleraccount"
        | "s3:dataaccesspointaccount"
        | "aws:vpceaccount" => accounts(test, |v| {
            if v.eq_ignore_ascii_case("${aws:resourceaccount}") { Some(OWN) } else { Some(v).filter(|v| is_account(v)) }
        }),
        "aws:principalarn"
        | "aws:sourcearn"
        | "s3:dataaccesspointarn"
        | "lambda:sourcefunctionarn"
        | "ec2:sourceinstancearn"
        | "aws:sourcevpcarn"
        | "elasticfilesystem:accesspointarn" => arns(test),
        "aws:principalorgid"
        | "aws:principalorgpaths"
        | "aws:sourceorgid"
        | "aws:sourceorgpaths"
        | "aws:vpceorgid"
        | "aws:vpceorgpaths" => organizations(test),
        "aws:sourcevpc"
        | "aws:sourcevpce"
        | "aws:sourceidentityprovider"
        | "s3:x-amz-server-side-encryption-aws-kms-key-id"
        | "lambda:eventsourcetoken" => all(test, |v| !glob::is_open(v)),
        // A role's id is nobody else's, and what stands behind its colon is the session's name.
        "aws:userid" => all(test, |v| !glob::is_open(v.split(':').next().unwrap_or(v))),
        // Where what is subscribed to a topic sends to.
        "sns:endpoint" => all(test, |v| v.trim_matches(['*', '?']).len() > 3 && !v.contains("${")),
        "aws:sourceip" => all(test, |v| !is_wide(v)),
        "aws:principalisawsservice" => test.is("bool", "true").then_some(Limit::Services),
        "aws:principalservicename" => all(test, |v| !glob::is_open(v)).map(|_| Limit::Services),
        "elasticfilesystem:accessedviamounttarget" => {
            test.is("bool", "true").then(|| Limit::Fixed("through a mount target".to_owned()))
        }
        _ => None,
    }
}

fn all(test: &Test, fixed: impl Fn(&str) -> bool) -> Option<Limit> {
    let good = !test.values.is_empty() && test.values.iter().all(|v| fixed(v)) && test.operator != "null";
    good.then(|| Limit::Fixed(format!("{} {}", test.key, test.values.join(", "))))
}

fn accounts<'t>(test: &'t Test, account: impl Fn(&'t str) -> Option<&'t str>) -> Option<Limit> {
    let found: Option<BTreeSet<String>> = test.values.iter().map(|v| account(v).map(str::to_owned)).collect();
    found.filter(|f| !f.is_empty()).map(Limit::Accounts)
}

fn organizations(test: &Test) -> Option<Limit> {
    let own = |v: &str| v.eq_ignore_ascii_case("${aws:resourceorgid}");
    // An organization's id comes first in a path; what follows may hold wildcards.
    let fixed = |v: &str| v.starts_with("o-") && !glob::is_open(v.split('/').next().unwrap_or(v));
    let found = !test.values.is_empty() && test.values.iter().all(|v| own(v) || fixed(v)) && test.operator != "null";
    found
        .then(|| Limit::Organization(test.values.iter().map(|v| v.split('/').next().unwrap_or(v).to_owned()).collect()))
}

/// ARNs narrow by the account in them; those without one (buckets) by a name that is fixed.
fn arns(test: &Test) -> Option<Limit> {
    if let Some(Limit::Accounts(found)) = accounts(test, |v| {
        let account = account_of(v)?;
        if account.eq_ignore_ascii_case("${aws") && v.to_lowercase().contains("${aws:resourceaccount}") {
            return Some(OWN);
        }
        Some(account).filter(|a| is_account(a))
    }) {
        return Some(Limit::Accounts(found));
    }
    let fixed = |v: &str| account_of(v).is_some_and(|a| is_account(a) || (a.is_empty() && is_named(v)));
    all(test, fixed)
}

/// `arn:aws:s3:::photos`, also with more behind a `/`.
fn is_named(arn: &str) -> bool {
    let name = arn.splitn(6, ':').nth(5).unwrap_or_default().split('/').next().unwrap_or_default();
    !name.is_empty() && !glob::is_open(name)
}

/// A network that holds half of the addresses or more, or something that is no network.
fn is_wide(text: &str) -> bool {
    let (address, length) = text.split_once('/').unwrap_or((text, ""));
    let Ok(address) = address.parse::<std::net::IpAddr>() else { return true };
    let full = if address.is_ipv4() { 32 } else { 128 };
    let length: u8 = if length.is_empty() { full } else { length.parse().unwrap_or(0) };
    length <= if address.is_ipv4() { 1 } else { 3 }
}
