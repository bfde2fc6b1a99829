// SPDX-License-Identifier: MIT OR Apache-2.0
//! Listing of the chapter “Backward”: a stack of dense layers with its
//! gradients, and what the variance of the weights does to both.
#![forbid(unsafe_code)]
#![warn(missing_docs)]

use std::fmt;

use ndarray::Array2;
use rand::{Rng, RngExt, SeedableRng, rngs::ChaCha8Rng};
use rand_distr::StandardNormal;

/// The widest layer that is built here.
pub const MAX_WIDTH: usize = 4096;
/// How many inputs a measurement sends through each network.
pub const SAMPLES: usize = 16;
/// The most weights whose signs are counted through: about a million networks.
pub const MAX_SIGNS: usize = 20;

// ANCHOR: fan
/// The count in the denominator of a weight's variance.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Fan {
    /// Connections into one output value, as in equation (10).
    In,
    /// Connections out of one input value, as in equation (14).
    Out,
    /// The mean of both (Glorot and Bengio 2010, equation 12).
    Average,
}

impl Fan {
    /// The count for a dense weight of shape `(fan_out, fan_in)`.
    pub fn of(self, (fan_out, fan_in): (usize, usize)) -> f64 {
        match self {
            Fan::In => fan_in as f64,
            Fan::Out => fan_out as f64,
            Fan::Average => (fan_in as f64 + fan_out as f64) / 2.0,
        }
    }
}
// ANCHOR_END: fan

/// The function between two layers.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Activation {
    /// f(y) = y: the regime that Glorot and Bengio assume.
    Linear,
    /// f(y) = max(0, y).
    Relu,
}

impl Activation {
    /// f(y).
    pub fn value(self, y: f64) -> f64 {
        match self {
            Activation::Linear => y,
            Activation::Relu => y.max(0.0),
        }
    }

    /// f'(y); at the kink, where there is none, 0.
    pub fn slope(self, y: f64) -> f64 {
        match self {
            Activation::Relu if y <= 0.0 => 0.0,
            _ => 1.0,
        }
    }
}

// ANCHOR: loss
/// A loss on the last activation.
#[derive(Clone, Debug)]
pub enum Loss {
    /// Σ g x, with a g that is the same whatever the network is.
    Linear(Array2<f64>),
    /// ½ Σ (x - t)², with a target t.
    Squared(Array2<f64>),
    /// The cross entropy of a classifier: `head` is one more linear layer, of
    /// shape `(classes, features)`, and each sample has the class it belongs to.
    CrossEntropy {
        /// The weight of the linear layer.
        head: Array2<f64>,
        /// The class of each sample.
        classes: Vec<usize>,
    },
}

impl Loss {
    /// The loss and its gradient for the last activation.
    fn of(&self, x: &Array2<f64>) -> (f64, Array2<f64>) {
        match self {
            Loss::Linear(g) => ((g * x).sum(), g.clone()),
            Loss::Squared(t) => {
                let error = x - t;
                (error.pow2().sum() / 2.0, error)
            }
            Loss::CrossEntropy { head, classes } => {
                let mut loss = 0.0;
                let mut error = head.dot(x); // the logits, and then p - t
                for (mut column, &class) in error.columns_mut().into_iter().zip(classes) {
                    let top = column.fold(f64::NEG_INFINITY, |top, &z| top.max(z));
                    loss += top - column[class];
                    column.mapv_inplace(|z| (z - top).exp());
                    loss += column.sum().ln();
                    column /= column.sum();
                    column[class] -= 1.0;
                }
                (loss, head.t().dot(&error))
            }
        }
    }
}
// ANCHOR_END: loss

impl Loss {
    /// The shape `(features, samples)` of the activations that it takes.
    fn takes(&self) -> Result<(usize, usize), Error> {
        match self {
            Loss::Linear(top) | Loss::Squared(top) => Ok(top.dim()),
            Loss::CrossEntropy { head, classes } => {
                match classes.iter().find(|&&class| class >= head.nrows()) {
                    Some(&class) => Err(Error::Class { class, classes: head.nrows() }),
                    None => Ok((head.ncols(), classes.len())),
                }
            }
        }
    }
}

/// Weights, one matrix per layer, each of shape `(fan_out, fan_in)`; no biases.
#[derive(Clone, Debug)]
pub struct Network {
    weights: Vec<Array2<f64>>,
    activation: Activation,
}

// ANCHOR: pass
/// One forward and one backward pass. The Vecs start at 0, the paper at 1:
/// `x[0]` is x_1, `y[0]` is y_1. Each array is `(features, samples)`.
#[derive(Clone, Debug, Default)]
pub struct Pass {
    /// x_1 to x_{L+1}: the input, then each layer's activation.
    pub x: Vec<Array2<f64>>,
    /// y_1 to y_L: each layer's pre-activation.
    pub y: Vec<Array2<f64>>,
    /// The loss.
    pub loss: f64,
    /// Δx_1 to Δx_{L+1}: the gradient of the loss for each x.
    pub delta_x: Vec<Array2<f64>>,
    /// Δy_1 to Δy_L: the gradient of the loss for each y.
    pub delta_y: Vec<Array2<f64>>,
}
// ANCHOR_END: pass

impl Network {
    /// A network of the weights given, from the first layer to the last.
    ///
    /// # Errors
    /// If there is no weight, or two neighbors do not fit.
    pub fn new(weights: Vec<Array2<f64>>, activation: Activation) -> Result<Self, Error> {
        if weights.is_empty() {
            return Err(Error::Depth(0));
        }
        for pair in weights.windows(2) {
            fits(pair[0].nrows(), pair[1].ncols())?;
        }
        Ok(Self { weights, activation })
    }

    /// W_1 to W_L.
    pub fn weights(&self) -> &[Array2<f64>] {
        &self.weights
    }
}

// ANCHOR: propagate
impl Network {
    /// Forward by equation (5), backward by equation (11).
    ///
    /// # Errors
    /// If the input or the loss does not fit the network.
    pub fn propagate(
        &self,
        input: &Array2<f64>, // one column per sample
        loss: &Loss,
    ) -> Result<Pass, Error> {
        self.check(input, loss)?;
        let f = self.activation;
        let mut pass = Pass::default();
        let mut x = input.clone();
        for weight in &self.weights {
            let y = weight.dot(&x); // (5)
            pass.x.push(x);
            x = y.mapv(|y| f.value(y));
            pass.y.push(y);
        }
        let (value, mut delta_x) = loss.of(&x);
        pass.x.push(x);
        pass.loss = value;
        for (weight, y) in self.weights.iter().zip(&pass.y).rev() {
            let delta_y = y.mapv(|y| f.slope(y)) * &delta_x;
            pass.delta_x.push(delta_x);
            delta_x = weight.t().dot(&delta_y); // (11)
            pass.delta_y.push(delta_y);
        }
        pass.delta_x.push(delta_x);
        pass.delta_x.reverse();
        pass.delta_y.reverse();
        Ok(pass)
    }
}
// ANCHOR_END: propagate

impl Network {
    fn check(&self, input: &Array2<f64>, loss: &Loss) -> Result<(), Error> {
        let (features, samples) = loss.takes()?;
        if let Some(weight) = self.weights.first() {
            fits(weight.ncols(), input.nrows())?;
        }
        if let Some(weight) = self.weights.last() {
            fits(weight.nrows(), features)?;
        }
        fits(input.ncols(), samples)
    }
}

// ANCHOR: weight_gradients
impl Pass {
    /// The gradients that training uses: ΔW_l = Δy_l x_lᵀ.
    pub fn weight_gradients(&self) -> Vec<Array2<f64>> {
        let layers = self.delta_y.iter().zip(&self.x);
        layers.map(|(delta_y, x)| delta_y.dot(&x.t())).collect()
    }
}
// ANCHOR_END: weight_gradients

/// How to draw a network: Var w = gain² / fan in each layer.
#[derive(Clone, Debug)]
pub struct Design {
    /// c_1, then d_1 to d_L: the input's width and each layer's.
    pub widths: Vec<usize>,
    /// The function between the layers.
    pub activation: Activation,
    /// Which count to divide by.
    pub fan: Fan,
    /// √2 for (10) and (14), 1 for Glorot and Bengio.
    pub gain: f64,
}

impl Design {
    /// Var w for a weight of shape `(fan_out, fan_in)`.
    fn variance(&self, shape: (usize, usize)) -> f64 {
        self.gain.powi(2) / self.fan.of(shape)
    }

    /// Draws Gaussian weights of that variance.
    ///
    /// # Errors
    /// For fewer than two widths, a width that is 0 or above
    /// [`MAX_WIDTH`], and a gain that is negative or not finite.
    pub fn draw(&self, rng: &mut impl Rng) -> Result<Network, Error> {
        let weights = self.shapes()?.into_iter().map(|shape| {
            let std = self.variance(shape).sqrt();
            standard_normal(shape, rng) * std
        });
        Network::new(weights.collect(), self.activation)
    }
}

impl Design {
    /// The shapes `(d_l, c_l)` of W_1 to W_L, with c_l = d_{l-1}.
    fn shapes(&self) -> Result<Vec<(usize, usize)>, Error> {
        if self.widths.len() < 2 {
            return Err(Error::Depth(self.widths.len()));
        }
        if let Some(&width) = self.widths.iter().find(|&&w| w == 0 || w > MAX_WIDTH) {
            return Err(Error::Width(width));
        }
        if !(self.gain.is_finite() && self.gain >= 0.0) {
            return Err(Error::Gain(self.gain));
        }
        Ok(self.widths.windows(2).map(|pair| (pair[1], pair[0])).collect())
    }
}

// ANCHOR: predict
/// Second moments by layer.
#[derive(Clone, Debug, PartialEq)]
pub struct Moments {
    /// `E[y_l²]`, for l = 1 to L.
    pub forward: Vec<f64>,
    /// `E[(Δx_l)²]`, for l = 2 to L+1.
    pub backward: Vec<f64>,
}

/// The moments by equations (9) and (13), for an input and a loss
/// gradient of second moment 1.
///
/// # Errors
/// For a design that cannot be drawn.
pub fn predict(design: &Design) -> Result<Moments, Error> {
    let shapes = design.shapes()?;
    let half = match design.activation {
        Activation::Linear => 1.0,
        Activation::Relu => 0.5,
    };
    let mut forward = Vec::new();
    let mut x = 1.0;
    for &(d, c) in &shapes {
        let y = c as f64 * design.variance((d, c)) * x; // (7)
        forward.push(y);
        x = half * y;
    }
    let mut backward = vec![1.0];
    let mut delta = 1.0;
    for &(d, c) in shapes.iter().skip(1).rev() {
        delta *= half * d as f64 * design.variance((d, c)); // (12)
        backward.push(delta);
    }
    backward.reverse();
    Ok(Moments { forward, backward })
}
// ANCHOR_END: predict

/// The moments as measured: means over `draws` networks, and over
/// [`SAMPLES`] inputs and losses in each, standard normal.
///
/// # Errors
/// For a design that cannot be drawn, and for no draws.
pub fn moments(
    design: &Design,
    loss: fn(Array2<f64>) -> Loss,
    draws: usize,
    seed: u64,
) -> Result<Moments, Error> {
    if draws == 0 {
        return Err(Error::Draws);
    }
    let mut rng = ChaCha8Rng::seed_from_u64(seed);
    let layers = design.shapes()?.len();
    let zeros = vec![0.0; layers];
    let mut mean = Moments { forward: zeros.clone(), backward: zeros };
    for _ in 0..draws {
        let network = design.draw(&mut rng)?;
        let batch = |l: usize| (design.widths[l], SAMPLES);
        let input = standard_normal(batch(0), &mut rng);
        let top = standard_normal(batch(layers), &mut rng);
        let pass = network.propagate(&input, &loss(top))?;
        add_share(&mut mean.forward, &pass.y, draws);
        add_share(&mut mean.backward, &pass.delta_x[1..], draws);
    }
    Ok(mean)
}

fn add_share(means: &mut [f64], arrays: &[Array2<f64>], draws: usize) {
    for (mean, array) in means.iter_mut().zip(arrays) {
        *mean += second_moment(array) / draws as f64;
    }
}

// ANCHOR: alive
/// P(x_{l+1} ≠ 0) for layers of these widths, from the first layer on:
/// the product of 1 - 2^(-d) (Lu et al. 2019, arXiv:1903.06733). Exact
/// for ReLUs, one nonzero input, no biases, and weights whose
/// distribution is symmetric and has a density.
pub fn alive(widths: &[usize]) -> Vec<f64> {
    let mut probability = 1.0;
    let below = |&d: &usize| {
        probability *= 1.0 - 0.5f64.powf(d as f64);
        probability
    };
    widths.iter().map(below).collect()
}
// ANCHOR_END: alive

/// A fraction of whole numbers, in lowest terms.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Fraction {
    numerator: u64,
    denominator: u64,
}

impl Fraction {
    /// `numerator / denominator`, reduced. The denominator must not be 0: 0 is taken as 1.
    pub fn new(numerator: u64, denominator: u64) -> Self {
        let denominator = denominator.max(1);
        let (mut divisor, mut rest) = (denominator, numerator % denominator);
        while rest > 0 {
            (divisor, rest) = (rest, divisor % rest);
        }
        Self { numerator: numerator / divisor, denominator: denominator / divisor }
    }
}

impl fmt::Display for Fraction {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        match self {
            Self { numerator, denominator: 1 } => f.pad(&numerator.to_string()),
            Self { numerator, denominator } => {
                f.pad(&format!("{numerator}/{denominator}"))
            }
        }
    }
}

/// What all networks of signs do, counted. Index 0 belongs to layer 1.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Counted {
    /// `E[y_l²]`.
    pub forward: Vec<Fraction>,
    /// P(x_l ≠ 0).
    pub alive: Vec<Fraction>,
    /// `E[(Δx_l)²]`, for a linear loss whose gradient g has uncorrelated
    /// elements of mean 0 and second moment 1.
    pub backward: Vec<Fraction>,
}

// ANCHOR: count_signs
/// Goes through all ReLU networks whose weights are +1 or -1, with as
/// many units per layer as there are inputs. Means are over networks
/// and units.
///
/// # Errors
/// For no inputs, no layers, and more than [`MAX_SIGNS`] weights.
pub fn count_signs(input: &[i8], layers: usize) -> Result<Counted, Error> {
    let n = input.len();
    let signs = n.saturating_mul(n).saturating_mul(layers);
    if n == 0 {
        return Err(Error::Width(0));
    }
    if signs > MAX_SIGNS {
        return Err(Error::Signs(signs));
    }
    // n copies of the input. Copy j gets a loss that reads output j: for
    // an uncorrelated g, second moments of the n gradients add up.
    let copies = Array2::from_shape_fn((n, n), |(i, _)| f64::from(input[i]));
    let loss = Loss::Linear(Array2::eye(n));
    let mut sums = vec![[0.0; 3]; layers];
    for way in 0..1_usize << signs {
        let sign = |at: usize| 1.0 - 2.0 * (way >> at & 1) as f64;
        let weights = (0..layers)
            .map(|l| Array2::from_shape_fn((n, n), |(j, i)| sign((l * n + j) * n + i)));
        let network = Network::new(weights.collect(), Activation::Relu)?;
        let pass = network.propagate(&copies, &loss)?;
        for (l, [forward, alive, backward]) in sums.iter_mut().enumerate() {
            *forward += pass.y[l].column(0).pow2().sum();
            *alive += f64::from(pass.x[l].iter().any(|x| *x != 0.0));
            *backward += pass.delta_x[l].pow2().sum();
        }
    }
    let networks = 1_u64 << signs;
    // Whole numbers below 2^53, so nothing was rounded.
    let mean = |which: usize, of: u64| -> Vec<Fraction> {
        sums.iter().map(|sum| Fraction::new(sum[which] as u64, of)).collect()
    };
    let units = n as u64 * networks;
    Ok(Counted {
        forward: mean(0, units),
        alive: mean(1, networks),
        backward: mean(2, units),
    })
}
// ANCHOR_END: count_signs

/// The mean of the squares.
pub fn second_moment(values: &Array2<f64>) -> f64 {
    values.pow2().sum() / values.len() as f64
}

fn standard_normal(shape: (usize, usize), rng: &mut impl Rng) -> Array2<f64> {
    Array2::from_shape_simple_fn(shape, || rng.sample(StandardNormal))
}

fn fits(expected: usize, got: usize) -> Result<(), Error> {
    if expected == got { Ok(()) } else { Err(Error::Size { expected, got }) }
}

/// What cannot be built or measured.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum Error {
    /// Too few layers.
    #[error("{0} widths or weights; a network needs more")]
    Depth(usize),
    /// A layer of no width, or one above [`MAX_WIDTH`].
    #[error("width {0}; expected 1 to {MAX_WIDTH}")]
    Width(usize),
    /// A gain that is negative or not finite.
    #[error("gain {0}; expected 0 or more")]
    Gain(f64),
    /// No draws to average.
    #[error("0 draws; expected 1 or more")]
    Draws,
    /// A class that the head doesn't have.
    #[error("class {class}; expected one below {classes}")]
    Class {
        /// What was given.
        class: usize,
        /// How many there are.
        classes: usize,
    },
    /// Too many networks of signs to count.
    #[error("{0} signs; expected at most {MAX_SIGNS}")]
    Signs(usize),
    /// Two matrices that do not fit.
    #[error("size {got}; expected {expected}")]
    Size {
        /// What would fit.
        expected: usize,
        /// What was given.
        got: usize,
    },
}
