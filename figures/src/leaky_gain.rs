// SPDX-License-Identifier: MIT OR Apache-2.0
//! Figures of the chapter `leaky-gain`.

use leaky_gain::{gain, kept, leaky_relu};
use uniform_sqrt_3::normal_density;

use crate::{
    figure::{Error, Figure, Values, number as slider},
    plot::{Axis, Color, Drawing, Panel, number, short},
};

pub const FIGURES: &[Figure] = &[
    Figure::new("leaky-gain-halves", halves)
        .turn(&[slider(("slope", "slope a"), 0.5, -2.5..=2.5, 0.01)]),
    Figure::new("leaky-gain-curve", curve)
        .turn(&[slider(("slope", "slope a"), 0.25, 0.0..=2.5, 0.01)]),
];

/// The activation of slope `a`, and the second moment after it as two areas: f(y)² times the
/// density of a normal distribution of variance 1.
fn halves(v: &Values) -> Result<Drawing, Error> {
    let a = v.number("slope");
    let (kept, gain) = (kept(a).map_err(Error::of)?, gain(a).map_err(Error::of)?);
    let grid = |from: f64, to: f64| {
        (0..=60).map(move |i| from + (to - from) * f64::from(i) / 60.0)
    };
    let activation =
        Panel::new(Axis::linear("y", -4.0, 4.0), Axis::linear("f(y)", -4.0, 4.0), 90.0)
            .line(Color::B, grid(-4.0, 0.0).map(|y| (y, leaky_relu(y, a))))
            .name(&format!("slope {}", number(a)))
            .line(Color::A, grid(0.0, 4.0).map(|y| (y, leaky_relu(y, a))))
            .name("slope 1");
    let lobe = |from, to| {
        grid(from, to).map(move |y| (y, 0.0, leaky_relu(y, a).powi(2) * normal_density(y)))
    };
    // The left lobe is the higher one where the slope is above 1.
    let top = 0.38 * a.abs().max(1.0).powi(2);
    let areas = Panel::new(
        Axis::linear("y", -4.0, 4.0),
        Axis::linear("f(y)² × density of y", 0.0, top),
        120.0,
    )
    .band(Color::B, lobe(-4.0, 0.0))
    .name(&format!("area {}", number(a * a / 2.0)))
    .band(Color::A, lobe(0.0, 4.0))
    .name("area 0.5");
    Ok(Drawing::new(
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
    .reading(&format!(
        "0.5 + {} = {} of the second moment is kept; gain {}",
        number(a * a / 2.0),
        number(kept),
        number(gain)
    ))
    .panel(activation)
    .panel(areas))
}

/// The gain against the slope, with the slopes that people use, and one of the reader's.
fn curve(v: &Values) -> Result<Drawing, Error> {
    let a = v.number("slope");
    let at = |a: f64| (a, gain(a).unwrap_or(f64::NAN));
    let panel = Panel::new(
        Axis::linear("slope a", -0.1, 2.6),
        Axis::linear("gain(a)", 0.0, 1.75),
        190.0,
    )
    .theory(Color::Ink, (0..=100).map(|i| at(f64::from(i) / 40.0)))
    .points(Color::A, [at(0.0)])
    .name("0, ReLU: √2")
    .points(Color::A, [at(1.0)])
    .name("1, linear: 1")
    .points(Color::B, [at(5f64.sqrt())])
    .name("√5, PyTorch’s default")
    .points(Color::C, [at(a)])
    .name(&format!("slope {}", number(a)));
    Ok(Drawing::new(
        "The gain against the slope of the negative half",
        &format!(
            "A falling curve: root 2 at slope 0, {} at slope {}, 1 at slope 1, and 0.577 at the \
             root of 5, which PyTorch's layers use by default.",
            number(at(a).1),
            number(a)
        ),
    )
    .reading(&format!("gain({}) = {}", number(a), number(at(a).1)))
    .panel(panel))
}
