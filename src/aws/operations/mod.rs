//! THE TABLE: every request that tickmark can send, one line each, one file per service.
//!
//! A line names the operation, the parameters that it can send, the IAM actions it needs, and how it is sent: with
//! `pages`, where the API pages (the SDK's paginator then goes to the end), or with `single`. The wire refuses any
//! operation that is not here, so what is not in the table cannot reach AWS.

mod ce;
mod cloudtrail;
mod cloudwatch;
mod ec2;
mod elbv2;
mod guardduty;
mod iam;
mod kms;
mod lambda;
mod logs;
mod organizations;
mod rds;
mod s3;
mod s3control;
mod sts;

use std::future::Future;
use std::pin::Pin;

use aws_smithy_async::future::pagination_stream::PaginationStream;
use aws_smithy_runtime_api::client::orchestrator::HttpResponse;
use aws_smithy_runtime_api::client::result::SdkError;
use aws_smithy_types::error::metadata::ProvideErrorMetadata;

use super::params::Params;
use super::session::Clients;
use super::wire;
use crate::model::CallError;

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
    /// What AWS charges for one call (one page), USD; 0 for almost all.
    pub usd: f64,
    /// Paths of the answer, `[]` and `*` for every element, that may hold secrets: masked before anything is kept.
    pub secrets: &'static [&'static str],
    pub pager: Pager,
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
        Read { service: self.0, operation, takes, actions, reach: self.1, usd: 0.0, secrets: &[], pager }
    }
}

impl Read {
    const fn costs(mut self, usd: f64) -> Read {
        self.usd = usd;
        self
    }

    const fn hides(mut self, secrets: Names) -> Read {
        self.secrets = secrets;
        self
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
        ce::READS,
        cloudtrail::READS,
        cloudwatch::READS,
        ec2::READS,
        elbv2::READS,
        guardduty::READS,
        iam::READS,
        kms::READS,
        lambda::READS,
        logs::READS,
        organizations::READS,
        rds::READS,
        s3::READS,
        s3control::READS,
        sts::READS,
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

/// Sends requests until there are no more pages.
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
            for parameter in read.takes {
                assert!(operation.options.contains_key(*parameter), "{name}: no parameter {parameter}");
            }
            assert!(!read.actions.is_empty(), "{name}: no IAM action");
            let paged = matches!(read.pager, Pager::Pages(_));
            // Cost Explorer pages without a paginator of botocore's.
            assert_eq!(paged, operation.pages.is_some() || read.service == "ce", "{name}: pager");
        }
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
