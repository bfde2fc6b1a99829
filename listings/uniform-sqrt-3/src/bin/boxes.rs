// SPDX-License-Identifier: MIT OR Apache-2.0
//! The variance of a uniform distribution: by formula and by drawing.

use std::io::{Result, Write, stdout};

use rand::{RngExt, SeedableRng, rngs::ChaCha8Rng};
use uniform_sqrt_3::{bound, uniform_variance};

// ANCHOR: report
/// Prints `Var[w]` for some bounds b, and the same of 100 000 draws.
pub fn report(seed: u64, out: &mut impl Write) -> Result<()> {
    let mut rng = ChaCha8Rng::seed_from_u64(seed);
    writeln!(out, "b         b²/3   drawn  std drawn")?;
    for b in [0.5, 1.0, bound(1.0), 3.0] {
        let formula = uniform_variance(b);
        let draw = |_| (b * (2.0 * rng.random::<f64>() - 1.0)).powi(2);
        let drawn = (0..100_000).map(draw).sum::<f64>() / 1e5;
        write!(out, "{b:.4}  {formula:.4}")?;
        writeln!(out, "  {drawn:6.3}     {:6.3}", drawn.sqrt())?;
    }
    Ok(())
}
// ANCHOR_END: report

fn main() -> Result<()> {
    report(3, &mut stdout().lock())
}
