//! How each kind of question is put.

use super::super::Kind;
use super::matters::MATTERS;
use super::purposes::PURPOSES;

/// Of the cues found the one of the greatest weight says the kind. The third member: whether the words stay as terms
/// (a question of money is about its money words; "how many" is about nothing).
pub type Cue = (Kind, u8, bool);

const ASKER: &str = "i|we|you|one|someone|they|people|it";
/// What people do to a problem.
const FIXES: &str = "fix|remediate|resolve|repair|mitigate|close|encrypt|enable|disable|turn|switch|rotate|delete|remove|get|\
stop|block|restrict|lock|secure|protect|make|set|add|patch|upgrade|migrate|clean|solve|correct|attach|detach|shut|\
tighten|harden|prevent|plug|apply|tag|release|force|enforce|archive|downgrade|resize|increase|extend|configure|activate|deactivate|quarantine|isolate|terminate|clear|eliminate|address|handle|deal|require|revoke|limit|reduce|lower|cut|avoid|convert|replace|drop|kill|mend|approach|sort";

/// Those that are an order where a question begins with one: "close port 22".
const ORDERS: &str = "fix|remediate|resolve|repair|mitigate|close|encrypt|enable|disable|rotate|delete|remove|block|restrict|\
secure|protect|patch|upgrade|migrate|solve|correct|detach|attach|tighten|harden|prevent|plug|apply|release|enforce|archive|downgrade|resize|\
configure|activate|deactivate|quarantine|isolate|terminate|eliminate|revoke|replace|turn|switch|set|add|make|shut|stop|tag|lock|clean|drop|kill";

/// Those that can be nothing but an order there.
const SURE_ORDERS: &str = "fix|remediate|resolve|repair|mitigate|encrypt|enable|disable|rotate|delete|remove|restrict|protect|migrate|\
solve|detach|tighten|harden|prevent|plug|enforce|downgrade|resize|configure|activate|deactivate|quarantine|isolate|terminate|\
eliminate|revoke";

/// Patterns in which `{asker}`, `{fix}` and `{order}` stand for the lists above.
const WITH_LISTS: &[(&str, Cue)] = &[
    ("how do|can|should|could|would|might|must|shall|did {asker} {fix}, how * go about", (Kind::Fix, 90, false)),
    ("how to {fix}", (Kind::Fix, 90, false)),
    ("how does one {fix}", (Kind::Fix, 90, false)),
    ("step|way|command|instruction|snippet to {fix}, command|step|instruction|way for|of|that", (Kind::Fix, 90, false)),
    (
        "need|want|like|trying|going to lock|fix|close|encrypt|enable|disable|rotate|delete|remove|restrict|block|secure|harden|patch",
        (Kind::Fix, 86, false),
    ),
    ("what do|can|should|could {asker} do about|against|with|to", (Kind::Fix, 90, false)),
    ("what must|shall {asker} do about|against|with|to, what do|can|could {asker} do $", (Kind::Fix, 90, false)),
    ("how do|does|can|should|could|would|might|must|shall * {fix}", (Kind::Fix, 88, false)),
    ("how {asker} do|can|should|could|would|might|must {fix}", (Kind::Fix, 88, false)),
    (
        "^{order} * <kind>|<name>|<rule>|<thing>|<noun>|port|access|encryption|logging|rotation|mfa",
        (Kind::Fix, 88, false),
    ),
    ("^{order} * <ordinal>|it|them|this|that|these|those", (Kind::Fix, 88, false)),
    ("^{sure}, ^turn|switch|shut|lock|clean|set|roll off|on|down|up|out, ^get rid of, ^close", (Kind::Fix, 88, false)),
    (
        "^switch|turn <thing>|<service>|<kind>|guardduty|cloudtrail|config|logging|encryption on|off, {order} * how|how-to $, {order} * which|what command|step|call, {order} * step by step",
        (Kind::Fix, 88, false),
    ),
    (
        "do|type|run|execute|enter|click|use|write|step|necessary|needed|required|command|takes|take|instruction|procedure|recipe|guide|runbook to {fix}",
        (Kind::Fix, 89, false),
    ),
    (
        "done to {fix}, what * do|does|done so that|for|about, what * to do to|about|with, how|ways * rid of, best way|practice to {fix}",
        (Kind::Fix, 89, false),
    ),
    ("terraform|cli|script|command to|for|that|code|snippet|fix|module|block|please", (Kind::Fix, 90, false)),
    ("where|what|how should|shall|would|do {asker} spend|invest|put|focus|concentrate", (Kind::Top, 81, false)),
    ("where do|should|can|shall|would|could|to {asker} start|begin", (Kind::Top, 75, false)),
    (
        "what|which|where * {fix}|do|tackle~|look|handle~|fix~|address~ * first, what|which|where * first $, first thing, take care of first",
        (Kind::Top, 92, false),
    ),
    (
        "what|which should|must|shall|would {asker} fix|tackle|handle|address|do|mend|solve|repair|prioritise|prioritize",
        (Kind::Top, 74, false),
    ),
];

/// Words that ask for a list of what there is, beside the resources themselves.
pub const ENUMERATE: &[&str] = &[
    "list",
    "show",
    "all",
    "every",
    "each",
    "run",
    "running",
    "overview",
    "exist",
    "existing",
    "display",
    "print",
    "enumerate",
    "name",
    "network",
    "fleet",
    "own",
    "operate",
    "use",
    "using",
    "configured",
    "named",
    "called",
    "resource",
    "resources",
    "stuff",
    "things",
    "have",
    "days",
    "live",
    "lives",
    "sit",
    "reside",
    "located",
    "hosted",
    "deployed",
];

/// All cues, the lists of words put in.
pub fn rows() -> Vec<(String, Cue)> {
    let fill = |text: &str| {
        text.replace("{asker}", ASKER).replace("{fix}", FIXES).replace("{order}", ORDERS).replace("{sure}", SURE_ORDERS)
    };
    let filled = WITH_LISTS.iter().map(|(text, cue)| (fill(text), *cue));
    let others = PURPOSES.iter().chain(MATTERS).map(|(text, cue)| ((*text).to_owned(), *cue));
    filled.chain(others).collect()
}
