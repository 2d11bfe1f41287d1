//! Figures, money and times as the report prints them.

use chrono::{DateTime, Utc};

use crate::model::{Pillar, Severity, Status};

/// `1,234,567`
pub fn count(n: u64) -> String {
    let digits = n.to_string();
    let mut out = String::with_capacity(digits.len() + digits.len() / 3);
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

/// `1 finding`, `1,234 findings`
pub fn counted(n: u64, one: &str, many: &str) -> String {
    format!("{} {}", count(n), if n == 1 { one } else { many })
}

/// `USD 1,234.50`
pub fn money(currency: &str, amount: f64) -> String {
    let cents = (amount * 100.0).round() as i64;
    let sign = if cents < 0 { "-" } else { "" };
    let cents = cents.unsigned_abs();
    format!("{currency} {sign}{}.{:02}", count(cents / 100), cents % 100)
}

pub fn usd(amount: f64) -> String {
    money("USD", amount)
}

/// `2026-11-21 06:00:00 UTC`
pub fn time(at: DateTime<Utc>) -> String {
    at.format("%Y-%m-%d %H:%M:%S UTC").to_string()
}

/// `Critical`
pub fn capital(word: &str) -> String {
    let mut chars = word.chars();
    chars.next().map_or_else(String::new, |first| first.to_uppercase().chain(chars).collect())
}

/// The heading of a severity: how bad, and how soon.
pub fn severity_heading(severity: Severity) -> &'static str {
    match severity {
        Severity::Critical => "Critical: immediate attention",
        Severity::High => "High: within the week",
        Severity::Medium => "Medium: backlog",
        Severity::Low => "Low: improvement",
    }
}

pub fn pillar_heading(pillar: Pillar) -> String {
    capital(pillar.word())
}

/// What a status means to a reader, and what to do about it.
pub fn status_hint(status: Status) -> &'static str {
    match status {
        Status::Ok => "AWS answered in full.",
        Status::Denied => {
            "the credentials may not make this call. `tickmark rules policy` prints the policy that allows every \
             call of the rules."
        }
        Status::Throttled => {
            "AWS went on refusing because of the rate of calls, after all retries. Run the audit again, at a quieter \
             hour if it happens again."
        }
        Status::Failed => {
            "no valid answer came: an error of AWS's own, a timeout, or no connection. Run the audit again; if it \
             happens again, the error says where to look."
        }
        Status::Unsupported => {
            "the service does not exist in this region, or is not enabled for this account. Nothing to do, unless \
             it should be enabled."
        }
        Status::Sampled => "only a part was read, on purpose. What lies outside the sample was not checked.",
    }
}

/// AWS's error without what differs in each call (request ids, encoded messages), so that an unchanged estate
/// gives an unchanged report.
pub fn steady(error: &str) -> String {
    let mut kept = error.to_owned();
    if let Some(at) = find_ignoring_case(&kept, "encoded authorization failure message") {
        kept.truncate(at);
    }
    for label in ["request id:", "requestid:", "request_id:", "host id:"] {
        while let Some(at) = find_ignoring_case(&kept, label) {
            let value = kept.get(at + label.len()..).unwrap_or_default();
            let rest = value.trim_start().trim_start_matches(|c: char| !matches!(c, ',' | ';' | ')' | ' ' | '\n'));
            let end = kept.len() - rest.len();
            kept.replace_range(at..end, "");
            for (gap, closed) in [("(, ", "("), (", )", ")"), ("; )", ")"), (" ()", ""), ("()", "")] {
                kept = kept.replace(gap, closed);
            }
        }
    }
    kept.trim_end_matches([' ', ',', ';', '(']).to_owned()
}

fn find_ignoring_case(text: &str, ascii: &str) -> Option<usize> {
    text.as_bytes().windows(ascii.len()).position(|window| window.eq_ignore_ascii_case(ascii.as_bytes()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures() {
        assert_eq!(count(0), "0");
        assert_eq!(count(999), "999");
        assert_eq!(count(1_234_567), "1,234,567");
        assert_eq!(counted(1, "finding", "findings"), "1 finding");
        assert_eq!(counted(1000, "finding", "findings"), "1,000 findings");
        assert_eq!(usd(1234.5), "USD 1,234.50");
        assert_eq!(usd(0.125), "USD 0.13");
        assert_eq!(usd(-3.0), "USD -3.00");
        assert_eq!(capital("cost"), "Cost");
    }

    #[test]
    fn errors_lose_what_differs_in_each_call() {
        for (from, to) in [
            ("Denied: no (Request ID: 1-2)", "Denied: no"),
            ("Denied: no (Service: S3, Request ID: 1-2)", "Denied: no (Service: S3)"),
            ("Denied: no (RequestId: 1, Host ID: zz==) here", "Denied: no here"),
            ("Op: You may not. Encoded authorization failure message: AbC_d", "Op: You may not."),
            ("Slow: RequestID: 77", "Slow:"),
            ("Timeout: no answer in 30 s", "Timeout: no answer in 30 s"),
            ("Größe: é (request id: ü) ß", "Größe: é ß"),
            ("Denied: f() says (no), b", "Denied: f() says (no), b"),
        ] {
            assert_eq!(steady(from), to);
        }
    }
}
