//! THE TABLE: every request that tickmark can send, one line each, one file per service.
//!
//! A line names the operation, the parameters that it can send, the IAM actions it needs, and how it is sent: with
//! `pages`, where the API pages (the SDK's paginator then goes to the end), or with `single`. The wire refuses any
//! operation that is not here, so what is not in the table cannot reach AWS.

mod accessanalyzer;
mod acm;
mod apigateway;
mod apigatewayv2;
mod autoscaling;
mod backup;
mod budgets;
mod ce;
mod cloudformation;
mod cloudfront;
mod cloudtrail;
mod cloudwatch;
mod codebuild;
mod compute_optimizer;
mod config;
mod cost_optimization_hub;
mod dynamodb;
mod ec2;
mod ecr;
mod ecs;
mod efs;
mod eks;
mod elasticache;
mod elb;
mod elbv2;
mod events;
mod firehose;
mod guardduty;
mod iam;
mod kafka;
mod kinesis;
mod kms;
mod lambda;
mod logs;
mod opensearch;
mod organizations;
mod pricing;
mod rds;
mod redshift;
mod route53;
mod s3;
mod s3control;
mod secretsmanager;
mod service_quotas;
mod sns;
mod sqs;
mod ssm;
mod stepfunctions;
mod sts;
mod wafv2;

use std::future::Future;
use std::pin::Pin;
use std::time::Duration;

use aws_smithy_async::future::pagination_stream::PaginationStream;
use aws_smithy_runtime_api::client::orchestrator::HttpResponse;
use aws_smithy_runtime_api::client::result::SdkError;
use aws_smithy_types::error::metadata::ProvideErrorMetadata;

use super::params::Params;
use super::session::Clients;
use super::wire;
use crate::model::{CallError, Status};

/// One read.
#[derive(Debug)]
pub struct Read {
    /// botocore's name of the service.
    pub service: &'static str,
    pub operation: &'static str,
    /// Request parameters that the line can send.
    pub takes: &'static [&'static str],
    /// IAM actions, by the service authorization reference.
    pub actions: &'static [&'static str],
    /// Once per account, or once per region.
    pub reach: Reach,
    /// What AWS charges at most for one call (one page), USD; 0 for almost all.
    pub usd: f64,
    /// Where AWS charges for the elements of a parameter: its name, and how many `usd` is for.
    pub charged_by: Option<(&'static str, usize)>,
    /// Paths of the answer, `[]` and `*` for every element, that may hold secrets: masked before anything is kept.
    pub secrets: &'static [&'static str],
    /// Where AWS works the answer out first: how that is started. The parameters are those of the start.
    pub started_by: Option<Start>,
    pub pager: Pager,
}

/// An operation that has AWS begin to work something out.
#[derive(Clone, Copy, Debug)]
pub struct Start {
    pub operation: &'static str,
    /// The member of its answer that the read then asks by.
    pub gives: &'static str,
    /// What a command has to wait, and the read's other options.
    pub seconds: u32,
    pub options: &'static str,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reach {
    Global,
    Regional,
}

/// How a read is sent. There is no default: an operation that pages and is sent as `Single` is a failing test.
#[derive(Clone, Copy, Debug)]
pub enum Pager {
    Pages(Send),
    Single(Send),
}

/// Builds the typed request out of the parameters and sends it, all pages of it. The answers are taken off the wire.
pub type Send = fn(&Clients, &Params) -> Sending;
pub type Sending = Pin<Box<dyn Future<Output = Result<(), CallError>> + std::marker::Send>>;

/// What the lines of one file have in common.
struct Service(&'static str, Reach);

type Names = &'static [&'static str];

impl Service {
    const fn pages(&self, operation: &'static str, takes: Names, actions: Names, send: Send) -> Read {
        self.read(operation, takes, actions, Pager::Pages(send))
    }

    const fn single(&self, operation: &'static str, takes: Names, actions: Names, send: Send) -> Read {
        self.read(operation, takes, actions, Pager::Single(send))
    }

    const fn read(&self, operation: &'static str, takes: Names, actions: Names, pager: Pager) -> Read {
        Read {
            service: self.0,
            operation,
            takes,
            actions,
            reach: self.1,
            usd: 0.0,
            charged_by: None,
            secrets: &[],
            started_by: None,
            pager,
        }
    }
}

impl Read {
    const fn costs(mut self, usd: f64) -> Read {
        self.usd = usd;
        self
    }

    /// A call costs by the elements of a parameter, of which there can be so many.
    const fn charges_each(mut self, parameter: &'static str, most: usize) -> Read {
        self.charged_by = Some((parameter, most));
        self
    }

    /// What AWS charges for one call (one page) with these parameters, USD.
    pub fn price(&self, params: &serde_json::Value) -> f64 {
        let share = self.charged_by.and_then(|(parameter, most)| {
            let asked = params.get(parameter)?.as_array()?.len();
            Some(asked as f64 / most as f64)
        });
        self.usd * share.unwrap_or(1.0)
    }

    const fn hides(mut self, secrets: Names) -> Read {
        self.secrets = secrets;
        self
    }

    const fn starts(mut self, start: Start) -> Read {
        self.started_by = Some(start);
        self
    }

    /// The operation that the parameters are of.
    pub fn asks(&self) -> &'static str {
        self.started_by.map_or(self.operation, |start| start.operation)
    }

    /// Whether a request of this operation is part of the read.
    pub fn sends(&self, operation: &str) -> bool {
        self.operation == operation || self.asks() == operation
    }

    pub fn send(&self, clients: &Clients, params: &Params) -> Sending {
        let (Pager::Pages(send) | Pager::Single(send)) = self.pager;
        send(clients, params)
    }

    /// As IAM policies and reports write it: `ec2:DescribeVolumes`.
    pub fn name(&self) -> String {
        format!("{}:{}", self.service, self.operation)
    }
}

/// Every read, by service and then operation.
pub fn all() -> impl Iterator<Item = &'static Read> {
    [
        accessanalyzer::READS,
        acm::READS,
        apigateway::READS,
        apigatewayv2::READS,
        autoscaling::READS,
        backup::READS,
        budgets::READS,
        ce::READS,
        cloudformation::READS,
        cloudfront::READS,
        cloudtrail::READS,
        cloudwatch::READS,
        codebuild::READS,
        compute_optimizer::READS,
        config::READS,
        cost_optimization_hub::READS,
        dynamodb::READS,
        ec2::READS,
        ecr::READS,
        ecs::READS,
        efs::READS,
        eks::READS,
        elasticache::READS,
        elb::READS,
        elbv2::READS,
        events::READS,
        firehose::READS,
        guardduty::READS,
        iam::READS,
        kafka::READS,
        kinesis::READS,
        kms::READS,
        lambda::READS,
        logs::READS,
        opensearch::READS,
        organizations::READS,
        pricing::READS,
        rds::READS,
        redshift::READS,
        route53::READS,
        s3::READS,
        s3control::READS,
        secretsmanager::READS,
        service_quotas::READS,
        sns::READS,
        sqs::READS,
        ssm::READS,
        stepfunctions::READS,
        sts::READS,
        wafv2::READS,
    ]
    .into_iter()
    .flatten()
}

pub fn find(service: &str, operation: &str) -> Option<&'static Read> {
    all().find(|r| r.service == service && r.operation == operation)
}

/// Sends one request.
fn once<T, E>(
    request: impl Future<Output = Result<T, SdkError<E, HttpResponse>>> + std::marker::Send + 'static,
) -> Sending
where
    E: ProvideErrorMetadata + std::error::Error + 'static,
{
    Box::pin(async move { request.await.map(drop).map_err(|e| wire::call_error(&e)) })
}

/// Sends requests with the SDK's paginator until there are no more pages.
fn drain<T, E>(mut pages: PaginationStream<Result<T, SdkError<E, HttpResponse>>>) -> Sending
where
    T: std::marker::Send + 'static,
    E: ProvideErrorMetadata + std::error::Error + std::marker::Send + 'static,
{
    Box::pin(async move {
        while let Some(page) = pages.next().await {
            page.map_err(|e| wire::call_error(&e))?;
        }
        Ok(())
    })
}

/// The same where the SDK has no paginator: `ask` sends a request from a token on, `next` finds the next one in an answer.
fn follow<R, T, E, F>(
    request: R,
    ask: impl Fn(R, Option<String>) -> F + std::marker::Send + 'static,
    next: impl Fn(T) -> Option<String> + std::marker::Send + 'static,
) -> Sending
where
    R: Clone + std::marker::Send + 'static,
    T: std::marker::Send + 'static,
    F: Future<Output = Result<T, SdkError<E, HttpResponse>>> + std::marker::Send + 'static,
    E: ProvideErrorMetadata + std::error::Error + 'static,
{
    walk(request, ask, move |answer| next(answer).map_or(Next::Done, Next::Page))
}

/// What an answer says of what comes next.
enum Next {
    Done,
    /// There is more behind this token.
    Page(String),
    /// AWS is still working the answer out.
    Later,
    /// AWS could not, and says why.
    Failed(String),
}

/// How long to wait before AWS is asked again for what it works out, and how often.
const LATER: Duration = Duration::from_secs(2);
const TRIES: usize = 20;

/// Sends requests until an answer is the last one; one that AWS is still working out is not kept.
fn walk<R, T, E, F>(
    request: R,
    ask: impl Fn(R, Option<String>) -> F + std::marker::Send + 'static,
    next: impl Fn(T) -> Next + std::marker::Send + 'static,
) -> Sending
where
    R: Clone + std::marker::Send + 'static,
    T: std::marker::Send + 'static,
    F: Future<Output = Result<T, SdkError<E, HttpResponse>>> + std::marker::Send + 'static,
    E: ProvideErrorMetadata + std::error::Error + 'static,
{
    Box::pin(async move {
        let (mut token, mut tries) = (None, 0);
        loop {
            let answer = ask(request.clone(), token.clone()).await.map_err(|e| wire::call_error(&e))?;
            match next(answer) {
                Next::Failed(message) => return Err(failed("JobFailed", message)),
                Next::Later if tries == TRIES => return Err(unready()),
                Next::Later => {
                    tries += 1;
                    wire::forget();
                    tokio::time::sleep(LATER).await;
                }
                Next::Page(found) if !found.is_empty() => {
                    let found = Some(found);
                    if found == token {
                        return Err(endless());
                    }
                    token = found;
                }
                Next::Page(_) | Next::Done => return Ok(()),
            }
        }
    })
}

/// Sends a request that starts something, and then what its answer leads to; only that is kept.
fn begin<T, E>(
    start: impl Future<Output = Result<T, SdkError<E, HttpResponse>>> + std::marker::Send + 'static,
    then: impl FnOnce(T) -> Sending + std::marker::Send + 'static,
) -> Sending
where
    T: std::marker::Send + 'static,
    E: ProvideErrorMetadata + std::error::Error + 'static,
{
    Box::pin(async move {
        let started = start.await.map_err(|e| wire::call_error(&e))?;
        wire::forget();
        then(started).await
    })
}

fn failed(code: &str, message: String) -> CallError {
    CallError { status: Status::Failed, code: code.to_owned(), message, answer: None }
}

/// What AWS works out was not there after all tries.
fn unready() -> CallError {
    failed("NotReady", format!("AWS was still working the answer out after {} s", (LATER * TRIES as u32).as_secs()))
}

/// A page that names itself as the next one.
fn endless() -> CallError {
    failed("Garbage", "the answer names its own token as that of the next page".to_owned())
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::shapes;

    #[test]
    fn every_line_is_a_read_that_the_api_has() {
        for read in all() {
            let name = read.name();
            let model = shapes::model(read.service).unwrap_or_else(|| panic!("{name}: no model"));
            let operation = model.operation(read.operation).unwrap_or_else(|| panic!("{name}: not in the API"));
            let asked = model.operation(read.asks()).unwrap_or_else(|| panic!("{name}: not started so in the API"));
            for parameter in read.takes {
                assert!(asked.options.contains_key(*parameter), "{name}: no parameter {parameter}");
            }
            assert!(!read.actions.is_empty(), "{name}: no IAM action");
            let paged = matches!(read.pager, Pager::Pages(_));
            assert_eq!(paged, operation.pages.is_some() || continues(model, operation), "{name}: pager");
        }
    }

    /// The answer, or the one list in it, has a member that says how to go on, and the request one that says from where.
    fn continues(model: &'static shapes::Model, operation: &shapes::Operation) -> bool {
        const GIVEN: &[&str] =
            &["nexttoken", "nextmarker", "marker", "position", "nextpagetoken", "nextcontinuationtoken"];
        const MORE: &[&str] = &["hasmoretags", "hasmoredeliverystreams"];
        const TAKEN: &[&str] = &["nexttoken", "marker", "nextmarker", "position", "nextpagetoken", "continuationtoken"];
        let takes = |name: &String| TAKEN.contains(&&*name.to_lowercase()) || name.starts_with("ExclusiveStart");
        let Some((_, answer)) = operation.output.as_deref().and_then(|name| model.shape(name)) else { return false };
        let inner = answer.members.values().filter_map(|m| model.shape(&m.shape)).map(|(_, shape)| shape);
        let nested = inner.filter(|s| s.members.contains_key("MaxItems")).flat_map(|s| s.members.keys());
        let gives = |name: &String| GIVEN.contains(&&*name.to_lowercase()) || MORE.contains(&&*name.to_lowercase());
        operation.options.keys().any(takes) && answer.members.keys().chain(nested).any(gives)
    }

    #[test]
    fn a_call_for_three_metrics_costs_three() {
        let read = find("cloudwatch", "GetMetricData").unwrap();
        let micro =
            |queries: usize| (read.price(&serde_json::json!({"MetricDataQueries": vec![1; queries]})) * 1e6).round();
        assert_eq!([micro(3), micro(500)], [30.0, 5000.0]);
        let flat = find("ce", "GetCostAndUsage").unwrap();
        assert_eq!(flat.price(&serde_json::json!({"Metrics": [1, 2]})), flat.usd);
    }

    #[test]
    fn no_line_stands_twice() {
        let names: Vec<String> = all().map(Read::name).collect();
        let unique: BTreeSet<&String> = names.iter().collect();
        assert_eq!(names.len(), unique.len());
    }

    #[tokio::test]
    async fn every_line_sends_the_parameters_that_it_takes_and_no_other() {
        let clients = Clients::for_tests();
        for read in all() {
            let params = Params::new(serde_json::json!({}));
            drop(read.send(&clients, &params));
            let takes: BTreeSet<&str> = read.takes.iter().copied().collect();
            assert_eq!(params.taken(), takes, "{}", read.name());
        }
    }
}
