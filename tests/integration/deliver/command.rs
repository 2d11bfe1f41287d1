//! A command of the user's own.

use serde_json::Value;

use super::{audit, configure, program};
use crate::harness::{run, temporary};

#[test]
fn a_command_gets_the_folder_and_what_happened() {
    let folder = temporary("command");
    configure(
        &folder,
        "[deliver.copy]\nkind = 'command'\n\
         command = ['sh', '-c', 'cp -r \"$1\" copied && cat > digests.json && echo \"$2|$TICKMARK_HEADLINE|$TICKMARK_RUN\" > told', 'x', '{out}', '{account}']\n\
         [deliver.broken]\nkind = 'command'\ncommand = ['sh', '-c', 'echo one >&2; echo two >&2; exit 7']\n\
         [deliver.slow]\nkind = 'command'\ncommand = ['sleep', '60']\ntimeout_seconds = 1\n\
         [deliver.absent]\nkind = 'command'\ncommand = ['no-such-program-here']\n",
    );
    // One that fails keeps no other from being made.
    let (code, said) = audit(&folder, &["broken", "slow", "absent", "copy"]);
    assert_eq!(code, 3, "{said}");
    assert!(said.contains("delivery broken failed: sh (exit status: 7): one; two"), "{said}");
    assert!(said.contains("delivery slow failed: sleep did not end within 1 s"), "{said}");
    assert!(said.contains("delivery absent failed: no-such-program-here does not run"), "{said}");
    assert!(said.ends_with("delivery copy: sh took it"), "{said}");
    let report = |place: &str| std::fs::read(folder.join(place).join("123456789012/report.md")).unwrap();
    assert_eq!(report("copied"), report("reports"));
    let digests: Value = serde_json::from_slice(&std::fs::read(folder.join("digests.json")).unwrap()).unwrap();
    assert_eq!(digests[0]["run"]["account"], "123456789012");
    let told = std::fs::read_to_string(folder.join("told")).unwrap();
    let parts: Vec<&str> = told.trim().split('|').collect();
    assert_eq!((parts[0], parts[2]), ("123456789012", digests[0]["run"]["id"].as_str().unwrap()));
    assert!(parts[1].starts_with("AWS audit of 123456789012: "), "{told}");
    let (_, out, _) = run(&mut program(&folder, &["doctor"]));
    assert!(out.contains("FAIL  delivery absent: there is no program no-such-program-here"), "{out}");
    assert!(out.contains("ok    delivery copy: /usr/bin/sh is there") || out.contains("/bin/sh is there"), "{out}");
}
