//! A command of the user's own, which can do with the reports whatever this program holds no right to: copy them to S3,
//! open a ticket, call somebody.

use std::path::Path;
use std::time::Duration;

use anyhow::{Context, bail};
use serde::Deserialize;

use super::message::Message;
use super::{Done, Parcel, program, template};

const NAMES: [&str; 4] = ["account", "headline", "out", "run"];

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Command {
    /// The program and its arguments, run without a shell.
    command: Vec<String>,
}

impl Command {
    pub fn wrong(&self) -> Result<(), String> {
        if self.command.first().is_none_or(String::is_empty) {
            return Err("command: is empty".to_owned());
        }
        self.command.iter().try_for_each(|argument| template::check("command", argument, &NAMES))
    }

    pub async fn send(&self, parcel: &Parcel<'_>, message: &Message, patience: Duration) -> anyhow::Result<Done> {
        let out = std::path::absolute(parcel.out)?.display().to_string();
        let join = |of: fn(&crate::model::Digest) -> &str| parcel.digests.iter().map(of).collect::<Vec<_>>().join(",");
        let (account, run) = (join(|d| &d.run.account), join(|d| &d.run.id));
        let values = [("account", &*account), ("headline", &*message.headline), ("out", &*out), ("run", &*run)];
        let mut words = self.command.iter().map(|argument| template::fill(argument, &values));
        let name = words.next().unwrap_or_default();
        let mut command = tokio::process::Command::new(&name);
        command.args(words);
        for (key, value) in values {
            command.env(format!("TICKMARK_{}", key.to_uppercase()), value);
        }
        let digests = serde_json::to_vec_pretty(parcel.digests)?;
        let ended = program::run(command, &digests, patience).await?;
        if !ended.status.success() {
            bail!("{name} ({}): {}", ended.status, ended.complaint());
        }
        Ok(Done::Delivered(format!("{name} took it")))
    }

    pub fn check(&self, search: Option<&str>) -> anyhow::Result<String> {
        let name = self.command.first().map_or("", String::as_str);
        let found = match name.contains('/') {
            true => Some(Path::new(name).to_path_buf()).filter(|path| path.is_file()),
            false => std::env::split_paths(search.unwrap_or_default()).map(|f| f.join(name)).find(|p| p.is_file()),
        };
        let found = found.with_context(|| format!("there is no program {name}"))?;
        Ok(format!("{} is there (it was not run)", found.display()))
    }
}
