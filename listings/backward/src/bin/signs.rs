// SPDX-License-Identifier: MIT OR Apache-2.0
//! All 65,536 networks of four layers of two units whose weights are 1 or -1, in exact fractions.

use backward::count_signs;
use std::io::{self, Write};

/// Prints what was counted, layer by layer.
pub fn report(out: &mut impl Write) -> io::Result<()> {
    let counted = count_signs(&[1, 2], 4).map_err(io::Error::other)?;
    writeln!(out, "{:>2}{:>10}{:>12}{:>12}", "l", "E[y_l²]", "P(x_l≠0)", "E[Δx_l²]")?;
    let rows = counted.forward.iter().zip(&counted.alive).zip(&counted.backward);
    for (index, ((forward, alive), backward)) in rows.enumerate() {
        writeln!(out, "{:>2}{forward:>10}{alive:>12}{backward:>12}", index + 1)?;
    }
    Ok(())
}

fn main() -> io::Result<()> {
    report(&mut io::stdout())
}
