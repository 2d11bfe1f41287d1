//! What a new user does first: `audit --demo` in an empty folder.

use crate::harness::{findings, report, run, temporary, tickmark};

#[test]
fn the_demo_runs_in_an_empty_folder_without_anything() {
    let folder = temporary("demo");
    let (code, out, err) = run(&mut tickmark(&folder, &["audit", "--demo"]));
    assert_eq!(code, 0, "{out}{err}");
    assert!(out.contains("open findings"), "{out}");
    let document = findings(&folder);
    assert!(document["findings"].as_array().unwrap().len() >= 100);
    assert!(report(&folder).starts_with("# AWS audit of 123456789012"));
    // A second time: the same run again, the same bytes.
    let first = report(&folder);
    assert_eq!(run(&mut tickmark(&folder, &["audit", "--demo"])).0, 0);
    assert_eq!(first, report(&folder));
}
