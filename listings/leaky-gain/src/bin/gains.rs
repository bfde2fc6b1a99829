// SPDX-License-Identifier: MIT OR Apache-2.0
//! The table of gains, and what the ReLU's gain would do in their place.

use std::{
    error::Error,
    io::{Write, stdout},
};

use leaky_gain::{gain, theory};

/// Prints the gain of some slopes, and what is left of the second moment after 30 layers
/// if the weights are made for a ReLU.
pub fn report(out: &mut impl Write) -> Result<(), Box<dyn Error>> {
    writeln!(out, "slope   gain(a)        with ReLU's, y_1 to y_30")?;
    for (name, a) in [
        ("0", 0.0),
        ("0.01", 0.01),
        ("0.1", 0.1),
        ("0.25", 0.25),
        ("1", 1.0),
        ("√5", 5f64.sqrt()),
        ("-0.25", -0.25),
    ] {
        let grown = theory(a, 0.0, 30)? / theory(a, 0.0, 1)?;
        writeln!(out, "{name:<5}   {:.10}   × {grown:.3e}", gain(a)?)?;
    }
    Ok(())
}

fn main() -> Result<(), Box<dyn Error>> {
    report(&mut stdout().lock())
}
