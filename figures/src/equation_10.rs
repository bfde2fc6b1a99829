// SPDX-License-Identifier: MIT OR Apache-2.0
//! Figures of the chapter `equation-10`.

use std::f64::consts::PI;

use beyond_relu::{named, next_moment};
use equation_10::{
    Distribution, forward, gaussian_stack, mean, median, relu, theory, weights,
};
use ndarray::{Array1, Array2};
use rand::{SeedableRng, rngs::ChaCha8Rng};
use uniform_sqrt_3::normal_density;

use crate::{
    figure::{Error, Figure, Values, choice, count, number as slider, seed},
    plot::{Axis, Color, Drawing, Panel, number, short},
};

pub const FIGURES: &[Figure] = &[
    Figure::new("equation-10-halves", halves)
        .turn(&[slider(("std", "std of y"), 1.0, 0.1..=2.0, 0.05)]),
    Figure::new("equation-10-gains", gains),
    Figure::new("equation-10-draws", draws).turn(&[
        count(("depth", "layers"), 30, 2..=40),
        count(("width", "width"), 64, 1..=1024),
        count(("draws", "networks"), 1000, 10..=2000),
        seed(1),
    ]),
    Figure::new("equation-10-stack", stack).turn(&[
        slider(("n_var", "n Var w"), 2.0, 0.1..=8.0, 0.05),
        count(("depth", "layers"), 30, 2..=50),
        count(("width", "width"), 128, 1..=256),
        choice(("activation", "activation"), &[LEAKY, "tanh", "GELU", "SiLU"]),
        slider(("slope", "slope below 0, if leaky"), 0.0, -1.0..=1.0, 0.01),
        seed(1),
    ]),
];

/// The activation that has a slope below 0 of the reader's own: 0 is ReLU, 1 is none.
const LEAKY: &str = "leaky ReLU";

/// How many networks make a mean and a median.
const NETWORKS: usize = 200;

/// Values by layer, the first of which is layer 1.
fn by_layer(values: &[f64]) -> Vec<(f64, f64)> {
    values.iter().enumerate().map(|(index, &value)| ((index + 1) as f64, value)).collect()
}

/// The second moment of a normal distribution of this standard deviation, as an area: y² times
/// the density has two equal lobes, and a ReLU takes one of them.
fn halves(v: &Values) -> Result<Drawing, Error> {
    let std = v.number("std");
    let density = |y: f64| normal_density(y / std) / std;
    let reach = 4.0 * std;
    let lobe = |from: f64, to: f64| {
        (0..=60).map(move |step| {
            let y = from + (to - from) * f64::from(step) / 60.0;
            (y, 0.0, y * y * density(y))
        })
    };
    let curve = (0..=120).map(|step| {
        let y = -reach + 2.0 * reach * f64::from(step) / 120.0;
        (y, density(y))
    });
    let half = number(std * std / 2.0);
    let x = Axis::linear("pre-activation y", -reach, reach)
        .with_ticks([-2.0, 0.0, 2.0].map(|times| (times * std, number(times * std))));
    let top = (0.44 / std).max(0.34 * std);
    let panel = Panel::new(x, Axis::linear("density of y, and y² × density", 0.0, top), 190.0)
        .theory(Color::Ink, curve)
        .name("density")
        .band(Color::B, lobe(-reach, 0.0))
        .name(&format!("cut: area {half}"))
        .band(Color::A, lobe(0.0, reach))
        .name(&format!("kept: area {half}"));
    Ok(Drawing::new(
        "The second moment of a symmetric pre-activation has two equal halves",
        "A bell curve and, below it, y squared times the density: two equal lobes, left and \
         right of zero. The ReLU cuts off the left lobe, which is half of the second moment.",
    )
    .reading(&format!("E[y²] = {}, of which the ReLU passes on {half}", number(std * std)))
    .panel(panel))
}

/// `E[y²]` by layer for one network of ReLU layers at three values of `n Var[w]`: the theory of
/// equation (9) as lines, one draw as points.
fn gains(_: &Values) -> Result<Drawing, Error> {
    let (width, depth) = (400, 30);
    let x = Axis::counting("layer", 0, depth);
    let y = Axis::log10("second moment E[y²] of the layer", -10, 6, 4);
    let mut panel = Panel::new(x, y, 210.0);
    let scales =
        [(1.0, Color::B), (2.0, Color::A), (2.0 * PI / (PI - 1.0), Color::D)];
    for (n_var, color) in scales {
        let mut rng = ChaCha8Rng::seed_from_u64(10);
        let moments = weights(Distribution::Normal, width, depth, n_var, &mut rng)
            .and_then(|stack| forward(&stack, &Array1::ones(width)))
            .map_err(Error::of)?;
        let line = (1..=depth).map(|layer| (layer as f64, theory(n_var, layer)));
        panel = panel
            .theory(color, line)
            .points(color, by_layer(&moments))
            .name(&format!("n Var[w] = {n_var:.2}"));
    }
    Ok(Drawing::new(
        "The second moment of 30 ReLU layers under three scales of the weights",
        "On a logarithmic scale, three straight lines with dots on them. With n times the \
         variance of the weights at 1 the second moment falls to a billionth, at 2 it stays \
         level, and at 2.93, the gain that mistakes the variance, it rises past a hundred thousand.",
    )
    .panel(panel))
}

/// Mean and median over many networks that keep (10), by layer, with the middle 80 percent of
/// the draws as a band.
fn draws(v: &Values) -> Result<Drawing, Error> {
    let (width, depth, count) = (v.count("width"), v.count("depth"), v.count("draws"));
    if width * depth * count > 35_000_000 {
        let most = 35_000_000 / (width * depth);
        return Err(v.refuse("draws", format!("at most {most} at this width and depth")));
    }
    let mut rng = ChaCha8Rng::seed_from_u64(v.seed());
    let networks = (0..count)
        .map(|_| gaussian_stack(width, depth, 2.0, relu, &mut rng))
        .collect::<Result<Vec<_>, _>>()
        .map_err(Error::of)?;
    let sorted: Vec<Vec<f64>> = (0..depth)
        .map(|layer| {
            let mut values: Vec<f64> =
                networks.iter().map(|moments| moments[layer]).collect();
            values.sort_by(f64::total_cmp);
            values
        })
        .collect();
    let each = |of: fn(&[f64]) -> f64| -> Vec<f64> {
        sorted.iter().map(|values| of(values)).collect()
    };
    let (means, medians) = (each(mean), each(|values| median(values.to_vec())));
    let low = each(|values| values[values.len() / 10]);
    let high = each(|values| values[values.len() * 9 / 10]);
    let typical = |index: usize| {
        2.0 * (-(2.0 + 5.0 * index as f64) / width as f64 / 2.0).exp()
    };
    let typical: Vec<f64> = (0..depth).map(typical).collect();
    let all = [&means, &medians, &low, &high].into_iter().flatten().copied();
    let band = by_layer(&low).into_iter().zip(&high);
    let panel = Panel::new(
        Axis::counting("layer", 0, depth),
        Axis::log10_around("second moment E[y²] of the layer", all),
        210.0,
    )
    .band(Color::C, band.map(|((layer, low), &high)| (layer, low, high)))
    .name("band: 8 networks of 10")
    .theory(Color::A, by_layer(&vec![2.0; depth]))
    .points(Color::A, by_layer(&means))
    .name("mean: preserved")
    .theory(Color::B, by_layer(&typical))
    .points(Color::B, by_layer(&medians))
    .name("median: shrinks");
    let (mean, median) = (short(means[depth - 1]), short(medians[depth - 1]));
    Ok(Drawing::new(
        "Mean and median second moment of many networks that keep equation 10",
        &format!(
            "{count} networks of width {width}. Equation 10 keeps the mean over the networks at 2 \
             through all layers; at layer {depth} these have {mean}. The median falls steadily, to \
             {median} at the last layer, and the band of the middle eight tenths of the networks \
             widens.",
        ),
    )
    .reading(&format!("Layer {depth}: mean {mean} (theory 2), median {median}"))
    .panel(panel))
}

/// `E[y²]` by layer of a stack: theory as a line, one network as points, and mean and median of
/// many.
fn stack(v: &Values) -> Result<Drawing, Error> {
    let (depth, width) = (v.count("depth"), v.count("width"));
    let (n_var, slope) = (v.number("n_var"), v.number("slope"));
    let other = match v.word("activation") {
        LEAKY => None,
        name => Some(named(name).map_err(Error::of)?),
    };
    let f = |y: f64| match other {
        Some(activation) => (activation.value)(y),
        None => y.max(0.0) + slope * y.min(0.0),
    };
    // Equation (9) with (1 + a²)/2 in the place of ½ holds for the mean over networks of any
    // width; for other activations wide layers and a quadrature.
    let next = |&q: &f64| {
        Some(match other {
            None => n_var * (1.0 + slope * slope) / 2.0 * q,
            Some(_) => next_moment(f, n_var, q),
        })
    };
    let theory: Vec<f64> = std::iter::successors(Some(n_var), next).take(depth).collect();
    let mut rng = ChaCha8Rng::seed_from_u64(v.seed());
    let drawn = beyond_relu::weights(width, depth, n_var, &mut rng)
        .and_then(|weights| beyond_relu::forward(&weights, &Array2::ones((width, 1)), f))
        .map_err(Error::of)?;
    let drawn: Vec<f64> = drawn.iter().map(beyond_relu::second_moment).collect();
    let networks = (0..NETWORKS)
        .map(|_| gaussian_stack(width, depth, n_var, f, &mut rng))
        .collect::<Result<Vec<_>, _>>()
        .map_err(Error::of)?;
    let over = |summary: fn(Vec<f64>) -> f64| -> Vec<f64> {
        let layer = |layer| networks.iter().map(|moments| moments[layer]).collect();
        (0..depth).map(layer).map(summary).collect()
    };
    let (means, medians) = (over(|values| mean(&values)), over(median));
    let all = [&theory, &drawn, &means, &medians].into_iter().flatten().copied();
    let panel = Panel::new(
        Axis::counting("layer", 0, depth),
        Axis::log10_around("second moment E[y²] of the layer", all),
        210.0,
    )
    .theory(Color::A, by_layer(&theory))
    .name("theory")
    .dashed(Color::D, by_layer(&means))
    .name("mean")
    .dashed(Color::B, by_layer(&medians))
    .name("median")
    .points(Color::A, by_layer(&drawn))
    .name("● one network");
    let name = match (other, slope) {
        (Some(activation), _) => activation.name.to_string(),
        (None, 0.0) => "ReLU".to_string(),
        (None, 1.0) => "no activation".to_string(),
        (None, slope) => format!("a leaky ReLU of slope {}", number(slope)),
    };
    let last = |values: &[f64]| short(values[depth - 1]);
    let (theory, drawn) = (last(&theory), last(&drawn));
    let (mean, median) = (last(&means), last(&medians));
    Ok(Drawing::new(
        &format!("The second moment of {depth} layers with {name}"),
        &format!(
            "On a log scale by layer, for layers {width} wide with n Var w = {} and {name}. At \
             layer {depth} the theory of wide layers says {theory}, this network has {drawn}, and \
             {NETWORKS} networks have a mean of {mean} and a median of {median}.",
            number(n_var),
        ),
    )
    .reading(&format!(
        "Layer {depth}: theory {theory}, this network {drawn}; {NETWORKS} networks: mean {mean}, \
         median {median}"
    ))
    .panel(panel))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at_the_last_layer(values: &str) -> f64 {
        let figure = FIGURES.iter().find(|figure| figure.name == "equation-10-stack");
        let svg = figure.unwrap().picture(values).unwrap();
        let (_, said) = svg.split_once("the theory of wide layers says ").unwrap();
        said.split(", this").next().unwrap().parse().unwrap()
    }

    #[test]
    fn the_line_of_a_relu_is_equation_9() {
        let said = at_the_last_layer("depth=9\nwidth=5\nn_var=1.5");
        assert!((said / theory(1.5, 9) - 1.0).abs() < 5e-3, "{said}");
        // (1 + a²)/2 of a slope of 1 is 1: nothing is halved.
        let linear = at_the_last_layer("depth=9\nwidth=5\nn_var=1.5\nslope=1");
        assert!((linear / 1.5_f64.powi(9) - 1.0).abs() < 5e-3, "{linear}");
    }
}
