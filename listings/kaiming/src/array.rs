// SPDX-License-Identifier: MIT OR Apache-2.0
use ndarray::{Array, ArrayRef, Dimension, IntoDimension};
use rand::Rng;

use crate::{
    Element, Error, Kaiming,
    element::representable,
    orthogonal::weights,
    slice::{normal, truncated, uniform},
};

// ANCHOR: fill_uniform
/// Fills a weight in place with U(-bound, bound). No weight exceeds the
/// bound, except for the rounding of the bound itself to the weight's type.
///
/// It takes arrays and views alike and allocates nothing. Weights are drawn
/// in the order of their indices, whatever the order in memory.
///
/// # Errors
///
/// Those of [`Kaiming::bound`], [`Error::Underflow`], and [`Error::TooLarge`].
pub fn fill_uniform<A: Element, D: Dimension>(
    weight: &mut ArrayRef<A, D>,
    kaiming: Kaiming,
    rng: &mut (impl Rng + ?Sized),
) -> Result<(), Error> {
    let bound = representable::<A>(kaiming.bound(weight.shape())?)?;
    weight.iter_mut().for_each(|w| *w = A::from_f64(uniform(bound, rng)));
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
/// Those of [`Kaiming::std`], [`Error::Underflow`], and [`Error::TooLarge`].
pub fn fill_normal<A: Element, D: Dimension>(
    weight: &mut ArrayRef<A, D>,
    kaiming: Kaiming,
    rng: &mut (impl Rng + ?Sized),
) -> Result<(), Error> {
    let std = representable::<A>(kaiming.std(weight.shape())?)?;
    weight.iter_mut().for_each(|w| *w = A::from_f64(normal(std, rng)));
    Ok(())
}

/// Fills a weight in place with a normal distribution that is cut off at two of its standard
/// deviations and widened by 1 / [`crate::TRUNCATED_STD`], so that `std` is what remains: Keras'
/// and JAX's `he_normal`.
///
/// # Errors
///
/// Those of [`fill_normal`].
pub fn fill_truncated_normal<A: Element, D: Dimension>(
    weight: &mut ArrayRef<A, D>,
    kaiming: Kaiming,
    rng: &mut (impl Rng + ?Sized),
) -> Result<(), Error> {
    let std = representable::<A>(kaiming.std(weight.shape())?)?;
    weight.iter_mut().for_each(|w| *w = A::from_f64(truncated(std, rng)));
    Ok(())
}

/// Fills a weight in place with the gain times a random matrix of its outputs and inputs, whose
/// rows are orthogonal to each other and of length 1 (its columns, if it has more rows than
/// columns). The mode doesn't matter. Each group has a matrix of its own.
///
/// It needs memory for the weight in `f64`, and time for (smaller side)² · (larger side) steps.
///
/// # Errors
///
/// Those of [`crate::fans`] and [`crate::Gain::value`], [`Error::Underflow`],
/// [`Error::TooLarge`] and [`Error::Memory`].
pub fn fill_orthogonal<A: Element, D: Dimension>(
    weight: &mut ArrayRef<A, D>,
    kaiming: Kaiming,
    rng: &mut (impl Rng + ?Sized),
) -> Result<(), Error> {
    let drawn = weights(weight.shape(), kaiming, rng)?;
    weight.iter_mut().zip(drawn).for_each(|(w, drawn)| *w = drawn);
    Ok(())
}

// ANCHOR: kaiming_uniform
/// A new weight drawn from U(-bound, bound); see [`fill_uniform`].
///
/// # Errors
///
/// Those of [`fill_uniform`], and [`Error::Memory`].
pub fn kaiming_uniform<A: Element, D: Dimension>(
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
pub fn kaiming_normal<A: Element, D: Dimension>(
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
pub fn kaiming_truncated_normal<A: Element, D: Dimension>(
    shape: impl IntoDimension<Dim = D>,
    kaiming: Kaiming,
    rng: &mut (impl Rng + ?Sized),
) -> Result<Array<A, D>, Error> {
    let mut weight = zeros(shape.into_dimension(), kaiming)?;
    fill_truncated_normal(&mut weight, kaiming, rng)?;
    Ok(weight)
}

/// A new orthogonal weight; see [`fill_orthogonal`].
///
/// # Errors
///
/// Those of [`fill_orthogonal`].
pub fn orthogonal<A: Element, D: Dimension>(
    shape: impl IntoDimension<Dim = D>,
    kaiming: Kaiming,
    rng: &mut (impl Rng + ?Sized),
) -> Result<Array<A, D>, Error> {
    let shape = shape.into_dimension();
    let drawn = weights(shape.slice(), kaiming, rng)?;
    let memory = Error::Memory(shape.slice().to_vec());
    Array::from_shape_vec(shape, drawn).map_err(|_| memory)
}

/// An array to be filled. Asks for the memory where ndarray's own `zeros` would panic.
fn zeros<A: Element, D: Dimension>(
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
