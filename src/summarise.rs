//! Step 7: a model's summary of a run, or none. The model sees a shortlist of the ranked findings; what it writes is
//! checked against them, and nothing of the report depends on it.

use std::collections::BTreeMap;

use crate::ground::{Caps, Evidence, Pack, Total, prompt, summary};
use crate::llm::{Adviser, Attempt, Purpose, Request, Silent};
use crate::model::{Author, Finding, Pillar, Report, Severity, Summary};

/// The most findings that a model sees.
const SHORTLIST: usize = 24;
/// Of these, of one rule: themes join rules, and ten equal findings say no more than three.
const OF_ONE_RULE: usize = 3;
/// A summary says more than an answer.
const TOKENS: u32 = 2;

/// What came of it.
pub struct Summarised {
    pub summary: Option<Summary>,
    pub attempts: Vec<Attempt>,
    /// Why there is none though a model answered.
    pub unusable: Option<String>,
}

/// Asks for the summary of a run. `secret` is known to nobody in the account.
pub async fn summarise(report: &Report, adviser: &Adviser, recent: &[Attempt], secret: &[u8]) -> Summarised {
    let findings = shortlist(report);
    if findings.is_empty() {
        return Summarised { summary: None, attempts: Vec::new(), unusable: None };
    }
    let pack = Pack::new(&Evidence {
        run: &report.run.id,
        question: "summary",
        findings: &findings,
        totals: &totals(report),
        secret,
        caps: Caps { findings: SHORTLIST, ..Caps::default() },
        alias: adviser.aliases,
    });
    let prompt = prompt::summary(&pack);
    let request = Request {
        purpose: Purpose::Summary,
        system: prompt.system,
        user: prompt.user,
        max_tokens: adviser.max_tokens.saturating_mul(TOKENS),
        schema: Some(summary::schema()),
        max_calls: adviser.max_calls_per_run,
    };
    let answered = adviser.chain.ask(&request, recent, &mut Silent).await;
    let (Some(text), Some(provider), Some(model)) = (answered.text, answered.provider, answered.model) else {
        return Summarised { summary: None, attempts: answered.attempts, unusable: None };
    };
    let author = Author { provider, model, of: report.run.started, prompt: prompt.version.to_owned() };
    match summary::read(&pack, &text, author) {
        Ok(summary) => Summarised { summary: Some(summary), attempts: answered.attempts, unusable: None },
        Err(why) => Summarised { summary: None, attempts: answered.attempts, unusable: Some(why.to_string()) },
    }
}

/// The first of each pillar, then by rank.
fn shortlist(report: &Report) -> Vec<&Finding> {
    let mut ranked: Vec<&Finding> = report.open().collect();
    ranked.sort_by_key(|f| f.rank);
    let mut of_rule: BTreeMap<&str, usize> = BTreeMap::new();
    ranked.retain(|f| {
        let count = of_rule.entry(&f.rule).or_default();
        *count += 1;
        *count <= OF_ONE_RULE
    });
    let firsts: Vec<&str> = Pillar::ALL
        .iter()
        .filter_map(|pillar| ranked.iter().find(|f| f.pillar == *pillar))
        .map(|f| f.id.as_str())
        .collect();
    let (mut chosen, rest): (Vec<&Finding>, Vec<&Finding>) =
        ranked.into_iter().partition(|f| firsts.contains(&f.id.as_str()));
    let room = SHORTLIST.saturating_sub(chosen.len());
    chosen.extend(rest.into_iter().take(room));
    chosen.sort_by_key(|f| f.rank);
    chosen
}

fn totals(report: &Report) -> Vec<Total> {
    let total = |label: String, value: String| Total { label, value };
    let count = |test: &dyn Fn(&Finding) -> bool| report.open().filter(|f| test(f)).count();
    let mut totals = vec![total("open findings".into(), count(&|_| true).to_string())];
    for severity in [Severity::Critical, Severity::High, Severity::Medium, Severity::Low] {
        let n = count(&|f| f.severity == severity);
        totals.push(total(format!("open findings of severity {}", severity.word()), n.to_string()));
    }
    for pillar in Pillar::ALL {
        let n = count(&|f| f.pillar == pillar);
        totals.push(total(format!("open findings of pillar {}", pillar.word()), n.to_string()));
    }
    let counted = report.open().filter_map(|f| f.cost.as_ref()).filter(|cost| cost.counted);
    let money: f64 = counted.map(|cost| cost.monthly).sum();
    if money > 0.0 {
        totals.push(total("money that open findings cost a month".into(), crate::render::usd(money)));
    }
    totals
}
