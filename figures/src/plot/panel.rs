// SPDX-License-Identifier: MIT OR Apache-2.0
//! A chart: marks over two axes, and their names beside them.

use std::borrow::Borrow;

use svg::Node;
use svg::node::element::{ClipPath, Group};

use super::{
    Anchor, Axis, Color, LINE, WIDTH, area, curve, dot, legend, rectangle, segment,
    shape::rounded, text, text_width,
};

const LEFT: f64 = 52.0;
const RIGHT: f64 = WIDTH - 14.0;
const TOP: f64 = 30.0;
const BOTTOM: f64 = 48.0;

type Point = (f64, f64);

/// Values one after the other, over their numbers from `first` on: by layer, block or step.
pub fn numbered_from<V: Borrow<f64>>(
    first: usize,
    values: impl IntoIterator<Item = V>,
) -> impl Iterator<Item = Point> {
    (first..).zip(values).map(|(number, value)| (number as f64, *value.borrow()))
}

enum Shape {
    Line { points: Vec<Point>, width: f64, dashed: bool },
    Points { points: Vec<Point>, radius: f64 },
    Band { points: Vec<(f64, f64, f64)> },
    Bars { bars: Vec<(f64, f64, f64)> },
}

struct Mark {
    color: Color,
    shape: Shape,
    name: Option<String>,
}

/// A chart.
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
    pub fn theory(self, color: Color, points: impl IntoIterator<Item = Point>) -> Self {
        let points = points.into_iter().collect();
        self.mark(color, Shape::Line { points, width: 1.5, dashed: false })
    }

    /// A dashed line: a reference, a bound.
    pub fn dashed(self, color: Color, points: impl IntoIterator<Item = Point>) -> Self {
        let points = points.into_iter().collect();
        self.mark(color, Shape::Line { points, width: 1.5, dashed: true })
    }

    /// A thick line: a function that is drawn for itself.
    pub fn line(self, color: Color, points: impl IntoIterator<Item = Point>) -> Self {
        let points = points.into_iter().collect();
        self.mark(color, Shape::Line { points, width: 2.5, dashed: false })
    }

    /// Dots: what was measured.
    pub fn points(self, color: Color, points: impl IntoIterator<Item = Point>) -> Self {
        let points = points.into_iter().collect();
        self.mark(color, Shape::Points { points, radius: 3.0 })
    }

    /// An area between two curves, as (x, lower y, upper y).
    pub fn band(
        self,
        color: Color,
        points: impl IntoIterator<Item = (f64, f64, f64)>,
    ) -> Self {
        self.mark(color, Shape::Band { points: points.into_iter().collect() })
    }

    /// A histogram of `values` in `bins` equal bins between two ends, as a density; what is
    /// outside of them counts and is not drawn.
    pub fn histogram(
        self,
        color: Color,
        values: impl IntoIterator<Item = f64>,
        (from, to): (f64, f64),
        bins: usize,
    ) -> Self {
        let step = (to - from) / bins as f64;
        let mut counts = vec![0_usize; bins];
        let mut all = 0;
        for value in values {
            all += 1;
            let bin = ((value - from) / step).floor();
            if (0.0..bins as f64).contains(&bin) {
                counts[bin as usize] += 1;
            }
        }
        let bars = counts.into_iter().enumerate().map(|(bin, count)| {
            let left = from + bin as f64 * step;
            (left, left + step, count as f64 / all as f64 / step)
        });
        self.mark(color, Shape::Bars { bars: bars.collect() })
    }

    /// The name of the last mark. It is put where it touches no mark and no other name, as near
    /// to its own mark as that allows, and below the chart if there is no such place.
    pub fn name(mut self, name: &str) -> Self {
        if let Some(mark) = self.marks.last_mut() {
            mark.name = Some(name.into());
        }
        self
    }

    fn mark(mut self, color: Color, shape: Shape) -> Self {
        self.marks.push(Mark { color, shape, name: None });
        self
    }

    fn x(&self, value: f64) -> f64 {
        LEFT + self.x.position(value) * (RIGHT - LEFT)
    }

    fn top(&self) -> f64 {
        TOP + if self.title.is_some() { LINE + 2.0 } else { 0.0 }
    }

    fn bottom(&self) -> f64 {
        self.top() + self.height
    }

    fn y(&self, value: f64) -> f64 {
        self.bottom() - self.y.position(value) * self.height
    }

    fn at(&self, &(x, y): &Point) -> Point {
        (self.x(x), self.y(y))
    }

    /// The chart and its height. `clip` is an id of its own.
    pub(super) fn draw(&self, clip: &str) -> (Group, f64) {
        let mut group = self.frame();
        group.append(ClipPath::new().set("id", clip).add(rectangle(
            (LEFT, self.top() - 4.0),
            (RIGHT + 4.0, self.bottom()),
            Color::Faint,
        )));
        let mut inside = Group::new().set("clip-path", format!("url(#{clip})"));
        for mark in &self.marks {
            for element in self.shape(mark) {
                inside.append(element);
            }
        }
        group.append(inside);
        let mut room = Room::new(self);
        let mut left_over = Vec::new();
        for (index, mark) in self.marks.iter().enumerate() {
            let Some(name) = &mark.name else { continue };
            let color = if mark.color == Color::Faint { Color::Ink } else { mark.color };
            match room.place(index, name) {
                Some((x, y)) => {
                    group.append(
                        text(name, (x, y), color, Anchor::Start)
                            .set("class", format!("{} name", color.class())),
                    );
                }
                None => left_over.push((color, name.clone())),
            }
        }
        let mut height = self.bottom() + BOTTOM;
        if !left_over.is_empty() {
            let (row, more) = legend(&left_over, LEFT);
            let below = format!("translate(0 {})", rounded(height));
            group.append(Group::new().set("transform", below).add(row));
            height += more;
        }
        (group, height)
    }

    /// Title, axes and ticks.
    fn frame(&self) -> Group {
        let (top, bottom) = (self.top(), self.bottom());
        let mut group = Group::new();
        if let Some(title) = &self.title {
            let title = text(title, (8.0, LINE - 2.0), Color::Ink, Anchor::Start);
            group.append(title.set("font-weight", "bold"));
        }
        for (value, name) in &self.y.ticks {
            let at = self.y(*value);
            group.append(segment((LEFT, at), (RIGHT, at), Color::Faint, 0.5));
            group.append(text(name, (LEFT - 6.0, at + 5.0), Color::Ink, Anchor::End));
        }
        for (value, name) in &self.x.ticks {
            let at = self.x(*value);
            group.append(segment((at, bottom), (at, bottom + 4.0), Color::Ink, 1.0));
            group.append(text(name, (at, bottom + 20.0), Color::Ink, Anchor::Middle));
        }
        group.append(segment((LEFT, bottom), (RIGHT, bottom), Color::Ink, 1.0));
        group.append(text(&self.y.label, (8.0, top - 12.0), Color::Ink, Anchor::Start));
        group.append(text(
            &self.x.label,
            (RIGHT, bottom + 40.0),
            Color::Ink,
            Anchor::End,
        ));
        group
    }

    fn shape(&self, mark: &Mark) -> Vec<Box<dyn Node>> {
        let (color, points) = (mark.color, self.outline(mark));
        match &mark.shape {
            Shape::Line { width, dashed, .. } => {
                let line = curve(points, color, *width);
                let line =
                    if *dashed { line.set("stroke-dasharray", "5 4") } else { line };
                vec![Box::new(line)]
            }
            Shape::Points { radius, .. } => {
                let dots = points.into_iter().filter_map(|at| dot(at, color, *radius));
                dots.map(|dot| Box::new(dot) as Box<dyn Node>).collect()
            }
            Shape::Band { .. } => vec![Box::new(area(points, color))],
            Shape::Bars { .. } => {
                let bars = points.chunks_exact(2).map(|ends| {
                    let [(left, top), (right, _)] = [ends[0], ends[1]];
                    let bottom = self.bottom();
                    let bar = rectangle((left, top.min(bottom)), (right, bottom), color);
                    Box::new(bar.set("fill-opacity", "0.35")) as Box<dyn Node>
                });
                bars.collect()
            }
        }
    }

    /// The points that a mark is drawn through.
    fn outline(&self, mark: &Mark) -> Vec<Point> {
        match &mark.shape {
            Shape::Line { points, .. } | Shape::Points { points, .. } => {
                points.iter().map(|point| self.at(point)).collect()
            }
            Shape::Band { points } => {
                let lower = points.iter().map(|&(x, low, _)| self.at(&(x, low)));
                let upper = points.iter().rev().map(|&(x, _, high)| self.at(&(x, high)));
                lower.chain(upper).collect()
            }
            Shape::Bars { bars } => bars
                .iter()
                .flat_map(|&(from, to, top)| [self.at(&(from, top)), self.at(&(to, top))])
                .collect(),
        }
    }

    /// Points of a mark that are inside of the chart, those of a line so close together that no
    /// name fits between them.
    fn trace(&self, mark: &Mark) -> Vec<Point> {
        // Rounded as they are drawn, so that no platform's last digit can move a name.
        let round = |value: f64| f64::from(rounded(value.clamp(-1e4, 1e4)));
        let points: Vec<Point> = self
            .outline(mark)
            .into_iter()
            .filter(|(x, y)| x.is_finite() && y.is_finite())
            .map(|(x, y)| (round(x), round(y)))
            .collect();
        let between = points.windows(2).flat_map(|pair| {
            let [(x0, y0), (x1, y1)] = [pair[0], pair[1]];
            let steps = ((x1 - x0).abs().max((y1 - y0).abs()) / 2.0).ceil().max(1.0);
            (0..=steps as usize).map(move |step| {
                let part = step as f64 / steps;
                (x0 + part * (x1 - x0), y0 + part * (y1 - y0))
            })
        });
        let inside = |(x, y): &Point| {
            (LEFT..=RIGHT).contains(x) && (self.top() - 4.0..=self.bottom()).contains(y)
        };
        match mark.shape {
            Shape::Points { .. } => points.into_iter().filter(inside).collect(),
            _ => points
                .first()
                .copied()
                .into_iter()
                .chain(between)
                .filter(inside)
                .collect(),
        }
    }

    /// Whether a point is on the area of a band of another color.
    fn on_another(&self, color: Color, (x, y): Point) -> bool {
        let covers = |points: &[(f64, f64, f64)]| {
            points.windows(2).any(|pair| {
                let [(from, bottom), (to, top)] =
                    [self.at(&(pair[0].0, pair[0].1)), self.at(&(pair[1].0, pair[1].2))];
                (from..=to).contains(&x) && (top..=bottom).contains(&y)
            })
        };
        self.marks.iter().any(|mark| match &mark.shape {
            Shape::Band { points } => mark.color != color && covers(points),
            _ => false,
        })
    }
}

/// The side of a square of [`Room`].
const SQUARE: f64 = 2.0;
/// How far a name stays from everything.
const GAP: f64 = 3.0;
/// The height of a text above its base line, and below it.
const ASCENT: f64 = 11.0;
const DESCENT: f64 = 4.0;
/// The farthest that a name may be from what it names.
const FAR: f64 = 60.0;

/// Which squares of a chart are taken, and some points of each of its marks.
struct Room<'a> {
    panel: &'a Panel,
    traces: Vec<Vec<Point>>,
    columns: usize,
    top: f64,
    taken: Vec<bool>,
}

impl<'a> Room<'a> {
    fn new(panel: &'a Panel) -> Self {
        let columns = (WIDTH / SQUARE) as usize;
        let rows = (panel.height / SQUARE) as usize + 4;
        let top = panel.top() - 4.0;
        let taken = vec![false; columns * rows];
        let mut room = Self { panel, traces: Vec::new(), columns, top, taken };
        for mark in &panel.marks {
            let trace = panel.trace(mark);
            for &(x, y) in &trace {
                match &mark.shape {
                    // A name is legible on an area, but not on its edge.
                    Shape::Line { .. } | Shape::Band { .. } => {
                        room.take((x - 1.0, y - 1.0), (x + 1.0, y + 1.0))
                    }
                    Shape::Points { radius, .. } => {
                        room.take((x - radius, y - radius), (x + radius, y + radius));
                    }
                    Shape::Bars { .. } => room.take((x, y), (x, panel.bottom())),
                }
            }
            room.traces.push(thinned(trace));
        }
        room
    }

    fn squares(&self, from: Point, to: Point) -> impl Iterator<Item = usize> + use<> {
        let index = |at: f64| (at.max(0.0) / SQUARE) as usize;
        let (left, right) = (index(from.0), index(to.0).min(self.columns - 1));
        let (above, below) = (index(from.1 - self.top), index(to.1 - self.top));
        let (columns, all) = (self.columns, self.taken.len());
        let rows = (above..=below).map(move |row| row * columns);
        rows.flat_map(move |row| (left..=right).map(move |column| row + column))
            .filter(move |square| *square < all)
    }

    fn take(&mut self, from: Point, to: Point) {
        for square in self.squares(from, to) {
            self.taken[square] = true;
        }
    }

    /// Where the base line of the name of a mark begins.
    fn place(&mut self, index: usize, name: &str) -> Option<Point> {
        let panel = self.panel;
        let color = panel.marks[index].color;
        let width = text_width(name);
        let mine = &self.traces[index];
        let others: Vec<Point> = panel
            .marks
            .iter()
            .zip(&self.traces)
            .filter(|(other, _)| other.color != color && other.color != Color::Faint)
            .flat_map(|(_, trace)| trace.iter().copied())
            .collect();
        // Between a point and the box of the text.
        let distance = |points: &[Point], (x, y): Point| {
            let outside =
                |value: f64, from: f64, to: f64| (from - value).max(value - to).max(0.0);
            let squares = points.iter().map(|&(a, b)| {
                outside(a, x, x + width).powi(2)
                    + outside(b, y - ASCENT, y + DESCENT).powi(2)
            });
            squares.fold(f64::INFINITY, f64::min).sqrt()
        };
        let mut best = None;
        let mut least = FAR;
        let mut y = panel.top() + ASCENT;
        while y + DESCENT + GAP < panel.bottom() {
            let mut x = LEFT + GAP;
            while x + width < RIGHT + 4.0 {
                let from = (x - GAP, y - ASCENT - GAP);
                let to = (x + width + GAP, y + DESCENT + GAP);
                if self.squares(from, to).all(|square| !self.taken[square]) {
                    let near = distance(mine, (x, y));
                    // Not where it seems to name another, and rather to the right, where most
                    // lines have parted.
                    let other = (near + 12.0 - distance(&others, (x, y))).max(0.0);
                    let middle = y - ASCENT / 2.0;
                    let covered = [x, x + width / 2.0, x + width]
                        .into_iter()
                        .filter(|&x| panel.on_another(color, (x, middle)));
                    let other = other + 8.0 * covered.count() as f64;
                    let cost = near + other + (RIGHT - x - width) / 60.0;
                    if near < FAR && cost < least {
                        (best, least) = (Some((x, y)), cost);
                    }
                }
                x += 6.0;
            }
            y += 4.0;
        }
        let (x, y) = best?;
        self.take((x, y - ASCENT), (x + width, y + DESCENT));
        best
    }
}

/// At most some fifty of the points.
fn thinned(points: Vec<Point>) -> Vec<Point> {
    let step = points.len().div_ceil(50).max(1);
    points.into_iter().step_by(step).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use svg::node::element::SVG;

    fn drawn(panel: Panel) -> String {
        SVG::new().add(panel.draw("clip").0).to_string()
    }

    fn level(at: f64) -> [Point; 2] {
        [(0.0, at), (10.0, at)]
    }

    fn panel() -> Panel {
        Panel::new(Axis::linear("x", 0.0, 10.0), Axis::linear("y", 0.0, 10.0), 100.0)
    }

    #[test]
    fn a_name_is_near_its_line_and_on_no_other() {
        let svg = drawn(
            panel().line(Color::A, level(5.0)).name("five").line(Color::B, level(7.0)),
        );
        // The line at 5 is at 80 units, the one at 7 at 60: there is room below the first.
        let place = svg.split("y=\"").map(|rest| rest.split('"').next().unwrap_or(""));
        let before = svg.find("five").unwrap();
        let tag = &svg[..before][svg[..before].rfind("<text").unwrap()..];
        let y: f64 = tag
            .split(" y=\"")
            .nth(1)
            .unwrap()
            .split('"')
            .next()
            .unwrap()
            .parse()
            .unwrap();
        assert!((80.0 + ASCENT..110.0).contains(&y), "{tag} {}", place.count());
    }

    #[test]
    fn a_name_without_room_is_put_below_the_chart() {
        let full = (0..=50).fold(panel(), |panel, line| {
            panel.line(Color::A, level(f64::from(line) / 5.0))
        });
        let (_, without) = panel().draw("clip");
        let (group, height) = full.name("lost").draw("clip");
        assert!(SVG::new().add(group).to_string().contains("lost"));
        assert!(height > without);
    }
}
