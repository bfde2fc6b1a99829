// SPDX-License-Identifier: MIT OR Apache-2.0
//! Listing of the chapter “The leaky gain”: what a slope below zero does to the second moment,
//! and the weights that make up for it.
//!
//! Source: He, Zhang, Ren, Sun 2015, equation (15) (arXiv:1502.01852).
#![forbid(unsafe_code)]
#![warn(missing_docs)]

use ndarray::{Array1, Array2};
use rand::{Rng, RngExt};
use rand_distr::StandardNormal;

/// What has no gain, or cannot be drawn.
#[derive(Clone, Copy, Debug, PartialEq, thiserror::Error)]
pub enum Error {
    /// A slope whose square is infinite or not a number.
    #[error("a slope of {0} has no gain")]
    Slope(f64),
    /// A gain that is infinite or not a number.
    #[error("a gain of {0}")]
    Gain(f64),
    /// A fan of 0.
    #[error("a fan of {0}")]
    Fan(usize),
}

// ANCHOR: leaky_relu
/// f(y) = max(0, y) + a min(0, y): equation (1) of the paper.
pub fn leaky_relu(y: f64, a: f64) -> f64 {
    y.max(0.0) + a * y.min(0.0)
}
// ANCHOR_END: leaky_relu

// ANCHOR: parts
/// The parts of the mean of f(y)² that come from y > 0 and from y ≤ 0.
/// Together they are the second moment after the leaky ReLU; 0, 0 without
/// any y.
pub fn parts(y: &[f64], a: f64) -> (f64, f64) {
    let (mut above, mut below) = (0.0, 0.0);
    for &y in y {
        let square = leaky_relu(y, a).powi(2);
        if y > 0.0 { above += square } else { below += square }
    }
    let count = y.len().max(1) as f64;
    (above / count, below / count)
}
// ANCHOR_END: parts

// ANCHOR: kept
/// `E[f(y)²] / E[y²] = (1 + a²) / 2` for a symmetric y: the part of the
/// second moment that is left after a leaky ReLU.
///
/// # Errors
/// If a² is infinite or not a number.
pub fn kept(a: f64) -> Result<f64, Error> {
    let kept = (1.0 + a * a) / 2.0;
    if kept.is_finite() { Ok(kept) } else { Err(Error::Slope(a)) }
}
// ANCHOR_END: kept

// ANCHOR: gain
/// The gain √(2 / (1 + a²)), by equation (15).
///
/// # Errors
/// As [`kept`].
pub fn gain(a: f64) -> Result<f64, Error> {
    Ok((1.0 / kept(a)?).sqrt())
}
// ANCHOR_END: gain

// ANCHOR: std
/// The standard deviation of a weight: the gain over the root of the fan.
///
/// # Errors
/// As [`kept`], and if the fan is 0.
pub fn std(a: f64, fan: usize) -> Result<f64, Error> {
    match fan {
        0 => Err(Error::Fan(fan)),
        _ => Ok(gain(a)? / (fan as f64).sqrt()),
    }
}
// ANCHOR_END: std

fn finite(gain: f64) -> Result<f64, Error> {
    if gain.is_finite() { Ok(gain) } else { Err(Error::Gain(gain)) }
}

// ANCHOR: forward
/// `E[y_l²]` over the units of each of `depth` layers, for one input of
/// ones. Weights: normal, of standard deviation gain / √width. After each
/// layer comes a leaky ReLU of slope a.
///
/// # Errors
/// As [`kept`], and if the gain is not finite or the width is 0.
pub fn forward(
    a: f64,
    gain: f64,
    width: usize,
    depth: usize,
    rng: &mut impl Rng,
) -> Result<Vec<f64>, Error> {
    kept(a)?;
    if width == 0 {
        return Err(Error::Fan(width));
    }
    let std = finite(gain)? / (width as f64).sqrt();
    let mut x = Array1::ones(width);
    let mut moments = Vec::new();
    for _ in 0..depth {
        let draw = || std * rng.sample::<f64, _>(StandardNormal);
        let y: Array1<f64> = Array2::from_shape_simple_fn((width, width), draw).dot(&x);
        moments.push(y.dot(&y) / width as f64);
        x = y.mapv(|y| leaky_relu(y, a));
    }
    Ok(moments)
}
// ANCHOR_END: forward

// ANCHOR: theory
/// `E[y_l²]` by equation (9), with (1 + a²) / 2 in the place of the ½, for
/// weights of standard deviation gain / √n and an input of ones.
///
/// # Errors
/// As [`kept`], and if the gain is not finite.
pub fn theory(a: f64, gain: f64, layer: usize) -> Result<f64, Error> {
    let n_var = finite(gain)?.powi(2);
    Ok(n_var * (kept(a)? * n_var).powi(layer as i32 - 1))
}
// ANCHOR_END: theory
