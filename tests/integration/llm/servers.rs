//! Starts the fakes, and talks to those that can be told what to do.

use std::io::{BufRead, BufReader};
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::OnceLock;
use std::time::Duration;

use serde_json::Value;

fn tests() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests")
}

/// A server; it ends when this value does.
pub struct Server {
    child: Child,
    pub url: String,
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// A port that nobody listens at.
pub fn free_port() -> u16 {
    TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port()
}

impl Server {
    /// Our own fake of all providers.
    pub fn fake() -> Self {
        let mut child = Command::new(crate::harness::venv().join("bin/python"))
            .arg(tests().join("llm/fake.py"))
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
        let ready: Value = serde_json::from_str(&line).expect("the fake says that it is ready");
        Server { child, url: format!("http://127.0.0.1:{}", ready["port"]) }
    }

    /// PyPI's llmock. It paces its chunks, or it would have sent all of them before it can see that the client has left.
    pub async fn llmock() -> Self {
        let port = free_port().to_string();
        let mut command = Command::new(crate::harness::venv().join("bin/llmock"));
        command.args(["serve", "--log-level", "error", "--stream-chunk-delay-ms", "20", "--port", &port]);
        Self::start(command, &port, "/health").await
    }

    /// npm's @copilotkit/aimock.
    pub async fn aimock() -> Self {
        let port = free_port().to_string();
        let mut command = Command::new(crate::harness::venv().join("bin/node"));
        command.arg(modules().join("node_modules/@copilotkit/aimock/dist/cli.js"));
        command.args(["--log-level", "silent", "--strict", "--port", &port, "--fixtures"]);
        command.arg(tests().join("llm/aimock.json"));
        Self::start(command, &port, "/__aimock/health").await
    }

    async fn start(mut command: Command, port: &str, health: &str) -> Self {
        command.env_remove("HTTP_PROXY").stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
        let server = Server { child: command.spawn().unwrap(), url: format!("http://127.0.0.1:{port}") };
        for _ in 0..300 {
            if reqwest::get(format!("{}{health}", server.url)).await.is_ok_and(|r| r.status().is_success()) {
                return server;
            }
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
        panic!("{command:?} does not answer");
    }

    pub async fn get(&self, path: &str) -> Value {
        let text = reqwest::get(format!("{}{path}", self.url)).await.unwrap().text().await.unwrap();
        serde_json::from_str(&text).unwrap_or_else(|e| panic!("{path}: {e}: {text}"))
    }

    pub async fn post(&self, path: &str, body: &Value) {
        let post = reqwest::Client::new().post(format!("{}{path}", self.url));
        let answer = post.header("content-type", "application/json").body(body.to_string()).send().await.unwrap();
        assert!(answer.status().is_success(), "{path} {body}: {}", answer.text().await.unwrap());
    }
}

/// A folder with what tests/llm/package-lock.json names, made once.
fn modules() -> &'static Path {
    static MODULES: OnceLock<PathBuf> = OnceLock::new();
    MODULES.get_or_init(|| {
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("llm-node");
        let lock = std::fs::read(tests().join("llm/package-lock.json")).unwrap();
        if std::fs::read(folder.join("made-of.json")).is_ok_and(|made| made == lock) {
            return folder;
        }
        let _ = std::fs::remove_dir_all(&folder);
        std::fs::create_dir_all(&folder).unwrap();
        for name in ["package.json", "package-lock.json"] {
            std::fs::copy(tests().join("llm").join(name), folder.join(name)).unwrap();
        }
        let npm = ["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--silent"];
        assert!(
            Command::new(crate::harness::venv().join("bin/npm"))
                .args(npm)
                .current_dir(&folder)
                .status()
                .unwrap()
                .success(),
            "npm {npm:?}"
        );
        std::fs::write(folder.join("made-of.json"), lock).unwrap();
        folder
    })
}
