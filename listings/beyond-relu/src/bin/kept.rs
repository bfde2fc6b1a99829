// SPDX-License-Identifier: MIT OR Apache-2.0
//! What a kept mean does not keep: one network's size, and the angle between two inputs.

use std::{
    error::Error,
    io::{self, Write},
};

use beyond_relu::{angles, log_spread, next_cosine};

/// Prints the spread of ln |x|² over 1000 networks of 30 layers, then a cosine by layer.
pub fn report(seed: u64, out: &mut impl Write) -> Result<(), Box<dyn Error>> {
    writeln!(out, "30 layers   mean of ln|x|²      its variance")?;
    writeln!(out, "width     measured -5L/2n   measured   5L/n")?;
    for width in [32, 64, 128, 256, 512] {
        let (mean, variance) = log_spread(width, 30, 1000, seed)?;
        let sum = 5.0 * 30.0 / width as f64;
        let half = -sum / 2.0;
        writeln!(out, "{width:5}     {mean:8.2} {half:6.2}   {variance:8.2} {sum:6.2}")?;
    }
    writeln!(out, "\ncosine of two inputs, orthogonal at first")?;
    writeln!(out, "layer   256 wide  1024 wide  theory")?;
    let (narrow, wide) = (angles(256, 50, seed)?, angles(1024, 50, seed)?);
    let mut theory = 0.0;
    for layer in 1..=50 {
        theory = next_cosine(theory);
        if [1, 2, 5, 10, 20, 50].contains(&layer) {
            let (a, b) = (narrow[layer - 1], wide[layer - 1]);
            writeln!(out, "{layer:5}   {a:8.3} {b:10.3} {theory:7.3}")?;
        }
    }
    Ok(())
}

fn main() -> Result<(), Box<dyn Error>> {
    report(1, &mut io::stdout().lock())
}
