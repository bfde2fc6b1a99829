// SPDX-License-Identifier: MIT OR Apache-2.0
//! Figures of the chapter `fast`.

use kaiming::{Gain, Kaiming};
use ndarray::Array2;
use rand::{SeedableRng, rngs::ChaCha8Rng};

use crate::{
    figure::{Error, Figure, Values, count, number as slider, seed},
    plot::{Axis, Color, Drawing, Panel, short},
};

pub const FIGURES: &[Figure] = &[Figure::new("fast-pairs", pairs)
    .turn(&[
        count(("pairs", "pairs of weights"), 500, 16..=2000),
        slider(("radius", "radius of the circle"), 1.18, 0.1..=4.0, 0.01),
        seed(1),
    ])
    .missions(&[
        ("Radius 3: how many of 2000 pairs are farther out?", "pairs=2000\nradius=3"),
        ("Sixteen pairs: does the cloud still look round?", "pairs=16"),
    ]),
    Figure::new("fast-half-angle", half)
        .turn(&[slider(("part", "random number from −1 to 1"), 0.6, -1.0..=1.0, 0.01)])
        .missions(&[
            ("The largest number: where does the double angle end?", "part=1"),
            ("Zero: which way do both point?", "part=0"),
        ]),
];

/// A point in the direction of the half angle, and what doubling the angle makes of it. Here the
/// first coordinate of a weight goes up and the second to the right, as the angle is measured.
fn half(v: &Values) -> Result<Drawing, Error> {
    let part = v.number("part");
    let (x, y) = fast::half_angle((part * 2_f64.powi(31)) as i32 as u32);
    let (x, y) = (f64::from(x), f64::from(y));
    let norm = x * x + y * y;
    let (cos, sin) = ((y * y - x * x) / norm, 2.0 * x * y / norm);
    let degrees = |radians: f64| short(radians.to_degrees());
    let (single, double) = (x.atan2(y), sin.atan2(cos));
    let circle = (0..=60).map(|step| {
        let angle = (f64::from(step) / 30.0 - 1.0) * std::f64::consts::FRAC_PI_2;
        (angle.sin(), angle.cos())
    });
    let panel = Panel::new(
        Axis::linear("second of the pair", -1.3, 1.3),
        Axis::linear("first", 0.0, 1.5),
        190.0,
    )
    .dashed(Color::Faint, circle)
    .line(Color::B, [(0.0, 0.0), (x, y)])
    .name("half")
    .points(Color::B, [(x, y)])
    .line(Color::A, [(0.0, 0.0), (sin, cos)])
    .name("doubled")
    .points(Color::A, [(sin, cos)]);
    Ok(Drawing::new(
        "A half angle, and twice that",
        &format!(
            "A half circle, and two lines from its middle. One goes to a point at {} degrees from the vertical, near \
             the circle; the other to a point on the circle at twice the angle, {} degrees.",
            degrees(single),
            degrees(double)
        ),
    )
    .reading(&format!(
        "Half angle {}°; doubled {}°: {} and {}",
        degrees(single),
        degrees(double),
        short(cos),
        short(sin)
    ))
    .panel(panel))
}

/// How many weights the fast fill draws in one step: the second of a pair comes half of them later.
const BLOCK: usize = 32;

/// Pairs of weights as points of the plane, and a circle with the share of them that it holds.
fn pairs(v: &Values) -> Result<Drawing, Error> {
    let (count, radius) = (v.count("pairs"), v.number("radius"));
    let weights = (2 * count).next_multiple_of(BLOCK);
    let mut drawn = Array2::<f32>::zeros((weights, 1));
    let mut rng = ChaCha8Rng::seed_from_u64(v.seed());
    fast::fill_normal(&mut drawn, Kaiming::new(Gain::Of(1.0)), &mut rng).map_err(Error::of)?;
    let drawn: Vec<f64> = drawn.iter().map(|&w| f64::from(w)).collect();
    let points: Vec<(f64, f64)> = drawn
        .chunks(BLOCK)
        .flat_map(|block| block[..BLOCK / 2].iter().copied().zip(block[BLOCK / 2..].iter().copied()))
        .take(count)
        .collect();
    let outside = points.iter().filter(|(x, y)| x.hypot(*y) > radius).count();
    let expected = count as f64 * (-radius * radius / 2.0).exp();
    let circle = (0..=120).map(|step| {
        let angle = f64::from(step) * std::f64::consts::TAU / 120.0;
        (radius * angle.cos(), radius * angle.sin())
    });
    // The frame is wider than high: the same unit in both directions.
    let panel = Panel::new(
        Axis::linear("first weight of the pair, in std", -4.6, 4.6),
        Axis::linear("second", -4.2, 4.2),
        300.0,
    )
    .points(Color::A, points)
    .line(Color::B, circle);
    Ok(Drawing::new(
        &format!("{count} pairs of weights as points of the plane"),
        &format!(
            "A round cloud of {count} points, thick in the middle. {outside} of them lie outside of a circle of \
             radius {}, and {} would on average, e to the minus half of the radius squared of all.",
            short(radius),
            short(expected)
        ),
    )
    .reading(&format!(
        "Outside of the circle: {outside} of {count}; on average {}",
        short(expected)
    ))
    .panel(panel))
}
