// SPDX-License-Identifier: MIT OR Apache-2.0
//! A small chart, drawn for a page 360 px wide and good at any other width.
//!
//! The drawing is [`WIDTH`] units wide. On a phone the page's column is 320 px, so a unit is
//! 0.8 px and the text of 14 units is 11.2 px high; on a wide screen the page's stylesheet
//! makes the same text smaller in units. Colours come from the page through the classes
//! `ink`, `faint`, `a`, `b`, `c`, `d`; the attributes beside them are what print and EPUB see.

use svg::node::Text as TextNode;
use svg::node::element::{
    Circle, ClipPath, Description, Element, Group, Line as SvgLine, Path, Rectangle, SVG,
    Text as SvgText, Title, path::Data,
};
use svg::{Document, Node};

/// Width of every figure in its own units.
pub const WIDTH: f64 = 400.0;
/// Height of a line of text with its leading, in the figure's units.
pub const LINE: f64 = 18.0;
const LEFT: f64 = 52.0;
const RIGHT: f64 = 14.0;
const TOP: f64 = 30.0;
const BOTTOM: f64 = 48.0;

/// A parameter with which a figure cannot be drawn.
#[derive(Clone, Debug, PartialEq)]
pub struct Error {
    name: &'static str,
    value: String,
    expected: &'static str,
}

impl Error {
    /// What a listing refused, in its own words.
    pub fn of(error: impl std::error::Error) -> Self {
        Self { name: "", value: error.to_string(), expected: "" }
    }

    /// The parameter `name` was `value` where only `expected` will do.
    pub fn new(name: &'static str, value: impl ToString, expected: &'static str) -> Self {
        Self { name, value: value.to_string(), expected }
    }
}

impl std::fmt::Display for Error {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self.name {
            "" => f.write_str(&self.value),
            name => write!(f, "{name} is {}; expected {}", self.value, self.expected),
        }
    }
}

impl std::error::Error for Error {}

/// The page's colours, by their role. The hue is the stylesheet's affair.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Color {
    /// Text and axes.
    Ink,
    /// Grid lines and all that only helps.
    Faint,
    /// First series: what works.
    A,
    /// Second series: what fails.
    B,
    /// Third series.
    C,
    /// Fourth series.
    D,
}

impl Color {
    /// The class that the page's stylesheet colours.
    pub fn class(self) -> &'static str {
        ["ink", "faint", "a", "b", "c", "d"][self as usize]
    }

    /// The colour where no stylesheet reaches: print and EPUB, on white.
    pub fn fallback(self) -> &'static str {
        ["#222222", "#8a8a8a", "#0a5fa8", "#b3420e", "#2d6e33", "#7a3f9d"][self as usize]
    }
}

/// Linear or logarithmic.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Scale {
    /// Equal steps for equal differences.
    Linear,
    /// Equal steps for equal ratios; values must be above 0.
    Log,
}

/// One axis: what it measures, its range, and where its ticks stand.
#[derive(Clone, Debug)]
pub struct Axis {
    label: String,
    scale: Scale,
    from: f64,
    to: f64,
    ticks: Vec<(f64, String)>,
}

impl Axis {
    /// A linear axis from `from` to `to` with ticks at the values given.
    pub fn linear(label: &str, from: f64, to: f64, ticks: &[f64]) -> Self {
        let ticks = ticks.iter().map(|&t| (t, number(t))).collect();
        Self { label: label.into(), scale: Scale::Linear, from, to, ticks }
    }

    /// A logarithmic axis from 10^`from` to 10^`to` with a tick at every `step`-th power of ten.
    pub fn log10(label: &str, from: i32, to: i32, step: usize) -> Self {
        let ticks = (from..=to)
            .step_by(step.max(1))
            .map(|power| (10f64.powi(power), format!("10{}", superscript(power))))
            .collect();
        let (from, to) = (10f64.powi(from), 10f64.powi(to));
        Self { label: label.into(), scale: Scale::Log, from, to, ticks }
    }

    /// A logarithmic axis that holds all of `values` above 0, with some five ticks.
    pub fn log10_around<'a>(
        label: &str,
        values: impl Iterator<Item = &'a f64> + Clone,
    ) -> Self {
        let powers = values.filter(|value| **value > 0.0).map(|value| value.log10());
        let low = powers.clone().fold(-1.0, f64::min).floor().max(-60.0) as i32;
        let high = powers.fold(1.0, f64::max).ceil().min(60.0) as i32;
        let step = ((high - low + 4) / 5).max(1);
        Self::log10(label, low.div_euclid(step) * step, high, step as usize)
    }

    /// The same axis with ticks of one's own: value and text.
    pub fn with_ticks(mut self, ticks: Vec<(f64, String)>) -> Self {
        self.ticks = ticks;
        self
    }

    /// Where `value` stands between 0 (`from`) and 1 (`to`); not a number if it has no place.
    fn position(&self, value: f64) -> f64 {
        match self.scale {
            Scale::Linear => (value - self.from) / (self.to - self.from),
            Scale::Log => (value / self.from).log10() / (self.to / self.from).log10(),
        }
    }
}

/// Where a label stands relative to its point.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Anchor {
    /// The text begins at the point.
    Start,
    /// The text's middle is at the point.
    Middle,
    /// The text ends at the point.
    End,
}

enum Mark {
    Line { points: Vec<(f64, f64)>, color: Color, width: f64, dashed: bool },
    Points { points: Vec<(f64, f64)>, color: Color, radius: f64 },
    Band { points: Vec<(f64, f64, f64)>, color: Color },
    Bars { bars: Vec<(f64, f64, f64)>, color: Color },
    Label { at: (f64, f64), text: String, color: Color, anchor: Anchor },
}

/// A chart: two axes and marks in the order in which they were added.
pub struct Panel {
    x: Axis,
    y: Axis,
    height: f64,
    title: Option<String>,
    marks: Vec<Mark>,
}

impl Panel {
    /// An empty chart whose plotting area is `height` units high.
    pub fn new(x: Axis, y: Axis, height: f64) -> Self {
        Self { x, y, height, title: None, marks: Vec::new() }
    }

    /// A line of text above the chart.
    pub fn title(mut self, title: &str) -> Self {
        self.title = Some(title.into());
        self
    }

    /// A thin line: the theory.
    pub fn theory(
        self,
        color: Color,
        points: impl IntoIterator<Item = (f64, f64)>,
    ) -> Self {
        self.mark(Mark::Line {
            points: points.into_iter().collect(),
            color,
            width: 1.5,
            dashed: false,
        })
    }

    /// A dashed line: a reference, a bound.
    pub fn dashed(
        self,
        color: Color,
        points: impl IntoIterator<Item = (f64, f64)>,
    ) -> Self {
        self.mark(Mark::Line {
            points: points.into_iter().collect(),
            color,
            width: 1.5,
            dashed: true,
        })
    }

    /// A thick line: a function that is drawn for itself.
    pub fn line(
        self,
        color: Color,
        points: impl IntoIterator<Item = (f64, f64)>,
    ) -> Self {
        self.mark(Mark::Line {
            points: points.into_iter().collect(),
            color,
            width: 2.5,
            dashed: false,
        })
    }

    /// Dots: what was measured.
    pub fn points(
        self,
        color: Color,
        points: impl IntoIterator<Item = (f64, f64)>,
    ) -> Self {
        self.mark(Mark::Points {
            points: points.into_iter().collect(),
            color,
            radius: 3.0,
        })
    }

    /// An area between two curves, as (x, lower y, upper y).
    pub fn band(
        self,
        color: Color,
        points: impl IntoIterator<Item = (f64, f64, f64)>,
    ) -> Self {
        self.mark(Mark::Band { points: points.into_iter().collect(), color })
    }

    /// Bars from the bottom of the chart, as (left x, right x, y).
    pub fn bars(
        self,
        color: Color,
        bars: impl IntoIterator<Item = (f64, f64, f64)>,
    ) -> Self {
        self.mark(Mark::Bars { bars: bars.into_iter().collect(), color })
    }

    /// Text whose base line is at the point, in the chart's own coordinates.
    pub fn label(self, color: Color, anchor: Anchor, at: (f64, f64), text: &str) -> Self {
        self.mark(Mark::Label { at, text: text.into(), color, anchor })
    }

    fn mark(mut self, mark: Mark) -> Self {
        self.marks.push(mark);
        self
    }

    fn top(&self) -> f64 {
        TOP + if self.title.is_some() { LINE + 2.0 } else { 0.0 }
    }

    fn total_height(&self) -> f64 {
        self.top() + self.height + BOTTOM
    }

    fn draw(&self, clip: &str) -> Group {
        let (top, bottom) = (self.top(), self.top() + self.height);
        let right = WIDTH - RIGHT;
        let x = |value: f64| LEFT + self.x.position(value) * (right - LEFT);
        let y = |value: f64| bottom - self.y.position(value) * (bottom - top);
        let mut group = Group::new();
        if let Some(title) = &self.title {
            let place = (LEFT - 44.0, LINE - 2.0);
            group.append(
                text(title, place, Color::Ink, Anchor::Start).set("font-weight", "bold"),
            );
        }
        for (value, name) in &self.y.ticks {
            let at = y(*value);
            group.append(segment((LEFT, at), (right, at), Color::Faint, 0.5));
            group.append(text(name, (LEFT - 6.0, at + 5.0), Color::Ink, Anchor::End));
        }
        for (value, name) in &self.x.ticks {
            let at = x(*value);
            group.append(segment((at, bottom), (at, bottom + 4.0), Color::Ink, 1.0));
            group.append(text(name, (at, bottom + 20.0), Color::Ink, Anchor::Middle));
        }
        group.append(segment((LEFT, bottom), (right, bottom), Color::Ink, 1.0));
        group.append(text(&self.y.label, (8.0, top - 12.0), Color::Ink, Anchor::Start));
        group.append(text(
            &self.x.label,
            (right, bottom + 40.0),
            Color::Ink,
            Anchor::End,
        ));
        group.append(
            ClipPath::new().set("id", clip).add(
                Rectangle::new()
                    .set("x", coordinate(LEFT))
                    .set("y", coordinate(top - 4.0))
                    .set("width", coordinate(right - LEFT + 4.0))
                    .set("height", coordinate(bottom - top + 4.0)),
            ),
        );
        let mut inside = Group::new().set("clip-path", format!("url(#{clip})"));
        let mut labels = Group::new();
        for mark in &self.marks {
            match mark {
                Mark::Line { points, color, width, dashed } => {
                    let points = points.iter().map(|&(a, b)| (x(a), y(b)));
                    let mut line = curve(points, *color, *width);
                    if *dashed {
                        line = line.set("stroke-dasharray", "5 4");
                    }
                    inside.append(line);
                }
                Mark::Points { points, color, radius } => {
                    for &(a, b) in points {
                        if let Some(dot) = dot((x(a), y(b)), *color, *radius) {
                            inside.append(dot);
                        }
                    }
                }
                Mark::Band { points, color } => {
                    let lower = points.iter().map(|&(a, low, _)| (x(a), y(low)));
                    let upper = points.iter().rev().map(|&(a, _, high)| (x(a), y(high)));
                    inside.append(area(lower.chain(upper), *color));
                }
                Mark::Bars { bars, color } => {
                    for &(from, to, height) in bars {
                        inside.append(
                            rectangle(
                                (x(from), y(height).min(bottom)),
                                (x(to), bottom),
                                *color,
                            )
                            .set("fill-opacity", "0.35"),
                        );
                    }
                }
                Mark::Label { at, text: words, color, anchor } => {
                    labels.append(text(words, (x(at.0), y(at.1)), *color, *anchor));
                }
            }
        }
        group.append(inside);
        group.append(labels);
        group
    }
}

/// A figure: a title and a description for those who cannot see it, and charts or drawings
/// from top to bottom.
pub struct Figure {
    id: String,
    title: String,
    description: String,
    parts: Vec<(Element, f64)>,
}

impl Figure {
    /// An empty figure. `id` must be unique in the book: the figure's file name.
    pub fn new(id: &str, title: &str, description: &str) -> Self {
        let [id, title, description] = [id, title, description].map(String::from);
        Self { id, title, description, parts: Vec::new() }
    }

    /// Adds a chart below what is there.
    pub fn panel(self, panel: Panel) -> Self {
        let clip = format!("{}-clip-{}", self.id, self.parts.len());
        let (group, height) = (panel.draw(&clip), panel.total_height());
        self.drawing(group, height)
    }

    /// Adds a drawing of one's own below what is there; its own origin is at its top left.
    pub fn drawing(mut self, group: Group, height: f64) -> Self {
        self.parts.push((group.into(), height));
        self
    }

    /// Adds a row of words, each in the color of the marks that it names.
    pub fn legend(self, words: &[(Color, &str)]) -> Self {
        let mut row = Group::new();
        let step = (WIDTH - LEFT) / words.len().max(1) as f64;
        for (index, (color, words)) in words.iter().enumerate() {
            let left = LEFT + step * index as f64;
            row = row.add(text(words, (left, LINE - 4.0), *color, Anchor::Start));
        }
        self.drawing(row, LINE)
    }

    /// The SVG, ready to stand in an HTML page.
    pub fn render(&self) -> String {
        let height: f64 = self.parts.iter().map(|(_, height)| height).sum();
        let (title_id, description_id) =
            (format!("{}-title", self.id), format!("{}-description", self.id));
        let mut document: SVG = Document::new()
            .set("class", "figure")
            .set("viewBox", format!("0 0 {} {}", coordinate(WIDTH), coordinate(height)))
            .set("role", "img")
            .set("aria-labelledby", format!("{title_id} {description_id}"))
            .set("font-family", "system-ui, sans-serif")
            .set("font-size", "14")
            .add(Title::new(self.title.as_str()).set("id", title_id))
            .add(
                Description::new()
                    .set("id", description_id)
                    .add(TextNode::new(self.description.as_str())),
            );
        let mut top = 0.0;
        for (part, height) in &self.parts {
            let place = format!("translate(0 {})", coordinate(top));
            document.append(Group::new().set("transform", place).add(part.clone()));
            top += height;
        }
        format!("{document}\n")
    }
}

/// Text at a point.
pub fn text(words: &str, (x, y): (f64, f64), color: Color, anchor: Anchor) -> SvgText {
    let text = SvgText::new(words)
        .set("class", color.class())
        .set("fill", color.fallback())
        .set("x", coordinate(x))
        .set("y", coordinate(y));
    match anchor {
        Anchor::Start => text,
        Anchor::Middle => text.set("text-anchor", "middle"),
        Anchor::End => text.set("text-anchor", "end"),
    }
}

/// A straight line.
pub fn segment(from: (f64, f64), to: (f64, f64), color: Color, width: f64) -> SvgLine {
    SvgLine::new()
        .set("class", format!("line {}", color.class()))
        .set("stroke", color.fallback())
        .set("stroke-width", coordinate(width))
        .set("x1", coordinate(from.0))
        .set("y1", coordinate(from.1))
        .set("x2", coordinate(to.0))
        .set("y2", coordinate(to.1))
}

/// A line through points; points that are not finite are left out.
pub fn curve(
    points: impl IntoIterator<Item = (f64, f64)>,
    color: Color,
    width: f64,
) -> Path {
    Path::new()
        .set("class", format!("line {}", color.class()))
        .set("fill", "none")
        .set("stroke", color.fallback())
        .set("stroke-width", coordinate(width))
        .set("stroke-linejoin", "round")
        .set("d", outline(points))
}

/// A filled, half transparent area.
pub fn area(points: impl IntoIterator<Item = (f64, f64)>, color: Color) -> Path {
    Path::new()
        .set("class", color.class())
        .set("fill", color.fallback())
        .set("fill-opacity", "0.25")
        .set("d", outline(points).close())
}

/// A filled rectangle between two corners.
pub fn rectangle(from: (f64, f64), to: (f64, f64), color: Color) -> Rectangle {
    Rectangle::new()
        .set("class", color.class())
        .set("fill", color.fallback())
        .set("x", coordinate(from.0))
        .set("y", coordinate(from.1))
        .set("width", coordinate((to.0 - from.0).max(0.0)))
        .set("height", coordinate((to.1 - from.1).max(0.0)))
}

/// A filled circle; none where the point is not finite.
pub fn dot((x, y): (f64, f64), color: Color, radius: f64) -> Option<Circle> {
    (x.is_finite() && y.is_finite()).then(|| {
        Circle::new()
            .set("class", color.class())
            .set("fill", color.fallback())
            .set("cx", coordinate(x))
            .set("cy", coordinate(y))
            .set("r", coordinate(radius))
    })
}

fn outline(points: impl IntoIterator<Item = (f64, f64)>) -> Data {
    let finite = points.into_iter().filter(|(x, y)| x.is_finite() && y.is_finite());
    finite.enumerate().fold(Data::new(), |data, (index, (x, y))| {
        // Far outside the clip only the direction matters; keep the digits short.
        let place = (rounded(x.clamp(-1e4, 1e4)), rounded(y.clamp(-1e4, 1e4)));
        if index == 0 { data.move_to(place) } else { data.line_to(place) }
    })
}

/// To a tenth of a unit: finer than a screen shows, coarser than any platform's libm errs.
fn rounded(value: f64) -> f32 {
    // Adding 0 turns the -0 of a rounded tiny negative number into 0.
    ((value * 10.0).round() / 10.0 + 0.0) as f32
}

fn coordinate(value: f64) -> String {
    format!("{}", rounded(value))
}

/// A number as a reader would write it: at most four decimals, a true minus sign.
pub fn number(value: f64) -> String {
    let digits = format!("{:.4}", value.abs());
    let digits = digits.trim_end_matches('0').trim_end_matches('.');
    if value < 0.0 && digits != "0" { format!("−{digits}") } else { digits.to_string() }
}

/// A number to three digits as a reader would write it, very large and very small ones with a
/// power of ten.
pub fn short(value: f64) -> String {
    let size = value.abs();
    if !(1e-3..1e5).contains(&size) && value != 0.0 && value.is_finite() {
        let power = size.log10().floor();
        let digits = size / 10f64.powf(power);
        let sign = if value < 0.0 { "−" } else { "" };
        return format!("{sign}{digits:.2} × 10{}", superscript(power as i32));
    }
    significant(value, 3)
}

/// A number to so many significant digits, without zeros at its end.
pub fn significant(value: f64, digits: u32) -> String {
    let size = value.abs();
    let decimals = f64::from(digits) - 1.0 - size.max(1e-12).log10().floor();
    let written = format!("{size:.0$}", decimals.clamp(0.0, 17.0) as usize);
    let written = if written.contains('.') {
        written.trim_end_matches('0').trim_end_matches('.')
    } else {
        &written
    };
    if value < 0.0 { format!("−{written}") } else { written.to_string() }
}

/// An exponent in superscript digits.
pub fn superscript(power: i32) -> String {
    power
        .to_string()
        .chars()
        .map(|c| match c {
            '-' => '⁻',
            '1' => '¹',
            '2' => '²',
            '3' => '³',
            digit => {
                char::from_u32(digit as u32 - '0' as u32 + '⁰' as u32).unwrap_or(digit)
            }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_written_as_a_reader_would() {
        assert_eq!(number(0.5), "0.5");
        assert_eq!(number(-2.0), "−2");
        assert_eq!(number(-0.00001), "0");
        let written = [0.0, 1.0, -2.5, 0.002, 64.2345, 31622.7, 1e-9, -2.5e7].map(short);
        let expected =
            ["0", "1", "−2.5", "0.002", "64.2", "31623", "1.00 × 10⁻⁹", "−2.50 × 10⁷"];
        assert_eq!(written, expected);
        assert_eq!(superscript(-30), "⁻³⁰");
        assert_eq!(superscript(1245678), "¹²⁴⁵⁶⁷⁸");
    }

    #[test]
    fn a_log_axis_puts_equal_ratios_at_equal_distances() {
        let axis = Axis::log10("y", -2, 2, 1);
        assert!((axis.position(0.01) - 0.0).abs() < 1e-12);
        assert!((axis.position(1.0) - 0.5).abs() < 1e-12);
        assert!((axis.position(100.0) - 1.0).abs() < 1e-12);
    }

    #[test]
    fn what_is_not_finite_is_not_drawn() {
        let path =
            curve([(0.0, 0.0), (f64::NAN, 1.0), (2.0, f64::INFINITY)], Color::A, 1.0);
        assert!(!path.to_string().contains("NaN") && !path.to_string().contains("inf"));
        assert!(dot((f64::NAN, 0.0), Color::A, 1.0).is_none());
    }

    #[test]
    fn a_figure_carries_its_title_and_description() {
        let panel = Panel::new(
            Axis::linear("layer", 0.0, 4.0, &[0.0, 2.0, 4.0]),
            Axis::log10("E[y²]", -4, 0, 2),
            100.0,
        )
        .points(Color::A, [(1.0, 0.5)]);
        let svg = Figure::new("x", "A & B", "It falls").panel(panel).render();
        assert!(svg.contains("A &amp; B"), "{svg}");
        assert!(svg.contains("It falls"));
        assert!(!svg.lines().any(|line| line.trim().is_empty()));
    }
}
