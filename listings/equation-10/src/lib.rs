// SPDX-License-Identifier: MIT OR Apache-2.0
//! Listing of the chapter “Equation 10”: a stack of ReLU layers, the moments of what passes
//! through it, and the weights that keep them.
//!
//! Source of all equation numbers: He, Zhang, Ren, Sun 2015, section 2.2 (arXiv:1502.01852).
#![forbid(unsafe_code)]
#![warn(missing_docs)]

use std::{f64::consts::PI, fmt};

use ndarray::{Array1, Array2};
use rand::{Rng, RngExt};
use rand_distr::{Binomial, ChiSquared, Distribution as _, StandardNormal};

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
    /// More networks than can be counted, or larger numbers in them.
    #[error("{values} values for each of {weights} weights: too many to count")]
    Many {
        /// How many values a weight can have.
        values: usize,
        /// How many weights there are.
        weights: usize,
    },
}

// ANCHOR: distribution
/// A distribution that is symmetric about 0 and has variance 1.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Distribution {
    /// The normal distribution, the bell curve.
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
/// the same in distribution and n times cheaper: given x, the units of a
/// layer are independent normal numbers of variance `n Var[w] E[x²]`.
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

// ANCHOR: relu_stack
/// `gaussian_stack` for the ReLU, the same in distribution: some of the
/// units are above 0, and only the sum of their squares is passed on.
///
/// # Errors
/// As [`weights`].
pub fn relu_stack(
    width: usize,
    depth: usize,
    n_var: f64,
    rng: &mut impl Rng,
) -> Result<Vec<f64>, Error> {
    let n_var = scale(width, n_var)?;
    let n = width as u64;
    let mut x_moment = 1.0;
    let layer = |_| {
        let open = Binomial::new(n, 0.5).map_or(0, |half| half.sample(rng));
        // The sum of the squares of k standard normal numbers; none for k = 0.
        let mut squares =
            |k: u64| ChiSquared::new(k as f64).map_or(0.0, |sum| sum.sample(rng));
        let (passed, stopped) = (squares(open), squares(n - open));
        let share = n_var * x_moment / width as f64;
        x_moment = share * passed;
        share * (passed + stopped)
    };
    Ok((0..depth).map(layer).collect())
}
// ANCHOR_END: relu_stack

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

/// One of the networks that are counted.
#[derive(Clone, Debug, PartialEq)]
pub struct Counted {
    /// Its weights, layer by layer and row by row.
    pub weights: Vec<i64>,
    /// Its pre-activations, layer by layer.
    pub y: Vec<Vec<i64>>,
}

// ANCHOR: every_network
/// Every network of these widths whose weights come from a `bag` of
/// equally likely values: its weights, and the y of each layer.
///
/// # Errors
/// If there are more than 20 weights or 2²⁰ networks, or a y can be
/// larger than 2¹⁵.
pub fn every_network(
    bag: &[i64],
    input: &[i64],
    widths: &[usize],
) -> Result<impl Iterator<Item = Counted>, Error> {
    let (weights, count) = counts(bag, input, widths)?;
    Ok((0..count).map(move |code| {
        let digit = |index| bag[code / bag.len().pow(index) % bag.len()];
        let weights: Vec<i64> = (0..weights).map(digit).collect();
        let mut next = weights.iter();
        let mut x = input.to_vec();
        let mut layer = |&width: &usize| {
            let mut unit = |_| x.iter().zip(next.by_ref()).map(|(x, w)| w * x).sum();
            let y: Vec<i64> = (0..width).map(&mut unit).collect();
            x = y.iter().map(|&y| y.max(0)).collect(); // the ReLU
            y
        };
        let y = widths.iter().map(&mut layer).collect();
        Counted { weights, y }
    }))
}
// ANCHOR_END: every_network

/// How many weights these networks have, and how many networks there are.
fn counts(bag: &[i64], input: &[i64], widths: &[usize]) -> Result<(u32, usize), Error> {
    let largest =
        |values: &[i64]| values.iter().map(|v| v.unsigned_abs()).max().unwrap_or(0);
    let (mut inputs, mut weights, mut reach) = (input.len(), 0_usize, largest(input));
    for &width in widths {
        weights = weights.saturating_add(inputs.saturating_mul(width));
        reach = reach.saturating_mul(largest(bag)).saturating_mul(inputs as u64);
        inputs = width;
    }
    let many = Error::Many { values: bag.len(), weights };
    let few = u32::try_from(weights).ok().filter(|&few| few <= 20 && reach <= 1 << 15);
    let few = few.ok_or(many)?;
    let count = bag.len().checked_pow(few).filter(|&count| count <= 1 << 20);
    Ok((few, count.ok_or(many)?))
}

/// A fraction in lowest terms.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Fraction {
    /// What is above the line.
    pub top: u128,
    /// What is below it.
    pub bottom: u128,
}

impl Fraction {
    /// `top / bottom` in lowest terms.
    pub fn new(top: u128, bottom: u128) -> Self {
        let (mut a, mut b) = (top, bottom);
        while b > 0 {
            (a, b) = (b, a % b);
        }
        Fraction { top: top / a.max(1), bottom: bottom / a.max(1) }
    }

    /// The mean of the squares of some integers, without rounding.
    pub fn second_moment(values: impl IntoIterator<Item = i64>) -> Self {
        let (mut sum, mut count) = (0_u128, 0);
        for value in values {
            sum = sum.saturating_add(u128::from(value.unsigned_abs()).pow(2));
            count += 1;
        }
        Self::new(sum, count)
    }
}

impl fmt::Display for Fraction {
    fn fmt(&self, out: &mut fmt::Formatter) -> fmt::Result {
        match self.bottom {
            1 => write!(out, "{}", self.top),
            bottom => write!(out, "{}/{bottom}", self.top),
        }
    }
}

// ANCHOR: switches
/// A unit whose weights have the variance 2/n, and what it breaks.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Unit {
    /// A1: the bias.
    pub bias: f64,
    /// A2: whether a weight is in proportion to its input.
    pub knows: bool,
    /// A3: the mean of a weight, in standard deviations.
    pub mean: f64,
    /// A4: the chance of a positive weight; ½ is symmetric.
    pub positive: f64,
}

impl Unit {
    /// Nothing is broken.
    pub const SOUND: Unit = Unit { bias: 0.0, knows: false, mean: 0.0, positive: 0.5 };

    /// One draw of y = Σ w x + b.
    pub fn y(&self, x: &[f64], rng: &mut impl Rng) -> f64 {
        let std = (2.0 / x.len() as f64).sqrt();
        // Two values with mean 0 and variance 1: 1 and -1, or 3 and -1/3.
        let high = ((1.0 - self.positive) / self.positive).sqrt();
        let mut product = |&x: &f64| {
            let draw =
                if rng.random::<f64>() < self.positive { high } else { -1.0 / high };
            let size = if self.knows { x / 0.5_f64.sqrt() } else { 1.0 };
            std * (draw * size + self.mean) * x
        };
        x.iter().map(&mut product).sum::<f64>() + self.bias
    }

    /// `E[y²]` for `n` inputs from [`after_relu`]: the 1 that (7) promises,
    /// and the terms that A1, A2 and A3 remove.
    pub fn terms(&self, n: usize) -> [f64; 4] {
        let (n, m, b) = (n as f64, self.mean, self.bias);
        let x_mean = 1.0 / (2.0 * PI).sqrt();
        let knows = if self.knows { 5.0 } else { 0.0 }; // 2 E[x⁴] / E[x²] - 1
        let products = 2.0 * m * m * (0.5 + (n - 1.0) * x_mean * x_mean);
        let with_bias = 2.0 * b * m * (2.0 * n).sqrt() * x_mean;
        [1.0, b * b, knows, products + with_bias]
    }
}

/// What n units of the layer before pass on: `E[x²]` is ½.
pub fn after_relu(n: usize, rng: &mut impl Rng) -> Vec<f64> {
    (0..n).map(|_| relu(Distribution::Normal.sample(rng))).collect()
}
// ANCHOR_END: switches
