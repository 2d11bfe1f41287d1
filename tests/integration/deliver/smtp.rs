//! Mail, through aiosmtpd, read by Python's email module.

use std::path::Path;

use serde_json::Value;

use super::{EVIL, attacked, configure, program};
use crate::harness::{Served, run, temporary};

fn configuration(server: &Served, tls: &str, more: &str) -> String {
    format!(
        "[deliver.smtp]\nhost = '127.0.0.1'\nport = {}\ntls = '{tls}'\nfrom = 'Audit <audit@example.com>'\n\
         to = ['a@example.com', 'Bé <b@example.com>']\n{more}\n",
        server.port
    )
}

fn mails(folder: &Path) -> Vec<Value> {
    let text = std::fs::read_to_string(folder.join("mails.jsonl")).unwrap_or_default();
    text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

fn header<'a>(mail: &'a Value, name: &str) -> Vec<&'a str> {
    let all = mail["headers"].as_array().unwrap();
    all.iter().filter(|h| h[0] == name).map(|h| h[1].as_str().unwrap()).collect()
}

const SECRET: &str = "ca_file = 'ca.pem'\nusername = 'auditor'\npassword_file = 'password'";

#[test]
fn mail_goes_encrypted_with_text_and_page_and_report() {
    for tls in ["starttls", "tls"] {
        let folder = temporary("smtp");
        let server = Served::start("deliver/mail.py", &[folder.to_str().unwrap(), tls]);
        std::fs::write(folder.join("password"), "pass wörd\n").unwrap();
        configure(&folder, &configuration(&server, tls, &format!("{SECRET}\nattach = ['report.md']")));
        let (_, out, _) = run(&mut program(&folder, &["doctor"]));
        assert!(out.contains("answers, and takes the password"), "{out}");
        assert_eq!(mails(&folder).len(), 0);
        let recording = attacked().to_str().unwrap();
        let arguments = ["audit", "--replay", recording, "--only", "security", "--deliver", "smtp"];
        let (code, _, err) = run(&mut program(&folder, &arguments));
        assert!(code == 0 && err.contains("delivery smtp: mailed to 2 addresses"), "{err}");
        let [mail] = &mails(&folder)[..] else { panic!("one mail") };
        assert_eq!((mail["encrypted"].as_bool(), mail["user"].as_str()), (Some(true), Some("auditor")));
        assert_eq!(mail["to"], serde_json::json!(["a@example.com", "b@example.com"]));
        assert_eq!(mail["defects"], serde_json::json!([]));
        let subject = header(mail, "Subject");
        assert!(subject.len() == 1 && subject[0].starts_with("AWS audit of 123456789012: "), "{subject:?}");
        assert_eq!(header(mail, "Auto-Submitted"), ["auto-generated"]);
        assert!(header(mail, "Message-ID")[0].starts_with('<'));
        assert_eq!(header(mail, "To"), ["a@example.com, Bé <b@example.com>"]);
        let parts = mail["parts"].as_array().unwrap();
        let kinds: Vec<&str> = parts.iter().map(|part| part[0].as_str().unwrap()).collect();
        assert_eq!(kinds, ["text/plain", "text/html", "application/octet-stream"]);
        let text = |at: usize| parts[at][2].as_str().unwrap().replace("\r\n", "\n");
        assert!(text(0).contains(EVIL) && text(0).contains("\n\nNew (10 of "), "{}", text(0));
        let page = EVIL.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
        assert!(text(1).contains(&format!("<code>{page}</code>")), "{}", text(1));
        assert!(!text(1).contains("href"), "{}", text(1));
        assert_eq!(parts[2][1], "123456789012-report.md");
        assert_eq!(text(2), std::fs::read_to_string(folder.join("reports/123456789012/report.md")).unwrap());
    }
}

#[test]
fn what_the_server_refuses_is_told_without_the_password() {
    let folder = temporary("smtp-refused");
    let server = Served::start("deliver/mail.py", &[folder.to_str().unwrap(), "starttls"]);
    std::fs::write(folder.join("password"), "canary\n").unwrap();
    configure(&folder, &configuration(&server, "starttls", SECRET));
    let audit = ["audit", "--demo", "--only", "s3", "--deliver", "smtp"];
    let (code, _, err) = run(&mut program(&folder, &audit));
    assert!(code == 3 && err.contains("delivery smtp failed: ") && err.contains("535"), "{err}");
    assert!(!err.contains("canary"), "{err}");
    // A certificate that nobody vouches for.
    configure(&folder, &configuration(&server, "starttls", &SECRET.replace("ca_file = 'ca.pem'\n", "")));
    let (code, _, err) = run(&mut program(&folder, &["deliver", "smtp"]));
    assert!(code == 3 && err.contains("certificate"), "{err}");
    // A server that does not encrypt gets nothing.
    let open = Served::start("deliver/mail.py", &[folder.to_str().unwrap(), "none"]);
    configure(&folder, &configuration(&open, "starttls", ""));
    let (code, _, err) = run(&mut program(&folder, &["deliver", "smtp"]));
    assert_eq!(code, 3, "{err}");
    assert_eq!(mails(&folder).len(), 0);
    configure(&folder, &configuration(&open, "none", ""));
    assert_eq!(run(&mut program(&folder, &["deliver", "smtp"])).0, 0);
    let [mail] = &mails(&folder)[..] else { panic!("one mail") };
    assert_eq!(mail["parts"].as_array().unwrap().len(), 2);
}
