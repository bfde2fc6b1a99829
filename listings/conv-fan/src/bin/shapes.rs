// SPDX-License-Identifier: MIT OR Apache-2.0
//! How long everything is in two layers, and what the whole-image matrix says.

use std::{error::Error, io};

use conv_fan::{Conv, Side, fans};
use ndarray::Array1;

/// Non-zeros of the fullest row and of the fullest column.
fn read_off(layer: &Conv) -> Result<(usize, usize), conv_fan::Error> {
    let wiring = layer.wiring()?;
    let matrix = wiring.matrix(&vec![1.0; wiring.weights()])?;
    let (rows, columns) = fans(&matrix);
    let most = |counts: Array1<usize>| counts.into_iter().max().unwrap_or(0);
    Ok((most(rows), most(columns)))
}

/// The lesson's layer, where two numbers coincide, and one where they part.
pub fn report(out: &mut impl io::Write) -> Result<(), Box<dyn Error>> {
    writeln!(out, "filters    patch   y     W    counted")?;
    writeln!(out, "c to d, k    k²c   d  dk²c    in  out")?;
    for (c, d, k) in [(1, 32, 5), (3, 64, 3), (16, 32, 3), (32, 16, 3)] {
        let side = Side { padding: k / 2, ..Side::new(8, k) };
        let layer =
            Conv { in_channels: c, out_channels: d, groups: 1, sides: vec![side, side] };
        let (row, column) = read_off(&layer)?;
        let (patch, weights) = (k * k * c, layer.wiring()?.weights());
        let name = format!("{c} to {d}, {k}");
        writeln!(out, "{name:12} {patch:3} {d:3} {weights:5}  {row:4} {column:4}")?;
    }
    Ok(())
}

fn main() -> Result<(), Box<dyn Error>> {
    report(&mut io::stdout())
}
