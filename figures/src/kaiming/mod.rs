// SPDX-License-Identifier: MIT OR Apache-2.0
//! Figures of the chapter `kaiming`.

mod code;
mod layer;

use kaiming::{Kaiming, Mode, TRUNCATED_STD, WeightLayout, fans};
use rand::{SeedableRng, rngs::ChaCha8Rng};
use uniform_sqrt_3::{normal_density, truncated};

use crate::{
    figure::{Error, Figure, Values, choice, choice_from, count, counts, number as slider, seed},
    plot::{Axis, Color, Drawing, Panel, number, short, significant},
};
use layer::{ACTIVATIONS, DISTRIBUTIONS, LAYOUTS, Layer, MAX_WEIGHTS, MODES, NORMAL, UNIFORM};

pub const FIGURES: &[Figure] = &[
    Figure::new("kaiming-draw", histogram)
        .turn(&[
            counts(("shape", "shape of the weight"), &[64, 3, 7, 7], 1..=usize::MAX, 8),
            choice(("layout", "layout"), LAYOUTS),
            count(("groups", "groups"), 1, 1..=4096),
            count(("stride", "stride"), 1, 1..=16),
            choice(("transposed", "transposed convolution"), &["no", "yes"]),
            choice(("activation", "after"), ACTIVATIONS),
            slider(("slope", "negative slope a, if leaky"), 0.01, -1.0..=2.5, 0.01),
            choice(("mode", "mode"), MODES),
            choice(("distribution", "distribution"), DISTRIBUTIONS),
            seed(42),
        ])
        .code(&[
            ("Rust", |v| code::rust(&Layer::read(v)?)),
            ("PyTorch", |v| code::pytorch(&Layer::read(v)?)),
            ("Keras", |v| code::keras(&Layer::read(v)?)),
            ("JAX", |v| code::jax(&Layer::read(v)?)),
        ])
        .missions(&[
            (
                "A depthwise convolution, for the gradient: which library is off?",
                "shape=64 1 3 3\ngroups=64\nmode=fan_out",
            ),
            (
                "A transposed convolution at stride 2: what is its fan_in?",
                "shape=128 128 4 4\ntransposed=yes\nstride=2",
            ),
        ]),
    Figure::new("kaiming-groups", groups).turn(&[
        choice_from(("channels", "channels"), "64", &["8", "16", "32", "64", "128", "256"]),
        count(("k", "kernel side k"), 3, 1..=15),
    ]),
];

/// The weights of one draw as a histogram, with the density that the distribution promises, and
/// what they were drawn with.
fn histogram(v: &Values) -> Result<Drawing, Error> {
    let layer = Layer::read(v)?;
    let Layer { shape, kaiming, distribution, .. } = &layer;
    let count = fans(shape, kaiming.layout).map_err(Error::of)?;
    let std = kaiming.std(shape).map_err(Error::of)?;
    let bound = kaiming.bound(shape).map_err(Error::of)?;
    let gain = kaiming.gain.value().map_err(Error::of)?;
    let mut rng = ChaCha8Rng::seed_from_u64(v.seed());
    let weight = layer.draw(&mut rng)?;
    // The distribution's end; 3.2 standard deviations where it has none.
    let end = match *distribution {
        UNIFORM => bound,
        NORMAL => 3.2 * std,
        _ => 2.0 * std / TRUNCATED_STD,
    };
    let (kept, _) = truncated(2.0);
    let density = |w: f64| match *distribution {
        UNIFORM => 1.0 / (2.0 * bound),
        NORMAL => normal_density(w / std) / std,
        _ => normal_density(w / std * TRUNCATED_STD) * TRUNCATED_STD / std / kept,
    };
    let peak = density(0.0);
    let mut line: Vec<(f64, f64)> = (-40..=40)
        .map(|i| end * f64::from(i) / 40.0)
        .map(|w| (w, density(w)))
        .collect();
    if *distribution != NORMAL {
        line.insert(0, (-end, 0.0));
        line.push((end, 0.0));
    }
    let label =
        if *distribution == NORMAL { "weight" } else { "weight, from −bound to bound" };
    let x = Axis::linear(label, -1.3 * end, 1.3 * end)
        .with_ticks([-end, 0.0, end].map(|w| (w, short(w))));
    let y = Axis::linear("density", 0.0, 1.5 * peak)
        .with_ticks([0.0, peak].map(|d| (d, short(d))));
    let panel = Panel::new(x, y, 150.0)
        .histogram(Color::A, weight.iter().map(|&w| f64::from(w)), (-end, end), 20)
        .theory(Color::A, line)
        .name(&format!("{} weights drawn", weight.len()));
    let reach = match *distribution {
        UNIFORM => format!("bound {}", significant(bound, 6)),
        NORMAL => "no bound".to_string(),
        _ => format!("cut off at {}", significant(end, 6)),
    };
    let drawn = match weight.len() {
        MAX_WEIGHTS.. => "about a million of its weights".to_string(),
        len if weight.shape() != &shape[..] => format!("{len} of its weights"),
        len => format!("its {len} weights"),
    };
    let numbers = format!(
        "fan_in {}, fan_out {}; gain {}, std {}, {reach}",
        count.fan_in,
        count.fan_out,
        significant(gain, 6),
        significant(std, 6),
    );
    Ok(Drawing::new(
        &format!("One draw of a weight of shape {shape:?}"),
        &format!(
            "{numbers}. A histogram of {drawn}, {distribution}, with the density that the \
             distribution promises: each bin as high as it, up to the noise of counting.",
        ),
    )
    .reading(&numbers)
    .panel(panel))
}

/// The standard deviation for `fan_out` of a convolution with as many inputs as outputs, against
/// its groups: counted by connections, and from the shape alone.
fn groups(v: &Values) -> Result<Drawing, Error> {
    let k = v.count("k");
    let channels: usize = v.word("channels").parse().map_err(Error::of)?;
    let all = || (0..=channels.ilog2()).map(|power| 1_usize << power);
    let std = |groups: usize, counted: usize| {
        let layout = WeightLayout::OUT_IN.groups(counted);
        let kaiming = Kaiming::relu().mode(Mode::FanOut).layout(layout);
        kaiming.std(&[channels, channels / groups, k, k]).map_err(Error::of)
    };
    let mut ours = Vec::new();
    let mut pytorch = Vec::new();
    for groups in all() {
        ours.push((groups as f64, std(groups, groups)?));
        pytorch.push((groups as f64, std(groups, 1)?));
    }
    let ticks = all().step_by(2).map(|groups| (groups as f64, groups.to_string()));
    let top = (channels as f64).log10().ceil() as i32;
    let x = Axis::log10("groups", 0, top, 1).with_ticks(ticks);
    let (lowest, highest) = (pytorch[0].1, ours[ours.len() - 1].1);
    let y = Axis::linear("standard deviation for fan_out", 0.0, 1.2 * highest).with_ticks(
        [0.0, 0.5, 1.0].map(|part| (part * highest, format!("{:.2}", part * highest))),
    );
    let apart = number(highest / lowest);
    let panel = Panel::new(x, y, 170.0)
        .line(Color::A, ours.clone())
        .points(Color::A, ours)
        .name("connections counted")
        .line(Color::B, pytorch.clone())
        .points(Color::B, pytorch)
        .name("from the shape alone");
    Ok(Drawing::new(
        &format!("{channels} channels, {k} by {k}: the standard deviation against the groups"),
        &format!(
            "Counted by connections the standard deviation rises with the root of the groups. \
             From the shape alone it stays where it was for one group: {apart} times too small for \
             a depthwise convolution.",
        ),
    )
    .reading(&format!(
        "Depthwise: std {} counted, {} from the shape, {apart} times too small",
        short(highest),
        short(lowest)
    ))
    .panel(panel))
}
