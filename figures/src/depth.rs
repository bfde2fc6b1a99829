// SPDX-License-Identifier: MIT OR Apache-2.0
//! Figures of the chapter `depth`.

use depth::{
    Distribution, Draws, Stack, deviation_across_samples, first_layer_where, relu_theory,
    rms, second_moment,
};

use crate::{
    figure::{Error, Figure, Values, choice, count, number as slider, numbers, seed},
    plot::{
        Anchor, Axis, Color, Drawing, Grid, Panel, WIDTH, area, curve, legend, number,
        segment, short, text,
    },
};

pub const FIGURES: &[Figure] = &[
    Figure::new("depth-signal", signal)
        .turn(&[
            slider(("std", "std of the weights"), 0.05, 0.02..=0.12, 0.0025),
            choice(("between", "between layers"), &[NOTHING, RELU]),
            count(("depth", "layers"), 10, 2..=12),
            seed(1),
        ])
        .missions(&[
            ("A std of 0.08: at which layer do values leave the picture?", "std=0.08"),
            (
                "One sixteenth keeps the columns alike. Does it still with ReLUs?",
                "std=0.0625\nbetween=ReLU",
            ),
        ]),
    Figure::new("depth-range", range)
        .turn(&[
            numbers(
                ("std", "std of the weights, up to four"),
                &[1.0, 0.0625, 0.01],
                0.001..=10.0,
                4,
            ),
            count(("depth", "layers"), 50, 1..=60),
            count(("width", "width"), 256, 1..=256),
            seed(1),
        ])
        .missions(&[
            (
                "Width 64, std 1: the rms grows by 8 per layer. Where does it overflow?",
                "width=64\nstd=1",
            ),
            (
                "Weights 20 percent too large or too small: how far apart after sixty layers?",
                "width=64\ndepth=60\nstd=0.1 0.125 0.15",
            ),
        ]),
    Figure::new("depth-relu", relu_decay)
        .turn(&[
            numbers(("factors", "n·Var[w], up to three"), &[1.0, 0.3333], 0.1..=4.0, 3),
            count(("depth", "layers"), 30, 2..=30),
            count(("width", "width"), 128, 8..=128),
            seed(1),
        ])
        .missions(&[
            ("Which n·Var[w] makes up for the half: 1.5, 2 or 2.5?", "factors=1.5 2 2.5"),
            ("Only 16 units wide: how far apart are nine networks?", "width=16"),
        ]),
    Figure::new("depth-alike", alike)
        .turn(&[count(("layer", "layer"), 8, 1..=30), seed(1)])
        .missions(&[
            ("Layer 3: can you still tell the samples apart?", "layer=3"),
            ("Layer 30: find two rows that differ.", "layer=30"),
        ]),
    Figure::new("depth-bias", bias)
        .turn(&[
            // Further up, the spread is the rounding of f64, which is another on another processor.
            slider(("scale", "biases, times the default"), 1.0, 0.0..=10.0, 0.1),
            count(("depth", "layers"), 30, 1..=30),
            count(("width", "width"), 256, 1..=256),
            seed(1),
        ])
        .missions(&[
            ("No biases: does the rms still look healthy?", "scale=0"),
            ("Four times the biases: do they save the spread?", "scale=4"),
        ]),
];

const NOTHING: &str = "nothing";
const RELU: &str = "ReLU";

/// How far from 0 the histograms reach, and into how many bins they are cut.
const REACH: f64 = 4.0;
const BINS: usize = 48;

/// The values of each layer as a histogram on its side, a column a layer.
fn signal(v: &Values) -> Result<Drawing, Error> {
    const SAMPLES: usize = 4;
    let (depth, std, width) = (v.count("depth"), v.number("std"), 256);
    let relu = v.word("between") == RELU;
    let factor = width as f64 * std * std;
    let y: Vec<Vec<f64>> = if relu {
        let none = Distribution::Uniform(0.0);
        let weight = Distribution::Normal(std);
        let stack = Stack { depth, width, samples: SAMPLES, weight, bias: none };
        let y = stack.forward(v.seed()).map_err(Error::of)?;
        y.into_iter().map(|y| y.into_iter().collect()).collect()
    } else {
        let draws = Draws::new(depth, width, SAMPLES, v.seed()).map_err(Error::of)?;
        let y = draws.linear(std as f32);
        y.into_iter().map(|y| y.into_iter().map(f64::from).collect()).collect()
    };
    let predicted = |layer: usize| match relu {
        true => relu_theory(factor, layer).sqrt(),
        false => factor.powf(layer as f64 / 2.0),
    };

    let (left, right, top, height) = (34.0, WIDTH - 14.0, 28.0, 190.0);
    let column = (right - left) / depth as f64;
    let x = |layer: usize| left + column * (layer as f64 - 0.5);
    let at = |value: f64| top + height * (0.5 - value / (2.0 * REACH));
    let mut group = svg::node::element::Group::new();
    group =
        group.add(text("values y of each layer", (8.0, 14.0), Color::Ink, Anchor::Start));
    for value in [-4.0, -2.0, 0.0, 2.0, 4.0] {
        let line = segment((left, at(value)), (right, at(value)), Color::Faint, 0.5);
        group = group.add(line.set("class", "line faint grid"));
        let place = (left - 6.0, at(value) + 5.0);
        group = group.add(text(&number(value), place, Color::Ink, Anchor::End));
    }
    for (index, values) in y.iter().enumerate() {
        let (layer, middle) = (index + 1, x(index + 1));
        let mut counts = [0_usize; BINS];
        for value in values {
            // What is farther out is in the outermost bin.
            let bin = (value / REACH + 1.0) / 2.0 * BINS as f64;
            counts[bin.clamp(0.0, BINS as f64 - 1.0) as usize] += 1;
        }
        let most = *counts.iter().max().unwrap_or(&1) as f64;
        let half = |bin: usize| 0.44 * column * counts[bin] as f64 / most;
        let edge = |bin: usize| at(REACH * (2.0 * bin as f64 / BINS as f64 - 1.0));
        let shape = |bins: std::ops::Range<usize>| {
            let side = |sign: f64| {
                bins.clone().flat_map(move |bin| {
                    let x = middle + sign * half(bin);
                    [(x, edge(bin)), (x, edge(bin + 1))]
                })
            };
            let other: Vec<(f64, f64)> = side(-1.0).collect();
            side(1.0).chain(other.into_iter().rev()).collect::<Vec<_>>()
        };
        let below = if relu { Color::D } else { Color::A };
        let first = counts.iter().position(|count| *count > 0).unwrap_or(0);
        let end = counts.iter().rposition(|count| *count > 0).map_or(0, |last| last + 1);
        for (bins, color) in [(first..BINS / 2, below), (BINS / 2..end, Color::A)] {
            group = group.add(area(shape(bins), color).set("fill-opacity", "0.6"));
        }
        let place = (middle, top + height + 18.0);
        group = group.add(text(&layer.to_string(), place, Color::Ink, Anchor::Middle));
    }
    for sign in [1.0, -1.0] {
        let sizes = (1..=depth).map(|layer| (layer, sign * predicted(layer)));
        let inside = sizes.filter(|(_, size)| size.abs() <= REACH);
        let line = curve(inside.map(|(layer, size)| (x(layer), at(size))), Color::B, 1.5);
        group = group.add(line);
    }
    group =
        group.add(text("layer l", (right, top + height + 36.0), Color::Ink, Anchor::End));
    let mut names = vec![(Color::B, "predicted size".to_string())];
    if relu {
        names.push((Color::D, "set to 0 by the ReLU".to_string()));
    }
    let (names, more) = legend(&names, left);
    let place = format!("translate(0 {})", top + height + 40.0);
    group = group.add(names.set("transform", place));

    let last = &y[depth - 1];
    let size = (last.iter().map(|y| y * y).sum::<f64>() / last.len() as f64).sqrt();
    let outside = last.iter().filter(|y| y.abs() > REACH).count() * 100 / last.len();
    let (size, theory) = (short(size), short(predicted(depth)));
    let between = if relu { "a ReLU" } else { "nothing" };
    let beyond = match outside {
        0 => String::new(),
        _ => format!(
            " {outside} percent of its values are beyond ±4, in the outermost bars."
        ),
    };
    let description = format!(
        "A histogram for each of {depth} layers of {width} units with {between} between them, side \
         by side, for weights of standard deviation {}. Each layer multiplies the size by {}. At \
         layer {depth} it is {size}; the formula says {theory}.{beyond}",
        number(std),
        short(if relu { (factor / 2.0).sqrt() } else { factor.sqrt() }),
    );
    let reading = match outside {
        0 => format!("Layer {depth}: size {size}, predicted {theory}"),
        _ => format!(
            "Layer {depth}: size {size}, predicted {theory}; {outside} % beyond ±4"
        ),
    };
    Ok(Drawing::new(&format!("The values of {depth} layers, side by side"), &description)
        .reading(&reading)
        .drawing(group, top + height + 40.0 + more + 4.0))
}

/// The values of some units for some samples, in the first layer and in another one, of the stack
/// of default layers that [`bias`] measures.
fn alike(v: &Values) -> Result<Drawing, Error> {
    const ROWS: usize = 6;
    const UNITS: usize = 20;
    let (layer, width, samples) = (v.count("layer"), 256, 100);
    let default = Distribution::Uniform(1.0 / 16.0);
    let stack = Stack { depth: layer, width, samples, weight: default, bias: default };
    let y = stack.forward(v.seed()).map_err(Error::of)?;
    let mut group = svg::node::element::Group::new();
    let cell = 17.0;
    let (left, mut top) = (WIDTH - 14.0 - cell * UNITS as f64, 24.0);
    for layer in [1, layer] {
        let y = &y[layer - 1];
        let rms = second_moment(y).sqrt();
        let words =
            format!("layer {layer}: a row for each sample, a column for each unit");
        group = group.add(text(&words, (8.0, top - 8.0), Color::Ink, Anchor::Start));
        let grid = Grid { at: (left, top), cell, rows: ROWS, columns: UNITS };
        for row in 0..ROWS {
            for column in 0..UNITS {
                let value = y[[column, row]] / rms;
                let color = if value < 0.0 { Color::B } else { Color::A };
                let strength = (value.abs() / 2.0).min(1.0);
                let strength = (strength * 50.0).round() / 50.0;
                group = group.add(grid.block((row, column), (1, 1), color, strength));
            }
            let place = (left - 6.0, grid.center(row, 0).1 + 5.0);
            let name = (row + 1).to_string();
            group = group.add(text(&name, place, Color::Ink, Anchor::End));
        }
        group = group.add(grid.frame((0, 0), (ROWS, UNITS), Color::Faint, 1.0));
        top += grid.height() + 32.0;
    }
    let last = &y[layer - 1];
    let (rms, spread) = (second_moment(last).sqrt(), deviation_across_samples(last));
    let (rms, spread) = (short(rms), short(spread));
    let description = format!(
        "The values of {UNITS} units for {ROWS} samples as colored cells, in layer 1, where every \
         row is different, and in layer {layer} of PyTorch's default layers. There the rms is \
         {rms}, and a unit differs between samples by {spread}: the less, the more the rows are \
         alike."
    );
    Ok(Drawing::new(&format!("Six samples in layers 1 and {layer}"), &description)
        .reading(&format!("Layer {layer}: rms {rms}, spread across samples {spread}"))
        .drawing(group, top - 24.0))
}

const COLORS: [Color; 4] = [Color::B, Color::A, Color::C, Color::D];

/// Values by layer, the first of which is layer 1; of many layers some thirty.
fn by_layer(values: impl IntoIterator<Item = f64>, depth: usize) -> Vec<(f64, f64)> {
    let layers = values.into_iter().enumerate().step_by(depth.div_ceil(30));
    layers.map(|(index, value)| ((index + 1) as f64, value)).collect()
}

/// The rms of a linear stack's values in f32, by layer, for weights of each std.
fn range(v: &Values) -> Result<Drawing, Error> {
    let (depth, width) = (v.count("depth"), v.count("width"));
    let draws = Draws::new(depth, width, 8, v.seed()).map_err(Error::of)?;
    let (largest, smallest) = (f64::from(f32::MAX), f64::from(f32::MIN_POSITIVE));
    let across = |at: f64| [(0.0, at), (depth as f64 + 1.0, at)];
    let mut panel = Panel::new(
        Axis::counting("layer l", 0, depth),
        Axis::log10("rms of y, in f32", -48, 48, 12),
        260.0,
    )
    .dashed(Color::Faint, across(largest))
    .name("largest f32")
    .dashed(Color::Faint, across(smallest))
    .name("smallest normal f32");
    let (mut findings, mut readings) = (String::new(), Vec::new());
    for (&std, color) in v.numbers("std").iter().zip(COLORS) {
        let factor = width as f64 * std * std;
        let theory = |layer: usize| factor.powf(layer as f64 / 2.0);
        let y = draws.linear(std as f32);
        let dots =
            by_layer(y.iter().map(rms), depth).into_iter().filter(|(_, y)| *y > 0.0);
        let name = match factor {
            1.0 => "std 1/√n".to_string(),
            _ => format!("std {}", number(std)),
        };
        // Infinite or not a number: which of the two depends on the order of a sum's terms.
        let beyond = first_layer_where(&y, |y| y.iter().any(|y| !y.is_finite()));
        let (label, finding, reading) = match beyond {
            Some(layer) => (
                format!("{name}: overflows at {layer}"),
                format!("the first values overflow in layer {layer}"),
                format!("{name}: overflows at layer {layer}"),
            ),
            None => {
                let last = rms(&y[depth - 1]);
                (
                    name.clone(),
                    format!("the last layer's is {last:.1e}"),
                    format!("{name}: {}", short(last)),
                )
            }
        };
        panel = panel
            .theory(color, (0..=depth).map(|layer| (layer as f64, theory(layer))))
            .points(color, dots)
            .name(&label);
        findings += &format!(" At {name} {finding}.");
        readings.push(reading);
    }
    let description = format!(
        "Root mean square of the outputs of {depth} linear layers of width {width} in f32, on a \
         log scale: straight lines, as the theory (n Var w) to the power l/2 says.{findings}"
    );
    Ok(Drawing::new("Linear layers multiply the signal by a constant each", &description)
        .reading(&format!("Layer {depth}: {}", readings.join("; ")))
        .panel(panel))
}

/// `E[y²]` by layer of ReLU stacks without biases for some n Var w: median, least and most of
/// nine networks. ReLU layers pass a factor on, so one set of networks does for all.
fn relu_decay(v: &Values) -> Result<Drawing, Error> {
    const NETS: u64 = 9;
    let (depth, width) = (v.count("depth"), v.count("width"));
    let stack = Stack {
        depth,
        width,
        samples: 1,
        weight: Distribution::Uniform((3.0 / width as f64).sqrt()),
        bias: Distribution::Uniform(0.0),
    };
    let nets = (0..NETS)
        .map(|net| stack.forward(v.seed().wrapping_add(net)))
        .collect::<Result<Vec<_>, _>>()
        .map_err(Error::of)?;
    let sorted = (0..depth).map(|layer| {
        let mut moments: Vec<f64> =
            nets.iter().map(|y| second_moment(&y[layer])).collect();
        moments.sort_by(f64::total_cmp);
        [moments[0], moments[NETS as usize / 2], moments[NETS as usize - 1]]
    });
    let sorted: Vec<[f64; 3]> = sorted.collect();
    let factors = v.numbers("factors");
    let all = factors.iter().flat_map(|&factor: &f64| {
        let sorted = sorted.iter().enumerate();
        sorted.flat_map(move |(index, of)| of.map(|m| m * factor.powi(index as i32 + 1)))
    });
    let all: Vec<f64> = all.filter(|moment| *moment > 1e-60).collect();
    let mut panel = Panel::new(
        Axis::counting("layer l", 0, depth),
        Axis::log10_around("second moment E[y²]", all),
        200.0,
    )
    .dashed(Color::Faint, [(0.0, 1.0), (depth as f64 + 1.0, 1.0)]);
    let (mut findings, mut readings) = (String::new(), Vec::new());
    for (&factor, color) in factors.iter().zip([Color::B, Color::D, Color::C]) {
        let scaled = |which: usize| {
            sorted.iter().enumerate().map(move |(index, of)| {
                ((index + 1) as f64, of[which] * factor.powi(index as i32 + 1))
            })
        };
        let band = scaled(0).zip(scaled(2)).map(|((l, low), (_, high))| (l, low, high));
        panel = panel
            .band(color, band.filter(|(_, low, _)| *low > 0.0))
            .theory(color, (1..=depth).map(|l| (l as f64, relu_theory(factor, l))))
            .points(color, scaled(1).filter(|(_, median)| *median > 0.0))
            .name(&format!("n·Var[w] = {}", short(factor)));
        let (median, theory) = (
            sorted[depth - 1][1] * factor.powi(depth as i32),
            relu_theory(factor, depth),
        );
        findings += &format!(
            " With n Var w = {} the mean over networks is multiplied by {} at every layer after \
             the first; at layer {depth} it is {} by the formula, and the median is {}.",
            number(factor),
            number(factor / 2.0),
            short(theory),
            short(median),
        );
        readings.push(format!("{} with {}", short(median), short(factor)));
    }
    let description = format!(
        "Second moment of the pre-activations of {depth} ReLU layers of width {width} without \
         biases, on a log scale: median, least and most of {NETS} networks, and the formula.{findings}"
    );
    Ok(Drawing::new("Each ReLU halves the second moment", &description)
        .reading(&format!("Median at layer {depth}: {}", readings.join(", ")))
        .panel(panel))
}

/// The rms of a default PyTorch stack and its spread across samples, by layer; the biases
/// are some times the default's.
fn bias(v: &Values) -> Result<Drawing, Error> {
    let (depth, width, scale) = (v.count("depth"), v.count("width"), v.number("scale"));
    let samples = 100;
    let n = width as f64;
    let bound = 1.0 / n.sqrt();
    let (weight, bias) =
        (Distribution::Uniform(bound), Distribution::Uniform(scale * bound));
    let y = Stack { depth, width, samples, weight, bias }
        .forward(v.seed())
        .map_err(Error::of)?;
    let start = weight.variance() * n + bias.variance();
    let theory = std::iter::successors(Some(start), |v| Some(bias.variance() + v / 6.0));
    let theory: Vec<f64> = theory.take(depth).map(f64::sqrt).collect();
    let sixths: Vec<f64> =
        (0..depth).map(|layer| (6f64.powf(-(layer as f64)) / 3.0).sqrt()).collect();
    let rms: Vec<f64> = y.iter().map(|y| second_moment(y).sqrt()).collect();
    let spread: Vec<f64> = y.iter().map(deviation_across_samples).collect();
    let all = [&theory, &sixths, &rms, &spread].into_iter().flatten().copied();
    let panel = Panel::new(
        Axis::counting("layer l", 0, depth),
        Axis::log10_around("y, default weights and biases", all),
        240.0,
    )
    .theory(Color::A, by_layer(theory.iter().copied(), depth))
    .points(Color::A, by_layer(rms.iter().copied(), depth))
    .name(if scale > 0.0 { "rms: looks healthy" } else { "rms" })
    .theory(Color::B, by_layer(sixths.iter().copied(), depth))
    .points(Color::B, by_layer(spread.iter().copied(), depth))
    .name("spread across samples");
    let (rms, spread) = (rms[depth - 1], spread[depth - 1]);
    let description = format!(
        "Rms of the pre-activations and standard deviation of a unit across {samples} samples, on \
         a log scale, for {depth} ReLU layers of width {width} with PyTorch's default weights and \
         {} times its default biases. At layer {depth} the rms is {rms:.3}, the spread across \
         samples {spread:.1e}; its thin line falls by the root of 6 at each layer, as a mean \
         square over many networks does at least.",
        number(scale),
    );
    Ok(Drawing::new("Biases keep the rms up, not the signal", &description)
        .reading(&format!(
            "Layer {depth}: rms {}, spread across samples {}",
            short(rms),
            short(spread)
        ))
        .panel(panel))
}
