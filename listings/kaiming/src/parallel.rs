// SPDX-License-Identifier: MIT OR Apache-2.0
//! Large weights on all threads, the same on any number of them.
//!
//! The weight is cut into chunks of 2¹⁴ in the order of its indices, and chunk i is drawn from
//! stream i of a ChaCha8 generator with the given seed, as in [`crate::fast`]. The streams are
//! disjoint, and it does not matter who draws which chunk when. That is why these functions
//! take a seed where the others take a generator, which could only be read by one thread after
//! the other.
//!
//! The threads are those of rayon and need the feature `rayon`. Without it the same weights
//! are drawn on one thread, as are those of a view that is not contiguous in memory.

use ndarray::{ArrayRef, Dimension};
use rand::{SeedableRng, rngs::ChaCha8Rng};
#[cfg(feature = "rayon")]
use rayon::prelude::*;

use crate::{
    Error, Kaiming,
    fast::{self, Fast, by_chunks},
    representable,
};

// ANCHOR: parallel
/// Fills a weight in place with U(-bound, bound).
///
/// # Errors
///
/// Those of [`fast::fill_uniform`].
pub fn fill_uniform<A: Fast + Send, D: Dimension>(
    weight: &mut ArrayRef<A, D>,
    kaiming: Kaiming,
    seed: u64,
) -> Result<(), Error> {
    let bound = fast::bound::<A>(kaiming, weight.shape())?;
    fill(weight, seed, |chunk, rng| A::uniform(chunk, bound, rng));
    Ok(())
}

/// Fills a weight in place with N(0, std²).
///
/// # Errors
///
/// Those of [`fast::fill_normal`].
pub fn fill_normal<A: Fast + Send, D: Dimension>(
    weight: &mut ArrayRef<A, D>,
    kaiming: Kaiming,
    seed: u64,
) -> Result<(), Error> {
    let std = representable(kaiming.std(weight.shape())?, A::MIN_POSITIVE)?;
    fill(weight, seed, |chunk, rng| A::normal(chunk, std, rng));
    Ok(())
}

fn fill<A: Fast + Send, D: Dimension>(
    weight: &mut ArrayRef<A, D>,
    seed: u64,
    distribution: impl Fn(&mut [A], &mut ChaCha8Rng) + Sync,
) {
    let draw = |index: usize, chunk: &mut [A]| {
        let mut rng = ChaCha8Rng::seed_from_u64(seed);
        rng.set_stream(index as u64);
        distribution(chunk, &mut rng);
    };
    #[cfg(feature = "rayon")]
    if let Some(weights) = weight.as_slice_mut() {
        let chunks = weights.par_chunks_mut(fast::CHUNK).enumerate();
        return chunks.for_each(|(index, chunk)| draw(index, chunk));
    }
    by_chunks(weight, draw);
}
// ANCHOR_END: parallel
