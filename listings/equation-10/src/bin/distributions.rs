// SPDX-License-Identifier: MIT OR Apache-2.0
//! Three symmetric distributions, one variance, 30 layers; and the first layer's exception.

use std::{
    error::Error,
    io::{Write, stdout},
};

use equation_10::{Distribution, factors, forward, mean, weights};
use ndarray::Array1;
use rand::{SeedableRng, rngs::ChaCha8Rng};

/// Prints `E[y²]` at the first and the last layer and the mean factor per layer.
pub fn report(seed: u64, out: &mut impl Write) -> Result<(), Box<dyn Error>> {
    let (width, depth) = (256, 30);
    let input = Array1::ones(width);
    let mut rng = ChaCha8Rng::seed_from_u64(seed);
    writeln!(out, "n Var[w] = 2, {width} wide")?;
    writeln!(out, "distribution  layer 1  layer {depth}  per layer")?;
    for distribution in [Distribution::Normal, Distribution::Uniform, Distribution::Sign]
    {
        let mut weights = weights(distribution, width, depth, 2.0, &mut rng)?;
        let moments = forward(&weights, &input)?;
        print_row(out, &format!("{distribution:?}"), &moments)?;
        if distribution == Distribution::Sign {
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
    writeln!(out, "{name:<12}  {first:7.2}  {last:8.2}  {factor:9.2}")
}

fn main() -> Result<(), Box<dyn Error>> {
    report(10, &mut stdout().lock())
}
