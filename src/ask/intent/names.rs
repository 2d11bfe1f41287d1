//! Names that are taken as they are written: ARNs, ids, account numbers, rule ids, quoted names.

use super::text::Word;
use super::words::places::REGIONS;
use super::{Intent, Known};

/// Beginnings of the ids that EC2 gives, before the dash and the hexadecimal part.
const ID_PREFIXES: &[&str] = &[
    "acl", "ami", "aki", "ari", "cgw", "dopt", "eigw", "eipalloc", "eipassoc", "eni", "fl", "i", "igw", "lt", "nat",
    "pl", "r", "rtb", "rtbassoc", "sg", "sgr", "snap", "subnet", "tgw", "vgw", "vol", "vpc", "vpce", "vpn", "key",
];
/// Beginnings of IAM's unique ids (access keys, users, roles) and their whole length at least.
const IAM_PREFIXES: &[&str] = &["AKIA", "ASIA", "AIDA", "AROA", "AGPA", "ANPA"];
const IAM_ID_CHARS: usize = 16;
/// Compounds of plain English that would pass for a rule's id.
const COMPOUNDS: &[&str] = &[
    "up-to-date",
    "out-of-date",
    "end-to-end",
    "day-to-day",
    "step-by-step",
    "side-by-side",
    "one-by-one",
    "week-over-week",
    "month-over-month",
    "year-over-year",
    "point-in-time",
    "state-of-the-art",
    "all-in-one",
    "out-of-the-box",
    "man-in-the-middle",
    "month-to-date",
    "year-to-date",
    "face-to-face",
    "mother-in-law",
    "well-thought-out",
    "pay-as-you-go",
    "peer-to-peer",
    "server-to-server",
    "second-to-last",
    "much-too-old",
    "end-of-life",
    "end-of-support",
    "easy-to-guess",
    "run-of-the-mill",
    "out-of-hours",
    "line-of-business",
    "single-sign-on",
    "one-size-fits-all",
    "soon-to-expire",
];
/// Words after which a name is a rule's and before which it is one.
const RULE_WORDS: &[&str] = &["rule", "check", "control", "fail", "failing", "violate", "explain", "remediate"];
/// Nouns whose neighbour is a resource's name and not a rule.
const NAMED_THINGS: &[&str] = &[
    "bucket", "database", "instance", "function", "role", "user", "alarm", "trail", "cluster", "server", "volume",
    "snapshot", "group", "balancer", "key", "policy", "resource", "lambda", "db",
];
const HEX_ID: std::ops::RangeInclusive<usize> = 4..=64;
const LONG_HEX: usize = 12;
const ACCOUNT_DIGITS: usize = 12;

/// Fills `resources`, `rules` and `accounts`.
pub fn find(words: &mut [Word], known: &Known, intent: &mut Intent) {
    for at in 0..words.len() {
        let (name, class) = match classify(words, at, known) {
            Some(found) => found,
            None => continue,
        };
        let list = match class {
            "<rule>" => &mut intent.rules,
            "<account>" => &mut intent.accounts,
            _ => &mut intent.resources,
        };
        list.push(name);
        words[at].class = class;
        words[at].understood = class == "<account>";
        words[at].kept = class != "<account>";
    }
}

fn classify(words: &[Word], at: usize, known: &Known) -> Option<(String, &'static str)> {
    let word = &words[at];
    let resource = || Some((word.text.clone(), "<name>"));
    let lower = word.lower.as_str();
    if word.quoted || lower.starts_with("arn:") || is_id(word) || is_finding_id(words, at) {
        return resource();
    }
    if let Some(account) = account(words, at, known) {
        return Some((account, "<account>"));
    }
    // A resource that is called "prod" or "public" must not take the word from its other meaning.
    let plain = lower.chars().all(|c| c.is_ascii_alphabetic());
    if !plain && known.resources.iter().any(|name| name.eq_ignore_ascii_case(lower)) {
        return resource();
    }
    let said_rule = neighbours(words, at).any(|word| RULE_WORDS.contains(&word.normal.as_str()));
    // Some rules have one dash only; those need the word beside them, since most such names are resources'.
    if !is_rule(lower, if said_rule { 1 } else { 2 }) {
        return None;
    }
    let said_thing = neighbours(words, at).any(|word| NAMED_THINGS.contains(&word.lower.as_str()));
    if said_thing && !said_rule { resource() } else { Some((word.text.clone(), "<rule>")) }
}

fn neighbours(words: &[Word], at: usize) -> impl Iterator<Item = &Word> {
    let before = at.checked_sub(1).and_then(|i| words.get(i));
    before.into_iter().chain(words.get(at + 1))
}

/// `vol-0a1b…`, `i-…`, `AKIA…`.
fn is_id(word: &Word) -> bool {
    let ec2 = word.lower.rsplit_once('-').is_some_and(|(prefix, rest)| {
        ID_PREFIXES.contains(&prefix) && rest.len() >= 4 && is_hex(rest) && rest.contains(|c: char| c.is_ascii_digit())
    });
    let iam = word.text.len() >= IAM_ID_CHARS
        && IAM_PREFIXES.iter().any(|prefix| word.text.starts_with(prefix))
        && word.text.chars().all(|c| c.is_ascii_uppercase() || c.is_ascii_digit());
    ec2 || iam
}

/// A hexadecimal id after "finding", or a long one anywhere.
fn is_finding_id(words: &[Word], at: usize) -> bool {
    let lower = words[at].lower.as_str();
    let said = at > 0 && words[at - 1].is(&["finding", "findings", "id"]);
    let digits = lower.chars().filter(char::is_ascii_digit).count();
    let account = lower.len() == ACCOUNT_DIGITS && digits == ACCOUNT_DIGITS;
    is_hex(lower)
        && HEX_ID.contains(&lower.len())
        && digits > 0
        && !account
        && (said || (lower.len() >= LONG_HEX && digits < lower.len()))
}

fn is_hex(text: &str) -> bool {
    !text.is_empty() && text.chars().all(|c| c.is_ascii_hexdigit())
}

/// Twelve digits, also in groups of four; or a known account by its last digits ("account ending in 2222").
fn account(words: &[Word], at: usize, known: &Known) -> Option<String> {
    let lower = words[at].lower.as_str();
    let digits: String = lower.chars().filter(char::is_ascii_digit).collect();
    let plain = lower.chars().all(|c| c.is_ascii_digit() || c == '-');
    if plain && digits.len() == ACCOUNT_DIGITS && (digits == lower || lower.len() == ACCOUNT_DIGITS + 2) {
        return Some(digits);
    }
    let before = &words[at.saturating_sub(4)..at];
    let ending =
        before.iter().any(|word| word.is(&["ending", "ends", "suffix"])) && digits == lower && digits.len() >= 3;
    let mut ends = known.accounts.iter().filter(|account| ending && account.ends_with(&digits));
    ends.next().filter(|_| ends.next().is_none()).cloned()
}

/// Lowercase words joined by at least so many dashes, and neither a region nor a compound of plain English.
fn is_rule(lower: &str, dashes: usize) -> bool {
    let parts: Vec<&str> = lower.split('-').collect();
    let is_word = |part: &&str| !part.is_empty() && part.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit());
    parts.len() > dashes
        && parts.iter().all(is_word)
        && lower.starts_with(|c: char| c.is_ascii_lowercase())
        && !COMPOUNDS.contains(&lower)
        && region_id(lower).is_none()
}

/// The region that a word names by id, also with the letter of a zone.
pub fn region_id(lower: &str) -> Option<&str> {
    let zone = lower
        .strip_suffix(|c: char| c.is_ascii_lowercase())
        .filter(|rest| rest.ends_with(|c: char| c.is_ascii_digit()));
    [Some(lower), zone]
        .into_iter()
        .flatten()
        .find(|id| REGIONS.iter().any(|(region, _)| region == id) || looks_like_region(id))
}

/// A region that is newer than the table: `xx-word-n`.
fn looks_like_region(id: &str) -> bool {
    const SIDES: &[&str] =
        &["north", "south", "east", "west", "central", "northeast", "northwest", "southeast", "southwest"];
    let parts: Vec<&str> = id.split('-').collect();
    let [first, .., side, number] = parts.as_slice() else { return false };
    first.len() <= 4
        && parts.len() <= 4
        && SIDES.contains(side)
        && number.len() == 1
        && number.chars().all(|c| c.is_ascii_digit())
}
