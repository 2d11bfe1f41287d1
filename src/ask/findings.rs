//! Questions about findings: list, count, top, explain, fix.

use std::collections::BTreeMap;

use futures_util::future::try_join_all;

use super::intent::Kind;
use super::retrieve::{Fit, ON_TOPIC, SHARES, rank, relevant};
use super::{Asked, Found, say, scope};
use crate::ground::Total;
use crate::meaning;
use crate::model::Finding;
use crate::rules::{Kind as Sort, Rule, RuleSet, service};
use crate::store::{By, Count, Filter, Scope};

/// How many findings are told when nobody says how many.
const TOLD: usize = 5;
/// The most that are ever told.
const MOST: usize = 50;

/// How many rules a count is split by.
const RULES: usize = 8;

/// Findings that mean the same, as far as they are told.
pub(super) struct Group {
    pub findings: Vec<Finding>,
    /// How many there are.
    pub total: u64,
    pub score: Option<f64>,
}

/// What a search for words came to.
#[derive(Default)]
struct Search {
    /// With the meanings that were found.
    filter: Filter,
    fits: Vec<Fit>,
    counts: Vec<Count>,
    words_alone: Option<String>,
    /// Some rule is about what is in scope.
    ruled: bool,
}

impl Asked<'_> {
    pub async fn findings(&self) -> anyhow::Result<(String, Found)> {
        let telling = scope::telling(&self.intent);
        let mut filter = self.filter.clone();
        filter.costly = self.intent.kind == Kind::Top && self.intent.pillars.iter().any(|p| p == "cost");
        let filter = about(&filter, self.asker.rules);
        let first = self.search(&telling, &filter).await?;
        if first.counts.is_empty() && !telling.is_empty() {
            for (wider, said) in wider(&filter, &first) {
                let again = self.search(&telling, &wider).await?;
                let sure = again.fits.iter().any(|fit| fit.cosine.is_some_and(|cosine| cosine >= ON_TOPIC));
                if !again.counts.is_empty() && sure {
                    let (answer, found) = self.found(&again.filter, &again.fits, &again.counts).await?;
                    return Ok((format!("{said}\n\n{answer}"), Found { words_alone: again.words_alone, ..found }));
                }
            }
        }
        let (answer, found) = self.found(&first.filter, &first.fits, &first.counts).await?;
        Ok((answer, Found { words_alone: first.words_alone, ..found }))
    }

    /// What the words mean, and how many findings in scope mean it; without telling words all that is in scope.
    async fn search(&self, telling: &[String], filter: &Filter) -> anyhow::Result<Search> {
        if telling.is_empty() {
            let counts = self.asker.store.count(filter, By::Severity).await?;
            return Ok(Search { filter: filter.clone(), counts, ..Search::default() });
        }
        let rules: Vec<String> =
            self.rules().into_iter().filter(|(_, rule)| fits_scope(rule, filter)).map(|(hash, _)| hash).collect();
        let scope = Scope { filter, rules: &rules };
        let ranking = rank(self.asker.store, self.asker.embedder, &self.question, telling, scope).await?;
        let (filter, words_alone, ruled) = (filter.clone(), ranking.words_alone, !rules.is_empty());
        let mut search = Search { filter, words_alone, ruled, ..Search::default() };
        for share in SHARES {
            search.fits = relevant(&ranking.fits, share);
            search.filter.meanings = search.fits.iter().map(|fit| fit.meaning.clone()).collect();
            if !search.fits.is_empty() {
                search.counts = self.asker.store.count(&search.filter, By::Severity).await?;
            }
            if !search.counts.is_empty() {
                break;
            }
        }
        Ok(search)
    }

    async fn found(&self, filter: &Filter, fits: &[Fit], counts: &[Count]) -> anyhow::Result<(String, Found)> {
        if counts.is_empty() {
            return self.nothing(filter, fits).await;
        }
        let groups = self.groups(filter, fits).await?;
        Ok(match self.intent.kind {
            Kind::Explain => self.explain(counts, &groups, filter),
            Kind::Fix => self.mend(counts, &groups),
            Kind::Count => {
                let by_rule = self.asker.store.count(filter, By::Rule).await?;
                self.tell(counts, &by_rule, &groups, filter)
            }
            _ => self.tell(counts, &[], &groups, filter),
        })
    }

    /// The rules by the hash of what they mean.
    pub(super) fn rules(&self) -> BTreeMap<String, &Rule> {
        self.asker.rules.rules.iter().map(|rule| (meaning::of_rule(rule).hash(), &**rule)).collect()
    }

    /// The findings to tell, by what they mean: the meanings by how well they fit, each one's findings by rank.
    async fn groups(&self, filter: &Filter, fits: &[Fit]) -> anyhow::Result<Vec<Group>> {
        let mut left = self.intent.limit.unwrap_or(TOLD).clamp(1, MOST);
        let mut groups = Vec::new();
        if fits.is_empty() {
            let findings = self.asker.store.list(filter, left).await?;
            let totals = self.asker.store.count(filter, By::Rule).await?;
            return Ok(by_rule(findings, &totals));
        }
        let totals = self.asker.store.count(filter, By::Meaning).await?;
        let total = |fit: &Fit| totals.iter().find(|t| t.key == fit.meaning).map_or(0, |t| t.findings);
        let there: Vec<&Fit> = fits.iter().filter(|fit| total(fit) > 0).collect();
        let shares = there.iter().enumerate().map(|(place, fit)| {
            // Each meaning has its share, so that the first does not hide the others.
            let share = left.div_ceil(there.len() - place);
            left -= share.min(usize::try_from(total(fit)).unwrap_or(usize::MAX)).min(left);
            (*fit, share)
        });
        let lists = shares.map(|(fit, share)| async move {
            let one = Filter { meanings: vec![fit.meaning.clone()], ..filter.clone() };
            self.asker.store.list(&one, share).await
        });
        for (fit, findings) in there.iter().zip(try_join_all(lists.collect::<Vec<_>>()).await?) {
            groups.push(Group { findings, total: total(fit), score: Some(fit.score) });
        }
        Ok(groups)
    }

    fn tell(&self, counts: &[Count], by_rule: &[Count], groups: &[Group], filter: &Filter) -> (String, Found) {
        let total: u64 = counts.iter().map(|c| c.findings).sum();
        let money: f64 = counts.iter().map(|c| c.monthly).sum();
        let verb = if total == 1 { "answers" } else { "answer" };
        let mut out = format!("{} {verb} this: {}", say::findings(total), say::severities(counts));
        let words = scope::words(&Filter { statuses: Vec::new(), ..filter.clone() });
        out.push_str(&if words.is_empty() { ".".to_owned() } else { format!(" ({words}).") });
        out.push_str(&say::money(money, total));
        if by_rule.len() > 1 {
            let one = |c: &Count| format!("{} of `{}`", c.findings, c.key);
            let mut told: Vec<String> = by_rule.iter().take(RULES).map(one).collect();
            if by_rule.len() > RULES {
                let others: u64 = by_rule[RULES..].iter().map(|c| c.findings).sum();
                told.push(format!("{others} of {} others", by_rule.len() - RULES));
            }
            out.push_str(&format!(" By rule: {}.", say::and(&told)));
        }
        let mut found = Found { grounded: true, totals: totals(counts, money), ..Found::default() };
        let mut place = 0;
        for group in groups {
            let Some(first) = group.findings.first() else { continue };
            out.push_str(&format!("\n\n{}\n", say::group(first, group.total)));
            for finding in &group.findings {
                place += 1;
                out.push_str(&format!("\n{}", say::finding(place, finding)));
                found.cite(finding, group.score);
            }
        }
        out.push_str(&untold(total, place as u64));
        (out, found)
    }

    /// No open finding: what was searched, and what the rules that the words mean saw.
    async fn nothing(&self, filter: &Filter, fits: &[Fit]) -> anyhow::Result<(String, Found)> {
        let words = scope::words(&Filter { meanings: Vec::new(), statuses: Vec::new(), ..filter.clone() });
        let searched = if words.is_empty() { "all findings of the newest run".to_owned() } else { words };
        let mut out = format!("Nothing was found. Searched: {searched}.");
        let rules = self.rules();
        let meant: Vec<String> =
            fits.iter().filter_map(|f| rules.get(&f.meaning)).take(3).map(|rule| rule.id.clone()).collect();
        if self.intent.kind == Kind::Explain
            && let Some(rule) = self
                .asker
                .rules
                .rules
                .iter()
                .find(|r| self.intent.rules.contains(&r.id) || meant.first() == Some(&r.id))
        {
            out = format!("{}\n\n{out}", say::rule(rule));
        }
        let mut grounded = false;
        if !meant.is_empty() {
            let asked = Filter {
                rules: meant,
                run: filter.run.clone(),
                accounts: filter.accounts.clone(),
                ..Filter::default()
            };
            for count in self.asker.store.checked(&asked).await? {
                grounded = true;
                out.push_str(&format!(
                    " The rule `{}` looked at {}: {} failed, {} could not be decided.",
                    count.id,
                    crate::render::counted(count.checked + count.unknown, "resource", "resources"),
                    count.failed,
                    count.unknown
                ));
            }
        }
        Ok((out, Found { grounded, ..Found::default() }))
    }
}

/// How many answer beyond those that are told.
pub(super) fn untold(total: u64, told: u64) -> String {
    if told >= total {
        return String::new();
    }
    format!(
        "\n\n{} more are not told here: ask for \"top {}\", or see the report.",
        total - told,
        total.min(MOST as u64)
    )
}

/// What a model may say about all that answers, beyond what is told of it.
pub(super) fn totals(counts: &[Count], money: f64) -> Vec<Total> {
    let total = |label: String, value: String| Total { label, value };
    let all: u64 = counts.iter().map(|c| c.findings).sum();
    let mut totals = vec![total("open findings that answer the question".to_owned(), all.to_string())];
    totals.extend(counts.iter().map(|c| total(format!("of these of severity {}", c.key), c.findings.to_string())));
    if money > 0.0 {
        totals.push(total("money that they cost a month".to_owned(), crate::render::usd(money)));
    }
    totals
}

/// The kinds that a question names, with those that have the same resources by another read. Of kinds that no rule is
/// about, the rules that look them up: whether there are flow logs is a finding of a VPC.
fn about(filter: &Filter, rules: &RuleSet) -> Filter {
    let named = |kind: &str| filter.kinds.iter().any(|k| k == kind);
    let is_same = |kind: &Sort| kind.same_as.as_deref().is_some_and(named);
    let same = rules.kinds.values().filter(|kind| is_same(kind)).map(|kind| kind.name.clone());
    let kinds: Vec<String> = filter.kinds.iter().cloned().chain(same).collect();
    let ruled = rules.rules.iter().any(|rule| kinds.contains(&rule.kind.name));
    let looking = rules.rules.iter().filter(|rule| rule.lookups.iter().any(|lookup| named(&lookup.kind.name)));
    let looking: Vec<String> = looking.map(|rule| rule.id.clone()).collect();
    if ruled || looking.is_empty() || !filter.rules.is_empty() {
        return Filter { kinds, ..filter.clone() };
    }
    Filter { kinds: Vec::new(), rules: looking, ..filter.clone() }
}

/// What a question that finds nothing may have meant, with what is said of it: "last month" and "the machine's role" are
/// limits, or ways of speaking. A rule that is about what is named, and found nothing, is the answer.
fn wider(filter: &Filter, first: &Search) -> Vec<(Filter, String)> {
    let mut all = Vec::new();
    let ageless = Filter { since: None, until: None, ..filter.clone() };
    if filter.since.is_some() || filter.until.is_some() {
        let limit = scope::words(&Filter { since: filter.since, until: filter.until, ..Filter::default() });
        all.push((ageless.clone(), format!("Nothing that answers this was {limit}. Whenever first seen:")));
    }
    let named =
        scope::words(&Filter { kinds: filter.kinds.clone(), services: filter.services.clone(), ..Filter::default() });
    if first.ruled && first.fits.is_empty() && !named.is_empty() {
        let said = format!("Nothing of {named} is about this. Of everything else:");
        all.push((Filter { kinds: Vec::new(), services: Vec::new(), ..ageless }, said));
    } else if !first.ruled && !filter.kinds.is_empty() {
        let services = filter.kinds.iter().filter_map(|kind| kind.split('.').next().map(str::to_owned)).collect();
        let said = format!("No rule is about {named} by itself. Of the rest of the service:");
        all.push((Filter { kinds: Vec::new(), services, ..ageless }, said));
    }
    all
}

/// A rule whose findings the filter can let through.
fn fits_scope(rule: &Rule, filter: &Filter) -> bool {
    let of = |names: &[String], name: &str| names.iter().any(|n| n == name);
    let places = filter.services.is_empty() && filter.kinds.is_empty();
    (places || of(&filter.services, service(rule)) || of(&filter.kinds, &rule.kind.name))
        && (filter.rules.is_empty() || of(&filter.rules, &rule.id))
        && (filter.pillars.is_empty() || of(&filter.pillars, rule.pillar.word()))
}

/// Findings in the order of rank, those of one rule together where the first of them stands.
fn by_rule(findings: Vec<Finding>, totals: &[Count]) -> Vec<Group> {
    let mut groups: Vec<Group> = Vec::new();
    for finding in findings {
        match groups.iter_mut().find(|g| g.findings.first().is_some_and(|f| f.rule == finding.rule)) {
            Some(group) => group.findings.push(finding),
            None => {
                let total = totals.iter().find(|t| t.key == finding.rule).map_or(1, |t| t.findings);
                groups.push(Group { findings: vec![finding], total, score: None });
            }
        }
    }
    groups
}
