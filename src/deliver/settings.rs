//! `[deliver.NAME]` of tickmark.toml, checked; and a delivery made of it.

use std::collections::BTreeMap;
use std::fmt;
use std::time::Duration;

use serde::de::{DeserializeSeed, Error, MapAccess, Visitor};
use serde::{Deserialize, Deserializer};

use super::command::Command;
use super::git::Git;
use super::message::{self, Message};
use super::slack::Slack;
use super::smtp::Smtp;
use super::{Done, Parcel, template};
use crate::model::{Severity, nearest};
use crate::secret::Key;

/// In a list of names: none of them.
const NONE: &str = "none";
const KINDS: [&str; 4] = ["command", "git", "slack", "smtp"];

/// All deliveries that are configured, by name.
#[derive(Clone, Debug, Default)]
pub struct Deliveries(BTreeMap<String, Settings>);

#[derive(Clone, Debug)]
struct Settings {
    common: Common,
    kind: Kind,
}

/// Keys of every kind.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Common {
    when: Option<When>,
    /// What is listed is at least this grave.
    #[serde(default = "lowest")]
    least: Severity,
    /// Where a report can be read: an address with `{account}` in it.
    link: Option<String>,
    timeout_seconds: Option<u64>,
}

/// When there is something to tell.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum When {
    Always,
    /// A finding is new, reopened or resolved, or there is an alert.
    Changes,
    /// A finding at or above `least` is new or reopened, or there is an alert.
    New,
}

#[derive(Clone, Debug)]
enum Kind {
    Command(Command),
    Git(Git),
    Slack(Slack),
    Smtp(Box<Smtp>),
}

/// A delivery that can be made.
#[derive(Debug)]
pub struct Delivery {
    pub name: String,
    settings: Settings,
    /// The webhook's address, or the password.
    secret: Key,
    environment: fn(&str) -> Option<String>,
}

impl Deliveries {
    /// Those of these names, each once, in this order. `environment` gives the variables that hold secrets.
    ///
    /// # Errors
    /// A name that is none of them.
    pub fn choose(&self, names: &[String], environment: fn(&str) -> Option<String>) -> Result<Vec<Delivery>, String> {
        let mut chosen: Vec<Delivery> = Vec::new();
        for name in names.iter().filter(|name| *name != NONE) {
            let settings = self.0.get(name).ok_or_else(|| self.unknown(name))?;
            if chosen.iter().all(|delivery| delivery.name != *name) {
                chosen.push(Delivery::new(name, settings, environment));
            }
        }
        Ok(chosen)
    }

    /// All of them, sorted by name.
    pub fn every(&self, environment: fn(&str) -> Option<String>) -> Vec<Delivery> {
        self.0.iter().map(|(name, settings)| Delivery::new(name, settings, environment)).collect()
    }

    fn unknown(&self, name: &str) -> String {
        let names: Vec<&str> = self.0.keys().map(String::as_str).collect();
        if names.is_empty() {
            return format!("there is no delivery {name}: tickmark.toml has no [deliver.{name}]");
        }
        let hint = nearest(name, names.iter().copied()).map_or(String::new(), |n| format!(", did you mean {n}?"));
        format!("there is no delivery {name}{hint} (there are {})", names.join(", "))
    }
}

impl Delivery {
    fn new(name: &str, settings: &Settings, environment: fn(&str) -> Option<String>) -> Self {
        let secret = match &settings.kind {
            Kind::Slack(slack) => Key::new(&slack.sources(), environment),
            Kind::Smtp(smtp) => Key::password(&smtp.sources(), environment),
            Kind::Command(_) | Kind::Git(_) => Key::new(&crate::secret::Sources::default(), environment),
        };
        Delivery { name: name.to_owned(), settings: settings.clone(), secret, environment }
    }

    pub(super) async fn deliver(&self, parcel: &Parcel<'_>, always: bool) -> anyhow::Result<Done> {
        let common = &self.settings.common;
        let due = message::due(self.when(), parcel.digests, common.least);
        if !(always || due) {
            return Ok(Done::NotDue("nothing has changed that it is to tell of".to_owned()));
        }
        let message = Message::of(parcel, common.least, common.link.as_deref());
        let patience = self.patience();
        match &self.settings.kind {
            Kind::Command(command) => command.send(parcel, &message, patience).await,
            Kind::Git(git) => git.send(parcel, &message, patience).await,
            Kind::Slack(slack) => slack.send(&message, &self.secret, patience).await,
            Kind::Smtp(smtp) => smtp.send(parcel, &message, &self.secret, patience).await,
        }
    }

    /// Whether it could work, as far as can be told without sending anything; and what was seen.
    pub async fn check(&self, out: &std::path::Path) -> anyhow::Result<String> {
        let patience = self.patience();
        match &self.settings.kind {
            Kind::Command(command) => command.check((self.environment)("PATH").as_deref()),
            Kind::Git(git) => git.check(out, patience).await,
            Kind::Slack(slack) => slack.check(&self.secret).await,
            Kind::Smtp(smtp) => smtp.check(&self.secret, patience).await,
        }
    }

    fn when(&self) -> When {
        let usual = match self.settings.kind {
            Kind::Command(_) | Kind::Git(_) => When::Always,
            Kind::Slack(_) | Kind::Smtp(_) => When::Changes,
        };
        self.settings.common.when.unwrap_or(usual)
    }

    fn patience(&self) -> Duration {
        let usual = match self.settings.kind {
            Kind::Command(_) => 300,
            Kind::Git(_) => 120,
            Kind::Slack(_) => 30,
            Kind::Smtp(_) => 60,
        };
        Duration::from_secs(self.settings.common.timeout_seconds.unwrap_or(usual))
    }
}

fn lowest() -> Severity {
    Severity::Low
}

impl Settings {
    fn of(name: &str, mut table: toml::Table) -> Result<Self, String> {
        if name == NONE {
            return Err(format!("{NONE} stands for no delivery: give it another name"));
        }
        let kind = match table.remove("kind") {
            Some(toml::Value::String(kind)) => kind,
            Some(_) => return Err("kind: must be a text".to_owned()),
            None => name.to_owned(),
        };
        let every = ["when", "least", "link", "timeout_seconds"];
        let common: toml::Table = every.iter().filter_map(|key| table.remove_entry(*key)).collect();
        let common: Common = read(common)?;
        common.check()?;
        let kind = match kind.as_str() {
            "command" => Kind::Command(read(table)?),
            "git" => Kind::Git(read(table)?),
            "slack" => Kind::Slack(read(table)?),
            "smtp" => Kind::Smtp(Box::new(read(table)?)),
            _ => {
                let hint = nearest(&kind, KINDS).map_or(String::new(), |n| format!(", did you mean {n}?"));
                return Err(format!("there is no kind {kind}{hint} (kind is one of {})", KINDS.join(", ")));
            }
        };
        match &kind {
            Kind::Command(command) => command.wrong()?,
            Kind::Git(git) => git.wrong()?,
            Kind::Slack(slack) => slack.wrong()?,
            Kind::Smtp(smtp) => smtp.wrong()?,
        }
        Ok(Settings { common, kind })
    }
}

fn read<T: serde::de::DeserializeOwned>(table: toml::Table) -> Result<T, String> {
    table.try_into().map_err(|e: toml::de::Error| e.message().to_owned())
}

impl Common {
    fn check(&self) -> Result<(), String> {
        if self.timeout_seconds == Some(0) {
            return Err("timeout_seconds: must be at least 1".to_owned());
        }
        let Some(link) = &self.link else { return Ok(()) };
        template::check("link", link, &["account"])?;
        let plain = link.chars().all(|c| c.is_ascii_graphic() && !matches!(c, '<' | '>' | '|' | '(' | ')' | '"' | '`'));
        let web = link.starts_with("https://") || link.starts_with("http://");
        (plain && web).then_some(()).ok_or_else(|| "link: must be an address that begins with https://".to_owned())
    }
}

impl<'de> Deserialize<'de> for Deliveries {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(Tables)
    }
}

struct Tables;

impl<'de> Visitor<'de> for Tables {
    type Value = Deliveries;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("tables such as [deliver.slack]; those that an audit uses are named in deliver_to = [\"slack\"]")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Deliveries, A::Error> {
        let mut all = BTreeMap::new();
        while let Some(name) = map.next_key::<String>()? {
            let settings = map.next_value_seed(Named(&name))?;
            all.insert(name, settings);
        }
        Ok(Deliveries(all))
    }
}

/// A table whose name says what kind it is, unless it says so itself.
struct Named<'a>(&'a str);

impl<'de> DeserializeSeed<'de> for Named<'_> {
    type Value = Settings;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Settings, D::Error> {
        let table = toml::Table::deserialize(deserializer)?;
        Settings::of(self.0, table).map_err(|wrong| D::Error::custom(format!("[deliver.{}]: {wrong}", self.0)))
    }
}

#[cfg(test)]
#[path = "settings_tests.rs"]
mod tests;
