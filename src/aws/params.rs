//! The parameters of a call as JSON, handed to the SDK's typed builders.

use std::cell::RefCell;
use std::collections::BTreeSet;

use aws_smithy_types::DateTime;
use aws_smithy_types::date_time::Format;
use serde_json::Value;

/// A call's parameters by their API names. Remembers which were taken, for the test that holds each line of the
/// table to the parameters that it says it takes.
#[derive(Debug)]
pub struct Params {
    values: Value,
    taken: RefCell<BTreeSet<&'static str>>,
}

impl Params {
    pub fn new(values: Value) -> Self {
        Params { values, taken: RefCell::default() }
    }

    /// The raw JSON of a parameter.
    pub fn json(&self, name: &'static str) -> Option<&Value> {
        self.taken.borrow_mut().insert(name);
        self.values.get(name).filter(|v| !v.is_null())
    }

    pub fn text(&self, name: &'static str) -> Option<String> {
        self.json(name)?.as_str().map(str::to_owned)
    }

    pub fn texts(&self, name: &'static str) -> Option<Vec<String>> {
        Some(texts(self.json(name)?))
    }

    pub fn flag(&self, name: &'static str) -> Option<bool> {
        self.json(name)?.as_bool()
    }

    pub fn number<T: TryFrom<i64>>(&self, name: &'static str) -> Option<T> {
        self.json(name)?.as_i64()?.try_into().ok()
    }

    /// A time, or a day, which stands for its first moment in UTC.
    pub fn time(&self, name: &'static str) -> Option<DateTime> {
        let text = self.text(name)?;
        let full = if text.len() == 10 { format!("{text}T00:00:00Z") } else { text };
        DateTime::from_str(&full, Format::DateTimeWithOffset).ok()
    }

    /// A parameter that the SDK has an enum for.
    pub fn choice<T: for<'a> From<&'a str>>(&self, name: &'static str) -> Option<T> {
        self.text(name).map(|text| T::from(text.as_str()))
    }

    pub fn choices<T: for<'a> From<&'a str>>(&self, name: &'static str) -> Option<Vec<T>> {
        self.texts(name).map(|texts| texts.iter().map(|t| T::from(t.as_str())).collect())
    }

    /// The names asked for so far.
    pub fn taken(&self) -> BTreeSet<&'static str> {
        self.taken.borrow().clone()
    }
}

/// The elements of a JSON list; none of anything else.
pub fn items(value: &Value) -> impl Iterator<Item = &Value> {
    value.as_array().map(Vec::as_slice).unwrap_or_default().iter()
}

/// The texts in a JSON list.
pub fn texts(value: &Value) -> Vec<String> {
    items(value).filter_map(|v| v.as_str().map(str::to_owned)).collect()
}
