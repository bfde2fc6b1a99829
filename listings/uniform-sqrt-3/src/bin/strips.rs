// SPDX-License-Identifier: MIT OR Apache-2.0
//! The mean square of the middles of strips between -1 and 1.

use std::io::{Result, Write, stdout};

use uniform_sqrt_3::{mean_square, middles};

// ANCHOR: report
/// Prints the mean square for more and more strips, and how far it is below a third.
pub fn report(out: &mut impl Write) -> Result<()> {
    writeln!(out, "strips  mean square   short of 1/3 by")?;
    for count in [1, 2, 4, 8, 16, 32, 1000] {
        let mean = mean_square(&middles(1.0, count));
        writeln!(out, "{count:6}  {mean:11.6}   {:15.6}", 1.0 / 3.0 - mean)?;
    }
    Ok(())
}
// ANCHOR_END: report

fn main() -> Result<()> {
    report(&mut stdout().lock())
}
