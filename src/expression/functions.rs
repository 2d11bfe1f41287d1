//! The functions that rules may call, with their types; the standard ones of CEL and a few of ours.

use std::net::IpAddr;
use std::sync::{Arc, LazyLock};

use cel::{Context, ExecutionError, Value};
use chrono::{DateTime, Utc};

use super::value::from_json;
use super::{PriceKey, Prices, policies, report, spend};
use crate::shapes::Type;

/// The moment that ages are counted to: the start of the run.
pub type Clock = DateTime<Utc>;

/// What a function takes, in each of its forms, and gives.
pub struct Signature {
    name: &'static str,
    pub takes: &'static [&'static [Type]],
    pub gives: Type,
    /// For messages.
    pub words: &'static str,
}

fn f(name: &'static str, takes: &'static [&'static [Type]], gives: Type, words: &'static str) -> Signature {
    Signature { name, takes, gives, words }
}

const TEXTS: &[&[Type]] = &[&[Type::Text, Type::Text]];

/// A document, or its text, and an account.
const POLICY: &[&[Type]] = &[&[Type::Any, Type::Text]];

/// All but `size` and `list`, whose result depends on what they are given.
static SIGNATURES: LazyLock<Vec<Signature>> = LazyLock::new(|| {
    vec![
        f("age_days", &[&[Type::Text]], Type::Double, "(time)"),
        f("days_until", &[&[Type::Text]], Type::Double, "(time)"),
        f("date_in", &[&[Type::Text]], Type::Text, "(text)"),
        f("sum", &[&[Type::Any]], Type::Double, "(list of numbers)"),
        f("json", &[&[Type::Text]], Type::Any, "(text)"),
        f("round", &[&[Type::Double, Type::Int]], Type::Double, "(number, digits)"),
        f("days_after", &[&[Type::Text, Type::Double]], Type::Text, "(time, days)"),
        f("open_cidr", &[&[Type::Text]], Type::Bool, "(text)"),
        f(
            "price",
            &[&[Type::Text, Type::Text], &[Type::Text, Type::Text, Type::Text]],
            Type::Double,
            "(item, region) or (item, variant, region)",
        ),
        f("contains", TEXTS, Type::Bool, "(text, text)"),
        f("startsWith", TEXTS, Type::Bool, "(text, text)"),
        f("endsWith", TEXTS, Type::Bool, "(text, text)"),
        f("matches", TEXTS, Type::Bool, "(text, pattern)"),
        f("int", &[&[Type::Any]], Type::Int, "(value)"),
        f("double", &[&[Type::Any]], Type::Double, "(value)"),
        f("string", &[&[Type::Any]], Type::Text, "(value)"),
        f("policy_access", POLICY, policies::access_type(), "(policy, account)"),
        f(
            "spikes",
            &[&[Type::Any, Type::Int, Type::Double, Type::Double, Type::Double]],
            spend::spikes_type(),
            "(days, recent, factor, deviations, floor)",
        ),
        f("month_to_date", &[&[Type::Any]], spend::month_type(), "(days)"),
        f("credential_report", &[&[Type::Text]], report::report_type(), "(content)"),
        f("role_trust", POLICY, policies::trust_type(), "(policy, account)"),
        f("policy_allows", &[&[Type::Any, Type::Text, Type::Text]], Type::Text, "(policies, action, resource)"),
        f(
            "identity_rights",
            &[&[Type::Text, Type::Any, Type::Any, Type::Any, Type::Any, Type::Any]],
            policies::rights_type(),
            "(arn, inline policies, attached policies, boundary, groups, policies)",
        ),
    ]
});

pub fn signature(name: &str) -> Option<&'static Signature> {
    SIGNATURES.iter().find(|s| s.name == name)
}

pub fn names() -> Vec<&'static str> {
    SIGNATURES.iter().map(|s| s.name).chain(["size", "list"]).collect()
}

/// A context that knows the functions and no variables yet.
pub fn root_context<'v>(now: Clock, prices: Arc<Prices>) -> Context<'static, 'v> {
    let mut context = Context::default();
    let added = [
        context.add_function("age_days", move |time: Arc<String>| age_days(&time, now)),
        context.add_function("days_until", move |time: Arc<String>| age_days(&time, now).map(|days| -days)),
        context.add_function("list", |value: Value| match value {
            Value::Null => Value::List(Arc::new(Vec::new())),
            other => other,
        }),
        context.add_function("date_in", |text: Arc<String>| date_in(&text)),
        context.add_function("sum", |list: Arc<Vec<Value>>| sum(&list)),
        context.add_function("json", |text: Arc<String>| json(&text)),
        context.add_function("round", |number: f64, digits: i64| round(number, digits)),
        context.add_function("days_after", |time: Arc<String>, days: f64| {
            days_after(&time, days).map(|date| Value::String(Arc::new(date)))
        }),
        context.add_function("open_cidr", |text: Arc<String>| open_cidr(&text)),
        context
            .add_function("policy_access", |policy: Value, account: Arc<String>| policies::access(&policy, &account)),
        context.add_function("spikes", |days: Value, recent: i64, factor: f64, deviations: f64, floor: f64| {
            spend::spikes(&days, spend::Bounds { recent, factor, deviations, floor })
        }),
        context.add_function("month_to_date", |days: Value| spend::month_to_date(&days)),
        context.add_function("credential_report", |content: Arc<String>| report::report(&content)),
        context.add_function("role_trust", |policy: Value, account: Arc<String>| policies::trust(&policy, &account)),
        context.add_function("policy_allows", |held: Value, action: Arc<String>, resource: Arc<String>| {
            policies::allows(&held, &action, &resource)
        }),
        context.add_function("identity_rights", |cel::extractors::Arguments(args): cel::extractors::Arguments| {
            policies::rights(&args)
        }),
        context.add_function("price", move |cel::extractors::Arguments(args): cel::extractors::Arguments| {
            price(&prices, &args)
        }),
    ];
    debug_assert!(added.iter().all(Result::is_ok), "a name of ours is one of CEL's");
    context
}

fn fail(function: &str, message: impl ToString) -> ExecutionError {
    ExecutionError::function_error(function, message)
}

fn age_days(time: &str, now: Clock) -> Result<f64, ExecutionError> {
    let then = parse_time(time).ok_or_else(|| fail("age_days", format!("{time} is not a time")))?;
    Ok((now - then).num_milliseconds() as f64 / 86_400_000.0)
}

/// RFC 3339, or with an offset without colon (Lambda), or `YYYY-MM-DD`, or the form that EC2 puts into reasons:
/// `YYYY-MM-DD HH:MM:SS GMT`.
fn parse_time(text: &str) -> Option<DateTime<Utc>> {
    let bare_offset = |_| DateTime::parse_from_str(text, "%Y-%m-%dT%H:%M:%S%.f%z");
    let exact = DateTime::parse_from_rfc3339(text).or_else(bare_offset).map(|t| t.with_timezone(&Utc));
    let date = || chrono::NaiveDate::parse_from_str(text, "%Y-%m-%d").ok()?.and_hms_opt(0, 0, 0);
    let naive = || chrono::NaiveDateTime::parse_from_str(text.trim_end_matches(" GMT"), "%Y-%m-%d %H:%M:%S").ok();
    exact.ok().or_else(|| date().or_else(naive).map(|t| t.and_utc()))
}

/// The first `YYYY-MM-DD HH:MM:SS` in a text, as EC2 puts one into StateTransitionReason; null where there is none.
fn date_in(text: &str) -> Value {
    const LENGTH: usize = "2026-01-01 00:00:00".len();
    let starts = text.char_indices().map(|(i, _)| i);
    let found = starts.filter_map(|i| text.get(i..i + LENGTH)).find(|part| parse_time(part).is_some());
    found.map_or(Value::Null, |part| Value::String(Arc::new(part.to_owned())))
}

fn sum(list: &[Value]) -> Result<f64, ExecutionError> {
    list.iter()
        .map(|value| match value {
            Value::Int(int) => Ok(*int as f64),
            Value::UInt(int) => Ok(*int as f64),
            Value::Float(float) => Ok(*float),
            other => Err(fail("sum", format!("{other:?} is not a number"))),
        })
        .sum()
}

fn json(text: &str) -> Result<Value, ExecutionError> {
    let value: serde_json::Value = serde_json::from_str(text).map_err(|e| fail("json", e))?;
    Ok(from_json(&value))
}

/// So many digits after the point, for people; at most 9.
fn round(number: f64, digits: i64) -> f64 {
    let scale = 10_f64.powi(i32::try_from(digits.clamp(0, 9)).unwrap_or_default());
    (number * scale).round() / scale
}

/// The date so many days after a time.
fn days_after(time: &str, days: f64) -> Result<String, ExecutionError> {
    let from = parse_time(time).ok_or_else(|| fail("days_after", format!("{time} is not a time")))?;
    let span = chrono::Duration::try_milliseconds((days * 86_400_000.0) as i64);
    let date = span.and_then(|span| from.checked_add_signed(span)).map(|t| t.format("%Y-%m-%d").to_string());
    date.ok_or_else(|| fail("days_after", format!("{days} days after {time} are out of reach")))
}

/// True where a network covers at least half of all addresses: `0.0.0.0/0`, `::/0`, `0.0.0.0/1`.
fn open_cidr(text: &str) -> Result<bool, ExecutionError> {
    let (address, length) = text.split_once('/').unwrap_or((text, ""));
    let address: IpAddr = address.parse().map_err(|_| fail("open_cidr", format!("{text} is not a network")))?;
    if length.is_empty() {
        return Ok(false);
    }
    let length: u8 = length.parse().map_err(|_| fail("open_cidr", format!("{text} is not a network")))?;
    // IPv6 addresses in public use fill 2000::/3, so a network of /3 or wider may hold them all.
    Ok(length <= if address.is_ipv4() { 1 } else { 3 })
}

fn price(prices: &Prices, args: &[Value]) -> Result<f64, ExecutionError> {
    let texts: Option<Vec<&str>> =
        args.iter().map(|a| if let Value::String(s) = a { Some(s.as_str()) } else { None }).collect();
    let key = texts.as_deref().and_then(PriceKey::of).ok_or_else(|| fail("price", "an argument is not a text"))?;
    prices.look(key).map(|p| p.usd).ok_or_else(|| fail("price", "no such price is known"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_as_aws_prints_them() {
        for text in [
            "2026-01-02T00:00:00+00:00",
            "2026-01-02T00:00:00.000+0000",
            "2026-01-02T00:00:00Z",
            "2026-01-02",
            "2026-01-02 00:00:00 GMT",
        ] {
            assert_eq!(parse_time(text).map(|t| t.to_rfc3339()), Some("2026-01-02T00:00:00+00:00".into()), "{text}");
        }
        assert_eq!(parse_time("soon"), None);
    }

    #[test]
    fn numbers_for_people_and_days_to_come() {
        assert_eq!((round(2.345, 1), round(-0.04, 1), round(7.0, 20)), (2.3, -0.0, 7.0));
        assert_eq!(days_after("2026-11-21T12:00:00+00:00", 11.6).unwrap(), "2026-12-03");
        assert!(days_after("soon", 1.0).is_err() && days_after("2026-11-21", 1e300).is_err());
    }

    #[test]
    fn open_networks() {
        let open = |text| open_cidr(text).unwrap();
        assert!(open("0.0.0.0/0") && open("::/0") && open("128.0.0.0/1"));
        assert!(!open("10.0.0.0/8") && !open("2001:db8::/32") && !open("203.0.113.9"));
        assert!(open_cidr("pl-123").is_err());
    }
}
