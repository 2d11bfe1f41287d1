//! What stands between a model and a reader. A model is shown an evidence pack and nothing else; of what it answers, a
//! sentence is printed only where the findings that it cites hold what it says.
//!
//! ```text
//! findings, totals ─Pack─> text for the model          facts of each finding
//!                                  │                             │
//!                    its answer ─Sentences─> one sentence ─judge─┴─> kept, with the findings' own ids
//!                                                                └─> dropped, counted by reason
//! ```
//!
//! No check trusts the model, and none can be talked to: they are tables of words, sets of figures and comparisons of
//! text. Where they cannot tell, the sentence is dropped; the deterministic answer says what it said anyway.

mod aliases;
mod check;
mod clean;
mod entry;
mod facts;
mod figures;
mod judge;
mod lexicon;
mod literals;
mod pack;
mod parts;
pub mod prompt;
mod sentences;
mod strangers;
pub mod summary;
mod tokens;

pub use check::{Checker, Sentence, Tally};
pub use judge::Reason;
pub use pack::{Caps, Evidence, Pack, Total};
