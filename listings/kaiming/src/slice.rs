// SPDX-License-Identifier: MIT OR Apache-2.0
//! Weights in a plain slice, in the order of their indices (the last one runs fastest), with
//! their shape beside it. For the same generator the numbers are those of an array.
//!
//! ```
//! use kaiming::{Kaiming, rand, slice};
//! use rand::{SeedableRng, rngs::ChaCha8Rng};
//!
//! let mut rng = ChaCha8Rng::seed_from_u64(42);
//! let mut weight = vec![0_f32; 50 * 784];
//! slice::fill_normal(&mut weight, &[50, 784], Kaiming::relu(), &mut rng)?;
//! # Ok::<(), kaiming::Error>(())
//! ```

use rand::{Rng, RngExt};
use rand_distr::StandardNormal;

use crate::{Element, Error, Kaiming, TRUNCATED_STD, element::representable};

// ANCHOR: slice
/// Fills a slice with U(-bound, bound). No weight exceeds the bound, except for the rounding of
/// the bound itself to the weight's type.
///
/// # Errors
///
/// Those of [`Kaiming::bound`], [`Error::Underflow`], [`Error::TooLarge`], and
/// [`Error::Length`].
pub fn fill_uniform<A: Element>(
    weights: &mut [A],
    shape: &[usize],
    kaiming: Kaiming,
    rng: &mut (impl Rng + ?Sized),
) -> Result<(), Error> {
    let bound = representable::<A>(kaiming.bound(shape)?)?;
    fits(weights.len(), shape)?;
    weights.fill_with(|| A::from_f64(uniform(bound, rng)));
    Ok(())
}

/// A number from U(-bound, bound).
pub(crate) fn uniform(bound: f64, rng: &mut (impl Rng + ?Sized)) -> f64 {
    bound * (2.0 * rng.random::<f64>() - 1.0)
}
// ANCHOR_END: slice

/// Fills a slice with N(0, std²).
///
/// # Errors
///
/// Those of [`Kaiming::std`], [`Error::Underflow`], [`Error::TooLarge`], and [`Error::Length`].
pub fn fill_normal<A: Element>(
    weights: &mut [A],
    shape: &[usize],
    kaiming: Kaiming,
    rng: &mut (impl Rng + ?Sized),
) -> Result<(), Error> {
    let std = representable::<A>(kaiming.std(shape)?)?;
    fits(weights.len(), shape)?;
    weights.fill_with(|| A::from_f64(normal(std, rng)));
    Ok(())
}

/// A number from N(0, std²).
pub(crate) fn normal(std: f64, rng: &mut (impl Rng + ?Sized)) -> f64 {
    std * rng.sample::<f64, _>(StandardNormal)
}

/// Fills a slice with a normal distribution that is cut off at two of its standard deviations
/// and widened by 1 / [`TRUNCATED_STD`], so that `std` is what remains.
///
/// # Errors
///
/// Those of [`fill_normal`].
pub fn fill_truncated_normal<A: Element>(
    weights: &mut [A],
    shape: &[usize],
    kaiming: Kaiming,
    rng: &mut (impl Rng + ?Sized),
) -> Result<(), Error> {
    let std = representable::<A>(kaiming.std(shape)?)?;
    fits(weights.len(), shape)?;
    weights.fill_with(|| A::from_f64(truncated(std, rng)));
    Ok(())
}

/// A number from the normal distribution that is cut off and has this std then.
pub(crate) fn truncated(std: f64, rng: &mut (impl Rng + ?Sized)) -> f64 {
    loop {
        let z: f64 = rng.sample(StandardNormal);
        if (-2.0..=2.0).contains(&z) {
            return std / TRUNCATED_STD * z;
        }
    }
}

fn fits(length: usize, shape: &[usize]) -> Result<(), Error> {
    let product = shape.iter().try_fold(1_usize, |p, &size| p.checked_mul(size));
    match product == Some(length) {
        true => Ok(()),
        false => Err(Error::Length { length, shape: shape.to_vec() }),
    }
}
