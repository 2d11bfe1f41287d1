//! What must not be kept or passed on: secrets and addresses in what people type. One pass, before a question is
//! stored, logged or shown to anything else.

use std::borrow::Cow;

/// The text with access keys, private keys, tokens and e-mail addresses replaced by what they are.
pub fn mask(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(start) = rest.find("-----BEGIN ") {
        out.push_str(&words(&rest[..start]));
        out.push_str("[private key]");
        let after = &rest[start..];
        // Without its end, all that follows is taken for the key.
        rest = after
            .find("-----END ")
            .and_then(|i| after[i + 9..].find("-----").map(|j| &after[i + 9 + j + 5..]))
            .unwrap_or("");
    }
    out.push_str(&words(rest));
    out
}

fn words(text: &str) -> String {
    text.split_inclusive(|c: char| c.is_whitespace() || "\"'`,;()<>[]{}=".contains(c)).map(word).collect()
}

fn word(piece: &str) -> Cow<'_, str> {
    let end = piece.trim_end_matches(|c: char| !c.is_alphanumeric() && c != '/' && c != '+').len();
    let (body, tail) = piece.split_at(end);
    match what(body) {
        Some(name) => Cow::Owned(format!("[{name}]{tail}")),
        // A key may stand behind a mark, as in `key:AKIA…` and `user/AKIA…`.
        None if body.contains([':', '/']) => {
            Cow::Owned(body.split_inclusive([':', '/']).map(part).collect::<String>() + tail)
        }
        None => Cow::Borrowed(piece),
    }
}

/// A part of a word: only what has a form of its own is hidden, so that ARNs stay what they are.
fn part(piece: &str) -> String {
    let body = piece.trim_end_matches([':', '/']);
    key(body).map_or_else(|| piece.to_owned(), |name| format!("[{name}]{}", &piece[body.len()..]))
}

/// A key or token, known by its beginning.
fn key(word: &str) -> Option<&'static str> {
    let plain = |c: char| c.is_ascii_alphanumeric();
    // The prefixes that AWS documents for ids of long-term and temporary keys.
    if word.len() == 20 && (word.starts_with("AKIA") || word.starts_with("ASIA")) && word.chars().all(plain) {
        return Some("access key");
    }
    let token = |prefixes: &[&str]| prefixes.iter().any(|p| word.starts_with(p)) && word.len() >= 20;
    if token(&["ghp_", "gho_", "ghs_", "github_pat_", "xoxb-", "xoxp-", "sk-", "gsk_", "AIza", "eyJ", "glpat-", "hf_"])
    {
        return Some("token");
    }
    None
}

/// What a word is, if it is something to hide.
fn what(word: &str) -> Option<&'static str> {
    if let Some(name) = key(word) {
        return Some(name);
    }
    if let Some((name, host)) = word.split_once('@')
        && !name.is_empty()
        && host.contains('.')
        && !word.contains(':')
    {
        return Some("e-mail address");
    }
    let secret = |c: char| c.is_ascii_alphanumeric() || c == '/' || c == '+';
    let mixed = word.chars().any(|c| c.is_ascii_uppercase())
        && word.chars().any(|c| c.is_ascii_lowercase())
        && word.chars().any(|c| c.is_ascii_digit());
    // A secret access key has 40 characters of base64.
    (word.len() >= 40 && mixed && word.chars().all(secret)).then_some("secret")
}

#[cfg(test)]
mod tests {
    use super::mask;

    #[test]
    fn secrets_go_and_the_rest_stays() {
        let key = format!("AKIA{}", "IOSFODNN7EXAMPLE");
        let secret = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY";
        for (text, wanted) in [
            (format!("is {key} still used?"), "is [access key] still used?".to_owned()),
            (format!("secret={secret}, why"), "secret=[secret], why".into()),
            ("who is alice@example.com?".into(), "who is [e-mail address]?".into()),
            (
                "a -----BEGIN RSA PRIVATE KEY-----\nabc\n-----END RSA PRIVATE KEY----- b".into(),
                "a [private key] b".into(),
            ),
            ("a -----BEGIN RSA PRIVATE KEY-----\nabc".into(), "a [private key]".into()),
            (format!("key:{key} and user/{key}/x"), "key:[access key] and user/[access key]/x".into()),
            ("token eyJhbGciOiJIUzI1NiJ9.e30.abc.".into(), "token [token].".into()),
        ] {
            assert_eq!(mask(&text), wanted);
        }
        for same in [
            "arn:aws:iam::123456789012:user/bob",
            "vol-0123456789abcdef0",
            "is arn:aws:s3:::data@x.y public?",
            "0123456789abcdef0123456789abcdef01234567",
            "why did our bill rise on Tuesday?",
            "ünïcödé — ok",
        ] {
            assert_eq!(mask(same), same);
        }
    }
}
