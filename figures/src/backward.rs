// SPDX-License-Identifier: MIT OR Apache-2.0
//! Figures of the chapter `backward`.

use backward::{
    Activation, Design, Fan, Loss, Moments, Network, Pass, alive, moments, predict,
};
use ndarray::{Array2, array};
use rand::{SeedableRng, rngs::ChaCha8Rng};
use std::f64::consts::PI;
use svg::node::element::Group;

use crate::{
    figure::{Error, Figure, Values, choice, count, counts, number as slider, place, seed},
    plot::{
        Anchor, Axis, Color, Drawing, Grid, LINE, Panel, WIDTH, area, number, rectangle,
        segment, short, text,
    },
};

pub const FIGURES: &[Figure] = &[
    Figure::new("backward-pass", both_ways)
        .turn(&[
            slider(("first", "first input"), 1.0, -3.0..=3.0, 1.0),
            choice(("part", "highlight"), &[ALL, FORWARD, BACKWARD, WEIGHTS, RELU]),
        ])
        .missions(&[
            ("First input 2: is the 100 still lost?", "first=2"),
            ("First input −3: what gets back now, and why?", "first=-3\npart=the ReLU"),
        ]),
    Figure::new("backward-fans", fans).turn(&[
        count(("fan_in", "inputs"), 6, 1..=9),
        count(("fan_out", "outputs"), 4, 1..=9),
        place(("row", "row"), 2, 9),
        place(("column", "column"), 5, 9),
    ])
    .missions(&[
        ("A layer with one output: how long is a column?", "fan_out=1"),
        ("Nine outputs: which of the two fans has changed?", "fan_out=9"),
    ]),
    Figure::new("backward-either", either).turn(&[
        counts(
            ("widths", "widths, the input’s first"),
            &[32, 32, 32, 32, 64, 64, 64, 128, 128, 128, 256],
            1..=4096,
            61,
        ),
        choice(
            ("mode", "mode"),
            &["fan_in and fan_out", "fan_in", "fan_out", "average", "all three"],
        ),
        count(("draws", "networks"), 20, 1..=100),
        seed(1),
    ])
    .missions(&[
        ("All widths equal: do you still see two modes?", "widths=64 64 64 64 64 64 64 64"),
        (
            "Widen and narrow four times: who is back at 1, and who isn’t?",
            "widths=16 16 64 16 64 16 64 16 64 16\nmode=all three",
        ),
    ]),
    Figure::new("backward-assumption", assumption)
        .turn(&[count(("width", "units per layer"), 64, 8..=64), seed(1)])
        .missions(&[
            ("Layers of 16 units: which of the three stays on its line?", "width=16"),
            ("Draw other networks: which points jump the most?", "seed=2"),
        ]),
    Figure::new("exceptions-pair", pair)
        .turn(&[
            slider(("first", "first weight"), 3.0, -4.0..=4.0, 1.0),
            slider(("second", "second weight"), -1.0, -4.0..=4.0, 1.0),
        ])
        .missions(&[
            ("Turn the row to (−3, 2): which of the two is open now?", "first=-3\nsecond=2"),
            ("The row (2, −2): is one of them open?", "first=2\nsecond=-2"),
        ]),
    Figure::new("backward-dead", dead)
        .turn(&[
            count(("width", "units per layer"), 3, 1..=16),
            count(("depth", "layers"), 20, 2..=50),
            seed(1),
        ])
        .missions(&[
            ("Two units and ten layers: how many networks see the light?", "width=2\ndepth=10"),
            ("Fifty layers of ten units: is one of them dead?", "width=10\ndepth=50"),
        ]),
];

const ALL: &str = "everything";
const FORWARD: &str = "the forward pass";
const BACKWARD: &str = "the backward pass";
const WEIGHTS: &str = "the weights";
const RELU: &str = "the ReLU";

/// One layer with two inputs and two outputs, the signal through it, and the gradient back.
fn both_ways(v: &Values) -> Result<Drawing, Error> {
    let weight = array![[1.0, 2.0], [3.0, -4.0]];
    let network = Network::new(vec![weight], Activation::Relu).map_err(Error::of)?;
    let loss = Loss::Linear(array![[10.0], [100.0]]);
    let input = array![[v.number("first")], [1.0]];
    let pass = network.propagate(&input, &loss).map_err(Error::of)?;
    let weight = &network.weights()[0];
    let open = pass.y[0].iter().filter(|y| **y > 0.0).count();
    let [x, y, next] = [&pass.x[0], &pass.y[0], &pass.x[1]].map(vector);
    let [delta_x, delta_y, top] =
        [&pass.delta_x[0], &pass.delta_y[0], &pass.delta_x[1]].map(vector);
    let description = format!(
        "One layer. Forward, from left to right: the input {x} goes through the weights to \
         y = {y}, and through the ReLU to {next}. Backward, from right to left below it: the \
         gradient {top} goes through the slopes of the ReLU, which leave {delta_y}, and through \
         the transposed weights, which make {delta_x} of it."
    );
    Ok(Drawing::new("A layer, forward and backward", &description)
        .reading(&format!("{open} of 2 ReLUs open. Forward {x} → {y} → {next}, backward {top} → {delta_y} → {delta_x}"))
        .drawing(layer(&pass, weight, v.word("part")), 216.0))
}

/// A column of numbers, written in a line.
fn vector(column: &Array2<f64>) -> String {
    let words: Vec<String> = column.iter().map(|value| number(*value)).collect();
    format!("({})", words.join(", "))
}

/// The picture of one layer: the signal from left to right and below it the gradient from right
/// to left, with `part` of it in color.
fn layer(pass: &Pass, weight: &Array2<f64>, part: &str) -> Group {
    let color = |row: &str, column: &str, color: Color| {
        let lit = [ALL, row, column].contains(&part);
        if lit { color } else { Color::Faint }
    };
    let slopes = pass.y[0].mapv(|y| Activation::Relu.slope(y));
    let rows = |matrix: &Array2<f64>| -> Vec<String> {
        let row = |row: ndarray::ArrayView1<f64>| {
            row.iter().map(|value| number(*value)).collect::<Vec<_>>().join("\u{2002}")
        };
        matrix.rows().into_iter().map(row).collect()
    };
    let transposed = weight.t().to_owned();
    let values = [(&pass.x[0], "x₁"), (&pass.y[0], "y₁"), (&pass.x[1], "x₂")];
    let gradients =
        [(&pass.delta_x[0], "Δx₁"), (&pass.delta_y[0], "Δy₁"), (&pass.delta_x[1], "Δx₂")];
    let places = [44.0, 200.0, 356.0];
    let boxes = [122.0, 278.0];
    let mut group = Group::new()
        .add(text("forward pass →", (4.0, 14.0), color(FORWARD, "", Color::A), Anchor::Start))
        .add(text(
            "← backward pass",
            (WIDTH - 4.0, 210.0),
            color(BACKWARD, "", Color::B),
            Anchor::End,
        ));
    // What the two passes have in common.
    for (x, part) in boxes.into_iter().zip([WEIGHTS, RELU]) {
        let color = if part == RELU { color("", RELU, Color::C) } else { color("", WEIGHTS, Color::D) };
        group = group
            .add(segment((x, 86.0), (x, 130.0), color, 1.0).set("stroke-dasharray", "3 3"));
    }
    let lanes = [(FORWARD, 60.0, values, Color::A), (BACKWARD, 156.0, gradients, Color::B)];
    for (lane, y, columns, own) in lanes {
        for ((column, name), x) in columns.into_iter().zip(places) {
            let color = color(lane, "", own);
            group = group
                .add(text(name, (x, y - 6.0), color, Anchor::Middle))
                .add(text(&vector(column), (x, y + 14.0), color, Anchor::Middle));
        }
        let back = lane == BACKWARD;
        for (x, part) in boxes.into_iter().zip([WEIGHTS, RELU]) {
            let color = color(lane, part, own);
            for middle in [x - 39.0, x + 39.0] {
                group = group.add(arrow((middle, y - 11.0), back, color));
            }
        }
        let (names, words) = if back {
            (["W₁ᵀ", "f′"], [rows(&transposed), rows(&slopes)])
        } else {
            (["W₁", "ReLU"], [rows(weight), Vec::new()])
        };
        let parts = [WEIGHTS, RELU].into_iter().zip(boxes).zip(names).zip(words);
        for (((part, x), name), words) in parts {
            let color = color(lane, part, if part == RELU { Color::C } else { Color::D });
            let (left, right) = (x - 27.0, x + 27.0);
            group = group.add(
                rectangle((left, y - 24.0), (right, y + 24.0), color)
                    .set("class", format!("line {}", color.class()))
                    .set("fill", "none")
                    .set("stroke", color.fallback())
                    .set("stroke-width", "1.5"),
            );
            // Above the forward box and below the backward one, away from what joins the two.
            let outside = if back { y + 39.0 } else { y - 29.0 };
            group = group.add(text(name, (x, outside), color, Anchor::Middle));
            if words.is_empty() {
                let kink = [(x - 16.0, y + 8.0), (x, y + 8.0), (x + 14.0, y - 10.0)];
                for pair in kink.windows(2) {
                    group = group.add(segment(pair[0], pair[1], color, 2.5));
                }
            }
            for (row, words) in words.iter().enumerate() {
                let place = (x, y - 3.0 + 18.0 * row as f64);
                group = group.add(text(words, place, color, Anchor::Middle));
            }
        }
    }
    group
}


/// The most weights that one figure draws.
const MAX_WEIGHTS: usize = 40_000_000;

/// A short arrow around a point, to the right or `back` to the left.
fn arrow((x, y): (f64, f64), back: bool, color: Color) -> Group {
    let way = if back { -1.0 } else { 1.0 };
    let tip = (x + 8.0 * way, y);
    Group::new()
        .add(segment((x - 8.0 * way, y), tip, color, 1.5))
        .add(segment((tip.0 - 5.0 * way, y - 4.0), tip, color, 1.5))
        .add(segment((tip.0 - 5.0 * way, y + 4.0), tip, color, 1.5))
}

/// A dense weight of `fan_out` rows and `fan_in` columns with one of each lit: the row of the
/// connections into an output, the column of those out of an input.
fn fans(v: &Values) -> Result<Drawing, Error> {
    let (fan_out, fan_in) = (v.count("fan_out"), v.count("fan_in"));
    let (row, column) = (v.index("row", fan_out), v.index("column", fan_in));
    let cell = 36.0;
    let at = ((WIDTH - cell * fan_in as f64) / 2.0, 2.0 * LINE + 14.0);
    let grid = Grid { at, cell, rows: fan_out, columns: fan_in };
    let (right, bottom) = grid.corner(fan_out, fan_in);
    let mut group = Group::new()
        .add(grid.block((row, 0), (1, fan_in), Color::A, 0.35))
        .add(grid.block((0, column), (fan_out, 1), Color::C, 0.35))
        .add(grid.lines());
    for input in 0..fan_in {
        let color = if input == column { Color::C } else { Color::Ink };
        let place = (grid.center(0, input).0, at.1 - 8.0);
        group = group.add(text(&indexed('x', input), place, color, Anchor::Middle));
    }
    for output in 0..fan_out {
        let color = if output == row { Color::A } else { Color::Ink };
        let place = (right + 8.0, grid.center(output, 0).1 + 5.0);
        group = group.add(text(&indexed('y', output), place, color, Anchor::Start));
    }
    let (input, output) = (indexed('x', column), indexed('y', row));
    let out_of = format!("fan_out = {fan_out} connections out of {input}: a column");
    let into = format!("fan_in = {fan_in} connections into {output}: a row");
    let middle = WIDTH / 2.0;
    group = group
        .add(text(&out_of, (middle, LINE), Color::C, Anchor::Middle))
        .add(text(&into, (middle, bottom + 24.0), Color::A, Anchor::Middle))
        .add(grid.picks("row column"));
    let description = format!(
        "A weight matrix of {fan_out} rows and {fan_in} columns. One row is lit: the \
         {fan_in} connections into one output. One column is lit: the {fan_out} connections \
         out of one input."
    );
    Ok(Drawing::new("Fan in is a row, fan out is a column", &description)
        .reading(&format!("fan_in of {output}: {fan_in}; fan_out of {input}: {fan_out}"))
        .drawing(group, bottom + 36.0))
}

/// `x₃` for the index 2.
fn indexed(letter: char, index: usize) -> String {
    let digit = char::from_u32('₁' as u32 + index as u32).unwrap_or('?');
    format!("{letter}{digit}")
}

/// A row of two weights, its negative, and the half of the plane in which a row opens its ReLU for
/// the input (1, 1).
fn pair(v: &Values) -> Result<Drawing, Error> {
    let row = (v.number("first"), v.number("second"));
    let (middle, scale) = ((WIDTH / 2.0, 116.0), 22.0);
    let at = |(x, y): (f64, f64)| (middle.0 + scale * x, middle.1 - scale * y);
    let (left, right) = (at((-4.0, 4.0)), at((4.0, -4.0)));
    let half = [left, at((4.0, 4.0)), right];
    let mut group = Group::new()
        .add(area(half, Color::A))
        .add(segment(left, right, Color::Faint, 1.0).set("stroke-dasharray", "3 3"))
        .add(text("open", at((4.9, 2.0)), Color::A, Anchor::Start))
        .add(text("closed", at((-4.9, -2.0)), Color::Ink, Anchor::End));
    group = group.add(ray(middle, at((1.0, 1.0)), Color::A)).add(text(
        "x",
        at((1.25, 1.2)),
        Color::A,
        Anchor::Start,
    ));
    let mut said = Vec::new();
    for (name, sign, color) in [("w", 1.0, Color::B), ("−w", -1.0, Color::C)] {
        let tip = (sign * row.0, sign * row.1);
        let y = tip.0 + tip.1;
        let open = y > 0.0;
        if tip != (0.0, 0.0) {
            let end = at(tip);
            let below = if tip.1 < 0.0 { 16.0 } else { -6.0 };
            group = group
                .add(ray(middle, end, color))
                .add(text(name, (end.0, end.1 + below), color, Anchor::Middle));
        }
        let words = if open { "open" } else { "closed" };
        said.push(format!(
            "{name} = ({}, {}): y = {}, {words}",
            number(tip.0),
            number(tip.1),
            number(y)
        ));
    }
    for (index, words) in said.iter().enumerate() {
        let color = [Color::B, Color::C][index];
        let place = (WIDTH / 2.0, 246.0 + LINE * index as f64);
        group = group.add(text(words, place, color, Anchor::Middle));
    }
    let description = format!(
        "A plane of two weights, cut in half by the line on which a row times the input (1, 1) is \
         0. The half with the input in it is open. A row and its negative as arrows: {}.",
        said.join("; ")
    );
    Ok(Drawing::new("A row and its negative", &description)
        .reading(&said.join("; "))
        .drawing(group, 272.0))
}

/// An arrow from one point to another.
fn ray(from: (f64, f64), to: (f64, f64), color: Color) -> Group {
    let (x, y) = (to.0 - from.0, to.1 - from.1);
    let length = x.hypot(y).max(1.0);
    let (along, across) = ((x / length, y / length), (-y / length, x / length));
    let barb = |side: f64| {
        let back = |to: f64, along: f64, across: f64| to - 7.0 * along + side * 5.0 * across;
        (back(to.0, along.0, across.0), back(to.1, along.1, across.1))
    };
    Group::new()
        .add(segment(from, to, color, 2.5))
        .add(segment(barb(1.0), to, color, 2.5))
        .add(segment(barb(-1.0), to, color, 2.5))
}

/// Second moments of signal and gradient by layer, for each of some modes, in a ReLU stack of
/// these widths, with a gain of √2.
fn either(v: &Values) -> Result<Drawing, Error> {
    let (widths, draws) = (v.counts("widths"), v.count("draws"));
    let modes: &[Fan] = match v.word("mode") {
        "fan_in" => &[Fan::In],
        "fan_out" => &[Fan::Out],
        "average" => &[Fan::Average],
        "all three" => &[Fan::In, Fan::Out, Fan::Average],
        _ => &[Fan::In, Fan::Out],
    };
    if widths.len() < 3 {
        return Err(v.refuse("widths", "3 to 61 whole numbers from 1 to 4096"));
    }
    let weights: usize = widths.windows(2).map(|pair| pair[0] * pair[1]).sum();
    if draws * weights * modes.len() > MAX_WEIGHTS {
        let most = MAX_WEIGHTS / (weights * modes.len());
        return Err(match most {
            0 => v.refuse("widths", "fewer than 40 million weights"),
            most => v.refuse("draws", format!("at most {most} for so many weights")),
        });
    }
    let layers = widths.len() - 1;
    let mut series = Vec::new();
    for (index, &fan) in modes.iter().enumerate() {
        let activation = Activation::Relu;
        let design = Design { widths: widths.to_vec(), activation, fan, gain: 2f64.sqrt() };
        // A seed for each mode: with the same draws the modes differ by one constant.
        let seed = v.seed().wrapping_add(index as u64);
        let measured = moments(&design, Loss::Linear, draws, seed).map_err(Error::of)?;
        series.push((fan, predict(&design).map_err(Error::of)?, measured));
    }
    let signal = |m: &Moments| -> Vec<(f64, f64)> {
        let layers = m.forward.iter().enumerate();
        layers.map(|(i, v)| (i as f64 + 1.0, v / m.forward[0])).collect()
    };
    let gradient = |m: &Moments| -> Vec<(f64, f64)> {
        let top = m.backward[layers - 1];
        m.backward.iter().enumerate().map(|(i, v)| (i as f64 + 2.0, v / top)).collect()
    };
    let panel = |title: &str, select: &dyn Fn(&Moments) -> Vec<(f64, f64)>| {
        let all = series.iter().flat_map(|(_, a, b)| [select(a), select(b)].concat());
        let x = Axis::counting("layer l", 1, layers + 1);
        let y = octaves("ratio", all.map(|(_, value)| value));
        series.iter().fold(
            Panel::new(x, y, 150.0).title(title),
            |panel, (fan, theory, measured)| {
                let (color, name) = named(*fan);
                panel
                    .theory(color, select(theory))
                    .points(color, select(measured))
                    .name(name)
            },
        )
    };
    let (first, wide) = (widths[1], widths[layers]);
    let mut description = format!(
        "Two charts over a stack of {layers} layers, from {first} units to {wide}, measured on \
         {draws} networks and as equations 9 and 13 predict: above, the signal from the first \
         layer up; below, the gradient from the last layer down."
    );
    let mut readings = Vec::new();
    for (fan, theory, measured) in &series {
        let ends = |m: &Moments| {
            let signal = signal(m).last().map_or(f64::NAN, |end| end.1);
            (short(signal), short(gradient(m).first().map_or(f64::NAN, |end| end.1)))
        };
        let ((signal, gradient), (up, down)) = (ends(theory), ends(measured));
        let (_, name) = named(*fan);
        description += &format!(
            " With {name} the signal ends at {signal} times its beginning, measured {up}, and the \
             gradient at {gradient}, measured {down}."
        );
        readings.push(format!("{name}: signal × {up}, gradient × {down}"));
    }
    Ok(Drawing::new("Either mode keeps both within one factor", &description)
        .reading(&format!("Over {layers} layers, {}", readings.join("; ")))
        .panel(panel("Signal: E[y²] of layer l over layer 1", &signal))
        .panel(panel("Gradient: E[Δx²] of layer l over the top", &gradient)))
}

fn named(fan: Fan) -> (Color, &'static str) {
    match fan {
        Fan::In => (Color::A, "fan_in"),
        Fan::Out => (Color::C, "fan_out"),
        Fan::Average => (Color::D, "average"),
    }
}

/// A logarithmic axis that holds `values`, with ticks at powers of two if these are few.
fn octaves(label: &str, values: impl Iterator<Item = f64>) -> Axis {
    let values: Vec<f64> = values.filter(|value| *value > 0.0).collect();
    let most = values.iter().fold(2.0_f64, |most, v| most.max(*v).max(1.0 / v));
    let axis = Axis::log10_around(label, values);
    if most > 10.0 {
        return axis;
    }
    let ticks = (-3..=3).map(|power: i32| {
        let name = 1 << power.unsigned_abs();
        let name = if power < 0 { format!("1/{name}") } else { name.to_string() };
        (2f64.powi(power), name)
    });
    axis.with_ticks(ticks)
}

/// How many layers the stacks of the losses have.
const DEPTH: usize = 6;

/// The gradient's second moment in a stack of equal layers with Var w = 2/`width`, under a linear
/// loss with random g, under the squared error of all its outputs, and under their sum.
fn assumption(v: &Values) -> Result<Drawing, Error> {
    let width = v.count("width");
    // As many networks as there is time for.
    let draws = (1_000_000 / (DEPTH * width * width)).clamp(12, 1000);
    let design = Design {
        widths: vec![width; DEPTH + 1],
        activation: Activation::Relu,
        fan: Fan::Out,
        gain: 2f64.sqrt(),
    };
    let sum = |g: Array2<f64>| Loss::Linear(Array2::ones(g.dim()));
    type Limit = fn(f64) -> f64;
    type Series = (fn(Array2<f64>) -> Loss, Color, &'static str, Limit);
    let series: [Series; 3] = [
        (Loss::Linear, Color::A, "random g: 1", |_| 1.0),
        (Loss::Squared, Color::B, "squared error: 2 + 2k", |k| 2.0 + 2.0 * k),
        (sum, Color::C, "sum of outputs: + 2/π", |k| {
            if k < 1.0 { 1.0 } else { 1.0 + (2.0 * k - 1.0) / PI }
        }),
    ];
    let mut measured = Vec::new();
    for (loss, ..) in series {
        let moments = moments(&design, loss, draws, v.seed()).map_err(Error::of)?;
        let below = moments.backward.into_iter().rev().enumerate();
        measured.push(below.map(|(k, moment)| (k as f64, moment)).collect::<Vec<_>>());
    }
    let highest = measured.iter().flatten().fold(14.0_f64, |most, (_, m)| most.max(1.1 * m));
    let mut panel = Panel::new(
        Axis::counting("layers below the loss, k", 0, DEPTH - 1),
        Axis::linear("E[Δx²]", 0.0, highest),
        200.0,
    );
    let ends: Vec<String> = measured.iter().map(|dots| short(dots[DEPTH - 1].1)).collect();
    for ((_, color, name, limit), dots) in series.into_iter().zip(measured) {
        let line = (0..DEPTH).map(|k| (k as f64, limit(k as f64)));
        panel = panel.theory(color, line).points(color, dots).name(name);
    }
    let description = format!(
        "The second moment of the gradient against the number of layers below the loss, in a \
         stack of {DEPTH} layers of {width} units, measured on {draws} networks. {} layers below \
         the loss it is {} for a linear loss with random g, which starts at 1, {} for the squared \
         error, which starts at 2, and {} for the sum of the outputs, which starts at 1.",
        DEPTH - 1,
        ends[0],
        ends[1],
        ends[2]
    );
    Ok(Drawing::new("The gradient under three losses", &description)
        .reading(&format!(
            "{} layers down: random g {}, squared error {}, sum {} ({draws} networks)",
            DEPTH - 1,
            ends[0],
            ends[1],
            ends[2]
        ))
        .panel(panel))
}

/// How many networks are drawn in rows, and how many are counted.
const ROWS: usize = 20;
const NETWORKS: usize = 200;

/// Which units are on in narrow networks, and the share of the networks that are alive.
fn dead(v: &Values) -> Result<Drawing, Error> {
    let (width, depth) = (v.count("width"), v.count("depth"));
    let design = Design {
        widths: vec![width; depth + 1],
        activation: Activation::Relu,
        fan: Fan::In,
        gain: 2f64.sqrt(),
    };
    let mut rng = ChaCha8Rng::seed_from_u64(v.seed());
    let input = Array2::ones((width, 1));
    let loss = Loss::Linear(Array2::ones((width, 1)));
    let left = 46.0;
    let cell = (WIDTH - left - 10.0) / depth as f64;
    let height = 7.0;
    let mut group = Group::new().add(text(
        &format!("{ROWS} networks, layer by layer: units that are on"),
        (left, 14.0),
        Color::Ink,
        Anchor::Start,
    ));
    let mut living = vec![0; depth];
    for index in 0..NETWORKS {
        let network = design.draw(&mut rng).map_err(Error::of)?;
        let pass = network.propagate(&input, &loss).map_err(Error::of)?;
        for (layer, x) in pass.x[1..].iter().enumerate() {
            let on = x.iter().filter(|x| **x > 0.0).count();
            living[layer] += usize::from(on > 0);
            if index < ROWS {
                let from = (left + cell * layer as f64, 22.0 + height * index as f64);
                let to = (from.0 + cell * 0.9, from.1 + height - 1.0);
                let (color, strength) = match on {
                    0 => (Color::Faint, 0.15),
                    _ => (Color::B, 0.3 + 0.7 * on as f64 / width as f64),
                };
                group = group
                    .add(rectangle(from, to, color).set("fill-opacity", number(strength)));
            }
        }
    }
    let theory = alive(&vec![width; depth]);
    let by_layer = |values: &[f64]| -> Vec<(f64, f64)> {
        values.iter().enumerate().map(|(index, p)| (index as f64 + 1.0, *p)).collect()
    };
    let share = |count: &usize| *count as f64 / NETWORKS as f64;
    let shares: Vec<f64> = living.iter().map(share).collect();
    let panel = Panel::new(
        Axis::counting("layer", 1, depth),
        Axis::linear("share alive", 0.0, 1.0),
        110.0,
    )
    .theory(Color::A, by_layer(&theory))
    .points(Color::A, by_layer(&shares));
    let (last, expected) = (living[depth - 1], theory[depth - 1]);
    let expected = short(NETWORKS as f64 * expected);
    let dead = NETWORKS - last;
    let description = format!(
        "Above, {ROWS} networks as rows of cells, one for each of {depth} layers of {width} units; a \
         cell is filled as far as the layer's units are on, and empty from the layer on at which a \
         network dies. Below, the share of {NETWORKS} networks that are alive: after the last layer \
         {last} of them, where the formula expects {expected}."
    );
    Ok(Drawing::new(
        &format!("{dead} of {NETWORKS} networks are dead at birth"),
        &description,
    )
    .reading(&format!("After {depth} layers {last} of {NETWORKS} networks are alive; {expected} expected"))
    .drawing(group, 22.0 + height * ROWS as f64 + 8.0)
    .panel(panel))
}
