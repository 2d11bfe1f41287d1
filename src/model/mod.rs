//! The words that all steps share. Imports nothing of ours.

mod alert;
mod call;
mod coverage;
mod digest;
mod exception;
mod fault;
mod finding;
mod overview;
mod report;
#[cfg(test)]
pub mod sample;
mod schedule;
mod scope;
mod severity;
mod summary;
mod trend;

pub use alert::{Alert, AlertKind};
pub use call::{Answer, CallError, CallKey, Page};
pub use coverage::{CoverageRow, Status};
pub use digest::{Digest, Headline, Missed, RuleDigest};
pub use exception::{Exception, ExceptionState, ExceptionUse};
pub use fault::{Fault, Faults};
pub use finding::{
    AGREED_PART, Agreed, Change, Confidence, Cost, Covers, Evidence, FOLLOW_PART, Finding, FindingStatus, Fix,
    Framework, METRICS_PART, PRICE_PART, ScoreParts,
};
pub use overview::{Entry, Overview, SharedRule};
pub use report::{Report, Resolved, RuleCount, Run};
pub use schedule::{LastDue, ScheduleOutcome, ScheduleRun, ScheduleState};
pub use scope::{GLOBAL, Scope};
pub use severity::{Pillar, Risk, Severity};
pub use summary::{Author, Step, Summary, Theme};
pub use trend::{Moved, Since, Trend, TrendPoint, When};

/// The name that is nearest to a wrong one, if one is near enough to have been meant.
pub fn nearest<'a>(wrong: &str, names: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let lower = wrong.to_lowercase();
    names
        .into_iter()
        .map(|name| (strsim::normalized_damerau_levenshtein(&lower, &name.to_lowercase()), name))
        .filter(|(score, _)| *score >= 0.6)
        .max_by(|a, b| a.0.total_cmp(&b.0).then_with(|| b.1.cmp(a.1)))
        .map(|(_, name)| name)
}
