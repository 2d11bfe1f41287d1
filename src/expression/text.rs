//! Text with CEL in it: `{{ expression }}`.

use cel::Context;

use super::{Expression, Problem, TypeEnv, to_json};

/// A text with checked expressions in it.
#[derive(Debug)]
pub struct Template {
    parts: Vec<Part>,
}

#[derive(Debug)]
enum Part {
    Text(String),
    Value(Expression),
}

impl Template {
    pub fn compile(source: &str, env: &TypeEnv) -> Result<Self, Vec<Problem>> {
        let (mut parts, mut problems, mut at) = (Vec::new(), Vec::new(), 0);
        while let Some(open) = source[at..].find("{{").map(|i| at + i) {
            parts.push(Part::Text(source[at..open].to_owned()));
            let Some(close) = source[open..].find("}}").map(|i| open + i) else {
                problems.push(Problem::new(open, "{{ without }}"));
                return Err(problems);
            };
            let inner = &source[open + 2..close];
            let start = open + 2 + inner.len() - inner.trim_start().len();
            match Expression::compile(inner.trim(), env) {
                Ok(expression) => parts.push(Part::Value(expression)),
                Err(found) => problems.extend(found.into_iter().map(|p| Problem::new(start + p.offset, p.message))),
            }
            at = close + 2;
        }
        parts.push(Part::Text(source[at..].to_owned()));
        if problems.is_empty() { Ok(Template { parts }) } else { Err(problems) }
    }

    /// The text without what the expressions give.
    pub fn plain(&self) -> String {
        let texts = self.parts.iter().filter_map(|p| if let Part::Text(text) = p { Some(text.as_str()) } else { None });
        texts.collect()
    }

    /// The expressions in it.
    pub fn expressions(&self) -> impl Iterator<Item = &Expression> {
        self.parts.iter().filter_map(|p| if let Part::Value(e) = p { Some(e) } else { None })
    }

    /// The text, each value spelt and then put through `quote`; an expression that fails becomes `?`.
    pub fn render(&self, context: &Context, quote: impl Fn(&str) -> String) -> String {
        let part = |p: &Part| match p {
            Part::Text(text) => text.clone(),
            Part::Value(e) => e.evaluate(context).map_or_else(|_| "?".into(), |v| quote(&spell(&to_json(&v)))),
        };
        self.parts.iter().map(part).collect()
    }
}

/// A value in a sentence: text as it is, whole doubles without a fraction, lists with commas, null as "none".
pub fn spell(value: &serde_json::Value) -> String {
    match value {
        serde_json::Value::Null => "none".into(),
        serde_json::Value::String(s) => s.clone(),
        serde_json::Value::Number(n) => match n.as_f64() {
            Some(f) if n.is_f64() => trimmed(f),
            _ => n.to_string(),
        },
        serde_json::Value::Array(items) => items.iter().map(spell).collect::<Vec<_>>().join(", "),
        other => other.to_string(),
    }
}

/// Up to four decimals, below a hundredth up to four figures; no trailing zeros.
fn trimmed(number: f64) -> String {
    let zeros = match number.abs() {
        small if small > 0.0 && small < 0.01 => (-small.log10()).floor().min(12.0) as usize,
        _ => 0,
    };
    let text = format!("{number:.*}", 4 + zeros);
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}
