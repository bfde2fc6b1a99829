// SPDX-License-Identifier: MIT OR Apache-2.0
//! Where the second moment goes in a wide stack that does not begin at 1.

use std::{
    error::Error,
    io::{self, Write},
};

use beyond_relu::{gain, named, next_moment};

/// Prints the second moment of y by layer, from a quarter and from 4.
pub fn report(out: &mut impl Write) -> Result<(), Box<dyn Error>> {
    let row =
        |name, gain: f64| -> Result<(&str, f64), Box<dyn Error>> { Ok((name, gain)) };
    let own = |name| row(name, gain(named(name)?.value)?);
    writeln!(out, "f          gain   start  layer 5  layer 50")?;
    for (name, gain) in [
        own("ReLU")?,
        own("tanh")?,
        row("tanh", 5.0 / 3.0)?,
        own("SELU")?,
        own("SiLU")?,
        own("GELU")?,
    ] {
        let f = named(name)?.value;
        for start in [0.25, 4.0] {
            let mut q = vec![start];
            for layer in 0..50 {
                q.push(next_moment(f, gain * gain, q[layer]));
            }
            let [five, fifty] = [q[5], q[50]];
            writeln!(out, "{name:8} {gain:6.4}  {start:6} {five:8.3} {fifty:9.1e}")?;
        }
    }
    Ok(())
}

fn main() -> Result<(), Box<dyn Error>> {
    report(&mut io::stdout().lock())
}
