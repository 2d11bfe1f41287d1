//! Audits at set times: what `[[schedule]]` of tickmark.toml says, and what to do about it at a moment. All of it is
//! plain values; `commands::schedule` has the clock, the store and the runs.

mod calendar;
mod next;

use std::path::{Component, Path, PathBuf};

use serde::Deserialize;

use crate::model::{Severity, When};

pub use calendar::{Calendar, Pattern, Zone};
pub use next::{MOST_COUNTED, Step, step};

/// One `[[schedule]]`. What it leaves out is as the top of tickmark.toml says.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Schedule {
    pub name: Name,
    pub cron: Pattern,
    #[serde(default)]
    pub timezone: Zone,
    /// Ids of accounts; none: all that are configured.
    #[serde(default)]
    pub accounts: Vec<String>,
    /// Rule ids, pillars, services.
    #[serde(default)]
    pub only: Vec<String>,
    #[serde(default)]
    pub skip: Vec<String>,
    #[serde(default)]
    pub regions: Vec<String>,
    /// Folder of its reports.
    pub out: Option<PathBuf>,
    /// Names of deliveries.
    #[serde(default)]
    pub deliver: Vec<String>,
    #[serde(default)]
    pub missed: Missed,
    pub fail_on: Option<Severity>,
    /// USD that AWS may charge for one run.
    pub max_cost: Option<f64>,
    /// What its reports compare with besides the last run.
    pub since: Option<When>,
}

/// What becomes of due times at which nothing ran.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Missed {
    /// They are made up for, by one run.
    #[default]
    Run,
    Skip,
}

/// What a schedule is called, in the store and on the command line.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(try_from = "String")]
pub struct Name(String);

impl TryFrom<String> for Name {
    type Error = String;

    fn try_from(name: String) -> Result<Self, String> {
        let plain = |c: char| c.is_ascii_alphanumeric() || "-_.".contains(c);
        if name.is_empty() || name.len() > 64 || !name.chars().all(plain) {
            return Err(format!("name {name:?} is not 1 to 64 letters, digits, '-', '_' and '.'"));
        }
        Ok(Name(name))
    }
}

impl std::ops::Deref for Name {
    type Target = str;

    fn deref(&self) -> &str {
        &self.0
    }
}

impl std::fmt::Display for Name {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

impl Schedule {
    pub fn calendar(&self) -> Calendar {
        Calendar::new(&self.cron, self.timezone)
    }

    /// Whether both would write reports of the same account with other contents.
    fn overwrites(&self, other: &Schedule, default: &Path) -> bool {
        let here = |part: &Component| *part != Component::CurDir;
        let out = |s: &Schedule| s.out.as_deref().unwrap_or(default).components().filter(here).collect::<PathBuf>();
        let meets = self.accounts.is_empty()
            || other.accounts.is_empty()
            || self.accounts.iter().any(|account| other.accounts.contains(account));
        meets && out(self) == out(other) && self.choice() != other.choice()
    }

    /// What it looks at, in an order that does not depend on how it is written.
    fn choice(&self) -> [Vec<&str>; 3] {
        [&self.only, &self.skip, &self.regions].map(|names| {
            let mut names: Vec<&str> = names.iter().map(String::as_str).collect();
            names.sort_unstable();
            names.dedup();
            names
        })
    }
}

/// What the types of single schedules cannot hold; `out` is the folder of those that name none.
pub fn check(all: &[Schedule], out: &Path) -> Result<(), String> {
    for (at, schedule) in all.iter().enumerate() {
        let name = &schedule.name;
        if let Some(wrong) =
            schedule.accounts.iter().find(|id| id.len() != 12 || !id.chars().all(|c| c.is_ascii_digit()))
        {
            return Err(format!("[[schedule]] {name}: accounts: {wrong:?} is not an account id of 12 digits"));
        }
        for earlier in &all[..at] {
            if earlier.name == *name {
                return Err(format!("[[schedule]]: two are called {name}; names tell schedules apart"));
            }
            if schedule.overwrites(earlier, out) {
                return Err(format!(
                    "[[schedule]] {name} and {} look at different things and write to the same folder, so the report of \
                     one would replace the other's\nhint: give one of them a folder, such as out = \"{}\"",
                    earlier.name,
                    out.join(&**name).display()
                ));
            }
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Deserialize)]
    struct File {
        schedule: Vec<Schedule>,
    }

    fn checked(text: &str) -> Result<Vec<Schedule>, String> {
        let file: File = toml::from_str(text).map_err(|e| e.to_string())?;
        check(&file.schedule, Path::new("reports"))?;
        Ok(file.schedule)
    }

    fn two(first: &str, second: &str) -> Result<Vec<Schedule>, String> {
        checked(&format!(
            "[[schedule]]\nname = \"a\"\ncron = \"@hourly\"\n{first}\n[[schedule]]\nname = \"b\"\ncron = \"@daily\"\n{second}"
        ))
    }

    #[test]
    fn a_schedule_is_read_with_its_defaults() {
        let all =
            checked("[[schedule]]\nname = \"weekly\"\ncron = \"0 6 * * MON\"\ntimezone = \"Europe/Berlin\"").unwrap();
        assert_eq!(all[0].calendar().text(), "0 6 * * MON Europe/Berlin");
        assert_eq!(all[0].missed, Missed::Run);
        let moment = "2026-11-21T00:00:00Z".parse().unwrap();
        assert_eq!(all[0].calendar().after(moment).unwrap().to_rfc3339(), "2026-11-23T05:00:00+00:00");
    }

    #[test]
    fn what_is_wrong_is_told_with_its_line() {
        let base = "[[schedule]]\nname = \"x\"\ncron = \"@daily\"\n";
        let cases = [
            ("[[schedule]]\nname = \"x\"\ncron = \"0 6 * *\"\n".to_owned(), "line 3"),
            (format!("{base}timezone = \"Europe/Berlni\"\n"), "line 4"),
            (format!("{base}often = true\n"), "unknown field `often`"),
            (format!("{base}missed = \"never\"\n"), "line 4"),
            ("[[schedule]]\nname = \"a b\"\ncron = \"@daily\"\n".to_owned(), "line 2"),
            (format!("{base}accounts = [\"12345\"]\n"), "12 digits"),
            (format!("{base}{base}"), "two are called x"),
        ];
        for (text, told) in cases {
            let error = checked(&text).unwrap_err();
            assert!(error.contains(told), "{error}");
        }
    }

    #[test]
    fn two_that_look_at_different_things_have_two_folders() {
        let error = two("only = [\"guardduty\"]", "").unwrap_err();
        assert!(error.contains("reports/b"), "{error}");
        assert!(two("only = [\"guardduty\"]", "out = \"./reports\"").is_err());
        two("only = [\"guardduty\"]\nout = \"reports/guardduty\"", "").unwrap();
        two("only = [\"ce\", \"ec2\"]", "only = [\"ec2\", \"ce\"]").unwrap();
        two("only = [\"ce\"]\naccounts = [\"111111111111\"]", "accounts = [\"222222222222\"]").unwrap();
    }
}
