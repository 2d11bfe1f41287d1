//! How each kind of question is put.

use super::super::Kind;

/// Of the cues found the one of the greatest weight says the kind. The third member: whether the words stay as terms
/// (a question of money is about its money words; "how many" is about nothing).
pub type Cue = (Kind, u8, bool);

const ASKER: &str = "i|we|you|one|someone";
/// What people do to a problem.
const FIXES: &str = "fix|remediate|resolve|repair|mitigate|close|encrypt|enable|disable|turn|switch|rotate|delete|remove|get|\
stop|block|restrict|lock|secure|protect|make|set|add|patch|upgrade|migrate|clean|solve|correct|attach|detach|shut|\
tighten|harden|prevent|plug|apply|tag|release|force|enforce|archive|downgrade|resize|increase|extend|configure|activate|deactivate|quarantine|isolate|terminate|clear|eliminate|address|handle|deal|require|revoke|limit|reduce|lower|cut|avoid|convert|replace";

/// Patterns in which `{asker}` and `{fix}` stand for the lists above.
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
    ("^fix|remediate|close|plug|repair|encrypt|rotate|delete", (Kind::Fix, 88, false)),
    ("terraform|cli|script|command to|for|that|code|snippet|fix|module|block|please", (Kind::Fix, 90, false)),
    ("where do|should|can|shall|would|could|to {asker} start|begin", (Kind::Top, 75, false)),
    ("what|which * {fix}|do|tackle|look|handle * first", (Kind::Top, 92, false)),
    (
        "what|which should|must|shall|would {asker} fix|tackle|handle|address|do|mend|solve|repair|prioritise|prioritize",
        (Kind::Top, 74, false),
    ),
];

pub const CUES: &[(&str, Cue)] = &[
    // What was not looked at.
    (
        "not be checked|verified|read|examined|assessed|looked, not run|evaluate|evaluated|complete|completed, not checked|audited|scanned|covered|verified",
        (Kind::Coverage, 100, false),
    ),
    (
        "not you|tickmark|we check|see|look|read|scan|audit|reach, you not check|see|look|read|scan|audit|reach",
        (Kind::Coverage, 100, false),
    ),
    ("audit|scan|run|report not look|see|read|reach|check", (Kind::Coverage, 100, false)),
    (
        "blind spot, coverage, access denied, denied access, you denied, were|was|got|been denied, unchecked",
        (Kind::Coverage, 100, false),
    ),
    (
        "permission * missing, missing|lacking permission, permission * lack|need, lack * permission",
        (Kind::Coverage, 95, false),
    ),
    (
        "skip|skipped|skipping region|account|service, audit|scan|run|you skip|skipped|miss|missed|omit",
        (Kind::Coverage, 95, false),
    ),
    ("did|have|do you check|checked|cover|covered|scan|scanned|audit|audited|look|looked", (Kind::Coverage, 95, false)),
    (
        "was|were|is everything|all * checked|covered|scanned|audited, rule|check are|is|stayed unknown",
        (Kind::Coverage, 95, false),
    ),
    (
        "what|which|anything * undecided, could you * not, throttled, no permission to, not allowed|permitted to, incomplete, how complete, left out, unsupported, unable to",
        (Kind::Coverage, 93, false),
    ),
    (
        "error reading|listing|while|when, saw|see|seen everything|all, fail|failed to read|list|check|reach",
        (Kind::Coverage, 93, false),
    ),
    (
        "call|read|request fail|failed, skipped, not you know, you not know, could|can|did you reach|read, how thorough, gap in, trust that|this|your|the report|audit|result",
        (Kind::Coverage, 93, false),
    ),
    // How to mend it.
    (
        "what can|could|should|must be done, walk * through, guide to|for, show * how to, get rid of, fix for, remediation, remedy, help * fix|remediate|resolve, solution for|to",
        (Kind::Fix, 90, false),
    ),
    ("how to, how do i, fix it|this|that|them|these|those", (Kind::Fix, 60, false)),
    // Side by side.
    ("differ, stack up against", (Kind::Compare, 77, false)),
    (
        "compare, comparison, versus, vs, difference between, side by side, stack up, differ from|between",
        (Kind::Compare, 85, false),
    ),
    ("worse|better|safer|riskier|cheaper|cleaner than, compares|compared|comparing", (Kind::Compare, 78, false)),
    (
        "which|what|who * is|are|looks|does|do|did worse|better|safer|riskier|cleaner, differences",
        (Kind::Compare, 85, false),
    ),
    // How it goes.
    (
        "trend, over time, how did|has|have * change|changed, better|worse|safer|cheaper|cleaner than * ago|before, getting|get|gotten|become|becoming better|worse|safer|cleaner, progress, we winning|losing",
        (Kind::Trend, 84, false),
    ),
    (
        "improve|improving|improved|improvement, worsen|worsening|worsened, deteriorate|deteriorating|degrading|declining|slipping|stagnating|regressing, on the right track, heading",
        (Kind::Trend, 84, false),
    ),
    (
        "evolve|evolved|evolution|developed|develop|development of, history of, week over week, month over month",
        (Kind::Trend, 84, false),
    ),
    (
        "week-over-week, month-over-month, per|each|every|by week|month|day|quarter, go|gone|going|went up|down, has|have|is|are * grown|growing|shrunk|shrinking|increased|increasing|decreased|decreasing|rising|falling",
        (Kind::Trend, 62, false),
    ),
    // Money.
    (
        "bill, invoice, spend, spending, spent, cost us, cost me, expensive, expense, how much * cost, what * cost",
        (Kind::Cost, 80, true),
    ),
    (
        "how much * save|waste|wasting|wasted|paying|pay|paid, money go|going|went, pay|paying * most",
        (Kind::Cost, 80, true),
    ),
    (
        "cost jump|jumped|rise|rose|increase|increased|spike|spiked|grow|grew|drop|dropped|fell|explode|exploded|double|doubled",
        (Kind::Cost, 80, true),
    ),
    (
        "cost per|by|of|last|this|in|over|yesterday|driver|breakdown, cost go|gone|going|went up|down, total cost",
        (Kind::Cost, 79, true),
    ),
    (
        "set|sets us back, charge, charged, cash, dollar, usd, budget, pricey, pricier, costing, overspend, overspending, what are|do|did we pay|paying $, what would|could|can i|we save, our cost $, monthly cost",
        (Kind::Cost, 79, true),
    ),
    // The first few.
    ("most expensive|costly <noun>", (Kind::Top, 82, false)),
    (
        "top, worst, most important|urgent|severe|serious|dangerous|risky|critical|pressing|worrying",
        (Kind::Top, 75, false),
    ),
    (
        "matter most, save|saves|waste|wastes|cost|costs most, fix one, <number> thing, need attention|fixing, needs my attention",
        (Kind::Top, 77, false),
    ),
    (
        "riskiest, up at night, priority, priorities, highest <noun>, most <noun>, first <number>",
        (Kind::Top, 75, false),
    ),
    (
        "biggest|largest|greatest|highest <noun>|saving|worry|hole|danger|threat|win|priority|savings",
        (Kind::Top, 75, false),
    ),
    (
        "<number> biggest|largest|oldest|highest|most|worst, prioritise|prioritize, quick win, low-hanging",
        (Kind::Top, 75, false),
    ),
    // What and why.
    (
        "explain, tell|say * more about, what does|do * mean, meaning of, detail of|on|about|for",
        (Kind::Explain, 76, false),
    ),
    (
        "more about|detail|information, describe, what is|are <rule>, what does <rule>, elaborate",
        (Kind::Explain, 76, false),
    ),
    (
        "why is|are|does|do|should|would|was|were, what is so|that bad|wrong|dangerous|special about|with, help * understand, understand why|what|how, why am, what is * danger|risk|impact|harm|problem|issue of|with|if",
        (Kind::Explain, 70, false),
    ),
    (
        "consequence|effect|implication|downside|danger of, what happens|happen if|when, so what if, how bad|dangerous|serious|risky is|are, what could|can|would happen|go, matter, ^why $, ^but why $, ^how so $",
        (Kind::Explain, 70, false),
    ),
    // Measurements.
    (
        "cpu, utilisation, utilization, latency, throughput, iops, disk space, metric, response time, queue depth",
        (Kind::Metric, 65, true),
    ),
    (
        "free storage|space|memory|disk, memory usage|use|consumption, storage left, memory of, ram",
        (Kind::Metric, 65, true),
    ),
    (
        "close to full, nearly|almost full, filling up, out of space|storage|disk|memory, overloaded, under load, under heavy|high load, heavy load, load average, duration, slow, saturated",
        (Kind::Metric, 65, true),
    ),
    (
        "how busy|loaded|full|idle|hot does|do|did, how busy|loaded|full|idle|hot is|are, request count, request per, traffic of|on|to, network in|out",
        (Kind::Metric, 65, true),
    ),
    (
        "how many connection|request|invocation, connection count|to, database connection, invocation",
        (Kind::Metric, 65, true),
    ),
    (
        "error rate|count, lambda error, function error, error of, throttles, invocation error, run time of, duration of",
        (Kind::Metric, 65, true),
    ),
    // How many.
    ("how many, number of, count, how much stuff, total of, total number", (Kind::Count, 60, false)),
    // What is different.
    (
        "what is different, what differs, what|anything|something * got|gotten worse|better, diff, difference * run|audit|scan|report, between * run|audit|scan",
        (Kind::Change, 86, false),
    ),
    (
        "what|anything|something|everything * changed|change, changes, changed since, change since|in|between",
        (Kind::Change, 50, false),
    ),
    (
        "what|anything|something * happened|happen|broke|break|appeared|disappeared|vanished, happened|happen",
        (Kind::Change, 50, false),
    ),
    (
        "appeared|appear|disappeared|vanished|popped, been going|happening, showed up, turned up, did anything|something",
        (Kind::Change, 50, false),
    ),
    ("what is new, anything new, something new, newly, new since", (Kind::Change, 50, false)),
    // What there is.
    (
        "setting|configuration|config of|for, how * configured|configure|sized|connected|deployed|wired, how * set|laid up|out, how * setup",
        (Kind::Inventory, 72, false),
    ),
    (
        "do|does we|<name>|it have|run|own|operate|use, what * there in, which|what * <name> use|belong|run",
        (Kind::Inventory, 40, false),
    ),
    (
        "what runs in|on|at, <kind> belong|attached, attached to|with|by <name>, associated with <name>, what is|are in|inside * <account>|<region>|<environment>, <kind> * belong to, how big|large|old is|are <kind>",
        (Kind::Inventory, 45, false),
    ),
    ("inventory, which region|account do we, what * do we have|run|own", (Kind::Inventory, 40, false)),
    (
        "what|which instance|engine|node|volume|storage type|class|size|version is|are|does, what type|size|class|version|engine|runtime",
        (Kind::Inventory, 45, false),
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
    "have",
];

/// All cues, the lists of words put in.
pub fn rows() -> Vec<(String, Cue)> {
    let fill = |text: &str| text.replace("{asker}", ASKER).replace("{fix}", FIXES);
    let filled = WITH_LISTS.iter().map(|(text, cue)| (fill(text), *cue));
    filled.chain(CUES.iter().map(|(text, cue)| ((*text).to_owned(), *cue))).collect()
}
