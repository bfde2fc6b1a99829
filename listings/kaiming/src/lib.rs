// SPDX-License-Identifier: MIT OR Apache-2.0
#![doc = include_str!("../README.md")]
#![forbid(unsafe_code)]
#![warn(missing_docs)]

use ndarray::{Array, ArrayRef, Dimension, IntoDimension};
use rand::{Rng, RngExt};
use rand_distr::StandardNormal;

mod error;
mod fans;
pub mod fast;
pub mod parallel;

pub use error::Error;
pub use fans::{Axes, Fans, Layout, Mode, fans};

// ANCHOR: gain
/// What a leaky ReLU makes necessary: gain = √(2 / (1 + a²)), equation (15).
///
/// `negative_slope` is the paper's a: 0 for ReLU, 1 for a linear layer. Its
/// sign does not matter.
///
/// # Errors
///
/// [`Error::NegativeSlope`] if the slope is infinite or not a number, or so large
/// (beyond 10¹⁵⁴) that its square is: the gain would be 0, and with it every weight.
pub fn gain(negative_slope: f64) -> Result<f64, Error> {
    let square = negative_slope * negative_slope;
    if !square.is_finite() {
        return Err(Error::NegativeSlope(negative_slope));
    }
    Ok((2.0 / (1.0 + square)).sqrt())
}
// ANCHOR_END: gain

// ANCHOR: std_and_bound
/// What a weight is initialized for. The default is a ReLU, `fan_in` and
/// [`Layout::OUT_IN`], as PyTorch's `kaiming_uniform_` has it.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Kaiming {
    /// The slope of the leaky ReLU below 0: the a of equation (15).
    pub negative_slope: f64,
    /// Which fan sets the scale.
    pub mode: Mode,
    /// How to read the weight's shape.
    pub layout: Layout,
}

impl Kaiming {
    /// The standard deviation of the weights: gain / √fan.
    ///
    /// # Errors
    ///
    /// Those of [`fans`] and [`gain`].
    pub fn std(&self, shape: &[usize]) -> Result<f64, Error> {
        let fan = fans(shape, self.layout)?.of(self.mode);
        Ok(gain(self.negative_slope)? / (fan as f64).sqrt())
    }

    /// The end points -bound and bound of the uniform distribution with that standard deviation:
    /// bound = √3 · std.
    ///
    /// # Errors
    ///
    /// Those of [`fans`] and [`gain`].
    pub fn bound(&self, shape: &[usize]) -> Result<f64, Error> {
        Ok(3.0_f64.sqrt() * self.std(shape)?)
    }
}
// ANCHOR_END: std_and_bound

/// The standard deviation of a standard normal variable that is cut off at -2 and 2.
pub const TRUNCATED_STD: f64 = 0.8796256610342398;

// ANCHOR: real
/// A type of weights. Every weight is drawn as an `f64` and rounded once, so
/// that the same seed gives the same numbers in all types, as near as each
/// can hold them.
pub trait Real: Copy {
    /// The smallest positive number that has the type's full precision.
    const MIN_POSITIVE: f64;
    /// The number nearest to `value`.
    fn from_f64(value: f64) -> Self;
}

impl Real for f32 {
    const MIN_POSITIVE: f64 = f32::MIN_POSITIVE as f64;
    fn from_f64(value: f64) -> Self {
        value as f32
    }
}

impl Real for f64 {
    const MIN_POSITIVE: f64 = f64::MIN_POSITIVE;
    fn from_f64(value: f64) -> Self {
        value
    }
}
// ANCHOR_END: real

// ANCHOR: fill_uniform
/// Fills a weight in place with U(-bound, bound). No weight exceeds the
/// bound, except for the rounding of the bound itself to the weight's type.
///
/// It takes arrays and views alike and allocates nothing. Weights are drawn
/// in the order of their indices, whatever the order in memory.
///
/// # Errors
///
/// Those of [`Kaiming::bound`], and [`Error::Underflow`].
pub fn fill_uniform<A: Real, D: Dimension>(
    weight: &mut ArrayRef<A, D>,
    kaiming: Kaiming,
    rng: &mut (impl Rng + ?Sized),
) -> Result<(), Error> {
    let bound = representable(kaiming.bound(weight.shape())?, A::MIN_POSITIVE)?;
    fill(weight, || bound * (2.0 * rng.random::<f64>() - 1.0));
    Ok(())
}
// ANCHOR_END: fill_uniform

/// Fills a weight in place with N(0, std²).
///
/// Beyond 3.65 std a weight depends on the platform's logarithm, and its last bit may differ
/// where that does. One in a hundred is kept or not by the platform's exponential, which would
/// have to differ where it decides: one chance in 10¹⁵.
///
/// # Errors
///
/// Those of [`Kaiming::std`], and [`Error::Underflow`].
pub fn fill_normal<A: Real, D: Dimension>(
    weight: &mut ArrayRef<A, D>,
    kaiming: Kaiming,
    rng: &mut (impl Rng + ?Sized),
) -> Result<(), Error> {
    let std = representable(kaiming.std(weight.shape())?, A::MIN_POSITIVE)?;
    fill(weight, || std * rng.sample::<f64, _>(StandardNormal));
    Ok(())
}

/// Fills a weight in place with a normal distribution that is cut off at two of its standard
/// deviations and widened by 1 / [`TRUNCATED_STD`], so that `std` is what remains: Keras'
/// and JAX's `he_normal`.
///
/// # Errors
///
/// Those of [`Kaiming::std`], and [`Error::Underflow`].
pub fn fill_truncated_normal<A: Real, D: Dimension>(
    weight: &mut ArrayRef<A, D>,
    kaiming: Kaiming,
    rng: &mut (impl Rng + ?Sized),
) -> Result<(), Error> {
    let std = representable(kaiming.std(weight.shape())?, A::MIN_POSITIVE)?;
    let std_before = std / TRUNCATED_STD;
    fill(weight, || {
        loop {
            let z: f64 = rng.sample(StandardNormal);
            if (-2.0..=2.0).contains(&z) {
                return std_before * z;
            }
        }
    });
    Ok(())
}

// ANCHOR: kaiming_uniform
/// A new weight drawn from U(-bound, bound); see [`fill_uniform`].
///
/// # Errors
///
/// Those of [`fill_uniform`], and [`Error::Memory`].
pub fn kaiming_uniform<A: Real, D: Dimension>(
    shape: impl IntoDimension<Dim = D>,
    kaiming: Kaiming,
    rng: &mut (impl Rng + ?Sized),
) -> Result<Array<A, D>, Error> {
    let mut weight = zeros(shape.into_dimension(), kaiming)?;
    fill_uniform(&mut weight, kaiming, rng)?;
    Ok(weight)
}
// ANCHOR_END: kaiming_uniform

/// A new weight drawn from N(0, std²); see [`fill_normal`].
///
/// # Errors
///
/// Those of [`fill_normal`], and [`Error::Memory`].
pub fn kaiming_normal<A: Real, D: Dimension>(
    shape: impl IntoDimension<Dim = D>,
    kaiming: Kaiming,
    rng: &mut (impl Rng + ?Sized),
) -> Result<Array<A, D>, Error> {
    let mut weight = zeros(shape.into_dimension(), kaiming)?;
    fill_normal(&mut weight, kaiming, rng)?;
    Ok(weight)
}

/// A new weight drawn from the truncated normal distribution; see [`fill_truncated_normal`].
///
/// # Errors
///
/// Those of [`fill_truncated_normal`], and [`Error::Memory`].
pub fn kaiming_truncated_normal<A: Real, D: Dimension>(
    shape: impl IntoDimension<Dim = D>,
    kaiming: Kaiming,
    rng: &mut (impl Rng + ?Sized),
) -> Result<Array<A, D>, Error> {
    let mut weight = zeros(shape.into_dimension(), kaiming)?;
    fill_truncated_normal(&mut weight, kaiming, rng)?;
    Ok(weight)
}

// ANCHOR: fill
fn fill<A: Real, D: Dimension>(
    weight: &mut ArrayRef<A, D>,
    mut draw: impl FnMut() -> f64,
) {
    weight.iter_mut().for_each(|w| *w = A::from_f64(draw()));
}
// ANCHOR_END: fill

/// Passes a std or bound on unless it is too small.
fn representable(scale: f64, smallest: f64) -> Result<f64, Error> {
    if scale < smallest { Err(Error::Underflow(scale)) } else { Ok(scale) }
}

/// An array to be filled. Asks for the memory where ndarray's own `zeros` would panic.
fn zeros<A: Real, D: Dimension>(
    shape: D,
    kaiming: Kaiming,
) -> Result<Array<A, D>, Error> {
    kaiming.std(shape.slice())?;
    let memory = |shape: &D| Error::Memory(shape.slice().to_vec());
    let len = shape.size_checked().ok_or_else(|| memory(&shape))?;
    let mut values = Vec::new();
    values.try_reserve_exact(len).map_err(|_| memory(&shape))?;
    values.resize(len, A::from_f64(0.0));
    Array::from_shape_vec(shape.clone(), values).map_err(|_| memory(&shape))
}
