//! The quality set: 40 questions about the demo report, answered by a scripted model that invents a tenth of its facts.
//! What it falsified is known here and to nobody else, so that the judgement is independent of the checks.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::{Duration, Instant};

use super::support::{Random, bare, checked, pack, report};
use serde::Deserialize;
use tickmark::ground::{Pack, Total, prompt};
use tickmark::llm::{Entry, Outside, Provider, Purpose, Request, Silent};
use tickmark::model::{Finding, Report, Severity};

#[derive(Deserialize)]
struct Question {
    question: String,
    /// A right answer cites findings of each.
    rules: Vec<String>,
    /// True sentences as a person would write them; `[@name]` cites the finding of one of `rules` on that resource,
    /// `[@rule:id]` the first finding of that rule.
    prose: Vec<String>,
}

/// One sentence of the model, and whether it is true.
struct Written {
    text: String,
    honest: bool,
}

/// The findings that the pack has: those of the question's rules, and others by rank.
fn evidence<'a>(report: &'a Report, question: &Question) -> Vec<&'a Finding> {
    let meant: Vec<&Finding> =
        report.findings.iter().map(|f| &**f).filter(|f| question.rules.contains(&f.rule)).collect();
    let wanted: Vec<&Finding> = meant.into_iter().take(14).collect();
    let others = report.findings.iter().map(|f| &**f).filter(|f| !question.rules.contains(&f.rule)).step_by(23);
    wanted.into_iter().chain(others.take(8)).collect()
}

fn totals(report: &Report) -> Vec<Total> {
    let count = |s: Severity| report.open().filter(|f| f.severity == s).count();
    let mut out: Vec<Total> = Severity::ALL
        .into_iter()
        .map(|s| Total { label: format!("open findings of severity {s}"), value: count(s).to_string() })
        .collect();
    out.push(Total {
        label: "money of all open findings".into(),
        value: format!("USD {:.2} a month", report.monthly_total()),
    });
    out
}

/// What an honest model writes: the prose, and for each finding what stands in it.
fn answer(question: &Question, findings: &[&Finding], report: &Report) -> Vec<String> {
    let place = |key: &str| {
        let rule = key.strip_prefix("rule:");
        let is = |f: &&Finding| match rule {
            Some(id) => f.rule == id,
            None => f.resource == key && question.rules.contains(&f.rule),
        };
        findings.iter().position(is).unwrap_or_else(|| panic!("{key} is not in the pack")) + 1
    };
    let mut out = vec!["In short, here is what matters most.".replace(" most", "")];
    for prose in &question.prose {
        let (text, key) = prose.split_once("[@").expect("a citation");
        let (key, end) = key.split_once(']').expect("its end");
        out.push(format!("{text}[F{}]{end}", place(key)));
    }
    for (at, f) in findings.iter().enumerate().filter(|(_, f)| question.rules.contains(&f.rule)) {
        let n = at + 1;
        out.push(format!("The finding `{}` in {} has severity {} [F{n}].", f.rule, f.region, f.severity));
        out.push(format!("{} concerns `{}` [F{n}].", f.title, f.arn));
        if f.message.is_ascii()
            && !f.message.contains(['<', '>', '[', '|', '\n', '\\', '#', '@'])
            && !f.rule.starts_with("guardduty")
        {
            out.push(format!("The state seen was: {} [F{n}].", f.message));
        }
        if let Some(first) = f.why.split_inclusive(". ").next() {
            out.push(format!("{} [F{n}].", first.trim().trim_end_matches('.')));
        }
        if let Some(cost) = f.cost.as_ref().filter(|c| c.monthly > 0.0) {
            out.push(format!("The finding costs ${:.2} a month [F{n}].", cost.monthly));
        }
        if let Some(fix) = f.fix.cli.as_deref().filter(|fix| !fix.contains(['\n', '`']) && fix.len() < 400) {
            out.push(format!("The fix of this finding is `{fix}` [F{n}]."));
        }
        out.push(format!(
            "The finding was first seen on {} in account {} [F{n}].",
            f.first_seen.format("%-d %B %Y"),
            f.account
        ));
    }
    for (at, total) in totals(report).iter().enumerate() {
        out.push(format!("The {} come to {} [T{}].", total.label, total.value, at + 1));
    }
    out.push("The evidence does not say who owns the data.".into());
    out
}

/// A sentence with one fact made up: a figure, an ARN, a date, a region, a severity or the citation. None where it has
/// no fact to change.
fn falsified(text: &str, findings: &[&Finding], random: &mut Random) -> Option<String> {
    let (body, cite) = text.rsplit_once(" [")?;
    let mut changed = Vec::new();
    for region in ["us-east-1", "eu-west-1", "us-west-2"] {
        changed.push(body.replace(region, ["ap-south-1", "eu-north-1", "sa-east-1"][random.below(3)]));
    }
    for severity in Severity::ALL {
        let other = Severity::ALL[(severity as usize + 1 + random.below(2)) % 4];
        if other != severity {
            changed.push(body.replace(&format!("severity {severity}"), &format!("severity {other}")));
        }
    }
    changed.push(body.replace(":123456789012:", ":123456789021:"));
    changed.push(body.replace("2026", "2024"));
    changed.push(body.replace(" November", " March"));
    changed.push(figure(body, random));
    changed.push(id(body));
    if let Some(n) = cite.strip_prefix('F').and_then(|c| c.split(']').next()?.parse::<usize>().ok()) {
        changed.extend(wrong_citation(body, findings, n, random).map(|wrong| format!("{body} [F{wrong}].")));
    }
    let changed: Vec<String> = changed.into_iter().filter(|c| c != body).collect();
    let picked = changed.get(random.below(changed.len().max(1)))?;
    Some(if picked.ends_with("].") { picked.clone() } else { format!("{picked} [{cite}") })
}

/// Another finding of the pack, of another rule, on another resource, that does not say the same.
fn wrong_citation(body: &str, findings: &[&Finding], n: usize, random: &mut Random) -> Option<usize> {
    let right = findings[n - 1];
    let lower = body.to_lowercase();
    // A sentence that holds no word of the right finding's own would be as true of another.
    let telling = (right.resource != right.account && lower.contains(&right.resource.to_lowercase()))
        || lower.contains(&right.rule)
        || lower.contains(&right.title.to_lowercase());
    let wrong = 1 + random.below(findings.len());
    let other = findings[wrong - 1];
    (telling && other.rule != right.rule && other.resource != right.resource).then_some(wrong)
}

/// The first figure outside names, changed.
fn figure(body: &str, random: &mut Random) -> String {
    let words: Vec<&str> = body.split(' ').collect();
    let is = |word: &&str| word.trim_matches(['$', ',', '.', '(', ')']).parse::<f64>().is_ok() && word.len() < 12;
    let Some(at) = words.iter().position(is) else { return body.to_owned() };
    let digits = words[at].trim_matches(['$', ',', '.', '(', ')']);
    let value: f64 = digits.parse().expect("a figure");
    let more = value + [3.0, 17.0, 130.0][random.below(3)];
    let new = if digits.contains('.') { format!("{more:.2}") } else { format!("{more}") };
    words
        .iter()
        .enumerate()
        .map(|(i, w)| if i == at { w.replace(digits, &new) } else { (*w).to_owned() })
        .collect::<Vec<_>>()
        .join(" ")
}

/// The last character of the first hexadecimal id, changed.
fn id(body: &str) -> String {
    let Some(at) = ["vol-", "sg-", "snap-", "i-", "vpc-", "nat-", "ami-", "eipalloc-"]
        .iter()
        .find_map(|p| body.find(&format!("`{p}")))
    else {
        return body.to_owned();
    };
    let Some(end) = body[at + 1..].find('`').map(|end| at + 1 + end) else { return body.to_owned() };
    let last = if body[..end].ends_with('0') { "1" } else { "0" };
    format!("{}{last}{}", &body[..end - 1], &body[end..])
}

#[derive(Default, Debug)]
struct Score {
    honest: usize,
    honest_dropped: Vec<String>,
    prose: usize,
    prose_dropped: usize,
    false_: usize,
    false_printed: Vec<String>,
    cited: usize,
    cited_right: usize,
    wanted: usize,
    wanted_cited: usize,
    times: Vec<Duration>,
}

fn run(seed: u64) -> Score {
    let report = report();
    let questions: Vec<Question> =
        serde_json::from_str(include_str!("../../llm/quality.json")).expect("the quality set");
    assert_eq!(questions.len(), 40);
    let mut random = Random(seed);
    let mut score = Score::default();
    for question in &questions {
        let findings = evidence(&report, question);
        let pack = pack(&question.question, &findings, &totals(&report));
        assert_eq!(pack.left_out, 0, "{}", question.question);
        let written: Vec<Written> = answer(question, &findings, &report)
            .into_iter()
            .map(|text| match (random.below(10), falsified(&text, &findings, &mut random)) {
                (0, Some(lie)) => Written { text: lie, honest: false },
                _ => Written { text, honest: true },
            })
            .collect();
        judge(question, &findings, &pack, &written, &mut random, &mut score);
    }
    score.times.sort();
    score
}

fn judge(
    question: &Question,
    findings: &[&Finding],
    pack: &Pack,
    written: &[Written],
    random: &mut Random,
    score: &mut Score,
) {
    let whole: String = written.iter().map(|w| format!("{}\n\n", w.text)).collect();
    let begun = Instant::now();
    let (printed, cited, _) = checked(pack, &whole, random);
    score.times.push(begun.elapsed());
    let lines: BTreeSet<String> = printed.split("\n\n").map(bare).collect();
    for (at, one) in written.iter().enumerate() {
        let there = lines.contains(&bare(&one.text));
        // A wrong citation leaves the words true: it is the cited id that must not be printed.
        if one.honest {
            score.honest += 1;
            let prose = at >= 1 && at <= question.prose.len();
            score.prose += usize::from(prose);
            score.prose_dropped += usize::from(prose && !there);
            if !there {
                score.honest_dropped.push(one.text.clone());
            }
        } else {
            score.false_ += 1;
            if there && !written.iter().any(|o| o.honest && bare(&o.text) == bare(&one.text)) {
                score.false_printed.push(one.text.clone());
            }
        }
    }
    score.cited += cited.len();
    score.cited_right += cited.iter().filter(|n| question.rules.contains(&findings[**n - 1].rule)).count();
    score.wanted += question.rules.len();
    let has = |rule: &&String| cited.iter().any(|n| findings[*n - 1].rule == **rule);
    score.wanted_cited += question.rules.iter().filter(has).count();
}

#[test]
fn nothing_invented_is_printed_and_little_that_is_true_is_lost() {
    for seed in [1, 2, 3, 4, 5] {
        let score = run(seed);
        assert!(
            score.false_ * 20 > score.honest,
            "at least a twentieth is false: {} of {}",
            score.false_,
            score.honest
        );
        assert_eq!(score.false_printed, Vec::<String>::new(), "seed {seed}");
        assert!(score.honest_dropped.len() * 20 < score.honest, "dropped: {:#?}", score.honest_dropped);
        assert_eq!(score.cited, score.cited_right, "every printed citation is of a rule that was asked for");
        assert_eq!(score.wanted, score.wanted_cited, "every rule that was asked for is cited");
    }
}

/// `cargo test --test integration -- --ignored --nocapture grounding::quality::figures`
#[test]
#[ignore = "prints the figures of the quality set"]
fn figures() {
    let mut times = Vec::new();
    for seed in [1, 2, 3, 4, 5] {
        let s = run(seed);
        println!(
            "seed {seed}: {} false, {} printed; {} true, {} dropped; of {} in free prose {} dropped; precision {}/{}, recall {}/{}",
            s.false_,
            s.false_printed.len(),
            s.honest,
            s.honest_dropped.len(),
            s.prose,
            s.prose_dropped,
            s.cited_right,
            s.cited,
            s.wanted_cited,
            s.wanted
        );
        if seed == 1 {
            println!("{:#?}", s.honest_dropped);
        }
        times.extend(s.times);
    }
    times.sort();
    println!(
        "checks of an answer: p50 {:?}, p95 {:?}, most {:?}",
        times[times.len() / 2],
        times[times.len() * 95 / 100],
        times[times.len() - 1]
    );
}

/// The quality set put to real models: those of the tickmark.toml that the environment names.
///
/// `TICKMARK_QUALITY_CONFIG=tickmark.toml cargo test --test integration -- --ignored --nocapture real_endpoint`
#[tokio::test]
#[ignore = "asks the models of TICKMARK_QUALITY_CONFIG"]
async fn real_endpoint() {
    let path = std::env::var("TICKMARK_QUALITY_CONFIG").expect("the path of a tickmark.toml with [models]");
    let config = tickmark::config::Config::load(Some(std::path::Path::new(&path))).unwrap();
    let bedrock = |name: &str, _: &Entry| -> Arc<dyn Provider> { panic!("{name}: Bedrock is not asked here") };
    let environment: fn(&str) -> Option<String> = |name| std::env::var(name).ok();
    let outside = Outside { now: || chrono::Utc::now(), environment, bedrock: &bedrock };
    let models = config.models.expect("[models]");
    let chain = models.chain(&outside).unwrap();
    let report = report();
    let questions: Vec<Question> = serde_json::from_str(include_str!("../../llm/quality.json")).unwrap();
    let (mut cited, mut right, mut wanted, mut met, mut kept, mut dropped) = (0, 0, 0, 0, 0, 0);
    for question in &questions {
        let findings = evidence(&report, question);
        let pack = pack(&question.question, &findings, &totals(&report));
        let prompt = prompt::answer(&pack, &question.question);
        let (purpose, schema) = (Purpose::Answer, None);
        let request = Request {
            purpose,
            system: prompt.system,
            user: prompt.user,
            max_tokens: models.max_tokens,
            schema,
            max_calls: 9,
        };
        let answered = chain.ask(&request, &[], &mut Silent).await;
        let text = answered.text.unwrap_or_else(|| panic!("{:#?}", answered.attempts));
        let (_, citations, tally) = checked(&pack, &text, &mut Random(1));
        let of_rules = |rule: &&String| citations.iter().any(|n| findings[*n - 1].rule == **rule);
        cited += citations.len();
        right += citations.iter().filter(|n| question.rules.contains(&findings[**n - 1].rule)).count();
        wanted += question.rules.len();
        met += question.rules.iter().filter(of_rules).count();
        kept += tally.kept;
        dropped += tally.dropped.values().sum::<u64>();
    }
    println!(
        "citations: {right} of {cited} right, {met} of {wanted} wanted rules met; sentences: {kept} printed, {dropped} dropped"
    );
}
