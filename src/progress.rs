//! Tells a watcher how far a run is; does nothing unless somebody watches.

/// What can be watched. Counts only grow.
pub trait Progress: Send + Sync {
    /// `calls` more calls of a service will be made.
    fn planned(&self, _service: &'static str, _calls: u64) {}
    /// One of them ended.
    fn done(&self, _service: &'static str) {}
    /// This many resources were read, and this many findings made, in all.
    fn evaluated(&self, _resources: u64, _findings: u64) {}
}

/// Nobody watches.
pub struct Silent;

impl Progress for Silent {}
