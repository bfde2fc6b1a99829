// SPDX-License-Identifier: MIT OR Apache-2.0
//! Listing of the chapter “Nine lines of code”: the lines that the book explains, in Rust.
#![forbid(unsafe_code)]
#![warn(missing_docs)]

mod digit;

pub use digit::{PIXELS, digit};

use ndarray::{Array, Array1, Array2, Dimension};
use rand::{Rng, RngExt};

// ANCHOR: errors
/// What cannot be initialized, or counted.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum Error {
    /// Fewer than two dimensions.
    #[error("a weight of {0} dimensions; it takes 2 or more")]
    Dimensions(usize),
    /// A zero among the sizes: there is nothing to draw.
    #[error("a zero in the shape {0:?}")]
    Empty(Vec<usize>),
    /// More connections than a `usize` can count.
    #[error("too many connections in the shape {0:?}")]
    TooMany(Vec<usize>),
    /// A slope whose square is infinite or not a number.
    #[error("a slope of {0}")]
    Slope(f64),
    /// A neuron without inputs, or with too many to count all signs.
    #[error("{0} inputs; all signs are counted for 1 to 20")]
    Inputs(usize),
}
// ANCHOR_END: errors

// ANCHOR: nine_lines
/// The square root of 2 / (1 + a²).
pub fn gain(a: f64) -> f64 {
    (2.0 / (1.0 + a * a)).sqrt()
}

/// Fills a weight of shape `(nf, ni, k, k)`, or of any shape that begins
/// with `(nf, ni)`, and returns the fan and the bound that it used.
///
/// # Errors
/// As [`check`] tells; the weight is left as it was.
pub fn kaiming2(
    x: &mut Array<f64, impl Dimension>,
    a: f64,
    use_fan_out: bool,
    rng: &mut impl Rng,
) -> Result<(usize, f64), Error> {
    let (nf, ni, rec_fs) = check(x.shape(), a)?;
    let fan = if use_fan_out { nf * rec_fs } else { ni * rec_fs };
    let std = gain(a) / (fan as f64).sqrt();
    let bound = 3f64.sqrt() * std;
    x.mapv_inplace(|_| bound * (2.0 * rng.random::<f64>() - 1.0));
    Ok((fan, bound))
}
// ANCHOR_END: nine_lines

// ANCHOR: check
/// The first size, the second, and the product of all others.
///
/// # Errors
/// If the shape has fewer than two sizes or a zero, if its product does
/// not fit into a `usize`, or if the slope's square is not finite.
pub fn check(shape: &[usize], a: f64) -> Result<(usize, usize, usize), Error> {
    if !(a * a).is_finite() {
        return Err(Error::Slope(a));
    }
    let [nf, ni, kernel @ ..] = shape else {
        return Err(Error::Dimensions(shape.len()));
    };
    if shape.contains(&0) {
        return Err(Error::Empty(shape.to_vec()));
    }
    let product =
        |sizes: &[usize]| sizes.iter().try_fold(1, |p: usize, &s| p.checked_mul(s));
    match (product(shape), product(kernel)) {
        (Some(_), Some(rec_fs)) => Ok((*nf, *ni, rec_fs)),
        _ => Err(Error::TooMany(shape.to_vec())),
    }
}
// ANCHOR_END: check

// ANCHOR: four
/// The outputs of a neuron for all ways to choose the signs of its weights:
/// each weight is plus or minus the root of `numerator / n`, where n is the
/// number of the inputs `x`. There are 2ⁿ ways.
///
/// # Errors
/// If there is no input, or more than 20.
pub fn all_outputs(numerator: f64, x: &[f64]) -> Result<Vec<f64>, Error> {
    if !(1..=20).contains(&x.len()) {
        return Err(Error::Inputs(x.len()));
    }
    let weight = (numerator / x.len() as f64).sqrt();
    let sign = |way: u32, i: usize| if way >> i & 1 == 0 { weight } else { -weight };
    let output = |way| x.iter().enumerate().map(|(i, x)| sign(way, i) * x).sum();
    Ok((0..1 << x.len()).map(output).collect())
}
// ANCHOR_END: four

// ANCHOR: mean_square
/// The mean of the squares; 0 of nothing.
pub fn mean_square<'a>(values: impl IntoIterator<Item = &'a f64>) -> f64 {
    let (mut sum, mut count) = (0.0, 0_usize);
    for value in values {
        sum += value * value;
        count += 1;
    }
    sum / count.max(1) as f64
}

/// Replaces what is negative by 0.
pub fn relu(y: f64) -> f64 {
    y.max(0.0)
}
// ANCHOR_END: mean_square

// ANCHOR: signal
/// The output of each of `depth` layers, after its ReLU. The `numerator`
/// takes the place of the 2 in [`gain`]; there are no biases.
///
/// # Errors
/// If the width or the input's length is 0.
pub fn layers(
    numerator: f64,
    input: &Array1<f64>,
    (width, depth): (usize, usize),
    rng: &mut impl Rng,
) -> Result<Vec<Array1<f64>>, Error> {
    let mut x = input.clone();
    let mut outputs = Vec::new();
    for _ in 0..depth {
        let mut weight = Array2::zeros((width, x.len()));
        kaiming2(&mut weight, 0.0, false, rng)?;
        let y: Array1<f64> = weight.dot(&x) * (numerator / 2.0).sqrt();
        x = y.mapv(relu);
        outputs.push(x.clone());
    }
    Ok(outputs)
}

/// The mean square of each layer's output, for an input of ones.
///
/// # Errors
/// If the width is 0.
pub fn signal(
    numerator: f64,
    width: usize,
    depth: usize,
    rng: &mut impl Rng,
) -> Result<Vec<f64>, Error> {
    let outputs = layers(numerator, &Array1::ones(width), (width, depth), rng)?;
    Ok(outputs.iter().map(mean_square).collect())
}
// ANCHOR_END: signal
