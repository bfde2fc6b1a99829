// SPDX-License-Identifier: MIT OR Apache-2.0
//! Figures of the chapter `one-over-n`.

use std::f64::consts::TAU;

use one_over_n::{outputs, predicted, variance};
use rand::{SeedableRng, rngs::ChaCha8Rng};

use crate::{
    Committed,
    live::{Live, number as slider, seed},
    plot::{Anchor, Axis, Color, Error, Figure, Panel, number, short},
};

/// The figures of the page, by file name.
pub const COMMITTED: &[Committed] = &[
    ("one-over-n-histogram", || histogram(64, 1.0, 1)),
    ("one-over-n-growth", || growth(1)),
];

/// What the reader can turn.
pub const LIVE: &[Live] = &[
    Live::new(
        "one-over-n-histogram",
        &[
            slider(("n", "inputs n"), "64", [1.0, 512.0, 1.0]),
            slider(("std", "std of the weights"), "1", [0.01, 2.0, 0.01]),
            seed("1"),
        ],
        |v| histogram(v.count("n")?, v.number("std")?, v.seed()?),
    ),
    Live::new("one-over-n-growth", &[seed("1")], |v| growth(v.seed()?)).folded(),
];

/// How many neurons are drawn for a histogram.
const DRAWS: usize = 4000;

/// The outputs of neurons with `n` weights of this standard deviation as a histogram, the
/// predicted bell curve over it, and the bell curve of a single input for comparison.
pub fn histogram(n: usize, std: f64, seed: u64) -> Result<String, Error> {
    if !(1..=1024).contains(&n) {
        return Err(Error::new("n", n, "1 to 1024"));
    }
    if !(0.01..=2.0).contains(&std) {
        return Err(Error::new("std", std, "0.01 to 2"));
    }
    let mut rng = ChaCha8Rng::seed_from_u64(seed);
    let z = outputs(n, std, DRAWS, &mut rng)
        .map_err(|error| Error::new("neuron", error, "a valid one"))?;
    let deviation = predicted(n, std, 1.0).sqrt();
    let reach = 3.0 * deviation.max(1.0);
    let step = reach / 20.0;
    let bars = (-20..20).map(|bin| {
        let (from, to) = (f64::from(bin) * step, f64::from(bin + 1) * step);
        let count = z.iter().filter(|z| (from..to).contains(*z)).count();
        (from, to, count as f64 / DRAWS as f64 / step)
    });
    let density = |deviation: f64| {
        (-200..=200).map(move |index| {
            let z = f64::from(index) / 200.0 * reach;
            (z, (-z * z / (2.0 * deviation * deviation)).exp() / (deviation * TAU.sqrt()))
        })
    };
    let unit = 1.0 / deviation.min(1.0);
    let top = 0.45 * unit;
    let digits = if reach < 10.0 { 10.0 } else { 1.0 };
    let tick = |value: f64| (value, number((value * digits).round() / digits));
    let x = Axis::linear("value", -reach, reach, &[])
        .with_ticks([-1.0, -0.5, 0.0, 0.5, 1.0].map(|part| tick(part * reach)).to_vec());
    let y = Axis::linear("density", 0.0, top, &[]).with_ticks(
        [0.0, 0.2, 0.4].map(|part| (part * unit, short(part * unit))).to_vec(),
    );
    let measured = variance(&z).sqrt();
    let wide =
        if measured < 3.0 { format!("{measured:.2}") } else { number(measured.round()) };
    let words = format!("output z: {wide} wide");
    // The narrower of the two is the higher one.
    let (high, low) = ((0.12 * reach, 0.85 * top), (0.22 * reach, 0.28 * top));
    let (input_at, output_at) = if deviation > 1.0 { (high, low) } else { (low, high) };
    let panel = Panel::new(x, y, 170.0)
        .bars(Color::B, bars)
        .theory(Color::B, density(deviation))
        .theory(Color::A, density(1.0))
        .label(Color::A, Anchor::Start, input_at, "one input: 1 wide")
        .label(Color::B, Anchor::Start, output_at, &words);
    Ok(Figure::new(
        "one-over-n-histogram",
        &format!("The output of a neuron with {n} weights of standard deviation {}", number(std)),
        &format!(
            "A bell curve for one input, and a histogram for the neuron's output with the predicted \
             bell curve on it: n = {n} weights of standard deviation {} make an output whose \
             standard deviation is {} by the formula and {} in {DRAWS} draws, against 1 of an input.",
            number(std),
            short(deviation),
            short(measured)
        ),
    )
    .panel(panel)
    .render())
}

/// The variance of a neuron's output against its number of inputs, for weights of standard
/// deviation 1, 0.01 and 1/√n: prediction as lines, 100 drawn neurons a dot.
pub fn growth(seed: u64) -> Result<String, Error> {
    let mut rng = ChaCha8Rng::seed_from_u64(seed);
    let exponents = || (0..=12).map(|power| 1_usize << power);
    let ticks = [1, 16, 256, 4096].map(|n: usize| (n as f64, n.to_string()));
    let x = Axis::log10("number of inputs n", 0, 4, 1).with_ticks(ticks.to_vec());
    let y = Axis::log10("variance of the output z", -4, 4, 2);
    let mut panel = Panel::new(x, y, 210.0);
    type Series = (fn(f64) -> f64, Color, &'static str, (f64, f64));
    let series: [Series; 3] = [
        (|_| 1.0, Color::B, "std 1: grows", (60.0, 500.0)),
        (|n| 1.0 / n.sqrt(), Color::A, "Var w = 1/n: stays", (4096.0, 3.0)),
        (|_| 0.01, Color::D, "std 0.01: far below", (4096.0, 0.0008)),
    ];
    for (std, color, words, place) in series {
        let mut dots = Vec::new();
        for n in exponents() {
            let z = outputs(n, std(n as f64), 100, &mut rng)
                .map_err(|error| Error::new("neuron", error, "a valid one"))?;
            dots.push((n as f64, variance(&z)));
        }
        let line = exponents().map(|n| (n as f64, predicted(n, std(n as f64), 1.0)));
        panel = panel.theory(color, line).points(color, dots).label(
            color,
            Anchor::End,
            place,
            words,
        );
    }
    Ok(Figure::new(
        "one-over-n-growth",
        "Variance of a neuron's output against its number of inputs",
        "On logarithmic axes: with weights of standard deviation 1 the variance grows in \
         proportion to n, with 0.01 it grows as fast from ten thousand times lower, and with \
         a variance of 1/n it stays at 1 for every n.",
    )
    .panel(panel)
    .render())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn absurd_parameters_get_an_error() {
        for n in [0, 1_000_000_000] {
            assert!(histogram(n, 1.0, 1).is_err());
        }
        for std in [0.0, -1.0, f64::NAN, 1e9] {
            assert!(histogram(8, std, 1).is_err());
        }
        assert!(histogram(1, 0.01, 1).is_ok() && histogram(1024, 2.0, 1).is_ok());
    }
}
