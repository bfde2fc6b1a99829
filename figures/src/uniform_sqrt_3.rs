// SPDX-License-Identifier: MIT OR Apache-2.0
//! Figures of the chapter `uniform-sqrt-3`.

use rand::{SeedableRng, rngs::ChaCha8Rng};
use uniform_sqrt_3::{
    Distribution, TRUNCATED_STD, bound, forward, mean_square, middles, normal_density,
    truncated,
};

use crate::{
    figure::{Error, Figure, Values, count, number as slider, seed},
    plot::{Axis, Color, Drawing, Panel, number, numbered_from, short},
};

pub const FIGURES: &[Figure] = &[
    Figure::new("uniform-sqrt-3-strips", strips)
        .turn(&[
            count(("strips", "strips"), 4, 1..=40),
            slider(("b", "end b"), 1.0, 0.5..=2.0, 0.01),
        ])
        .missions(&[
            ("Twice as many strips: how much of the gap is left?", "strips=8"),
            ("For which b is the mean square 1?", "strips=40"),
        ]),
    Figure::new("uniform-sqrt-3-distributions", distributions)
        .turn(&[slider(("std", "std"), 1.0, 0.01..=2.0, 0.01)])
        .missions(&[
            ("Halve the std: what happens to the ends?", "std=0.5"),
            ("A std of 0.09: how large can a uniform weight be?", "std=0.09"),
        ]),
    Figure::new("uniform-sqrt-3-cut", cut_off)
        .turn(&[
            count(("depth", "layers"), 30, 2..=40),
            count(("width", "width"), 256, 1..=256),
            seed(3),
        ])
        .missions(&[
            ("Three layers: would you notice?", "depth=3"),
            ("Width 32: which of the two mistakes looks larger, the cut or the width?", "width=32"),
        ]),
];

/// The mean square of a uniform distribution, by strips: the parabola w², a bar for each strip as
/// high as the square of its middle, and the mean of the bars.
fn strips(v: &Values) -> Result<Drawing, Error> {
    let (b, count) = (v.number("b"), v.count("strips"));
    let w = middles(b, count as u32);
    let (mean, third) = (mean_square(&w), b * b / 3.0);
    let half = b / count as f64;
    let mut panel = Panel::new(
        Axis::linear("weight w", -1.1 * b, 1.1 * b).with_ticks(
            [-1.0, -0.5, 0.0, 0.5, 1.0].map(|part| (part * b, number((part * b * 1e4).round() / 1e4))),
        ),
        Axis::linear("w²", 0.0, 1.15 * b * b),
        200.0,
    );
    // A narrow gap between two bars.
    let side = 0.94 * half;
    for (index, &w) in w.iter().enumerate() {
        panel = panel.band(Color::C, [(w - side, 0.0, w * w), (w + side, 0.0, w * w)]);
        if index + 1 == count {
            panel = panel.name("squares of the middles");
        }
    }
    let parabola = (0..=60).map(|i| {
        let w = b * (f64::from(i) / 30.0 - 1.0);
        (w, w * w)
    });
    let panel = panel
        .theory(Color::Ink, parabola)
        .line(Color::A, [(-b, mean), (b, mean)])
        .name(&format!("mean {}", short(mean)))
        .dashed(Color::B, [(-b, third), (b, third)])
        .name(&format!("b²/3 = {}", short(third)));
    let strips = if count == 1 { "1 strip".to_string() } else { format!("{count} strips") };
    Ok(Drawing::new(
        &format!("The mean of w² between {} and {}, by {strips}", number(-b), number(b)),
        &format!(
            "A parabola w² from {} to {}, and {strips} under it, each as high as the square of its \
             middle. The mean of their heights is {}; a third of b² is {}.",
            number(-b),
            number(b),
            short(mean),
            short(third)
        ),
    )
    .reading(&format!("{strips}: mean square {}, a third of b² is {}", short(mean), short(third)))
    .panel(panel))
}

/// The densities of four distributions with this standard deviation, and where each ends.
fn distributions(v: &Values) -> Result<Drawing, Error> {
    let std = v.number("std");
    let reach = 3.2 * std;
    let grid = |from: f64, to: f64| {
        (0..=100).map(move |i| from + (to - from) * f64::from(i) / 100.0)
    };
    let normal = move |w: f64| normal_density(w / std) / std;
    let (mass, _) = truncated(2.0);
    let cut = 2.0 * std / TRUNCATED_STD;
    let inside =
        move |w: f64| normal_density(w / std * TRUNCATED_STD) * TRUNCATED_STD / std / mass;
    let b = bound(std);
    let tick = |value: f64| (value, number((value * 1e4).round() / 1e4));
    let x = Axis::linear("weight w", -reach, reach)
        .with_ticks([-2.0, -1.0, 0.0, 1.0, 2.0].map(|times| tick(times * std)));
    let y = Axis::linear("density", 0.0, 0.62 / std)
        .with_ticks([0.0, 0.2, 0.4].map(|part| (part / std, short(part / std))));
    let flat = 1.0 / (2.0 * b);
    let truncated = [(-cut, 0.0)]
        .into_iter()
        .chain(grid(-cut, cut).map(move |w| (w, inside(w))))
        .chain([(cut, 0.0)]);
    let panel = Panel::new(x, y, 200.0)
        .line(Color::D, [(-std, 0.0), (-std, 0.5 / std)])
        .line(Color::D, [(std, 0.0), (std, 0.5 / std)])
        .name("two values, ±std")
        .line(Color::B, grid(-reach, reach).map(move |w| (w, normal(w))))
        .name("normal: no end")
        .line(Color::A, [(-b, 0.0), (-b, flat), (b, flat), (b, 0.0)])
        .name("uniform: √3 std")
        .line(Color::C, truncated)
        .name("truncated: 2.27 std");
    let ends = format!("uniform {}, truncated normal {}", short(b), short(cut));
    Ok(Drawing::new(
        "Four distributions with one variance",
        &format!(
            "Four densities of the standard deviation {}: the bell curve, without end, {:.1} percent \
             of which lie beyond two standard deviations; the bell curve cut off at {}, 2.27 \
             standard deviations; a rectangle that ends at {}, the root of three times as much; \
             and two spikes at {} and its negative.",
            number(std),
            100.0 * (1.0 - mass),
            short(cut),
            short(b),
            number(std)
        ),
    )
    .reading(&format!("All have std {}. Where they end: {ends}, normal nowhere", number(std)))
    .panel(panel))
}

/// The second moment by layer with truncated weights, corrected and not: theory as lines, one
/// network as points.
fn cut_off(v: &Values) -> Result<Drawing, Error> {
    let (depth, width) = (v.count("depth"), v.count("width"));
    let kinds = [
        (Distribution::Truncated, 1.0, Color::C, "divided by 0.8796"),
        (Distribution::Uncorrected, TRUNCATED_STD.powi(2), Color::B, "not divided"),
    ];
    let mut series = Vec::new();
    for (distribution, kept, color, name) in kinds {
        let mut rng = ChaCha8Rng::seed_from_u64(v.seed());
        let moments = forward(distribution, width, depth, &mut rng);
        let dots: Vec<(f64, f64)> = numbered_from(1, moments).collect();
        let theory = |layer: usize| (layer as f64, 2.0 * kept.powi(layer as i32));
        let line: Vec<(f64, f64)> = (1..=depth).map(theory).collect();
        series.push((line, dots, color, name));
    }
    let all = series.iter().flat_map(|(line, dots, ..)| line.iter().chain(dots));
    let y = Axis::log10_around("second moment E[y²] of the layer", all.map(|(_, y)| *y));
    let mut panel = Panel::new(Axis::counting("layer", 0, depth), y, 200.0);
    let mut ends = Vec::new();
    for (line, dots, color, name) in series {
        ends.push(short(dots[depth - 1].1));
        panel = panel.theory(color, line).points(color, dots).name(name);
    }
    Ok(Drawing::new(
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
    .reading(&format!("Layer {depth}: {} divided, {} not divided", ends[0], ends[1]))
    .panel(panel))
}
