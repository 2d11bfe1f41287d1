//! What other catalogues call their checks. `covers` may name these only, so that a coverage that is claimed can be
//! looked up, and so that what is not covered can be counted.

use std::sync::LazyLock;

use super::faults::Reporter;
use super::syntax::{CoversFile, Text};
use crate::model::{Covers, Framework};
use crate::shapes::did_you_mean;

/// A catalogue as `scripts/catalogues.py` wrote it.
#[derive(Debug)]
pub struct Catalogue {
    pub title: &'static str,
    /// Which edition the ids are of, or the date that they were taken at.
    pub version: &'static str,
    pub source: &'static str,
    /// In the catalogue's order.
    pub requirements: Vec<Requirement<'static>>,
}

#[derive(Debug)]
pub struct Requirement<'a> {
    pub id: &'a str,
    /// What it is about, in a few words.
    pub about: &'a str,
}

static CATALOGUES: LazyLock<[Catalogue; 4]> = LazyLock::new(|| {
    [
        include_str!("../../rules/catalogues/fsbp.tsv"),
        include_str!("../../rules/catalogues/cis.tsv"),
        include_str!("../../rules/catalogues/prowler.tsv"),
        include_str!("../../rules/catalogues/wellarchitected.tsv"),
    ]
    .map(read)
});

/// The catalogue of a framework.
pub fn catalogue(framework: Framework) -> &'static Catalogue {
    let [fsbp, cis, prowler, wellarchitected] = &*CATALOGUES;
    match framework {
        Framework::Fsbp => fsbp,
        Framework::Cis => cis,
        Framework::Prowler => prowler,
        Framework::Wellarchitected => wellarchitected,
    }
}

fn read(text: &'static str) -> Catalogue {
    let rows: Vec<(&str, &str)> = text.lines().filter_map(|line| line.split_once('\t')).collect();
    let head = |name: &str| rows.iter().find(|(n, _)| *n == name).map_or("", |(_, value)| value);
    let of = |(id, about): &(&'static str, &'static str)| Requirement { id, about };
    Catalogue {
        title: head("# title"),
        version: head("# version"),
        source: head("# source"),
        requirements: rows.iter().filter(|(id, _)| !id.starts_with('#')).map(of).collect(),
    }
}

/// The ids that a rule file names, each of which must be in its catalogue.
pub fn check(file: &CoversFile, reporter: &mut Reporter) -> Covers {
    let mut known = |framework, ids: &[Text]| ids.iter().filter_map(|id| known(framework, id, reporter)).collect();
    Covers {
        prowler: known(Framework::Prowler, &file.prowler),
        fsbp: known(Framework::Fsbp, &file.fsbp),
        cis: known(Framework::Cis, &file.cis),
        wellarchitected: known(Framework::Wellarchitected, &file.wellarchitected),
    }
}

fn known(framework: Framework, id: &Text, reporter: &mut Reporter) -> Option<String> {
    let catalogue = catalogue(framework);
    // Of Well-Architected only the practices that Prowler maps are listed: any other has to look like one.
    let looks_right = framework == Framework::Wellarchitected && is_practice(&id.value);
    if looks_right || catalogue.requirements.iter().any(|r| r.id == id.value) {
        return Some(id.value.clone());
    }
    let ids: Vec<&str> = catalogue.requirements.iter().map(|r| r.id).collect();
    let Catalogue { title, version, .. } = catalogue;
    let hint = did_you_mean(&id.value, &ids);
    reporter.at(id.referenced, format!("{} is no id of {title} ({version}){hint}", id.value));
    None
}

/// `COST04-BP05` and its like.
fn is_practice(id: &str) -> bool {
    let digits = |text: &str| text.len() == 2 && text.bytes().all(|b| b.is_ascii_digit());
    let Some((question, practice)) = id.split_once("-BP") else { return false };
    let pillars = ["OPS", "SEC", "REL", "PERF", "COST", "SUS"];
    digits(practice) && pillars.iter().any(|pillar| question.strip_prefix(pillar).is_some_and(digits))
}
