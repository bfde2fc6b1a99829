// SPDX-License-Identifier: MIT OR Apache-2.0
//! The variance of a neuron's output for three ways to draw its weights.

use std::{
    error::Error,
    io::{Write, stdout},
};

use one_over_n::{outputs, variance};
use rand::{SeedableRng, rngs::ChaCha8Rng};

// ANCHOR: report
/// Prints `Var[z]` for n from 1 to 4096 and weights of standard deviation
/// 1, 0.01 and 1/√n, over as many draws as there is patience for.
pub fn report(seed: u64, out: &mut impl Write) -> Result<(), Box<dyn Error>> {
    let mut rng = ChaCha8Rng::seed_from_u64(seed);
    writeln!(out, "    n    std 1   std 0.01  std 1/√n")?;
    for n in [1, 4, 16, 64, 256, 1024, 4096] {
        let draws = 4000.min(1_000_000 / n);
        write!(out, "{n:5}")?;
        for std in [1.0, 0.01, 1.0 / (n as f64).sqrt()] {
            let z = outputs(n, std, draws, &mut rng)?;
            write!(out, "  {:8.1e}", variance(&z))?;
        }
        writeln!(out)?;
    }
    Ok(())
}
// ANCHOR_END: report

fn main() -> Result<(), Box<dyn Error>> {
    report(1, &mut stdout().lock())
}
