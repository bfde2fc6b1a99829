// SPDX-License-Identifier: MIT OR Apache-2.0
//! Four numbers before and after a leaky ReLU of slope 1/2.

use std::io::{Result, Write, stdout};

use leaky_gain::{leaky_relu, parts};

/// Prints the numbers, their squares, and the mean of the squares by side.
pub fn report(out: &mut impl Write) -> Result<()> {
    let (y, a) = ([-3.0, -1.0, 1.0, 3.0], 0.5);
    let row = |values: [f64; 4]| values.map(|value| format!("{value:6}")).concat();
    writeln!(out, "y        {}", row(y))?;
    writeln!(out, "y²       {}", row(y.map(|y| y * y)))?;
    writeln!(out, "f(y)     {}", row(y.map(|y| leaky_relu(y, a))))?;
    writeln!(out, "f(y)²    {}", row(y.map(|y| leaky_relu(y, a).powi(2))))?;
    for (name, a) in [("before", 1.0), ("after", a)] {
        let (above, below) = parts(&y, a);
        writeln!(out, "{name:<7}{below:6} + {above} = {}", below + above)?;
    }
    Ok(())
}

fn main() -> Result<()> {
    report(&mut stdout().lock())
}
