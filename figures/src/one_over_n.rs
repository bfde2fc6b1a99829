// SPDX-License-Identifier: MIT OR Apache-2.0
//! Figures of the chapter `one-over-n`.

use one_over_n::{outputs, predicted, variance};
use rand::{SeedableRng, rngs::ChaCha8Rng};
use uniform_sqrt_3::normal_density;

use crate::{
    figure::{Error, Figure, Values, count, number as slider, seed},
    plot::{Axis, Color, Drawing, Panel, number, short},
};

pub const FIGURES: &[Figure] = &[
    Figure::new("one-over-n-histogram", histogram).turn(&[
        count(("n", "inputs n"), 64, 1..=512),
        slider(("std", "std of the weights"), 1.0, 0.01..=2.0, 0.01),
        seed(1),
    ])
    .missions(&[
        ("Four times as many inputs: is the output four times as wide?", "n=256"),
        ("Which std brings these 256 inputs back to a std of 1?", "n=256\nstd=0.1"),
    ]),
    Figure::new("one-over-n-growth", growth).turn(&[seed(1)]),
];

/// How many neurons are drawn for a histogram.
const DRAWS: usize = 4000;

/// The outputs of neurons with `n` weights of this standard deviation as a histogram, the
/// predicted bell curve over it, and the bell curve of a single input for comparison.
fn histogram(v: &Values) -> Result<Drawing, Error> {
    let (n, std) = (v.count("n"), v.number("std"));
    let mut rng = ChaCha8Rng::seed_from_u64(v.seed());
    let z = outputs(n, std, DRAWS, &mut rng).map_err(Error::of)?;
    let (expected, measured) = (predicted(n, std, 1.0).sqrt(), variance(&z).sqrt());
    let reach = 3.0 * expected.max(1.0);
    let density = |std: f64| {
        (-200..=200).map(move |index| {
            let z = f64::from(index) / 200.0 * reach;
            (z, normal_density(z / std) / std)
        })
    };
    let wide =
        if measured < 3.0 { format!("{measured:.2}") } else { number(measured.round()) };
    let panel = Panel::new(
        Axis::linear("value", -reach, reach),
        Axis::linear("density", 0.0, 0.5 / expected.min(1.0)),
        170.0,
    )
    .histogram(Color::B, z, (-reach, reach), 40)
    .theory(Color::A, density(1.0))
    .name("one input: std 1")
    .theory(Color::B, density(expected))
    .name(&format!("output z: std {wide}"));
    Ok(Drawing::new(
        &format!("The output of a neuron with {n} weights of standard deviation {}", number(std)),
        &format!(
            "A bell curve for one input, and a histogram for the neuron's output with the predicted \
             bell curve on it: n = {n} weights of standard deviation {} make an output whose \
             standard deviation is {} by the formula and {} in {DRAWS} draws, against 1 of an input.",
            number(std),
            short(expected),
            short(measured)
        ),
    )
    .reading(&format!(
        "Std of the output: {} in {DRAWS} draws, {} by the formula",
        short(measured),
        short(expected)
    ))
    .panel(panel))
}

/// The variance of a neuron's output against its number of inputs, for weights of standard
/// deviation 1, 0.01 and 1/√n: prediction as lines, 100 drawn neurons a dot.
fn growth(v: &Values) -> Result<Drawing, Error> {
    let mut rng = ChaCha8Rng::seed_from_u64(v.seed());
    let exponents = || (0..=12).map(|power| 1_usize << power);
    let ticks = [1, 16, 256, 4096].map(|n: usize| (n as f64, n.to_string()));
    let x = Axis::log10("number of inputs n", 0, 4, 1).with_ticks(ticks);
    let y = Axis::log10("variance of the output z", -5, 5, 2);
    let mut panel = Panel::new(x, y, 210.0);
    type Series = (fn(f64) -> f64, Color, &'static str);
    let series: [Series; 3] = [
        (|_| 1.0, Color::B, "std 1: grows"),
        (|n| 1.0 / n.sqrt(), Color::A, "Var w = 1/n: stays"),
        (|_| 0.01, Color::D, "std 0.01: far below"),
    ];
    let mut last = Vec::new();
    for (std, color, name) in series {
        let mut dots = Vec::new();
        for n in exponents() {
            let z = outputs(n, std(n as f64), 100, &mut rng).map_err(Error::of)?;
            dots.push((n as f64, variance(&z)));
        }
        last.extend(dots.last().map(|dot| short(dot.1)));
        let line = exponents().map(|n| (n as f64, predicted(n, std(n as f64), 1.0)));
        panel = panel.theory(color, line).points(color, dots).name(name);
    }
    Ok(Drawing::new(
        "Variance of a neuron's output against its number of inputs",
        "On logarithmic axes: with weights of standard deviation 1 the variance grows in \
         proportion to n, with 0.01 it grows as fast from ten thousand times lower, and with \
         a variance of 1/n it stays at 1 for every n.",
    )
    .reading(&format!(
        "4096 inputs: {} with std 1, {} with 1/n, {} with std 0.01",
        last[0], last[1], last[2]
    ))
    .panel(panel))
}
