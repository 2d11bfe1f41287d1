//! Starts estates, runs the program in folders of their own, and reads what came of it.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::sync::OnceLock;

use serde_json::Value;

pub const ACCOUNT: &str = "123456789012";

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// A virtual environment with what tests/requirements.txt names, made once.
pub fn venv() -> &'static Path {
    static VENV: OnceLock<PathBuf> = OnceLock::new();
    VENV.get_or_init(|| {
        let wanted = std::fs::read_to_string(root().join("tests/requirements.txt")).unwrap();
        let venv = Path::new(env!("CARGO_TARGET_TMPDIR")).join("estate-venv");
        let lock = std::fs::File::create(venv.with_extension("lock")).unwrap();
        lock.lock().unwrap();
        let made = venv.join("made-of.txt");
        if std::fs::read_to_string(&made).is_ok_and(|text| text == wanted) {
            return venv;
        }
        let _ = std::fs::remove_dir_all(&venv);
        succeed(Command::new("python3").args(["-m", "venv"]).arg(&venv));
        let pip = ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "-r"];
        succeed(Command::new(venv.join("bin/python")).args(pip).arg(root().join("tests/requirements.txt")));
        std::fs::write(made, wanted).unwrap();
        venv
    })
}

fn succeed(command: &mut Command) {
    let status = command.status().unwrap_or_else(|e| panic!("{command:?}: {e}"));
    assert!(status.success(), "{command:?} failed");
}

/// A server under tests/, in Python, that prints `{"port": N}` when it is ready; it ends when this value, or the test
/// process, does.
pub struct Served {
    child: Child,
    pub port: u16,
}

impl Served {
    /// `script` is relative to tests/.
    pub fn start(script: &str, arguments: &[&str]) -> Self {
        let mut child = Command::new(venv().join("bin/python"))
            .arg(root().join("tests").join(script))
            .args(arguments)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
        let ready: Value =
            serde_json::from_str(&line).unwrap_or_else(|_| panic!("{script} does not get ready: {line}"));
        Served { child, port: ready["port"].as_u64().unwrap().try_into().unwrap() }
    }

    pub fn url(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    /// What it says at a path.
    pub fn get(&self, path: &str) -> Value {
        let mut stream = TcpStream::connect(("127.0.0.1", self.port)).unwrap();
        write!(stream, "GET {path} HTTP/1.0\r\n\r\n").unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        serde_json::from_str(answer.split_once("\r\n\r\n").unwrap().1).unwrap()
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Whether a judge under tests/, in Python, accepts what it is given, and its words.
pub fn judged(script: &str, given: &str) -> (bool, String) {
    let mut child = Command::new(venv().join("bin/python"))
        .arg(root().join("tests").join(script))
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    child.stdin.take().unwrap().write_all(given.as_bytes()).unwrap();
    let output = child.wait_with_output().unwrap();
    (output.status.success(), String::from_utf8(output.stdout).unwrap())
}

/// An emulated AWS account, filled; it ends when this value, or the test process, does.
pub struct Estate {
    child: Child,
    pub port: u16,
    pub log: PathBuf,
}

impl Estate {
    /// `fill` is `full`, `small` or `none`.
    pub fn start(fill: &str) -> Self {
        Self::with(fill, &[])
    }

    /// So many small accounts in an organisation, besides the account of the credentials.
    pub fn organization(accounts: usize) -> Self {
        Self::with("none", &["--accounts", &accounts.to_string()])
    }

    fn with(fill: &str, more: &[&str]) -> Self {
        let log = temporary("estate").join("requests.jsonl");
        let mut child = Command::new(venv().join("bin/python"))
            .arg(root().join("tests/estate/server.py"))
            .args(["--port", "0", "--fill", fill, "--log"])
            .arg(&log)
            .args(more)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
        let ready: Value = serde_json::from_str(&line).expect("the estate says that it is ready");
        Estate { child, port: ready["port"].as_u64().unwrap().try_into().unwrap(), log }
    }

    pub fn url(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    /// The environment of a client of this estate.
    pub fn environment(&self) -> Vec<(&'static str, String)> {
        let url = self.url();
        vec![
            ("AWS_ENDPOINT_URL", url.clone()),
            ("HTTP_PROXY", url.clone()),
            ("http_proxy", url),
            ("AWS_ACCESS_KEY_ID", "AKIAAUDITOR000000000".into()),
            ("AWS_SECRET_ACCESS_KEY", "secret".into()),
            ("AWS_REGION", "us-east-1".into()),
            ("AWS_DEFAULT_REGION", "us-east-1".into()),
            ("AWS_EC2_METADATA_DISABLED", "true".into()),
        ]
    }

    fn post(&self, path: &str, body: &str) {
        let mut stream = TcpStream::connect(("127.0.0.1", self.port)).unwrap();
        let length = body.len();
        write!(stream, "POST {path} HTTP/1.0\r\nContent-Length: {length}\r\n\r\n{body}").unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        assert!(answer.contains(" 200 "), "{path}: {answer}");
    }

    pub fn set_faults(&self, faults: &Value) {
        self.post("/_estate/faults", &faults.to_string());
    }

    /// Answers show these members of one resource from now on.
    pub fn override_member(&self, wanted: &Value) {
        self.post("/_estate/override", &wanted.to_string());
    }

    pub fn forget_requests(&self) {
        self.post("/_estate/reset-log", "");
    }

    pub fn requests(&self) -> Vec<Value> {
        let text = std::fs::read_to_string(&self.log).unwrap();
        // The last line may be in the middle of being written.
        let whole = text.rfind('\n').map_or("", |end| &text[..end]);
        whole.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
    }

    /// What a finding's command prints, run by the real AWS CLI.
    pub fn shell(&self, command: &str) -> String {
        let path = format!("{}:/usr/bin:/bin", root().join("tests/estate/bin").display());
        let output = Command::new("sh")
            .args(["-c", command])
            .env("PATH", path)
            .env("ESTATE_VENV", venv())
            .env("TZ", "UTC")
            .envs(self.environment())
            .output()
            .unwrap();
        assert!(output.status.success(), "{command}: {}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).unwrap()
    }

    /// Runs one of the estate's own scripts in its virtual environment.
    pub fn script(&self, name: &str, arguments: &[&Path]) -> Output {
        Command::new(venv().join("bin/python"))
            .arg(root().join("tests/estate").join(name))
            .args(arguments)
            .env("ESTATE_VENV", venv())
            .env("TZ", "UTC")
            .envs(self.environment())
            .output()
            .unwrap()
    }
}

impl Drop for Estate {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// `--rules` for each folder that TICKMARK_TEST_RULES names: rules that are tested before they are built in.
pub fn more_rules() -> Vec<String> {
    let folders = std::env::var("TICKMARK_TEST_RULES").unwrap_or_default();
    let named = folders.split(',').filter(|f| !f.is_empty());
    named.flat_map(|f| ["--rules".to_owned(), f.to_owned()]).collect()
}

/// A new empty folder under the target folder.
pub fn temporary(name: &str) -> PathBuf {
    static COUNT: std::sync::atomic::AtomicU32 = std::sync::atomic::AtomicU32::new(0);
    let count = COUNT.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("{name}-{}-{count}", std::process::id()));
    let _ = std::fs::remove_dir_all(&folder);
    std::fs::create_dir_all(&folder).unwrap();
    folder
}

/// The program in a folder, with nothing of the tester's environment.
pub fn tickmark(folder: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_tickmark"));
    command.current_dir(folder).args(arguments).env_clear().stdin(Stdio::null());
    command.env("AWS_EC2_METADATA_DISABLED", "true").env("HOME", folder);
    command
}

/// Runs it and returns the exit code with both outputs.
pub fn run(command: &mut Command) -> (i32, String, String) {
    let output = command.output().unwrap();
    let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).unwrap();
    (output.status.code().unwrap_or(-1), text(&output.stdout), text(&output.stderr))
}

/// Runs it against an estate.
pub fn against(estate: &Estate, folder: &Path, arguments: &[&str]) -> (i32, String, String) {
    run(tickmark(folder, arguments).envs(estate.environment()))
}

/// findings.json of a run in a folder.
pub fn findings(folder: &Path) -> Value {
    let path = folder.join("reports").join(ACCOUNT).join("findings.json");
    serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap()
}

pub fn report(folder: &Path) -> String {
    std::fs::read_to_string(folder.join("reports").join(ACCOUNT).join("report.md")).unwrap()
}

/// The built-in recording as if it had been taken on another day of 2026-11 (or later: day 31 is December's first).
pub fn demo_of_day(folder: &Path, day: u32) -> String {
    let demo = std::fs::read(root().join("demo/estate.recording")).unwrap();
    let text = String::from_utf8(zstd::decode_all(&demo[..]).unwrap()).unwrap();
    let (head, rest) = text.split_once('\n').unwrap();
    let mut header: Value = serde_json::from_str(head).unwrap();
    let first: chrono::DateTime<chrono::Utc> = "2026-11-01T06:00:00Z".parse().unwrap();
    let taken: chrono::DateTime<chrono::Utc> = header["started"].as_str().unwrap().parse().unwrap();
    header["started"] = (first + chrono::Days::new(u64::from(day) - 1)).to_rfc3339().into();
    let started: chrono::DateTime<chrono::Utc> = header["started"].as_str().unwrap().parse().unwrap();
    let by = started.date_naive() - taken.date_naive();
    let rest: Vec<String> = rest.lines().map(|line| billed_at(&measured_at(line, started), by)).collect();
    let rest = rest.join("\n");
    let path = folder.join(format!("day-{day}.recording"));
    std::fs::write(&path, zstd::encode_all(format!("{header}\n{rest}\n").as_bytes(), 1).unwrap()).unwrap();
    path.to_str().unwrap().to_owned()
}

/// A line of a recording; where it asks for the cost of days, over as many days before the run.
fn billed_at(line: &str, by: chrono::TimeDelta) -> String {
    if !line.contains("\"service\":\"ce\"") {
        return line.to_owned();
    }
    let mut entry: Value = serde_json::from_str(line).unwrap();
    let mut params: Value = serde_json::from_str(entry["params"].as_str().unwrap()).unwrap();
    for (period, start, end) in [("TimePeriod", "Start", "End"), ("DateInterval", "StartDate", "EndDate")] {
        for name in [start, end] {
            if let Some(day) = params.pointer(&format!("/{period}/{name}")).and_then(Value::as_str) {
                let day: chrono::NaiveDate = day.parse().unwrap();
                params[period][name] = (day + by).to_string().into();
            }
        }
    }
    entry["params"] = params.to_string().into();
    entry.to_string()
}

/// A line of a recording; where it asks for metrics, over the time that a run which starts then asks for.
fn measured_at(line: &str, started: chrono::DateTime<chrono::Utc>) -> String {
    if !line.contains("\"operation\":\"GetMetricData\"") {
        return line.to_owned();
    }
    let mut entry: Value = serde_json::from_str(line).unwrap();
    let mut params: Value = serde_json::from_str(entry["params"].as_str().unwrap()).unwrap();
    let time = |name: &str| params[name].as_str().unwrap().parse::<chrono::DateTime<chrono::Utc>>().unwrap();
    let long = time("EndTime") - time("StartTime");
    let period = params["MetricDataQueries"][0]["MetricStat"]["Period"].as_i64().unwrap().max(3600);
    let end = chrono::DateTime::from_timestamp(started.timestamp().div_euclid(period) * period, 0).unwrap();
    for (name, at) in [("StartTime", end - long), ("EndTime", end)] {
        params[name] = at.to_rfc3339_opts(chrono::SecondsFormat::Secs, true).into();
    }
    entry["params"] = params.to_string().into();
    entry.to_string()
}

/// Audits that recording, with further arguments; returns the exit code.
pub fn audit_day(folder: &Path, day: u32, more: &[&str]) -> i32 {
    let recording = demo_of_day(folder, day);
    let arguments: Vec<&str> = ["audit", "--replay", &recording].iter().chain(more).copied().collect();
    let (code, out, err) = run(&mut tickmark(folder, &arguments));
    assert!(code < 2, "{arguments:?}: {code} {out}{err}");
    code
}
