//! A question cut into words, each in the form that the tables are compared with.

/// What is read of a question. Longer ones are cut: nobody asks that much, and all later steps stay bounded.
const MAX_CHARS: usize = 2_000;
/// Longest quoted name that is looked for.
const MAX_QUOTED: usize = 128;

/// One word of the question.
#[derive(Clone, Debug)]
pub struct Word {
    /// As written.
    pub text: String,
    pub lower: String,
    /// Lower case, singular: what tables hold.
    pub normal: String,
    /// What the forms of a verb share, for table words that end in `~`.
    pub stem: String,
    /// What the word was found to be, such as `<region>`; patterns may name it.
    pub class: &'static str,
    pub quoted: bool,
    /// Understood structurally: does not stay as a term for text retrieval.
    pub understood: bool,
    /// Part of a known phrase: stays as a term though it be a stop word.
    pub kept: bool,
    /// Names a service or a kind of resource.
    pub thing: bool,
}

impl Word {
    fn new(text: &str, quoted: bool) -> Word {
        let lower = text.to_lowercase();
        let (normal, stem) = (normal(&lower), stem(&lower));
        let text = text.to_owned();
        Word { text, lower, normal, stem, class: "", quoted, understood: false, kept: false, thing: false }
    }

    pub fn is(&self, list: &[&str]) -> bool {
        !self.quoted && list.contains(&self.lower.as_str())
    }

    /// Reads the word as another one: a typing error as what was meant.
    pub fn reads(&mut self, lower: &str) {
        self.lower = lower.to_owned();
        self.normal = normal(lower);
        self.stem = stem(lower);
    }

    /// Marks the word as understood and says what it is.
    pub fn take(&mut self, class: &'static str) {
        self.class = class;
        self.understood = true;
    }
}

/// Endings of contractions and the words they stand for.
const CONTRACTIONS: &[(&str, &str)] =
    &[("'re", "are"), ("'ve", "have"), ("'ll", "will"), ("'m", "am"), ("'d", "would")];
/// Contracted negatives that lose more than `n't`.
const NEGATIVES: &[(&str, &str)] = &[("can't", "can"), ("won't", "will"), ("cannot", "can")];
/// Contractions written without their apostrophe.
const BARE: &[(&str, &str, &str)] = &[
    ("whats", "what", "is"),
    ("wheres", "where", "is"),
    ("hows", "how", "is"),
    ("whos", "who", "is"),
    ("dont", "do", "not"),
    ("doesnt", "does", "not"),
    ("didnt", "did", "not"),
    ("couldnt", "could", "not"),
    ("cant", "can", "not"),
    ("isnt", "is", "not"),
    ("arent", "are", "not"),
    ("wasnt", "was", "not"),
    ("havent", "have", "not"),
    ("hasnt", "has", "not"),
    ("hadnt", "had", "not"),
    ("werent", "were", "not"),
    ("wont", "will", "not"),
    ("wouldnt", "would", "not"),
    ("shouldnt", "should", "not"),
    ("how2", "how", "to"),
    ("aint", "is", "not"),
    ("gonna", "going", "to"),
    ("gotta", "got", "to"),
    ("wanna", "want", "to"),
];
/// Short forms with a slash, which otherwise parts words.
const SLASHED: &[(&str, &str, Option<&str>)] =
    &[("w/o", "without", None), ("w/out", "without", None), ("w/", "with", None), ("n/a", "not", Some("available"))];
/// Words that say the same with a hyphen after them: "low-severity", "top-5".
const HYPHENED: &[&str] = &["critical", "high", "medium", "low", "top", "first"];
/// Plurals that are too short for the rule: "kms" and "aws" are none.
const SHORT_PLURALS: &[(&str, &str)] = &[
    ("ips", "ip"),
    ("vms", "vm"),
    ("dbs", "db"),
    ("ids", "id"),
    ("sgs", "sg"),
    ("lbs", "lb"),
    ("azs", "az"),
    ("fns", "fn"),
    ("amis", "ami"),
    ("enis", "eni"),
    ("apis", "api"),
    ("cpus", "cpu"),
    ("nics", "nic"),
];
/// Words after which `'s` is "is" and not a possessive.
const BEFORE_IS: &[&str] = &[
    "what",
    "who",
    "where",
    "how",
    "that",
    "it",
    "there",
    "here",
    "when",
    "why",
    "he",
    "she",
    "everything",
    "anything",
];

/// The words of `question`, in order.
pub fn words(question: &str) -> Vec<Word> {
    let chars: Vec<char> = question.chars().take(MAX_CHARS).map(plain).collect();
    let mut words = Vec::new();
    let mut at = 0;
    while at < chars.len() {
        if chars[at].is_whitespace() {
            at += 1;
        } else if let Some(end) = quoted_until(&chars, at) {
            let name: String = chars[at + 1..end].iter().collect();
            words.push(Word::new(name.trim(), true));
            at = end + 1;
        } else {
            let end = chunk_end(&chars, at);
            let chunk: String = chars[at..end].iter().collect();
            split_chunk(&chunk, &mut words);
            at = end;
        }
    }
    words
}

/// Characters without a meaning here become spaces; typographic quotes become plain ones.
fn plain(c: char) -> char {
    match c {
        '\u{2018}' | '\u{2019}' | '\u{02bc}' => '\'',
        '\u{201c}' | '\u{201d}' | '\u{201e}' | '\u{ab}' | '\u{bb}' => '"',
        '\u{2010}' | '\u{2011}' => '-',
        '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}' => ' ',
        c if c.is_control() => ' ',
        c => c,
    }
}

/// Where the quotation that begins at `at` closes.
fn quoted_until(chars: &[char], at: usize) -> Option<usize> {
    let quote = chars[at];
    if !matches!(quote, '"' | '\'' | '`') {
        return None;
    }
    let end = (at + 1..chars.len().min(at + 1 + MAX_QUOTED)).find(|&i| {
        chars[i] == quote && (quote != '\'' || chars.get(i + 1).is_none_or(|next| !next.is_alphanumeric()))
    })?;
    chars[at + 1..end].iter().any(|c| c.is_alphanumeric()).then_some(end)
}

fn chunk_end(chars: &[char], at: usize) -> usize {
    (at + 1..chars.len()).find(|&i| chars[i].is_whitespace() || matches!(chars[i], '"' | '`')).unwrap_or(chars.len())
}

/// Cuts what stands between two spaces into words: at commas and the like, at slashes between plain words, and
/// contractions into their parts. ARNs and paths stay whole.
fn split_chunk(chunk: &str, words: &mut Vec<Word>) {
    let chunk = trim(chunk);
    if chunk.starts_with("arn:") || chunk.starts_with('/') {
        words.push(Word::new(chunk, false));
        return;
    }
    let pieces = chunk.split([',', ';', '!', '?', '(', ')', '[', ']', '{', '}', '<', '>', '|', '\u{2013}', '\u{2014}']);
    for piece in pieces {
        let date = piece.starts_with(|c: char| c.is_ascii_digit());
        if let Some((_, word, negative)) = SLASHED.iter().find(|(short, _, _)| piece.eq_ignore_ascii_case(short)) {
            words.push(Word::new(word, false));
            words.extend(negative.map(|word| Word::new(word, false)));
            continue;
        }
        for part in piece.split(|c| c == '/' && !date).map(trim).filter(|part| !part.is_empty()) {
            push(part, words);
        }
    }
}

fn trim(chunk: &str) -> &str {
    let chunk = chunk.trim_start_matches(|c: char| !c.is_alphanumeric() && c != '/' && c != '#');
    chunk.trim_end_matches(|c: char| !c.is_alphanumeric() && c != '+')
}

fn push(part: &str, words: &mut Vec<Word>) {
    let lower = part.to_lowercase();
    let mut two = |first: &str, second: &str| words.extend([Word::new(first, false), Word::new(second, false)]);
    if let Some((_, first, second)) = BARE.iter().find(|(bare, _, _)| *bare == lower) {
        return two(first, second);
    }
    if let Some((_, first)) = NEGATIVES.iter().find(|(whole, _)| *whole == lower) {
        return two(first, "not");
    }
    if let Some(first) = lower.strip_suffix("n't") {
        return two(first, "not");
    }
    if let Some((first, second)) = CONTRACTIONS.iter().find_map(|(end, word)| Some((lower.strip_suffix(end)?, word))) {
        return two(first, second);
    }
    if let Some((first, second)) = lower.split_once('-').filter(|(first, _)| HYPHENED.contains(first)) {
        return two(first, second);
    }
    match part.strip_suffix("'s").or_else(|| part.strip_suffix("'S")) {
        Some(first) if BEFORE_IS.contains(&first.to_lowercase().as_str()) => two(first, "is"),
        Some(first) => words.push(Word::new(first, false)),
        None => words.push(Word::new(part.trim_matches('\''), false)),
    }
}

/// The form in which words are compared: singular, as far as endings tell. Tables go through the same function, so it
/// need not be right, only steady.
pub fn normal(lower: &str) -> String {
    const SHORT: usize = 3;
    if let Some((_, one)) = SHORT_PLURALS.iter().find(|(many, _)| *many == lower) {
        return (*one).to_owned();
    }
    if lower.len() <= SHORT || lower.ends_with("ss") || lower.ends_with("us") || lower.ends_with("is") {
        return lower.to_owned();
    }
    if let Some(stem) = lower.strip_suffix("ies") {
        return format!("{stem}y");
    }
    let long = ["sses", "xes", "ches", "shes"].iter().any(|end| lower.ends_with(end));
    let stem = if long { lower.strip_suffix("es") } else { lower.strip_suffix('s') };
    stem.unwrap_or(lower).to_owned()
}

/// What the forms of a word share: "develop", "developed", "developing". As `normal`, steady and not always right.
pub fn stem(lower: &str) -> String {
    const SHORTEST: usize = 3;
    let singular = normal(lower);
    let cut = ["ing", "ed"].iter().find_map(|end| singular.strip_suffix(end)).filter(|rest| rest.len() >= SHORTEST);
    let mut stem = cut.unwrap_or(&singular).to_owned();
    if stem.len() > SHORTEST && stem.ends_with('e') {
        stem.pop();
    }
    let mut ends = stem.chars().rev();
    if let (Some(last), Some(before)) = (ends.next(), ends.next())
        && last == before
        && stem.len() > SHORTEST
    {
        stem.pop();
    }
    stem
}

/// A number in digits or as a word.
pub fn number(word: &Word) -> Option<usize> {
    const NAMES: &[&str] = &[
        "zero",
        "one",
        "two",
        "three",
        "four",
        "five",
        "six",
        "seven",
        "eight",
        "nine",
        "ten",
        "eleven",
        "twelve",
        "thirteen",
        "fourteen",
        "fifteen",
        "sixteen",
        "seventeen",
        "eighteen",
        "nineteen",
        "twenty",
    ];
    const TENS: &[(&str, usize)] =
        &[("dozen", 12), ("thirty", 30), ("forty", 40), ("fifty", 50), ("sixty", 60), ("ninety", 90), ("hundred", 100)];
    if word.quoted {
        return None;
    }
    let named = NAMES.iter().position(|name| *name == word.lower);
    let tens = || TENS.iter().find(|(name, _)| *name == word.lower).map(|(_, value)| *value);
    let digits = || (word.lower.len() <= 6).then(|| word.lower.parse().ok()).flatten();
    named.or_else(tens).or_else(digits)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lower(question: &str) -> Vec<String> {
        words(question).into_iter().map(|word| word.lower).collect()
    }

    #[test]
    fn contractions_quotes_and_slashes() {
        assert_eq!(
            lower("What\u{2019}s new, didn't prod/staging change?"),
            ["what", "is", "new", "did", "not", "prod", "staging", "change"]
        );
        let quoted = words("the users' 'my bucket' and \"x\"");
        assert_eq!(
            quoted.iter().filter(|word| word.quoted).map(|word| word.text.as_str()).collect::<Vec<_>>(),
            ["my bucket", "x"]
        );
        assert_eq!(lower("(arn:aws:iam::1:role/a,b)."), ["arn:aws:iam::1:role/a,b"]);
    }

    #[test]
    fn stems() {
        for forms in
            [["develop", "developed", "developing"], ["stop", "stopped", "stopping"], ["rise", "rises", "rising"]]
        {
            assert!(forms.iter().all(|form| stem(form) == stem(forms[0])), "{forms:?}");
        }
    }

    #[test]
    fn plurals() {
        for (many, one) in
            [("policies", "policy"), ("addresses", "address"), ("buckets", "bucket"), ("status", "status")]
        {
            assert_eq!(normal(many), one);
        }
    }
}
