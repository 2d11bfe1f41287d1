//! Cues of what is asked about: money, the first few, what and why, measurements, how many, what changed, what there is.

use super::super::Kind;
use super::cues::Cue;

pub const MATTERS: &[(&str, Cue)] = &[
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
        "who|what * pays|paid for, why|come * paying|pay|paid|charged|billed, shell|shelling|fork|forking|dish|dishing out|over, cough up, how much $, set|sets us back, charge, charged, cash, dollar, usd, over|under|within|exceed|exceeded|eat~|ate|blow~|blew|burn~ budget, budget this|last|left|spent, pricey, pricier, costing, overspend, overspending, what are|do|did we pay|paying $, what would|could|can i|we save, our cost $, monthly cost",
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
    ("prioritise|prioritize, quick win, low-hanging", (Kind::Top, 75, false)),
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
        "what * good for $, does|do|would|will it hurt|matter|harm if|when|that, what * for $, point|purpose|reason|reasoning|rationale|idea|logic|story|background of|behind|for, what does <name>|<rule>|this|that|it check|do|test|mean|want|verify, what is bad|risky|dangerous|unsafe|insecure|problematic about|with|in, story|deal with|behind|of, what makes, what <rule>|<name>|<noun>|<kind> * about $, meant by|with",
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
        "cpu, utilisation, utilization, latency, throughput, iops, disk space, metric of|for|on|over|from|last|show, show|plot|give * metric, response time, queue depth",
        (Kind::Metric, 65, true),
    ),
    (
        "free storage|space|memory|disk, memory|storage|disk|capacity|space|cpu|network usage|consumption, memory use, storage left, memory of, ram",
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
    (
        "how many, headcount, number of, count~, <noun>|<severity> total|altogether|count|number, total <noun>|<severity>, how much stuff, total of, total number, amount of, quantity of, tally, total count, tot number",
        (Kind::Count, 60, false),
    ),
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
    ("did|has|have|had * get|got rid|done with", (Kind::Change, 92, false)),
    ("which|what <noun> * fixed|resolved|gone|closed|solved|repaired", (Kind::Change, 55, false)),
    ("that|which cost~ us|me|money, that|which * still cost~ us|me|money", (Kind::List, 81, false)),
    ("did|have|has|had * get|got rid, did|has|have * done with", (Kind::Change, 92, false)),
    // Explaining, in other words.
    (
        "what * does <name>|<rule> * look|check|test|detect|catch|cover|flag|want|mean, what is|are <rule>, how come, plain words|english|language|terms, for dummies, like i am",
        (Kind::Explain, 91, false),
    ),
    (
        "is|are|was * really|that|so|actually bad|dangerous|risky|serious|harmful|critical|important|necessary|terrible|severe, is|are * a big deal|problem $, through why, talk|walk me through why|what",
        (Kind::Explain, 91, false),
    ),
    (
        "what does * gain|get|achieve|risk, what could|can|might|would|will go wrong|happen, background|context|details|detail|info|information on|about|for, mean by, definition of, define, what is|are behind, what am i looking, educate|enlighten|teach me, why",
        (Kind::Explain, 58, false),
    ),
    // Changes, in other words.
    (
        "<noun> * no longer, ^updates, ^new from|in|for|about, no longer there|here|present|reported|listed, <noun> anymore, <noun> any more $, not there|here|present|around * before|last|yesterday|earlier, before and after, catch me up, did i|we miss, up to date|speed, recent|latest change|finding|<noun>, delta between|since|to, fresh <noun>",
        (Kind::Change, 57, false),
    ),
    (
        "diff, ^did|has|have * number|count|amount * change~, differences between|since|to * scan|audit|run|report|monday|week|yesterday",
        (Kind::Change, 86, false),
    ),
    // Trends, in other words.
    (
        "on the rise|increase|decline|decrease|up|mend, rising, falling, climbing, how fast|quickly|slowly, rate of <noun>|change|improvement, has|have|is|are * doing lately|recently|overall|$, fewer|less * than, more secure|safe|exposed|compliant|risky|reliable than, at what pace|rate, pace of, momentum, velocity, burndown, burn down, keep~ up with, catch~ up with, mean time to",
        (Kind::Trend, 71, false),
    ),
    ("how * develop~ since, develop~ * since|over|during, how * evolve~|progress~|trend~", (Kind::Trend, 84, false)),
    // Money, in other words.
    (
        "how much money, money * go|goes|going|spent|burned|burnt|burning, fee, pricing, expenditure, run rate, burn rate, forecast, price of|for, how expensive is|are|was|were, monthly|daily|weekly|annual|yearly cost|spend|bill",
        (Kind::Cost, 79, true),
    ),
    // Measurements, in other words.
    (
        "connection|request|invocation|query|execution|packet|error|throttle on|to|of|for|from|at <name>|<kind>, p50, p90, p95, p99, percentile, bandwidth, swap, load on|of, throw~|threw|raise~ error|exception, credit balance, replica lag, replication lag",
        (Kind::Metric, 66, true),
    ),
    ("average|avg|mean|peak|maximum|max|minimum|median * of|on|for|to|in <name>|<kind>", (Kind::Metric, 66, true)),
    // The first few, in other words.
    (
        "the most $, most $, deserve~|merit~|require~|want~ * attention|care|fix, most exposed|vulnerable|problematic|insecure|alarming|wasteful|harmful|damaging, rank, ranking, ranked, shortlist, must fix, cannot wait, biggest bang, without delay, right away, immediately",
        (Kind::Top, 58, false),
    ),
    ("<most>", (Kind::Top, 44, false)),
    (
        "just|only|single one thing|finding|issue|problem, one finding|issue|problem|thing i|we|you|to, need|have|want to look|check|do|see before|by,  if * could|can|had fix|do|choose|pick|change, on fire, most valuable|useful|impactful|effective|worthwhile|helpful|pressing, what|which|where should * work|focus|concentrate|do next|pick|take|spend",
        (Kind::Top, 75, false),
    ),
    (
        "worry|worries|worried|concern|bother|scare|frighten * most, most * worry|worrying|concerning",
        (Kind::Top, 77, false),
    ),
    // What was not looked at, in other words.
    (
        "gap in|of what|the, what you|it|tickmark checked|scanned|read|audited|looked, inconclusive, undetermined, not be determined|decided|evaluated|listed|reached|accessed, timed out, timeout, rate limited, cut short, left unchecked, call|read|api error",
        (Kind::Coverage, 93, false),
    ),
    // Single words that lean one way, where nothing says more.
    (
        "understand, meaning, purpose, rationale, implication, significance, background, reasoning",
        (Kind::Explain, 34, false),
    ),
    (
        "command~, script $, snippet, terraform, remediation, procedure, playbook, runbook, howto, how-to, mitigation",
        (Kind::Fix, 34, false),
    ),
    ("overlook~, omit~, incomplete, unaudited, unscanned, uncovered, blind", (Kind::Coverage, 34, false)),
    ("versus, vs, contrast~, comparison, gap between, ahead of, relative to", (Kind::Compare, 34, false)),
    (
        "trajectory, fluctuate~, escalate~, worsen~, increasingly, decline~, deteriorate~, stagnate~",
        (Kind::Trend, 34, false),
    ),
    (
        "introduce~, vanish~, disappear~, differ~, happen~, shift~, alter~, regress~, reappear~, changelog",
        (Kind::Change, 34, false),
    ),
    ("inventory, catalogue, catalog, enumerate, census, how * look like", (Kind::Inventory, 34, false)),
    ("<most> <noun>|<kind>|<severity>|<pillar>|thing|offender|candidate, <most> * <noun>", (Kind::Top, 73, false)),
    // What there is.
    (
        "what|which * do we have|own|run|use $, version|size|type|class|name|id|arn of|for <kind>|<name>|every|each",
        (Kind::Inventory, 46, false),
    ),
    (
        "do|does we|<name>|it|anyone|anybody use~|have * at all, what|which * exist~, what is|are * running, overview of|over <kind>|<thing>",
        (Kind::Inventory, 45, false),
    ),
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
