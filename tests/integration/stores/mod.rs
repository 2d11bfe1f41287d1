//! Both stores: the same story on each, and what only a server has.

mod history;
mod questions;
mod remembering;
mod roles;
mod sample;
mod schedules;
mod scoped;
pub mod server;
mod story;
mod trouble;
mod upkeep;
