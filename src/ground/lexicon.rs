//! The word lists that the checks use. They are closed on purpose: a word that is missing costs a sentence, a word too
//! many could let a claim through.

use std::collections::BTreeSet;
use std::sync::LazyLock;

/// Words that say nothing about an account. A sentence without a citation may be made of these alone.
static CONNECTIVE: LazyLock<BTreeSet<&str>> = LazyLock::new(|| {
    "\
    a about above after again also an and answer are as at before begin below belong both brings by come comes \
    consider each evidence finally findings first following follows for from given group have here how in into \
    is it last later lead look matter matters means meaning next now of on one order other point points \
    question read reason reasons related remediation same second see sequence share short shows so start step \
    steps suggested sum summary take taken than that the them then there these they third this those to \
    together turn two up what where which why with work"
        .split(' ')
        .collect()
});

/// Besides those: the words of a sentence that says what the evidence leaves open.
static OPEN: LazyLock<BTreeSet<&str>> = LazyLock::new(|| {
    "\
    access accessed account anyone application backup been behind business changed contain contains cost costs \
    customer customers data depend depends does has held hold holds impact long much needed not often or owned \
    owner owners owns people person production purpose reads resource resources responsible say sensitive serve \
    serves show still system systems team tell traffic use used uses volume was were when whether who whom \
    whose writes bucket database instance key user function group"
        .split(' ')
        .collect()
});

/// Headings that the prompts offer; no other heading is printed.
static HEADINGS: LazyLock<BTreeSet<&str>> = LazyLock::new(|| {
    "\
    what it means|why it matters|what to do first|what to do|order of work|who should act|\
    what the evidence does not say"
        .split('|')
        .collect()
});

/// What no model may say of an open finding, whatever a name or a tag says. A star stands for the rest of a word.
const VERDICTS: &str = "\
    resolved|harmless|benign|false positive*|no longer|nothing to|no action*|no risk*|not a risk|not urgent|\
    safe to|is safe|are safe|safely|ignore|ignored|disregard|compliant|already fixed|already been|been fixed|\
    is fixed|are fixed|was fixed|were fixed|been closed|is secure|are secure|well protected|properly|correctly|\
    no problem*|no issue*|no concern*|no finding*|not a problem|not an issue|no need|not needed|accepted risk|\
    acceptable|low priority|downgraded|upgraded|not vulnerable|not exposed|can wait|expected behaviour|\
    expected behavior|by design|intended";

/// Words for how many, which are figures in disguise.
static QUANTITIES: LazyLock<BTreeSet<&str>> = LazyLock::new(|| {
    "\
    all every none most majority half dozens hundreds thousands millions billions nothing everything everyone \
    entire twice double triple"
        .split(' ')
        .collect()
});

/// Public names and abbreviations that are no facts of an account, in lower case.
static PUBLIC: LazyLock<BTreeSet<&str>> = LazyLock::new(|| {
    "\
    a acl acls ai amazon ami amis api apis arn arns athena aws az azs bedrock block ca cd ci cidr cis cli \
    cloudfront cloudtrail cloudwatch cpu csrf ddos dns dynamodb ebs ec2 ecs eip eks elastic elb eni fargate \
    glacier guardduty http https i iam id ids imds imdsv1 imdsv2 internet ip ips ipv4 ipv6 json kms lambda \
    linux mfa mysql nat ok organizations os postgres postgresql rdp rds redis route53 s3 sdk sdks sg sns sql \
    sqs ssh ssl ssm sts tcp terraform tls totp udp url urls usd utc vpc vpcs vpn windows e.g i.e etc vs a.m p.m \
    day-to-day end-to-end up-to-date step-by-step out-of-date point-in-time man-in-the-middle pay-as-you-go \
    one-by-one"
        .split(' ')
        .collect()
});

/// What a name of a resource stands beside.
static NOUNS: LazyLock<BTreeSet<&str>> = LazyLock::new(|| {
    "\
    alarm account balancer bucket certificate cluster database function gateway group image instance interface \
    key policy queue region role server service snapshot table topic trail user volume named called"
        .split(' ')
        .collect()
});

static VERBS: LazyLock<BTreeSet<&str>> = LazyLock::new(|| {
    "\
    is was has had are were allows lets grants can costs owns exposes stays"
        .split(' ')
        .collect()
});

/// Words before a verb that name nothing, in lower case.
static GENERIC: LazyLock<BTreeSet<&str>> = LazyLock::new(|| {
    "\
    access activity all and another anybody anyone anything attacker attackers backup backups both credentials \
    data deletion each either encryption everybody everyone everything evidence exposure first he here it key \
    logging money neither nobody nothing one or other owner owners password people policy recovery remediation \
    risk rotation second she someone spend storage that the there these they this those traffic two versioning \
    waste what which who whoever you costs type size name policies settings setting itself"
        .split(' ')
        .collect()
});

/// Too common to tell what a sentence is about.
static COMMON: LazyLock<BTreeSet<&str>> = LazyLock::new(|| {
    "\
    about after again also always because been before being both cannot could does each ever first from have \
    here into just like make makes many more much must next once only other over same should since some still \
    such than that their them then there these they this those through under until very well were what when \
    where which while whom will with without would your yours"
        .split(' ')
        .collect()
});

/// Words that would be taken for a name where they end so: `internet-facing bucket`.
const ADJECTIVES: &str = "\
    ed ing level wide only based free term time scale side plain privilege factor account region tenant party \
    risk zone lived readable able";

pub fn connective(word: &str) -> bool {
    CONNECTIVE.contains(word)
}

pub fn open(word: &str) -> bool {
    OPEN.contains(word)
}

pub fn heading(text: &str) -> bool {
    HEADINGS.contains(text)
}

/// The verdicts in a text (in lower case, single blanks around each word): each with the word before it, and with the
/// word behind it. Tickmark's own texts have such words too (`has no action`), and these may be repeated.
pub fn verdicts(words: &str) -> Vec<(&str, &str)> {
    let mut out = Vec::new();
    for phrase in VERDICTS.split('|') {
        let needle = phrase.strip_suffix('*').map_or_else(|| format!(" {phrase} "), |begun| format!(" {begun}"));
        for (at, found) in words.match_indices(&needle) {
            let end = at + found.trim_end().len();
            // A phrase may be the beginning of a longer word.
            let end = words[end..].find(' ').map_or(words.len(), |rest| end + rest);
            let before = words[..at].rfind(' ').unwrap_or(0);
            let after = words[end..].trim_start().find(' ').map_or(words.len(), |rest| end + 1 + rest);
            out.push((words[before..end].trim(), words[at..after].trim()));
        }
    }
    out
}

pub fn quantity(word: &str) -> bool {
    QUANTITIES.contains(word)
}

pub fn public(word: &str) -> bool {
    PUBLIC.contains(word)
}

pub fn noun(word: &str) -> bool {
    NOUNS.contains(word)
}

pub fn verb(word: &str) -> bool {
    VERBS.contains(word)
}

pub fn generic(word: &str) -> bool {
    GENERIC.contains(word) || noun(word)
}

pub fn adjective(word: &str) -> bool {
    ADJECTIVES.split(' ').any(|end| word.ends_with(end))
}

/// What a word is compared by: its first five letters, so that `encrypted` meets `encryption`; None for common words.
pub fn stem(word: &str) -> Option<String> {
    let word = word.to_lowercase();
    let letters = word.chars().all(|c| c.is_alphabetic() || c == '-');
    (letters && word.chars().count() >= 4 && !COMMON.contains(word.as_str())).then(|| word.chars().take(5).collect())
}
