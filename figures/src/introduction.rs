// SPDX-License-Identifier: MIT OR Apache-2.0
//! Figures of the chapter `introduction`.

use introduction::{all_outputs, mean_square, relu, signal};
use rand::{SeedableRng, rngs::ChaCha8Rng};
use svg::node::element::Group;

use crate::{
    figure::{Error, Figure, Values, choice, count, seed},
    plot::{
        Anchor, Axis, Color, Drawing, LINE, Panel, WIDTH, numbered_from, rectangle, segment,
        short, text,
    },
};

pub const FIGURES: &[Figure] = &[
    Figure::new("introduction-layer", layer)
        .turn(&[
            choice(("number", "number in the code"), &["2", "1", "3"]),
            count(("n", "inputs n"), 4, 1..=8),
        ])
        .missions(&[
            ("Make it a 1: how much of the 1 that came in gets through?", "number=1"),
            ("Seven inputs: is it still exactly half that gets through?", "n=7"),
        ]),
    Figure::new("introduction-two", two)
        .turn(&[
            choice(("number", "instead of the 2"), &["1", "1/3", "3"]),
            count(("depth", "layers"), 30, 2..=40),
            count(("width", "units per layer"), 256, 1..=256),
            seed(1),
        ])
        .missions(&[
            ("Three layers: would you notice the 1?", "depth=3"),
            ("A 3 instead of the 2: where is the signal after thirty layers?", "number=3"),
            ("Four units per layer: do the dots still follow their lines?", "width=4"),
        ]),
];

/// The signal by layer with the 2 of the nine lines and with a 1 in its place: powers of two as
/// lines, one network as points.
fn two(v: &Values) -> Result<Drawing, Error> {
    let (depth, width) = (v.count("depth"), v.count("width"));
    let (word, other, fate) = match v.word("number") {
        "1/3" => ("1/3", 1.0 / 3.0, "falls to a sixth"),
        "3" => ("a 3", 3.0, "grows by a half"),
        _ => ("a 1", 1.0, "falls by a half"),
    };
    let mut series = Vec::new();
    for numerator in [2.0, other] {
        let mut rng = ChaCha8Rng::seed_from_u64(v.seed());
        let drawn = signal(numerator, width, depth, &mut rng).map_err(Error::of)?;
        let factor: f64 = numerator / 2.0;
        let theory: Vec<f64> = (0..=depth).map(|layer| factor.powi(layer as i32)).collect();
        series.push((theory, drawn));
    }
    let all = series.iter().flat_map(|(theory, drawn)| theory.iter().chain(drawn));
    let mut panel = Panel::new(
        Axis::counting("layer", 0, depth),
        Axis::log10_around("mean square of the layer's output", all.copied()),
        200.0,
    );
    let with = format!("with {word}");
    let kinds = [(Color::A, "with the 2"), (Color::B, &with)];
    for ((color, name), (theory, drawn)) in kinds.into_iter().zip(&series) {
        panel = panel
            .theory(color, numbered_from(0, theory))
            .points(color, numbered_from(1, drawn))
            .name(name);
    }
    let ends: Vec<String> =
        series.iter().map(|(_, drawn)| short(drawn[depth - 1])).collect();
    Ok(Drawing::new(
        &format!("The signal of {depth} layers with a 2 and with {word} in the nine lines"),
        &format!(
            "On a logarithmic scale, two lines with dots: the mean square by layer, after the ReLU. \
             The input has 1. With the 2 the line is level, and in a network {width} wide layer \
             {depth} has {}; with {word} the line {fate} at each layer, and layer {depth} has {}.",
            ends[0], ends[1]
        ),
    )
    .reading(&format!("Layer {depth}: {} with the 2, {} with {word}", ends[0], ends[1]))
    .panel(panel))
}

/// A neuron with inputs of 1 and weights of one size, for all ways to choose their signs: how often
/// each sum of signs occurs, before the ReLU and after it.
fn layer(v: &Values) -> Result<Drawing, Error> {
    let (number, n) = (v.word("number"), v.count("n"));
    let numerator: f64 = number.parse().map_err(Error::of)?;
    let outputs = all_outputs(numerator, &vec![1.0; n]).map_err(Error::of)?;
    let passed: Vec<f64> = outputs.iter().map(|&y| relu(y)).collect();
    let weight = (numerator / n as f64).sqrt();
    let ways = outputs.len();
    let rows = [("before the ReLU", Color::B, &outputs), ("after it", Color::A, &passed)];
    let [before, after] = [&outputs, &passed].map(|values| short(mean_square(values)));
    let step = (WIDTH - 20.0) / (n + 1) as f64;
    let middle = |sum: i64| WIDTH / 2.0 + step / 2.0 * sum as f64;
    let most = |values: &[f64]| {
        (0..=n)
            .map(|k| ways_to(values, weight, 2 * k as i64 - n as i64))
            .max()
            .unwrap_or(1)
    };
    // The first row has a gap below its bars when the second's zeros are many; both have one scale.
    let unit = 120.0 / (most(&outputs).max(ways_to(&passed, weight, 0))) as f64;
    let mut group = Group::new();
    let mut top = 0.0;
    for ((name, color, values), mean) in rows.into_iter().zip([&before, &after]) {
        let highest = (most(values).max(ways_to(values, weight, 0)) as f64 * unit).ceil();
        let words = format!("{name}: mean square {mean}");
        group = group.add(text(&words, (10.0, top + LINE), color, Anchor::Start));
        let floor = top + 2.0 * LINE + 6.0 + highest;
        // An odd number of signs has no sum of 0; after the ReLU there is a 0 all the same.
        let zero = (n % 2 == 1).then_some(0);
        let mut low = f64::INFINITY;
        for sum in (0..=n).map(|k| 2 * k as i64 - n as i64).chain(zero) {
            let count = ways_to(values, weight, sum);
            if count == 0 {
                continue;
            }
            let high = floor - count as f64 * unit;
            let half =
                (step / 2.0 - 3.0).min(18.0) / if zero.is_some() { 2.0 } else { 1.0 };
            let at = middle(sum);
            let shade = if sum == 0 { Color::Faint } else { color };
            low = low.min(high);
            group = group
                .add(rectangle((at - half, high), (at + half, floor), shade))
                .add(text(
                    &count.to_string(),
                    (at, high - 4.0),
                    Color::Ink,
                    Anchor::Middle,
                ))
                .add(text(
                    &sum_text(sum),
                    (at, floor + LINE - 3.0),
                    Color::Ink,
                    Anchor::Middle,
                ));
        }
        group = group.add(segment((10.0, floor), (WIDTH - 10.0, floor), Color::Ink, 1.0));
        top = floor + LINE + 6.0;
    }
    let words = "sum of the signs; a bar’s height is the number of ways";
    group = group.add(text(
        words,
        (WIDTH / 2.0, top + LINE - 6.0),
        Color::Ink,
        Anchor::Middle,
    ));
    Ok(Drawing::new(
        &format!("All {ways} ways to give the signs of {n} weights, before and after the ReLU"),
        &format!(
            "Two rows of bars: how many of {ways} ways lead to each sum of {n} signs, from −{n} to {n}. In \
             the second row all that was below 0 is at 0. With weights whose square is {number}/{n}, the mean \
             square is {before} before the ReLU and {after} after it: half is gone.",
        ),
    )
    .reading(&format!("Mean square: 1 comes in, {before} before the ReLU, {after} after it"))
    .drawing(group, top + LINE))
}

/// How many of the outputs are this many weights.
fn ways_to(outputs: &[f64], weight: f64, sum: i64) -> usize {
    outputs.iter().filter(|&&y| (y / weight).round() as i64 == sum).count()
}

fn sum_text(sum: i64) -> String {
    sum.to_string().replace('-', "−")
}
