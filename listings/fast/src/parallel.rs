// SPDX-License-Identifier: MIT OR Apache-2.0
//! The same on all threads: chunk i of a weight is drawn from stream i of a generator whose key
//! the caller's generator gives, by [`kaiming::parallel::by_chunks`]. The number of threads
//! changes nothing.

use kaiming::{Error, Kaiming, parallel::by_chunks};
use ndarray::{ArrayRef, Dimension};
use rand::Rng;

use crate::{bound, normal_slice, std, uniform_slice};

// ANCHOR: parallel
/// Fills a weight in place with U(-bound, bound).
///
/// # Errors
///
/// Those of [`crate::fill_uniform`].
pub fn fill_uniform<D: Dimension>(
    weight: &mut ArrayRef<f32, D>,
    kaiming: Kaiming,
    rng: &mut (impl Rng + ?Sized),
) -> Result<(), Error> {
    let bound = bound(kaiming, weight.shape())?;
    by_chunks(weight, rng, |chunk, rng| uniform_slice(chunk, bound, rng));
    Ok(())
}
// ANCHOR_END: parallel

/// Fills a weight in place with N(0, std²).
///
/// # Errors
///
/// Those of [`crate::fill_normal`].
pub fn fill_normal<D: Dimension>(
    weight: &mut ArrayRef<f32, D>,
    kaiming: Kaiming,
    rng: &mut (impl Rng + ?Sized),
) -> Result<(), Error> {
    let std = std(kaiming, weight.shape())?;
    by_chunks(weight, rng, |chunk, rng| normal_slice(chunk, std, rng));
    Ok(())
}
