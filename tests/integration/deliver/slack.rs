//! Slack's webhook, played by a server that judges blocks with Slack's own library.

use std::process::Command;

use serde_json::Value;

use super::{EVIL, attacked, configure, program};
use crate::harness::{Served, run, temporary};

const CONFIGURATION: &str = "[deliver.slack]\nwebhook_env = 'HOOK'\nlink = 'https://git.example/{account}/report.md'\n";

fn at(command: &mut Command, server: &Served, path: &str) -> (i32, String) {
    let (code, _, err) = run(command.env("HOOK", format!("http://127.0.0.1:{}/{path}/canary", server.port)));
    assert!(!err.contains("canary"), "the webhook is a secret: {err}");
    (code, err)
}

fn posted(server: &Served) -> Vec<Value> {
    server.get("/requests").as_array().unwrap().iter().map(|request| request[1].clone()).collect()
}

#[test]
fn news_are_posted_within_slacks_limits_and_mention_nobody() {
    let server = Served::start("deliver/slack.py", &[]);
    let folder = temporary("slack");
    configure(&folder, CONFIGURATION);
    let recording = attacked().to_str().unwrap();
    let arguments = ["audit", "--replay", recording, "--only", "security", "--deliver", "slack"];
    let (code, err) = at(&mut program(&folder, &arguments), &server, "busy");
    assert_eq!(code, 0, "{err}");
    assert!(err.contains("delivery slack: posted"), "{err}");
    let messages = posted(&server);
    assert_eq!(messages.len(), 2, "refused once for rate, then taken");
    assert_eq!(messages[0], messages[1]);
    let message = &messages[1];
    let headline = message["text"].as_str().unwrap();
    assert!(headline.starts_with("AWS audit of 123456789012: "), "{headline}");
    let text: String =
        message["blocks"].as_array().unwrap().iter().map(|b| b["text"]["text"].as_str().unwrap()).collect();
    assert!(text.contains("*New (10 of ") && text.contains("`tickmark verify "), "{text}");
    // Exactly one link, ours; the stranger's name is there as code.
    let allowed = "<https://git.example/123456789012/report.md|report>";
    assert_eq!(text.matches('<').count(), 1, "{text}");
    assert!(text.contains(allowed), "{text}");
    let name = EVIL.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('`', "'");
    assert!(text.contains(&format!("`{name}`")), "{text}");
}

#[test]
fn it_is_told_only_what_matters_and_what_slack_refuses_is_said() {
    let server = Served::start("deliver/slack.py", &[]);
    let folder = temporary("slack-quiet");
    configure(&folder, CONFIGURATION);
    let arguments = ["audit", "--demo", "--only", "s3", "--deliver", "slack"];
    assert_eq!(at(&mut program(&folder, &arguments), &server, "ok").0, 0);
    assert_eq!(posted(&server).len(), 1);
    configure(&folder, &CONFIGURATION.replace("link", "when = 'new'\nleast = 'critical'\nlink"));
    let nothing = ["audit", "--demo", "--only", "ebs-volume-unattached", "--deliver", "slack"];
    let (code, err) = at(&mut program(&folder, &nothing), &server, "ok");
    assert_eq!(code, 0, "{err}");
    assert!(err.contains("delivery slack: nothing sent"), "{err}");
    assert_eq!(posted(&server).len(), 1);
    // `deliver` sends all the same.
    assert_eq!(at(&mut program(&folder, &["deliver", "slack"]), &server, "ok").0, 0);
    assert_eq!(posted(&server).len(), 2);
    for (path, words) in [("gone", "Slack answers 404: no_service"), ("long", "to be left alone for 3600 s")] {
        let (code, err) = at(&mut program(&folder, &["deliver", "slack"]), &server, path);
        assert_eq!(code, 3);
        assert!(err.contains("delivery slack failed: ") && err.contains(words), "{err}");
    }
    let (code, _, err) = run(&mut program(&folder, &["deliver", "slack"]));
    assert!(code == 3 && err.contains("the environment variable HOOK is not set"), "{err}");
    let mut plain = program(&folder, &["deliver", "slack"]);
    let (_, _, err) = run(plain.env("HOOK", "http://hooks.example/canary"));
    assert!(err.contains("must begin with https://") && !err.contains("canary"), "{err}");
}
