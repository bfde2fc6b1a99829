// SPDX-License-Identifier: MIT OR Apache-2.0
//! Sends a gradient of mean square 1 back through a convolution whose weights
//! have the variance 1 / n̂, for three ideas of what n̂ is.

use std::{error::Error, io};

use conv_fan::{Conv, Side};
use rand::{SeedableRng, rngs::ChaCha8Rng};

// ANCHOR: report
/// 3 channels, 64 filters of 3 x 3: three candidates for n̂.
pub fn report(seed: u64, out: &mut impl io::Write) -> Result<(), Box<dyn Error>> {
    let mut rng = ChaCha8Rng::seed_from_u64(seed);
    // One pixel amid zeros: the kernel passes over it with all its weights.
    let side = Side { padding: 2, ..Side::new(1, 3) };
    let sides = vec![side, side];
    let layer = Conv { in_channels: 3, out_channels: 64, groups: 1, sides };
    let way_back = layer.wiring()?.transposed();
    // The same draws for all three: a variance is only a factor.
    let at_variance_1 = way_back.mean_squares(1.0, 1500, &mut rng)?;
    let measured = at_variance_1.mean().unwrap_or(0.0);
    writeln!(out, "  n̂    E[Δx²] if Var w = 1/n̂")?;
    for count in [64, 576, 1728] {
        writeln!(out, "{count:4}    {:.2}", measured / count as f64)?;
    }
    Ok(())
}
// ANCHOR_END: report

fn main() -> Result<(), Box<dyn Error>> {
    report(1, &mut io::stdout())
}
