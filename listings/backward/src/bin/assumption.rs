// SPDX-License-Identifier: MIT OR Apache-2.0
//! The gradient's second moment by layer, under two linear losses, the squared error, and the cross entropy of a
//! classifier.

use backward::{Activation, Design, Fan, Loss, moments};
use ndarray::{Array2, s};
use std::io::{self, Write};

const DRAWS: usize = 200;

/// Prints the second moments by distance from the loss.
pub fn report(seed: u64, out: &mut impl Write) -> io::Result<()> {
    let design = Design {
        widths: vec![64; 6],
        activation: Activation::Relu,
        fan: Fan::Out,
        gain: 2f64.sqrt(),
    };
    let sum = |g: Array2<f64>| Loss::Linear(Array2::ones(g.dim()));
    // Ten classes, and a head of Var w = 1/64: the first ten columns of what would be g.
    let classes = |g: Array2<f64>| Loss::CrossEntropy {
        head: g.slice(s![.., ..10]).t().to_owned() / 8.0,
        classes: (0..g.ncols()).map(|sample| sample % 10).collect(),
    };
    let losses = [Loss::Linear, Loss::Squared, sum, classes];
    let measured = losses.map(|loss| moments(&design, loss, DRAWS, seed));
    writeln!(out, "layers   random  squared   sum of    cross")?;
    writeln!(out, " below        g    error  outputs  entropy")?;
    let [random, squared, sum, entropy] = measured.map(|m| m.map_err(io::Error::other));
    let (random, squared, sum, entropy) = (random?, squared?, sum?, entropy?);
    for below in 0..5 {
        let at = |m: &backward::Moments| m.backward[4 - below];
        let (a, b, c) = (at(&random), at(&squared), at(&sum));
        let d = at(&entropy) / entropy.backward[4];
        writeln!(out, "{below:>6}{a:>9.2}{b:>9.2}{c:>9.2}{d:>9.2}")?;
    }
    writeln!(
        out,
        "E[Δx²], means over {DRAWS} networks; the last\ncolumn is divided by its first row"
    )
}

fn main() -> io::Result<()> {
    report(1, &mut io::stdout())
}
