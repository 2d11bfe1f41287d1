//! How bad, and in which of the five pillars.

use serde::{Deserialize, Serialize};

/// How bad a finding is. Ordered: `Critical` is the greatest.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, clap::ValueEnum)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    Low,
    Medium,
    High,
    Critical,
}

impl Severity {
    /// Worst first, the order of every report.
    pub const ALL: [Severity; 4] = [Severity::Critical, Severity::High, Severity::Medium, Severity::Low];

    pub fn word(self) -> &'static str {
        match self {
            Severity::Critical => "critical",
            Severity::High => "high",
            Severity::Medium => "medium",
            Severity::Low => "low",
        }
    }
}

impl std::fmt::Display for Severity {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.word())
    }
}

/// The five pillars; each is a folder under `rules/`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, clap::ValueEnum)]
#[serde(rename_all = "lowercase")]
pub enum Pillar {
    Cost,
    Security,
    Database,
    Reliability,
    Hygiene,
}

impl Pillar {
    pub const ALL: [Pillar; 5] =
        [Pillar::Cost, Pillar::Security, Pillar::Database, Pillar::Reliability, Pillar::Hygiene];

    pub fn word(self) -> &'static str {
        match self {
            Pillar::Cost => "cost",
            Pillar::Security => "security",
            Pillar::Database => "database",
            Pillar::Reliability => "reliability",
            Pillar::Hygiene => "hygiene",
        }
    }
}

impl std::fmt::Display for Pillar {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.word())
    }
}

/// What a rule's failing puts at risk beyond its severity; part of the rank.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Risk {
    /// Something can be reached from the internet.
    Exposure,
    /// Somebody may do more than they should, or be taken for somebody else.
    Privilege,
    /// Data can be read or lost.
    Data,
}

impl Risk {
    pub fn word(self) -> &'static str {
        match self {
            Risk::Exposure => "exposure",
            Risk::Privilege => "privilege",
            Risk::Data => "data",
        }
    }
}
