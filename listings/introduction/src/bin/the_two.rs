// SPDX-License-Identifier: MIT OR Apache-2.0
//! Thirty layers with the 2 of the nine lines, and with other numbers in its place: a 1, and the
//! 1/3 that PyTorch's own layers amount to.

use std::{
    error::Error,
    io::{Write, stdout},
};

use introduction::signal;
use rand::{SeedableRng, rngs::ChaCha8Rng};

/// Prints the mean square of some layers' outputs; all columns use the same draws.
pub fn report(seed: u64, out: &mut impl Write) -> Result<(), Box<dyn Error>> {
    let (width, depth) = (256, 30);
    let mut columns = Vec::new();
    for numerator in [2.0, 1.0, 1.0 / 3.0] {
        let mut rng = ChaCha8Rng::seed_from_u64(seed);
        columns.push(signal(numerator, width, depth, &mut rng)?);
    }
    writeln!(out, "layer  with the 2  with a 1  with 1/3")?;
    for layer in [1, 2, 5, 10, 20, 30] {
        let [two, one, third] = [0, 1, 2].map(|column: usize| columns[column][layer - 1]);
        writeln!(out, "{layer:5}  {two:10.3}  {one:8.1e}  {third:8.1e}")?;
    }
    Ok(())
}

fn main() -> Result<(), Box<dyn Error>> {
    report(1, &mut stdout().lock())
}
