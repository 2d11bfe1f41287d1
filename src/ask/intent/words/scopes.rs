//! Severities, pillars, environments, states, and the words around them that make them such.

pub const SEVERITIES: &[&str] = &["critical", "high", "medium", "low"];

/// Words that mean severities wherever they stand.
pub const SEVERITY_WORDS: &[(&str, &[&str])] = &[
    ("urgent, business-critical, showstopper, crit, sev1, sev-1", &["critical"]),
    ("severe, serious", &["critical", "high"]),
    ("moderate severity, moderate", &["medium"]),
    ("minor", &["low"]),
];
/// Superlatives ask for an order, not for a severity.
pub const SUPERLATIVES: &[&str] = &["most", "more", "least", "how"];
/// Words that end as superlatives do and are none, or ask for what is new.
pub const NO_SUPERLATIVES: &[&str] = &[
    "request", "interest", "latest", "newest", "forest", "harvest", "modest", "honest", "manifest", "protest",
    "contest", "ingest", "digest", "invest", "suggest", "arrest", "priest", "conquest", "inquest", "bequest",
];
/// `high`, `medium` and `low` are severities only after or before one of these: "high CPU" is none.
pub const SEVERITY_AFTER: &[&str] = &["severity", "sev", "priority", "risk", "one", "rated", "only", "severities"];
pub const SEVERITY_BEFORE: &[&str] =
    &["severity", "anything", "only", "just", "rated", "all", "any", "every", "above", "below", "under", "except"];
pub const JOINERS: &[&str] = &["and", "or", "to", "plus", "&", "nor"];
pub const UPWARDS: &[&str] = &["above", "higher", "worse", "more", "up", "upwards", "greater", "over"];
pub const DOWNWARDS: &[&str] = &["below", "lower", "less", "under", "down"];

/// What a finding is called. These never help text retrieval.
pub const FINDING_NOUNS: &[&str] = &[
    "finding",
    "issue",
    "problem",
    "risk",
    "alert",
    "violation",
    "result",
    "vulnerability",
    "weakness",
    "failure",
    "misconfiguration",
    "concern",
    "hit",
    "item",
    "ticket",
    "check",
    "hole",
    "threat",
];

pub const PILLARS: &[&str] = &["cost", "security", "database", "reliability", "hygiene"];
/// Patterns that mean a pillar. `<noun>` is what a finding is called.
pub const PILLAR_WORDS: &[(&str, &str)] = &[
    (
        "cost <noun>, cost sink|waster|hog|killer|eater|offender|reduction|topic|stuff, cost and|or <pillar>, <pillar> and|or cost, cost pillar, cost optimisation|optimization",
        "cost",
    ),
    (
        "saving, save money, save, waste~, wasteful, waster, money waster, cut cost, save cost, paying for * nobody",
        "cost",
    ),
    ("paying for nothing, pay for nothing, cost side, reduce cost, lower cost, money down the drain", "cost"),
    ("security, secure, insecure", "security"),
    ("database <noun>, database pillar, database and|or <pillar>, <pillar> and|or database", "database"),
    ("reliability, resilience, resilient", "reliability"),
    ("hygiene, housekeeping, clutter, tidy up, clean-up", "hygiene"),
];
/// Pillar words that the pillar says completely; they do not stay as terms.
pub const PILLAR_NAMES: &[&str] = &["cost", "security", "database", "reliability", "hygiene", "pillar"];

/// Values of environment tags. `true`: a plain word too, so it needs a preposition before it or "environment" after.
pub const ENVIRONMENTS: &[(&str, &str, bool)] = &[
    ("production", "prod", false),
    ("prod", "prod", false),
    ("prd", "prod", false),
    ("live", "prod", true),
    ("staging", "staging", false),
    ("stage", "staging", true),
    ("stg", "staging", false),
    ("development", "dev", false),
    ("dev", "dev", false),
    ("test", "test", true),
    ("testing", "test", true),
    ("qa", "qa", false),
    ("uat", "uat", false),
    ("sandbox", "sandbox", false),
    ("preprod", "preprod", false),
    ("pre-prod", "preprod", false),
    ("pre-production", "preprod", false),
    ("demo", "demo", true),
];
pub const NOT_PRODUCTION: &[&str] = &["non-prod", "nonprod", "non-production", "nonproduction"];
pub const ENVIRONMENT_BEFORE: &[&str] = &[
    "in", "on", "our", "the", "for", "from", "at", "and", "or", "against", "than", "about", "with", "vs", "versus",
    "to",
];
pub const ENVIRONMENT_AFTER: &[&str] = &["environment", "env", "account", "system", "stage", "vs", "versus"];

/// Patterns that mean a state of findings.
pub const STATUSES: &[(&str, &str)] = &[
    ("open <noun>, still open, open <severity>, open <pillar>, open one, open cost|database <noun>", "open"),
    ("<noun> that|which are open, <noun> are|is open, remain open, unresolved, outstanding", "open"),
    (
        "new <noun>, new <severity>, new <pillar>, what is new, anything new, something new, new one, newly, new since",
        "new",
    ),
    (
        "<noun> is|are|were new, new cost|database <noun>, new * <noun>, brand new, appeared, turned up, showed up",
        "new",
    ),
    (
        "reopened, re-opened, came|come|coming|comes back, <noun> are|is back, <noun> back, back again, regressed, regression, recurring",
        "reopened",
    ),
    (
        "resolved, did we|you|they|someone fix|close|resolve|repair, have|has we|been fixed|closed|repaired, did|manage|managed * fix|resolve|close|repair|remediate|solve, have|has|had * fixed|resolved|repaired|remediated|solved",
        "resolved",
    ),
    (
        "<noun> * no longer, is|are|was|were|has|have * <noun> gone|closed|solved|resolved, <noun> * closed|solved|repaired|remediated|mended, was|were|got|is|are|get|been fixed, we fixed, fixed <noun>, closed <noun>, went away, disappeared, gone away, is|are|has|have gone",
        "resolved",
    ),
    ("undecided, unknown", "unknown"),
    (
        "accept~ <noun>, <noun> * we|you|they|somebody|someone accept~|waive~|suppress~|mute~, accepted risk, signed off, excepted, exempted, exempt, suppressed, waived, exception, accepted, muted",
        "excepted",
    ),
];
pub const STATUS_ALL: &[&str] = &["open", "new", "reopened", "resolved", "unknown", "excepted"];

/// Words after which what is named is left out.
pub const NEGATORS: &[&str] = &["except", "excluding", "outside", "besides", "not", "exclude", "ignoring"];
/// Pairs that do the same.
pub const NEGATOR_PAIRS: &[(&str, &str)] = &[
    ("other", "than"),
    ("apart", "from"),
    ("aside", "from"),
    ("region", "but"),
    ("everything", "but"),
    ("everywhere", "but"),
    ("account", "but"),
    ("all", "but"),
    ("anywhere", "but"),
    ("environment", "but"),
];
/// Words that may stand between.
pub const NEGATOR_SKIPS: &[&str] = &["in", "of", "the", "for", "from", "our", "any"];
