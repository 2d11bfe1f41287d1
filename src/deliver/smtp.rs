//! Mail, through a server that is spoken to over SMTP.

use std::path::{Component, Path, PathBuf};
use std::str::FromStr;
use std::time::Duration;

use anyhow::Context;
use lettre::message::Mailbox;
use lettre::transport::smtp::authentication::Credentials;
use lettre::transport::smtp::client::{Certificate, Tls, TlsParameters};
use lettre::{AsyncSmtpTransport, AsyncTransport, Tokio1Executor};
use serde::Deserialize;

use super::message::Message;
use super::text::shown;
use super::{Done, Parcel, mail};
use crate::render::counted;
use crate::secret::{Key, Secret, Sources};

type Transport = AsyncSmtpTransport<Tokio1Executor>;

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Smtp {
    host: String,
    /// 587 with STARTTLS, 465 with TLS, 25 without.
    port: Option<u16>,
    #[serde(default)]
    tls: Encryption,
    /// PEM; certificates that are trusted besides those of the system.
    ca_file: Option<PathBuf>,
    username: Option<String>,
    password_env: Option<String>,
    password_file: Option<PathBuf>,
    /// A command that prints it, run without a shell.
    password_command: Option<String>,
    from: Address,
    to: Vec<Address>,
    /// Files of the report that go with it, such as `report.md`.
    #[serde(default)]
    attach: Vec<String>,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Encryption {
    /// Begins in the clear, and goes on encrypted or not at all.
    #[default]
    StartTls,
    /// Encrypted from the first byte.
    Tls,
    None,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(try_from = "String")]
struct Address(Mailbox);

impl TryFrom<String> for Address {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        Mailbox::from_str(&text).map(Address).map_err(|e| format!("{} is no mail address: {e}", shown(&text, 100)))
    }
}

impl Smtp {
    pub fn wrong(&self) -> Result<(), String> {
        let sources = self.sources();
        let password = sources.command.is_some() || sources.file.is_some() || sources.environment.is_some();
        let local = matches!(self.host.as_str(), "localhost" | "127.0.0.1" | "::1");
        if self.to.is_empty() {
            return Err("to: names nobody".to_owned());
        }
        if self.username.is_some() != password {
            return Err("username and password_env (or password_file, password_command) belong together".to_owned());
        }
        if password && self.tls == Encryption::None && !local {
            return Err("tls = \"none\": the password would be sent in the clear".to_owned());
        }
        let inside = |name: &&String| {
            let mut parts = Path::new(name.as_str()).components();
            name.is_empty() || !parts.all(|part| matches!(part, Component::Normal(_)))
        };
        match self.attach.iter().find(inside) {
            Some(name) => Err(format!("attach: {name} is no file of a report's folder")),
            None => Ok(()),
        }
    }

    pub fn sources(&self) -> Sources<'_> {
        let (command, environment) = (self.password_command.as_deref(), self.password_env.as_deref());
        Sources { command, file: self.password_file.as_deref(), environment }
    }

    pub async fn send(
        &self,
        parcel: &Parcel<'_>,
        message: &Message,
        secret: &Key,
        patience: Duration,
    ) -> anyhow::Result<Done> {
        let to: Vec<Mailbox> = self.to.iter().map(|address| address.0.clone()).collect();
        let (mail, left) = mail::write(&self.from.0, &to, message, parcel, &self.attach)?;
        let transport = self.transport(secret, patience).await?;
        let sent = tokio::time::timeout(patience, transport.send(mail)).await;
        sent.with_context(|| self.late(patience))?.with_context(|| self.place())?;
        let people = counted(to.len() as u64, "address", "addresses");
        Ok(Done::Delivered(match left.is_empty() {
            true => format!("mailed to {people}"),
            false => format!("mailed to {people}, without {}: too large", left.join(", ")),
        }))
    }

    pub async fn check(&self, secret: &Key, patience: Duration) -> anyhow::Result<String> {
        let transport = self.transport(secret, patience).await?;
        let answered = tokio::time::timeout(patience, transport.test_connection()).await;
        let alive = answered.with_context(|| self.late(patience))?.with_context(|| self.place())?;
        anyhow::ensure!(alive, "{} does not answer NOOP", self.place());
        Ok(format!("{} answers{}", self.place(), if self.username.is_some() { ", and takes the password" } else { "" }))
    }

    async fn transport(&self, secret: &Key, patience: Duration) -> anyhow::Result<Transport> {
        let tls = match self.tls {
            Encryption::None => Tls::None,
            Encryption::StartTls => Tls::Required(self.parameters()?),
            Encryption::Tls => Tls::Wrapper(self.parameters()?),
        };
        let builder = Transport::builder_dangerous(self.host.as_str()).port(self.port()).tls(tls);
        let builder = builder.timeout(Some(patience));
        let password = secret.get().await.context("the password")?.map(Secret::reveal);
        Ok(match (&self.username, password) {
            (Some(user), Some(password)) => {
                builder.credentials(Credentials::new(user.clone(), password.to_owned())).build()
            }
            _ => builder.build(),
        })
    }

    fn parameters(&self) -> anyhow::Result<TlsParameters> {
        let mut builder = TlsParameters::builder(self.host.clone());
        if let Some(path) = &self.ca_file {
            let pem = std::fs::read(path).with_context(|| format!("ca_file: {}", path.display()))?;
            let certificate = Certificate::from_pem(&pem).with_context(|| format!("ca_file: {}", path.display()))?;
            builder = builder.add_root_certificate(certificate);
        }
        Ok(builder.build()?)
    }

    fn port(&self) -> u16 {
        self.port.unwrap_or(match self.tls {
            Encryption::StartTls => 587,
            Encryption::Tls => 465,
            Encryption::None => 25,
        })
    }

    fn place(&self) -> String {
        format!("{}:{}", self.host, self.port())
    }

    fn late(&self, patience: Duration) -> String {
        format!("{} did not answer within {} s", self.place(), patience.as_secs())
    }
}
