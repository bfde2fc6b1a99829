// SPDX-License-Identifier: MIT OR Apache-2.0
//! Figures of the chapter `leaky-gain`.

use std::f64::consts::TAU;

use leaky_gain::{gain, kept, leaky_relu};

use crate::{
    Committed,
    live::{Live, number as slider},
    plot::{Anchor, Axis, Color, Error, Figure, Panel, number, short},
};

/// The figures of the page, by file name.
pub const COMMITTED: &[Committed] =
    &[("leaky-gain-halves", || halves(0.5)), ("leaky-gain-curve", || curve(0.25))];

/// What the reader can turn.
pub const LIVE: &[Live] = &[
    Live::new(
        "leaky-gain-halves",
        &[slider(("slope", "slope a"), "0.5", [-2.5, 2.5, 0.01])],
        |v| halves(v.number("slope")?),
    ),
    Live::new(
        "leaky-gain-curve",
        &[slider(("slope", "slope a"), "0.25", [0.0, 2.5, 0.01])],
        |v| curve(v.number("slope")?),
    ),
];

/// The activation of slope `a`, and the second moment after it as two areas: f(y)² times the
/// density of a bell curve of variance 1.
pub fn halves(a: f64) -> Result<String, Error> {
    if !(-2.5..=2.5).contains(&a) {
        return Err(Error::new("slope", a, "-2.5 to 2.5"));
    }
    let refused = |error| Error::new("slope", error, "a finite one");
    let (kept, gain) = (kept(a).map_err(refused)?, gain(a).map_err(refused)?);
    let grid =
        |from: f64, to: f64| (0..=60).map(move |i| from + (to - from) * i as f64 / 60.0);
    let activation = Panel::new(
        Axis::linear("y", -4.0, 4.0, &[-4.0, -2.0, 0.0, 2.0, 4.0]),
        Axis::linear("f(y)", -4.0, 4.0, &[-4.0, 0.0, 4.0]),
        90.0,
    )
    .line(Color::B, grid(-4.0, 0.0).map(|y| (y, leaky_relu(y, a))))
    .line(Color::A, grid(0.0, 4.0).map(|y| (y, leaky_relu(y, a))))
    .label(
        Color::B,
        Anchor::Start,
        (-3.9, if a < 0.0 { -2.6 } else { 1.2 }),
        &format!("slope {}", number(a)),
    )
    .label(Color::A, Anchor::End, (1.4, 2.2), "slope 1");
    let lobe = |from, to| {
        grid(from, to).map(move |y| {
            (y, 0.0, leaky_relu(y, a).powi(2) * (-y * y / 2.0).exp() / TAU.sqrt())
        })
    };
    // The left lobe is the higher one where the slope is above 1.
    let step = if a.abs() > 1.0 { (a * a).ceil() } else { 1.0 };
    let top = 0.36 * step;
    let areas = Panel::new(
        Axis::linear("y", -4.0, 4.0, &[-4.0, -2.0, 0.0, 2.0, 4.0]),
        Axis::linear(
            "f(y)² × density of y",
            0.0,
            top,
            &[0.0, 0.1, 0.2, 0.3].map(|tick| tick * step),
        ),
        120.0,
    )
    .band(Color::B, lobe(-4.0, 0.0))
    .band(Color::A, lobe(0.0, 4.0))
    .label(
        Color::B,
        Anchor::Start,
        (-3.9, 0.875 * top),
        &format!("area {}", number(a * a / 2.0)),
    )
    .label(Color::A, Anchor::End, (3.9, 0.875 * top), "area 0.5");
    Ok(Figure::new(
        "leaky-gain-halves",
        &format!(
            "A leaky ReLU of slope {} keeps {} of the second moment",
            number(a),
            number(kept)
        ),
        &format!(
            "Above, a line that breaks at zero: slope 1 to the right, slope a = {} to the left. \
             Below, its square times a bell curve: a lobe of area one half to the right, and to \
             the left the same lobe, a squared times as high, of area {}. Together {}, and the \
             gain is {}.",
            number(a),
            short(a * a / 2.0),
            short(kept),
            number(gain)
        ),
    )
    .panel(activation)
    .panel(areas)
    .render())
}

/// The gain against the slope, with the slopes that people use, and one of the reader's.
pub fn curve(a: f64) -> Result<String, Error> {
    if !(0.0..=2.5).contains(&a) {
        return Err(Error::new("slope", a, "0 to 2.5"));
    }
    let at = |a: f64| (a, gain(a).unwrap_or(f64::NAN));
    let root_five = 5f64.sqrt();
    // Under the curve; above it where PyTorch's name stands below.
    let lift = if a < 1.6 { -0.25 } else { 0.12 };
    let panel = Panel::new(
        Axis::linear("slope a", -0.1, 2.5, &[0.0, 0.5, 1.0, 1.5, 2.0, 2.5]),
        Axis::linear("gain(a)", 0.0, 1.75, &[0.0, 0.5, 1.0, 1.5]),
        190.0,
    )
    .theory(Color::Ink, (0..=100).map(|i| at(i as f64 / 40.0)))
    .points(Color::A, [at(0.0), at(1.0)])
    .points(Color::C, [at(a)])
    .points(Color::B, [at(root_five)])
    .label(Color::A, Anchor::Start, (0.06, 1.57), "0, ReLU: √2")
    .label(Color::C, Anchor::Middle, (a.clamp(0.1, 2.35), at(a).1 + lift), &number(a))
    .label(Color::A, Anchor::Start, (1.06, 1.04), "1, linear: 1")
    .label(Color::B, Anchor::End, (2.45, 0.33), "√5, PyTorch’s default");
    Ok(Figure::new(
        "leaky-gain-curve",
        "The gain against the slope of the negative half",
        &format!(
            "A falling curve: root 2 at slope 0, {} at slope {}, 1 at slope 1, and 0.577 at the \
             root of 5, which PyTorch's layers use by default.",
            number(at(a).1),
            number(a)
        ),
    )
    .panel(panel)
    .render())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn absurd_parameters_get_an_error() {
        for a in [f64::NAN, f64::INFINITY, 1e9, -1e9] {
            assert!(halves(a).is_err() && curve(a).is_err(), "{a}");
        }
    }
}
