// SPDX-License-Identifier: MIT OR Apache-2.0
//! PyTorch's default, a = √5, in a network of ReLUs.

use std::{
    error::Error,
    io::{Write, stdout},
};

use leaky_gain::{forward, std, theory};
use rand::{SeedableRng, rngs::ChaCha8Rng};

/// Prints the numbers of the default for a fan of 512, and the second moment by layer in a ReLU
/// network whose weights have it, beside that of weights made for the ReLU.
pub fn report(seed: u64, out: &mut impl Write) -> Result<(), Box<dyn Error>> {
    let (width, depth, a) = (256, 30, 5f64.sqrt());
    let (std, n) = (std(a, width)?, width as f64);
    writeln!(out, "fan_in         {width}")?;
    writeln!(out, "std            {std:.8}")?;
    writeln!(out, "1/√(3n)        {:.8}", 1.0 / (3.0 * n).sqrt())?;
    writeln!(out, "bound, √3 std  {:.8}", 3f64.sqrt() * std)?;
    writeln!(out, "1/√n           {:.8}", 1.0 / n.sqrt())?;
    writeln!(out, "\nE[y²]   for a=√5     (9)  for a=0   (9)")?;
    let mut columns = Vec::new();
    for made_for in [a, 0.0] {
        let mut rng = ChaCha8Rng::seed_from_u64(seed);
        columns.push(forward(0.0, made_for, width, depth, &mut rng)?);
    }
    for layer in [1, 2, 3, 10, 20, 30] {
        let [default, he] = [0, 1].map(|column: usize| columns[column][layer - 1]);
        let [below, level] = [theory(0.0, a, layer)?, theory(0.0, 0.0, layer)?];
        writeln!(
            out,
            "y_{layer:<4} {default:9.1e}  {below:8.1e}  {he:5.1}  {level:4.1}"
        )?;
    }
    Ok(())
}

fn main() -> Result<(), Box<dyn Error>> {
    report(15, &mut stdout().lock())
}
