// SPDX-License-Identifier: MIT OR Apache-2.0
//! The connections out of each pixel of an 8 x 8 image, for one filter of
//! 3 x 3 with one zero of padding, at stride 1 and at stride 2.

use std::{error::Error, io};

use conv_fan::{Conv, Side, fans};
use ndarray::Array1;

/// Non-zeros of each column for an 8 x 8 image, 3 x 3, padding 1.
fn columns(stride: usize) -> Result<Array1<usize>, conv_fan::Error> {
    let side = Side { stride, padding: 1, ..Side::new(8, 3) };
    let layer =
        Conv { in_channels: 1, out_channels: 1, groups: 1, sides: vec![side, side] };
    let wiring = layer.wiring()?;
    let matrix = wiring.matrix(&vec![1.0; wiring.weights()])?;
    Ok(fans(&matrix).1)
}

/// The two maps side by side, with their sums and means.
pub fn report(out: &mut impl io::Write) -> Result<(), Box<dyn Error>> {
    let maps = [columns(1)?, columns(2)?];
    writeln!(out, "stride 1            stride 2")?;
    for row in 0..8 {
        let lines = maps.each_ref().map(|map| {
            let digits = map.iter().skip(8 * row).take(8).map(usize::to_string);
            digits.collect::<Vec<_>>().join(" ")
        });
        writeln!(out, "{}     {}", lines[0], lines[1])?;
    }
    for (name, value) in [
        ("sum ", maps.each_ref().map(|map| map.sum() as f64)),
        ("mean", maps.each_ref().map(|map| map.sum() as f64 / 64.0)),
    ] {
        writeln!(out, "{name} {:<10}     {name} {}", value[0], value[1])?;
    }
    Ok(())
}

fn main() -> Result<(), Box<dyn Error>> {
    report(&mut io::stdout())
}
