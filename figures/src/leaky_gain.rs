// SPDX-License-Identifier: MIT OR Apache-2.0
//! Figures of the chapter `leaky-gain`.

use leaky_gain::{forward, gain, kept, leaky_relu, theory};
use rand::{SeedableRng, rngs::ChaCha8Rng};
use uniform_sqrt_3::normal_density;

use crate::{
    figure::{Error, Figure, Values, number as slider, seed},
    plot::{Axis, Color, Drawing, Panel, number, numbered_from, short},
};

pub const FIGURES: &[Figure] = &[
    Figure::new("leaky-gain-halves", halves)
        .turn(&[slider(("slope", "slope a"), 0.5, -2.5..=2.5, 0.01)])
        .missions(&[
            ("At which slope do both areas have the same size?", "slope=1"),
            ("A slope of minus one half: does the sign change an area?", "slope=-0.5"),
        ]),
    Figure::new("leaky-gain-level", level)
        .turn(&[
            slider(("gain", "gain"), 1.414, 0.5..=1.6, 0.001),
            slider(("slope", "slope a"), 0.5, 0.0..=2.5, 0.01),
            seed(1),
        ])
        .missions(&[
            ("No activation at all, slope 1: which gain makes it level?", "slope=1"),
            (
                "The gain inside nn.Linear, 0.577: for which slope is it level?",
                "slope=0\ngain=0.577",
            ),
        ]),
    Figure::new("leaky-gain-curve", curve)
        .turn(&[slider(("slope", "slope a"), 0.25, 0.0..=2.5, 0.01)])
        .missions(&[
            ("Slope 0.1: how much gain does it cost?", "slope=0.1"),
            ("How steep for half of the ReLU’s gain?", "slope=1.73"),
        ]),
];

const LAYERS: usize = 30;

/// Thirty layers whose gain the reader turns until the line is level.
fn level(v: &Values) -> Result<Drawing, Error> {
    let (a, gain) = (v.number("slope"), v.number("gain"));
    let mut rng = ChaCha8Rng::seed_from_u64(v.seed());
    let moments = forward(a, gain, 128, LAYERS, &mut rng).map_err(Error::of)?;
    let dots: Vec<(f64, f64)> = numbered_from(1, moments).collect();
    let mut line = Vec::new();
    for layer in 1..=LAYERS {
        line.push((layer as f64, theory(a, gain, layer).map_err(Error::of)?));
    }
    let (first, last) = (line[0].1, line[LAYERS - 1].1);
    let per_layer = kept(a).map_err(Error::of)? * gain * gain;
    let off = last / first;
    let verdict = if (off.ln()).abs() < 0.1 {
        format!("level: y_30 is {} times y_1", short(off))
    } else if off > 1.0 {
        format!("too high: y_30 is {} times y_1", short(off))
    } else {
        format!("too low: y_1 is {} times y_30", short(1.0 / off))
    };
    let all = line.iter().chain(&dots).map(|(_, y)| *y).chain([0.1, 10.0]);
    let panel = Panel::new(
        Axis::counting("layer l", 0, LAYERS),
        Axis::log10_around("second moment of y_l", all),
        200.0,
    )
    .dashed(Color::Faint, [(1.0, first), (LAYERS as f64, first)])
    .theory(Color::A, line)
    .name("mean over networks")
    .points(Color::A, dots)
    .name("one network, 128 wide");
    Ok(Drawing::new(
        &format!("Thirty layers with slope {} and gain {}", number(a), number(gain)),
        &format!(
            "On a logarithmic scale, the second moment of thirty layers as a straight line, and as \
             dots for one network. Each layer multiplies it by {}, so the line is {verdict}.",
            short(per_layer)
        ),
    )
    .reading(&format!("× {} per layer; {verdict}", short(per_layer)))
    .panel(panel))
}

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
            .name("slope 1")
    .points(Color::Ink, [-3.0, -1.0, 1.0, 3.0].map(|y| (y, leaky_relu(y, a))));
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
            "A leaky ReLU of slope {} passes on {} of the second moment",
            number(a),
            number(kept)
        ),
        &format!(
            "Above, a line that breaks at zero, with four dots at y = -3, -1, 1 and 3: slope 1 to the right, slope a = {} to the left. \
             Below, its square times the bell curve: a lobe of area one half to the right, and to \
             the left the same lobe, a squared times as high, of area {}. Together {}, and the \
             gain is {}.",
            number(a),
            short(a * a / 2.0),
            short(kept),
            number(gain)
        ),
    )
    .reading(&format!(
        "0.5 + {} = {} of the second moment passes; gain {}",
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
    .name("√5, see below")
    .points(Color::C, [at(a)])
    .name(&format!("slope {}", number(a)));
    Ok(Drawing::new(
        "The gain against the slope below zero",
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
