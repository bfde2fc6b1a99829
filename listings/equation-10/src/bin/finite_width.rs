// SPDX-License-Identifier: MIT OR Apache-2.0
//! A thousand networks with `n Var[w]` = 2: their mean, the one in the middle, and the two
//! between which two thirds of them lie.

use std::{
    error::Error,
    io::{Write, stdout},
};

use equation_10::{gaussian_stack, mean, median, relu};
use rand::{SeedableRng, rngs::ChaCha8Rng};

/// Prints the mean and the median of `E[y_l²]` over the draws, by layer, and where two thirds lie.
pub fn report(seed: u64, out: &mut impl Write) -> Result<(), Box<dyn Error>> {
    let (width, depth, draws) = (64, 30, 1000);
    let mut rng = ChaCha8Rng::seed_from_u64(seed);
    let mut networks = Vec::new();
    for _ in 0..draws {
        networks.push(gaussian_stack(width, depth, 2.0, relu, &mut rng)?);
    }
    writeln!(out, "{draws} networks, {width} wide, n Var[w] = 2")?;
    writeln!(out, "layer   mean  median  theory  two thirds")?;
    for layer in [1, 5, 10, 20, 30] {
        let mut values: Vec<f64> =
            networks.iter().map(|moments| moments[layer - 1]).collect();
        values.sort_by(f64::total_cmp);
        let (low, high) = (values[draws / 6], values[draws - 1 - draws / 6]);
        // Each ReLU on the way has 5/n; the layer's own responses, before theirs, 2/n.
        let spread = (2.0 + 5.0 * (layer - 1) as f64) / width as f64;
        let theory = 2.0 * (-spread / 2.0).exp();
        writeln!(
            out,
            "{layer:5}  {:5.2}   {:5.2}   {theory:5.2}  {low:.2}–{high:.2}",
            mean(&values),
            median(values)
        )?;
    }
    Ok(())
}

fn main() -> Result<(), Box<dyn Error>> {
    report(1, &mut stdout().lock())
}
