use super::*;

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    deliver: Deliveries,
}

fn deliveries(text: &str) -> Deliveries {
    toml::from_str::<File>(text).unwrap().deliver
}

fn wrong(text: &str) -> String {
    let error = toml::from_str::<File>(text).unwrap_err();
    let line = text[..error.span().unwrap().start].matches('\n').count() + 1;
    format!("{line}: {}", error.message())
}

const SMTP: &str = "host = 'mail.example'\nfrom = 'Audit <a@example.com>'\nto = ['b@example.com']\n";

#[test]
fn a_table_named_after_its_kind_needs_none() {
    let text = format!(
        "[deliver.git]\n[deliver.team]\nkind = 'slack'\nwebhook_env = 'HOOK'\nleast = 'high'\n[deliver.smtp]\n{SMTP}"
    );
    let all = deliveries(&text);
    let names: Vec<String> = all.every(|_| None).into_iter().map(|d| d.name).collect();
    assert_eq!(names, ["git", "smtp", "team"]);
    let chosen = all.choose(&["team".into(), "git".into(), "team".into(), "none".into()], |_| None).unwrap();
    assert_eq!(chosen.iter().map(|d| d.name.as_str()).collect::<Vec<_>>(), ["team", "git"]);
    assert_eq!((chosen[0].when(), chosen[1].when()), (When::Changes, When::Always));
    assert_eq!(chosen[0].settings.common.least, Severity::High);
    let unknown = all.choose(&["tem".into()], |_| None).unwrap_err();
    assert_eq!(unknown, "there is no delivery tem, did you mean team? (there are git, smtp, team)");
    assert!(Deliveries::default().choose(&["git".into()], |_| None).unwrap_err().contains("has no [deliver.git]"));
}

#[test]
fn what_is_wrong_is_named_with_its_line() {
    for (text, words) in [
        (
            "\n[deliver.git]\nrepositry = 'x'",
            "2: [deliver.git]: unknown field `repositry`, expected one of `repository`",
        ),
        ("[deliver.x]\n", "1: [deliver.x]: there is no kind x (kind is one of command, git, slack, smtp)"),
        ("[deliver.x]\nkind = 'slak'", "1: [deliver.x]: there is no kind slak, did you mean slack?"),
        ("[deliver.none]\nkind = 'git'", "1: [deliver.none]: none stands for no delivery"),
        ("[deliver.git]\nwhen = 'never'", "unknown variant `never`"),
        ("[deliver.git]\ntimeout_seconds = 0", "timeout_seconds: must be at least 1"),
        ("[deliver.git]\nlink = 'https://x/{acount}'", "link: {acount} is none of {account}, did you mean {account}?"),
        ("[deliver.git]\nlink = 'https://x|y'", "link: must be an address"),
        ("[deliver.git]\nauthor = 'nobody'", "author: must be written as Name <address>"),
        ("[deliver.git]\nbranch = '--force'", "branch:"),
        ("[deliver.git]\nremote = '-x'", "remote:"),
        ("[deliver.git]\nmessage = '{when}'", "message: {when} is none of"),
        ("[deliver.command]\n", "missing field `command`"),
        ("[deliver.command]\ncommand = []", "command: is empty"),
        ("[deliver.command]\ncommand = ['x', '{ou}']", "command: {ou} is none of"),
        ("[deliver.slack]\n", "needs webhook_env, webhook_file or webhook_command"),
        ("[deliver.smtp]\nhost = 'h'\nfrom = 'a@b.c'\nto = []", "to: names nobody"),
        ("[deliver.smtp]\nhost = 'h'\nfrom = 'a'\nto = ['a@b.c']", "a is no mail address"),
        (&format!("[deliver.smtp]\n{SMTP}username = 'u'"), "username and password_env"),
        (&format!("[deliver.smtp]\n{SMTP}attach = ['../x']"), "attach: ../x"),
        (
            &format!("[deliver.smtp]\n{SMTP}tls = 'none'\nusername = 'u'\npassword_env = 'P'"),
            "would be sent in the clear",
        ),
        ("deliver = ['git']", "deliver_to = [\"slack\"]"),
    ] {
        let told = wrong(text);
        assert!(told.contains(words), "{text}\n{told}");
    }
}
