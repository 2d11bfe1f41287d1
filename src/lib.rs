//! tickmark

pub mod aws;
pub mod change;
pub mod cli;
pub mod clock;
pub mod collect;
pub mod commands;
pub mod config;
pub mod evaluate;
pub mod expression;
pub mod model;
pub mod pipeline;
pub mod plan;
pub mod progress;
pub mod rank;
pub mod render;
pub mod rules;
pub mod shapes;
pub mod store;
pub mod verify;
