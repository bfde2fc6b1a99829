// SPDX-License-Identifier: MIT OR Apache-2.0
//! Figures of the chapter `backward`.

use backward::{Activation, Design, Fan, Loss, Moments, moments, predict};
use svg::node::element::Group;

use crate::{
    figure::{Error, Figure, Values, choice, count, counts, place, seed},
    plot::{Anchor, Axis, Color, Drawing, Grid, LINE, Panel, WIDTH, short, text},
};

pub const FIGURES: &[Figure] = &[
    Figure::new("backward-fans", fans).turn(&[
        count(("fan_in", "inputs"), 6, 1..=9),
        count(("fan_out", "outputs"), 4, 1..=9),
        place(("row", "row"), 2, 9),
        place(("column", "column"), 5, 9),
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
    ]),
    Figure::new("backward-assumption", assumption),
];

/// The most weights that one figure draws.
const MAX_WEIGHTS: usize = 40_000_000;

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

/// The gradient's second moment in a stack of equal layers with Var w = 2/`width`, under a
/// linear loss and under the squared error of all its outputs.
fn assumption(_: &Values) -> Result<Drawing, Error> {
    let (width, depth, draws) = (128, 8, 60);
    let design = Design {
        widths: vec![width; depth + 1],
        activation: Activation::Relu,
        fan: Fan::Out,
        gain: 2f64.sqrt(),
    };
    let measure = |loss| -> Result<Vec<(f64, f64)>, Error> {
        let measured = moments(&design, loss, draws, 1).map_err(Error::of)?;
        let below = measured.backward.into_iter().rev().enumerate();
        Ok(below.map(|(k, moment)| (k as f64, moment)).collect())
    };
    let (linear, squared) = (measure(Loss::Linear)?, measure(Loss::Squared)?);
    let deepest = depth as f64 - 1.0;
    let limit = |k: f64| (k, 2.0 + 2.0 * k);
    let panel = Panel::new(
        Axis::counting("layers below the loss, k", 0, depth - 1),
        Axis::linear("E[Δx²]", 0.0, 20.0),
        200.0,
    )
    .theory(Color::A, [(0.0, 1.0), (deepest, 1.0)])
    .points(Color::A, linear)
    .name("linear loss: 1")
    .theory(Color::B, [limit(0.0), limit(deepest)])
    .points(Color::B, squared)
    .name("squared error: 2 + 2k");
    let description = format!(
        "The second moment of the gradient against the number of layers below the loss, in a \
         stack of {depth} layers of {width} units, measured on {draws} networks. Under a linear \
         loss it stays at 1. Under the squared error of all outputs it grows by 2 per layer."
    );
    let title = "What the loss knows of the weights comes back";
    Ok(Drawing::new(title, &description).panel(panel))
}
