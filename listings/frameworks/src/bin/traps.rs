// SPDX-License-Identifier: MIT OR Apache-2.0
//! Each trap: what comes out, what is right, and how wrong the weights are.

use std::{
    error::Error,
    io::{self, Write},
};

use frameworks::traps::*;
use rand::{SeedableRng, rngs::ChaCha8Rng};

/// Prints the two fans of each trap and the factor on std, then the rest.
pub fn report(seed: u64, out: &mut impl Write) -> Result<(), Box<dyn Error>> {
    writeln!(out, "fan                     read  right   std is")?;
    for (name, (read, right)) in [
        ("grouped, fan_out", grouped()?),
        ("depthwise (Keras)", depthwise()?),
        ("transposed, stride 2", transposed()?),
        ("(in, out) as (out, in)", in_out()?),
        ("attention (Keras)", attention()?),
        ("q, k, v in one", packed()?),
    ] {
        let factor = (right / read).sqrt();
        writeln!(out, "{name:22} {read:5}  {right:5}  × {factor:.3}")?;
    }
    let (cut, widened) = truncated(&mut ChaCha8Rng::seed_from_u64(seed))?;
    writeln!(out, "\nnormal cut off at 2 std: × {cut:.3} per layer,")?;
    writeln!(out, "× {:.1e} after 30; widened: × {widened:.3}\n", cut.powi(30))?;
    for std in [1.0, 0.02] {
        let at = pytorch_cuts_at(std);
        writeln!(out, "PyTorch, std {std}: cut off at {at:.0} std")?;
    }
    writeln!(out)?;
    for refused in [bias(), empty()] {
        let Err(error) = refused else { continue };
        writeln!(
            out,
            "refused: {}",
            error.to_string().replace(", this", ",\n         this")
        )?;
    }
    let ones = rounded_to_1(1_000_000);
    writeln!(out, "\nof a million numbers below 1, {ones} are 1\nin bfloat16")?;
    Ok(())
}

fn main() -> Result<(), Box<dyn Error>> {
    report(1, &mut io::stdout().lock())
}
