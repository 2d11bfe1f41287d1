//! What others watch the auditing by: metrics for Prometheus, traces for OpenTelemetry. Neither is on unless asked for,
//! and neither can cost a report.

pub mod metrics;
pub mod traces;
