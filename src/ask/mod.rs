//! Questions answered from the store, with citations. No model takes part: an intent says what is asked, SQL counts and
//! lists, retrieval finds what words mean, and every statement names the finding or resource and the call that shows it.
//!
//! ```text
//! question ─mask─> intent ─┬─ counts, lists, changes: SQL over the scope ──────────┬─> answer + citations
//!                          └─ words: BM25 + vectors over meanings, then SQL ───────┘
//! ```

mod advise;
mod estate;
mod findings;
mod forms;
pub mod intent;
mod metrics;
mod reply;
mod retrieve;
mod say;
mod scope;
mod time;

use std::sync::Arc;

use chrono::{DateTime, Utc};
use sha2::{Digest, Sha256};

use crate::embed::Embedder;
use crate::ground::{Total, prompt};
use crate::llm::Adviser;
use crate::mask::mask;
use crate::model::{Finding, Run};
use crate::render::text;
use crate::rules::RuleSet;
use crate::store::{Filter, Questions, Scope};
use intent::{Intent, Kind, Known, Vocabulary, follow, understand};

use advise::Advice;
pub use advise::{Show, keep, recent};
pub use reply::{Attempt, Citation, Reply, Retrieved};
use retrieve::ON_TOPIC;
pub use retrieve::{Fit, Ranking, embed_missing, rank};

/// Older evidence than this is warned about.
const OLD: chrono::Duration = chrono::Duration::days(7);

/// Who worded an answer that no model did.
const NOBODY: &str = "none";

/// What answers are made of.
pub struct Asker<'a> {
    pub store: &'a dyn Questions,
    pub embedder: Option<&'a dyn Embedder>,
    pub rules: &'a RuleSet,
    pub now: DateTime<Utc>,
    /// What every question is limited to: a run, accounts.
    pub fixed: Filter,
    /// Models that word the answer; None: nobody does.
    pub adviser: Option<&'a Adviser>,
    /// Known to nobody whose names a model is shown.
    pub secret: [u8; 16],
}

/// What the kinds of these rules are called.
pub fn vocabulary(rules: &RuleSet) -> Arc<Vocabulary> {
    Arc::new(Vocabulary::of(rules.kinds.values().map(|kind| (kind.name.as_str(), kind.called.as_slice()))))
}

/// A question, understood, with the runs that it is about.
struct Asked<'a> {
    asker: &'a Asker<'a>,
    intent: Intent,
    filter: Filter,
    runs: Vec<Run>,
    question: String,
}

impl Asker<'_> {
    /// Answers a question; `before` is the answer that the conversation last gave. What is shown on the way is, put
    /// together, the answer's text.
    pub async fn ask(&self, question: &str, before: Option<&Reply>, show: Show<'_>) -> anyhow::Result<Reply> {
        let question = mask(question.trim());
        let runs = self.runs().await?;
        let intent = self.understand(&question, before, &runs);
        let key = self.key(&question, &intent, &runs);
        if let Some(known) = self.store.cached(&key).await? {
            let reply: Reply = serde_json::from_str(&known)?;
            show(&reply.answer);
            return Ok(Reply { cached: true, ..reply });
        }
        let mut filter = scope::filter(&intent, &self.fixed);
        if self.fixed.run.is_some() && filter.accounts.is_empty() {
            // Resources and gaps are narrowed by account.
            filter.accounts = runs.iter().map(|run| run.account.clone()).collect();
        }
        let runs: Vec<Run> =
            runs.into_iter().filter(|r| filter.accounts.is_empty() || filter.accounts.contains(&r.account)).collect();
        let asked = Asked { asker: self, intent, filter, runs, question };
        let reply = asked.reply(show).await?;
        // A model or an embedder that did not answer now may answer the next time.
        let whole = reply.words_alone.is_none() && (reply.attempts.is_empty() || reply.provider != NOBODY);
        if whole {
            self.store.cache(&key, &serde_json::to_string(&reply)?).await?;
        }
        Ok(reply)
    }

    async fn runs(&self) -> anyhow::Result<Vec<Run>> {
        Ok(match &self.fixed.run {
            Some(id) => {
                let all = self.store.history(&[], usize::MAX).await?;
                let found = all.into_iter().find(|run| run.id == *id);
                vec![
                    found.ok_or_else(|| {
                        anyhow::anyhow!("--run: the store has no run {id} (tickmark runs lists them)")
                    })?,
                ]
            }
            None => self.store.current().await?,
        })
    }

    fn understand(&self, question: &str, before: Option<&Reply>, runs: &[Run]) -> Intent {
        let mut regions: Vec<String> = runs.iter().flat_map(|r| r.regions.iter().cloned()).collect();
        regions.sort();
        regions.dedup();
        let accounts = runs.iter().map(|r| r.account.clone()).collect();
        let things = vocabulary(self.rules);
        let known = Known { now: self.now, accounts, regions, resources: Vec::new(), things };
        let intent = understand(question, &known);
        let Some(before) = before.filter(|_| intent.follow_up) else { return intent };
        let ordinal = intent.ordinal;
        let mut intent = follow(&before.intent, intent, &known.things);
        let cited = ordinal.and_then(|n| before.citations.get(n.min(before.citations.len()).checked_sub(1)?));
        if let Some(cited) = cited {
            intent.resources = vec![cited.finding.clone().unwrap_or_else(|| cited.arn.clone())];
            intent.terms.clear();
        }
        intent
    }

    /// Whatever an answer depends on: a new run, another scope, other rules or another day make another key.
    fn key(&self, question: &str, intent: &Intent, runs: &[Run]) -> String {
        let mut hash = Sha256::new();
        let runs: Vec<&str> = runs.iter().map(|r| r.id.as_str()).collect();
        let words = question.to_lowercase().split_whitespace().collect::<Vec<_>>().join(" ");
        let embedder = self.embedder.map_or("", Embedder::identity);
        let intent = serde_json::to_string(intent).unwrap_or_default();
        let day = self.now.format("%Y-%m-%d").to_string();
        let fixed = serde_json::to_string(&self.fixed).unwrap_or_default();
        let adviser = self.adviser.map_or(String::new(), |a| format!("{} {}", a.identity(), prompt::answer_version()));
        let version = env!("CARGO_PKG_VERSION");
        let rules = &self.rules.hash;
        for part in [version, &words, embedder, &intent, &day, &runs.join(","), &fixed, &adviser, rules] {
            hash.update(part);
            hash.update([0]);
        }
        hex::encode(hash.finalize())
    }
}

impl Asked<'_> {
    async fn reply(self, show: Show<'_>) -> anyhow::Result<Reply> {
        let (answer, found) = self.answer().await?;
        let advice = match self.asker.adviser {
            Some(adviser) => self.advise(adviser, &found, show).await?,
            None => Advice::default(),
        };
        show(&answer);
        Ok(self.finish(&answer, found, advice))
    }

    /// What tickmark itself says.
    async fn answer(&self) -> anyhow::Result<(String, Found)> {
        if self.intent.off_topic && !self.is_near().await? {
            let answer = "I answer questions about the AWS accounts that tickmark has audited, from what it read there. \
                          This is not one of them.";
            return Ok((answer.to_owned(), Found { refused: true, ..Found::default() }));
        }
        if self.runs.is_empty() {
            let accounts = if self.filter.accounts.is_empty() {
                String::new()
            } else {
                format!(" of account {}", self.filter.accounts.join(", "))
            };
            let answer =
                format!("There is no run{accounts} in the store yet, so nothing is known: `tickmark audit` makes one.");
            return Ok((answer, Found::default()));
        }
        let (answer, found) = match self.intent.kind {
            Kind::Inventory => self.inventory().await?,
            Kind::Coverage => self.coverage().await?,
            Kind::Change => self.changes().await?,
            // What is resolved is not among the findings that are there.
            Kind::Count if self.intent.statuses.iter().any(|status| status == "resolved") => self.changes().await?,
            Kind::Trend => self.trend().await?,
            Kind::Compare => self.compare().await?,
            Kind::Cost => self.cost().await?,
            Kind::Metric => self.metric_or_findings().await?,
            Kind::List | Kind::Count | Kind::Top | Kind::Explain | Kind::Fix => self.findings().await?,
        };
        let fresh = self.freshness().await?;
        let alone = found.words_alone.as_deref().map_or(String::new(), |reason| {
            format!(" Searched by words alone, since the embedder did not answer: {}.", text(&say::one_line(reason)))
        });
        Ok((format!("{}\n\n{fresh}{alone}", answer.trim_end()), found))
    }

    /// Whether a question that has no known word is about what some rule finds.
    async fn is_near(&self) -> anyhow::Result<bool> {
        if self.intent.elsewhere || self.intent.terms.is_empty() {
            return Ok(false);
        }
        let rules: Vec<String> = self.rules().into_keys().collect();
        let scope = Scope { filter: &Filter::default(), rules: &rules };
        let (store, embedder) = (self.asker.store, self.asker.embedder);
        let ranking = rank(store, embedder, &self.question, &self.intent.terms, scope).await?;
        Ok(ranking.fits.iter().filter_map(|fit| fit.cosine).any(|cosine| cosine >= ON_TOPIC))
    }

    /// Where no metric is named ("run out of space"), and none was read, it may still be what a rule judged.
    async fn metric_or_findings(&self) -> anyhow::Result<(String, Found)> {
        let (answer, metric) = self.metric().await?;
        if metric.grounded || !metrics::wanted(&self.question).is_empty() {
            return Ok((answer, metric));
        }
        let (findings, found) = self.findings().await?;
        if found.citations.is_empty() {
            return Ok((answer, metric));
        }
        Ok((format!("No metric that was read shows this. Of the findings:\n\n{findings}"), found))
    }

    /// When the evidence was read, whether that is long ago, and what could not be read.
    async fn freshness(&self) -> anyhow::Result<String> {
        let Some(oldest) = self.runs.iter().min_by_key(|r| r.started) else { return Ok(String::new()) };
        let mut out = format!("Read from AWS on {}.", oldest.started.format("%Y-%m-%d %H:%M UTC"));
        if self.asker.now - oldest.started > OLD {
            let days = (self.asker.now - oldest.started).num_days();
            out.push_str(&format!(" That is {days} days ago: run `tickmark audit` for today's state."));
        }
        let gaps = self.asker.store.gaps(&self.filter).await?;
        if !gaps.is_empty() && self.intent.kind != Kind::Coverage {
            let n = crate::render::counted(gaps.len() as u64, "read", "reads");
            out.push_str(&format!(" {n} in this scope did not succeed: ask \"what could not be checked?\"."));
        }
        Ok(out)
    }

    fn finish(self, answer: &str, found: Found, advice: Advice) -> Reply {
        let runs: Vec<&str> = self.runs.iter().map(|r| r.id.as_str()).collect();
        Reply {
            question: self.question,
            answer: advice.text + answer,
            grounded: found.grounded,
            refused: found.refused,
            citations: found.citations,
            retrieved: found.retrieved,
            words_alone: found.words_alone,
            intent: self.intent,
            provider: advice.provider.unwrap_or_else(|| NOBODY.to_owned()),
            attempts: advice.attempts,
            cached: false,
            run: (!runs.is_empty()).then(|| runs.join(",")),
            collected_at: self.runs.iter().map(|r| r.started).min(),
            session: None,
        }
    }
}

impl Found {
    /// A finding that is told.
    fn cite(&mut self, finding: &Finding, score: Option<f64>) {
        self.citations.push(say::cite(finding));
        self.findings.push(finding.clone());
        self.retrieved.push(Retrieved { finding: finding.id.clone(), score: score.unwrap_or(1.0) });
    }
}

/// What an answer stands on.
#[derive(Default)]
struct Found {
    grounded: bool,
    refused: bool,
    citations: Vec<Citation>,
    retrieved: Vec<Retrieved>,
    /// Why the search had no vectors.
    words_alone: Option<String>,
    /// Those that are told, as they are stored.
    findings: Vec<Finding>,
    /// Counted by the store.
    totals: Vec<Total>,
}
