//! When a schedule is due: a cron expression in a time zone.

use chrono::{DateTime, DurationRound, TimeDelta, Utc};
use chrono_tz::Tz;
use croner::Cron;
use croner::parser::CronParser;
use serde::Deserialize;

use crate::model::nearest;

/// Any moment; from it on, a pattern that ever comes is met.
const EARLY: DateTime<Utc> = DateTime::<Utc>::UNIX_EPOCH;

/// A cron expression that is met at some time.
#[derive(Clone, Debug, Deserialize)]
#[serde(try_from = "String")]
pub struct Pattern {
    text: String,
    cron: Cron,
}

impl TryFrom<String> for Pattern {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        let hint = "five fields: minute hour day month weekday, as in \"0 6 * * MON\"; six with seconds in front";
        let cron = CronParser::new().parse(&text).map_err(|e| format!("cron \"{text}\": {e}\nhint: {hint}"))?;
        let pattern = Pattern { text, cron };
        match pattern.cron.find_next_occurrence(&EARLY, false) {
            Ok(_) => Ok(pattern),
            Err(_) => Err(format!("cron \"{}\": there is no such time", pattern.text)),
        }
    }
}

/// A time zone by its IANA name.
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(try_from = "String")]
pub struct Zone(Tz);

impl Default for Zone {
    fn default() -> Self {
        Zone(Tz::UTC)
    }
}

impl TryFrom<String> for Zone {
    type Error = String;

    fn try_from(name: String) -> Result<Self, String> {
        name.parse().map(Zone).map_err(|_| {
            let near = nearest(&name, chrono_tz::TZ_VARIANTS.iter().map(|zone| zone.name()));
            let hint =
                near.map_or("use an IANA name, such as Europe/Berlin".to_owned(), |n| format!("did you mean {n}?"));
            format!("timezone \"{name}\" is not known\nhint: {hint}")
        })
    }
}

/// The moments at which a schedule is due.
#[derive(Clone, Debug)]
pub struct Calendar {
    pattern: Pattern,
    zone: Tz,
}

impl Calendar {
    pub fn new(pattern: &Pattern, zone: Zone) -> Self {
        Calendar { pattern: pattern.clone(), zone: zone.0 }
    }

    /// The first due time after a moment; None where none comes any more.
    pub fn after(&self, moment: DateTime<Utc>) -> Option<DateTime<Utc>> {
        let found = self.pattern.cron.find_next_occurrence(&self.second(moment), false);
        found.ok().map(|due| due.to_utc())
    }

    /// The last due time up to a moment.
    pub fn until(&self, moment: DateTime<Utc>) -> Option<DateTime<Utc>> {
        let found = self.pattern.cron.find_previous_occurrence(&self.second(moment), true);
        found.ok().map(|due| due.to_utc())
    }

    /// The whole second that a moment is in. Of parts of one the search takes the nearest, which may be the wrong side.
    fn second(&self, moment: DateTime<Utc>) -> DateTime<Tz> {
        moment.duration_trunc(TimeDelta::seconds(1)).unwrap_or(moment).with_timezone(&self.zone)
    }

    /// As it is written: two that are written alike have the same times.
    pub fn text(&self) -> String {
        format!("{} {}", self.pattern.text, self.zone.name())
    }

    /// A moment as the schedule's zone writes it.
    pub fn local(&self, moment: DateTime<Utc>) -> String {
        moment.with_timezone(&self.zone).format("%Y-%m-%d %H:%M:%S %Z").to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn calendar(cron: &str) -> Calendar {
        let zone = Zone::try_from("Europe/Berlin".to_owned()).unwrap();
        Calendar::new(&Pattern::try_from(cron.to_owned()).unwrap(), zone)
    }

    fn time(text: &str) -> DateTime<Utc> {
        text.parse().unwrap()
    }

    /// All due times of a stretch, met forwards.
    fn all(calendar: &Calendar, from: &str, to: &str) -> Vec<String> {
        let mut found = Vec::new();
        let mut at = time(from);
        while let Some(due) = calendar.after(at).filter(|due| *due <= time(to)) {
            assert_eq!(calendar.until(due), Some(due), "{}", calendar.text());
            let just_before = calendar.until(due - TimeDelta::milliseconds(1)).filter(|due| *due > time(from));
            assert_eq!(just_before, found.last().copied(), "{} before {due}", calendar.text());
            found.push(due);
            at = due;
        }
        found.iter().map(|due| due.format("%dT%H:%M").to_string()).collect()
    }

    // From 02:00 to 03:00 there is no time: 01:00 UTC is 03:00.
    #[test]
    fn what_falls_into_the_gap_runs_once_when_it_is_over() {
        let (from, to) = ("2026-03-27T12:00:00Z", "2026-03-30T12:00:00Z");
        assert_eq!(all(&calendar("30 2 * * *"), from, to), ["28T01:30", "29T01:00", "30T00:30"]);
        assert_eq!(all(&calendar("0 6 * * *"), from, to), ["28T05:00", "29T04:00", "30T04:00"]);
    }

    // From 02:00 to 03:00 is twice: 00:00 UTC and 01:00 UTC are both 02:00.
    #[test]
    fn what_falls_into_the_overlap_runs_once() {
        let (from, to) = ("2026-10-24T12:00:00Z", "2026-10-26T12:00:00Z");
        assert_eq!(all(&calendar("30 2 * * *"), from, to), ["25T00:30", "26T01:30"]);
        assert_eq!(all(&calendar("0 6 * * *"), from, to), ["25T05:00", "26T05:00"]);
    }

    #[test]
    fn each_hour_is_an_hour_whatever_the_clocks_do() {
        let hourly = calendar("0 * * * *");
        assert_eq!(
            all(&hourly, "2026-03-28T23:30:00Z", "2026-03-29T03:00:00Z"),
            ["29T00:00", "29T01:00", "29T02:00", "29T03:00"]
        );
        assert_eq!(
            all(&hourly, "2026-10-24T23:30:00Z", "2026-10-25T03:00:00Z"),
            ["25T00:00", "25T01:00", "25T02:00", "25T03:00"]
        );
    }

    #[test]
    fn patterns_that_never_come_and_wrong_ones_are_told() {
        for (wrong, why) in
            [("0 0 30 2 *", "no such time"), ("61 * * * *", "hint: five fields"), ("", "hint"), ("often", "hint")]
        {
            let error = Pattern::try_from(wrong.to_owned()).unwrap_err();
            assert!(error.contains(why), "{error}");
        }
        assert!(Zone::try_from("Europe/Berlni".to_owned()).unwrap_err().contains("Europe/Berlin?"));
        assert!(Zone::try_from("home".to_owned()).unwrap_err().contains("IANA"));
        assert_eq!(calendar("0 0 0 1 1 * 2025").after(time("2026-01-01T00:00:00Z")), None);
    }
}
