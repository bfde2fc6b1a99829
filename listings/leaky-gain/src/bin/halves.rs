// SPDX-License-Identifier: MIT OR Apache-2.0
//! What each side adds to the second moment after a leaky ReLU.

use std::{
    error::Error,
    io::{Write, stdout},
};

use leaky_gain::{kept, parts};
use rand::{RngExt, SeedableRng, rngs::ChaCha8Rng};
use rand_distr::StandardNormal;

// ANCHOR: report
/// Prints, for some slopes, the part of `E[f(y)²]` that comes from y above and below zero.
pub fn report(seed: u64, out: &mut impl Write) -> Result<(), Box<dyn Error>> {
    let mut rng = ChaCha8Rng::seed_from_u64(seed);
    let y: Vec<f64> = (0..200_000).map(|_| rng.sample(StandardNormal)).collect();
    writeln!(out, "slope   above   below     sum   (1+a²)/2")?;
    for a in [0.0, 0.01, 0.25, 0.5, 1.0, -1.0] {
        let (above, below) = parts(&y, a);
        let (sum, kept) = (above + below, kept(a)?);
        writeln!(out, "{a:5}  {above:6.3}  {below:6.3}  {sum:6.3}   {kept:8.5}")?;
    }
    Ok(())
}
// ANCHOR_END: report

fn main() -> Result<(), Box<dyn Error>> {
    report(15, &mut stdout().lock())
}
