// SPDX-License-Identifier: MIT OR Apache-2.0
//! What each mode does to the signal and to the gradient, from 16 units to 128.

use backward::{Activation, Design, Error, Fan, Loss, moments};
use std::io::{self, Write};

const SHORT: [usize; 4] = [16, 32, 64, 128];
const LONG: [usize; 7] = [16, 16, 32, 32, 64, 64, 128];
const DRAWS: usize = 100;

/// Prints the two factors of each mode for a short and a long stack.
pub fn report(seed: u64, out: &mut impl Write) -> io::Result<()> {
    for stack in [&SHORT[..], &LONG[..]] {
        let layers = stack.len();
        writeln!(out, "{layers} layers, d_1 = 16 to d_{layers} = 128")?;
        writeln!(out, "{:8}{:>10}{:>10}", "mode", "signal", "gradient")?;
        for (name, fan) in [("fan_in", Fan::In), ("fan_out", Fan::Out)] {
            let (signal, gradient) =
                factors(stack, fan, seed).map_err(io::Error::other)?;
            writeln!(out, "{name:8}{signal:>10.2}{gradient:>10.2}")?;
        }
        writeln!(out)?;
    }
    writeln!(out, "signal:   E[y_L²] / E[y_1²]")?;
    writeln!(out, "gradient: E[Δx_2²] / E[Δx_(L+1)²]")?;
    writeln!(out, "means over {DRAWS} networks")
}

fn factors(stack: &[usize], fan: Fan, seed: u64) -> Result<(f64, f64), Error> {
    let widths = [&[16], stack].concat();
    let gain = 2f64.sqrt();
    let design = Design { widths, activation: Activation::Relu, fan, gain };
    let measured = moments(&design, Loss::Linear, DRAWS, seed)?;
    let (first_y, last_y) = ends(&measured.forward);
    let (first_delta, last_delta) = ends(&measured.backward);
    Ok((last_y / first_y, first_delta / last_delta))
}

fn ends(values: &[f64]) -> (f64, f64) {
    let end = |value: Option<&f64>| value.copied().unwrap_or(f64::NAN);
    (end(values.first()), end(values.last()))
}

fn main() -> io::Result<()> {
    report(1, &mut io::stdout())
}
