// SPDX-License-Identifier: MIT OR Apache-2.0
use std::f64::consts::PI;

use libm::{acos, log, sqrt};
use rand::{RngExt, SeedableRng, rngs::ChaCha8Rng};
use rand_distr::StandardNormal;

use crate::{Error, forward, normal, stack::sizes, weights};

/// The mean and the variance of ln |x|² after `depth` ReLU layers drawn by
/// equation (10), over `draws` networks, against an input of the same size.
///
/// Given x, the next layer's y are independent Gaussians of variance
/// 2 |x|² / n. So no matrix is needed.
///
/// # Errors
/// For a size that is 0 or too large.
pub fn log_spread(
    width: usize,
    depth: usize,
    draws: usize,
    seed: u64,
) -> Result<(f64, f64), Error> {
    sizes(&[width, depth, draws])?;
    let mut rng = ChaCha8Rng::seed_from_u64(seed);
    let mut factor = || {
        let y = (0..width).map(|_| rng.sample::<f64, _>(StandardNormal));
        let passed: f64 = y.map(|y| y.max(0.0).powi(2)).sum();
        2.0 * passed / width as f64
    };
    let logs: Vec<f64> =
        (0..draws).map(|_| (0..depth).map(|_| log(factor())).sum()).collect();
    let mean = logs.iter().sum::<f64>() / draws as f64;
    let square = |log: &f64| (log - mean).powi(2);
    Ok((mean, logs.iter().map(square).sum::<f64>() / draws as f64))
}

// ANCHOR: next_cosine
/// The cosine between two inputs after one wide ReLU layer, from that
/// before it.
pub fn next_cosine(cosine: f64) -> f64 {
    let cosine = cosine.clamp(-1.0, 1.0);
    let sine = sqrt(1.0 - cosine * cosine);
    (sine + cosine * (PI - acos(cosine))) / PI
}
// ANCHOR_END: next_cosine

/// The cosine between two inputs that begin orthogonal, after each of
/// `depth` ReLU layers.
///
/// # Errors
/// For a size that is 0 or too large.
pub fn angles(width: usize, depth: usize, seed: u64) -> Result<Vec<f64>, Error> {
    let mut rng = ChaCha8Rng::seed_from_u64(seed);
    let weights = weights(width, depth, 2.0, &mut rng)?;
    let mut x = normal((width, 2), &mut rng);
    // The second, less its part along the first.
    let (a, b) = (x.column(0).to_owned(), x.column(1).to_owned());
    x.column_mut(1).assign(&(&b - &(&a * (a.dot(&b) / a.dot(&a)))));
    let layers = forward(&weights, &x, |y| y.max(0.0))?;
    let cosine = |y: &ndarray::Array2<f64>| {
        let x = y.mapv(|y| y.max(0.0));
        let (a, b) = (x.column(0), x.column(1));
        a.dot(&b) / (a.dot(&a) * b.dot(&b)).sqrt()
    };
    Ok(layers.iter().map(cosine).collect())
}
