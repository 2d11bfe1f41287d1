//! The imports of the source, held to the table of ARCHITECTURE.md.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

/// What each module may import of ours. A module may always import itself.
const ALLOWED: &[(&str, &[&str])] = &[
    ("model", &[]),
    ("clock", &[]),
    ("stop", &[]),
    ("logs", &[]),
    ("progress", &[]),
    ("shapes", &["model"]),
    ("expression", &["model", "shapes"]),
    ("aws", &["clock", "model", "shapes"]),
    ("render", &["model"]),
    ("rank", &["model"]),
    ("change", &["model"]),
    ("store", &["change", "model"]),
    ("rules", &["aws", "expression", "model", "shapes"]),
    ("embed", &[]),
    ("llm", &[]),
    ("mask", &[]),
    ("ground", &["mask", "model", "render"]),
    ("summarise", &["ground", "llm", "model", "render"]),
    ("meaning", &["embed", "model", "rules", "store"]),
    ("plan", &["aws", "model", "rules"]),
    ("schedule", &["model"]),
    ("config", &["llm", "model", "rules", "schedule"]),
    ("collect", &["aws", "expression", "model", "plan", "progress", "rules"]),
    ("evaluate", &["aws", "collect", "expression", "model", "rules", "shapes"]),
    ("verify", &["aws", "collect", "evaluate", "expression", "model", "rules"]),
    ("ask", &["collect", "embed", "evaluate", "ground", "llm", "mask", "meaning", "model", "render", "rules", "store"]),
    (
        "pipeline",
        &["aws", "change", "collect", "evaluate", "meaning", "model", "plan", "progress", "rank", "rules", "store"],
    ),
    ("cli", &["logs", "model"]),
    (
        "commands",
        &[
            "ask",
            "aws",
            "cli",
            "clock",
            "config",
            "embed",
            "evaluate",
            "llm",
            "logs",
            "mask",
            "meaning",
            "model",
            "pipeline",
            "plan",
            "progress",
            "render",
            "rules",
            "schedule",
            "shapes",
            "stop",
            "store",
            "summarise",
            "verify",
        ],
    ),
];

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
    let allowed: BTreeMap<&str, BTreeSet<&str>> =
        ALLOWED.iter().map(|(name, may)| (*name, may.iter().copied().collect())).collect();
    let mut wrong = Vec::new();
    for path in sources() {
        let Some(own) = module(&path) else { continue };
        let Some(may) = allowed.get(own.as_str()) else {
            wrong.push(format!("{own} is not in the table"));
            continue;
        };
        for name in imports(&std::fs::read_to_string(&path).unwrap()) {
            if name != own && !may.contains(name.as_str()) {
                wrong.push(format!("{} imports {name}", path.display()));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
    for (name, may) in ALLOWED {
        for other in *may {
            let back = allowed.get(other).is_some_and(|m| m.contains(name));
            assert!(!back, "{name} and {other} import each other");
        }
    }
}
