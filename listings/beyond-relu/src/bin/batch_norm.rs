// SPDX-License-Identifier: MIT OR Apache-2.0
//! Batch normalization after weights of three scales.

use std::{
    error::Error,
    io::{self, Write},
};

use beyond_relu::{Normalized, normal, second_moment, weights};
use rand::{SeedableRng, rngs::ChaCha8Rng};

/// Prints, for one draw in three scales, the last activation's second
/// moment and the rms of some gradients.
pub fn report(seed: u64, out: &mut impl Write) -> Result<(), Box<dyn Error>> {
    writeln!(out, "30 layers, 256 wide, 128 samples")?;
    writeln!(out, "n Var w           0.02       2     200")?;
    let mut rows = vec![Vec::new(); 4];
    for n_var in [0.02, 2.0, 200.0] {
        let mut rng = ChaCha8Rng::seed_from_u64(seed);
        let (x, g) = (normal((256, 128), &mut rng), normal((256, 128), &mut rng));
        let weights = weights(256, 30, n_var, &mut rng)?;
        let network = Normalized { weights };
        let gradients = network.gradients(&x, &g)?;
        rows[0].push(second_moment(&gradients.last));
        rows[1].push(second_moment(&gradients.weights[29]).sqrt());
        rows[2].push(second_moment(&gradients.weights[0]).sqrt());
        let growth =
            second_moment(&gradients.inputs[5]) / second_moment(&gradients.inputs[25]);
        rows[3].push(growth.powf(1.0 / 20.0));
    }
    let names = ["E[x²] at the end", "rms ΔW, last", "rms ΔW, first", "growth per layer"];
    for (name, row) in names.iter().zip(&rows) {
        write!(out, "{name:16}")?;
        for value in row {
            write!(out, " {value:7.3}")?;
        }
        writeln!(out)?;
    }
    Ok(())
}

fn main() -> Result<(), Box<dyn Error>> {
    report(1, &mut io::stdout().lock())
}
