//! Credentials, regions and clients.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, OnceLock};
use std::time::Duration;

use aws_config::identity::IdentityCache;
use aws_config::stalled_stream_protection::StalledStreamProtectionConfig;
use aws_config::sts::AssumeRoleProvider;
use aws_config::{BehaviorVersion, Region, SdkConfig};
use aws_credential_types::provider::{ProvideCredentials, SharedCredentialsProvider};
use aws_smithy_http_client::proxy::ProxyConfig;
use aws_smithy_http_client::tls::rustls_provider::CryptoMode;
use aws_smithy_http_client::{Builder, ConnectorBuilder, tls};
use aws_smithy_runtime_api::client::http::SharedHttpClient;
use aws_smithy_types::retry::RetryConfig;
use aws_smithy_types::timeout::TimeoutConfig;

use super::pace::paced;
use super::wire::Wire;

macro_rules! clients {
    ($($service:ident: $krate:ident),* $(,)?) => {
        /// One typed client for each service, for one region; each carries the wire's interceptor. A client is made when
        /// it is first asked for: there are some fifty services, and a run asks few of them in every region.
        pub struct Clients {
            base: SdkConfig,
            $($service: OnceLock<$krate::Client>),*
        }

        impl Clients {
            fn new(base: SdkConfig) -> Self {
                Clients { base, $($service: OnceLock::new()),* }
            }

            $(pub fn $service(&self) -> &$krate::Client {
                self.$service.get_or_init(|| {
                    $krate::Client::from_conf($krate::config::Builder::from(&self.base).interceptor(Wire).build())
                })
            })*
        }
    };
}
clients! {
    accessanalyzer: aws_sdk_accessanalyzer, acm: aws_sdk_acm, apigateway: aws_sdk_apigateway,
    apigatewayv2: aws_sdk_apigatewayv2, autoscaling: aws_sdk_autoscaling, backup: aws_sdk_backup,
    budgets: aws_sdk_budgets, ce: aws_sdk_costexplorer, cloudformation: aws_sdk_cloudformation,
    cloudfront: aws_sdk_cloudfront, cloudtrail: aws_sdk_cloudtrail, cloudwatch: aws_sdk_cloudwatch,
    codebuild: aws_sdk_codebuild, compute_optimizer: aws_sdk_computeoptimizer, config: aws_sdk_config,
    cost_optimization_hub: aws_sdk_costoptimizationhub, dynamodb: aws_sdk_dynamodb, ec2: aws_sdk_ec2,
    ecr: aws_sdk_ecr, ecs: aws_sdk_ecs, efs: aws_sdk_efs, eks: aws_sdk_eks, elasticache: aws_sdk_elasticache,
    elb: aws_sdk_elasticloadbalancing, elbv2: aws_sdk_elasticloadbalancingv2, events: aws_sdk_eventbridge,
    firehose: aws_sdk_firehose, guardduty: aws_sdk_guardduty, iam: aws_sdk_iam, kafka: aws_sdk_kafka,
    kinesis: aws_sdk_kinesis, kms: aws_sdk_kms, lambda: aws_sdk_lambda, logs: aws_sdk_cloudwatchlogs,
    opensearch: aws_sdk_opensearch, organizations: aws_sdk_organizations, pricing: aws_sdk_pricing, rds: aws_sdk_rds,
    redshift: aws_sdk_redshift, route53: aws_sdk_route53, s3: aws_sdk_s3, s3control: aws_sdk_s3control,
    secretsmanager: aws_sdk_secretsmanager, service_quotas: aws_sdk_servicequotas, sns: aws_sdk_sns, sqs: aws_sdk_sqs,
    ssm: aws_sdk_ssm, stepfunctions: aws_sdk_sfn, sts: aws_sdk_sts, wafv2: aws_sdk_wafv2,
}

#[cfg(test)]
impl Clients {
    /// Clients that can reach nothing.
    pub fn for_tests() -> Self {
        Self::for_tests_at("http://127.0.0.1:9")
    }

    /// Clients of one address, with made-up credentials.
    pub fn for_tests_at(url: &str) -> Self {
        let keys = aws_credential_types::Credentials::new("AKIAEXAMPLE", "secret", None, None, "test");
        let config = SdkConfig::builder()
            .behavior_version(BehaviorVersion::latest())
            .region(Region::new("us-east-1"))
            .endpoint_url(url)
            .credentials_provider(SharedCredentialsProvider::new(keys))
            .sleep_impl(aws_smithy_async::rt::sleep::TokioSleep::new());
        Clients::new(config.build())
    }
}

/// One HTTP client for all services and regions, with the proxy of the environment as the SDK's default has it. Left to
/// themselves the clients make one each, with a copy of the root certificates each.
fn http_client() -> SharedHttpClient {
    Builder::new().build_with_connector_fn(|settings, components| {
        let mut connector = ConnectorBuilder::default().tls_provider(tls::Provider::Rustls(CryptoMode::AwsLc));
        connector.set_connector_settings(settings.cloned());
        connector.set_sleep_impl(components.and_then(|c| c.sleep_impl()));
        connector.set_proxy_config(Some(ProxyConfig::from_env()));
        connector.build()
    })
}

/// How long a call may take.
#[derive(Clone, Copy, Debug)]
pub struct Deadlines {
    /// One attempt, from connecting to the last byte.
    pub attempt: Duration,
    /// A call with all its retries.
    pub call: Duration,
    /// Attempts in all, at least 1.
    pub attempts: u32,
}

/// A role to be taken in another account.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Role {
    pub arn: String,
    pub external_id: Option<String>,
    /// What CloudTrail shows the calls under.
    pub session_name: String,
    /// Narrows what the role may do to what this run reads: even an administrator's role then cannot write.
    pub policy: SessionPolicy,
}

/// A session policy, as far as 2,048 characters hold it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SessionPolicy {
    /// A policy document.
    Document(String),
    /// The ARN of a policy that AWS keeps.
    Managed(String),
}

/// Credentials, and a set of clients for each region that was asked for.
pub struct Session {
    pub(super) deadlines: Deadlines,
    base: SdkConfig,
    clients: Mutex<HashMap<String, Arc<Clients>>>,
}

/// The SDK's own environment and files, for what is asked of models and not of accounts: no call goes out by it.
pub async fn ambient(region: Option<&str>) -> SdkConfig {
    let config = aws_config::defaults(BehaviorVersion::latest()).http_client(http_client());
    match region {
        Some(region) => config.region(Region::new(region.to_owned())).load().await,
        None => config.load().await,
    }
}

impl Session {
    /// Reads the SDK's own environment and files; looks whether there are credentials, but makes no call of the table.
    pub async fn connect(deadlines: Deadlines) -> Result<Self, String> {
        let connecting = TimeoutConfig::builder().connect_timeout(Duration::from_secs(5).min(deadlines.attempt));
        let timeouts = connecting.operation_attempt_timeout(deadlines.attempt).operation_timeout(deadlines.call);
        let base = aws_config::defaults(BehaviorVersion::latest())
            .http_client(paced(http_client(), deadlines.attempt))
            // Adaptive mode would slow down once more, behind the buckets' back: by service, for all accounts together.
            .retry_config(RetryConfig::standard().with_max_attempts(deadlines.attempts))
            .timeout_config(timeouts.build())
            // It takes a request that waits long for its turn for one that does not get through. An attempt has its time.
            .stalled_stream_protection(StalledStreamProtectionConfig::disabled())
            .load()
            .await;
        let provider = base.credentials_provider().ok_or("no credentials provider")?;
        provider.provide_credentials().await.map_err(|e| super::wire::chain(&e))?;
        Ok(Session { deadlines, base, clients: Mutex::default() })
    }

    /// The same settings and credentials, with clients of its own.
    pub fn again(&self) -> Self {
        Session { base: self.base.clone(), deadlines: self.deadlines, clients: Mutex::default() }
    }

    /// The same settings, with a role's credentials instead. Asks STS at once, so that a role that cannot be taken is
    /// known before anything is read.
    pub async fn assume(&self, role: &Role) -> Result<Self, String> {
        let mut builder = AssumeRoleProvider::builder(&role.arn).configure(&self.base).session_name(&role.session_name);
        if let Some(id) = &role.external_id {
            builder = builder.external_id(id);
        }
        builder = match &role.policy {
            SessionPolicy::Document(document) => builder.policy(document),
            SessionPolicy::Managed(arn) => builder.policy_arns(vec![arn.clone()]),
        };
        let provider = SharedCredentialsProvider::new(builder.build().await);
        provider.provide_credentials().await.map_err(|e| super::wire::chain(&e))?;
        // A cache of its own: the other one holds the credentials that the role is taken with.
        let cache = IdentityCache::lazy().build();
        let base = self.base.to_builder().credentials_provider(provider).identity_cache(cache).build();
        Ok(Session { base, deadlines: self.deadlines, clients: Mutex::default() })
    }

    /// The region that the environment names, or us-east-1.
    pub fn region(&self) -> String {
        self.base.region().map_or_else(|| "us-east-1".to_owned(), ToString::to_string)
    }

    pub fn clients(&self, region: &str) -> Arc<Clients> {
        let mut all = self.clients.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        let make = || {
            let config = self.base.to_builder().region(Region::new(region.to_owned()));
            // A read's deadlines leave out what it waits for its turn, so they are kept elsewhere: an attempt's by
            // `pace::connector`, a call's by `source`. Those of the SDK hold for credentials.
            let mut timeouts = TimeoutConfig::builder().disable_operation_attempt_timeout().disable_operation_timeout();
            timeouts.set_connect_timeout(self.base.timeout_config().and_then(TimeoutConfig::connect_timeout));
            Arc::new(Clients::new(config.timeout_config(timeouts.build()).build()))
        };
        all.entry(region.to_owned()).or_insert_with(make).clone()
    }
}
