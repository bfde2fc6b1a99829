// SPDX-License-Identifier: MIT OR Apache-2.0
//! Fans of convolutions of every kind: read off the whole-image matrix, taken
//! from the weight's shape, and what the difference does to signal and gradient.

use std::{error::Error, io};

use conv_fan::{Conv, Side, Wiring, fans};
use ndarray::{Array1, Axis, Slice};
use rand::{SeedableRng, rngs::ChaCha8Rng};

/// A layer of the table. A transposed convolution runs its `conv` backwards.
struct Variant {
    name: &'static str,
    conv: Conv,
    transposed: bool,
}

/// The mean over all channels, and over the middle half of each side.
fn middle(values: &Array1<f64>, channels: usize, sides: &[usize]) -> f64 {
    let shape: Vec<usize> = [&[channels], sides].concat();
    let Ok(shaped) = values.to_shape(shape) else { return f64::NAN };
    let half = shaped.slice_each_axis(|side| {
        let edge = if side.axis == Axis(0) { 0 } else { side.len / 4 };
        Slice::from(edge..side.len - edge)
    });
    half.mean().unwrap_or(f64::NAN)
}

impl Variant {
    fn wiring(&self) -> Result<Wiring, conv_fan::Error> {
        let wiring = self.conv.wiring()?;
        Ok(if self.transposed { wiring.transposed() } else { wiring })
    }

    /// Means over the middle of the outputs and of the inputs.
    fn means(
        &self,
        of_outputs: &Array1<f64>,
        of_inputs: &Array1<f64>,
    ) -> Result<(f64, f64), conv_fan::Error> {
        let conv = &self.conv;
        let image: Vec<usize> = conv.sides.iter().map(|side| side.size).collect();
        let positions: Result<Vec<usize>, _> =
            conv.sides.iter().map(Side::positions).collect();
        let (mut outputs, mut inputs) =
            ((conv.out_channels, positions?), (conv.in_channels, image));
        if self.transposed {
            std::mem::swap(&mut outputs, &mut inputs);
        }
        Ok((
            middle(of_outputs, outputs.0, &outputs.1),
            middle(of_inputs, inputs.0, &inputs.1),
        ))
    }
}

fn variants() -> Vec<Variant> {
    let conv = |c, d, groups, side: Side, dimensions| Conv {
        in_channels: c,
        out_channels: d,
        groups,
        sides: vec![side; dimensions],
    };
    let three = Side { padding: 1, ..Side::new(8, 3) };
    let five = Side { padding: 2, ..Side::new(8, 5) };
    let stride = Side { stride: 2, ..three };
    let dilation = Side { dilation: 2, padding: 2, ..three };
    let four = Side { kernel: 4, ..stride };
    let plain = |name, conv| Variant { name, conv, transposed: false };
    vec![
        plain("1 to 32, 5x5", conv(1, 32, 1, five, 2)),
        plain("3 to 64, 3x3", conv(3, 64, 1, three, 2)),
        plain("  dilation 2", conv(3, 64, 1, dilation, 2)),
        plain("  stride 2", conv(3, 64, 1, stride, 2)),
        plain("16 to 32, 3x3", conv(16, 32, 1, three, 2)),
        plain("  4 groups", conv(16, 32, 4, three, 2)),
        plain("depthwise 64", conv(64, 64, 64, three, 2)),
        plain("1-D, 3 to 64", conv(3, 64, 1, three, 1)),
        plain("3-D, 2 to 4", conv(2, 4, 1, three, 3)),
        Variant { name: "transposed *", conv: conv(16, 8, 1, four, 2), transposed: true },
    ]
}

/// Two tables: the counts, and the mean squares that follow from them.
pub fn report(seed: u64, out: &mut impl io::Write) -> Result<(), Box<dyn Error>> {
    let mut rng = ChaCha8Rng::seed_from_u64(seed);
    writeln!(out, "                matrix   shape of W")?;
    writeln!(out, "layer           n    n̂    in   out")?;
    let mut second = String::new();
    for variant in variants() {
        let wiring = variant.wiring()?;
        let matrix = wiring.matrix(&vec![1.0; wiring.weights()])?;
        let (rows, columns) = fans(&matrix);
        let counts = (rows.mapv(|n| n as f64), columns.mapv(|n| n as f64));
        let (n, n_hat) = variant.means(&counts.0, &counts.1)?;
        let (shape_in, shape_out) = variant.conv.shape_fans()?;
        let name = variant.name;
        writeln!(out, "{name:13} {n:3}  {n_hat:3}  {shape_in:4}  {shape_out:4}")?;

        let draws = 2_500_000 / wiring.connections().len();
        let back = wiring.transposed();
        let forward = wiring.mean_squares(1.0 / shape_in as f64, draws, &mut rng)?;
        let back = back.mean_squares(1.0 / shape_out as f64, draws, &mut rng)?;
        let (y, dx) = variant.means(&forward, &back)?;
        let (y_theory, dx_theory) = (n / shape_in as f64, n_hat / shape_out as f64);
        second +=
            &format!("{name:13} {y_theory:5.3} {y:5.3}  {dx_theory:5.3} {dx:5.3}\n");
    }
    writeln!(out, "\n              E[y²] by     E[Δx²] by")?;
    writeln!(out, "              W's fan_in   W's fan_out")?;
    writeln!(out, "layer         theory run   theory run")?;
    writeln!(out, "{second}\n* 8 to 16, 4x4, stride 2")?;
    Ok(())
}

fn main() -> Result<(), Box<dyn Error>> {
    report(2, &mut io::stdout())
}
