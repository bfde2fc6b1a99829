// SPDX-License-Identifier: MIT OR Apache-2.0
use ndarray::{Array2, Axis};
use rand::Rng;

use crate::{
    Error, normal, normalize,
    normalized::{through_normalize, through_relu},
    rms_norm,
    stack::{fits, sizes},
};

fn relu(y: &Array2<f64>) -> Array2<f64> {
    y.mapv(|y| y.max(0.0))
}

/// W₁ and W₂ of a branch, or their gradients.
pub type Pair = [Array2<f64>; 2];

// ANCHOR: blocks
/// Where a block has its norm.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Norm {
    /// x + F(norm(x)), called pre-norm.
    Before,
    /// norm(x + F(x)), called post-norm.
    After,
}

/// Blocks with F(u) = W₂ relu(W₁ u), and a norm after the last of them.
#[derive(Clone, Debug)]
pub struct Blocks {
    /// Where the norm is.
    pub norm: Norm,
    /// W₁ and W₂ of each block.
    pub weights: Vec<Pair>,
}

impl Blocks {
    /// Draws W₁ with n Var w = 1, because what it reads went through no ReLU, and W₂ with 2.
    ///
    /// # Errors
    /// For a size that is 0 or too large.
    pub fn draw(
        norm: Norm,
        blocks: usize,
        width: usize,
        rng: &mut impl Rng,
    ) -> Result<Self, Error> {
        sizes(&[blocks, width])?;
        let mut weight =
            |n_var: f64| normal((width, width), rng) * (n_var / width as f64).sqrt();
        let weights = (0..blocks).map(|_| [weight(1.0), weight(2.0)]).collect();
        Ok(Blocks { norm, weights })
    }
}
// ANCHOR_END: blocks

/// Back through [`rms_norm`] of x.
fn through_norm(delta: &Array2<f64>, x: &Array2<f64>) -> Array2<f64> {
    let normed = rms_norm(x);
    let mean =
        |a: Array2<f64>| (a.sum_axis(Axis(0)) / x.nrows() as f64).insert_axis(Axis(0));
    let rms = mean(x.pow2()).sqrt();
    (delta - &normed * &mean(delta * &normed)) / rms
}

// ANCHOR: gradients
impl Blocks {
    /// What the last norm returns, and the gradient of each weight for the loss Σ g · that.
    ///
    /// # Errors
    /// If x or g has other rows than the weights, or g other columns than x.
    pub fn gradients(
        &self,
        x: &Array2<f64>,
        g: &Array2<f64>,
    ) -> Result<(Array2<f64>, Vec<Pair>), Error> {
        let mut x = x.clone();
        let mut seen = Vec::new();
        for [first, second] in &self.weights {
            fits(first.ncols(), x.nrows())?;
            let input = if self.norm == Norm::Before { rms_norm(&x) } else { x.clone() };
            let y = first.dot(&input);
            let sum = &x + &second.dot(&relu(&y));
            let next =
                if self.norm == Norm::Before { sum.clone() } else { rms_norm(&sum) };
            seen.push((std::mem::replace(&mut x, next), input, y, sum));
        }
        fits(x.nrows(), g.nrows())?;
        fits(x.ncols(), g.ncols())?;
        let mut delta = through_norm(g, &x);
        let mut gradients = Vec::new();
        for ([first, second], (x, input, y, sum)) in self.weights.iter().zip(&seen).rev()
        {
            if self.norm == Norm::After {
                delta = through_norm(&delta, sum);
            }
            let delta_y = through_relu(second.t().dot(&delta), y);
            gradients.push([delta_y.dot(&input.t()), delta.dot(&relu(y).t())]);
            let into_branch = first.t().dot(&delta_y);
            delta += &match self.norm {
                Norm::Before => through_norm(&into_branch, x),
                Norm::After => into_branch,
            };
        }
        gradients.reverse();
        Ok((rms_norm(&x), gradients))
    }
}
// ANCHOR_END: gradients

// ANCHOR: zero_gamma
/// One block x + γ · normalize(W₂ relu(W₁ x)), with batch normalization at the end of its branch
/// and a scale γ for each unit.
#[derive(Clone, Debug)]
pub struct Gamma {
    /// W₁ and W₂.
    pub weights: Pair,
    /// γ, of shape `(units, 1)`.
    pub gamma: Array2<f64>,
}

impl Gamma {
    /// The mean over samples of |output - target|² / 2, the gradients of W₁ and W₂, and that of γ.
    ///
    /// # Errors
    /// If a shape does not fit the weights.
    pub fn gradients(
        &self,
        x: &Array2<f64>,
        target: &Array2<f64>,
    ) -> Result<(f64, Pair, Array2<f64>), Error> {
        let [first, second] = &self.weights;
        for (expected, got) in [
            (first.ncols(), x.nrows()),
            (second.nrows(), target.nrows()),
            (x.ncols(), target.ncols()),
        ] {
            fits(expected, got)?;
        }
        let y = first.dot(x);
        let (z, std) = normalize(&second.dot(&relu(&y)));
        let samples = x.ncols() as f64;
        let error = x + &(&z * &self.gamma) - target;
        let loss = error.pow2().sum() / samples / 2.0;
        let delta = error / samples;
        let gamma = (&delta * &z).sum_axis(Axis(1)).insert_axis(Axis(1));
        let delta = through_normalize(&(delta * &self.gamma), &z, &std);
        let delta_y = through_relu(second.t().dot(&delta), &y);
        Ok((loss, [delta_y.dot(&x.t()), delta.dot(&relu(&y).t())], gamma))
    }
}
// ANCHOR_END: zero_gamma
