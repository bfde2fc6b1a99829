// SPDX-License-Identifier: MIT OR Apache-2.0
//! Residual blocks, and what they make of the signal.

use std::{
    error::Error,
    io::{self, Write},
};

use beyond_relu::{Branch, residual};

/// Prints the second moment after blocks with three kinds of branches.
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
    Ok(())
}

fn main() -> Result<(), Box<dyn Error>> {
    report(1, &mut io::stdout().lock())
}
