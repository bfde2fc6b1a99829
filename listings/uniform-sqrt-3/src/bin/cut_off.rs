// SPDX-License-Identifier: MIT OR Apache-2.0
//! What cutting a normal distribution off does to its variance, and to thirty layers.

use std::io::{Result, Write, stdout};

use uniform_sqrt_3::truncated;

/// Prints the part inside, standard deviation and variance for some cuts, and the variance to the power
/// of 30.
pub fn report(out: &mut impl Write) -> Result<()> {
    writeln!(out, "cut  inside     std  variance  30 layers")?;
    for cut in [1.0, 2.0, 3.0, 4.0] {
        let (mass, std) = truncated(cut);
        let variance = std * std;
        let left = variance.powi(30);
        let left = if left < 1e-3 { format!("{left:.1e}") } else { format!("{left:.4}") };
        writeln!(out, "±{cut}   {mass:.4}  {std:.4}    {variance:.4}  {left:>9}")?;
    }
    let (_, std) = truncated(2.0);
    writeln!(out, "\nstd at ±2  {std:.8}")?;
    writeln!(out, "1/std      {:.8}", 1.0 / std)?;
    Ok(())
}

fn main() -> Result<()> {
    report(&mut stdout().lock())
}
