// SPDX-License-Identifier: MIT OR Apache-2.0
//! PyTorch's default, a = √5, in a network of ReLUs.

use std::{
    error::Error,
    io::{Write, stdout},
};

use leaky_gain::{forward, gain, std, theory};
use rand::{SeedableRng, rngs::ChaCha8Rng};

/// Prints the numbers of the default for a fan of 256, and the second moment by layer in a ReLU
/// network whose weights have it, beside that of weights made for the ReLU.
pub fn report(seed: u64, out: &mut impl Write) -> Result<(), Box<dyn Error>> {
    let (width, depth, a) = (256, 30, 5f64.sqrt());
    let (std, n) = (std(a, width)?, width as f64);
    writeln!(out, "fan_in           {width}")?;
    writeln!(out, "std, a = √5      {std:.6}")?;
    writeln!(out, "bound, √3 · std  {:.6}", 3f64.sqrt() * std)?;
    writeln!(out, "1/√n             {:.6}", 1.0 / n.sqrt())?;
    writeln!(out, "\n        a = √5             a = 0")?;
    writeln!(out, "       network    (9)      network  (9)")?;
    let gains = [gain(a)?, gain(0.0)?];
    let mut columns = Vec::new();
    for gain in gains {
        let mut rng = ChaCha8Rng::seed_from_u64(seed);
        columns.push(forward(0.0, gain, width, depth, &mut rng)?);
    }
    for layer in [1, 2, 3, 10, 20, 30] {
        let [default, he] = [0, 1].map(|column: usize| columns[column][layer - 1]);
        let [below, level] =
            [theory(0.0, gains[0], layer)?, theory(0.0, gains[1], layer)?];
        writeln!(
            out,
            "y_{layer:<4} {default:7.1e}  {below:7.1e}    {he:5.1}    {level:3.1}"
        )?;
    }
    Ok(())
}

fn main() -> Result<(), Box<dyn Error>> {
    report(15, &mut stdout().lock())
}
