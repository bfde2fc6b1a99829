// SPDX-License-Identifier: MIT OR Apache-2.0
use ndarray::Array2;
use rand::{Rng, RngExt};
use rand_distr::StandardNormal;

use crate::Error;

/// The widest, deepest and longest that is built here.
pub const MAX_SIZE: usize = 4096;

pub(crate) fn sizes(sizes: &[usize]) -> Result<(), Error> {
    match sizes.iter().find(|&&size| size == 0 || size > MAX_SIZE) {
        Some(&size) => Err(Error::Size(size)),
        None => Ok(()),
    }
}

pub(crate) fn scale(scale: f64) -> Result<f64, Error> {
    if scale.is_finite() && scale >= 0.0 { Ok(scale) } else { Err(Error::Scale(scale)) }
}

pub(crate) fn fits(expected: usize, got: usize) -> Result<(), Error> {
    if expected == got { Ok(()) } else { Err(Error::Fit { expected, got }) }
}

/// Standard normal numbers of that shape.
pub fn normal(shape: (usize, usize), rng: &mut impl Rng) -> Array2<f64> {
    Array2::from_shape_simple_fn(shape, || rng.sample(StandardNormal))
}

/// Square Gaussian weights for `depth` layers, with n Var w = `n_var`.
///
/// # Errors
/// For a size that is 0 or above [`MAX_SIZE`], or a variance that is negative or not finite.
pub fn weights(
    width: usize,
    depth: usize,
    n_var: f64,
    rng: &mut impl Rng,
) -> Result<Vec<Array2<f64>>, Error> {
    sizes(&[width, depth])?;
    let std = (scale(n_var)? / width as f64).sqrt();
    Ok((0..depth).map(|_| normal((width, width), rng) * std).collect())
}

/// Each layer's y = W x, with f between the layers; `x` has a column a
/// sample.
///
/// # Errors
/// If a weight does not fit the layer before.
pub fn forward(
    weights: &[Array2<f64>],
    x: &Array2<f64>,
    f: impl Fn(f64) -> f64,
) -> Result<Vec<Array2<f64>>, Error> {
    let mut x = x.clone();
    let mut layers = Vec::new();
    for weight in weights {
        fits(weight.ncols(), x.nrows())?;
        let y = weight.dot(&x);
        x = y.mapv(&f);
        layers.push(y);
    }
    Ok(layers)
}

/// The mean of the squares.
pub fn second_moment(values: &Array2<f64>) -> f64 {
    values.pow2().sum() / values.len() as f64
}

/// The mean of some numbers, at least two, and its standard error.
pub fn mean_and_error(values: &[f64]) -> (f64, f64) {
    let count = values.len() as f64;
    let mean = values.iter().sum::<f64>() / count;
    let squares: f64 = values.iter().map(|value| (value - mean).powi(2)).sum();
    (mean, (squares / (count - 1.0) / count).sqrt())
}
