// SPDX-License-Identifier: MIT OR Apache-2.0
//! Thirty layers with the 2 of the nine lines, and with a 1 in its place.

use std::{
    error::Error,
    io::{Write, stdout},
};

use introduction::signal;
use rand::{SeedableRng, rngs::ChaCha8Rng};

/// Prints the mean of the squares of some layers' outputs; both columns use the same draws.
pub fn report(seed: u64, out: &mut impl Write) -> Result<(), Box<dyn Error>> {
    let (width, depth) = (256, 30);
    let mut columns = Vec::new();
    for numerator in [2.0, 1.0] {
        let mut rng = ChaCha8Rng::seed_from_u64(seed);
        columns.push(signal(numerator, width, depth, &mut rng)?);
    }
    writeln!(out, "layer   with the 2   with a 1")?;
    for layer in [1, 2, 5, 10, 20, 30] {
        let [two, one] = [0, 1].map(|column: usize| columns[column][layer - 1]);
        writeln!(out, "{layer:5}   {two:10.3}   {one:.12}")?;
    }
    Ok(())
}

fn main() -> Result<(), Box<dyn Error>> {
    report(1, &mut stdout().lock())
}
