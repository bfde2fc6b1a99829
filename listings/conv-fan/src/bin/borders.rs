// SPDX-License-Identifier: MIT OR Apache-2.0
//! What zero padding costs in a deep stack of 3 x 3 convolutions with ReLUs
//! and Var w = 2 / (k²c): the mean square after each ReLU, averaged over the image.

use std::{error::Error, io};

use conv_fan::{Conv, Side};
use ndarray::Array1;

// ANCHOR: carry
/// `E[x²]`, averaged over a square image, after each of `depth` ReLUs.
/// One channel is enough, because all have equal means.
fn carry(size: usize, depth: usize) -> Result<Vec<f64>, conv_fan::Error> {
    let side = Side { padding: 1, ..Side::new(size, 3) };
    let sides = vec![side, side];
    let layer = Conv { in_channels: 1, out_channels: 1, groups: 1, sides };
    let wiring = layer.wiring()?;
    // 2 / (k²c) for c channels, of which the ReLU keeps one half: 1 / k².
    let variance = vec![1.0 / 9.0; wiring.weights()];
    let mut moments = Array1::ones(size * size);
    let mut means = Vec::with_capacity(depth);
    for _ in 0..depth {
        moments = wiring.apply(&variance, &moments.to_vec())?;
        means.push(moments.mean().unwrap_or(0.0));
    }
    Ok(means)
}
// ANCHOR_END: carry

/// Four sizes of image, thirty layers.
pub fn report(out: &mut impl io::Write) -> Result<(), Box<dyn Error>> {
    let sizes = [7, 14, 28, 56];
    let columns: Result<Vec<Vec<f64>>, _> =
        sizes.iter().map(|&size| carry(size, 30)).collect();
    let columns = columns?;
    writeln!(out, "E[x²], mean over S x S pixels")?;
    writeln!(out, "layer  S = 7     14     28     56")?;
    for layer in [1, 2, 5, 10, 20, 30] {
        write!(out, "{layer:5}")?;
        for column in &columns {
            write!(out, "{:7.3}", column[layer - 1])?;
        }
        writeln!(out)?;
    }
    write!(out, "limit")?;
    for size in sizes {
        let cosine = (std::f64::consts::PI / (size + 1) as f64).cos();
        write!(out, "{:7.3}", ((1.0 + 2.0 * cosine) / 3.0).powi(2))?;
    }
    writeln!(out)?;
    Ok(())
}

fn main() -> Result<(), Box<dyn Error>> {
    report(&mut io::stdout())
}
