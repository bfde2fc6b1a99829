// SPDX-License-Identifier: MIT OR Apache-2.0
//! Listing of the chapter “Equation 10”: a stack of ReLU layers, the moments of what passes
//! through it, and the weights that keep them.
//!
//! Source of all equation numbers: He, Zhang, Ren, Sun 2015, section 2.2 (arXiv:1502.01852).
#![forbid(unsafe_code)]
#![warn(missing_docs)]

use ndarray::{Array1, Array2};
use rand::{Rng, RngExt};
use rand_distr::StandardNormal;

// ANCHOR: moments
/// `E[v]`: the mean.
pub fn mean(values: &[f64]) -> f64 {
    values.iter().sum::<f64>() / values.len() as f64
}

/// `E[v²]`: the mean of the squares.
pub fn second_moment(values: &[f64]) -> f64 {
    values.iter().map(|v| v * v).sum::<f64>() / values.len() as f64
}

/// `Var[v] = E[v²] - E[v]²`.
pub fn variance(values: &[f64]) -> f64 {
    second_moment(values) - mean(values).powi(2)
}
// ANCHOR_END: moments

// ANCHOR: relu
/// f(y) = max(0, y).
pub fn relu(y: f64) -> f64 {
    y.max(0.0)
}
// ANCHOR_END: relu

/// What a stack cannot be built or run with.
#[derive(Clone, Copy, Debug, PartialEq, thiserror::Error)]
pub enum Error {
    /// A width of 0.
    #[error("a layer of width {0}")]
    Width(usize),
    /// A number for `n Var[w]` that is negative, infinite or not a number.
    #[error("n Var[w] is {0}")]
    Scale(f64),
    /// A weight that takes another number of inputs than it is given.
    #[error("layer {layer} takes {takes} inputs, but there are {given}")]
    Inputs {
        /// The layer, counted from 1.
        layer: usize,
        /// The inputs that its weight takes.
        takes: usize,
        /// The inputs that there are.
        given: usize,
    },
}

// ANCHOR: distribution
/// A distribution that is symmetric about 0 and has variance 1.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Distribution {
    /// The bell curve.
    Normal,
    /// Every value from -√3 to √3 alike.
    Uniform,
    /// +1 or -1 with equal odds.
    Sign,
}

impl Distribution {
    /// One draw.
    pub fn sample(self, rng: &mut impl Rng) -> f64 {
        match self {
            Distribution::Normal => rng.sample(StandardNormal),
            Distribution::Uniform => 3f64.sqrt() * (2.0 * rng.random::<f64>() - 1.0),
            Distribution::Sign if rng.random() => 1.0,
            Distribution::Sign => -1.0,
        }
    }
}
// ANCHOR_END: distribution

// ANCHOR: weights
/// `depth` square weights with `n Var[w]` = `n_var`.
///
/// # Errors
/// If the width is 0, or `n_var` is not a number from 0 up.
pub fn weights(
    distribution: Distribution,
    width: usize,
    depth: usize,
    n_var: f64,
    rng: &mut impl Rng,
) -> Result<Vec<Array2<f64>>, Error> {
    let std = (scale(width, n_var)? / width as f64).sqrt();
    let mut draw = || std * distribution.sample(rng);
    let weight = |_| Array2::from_shape_simple_fn((width, width), &mut draw);
    Ok((0..depth).map(weight).collect())
}
// ANCHOR_END: weights

fn scale(width: usize, n_var: f64) -> Result<f64, Error> {
    match (width, n_var) {
        (0, _) => Err(Error::Width(width)),
        (_, n_var) if n_var.is_finite() && n_var >= 0.0 => Ok(n_var),
        (_, n_var) => Err(Error::Scale(n_var)),
    }
}

// ANCHOR: forward
/// Sends one input through the stack: `E[y_l²]` over the units of each
/// layer, from the first to the last.
///
/// # Errors
/// If a weight does not fit what comes in.
pub fn forward(weights: &[Array2<f64>], input: &Array1<f64>) -> Result<Vec<f64>, Error> {
    let mut x = input.clone();
    let mut moments = Vec::new();
    for (index, weight) in weights.iter().enumerate() {
        let (takes, given) = (weight.ncols(), x.len());
        if takes != given {
            return Err(Error::Inputs { layer: index + 1, takes, given });
        }
        let y = weight.dot(&x).to_vec(); // equation (5), with b = 0
        moments.push(second_moment(&y));
        x = y.into_iter().map(relu).collect();
    }
    Ok(moments)
}
// ANCHOR_END: forward

// ANCHOR: theory
/// `E[y_l²]` by equation (9) for an input with `E[x²] = 1`. The first
/// layer's input has met no ReLU, so its factor has no ½.
pub fn theory(n_var: f64, layer: usize) -> f64 {
    n_var * (n_var / 2.0).powi(layer as i32 - 1)
}
// ANCHOR_END: theory

// ANCHOR: factors
/// What each layer multiplies `E[y²]` by: y_2 against y_1, and so on.
pub fn factors(moments: &[f64]) -> Vec<f64> {
    moments.windows(2).map(|pair| pair[1] / pair[0]).collect()
}
// ANCHOR_END: factors

// ANCHOR: shortcut
/// One draw of `forward` for normal weights and an input with `E[x²] = 1`,
/// in distribution the same and n times cheaper: given x, the units of a layer are
/// independent Gaussians of variance `n Var[w] E[x²]`.
///
/// # Errors
/// As [`weights`].
pub fn gaussian_stack(
    width: usize,
    depth: usize,
    n_var: f64,
    f: impl Fn(f64) -> f64,
    rng: &mut impl Rng,
) -> Result<Vec<f64>, Error> {
    let n_var = scale(width, n_var)?;
    let mut x_moment = 1.0;
    let layer = |_| {
        let std = (n_var * x_moment).sqrt();
        let mut draw = || std * Distribution::Normal.sample(rng);
        let y: Vec<f64> = (0..width).map(|_| draw()).collect();
        let x: Vec<f64> = y.iter().copied().map(&f).collect();
        x_moment = second_moment(&x);
        second_moment(&y)
    };
    Ok((0..depth).map(layer).collect())
}
// ANCHOR_END: shortcut

// ANCHOR: median
/// The value that half of the draws stay below.
pub fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    let middle = values.len() / 2;
    match values.len() {
        0 => f64::NAN,
        odd if odd % 2 == 1 => values[middle],
        _ => (values[middle - 1] + values[middle]) / 2.0,
    }
}
// ANCHOR_END: median
