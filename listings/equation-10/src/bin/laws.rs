// SPDX-License-Identifier: MIT OR Apache-2.0
//! Three symmetric laws, one variance, 30 layers; and the first layer's exception.

use std::{
    error::Error,
    io::{Write, stdout},
};

use equation_10::{Law, factors, forward, mean, weights};
use ndarray::Array1;
use rand::{SeedableRng, rngs::ChaCha8Rng};

/// Prints `E[y²]` at the first and the last layer and the mean factor of a layer.
pub fn report(seed: u64, out: &mut impl Write) -> Result<(), Box<dyn Error>> {
    let (width, depth) = (256, 30);
    let input = Array1::ones(width);
    let mut rng = ChaCha8Rng::seed_from_u64(seed);
    writeln!(out, "n Var[w] = 2, {width} wide")?;
    writeln!(out, "law       layer 1  layer {depth}  a layer")?;
    for law in [Law::Normal, Law::Uniform, Law::Sign] {
        let mut weights = weights(law, width, depth, 2.0, &mut rng)?;
        let moments = forward(&weights, &input)?;
        print_row(out, &format!("{law:?}"), &moments)?;
        if law == Law::Sign {
            // The paper's strict first layer: n Var[w] = 1.
            weights[0].mapv_inplace(|w| w / 2f64.sqrt());
            let moments = forward(&weights, &input)?;
            print_row(out, "  n₁ = 1", &moments)?;
        }
    }
    Ok(())
}

fn print_row(out: &mut impl Write, name: &str, moments: &[f64]) -> std::io::Result<()> {
    let (first, last) = (moments[0], moments[moments.len() - 1]);
    let factor = mean(&factors(moments));
    writeln!(out, "{name:<8}  {first:7.2}  {last:8.2}  {factor:7.2}")
}

fn main() -> Result<(), Box<dyn Error>> {
    report(10, &mut stdout().lock())
}
