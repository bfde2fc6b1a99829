// SPDX-License-Identifier: MIT OR Apache-2.0
//! Figures of the chapter `kaiming`.

use kaiming::{Kaiming, Layout, Mode, kaiming_uniform};
use ndarray::Array4;
use rand::{SeedableRng, rngs::ChaCha8Rng};

use crate::{
    Committed,
    plot::{Anchor, Axis, Color, Error, Figure, Panel, number},
};

/// The figures of the page, by file name.
pub const COMMITTED: &[Committed] = &[
    ("kaiming-draw", || draw([64, 3, 7, 7], Kaiming::default(), 42)),
    ("kaiming-groups", || groups(64, 3)),
];

/// The weights of one draw as a histogram, with the bounds and the flat density that the law
/// promises.
pub fn draw(shape: [usize; 4], kaiming: Kaiming, seed: u64) -> Result<String, Error> {
    if shape.iter().any(|&size| size > 4096)
        || shape.iter().product::<usize>() > 1_000_000
    {
        return Err(Error::new(
            "shape",
            format!("{shape:?}"),
            "at most a million weights",
        ));
    }
    let refuse = |error| Error::new("layer", error, "a valid one");
    let bound = kaiming.bound(&shape).map_err(refuse)?;
    let mut rng = ChaCha8Rng::seed_from_u64(seed);
    let weight: Array4<f32> =
        kaiming_uniform(shape, kaiming, &mut rng).map_err(refuse)?;
    let (bins, density) = (20_u32, 1.0 / (2.0 * bound));
    let step = 2.0 * bound / f64::from(bins);
    let bars = (0..bins).map(|bin| {
        let (from, to) =
            (f64::from(bin) * step - bound, f64::from(bin + 1) * step - bound);
        let count =
            weight.iter().filter(|&&w| (from..to).contains(&f64::from(w))).count();
        (from, to, count as f64 / weight.len() as f64 / step)
    });
    let x = Axis::linear("weight", -1.3 * bound, 1.3 * bound, &[])
        .with_ticks([-bound, 0.0, bound].map(|w| (w, number(w))).to_vec());
    let y = Axis::linear("density", 0.0, 1.5 * density, &[])
        .with_ticks([0.0, density].map(|d| (d, format!("{d:.1}"))).to_vec());
    let panel = Panel::new(x, y, 150.0)
        .bars(Color::A, bars)
        .theory(
            Color::A,
            [(-bound, 0.0), (-bound, density), (bound, density), (bound, 0.0)],
        )
        .label(Color::A, Anchor::Middle, (0.0, 1.22 * density), "drawn")
        .label(Color::Ink, Anchor::Start, (-1.28 * bound, 1.22 * density), "−bound")
        .label(Color::Ink, Anchor::End, (1.28 * bound, 1.22 * density), "bound");
    Ok(Figure::new(
        "kaiming-draw",
        &format!("One draw of a weight of shape {shape:?}"),
        &format!(
            "A histogram of the drawn weights: as high as its neighbours in every bin, up to the \
             noise of counting, and nothing beyond the bounds of {} on both sides.",
            number(bound)
        ),
    )
    .panel(panel)
    .render())
}

/// The standard deviation for `fan_out` of a convolution with as many inputs as outputs, against
/// its groups: counted by connections, and from the shape alone.
pub fn groups(channels: usize, k: usize) -> Result<String, Error> {
    if !channels.is_power_of_two() || channels > 1024 {
        return Err(Error::new("channels", channels, "a power of two up to 1024"));
    }
    if !(1..=15).contains(&k) {
        return Err(Error::new("k", k, "1 to 15"));
    }
    let all = || (0..=channels.ilog2()).map(|power| 1_usize << power);
    let std = |groups: usize, counted: usize| {
        let layout = Layout { groups: counted, ..Layout::OUT_IN };
        let kaiming = Kaiming { mode: Mode::FanOut, layout, ..Kaiming::default() };
        kaiming
            .std(&[channels, channels / groups, k, k])
            .map_err(|error| Error::new("layer", error, "a valid one"))
    };
    let mut ours = Vec::new();
    let mut pytorch = Vec::new();
    for groups in all() {
        ours.push((groups as f64, std(groups, groups)?));
        pytorch.push((groups as f64, std(groups, 1)?));
    }
    let ticks = all().step_by(2).map(|groups| (groups as f64, groups.to_string()));
    let top = (channels as f64).log10().ceil() as i32;
    let x = Axis::log10("groups", 0, top, 1).with_ticks(ticks.collect());
    let highest = ours.last().map_or(1.0, |last| last.1);
    let y = Axis::linear("standard deviation for fan_out", 0.0, 1.15 * highest, &[])
        .with_ticks(
            [0.0, 0.5, 1.0]
                .map(|p| (p * highest, format!("{:.2}", p * highest)))
                .to_vec(),
        );
    let last = channels as f64;
    let (apart, flat) = (highest / pytorch[0].1, pytorch[0].1);
    let panel = Panel::new(x, y, 170.0)
        .line(Color::A, ours.clone())
        .points(Color::A, ours)
        .line(Color::B, pytorch.clone())
        .points(Color::B, pytorch)
        .label(Color::A, Anchor::End, (last * 0.5, 0.93 * highest), "connections counted")
        .label(
            Color::B,
            Anchor::End,
            (last, flat + 0.06 * highest),
            "from the shape alone",
        );
    Ok(Figure::new(
        "kaiming-groups",
        &format!("{channels} channels, {k} by {k}: the standard deviation against the groups"),
        &format!(
            "Counted by connections the standard deviation rises with the root of the groups. \
             From the shape alone it stays where it was for one group: {} times too small for \
             a depthwise convolution.",
            number(apart)
        ),
    )
    .panel(panel)
    .render())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn absurd_parameters_get_an_error() {
        for shape in [[0, 3, 7, 7], [usize::MAX; 4], [4096, 4096, 1, 1]] {
            assert!(draw(shape, Kaiming::default(), 1).is_err(), "{shape:?}");
        }
        let kaiming = Kaiming { negative_slope: f64::NAN, ..Kaiming::default() };
        assert!(draw([8, 3, 3, 3], kaiming, 1).is_err());
        assert!(
            groups(0, 3).is_err()
                && groups(63, 3).is_err()
                && groups(1 << 40, 3).is_err()
        );
        assert!(groups(64, 0).is_err() && groups(64, usize::MAX).is_err());
        assert!(groups(1, 1).is_ok());
    }
}
