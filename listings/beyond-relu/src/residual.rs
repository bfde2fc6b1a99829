// SPDX-License-Identifier: MIT OR Apache-2.0
use ndarray::Array2;
use rand::{SeedableRng, rngs::ChaCha8Rng};

use crate::{
    Error, normal, second_moment,
    stack::{scale, sizes},
};

// ANCHOR: branch
/// A residual branch F of a block x + F(x): `layers` layers with a ReLU
/// before each, all of them drawn by equation (10) and then scaled.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Branch {
    /// How many layers F has: m.
    pub layers: usize,
    /// What the weights of all but the last are multiplied by.
    pub inner: f64,
    /// What the weights of the last are multiplied by; 0 is zero-init.
    pub last: f64,
}

impl Branch {
    fn draw(
        &self,
        width: usize,
        rng: &mut ChaCha8Rng,
    ) -> Result<Vec<Array2<f64>>, Error> {
        sizes(&[self.layers, width])?;
        let he = (2.0 / width as f64).sqrt();
        (1..=self.layers)
            .map(|layer| {
                let factor = if layer == self.layers { self.last } else { self.inner };
                Ok(normal((width, width), rng) * (he * scale(factor)?))
            })
            .collect()
    }
}

/// F(x), and what its last weight is multiplied with.
fn run(weights: &[Array2<f64>], x: &Array2<f64>) -> (Array2<f64>, Array2<f64>) {
    let mut hidden = x.clone();
    let mut y = x.clone();
    for weight in weights {
        hidden = y.mapv(|y| y.max(0.0));
        y = weight.dot(&hidden);
    }
    (y, hidden)
}
// ANCHOR_END: branch

// ANCHOR: residual
/// The second moment after each of `blocks` blocks x + F(x), for an input
/// of second moment 1.
///
/// # Errors
/// For a size that is 0 or too large, or a scale that is negative or not finite.
pub fn residual(
    branch: Branch,
    blocks: usize,
    width: usize,
    seed: u64,
) -> Result<Vec<f64>, Error> {
    sizes(&[blocks, width])?;
    let mut rng = ChaCha8Rng::seed_from_u64(seed);
    let mut x = normal((width, 8), &mut rng);
    let mut moments = Vec::new();
    for _ in 0..blocks {
        let (y, _) = run(&branch.draw(width, &mut rng)?, &x);
        x += &y;
        moments.push(second_moment(&x));
    }
    Ok(moments)
}
// ANCHOR_END: residual

// ANCHOR: pre_norm
/// RMSNorm as it starts: each sample, a column, is divided by its root mean
/// square.
pub fn rms_norm(x: &Array2<f64>) -> Array2<f64> {
    let mut normed = x.clone();
    for mut sample in normed.columns_mut() {
        let rms = (sample.dot(&sample) / sample.len() as f64).sqrt();
        sample /= rms.max(f64::MIN_POSITIVE);
    }
    normed
}

/// As [`residual`], with blocks x + F(norm(x)).
///
/// # Errors
/// As [`residual`].
pub fn pre_norm(
    branch: Branch,
    blocks: usize,
    width: usize,
    seed: u64,
) -> Result<Vec<f64>, Error> {
    sizes(&[blocks, width])?;
    let mut rng = ChaCha8Rng::seed_from_u64(seed);
    let mut x = normal((width, 8), &mut rng);
    let mut moments = Vec::new();
    for _ in 0..blocks {
        let (y, _) = run(&branch.draw(width, &mut rng)?, &rms_norm(&x));
        x += &y;
        moments.push(second_moment(&x));
    }
    Ok(moments)
}
// ANCHOR_END: pre_norm

// ANCHOR: first_step
/// How far one step of gradient descent moves the output of a network whose
/// branches end in zeros, in units of the learning rate.
///
/// The loss is g · x after the last block, for a g of length 1. As long as
/// the last weights are 0, every block passes x and g on as they are, and
/// a last weight has the gradient g hᵀ, with h its input. A step of -rate
/// times that gives a branch the output -rate g |h|².
///
/// # Errors
/// As [`residual`].
pub fn first_step(
    branch: Branch,
    blocks: usize,
    width: usize,
    seed: u64,
) -> Result<f64, Error> {
    sizes(&[blocks, width])?;
    let mut rng = ChaCha8Rng::seed_from_u64(seed);
    let x = normal((width, 1), &mut rng) / (width as f64).sqrt();
    let mut moved = 0.0;
    for _ in 0..blocks {
        let (_, hidden) = run(&branch.draw(width, &mut rng)?, &x);
        moved += hidden.pow2().sum();
    }
    Ok(moved)
}
// ANCHOR_END: first_step
