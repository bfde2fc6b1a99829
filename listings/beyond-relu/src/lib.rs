// SPDX-License-Identifier: MIT OR Apache-2.0
//! Listing of the chapter “Beyond ReLU”: the gain of any activation, and
//! what else sets the scale of a deep network.
#![forbid(unsafe_code)]
#![warn(missing_docs)]

use std::{f64::consts::TAU, sync::LazyLock};

use libm::{exp, sqrt};

mod activations;
mod error;
mod limits;
mod lsuv;
mod normalized;
mod norms;
mod quadrature;
mod residual;
mod stack;

pub use activations::{ACTIVATIONS, Activation, named};
pub use error::Error;
pub use limits::{angles, log_spread, next_cosine};
pub use lsuv::lsuv;
pub use normalized::{Gradients, Normalized, normalize};
pub use norms::{Blocks, Gamma, Norm, Pair};
pub use quadrature::gauss_legendre;
pub use residual::{Branch, first_step, pre_norm, residual, rms_norm};
pub use stack::{MAX_SIZE, forward, mean_and_error, normal, second_moment, weights};

// ANCHOR: gaussian_mean
/// Less than 10⁻³² of a normal distribution is more than 12 standard deviations from 0.
const FAR: f64 = 12.0;
static RULE: LazyLock<Vec<(f64, f64)>> = LazyLock::new(|| gauss_legendre(200));

/// `E[f(z)]` for a standard normal z, by Gauss-Legendre quadrature on each
/// side of 0, where most activations have their kink.
pub fn gaussian_mean(f: impl Fn(f64) -> f64) -> f64 {
    let weighted = |z: f64| f(z) * exp(-z * z / 2.0) / sqrt(TAU);
    let on_both_sides = |&(node, weight): &(f64, f64)| {
        let z = FAR / 2.0 * (1.0 + node); // from -1..1 to 0..FAR
        FAR / 2.0 * weight * (weighted(-z) + weighted(z))
    };
    RULE.iter().map(on_both_sides).sum()
}
// ANCHOR_END: gaussian_mean

// ANCHOR: gain
/// The gain of an activation: 1 / √`E[f(z)²]`, so that
/// Var w = gain² / fan_in keeps a second moment of 1.
///
/// # Errors
/// If that mean is 0, infinite or not a number.
pub fn gain(f: impl Fn(f64) -> f64) -> Result<f64, Error> {
    let passed = gaussian_mean(|z| f(z) * f(z));
    if !(passed > 0.0 && passed.is_finite()) {
        return Err(Error::Passed(passed));
    }
    Ok(1.0 / sqrt(passed))
}
// ANCHOR_END: gain

// ANCHOR: chi
/// `E[f'(z)²] / E[f(z)²]`: what a layer multiplies the gradient's second
/// moment by if its gain is chosen for the signal.
///
/// # Errors
/// As [`gain`], of either function.
pub fn chi(f: impl Fn(f64) -> f64, slope: impl Fn(f64) -> f64) -> Result<f64, Error> {
    let (forward, backward) = (gain(f)?, gain(slope)?);
    Ok((forward / backward) * (forward / backward))
}
// ANCHOR_END: chi

// ANCHOR: stability
/// `E[z f(z) f'(z)] / E[f(z)²]`: by which factor a layer multiplies a small error in
/// the second moment, at 1. Above 1 it grows with depth.
///
/// # Errors
/// As [`gain`].
pub fn stability(
    f: impl Fn(f64) -> f64,
    slope: impl Fn(f64) -> f64,
) -> Result<f64, Error> {
    let gain = gain(&f)?;
    Ok(gain * gain * gaussian_mean(|z| z * f(z) * slope(z)))
}
// ANCHOR_END: stability

// ANCHOR: next
/// What a wide layer makes of the second moment q of the layer before:
/// `n_var` `E[f(√q z)²]`, with `n_var` = n Var w.
pub fn next_moment(f: impl Fn(f64) -> f64, n_var: f64, q: f64) -> f64 {
    n_var * gaussian_mean(|z| f(sqrt(q) * z) * f(sqrt(q) * z))
}
// ANCHOR_END: next
