// SPDX-License-Identifier: MIT OR Apache-2.0
//! Listing of the chapter “Training”: a stack of ReLU layers that learns to
//! read digits, or does not, depending on the weights it started from.
#![forbid(unsafe_code)]
#![warn(missing_docs)]

use ndarray::{Array1, Array2, ArrayView1, Axis, Zip};
use rand::{SeedableRng, rngs::ChaCha8Rng, seq::SliceRandom};
use rand_distr::{Distribution, StandardNormal};

mod digits;
mod error;
mod record;

pub use digits::{Digits, Images, PIXELS, published};
pub use error::Error;
pub use record::{Record, Run};

/// The digits 0 to 9.
pub const CLASSES: usize = 10;
/// The widest and the deepest network that is built here.
pub const MAX_SIZE: usize = 1024;

// ANCHOR: layer
/// y = W x + b, equation (5). As a gradient: ΔW and Δb.
#[derive(Clone, Debug, PartialEq)]
pub struct Layer {
    /// W, of shape `(fan_out, fan_in)`.
    pub weight: Array2<f64>,
    /// b, of length `fan_out`.
    pub bias: Array1<f64>,
}

/// Layers with a ReLU between each two.
#[derive(Clone, Debug, PartialEq)]
pub struct Network {
    /// From the pixels to the ten scores.
    pub layers: Vec<Layer>,
}
// ANCHOR_END: layer

// ANCHOR: design
/// What is to be drawn: as many layers as `depth`, all of the same width but
/// for the ten scores of the last.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Design {
    /// Weight layers: L.
    pub depth: usize,
    /// Units in each hidden layer.
    pub width: usize,
    /// n Var w: 2 is equation (10), 1 is one over n.
    pub n_var: f64,
}

impl Design {
    /// Draws Gaussian weights with Var w = `n_var` / fan_in, and zero biases.
    ///
    /// The same seed draws the same numbers whatever `n_var` is, only scaled.
    ///
    /// # Errors
    /// For a depth or width that is 0 or above [`MAX_SIZE`], and for an `n_var`
    /// that is negative or not finite.
    pub fn draw(&self, seed: u64) -> Result<Network, Error> {
        self.check()?;
        let mut rng = ChaCha8Rng::seed_from_u64(seed);
        let mut fan_in = PIXELS;
        let mut layers = Vec::new();
        for layer in 1..=self.depth {
            let last = layer == self.depth;
            let fan_out = if last { CLASSES } else { self.width };
            let std = (self.n_var / fan_in as f64).sqrt();
            let mut draw = || std * normal(&mut rng);
            let weight = Array2::from_shape_simple_fn((fan_out, fan_in), &mut draw);
            layers.push(Layer { weight, bias: Array1::zeros(fan_out) });
            fan_in = fan_out;
        }
        Ok(Network { layers })
    }
}
// ANCHOR_END: design

fn normal(rng: &mut ChaCha8Rng) -> f64 {
    StandardNormal.sample(rng)
}

impl Design {
    fn check(&self) -> Result<(), Error> {
        for size in [self.depth, self.width] {
            if size == 0 || size > MAX_SIZE {
                return Err(Error::Size(size));
            }
        }
        if !(self.n_var.is_finite() && self.n_var >= 0.0) {
            return Err(Error::NVar(self.n_var));
        }
        Ok(())
    }
}

// ANCHOR: forward
/// What each layer was given and what it made of it.
pub struct Pass {
    /// Each layer's input x, of shape `(fan_in, samples)`.
    pub x: Vec<Array2<f64>>,
    /// Each layer's y, of shape `(fan_out, samples)`; the last are the scores.
    pub y: Vec<Array2<f64>>,
}

impl Network {
    /// The forward pass.
    ///
    /// # Errors
    /// If the images do not fit the first layer, or a layer the one before.
    pub fn forward(&self, images: &Array2<f64>) -> Result<Pass, Error> {
        let mut pass = Pass { x: Vec::new(), y: Vec::new() };
        let mut x = images.clone();
        for layer in &self.layers {
            layer.takes(x.nrows())?;
            let y = layer.weight.dot(&x) + layer.bias.view().insert_axis(Axis(1));
            let next = y.mapv(|y| y.max(0.0));
            pass.x.push(std::mem::replace(&mut x, next));
            pass.y.push(y);
        }
        Ok(pass)
    }
}
// ANCHOR_END: forward

impl Layer {
    fn takes(&self, got: usize) -> Result<(), Error> {
        let expected = self.weight.ncols();
        if got == expected { Ok(()) } else { Err(Error::Fit { expected, got }) }
    }
}

// ANCHOR: loss
/// The cross entropy of the scores' softmax, as a mean over the samples, and
/// its gradient for the scores: (p - 1 at the true digit) / samples.
///
/// # Errors
/// If there is not one label a column, or a label beyond the scores.
pub fn cross_entropy(
    scores: &Array2<f64>,
    labels: &[usize],
) -> Result<(f64, Array2<f64>), Error> {
    let samples = scores.ncols();
    if labels.len() != samples {
        return Err(Error::Fit { expected: samples, got: labels.len() });
    }
    let mut loss = 0.0;
    let mut delta = Array2::zeros(scores.raw_dim());
    let columns = delta.columns_mut().into_iter().zip(scores.columns());
    for ((mut delta, scores), &label) in columns.zip(labels) {
        delta.assign(&softmax(scores));
        let truth = delta.get_mut(label).ok_or(Error::Label(label))?;
        loss -= truth.ln() / samples as f64;
        *truth -= 1.0;
        delta /= samples as f64;
    }
    Ok((loss, delta))
}

fn softmax(scores: ArrayView1<f64>) -> Array1<f64> {
    let highest = scores.fold(f64::NEG_INFINITY, |a, &b| a.max(b));
    let odds = scores.mapv(|score| (score - highest).exp());
    let sum = odds.sum();
    odds / sum
}
// ANCHOR_END: loss

// ANCHOR: gradients
impl Network {
    /// The loss of a batch and its gradient for each weight and bias, by
    /// equation (11).
    ///
    /// # Errors
    /// Those of [`Network::forward`] and [`cross_entropy`].
    pub fn gradients(&self, batch: &Images) -> Result<(f64, Vec<Layer>), Error> {
        let Pass { x, y } = self.forward(&batch.x)?;
        let scores = y.last().ok_or(Error::Size(0))?;
        let (loss, mut delta_y) = cross_entropy(scores, &batch.labels)?;
        let mut gradients = Vec::new();
        for (l, layer) in self.layers.iter().enumerate().rev() {
            gradients.push(Layer {
                weight: delta_y.dot(&x[l].t()),
                bias: delta_y.sum_axis(Axis(1)),
            });
            if l > 0 {
                delta_y = layer.weight.t().dot(&delta_y); // (11)
                let through = |delta: &mut f64, &y: &f64| {
                    if y <= 0.0 {
                        *delta = 0.0;
                    }
                };
                Zip::from(&mut delta_y).and(&y[l - 1]).for_each(through);
            }
        }
        gradients.reverse();
        Ok((loss, gradients))
    }

    /// One step of gradient descent.
    pub fn step(&mut self, gradients: &[Layer], rate: f64) {
        for (layer, gradient) in self.layers.iter_mut().zip(gradients) {
            layer.weight.scaled_add(-rate, &gradient.weight);
            layer.bias.scaled_add(-rate, &gradient.bias);
        }
    }
}
// ANCHOR_END: gradients

impl Network {
    /// The loss on all of `images`.
    ///
    /// # Errors
    /// Those of [`Network::forward`] and [`cross_entropy`].
    pub fn loss(&self, images: &Images) -> Result<f64, Error> {
        let pass = self.forward(&images.x)?;
        let scores = pass.y.last().ok_or(Error::Size(0))?;
        Ok(cross_entropy(scores, &images.labels)?.0)
    }

    /// The share of `images` whose highest score is that of their digit.
    ///
    /// # Errors
    /// Those of [`Network::forward`].
    pub fn accuracy(&self, images: &Images) -> Result<f64, Error> {
        let pass = self.forward(&images.x)?;
        let scores = pass.y.last().ok_or(Error::Size(0))?;
        let right = scores.columns().into_iter().zip(&images.labels);
        let right = right.filter(|(scores, label)| highest(scores) == Some(**label));
        Ok(right.count() as f64 / images.labels.len() as f64)
    }
}

fn highest(scores: &ArrayView1<f64>) -> Option<usize> {
    let scores = scores.iter().enumerate();
    scores.max_by(|a, b| a.1.total_cmp(b.1)).map(|(class, _)| class)
}

// ANCHOR: train
/// How to train.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Plan {
    /// The network.
    pub design: Design,
    /// Of the weights and of the batches.
    pub seed: u64,
    /// The learning rate.
    pub rate: f64,
    /// Steps of gradient descent.
    pub steps: usize,
    /// Images in a batch.
    pub batch: usize,
}

/// A network while it learns.
pub struct Training<'a> {
    /// The network as it is now.
    pub network: Network,
    batches: Batches<'a>,
    rate: f64,
}

impl<'a> Training<'a> {
    /// The network that `plan` draws, before its first step.
    ///
    /// # Errors
    /// For a plan that cannot be carried out.
    pub fn new(plan: &Plan, images: &'a Images) -> Result<Self, Error> {
        let network = plan.design.draw(plan.seed)?;
        let batches = Batches::new(plan, images)?;
        Ok(Self { network, batches, rate: plan.rate })
    }

    /// One step of gradient descent, on the next batch.
    ///
    /// # Errors
    /// Those of [`Network::gradients`].
    pub fn step(&mut self) -> Result<(), Error> {
        let (_, gradients) = self.network.gradients(&self.batches.next())?;
        self.network.step(&gradients, self.rate);
        Ok(())
    }
}
// ANCHOR_END: train

/// Trains a network and returns it. `watch` is called with the number of
/// steps done and the network as it is then, before the first step and after
/// each.
///
/// # Errors
/// For a plan that cannot be carried out; what `watch` returns.
pub fn train(
    plan: &Plan,
    images: &Images,
    mut watch: impl FnMut(usize, &Network) -> Result<(), Error>,
) -> Result<Network, Error> {
    let mut training = Training::new(plan, images)?;
    watch(0, &training.network)?;
    for step in 1..=plan.steps {
        training.step()?;
        watch(step, &training.network)?;
    }
    Ok(training.network)
}

/// The images in an order of their own, shuffled again when it is used up.
struct Batches<'a> {
    images: &'a Images,
    order: Vec<usize>,
    next: usize,
    size: usize,
    rng: ChaCha8Rng,
}

impl<'a> Batches<'a> {
    fn new(plan: &Plan, images: &'a Images) -> Result<Self, Error> {
        let count = images.labels.len();
        if plan.batch == 0 || plan.batch > count {
            return Err(Error::Batch(plan.batch));
        }
        if !plan.rate.is_finite() {
            return Err(Error::Rate(plan.rate));
        }
        let mut rng = ChaCha8Rng::seed_from_u64(plan.seed);
        rng.set_stream(1); // the weights have stream 0
        let order = (0..count).collect();
        Ok(Self { images, order, next: count, size: plan.batch, rng })
    }

    fn next(&mut self) -> Images {
        if self.next + self.size > self.order.len() {
            self.order.shuffle(&mut self.rng);
            self.next = 0;
        }
        let chosen = &self.order[self.next..self.next + self.size];
        self.next += self.size;
        self.images.select(chosen)
    }
}

// ANCHOR: layer_statistics
/// What can be seen of a network before its first step, layer by layer.
#[derive(Clone, Debug, PartialEq)]
pub struct LayerStatistics {
    /// How far a unit's y differs between images: the standard deviation over
    /// the images, as a root mean square over the units.
    pub deviation: Vec<f64>,
    /// The root mean square of ΔW.
    pub gradient: Vec<f64>,
}

impl Network {
    /// Forward and backward once, with all of `images`.
    ///
    /// # Errors
    /// Those of [`Network::gradients`], and if there is no image.
    pub fn layer_statistics(&self, images: &Images) -> Result<LayerStatistics, Error> {
        if images.labels.is_empty() {
            return Err(Error::Batch(0));
        }
        let pass = self.forward(&images.x)?;
        let (_, gradients) = self.gradients(images)?;
        let deviation = |y: &Array2<f64>| y.var_axis(Axis(1), 0.0).mean();
        let rms = |layer: &Layer| layer.weight.pow2().mean();
        let root = |mean: Option<f64>| mean.map_or(f64::NAN, f64::sqrt);
        Ok(LayerStatistics {
            deviation: pass.y.iter().map(|y| root(deviation(y))).collect(),
            gradient: gradients.iter().map(|layer| root(rms(layer))).collect(),
        })
    }
}
// ANCHOR_END: layer_statistics
