//! From a question to what it asks, without any model.
//!
//! Counting, listing and scoping must be exact, and a model is not. So a question is cut into words (`text`), courtesies
//! are taken off (`courtesy`), names are taken as they stand (`names`), slips are mended (`spelling`), and the rest is
//! looked up in tables (`words`) by patterns (`phrases`): where
//! (`places`), when (`time`, `spans`, `calendar`), how bad and of what sort (`scope`), which services and kinds
//! (`things`), how many (`amounts`), what kind of question (`cues`), and whether it leans on the one before (`follow`)
//! or is none of ours (`topic`). What is left are the terms for text retrieval (`terms`).
//!
//! A scope that is guessed wrongly hides findings, one that is missed only widens the search. So a word fixes a service
//! only where it can mean no other.

mod amounts;
mod calendar;
mod courtesy;
mod cues;
mod follow;
mod names;
mod negation;
mod phrases;
mod places;
mod scope;
mod spans;
mod spelling;
mod terms;
#[cfg(test)]
mod tests;
mod text;
mod things;
mod time;
mod topic;
mod vocabulary;
#[cfg(test)]
mod vocabulary_tests;
mod words;

use std::sync::Arc;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

pub use follow::follow;
pub use vocabulary::Vocabulary;

/// What is known of the store when the question is asked.
#[derive(Clone, Debug)]
pub struct Known {
    pub now: DateTime<Utc>,
    /// Twelve digits each.
    pub accounts: Vec<String>,
    pub regions: Vec<String>,
    /// Short ids and names seen in the store; may be empty.
    pub resources: Vec<String>,
    /// What services and kinds are called.
    pub things: Arc<Vocabulary>,
}

/// The kind of a question.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    #[default]
    List,
    Count,
    Top,
    Explain,
    Change,
    Trend,
    Compare,
    Fix,
    Inventory,
    Cost,
    Metric,
    Coverage,
}

/// What a question asks. Lists are sorted and unique, except `terms`, which keep the question's order.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Intent {
    pub kind: Kind,
    /// As botocore calls them: `ec2`, `elbv2`.
    pub services: Vec<String>,
    /// Kinds of resources, as in `rules/kinds`: `ec2.volume`.
    pub kinds: Vec<String>,
    pub pillars: Vec<String>,
    pub severities: Vec<String>,
    pub accounts: Vec<String>,
    pub regions: Vec<String>,
    /// Normalised values: "production" and "live" are `prod`.
    pub environments: Vec<String>,
    /// ARNs, ids and quoted names, exactly as written.
    pub resources: Vec<String>,
    pub rules: Vec<String>,
    pub since: Option<DateTime<Utc>>,
    /// Up to but not with. None where the time asked for has not ended.
    pub until: Option<DateTime<Utc>>,
    pub limit: Option<usize>,
    /// `open`, `new`, `reopened`, `resolved`, `unknown`, `excepted`.
    pub statuses: Vec<String>,
    /// Needs the question before.
    pub follow_up: bool,
    /// Which of the findings before, from 1; `usize::MAX` is the last.
    pub ordinal: Option<usize>,
    /// Nothing about AWS, the estate, findings, money or compliance.
    pub off_topic: bool,
    /// It is so because something else is named, and not for want of a known word.
    #[serde(default)]
    pub elsewhere: bool,
    /// What remains for text retrieval.
    pub terms: Vec<String>,
    /// Whether the question's own words chose `kind`. Only [`follow()`] asks.
    #[serde(skip)]
    pub kind_said: bool,
}

/// What `question` asks of the store.
pub fn understand(question: &str, known: &Known) -> Intent {
    let mut intent = Intent::default();
    let mut words = text::words(question);
    courtesy::strip(&mut words);
    names::find(&mut words, known, &mut intent);
    places::find(&mut words, known, &mut intent);
    time::find(&mut words, known, &mut intent);
    spelling::mend(&mut words, &known.things);
    scope::classify(&mut words);
    things::find(&mut words, &known.things, &mut intent);
    amounts::find(&mut words, &mut intent);
    scope::environments(&mut words, &mut intent);
    scope::severities(&mut words, &mut intent);
    scope::pillars(&mut words, &mut intent);
    scope::statuses(&mut words, &mut intent);
    let strength = cues::find(&mut words, &mut intent);
    intent.follow_up = follow::is_follow_up(&words, &intent);
    follow::widen(&words, known, &mut intent);
    intent.terms = terms::terms(&words);
    cues::settle(&words, strength, &mut intent);
    intent.elsewhere = topic::is_elsewhere(&words);
    intent.off_topic = topic::is_off(&words, &intent, strength.on_topic);
    sort(&mut intent);
    intent
}

fn sort(intent: &mut Intent) {
    let Intent {
        services,
        kinds,
        pillars,
        severities,
        accounts,
        regions,
        environments,
        resources,
        rules,
        statuses,
        ..
    } = intent;
    let lists = [services, kinds, pillars, severities, accounts, regions, environments, resources, rules, statuses];
    for list in lists {
        list.sort_unstable();
        list.dedup();
    }
}
