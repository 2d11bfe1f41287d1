//! Cues of what is asked for: what was not looked at, how to mend it, side by side, how it goes.

use super::super::Kind;
use super::cues::Cue;

pub const PURPOSES: &[(&str, Cue)] = &[
    // What was not looked at.
    (
        "not be checked|verified|read|examined|assessed|looked|run|made|done|performed|executed|completed|finished|decided, not run|evaluate|evaluated|complete|completed, not checked|audited|scanned|covered|verified",
        (Kind::Coverage, 100, false),
    ),
    (
        "not you get|manage to, not you|tickmark|we check|see|look|read|scan|audit|reach, you not check|see|look|read|scan|audit|reach",
        (Kind::Coverage, 100, false),
    ),
    ("audit|scan|run|report not look|see|read|reach|check", (Kind::Coverage, 100, false)),
    (
        "blind spot|to, coverage, access denied, denied access, you denied, were|was|got|been denied, unchecked",
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
    (
        "did|have|do you|u check|checked|cover|covered|scan|scanned|audit|audited|look|looked",
        (Kind::Coverage, 95, false),
    ),
    (
        "was|were|is everything|all * checked|covered|scanned|audited, rule|check are|is|stayed unknown",
        (Kind::Coverage, 95, false),
    ),
    (
        "what|which|anything * undecided, could you * not, throttled, no permission to, not allowed|permitted to, incomplete, how complete, left out, unsupported service|region|by, unable to",
        (Kind::Coverage, 93, false),
    ),
    (
        "error reading|listing|while|when, saw|see|seen everything|all, fail|failed to read|list|check|reach",
        (Kind::Coverage, 93, false),
    ),
    (
        "did|have|has * region|account|call|check|service|audit|scan * go|work|succeed|finish|complete|get through, which|what|many region|account|service * scanned|audited|covered|included|looked|visited|checked, call|read|request fail|failed, skipped, not you know, you not know, could|can|did you reach|read, how thorough, gap in, trust that|this|your|the report|audit|result",
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
    (
        "check|rule|audit|scan|run * not finish~|complete~|succeed~|work~|go, did|have|could|were|can you * every|each|whole|entire|everything|everywhere",
        (Kind::Coverage, 93, false),
    ),
    (
        "audit|scan|run|report|result|check complete|partial|incomplete|thorough|exhaustive, not|never get|got to|into|through",
        (Kind::Coverage, 93, false),
    ),
    (
        "can|could|should|may i|we|one|you * trust|rely~, half|part|some|most|much of it|this|that|them * fail~|skip~|miss~|succeed~|work~",
        (Kind::Coverage, 93, false),
    ),
    // How to mend it.
    (
        "encrypting|enabling|rotating|disabling|removing|deleting|closing * how, how * get|make|do this|that|it done, oneliner|one-liner|command|script|snippet|query that|which|to|for, quickest|easiest|fastest|simplest|cheapest|safest|right|proper|correct way to",
        (Kind::Fix, 90, false),
    ),
    (
        "what can|could|should|must be done, walk * through, guide to|for, show * how to, get rid of, fix for, remediation, remedy, help * fix|remediate|resolve, solution for|to",
        (Kind::Fix, 90, false),
    ),
    ("how to, how do i, fix it|this|that|them|these|those, now|so|then what $", (Kind::Fix, 60, false)),
    // Side by side.
    (
        "next to each other, next to one another, differ, stack up against, contrast, compare~, comparison",
        (Kind::Compare, 85, false),
    ),
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
    ("more|fewer|less <noun>|<severity> than * <time>|before|last", (Kind::Trend, 84, false)),
    (
        "trend, over time, how did|has|have * change|changed, better|worse|safer|cheaper|cleaner than * ago|before, getting|get|gotten|become|becoming better|worse|safer|cleaner, trend~, we|<noun>|debt|things accumulate~, we|<noun>|debt|things * pile~|build~ up, more and more, fewer and fewer, progress, we winning|losing, is|are * better|worse|safer|cleaner $",
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
        "up or down, right|wrong direction, graph|chart|curve|timeline|trajectory of|over|for, ^plot|graph|chart|draw <noun>|<severity>|open|new|number|count, month by month, week by week, day by day",
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
        "come|comes|coming along, get|gets|getting on|along, number|amount|count|share|<noun> * over|through|throughout time|month|year|week|quarter, doing better|worse|well",
        (Kind::Trend, 84, false),
    ),
    (
        "week-over-week, month-over-month, per|each|every|by week|month|day|quarter, <noun>|<severity>|number|count|amount|it|they|cost|score|things|trend|we * go|goes|gone|going|went up|down, has|have|is|are * grown|growing|shrunk|shrinking|increased|increasing|decreased|decreasing|rising|falling",
        (Kind::Trend, 62, false),
    ),
];
