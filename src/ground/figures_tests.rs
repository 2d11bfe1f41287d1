use super::super::tokens::tokens;
use super::*;

fn read(text: &str) -> Vec<Figure> {
    let words = tokens(text);
    let mut out = Vec::new();
    let mut i = 0;
    while i < words.len() {
        let (found, used) = at(&words[i..]).unwrap_or((Vec::new(), 1));
        out.extend(found);
        i += used;
    }
    out
}

#[test]
fn numbers_in_their_many_forms() {
    let n = |n: i64| Figure::Number(n * 1000);
    for (text, wanted) in [
        ("1,234 of them", vec![n(1234)]),
        ("1.2k objects", vec![n(1200)]),
        ("Three or twelve", vec![n(3), n(12)]),
        ("a dozen, twenty-five, three hundred", vec![n(12), n(25), n(300)]),
        ("ports 3000-6000 and 22–80", vec![n(3000), n(6000), n(22), n(80)]),
        ("a 100-GiB disk, 500GiB, a thirty-day wait", vec![n(100), n(500), n(30)]),
        ("one of two, the first, the 2nd", vec![]),
        ("one hundred, 2 million", vec![n(100), n(2_000_000)]),
        ("10, 200, 3", vec![n(10), n(200), n(3)]),
    ] {
        assert_eq!(read(text), wanted, "{text}");
    }
}

#[test]
fn money_and_percent() {
    for text in ["$25", "USD 25.00", "25 USD", "25 dollars", "US$25.00"] {
        assert_eq!(read(text), [Figure::Money(2500)], "{text}");
    }
    assert_eq!(read("$1.2k"), [Figure::Money(120_000)]);
    assert_eq!(read("12.5% or 12.5 percent"), [Figure::Percent(12_500), Figure::Percent(12_500)]);
}

#[test]
fn dates_and_times() {
    let day = Figure::Date { year: 2026, month: Some(11), day: Some(20) };
    for text in ["2026-11-20", "20 November 2026", "November 20, 2026", "20 Nov 2026", "November 20th 2026"] {
        assert_eq!(read(text), std::slice::from_ref(&day), "{text}");
    }
    let full = read("2026-11-20T18:28:52.000Z");
    assert_eq!(full, [day.clone(), Figure::Time { hour: 18, minute: 28, second: Some(52) }]);
    assert!(read("November 2026")[0].said_by(&day) && read("18:28")[0].said_by(&full[1]));
    assert!(read("2026")[0].said_by(&day) && !read("2025")[0].said_by(&day));
    assert!(!read("20 November")[0].said_by(&day), "a day without its year is not said");
    assert_eq!(read("it may cost"), []);
}
