// SPDX-License-Identifier: MIT OR Apache-2.0
//! A network of three weights in a row, whose product grows at a rate of 1.

use std::io::{self, Write};

/// Prints the steps after which each weight has doubled, until it is above 1.
pub fn report(out: &mut impl Write) -> io::Result<()> {
    writeln!(out, "after step  weight  next step adds")?;
    let (mut weight, mut shown) = (0.01_f64, 0.01);
    for step in 0.. {
        // The gradient of w₁ w₂ w₃ for one of them is the product of the other two.
        let add = weight * weight;
        if weight >= shown {
            writeln!(out, "{step:10}  {weight:6.3}  {add:14.4}")?;
            if weight > 1.0 {
                break;
            }
            shown = (2.0 * shown).min(1.0);
        }
        weight += add;
    }
    Ok(())
}

fn main() -> io::Result<()> {
    report(&mut io::stdout().lock())
}
