// SPDX-License-Identifier: MIT OR Apache-2.0
//! How much of the second moment of four numbers three activations leave.

use std::{
    error::Error,
    io::{self, Write},
};

use beyond_relu::named;

/// Prints the share that is left of -3, -1, 1 and 3, and of the same numbers smaller and larger.
pub fn report(out: &mut impl Write) -> Result<(), Box<dyn Error>> {
    writeln!(out, "four numbers      ReLU   GELU   tanh")?;
    for (scale, words) in
        [(0.1, "±0.1 and ±0.3"), (1.0, "±1 and ±3"), (10.0, "±10 and ±30")]
    {
        let numbers = [-3.0, -1.0, 1.0, 3.0].map(|x| scale * x);
        write!(out, "{words:<15}")?;
        for name in ["ReLU", "GELU", "tanh"] {
            let f = named(name)?.value;
            let squares = |f: &dyn Fn(f64) -> f64| -> f64 {
                numbers.iter().map(|&x| f(x).powi(2)).sum()
            };
            write!(out, "  {:.3}", squares(&f) / squares(&|x| x))?;
        }
        writeln!(out)?;
    }
    Ok(())
}

fn main() -> Result<(), Box<dyn Error>> {
    report(&mut io::stdout().lock())
}
