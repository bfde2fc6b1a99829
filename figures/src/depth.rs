// SPDX-License-Identifier: MIT OR Apache-2.0
//! Figures of the chapter `depth`.

use depth::{
    Distribution, Draws, Stack, deviation_across_samples, first_layer_where, relu_theory,
    rms, second_moment,
};

use crate::Committed;
use crate::live::{Live, field, number as slider, seed};
use crate::plot::{Anchor, Axis, Color, Error, Figure, Panel, number};

/// The figures of the page, by file name.
pub const COMMITTED: &[Committed] = &[
    ("depth-range", || range(50, 256, &[1.0, 1.0 / 16.0, 0.01], 1)),
    ("depth-relu", || relu_decay(30, 256, &[1.0, 1.0 / 3.0], 9, 1)),
    ("depth-bias", || bias(30, 256, 100, 1.0, 1)),
];

/// What the reader can turn.
pub const LIVE: &[Live] = &[
    Live::new(
        "depth-range",
        &[
            field(("std", "std of the weights, up to four"), "1 0.0625 0.01"),
            slider(("depth", "layers"), "50", [1.0, 100.0, 1.0]),
            slider(("width", "width"), "256", [1.0, 256.0, 1.0]),
            seed("1"),
        ],
        |v| range(v.count("depth")?, v.count("width")?, &v.numbers("std")?, v.seed()?),
    ),
    Live::new(
        "depth-bias",
        &[
            slider(("scale", "biases, times the default"), "1", [0.0, 10.0, 0.1]),
            slider(("depth", "layers"), "30", [1.0, 100.0, 1.0]),
            slider(("width", "width"), "256", [1.0, 256.0, 1.0]),
            seed("1"),
        ],
        |v| {
            bias(v.count("depth")?, v.count("width")?, 100, v.number("scale")?, v.seed()?)
        },
    )
    .folded(),
];

const COLORS: [Color; 4] = [Color::B, Color::A, Color::C, Color::D];

fn within(name: &'static str, value: usize, most: usize) -> Result<(), Error> {
    let expected = match most {
        32 => "1 to 32",
        100 => "1 to 100",
        _ => "1 to 512",
    };
    if (1..=most).contains(&value) {
        Ok(())
    } else {
        Err(Error::new(name, value, expected))
    }
}

fn one_to_four(name: &'static str, values: &[f64]) -> Result<(), Error> {
    if !(1..=COLORS.len()).contains(&values.len()) {
        return Err(Error::new(
            name,
            format!("{} values", values.len()),
            "1 to 4 values",
        ));
    }
    match values.iter().find(|value| !(0.001..=10.0).contains(*value)) {
        Some(value) => Err(Error::new(name, value, "0.001 to 10")),
        None => Ok(()),
    }
}

/// A refusal of the listing, which the checks here leave no room for.
fn refused(error: depth::Error) -> Error {
    Error::new("the stack", error, "one that can be built")
}

fn layers(depth: usize) -> Axis {
    let step = depth.div_ceil(5);
    let ticks: Vec<f64> = (1..=depth / step).map(|tick| (tick * step) as f64).collect();
    Axis::linear("layer l", 0.0, depth as f64 + 1.0, &ticks)
}

/// The rms of a linear stack's values in f32, by layer, for weights of each std.
pub fn range(
    depth: usize,
    width: usize,
    stds: &[f64],
    seed: u64,
) -> Result<String, Error> {
    within("depth", depth, 100)?;
    within("width", width, 512)?;
    one_to_four("std", stds)?;
    let draws = Draws::new(depth, width, 8, seed).map_err(refused)?;
    let largest = f64::from(f32::MAX);
    let smallest = f64::from(f32::MIN_POSITIVE);
    let right = depth as f64 + 1.0;
    let mut panel =
        Panel::new(layers(depth), Axis::log10("rms of y, in f32", -48, 48, 12), 260.0)
            .dashed(Color::Faint, [(0.0, largest), (right, largest)])
            .dashed(Color::Faint, [(0.0, smallest), (right, smallest)])
            .label(Color::Ink, Anchor::Start, (0.02 * right, 1e40), "largest f32")
            .label(
                Color::Ink,
                Anchor::Start,
                (0.02 * right, 1e-43),
                "smallest normal f32",
            );
    let mut findings = String::new();
    // Names beside the lines where these diverge, and else below: at the tenth layer they should
    // be seven powers of ten from each other.
    let mut slopes: Vec<f64> =
        stds.iter().map(|std| (width as f64 * std * std).log10() / 2.0).collect();
    slopes.sort_by(f64::total_cmp);
    let apart = slopes.windows(2).all(|pair| pair[1] - pair[0] > 0.7);
    for (&std, color) in stds.iter().zip(COLORS) {
        let factor = width as f64 * std * std;
        let distribution = |layer: usize| factor.powf(layer as f64 / 2.0);
        let y = draws.linear(std as f32);
        let measured = (0..depth).step_by(depth.div_ceil(30));
        panel = panel
            .theory(color, (0..=depth).map(|layer| (layer as f64, distribution(layer))))
            .points(
                color,
                measured
                    .map(|index| ((index + 1) as f64, rms(&y[index])))
                    .filter(|(_, y)| *y > 0.0),
            );
        // The label stands beside the line, where it has come a third of its way.
        let slope = factor.log10() / 2.0;
        let at = (0.55 * right).min(20.0 / slope.abs());
        let (anchor, layer, lift) = match slope {
            up if up > 0.1 => (Anchor::End, at - 0.04 * right, 0.0),
            down if down < -0.1 => (Anchor::End, at - 0.04 * right, -3.0),
            _ => (Anchor::Middle, at, 3.0),
        };
        let place = (layer, 10f64.powf(slope * at + lift));
        let name = match factor {
            1.0 => "std 1/√n".to_string(),
            _ => format!("std {}", number(std)),
        };
        if apart {
            panel = panel.label(color, anchor, place, &name);
        }
        let what = match first_layer_where(&y, |y| y.iter().any(|y| y.is_infinite())) {
            Some(layer) => {
                let words = format!("inf at layer {layer}");
                let place = ((layer as f64).min(0.66 * right) + 0.02 * right, 1e31);
                panel = panel.label(color, Anchor::Start, place, &words);
                format!("the first infinite value is in layer {layer}")
            }
            None => format!("the last layer's is {:.1e}", rms(&y[depth - 1])),
        };
        findings += &format!(" At {name} {what}.");
    }
    let title = "Linear layers multiply the signal by a constant each";
    let description = format!(
        "Root mean square of the outputs of {depth} linear layers of width {width} in f32, on a \
         log scale: straight lines, as the theory (n Var w) to the power l/2 says.{findings}"
    );
    let mut figure = Figure::new("depth-range", title, &description).panel(panel);
    if !apart {
        let names: Vec<String> =
            stds.iter().map(|&std| format!("std {}", number(std))).collect();
        let names: Vec<(Color, &str)> =
            COLORS.into_iter().zip(names.iter().map(String::as_str)).collect();
        figure = figure.legend(&names);
    }
    Ok(figure.render())
}

/// `E[y²]` by layer of ReLU stacks without biases, for each n Var w; median, least and most of
/// several nets.
pub fn relu_decay(
    depth: usize,
    width: usize,
    factors: &[f64],
    nets: usize,
    seed: u64,
) -> Result<String, Error> {
    within("depth", depth, 100)?;
    within("width", width, 512)?;
    within("nets", nets, 32)?;
    one_to_four("n Var w", factors)?;
    let ends = factors.iter().flat_map(|&f| [relu_theory(f, 1), relu_theory(f, depth)]);
    let powers: Vec<f64> = ends.map(f64::log10).chain([0.0]).collect();
    let low = powers.iter().copied().fold(0.0, f64::min).max(-150.0).floor() as i32 - 1;
    let high = powers.iter().copied().fold(0.0, f64::max).ceil() as i32 + 1;
    let step = ((high - low) / 5).max(1);
    let from = low.div_euclid(step) * step;
    let right = depth as f64 + 1.0;
    let mut panel =
        Panel::new(layers(depth), Axis::log10("E[y²]", from, high, step as usize), 260.0)
            .dashed(Color::Faint, [(0.0, 1.0), (right, 1.0)]);
    let mut findings = String::new();
    for (&factor, color) in factors.iter().zip([Color::B, Color::D, Color::C, Color::A]) {
        let stack = Stack {
            depth,
            width,
            samples: 1,
            weight: Distribution::Uniform((3.0 * factor / width as f64).sqrt()),
            bias: Distribution::Uniform(0.0),
        };
        let by_net = (0..nets as u64)
            .map(|net| stack.forward(seed.wrapping_add(net)))
            .collect::<Result<Vec<_>, _>>()
            .map_err(refused)?;
        let sorted: Vec<Vec<f64>> = (0..depth)
            .map(|layer| {
                let mut values: Vec<f64> =
                    by_net.iter().map(|y| second_moment(&y[layer])).collect();
                values.sort_by(f64::total_cmp);
                values
            })
            .collect();
        let layer = |index: usize| (index + 1) as f64;
        panel = panel
            .band(
                color,
                sorted
                    .iter()
                    .enumerate()
                    .map(|(index, values)| (layer(index), values[0], values[nets - 1])),
            )
            .theory(color, (1..=depth).map(|l| (l as f64, relu_theory(factor, l))))
            .points(
                color,
                sorted
                    .iter()
                    .enumerate()
                    .step_by(depth.div_ceil(30))
                    .map(|(index, values)| (layer(index), values[nets / 2])),
            );
        let name = if factor == 1.0 {
            "1/n: a half each".to_string()
        } else if factor == 1.0 / 3.0 {
            "1/(3n): a sixth each".to_string()
        } else {
            format!("n Var w = {}", number(factor))
        };
        let at = (0.5 * right).max(1.0);
        let height = relu_theory(factor, at as usize).log10().max(-150.0);
        let (anchor, place) = if factor < 0.6 {
            (
                Anchor::End,
                (at - 0.06 * right, 10f64.powf(height - 0.02 * f64::from(high - from))),
            )
        } else {
            (Anchor::Start, (at, 10f64.powf(height + 0.05 * f64::from(high - from))))
        };
        panel = panel.label(color, anchor, place, &name);
        findings += &format!(
            " With n Var w = {} it is multiplied by {} at every layer after the first, and is \
             {:.1e} by the theory at layer {depth}.",
            number(factor),
            number(factor / 2.0),
            relu_theory(factor, depth)
        );
    }
    let title = "Each ReLU halves the second moment";
    let description = format!(
        "Second moment of the pre-activations of {depth} ReLU layers of width {width} without \
         biases, on a log scale: median, least and most of {nets} networks, and the theory.{findings}"
    );
    Ok(Figure::new("depth-relu", title, &description).panel(panel).render())
}

/// The rms of a default PyTorch stack and its deviation across samples, by layer; the biases
/// are `scale` times the default's.
pub fn bias(
    depth: usize,
    width: usize,
    samples: usize,
    scale: f64,
    seed: u64,
) -> Result<String, Error> {
    within("depth", depth, 100)?;
    within("width", width, 512)?;
    within("samples", samples, 100)?;
    if !(0.0..=100.0).contains(&scale) {
        return Err(Error::new("scale", scale, "0 to 100"));
    }
    let n = width as f64;
    let bound = 1.0 / n.sqrt();
    let (weight, bias) =
        (Distribution::Uniform(bound), Distribution::Uniform(scale * bound));
    let y =
        Stack { depth, width, samples, weight, bias }.forward(seed).map_err(refused)?;
    let start = weight.variance() * n + bias.variance();
    let distribution =
        std::iter::successors(Some(start), |v| Some(bias.variance() + v / 6.0));
    let step = depth.div_ceil(30);
    let each = |measure: fn(&ndarray::Array2<f64>) -> f64| -> Vec<(f64, f64)> {
        let points = y.iter().enumerate().step_by(step);
        points.map(|(index, y)| ((index + 1) as f64, measure(y))).collect()
    };
    let from = -(depth as i32 * 2).div_euclid(5) - 2;
    let right = depth as f64 + 1.0;
    let floor = (1.2 * bias.variance()).sqrt();
    let half = (0.5 * right).max(1.0);
    let sixth = |layer: f64| (6f64.powf(1.0 - layer) / 3.0).sqrt();
    let labels = 10f64.powf(0.05 * f64::from(1 - from));
    let panel = Panel::new(
        layers(depth),
        Axis::log10("y, default weights and biases", from, 1, (depth / 15).max(1)),
        240.0,
    )
    .theory(
        Color::A,
        distribution.take(depth).enumerate().map(|(i, v)| ((i + 1) as f64, v.sqrt())),
    )
    .theory(Color::B, (1..=depth).map(|layer| (layer as f64, sixth(layer as f64))))
    .points(Color::A, each(|y| second_moment(y).sqrt()))
    .points(Color::B, each(deviation_across_samples))
    .label(
        Color::A,
        Anchor::Start,
        (half, floor.max(sixth(half)) * labels),
        if scale > 0.0 { "rms: looks healthy" } else { "rms" },
    )
    .label(
        Color::B,
        Anchor::End,
        (half - 0.03 * right, sixth(half) / labels),
        "deviation across",
    )
    .label(
        Color::B,
        Anchor::End,
        (half - 0.03 * right, sixth(half) / labels.powf(2.4)),
        "samples",
    )
    .label(
        Color::B,
        Anchor::Start,
        (half + 0.12 * right, sixth(half + 0.1 * right) * labels.sqrt()),
        "its bound",
    );
    let last = &y[depth - 1];
    let title = "Biases keep the rms up, not the signal";
    let description = format!(
        "Rms of the pre-activations and deviation of a unit across {samples} samples, on a log \
         scale, for {depth} ReLU layers of width {width} with PyTorch's default weights and {} \
         times its default biases. At layer {depth} the rms is {:.3}, the deviation {:.1e}; its \
         thin line falls by the root of 6 at each layer.",
        number(scale),
        second_moment(last).sqrt(),
        deviation_across_samples(last)
    );
    Ok(Figure::new("depth-bias", title, &description).panel(panel).render())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn absurd_parameters_are_refused_by_name() {
        let refusals = [
            (range(0, 256, &[1.0], 1), "depth is 0; expected 1 to 100"),
            (range(5, 513, &[1.0], 1), "width is 513; expected 1 to 512"),
            (range(5, 8, &[], 1), "std is 0 values; expected 1 to 4 values"),
            (range(5, 8, &[1.0; 5], 1), "std is 5 values; expected 1 to 4 values"),
            (range(5, 8, &[0.0], 1), "std is 0; expected 0.001 to 10"),
            (range(5, 8, &[f64::NAN], 1), "std is NaN; expected 0.001 to 10"),
            (relu_decay(101, 8, &[1.0], 1, 1), "depth is 101; expected 1 to 100"),
            (relu_decay(5, 0, &[1.0], 1, 1), "width is 0; expected 1 to 512"),
            (relu_decay(5, 8, &[1.0], 33, 1), "nets is 33; expected 1 to 32"),
            (relu_decay(5, 8, &[-1.0], 1, 1), "n Var w is -1; expected 0.001 to 10"),
            (bias(0, 8, 8, 1.0, 1), "depth is 0; expected 1 to 100"),
            (bias(5, 0, 8, 1.0, 1), "width is 0; expected 1 to 512"),
            (bias(5, 8, 101, 1.0, 1), "samples is 101; expected 1 to 100"),
            (bias(5, 8, 8, f64::INFINITY, 1), "scale is inf; expected 0 to 100"),
        ];
        for (refused, expected) in refusals {
            assert_eq!(refused.map_err(|error| error.to_string()), Err(expected.into()));
        }
    }

    #[test]
    fn every_corner_draws_without_infinities() {
        let mut drawn = Vec::new();
        for (depth, width) in [(1, 1), (1, 64), (2, 3), (100, 2), (100, 64), (7, 16)] {
            for scale in [0.001, 1.0, 10.0] {
                drawn.push(range(depth, width, &[scale], u64::MAX));
                drawn.push(relu_decay(depth, width, &[scale], 2, u64::MAX));
                drawn.push(bias(depth, width, 1, scale, u64::MAX));
            }
            drawn.push(bias(depth, width, 4, 0.0, 1));
            drawn.push(relu_decay(depth, width, &[0.001, 10.0], 1, 1));
        }
        for svg in drawn {
            let svg = svg.unwrap();
            let drawing = &svg[svg.find("</desc>").unwrap()..];
            assert!(!drawing.contains("NaN") && !drawing.contains("\"inf"), "{drawing}");
        }
    }
}
