// SPDX-License-Identifier: MIT OR Apache-2.0
//! Thirty layers that were scaled by what they measured.

use std::{
    error::Error,
    io::{self, Write},
};

use beyond_relu::{
    forward, gain, lsuv, mean_and_error, named, normal, second_moment, weights,
};
use rand::{SeedableRng, rngs::ChaCha8Rng};

const NETWORKS: u64 = 10;

/// Prints `E[y²]` at layer 30 before and after, on other inputs than those that were measured, and
/// the n Var w that the last layer ended up with, as means over networks.
pub fn report(seed: u64, out: &mut impl Write) -> Result<(), Box<dyn Error>> {
    writeln!(out, "           E[y²] at layer 30    n Var w")?;
    writeln!(out, "f            before    after  in layer 30  gain²")?;
    for name in ["ReLU", "tanh", "GELU", "SiLU", "softplus"] {
        let f = named(name)?.value;
        let (mut before, mut after, mut n_vars) = (0.0, 0.0, Vec::new());
        for network in 0..NETWORKS {
            let mut rng =
                ChaCha8Rng::seed_from_u64(seed.wrapping_mul(1000).wrapping_add(network));
            let mut weights = weights(128, 30, 1.0, &mut rng)?;
            let (seen, unseen) =
                (normal((128, 64), &mut rng), normal((128, 64), &mut rng));
            let last = |weights: &[ndarray::Array2<f64>]| {
                Ok::<_, beyond_relu::Error>(second_moment(
                    &forward(weights, &unseen, f)?[29],
                ))
            };
            before += last(&weights)? / NETWORKS as f64;
            lsuv(&mut weights, &seen, f)?;
            after += last(&weights)? / NETWORKS as f64;
            n_vars.push(128.0 * second_moment(&weights[29]));
        }
        let (n_var, error) = mean_and_error(&n_vars);
        let square = gain(f)?.powi(2);
        writeln!(
            out,
            "{name:10} {before:8.0e} {after:8.2}  {n_var:5.2} ± {error:.2} {square:6.2}"
        )?;
    }
    writeln!(out, "means over {NETWORKS} networks, 128 wide")?;
    Ok(())
}

fn main() -> Result<(), Box<dyn Error>> {
    report(1, &mut io::stdout().lock())
}
