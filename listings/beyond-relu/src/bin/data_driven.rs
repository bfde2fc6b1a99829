// SPDX-License-Identifier: MIT OR Apache-2.0
//! Thirty layers that were scaled by what they measured.

use std::{
    error::Error,
    io::{self, Write},
};

use beyond_relu::{forward, lsuv, named, normal, second_moment, weights};
use rand::{SeedableRng, rngs::ChaCha8Rng};

/// Prints `E[y²]` at layer 30 before and after, on other inputs than those
/// that were measured.
pub fn report(seed: u64, out: &mut impl Write) -> Result<(), Box<dyn Error>> {
    writeln!(out, "f         before   after  n Var w at layer 30")?;
    for name in ["ReLU", "tanh", "GELU", "SiLU", "softplus"] {
        let f = named(name)?.value;
        let mut rng = ChaCha8Rng::seed_from_u64(seed);
        let mut weights = weights(128, 30, 1.0, &mut rng)?;
        let (seen, unseen) = (normal((128, 64), &mut rng), normal((128, 64), &mut rng));
        let last = |weights: &[ndarray::Array2<f64>]| {
            Ok::<_, beyond_relu::Error>(second_moment(&forward(weights, &unseen, f)?[29]))
        };
        let before = last(&weights)?;
        lsuv(&mut weights, &seen, f)?;
        let n_var = 128.0 * second_moment(&weights[29]);
        let after = last(&weights)?;
        writeln!(out, "{name:8} {before:7.0e} {after:7.2} {n_var:20.2}")?;
    }
    Ok(())
}

fn main() -> Result<(), Box<dyn Error>> {
    report(1, &mut io::stdout().lock())
}
