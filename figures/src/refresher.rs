// SPDX-License-Identifier: MIT OR Apache-2.0
//! Figures of the appendix `refresher`.

use refresher::{all_means, mean, median, second_moment, standard_error, variance};
use uniform_sqrt_3::normal_density;

use crate::{
    figure::{Error, Figure, Values, count},
    plot::{Axis, Color, Drawing, Panel, short},
};

pub const FIGURES: &[Figure] = &[Figure::new("refresher-five", five)
    .turn(&[
        count(("first", "first number"), 1, 0..=24),
        count(("last", "last number"), 6, 0..=24),
    ])
    .missions(&[
        ("Pull the last number far out: which line follows, and which one stays?", "last=20"),
        ("Can you bring the mean and the median together?", "first=0\nlast=2"),
    ]),
    Figure::new("refresher-means", means)
        .turn(&[count(("draws", "draws"), 5, 1..=5)])
        .missions(&[
            ("One draw: do the bars look anything like the curve?", "draws=1"),
            ("Two draws: how much closer is it already?", "draws=2"),
        ]),
];

/// The means of all ways to draw from five numbers, and the normal distribution that they come
/// to look like.
fn means(v: &Values) -> Result<Drawing, Error> {
    let draws = v.count("draws");
    let numbers = [1.0, 2.0, 2.0, 4.0, 6.0];
    let means = all_means(&numbers, draws as u32);
    let (ways, error) = (means.len(), standard_error(variance(&numbers), draws));
    let half = 0.5 / draws as f64;
    let near = means.iter().filter(|mean| (*mean - 3.0).abs() <= error + 1e-9).count();
    let curve = (0..=100).map(|step| {
        let x = f64::from(step) * 0.07;
        (x, normal_density((x - 3.0) / error) / error)
    });
    let panel = Panel::new(
        Axis::linear("mean of the draws", 0.0, 7.0),
        Axis::linear("density", 0.0, 0.6),
        170.0,
    )
    .histogram(Color::A, means, (1.0 - half, 6.0 + half), 5 * draws + 1)
    .name("all ways")
    .theory(Color::B, curve)
    .name("normal");
    let share = 100.0 * near as f64 / ways as f64;
    Ok(Drawing::new(
        &format!("The mean of {draws} of five numbers"),
        &format!(
            "Bars for the means of all {ways} ways to draw {draws} of the numbers 1, 2, 2, 4 and 6, and the normal \
             distribution with the same mean, 3, and the same standard deviation, {}. {near} of the means lie within \
             one standard error of 3.",
            short(error)
        ),
    )
    .reading(&format!(
        "{ways} ways; standard error {}; {share:.0} in 100 means within one of it",
        short(error)
    ))
    .panel(panel))
}

/// Five numbers on a line, their mean, their median and one standard deviation to either side of the mean.
fn five(v: &Values) -> Result<Drawing, Error> {
    let numbers = [v.count("first") as f64, 2.0, 2.0, 4.0, v.count("last") as f64];
    let (mean, median, variance) = (mean(&numbers), median(&numbers), variance(&numbers));
    let std = variance.max(0.0).sqrt();
    let dots = numbers.iter().enumerate().map(|(index, &x)| {
        let below = numbers[..index].iter().filter(|other| **other == x).count();
        (x, 0.4 + 0.8 * below as f64)
    });
    let left = (mean - std).min(0.0);
    let panel = Panel::new(
        Axis::linear("a number", left - 1.0, numbers.iter().fold(8.0, |a, b| b.max(a)) + 1.0),
        Axis::linear("five numbers", 0.0, 4.4).with_ticks([]),
        150.0,
    )
    .line(Color::C, [(mean - std, 2.6), (mean + std, 2.6)])
    .name("mean ± standard deviation")
    .line(Color::A, [(mean, 0.0), (mean, 4.4)])
    .name("mean")
    .dashed(Color::B, [(median, 0.0), (median, 4.4)])
    .name("median")
    .points(Color::Ink, dots);
    let list = numbers.map(short).join(", ");
    let moments = format!(
        "mean {}, median {}, second moment {}, variance {}",
        short(mean),
        short(median),
        short(second_moment(&numbers)),
        short(variance)
    );
    Ok(Drawing::new(
        &format!("The numbers {list}"),
        &format!(
            "Five dots on a line, at {list}, a line at their mean, a dashed line at their median and a bar that \
             reaches one standard deviation to either side of the mean: {moments}."
        ),
    )
    .reading(&format!("{}{}", moments[..1].to_uppercase(), &moments[1..]))
    .panel(panel))
}
