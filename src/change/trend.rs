//! Runs as points of a line: those in which nothing changed stand in the point before them.

use crate::model::{Moved, TrendPoint};

/// How many points a report shows.
pub const MOST_POINTS: usize = 12;

/// The last points of an account's runs, which come oldest first. `cut` says that there are older runs, so that nobody
/// knows when the first point began: it is left out then, for its beginning would be another one in each report.
pub fn joined(runs: Vec<TrendPoint>, cut: bool) -> Vec<TrendPoint> {
    let mut points: Vec<TrendPoint> = Vec::new();
    for run in runs {
        match points.last_mut() {
            Some(last) if unchanged(last, &run) => {
                last.until = run.started;
                last.runs += 1;
            }
            _ => points.push(run),
        }
    }
    if cut && points.len() > 1 {
        points.remove(0);
    }
    points.split_off(points.len().saturating_sub(MOST_POINTS))
}

fn unchanged(before: &TrendPoint, run: &TrendPoint) -> bool {
    let figures = |p: &TrendPoint| (p.open.clone(), p.cents, p.excepted, p.unknown, p.complete);
    run.moved == Some(Moved::default()) && figures(before) == figures(run)
}
