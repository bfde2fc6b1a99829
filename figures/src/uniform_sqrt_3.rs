// SPDX-License-Identifier: MIT OR Apache-2.0
//! Figures of the chapter `uniform-sqrt-3`.

use rand::{SeedableRng, rngs::ChaCha8Rng};
use uniform_sqrt_3::{
    Distribution, TRUNCATED_STD, bound, forward, normal_density, truncated,
};

use crate::{
    Committed,
    live::{Live, number as slider, seed},
    plot::{Anchor, Axis, Color, Error, Figure, Panel, number, short},
};

/// The figures of the page, by file name.
pub const COMMITTED: &[Committed] = &[
    ("uniform-sqrt-3-distributions", || distributions(1.0)),
    ("uniform-sqrt-3-cut", || cut_off(256, 30, 3)),
];

/// What the reader can turn.
pub const LIVE: &[Live] = &[
    Live::new(
        "uniform-sqrt-3-distributions",
        &[slider(("std", "std"), "1", [0.01, 2.0, 0.01])],
        |v| distributions(v.number("std")?),
    ),
    Live::new(
        "uniform-sqrt-3-cut",
        &[
            slider(("depth", "layers"), "30", [2.0, 40.0, 1.0]),
            slider(("width", "width"), "256", [1.0, 256.0, 1.0]),
            seed("3"),
        ],
        |v| cut_off(v.count("width")?, v.count("depth")?, v.seed()?),
    )
    .folded(),
];

/// The densities of four distributions with this standard deviation, and where each ends.
pub fn distributions(std: f64) -> Result<String, Error> {
    if !(0.01..=2.0).contains(&std) {
        return Err(Error::new("std", std, "0.01 to 2"));
    }
    let reach = 3.2 * std;
    let top = 0.62 / std;
    let grid = |from: f64, to: f64| {
        (0..=100).map(move |i| from + (to - from) * i as f64 / 100.0)
    };
    let normal = move |w: f64| normal_density(w / std) / std;
    let (mass, _) = truncated(2.0);
    let cut = 2.0 * std / TRUNCATED_STD;
    let inside = move |w: f64| {
        normal_density(w / std * TRUNCATED_STD) * TRUNCATED_STD / std / mass
    };
    let b = bound(std);
    let tick = |value: f64| (value, number((value * 1e4).round() / 1e4));
    let x = Axis::linear("weight w", -reach, reach, &[])
        .with_ticks([-2.0, -1.0, 0.0, 1.0, 2.0].map(|times| tick(times * std)).to_vec());
    let y = Axis::linear("density", 0.0, top, &[])
        .with_ticks([0.0, 0.2, 0.4].map(|part| (part / std, short(part / std))).to_vec());
    let flat = 1.0 / (2.0 * b);
    let walls =
        |at: f64, height: f64| [(-at, 0.0), (-at, height), (at, height), (at, 0.0)];
    let truncated = [(-cut, 0.0)]
        .into_iter()
        .chain(grid(-cut, cut).map(move |w| (w, inside(w))))
        .chain([(cut, 0.0)]);
    let panel = Panel::new(x, y, 200.0)
        .line(Color::B, grid(-reach, reach).map(move |w| (w, normal(w))))
        .line(Color::C, truncated)
        .line(Color::A, walls(b, flat))
        .line(Color::D, [(-std, 0.0), (-std, 0.5 / std)])
        .line(Color::D, [(std, 0.0), (std, 0.5 / std)])
        .label(Color::D, Anchor::Middle, (0.0, 0.52 / std), "two values, ±std")
        .label(Color::B, Anchor::Start, (1.12 * std, 0.4 / std), "normal: no end")
        .label(Color::A, Anchor::Start, (1.82 * std, 0.25 / std), "uniform:")
        .label(Color::A, Anchor::Start, (1.82 * std, 0.2 / std), "to √3 std")
        .label(Color::C, Anchor::End, (-1.84 * std, 0.33 / std), "truncated:")
        .label(Color::C, Anchor::End, (-1.84 * std, 0.28 / std), "to 2.27 std");
    Ok(Figure::new(
        "uniform-sqrt-3-distributions",
        "Four distributions with one variance",
        &format!(
            "Four densities of the standard deviation {}: a bell curve without end, {:.1} percent \
             of which lie beyond two standard deviations; a bell curve cut off at {}, 2.27 \
             standard deviations; a rectangle that ends at {}, the root of three times as much; \
             and two spikes at {} and its negative.",
            number(std),
            100.0 * (1.0 - mass),
            short(cut),
            short(b),
            number(std)
        ),
    )
    .panel(panel)
    .render())
}

/// The second moment by layer with truncated weights, corrected and not: theory as lines, one
/// network as points.
pub fn cut_off(width: usize, depth: usize, seed: u64) -> Result<String, Error> {
    if !(1..=512).contains(&width) {
        return Err(Error::new("width", width, "1 to 512"));
    }
    if !(2..=40).contains(&depth) {
        return Err(Error::new("depth", depth, "2 to 40"));
    }
    let ticks: Vec<f64> = (0..=depth).step_by(5).map(|layer| layer as f64).collect();
    let x = Axis::linear("layer", 0.0, depth as f64 + 1.0, &ticks);
    let y = Axis::log10("second moment E[y²] of the layer", -5, 2, 1);
    let mut panel = Panel::new(x, y, 200.0);
    let last = depth as f64;
    let mut ends = Vec::new();
    for (distribution, kept, color, words, place) in [
        (Distribution::Truncated, 1.0, Color::C, "divided by 0.8796", (last, 8.0)),
        (
            Distribution::Uncorrected,
            TRUNCATED_STD.powi(2),
            Color::B,
            "not divided",
            (last * 0.6, 2e-3),
        ),
    ] {
        let mut rng = ChaCha8Rng::seed_from_u64(seed);
        let moments = forward(distribution, width, depth, &mut rng);
        ends.push(short(moments.last().copied().unwrap_or(f64::NAN)));
        let line = (1..=depth).map(|layer| (layer as f64, 2.0 * kept.powi(layer as i32)));
        let dots = moments.iter().enumerate().map(|(index, &m)| ((index + 1) as f64, m));
        panel = panel.theory(color, line).points(color, dots).label(
            color,
            Anchor::End,
            place,
            words,
        );
    }
    Ok(Figure::new(
        "uniform-sqrt-3-cut",
        &format!("What a truncation without correction does to {depth} layers"),
        &format!(
            "On a logarithmic scale: with truncated weights that were divided by 0.8796 the second \
             moment's line is level at 2 over {depth} ReLU layers, and a network {width} wide ends \
             at {}; without the division the line falls to {}, and the network ends at {}.",
            ends[0],
            short(2.0 * TRUNCATED_STD.powi(2 * depth as i32)),
            ends[1]
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
        for std in [0.0, -1.0, f64::NAN, 1e9] {
            assert!(distributions(std).is_err());
        }
        assert!(cut_off(0, 30, 1).is_err() && cut_off(1_000_000_000, 30, 1).is_err());
        assert!(cut_off(8, 0, 1).is_err() && cut_off(8, usize::MAX, 1).is_err());
    }
}
