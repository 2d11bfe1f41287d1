//! The words that are understood, as tables. Nothing here decides anything.

pub mod cues;
pub mod places;
pub mod scopes;
pub mod stop;
pub mod things;
pub mod topic;
