//! Wildcards as policies write them: `*` for any text, `?` for one character.

/// Whether a pattern matches a text. `ignoring_case` is for actions, whose letters' case means nothing.
pub fn matches(pattern: &str, text: &str, ignoring_case: bool) -> bool {
    let fold = |s: &str| if ignoring_case { s.to_lowercase() } else { s.to_owned() };
    run(fold(pattern).as_bytes(), fold(text).as_bytes())
}

/// Greedy, with one way back: to the last `*`. The text may hold `*` itself, so this also says whether a pattern covers
/// another one (a `*` of the text is only matched by a `*`).
fn run(pattern: &[u8], text: &[u8]) -> bool {
    let (mut p, mut t, mut star, mut from) = (0, 0, None, 0);
    while t < text.len() {
        match pattern.get(p) {
            Some(b'*') => {
                star = Some(p);
                from = t;
                p += 1;
            }
            Some(b'?') if text[t] != b'*' => (p, t) = (p + 1, t + 1),
            Some(c) if *c == text[t] => (p, t) = (p + 1, t + 1),
            _ => {
                let Some(at) = star else { return false };
                from += 1;
                (p, t) = (at + 1, from);
            }
        }
    }
    pattern[p..].iter().all(|c| *c == b'*')
}

/// Whether a text holds wildcards or a policy variable: it does not stand for one fixed value.
pub fn is_open(text: &str) -> bool {
    text.contains(['*', '?']) || text.contains("${")
}

/// The account in an ARN: its fifth part.
pub fn account_of(arn: &str) -> Option<&str> {
    arn.split(':').nth(4)
}

/// Twelve digits.
pub fn is_account(text: &str) -> bool {
    text.len() == 12 && text.bytes().all(|b| b.is_ascii_digit())
}
