//! IAM's credential report for rules: a table of everybody's passwords and keys, which the API gives as base64 of CSV.

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use cel::{ExecutionError, Value};
use serde_json::{Map, Value as Json};

use super::value::from_json;
use crate::shapes::Type;

/// The columns that rules can use. Source: IAM's user guide, "Get credential reports for your AWS account".
const COLUMNS: [&str; 14] = [
    "user",
    "arn",
    "user_creation_time",
    "password_enabled",
    "password_last_used",
    "password_last_changed",
    "mfa_active",
    "access_key_1_active",
    "access_key_1_last_rotated",
    "access_key_1_last_used_date",
    "access_key_2_active",
    "access_key_2_last_rotated",
    "access_key_2_last_used_date",
    "cert_1_active",
];

/// What stands where there is nothing to say.
const NOTHING: [&str; 3] = ["N/A", "no_information", "not_supported"];

/// What `credential_report` gives.
pub fn report_type() -> Type {
    Type::list(Type::object(COLUMNS.map(|name| (name.to_owned(), Type::Text))))
}

/// `credential_report(content)`: a map for each user, `<root_account>` first; null where the report says nothing.
pub fn report(content: &str) -> Result<Value, ExecutionError> {
    rows(content).map(|rows| from_json(&rows)).map_err(|e| ExecutionError::function_error("credential_report", e))
}

fn rows(content: &str) -> Result<Json, String> {
    let text = BASE64_STANDARD.decode(content).map_err(|e| format!("not base64: {e}"))?;
    let mut table = csv::Reader::from_reader(text.as_slice());
    let head = table.headers().map_err(|e| e.to_string())?.clone();
    let place = |name: &str| head.iter().position(|h| h == name).ok_or_else(|| format!("no column {name}"));
    let places: Vec<usize> = COLUMNS.into_iter().map(place).collect::<Result<_, _>>()?;
    let mut rows = Vec::new();
    for record in table.records() {
        let record = record.map_err(|e| e.to_string())?;
        let value = |at: &usize| record.get(*at).filter(|v| !NOTHING.contains(v)).map_or(Json::Null, Json::from);
        let row: Map<String, Json> = COLUMNS.iter().map(|n| (*n).to_owned()).zip(places.iter().map(value)).collect();
        rows.push(Json::Object(row));
    }
    Ok(Json::Array(rows))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn encoded(lines: &[String]) -> String {
        BASE64_STANDARD.encode(lines.join("\n"))
    }

    #[test]
    fn a_report_is_rows_by_column_and_what_is_not_said_is_null() {
        let head = COLUMNS.join(",");
        let root = format!(
            "<root_account>,arn:aws:iam::1:root,2020-01-01T00:00:00+00:00,not_supported,no_information{}",
            ",N/A".repeat(9)
        );
        let found = rows(&encoded(&[head.clone(), root])).unwrap();
        assert_eq!(found[0]["user"], "<root_account>");
        assert_eq!(found[0]["user_creation_time"], "2020-01-01T00:00:00+00:00");
        assert!(["password_enabled", "password_last_used", "cert_1_active"].iter().all(|n| found[0][n].is_null()));
        let short = encoded(&[head.clone(), "mia,arn".into()]);
        assert!(rows(&short).is_err() && rows("%").is_err());
        assert_eq!(rows(&encoded(&[head.replace("mfa_active,", "")])).unwrap_err(), "no column mfa_active");
    }
}
