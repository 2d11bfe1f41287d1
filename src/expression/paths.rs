//! Which members of a value an expression uses: a tree, in which lists are looked through.

use std::collections::BTreeMap;

/// What is used of a value. `whole`: all of it; otherwise the named members, or, with none named, only
/// whether it is there and how many elements it has.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Paths {
    pub whole: bool,
    pub members: BTreeMap<String, Paths>,
}

impl Paths {
    pub fn whole() -> Self {
        Paths { whole: true, members: BTreeMap::new() }
    }

    /// Notes the use of a path below this value.
    pub fn mark(&mut self, path: &[String], whole: bool) {
        match path.split_first() {
            None => self.whole |= whole,
            Some((first, rest)) => self.members.entry(first.clone()).or_default().mark(rest, whole),
        }
    }

    pub fn merge(&mut self, other: &Paths) {
        self.whole |= other.whole;
        for (name, paths) in &other.members {
            self.members.entry(name.clone()).or_default().merge(paths);
        }
    }
}
