//! Figures in text, in a form in which equal ones are equal: `1,234`, `1.2k` and `twelve` are numbers, `$25` and
//! `25.00 USD` the same money, `20 November 2026` and `2026-11-20T06:00:00Z` the same day.
//!
//! `one` and `two` are words of speech more often than facts, and ordinals (`first`, `2nd`) count steps: neither is a
//! figure. `zero`, `three` to `ninety-nine` and their hundreds and thousands are, as is `a dozen`.

use super::tokens::Token;

#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Figure {
    /// Thousandths.
    Number(i64),
    /// Thousandths of a percent.
    Percent(i64),
    /// Cents of US dollars, the one currency that findings have.
    Money(i64),
    Date {
        year: i64,
        month: Option<u32>,
        day: Option<u32>,
    },
    Time {
        hour: u32,
        minute: u32,
        second: Option<u32>,
    },
}

impl Figure {
    /// True where `self`, as claimed, is said by `known`: a month by one of its days, a minute by one of its seconds.
    pub fn said_by(&self, known: &Figure) -> bool {
        match (self, known) {
            (Figure::Date { year, month, day }, Figure::Date { year: y, month: m, day: d }) => {
                year == y && (month.is_none() || month == m) && (day.is_none() || day == d)
            }
            (Figure::Time { hour, minute, second }, Figure::Time { hour: h, minute: m, second: s }) => {
                hour == h && minute == m && (second.is_none() || second == s)
            }
            // A year by itself is a number; a date says it.
            (Figure::Number(n), Figure::Date { year, .. }) => *year >= 1900 && *n == year * 1000,
            (one, other) => one == other,
        }
    }
}

const MONTHS: [&str; 12] = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
];
const SMALL: [&str; 20] = [
    "zero",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
];
const TENS: [&str; 8] = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"];
const UNITS: &[&str] = &[
    "b", "kb", "mb", "gb", "tb", "kib", "mib", "gib", "tib", "ms", "s", "min", "h", "d", "day", "days", "hours",
    "years",
];

const MEASURES: [&str; 16] = [
    "byte",
    "kb",
    "mb",
    "gb",
    "tb",
    "kib",
    "mib",
    "gib",
    "tib",
    "minute",
    "hour",
    "day",
    "week",
    "month",
    "year",
    "character",
];

/// The figures that begin at a token, and how many tokens they take.
pub fn at(tokens: &[Token]) -> Option<(Vec<Figure>, usize)> {
    let first = tokens.first()?.text;
    if let Some(found) = moment(first) {
        return Some((found, 1));
    }
    if let Some((date, used)) = worded_date(tokens) {
        return Some((vec![date], used));
    }
    if let Some((amount, used)) = money(tokens) {
        return Some((vec![Figure::Money(amount)], used));
    }
    if let Some(percent) = first.strip_suffix('%').and_then(plain) {
        return Some((vec![Figure::Percent(percent)], 1));
    }
    let (value, used) = number(tokens)?;
    if tokens.get(used).is_some_and(|t| ["percent", "%"].contains(&t.text)) {
        return Some((value.into_iter().map(Figure::Percent).collect(), used + 1));
    }
    Some((value.into_iter().map(Figure::Number).collect(), used))
}

/// What a number is a number of, where it is measured: of the last of the tokens that were taken, or of the next.
pub fn unit(tokens: &[Token], used: usize) -> Option<&'static str> {
    let attached = tokens.get(used.checked_sub(1)?)?.text.trim_start_matches(|c: char| !c.is_alphabetic());
    named(attached).or_else(|| named(tokens.get(used)?.text))
}

fn named(word: &str) -> Option<&'static str> {
    let lower = word.to_lowercase();
    let lower = lower.strip_suffix('s').unwrap_or(&lower);
    MEASURES.iter().find(|measure| **measure == lower).copied()
}

/// `2026-11-20`, `2026-11-20T06:28:52.000Z`, `06:28`.
fn moment(word: &str) -> Option<Vec<Figure>> {
    if let Some(time) = time(word) {
        return Some(vec![time]);
    }
    let (day, rest) = (word.get(..10)?, word.get(10..)?);
    let mut parts = day.split(['-', '/']).map(str::parse::<u32>);
    let (Some(Ok(year)), Some(Ok(month)), Some(Ok(d)), None) = (parts.next(), parts.next(), parts.next(), parts.next())
    else {
        return None;
    };
    if !(1900..3000).contains(&year) || !(1..=12).contains(&month) || !(1..=31).contains(&d) {
        return None;
    }
    let mut out = vec![Figure::Date { year: i64::from(year), month: Some(month), day: Some(d) }];
    match rest.strip_prefix('T') {
        Some(clock) => out.push(time(clock.get(..8).or(clock.get(..5))?)?),
        None if rest.is_empty() => {}
        None => return None,
    }
    Some(out)
}

fn time(word: &str) -> Option<Figure> {
    let parts: Vec<&str> = word.trim_end_matches('Z').split(':').collect();
    if !(2..=3).contains(&parts.len()) || parts.iter().any(|p| p.is_empty() || p.len() > 2) {
        return None;
    }
    let (hour, minute) = (parts[0].parse().ok()?, parts[1].parse().ok()?);
    let second = parts.get(2).map(|s| s.parse()).transpose().ok()?;
    (hour < 24 && minute < 60).then_some(Figure::Time { hour, minute, second })
}

/// `20 November 2026`, `November 20, 2026`, `20 Nov`, `November 2026`, `May 1st`. A date without a year is a date of
/// year 0, which nothing says.
fn worded_date(tokens: &[Token]) -> Option<(Figure, usize)> {
    let word = |i: usize| tokens.get(i).map(|t| t.text);
    let day = |i: usize| -> Option<u32> {
        let text = word(i)?.trim_end_matches(|c: char| c.is_ascii_lowercase());
        text.parse().ok().filter(|d| (1..=31).contains(d))
    };
    let year = |i: usize| -> Option<i64> { word(i)?.parse().ok().filter(|y| (1900..3000).contains(y)) };
    let (d, m, used) = match (day(0), word(1).and_then(month), word(0).and_then(month)) {
        (Some(d), Some(m), _) => (Some(d), m, 2),
        (_, _, Some(m)) => match day(1) {
            Some(d) => (Some(d), m, 2),
            None => (None, m, 1),
        },
        _ => return None,
    };
    match year(used) {
        Some(y) => Some((Figure::Date { year: y, month: Some(m), day: d }, used + 1)),
        None if d.is_some() => Some((Figure::Date { year: 0, month: Some(m), day: d }, used)),
        None => None,
    }
}

/// 1 to 12, for a capitalised month or its first three letters.
fn month(word: &str) -> Option<u32> {
    let capital = word.starts_with(|c: char| c.is_ascii_uppercase());
    let lower = word.to_lowercase();
    let is = |name: &str| name == lower || name.get(..3) == Some(lower.as_str());
    MONTHS.iter().position(|name| capital && is(name)).and_then(|at| u32::try_from(at + 1).ok())
}

/// Cents: `$25`, `USD 25.00`, `25 dollars`.
fn money(tokens: &[Token]) -> Option<(i64, usize)> {
    let first = tokens.first()?.text;
    let cents = |milli: i64| milli / 10;
    if let Some(rest) = first.strip_prefix("US$").or(first.strip_prefix('$')) {
        let amount = Token { text: rest, at: 0 };
        let following: Vec<Token> = std::iter::once(amount).chain(tokens.iter().skip(1).copied()).collect();
        return single(&following).map(|(n, used)| (cents(n), used));
    }
    if first == "USD" {
        return single(tokens.get(1..)?).map(|(n, used)| (cents(n), used + 1));
    }
    let (n, used) = single(tokens)?;
    let unit = tokens.get(used)?.text;
    ["USD", "dollar", "dollars"].contains(&unit).then_some((cents(n), used + 1))
}

fn single(tokens: &[Token]) -> Option<(i64, usize)> {
    let (values, used) = number(tokens)?;
    Some((*values.first()?, used))
}

/// A number, or the two of a range, in thousandths.
fn number(tokens: &[Token]) -> Option<(Vec<i64>, usize)> {
    let first = tokens.first()?.text;
    if let Some(range) = range(first) {
        return Some((range, 1));
    }
    let (mut value, mut used) = match (plain(first).or_else(|| suffixed(first)), spelled(first)) {
        (Some(value), _) => (value, 1),
        (None, Some(n)) if n == 1000 || n == 2000 => {
            // `one hundred` is a figure, `one` is not.
            tokens.get(1).and_then(|t| multiplier(t.text))?;
            (n, 1)
        }
        (None, Some(n)) => (n, 1),
        (None, None) => (multiplier(first)? * 1000, 1),
    };
    while let Some(times) = tokens.get(used).and_then(|t| multiplier(t.text)) {
        value = value.saturating_mul(times);
        used += 1;
    }
    Some((vec![value], used))
}

fn multiplier(word: &str) -> Option<i64> {
    Some(match word.to_lowercase().as_str() {
        "dozen" => 12,
        "hundred" => 100,
        "thousand" => 1000,
        "million" => 1_000_000,
        "billion" => 1_000_000_000,
        _ => return None,
    })
}

/// `3000-6000`, `100-GiB`, `thirty-day`.
fn range(word: &str) -> Option<Vec<i64>> {
    let (left, right) = word.split_once('-')?;
    if let Some(unit) = spelled(right).filter(|u| (1000..10_000).contains(u)) {
        return Some(vec![spelled(left).filter(|tens| tens % 10_000 == 0 && *tens >= 20_000)? + unit]);
    }
    let first = plain(left).or_else(|| spelled(left).filter(|n| *n > 2000 || *n == 0))?;
    match plain(right) {
        Some(second) => Some(vec![first, second]),
        None => right.chars().all(char::is_alphabetic).then(|| vec![first]),
    }
}

/// `12`, `1,234.5`: thousandths.
fn plain(word: &str) -> Option<i64> {
    let digits = word.replace(',', "");
    let shaped =
        digits.chars().all(|c| c.is_ascii_digit() || c == '.') && digits.starts_with(|c: char| c.is_ascii_digit());
    // Twelve digits are an account, and `010` is a code.
    let number = shaped && digits.matches('.').count() <= 1;
    if !number {
        return None;
    }
    Some((digits.parse::<f64>().ok()? * 1000.0).round() as i64)
}

/// `1.2k`, `500GiB`, `9d`.
fn suffixed(word: &str) -> Option<i64> {
    let split = word.find(|c: char| c.is_ascii_alphabetic())?;
    let (digits, unit) = word.split_at(split);
    let value = plain(digits)?;
    match unit {
        "k" | "K" => Some(value.saturating_mul(1000)),
        "M" | "m" => Some(value.saturating_mul(1_000_000)),
        "bn" => Some(value.saturating_mul(1_000_000_000)),
        _ => UNITS.contains(&unit.to_lowercase().as_str()).then_some(value),
    }
}

fn spelled(word: &str) -> Option<i64> {
    let word = word.to_lowercase();
    let small = SMALL.iter().position(|w| *w == word).map(|n| n as i64);
    let tens = TENS.iter().position(|w| *w == word).map(|n| (n as i64 + 2) * 10);
    small.or(tens).map(|n| n * 1000)
}

#[cfg(test)]
#[path = "figures_tests.rs"]
mod tests;
