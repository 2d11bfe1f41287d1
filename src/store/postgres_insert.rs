//! Rows on their way into PostgreSQL: a portion is one statement, whose parameters are its columns.

use std::borrow::Cow;

use super::rows::{Rows, Table};

/// Text that PostgreSQL takes. It has no zero byte in text, and strangers may have one in a name: that is no reason to
/// lose a run. So a zero byte becomes an escape character (U+0010, data link escape) and a `0`, and an escape character
/// that was there becomes two.
pub(super) fn guarded(text: &str) -> Cow<'_, str> {
    if !text.contains(['\0', '\u{10}']) {
        return Cow::Borrowed(text);
    }
    Cow::Owned(text.replace('\u{10}', "\u{10}\u{10}").replace('\0', "\u{10}0"))
}

/// The text as it was given.
pub(super) fn unguarded(text: String) -> String {
    if !text.contains('\u{10}') {
        return text;
    }
    let mut plain = String::with_capacity(text.len());
    let mut letters = text.chars();
    while let Some(letter) = letters.next() {
        plain.push(match letter {
            '\u{10}' if letters.next() == Some('0') => '\0',
            other => other,
        });
    }
    plain
}

/// The columns of a portion, from top to bottom.
pub(super) fn columns(rows: &Rows) -> Vec<Vec<Option<Cow<'_, str>>>> {
    let width = rows.rows.first().map_or(0, Vec::len);
    (0..width).map(|at| rows.rows.iter().map(|row| row[at].as_deref().map(guarded)).collect()).collect()
}

/// The statement whose parameters are the columns of a table.
pub(super) fn insert(table: Table) -> &'static str {
    match table {
        Table::Run => {
            "INSERT INTO run (id, account, started, finished, document)
             SELECT * FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[])"
        }
        Table::Call => {
            "INSERT INTO call (run_id, account, region, service, operation, status, calls, error, rules, throttles,
                               resources)
             SELECT a, b, c, d, e, f, g::bigint, h, i, j::bigint, k::bigint
             FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[],
                         $8::text[], $9::text[], $10::text[], $11::text[])
                  AS given (a, b, c, d, e, f, g, h, i, j, k)"
        }
        Table::RuleCount => {
            "INSERT INTO rule_count (run_id, rule, document) SELECT * FROM unnest($1::text[], $2::text[], $3::text[])"
        }
        Table::Section => {
            "INSERT INTO section (run_id, name, document) SELECT * FROM unnest($1::text[], $2::text[], $3::text[])"
        }
        Table::Finding => {
            "INSERT INTO finding (run_id, id, rank, rule, pillar, severity, status, account, region, kind, resource,
                                  arn, document, bundle, first_seen, cents)
             SELECT a, b, c::bigint, d, e, f, g, h, i, j, k, l, m, n::bigint, o, p::bigint
             FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[],
                         $8::text[], $9::text[], $10::text[], $11::text[], $12::text[], $13::text[], $14::text[],
                         $15::text[], $16::text[])
                  AS given (a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p)"
        }
        Table::Meaning => {
            "INSERT INTO meaning (hash, title, body, words, asked)
             SELECT * FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[]) ON CONFLICT DO NOTHING"
        }
        Table::Bundle => {
            "INSERT INTO bundle (run_id, number, meaning, rule, pillar, severity, status, change, account, region,
                                 service, kind, findings, cents, first)
             SELECT a, b::bigint, c, d, e, f, g, h, i, j, k, l, m::bigint, n::bigint, o::bigint
             FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[],
                         $8::text[], $9::text[], $10::text[], $11::text[], $12::text[], $13::text[], $14::text[],
                         $15::text[])
                  AS given (a, b, c, d, e, f, g, h, i, j, k, l, m, n, o)"
        }
        Table::Resolved => {
            "INSERT INTO resolved (run_id, id, position, document)
             SELECT a, b, c::bigint, d
             FROM unnest($1::text[], $2::text[], $3::text[], $4::text[]) AS given (a, b, c, d)"
        }
        Table::FindingState => {
            "INSERT INTO finding_state (run_id, id, rule, scope, status, first_seen, last_seen, document)
             SELECT * FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[],
                                  $8::text[])"
        }
        Table::Resource => RESOURCE,
    }
}

/// One statement may not touch a row twice, so of equal names in a portion the last one counts, as it would if they
/// came one by one.
const RESOURCE: &str = "
    INSERT INTO resource AS kept
        (key, account, scope, kind, arn, id, region, document, details, first_seen, last_seen)
    SELECT DISTINCT ON (key) key, account, scope, kind, arn, id, region, document, details, first_seen, last_seen
    FROM (
        SELECT sha256(convert_to(json_build_array(account, scope, kind, arn, id)::text, 'UTF8')) AS key, given.*
        FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $8::text[],
                    $9::text[], $10::text[]) WITH ORDINALITY
             AS given (account, scope, kind, arn, id, region, document, details, first_seen, last_seen, place)
    ) AS keyed
    ORDER BY key, place DESC
    ON CONFLICT (key) DO UPDATE SET
        region = CASE WHEN excluded.last_seen >= kept.last_seen THEN excluded.region ELSE kept.region END,
        document = CASE WHEN excluded.last_seen >= kept.last_seen THEN excluded.document ELSE kept.document END,
        details = CASE WHEN excluded.last_seen >= kept.last_seen THEN excluded.details ELSE kept.details END,
        first_seen = least(kept.first_seen, excluded.first_seen),
        last_seen = greatest(kept.last_seen, excluded.last_seen)
    WHERE excluded.last_seen >= kept.last_seen OR excluded.first_seen < kept.first_seen";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_text_comes_back_and_none_holds_a_zero_byte() {
        for text in ["", "plain", "\0", "\u{10}", "\u{10}0", "\0\u{10}\0", "\u{10}\u{10}0", "a\0b", "ä\u{10}\0é0"] {
            let guarded = guarded(text);
            assert!(!guarded.contains('\0'));
            assert_eq!(unguarded(guarded.into_owned()), text);
        }
    }
}
