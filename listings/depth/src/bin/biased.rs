// SPDX-License-Identifier: MIT OR Apache-2.0
//! PyTorch's default weights with its default biases: what the rms hides.

use std::{error::Error, io::Write};

use depth::{Distribution, Stack, deviation_across_samples, second_moment};

/// The rms and the deviation across samples by layer.
pub fn report(seed: u64, out: &mut impl Write) -> Result<(), Box<dyn Error>> {
    let width = 256;
    let default = Distribution::Uniform(1.0 / 16.0); // 1/√256
    let stack = Stack { depth: 30, width, samples: 100, weight: default, bias: default };
    let y = stack.forward(seed)?;
    writeln!(out, "width {width}, 100 samples, default biases")?;
    writeln!(out, "layer     rms   deviation across samples")?;
    for layer in [1, 2, 3, 4, 5, 8, 10, 15, 20, 30] {
        writeln!(
            out,
            "{layer:5}  {:.4}   {:.1e}",
            second_moment(&y[layer - 1]).sqrt(),
            deviation_across_samples(&y[layer - 1]),
        )?;
    }
    let floor = (2.0 / (5.0 * width as f64)).sqrt();
    writeln!(out, "floor  {floor:.4}   none")?;
    Ok(())
}

fn main() -> Result<(), Box<dyn Error>> {
    report(1, &mut std::io::stdout())
}
