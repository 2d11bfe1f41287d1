//! The words that are understood, as tables. Nothing here decides anything.

pub mod courtesy;
pub mod cues;
pub mod english;
pub mod matters;
pub mod places;
pub mod purposes;
pub mod scopes;
pub mod stop;
pub mod things;
pub mod topic;
