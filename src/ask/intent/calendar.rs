//! Days, weeks, months, quarters and years, in UTC. Weeks begin on Monday.

use chrono::{DateTime, Datelike, Days, Months, NaiveDate, TimeDelta, Utc};

/// From, and up to but not with.
pub type Span = (DateTime<Utc>, DateTime<Utc>);

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unit {
    Minute,
    Hour,
    Day,
    Week,
    Weekend,
    Month,
    Quarter,
    Year,
}

const MONTHS_PER_QUARTER: u32 = 3;

pub fn midnight(date: NaiveDate) -> DateTime<Utc> {
    date.and_time(chrono::NaiveTime::MIN).and_utc()
}

pub fn day(date: NaiveDate) -> Option<Span> {
    Some((midnight(date), midnight(date.checked_add_days(Days::new(1))?)))
}

pub fn month(year: i32, month: u32) -> Option<Span> {
    let first = NaiveDate::from_ymd_opt(year, month, 1)?;
    Some((midnight(first), midnight(first.checked_add_months(Months::new(1))?)))
}

pub fn quarter(year: i32, quarter: u32) -> Option<Span> {
    let first = NaiveDate::from_ymd_opt(year, quarter.checked_sub(1)? * MONTHS_PER_QUARTER + 1, 1)?;
    Some((midnight(first), midnight(first.checked_add_months(Months::new(MONTHS_PER_QUARTER))?)))
}

pub fn year(year: i32) -> Option<Span> {
    Some((
        midnight(NaiveDate::from_ymd_opt(year, 1, 1)?),
        midnight(NaiveDate::from_ymd_opt(year.checked_add(1)?, 1, 1)?),
    ))
}

/// The calendar unit that `now` is in, or the one `back` before it.
pub fn unit(now: DateTime<Utc>, unit: Unit, back: u32) -> Option<Span> {
    let today = now.date_naive();
    let monday = today.checked_sub_days(Days::new(u64::from(today.weekday().num_days_from_monday())))?;
    let months = |count: u32| today.with_day(1)?.checked_sub_months(Months::new(count));
    match unit {
        Unit::Minute | Unit::Hour => rolling(now, unit, back.max(1)),
        Unit::Day => day(today.checked_sub_days(Days::new(u64::from(back)))?),
        Unit::Week => {
            let first = monday.checked_sub_days(Days::new(7 * u64::from(back)))?;
            Some((midnight(first), midnight(first.checked_add_days(Days::new(7))?)))
        }
        Unit::Weekend => {
            // The one of this week has come only on Saturday.
            let weekend_has_come = today.weekday().num_days_from_monday() >= 5;
            let weeks = if weekend_has_come { back } else { back.max(1) };
            let saturday = monday.checked_sub_days(Days::new(7 * u64::from(weeks)))?.checked_add_days(Days::new(5))?;
            Some((midnight(saturday), midnight(saturday.checked_add_days(Days::new(2))?)))
        }
        Unit::Month => {
            let first = months(back)?;
            month(first.year(), first.month())
        }
        Unit::Quarter => {
            let within = months(back.checked_mul(MONTHS_PER_QUARTER)?)?;
            quarter(within.year(), within.month0() / MONTHS_PER_QUARTER + 1)
        }
        Unit::Year => year(today.year().checked_sub_unsigned(back)?),
    }
}

/// The last `count` units up to `now`.
pub fn rolling(now: DateTime<Utc>, unit: Unit, count: u32) -> Option<Span> {
    let count = count.max(1);
    let months = |each: u32| now.checked_sub_months(Months::new(count.checked_mul(each)?));
    let delta = |delta: Option<TimeDelta>| now.checked_sub_signed(delta?);
    let start = match unit {
        Unit::Minute => delta(TimeDelta::try_minutes(i64::from(count))),
        Unit::Hour => delta(TimeDelta::try_hours(i64::from(count))),
        Unit::Day => delta(TimeDelta::try_days(i64::from(count))),
        Unit::Week | Unit::Weekend => delta(TimeDelta::try_weeks(i64::from(count))),
        Unit::Month => months(1),
        Unit::Quarter => months(MONTHS_PER_QUARTER),
        Unit::Year => months(12),
    }?;
    Some((start, now))
}
