// SPDX-License-Identifier: MIT OR Apache-2.0
//! `rand` for `randn`: weights from 0 to 1 instead of around 0.

use std::io::{Result, Write, stdout};

use one_over_n::{neuron, normal, variance};
use rand::{RngExt, SeedableRng, rngs::ChaCha8Rng};

/// Prints `E[z²]` for weights that are uniform from 0 to 1 and then divided by √n,
/// beside weights of the same variance that are centered; inputs have mean 1 and variance 1.
pub fn report(seed: u64, out: &mut impl Write) -> Result<()> {
    let mut rng = ChaCha8Rng::seed_from_u64(seed);
    writeln!(out, "    n   E[z²] rand  centered")?;
    for n in [16, 64, 256, 1024] {
        let scale = 1.0 / (n as f64).sqrt();
        // ANCHOR: moment
        let mut moment = |shift: f64| {
            let draw = |rng: &mut ChaCha8Rng| (rng.random::<f64>() - shift) * scale;
            let z: Vec<f64> = (0..1000)
                .map(|_| {
                    let w: Vec<f64> = (0..n).map(|_| draw(&mut rng)).collect();
                    neuron(&w, &normal(n, 1.0, 1.0, &mut rng))
                })
                .collect();
            let mean = z.iter().sum::<f64>() / z.len() as f64;
            variance(&z) + mean * mean
        };
        // ANCHOR_END: moment
        writeln!(out, "{n:5}   {:10.2}   {:7.2}", moment(0.0), moment(0.5))?;
    }
    Ok(())
}

fn main() -> Result<()> {
    report(1, &mut stdout().lock())
}
