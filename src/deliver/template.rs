//! `{name}` in texts of tickmark.toml.

use crate::model::nearest;

/// Whether a text holds no `{name}` but these. Braces around anything else than a name stay as they are.
///
/// # Errors
/// Says which key, what is wrong in it, and what may stand there.
pub fn check(key: &str, text: &str, known: &[&str]) -> Result<(), String> {
    let Some(name) = names(text).find(|name| !known.contains(name)) else { return Ok(()) };
    let braced: Vec<String> = known.iter().map(|name| format!("{{{name}}}")).collect();
    let hint = nearest(name, known.iter().copied()).map_or(String::new(), |n| format!(", did you mean {{{n}}}?"));
    Err(format!("{key}: {{{name}}} is none of {}{hint}", braced.join(", ")))
}

/// The text with each `{name}` replaced once: what is put in is not looked at again.
pub fn fill(text: &str, values: &[(&str, &str)]) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('{') {
        out.push_str(before);
        let found = values.iter().find_map(|(name, value)| {
            let tail = after.strip_prefix(name)?.strip_prefix('}')?;
            Some((value, tail))
        });
        match found {
            Some((value, tail)) => {
                out.push_str(value);
                rest = tail;
            }
            None => {
                out.push('{');
                rest = after;
            }
        }
    }
    out + rest
}

fn names(text: &str) -> impl Iterator<Item = &str> {
    text.split('{').skip(1).filter_map(|after| {
        let (name, _) = after.split_once('}')?;
        let sound = !name.is_empty() && name.bytes().all(|b| b.is_ascii_lowercase() || b == b'_');
        sound.then_some(name)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_replaced_once_and_all_else_stays() {
        let values = [("out", "{run}"), ("run", "r1")];
        assert_eq!(fill("a {out}/{run} {\"x\": {y z}} {", &values), "a {run}/r1 {\"x\": {y z}} {");
        assert!(check("k", "{out} {print $1} {\"a\"}", &["out"]).is_ok());
        assert_eq!(check("k", "{uot}", &["out"]).unwrap_err(), "k: {uot} is none of {out}, did you mean {out}?");
    }
}
