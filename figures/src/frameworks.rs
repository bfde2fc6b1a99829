// SPDX-License-Identifier: MIT OR Apache-2.0
//! Figures of the chapter `frameworks`.

use frameworks::{LIBRARIES, stack, theory};
use rand::{SeedableRng, rngs::ChaCha8Rng};
use svg::node::element::Group;

use crate::{
    figure::{Error, Figure, Values, count, seed},
    plot::{Anchor, Axis, Color, Drawing, LINE, Panel, dot, number, numbered_from, segment, short, text},
};

pub const FIGURES: &[Figure] = &[
    Figure::new("frameworks-std", deviations)
        .turn(&[
            count(("inputs", "inputs"), 256, 1..=512),
            count(("outputs", "outputs"), 256, 1..=512),
            seed(1),
        ])
        .missions(&[
            ("Only 64 outputs: which libraries notice?", "outputs=64"),
            ("Only 64 inputs: does any dot leave its stroke?", "inputs=64"),
        ]),
    Figure::new("frameworks-stacks", stacks)
        .turn(&[count(("depth", "layers"), 30, 2..=50), count(("width", "width"), 96, 8..=128), seed(1)])
        .missions(&[
            ("Five layers: would you notice the difference in a test?", "depth=5"),
            ("Width 16, other draws: how far do candle’s dots stray?", "width=16"),
        ]),
];

/// The color of a library's distribution: the three values of n Var w that occur.
fn color(n_var: f64) -> Color {
    if n_var < 0.9 {
        Color::B
    } else if n_var < 1.1 {
        Color::D
    } else {
        Color::A
    }
}

/// The standard deviation of each library's default weight, times √n, on one line from 0 to 1.6:
/// measured as a dot, exact as a stroke.
fn deviations(v: &Values) -> Result<Drawing, Error> {
    let (inputs, outputs) = (v.count("inputs"), v.count("outputs"));
    let mut readings = Vec::new();
    let (left, right, top, row) = (90.0, 380.0, 12.0, 26.0);
    let at = |value: f64| left + (right - left) * value / 1.6;
    let bottom = top + LIBRARIES.len() as f64 * row;
    let mut group = Group::new();
    for tick in [0.0, 0.5, 1.0, 1.5] {
        let place = (at(tick), bottom + LINE);
        group = group
            .add(segment((at(tick), top), (at(tick), bottom), Color::Faint, 1.0))
            .add(text(&number(tick), place, Color::Ink, Anchor::Middle));
    }
    for (index, library) in LIBRARIES.iter().enumerate() {
        let y = top + (index as f64 + 0.5) * row;
        let n_var = (library.n_var)(inputs as f64, outputs as f64);
        let exact = at(n_var.sqrt().min(1.6));
        let mut rng = ChaCha8Rng::seed_from_u64(v.seed());
        let weight = (library.dense)(inputs, outputs, &mut rng).map_err(Error::of)?;
        let drawn = (weight.pow2().sum() / outputs as f64).sqrt();
        readings.push(format!("{} {}", library.name, short(n_var.sqrt())));
        let color = color(library.square());
        group = group
            .add(text(library.name, (left - 10.0, y + 5.0), Color::Ink, Anchor::End))
            .add(segment((exact, y - 10.0), (exact, y + 10.0), color, 1.5));
        if let Some(dot) = dot((at(drawn.min(1.6)), y), color, 5.0) {
            group = group.add(dot);
        }
    }
    let label = "std of the default weight × √n";
    group = group.add(text(label, (right, bottom + 2.2 * LINE), Color::Ink, Anchor::End));
    Ok(Drawing::new(
        "Six libraries’ default weights for one layer",
        &format!(
            "A row for each library. The standard deviation of its default weight for a dense layer of \
             {inputs} inputs and {outputs} outputs, times the root of the inputs: {}. Dots, measured, \
             lie around strokes, exact.",
            readings.join(", ")
        ),
    )
    .reading(&format!("std · √n: {}", readings.join(", ")))
    .drawing(group, bottom + 2.2 * LINE + 8.0))
}

/// The second moment by layer of ReLU stacks with each library's default weights.
fn stacks(v: &Values) -> Result<Drawing, Error> {
    let (depth, width) = (v.count("depth"), v.count("width"));
    let mut readings = Vec::new();
    let mut panel = Panel::new(
        Axis::counting("layer", 0, depth),
        Axis::log10("E[y²]", -25, 5, 5),
        220.0,
    );
    // Two libraries share a line: one has the odd layers' dots, one the even ones'.
    for pair in LIBRARIES.chunks(2) {
        let n_var = pair[0].square();
        let color = color(n_var);
        panel = panel
            .theory(color, (1..=depth).map(|layer| (layer as f64, theory(n_var, layer))));
        for (index, library) in pair.iter().enumerate() {
            let mut rng = ChaCha8Rng::seed_from_u64(v.seed());
            let moments = stack(library.dense, width, depth, &mut rng).map_err(Error::of)?;
            readings.push(format!("{} {}", library.name, short(moments[depth - 1])));
            panel = panel.points(color, numbered_from(1, moments).skip(index).step_by(2));
        }
        panel = panel.name(&pair.iter().map(|l| l.name).collect::<Vec<_>>().join(", "));
    }
    Ok(Drawing::new(
        &format!("{depth} ReLU layers with the default weights of six libraries"),
        &format!(
            "The second moment by layer on a log scale, without biases. With candle's and tch's \
             defaults its mean stays at 2, and one network strays from that; with Keras' and \
             Flax's it falls to a half at each layer, to \
             {:.0e} at layer {depth}; with PyTorch's and Burn's to a sixth, to {:.0e}.",
            theory(1.0, depth),
            theory(1.0 / 3.0, depth)
        ),
    )
    .reading(&format!("E[y²] at layer {depth}: {}", readings.join(", ")))
    .panel(panel))
}
