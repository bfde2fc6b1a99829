// SPDX-License-Identifier: MIT OR Apache-2.0
//! The gradient's second moment where Δx is independent of W, and where not.

use backward::{Activation, Design, Fan, Loss, moments};
use std::io::{self, Write};

const DRAWS: usize = 60;

/// Prints the second moments by distance from the loss.
pub fn report(seed: u64, out: &mut impl Write) -> io::Result<()> {
    let design = Design {
        widths: vec![64; 6],
        activation: Activation::Relu,
        fan: Fan::Out,
        gain: 2f64.sqrt(),
    };
    let measure = |loss| moments(&design, loss, DRAWS, seed);
    let linear = measure(Loss::Linear).map_err(io::Error::other)?;
    let squared = measure(Loss::Squared).map_err(io::Error::other)?;
    writeln!(out, "{:>12}{:>10}{:>10}", "layers", "linear", "squared")?;
    writeln!(out, "{:>12}{:>10}{:>10}", "below loss", "loss", "error")?;
    let pairs = linear.backward.iter().zip(&squared.backward).rev();
    for (below, (a, b)) in pairs.enumerate() {
        writeln!(out, "{below:>12}{a:>10.2}{b:>10.2}")?;
    }
    writeln!(out, "E[Δx²], means over {DRAWS} networks")
}

fn main() -> io::Result<()> {
    report(1, &mut io::stdout())
}
