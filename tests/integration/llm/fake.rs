//! Starts tests/llm/bedrock_fake.py and says how it is reached.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use aws_config::{BehaviorVersion, Region, SdkConfig};
use aws_credential_types::Credentials;
use aws_credential_types::provider::SharedCredentialsProvider;
use serde_json::Value;

/// A Python with boto3.
pub fn python() -> PathBuf {
    crate::harness::venv().join("bin/python")
}

pub fn script(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/llm").join(name)
}

/// A fake; it ends when this value, or the test process, does.
pub struct Fake {
    child: Child,
    port: u16,
}

impl Fake {
    pub fn start() -> Self {
        let mut child = Command::new(python())
            .arg(script("bedrock_fake.py"))
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
        let ready: Value = serde_json::from_str(&line).expect("the fake says that it is ready");
        Fake { child, port: ready["port"].as_u64().unwrap().try_into().unwrap() }
    }

    pub fn url(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    /// A configuration with made-up credentials.
    pub fn config(&self, region: &'static str) -> SdkConfig {
        config(&self.url(), region)
    }

    /// What it was asked so far for one model.
    pub fn requests(&self, model: &str) -> Vec<Value> {
        let mut stream = TcpStream::connect(("127.0.0.1", self.port)).unwrap();
        write!(stream, "GET /requests HTTP/1.1\r\nHost: fake\r\nConnection: close\r\n\r\n").unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        let (_, body) = answer.split_once("\r\n\r\n").unwrap();
        let all: Vec<Value> = serde_json::from_str(body).unwrap();
        all.into_iter().filter(|request| request["model"] == model).collect()
    }
}

pub fn config(url: &str, region: &'static str) -> SdkConfig {
    let keys = Credentials::new("AKIAEXAMPLE", "secret", None, None, "test");
    SdkConfig::builder()
        .behavior_version(BehaviorVersion::latest())
        .region(Region::new(region))
        .endpoint_url(url)
        .credentials_provider(SharedCredentialsProvider::new(keys))
        .sleep_impl(aws_smithy_async::rt::sleep::TokioSleep::new())
        .build()
}

impl Drop for Fake {
    fn drop(&mut self) {
        drop(self.child.stdin.take());
        let _ = self.child.wait();
    }
}
