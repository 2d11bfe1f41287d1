//! Recordings: every answer of a run in one file, from which the same findings come again without AWS.
//!
//! The file is a zstd stream of JSON lines. The first is the header, then one line for each read with its pages or
//! its error, in the order they ended, and last `{"end": n}` with the number of reads, so that a file that was cut
//! short is known for what it is. Secrets are masked before anything is written (see the table's `secrets`).

use std::collections::HashMap;
use std::fs::File;
use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::sync::Mutex;

use anyhow::{Context, bail};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

use crate::model::{Answer, CallError, CallKey, Page, Status};

/// The version of the format that this program writes, and the newest that it reads.
pub const VERSION: u32 = 1;

/// What a run over this recording starts from.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Header {
    /// The format's version.
    pub tickmark_recording: u32,
    pub tool: String,
    /// The run's start: what ages are counted to, when it is replayed too.
    pub started: DateTime<Utc>,
    pub account: String,
    pub partition: String,
    pub regions: Vec<String>,
}

#[derive(Serialize)]
struct Line<'a> {
    #[serde(flatten)]
    key: &'a CallKey,
    pages: &'a [Page],
    error: Option<&'a CallError>,
}

impl<'a> Line<'a> {
    fn of(key: &'a CallKey, outcome: &'a Result<Vec<Page>, CallError>) -> Self {
        match outcome {
            Ok(pages) => Line { key, pages, error: None },
            Err(error) => Line { key, pages: &[], error: Some(error) },
        }
    }
}

/// One read as a line of a recording, its end of line included; None for what JSON cannot hold.
pub fn line(key: &CallKey, outcome: &Result<Vec<Page>, CallError>) -> Option<Vec<u8>> {
    let mut line = serde_json::to_vec(&Line::of(key, outcome)).ok()?;
    line.push(b'\n');
    Some(line)
}

#[derive(Serialize, Deserialize)]
struct End {
    end: u64,
    finished: DateTime<Utc>,
}

/// Writes a recording: into a file beside the wanted one, which takes its name when it is whole.
pub struct Recorder {
    out: zstd::Encoder<'static, File>,
    path: PathBuf,
    lines: u64,
    /// The first thing that went wrong; told at the end, so that a full disk does not end the audit.
    fault: Option<std::io::Error>,
}

impl Recorder {
    pub fn create(path: &Path, header: &Header) -> anyhow::Result<Self> {
        let part = part(path);
        let file = File::create(&part).with_context(|| format!("cannot write the recording {}", part.display()))?;
        let mut recorder = Recorder { out: zstd::Encoder::new(file, 9)?, path: path.to_owned(), lines: 0, fault: None };
        recorder.line(header);
        Ok(recorder)
    }

    pub fn write(&mut self, key: &CallKey, outcome: &Result<Vec<Page>, CallError>) {
        self.lines += 1;
        self.line(&Line::of(key, outcome));
    }

    fn line(&mut self, value: &impl Serialize) {
        let written = serde_json::to_writer(&mut self.out, value)
            .map_err(std::io::Error::from)
            .and_then(|()| self.out.write_all(b"\n"));
        if let (Err(e), None) = (written, &self.fault) {
            self.fault = Some(e);
        }
    }

    pub fn finish(mut self) -> anyhow::Result<()> {
        let end = End { end: self.lines, finished: crate::clock::now() };
        self.line(&end);
        if let Some(fault) = self.fault {
            return Err(fault).with_context(|| format!("cannot write the recording {}", self.path.display()));
        }
        self.out.finish()?.sync_all()?;
        std::fs::rename(part(&self.path), &self.path)?;
        Ok(())
    }
}

fn part(path: &Path) -> PathBuf {
    let mut name = path.file_name().unwrap_or_default().to_owned();
    name.push(".part");
    path.with_file_name(name)
}

/// Plays a recording.
pub struct Player {
    pub header: Header,
    pub finished: DateTime<Utc>,
    calls: Mutex<HashMap<CallKey, Recorded>>,
}

struct Recorded {
    pages: Vec<RawText>,
    error: Option<CallError>,
}

/// A page whose document stays text until it is played: a large recording is held as it is.
struct RawText {
    document: Box<str>,
    answer: Answer,
}

impl Player {
    pub fn open(path: &Path) -> anyhow::Result<Self> {
        let file = File::open(path).with_context(|| format!("cannot open the recording {}", path.display()))?;
        Self::read(file).with_context(|| format!("cannot replay {}", path.display()))
    }

    pub fn read(input: impl std::io::Read) -> anyhow::Result<Self> {
        let damaged = "the recording is damaged (record again with --record)";
        let mut lines = BufReader::with_capacity(1 << 20, zstd::Decoder::new(input).context(damaged)?).lines();
        let first = lines.next().context(damaged)?.context("this is not a recording, or it is damaged")?;
        let header = header(&first)?;
        let mut calls = HashMap::new();
        for line in lines {
            let line = line.context(damaged)?;
            if line.starts_with("{\"end\":") {
                let End { end, finished } = serde_json::from_str(&line).context(damaged)?;
                if end != calls.len() as u64 {
                    bail!("{damaged}: it says that it holds {end} reads, and {} are there", calls.len());
                }
                return Ok(Player { header, finished, calls: Mutex::new(calls) });
            }
            let (key, recorded) = recorded(&line).context(damaged)?;
            calls.insert(key, recorded);
        }
        bail!("{damaged}: it ends in the middle, after {} reads", calls.len())
    }

    /// What a journal holds of a run: lines as in a recording, in compressed parts. Errors are left out unless they are
    /// wanted: who goes on with a run asks again. An answer counts more than an error about the same read.
    pub fn of_journal(header: Header, parts: impl IntoIterator<Item = Vec<u8>>, errors: bool) -> anyhow::Result<Self> {
        let mut calls = HashMap::new();
        let mut finished = header.started;
        for part in parts {
            for line in BufReader::new(zstd::Decoder::new(part.as_slice())?).lines() {
                let (key, read) =
                    recorded(&line.context("the journal is damaged")?).context("the journal is damaged")?;
                let last = read.pages.iter().map(|p| p.answer.called_at).max();
                finished = finished.max(last.unwrap_or(finished));
                if read.error.is_none() {
                    calls.insert(key, read);
                } else if errors {
                    calls.entry(key).or_insert(read);
                }
            }
        }
        Ok(Player { header, finished, calls: Mutex::new(calls) })
    }

    pub fn holds(&self, key: &CallKey) -> bool {
        self.calls.lock().unwrap_or_else(std::sync::PoisonError::into_inner).contains_key(key)
    }

    /// Plays one read. What was played is given up, since each read is made once per run.
    pub fn play(&self, key: &CallKey, on_page: &mut (dyn FnMut(Page) + Send)) -> Result<(), CallError> {
        let found = self.calls.lock().unwrap_or_else(std::sync::PoisonError::into_inner).remove(key);
        let Some(recorded) = found else { return Err(unrecorded(key)) };
        if let Some(error) = recorded.error {
            return Err(error);
        }
        for page in recorded.pages {
            let document = serde_json::from_str(&page.document).map_err(|e| CallError {
                status: Status::Failed,
                code: "Damaged".into(),
                message: format!("the recording's page does not parse: {e}"),
                answer: None,
            })?;
            on_page(Page { document, answer: page.answer });
        }
        Ok(())
    }
}

fn unrecorded(key: &CallKey) -> CallError {
    let message = format!("the recording does not hold {}:{} with {}", key.service, key.operation, key.params);
    CallError { status: Status::Failed, code: "NotRecorded".into(), message, answer: None }
}

fn header(line: &str) -> anyhow::Result<Header> {
    #[derive(Deserialize)]
    struct Version {
        tickmark_recording: u32,
    }
    let Version { tickmark_recording: version } =
        serde_json::from_str(line).context("this is not a recording of tickmark's")?;
    if version > VERSION {
        bail!("it is of format {version}, and this program reads up to {VERSION}: use a newer tickmark");
    }
    let header: Header = serde_json::from_str(line).context("its header is damaged")?;
    // It names a folder.
    if header.account.len() != 12 || !header.account.bytes().all(|b| b.is_ascii_digit()) {
        bail!("its header is damaged: {:?} is not the id of an account", header.account);
    }
    Ok(header)
}

fn recorded(line: &str) -> serde_json::Result<(CallKey, Recorded)> {
    #[derive(Deserialize)]
    struct Raw {
        service: String,
        operation: String,
        region: String,
        params: String,
        #[serde(default)]
        pages: Vec<Box<RawValue>>,
        #[serde(default)]
        error: Option<CallError>,
    }
    let raw: Raw = serde_json::from_str(line)?;
    let page = |text: &RawValue| -> serde_json::Result<RawText> {
        // `flatten` cannot carry raw text, so the two parts are read one after the other.
        #[derive(Deserialize)]
        struct Document<'a> {
            #[serde(borrow)]
            document: &'a RawValue,
        }
        let document: Document = serde_json::from_str(text.get())?;
        Ok(RawText { document: document.document.get().into(), answer: serde_json::from_str(text.get())? })
    };
    let pages = raw.pages.iter().map(|p| page(p)).collect::<serde_json::Result<_>>()?;
    let key = CallKey { service: raw.service, operation: raw.operation, region: raw.region, params: raw.params };
    Ok((key, Recorded { pages, error: raw.error }))
}
