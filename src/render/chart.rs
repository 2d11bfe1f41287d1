//! The trend as a picture: open findings by severity, and money under them. SVG without fonts, scripts or anything that
//! is fetched; the same points give the same bytes.

use chrono::DateTime;
use plotters::coord::Shift;
use plotters::prelude::*;

use crate::model::{Severity, Trend, TrendPoint};

/// Beside report.md.
pub const FILE: &str = "trend.svg";
/// What the picture shows, for those who do not see it.
pub const TITLE: &str = "Open findings by severity, and money a month, over the account's runs";

const SIZE: (u32, u32) = (900, 480);
const FINDINGS_HEIGHT: u32 = 300;
const INK: RGBColor = RGBColor(0x57, 0x60, 0x6a);
const GRID: RGBColor = RGBColor(0xc8, 0xce, 0xd4);
const MONEY: RGBColor = RGBColor(0x1f, 0x88, 0x3d);
/// What is not readable on a dark page is other there. The selectors are the colours that plotters writes.
const STYLE: &str = "<style>@media (prefers-color-scheme: dark) { .trend text { fill: #C9D1D9 } \
                     .trend [stroke=\"#57606A\"] { stroke: #C9D1D9 } .trend [stroke=\"#C8CED4\"] { stroke: #3D444D } }</style>";

/// Whether there is anything to draw.
pub fn shown(trend: &Trend) -> bool {
    trend.points.len() > 1
}

/// The picture, or None where there are no two points.
pub fn svg(trend: &Trend) -> anyhow::Result<Option<String>> {
    if !shown(trend) {
        return Ok(None);
    }
    let mut svg = String::new();
    draw(&trend.points, &mut svg).map_err(|e| anyhow::anyhow!("the chart of the trend: {e}"))?;
    let head = format!("<svg class=\"trend\" role=\"img\" aria-label=\"{TITLE}\" ");
    let svg = svg.replacen("<svg ", &head, 1);
    let body = svg.find('\n').map_or(0, |end| end + 1);
    let (open, rest) = svg.split_at(body);
    // In a page, a blank line would end the picture's HTML.
    Ok(Some(format!("{open}<title>{TITLE}</title>\n{STYLE}\n{}\n", rest.trim_end())))
}

type Failure<'a> = DrawingAreaErrorKind<<SVGBackend<'a> as DrawingBackend>::ErrorType>;
type Area<'a> = DrawingArea<SVGBackend<'a>, Shift>;
/// A moment in seconds, and how much then.
type Step = (i64, f64);

fn draw<'a>(points: &[TrendPoint], into: &'a mut String) -> Result<(), Failure<'a>> {
    let root = SVGBackend::with_string(into, SIZE).into_drawing_area();
    let (above, below) = root.split_vertically(FINDINGS_HEIGHT);
    let severities: Vec<Line> = Severity::ALL.into_iter().map(|severity| Line::of(severity, points)).collect();
    panel(&above, "Open findings", points, &severities)?;
    let cents = |point: &TrendPoint| point.cents as f64 / 100.0;
    let money = [Line { name: "", color: MONEY, steps: steps(points, cents) }];
    panel(&below, "USD a month", points, &money)?;
    root.present()
}

/// What a panel shows one of.
struct Line {
    name: &'static str,
    color: RGBColor,
    steps: Vec<Step>,
}

impl Line {
    fn of(severity: Severity, points: &[TrendPoint]) -> Self {
        // Each has contrast enough on white and on near-black.
        let color = match severity {
            Severity::Critical => RGBColor(0xcf, 0x22, 0x2e),
            Severity::High => RGBColor(0xd1, 0x6a, 0x04),
            Severity::Medium => RGBColor(0x1f, 0x7a, 0xe0),
            Severity::Low => RGBColor(0x6e, 0x77, 0x81),
        };
        let open = |point: &TrendPoint| point.open.get(&severity).copied().unwrap_or_default() as f64;
        Line { name: severity.word(), color, steps: steps(points, open) }
    }
}

/// Each figure where it began and where it was last seen. The last one only where it began: a chart of an estate in
/// which nothing changes stays as it is.
fn steps(points: &[TrendPoint], figure: impl Fn(&TrendPoint) -> f64) -> Vec<Step> {
    let last = points.len().saturating_sub(1);
    let of = |(at, point): (usize, &TrendPoint)| {
        let end = (at < last && point.runs > 1).then_some(point.until);
        [Some(point.started), end].into_iter().flatten().map(|t| (t.timestamp(), figure(point))).collect::<Vec<_>>()
    };
    (0..).zip(points).flat_map(of).collect()
}

fn panel<'a>(area: &Area<'a>, title: &str, points: &[TrendPoint], lines: &[Line]) -> Result<(), Failure<'a>> {
    let (from, to) = span(points);
    let most = lines.iter().flat_map(|line| &line.steps).map(|step| step.1).fold(1.0, f64::max) * 1.1;
    let mut chart = ChartBuilder::on(area)
        .caption(title, ("sans-serif", 16).into_font().color(&INK))
        .margin(8)
        .margin_right(90)
        .x_label_area_size(44)
        .y_label_area_size(70)
        .build_cartesian_2d(from..to, 0.0..most)?;
    let form = if to - from > 3 * 86_400 { "%Y-%m-%d" } else { "%m-%d %H:%M" };
    let date = |at: &i64| DateTime::from_timestamp(*at, 0).map_or_else(String::new, |t| t.format(form).to_string());
    chart
        .configure_mesh()
        .disable_x_mesh()
        .light_line_style(TRANSPARENT)
        .bold_line_style(GRID)
        .axis_style(INK)
        .label_style(("sans-serif", 13).into_font().color(&INK))
        .x_labels(6)
        .y_labels(5)
        .x_label_formatter(&date)
        .y_label_formatter(&|n| format!("{n:.0}"))
        .x_desc("UTC")
        .draw()?;
    for line in lines {
        chart.draw_series(LineSeries::new(line.steps.iter().copied(), line.color.stroke_width(2)).point_size(3))?;
    }
    legend(area, lines)
}

/// The names stand at the right, each in its line's colour, where no line runs through them.
fn legend<'a>(area: &Area<'a>, lines: &[Line]) -> Result<(), Failure<'a>> {
    let right = SIZE.0 as i32 - 78;
    for (at, line) in (0..).zip(lines.iter().filter(|line| !line.name.is_empty())) {
        let y = 50 + at * 22;
        area.draw(&Rectangle::new([(right, y), (right + 10, y + 10)], line.color.filled()))?;
        area.draw(&Text::new(line.name, (right + 16, y), ("sans-serif", 14).into_font().color(&INK)))?;
    }
    Ok(())
}

/// From the first moment to the last, in seconds.
fn span(points: &[TrendPoint]) -> (i64, i64) {
    let all = || steps(points, |_| 0.0).into_iter().map(|step| step.0);
    let (from, to) = (all().min().unwrap_or_default(), all().max().unwrap_or_default());
    (from, to.max(from + 60))
}

#[cfg(test)]
mod tests {
    use super::super::sample;
    use super::*;

    #[test]
    fn the_same_points_give_the_same_picture_and_the_last_ones_length_does_not_matter() {
        let mut trend = sample::trend();
        let first = svg(&trend).unwrap().unwrap();
        let last = trend.points.last_mut().unwrap();
        (last.until, last.runs) = (sample::at(90_000), 9);
        assert_eq!(svg(&trend).unwrap().unwrap(), first);
        trend.points.last_mut().unwrap().cents += 100;
        assert_ne!(svg(&trend).unwrap().unwrap(), first);
        trend.points.truncate(1);
        assert_eq!(svg(&trend).unwrap(), None);
    }

    #[test]
    fn it_stands_alone_and_names_what_it_shows() {
        let picture = svg(&sample::trend()).unwrap().unwrap();
        for words in ["Open findings", "USD a month", "critical", "low", "UTC", "2026-11-2", TITLE] {
            assert!(picture.contains(words), "{words}");
        }
        let line = |text: &&str| text.starts_with("<polyline") && text.contains("stroke-width=\"2\"");
        assert_eq!(picture.lines().filter(line).count(), 5, "four severities and money");
        for foreign in ["href", "<script", "@import", "url(", "\n\n"] {
            assert!(!picture.contains(foreign), "{foreign}");
        }
        assert!(picture.starts_with("<svg ") && picture.ends_with("</svg>\n"));
    }
}
