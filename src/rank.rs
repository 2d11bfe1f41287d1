//! Step 5: what to look at first. Plain sums, each part shown; no model has a say. `docs/ranking.md` explains it.

use std::collections::{BTreeMap, BTreeSet};

use crate::model::{Finding, FindingStatus, Risk, ScoreParts, Severity};

/// Severity decides first: no sum of the other parts reaches the next severity.
fn severity_points(severity: Severity) -> u64 {
    match severity {
        Severity::Critical => 4000,
        Severity::High => 3000,
        Severity::Medium => 2000,
        Severity::Low => 1000,
    }
}

/// A rule's own risks.
fn risk_points(risk: Risk) -> u64 {
    match risk {
        Risk::Exposure => 300,
        Risk::Privilege => 200,
        Risk::Data => 150,
    }
}

/// A point for each USD a month, up to this.
const MOST_FOR_MONEY: u64 = 150;
/// A setting of the whole account or region stands for all that is in it.
const BLAST_RADIUS: u64 = 100;

/// Scores all findings, gives them their ranks and puts them in that order: open ones first, then by score, then by
/// rule, ARN and id, so that equal scores have one order. `risks` gives a rule's risks.
pub fn rank(findings: &mut [Finding], risks: impl Fn(&str) -> Vec<Risk>) {
    for finding in findings.iter_mut() {
        finding.score_parts = parts(finding, &risks(&finding.rule));
        finding.score = finding.score_parts.values().sum();
    }
    findings.sort_by(|a, b| {
        let open = |f: &Finding| f.status != FindingStatus::Open;
        (open(a), std::cmp::Reverse(a.score), &a.rule, &a.arn, &a.id).cmp(&(
            open(b),
            std::cmp::Reverse(b.score),
            &b.rule,
            &b.arn,
            &b.id,
        ))
    });
    for (rank, finding) in (1..).zip(findings.iter_mut()) {
        finding.rank = rank;
    }
}

fn parts(finding: &Finding, risks: &[Risk]) -> ScoreParts {
    let mut parts = ScoreParts::from([("severity".to_owned(), severity_points(finding.severity))]);
    let mut add = |name: &str, points: u64| {
        if points > 0 {
            parts.insert(name.to_owned(), points);
        }
    };
    risks.iter().for_each(|risk| add(risk.word(), risk_points(*risk)));
    let usd = finding.cost.as_ref().filter(|c| c.counted).map_or(0.0, |c| c.monthly);
    add("money", (usd.max(0.0).round() as u64).min(MOST_FOR_MONEY));
    add("age", age_points(finding));
    add("blast_radius", if finding.kind.starts_with("aws.") { BLAST_RADIUS } else { 0 });
    parts
}

/// In steps, so that a day more does not reorder a report.
fn age_points(finding: &Finding) -> u64 {
    match (finding.last_seen - finding.first_seen).num_days() {
        ..7 => 0,
        7..30 => 10,
        _ => 20,
    }
}

/// Money of one resource is counted once: under the finding that names the most, and under an open one where there is
/// one, since totals are about these. What another's amount includes is counted there.
pub fn count_money_once(findings: &mut [Finding]) {
    let mut order: Vec<usize> = (0..findings.len()).filter(|i| findings[*i].cost.is_some()).collect();
    let key = |f: &Finding| {
        let cents = f.cost.as_ref().map_or(0, |c| (c.monthly * 100.0).round() as i64);
        let accepted = f.status != FindingStatus::Open;
        (f.arn.clone(), f.resource.clone(), accepted, std::cmp::Reverse(cents), f.rule.clone())
    };
    order.sort_by_key(|i| key(&findings[*i]));
    let mut last: Option<(String, String)> = None;
    for index in order {
        let finding = &mut findings[index];
        let here = Some((finding.arn.clone(), finding.resource.clone()));
        if let Some(cost) = &mut finding.cost {
            cost.counted = here != last;
        }
        last = here;
    }
    count_parts_with_the_whole(findings);
}

/// A volume's money is in that of its stopped instance, if somebody is to look at that. Where the parts come to more, such
/// as idle instances of a group that could be of a smaller type, they count, and the whole does not.
fn count_parts_with_the_whole(findings: &mut [Finding]) {
    let mut places: BTreeMap<(String, String, String), Vec<usize>> = BTreeMap::new();
    let counted = |f: &Finding| f.cost.as_ref().is_some_and(|cost| cost.counted);
    for (index, finding) in findings.iter().enumerate().filter(|(_, f)| counted(f)) {
        let place = (finding.account.clone(), finding.region.clone(), finding.resource.clone());
        places.entry(place).or_default().push(index);
    }
    let mut uncounted: BTreeSet<usize> = BTreeSet::new();
    for (index, whole) in findings.iter().enumerate().filter(|(_, f)| f.status == FindingStatus::Open && counted(f)) {
        let Some(cost) = &whole.cost else { continue };
        let place = |id: &String| (whole.account.clone(), whole.region.clone(), id.clone());
        let parts = cost.includes.iter().filter_map(|id| places.get(&place(id))).flatten();
        let parts: Vec<usize> = parts.copied().filter(|part| *part != index).collect();
        let open = parts.iter().map(|part| &findings[*part]).filter(|f| f.status == FindingStatus::Open);
        let sum: f64 = open.filter_map(|f| f.cost.as_ref()).map(|cost| cost.monthly).sum();
        match sum > cost.monthly {
            true => uncounted.extend([index]),
            false => uncounted.extend(parts),
        }
    }
    let parted = findings.iter_mut().enumerate().filter(|(index, _)| uncounted.contains(index));
    for cost in parted.filter_map(|(_, finding)| finding.cost.as_mut()) {
        cost.counted = false;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Cost, sample};

    #[test]
    fn no_sum_of_parts_reaches_the_next_severity() {
        let risks: u64 = [Risk::Exposure, Risk::Privilege, Risk::Data].map(risk_points).iter().sum();
        assert!(risks + MOST_FOR_MONEY + BLAST_RADIUS + 20 < 1000);
    }
    /// Two findings of one resource, the first with the larger amount.
    fn twins(first: FindingStatus) -> Vec<Finding> {
        let twin = |rule: &str, status, monthly| {
            let (currency, formula, price_date) = ("USD".to_owned(), String::new(), String::new());
            let cost = Some(Cost { monthly, currency, formula, price_date, counted: false, ..Cost::default() });
            Finding { rule: rule.to_owned(), status, cost, ..sample::finding("a") }
        };
        vec![twin("large", first, 9.0), twin("small", FindingStatus::Open, 5.0)]
    }

    #[test]
    fn a_part_counts_with_its_whole_unless_that_is_accepted() {
        for (status, expected) in [(FindingStatus::Open, [true, false]), (FindingStatus::Excepted, [true, true])] {
            let cost = |monthly, includes| Some(Cost { monthly, includes, counted: false, ..Cost::default() });
            let of = |resource: &str, status, cost| {
                let (arn, resource) = (format!("arn:{resource}"), resource.to_owned());
                Finding { arn, resource, status, cost, ..sample::finding("a") }
            };
            let mut findings = [
                of("i-1", status, cost(9.0, vec!["vol-1".to_owned()])),
                of("vol-1", FindingStatus::Open, cost(2.0, Vec::new())),
            ];
            count_money_once(&mut findings);
            assert_eq!(findings.map(|f| f.cost.unwrap().counted), expected, "{status:?}");
        }
    }

    #[test]
    fn parts_that_come_to_more_count_and_the_whole_does_not() {
        let of = |resource: &str, monthly, includes: &[&str]| {
            let includes = includes.iter().map(|id| (*id).to_owned()).collect();
            let cost = Some(Cost { monthly, includes, counted: false, ..Cost::default() });
            let (arn, resource) = (format!("arn:{resource}"), resource.to_owned());
            Finding { arn, resource, status: FindingStatus::Open, cost, ..sample::finding("a") }
        };
        for (whole, expected) in [(9.0, [false, true, true]), (9.5, [true, false, false])] {
            let mut findings = [of("group", whole, &["i-1", "i-2"]), of("i-1", 7.0, &[]), of("i-2", 2.5, &[])];
            count_money_once(&mut findings);
            assert_eq!(findings.map(|f| f.cost.unwrap().counted), expected, "{whole}");
        }
    }

    #[test]
    fn money_counts_under_an_open_finding_before_an_accepted_one() {
        for (first, expected) in [(FindingStatus::Open, [true, false]), (FindingStatus::Excepted, [false, true])] {
            let mut findings = twins(first);
            count_money_once(&mut findings);
            let counted = findings.iter().map(|f| f.cost.as_ref().unwrap().counted);
            assert_eq!(counted.collect::<Vec<_>>(), expected, "{first:?}");
        }
    }
}
