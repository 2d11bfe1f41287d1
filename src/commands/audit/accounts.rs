//! Every account of a run: entered, read, evaluated; one that cannot be entered costs itself only.

use anyhow::bail;
use futures_util::StreamExt;
use futures_util::stream;

use super::super::{DONE, INCOMPLETE, Paces, note, say, session};
use super::legs::{Run, Standing, mention_unfinished};
use super::{Ended, Job, account, files};
use crate::accounts::{self, Caller, Target};
use crate::aws::session::{Role, Session};
use crate::aws::{Live, Source};
use crate::cli::Shard;
use crate::clock;
use crate::journal::{Journalist, known};
use crate::model::{Digest, Missed, Overview, Scope};
use crate::pipeline::{self, Identity};
use crate::progress::Silent;
use crate::render;
use crate::rules::session_policy;
use crate::store::Place;

/// The ambient credentials, and whose they are.
struct Ground {
    session: Session,
    paces: Paces,
    region: String,
    account: String,
    partition: String,
}

/// What became of one account.
enum Left {
    Digest(Box<Digest>),
    Missed(Missed),
}

impl Ground {
    async fn new(job: &Job) -> anyhow::Result<Self> {
        let limits = job.limits();
        let (session, paces) = (session(&limits).await?, Paces::new(&limits));
        let region = session.region();
        let source = Source::Live(Box::new(Live::new(session.again(), paces.account())));
        let (account, partition) = pipeline::caller(&source, &region).await?;
        Ok(Ground { session, paces, region, account, partition })
    }

    fn source(&self, session: Session) -> Source {
        Source::Live(Box::new(Live::new(session, self.paces.account())))
    }

    async fn targets(&self, job: &Job) -> anyhow::Result<Vec<Target>> {
        let all = match &job.config.organization {
            Some(wanted) => {
                let source = self.source(self.session.again());
                let caller = Caller {
                    source: &source,
                    region: &self.region,
                    account: &self.account,
                    partition: &self.partition,
                };
                let found = accounts::members(&caller, wanted).await;
                found.map_err(|e| anyhow::anyhow!("[organization]: the accounts could not be listed: {e}\nhint: run with credentials of the management account or of a delegated administrator"))?
            }
            None if job.many() => accounts::listed(&job.config.accounts),
            None => vec![Target { account: self.account.clone(), name: None, role: None, external_id: None }],
        };
        for id in &job.args.account {
            if !all.iter().any(|t| t.account == *id) {
                bail!("--account: {id} is none of the accounts that are configured ({})", ids(&all));
            }
        }
        let wanted = |t: &Target| job.args.account.is_empty() || job.args.account.contains(&t.account);
        let targets: Vec<Target> = all.into_iter().filter(wanted).collect();
        if targets.is_empty() {
            bail!("[organization]: no active account is left of what is included and excluded");
        }
        Ok(targets)
    }

    /// Credentials for an account.
    async fn enter(&self, job: &Job, target: &Target) -> Result<Session, String> {
        let Some(arn) = &target.role else { return Ok(self.session.again()) };
        let partition = arn.split(':').nth(1).unwrap_or("aws");
        let role = Role {
            arn: arn.clone(),
            external_id: target.external_id.clone(),
            session_name: "tickmark".to_owned(),
            policy: session_policy(&job.rules, &job.set.kinds, partition),
        };
        self.session.assume(&role).await.map_err(|why| format!("{arn} cannot be assumed: {why}"))
    }

    /// A way into an account, and what it is called; an error says why there is none.
    async fn identify(&self, job: &Job, run: &Run, target: &Target) -> anyhow::Result<(Source, Identity)> {
        let session = self.enter(job, target).await.map_err(anyhow::Error::msg)?;
        let source = self.source(session);
        let identity = match run.standing(&target.account)? {
            Standing::Begun(header) => Identity::of_header(&header),
            _ if target.role.is_none() => {
                let caller = (self.account.clone(), self.partition.clone());
                pipeline::locate(&source, &self.region, job.regions(), run.started, caller).await?
            }
            _ => pipeline::identify(&source, &self.region, job.regions(), run.started).await?,
        };
        if identity.account != target.account {
            bail!("these credentials are of account {}", identity.account);
        }
        Ok((source, identity))
    }
}

fn ids(targets: &[Target]) -> String {
    targets.iter().map(|t| t.account.as_str()).collect::<Vec<_>>().join(", ")
}

/// Audits all accounts, some at a time.
pub async fn audit(job: &Job) -> anyhow::Result<Ended> {
    let ground = Ground::new(job).await?;
    let run = match Run::young(job, clock::now()).await? {
        Some(run) => run,
        None if job.args.resume => Run::cut_off(job).await?,
        None => {
            mention_unfinished(job).await?;
            Run::begin(job, ground.targets(job).await?, clock::now()).await?
        }
    };
    if job.args.record.is_some() && run.targets.len() > 1 {
        bail!("--record keeps one account: name it with --account");
    }
    let (ground, run) = (&ground, &run);
    let legs = run.targets.iter().map(|target| leg(job, ground, run, target));
    let mut left = stream::iter(legs).buffer_unordered(job.config.limits.accounts.max(1));
    let mut ended = Ended::default();
    while let Some(leg) = left.next().await {
        match leg? {
            Left::Digest(digest) => ended.digests.push(*digest),
            Left::Missed(missed) => ended.missed.push(missed),
        }
    }
    drop(left);
    over_all(job, &run.targets, &mut ended)?;
    run.finish(job).await?;
    Ok(ended)
}

/// One account. An error ends the run, which can be taken up again; what only this account suffers from is no error.
async fn leg(job: &Job, ground: &Ground, run: &Run, target: &Target) -> anyhow::Result<Left> {
    if let Standing::Done(digest) = run.standing(&target.account)? {
        return Ok(Left::Digest(digest));
    }
    let (mut source, identity) = match ground.identify(job, run, target).await {
        Ok(found) => found,
        Err(why) if job.many() => return Ok(Left::Missed(missed(job, target, format!("{why:#}")).await?)),
        Err(why) => return Err(why),
    };
    let journalist = journal(job, run, &mut source, &identity, "run").await?;
    let audited = account::audit(job, source, &identity).await;
    kept(journalist).await;
    let digest = audited?;
    run.done(job, &digest).await?;
    Ok(Left::Digest(Box::new(digest)))
}

/// What is read from now on is kept, and what was read before is not read again.
async fn journal(
    job: &Job,
    run: &Run,
    source: &mut Source,
    identity: &Identity,
    writer: &str,
) -> anyhow::Result<Journalist> {
    let header = run.enter(job, &identity.header()).await?;
    let account = header.account.clone();
    let player = known(&*job.store, &run.name, header, false).await?;
    let since = clock::now().timestamp_micros();
    let writer = format!("{since:020}-{writer}-{}", std::process::id());
    let journalist = Journalist::start(job.store.clone(), Place { journal: run.name.clone(), account, writer });
    source.journal(journalist.pen(), player);
    Ok(journalist)
}

/// A journal that could not be written costs no report: only going on after a kill.
async fn kept(journalist: Journalist) {
    if let Err(error) = journalist.finish().await {
        note(&format!("the run could not be journaled: {error}"));
    }
}

async fn missed(job: &Job, target: &Target, reason: String) -> anyhow::Result<Missed> {
    let last = job.store.before(&target.account, clock::now()).await?.map(|(run, _)| run.started);
    note(&format!("{}: not audited: {}", target.account, reason.lines().next().unwrap_or_default()));
    Ok(Missed { account: target.account.clone(), name: target.name.clone(), reason, last })
}

/// The report over all accounts, where there may be several.
fn over_all(job: &Job, targets: &[Target], ended: &mut Ended) -> anyhow::Result<()> {
    ended.digests.sort_by(|a, b| a.run.account.cmp(&b.run.account));
    ended.missed.sort_by(|a, b| a.account.cmp(&b.account));
    if !job.many() {
        return Ok(());
    }
    if ended.digests.is_empty() {
        let reasons: Vec<String> = ended.missed.iter().map(|m| format!("{}: {}", m.account, m.reason)).collect();
        bail!("no account could be entered\n{}", reasons.join("\n"));
    }
    let names = targets.iter().filter_map(|t| Some((t.account.clone(), t.name.clone()?))).collect();
    let overview = Overview::new(&ended.digests, &ended.missed, &names);
    files::overview(&overview, &job.out)?;
    if job.args.json {
        say(&serde_json::to_string_pretty(&overview)?)
    } else {
        say(&format!("{}\nreport: {}", render::headline(&overview), job.out.join("report.md").display()))
    }
}

/// Reads this process's share of the accounts and regions into the store. Whoever has read first decides on the
/// accounts and the moment.
pub async fn shard(job: &Job, shard: Shard) -> anyhow::Result<u8> {
    let ground = Ground::new(job).await?;
    let run = Run::begin(job, ground.targets(job).await?, clock::now()).await?;
    let mut missed = 0;
    for (place, target) in run.targets.iter().enumerate() {
        match ground.identify(job, &run, target).await {
            Ok((source, identity)) => share(job, &run, (source, identity), place, shard).await?,
            Err(why) if job.many() => {
                note(&format!("{}: not read: {why:#}", target.account));
                missed += 1;
            }
            Err(why) => return Err(why),
        }
    }
    job.store.journals().shard_done(&run.name, shard.index, shard.of).await?;
    say(&format!("share {} of {} is read; --job {} --join puts the shares together", shard.index, shard.of, run.name))?;
    Ok(if missed == 0 { DONE } else { INCOMPLETE })
}

/// The scopes of an account that are this share's: accounts and scopes go round, so that shares are about equal.
async fn share(
    job: &Job,
    run: &Run,
    (mut source, identity): (Source, Identity),
    place: usize,
    shard: Shard,
) -> anyhow::Result<()> {
    let (index, of) = (shard.index as usize, shard.of as usize);
    let journalist = journal(job, run, &mut source, &identity, &format!("shard{index}")).await?;
    let mine = |(at, _): &(usize, Scope)| (place + at) % of == index;
    let scopes: Vec<Scope> =
        pipeline::scopes(&identity).into_iter().enumerate().filter(mine).map(|(_, scope)| scope).collect();
    let coverage = pipeline::read(&job.pipeline(&source, &Silent), &identity, &scopes).await;
    drop(source);
    // Here the journal is all that comes of the work, so that its failure is the share's.
    journalist.finish().await?;
    account::still_valid(&coverage)
}

/// Puts together what the shares have read. What no share has read stands as a gap in the coverage.
pub async fn join(job: &Job) -> anyhow::Result<Ended> {
    let name = job.args.job.as_deref().unwrap_or_default();
    let run = Run::named(job, name).await?;
    let done = job.store.journals().shards_done(name).await?;
    let of = done.iter().map(|(_, of)| *of).max().unwrap_or_default();
    let absent: Vec<String> = (0..of).filter(|i| !done.contains(&(*i, of))).map(|i| format!("{i}/{of}")).collect();
    if !absent.is_empty() || of == 0 {
        let which = if of == 0 { "none".to_owned() } else { format!("all but {}", absent.join(", ")) };
        note(&format!("of the shares of {name} {which} are done: what they should have read is not checked"));
    }
    let mut ended = Ended::default();
    for target in &run.targets {
        match run.standing(&target.account)? {
            Standing::Done(digest) => ended.digests.push(*digest),
            Standing::Begun(header) => {
                let identity = Identity::of_header(&header);
                let source = Source::Replay(known(&*job.store, name, header, true).await?);
                ended.digests.push(account::audit(job, source, &identity).await?);
            }
            Standing::New => ended.missed.push(missed(job, target, "no share could enter it".to_owned()).await?),
        }
    }
    over_all(job, &run.targets, &mut ended)?;
    if absent.is_empty() && of > 0 {
        run.finish(job).await?;
    }
    Ok(ended)
}
