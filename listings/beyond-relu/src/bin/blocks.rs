// SPDX-License-Identifier: MIT OR Apache-2.0
//! Residual blocks: the signal, and what the first step does to it.

use std::{
    error::Error,
    io::{self, Write},
};

use beyond_relu::{Branch, first_step, residual};

/// Prints the second moment after blocks with three kinds of branches, then how far one step
/// moves networks of several depths.
pub fn report(seed: u64, out: &mut impl Write) -> Result<(), Box<dyn Error>> {
    // ANCHOR: signal
    let he = Branch { layers: 2, inner: 1.0, last: 1.0 };
    let scaled = Branch { last: 1.0 / 16_f64.sqrt(), ..he };
    let zero = Branch { last: 0.0, ..he };
    // ANCHOR_END: signal
    let run = |branch| residual(branch, 16, 256, seed);
    let (he, scaled, zero) = (run(he)?, run(scaled)?, run(zero)?);
    writeln!(out, "block  as (10)  last / √16  last = 0")?;
    for block in [1, 2, 4, 8, 16] {
        let [a, b, c] = [&he, &scaled, &zero].map(|moments| moments[block - 1]);
        writeln!(out, "{block:5} {a:8.1} {b:11.2} {c:9.2}")?;
    }
    writeln!(out, "\nfirst step, last = 0:  m = 2          m = 3")?;
    writeln!(out, "blocks   inner =   1  L^-1/2      1  L^-1/4")?;
    for blocks in [4, 16, 64] {
        write!(out, "{blocks:6}         ")?;
        for layers in [2, 3] {
            let exponent = -1.0 / (2.0 * layers as f64 - 2.0);
            let fixup = (blocks as f64).powf(exponent);
            for inner in [1.0, fixup] {
                let branch = Branch { layers, inner, last: 0.0 };
                let moved = first_step(branch, blocks, 256, seed)?;
                write!(out, " {moved:6.2}")?;
            }
        }
        writeln!(out)?;
    }
    Ok(())
}

fn main() -> Result<(), Box<dyn Error>> {
    report(1, &mut io::stdout().lock())
}
