// SPDX-License-Identifier: MIT OR Apache-2.0
//! One network of 30 ReLU layers under three scales of its weights.

use std::{
    error::Error,
    f64::consts::PI,
    io::{Write, stdout},
};

use equation_10::{Distribution, factors, forward, mean, theory, weights};
use ndarray::Array1;
use rand::{SeedableRng, rngs::ChaCha8Rng};

/// Runs the same draws with `n Var[w]` = 1, with 2, and with the square of the gain that takes
/// the variance for the second moment.
pub fn report(seed: u64, out: &mut impl Write) -> Result<(), Box<dyn Error>> {
    let (width, depth) = (400, 30);
    // ANCHOR: gains
    let first = 1.0 / 0.5_f64; // E[x²] after a ReLU is ½
    let second = 1.0 / (0.5 - 1.0 / (2.0 * PI)); // Var[x] is 0.34
    // ANCHOR_END: gains
    let scales = [1.0, first, second];
    writeln!(out, "gains {:.10} and {:.10}", first.sqrt(), second.sqrt())?;
    writeln!(out, "growth per layer {:.10}", second / first)?;
    writeln!(out, "\nE[y²] in a network {width} wide")?;
    writeln!(out, "n Var[w]   1.000    2.000  {second:7.3}")?;
    let input = Array1::ones(width);
    let mut columns = Vec::new();
    for n_var in scales {
        let mut rng = ChaCha8Rng::seed_from_u64(seed);
        let weights = weights(Distribution::Normal, width, depth, n_var, &mut rng)?;
        columns.push(forward(&weights, &input)?);
    }
    for layer in [1, 2, 3, 10, 20, 30] {
        write!(out, "y_{layer:<5}")?;
        for column in &columns {
            write!(out, "  {:7.1e}", column[layer - 1])?;
        }
        write!(out, "\n  (9)  ")?;
        for n_var in scales {
            write!(out, "  {:7.1e}", theory(n_var, layer))?;
        }
        writeln!(out)?;
    }
    write!(out, "growth ")?;
    for column in &columns {
        write!(out, "  {:7.2}", mean(&factors(column)))?;
    }
    writeln!(out)?;
    Ok(())
}

fn main() -> Result<(), Box<dyn Error>> {
    report(10, &mut stdout().lock())
}
