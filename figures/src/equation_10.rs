// SPDX-License-Identifier: MIT OR Apache-2.0
//! Figures of the chapter `equation-10`.

use std::f64::consts::PI;

use beyond_relu::{Activation, named, next_moment};
use equation_10::{Distribution, forward, gaussian_stack, mean, median, theory, weights};
use ndarray::{Array1, Array2};
use rand::{Rng, SeedableRng, rngs::ChaCha8Rng};

use crate::{
    Committed,
    live::{Live, choice, number as slider, seed},
    plot::{Anchor, Axis, Color, Error, Figure, Panel, short},
};

/// The figures of the page, by file name.
pub const COMMITTED: &[Committed] = &[
    ("equation-10-halves", || halves(1.0)),
    ("equation-10-gains", || gains(400, 30, &[1.0, 2.0, 2.0 * PI / (PI - 1.0)], 10)),
    ("equation-10-draws", || draws(64, 30, 1000, 1)),
    ("equation-10-stack", || {
        stack(
            &Stack { depth: 30, width: 128, n_var: 2.0, activation: LEAKY, slope: 0.0 },
            1,
        )
    }),
];

/// What the reader can turn.
pub const LIVE: &[Live] = &[
    Live::new(
        "equation-10-halves",
        &[slider(("std", "std of y"), "1", [0.1, 2.0, 0.05])],
        |v| halves(v.number("std")?),
    )
    .folded(),
    Live::new(
        "equation-10-draws",
        &[
            slider(("depth", "layers"), "30", [2.0, 40.0, 1.0]),
            slider(("width", "width"), "64", [1.0, 128.0, 1.0]),
            slider(("draws", "networks"), "1000", [10.0, 2000.0, 10.0]),
            seed("1"),
        ],
        |v| draws(v.count("width")?, v.count("depth")?, v.count("draws")?, v.seed()?),
    )
    .folded(),
    Live::new(
        "equation-10-stack",
        &[
            slider(("n_var", "n Var w"), "2", [0.1, 8.0, 0.05]),
            slider(("depth", "layers"), "30", [2.0, 50.0, 1.0]),
            slider(("width", "width"), "128", [1.0, 256.0, 1.0]),
            choice(("activation", "activation"), LEAKY, &[LEAKY, "tanh", "GELU", "SiLU"]),
            slider(("slope", "its slope below 0"), "0", [-1.0, 1.0, 0.01]),
            seed("1"),
        ],
        |v| {
            let stack_of = Stack {
                depth: v.count("depth")?,
                width: v.count("width")?,
                n_var: v.number("n_var")?,
                activation: v.text("activation"),
                slope: v.number("slope")?,
            };
            stack(&stack_of, v.seed()?)
        },
    ),
];

/// The activation that has a slope below 0 of the reader's own: 0 is ReLU, 1 is none.
const LEAKY: &str = "leaky ReLU";

/// How many networks stand behind a mean and a median.
const NETWORKS: usize = 200;

/// The second moment of a bell curve of this standard deviation, as an area: y² times the
/// density has two equal lobes, and a ReLU takes one of them.
pub fn halves(std: f64) -> Result<String, Error> {
    if !(0.1..=2.0).contains(&std) {
        return Err(Error::new("std", std, "0.1 to 2"));
    }
    let density = |y: f64| (-y * y / (2.0 * std * std)).exp() / (std * (2.0 * PI).sqrt());
    let lobe = |from: f64, to: f64| {
        (0..=60).map(move |step| {
            let y = from + (to - from) * step as f64 / 60.0;
            (y, 0.0, y * y * density(y))
        })
    };
    let reach = 4.0 * std;
    let top = 2.5 / std.min(1.0) * std.max(1.0) * 0.17;
    let tick = |value: f64| (value, crate::plot::number(value));
    let x = Axis::linear("pre-activation y", -reach, reach, &[])
        .with_ticks([-2.0, 0.0, 2.0].map(|times| tick(times * std)).to_vec());
    let y = Axis::linear(
        "density of y, and y² × density",
        0.0,
        top,
        &[0.0, 0.1, 0.2, 0.3, 0.4].map(|tick| tick * top / 0.425),
    );
    let curve = (0..=120).map(|step| {
        let y = -reach + 2.0 * reach * step as f64 / 120.0;
        (y, density(y))
    });
    let half = crate::plot::number(std * std / 2.0);
    let panel = Panel::new(x, y, 190.0)
        .band(Color::B, lobe(-reach, 0.0))
        .band(Color::A, lobe(0.0, reach))
        .theory(Color::Ink, curve)
        .label(Color::Ink, Anchor::Start, (0.45 * std, top * 0.9), "density")
        .label(Color::B, Anchor::Start, (-0.98 * reach, top * 0.86), "cut by the ReLU:")
        .label(
            Color::B,
            Anchor::Start,
            (-0.98 * reach, top * 0.76),
            &format!("area {half}"),
        )
        .label(Color::A, Anchor::End, (0.98 * reach, top * 0.86), "passed on:")
        .label(
            Color::A,
            Anchor::End,
            (0.98 * reach, top * 0.76),
            &format!("area {half}"),
        );
    Ok(Figure::new(
        "equation-10-halves",
        "The second moment of a symmetric pre-activation has two equal halves",
        "A bell curve and, below it, y squared times the density: two equal lobes, left and \
         right of zero. The ReLU cuts off the left lobe, which is half of the second moment.",
    )
    .panel(panel)
    .render())
}

/// `E[y²]` by layer for one network of ReLU layers at several values of `n Var[w]`: the theory of
/// equation (9) as lines, one draw as points.
pub fn gains(
    width: usize,
    depth: usize,
    scales: &[f64],
    seed: u64,
) -> Result<String, Error> {
    if !(1..=512).contains(&width) {
        return Err(Error::new("width", width, "1 to 512"));
    }
    if !(2..=40).contains(&depth) {
        return Err(Error::new("depth", depth, "2 to 40"));
    }
    if let Some(scale) = scales.iter().find(|scale| !(0.25..=4.0).contains(*scale)) {
        return Err(Error::new("n Var[w]", scale, "0.25 to 4"));
    }
    let ticks: Vec<f64> = (0..=depth).step_by(5).map(|layer| layer as f64).collect();
    let x = Axis::linear("layer", 0.0, depth as f64 + 1.0, &ticks);
    let y = Axis::log10("second moment E[y²] of the layer", -10, 6, 4);
    let mut panel = Panel::new(x, y, 210.0);
    for (&n_var, color) in
        scales.iter().zip([Color::B, Color::A, Color::D].into_iter().cycle())
    {
        let mut rng = ChaCha8Rng::seed_from_u64(seed);
        let moments = weights(Distribution::Normal, width, depth, n_var, &mut rng)
            .and_then(|stack| forward(&stack, &Array1::ones(width)))
            .map_err(|error| Error::new("network", error, "a valid one"))?;
        let line = (1..=depth).map(|layer| (layer as f64, theory(n_var, layer)));
        let dots = moments.iter().enumerate().map(|(index, &m)| ((index + 1) as f64, m));
        // Above a rising line, below a level one, to the right of a falling one.
        let (layer, lift, anchor) = match n_var {
            n_var if n_var > 2.0 => (depth / 2, 30.0, Anchor::End),
            n_var if n_var < 2.0 => (depth / 2, 30.0, Anchor::Start),
            _ => (depth, 0.02, Anchor::End),
        };
        let place = (layer as f64, theory(n_var, layer) * lift);
        let text = format!("n Var[w] = {n_var:.2}");
        panel = panel
            .theory(color, line)
            .points(color, dots)
            .label(color, anchor, place, &text);
    }
    Ok(Figure::new(
        "equation-10-gains",
        "The second moment of 30 ReLU layers under three scales of the weights",
        "On a logarithmic scale, three straight lines with dots on them. With n times the \
         variance of the weights at 1 the second moment falls to a billionth, at 2 it stays \
         level, and at 2.93, the gain that mistakes the variance, it rises past a hundred thousand.",
    )
    .panel(panel)
    .render())
}

/// Mean and median over many networks that keep (10), by layer, with the middle 80 percent of
/// the draws as a band.
pub fn draws(
    width: usize,
    depth: usize,
    count: usize,
    seed: u64,
) -> Result<String, Error> {
    if !(1..=512).contains(&width) {
        return Err(Error::new("width", width, "1 to 512"));
    }
    if !(2..=40).contains(&depth) {
        return Err(Error::new("depth", depth, "2 to 40"));
    }
    if !(10..=2000).contains(&count) {
        return Err(Error::new("draws", count, "10 to 2000"));
    }
    let mut rng = ChaCha8Rng::seed_from_u64(seed);
    let networks = (0..count)
        .map(|_| gaussian_stack(width, depth, 2.0, &mut rng))
        .collect::<Result<Vec<_>, _>>()
        .map_err(|error| Error::new("network", error, "a valid one"))?;
    let by_layer: Vec<Vec<f64>> = (0..depth)
        .map(|layer| {
            let mut values: Vec<f64> =
                networks.iter().map(|moments| moments[layer]).collect();
            values.sort_by(f64::total_cmp);
            values
        })
        .collect();
    let place = |index: usize| (index + 1) as f64;
    let ticks: Vec<f64> = (0..=depth).step_by(5).map(|layer| layer as f64).collect();
    let x = Axis::linear("layer", 0.0, depth as f64 + 1.0, &ticks);
    let y = Axis::log10("second moment E[y²] of the layer", -2, 2, 1);
    let (mut last_mean, mut last_median) = (f64::NAN, f64::NAN);
    if let Some(values) = by_layer.last() {
        (last_mean, last_median) = (mean(values), median(values.clone()));
    }
    let spread = |index: usize| (2.0 + 5.0 * index as f64) / width as f64;
    let band = by_layer.iter().enumerate().map(|(index, values)| {
        (place(index), values[values.len() / 10], values[values.len() * 9 / 10])
    });
    let means =
        by_layer.iter().enumerate().map(|(index, values)| (place(index), mean(values)));
    let medians =
        by_layer.iter().enumerate().map(|(i, values)| (place(i), median(values.clone())));
    let last = depth as f64;
    let panel = Panel::new(x, y, 210.0)
        .band(Color::C, band)
        .theory(Color::A, (0..depth).map(|i| (place(i), 2.0)))
        .theory(Color::B, (0..depth).map(|i| (place(i), 2.0 * (-spread(i) / 2.0).exp())))
        .points(Color::A, means)
        .points(Color::B, medians)
        .label(Color::A, Anchor::End, (last, 3.2), "mean: kept")
        .label(Color::B, Anchor::End, (last * 0.62, 0.5), "median: shrinks")
        .label(Color::C, Anchor::Start, (1.0, 0.025), "band: 8 networks of 10");
    Ok(Figure::new(
        "equation-10-draws",
        "Mean and median second moment of many networks that keep equation 10",
        &format!(
            "{count} networks of width {width}. Equation 10 keeps the mean over the networks at 2 \
             through all layers; at layer {depth} these have {}. The median falls steadily, to {} \
             at the last layer, and the band of the middle eight tenths of the networks widens.",
            short(last_mean),
            short(last_median)
        ),
    )
    .panel(panel)
    .render())
}

/// A stack of layers and what stands between them.
pub struct Stack<'a> {
    /// Layers.
    pub depth: usize,
    /// Units in each.
    pub width: usize,
    /// `n Var[w]`
    pub n_var: f64,
    /// "leaky ReLU", or the name of one of the chapter “Beyond ReLU”.
    pub activation: &'a str,
    /// The slope of the leaky ReLU below 0.
    pub slope: f64,
}

impl Stack<'_> {
    fn check(&self) -> Result<(), Error> {
        if !(2..=50).contains(&self.depth) {
            return Err(Error::new("depth", self.depth, "2 to 50"));
        }
        if !(1..=256).contains(&self.width) {
            return Err(Error::new("width", self.width, "1 to 256"));
        }
        if !(0.1..=8.0).contains(&self.n_var) {
            return Err(Error::new("n_var", self.n_var, "0.1 to 8"));
        }
        if !(-1.0..=1.0).contains(&self.slope) {
            return Err(Error::new("slope", self.slope, "-1 to 1"));
        }
        Ok(())
    }

    /// The activation; none if it is the leaky ReLU.
    fn other(&self) -> Result<Option<&'static Activation>, Error> {
        if self.activation == LEAKY {
            return Ok(None);
        }
        let unknown = |_| Error::new("activation", self.activation, "one of the list");
        named(self.activation).map(Some).map_err(unknown)
    }

    /// `E[y²]` by layer in a wide stack: for the leaky ReLU equation (9) with (1 + a²)/2 in the
    /// place of ½, which holds at any width for the mean over networks; for others by quadrature.
    fn theory(&self, f: impl Fn(f64) -> f64, leaky: bool) -> Vec<f64> {
        let kept = (1.0 + self.slope * self.slope) / 2.0;
        let next = |&q: &f64| {
            Some(if leaky {
                self.n_var * kept * q
            } else {
                next_moment(&f, self.n_var, q)
            })
        };
        std::iter::successors(Some(self.n_var), next).take(self.depth).collect()
    }

    /// `E[y²]` by layer in one network without its matrices: given x, the units of a layer are
    /// independent Gaussians of variance `n Var[w] E[x²]`. For a ReLU it is `gaussian_stack`.
    fn shortcut(&self, f: impl Fn(f64) -> f64, rng: &mut impl Rng) -> Vec<f64> {
        let mut x_moment = 1.0;
        let layer = |_| {
            let std = (self.n_var * x_moment).sqrt();
            let y: Vec<f64> =
                (0..self.width).map(|_| std * Distribution::Normal.sample(rng)).collect();
            let squares: f64 = y.iter().map(|&y| f(y) * f(y)).sum();
            x_moment = squares / self.width as f64;
            equation_10::second_moment(&y)
        };
        (0..self.depth).map(layer).collect()
    }
}

/// `E[y²]` by layer: theory as a line, one network as points, and mean and median of many.
pub fn stack(of: &Stack, seed: u64) -> Result<String, Error> {
    of.check()?;
    let other = of.other()?;
    let f = |y: f64| match other {
        Some(activation) => (activation.value)(y),
        None => y.max(0.0) + of.slope * y.min(0.0),
    };
    let Stack { depth, width, n_var, .. } = *of;
    let theory = of.theory(f, other.is_none());
    let mut rng = ChaCha8Rng::seed_from_u64(seed);
    let drawn = beyond_relu::weights(width, depth, n_var, &mut rng)
        .and_then(|weights| beyond_relu::forward(&weights, &Array2::ones((width, 1)), f))
        .map_err(|error| Error::new("network", error, "a valid one"))?;
    let drawn: Vec<f64> = drawn.iter().map(beyond_relu::second_moment).collect();
    let networks: Vec<Vec<f64>> =
        (0..NETWORKS).map(|_| of.shortcut(f, &mut rng)).collect();
    let over = |summary: fn(Vec<f64>) -> f64| -> Vec<f64> {
        (0..depth)
            .map(|layer| summary(networks.iter().map(|moments| moments[layer]).collect()))
            .collect()
    };
    let (means, medians) = (over(|values| mean(&values)), over(median));

    let all = [&theory, &drawn, &means, &medians];
    let right = depth as f64 + 1.0;
    let ticks: Vec<f64> =
        (0..=depth).step_by(depth.div_ceil(6)).map(|layer| layer as f64).collect();
    let by_layer = |values: &[f64]| -> Vec<(f64, f64)> {
        values.iter().enumerate().map(|(i, &m)| ((i + 1) as f64, m)).collect()
    };
    let panel = Panel::new(
        Axis::linear("layer", 0.0, right, &ticks),
        Axis::log10_around("second moment E[y²] of the layer", all.into_iter().flatten()),
        210.0,
    )
    .theory(Color::A, by_layer(&theory))
    .dashed(Color::D, by_layer(&means))
    .dashed(Color::B, by_layer(&medians))
    .points(Color::A, by_layer(&drawn));
    let name = match other {
        Some(activation) => activation.name.to_string(),
        None => match of.slope {
            0.0 => "ReLU".to_string(),
            1.0 => "no activation".to_string(),
            slope => format!("a leaky ReLU of slope {}", crate::plot::number(slope)),
        },
    };
    let last = |values: &[f64]| short(values.last().copied().unwrap_or(f64::NAN));
    Ok(Figure::new(
        "equation-10-stack",
        &format!("The second moment of {depth} layers with {name}"),
        &format!(
            "On a log scale by layer, for layers {width} wide with n Var w = {} and {name}. At \
             layer {depth} the theory of wide layers says {}, this network has {}, and {NETWORKS} \
             networks have a mean of {} and a median of {}.",
            crate::plot::number(n_var),
            last(&theory),
            last(&drawn),
            last(&means),
            last(&medians)
        ),
    )
    .panel(panel)
    .legend(&[(Color::A, "theory"), (Color::A, "● draw"), (Color::D, "mean"), (Color::B, "median")])
    .render())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_shortcut_for_a_relu_is_the_one_of_the_listing() {
        let of = Stack { depth: 9, width: 5, n_var: 1.5, activation: LEAKY, slope: 0.0 };
        let mut rng = ChaCha8Rng::seed_from_u64(3);
        let ours = of.shortcut(|y: f64| y.max(0.0), &mut rng);
        let mut rng = ChaCha8Rng::seed_from_u64(3);
        assert_eq!(ours, gaussian_stack(5, 9, 1.5, &mut rng).unwrap());
    }

    #[test]
    fn the_line_of_a_relu_is_equation_9() {
        let of = Stack { depth: 9, width: 5, n_var: 1.5, activation: LEAKY, slope: 0.0 };
        for (index, moment) in of.theory(|y: f64| y.max(0.0), true).iter().enumerate() {
            assert!((moment / theory(1.5, index + 1) - 1.0).abs() < 1e-12);
        }
        let wide = of.theory(|y: f64| y.max(0.0), false);
        assert!((wide[8] / theory(1.5, 9) - 1.0).abs() < 1e-9, "{wide:?}");
    }

    #[test]
    fn absurd_parameters_get_an_error() {
        for std in [0.0, f64::NAN, 1e9] {
            assert!(halves(std).is_err());
        }
        let good =
            || Stack { depth: 9, width: 5, n_var: 2.0, activation: "GELU", slope: 0.0 };
        assert!(stack(&good(), 1).is_ok());
        for bad in [
            Stack { depth: 1, ..good() },
            Stack { depth: 1_000_000_000, ..good() },
            Stack { width: 0, ..good() },
            Stack { width: 257, ..good() },
            Stack { n_var: f64::NAN, ..good() },
            Stack { n_var: 0.0, ..good() },
            Stack { slope: 1e9, ..good() },
            Stack { activation: "", ..good() },
        ] {
            assert!(stack(&bad, 1).is_err());
        }
        assert!(gains(0, 30, &[2.0], 1).is_err());
        assert!(gains(1_000_000_000, 30, &[2.0], 1).is_err());
        assert!(gains(8, 1, &[2.0], 1).is_err());
        assert!(gains(8, 30, &[f64::NAN], 1).is_err());
        assert!(draws(0, 30, 100, 1).is_err());
        assert!(draws(8, 0, 100, 1).is_err());
        assert!(draws(8, 30, usize::MAX, 1).is_err());
    }

    #[test]
    fn the_two_lobes_are_the_same_picture_at_any_scale() {
        assert!(halves(0.1).is_ok() && halves(2.0).is_ok());
    }
}
