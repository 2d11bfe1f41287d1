//! The imports of the source, held to the table of ARCHITECTURE.md.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

/// What each module may import of ours. A module may always import itself.
fn allowed() -> BTreeMap<String, BTreeSet<String>> {
    let text = std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("ARCHITECTURE.md")).unwrap();
    let table = text.split("| module | may import |").nth(1).unwrap();
    let rows = table.lines().skip(2).take_while(|line| line.starts_with('|'));
    let row = |line: &str| {
        let cells: Vec<&str> = line.split('|').map(str::trim).collect();
        let may = cells[2].split(", ").map(|name| name.split(' ').next().unwrap().to_owned());
        (cells[1].trim_matches('`').to_owned(), may.filter(|name| name != "nothing").collect())
    };
    rows.map(row).collect()
}

fn sources() -> Vec<PathBuf> {
    let mut todo = vec![Path::new(env!("CARGO_MANIFEST_DIR")).join("src")];
    let mut files = Vec::new();
    while let Some(folder) = todo.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                todo.push(path);
            } else if path.extension().is_some_and(|e| e == "rs") {
                files.push(path);
            }
        }
    }
    files.sort();
    files
}

/// The top-level module of a source file; None for lib.rs and main.rs.
fn module(path: &Path) -> Option<String> {
    let inside = path.strip_prefix(Path::new(env!("CARGO_MANIFEST_DIR")).join("src")).unwrap();
    let first = inside.components().next().unwrap().as_os_str().to_str().unwrap().trim_end_matches(".rs").to_owned();
    (first != "lib" && first != "main").then_some(first)
}

fn imports(text: &str) -> BTreeSet<String> {
    let names = text.match_indices("crate::").map(|(at, found)| {
        let rest = &text[at + found.len()..];
        rest.chars().take_while(|c| c.is_ascii_lowercase() || *c == '_').collect::<String>()
    });
    names.filter(|n| !n.is_empty()).collect()
}

#[test]
fn modules_import_downwards_only() {
    let allowed = allowed();
    assert!(allowed.len() > 20, "the table of ARCHITECTURE.md has {} rows", allowed.len());
    let mut wrong = Vec::new();
    for path in sources() {
        let Some(own) = module(&path) else { continue };
        let Some(may) = allowed.get(&own) else {
            wrong.push(format!("{own} is not in the table"));
            continue;
        };
        for name in imports(&std::fs::read_to_string(&path).unwrap()) {
            if name != own && !may.contains(&name) {
                wrong.push(format!("{} imports {name}", path.display()));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
    for (name, may) in &allowed {
        for other in may {
            let back = allowed.get(other).is_some_and(|m| m.contains(name));
            assert!(!back, "{name} and {other} import each other");
        }
    }
}
