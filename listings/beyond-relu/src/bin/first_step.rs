// SPDX-License-Identifier: MIT OR Apache-2.0
//! How far the first step moves the output of a network whose branches end in zeros.

use std::{
    error::Error,
    io::{self, Write},
};

use beyond_relu::{Branch, first_step};

/// Prints it for several depths, for branches of two and of three weights, with the others as
/// drawn and multiplied by Fixup's factor.
pub fn report(seed: u64, out: &mut impl Write) -> Result<(), Box<dyn Error>> {
    writeln!(out, "         2 weights        3 weights")?;
    writeln!(out, "blocks   (10)  × L^-1/2   (10)  × L^-1/4")?;
    for blocks in [4, 16, 64] {
        write!(out, "{blocks:6}")?;
        for layers in [2, 3] {
            let exponent = -1.0 / (2.0 * layers as f64 - 2.0);
            let fixup = (blocks as f64).powf(exponent);
            let moved = |inner| {
                let branch = Branch { layers, inner, last: 0.0 };
                first_step(branch, blocks, 256, seed)
            };
            write!(out, " {:6.2} {:9.2}", moved(1.0)?, moved(fixup)?)?;
        }
        writeln!(out)?;
    }
    Ok(())
}

fn main() -> Result<(), Box<dyn Error>> {
    report(1, &mut io::stdout().lock())
}
