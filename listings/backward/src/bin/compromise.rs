// SPDX-License-Identifier: MIT OR Apache-2.0
//! Glorot and Bengio's three variances in a stack that widens and narrows.

use backward::{Activation, Design, Fan, Loss, moments, predict};
use std::io::{self, Write};

const WIDTHS: [usize; 10] = [16, 16, 64, 16, 64, 16, 64, 16, 64, 16];
const DRAWS: usize = 80;

/// Prints measured and predicted second moments at the far ends.
pub fn report(seed: u64, out: &mut impl Write) -> io::Result<()> {
    let root = 2f64.sqrt();
    let rows = [
        ("1/in, linear", Fan::In, 1.0, Activation::Linear),
        ("2/(in+out), linear", Fan::Average, 1.0, Activation::Linear),
        ("2/(in+out), ReLU", Fan::Average, 1.0, Activation::Relu),
        ("4/(in+out), ReLU", Fan::Average, root, Activation::Relu),
    ];
    writeln!(out, "{:20}{:>10}{:>10}", "Var w =", "E[y_9²]", "E[Δx_2²]")?;
    for (name, fan, gain, activation) in rows {
        let widths = WIDTHS.to_vec();
        let design = Design { widths, activation, fan, gain };
        writeln!(out, "{name}")?;
        let measured = moments(&design, Loss::Linear, DRAWS, seed);
        for (what, m) in [("measured", measured), ("(9), (13)", predict(&design))] {
            let m = m.map_err(io::Error::other)?;
            let (y, delta) = (m.forward[8], m.backward[0]);
            writeln!(out, "  {what:18}{y:>10.5}{delta:>10.5}")?;
        }
    }
    writeln!(out, "means over {DRAWS} networks")
}

fn main() -> io::Result<()> {
    report(1, &mut io::stdout())
}
