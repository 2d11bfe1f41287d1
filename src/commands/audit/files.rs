//! A report's files on the disk.

use std::path::Path;

use crate::config::Config;
use crate::model::{Overview, Report};
use crate::render;

/// The formats that an audit writes: those of `--format`, or of tickmark.toml, and markdown and json.
pub fn chosen(asked: &[String], config: &Config) -> anyhow::Result<Vec<&'static str>> {
    if asked.is_empty() {
        return Ok(render::Name::with_always(&config.formats));
    }
    let names: Result<Vec<_>, _> = asked.iter().cloned().map(render::Name::try_from).collect();
    Ok(render::Name::with_always(&names.map_err(|wrong| anyhow::anyhow!("--format: {wrong}"))?))
}

/// Writes a format's files, and takes away those of an earlier run that it does not write any more.
pub fn write(report: &Report, format: &str, folder: &Path) -> anyhow::Result<Vec<String>> {
    let Some(found) = render::format(format) else {
        anyhow::bail!("--format: {format} is none of {}", render::names());
    };
    let files = found.files(report)?;
    match format {
        "html" => remove_stale(&folder.join("rules"), "html", &files)?,
        "markdown" => remove_stale(&folder.join("rules"), "md", &files)?,
        _ => (),
    }
    let chart = folder.join(render::CHART);
    if format == "markdown" && !files.iter().any(|f| f.path == render::CHART) && chart.exists() {
        std::fs::remove_file(chart)?;
    }
    place(&files, folder)?;
    Ok(files.into_iter().map(|f| f.path).collect())
}

/// The files of the report over all accounts.
pub fn overview(overview: &Overview, out: &Path) -> anyhow::Result<()> {
    place(&render::overview(overview)?, out)
}

fn place(files: &[render::RenderedFile], folder: &Path) -> anyhow::Result<()> {
    for file in files {
        let path = folder.join(&file.path);
        if let Some(parent) = path.parent() {
            std::fs::create_dir_all(parent)?;
        }
        // Written beside and renamed, so that a reader, or a crash, never meets half a report.
        let part = path.with_extension("part");
        std::fs::write(&part, &file.contents)?;
        std::fs::rename(&part, &path)?;
    }
    Ok(())
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
