// SPDX-License-Identifier: MIT OR Apache-2.0
//! Each assumption of the derivation, switched off.

use std::io::{Result, Write, stdout};

use equation_10::{Unit, after_relu, relu, second_moment};
use rand::{SeedableRng, rngs::ChaCha8Rng};

/// How many units are drawn for each row, each with inputs of its own.
pub const UNITS: usize = 50_000;

/// What is switched off in each row: a name, the number of inputs, the unit, and whether all its
/// inputs are one and the same number.
pub const ROWS: [(&str, usize, Unit, bool); 8] = [
    ("nothing", 16, Unit::SOUND, false),
    ("A1 bias of 1", 16, Unit { bias: 1.0, ..Unit::SOUND }, false),
    ("A2 w knows x", 16, Unit { knows: true, ..Unit::SOUND }, false),
    ("A3 w has mean", 64, Unit { mean: 0.1, ..Unit::SOUND }, false),
    ("A4 w skewed", 2, Unit { positive: 0.1, ..Unit::SOUND }, false),
    ("A4 w skewed", 16, Unit { positive: 0.1, ..Unit::SOUND }, false),
    ("A4 w skewed", 64, Unit { positive: 0.1, ..Unit::SOUND }, false),
    ("inputs equal", 16, Unit::SOUND, true),
];

/// Measures `E[y²]` and the share of it that the ReLU passes on.
pub fn measure(n: usize, unit: &Unit, equal: bool, rng: &mut ChaCha8Rng) -> (f64, f64) {
    let mut draw = || {
        let x = if equal { vec![after_relu(1, rng)[0]; n] } else { after_relu(n, rng) };
        unit.y(&x, rng)
    };
    let y: Vec<f64> = (0..UNITS).map(|_| draw()).collect();
    let x: Vec<f64> = y.iter().copied().map(relu).collect();
    let moment = second_moment(&y);
    (moment, second_moment(&x) / moment)
}

/// Prints `E[y²]`, which (7) wants to be 1, what it is with the term that the switch brings back,
/// and the share of it that the ReLU passes on, which (8) wants to be ½.
pub fn report(seed: u64, out: &mut impl Write) -> Result<()> {
    let mut rng = ChaCha8Rng::seed_from_u64(seed);
    writeln!(out, "switched off    n   E[y²]  exact  passed")?;
    for (name, n, unit, equal) in ROWS {
        let (moment, passed) = measure(n, &unit, equal, &mut rng);
        let exact: f64 = unit.terms(n).iter().sum();
        writeln!(out, "{name:<13} {n:3}  {moment:6.2} {exact:6.2}  {passed:6.2}")?;
    }
    Ok(())
}

fn main() -> Result<()> {
    report(3, &mut stdout().lock())
}
