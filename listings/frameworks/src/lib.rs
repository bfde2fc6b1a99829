// SPDX-License-Identifier: MIT OR Apache-2.0
//! Listing of the chapter “What the libraries do”: how PyTorch, Burn, Keras,
//! Flax, candle and tch initialize a dense layer, and the traps on the way,
//! all in terms of the crate `kaiming`.
#![forbid(unsafe_code)]
#![warn(missing_docs)]

pub use kaiming::Error;
use kaiming::{
    Kaiming, WeightLayout, kaiming_normal, kaiming_truncated_normal, kaiming_uniform,
};
use ndarray::Array2;
use rand::Rng;

pub mod traps;

// ANCHOR: pytorch
/// PyTorch's `nn.Linear`: a leaky gain with slope √5, uniform. The shape is
/// `(outputs, inputs)`.
///
/// # Errors
/// As [`kaiming_uniform`], here and in all that follow.
pub fn pytorch(
    inputs: usize,
    outputs: usize,
    rng: &mut impl Rng,
) -> Result<Array2<f64>, Error> {
    let root_5 = Kaiming::leaky_relu(5_f64.sqrt());
    kaiming_uniform((outputs, inputs), root_5, rng)
}
// ANCHOR_END: pytorch

// ANCHOR: burn
/// Burn's `Linear`: PyTorch's distribution, and the shape is `(inputs, outputs)`.
///
/// # Errors
/// See [`pytorch`].
pub fn burn(
    inputs: usize,
    outputs: usize,
    rng: &mut impl Rng,
) -> Result<Array2<f64>, Error> {
    let root_5 = Kaiming::leaky_relu(5_f64.sqrt()).layout(WeightLayout::IN_OUT);
    kaiming_uniform((inputs, outputs), root_5, rng)
}
// ANCHOR_END: burn

// ANCHOR: keras
/// Keras' `Dense`, Glorot's uniform distribution: Var w = 2 / (inputs + outputs). The
/// shape is `(inputs, outputs)`.
///
/// # Errors
/// See [`pytorch`].
pub fn keras(
    inputs: usize,
    outputs: usize,
    rng: &mut impl Rng,
) -> Result<Array2<f64>, Error> {
    let glorot = Kaiming::glorot().layout(WeightLayout::IN_OUT);
    kaiming_uniform((inputs, outputs), glorot, rng)
}
// ANCHOR_END: keras

// ANCHOR: flax
/// Flax's `Dense`, LeCun's normal distribution, cut off at two standard deviations:
/// Var w = 1 / inputs. The shape is `(inputs, outputs)`.
///
/// # Errors
/// See [`pytorch`].
pub fn flax(
    inputs: usize,
    outputs: usize,
    rng: &mut impl Rng,
) -> Result<Array2<f64>, Error> {
    let lecun = Kaiming::linear().layout(WeightLayout::IN_OUT);
    kaiming_truncated_normal((inputs, outputs), lecun, rng)
}
// ANCHOR_END: flax

// ANCHOR: candle
/// candle's `linear`: equation (10) of He et al., Var w = 2 / inputs, normal. The shape
/// is `(outputs, inputs)`.
///
/// # Errors
/// See [`pytorch`].
pub fn candle(
    inputs: usize,
    outputs: usize,
    rng: &mut impl Rng,
) -> Result<Array2<f64>, Error> {
    kaiming_normal((outputs, inputs), Kaiming::default(), rng)
}
// ANCHOR_END: candle

// ANCHOR: tch
/// tch's `linear`: equation (10) of He et al., Var w = 2 / inputs, uniform. The shape
/// is `(outputs, inputs)`.
///
/// # Errors
/// See [`pytorch`].
pub fn tch(
    inputs: usize,
    outputs: usize,
    rng: &mut impl Rng,
) -> Result<Array2<f64>, Error> {
    kaiming_uniform((outputs, inputs), Kaiming::default(), rng)
}
// ANCHOR_END: tch

/// A dense layer's weight from its inputs and outputs.
pub type Dense =
    fn(usize, usize, &mut rand::rngs::ChaCha8Rng) -> Result<Array2<f64>, Error>;

/// A library's default.
#[derive(Clone, Copy)]
pub struct Library {
    /// Its name.
    pub name: &'static str,
    /// Its default weight for a dense layer.
    pub dense: Dense,
    /// n Var w of a layer of so many inputs and outputs, n being the inputs.
    pub n_var: fn(f64, f64) -> f64,
}

impl Library {
    /// n Var w of a layer with as many inputs as outputs.
    pub fn square(&self) -> f64 {
        (self.n_var)(1.0, 1.0)
    }
}

/// The libraries of the chapter's table.
pub const LIBRARIES: [Library; 6] = [
    Library { name: "PyTorch", dense: pytorch, n_var: |_, _| 1.0 / 3.0 },
    Library { name: "Burn", dense: burn, n_var: |_, _| 1.0 / 3.0 },
    Library {
        name: "Keras",
        dense: keras,
        n_var: |inputs, outputs| 2.0 * inputs / (inputs + outputs),
    },
    Library { name: "Flax", dense: flax, n_var: |_, _| 1.0 },
    Library { name: "candle", dense: candle, n_var: |_, _| 2.0 },
    Library { name: "tch", dense: tch, n_var: |_, _| 2.0 },
];

// ANCHOR: stack
/// `E[y_l²]` in one ReLU stack of square layers without biases, for one
/// input of second moment 1.
///
/// # Errors
/// Those of `dense`.
pub fn stack(
    dense: Dense,
    width: usize,
    depth: usize,
    rng: &mut rand::rngs::ChaCha8Rng,
) -> Result<Vec<f64>, Error> {
    let mut x = ndarray::Array1::ones(width);
    let mut moments = Vec::new();
    for _ in 0..depth {
        // Square: whether it is W x or x W makes no difference to its distribution.
        let y = dense(width, width, rng)?.dot(&x);
        moments.push(y.pow2().sum() / width as f64);
        x = y.mapv_into(|y| y.max(0.0));
    }
    Ok(moments)
}
// ANCHOR_END: stack

/// `E[y_l²]` by the theory: n Var w for the first layer, half of it for each
/// that follows.
pub fn theory(n_var: f64, layer: usize) -> f64 {
    n_var * (n_var / 2.0).powi(layer as i32 - 1)
}
