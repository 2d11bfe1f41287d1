//! A run beside the account's earlier ones.

use crate::change::{self, States, joined};
use crate::model::{Report, Since, Trend, TrendPoint, When};
use crate::store::{LOOK_BACK, Past, Store};

/// What a report shows of the runs before it. It is kept with the run.
pub async fn trend(store: &dyn Store, report: &Report, states: &States, when: Option<When>) -> anyhow::Result<Trend> {
    let past = store.history().past(&report.run.account, report.run.started).await?;
    let cut = past.len() >= LOOK_BACK;
    let mut rules: Vec<&str> = report.rules.iter().map(|rule| rule.id.as_str()).collect();
    rules.sort_unstable();
    let alike = |past: &Past| past.rules == rules && past.regions == report.run.regions;
    let (alike, others): (Vec<Past>, Vec<Past>) = past.into_iter().partition(alike);
    let runs: Vec<TrendPoint> = alike.into_iter().map(|past| past.point).chain([TrendPoint::of(report)]).collect();
    let points = Some(joined(runs, cut)).filter(|points| points.len() > 1).unwrap_or_default();
    let first = points.first().map(|point| point.started);
    let others = others.iter().filter(|other| first.is_some_and(|first| other.point.started > first)).count() as u64;
    let since = match when {
        Some(when) => since(store, report, states, when).await?,
        None => None,
    };
    Ok(Trend { points, others, since })
}

/// What moved since a date; None where there is no run before this one.
pub async fn since(store: &dyn Store, report: &Report, states: &States, when: When) -> anyhow::Result<Option<Since>> {
    let (history, run) = (store.history(), &report.run);
    let moment = when.before(run.started);
    let Some(base) = history.base(&run.account, moment, run.started).await? else { return Ok(None) };
    let then = history.standings(&base.id).await?;
    Ok(Some(change::since(moment.date_naive(), &base, &then, report, states)))
}
