//! The forms in which a time is written, each as the span that it covers.

use chrono::{DateTime, Datelike, Days, NaiveDate, Utc, Weekday};

use super::calendar::{self, Span, Unit};
use super::text::{Word, number};

/// The span, how many words it takes, and whether it is counted back from now.
pub type Found = (Span, usize, bool);

const UNITS: &[(&str, Unit)] = &[
    ("minute", Unit::Minute),
    ("min", Unit::Minute),
    ("hour", Unit::Hour),
    ("hr", Unit::Hour),
    ("day", Unit::Day),
    ("week", Unit::Week),
    ("weekend", Unit::Weekend),
    ("month", Unit::Month),
    ("quarter", Unit::Quarter),
    ("year", Unit::Year),
];
const SHORT_UNITS: &[(char, Unit)] =
    &[('h', Unit::Hour), ('d', Unit::Day), ('w', Unit::Week), ('m', Unit::Month), ('y', Unit::Year)];
const MONTHS: &[(&str, u32)] = &[
    ("january", 1),
    ("jan", 1),
    ("february", 2),
    ("feb", 2),
    ("march", 3),
    ("mar", 3),
    ("april", 4),
    ("apr", 4),
    ("may", 5),
    ("june", 6),
    ("jun", 6),
    ("july", 7),
    ("jul", 7),
    ("august", 8),
    ("aug", 8),
    ("september", 9),
    ("sep", 9),
    ("sept", 9),
    ("october", 10),
    ("oct", 10),
    ("november", 11),
    ("nov", 11),
    ("december", 12),
    ("dec", 12),
];
const WEEKDAYS: &[(&str, Weekday)] = &[
    ("monday", Weekday::Mon),
    ("mon", Weekday::Mon),
    ("tuesday", Weekday::Tue),
    ("tue", Weekday::Tue),
    ("tues", Weekday::Tue),
    ("wednesday", Weekday::Wed),
    ("wed", Weekday::Wed),
    ("thursday", Weekday::Thu),
    ("thu", Weekday::Thu),
    ("thur", Weekday::Thu),
    ("thurs", Weekday::Thu),
    ("friday", Weekday::Fri),
    ("fri", Weekday::Fri),
    ("saturday", Weekday::Sat),
    ("sat", Weekday::Sat),
    ("sunday", Weekday::Sun),
    ("sun", Weekday::Sun),
];
/// Names that are plain words too, and the words one of which must stand before them.
const AMBIGUOUS: &[&str] = &["may", "march", "mar", "jan", "dec", "mon", "wed", "sat", "sun", "fri", "jun", "apr"];
const BEFORE_NAMES: &[&str] = &[
    "in", "since", "until", "till", "before", "after", "during", "of", "on", "last", "from", "between", "and", "to",
    "this", "for",
];
const LAST: &[&str] = &["last", "past", "previous", "preceding", "prior"];
const THIS: &[&str] = &["this", "current"];

/// The time that begins at `at`.
pub fn span(words: &[Word], at: usize, now: DateTime<Utc>) -> Option<Found> {
    let word = &words[at];
    if word.quoted || word.understood {
        return None;
    }
    let forms = [date, relative_day, ago, last, this, to_date, weekday, month_and_day, month, quarter];
    forms.iter().find_map(|form| form(words, at, now))
}

fn lower(words: &[Word], at: usize) -> &str {
    words.get(at).filter(|word| !word.quoted).map_or("", |word| word.lower.as_str())
}

fn has(list: &[&str], word: &str) -> bool {
    list.contains(&word)
}

fn unit(words: &[Word], at: usize) -> Option<Unit> {
    let word = words.get(at).filter(|word| !word.quoted)?;
    UNITS.iter().find(|(name, _)| *name == word.normal).map(|(_, unit)| *unit)
}

/// `2026-11-01`, `2026-11`, `2026-11-01T10:00:00Z`, and after a preposition `2026`.
fn date(words: &[Word], at: usize, _: DateTime<Utc>) -> Option<Found> {
    let text = lower(words, at).replace('/', "-");
    if !text.starts_with(|c: char| c.is_ascii_digit()) {
        return None;
    }
    if let Ok(time) = DateTime::parse_from_rfc3339(&text.to_uppercase()) {
        return Some(((time.to_utc(), time.to_utc()), 1, false));
    }
    if let Ok(date) = NaiveDate::parse_from_str(&text, "%Y-%m-%d") {
        return Some((calendar::day(date)?, 1, false));
    }
    if let Ok(date) = NaiveDate::parse_from_str(&format!("{text}-01"), "%Y-%m-%d") {
        return Some((calendar::month(date.year(), date.month())?, 1, false));
    }
    let after = at > 0 && has(BEFORE_NAMES, lower(words, at - 1));
    Some((calendar::year(year(words, at).filter(|_| after)?)?, 1, false))
}

fn year(words: &[Word], at: usize) -> Option<i32> {
    lower(words, at).parse().ok().filter(|year| (2000..2100).contains(year))
}

fn relative_day(words: &[Word], at: usize, now: DateTime<Utc>) -> Option<Found> {
    let back = |days| calendar::unit(now, Unit::Day, days);
    let found = match (lower(words, at), lower(words, at + 1)) {
        ("day", "before") if lower(words, at + 2) == "yesterday" => (back(2)?, 3),
        ("today", _) => (back(0)?, 1),
        ("tonight", _) => (back(0)?, 1),
        ("this", "morning" | "afternoon" | "evening") => (back(0)?, 2),
        ("yesterday", _) => (back(1)?, 1),
        ("last", "night") => (night(now)?, 2),
        ("overnight", _) => (night(now)?, 1),
        _ => return None,
    };
    Some((found.0, found.1, false))
}

/// From yesterday's evening to this morning.
fn night(now: DateTime<Utc>) -> Option<Span> {
    let (start, _) = calendar::unit(now, Unit::Day, 0)?;
    Some((start - chrono::TimeDelta::hours(6), start + chrono::TimeDelta::hours(6)))
}

/// "three days ago", "a week ago": that day.
fn ago(words: &[Word], at: usize, now: DateTime<Utc>) -> Option<Found> {
    let (count, len) = match (lower(words, at), lower(words, at + 1)) {
        ("a" | "an", "couple" | "few") => counted(words, at + 1).map(|(count, len)| (count, len + 1))?,
        ("a" | "an", _) => (1, 1),
        _ => counted(words, at)?,
    };
    let unit = unit(words, at + len).filter(|_| lower(words, at + len + 1) == "ago")?;
    let (then, _) = calendar::rolling(now, unit, count)?;
    let span = if matches!(unit, Unit::Hour | Unit::Minute) { (then, then) } else { calendar::day(then.date_naive())? };
    Some((span, len + 2, false))
}

/// A number, or a word for a small one, and how many words it takes.
fn counted(words: &[Word], at: usize) -> Option<(u32, usize)> {
    match (lower(words, at), lower(words, at + 1)) {
        ("couple", "of") => Some((2, 2)),
        ("couple", _) => Some((2, 1)),
        ("few" | "several", _) => Some((3, 1)),
        _ => Some((u32::try_from(number(words.get(at)?)?).ok()?, 1)),
    }
}

/// "last week" is the calendar's; "the last week", "past week" and "last 3 weeks" are counted back from now.
fn last(words: &[Word], at: usize, now: DateTime<Utc>) -> Option<Found> {
    let word = lower(words, at);
    let within = word == "within" || (word == "in" && lower(words, at + 1) == "under");
    if !has(LAST, word) && !within {
        return None;
    }
    if let Some((count, len)) = counted(words, at + 1)
        && let Some(unit) = unit(words, at + 1 + len)
    {
        return Some((calendar::rolling(now, unit, count)?, len + 2, true));
    }
    if let Some((count, unit)) = short(lower(words, at + 1)) {
        return Some((calendar::rolling(now, unit, count)?, 2, true));
    }
    if within {
        return None;
    }
    if let Some(unit) = unit(words, at + 1) {
        let rolling = word == "past" || (at > 0 && has(&["the"], lower(words, at - 1)) && unit != Unit::Weekend);
        let hours = matches!(unit, Unit::Hour | Unit::Minute | Unit::Day);
        let span = if rolling || hours { calendar::rolling(now, unit, 1) } else { calendar::unit(now, unit, 1) };
        return Some((span?, 2, rolling || hours));
    }
    let (span, len, _) = weekday(words, at + 1, now).or_else(|| month(words, at + 1, now))?;
    Some((span, len + 1, false))
}

/// `24h`, `7d`.
fn short(word: &str) -> Option<(u32, Unit)> {
    let last = word.chars().last()?;
    let (_, unit) = SHORT_UNITS.iter().find(|(short, _)| *short == last)?;
    Some((word.strip_suffix(last)?.parse().ok()?, *unit))
}

fn this(words: &[Word], at: usize, now: DateTime<Utc>) -> Option<Found> {
    if lower(words, at) == "weekend" {
        return Some((calendar::unit(now, Unit::Weekend, 0)?, 1, false));
    }
    let unit = unit(words, at + 1).filter(|_| has(THIS, lower(words, at)))?;
    Some((calendar::unit(now, unit, 0)?, 2, false))
}

/// "month to date", "ytd".
fn to_date(words: &[Word], at: usize, now: DateTime<Utc>) -> Option<Found> {
    let (unit, len) = match lower(words, at) {
        "mtd" | "month-to-date" => (Unit::Month, 1),
        "ytd" | "year-to-date" => (Unit::Year, 1),
        _ if lower(words, at + 1) == "to" && lower(words, at + 2) == "date" => (unit(words, at)?, 3),
        _ => return None,
    };
    Some((calendar::unit(now, unit, 0)?, len, false))
}

/// The last such day before today.
fn weekday(words: &[Word], at: usize, now: DateTime<Utc>) -> Option<Found> {
    let (_, day) = WEEKDAYS.iter().find(|(name, _)| *name == lower(words, at))?;
    if !is_name(words, at) {
        return None;
    }
    let today = now.date_naive();
    let back = (7 + today.weekday().num_days_from_monday() - day.num_days_from_monday() - 1) % 7 + 1;
    Some((calendar::day(today.checked_sub_days(Days::new(u64::from(back)))?)?, 1, false))
}

fn is_name(words: &[Word], at: usize) -> bool {
    !has(AMBIGUOUS, lower(words, at)) || (at > 0 && has(BEFORE_NAMES, lower(words, at - 1)))
}

fn month_number(words: &[Word], at: usize) -> Option<u32> {
    MONTHS.iter().find(|(name, _)| *name == lower(words, at)).map(|(_, month)| *month)
}

/// "3 November", "Nov 3rd", "3rd of November 2026".
fn month_and_day(words: &[Word], at: usize, now: DateTime<Utc>) -> Option<Found> {
    let of = usize::from(lower(words, at + 1) == "of");
    let (month, day, len) = match (month_number(words, at), day_number(words, at)) {
        (Some(month), _) => (month, day_number(words, at + 1)?, 2),
        (_, Some(day)) => (month_number(words, at + 1 + of)?, day, 2 + of),
        _ => return None,
    };
    let written = year(words, at + len);
    let this_year = NaiveDate::from_ymd_opt(written.unwrap_or(now.year()), month, day)?;
    let past = this_year <= now.date_naive() || written.is_some();
    let date = if past { this_year } else { NaiveDate::from_ymd_opt(now.year() - 1, month, day)? };
    Some((calendar::day(date)?, len + usize::from(written.is_some()), false))
}

fn day_number(words: &[Word], at: usize) -> Option<u32> {
    const NAMES: &[&str] =
        &["first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth"];
    let word = lower(words, at);
    if let Some(day) = NAMES.iter().position(|name| *name == word).filter(|_| lower(words, at + 1) == "of") {
        return u32::try_from(day + 1).ok();
    }
    let digits = ["st", "nd", "rd", "th"].iter().find_map(|end| word.strip_suffix(end)).unwrap_or(word);
    digits.parse().ok().filter(|day| (1..=31).contains(day))
}

/// The last such month that has begun.
fn month(words: &[Word], at: usize, now: DateTime<Utc>) -> Option<Found> {
    let month = month_number(words, at)?;
    let written = year(words, at + 1);
    if written.is_none() && !is_name(words, at) {
        return None;
    }
    let last = if month <= now.month() { now.year() } else { now.year() - 1 };
    Some((calendar::month(written.unwrap_or(last), month)?, 1 + usize::from(written.is_some()), false))
}

/// `Q3`, `Q3 2026`: the last such quarter that has begun.
fn quarter(words: &[Word], at: usize, now: DateTime<Utc>) -> Option<Found> {
    let quarter = lower(words, at).strip_prefix('q')?.parse().ok().filter(|quarter| (1..=4).contains(quarter))?;
    let written = year(words, at + 1);
    let current = now.month0() / 3 + 1;
    let last = if quarter <= current { now.year() } else { now.year() - 1 };
    Some((calendar::quarter(written.unwrap_or(last), quarter)?, 1 + usize::from(written.is_some()), false))
}
