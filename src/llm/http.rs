//! One HTTP client for all providers, and answers as bounded pieces of text: SSE events, lines, or a whole body.
//!
//! Nothing that a server sends is trusted to end: bodies, lines and error pages have a cap. Time is the chain's matter.

use std::time::Duration;

use chrono::DateTime;
use eventsource_stream::{EventStreamError, Eventsource};
use futures_util::stream::{self, BoxStream};
use futures_util::{Stream, StreamExt, TryStreamExt};
use reqwest::header::{CONTENT_TYPE, DATE, HeaderMap, RETRY_AFTER};
use reqwest::redirect::Policy;
use reqwest::{Client, RequestBuilder, Response};

use super::classify::{refused, title};
use super::failure::{Class, Failure};

/// The most of one answer. A long answer of reasoning with all its framing is a tenth of it.
const BODY: usize = 8 << 20;
/// The most of one line. Events hold some words each, a whole answer sent as one line some kilobytes.
const LINE: usize = 256 << 10;
/// The most of an error page that is read.
const ERROR: usize = 64 << 10;
const CONNECT: Duration = Duration::from_secs(10);

/// How a format cuts its answer into pieces.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Framing {
    ServerSentEvents,
    Lines,
}

/// Pieces of an answer; the first failure ends them.
pub type Pieces = BoxStream<'static, Result<String, Failure>>;

/// The client for all providers. It follows no redirections: a key goes to the endpoint that was configured, or nowhere.
pub fn client() -> Result<Client, reqwest::Error> {
    let agent = concat!("tickmark/", env!("CARGO_PKG_VERSION"));
    Client::builder().user_agent(agent).connect_timeout(CONNECT).redirect(Policy::none()).build()
}

/// Sends a request and gives the pieces of its answer.
pub async fn send(request: RequestBuilder, framing: Framing) -> Result<Pieces, Failure> {
    let response = request.send().await.map_err(|e| transport(&e))?;
    let status = response.status().as_u16();
    if !response.status().is_success() {
        let wait = retry_after(response.headers());
        // What cannot be read of an error page must not hide the status.
        let (body, _) = read(response, ERROR).await;
        let failure = refused(status, &body);
        let wait = wait.or(failure.retry_after);
        return Err(failure.after(wait));
    }
    let kind = response.headers().get(CONTENT_TYPE).and_then(|v| v.to_str().ok()).unwrap_or_default();
    if kind.contains("html") {
        let (body, _) = read(response, ERROR).await;
        return Err(Failure::new(Class::Malformed, &format!("{status} with a web page: {}", title(&body))));
    }
    if framing == Framing::ServerSentEvents && kind.contains("json") {
        return whole(read(response, BODY).await);
    }
    let chunks = bounded(response);
    Ok(match framing {
        Framing::ServerSentEvents => chunks.eventsource().map_ok(|event| event.data).map_err(unframed).boxed(),
        Framing::Lines => lines(chunks).boxed(),
    })
}

/// A body of JSON as the only piece. What follows is met only if that piece was no whole answer.
fn whole((body, ended): (String, Option<Failure>)) -> Result<Pieces, Failure> {
    match ended {
        Some(failure) => Err(failure),
        None => {
            let no_answer = Failure::new(Class::Malformed, &format!("JSON that is no answer: {body}"));
            Ok(stream::iter([Ok(body), Err(no_answer)]).boxed())
        }
    }
}

/// The body as far as it comes and the cap allows, and what ended it early.
async fn read(response: Response, cap: usize) -> (String, Option<Failure>) {
    let mut chunks = response.bytes_stream();
    let mut body = Vec::new();
    let mut failure = None;
    while let Some(chunk) = chunks.next().await {
        match chunk {
            Ok(chunk) => body.extend_from_slice(&chunk),
            Err(e) => failure = Some(transport(&e)),
        }
        if body.len() > cap {
            failure = Some(Failure::new(Class::Malformed, &format!("an answer of more than {cap} bytes")));
        }
        if failure.is_some() {
            break;
        }
    }
    body.truncate(cap);
    (String::from_utf8_lossy(&body).into_owned(), failure)
}

/// The body's chunks, until it or one of its lines is longer than any honest one.
fn bounded(response: Response) -> BoxStream<'static, Result<Vec<u8>, Failure>> {
    let (mut body, mut line) = (0, 0);
    let mut check = move |chunk: Vec<u8>| {
        body += chunk.len();
        for part in chunk.split_inclusive(|&b| b == b'\n') {
            line += part.len();
            if line > LINE {
                return Err(Failure::new(Class::Malformed, &format!("a line of more than {LINE} bytes")));
            }
            if part.ends_with(b"\n") {
                line = 0;
            }
        }
        if body > BODY {
            return Err(Failure::new(Class::Malformed, &format!("an answer of more than {BODY} bytes")));
        }
        Ok(chunk)
    };
    let chunks = response.bytes_stream().map_ok(|chunk| chunk.to_vec()).map_err(|e| transport(&e));
    chunks.map(move |chunk| check(chunk?)).boxed()
}

/// Lines that hold something, the last one also without its end.
fn lines(chunks: BoxStream<'static, Result<Vec<u8>, Failure>>) -> impl Stream<Item = Result<String, Failure>> {
    let last = stream::iter([Ok(b"\n".to_vec())]);
    let cut = chunks.chain(last).scan(Vec::new(), |rest: &mut Vec<u8>, chunk| {
        let found = chunk.map(|chunk| {
            rest.extend_from_slice(&chunk);
            let whole = rest.iter().rposition(|&b| b == b'\n').map_or(0, |at| at + 1);
            let text = String::from_utf8_lossy(&rest.drain(..whole).collect::<Vec<u8>>()).into_owned();
            text.lines().filter(|l| !l.trim().is_empty()).map(str::to_owned).collect::<Vec<_>>()
        });
        futures_util::future::ready(Some(found))
    });
    cut.map_ok(|lines| stream::iter(lines.into_iter().map(Ok))).try_flatten()
}

fn unframed(error: EventStreamError<Failure>) -> Failure {
    match error {
        EventStreamError::Transport(failure) => failure,
        EventStreamError::Utf8(e) => Failure::new(Class::Malformed, &format!("not UTF-8: {e}")),
        EventStreamError::Parser(e) => Failure::new(Class::Malformed, &format!("not an event stream: {e}")),
    }
}

/// Trouble below HTTP, with all its causes and without the address.
fn transport(error: &reqwest::Error) -> Failure {
    let class = if error.is_connect() {
        Class::Unreachable
    } else if error.is_timeout() {
        Class::TimedOut
    } else if error.is_builder() {
        Class::BadRequest
    } else {
        Class::Cut
    };
    let mut words = Vec::new();
    let mut cause = std::error::Error::source(error);
    while let Some(next) = cause {
        words.push(next.to_string());
        cause = next.source();
    }
    if words.is_empty() {
        words.push("the connection broke".to_owned());
    }
    Failure::new(class, &words.join(": "))
}

/// How long to wait: milliseconds as OpenAI's SDKs read them, or seconds, or a date, counted from the server's own clock.
fn retry_after(headers: &HeaderMap) -> Option<Duration> {
    let text = |value: &reqwest::header::HeaderValue| value.to_str().map(str::to_owned).ok();
    let number = |text: String| text.trim().parse::<f64>().ok();
    if let Some(milliseconds) = headers.get("retry-after-ms").and_then(text).and_then(number) {
        return Duration::try_from_secs_f64(milliseconds / 1000.0).ok();
    }
    let wanted = headers.get(RETRY_AFTER).and_then(text)?;
    if let Some(seconds) = number(wanted.clone()) {
        return Duration::try_from_secs_f64(seconds).ok();
    }
    let date = |text: &str| DateTime::parse_from_rfc2822(text).ok();
    let said = headers.get(DATE).and_then(text)?;
    (date(&wanted)? - date(&said)?).to_std().ok()
}

#[cfg(test)]
mod tests {
    use reqwest::header::HeaderValue;

    use super::*;

    fn wait(pairs: &[(&'static str, &'static str)]) -> Option<Duration> {
        let headers = pairs.iter().map(|(name, value)| (name.parse().unwrap(), HeaderValue::from_static(value)));
        retry_after(&headers.collect())
    }

    #[test]
    fn a_wait_is_read_in_every_form() {
        assert_eq!(wait(&[("retry-after", "7")]), Some(Duration::from_secs(7)));
        assert_eq!(wait(&[("retry-after", "1"), ("retry-after-ms", "250")]), Some(Duration::from_millis(250)));
        let date = ("retry-after", "Wed, 21 Oct 2026 07:28:30 GMT");
        assert_eq!(wait(&[date, ("date", "Wed, 21 Oct 2026 07:28:00 GMT")]), Some(Duration::from_secs(30)));
        assert_eq!(wait(&[date]), None);
        assert_eq!(wait(&[("retry-after", "-1")]), None);
        assert_eq!(wait(&[("retry-after", "soon")]), None);
        assert_eq!(wait(&[]), None);
    }

    #[tokio::test]
    async fn lines_are_cut_wherever_chunks_are() {
        let chunks = ["{\"a\":", "1}\n\n{\"b\"", ":2}\r\n", "{\"c\":3}"].map(|c| Ok(c.as_bytes().to_vec()));
        let found: Vec<_> = lines(stream::iter(chunks).boxed()).try_collect().await.unwrap();
        assert_eq!(found, ["{\"a\":1}", "{\"b\":2}", "{\"c\":3}"]);
    }
}
