//! Stable stand-ins for account ids and names of resources, for those who may not send these to a provider.

use std::collections::BTreeMap;

use super::clean::bounded;
use crate::model::Finding;

/// Numbered in the order of the findings, so that the same findings get the same aliases.
#[derive(Clone, Debug, Default)]
pub struct Aliases {
    /// (real, alias), the longest real name first, so that a name inside another is replaced last.
    pairs: Vec<(String, String)>,
}

impl Aliases {
    pub fn of(findings: &[&Finding]) -> Self {
        let mut counts: BTreeMap<String, usize> = BTreeMap::new();
        let mut pairs: Vec<(String, String)> = Vec::new();
        for finding in findings {
            let kind = finding.kind.rsplit('.').next().unwrap_or("resource").replace('_', "-");
            for (real, kind) in [(&finding.account, "account"), (&finding.resource, kind.as_str())] {
                let place = *real == finding.region || pairs.iter().any(|(known, _)| known == real);
                // A name without letters cannot be told from a figure.
                let figure = kind != "account" && !real.contains(char::is_alphabetic);
                if place || figure {
                    continue;
                }
                let n = counts.entry(kind.to_owned()).or_default();
                *n += 1;
                pairs.push((real.clone(), format!("{kind}-{n}")));
            }
        }
        pairs.sort_by(|a, b| b.0.len().cmp(&a.0.len()).then_with(|| a.0.cmp(&b.0)));
        Aliases { pairs }
    }

    /// The text with aliases in the place of real names.
    pub fn apply(&self, text: &str) -> String {
        self.pairs.iter().fold(text.to_owned(), |text, (real, alias)| replace(&text, real, alias))
    }

    /// The text with the real names again.
    pub fn reverse(&self, text: &str) -> String {
        self.pairs.iter().fold(text.to_owned(), |text, (real, alias)| replace(&text, alias, real))
    }
}

fn replace(text: &str, from: &str, to: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = 0;
    for (at, found) in text.match_indices(from) {
        if at >= rest && bounded(text, at, at + found.len()) {
            out.push_str(text.get(rest..at).unwrap_or_default());
            out.push_str(to);
            rest = at + found.len();
        }
    }
    out.push_str(text.get(rest..).unwrap_or_default());
    out
}

#[cfg(test)]
mod tests {
    use super::replace;

    #[test]
    fn only_whole_names_are_replaced() {
        assert_eq!(replace("bob, bobby and arn:user/bob", "bob", "user-1"), "user-1, bobby and arn:user/user-1");
    }
}
