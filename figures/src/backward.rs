// SPDX-License-Identifier: MIT OR Apache-2.0
//! Figures of the chapter `backward`.

use crate::Committed;
use crate::live::{Live, choice, field, number as slider, seed};
use crate::plot::{
    Anchor, Axis, Color, Error, Figure, LINE, Panel, WIDTH, rectangle, segment, short,
    text,
};
use backward::{Activation, Design, Fan, Loss, MAX_WIDTH, Moments, moments, predict};
use svg::Node;
use svg::node::element::Group;

/// The figures of the page, by file name.
pub const COMMITTED: &[Committed] = &[
    ("backward-fans", || fans(4, 6, 2, 5)),
    ("backward-either", || {
        let widths = [32, 32, 32, 32, 64, 64, 64, 128, 128, 128, 256];
        either(&widths, &[Fan::In, Fan::Out], 20, 1)
    }),
    ("backward-assumption", || assumption(128, 8, 60, 1)),
];

/// What the reader can turn.
pub const LIVE: &[Live] = &[
    Live::new(
        "backward-fans",
        &[
            slider(("fan_in", "inputs"), "6", [1.0, 9.0, 1.0]),
            slider(("fan_out", "outputs"), "4", [1.0, 9.0, 1.0]),
            slider(("row", "row"), "2", [1.0, 9.0, 1.0]),
            slider(("column", "column"), "5", [1.0, 9.0, 1.0]),
        ],
        |v| {
            let (fan_out, fan_in) = (v.count("fan_out")?, v.count("fan_in")?);
            let row = v.index("row", fan_out)? + 1;
            fans(fan_out, fan_in, row, v.index("column", fan_in)? + 1)
        },
    )
    .folded(),
    Live::new(
        "backward-either",
        &[
            field(
                ("widths", "widths, the input’s first"),
                "32 32 32 32 64 64 64 128 128 128 256",
            ),
            choice(("mode", "mode"), "fan_in and fan_out", MODES),
            slider(("draws", "networks"), "20", [1.0, 100.0, 1.0]),
            seed("1"),
        ],
        |v| {
            let modes: &[Fan] = match v.text("mode") {
                "fan_in and fan_out" => &[Fan::In, Fan::Out],
                "fan_in" => &[Fan::In],
                "fan_out" => &[Fan::Out],
                "average" => &[Fan::Average],
                "all three" => &[Fan::In, Fan::Out, Fan::Average],
                other => return Err(Error::new("mode", other, "one of the list")),
            };
            either(&v.counts("widths")?, modes, v.count("draws")?, v.seed()?)
        },
    ),
];

const MODES: &[&str] =
    &["fan_in and fan_out", "fan_in", "fan_out", "average", "all three"];

/// The most weights that one figure draws.
const MAX_WEIGHTS: usize = 40_000_000;
/// Height of a chart.
const HEIGHT: f64 = 150.0;
/// The most layers that one figure shows.
const MAX_DEPTH: usize = 60;

/// A dense weight of `fan_out` rows and `fan_in` columns with one of each lit: the row of the
/// connections into output `row`, the column of those out of input `column`, counted from 1.
pub fn fans(
    fan_out: usize,
    fan_in: usize,
    row: usize,
    column: usize,
) -> Result<String, Error> {
    for (name, value) in [("fan_out", fan_out), ("fan_in", fan_in)] {
        if !(1..=9).contains(&value) {
            return Err(Error::new(name, value, "1 to 9"));
        }
    }
    for (name, value, most) in [("row", row, fan_out), ("column", column, fan_in)] {
        if value < 1 || value > most {
            return Err(Error::new(name, value, "a row or column that the matrix has"));
        }
    }
    let cell = 36.0;
    let left = (WIDTH - cell * fan_in as f64) / 2.0;
    let top = 2.0 * LINE + 14.0;
    let (right, bottom) = (left + cell * fan_in as f64, top + cell * fan_out as f64);
    let at = |index: usize, from: f64| from + cell * (index as f64 - 1.0);
    let mut group = Group::new();
    group.append(
        rectangle((left, at(row, top)), (right, at(row, top) + cell), Color::A)
            .set("fill-opacity", "0.35"),
    );
    group.append(
        rectangle((at(column, left), top), (at(column, left) + cell, bottom), Color::C)
            .set("fill-opacity", "0.35"),
    );
    for edge in 1..=fan_out + 1 {
        group.append(segment(
            (left, at(edge, top)),
            (right, at(edge, top)),
            Color::Faint,
            1.0,
        ));
    }
    for edge in 1..=fan_in + 1 {
        let x = at(edge, left);
        group.append(segment((x, top), (x, bottom), Color::Faint, 1.0));
    }
    for input in 1..=fan_in {
        let color = if input == column { Color::C } else { Color::Ink };
        let place = (at(input, left) + cell / 2.0, top - 8.0);
        group.append(text(
            &format!("x{}", subscript(input)),
            place,
            color,
            Anchor::Middle,
        ));
    }
    for output in 1..=fan_out {
        let color = if output == row { Color::A } else { Color::Ink };
        let place = (right + 8.0, at(output, top) + cell / 2.0 + 5.0);
        group.append(text(
            &format!("y{}", subscript(output)),
            place,
            color,
            Anchor::Start,
        ));
    }
    let column_says = format!(
        "fan_out = {fan_out} connections out of x{}: a column",
        subscript(column)
    );
    let row_says =
        format!("fan_in = {fan_in} connections into y{}: a row", subscript(row));
    let middle = WIDTH / 2.0;
    group.append(text(&column_says, (middle, LINE), Color::C, Anchor::Middle));
    group.append(text(&row_says, (middle, bottom + 24.0), Color::A, Anchor::Middle));
    let description = format!(
        "A weight matrix of {fan_out} rows and {fan_in} columns. One row is lit: the \
         {fan_in} connections into one output. One column is lit: the {fan_out} connections \
         out of one input."
    );
    Ok(Figure::new("backward-fans", "Fan in is a row, fan out is a column", &description)
        .drawing(group, bottom + 36.0)
        .render())
}

fn subscript(index: usize) -> char {
    char::from_u32('₀' as u32 + index as u32).unwrap_or('?')
}

/// Second moments of signal and gradient by layer, for each of `modes`, in a ReLU stack of
/// these `widths` (the input's first), with a gain of √2.
pub fn either(
    widths: &[usize],
    modes: &[Fan],
    draws: usize,
    seed: u64,
) -> Result<String, Error> {
    check(widths, draws, modes.len())?;
    let layers = widths.len() - 1;
    let mut series = Vec::new();
    for (index, &fan) in modes.iter().enumerate() {
        let design = Design {
            widths: widths.to_vec(),
            activation: Activation::Relu,
            fan,
            gain: 2f64.sqrt(),
        };
        // A seed for each mode: with the same draws the modes differ by one constant.
        let measured =
            moments(&design, Loss::Linear, draws, seed.wrapping_add(index as u64))
                .map_err(refused)?;
        series.push((fan, predict(&design).map_err(refused)?, measured));
    }
    let signal = |m: &Moments| -> Vec<(f64, f64)> {
        m.forward
            .iter()
            .enumerate()
            .map(|(i, v)| (i as f64 + 1.0, v / m.forward[0]))
            .collect()
    };
    let gradient = |m: &Moments| -> Vec<(f64, f64)> {
        let top = m.backward[layers - 1];
        m.backward.iter().enumerate().map(|(i, v)| (i as f64 + 2.0, v / top)).collect()
    };
    let panel = |title: &str, select: &dyn Fn(&Moments) -> Vec<(f64, f64)>, up: bool| {
        let all: Vec<f64> = series
            .iter()
            .flat_map(|(_, a, b)| [select(a), select(b)].concat())
            .map(|(_, value)| value)
            .collect();
        let last = layers as f64;
        // Room for the names, at the end that a mode has moved: right above, left below.
        let room = (last - 2.0) * 0.28;
        let (from, to) = ((2.0 - room).min(0.5), last + room.max(1.5));
        let x = Axis::linear("layer l", from, to, &layer_ticks(layers));
        let (y, apart) = octaves("ratio", &all);
        let mut panel = Panel::new(x, y, HEIGHT).title(title);
        let mut ends = Vec::new();
        for (fan, theory, measured) in &series {
            let line = select(theory);
            ends.extend(
                if up { line.last() } else { line.first() }.map(|&end| (*fan, end)),
            );
            let color = color(*fan);
            panel = panel.theory(color, line).points(color, select(measured));
        }
        ends.sort_by(|(_, a), (_, b)| a.1.total_cmp(&b.1));
        let mut lowest = 0.0;
        for (fan, (x, y)) in ends {
            // The names keep a line's distance, also where the points coincide.
            let place = f64::max(y * apart.powf(0.2), lowest);
            lowest = place * apart;
            let (anchor, gap) =
                if up { (Anchor::Start, 1.0) } else { (Anchor::End, -1.0) };
            let x = x + gap * 0.02 * (to - from);
            panel = panel.label(color(fan), anchor, (x, place), name(fan));
        }
        panel
    };
    let (first, wide) = (widths[1], widths[layers]);
    let mut description = format!(
        "Two charts over a stack of {layers} layers, from {first} units to {wide}, measured on \
         {draws} networks and as equations 9 and 13 predict: above, the signal from the first \
         layer up; below, the gradient from the last layer down."
    );
    for (fan, theory, measured) in &series {
        let ends = |m: &Moments| {
            let signal = signal(m).last().map_or(f64::NAN, |end| end.1);
            (short(signal), short(gradient(m).first().map_or(f64::NAN, |end| end.1)))
        };
        let ((signal, gradient), (up, down)) = (ends(theory), ends(measured));
        description += &format!(
            " With {} the signal ends at {signal} times its beginning, measured {up}, and the \
             gradient at {gradient}, measured {down}.",
            name(*fan)
        );
    }
    Ok(Figure::new(
        "backward-either",
        "Either mode keeps both within one factor",
        &description,
    )
    .panel(panel("Signal: E[y²] of layer l over layer 1", &signal, true))
    .panel(panel("Gradient: E[Δx²] of layer l over the top", &gradient, false))
    .render())
}

fn color(fan: Fan) -> Color {
    match fan {
        Fan::In => Color::A,
        Fan::Out => Color::C,
        Fan::Average => Color::D,
    }
}

fn name(fan: Fan) -> &'static str {
    match fan {
        Fan::In => "fan_in",
        Fan::Out => "fan_out",
        Fan::Average => "average",
    }
}

fn layer_ticks(layers: usize) -> Vec<f64> {
    let step = layers.div_ceil(8).max(1);
    (1..=layers + 1).step_by(step).map(|l| l as f64).collect()
}

/// A logarithmic axis that holds `values`, with ticks at powers of two if these are few, and
/// the ratio that is one line of text high.
fn octaves(label: &str, values: &[f64]) -> (Axis, f64) {
    let exponents = || values.iter().filter(|v| **v > 0.0).map(|v| v.log10());
    let low = exponents().fold(-1.0, f64::min).floor().max(-300.0) as i32;
    let high = exponents().fold(1.0, f64::max).ceil().min(300.0) as i32;
    let apart = 10f64.powf(f64::from(high - low) * LINE / HEIGHT);
    let axis =
        Axis::log10(label, low, high, (high - low).unsigned_abs().div_ceil(6) as usize);
    if high - low > 2 {
        return (axis, apart);
    }
    let (bottom, top) = (10f64.powi(low), 10f64.powi(high));
    let ticks = (-7..=7)
        .map(|power: i32| {
            let name = 1 << power.unsigned_abs();
            (
                2f64.powi(power),
                if power < 0 { format!("1/{name}") } else { name.to_string() },
            )
        })
        .filter(|(value, _)| (bottom..=top).contains(value))
        .collect();
    (axis.with_ticks(ticks), apart)
}

/// The gradient's second moment in a stack of equal layers with Var w = 2/`width`, under a
/// linear loss and under the squared error of all its outputs.
pub fn assumption(
    width: usize,
    depth: usize,
    draws: usize,
    seed: u64,
) -> Result<String, Error> {
    if !(2..=MAX_DEPTH).contains(&depth) {
        return Err(Error::new("depth", depth, "2 to 60"));
    }
    let widths = vec![width; depth + 1];
    check(&widths, draws, 2)?;
    let design =
        Design { widths, activation: Activation::Relu, fan: Fan::Out, gain: 2f64.sqrt() };
    let measure = |loss| -> Result<Vec<(f64, f64)>, Error> {
        let measured = moments(&design, loss, draws, seed).map_err(refused)?;
        let below = measured.backward.into_iter().rev().enumerate();
        Ok(below.map(|(k, moment)| (k as f64, moment)).collect())
    };
    let (linear, squared) = (measure(Loss::Linear)?, measure(Loss::Squared)?);
    let deepest = depth as f64 - 1.0;
    let top = 2.0 + 2.0 * deepest;
    let highest =
        squared.iter().fold(top * 1.15, |most, (_, value)| most.max(value * 1.05));
    let step = (depth as f64 / 4.0).ceil();
    let limit = |k: f64| (k, 2.0 + 2.0 * k);
    let ticks: Vec<f64> =
        (0..=5).map(|i| i as f64 * 2.0 * step).filter(|t| *t <= top).collect();
    let x_ticks: Vec<f64> =
        (0..depth).step_by(depth.div_ceil(8)).map(|k| k as f64).collect();
    let panel = Panel::new(
        Axis::linear("layers below the loss, k", -0.3, deepest + 0.3, &x_ticks),
        Axis::linear("E[Δx²]", 0.0, highest, &ticks),
        200.0,
    )
    .theory(Color::A, [(0.0, 1.0), (deepest, 1.0)])
    .theory(Color::B, [limit(0.0), limit(deepest)])
    .points(Color::A, linear)
    .points(Color::B, squared)
    .label(Color::A, Anchor::End, (deepest, 1.0 + 0.05 * top), "linear loss: 1")
    .label(
        Color::B,
        Anchor::End,
        (deepest * 0.55, top * 0.92),
        "squared error: 2 + 2k",
    );
    let description = format!(
        "The second moment of the gradient against the number of layers below the loss, in a \
         stack of {depth} layers of {width} units, measured on {draws} networks. Under a linear \
         loss it stays at 1. Under the squared error of all outputs it grows by 2 per layer."
    );
    let title = "What the loss knows of the weights comes back";
    Ok(Figure::new("backward-assumption", title, &description).panel(panel).render())
}

fn check(widths: &[usize], draws: usize, designs: usize) -> Result<(), Error> {
    if !(3..=MAX_DEPTH + 1).contains(&widths.len()) {
        return Err(Error::new("the number of widths", widths.len(), "3 to 61"));
    }
    if let Some(&width) = widths.iter().find(|&&w| !(1..=MAX_WIDTH).contains(&w)) {
        return Err(Error::new("width", width, "1 to 4096"));
    }
    if !(1..=3).contains(&designs) {
        return Err(Error::new("the number of modes", designs, "1 to 3"));
    }
    let weights: usize = widths.windows(2).map(|pair| pair[0] * pair[1]).sum();
    if draws == 0 || draws.saturating_mul(weights * designs) > MAX_WEIGHTS {
        return Err(Error::new(
            "draws",
            draws,
            "1 or more, and at most 40 million weights",
        ));
    }
    Ok(())
}

fn refused(error: backward::Error) -> Error {
    Error::new("the design", error, "one that can be drawn")
}
