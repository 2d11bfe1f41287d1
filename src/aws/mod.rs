//! The only module that knows the AWS SDK: sends the reads of the table, keeps each answer as it came, decodes it.

pub mod cli;
mod decode;
pub mod operations;
mod params;
pub mod recording;
pub mod session;
mod source;
mod wire;

pub use decode::{mask, merge};
pub use params::{Params, texts};
pub use source::{Fetched, Slots, Source};
pub use wire::metered;
