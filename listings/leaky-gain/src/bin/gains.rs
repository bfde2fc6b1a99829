// SPDX-License-Identifier: MIT OR Apache-2.0
//! The table of gains, and what the ReLU's gain would do in their place.

use std::{
    error::Error,
    io::{Write, stdout},
};

use leaky_gain::{gain, theory};

/// Prints the gain of some slopes, and by how much the second moment grows from `y_1` to `y_30`,
/// over 29 layers, if the weights are made for a ReLU.
pub fn report(out: &mut impl Write) -> Result<(), Box<dyn Error>> {
    let relu = gain(0.0)?;
    writeln!(out, "slope    gain       y_30 / y_1, gain √2")?;
    for (name, a) in [
        ("0", 0.0),
        ("0.01", 0.01),
        ("0.1", 0.1),
        ("0.25", 0.25),
        ("-0.25", -0.25),
        ("1", 1.0),
    ] {
        let grown = theory(a, relu, 30)? / theory(a, relu, 1)?;
        let grown =
            if grown < 1e3 { format!("{grown:.3}") } else { format!("{grown:.2e}") };
        writeln!(out, "{name:<5}    {:.6}   {grown}", gain(a)?)?;
    }
    Ok(())
}

fn main() -> Result<(), Box<dyn Error>> {
    report(&mut stdout().lock())
}
