//! A report's files on the disk.

use std::path::Path;

use crate::model::Report;
use crate::render;

/// Writes a format's files, and takes away those of an earlier run that it does not write any more.
pub fn write(report: &Report, format: &str, folder: &Path) -> anyhow::Result<Vec<String>> {
    let Some(found) = render::format(format) else {
        let names: Vec<&str> = render::formats().iter().map(|f| f.name()).collect();
        anyhow::bail!("--format: {format} is none of {}", names.join(", "));
    };
    let files = found.files(report)?;
    let ending = if format == "html" { "html" } else { "md" };
    if format != "json" {
        remove_stale(&folder.join("rules"), ending, &files)?;
    }
    let chart = folder.join(render::CHART);
    if format == "markdown" && !files.iter().any(|f| f.path == render::CHART) && chart.exists() {
        std::fs::remove_file(chart)?;
    }
    for file in &files {
        let path = folder.join(&file.path);
        if let Some(parent) = path.parent() {
            std::fs::create_dir_all(parent)?;
        }
        // Written beside and renamed, so that a reader, or a crash, never meets half a report.
        let part = path.with_extension("part");
        std::fs::write(&part, &file.contents)?;
        std::fs::rename(&part, &path)?;
    }
    Ok(files.into_iter().map(|f| f.path).collect())
}

fn remove_stale(folder: &Path, ending: &str, files: &[render::RenderedFile]) -> anyhow::Result<()> {
    let Ok(entries) = std::fs::read_dir(folder) else { return Ok(()) };
    for entry in entries {
        let path = entry?.path();
        let kept = files.iter().any(|f| path.ends_with(&f.path));
        if !kept && path.extension().is_some_and(|e| e == ending) {
            std::fs::remove_file(path)?;
        }
    }
    Ok(())
}
