//! The ready-made files under deploy/, held to what reads them: as far as that is without a cluster, GitHub and Docker.

use std::path::Path;
use std::process::Command;

use crate::harness::{temporary, venv};

fn deploy() -> std::path::PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("deploy")
}

/// kubernetes-validate, check-jsonschema, hadolint, and the workflow's own scripts with real git.
#[test]
fn files_for_kubernetes_github_and_docker_are_what_these_read() {
    let judge = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/deploy/judge.py");
    let output = Command::new(venv().join("bin/python")).arg(judge).arg(deploy()).arg(temporary("deploy")).output();
    let output = output.unwrap();
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{}{said}", String::from_utf8_lossy(&output.stdout));
}

/// By systemd itself, where the machine has it.
#[test]
fn systemd_understands_its_units() {
    let Ok(version) = Command::new("systemd-analyze").arg("--version").output() else {
        println!("no systemd-analyze here: its units are not tried");
        return;
    };
    assert!(version.status.success());
    let folder = temporary("units");
    for name in ["tickmark.service", "tickmark-schedule.service", "tickmark.timer"] {
        let unit = std::fs::read_to_string(deploy().join("systemd").join(name)).unwrap();
        // It looks whether the program is there.
        let unit = unit.replace("/usr/local/bin/tickmark", env!("CARGO_BIN_EXE_tickmark"));
        std::fs::write(folder.join(name), unit).unwrap();
    }
    for name in ["tickmark.timer", "tickmark-schedule.service"] {
        let output =
            Command::new("systemd-analyze").args(["verify", "--man=no"]).arg(folder.join(name)).output().unwrap();
        let said = String::from_utf8_lossy(&output.stderr);
        // What is wrong with other units of the machine is not ours.
        let ours: Vec<&str> = said.lines().filter(|line| line.contains("tickmark")).collect();
        assert!(output.status.success() && ours.is_empty(), "{name}: {said}");
    }
}

/// What the files call is what the program has.
#[test]
fn commands_in_the_files_are_commands_of_the_program() {
    let kubernetes = std::fs::read_to_string(deploy().join("kubernetes/cronjob.yaml")).unwrap();
    assert!(kubernetes.contains("args: [audit, --config, /etc/tickmark/tickmark.toml, --log, json]"));
    let folder = temporary("commands");
    std::fs::write(folder.join("tickmark.toml"), "out = \"reports\"\nfail_on = \"high\"\n").unwrap();
    let arguments = ["audit", "--config", "tickmark.toml", "--log", "json", "--demo"];
    let (code, _, err) = crate::harness::run(&mut crate::harness::tickmark(&folder, &arguments));
    assert_eq!(code, 1, "{err}");
}
