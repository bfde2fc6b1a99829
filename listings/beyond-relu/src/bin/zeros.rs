// SPDX-License-Identifier: MIT OR Apache-2.0
//! A branch of two factors that starts at zero, learning: with one zero, and with two.

use std::io::{self, Write};

/// The factors before a step, their gradients, and what the branch puts out.
struct Step {
    output: f64,
    gradients: (f64, f64),
}

/// Steps of gradient descent at a rate of 0.1 for an output `a` · `b` that should be 1, with half
/// of the squared error as the loss.
fn learn(mut a: f64, mut b: f64, steps: usize) -> Vec<Step> {
    let mut all = Vec::new();
    for _ in 0..steps {
        let output = a * b;
        let gradients = ((output - 1.0) * b, (output - 1.0) * a);
        all.push(Step { output, gradients });
        (a, b) = (a - 0.1 * gradients.0, b - 0.1 * gradients.1);
    }
    all
}

/// Prints the first steps of both.
pub fn report(out: &mut impl Write) -> io::Result<()> {
    writeln!(out, "      a = 0, b = 1        a = 0, b = 0")?;
    writeln!(out, "step  a · b  Δa     Δb    a · b  Δa     Δb")?;
    let (one, two) = (learn(0.0, 1.0, 5), learn(0.0, 0.0, 5));
    for (step, (one, two)) in (1..).zip(one.iter().zip(&two)) {
        write!(out, "{step:4}")?;
        for Step { output, gradients: (a, b) } in [one, two] {
            // A zero has no sign here.
            write!(out, "  {output:5.2} {:5.2} {:5.2}", a + 0.0, b + 0.0)?;
        }
        writeln!(out)?;
    }
    Ok(())
}

fn main() -> io::Result<()> {
    report(&mut io::stdout().lock())
}
