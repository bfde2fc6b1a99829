// SPDX-License-Identifier: MIT OR Apache-2.0
//! Fifty linear layers in f32: the same matrices at three scales.

use std::{error::Error, io::Write};

use depth::{Draws, rms};

/// The rms by layer, and at the last layer sample by sample.
pub fn report(seed: u64, out: &mut impl Write) -> Result<(), Box<dyn Error>> {
    let draws = Draws::new(50, 256, 16, seed)?;
    let [one, hundredth, sixteenth] =
        [1.0, 0.01, 1.0 / 16.0].map(|std| draws.linear(std));
    writeln!(out, "rms of y, linear, width 256, f32")?;
    writeln!(out, "layer    std 1   std 0.01   std 1/16")?;
    for layer in [1, 2, 5, 10, 20, 30, 31, 32, 33, 34, 40, 50] {
        writeln!(
            out,
            "{layer:5} {:>8.1e} {:>10.1e} {:>10.2}",
            rms(&one[layer - 1]),
            rms(&hundredth[layer - 1]),
            rms(&sixteenth[layer - 1]),
        )?;
    }
    let last = &sixteenth[49];
    let mut by_sample: Vec<f32> =
        last.columns().into_iter().map(|y| y.dot(&y) / 256.0).collect();
    by_sample.sort_by(f32::total_cmp);
    writeln!(out, "\nstd 1/16, layer 50, sample by sample:")?;
    writeln!(out, "second moment from {:.2} to {:.2}", by_sample[0], by_sample[15])?;
    Ok(())
}

fn main() -> Result<(), Box<dyn Error>> {
    report(1, &mut std::io::stdout())
}
