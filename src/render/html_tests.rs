use super::super::sample;
use super::*;

#[test]
fn stands_alone_and_lets_nothing_raw_through() {
    let files = Html.files(&sample::report()).unwrap();
    let [file] = files.as_slice() else { panic!("one file") };
    assert_eq!(file.path, "report.html");
    let page = &file.contents;
    assert!(page.contains("<title>AWS audit of 123456789012</title>"));
    assert!(page.contains("prefers-color-scheme: dark") && page.contains("name=\"viewport\""));
    for raw in ["<script", "<img", "src=", "<!--", "href=\"http", "href=\"javascript"] {
        assert!(!page.contains(raw), "{raw}");
    }
    assert!(page.contains("&lt;script&gt;alert(1)&lt;/script&gt;"));
}

#[test]
fn every_link_has_its_target() {
    for report in [sample::report(), sample::large(500)] {
        let files = Html.files(&report).unwrap();
        let mut links = 0;
        for file in &files {
            let folder = file.path.rsplit_once('/').map_or("", |(folder, _)| folder);
            for link in file.contents.split("href=\"").skip(1) {
                links += 1;
                let link = link.split('"').next().unwrap();
                let (path, anchor) = link.split_once('#').unwrap_or((link, ""));
                let path = match path.strip_prefix("../") {
                    _ if path.is_empty() => file.path.clone(),
                    Some(above) if !folder.is_empty() => above.to_owned(),
                    _ => path.to_owned(),
                };
                let target = files.iter().find(|other| other.path == path).unwrap();
                assert!(anchor.is_empty() || target.contents.contains(&format!(" id=\"{anchor}\"")), "{link}");
            }
        }
        assert!(links >= 5);
    }
}

#[test]
fn foreign_markdown_is_harmless() {
    let markdown = "# A *b* `<c>`\n\n<b>x</b> [a](javascript:alert(1)) [b](//evil.example/x.md) [c](data:text/html,x) \
                    ![i](https://evil.example/i.png) [d](https://ok.example/) [e](rules/x.md#y) [f](#a-b-c)\n\n<script>\n";
    let (title, body) = to_html(markdown, "");
    assert_eq!(title, "A b <c>");
    assert_eq!(
        body,
        "<h1 id=\"a-b-c\">A <em>b</em> <code>&lt;c&gt;</code></h1>\n<p>&lt;b&gt;x&lt;/b&gt; a b c i \
         <a href=\"https://ok.example/\">d</a> <a href=\"rules/x.html#y\">e</a> <a href=\"#a-b-c\">f</a></p>\n\
         &lt;script&gt;\n"
    );
}

#[test]
fn the_chart_is_in_the_page() {
    let mut report = sample::report();
    report.trend = sample::trend();
    let files = Html.files(&report).unwrap();
    let [file] = files.as_slice() else { panic!("one file") };
    assert_eq!(file.contents.matches("<svg class=\"trend\"").count(), 1);
    assert!(file.contents.contains("</svg></p>"), "it is whole, and its description is not said twice");
    assert!(!file.contents.contains("<img"));
}
