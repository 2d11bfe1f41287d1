//! How each kind of question is put.

use super::super::Kind;

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
    ("^{order} * <kind>|<name>|<rule>|<thing>|<noun>|port|access|encryption|logging|rotation|mfa", (Kind::Fix, 88, false)),
    ("^{order} * <ordinal>|it|them|this|that|these|those", (Kind::Fix, 88, false)),
    ("^{sure}, ^turn|switch|shut|lock|clean|set|roll off|on|down|up|out, ^get rid of, ^close", (Kind::Fix, 88, false)),
    ("{order} * how|how-to $, {order} * which|what command|step|call, {order} * step by step", (Kind::Fix, 88, false)),
    (
        "do|type|run|execute|enter|click|use|write|step|necessary|needed|required|command|takes|take|instruction|procedure|recipe|guide|runbook to {fix}",
        (Kind::Fix, 89, false),
    ),
    (
        "what * do|does|done so that|for|about, what * to do to|about|with, how|ways * rid of, best way|practice to {fix}",
        (Kind::Fix, 89, false),
    ),
    ("terraform|cli|script|command to|for|that|code|snippet|fix|module|block|please", (Kind::Fix, 90, false)),
    ("where|what|how should|shall|would|do {asker} spend|invest|put|focus|concentrate", (Kind::Top, 81, false)),
    ("where do|should|can|shall|would|could|to {asker} start|begin", (Kind::Top, 75, false)),
    ("what|which|where * {fix}|do|tackle~|look|handle~|fix~|address~ * first, what|which|where * first $", (Kind::Top, 92, false)),
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
    (
        "not * audited|scanned|checked|covered|examined|assessed|evaluated|inspected|verified|analysed|analyzed|reviewed",
        (Kind::Coverage, 93, false),
    ),
    (
        "permission|access|authorization|authorisation error|problem|trouble|issue, no|lack|lacked|lacking|without access to|for|during, insufficient permission|right|access",
        (Kind::Coverage, 93, false),
    ),
    (
        "audit|scan|you|tickmark|run have|has|had * right|permission|access, area|part|place|thing|region|service you|your|audit|scan * could|did not, not get|have|had access|permission|right",
        (Kind::Coverage, 93, false),
    ),
    ("check|rule|audit|scan|run not finish~|complete~|succeed~|work~|go, did|have|could|were|can you * every|each|whole|entire|everything|everywhere", (Kind::Coverage, 93, false)),
    ("audit|scan|run|report|result|check complete|partial|incomplete|thorough|exhaustive, not|never get|got to|into|through", (Kind::Coverage, 93, false)),
    // How to mend it.
    (
        "what can|could|should|must be done, walk * through, guide to|for, show * how to, get rid of, fix for, remediation, remedy, help * fix|remediate|resolve, solution for|to",
        (Kind::Fix, 90, false),
    ),
    ("how to, how do i, fix it|this|that|them|these|those", (Kind::Fix, 60, false)),
    // Side by side.
    ("differ, stack up against, contrast, compare~, comparison", (Kind::Compare, 85, false)),
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
        "trend, over time, how did|has|have * change|changed, better|worse|safer|cheaper|cleaner than * ago|before, getting|get|gotten|become|becoming better|worse|safer|cleaner, trend~, accumulate~, pile~ up, build~ up, more and more, fewer and fewer, progress, we winning|losing, is|are * better|worse|safer|cleaner $",
        (Kind::Trend, 84, false),
    ),
    (
        "improve|improving|improved|improvement, worsen|worsening|worsened, deteriorate|deteriorating|degrading|declining|slipping|stagnating|regressing, on the right track, heading",
        (Kind::Trend, 84, false),
    ),
    (
        "evolve~, evolution, history of, development of, week over week, month over month, how * develop~, develop~ over, development of|over <noun>|number|<severity>",
        (Kind::Trend, 84, false),
    ),
    (
        "going|go|went|gone|heading|moving|trending up or down, up or down, right|wrong direction, graph|chart|curve|timeline|trajectory of|over|for, ^plot|graph|chart|draw <noun>|<severity>|open|new|number|count, month by month, week by week, day by day",
        (Kind::Trend, 84, false),
    ),
    (
        "is|are|was|were|has|have|do|does|did <noun>|number|amount|count|situation|posture|score|exposure * rise~|increase~|decrease~|grow~|shrink~|fall~|drop~|climb~|decline~",
        (Kind::Trend, 70, false),
    ),
    (
        "better|worse|safer|cleaner|fewer|higher|lower|riskier than * <time>, better|worse|safer|cleaner|good|bad than|as * before|ago|used|last|was|were, monthly|weekly|daily|yearly <noun>|trend|number|count",
        (Kind::Trend, 84, false),
    ),
    (
        "number|amount|count|share|<noun> * over|through|throughout time|month|year|week|quarter, doing better|worse|well",
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
        "who|what * pays|paid for, how much $, set|sets us back, charge, charged, cash, dollar, usd, budget, pricey, pricier, costing, overspend, overspending, what are|do|did we pay|paying $, what would|could|can i|we save, our cost $, monthly cost",
        (Kind::Cost, 79, true),
    ),
    // The first few.
    ("most expensive|costly <noun>", (Kind::Top, 82, false)),
    (
        "top, worst, most important|urgent|severe|serious|dangerous|risky|critical|pressing|worrying",
        (Kind::Top, 75, false),
    ),
    (
        "matter most, save~|waste~|cost~ * most, fix one, <number> thing, need~ attention|fixing, need~ my|our attention",
        (Kind::Top, 77, false),
    ),
    (
        "gravest|scariest|nastiest|ugliest|hottest|costliest|deadliest, number one, before anything|everything else, low hanging fruit, lowest hanging fruit, hurt~ * most, one hour, most bang, <severity> * <noun> first $, begin with, start with",
        (Kind::Top, 75, false),
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
        "prioritise|prioritize, quick win, low-hanging",
        (Kind::Top, 75, false),
    ),
    ("<number> biggest|largest|oldest|highest|most|worst|greatest|newest", (Kind::Top, 83, false)),
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
        "point|purpose|reason|reasoning|rationale|idea|logic|story|background of|behind|for, what does <name>|<rule>|this|that|it check|do|test|mean|want|verify, what makes, what <rule>|<name>|<noun>|<kind> * about $, meant by|with",
        (Kind::Explain, 74, false),
    ),
    (
        "not understand|get, do not understand, what is it about, what is * about $, why do|did|would|should|must|does, care, reason * flag~|report~|raise~|complain~, complain~ about",
        (Kind::Explain, 74, false),
    ),
    (
        "risk|danger|impact|harm|threat of|in|with|behind * leaving|having|keeping|using|allowing|not, wrong with having|using|allowing|leaving, so risky|dangerous|bad|critical|important, it mean|means when|if|that",
        (Kind::Explain, 74, false),
    ),
    (
        "consequence|effect|implication|downside|danger of, what happens|happen if|when, so what if, how bad|dangerous|serious|risky is|are, what could|can|would happen|go, matter, why $, but why $, ^how so $",
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
    ("how many, number of, count~, how much stuff, total of, total number, amount of, quantity of, tally, total count, tot number", (Kind::Count, 60, false)),
    // What is different.
    (
        "what is different, what differs, what|anything|something|everything|everyone * get|got|gotten worse|better, get|got|become|became worse|better since, become~|became|turned * <time>, diff, difference * run|audit|scan|report, between * run|audit|scan",
        (Kind::Change, 86, false),
    ),
    (
        "what|anything|something|everything * changed|change, changes, changed since, change since|in|between",
        (Kind::Change, 50, false),
    ),
    (
        "what|anything|something|which * moved|shifted|introduced|arrived, what|which|anything * added, what|anything|something * happened|happen|broke|break|appeared|disappeared|vanished, happened|happen",
        (Kind::Change, 50, false),
    ),
    (
        "appeared|appear|disappeared|vanished|popped, been going|happening, showed up, turned up, did anything|something",
        (Kind::Change, 50, false),
    ),
    ("what is new, anything new, something new, newly, new since", (Kind::Change, 50, false)),
    (
        "did * fix~|resolve~|close~|repair~|remediate~|solve~|mend~|get~ rid, manage~ to fix|resolve|close|repair|remediate|solve, has|have|had|did|was|were|is|are * fixed|resolved|repaired|remediated|solved|mended|closed|reappeared|re-appeared|vanished|disappeared",
        (Kind::Change, 55, false),
    ),
    (
        "reappear~, re-appear~, pop~ up, crop~ up, come~|came up, compared with|to * audit|scan|run|report|week|month|time, lose|lost|gain|gained ground",
        (Kind::Change, 86, false),
    ),
    ("which|what <noun> * fixed|resolved|gone|closed|solved|repaired", (Kind::Change, 55, false)),
    // What there is.
    ("do|does we|<name>|it|anyone|anybody use~|have * at all, what|which * exist~, what is|are * running, overview of|over <kind>|<thing>", (Kind::Inventory, 45, false)),
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
        "what|which instance|engine|node|volume|storage type|class|size|version is|are|does, what|which type|size|class|version|engine|runtime|kind|sort|flavour|flavor|family",
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
    "stuff",
    "things",
    "have",
];

/// All cues, the lists of words put in.
pub fn rows() -> Vec<(String, Cue)> {
    let fill = |text: &str| text.replace("{asker}", ASKER).replace("{fix}", FIXES).replace("{order}", ORDERS).replace("{sure}", SURE_ORDERS);
    let filled = WITH_LISTS.iter().map(|(text, cue)| (fill(text), *cue));
    filled.chain(CUES.iter().map(|(text, cue)| ((*text).to_owned(), *cue))).collect()
}
