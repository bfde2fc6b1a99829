// SPDX-License-Identifier: MIT OR Apache-2.0
//! What each activation passes, and its gains.

use std::{
    error::Error,
    io::{self, Write},
};

use beyond_relu::{ACTIVATIONS, Activation, chi, gain, gaussian_mean, stability};

/// Prints `E[f²]`, the gain that keeps the signal, what that gain does to the gradient, and to
/// a small error.
pub fn report(out: &mut impl Write) -> Result<(), Box<dyn Error>> {
    writeln!(out, "f                   E[f²]    gain     chi  stab.")?;
    for activation in ACTIVATIONS {
        let Activation { name, value: f, slope } = *activation;
        let (passed, gain) = (gaussian_mean(|z| f(z) * f(z)), gain(f)?);
        let (chi, stability) = (chi(f, slope)?, stability(f, slope)?);
        writeln!(out, "{name:15}  {passed:.6}  {gain:.4}  {chi:.4}  {stability:.3}")?;
    }
    Ok(())
}

fn main() -> Result<(), Box<dyn Error>> {
    report(&mut io::stdout().lock())
}
