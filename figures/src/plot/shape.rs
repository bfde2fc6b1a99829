// SPDX-License-Identifier: MIT OR Apache-2.0
//! The pieces of a drawing: text, lines, areas, dots.

use svg::node::element::{
    Circle, Line as SvgLine, Path, Rectangle, Text as SvgText, path::Data,
};

/// The page's colors, by their role. The hue is the stylesheet's affair.
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
    /// The class that the page's stylesheet colors.
    pub fn class(self) -> &'static str {
        ["ink", "faint", "a", "b", "c", "d"][self as usize]
    }

    /// The color where no stylesheet reaches: print and EPUB, on white.
    pub fn fallback(self) -> &'static str {
        ["#222222", "#8a8a8a", "#0a5fa8", "#b3420e", "#2d6e33", "#7a3f9d"][self as usize]
    }
}

/// Which end of a text is at its point.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Anchor {
    /// The text begins at the point.
    Start,
    /// The text's middle is at the point.
    Middle,
    /// The text ends at the point.
    End,
}

/// The width of a text of 14 units in a wide sans-serif font (DejaVu Sans), or a little more.
pub fn text_width(words: &str) -> f64 {
    let em = |c: char| match c {
        'i' | 'j' | 'l' | '|' | '\'' | '’' | ' ' | '.' | ',' | ':' | 'I' => 0.34,
        'f' | 't' | 'r' | '(' | ')' | '[' | ']' | '/' | '-' => 0.42,
        '⁰'..='⁹' | '¹' | '²' | '³' | '⁻' | '₀'..='₉' => 0.44,
        'm' | 'w' | 'M' | 'W' | '%' | '—' | '…' => 0.98,
        'A'..='Z' | '−' | '+' | '=' | '×' | '≈' | '√' | '<' | '>' => 0.84,
        _ => 0.64,
    };
    14.0 * words.chars().map(em).sum::<f64>()
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

/// A filled, half-transparent area.
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
pub(super) fn rounded(value: f64) -> f32 {
    // Adding 0 turns the -0 of a rounded tiny negative number into 0.
    ((value * 10.0).round() / 10.0 + 0.0) as f32
}

pub(super) fn coordinate(value: f64) -> String {
    format!("{}", rounded(value))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_finite_is_not_drawn() {
        let path =
            curve([(0.0, 0.0), (f64::NAN, 1.0), (2.0, f64::INFINITY)], Color::A, 1.0);
        assert!(!path.to_string().contains("NaN") && !path.to_string().contains("inf"));
        assert!(dot((f64::NAN, 0.0), Color::A, 1.0).is_none());
    }
}
