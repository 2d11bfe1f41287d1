//! Slack, through an incoming webhook. The webhook's address is a secret: whoever has it can post.

use std::path::PathBuf;
use std::time::Duration;

use anyhow::{Context, bail};
use reqwest::header::RETRY_AFTER;
use reqwest::redirect::Policy;
use reqwest::{Client, Response, Url};
use serde::Deserialize;

use super::Done;
use super::message::Message;
use super::mrkdwn;
use super::text::shown;
use crate::secret::{Key, Sources};

/// How often a refusal for rate is waited out, and how long at most.
const WAITS: usize = 2;
const LONGEST: u64 = 60;
/// The most of an answer that is read: Slack says `ok`, or a word such as `no_service`.
const ANSWER: usize = 1000;

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Slack {
    webhook_env: Option<String>,
    webhook_file: Option<PathBuf>,
    /// A command that prints it, run without a shell.
    webhook_command: Option<String>,
}

impl Slack {
    pub fn wrong(&self) -> Result<(), String> {
        let named = self.webhook_env.is_some() || self.webhook_file.is_some() || self.webhook_command.is_some();
        named.then_some(()).ok_or_else(|| "needs webhook_env, webhook_file or webhook_command".to_owned())
    }

    pub fn sources(&self) -> Sources<'_> {
        let (command, environment) = (self.webhook_command.as_deref(), self.webhook_env.as_deref());
        Sources { command, file: self.webhook_file.as_deref(), environment }
    }

    pub async fn send(&self, message: &Message, secret: &Key, patience: Duration) -> anyhow::Result<Done> {
        let url = webhook(secret).await?;
        let agent = concat!("tickmark/", env!("CARGO_PKG_VERSION"));
        // No redirections: the message goes to the address that was configured, or nowhere.
        let client = Client::builder().user_agent(agent).timeout(patience).redirect(Policy::none()).build()?;
        let body = mrkdwn::body(message).to_string();
        for _ in 0..WAITS {
            let response = post(&client, &url, &body).await?;
            match rate(&response)? {
                Some(seconds) => tokio::time::sleep(Duration::from_secs(seconds)).await,
                None => return taken(response).await,
            }
        }
        taken(post(&client, &url, &body).await?).await
    }

    pub async fn check(&self, secret: &Key) -> anyhow::Result<String> {
        let url = webhook(secret).await?;
        Ok(format!("the webhook is set, at {} (nothing was sent)", url.host_str().unwrap_or_default()))
    }
}

async fn webhook(secret: &Key) -> anyhow::Result<Url> {
    let secret = secret.get().await.context("the webhook")?.context("the webhook is not set")?;
    // What cannot be parsed is not shown: it may be most of the secret.
    let Ok(url) = Url::parse(secret.reveal()) else { bail!("the webhook is no address") };
    let local = matches!(url.host_str(), Some("localhost" | "127.0.0.1" | "[::1]"));
    if url.scheme() != "https" && !(url.scheme() == "http" && local) {
        bail!("the webhook must begin with https://");
    }
    Ok(url)
}

async fn post(client: &Client, url: &Url, body: &str) -> anyhow::Result<Response> {
    let request = client.post(url.clone()).header("content-type", "application/json").body(body.to_owned());
    request.send().await.map_err(|e| anyhow::Error::new(e.without_url()).context("Slack was not reached"))
}

/// The seconds that Slack wants to be left alone; None where it took or refused the message.
fn rate(response: &Response) -> anyhow::Result<Option<u64>> {
    if response.status().as_u16() != 429 {
        return Ok(None);
    }
    let wanted = response.headers().get(RETRY_AFTER).and_then(|v| v.to_str().ok()).and_then(|v| v.parse().ok());
    match wanted.unwrap_or(1) {
        seconds if seconds > LONGEST => bail!("Slack refuses for rate, and wants to be left alone for {seconds} s"),
        seconds => Ok(Some(seconds)),
    }
}

async fn taken(mut response: Response) -> anyhow::Result<Done> {
    let status = response.status();
    if status.is_success() {
        return Ok(Done::Delivered("posted".to_owned()));
    }
    let mut body = Vec::new();
    while body.len() < ANSWER
        && let Ok(Some(chunk)) = response.chunk().await
    {
        body.extend_from_slice(&chunk);
    }
    bail!("Slack answers {}: {}", status.as_u16(), shown(&String::from_utf8_lossy(&body), 200))
}
