// SPDX-License-Identifier: MIT OR Apache-2.0
//! Thirty layers of GELU, with ReLU's gain and with its own.

use std::{
    error::Error,
    io::{self, Write},
};

use beyond_relu::{forward, gain, named, normal, second_moment, weights};
use rand::{SeedableRng, rngs::ChaCha8Rng};

/// Prints `E[y²]` by layer of three networks 256 wide: with ReLU's gain,
/// with GELU's own, and with that and a first layer that makes `E[y²]` 1.
pub fn report(seed: u64, out: &mut impl Write) -> Result<(), Box<dyn Error>> {
    let gelu = named("GELU")?.value;
    let own = gain(gelu)?.powi(2);
    let mut columns = Vec::new();
    for (n_var, first) in [(2.0, 2.0), (own, own), (own, 1.0)] {
        let mut rng = ChaCha8Rng::seed_from_u64(seed);
        let x = normal((256, 16), &mut rng);
        let mut weights = weights(256, 30, n_var, &mut rng)?;
        weights[0] *= (first / n_var).sqrt();
        columns.push(forward(&weights, &x, gelu)?);
    }
    writeln!(out, "n Var w         2    gain²    gain²")?;
    writeln!(out, "at layer 1      2    gain²        1")?;
    for layer in [1, 2, 3, 5, 10, 20, 30] {
        write!(out, "layer {layer:2} ")?;
        for y in &columns {
            write!(out, "  {:7.1e}", second_moment(&y[layer - 1]))?;
        }
        writeln!(out)?;
    }
    Ok(())
}

fn main() -> Result<(), Box<dyn Error>> {
    report(1, &mut io::stdout().lock())
}
