//! The place where requests wait: between the SDK's client and the connection, where each page and each retry passes.
//!
//! The SDK's own deadline of an attempt would count the waiting, since it holds all of this; so the attempt is timed
//! here, from when it may be sent to the last byte of its answer.

use aws_smithy_runtime_api::box_error::BoxError;
use aws_smithy_runtime_api::client::connector_metadata::ConnectorMetadata;
use aws_smithy_runtime_api::client::http::{
    HttpClient, HttpConnector, HttpConnectorFuture, HttpConnectorSettings, SharedHttpClient, SharedHttpConnector,
};
use aws_smithy_runtime_api::client::orchestrator::{HttpRequest, HttpResponse};
use aws_smithy_runtime_api::client::result::ConnectorError;
use aws_smithy_runtime_api::client::runtime_components::{RuntimeComponents, RuntimeComponentsBuilder};
use aws_smithy_types::body::SdkBody;
use aws_smithy_types::byte_stream::ByteStream;
use aws_smithy_types::config_bag::ConfigBag;
use tokio::time::{Duration, timeout};

use crate::aws::wire::CAPTURE;

/// The client, whose requests for reads wait for their turn and take no longer than `attempt` each. Other requests (for
/// credentials) pass as they are.
pub fn paced(client: SharedHttpClient, attempt: Duration) -> SharedHttpClient {
    SharedHttpClient::new(Paced { client, attempt })
}

#[derive(Debug)]
struct Paced {
    client: SharedHttpClient,
    attempt: Duration,
}

impl HttpClient for Paced {
    fn http_connector(&self, settings: &HttpConnectorSettings, components: &RuntimeComponents) -> SharedHttpConnector {
        let connector = self.client.http_connector(settings, components);
        SharedHttpConnector::new(PacedConnector { connector, attempt: self.attempt })
    }

    fn validate_base_client_config(
        &self,
        components: &RuntimeComponentsBuilder,
        config: &ConfigBag,
    ) -> Result<(), BoxError> {
        self.client.validate_base_client_config(components, config)
    }

    fn validate_final_config(&self, components: &RuntimeComponents, config: &ConfigBag) -> Result<(), BoxError> {
        self.client.validate_final_config(components, config)
    }

    fn connector_metadata(&self) -> Option<ConnectorMetadata> {
        self.client.connector_metadata()
    }
}

#[derive(Debug)]
struct PacedConnector {
    connector: SharedHttpConnector,
    attempt: Duration,
}

impl HttpConnector for PacedConnector {
    fn call(&self, request: HttpRequest) -> HttpConnectorFuture {
        // Here, and not in the future, the task of the read is certain.
        let turn = CAPTURE.try_with(|capture| capture.turn.clone()).ok();
        let Some((turn, retry)) = turn.and_then(|turn| turn.expected().map(|retry| (turn, retry))) else {
            return self.connector.call(request);
        };
        let (connector, attempt) = (self.connector.clone(), self.attempt);
        HttpConnectorFuture::new(async move {
            let _permit = turn.begin(retry).await.map_err(|ceiling| ConnectorError::user(ceiling.into()))?;
            match timeout(attempt, whole(connector.call(request))).await {
                Ok(answer) => answer,
                Err(late) => Err(ConnectorError::timeout(late.into())),
            }
        })
    }
}

/// An answer with its body read: reads have no streams.
async fn whole(answer: HttpConnectorFuture) -> Result<HttpResponse, ConnectorError> {
    let mut answer = answer.await?;
    let body = std::mem::replace(answer.body_mut(), SdkBody::taken());
    let bytes = ByteStream::new(body).collect().await.map_err(|broken| ConnectorError::io(broken.into()))?;
    *answer.body_mut() = SdkBody::from(bytes.into_bytes());
    Ok(answer)
}
