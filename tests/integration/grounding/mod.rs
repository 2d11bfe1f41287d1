//! What stands between a model and a reader, attacked and measured.

mod attacks;
mod quality;
mod support;
