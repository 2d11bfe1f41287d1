//! How many requests a second each service is asked in one region of one account: low by default, as tickmark.toml
//! says otherwise.

use std::collections::BTreeMap;

use serde::Deserialize;

use crate::model::nearest;

/// A bucket's size and how fast it fills.
#[derive(Clone, Copy, Debug, PartialEq, Deserialize)]
#[serde(from = "Written")]
pub struct Rate {
    /// Requests a second, in the long run.
    pub per_second: f64,
    /// Requests at once, after a rest.
    pub burst: u32,
}

/// `10`, or `{ rate = 10, burst = 40 }`.
#[derive(Deserialize)]
#[serde(untagged, expecting = "a number of requests a second, or { rate = 10, burst = 20 }")]
enum Written {
    Rate(f64),
    Both(Both),
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Both {
    rate: f64,
    burst: u32,
}

impl From<Written> for Rate {
    fn from(written: Written) -> Self {
        match written {
            Written::Rate(per_second) => Rate { per_second, burst: (per_second * 2.0).ceil().max(1.0) as u32 },
            Written::Both(Both { rate, burst }) => Rate { per_second: rate, burst },
        }
    }
}

const fn rate(per_second: f64, burst: u32) -> Rate {
    Rate { per_second, burst }
}

/// The key of all services that have no line.
const DEFAULT: &str = "default";

/// Half of what AWS publishes, or less, so that whoever else works in the account keeps the other half. docs/pace.md has
/// AWS's figures and where they stand; where AWS publishes none the figure is ours.
const TABLE: &[(&str, Rate)] = &[
    (DEFAULT, rate(5.0, 10)),
    ("ce", rate(1.0, 5)),
    ("cloudtrail:LookupEvents", rate(1.0, 2)),
    ("cloudwatch", rate(4.0, 8)),
    ("ec2", rate(10.0, 25)),
    ("elbv2", rate(5.0, 20)),
    ("iam", rate(15.0, 30)),
    ("kms", rate(10.0, 20)),
    ("lambda", rate(7.0, 14)),
    ("logs", rate(2.5, 5)),
    ("rds", rate(6.0, 30)),
    ("s3", rate(20.0, 40)),
];

/// Rates by `default`, by service (`ec2`), or by operation (`cloudtrail:LookupEvents`). An operation with a rate has a
/// bucket of its own; the others of its service share one.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(transparent)]
pub struct Rates(BTreeMap<String, Rate>);

impl Rates {
    /// The bucket that a request takes its token from: its name, and its rate.
    pub fn of(&self, service: &str, operation: &str) -> (String, Rate) {
        let own = format!("{service}:{operation}");
        if let Some(rate) = self.find(&own) {
            return (own, rate);
        }
        let rate = self.find(service).or_else(|| self.find(DEFAULT)).unwrap_or(TABLE[0].1);
        (service.to_owned(), rate)
    }

    /// As tickmark.toml has it, or as the table has.
    fn find(&self, name: &str) -> Option<Rate> {
        let shipped = || TABLE.iter().find(|(known, _)| *known == name).map(|(_, rate)| *rate);
        self.0.get(name).copied().or_else(shipped)
    }

    /// What is wrong with the first wrong line; `known` are the reads' names, such as `ec2:DescribeVolumes`.
    pub fn check(&self, known: &[String]) -> Result<(), String> {
        let services = known.iter().filter_map(|name| name.split(':').next());
        let names: Vec<&str> = services.chain(known.iter().map(String::as_str)).chain([DEFAULT]).collect();
        for (name, rate) in &self.0 {
            if !names.contains(&name.as_str()) {
                let hint =
                    nearest(name, names.iter().copied()).map_or(String::new(), |n| format!(", did you mean {n}?"));
                return Err(format!("[limits.rate]: nothing is asked of {name}{hint}"));
            }
            if !(rate.per_second > 0.0 && rate.per_second <= 10_000.0) || rate.burst == 0 {
                return Err(format!(
                    "[limits.rate]: {name} needs a rate above 0 (10000 at most) and a burst of at least 1"
                ));
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rates(text: &str) -> Result<Rates, String> {
        let rates: Rates = toml::from_str(text).map_err(|e| e.message().to_owned())?;
        let known = ["ec2:DescribeVolumes", "cloudtrail:LookupEvents", "cloudtrail:DescribeTrails"].map(str::to_owned);
        rates.check(&known).map(|()| rates)
    }

    #[test]
    fn an_operation_goes_before_its_service_and_that_before_the_default() {
        let rates = rates("default = 3\nec2 = { rate = 0.5, burst = 7 }\n").unwrap();
        assert_eq!(rates.of("ec2", "DescribeVolumes"), ("ec2".to_owned(), rate(0.5, 7)));
        assert_eq!(rates.of("cloudtrail", "DescribeTrails"), ("cloudtrail".to_owned(), rate(3.0, 6)));
        assert_eq!(rates.of("cloudtrail", "LookupEvents").0, "cloudtrail:LookupEvents");
        let shipped = Rates::default();
        assert_eq!(shipped.of("guardduty", "ListDetectors"), ("guardduty".to_owned(), TABLE[0].1));
        assert_eq!(shipped.of("cloudtrail", "LookupEvents").1, rate(1.0, 2));
    }

    #[test]
    fn a_wrong_line_is_told() {
        assert!(rates("ec3 = 1").unwrap_err().contains("did you mean ec2?"));
        assert!(rates("\"ec2:DescribeVolume\" = 1").unwrap_err().contains("did you mean ec2:DescribeVolumes?"));
        for wrong in ["ec2 = 0", "ec2 = -1", "ec2 = nan", "ec2 = { rate = 1, burst = 0 }"] {
            assert!(rates(wrong).unwrap_err().contains("ec2 needs a rate above 0"), "{wrong}");
        }
        assert!(rates("ec2 = \"fast\"").unwrap_err().contains("requests a second"));
        assert!(rates("ec2 = { rate = 1, bursts = 2 }").is_err());
    }
}
