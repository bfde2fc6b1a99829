// SPDX-License-Identifier: MIT OR Apache-2.0
//! Listing of the chapter “One over n”: one neuron, the variance of its output, and what
//! happens to a layer whose units start alike.
#![forbid(unsafe_code)]
#![warn(missing_docs)]

use ndarray::{Array1, Array2};
use rand::{Rng, RngExt};
use rand_distr::StandardNormal;

/// Why a neuron cannot be drawn, or a layer cannot be trained.
#[derive(Clone, Copy, Debug, PartialEq, thiserror::Error)]
pub enum Error {
    /// A standard deviation that is negative, infinite or not a number.
    #[error("a standard deviation of {0}")]
    Std(f64),
    /// No draws to take a mean over.
    #[error("a mean over {0} draws")]
    Draws(usize),
    /// Two arrays whose sizes do not fit: what one has and the other needs.
    #[error("size {given}, but {needed} is needed")]
    Size {
        /// The size that there is.
        given: usize,
        /// The size that is needed.
        needed: usize,
    },
}

// ANCHOR: neuron
/// z = Σ w_i x_i, without a bias.
pub fn neuron(w: &[f64], x: &[f64]) -> f64 {
    w.iter().zip(x).map(|(w, x)| w * x).sum()
}
// ANCHOR_END: neuron

// ANCHOR: normal
/// `n` draws from a normal distribution with this mean and standard deviation.
pub fn normal(n: usize, mean: f64, std: f64, rng: &mut impl Rng) -> Vec<f64> {
    let mut draw = || rng.sample::<f64, _>(StandardNormal);
    (0..n).map(|_| mean + std * draw()).collect()
}
// ANCHOR_END: normal

// ANCHOR: outputs
/// The outputs of `draws` neurons with `n` weights of this standard
/// deviation. Each gets inputs of its own, with mean 0 and variance 1.
///
/// # Errors
/// If `std` is not a number from 0 up, or there are no draws.
pub fn outputs(
    n: usize,
    std: f64,
    draws: usize,
    rng: &mut impl Rng,
) -> Result<Vec<f64>, Error> {
    if !(std.is_finite() && std >= 0.0) {
        return Err(Error::Std(std));
    }
    if draws == 0 {
        return Err(Error::Draws(draws));
    }
    let mut z = || neuron(&normal(n, 0.0, std, rng), &normal(n, 0.0, 1.0, rng));
    Ok((0..draws).map(|_| z()).collect())
}
// ANCHOR_END: outputs

// ANCHOR: walk
/// A neuron with inputs of 1 and weights of +`length` or -`length`, as a
/// walk: where it is after each step. `up` is the chance of a plus.
pub fn walk(steps: usize, length: f64, up: f64, rng: &mut impl Rng) -> Vec<f64> {
    let mut step = || if rng.random::<f64>() < up { length } else { -length };
    let mut position = 0.0;
    let mut next = || {
        position += step();
        position
    };
    (0..steps).map(|_| next()).collect()
}
// ANCHOR_END: walk

// ANCHOR: variance
/// `Var[v] = E[v²] - E[v]²`, over the values given.
pub fn variance(values: &[f64]) -> f64 {
    let n = values.len() as f64;
    let mean = values.iter().sum::<f64>() / n;
    values.iter().map(|v| v * v).sum::<f64>() / n - mean * mean
}
// ANCHOR_END: variance

// ANCHOR: predicted
/// `Var[z] = n Var[w] E[x²]`, for weights of mean 0 that are independent of
/// each other and of the inputs.
pub fn predicted(n: usize, std: f64, x_second_moment: f64) -> f64 {
    n as f64 * std * std * x_second_moment
}
// ANCHOR_END: predicted

// ANCHOR: network
/// One hidden layer: h = tanh(V x), and the output u · h.
#[derive(Clone, Debug, PartialEq)]
pub struct Network {
    /// The hidden layer's weights, `(units, inputs)`.
    pub v: Array2<f64>,
    /// The output's weights, one for each hidden unit.
    pub u: Array1<f64>,
}

impl Network {
    /// One step of gradient descent on ½ (u · h - target)².
    ///
    /// # Errors
    /// If `x` does not have as many numbers as the network has inputs, or
    /// `u` as many as it has units.
    pub fn step(&mut self, x: &Array1<f64>, target: f64, rate: f64) -> Result<(), Error> {
        fits(x.len(), self.v.ncols())?;
        fits(self.u.len(), self.v.nrows())?;
        let h = self.v.dot(x).mapv(f64::tanh);
        let error = self.u.dot(&h) - target;
        // Unit j's weights move along error · u_j · tanh'(v_j · x) · x.
        let slope = h.mapv(|h| 1.0 - h * h);
        for ((mut row, u), slope) in
            self.v.rows_mut().into_iter().zip(&self.u).zip(&slope)
        {
            row.scaled_add(-rate * error * u * slope, x);
        }
        self.u.scaled_add(-rate * error, &h);
        Ok(())
    }
}
// ANCHOR_END: network

fn fits(given: usize, needed: usize) -> Result<(), Error> {
    if given == needed { Ok(()) } else { Err(Error::Size { given, needed }) }
}
