//! The AWS CLI's command line for a call.

use serde_json::Value;

use super::operations::Read;
use crate::shapes;

/// A command for a POSIX shell that makes this call in this region and prints what `query` selects, as JSON.
pub fn command(read: &Read, region: &str, params: &Value, query: &str) -> String {
    let mut words = vec!["aws".to_owned()];
    let model = shapes::model(read.service);
    let operation = model.and_then(|m| m.operation(read.operation));
    words.push(model.map_or(read.service, |m| &m.cli).to_owned());
    words.push(operation.map_or(read.operation, |o| &o.cli).to_owned());
    words.extend(["--region".to_owned(), quote(region)]);
    for (name, value) in params.as_object().into_iter().flatten() {
        let option = operation.and_then(|o| o.options.get(name)).map_or(name.as_str(), String::as_str);
        words.extend(option_words(option, value));
    }
    words.extend(["--query".to_owned(), quote(query), "--output".to_owned(), "json".to_owned()]);
    words.join(" ")
}

fn option_words(option: &str, value: &Value) -> Vec<String> {
    match value {
        Value::Null => Vec::new(),
        Value::Bool(true) => vec![format!("--{option}")],
        Value::Bool(false) => vec![format!("--no-{option}")],
        // A value that begins with a dash would be taken for an option.
        Value::String(s) if s.starts_with('-') => vec![format!("--{option}={}", quote(s))],
        Value::String(s) => vec![format!("--{option}"), quote(s)],
        Value::Array(items) if items.iter().all(plain) => {
            let items = items.iter().filter_map(Value::as_str).map(quote);
            std::iter::once(format!("--{option}")).chain(items).collect()
        }
        other => vec![format!("--{option}"), quote(&other.to_string())],
    }
}

fn plain(item: &Value) -> bool {
    item.as_str().is_some_and(|s| !s.is_empty() && !s.starts_with('-'))
}

/// A word quoted for a POSIX shell where it needs to be.
pub fn quote(word: &str) -> String {
    // A NUL cannot stand in a command line at all.
    shlex::try_quote(&word.replace('\0', "")).map_or_else(|_| String::new(), |quoted| quoted.into_owned())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::aws::operations::find;

    #[test]
    fn options_as_the_aws_cli_names_them() {
        let read = find("ec2", "DescribeVolumes").unwrap();
        let line = command(read, "eu-west-1", &json!({"VolumeIds": ["vol-1"]}), "Volumes[] | [0]");
        let wanted =
            "aws ec2 describe-volumes --region eu-west-1 --volume-ids vol-1 --query 'Volumes[] | [0]' --output json";
        assert_eq!(line, wanted);
        let read = find("cloudtrail", "DescribeTrails").unwrap();
        let line = command(read, "eu-west-1", &json!({"includeShadowTrails": false}), "@");
        assert!(line.contains("--no-include-shadow-trails"), "{line}");
    }

    #[test]
    fn strangers_names_stay_one_word() {
        assert_eq!(quote("$(touch x)`'\""), shlex::try_quote("$(touch x)`'\"").unwrap());
        assert_eq!(shlex::split(&quote("a b'c\"d$`\\")).unwrap(), ["a b'c\"d$`\\"]);
    }
}
