// SPDX-License-Identifier: MIT OR Apache-2.0
//! PyTorch's default weights with its default biases: what the rms hides.

use std::{error::Error, io::Write};

use depth::{Distribution, Stack, deviation_across_samples, second_moment};

/// The rms and the spread across samples by layer.
pub fn report(seed: u64, out: &mut impl Write) -> Result<(), Box<dyn Error>> {
    let width = 256;
    let default = Distribution::Uniform(1.0 / 16.0); // 1/√256
    let stack = Stack { depth: 30, width, samples: 100, weight: default, bias: default };
    let y = stack.forward(seed)?;
    writeln!(out, "width {width}, 100 samples, default biases")?;
    writeln!(out, "layer     rms   spread across samples")?;
    for layer in [1, 2, 3, 4, 5, 8, 10, 15, 20, 30] {
        writeln!(
            out,
            "{layer:5}  {:.4}   {:.1e}",
            second_moment(&y[layer - 1]).sqrt(),
            deviation_across_samples(&y[layer - 1]),
        )?;
    }
    let floor = (2.0 / (5.0 * width as f64)).sqrt();
    writeln!(out, "floor  {floor:.4}")?;
    let spread: Vec<f64> = y.iter().map(deviation_across_samples).collect();
    let steps = spread.windows(2).map(|pair| pair[0] / pair[1]);
    let slow = steps.filter(|factor| *factor < 6f64.sqrt()).count();
    writeln!(out, "spread falls less than √6 in {slow} of {} steps", spread.len() - 1)?;
    Ok(())
}

fn main() -> Result<(), Box<dyn Error>> {
    report(1, &mut std::io::stdout())
}
