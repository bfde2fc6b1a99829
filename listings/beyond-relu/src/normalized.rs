// SPDX-License-Identifier: MIT OR Apache-2.0
use ndarray::{Array2, Axis};

use crate::{
    Error,
    stack::{fits, sizes},
};

// ANCHOR: normalize
/// The mean of each unit over the samples, of shape `(units, 1)`.
pub(crate) fn over_samples(y: &Array2<f64>) -> Array2<f64> {
    (y.sum_axis(Axis(1)) / y.ncols().max(1) as f64).insert_axis(Axis(1))
}

/// Back through a ReLU: a gradient where its input is positive, and 0 elsewhere.
pub(crate) fn through_relu(delta: Array2<f64>, y: &Array2<f64>) -> Array2<f64> {
    delta * y.mapv(|y| if y > 0.0 { 1.0 } else { 0.0 })
}

/// Batch normalization without its own parameters: each unit (row) is
/// shifted and scaled to mean 0 and variance 1 over the samples. Returns
/// that and the standard deviations, of shape `(units, 1)`.
pub fn normalize(y: &Array2<f64>) -> (Array2<f64>, Array2<f64>) {
    let centered = y - &over_samples(y);
    let std = over_samples(&centered.pow2()).sqrt();
    (centered / &std, std)
}

/// Back through [`normalize`], from what it returned.
pub(crate) fn through_normalize(
    delta: &Array2<f64>,
    z: &Array2<f64>,
    std: &Array2<f64>,
) -> Array2<f64> {
    let along = z * &over_samples(&(z * delta));
    (delta - &over_samples(delta) - along) / std
}
// ANCHOR_END: normalize

/// A stack of weights, each followed by [`normalize`] and a ReLU.
#[derive(Clone, Debug)]
pub struct Normalized {
    /// W_1 to W_L.
    pub weights: Vec<Array2<f64>>,
}

// ANCHOR: normalized
/// What a pass up and down gives.
pub struct Gradients {
    /// The last activation.
    pub last: Array2<f64>,
    /// The gradient of each weight.
    pub weights: Vec<Array2<f64>>,
    /// The gradient of each layer's input.
    pub inputs: Vec<Array2<f64>>,
}

impl Normalized {
    /// Up, and down again from the loss Σ g x after the last layer.
    ///
    /// # Errors
    /// For fewer than two samples, or sizes that do not fit.
    pub fn gradients(
        &self,
        input: &Array2<f64>,
        g: &Array2<f64>,
    ) -> Result<Gradients, Error> {
        let samples = input.ncols();
        sizes(&[samples.saturating_sub(1), self.weights.len()])?;
        let mut x = input.clone();
        let mut layers = Vec::new();
        for weight in &self.weights {
            fits(weight.ncols(), x.nrows())?;
            let (z, std) = normalize(&weight.dot(&x));
            let next = z.mapv(|z| z.max(0.0));
            layers.push((std::mem::replace(&mut x, next), z, std));
        }
        fits(x.nrows(), g.nrows())?;
        fits(samples, g.ncols())?;
        let mut delta = g.clone();
        let (mut weights, mut inputs) = (Vec::new(), Vec::new());
        for (weight, (x, z, std)) in self.weights.iter().zip(&layers).rev() {
            let delta_y = through_normalize(&through_relu(delta, z), z, std);
            weights.push(delta_y.dot(&x.t()));
            delta = weight.t().dot(&delta_y);
            inputs.push(delta.clone());
        }
        weights.reverse();
        inputs.reverse();
        Ok(Gradients { last: x, weights, inputs })
    }
}
// ANCHOR_END: normalized
