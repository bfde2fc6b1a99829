// SPDX-License-Identifier: MIT OR Apache-2.0
//! Figures of the chapter `depth`.

use depth::{
    Distribution, Draws, Stack, deviation_across_samples, first_layer_where, relu_theory,
    rms, second_moment,
};

use crate::{
    figure::{Error, Figure, Values, count, number as slider, numbers, seed},
    plot::{Axis, Color, Drawing, Panel, number, short},
};

pub const FIGURES: &[Figure] = &[
    Figure::new("depth-range", range).turn(&[
        numbers(("std", "std of the weights, up to four"), &[1.0, 0.0625, 0.01], 0.001..=10.0, 4),
        count(("depth", "layers"), 50, 1..=100),
        count(("width", "width"), 256, 1..=256),
        seed(1),
    ]),
    Figure::new("depth-relu", relu_decay),
    Figure::new("depth-bias", bias).turn(&[
        // Further up, the spread is the rounding of f64, which is another on another processor.
        slider(("scale", "biases, times the default"), 1.0, 0.0..=10.0, 0.1),
        count(("depth", "layers"), 30, 1..=30),
        count(("width", "width"), 256, 1..=256),
        seed(1),
    ]),
];

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
        let dots = by_layer(y.iter().map(rms), depth).into_iter().filter(|(_, y)| *y > 0.0);
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

/// `E[y²]` by layer of ReLU stacks without biases, with Var w = 1/n and 1/(3n): median, least
/// and most of nine networks.
fn relu_decay(_: &Values) -> Result<Drawing, Error> {
    const NETS: usize = 9;
    let (depth, width) = (30, 256);
    let mut panel = Panel::new(
        Axis::counting("layer l", 0, depth),
        Axis::log10("E[y²]", -25, 1, 5),
        260.0,
    )
    .dashed(Color::Faint, [(0.0, 1.0), (depth as f64 + 1.0, 1.0)]);
    let mut findings = String::new();
    for (factor, color, name) in
        [(1.0, Color::B, "1/n: a half each"), (1.0 / 3.0, Color::D, "1/(3n): a sixth each")]
    {
        let stack = Stack {
            depth,
            width,
            samples: 1,
            weight: Distribution::Uniform((3.0 * factor / width as f64).sqrt()),
            bias: Distribution::Uniform(0.0),
        };
        let nets = (1..=NETS as u64)
            .map(|seed| stack.forward(seed))
            .collect::<Result<Vec<_>, _>>()
            .map_err(Error::of)?;
        let sorted = (0..depth).map(|layer| {
            let mut moments: Vec<f64> =
                nets.iter().map(|y| second_moment(&y[layer])).collect();
            moments.sort_by(f64::total_cmp);
            ((layer + 1) as f64, moments)
        });
        let sorted: Vec<(f64, Vec<f64>)> = sorted.collect();
        panel = panel
            .band(color, sorted.iter().map(|(layer, of)| (*layer, of[0], of[NETS - 1])))
            .theory(color, (1..=depth).map(|l| (l as f64, relu_theory(factor, l))))
            .points(color, sorted.iter().map(|(layer, of)| (*layer, of[NETS / 2])))
            .name(name);
        findings += &format!(
            " With n Var w = {} it is multiplied by {} at every layer after the first, and is \
             {:.1e} by the theory at layer {depth}.",
            number(factor),
            number(factor / 2.0),
            relu_theory(factor, depth)
        );
    }
    let description = format!(
        "Second moment of the pre-activations of {depth} ReLU layers of width {width} without \
         biases, on a log scale: median, least and most of {NETS} networks, and the theory.{findings}"
    );
    Ok(Drawing::new("Each ReLU halves the second moment", &description).panel(panel))
}

/// The rms of a default PyTorch stack and its deviation across samples, by layer; the biases
/// are some times the default's.
fn bias(v: &Values) -> Result<Drawing, Error> {
    let (depth, width, scale) = (v.count("depth"), v.count("width"), v.number("scale"));
    let samples = 100;
    let n = width as f64;
    let bound = 1.0 / n.sqrt();
    let (weight, bias) = (Distribution::Uniform(bound), Distribution::Uniform(scale * bound));
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
         {} times its default biases. At layer {depth} the rms is {rms:.3}, the deviation across \
         samples {spread:.1e}; its thin line falls by the root of 6 at each layer.",
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
