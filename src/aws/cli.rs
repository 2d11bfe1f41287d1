//! The AWS CLI's command line for a call.

use serde_json::Value;

use super::operations::Read;
use crate::shapes;

/// A command for a POSIX shell that makes this call in this region and prints what `query` selects, as JSON.
pub fn command(read: &Read, region: &str, params: &Value, query: &str) -> String {
    let options = match read.started_by {
        None => options(read, read.operation, params),
        // What AWS works out first is asked for by what starting it gives.
        Some(start) => {
            let asked = options(read, start.operation, params);
            let begun = call(read, start.operation, region, &asked, &format!("--query {} --output text", start.gives));
            let by = option(read, read.operation, start.gives);
            vec![format!("--{by} \"$({begun}; sleep {})\" {}", start.seconds, start.options)]
        }
    };
    call(read, read.operation, region, &options, &format!("--query {} --output json", quote(query)))
}

fn call(read: &Read, operation: &str, region: &str, options: &[String], prints: &str) -> String {
    let model = shapes::model(read.service);
    let service = model.map_or(read.service, |m| &m.cli);
    let name = model.and_then(|m| m.operation(operation)).map_or(operation, |o| &o.cli);
    let words = ["aws", service, name, "--region", &quote(region)].map(str::to_owned);
    words.iter().chain(options).map(String::as_str).chain([prints]).collect::<Vec<_>>().join(" ")
}

fn options(read: &Read, operation: &str, params: &Value) -> Vec<String> {
    let given = params.as_object().into_iter().flatten();
    given.flat_map(|(name, value)| option_words(&option(read, operation, name), value)).collect()
}

/// As the AWS CLI calls a parameter.
fn option(read: &Read, operation: &str, name: &str) -> String {
    let operation = shapes::model(read.service).and_then(|m| m.operation(operation));
    operation.and_then(|o| o.options.get(name)).map_or(name, String::as_str).to_owned()
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
    fn what_is_worked_out_first_is_started_in_the_same_line() {
        let read = find("iam", "GetServiceLastAccessedDetails").unwrap();
        let line = command(read, "us-east-1", &json!({"Arn": "arn:aws:iam::1:role/$x"}), "JobStatus");
        let start = "aws iam generate-service-last-accessed-details --region us-east-1 --arn 'arn:aws:iam::1:role/$x'";
        let get = "aws iam get-service-last-accessed-details --region us-east-1";
        let job = format!("--job-id \"$({start} --query JobId --output text; sleep 5)\" --max-items 1000");
        assert_eq!(line, format!("{get} {job} --query JobStatus --output json"));
    }

    #[test]
    fn strangers_names_stay_one_word() {
        assert_eq!(quote("$(touch x)`'\""), shlex::try_quote("$(touch x)`'\"").unwrap());
        assert_eq!(shlex::split(&quote("a b'c\"d$`\\")).unwrap(), ["a b'c\"d$`\\"]);
    }
}
