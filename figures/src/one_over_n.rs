// SPDX-License-Identifier: MIT OR Apache-2.0
//! Figures of the chapter `one-over-n`.

use ndarray::{Array1, Array2, array};
use one_over_n::{Network, normal, outputs, predicted, variance, walk};
use rand::{SeedableRng, rngs::ChaCha8Rng};
use uniform_sqrt_3::normal_density;

use crate::{
    figure::{Error, Figure, Values, choice, count, number as slider, seed},
    plot::{Axis, Color, Drawing, Panel, number, numbered_from, short},
};

pub const FIGURES: &[Figure] = &[
    Figure::new("one-over-n-walk", walks)
        .turn(&[
            count(("n", "steps n"), 64, 1..=1024),
            choice(("length", "length of a step"), &["1", ONE_OVER_ROOT]),
            slider(("up", "chance of a step up"), 0.5, 0.5..=0.7, 0.01),
            seed(1),
        ])
        .missions(&[
            ("Four times as many steps: is the band twice or four times as wide?", "n=256"),
            ("A loaded coin, heads six times in ten: do the walks still end in the band?", "n=256\nup=0.6"),
        ]),
    Figure::new("one-over-n-histogram", histogram).turn(&[
        count(("n", "inputs n"), 64, 1..=512),
        slider(("std", "std of the weights"), 1.0, 0.01..=2.0, 0.01),
        seed(1),
    ])
    .missions(&[
        ("Four times as many inputs: is the output four times as wide?", "n=256"),
        ("Which std brings these 256 inputs back to a std of 1?", "n=256\nstd=0.1"),
    ]),
    Figure::new("one-over-n-growth", growth).turn(&[seed(1)]).missions(&[
        ("Draw other neurons: do the dots stay on their lines?", "seed=2"),
        ("Which dot is farthest from its line, and is it where the neurons are few?", "seed=3"),
    ]),
    Figure::new("one-over-n-alike", alike)
        .turn(&[
            choice(("start", "start"), &[CONSTANT, RANDOM, ZEROS]),
            count(("rounds", "rounds"), 1000, 10..=1000),
            seed(1),
        ])
        .missions(&[
            ("Three equal units, after 100 rounds: how many lines do you see?", "rounds=100"),
            ("Start at random: do the units ever meet?", "start=random, 1/n"),
        ]),
];

const ONE_OVER_ROOT: &str = "1/√n";
const CONSTANT: &str = "one constant";
const RANDOM: &str = "random, 1/n";
const ZEROS: &str = "zeros";

/// How many walks are drawn.
const WALKS: usize = 30;

/// Random walks: a neuron with inputs of 1 whose weights are signs, one input at a time.
fn walks(v: &Values) -> Result<Drawing, Error> {
    let (n, up) = (v.count("n"), v.number("up"));
    let length = if v.word("length") == ONE_OVER_ROOT { 1.0 / (n as f64).sqrt() } else { 1.0 };
    let mut rng = ChaCha8Rng::seed_from_u64(v.seed());
    let walks: Vec<Vec<f64>> =
        (0..WALKS).map(|_| walk(n, length, up, &mut rng)).collect();
    let steps = n as f64;
    let predicted = length
        * (4.0 * up * (1.0 - up) * steps + (2.0 * up - 1.0).powi(2) * steps * steps)
            .sqrt();
    let ends: Vec<f64> = walks.iter().map(|walk| walk[n - 1]).collect();
    let measured = (ends.iter().map(|z| z * z).sum::<f64>() / WALKS as f64).sqrt();
    let reach = ends.iter().fold(3.0 * length * steps.sqrt(), |most, z| most.max(1.1 * z.abs()));
    // As many corners as a screen shows.
    let path = |walk: &[f64]| -> Vec<(f64, f64)> {
        let thinned = numbered_from(1, walk).step_by(n.div_ceil(128));
        [(0.0, 0.0)].into_iter().chain(thinned).chain([(steps, walk[n - 1])]).collect()
    };
    let band = (0..=50).map(|part| {
        let step = steps * f64::from(part) / 50.0;
        (step, -length * step.sqrt(), length * step.sqrt())
    });
    let mut panel = Panel::new(
        Axis::counting("step", 0, n),
        Axis::linear("position z", -reach, reach),
        210.0,
    )
    .band(Color::C, band)
    .name("± length · √step");
    for walk in &walks[1..] {
        panel = panel.theory(Color::Faint, path(walk));
    }
    let panel = panel
        .line(Color::A, path(&walks[0]))
        .name("one walk")
        .points(Color::B, ends.iter().map(|&z| (steps, z)));
    let (measured, predicted) = (short(measured), short(predicted));
    Ok(Drawing::new(
        &format!("{WALKS} random walks of {n} steps"),
        &format!(
            "{WALKS} lines that start at 0 and go up or down at each of {n} steps, and a band that reaches \
             as far as the root of the number of steps to either side of 0. The root mean square of the end points is \
             {measured}; the formula says {predicted}.",
        ),
    )
    .reading(&format!("Size of the end points: {measured} measured, {predicted} predicted"))
    .panel(panel))
}

/// The first weight of each of three hidden units while they learn.
fn alike(v: &Values) -> Result<Drawing, Error> {
    let (start, rounds) = (v.word("start"), v.count("rounds"));
    let mut rng = ChaCha8Rng::seed_from_u64(v.seed());
    let (weights, u) = match start {
        ZEROS => (vec![0.0; 6], 0.0),
        CONSTANT => (vec![0.5; 6], 0.5),
        _ => (normal(6, 0.0, 0.5f64.sqrt(), &mut rng), 0.5),
    };
    let weights = Array2::from_shape_vec((3, 2), weights).map_err(Error::of)?;
    let mut network = Network { v: weights, u: Array1::from_elem(3, u) };
    let examples =
        [(array![1.0, 0.0], 1.0), (array![0.0, 1.0], 1.0), (array![1.0, 1.0], 0.0)];
    let mut lines = [const { Vec::new() }; 3];
    for round in 0..=rounds {
        for (unit, line) in lines.iter_mut().enumerate() {
            line.push((round as f64, network.v[[unit, 0]]));
        }
        for (x, target) in &examples {
            network.step(x, *target, 0.1).map_err(Error::of)?;
        }
    }
    let all = || lines.iter().flatten().map(|(_, weight)| *weight);
    let (low, high) = (all().fold(-1.0, f64::min), all().fold(1.0, f64::max));
    let mut panel = Panel::new(
        Axis::counting("round", 0, rounds),
        Axis::linear("a weight of each hidden unit", 1.15 * low, 1.15 * high),
        170.0,
    );
    let thinned = |line: &[(f64, f64)]| -> Vec<(f64, f64)> {
        line.iter().copied().step_by(rounds.div_ceil(100)).chain(line.last().copied()).collect()
    };
    for (index, (line, color)) in
        lines.iter().zip([Color::A, Color::B, Color::C]).enumerate()
    {
        panel = panel.line(color, thinned(line)).name(&format!("unit {}", index + 1));
    }
    let ends: Vec<String> = lines.iter().map(|line| short(line[rounds].1)).collect();
    let ends = ends.join(", ");
    Ok(Drawing::new(
        &format!("Three hidden units learn, from a start with {start}"),
        &format!(
            "One weight of each of three hidden units over {rounds} rounds of training, from a start \
             with {start}. They end at {ends}.",
        ),
    )
    .reading(&format!("After {rounds} rounds the three units are at {ends}"))
    .panel(panel))
}

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
