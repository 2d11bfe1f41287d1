//! The eight steps of a run, one call each; the only file that knows their order.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context, bail};
use chrono::{DateTime, SecondsFormat, Utc};
use serde_json::{Map, Value, json};
use sha2::{Digest, Sha256};
use tracing::Instrument;

use crate::alarm::{self, Alerts};
use crate::aws::Source;
use crate::aws::operations::{self, Reach};
use crate::aws::pace::Meter;
use crate::aws::recording::Header;
use crate::change::{Compared, Looked, States, compare};
use crate::collect::{Collector, Fetcher, Inventory, Surroundings, agreed, more, prices};
use crate::evaluate::{Evaluated, Evaluator, measured};
use crate::exceptions::{self, Exceptions};
use crate::expression::{Agreement, Listed, PriceKey};
use crate::meaning;
use crate::model::{CallError, CoverageRow, Evidence, ExceptionUse, Finding, GLOBAL, Report, Run, Scope, Trend};
use crate::plan::Plan;
use crate::progress::Progress;
use crate::rank;
use crate::rules::{Rule, RuleSet};
use crate::store::{Kept, KeptResource, Meaning, Several, Store};

/// This program, as reports name it.
pub const TOOL: &str = concat!("tickmark ", env!("CARGO_PKG_VERSION"));

/// What a run is asked to do.
pub struct Audit<'a> {
    pub set: &'a RuleSet,
    pub rules: Vec<Arc<Rule>>,
    /// What somebody accepts.
    pub exceptions: &'a Exceptions,
    /// How long each service may be asked.
    pub patience: Duration,
    pub source: &'a Source,
    pub progress: &'a dyn Progress,
    /// Whether only some of the rules or regions of the configuration were asked for.
    pub partial: bool,
    /// AWS's prices that need not be asked for again; None where AWS is not asked for any.
    pub prices: Option<&'a BTreeMap<PriceKey, Listed>>,
    /// Whether Cost Explorer is asked about savings that are agreed.
    pub agreements: bool,
}

/// Who is audited, and where.
#[derive(Clone, Debug, PartialEq)]
pub struct Identity {
    pub account: String,
    pub partition: String,
    /// Sorted.
    pub regions: Vec<String>,
    pub started: DateTime<Utc>,
}

impl Identity {
    pub fn header(&self) -> Header {
        Header {
            tickmark_recording: crate::aws::recording::VERSION,
            tool: TOOL.to_owned(),
            started: self.started,
            account: self.account.clone(),
            partition: self.partition.clone(),
            regions: self.regions.clone(),
        }
    }

    /// Who and where a journal is of.
    pub fn of_header(header: &Header) -> Self {
        Identity {
            account: header.account.clone(),
            partition: header.partition.clone(),
            regions: header.regions.clone(),
            started: header.started,
        }
    }

    /// What was recorded, as far as it was asked for.
    pub fn of_recording(header: &Header, wanted: &[String]) -> anyhow::Result<Self> {
        let regions = choose_regions(wanted, &header.regions)?;
        Ok(Identity {
            account: header.account.clone(),
            partition: header.partition.clone(),
            regions,
            started: header.started,
        })
    }
}

/// Asks AWS who the credentials are and which regions the account has: two calls.
pub async fn identify(
    source: &Source,
    region: &str,
    wanted: &[String],
    now: DateTime<Utc>,
) -> anyhow::Result<Identity> {
    let caller = caller(source, region).await?;
    locate(source, region, wanted, now, caller).await
}

/// The same for credentials whose account and partition are known: one call.
pub async fn locate(
    source: &Source,
    region: &str,
    wanted: &[String],
    now: DateTime<Utc>,
    (account, partition): (String, String),
) -> anyhow::Result<Identity> {
    let found = ask(source, "ec2", "DescribeRegions", region, json!({})).await?;
    let enabled: Vec<String> = found
        .get("Regions")
        .and_then(Value::as_array)
        .into_iter()
        .flatten()
        .filter_map(|r| r.get("RegionName")?.as_str().map(str::to_owned))
        .collect();
    Ok(Identity { account, partition, regions: choose_regions(wanted, &enabled)?, started: now })
}

/// The account and the partition that the credentials are of: one call.
pub async fn caller(source: &Source, region: &str) -> anyhow::Result<(String, String)> {
    let caller = ask(source, "sts", "GetCallerIdentity", region, json!({})).await?;
    let text = |name: &str| caller.get(name).and_then(Value::as_str).unwrap_or_default();
    let partition = text("Arn").split(':').nth(1).unwrap_or("aws");
    Ok((text("Account").to_owned(), partition.to_owned()))
}

async fn ask(source: &Source, service: &str, operation: &str, region: &str, params: Value) -> anyhow::Result<Value> {
    let read = operations::find(service, operation).context("the table has no such read")?;
    let mut document = Value::Null;
    let answer = source.fetch(read, region, &params, &mut |page| document = page.document).await;
    answer.map_err(|e| start_error(&read.name(), &e))?;
    Ok(document)
}

/// Why a run cannot even begin, with what to do about it.
fn start_error(read: &str, error: &CallError) -> anyhow::Error {
    let hint = match error.code.as_str() {
        "ExpiredToken" | "ExpiredTokenException" | "RequestExpired" => {
            "the credentials have expired: renew them (aws sso login, or new keys)"
        }
        "InvalidClientTokenId" | "UnrecognizedClientException" | "AuthFailure" | "SignatureDoesNotMatch" => {
            "AWS does not know these credentials: check AWS_PROFILE and the keys"
        }
        "AccessDenied" | "UnauthorizedOperation" | "AccessDeniedException" => {
            "tickmark rules policy prints the policy that is needed"
        }
        "Unreachable" | "Timeout" => "check the network, AWS_REGION and AWS_ENDPOINT_URL",
        _ => "every run begins with this call",
    };
    anyhow::anyhow!("{read} failed: {error}\nhint: {hint}")
}

fn choose_regions(wanted: &[String], enabled: &[String]) -> anyhow::Result<Vec<String>> {
    if wanted.iter().any(|w| w == "all") || wanted.is_empty() {
        return Ok(enabled.iter().cloned().collect::<BTreeSet<_>>().into_iter().collect());
    }
    for region in wanted {
        if !enabled.contains(region) {
            let hint = crate::model::nearest(region, enabled.iter().map(String::as_str));
            let hint = hint.map_or(String::new(), |n| format!(", did you mean {n}?"));
            bail!(
                "--regions: {region} is not an enabled region of this account{hint} (enabled: {})",
                enabled.join(", ")
            );
        }
    }
    Ok(wanted.iter().cloned().collect::<BTreeSet<_>>().into_iter().collect())
}

/// A run's report, and what else the store keeps of it.
pub struct Outcome {
    pub report: Report,
    pub states: States,
    inventory: Inventory,
    plan: Plan,
    around: Surroundings,
    several: Several,
    /// AWS's prices that were asked for.
    priced: BTreeMap<PriceKey, Listed>,
}

/// Steps 2 to 5: reads, evaluates, compares and ranks. `before` is what the account's last run left.
pub async fn run(
    audit: &Audit<'_>,
    identity: &Identity,
    before: Option<(Run, States)>,
    finished: impl FnOnce() -> DateTime<Utc>,
) -> Outcome {
    let plan = Plan::new(&audit.rules, audit.set);
    let around = Surroundings::new(&identity.account, &identity.partition, identity.started);
    let scopes = scopes(identity);
    let collecting =
        collect(audit, &plan, &around, &scopes, &identity.regions).instrument(tracing::info_span!("collect"));
    let Read { inventory, mut coverage, calls, met, priced, agreed, followed } = collecting.await;
    let evaluator = Evaluator {
        rules: &audit.rules,
        prices: Arc::new(audit.set.prices.with(priced.clone(), agreed)),
        around: &around,
        now: identity.started,
        inventory: &inventory,
        followed: &followed,
    };
    let mut evaluated = tracing::info_span!("evaluate").in_scope(|| evaluator.evaluate());
    audit.progress.evaluated(evaluated.resources, evaluated.findings.len() as u64);
    add_affected(&mut coverage, &evaluated);
    let (previous, states) = before.map_or((None, States::new()), |(run, states)| (Some(run), states));
    let (compared, exceptions) = tracing::info_span!("compare").in_scope(|| {
        let compared = changes(audit, identity, &scopes, &mut evaluated, states);
        let exceptions = accept(audit, identity, &mut evaluated, &compared);
        finish(&mut evaluated.findings, audit);
        (compared, exceptions)
    });
    let run = Run {
        id: run_id(identity, audit),
        started: identity.started,
        finished: finished(),
        account: identity.account.clone(),
        partition: identity.partition.clone(),
        regions: identity.regions.clone(),
        rules: audit.rules.len() as u64,
        tool: TOOL.to_owned(),
        calls,
        throttles: met.throttles(),
        retries: met.retries(),
        charged: met.micro_usd() as f64 / 1e6,
        partial: audit.partial,
        resources: evaluated.resources,
        previous: previous.as_ref().map(|p| p.id.clone()),
        previous_started: previous.as_ref().map(|p| p.started),
        summary: None,
    };
    let findings: Vec<Arc<Finding>> = evaluated.findings.into_iter().map(Arc::new).collect();
    let states = compared.states(&findings);
    let report = Report {
        run,
        alerts: Vec::new(),
        coverage,
        rules: evaluated.counts,
        findings,
        resolved: compared.resolved,
        exceptions,
        trend: Trend::default(),
    };
    Outcome { report, states, inventory, plan, around, several: several(audit.set), priced }
}

/// Operations that several kinds are listed by.
fn several(set: &RuleSet) -> Several {
    let mut listed: BTreeMap<(String, String), u64> = BTreeMap::new();
    for listing in set.kinds.values().filter_map(|kind| kind.listing.as_ref()) {
        for read in [Some(listing.read), listing.batch.as_ref().map(|batch| batch.read)].into_iter().flatten() {
            *listed.entry((read.service.to_owned(), read.operation.to_owned())).or_default() += 1;
        }
    }
    listed.into_iter().filter(|(_, kinds)| *kinds > 1).map(|(read, _)| read).collect()
}

/// Step 3 alone, in some of the scopes: what is read goes into the source's journal, and what is left is
/// how the reads ended.
pub async fn read(audit: &Audit<'_>, identity: &Identity, scopes: &[Scope]) -> Vec<CoverageRow> {
    let plan = Plan::new(&audit.rules, audit.set);
    let around = Surroundings::new(&identity.account, &identity.partition, identity.started);
    collect(audit, &plan, &around, scopes, &identity.regions).await.coverage
}

/// The scopes of an account, the global one first.
pub fn scopes(identity: &Identity) -> Vec<Scope> {
    let regions = identity.regions.iter().map(String::as_str);
    [GLOBAL].into_iter().chain(regions).map(|region| Scope::new(&identity.account, region)).collect()
}

/// What collecting gave.
struct Read {
    inventory: Inventory,
    coverage: Vec<CoverageRow>,
    calls: u64,
    met: Meter,
    priced: BTreeMap<PriceKey, Listed>,
    agreed: BTreeMap<String, Vec<Agreement>>,
    followed: BTreeMap<String, Vec<Evidence>>,
}

/// Reads in these scopes; `regions` are all those of the run, which what follows a global finding is read in.
async fn collect(audit: &Audit<'_>, plan: &Plan, around: &Surroundings, scopes: &[Scope], regions: &[String]) -> Read {
    let fetcher = Fetcher::new(audit.source, &plan.shared, audit.patience, audit.progress);
    let collector = Collector { plan, fetcher: &fetcher, around };
    let inventory = collector.collect(scopes).await;
    let (prices, followed) = (audit.set.prices.clone(), &BTreeMap::new());
    let evaluator = Evaluator { rules: &audit.rules, prices, around, now: around.now, inventory: &inventory, followed };
    let needs = evaluator.needs();
    let followed = more::read(&fetcher, around, regions, &needs.follows).await;
    let list = &audit.set.price_list;
    let agreed = match audit.agreements {
        true => agreed::ask(&fetcher, around, list, &needs.prices).await,
        false => BTreeMap::new(),
    };
    let priced = match audit.prices {
        Some(known) => prices::ask(&fetcher, around, list, needs.prices, known).await,
        None => BTreeMap::new(),
    };
    let (coverage, calls, met) = (fetcher.coverage(), fetcher.answers(), fetcher.met.clone());
    Read { inventory, coverage, calls, met, priced, agreed, followed }
}

fn add_affected(coverage: &mut [CoverageRow], evaluated: &Evaluated) {
    for row in coverage {
        let key = (row.region.clone(), row.service.clone(), row.operation.clone());
        if let Some(rules) = evaluated.affected.get(&key) {
            row.rules_affected = rules.iter().cloned().collect();
        }
    }
}

fn changes(
    audit: &Audit<'_>,
    identity: &Identity,
    scopes: &[Scope],
    evaluated: &mut Evaluated,
    before: States,
) -> Compared {
    let looked = Looked {
        rules: audit.rules.iter().map(|r| r.id.as_str()).collect(),
        scopes: scopes.iter().map(|s| s.region.as_str()).collect(),
        covered: &evaluated.covered,
        now: identity.started,
    };
    let global: BTreeSet<&str> =
        audit.rules.iter().filter(|r| r.kind.reach == Reach::Global).map(|r| r.id.as_str()).collect();
    let scope_of = |f: &Finding| if global.contains(f.rule.as_str()) { GLOBAL.to_owned() } else { f.region.clone() };
    compare(&mut evaluated.findings, before, &looked, scope_of)
}

/// What the file of exceptions accepts on the day of the run, and what of it came back.
fn accept(audit: &Audit<'_>, identity: &Identity, evaluated: &mut Evaluated, compared: &Compared) -> Vec<ExceptionUse> {
    let looked = exceptions::Looked {
        account: &identity.account,
        day: identity.started.date_naive(),
        regions: &identity.regions,
        rules: &evaluated.counts,
        known: audit.set.rules.iter().map(|rule| rule.id.as_str()).collect(),
    };
    let uses = audit.exceptions.apply(&mut evaluated.findings, &looked);
    compared.reopen(&mut evaluated.findings);
    uses
}

fn finish(findings: &mut [Finding], audit: &Audit<'_>) {
    rank::count_money_once(findings);
    let risks = |id: &str| audit.rules.iter().find(|r| r.id == id).map_or(Vec::new(), |r| r.risk.clone());
    rank::rank(findings, risks);
}

/// The moment, for people, and a hash of what else tells two runs apart: a replay of a part of a recording is another
/// run than one of the whole.
fn run_id(identity: &Identity, audit: &Audit<'_>) -> String {
    let mut hash = Sha256::new();
    hash.update(identity.started.to_rfc3339_opts(SecondsFormat::Nanos, true));
    hash.update(&identity.account);
    hash.update(identity.regions.join(","));
    audit.rules.iter().for_each(|rule| hash.update(format!(",{}", rule.id)));
    format!("{}-{}", identity.started.format("%Y%m%dT%H%M%SZ"), hex::encode(&hash.finalize()[..4]))
}

impl Outcome {
    /// Between steps 5 and 6: alerts on the auditing itself, against what the account's earlier runs left.
    pub async fn watch(&mut self, store: &dyn Store, limits: Alerts) -> anyhow::Result<()> {
        let earlier = store.watch().earlier(&self.report, &self.several).await?;
        self.report.alerts = alarm::alerts(&self.report, &earlier, limits);
        Ok(())
    }

    /// Step 6: keeps the run. What is left of it is the report: the rest is large, and done with.
    pub async fn save(self, store: &dyn Store, rules: &[Arc<Rule>]) -> anyhow::Result<Report> {
        let resources = self.inventory.collected.iter().flat_map(|((scope, kind), collected)| {
            collected.resources.iter().map(|r| KeptResource {
                scope: &scope.region,
                kind,
                arn: &r.arn,
                id: &r.id,
                region: &r.region,
                document: &r.item,
                details: details(r, &self.plan, kind, &self.around),
            })
        });
        let meanings = meanings(&self.report, rules);
        let kept = Kept { report: &self.report, states: &self.states, resources: resources.collect(), meanings };
        store.save(&kept).await?;
        store.pricing().keep(&self.priced).await?;
        // Those of rules that nothing failed too: a question about them is answered with what they looked at.
        let all: Vec<Meaning> = rules.iter().map(|rule| meaning::of_rule(rule)).collect();
        store.questions().add_meanings(&all).await?;
        Ok(self.report)
    }
}

/// What each finding means; those of one rule share it, but for those with words of their own.
fn meanings(report: &Report, rules: &[Arc<Rule>]) -> Vec<Arc<Meaning>> {
    let rules: HashMap<&str, (&Rule, Arc<Meaning>)> =
        rules.iter().map(|r| (r.id.as_str(), (&**r, Arc::new(meaning::of_rule(r))))).collect();
    let of = |finding: &Arc<Finding>| match rules.get(finding.rule.as_str()) {
        Some((rule, shared)) => meaning::own(rule, finding).map_or_else(|| shared.clone(), Arc::new),
        None => Arc::new(meaning::of_finding(finding)),
    };
    report.findings.iter().map(of).collect()
}

/// Details by their names, and under `$metrics` what was measured.
fn details(resource: &crate::collect::Resource, plan: &Plan, kind: &str, around: &Surroundings) -> String {
    let read = resource.details.iter().filter_map(|(name, d)| Some((name.clone(), d.value()?.clone())));
    let mut kept: Map<String, Value> = read.collect();
    let specs = plan.kinds.get(kind).into_iter().flat_map(|planned| planned.metrics.values());
    let measured: Vec<Value> = specs.filter_map(|spec| measured::kept(spec, resource, around)).collect();
    if !measured.is_empty() {
        kept.insert("$metrics".into(), measured.into());
    }
    Value::Object(kept).to_string()
}
