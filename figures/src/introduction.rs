// SPDX-License-Identifier: MIT OR Apache-2.0
//! Figures of the chapter `introduction`.

use introduction::signal;
use rand::{SeedableRng, rngs::ChaCha8Rng};
use svg::node::element::Group;

use crate::{
    Committed,
    live::{Live, number, seed},
    plot::{
        Anchor, Axis, Color, Error, Figure, LINE, Panel, WIDTH, rectangle, segment,
        short, text,
    },
};

/// The figures of the page, by file name.
pub const COMMITTED: &[Committed] =
    &[("introduction-two", || two(256, 30, 1)), ("introduction-map", map)];

/// What the reader can turn.
pub const LIVE: &[Live] = &[Live::new(
    "introduction-two",
    &[
        number(("depth", "layers"), "30", [2.0, 40.0, 1.0]),
        number(("width", "width"), "256", [1.0, 256.0, 1.0]),
        seed("1"),
    ],
    |v| two(v.count("width")?, v.count("depth")?, v.seed()?),
)
.folded()];

/// The signal by layer with the 2 of the nine lines and with a 1 in its place: powers of two as
/// lines, one network as points.
pub fn two(width: usize, depth: usize, seed: u64) -> Result<String, Error> {
    if !(1..=512).contains(&width) {
        return Err(Error::new("width", width, "1 to 512"));
    }
    if !(2..=40).contains(&depth) {
        return Err(Error::new("depth", depth, "2 to 40"));
    }
    let ticks: Vec<f64> = (0..=depth).step_by(5).map(|layer| layer as f64).collect();
    let x = Axis::linear("layer", 0.0, depth as f64 + 1.0, &ticks);
    let y = Axis::log10("mean square of the layer's output", -12, 2, 2);
    let mut panel = Panel::new(x, y, 200.0);
    let mut findings = Vec::new();
    for (numerator, color, words, place) in [
        (2.0, Color::A, "with the 2", (depth as f64, 12.0)),
        (
            1.0,
            Color::B,
            "with a 1: halved by every layer",
            (0.39 * (depth as f64 + 1.0), 1e-9),
        ),
    ] {
        let mut rng = ChaCha8Rng::seed_from_u64(seed);
        let means = signal(numerator, width, depth, &mut rng)
            .map_err(|error| Error::new("network", error, "a valid one"))?;
        let theory =
            |layer: usize| numerator * (numerator / 2.0_f64).powi(layer as i32 - 1);
        let line = (1..=depth).map(|layer| (layer as f64, theory(layer)));
        let dots = means.iter().enumerate().map(|(index, &m)| ((index + 1) as f64, m));
        findings.push(short(means.last().copied().unwrap_or(f64::NAN)));
        let anchor = if numerator == 2.0 { Anchor::End } else { Anchor::Middle };
        panel = panel
            .theory(color, line)
            .points(color, dots)
            .label(color, anchor, place, words);
    }
    Ok(Figure::new(
        "introduction-two",
        &format!("The signal of {depth} layers with a 2 and with a 1 in the nine lines"),
        &format!(
            "On a logarithmic scale, two lines with dots: the mean square by layer. With the 2 the \
             line is level at 2, and in a network {width} wide layer {depth} has {}; with a 1 the \
             line falls by a half at each layer, and layer {depth} has {}.",
            findings[0], findings[1]
        ),
    )
    .panel(panel)
    .render())
}

/// Which chapter explains which of the nine lines.
pub fn map() -> Result<String, Error> {
    let rows: [(&str, Color, &[&str]); 6] = [
        ("2.0", Color::A, &["One over n", "Depth", "Equation 10"]),
        ("use_fan_out", Color::A, &["Backward"]),
        ("1 + a²", Color::D, &["The leaky gain"]),
        ("√3 × std", Color::D, &["Uniform and the square root of three"]),
        ("ni × rec_fs, nf × rec_fs", Color::D, &["The convolution’s fans"]),
        ("all nine lines", Color::C, &["Kaiming, line by line"]),
    ];
    let mut group = Group::new();
    let mut top = 8.0;
    for (code, color, chapters) in rows {
        let height = 8.0 + LINE * (1 + chapters.len()) as f64;
        group = group.add(rectangle((6.0, top), (11.0, top + height), color)).add(
            text(code, (22.0, top + LINE - 2.0), Color::Ink, Anchor::Start)
                .set("font-family", "ui-monospace, monospace")
                .set("font-weight", "bold"),
        );
        for (index, chapter) in chapters.iter().enumerate() {
            let y = top + LINE * (index + 2) as f64;
            group = group.add(text(chapter, (40.0, y), color, Anchor::Start));
        }
        top += height + 10.0;
    }
    group = group.add(segment((6.0, top), (WIDTH - 6.0, top), Color::Faint, 1.0));
    top += LINE;
    let rest = "and then: training, the libraries, beyond ReLU";
    group = group.add(text(rest, (6.0, top + 4.0), Color::Ink, Anchor::Start));
    Ok(Figure::new(
        "introduction-map",
        "Which chapter explains which part of the nine lines",
        "A list. The 2: One over n, Depth, Equation 10. The flag use_fan_out: Backward. \
         One plus a squared: The leaky gain. The root of three: Uniform and the square root of \
         three. The two products: The convolution’s fans. All nine lines: Kaiming, line by line.",
    )
    .drawing(group, top + 16.0)
    .render())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn absurd_parameters_get_an_error() {
        assert!(two(0, 30, 1).is_err());
        assert!(two(1_000_000_000, 30, 1).is_err());
        assert!(two(8, 0, 1).is_err());
        assert!(two(8, usize::MAX, 1).is_err());
        assert!(two(1, 40, 1).is_ok());
    }
}
