//! The account's runs over time: a table, and the chart beside it.

use serde::Serialize;

use crate::model::{Moved, Severity, Trend, TrendPoint};
use crate::render::chart;
use crate::render::escape::Md;
use crate::render::words;

pub const HEADING: &str = "Trend";

#[derive(Debug, Serialize)]
pub struct TrendView {
    lead: Md,
    chart: Md,
    rows: Vec<Vec<String>>,
}

/// None where there are no two points.
pub fn trend(trend: &Trend) -> Option<TrendView> {
    let chart = chart::shown(trend).then(|| Md::ours(format!("![{}]({})", chart::TITLE, chart::FILE)))?;
    let others = match trend.others {
        0 => String::new(),
        n => format!(
            " {} in between looked at other rules or regions and {} left out.",
            words::counted(n, "run", "runs"),
            if n == 1 { "is" } else { "are" }
        ),
    };
    let lead = format!(
        "The account's runs over the same rules and regions as this one, those without change in the line of the run \
         before them.{others}"
    );
    let last = trend.points.len() - 1;
    let rows = (0..).zip(&trend.points).map(|(at, point)| row(point, at == last)).collect();
    Some(TrendView { lead: Md::ours(lead), chart, rows })
}

fn row(point: &TrendPoint, last: bool) -> Vec<String> {
    let open = |severity: Severity| words::count(point.open.get(&severity).copied().unwrap_or_default());
    let moved = |of: &dyn Fn(Moved) -> u64| point.moved.map_or_else(|| "–".to_owned(), |moved| words::count(of(moved)));
    let mut cells = vec![when(point, last)];
    cells.extend(Severity::ALL.map(open));
    cells.extend([moved(&|m| m.new), moved(&|m| m.reopened), moved(&|m| m.resolved), words::count(point.excepted)]);
    cells.push(words::usd(point.cents as f64 / 100.0));
    cells.push(if point.complete { "yes" } else { "no" }.to_owned());
    cells
}

/// The last line says nothing of how long it has held: each run over an unchanged estate would change it.
fn when(point: &TrendPoint, last: bool) -> String {
    let minute = |at: chrono::DateTime<chrono::Utc>| at.format("%Y-%m-%d %H:%M").to_string();
    match (last, point.runs) {
        (true, _) => format!("since {}", minute(point.started)),
        (false, 1) => minute(point.started),
        (false, runs) => format!("{} to {}, {} runs", minute(point.started), minute(point.until), words::count(runs)),
    }
}
