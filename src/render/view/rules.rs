//! Findings under their rule: in sections by severity, or one page for each rule.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use super::finding::{FindingView, finding_view, heading};
use super::{Line, Places};
use crate::model::{Covers, Finding, FindingStatus, Severity};
use crate::render::escape::{Anchors, Md, cell_code, cell_text, code, fence, prose, text, visible};
use crate::render::words;

#[derive(Debug, Serialize)]
pub struct Section {
    heading: &'static str,
    anchor: String,
    rules: Vec<RuleView>,
}

#[derive(Debug, Serialize)]
pub struct RuleView {
    hashes: &'static str,
    heading: Md,
    /// Link to where the rule is told about, when that is further up.
    told: Option<String>,
    lines: Vec<Line>,
    terraform: Option<Md>,
    groups: Vec<Group>,
}

/// Findings of one rule; on a page of its own, under a heading.
#[derive(Debug, Serialize)]
struct Group {
    heading: Option<&'static str>,
    findings: Vec<FindingView>,
}

/// A rule's own file.
#[derive(Debug, Serialize)]
pub struct RulePage {
    #[serde(skip)]
    pub path: String,
    rule: RuleView,
}

/// A rule's line in the index.
#[derive(Debug, Serialize)]
pub struct IndexRow {
    rule: Md,
    title: Md,
    path: String,
    severity: String,
    open: String,
    excepted: String,
    money: String,
}

/// What is the same in all findings of a rule, and so is told once.
#[derive(Debug, Default)]
pub struct Shared<'a> {
    pub why: Option<&'a str>,
    pub note: Option<&'a str>,
    pub terraform: Option<&'a str>,
    covers: Option<&'a Covers>,
    references: Option<&'a [String]>,
}

impl<'a> Shared<'a> {
    fn of(findings: &[&'a Finding]) -> Self {
        Shared {
            why: same(findings, |finding| Some(finding.why.as_str())),
            note: same(findings, |finding| finding.fix.note.as_deref()),
            terraform: same(findings, |finding| finding.fix.terraform.as_deref()),
            covers: same(findings, |finding| Some(&finding.covers)),
            references: same(findings, |finding| Some(finding.references.as_slice())),
        }
    }

    fn lines(&self) -> Vec<Line> {
        let covers = self.covers.map(covers).filter(|known| !known.is_empty());
        let lines = [
            self.why.filter(|why| !why.trim().is_empty()).map(|why| Line::new("Why", prose(why))),
            self.note.map(|note| Line::new("To fix it", prose(note))),
            covers.map(|known| Line::new("Known elsewhere as", Md::join(&known, "; "))),
            self.references.and_then(references).map(|links| Line::new("Read more", links)),
        ];
        lines.into_iter().flatten().collect()
    }
}

fn same<'a, T: PartialEq>(findings: &[&'a Finding], part: impl Fn(&'a Finding) -> Option<T>) -> Option<T> {
    let mut parts = findings.iter().map(|finding| part(finding));
    let first = parts.next()??;
    parts.all(|other| other.as_ref() == Some(&first)).then_some(first)
}

/// Pages that the rule's author names; only addresses that can stand between angle brackets.
fn references(pages: &[String]) -> Option<Md> {
    let plain =
        |url: &&String| url.starts_with("https://") && !url.contains(|c: char| c.is_whitespace() || "<>\\".contains(c));
    let links: Vec<Md> = pages.iter().filter(plain).map(|url| Md::ours(format!("<{url}>"))).collect();
    (!links.is_empty()).then(|| Md::join(&links, ", "))
}

fn covers(covers: &Covers) -> Vec<Md> {
    let catalogues = [
        ("Prowler", &covers.prowler),
        ("AWS Foundational Security Best Practices", &covers.fsbp),
        ("CIS", &covers.cis),
        ("AWS Well-Architected", &covers.wellarchitected),
    ];
    let named = |(name, ids): (&str, &Vec<String>)| {
        let ids: Vec<Md> = ids.iter().map(|id| code(id)).collect();
        (!ids.is_empty()).then(|| Md::ours(format!("{name} {}", Md::join(&ids, ", "))))
    };
    catalogues.into_iter().filter_map(named).collect()
}

/// Lays findings out in the order of the document, and keeps where each one stands.
pub struct Writer<'a> {
    /// In the order of rank, without the unknown ones.
    findings: &'a [&'a Finding],
    shared: BTreeMap<&'a str, Shared<'a>>,
    anchors: Anchors,
    /// The anchor of each rule that was told about.
    told: BTreeMap<&'a str, String>,
    places: Places<'a>,
}

impl<'a> Writer<'a> {
    /// `anchors` has met the headings that stand before the findings.
    pub fn new(findings: &'a [&'a Finding], anchors: Anchors) -> Self {
        let shared = by_rule(findings.iter().copied());
        let shared = shared.into_iter().map(|(rule, findings)| (rule, Shared::of(&findings))).collect();
        Writer { findings, shared, anchors, told: BTreeMap::new(), places: Places::new() }
    }

    pub fn into_places(self) -> Places<'a> {
        self.places
    }

    /// Worst first; a severity without findings has no section.
    pub fn sections(&mut self) -> Vec<Section> {
        let mut sections = Vec::new();
        for severity in Severity::ALL {
            let of = |finding: &&Finding| finding.status == FindingStatus::Open && finding.severity == severity;
            sections.extend(self.section(words::severity_heading(severity), of));
        }
        sections
    }

    pub fn excepted(&mut self) -> Option<Section> {
        self.section("Excepted", |finding| finding.status == FindingStatus::Excepted)
    }

    fn section(&mut self, heading: &'static str, of: impl Fn(&&Finding) -> bool) -> Option<Section> {
        let rules = by_rule(self.findings.iter().copied().filter(|finding| of(finding)));
        if rules.is_empty() {
            return None;
        }
        let anchor = self.anchors.next(heading);
        let rules = rules.into_iter().map(|(rule, findings)| self.rule(rule, &findings)).collect();
        Some(Section { heading, anchor, rules })
    }

    fn rule(&mut self, rule: &'a str, findings: &[&'a Finding]) -> RuleView {
        let told = self.told.get(rule).map(|anchor| format!("#{anchor}"));
        let (mut view, anchor) = self.rule_head(rule, findings, "###");
        match told {
            Some(link) => (view.told, view.lines, view.terraform) = (Some(link), Vec::new(), None),
            None => drop(self.told.insert(rule, anchor)),
        }
        view.groups.push(Group { heading: None, findings: self.put(findings, "####", "") });
        view
    }

    /// The rule without its findings, and its anchor.
    fn rule_head(&mut self, rule: &str, findings: &[&Finding], hashes: &'static str) -> (RuleView, String) {
        let title = findings.first().map_or(rule, |finding| finding.title.as_str());
        let anchor = self.anchors.next(&format!("{} ({})", visible(title.trim()), visible(rule)));
        let shared = self.shared.get(rule);
        let view = RuleView {
            hashes,
            heading: Md::ours(format!("{} ({})", text(title), code(rule))),
            told: None,
            lines: shared.map(Shared::lines).unwrap_or_default(),
            terraform: shared.and_then(|shared| shared.terraform).map(|block| fence("hcl", block)),
            groups: Vec::new(),
        };
        (view, anchor)
    }

    /// Findings in their order; `file` is the document that they stand in, empty for report.md.
    fn put(&mut self, findings: &[&'a Finding], hashes: &'static str, file: &str) -> Vec<FindingView> {
        let nothing = Shared::default();
        let mut views = Vec::with_capacity(findings.len());
        for finding in findings {
            let anchor = self.anchors.next(&heading(finding).1);
            self.places.insert(&finding.id, format!("{file}#{anchor}"));
            let shared = self.shared.get(finding.rule.as_str()).unwrap_or(&nothing);
            views.push(finding_view(finding, shared, hashes));
        }
        views
    }

    /// A page for each rule, sorted by path, and the index of them, worst first.
    pub fn pages(&mut self) -> (Vec<RulePage>, Vec<IndexRow>) {
        let (mut pages, mut index) = (Vec::new(), Vec::new());
        let mut taken = BTreeSet::new();
        for (rule, findings) in by_rule(self.findings.iter().copied()) {
            let path = page_path(rule, &mut taken);
            index.push(index_row(rule, &findings, &path));
            pages.push(self.page(rule, &findings, path));
        }
        pages.sort_by(|a, b| a.path.cmp(&b.path));
        (pages, index)
    }

    fn page(&mut self, rule: &str, findings: &[&'a Finding], path: String) -> RulePage {
        self.anchors = Anchors::default();
        let (mut view, _) = self.rule_head(rule, findings, "#");
        let open =
            |severity| move |finding: &&Finding| finding.status == FindingStatus::Open && finding.severity == severity;
        for severity in Severity::ALL {
            let here: Vec<&Finding> = findings.iter().copied().filter(open(severity)).collect();
            self.group(&mut view, words::severity_heading(severity), &here, &path);
        }
        let excepted = findings.iter().copied().filter(|finding| finding.status == FindingStatus::Excepted);
        self.group(&mut view, "Excepted", &excepted.collect::<Vec<_>>(), &path);
        RulePage { path, rule: view }
    }

    fn group(&mut self, view: &mut RuleView, heading: &'static str, findings: &[&'a Finding], path: &str) {
        if findings.is_empty() {
            return;
        }
        self.anchors.next(heading);
        let findings = self.put(findings, "###", path);
        view.groups.push(Group { heading: Some(heading), findings });
    }
}

/// Rules in the order of their first finding, each with its findings in theirs.
fn by_rule<'a>(findings: impl Iterator<Item = &'a Finding>) -> Vec<(&'a str, Vec<&'a Finding>)> {
    let mut at: BTreeMap<&str, usize> = BTreeMap::new();
    let mut rules: Vec<(&str, Vec<&Finding>)> = Vec::new();
    for finding in findings {
        let place = *at.entry(&finding.rule).or_insert(rules.len());
        match rules.get_mut(place) {
            Some((_, of_rule)) => of_rule.push(finding),
            None => rules.push((&finding.rule, vec![finding])),
        }
    }
    rules
}

/// `rules/<id>.md`. Ids are file stems already; whatever else comes is made one, without meeting another's.
fn page_path(rule: &str, taken: &mut BTreeSet<String>) -> String {
    let kept = |c: char| if c.is_ascii_alphanumeric() || matches!(c, '-' | '_') { c } else { '_' };
    let stem: String = rule.chars().map(kept).collect();
    let mut path = format!("rules/{stem}.md");
    // File systems that ignore case would write two such rules over each other.
    while !taken.insert(path.to_lowercase()) {
        path = path.replace(".md", "_.md");
    }
    path
}

fn index_row(rule: &str, findings: &[&Finding], path: &str) -> IndexRow {
    let open = || findings.iter().filter(|finding| finding.status == FindingStatus::Open);
    let costs: Vec<f64> = open()
        .filter_map(|finding| finding.cost.as_ref())
        .filter(|cost| cost.counted)
        .map(|cost| cost.monthly)
        .collect();
    let worst = findings.iter().map(|finding| finding.severity).max().unwrap_or(Severity::Low);
    IndexRow {
        rule: cell_code(rule),
        title: cell_text(findings.first().map_or(rule, |finding| finding.title.as_str())),
        path: path.to_owned(),
        severity: worst.word().to_owned(),
        open: words::count(open().count() as u64),
        excepted: words::count((findings.len() - open().count()) as u64),
        money: if costs.is_empty() { String::new() } else { words::usd(costs.iter().sum()) },
    }
}
