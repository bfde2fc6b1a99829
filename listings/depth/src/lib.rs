// SPDX-License-Identifier: MIT OR Apache-2.0
//! Listing of the chapter “Depth”: what many layers do to a signal at initialization.
//!
//! A weight is `(fan_out, fan_in)`, a batch is `(features, samples)`. All layers here are
//! square: `fan_in` and `fan_out` are both the stack's `width`, the paper's n.
//!
//! ```
//! use depth::{Draws, rms};
//! let draws = Draws::new(3, 64, 8, 1)?;
//! let layers = draws.linear(1.0);
//! // Each layer multiplies the rms by about √64 = 8.
//! assert!((300.0..900.0).contains(&rms(&layers[2])));
//! # Ok::<(), depth::Error>(())
//! ```
#![forbid(unsafe_code)]
#![warn(missing_docs)]

use ndarray::{Array2, Axis};
use rand::{Rng, RngExt, SeedableRng, rngs::ChaCha8Rng};
use rand_distr::StandardNormal;

// ANCHOR: error
/// The largest depth, width or number of samples.
pub const MAX_SIZE: usize = 4096;

/// A stack that cannot be built.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum Error {
    /// A depth, width or number of samples outside 1 to [`MAX_SIZE`].
    #[error("size {0} is not in 1..={MAX_SIZE}")]
    Size(usize),
    /// A standard deviation or bound that is negative or not finite.
    #[error("scale {0} is not finite and at least 0")]
    Scale(f64),
}

fn check_sizes(sizes: [usize; 3]) -> Result<(), Error> {
    let bad = sizes.into_iter().find(|size| !(1..=MAX_SIZE).contains(size));
    bad.map_or(Ok(()), |size| Err(Error::Size(size)))
}
// ANCHOR_END: error

// ANCHOR: draws
/// A batch and one square matrix per layer, all standard normal, in f32.
pub struct Draws {
    batch: Array2<f32>,
    normals: Vec<Array2<f32>>,
}

impl Draws {
    /// Draws a batch `(width, samples)` and `depth` matrices `(width, width)`.
    ///
    /// # Errors
    /// [`Error::Size`] for a size outside 1 to [`MAX_SIZE`].
    pub fn new(
        depth: usize,
        width: usize,
        samples: usize,
        seed: u64,
    ) -> Result<Self, Error> {
        check_sizes([depth, width, samples])?;
        let mut rng = ChaCha8Rng::seed_from_u64(seed);
        let mut normal = |columns| {
            Array2::from_shape_simple_fn((width, columns), || rng.sample(StandardNormal))
        };
        let batch = normal(samples);
        let normals = (0..depth).map(|_| normal(width)).collect();
        Ok(Self { batch, normals })
    }

    /// The outputs of layers 1 to L of the linear stack whose weights are
    /// `std` times the matrices drawn: y_l = std · N_l · y_(l-1).
    pub fn linear(&self, std: f32) -> Vec<Array2<f32>> {
        let mut y = self.batch.clone();
        let layer = |normal: &Array2<f32>| {
            y = (normal * std).dot(&y);
            y.clone()
        };
        self.normals.iter().map(layer).collect()
    }
}
// ANCHOR_END: draws

// ANCHOR: moments
/// The mean of the squares of all entries.
pub fn second_moment(y: &Array2<f64>) -> f64 {
    y.mapv(|y| y * y).sum() / y.len() as f64
}

/// The same in f32, where a square or a sum can overflow or vanish.
pub fn second_moment_f32(y: &Array2<f32>) -> f32 {
    y.mapv(|y| y * y).sum() / y.len() as f32
}

/// The root of the second moment of f32 values, computed in f64.
pub fn rms(y: &Array2<f32>) -> f64 {
    second_moment(&y.mapv(f64::from)).sqrt()
}
// ANCHOR_END: moments

// ANCHOR: first
/// The number, from 1, of the first layer for which `holds`.
pub fn first_layer_where(
    layers: &[Array2<f32>],
    holds: impl Fn(&Array2<f32>) -> bool,
) -> Option<usize> {
    layers.iter().position(holds).map(|index| index + 1)
}

/// The first layer for whose predicted rms `holds`: (n Var w)^(l/2), for an
/// input of rms 1.
pub fn predicted(n_var: f64, holds: impl Fn(f64) -> bool) -> Option<usize> {
    let rms = |layer: usize| n_var.powf(layer as f64 / 2.0);
    (1..=MAX_SIZE).find(|&layer| holds(rms(layer)))
}
// ANCHOR_END: first

// ANCHOR: distribution
/// How the entries of a weight or a bias are distributed about 0.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Distribution {
    /// Normal, with this standard deviation.
    Normal(f64),
    /// Even between minus and plus this bound.
    Uniform(f64),
}

impl Distribution {
    /// std² for the normal distribution, bound² / 3 for the uniform one.
    pub fn variance(self) -> f64 {
        match self {
            Distribution::Normal(std) => std * std,
            Distribution::Uniform(bound) => bound * bound / 3.0,
        }
    }

    fn draw(
        self,
        shape: (usize, usize),
        rng: &mut impl Rng,
    ) -> Result<Array2<f64>, Error> {
        let (Distribution::Normal(scale) | Distribution::Uniform(scale)) = self;
        if !scale.is_finite() || scale < 0.0 {
            return Err(Error::Scale(scale));
        }
        Ok(Array2::from_shape_simple_fn(shape, || match self {
            Distribution::Normal(std) => std * rng.sample::<f64, _>(StandardNormal),
            Distribution::Uniform(bound) => bound * (2.0 * rng.random::<f64>() - 1.0),
        }))
    }
}
// ANCHOR_END: distribution

// ANCHOR: stack
/// Layers of one width with a ReLU between each and the next.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Stack {
    /// Number of layers, the paper's L.
    pub depth: usize,
    /// Inputs, and outputs, of every layer: the paper's n.
    pub width: usize,
    /// Columns of the batch; its entries are standard normal.
    pub samples: usize,
    /// Distribution of the weights.
    pub weight: Distribution,
    /// Distribution of the biases; `Distribution::Normal(0.0)` for none.
    pub bias: Distribution,
}

impl Stack {
    /// The pre-activations y_1 to y_L: y_l = W_l x_l + b_l (eq. 5), where
    /// x_1 is the batch and x_(l+1) = max(0, y_l).
    ///
    /// # Errors
    /// [`Error`] for a size or a scale out of range.
    pub fn forward(&self, seed: u64) -> Result<Vec<Array2<f64>>, Error> {
        check_sizes([self.depth, self.width, self.samples])?;
        let mut rng = ChaCha8Rng::seed_from_u64(seed);
        let shape = (self.width, self.samples);
        let mut x = Distribution::Normal(1.0).draw(shape, &mut rng)?;
        let mut pre_activations = Vec::new();
        for _ in 0..self.depth {
            let square = (self.width, self.width);
            let weight = self.weight.draw(square, &mut rng)?;
            let bias = self.bias.draw((self.width, 1), &mut rng)?;
            let y = weight.dot(&x) + bias;
            x = relu(&y);
            pre_activations.push(y);
        }
        Ok(pre_activations)
    }
}

/// max(0, y), entry by entry.
pub fn relu(y: &Array2<f64>) -> Array2<f64> {
    y.mapv(|y| y.max(0.0))
}
// ANCHOR_END: stack

// ANCHOR: relu_theory
/// `E[y_l²]` of a ReLU stack without biases, fed with `E[x_1²] = 1`: the mean
/// over networks, exact at any width.
///
/// The first layer's input is not rectified, so y_l has passed through l
/// matrices but only l - 1 ReLUs (eq. 9, with `Var[y_1] = n Var[w]`).
pub fn relu_theory(n_var: f64, layer: usize) -> f64 {
    n_var * (n_var / 2.0).powf(layer as f64 - 1.0)
}
// ANCHOR_END: relu_theory

// ANCHOR: deviation
/// The spread across samples: how far a unit's values lie from that unit's own
/// mean over the batch, as the root of the variance averaged over the units.
pub fn deviation_across_samples(y: &Array2<f64>) -> f64 {
    let variance_of_each_unit = y.var_axis(Axis(1), 0.0);
    (variance_of_each_unit.sum() / y.nrows() as f64).sqrt()
}
// ANCHOR_END: deviation
