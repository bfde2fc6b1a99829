// SPDX-License-Identifier: MIT OR Apache-2.0
//! Listing of the chapter “Uniform and the square root of three”: how far a distribution must reach to
//! have the variance that the gain calls for.
#![forbid(unsafe_code)]
#![warn(missing_docs)]

use ndarray::{Array1, Array2};
use rand::{Rng, RngExt};
use rand_distr::StandardNormal;

// ANCHOR: strips
/// Cuts -b to b into `count` strips, and returns the middle of each.
pub fn middles(b: f64, count: u32) -> Vec<f64> {
    let width = 2.0 * b / f64::from(count);
    (0..count).map(|strip| (f64::from(strip) + 0.5) * width - b).collect()
}

/// The mean square of some numbers; 0 if there are none.
pub fn mean_square(w: &[f64]) -> f64 {
    w.iter().map(|w| w * w).sum::<f64>() / w.len().max(1) as f64
}
// ANCHOR_END: strips

// ANCHOR: integral
/// ∫ f(w) dw from `from` to `to`, by Simpson's rule with 1000 steps.
pub fn integral(f: impl Fn(f64) -> f64, from: f64, to: f64) -> f64 {
    let step = (to - from) / 1000.0;
    let strip = |index: u32| {
        let left = from + f64::from(index) * step;
        f(left) + 4.0 * f(left + step / 2.0) + f(left + step)
    };
    (0..1000).map(strip).sum::<f64>() * step / 6.0
}
// ANCHOR_END: integral

// ANCHOR: uniform
/// `Var[w] = b² / 3` for a distribution that is uniform from -b to b.
pub fn uniform_variance(b: f64) -> f64 {
    b * b / 3.0
}

/// The b of the uniform distribution with this standard deviation: √3 std.
pub fn bound(std: f64) -> f64 {
    3f64.sqrt() * std
}
// ANCHOR_END: uniform

// ANCHOR: normal_density
/// The density of the normal distribution of mean 0 and variance 1.
pub fn normal_density(z: f64) -> f64 {
    (-z * z / 2.0).exp() / std::f64::consts::TAU.sqrt()
}

/// The part of that distribution between -cut and cut, and the standard
/// deviation of a draw that is known to lie there.
pub fn truncated(cut: f64) -> (f64, f64) {
    let mass = integral(normal_density, -cut, cut);
    let second_moment = integral(|z| z * z * normal_density(z), -cut, cut) / mass;
    (mass, second_moment.sqrt())
}
// ANCHOR_END: normal_density

// ANCHOR: distribution
/// A symmetric distribution of mean 0, to be scaled by a standard deviation.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Distribution {
    /// The normal distribution of variance 1.
    Normal,
    /// Every value from -√3 to √3 is equally likely.
    Uniform,
    /// A normal draw, repeated until it is between -2 and 2, and then
    /// divided by the standard deviation of what is left.
    Truncated,
    /// As `Truncated`, but not divided.
    Uncorrected,
    /// +1 or -1 with equal odds.
    Sign,
}

/// The standard deviation of a normal draw cut off at -2 and 2.
pub const TRUNCATED_STD: f64 = 0.879_625_661_034_239_8;

impl Distribution {
    /// One draw.
    pub fn sample(self, rng: &mut impl Rng) -> f64 {
        match self {
            Distribution::Normal => rng.sample(StandardNormal),
            Distribution::Uniform => bound(1.0) * (2.0 * rng.random::<f64>() - 1.0),
            Distribution::Truncated => {
                Distribution::Uncorrected.sample(rng) / TRUNCATED_STD
            }
            Distribution::Uncorrected => loop {
                let z: f64 = rng.sample(StandardNormal);
                if z.abs() <= 2.0 {
                    break z;
                }
            },
            Distribution::Sign if rng.random() => 1.0,
            Distribution::Sign => -1.0,
        }
    }
}
// ANCHOR_END: distribution

// ANCHOR: forward
/// `E[y_l²]` over the units of each of `depth` ReLU layers, for one input
/// of ones. Each weight is a draw of `distribution`, times √(2 / width).
pub fn forward(
    distribution: Distribution,
    width: usize,
    depth: usize,
    rng: &mut impl Rng,
) -> Vec<f64> {
    let std = (2.0 / width as f64).sqrt();
    let mut x = Array1::ones(width);
    let mut layer = |_| {
        let draw = || std * distribution.sample(rng);
        let y: Array1<f64> = Array2::from_shape_simple_fn((width, width), draw).dot(&x);
        x = y.mapv(|y| y.max(0.0));
        y.dot(&y) / width as f64
    };
    (0..depth).map(&mut layer).collect()
}
// ANCHOR_END: forward
