// SPDX-License-Identifier: MIT OR Apache-2.0
//! Each assumption of the derivation, switched off.

use std::io::{Result, Write, stdout};

use equation_10::{Distribution, relu, second_moment};
use rand::{Rng, RngExt, SeedableRng, rngs::ChaCha8Rng};

/// How many units are drawn for each row, each with inputs of its own.
pub const UNITS: usize = 20_000;

// ANCHOR: skewed
/// Mean 0 and variance 1, but 9 of 10 draws are negative.
pub fn skewed(rng: &mut impl Rng) -> f64 {
    if rng.random_bool(0.1) { 3.0 } else { -1.0 / 3.0 }
}
// ANCHOR_END: skewed

/// What a unit does: from the inputs and a source of chance to its response.
pub type Unit = fn(&[f64], &mut ChaCha8Rng) -> f64;

// ANCHOR: units
/// y = Σ w x with `Var[w] = 2/n`, as equation (7) wants it.
pub fn sound(x: &[f64], rng: &mut ChaCha8Rng) -> f64 {
    let std = (2.0 / x.len() as f64).sqrt();
    x.iter().map(|x| std * Distribution::Normal.sample(rng) * x).sum()
}

/// A1 off: every weight is a tenth of its standard deviation too large.
pub fn off_center(x: &[f64], rng: &mut ChaCha8Rng) -> f64 {
    let std = (2.0 / x.len() as f64).sqrt();
    x.iter().map(|x| std * (Distribution::Normal.sample(rng) + 0.1) * x).sum()
}

/// A2 off: the same variance, but the weight grows with its input.
pub fn following(x: &[f64], rng: &mut ChaCha8Rng) -> f64 {
    let std = (2.0 / x.len() as f64).sqrt();
    let size = |x: f64| std * x / 0.5_f64.sqrt(); // E[x²] is ½
    x.iter().map(|&x| size(x) * Distribution::Sign.sample(rng) * x).sum()
}

/// A3 off: all inputs are one and the same number.
pub fn all_equal(x: &[f64], rng: &mut ChaCha8Rng) -> f64 {
    sound(&vec![x[0]; x.len()], rng)
}

/// A4 off: weights of mean 0 whose distribution is lopsided.
pub fn lopsided(x: &[f64], rng: &mut ChaCha8Rng) -> f64 {
    let std = (2.0 / x.len() as f64).sqrt();
    x.iter().map(|x| std * skewed(rng) * x).sum()
}

/// A5 off: a bias as large as the response.
pub fn biased(x: &[f64], rng: &mut ChaCha8Rng) -> f64 {
    sound(x, rng) + 1.0
}
// ANCHOR_END: units

/// What n units of the layer before send: `E[x²]` is ½.
pub fn inputs(n: usize, rng: &mut ChaCha8Rng) -> Vec<f64> {
    (0..n).map(|_| relu(Distribution::Normal.sample(rng))).collect()
}

/// Prints `E[y²]`, which (7) wants to be 1, and the share of it that the ReLU lets pass, which
/// (8) wants to be ½.
pub fn report(seed: u64, out: &mut impl Write) -> Result<()> {
    let rows: [(&str, usize, Unit); 8] = [
        ("nothing, n=16", 16, sound),
        ("A1 center, n=64", 64, off_center),
        ("A2 w apart from x", 16, following),
        ("A3 x independent", 16, all_equal),
        ("A4 symmetry, n=2", 2, lopsided),
        ("A4 symmetry, n=16", 16, lopsided),
        ("A4 symmetry, n=64", 64, lopsided),
        ("A5 no bias", 16, biased),
    ];
    let mut rng = ChaCha8Rng::seed_from_u64(seed);
    writeln!(out, "switched off        E[y²]   share passed")?;
    for (name, n, unit) in rows {
        let y: Vec<f64> =
            (0..UNITS).map(|_| unit(&inputs(n, &mut rng), &mut rng)).collect();
        let x: Vec<f64> = y.iter().copied().map(relu).collect();
        let (moment, passed) = (second_moment(&y), second_moment(&x));
        writeln!(out, "{name:<18}  {moment:5.2}   {:6.2}", passed / moment)?;
    }
    Ok(())
}

fn main() -> Result<()> {
    report(3, &mut stdout().lock())
}
