//! What policies allow: who is let in by a policy on a resource, what an identity may do, who may take a role.
//!
//! Rules cannot answer this member by member: what an `Allow` is worth depends on its conditions, on which values of
//! them narrow anything, and on what a `Deny` takes away again. So the questions are answered here, over plain JSON,
//! and rules ask them by functions of CEL. What cannot be judged is said to be so and never counts as safe.
//! `docs/policies.md` says in words how each question is judged, and by which of AWS's pages.

mod access;
mod condition;
mod escalation;
mod glob;
mod grants;
mod methods;
mod parse;
mod principal;
#[cfg(test)]
mod tests;
mod trust;

pub use access::{Access, Level, access};
pub use escalation::{Asker, Escalation, escalations, is_admin};
pub use grants::{Grant, Held, On, Question, grants};
pub use parse::{Document, document};
pub use trust::{Problem, Trust, trust};
