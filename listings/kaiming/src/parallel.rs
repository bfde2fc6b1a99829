// SPDX-License-Identifier: MIT OR Apache-2.0
//! Large weights on all threads, the same on any number of them.
//!
//! The weight is cut into chunks of 2¹⁴ in the order of its indices. One key is drawn from the
//! generator that is passed, and chunk i is filled from stream i of the ChaCha8 generator with
//! that key. The streams are disjoint, and it does not matter who fills which chunk when. Two
//! weights that are filled one after the other from one generator have different keys, so no
//! seed has to be chosen for each. The weights are not those of the functions without threads.
//!
//! The threads are those of rayon and need the feature `rayon`. Without it the same weights
//! are drawn on one thread, as are those of a view that is not one piece of memory in the order
//! of its indices.

use ndarray::{ArrayRef, Dimension};
use rand::{Rng, SeedableRng, rngs::ChaCha8Rng};

use crate::{
    Element, Error, Kaiming,
    element::representable,
    slice::{normal, uniform},
};

// ANCHOR: parallel
/// Fills a weight in place with U(-bound, bound).
///
/// # Errors
///
/// Those of [`crate::fill_uniform`].
pub fn fill_uniform<A: Element + Send, D: Dimension>(
    weight: &mut ArrayRef<A, D>,
    kaiming: Kaiming,
    rng: &mut (impl Rng + ?Sized),
) -> Result<(), Error> {
    let bound = representable::<A>(kaiming.bound(weight.shape())?)?;
    by_chunks(weight, rng, |chunk, rng| {
        chunk.fill_with(|| A::from_f64(uniform(bound, rng)));
    });
    Ok(())
}

/// Fills a weight in place with N(0, std²).
///
/// # Errors
///
/// Those of [`crate::fill_normal`].
pub fn fill_normal<A: Element + Send, D: Dimension>(
    weight: &mut ArrayRef<A, D>,
    kaiming: Kaiming,
    rng: &mut (impl Rng + ?Sized),
) -> Result<(), Error> {
    let std = representable::<A>(kaiming.std(weight.shape())?)?;
    by_chunks(weight, rng, |chunk, rng| {
        chunk.fill_with(|| A::from_f64(normal(std, rng)));
    });
    Ok(())
}

/// How many weights a chunk has; the last may have fewer.
pub const CHUNK: usize = 1 << 14;

/// Fills a weight chunk by chunk in the order of its indices, each from a generator of its own,
/// on all threads of rayon if there are any.
pub fn by_chunks<A: Element + Send, D: Dimension>(
    weight: &mut ArrayRef<A, D>,
    rng: &mut (impl Rng + ?Sized),
    fill: impl Fn(&mut [A], &mut ChaCha8Rng) + Sync,
) {
    let mut key = [0; 32];
    rng.fill_bytes(&mut key);
    let draw = |index: usize, chunk: &mut [A]| {
        let mut rng = ChaCha8Rng::from_seed(key);
        rng.set_stream(index as u64);
        fill(chunk, &mut rng);
    };
    if let Some(weights) = weight.as_slice_mut() {
        #[cfg(feature = "rayon")]
        {
            use rayon::prelude::*;
            let chunks = weights.par_chunks_mut(CHUNK).enumerate();
            chunks.for_each(|(index, chunk)| draw(index, chunk));
        }
        #[cfg(not(feature = "rayon"))]
        for (index, chunk) in weights.chunks_mut(CHUNK).enumerate() {
            draw(index, chunk);
        }
        return;
    }
    let mut left = weight.len();
    let mut places = weight.iter_mut();
    let mut buffer = vec![A::from_f64(0.0); left.min(CHUNK)];
    for index in 0..left.div_ceil(CHUNK) {
        let chunk = &mut buffer[..left.min(CHUNK)];
        draw(index, chunk);
        chunk.iter().zip(&mut places).for_each(|(drawn, place)| *place = *drawn);
        left -= chunk.len();
    }
}
// ANCHOR_END: parallel
