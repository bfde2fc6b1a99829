// SPDX-License-Identifier: MIT OR Apache-2.0
//! Figures of the chapter `equation-10`.

use std::f64::consts::PI;

use equation_10::{Law, forward, gaussian_stack, mean, median, theory, weights};
use ndarray::Array1;
use rand::{SeedableRng, rngs::ChaCha8Rng};

use crate::{
    Committed,
    plot::{Anchor, Axis, Color, Error, Figure, Panel},
};

/// The figures of the page, by file name.
pub const COMMITTED: &[Committed] = &[
    ("equation-10-halves", || halves(1.0)),
    ("equation-10-gains", || gains(400, 30, &[1.0, 2.0, 2.0 * PI / (PI - 1.0)], 10)),
    ("equation-10-draws", || draws(64, 30, 1000, 1)),
];

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
        &[0.0, 0.1, 0.2, 0.3, 0.4],
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
        let moments = weights(Law::Normal, width, depth, n_var, &mut rng)
            .and_then(|stack| forward(&stack, &Array1::ones(width)))
            .map_err(|error| Error::new("network", error, "a valid one"))?;
        let line = (1..=depth).map(|layer| (layer as f64, theory(layer, n_var)));
        let dots = moments.iter().enumerate().map(|(index, &m)| ((index + 1) as f64, m));
        // Above a rising line, below a level one, to the right of a falling one.
        let (layer, lift, anchor) = match n_var {
            n_var if n_var > 2.0 => (depth / 2, 30.0, Anchor::End),
            n_var if n_var < 2.0 => (depth / 2, 30.0, Anchor::Start),
            _ => (depth, 0.02, Anchor::End),
        };
        let place = (layer as f64, theory(layer, n_var) * lift);
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
        "The mean over the networks stays at 2 through all layers. The median falls steadily, \
         to less than a third of that at the last layer, and the band of the middle eight tenths \
         of the networks widens to more than a factor of ten.",
    )
    .panel(panel)
    .render())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn absurd_parameters_get_an_error() {
        for std in [0.0, f64::NAN, 1e9] {
            assert!(halves(std).is_err());
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
