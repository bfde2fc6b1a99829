// SPDX-License-Identifier: MIT OR Apache-2.0
//! What is left of a bell curve after a ReLU.

use std::io::{Result, Write, stdout};

use equation_10::{Distribution, mean, relu, second_moment, variance};
use rand::{SeedableRng, rngs::ChaCha8Rng};

// ANCHOR: report
/// Draws a million values and prints their moments before and after a ReLU.
pub fn report(seed: u64, out: &mut impl Write) -> Result<()> {
    let mut rng = ChaCha8Rng::seed_from_u64(seed);
    let y: Vec<f64> =
        (0..1_000_000).map(|_| Distribution::Normal.sample(&mut rng)).collect();
    let x: Vec<f64> = y.iter().copied().map(relu).collect();
    writeln!(out, "                   before   after  exact")?;
    let shift = 1.0 / std::f64::consts::TAU.sqrt();
    for (name, before, after, exact) in [
        ("mean", mean(&y), mean(&x), shift),
        ("second moment", second_moment(&y), second_moment(&x), 0.5),
        ("variance", variance(&y), variance(&x), 0.5 - shift * shift),
    ] {
        writeln!(out, "{name:<17} {before:7.3} {after:7.3}  {exact:.10}")?;
    }
    Ok(())
}
// ANCHOR_END: report

fn main() -> Result<()> {
    report(1, &mut stdout().lock())
}
