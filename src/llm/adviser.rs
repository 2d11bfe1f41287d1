//! A chain with what those who ask it have to keep to.

use super::Chain;

pub struct Adviser {
    pub chain: Chain,
    /// The most tokens of an answer.
    pub max_tokens: u32,
    /// The most tries that the summary of a run may take.
    pub max_calls_per_run: u32,
    /// Whether account ids and names of resources are sent under stand-ins.
    pub aliases: bool,
}

impl Adviser {
    /// What its answers depend on, for the key of whatever keeps them.
    pub fn identity(&self) -> String {
        let link = |link: &super::Link| format!("{}/{}", link.provider.name(), link.provider.model());
        let links: Vec<String> = self.chain.links.iter().map(link).collect();
        format!("{} {} {}", links.join(","), self.max_tokens, self.aliases)
    }
}
