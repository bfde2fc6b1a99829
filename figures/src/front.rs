// SPDX-License-Identifier: MIT OR Apache-2.0
//! The figure of the front page.

use introduction::{digit, layers, mean_square};
use ndarray::Array1;
use rand::{RngExt, SeedableRng, rngs::ChaCha8Rng};
use rand_distr::StandardNormal;
use svg::node::element::Group;

use crate::{
    figure::{Error, Figure, Values, choice, seed},
    plot::{Anchor, Color, Drawing, Grid, LINE, short, text},
};

pub const FIGURES: &[Figure] = &[Figure::new("front-signal", way)
    .turn(&[
        choice(("number", "instead of the 2"), &["1", "3"]),
        choice(("input", "input"), &["a digit", "noise"]),
        seed(1),
    ])
    .missions(&[
        ("A 3 instead of the 2: what goes wrong now?", "number=3"),
        ("Noise instead of a digit: does it change anything?", "input=noise"),
    ])];

/// How many layers, and units in each.
const DEPTH: usize = 30;
const UNITS: usize = 256;
/// Pixels in a row of the picture, and of what is shown of a layer.
const SIDE: usize = 8;
/// Every so many layers there is a picture, and so many pictures are in a row.
const EVERY: usize = 2;
const ACROSS: usize = 8;
/// The side of a cell, and from one picture to the next, across and down.
const CELL: f64 = 5.0;
const STEP: (f64, f64) = (48.0, 60.0);
/// The value from which on a cell is full.
const FULL: f64 = 3.0;

/// A digit, or noise, on its way through thirty layers with the 2 of the nine lines and with
/// another number: 64 of the 256 outputs of every second layer.
fn way(v: &Values) -> Result<Drawing, Error> {
    let other = v.word("number");
    let noise = v.word("input") == "noise";
    let mut group = Group::new();
    let mut top = 0.0;
    let mut last = Vec::new();
    for (number, color) in [("2", Color::A), (other, Color::B)] {
        let numerator: f64 = number.parse().map_err(Error::of)?;
        let mut rng = ChaCha8Rng::seed_from_u64(v.seed());
        let input = if noise { drawn(&mut rng) } else { digit() };
        let outputs =
            layers(numerator, &input, (UNITS, DEPTH), &mut rng).map_err(Error::of)?;
        last.push(short(mean_square(&outputs[DEPTH - 1])));
        let words = format!("with {} {number}", if number == "2" { "the" } else { "a" });
        group = group.add(text(&words, (12.0, top + LINE - 4.0), color, Anchor::Start));
        top += LINE + 2.0;
        let pictures = [(0, &input)].into_iter();
        let pictures =
            pictures.chain((1..).zip(&outputs).filter(|(layer, _)| layer % EVERY == 0));
        for (index, (layer, values)) in pictures.enumerate() {
            let at = (
                12.0 + STEP.0 * (index % ACROSS) as f64,
                top + STEP.1 * (index / ACROSS) as f64,
            );
            let name = if layer == 0 { "input".to_string() } else { layer.to_string() };
            let color = if layer == 0 { Color::Ink } else { color };
            group = picture(group, at, values, color, &name);
        }
        top += STEP.1 * (DEPTH / EVERY + 1).div_ceil(ACROSS) as f64;
    }
    let what = if noise { "Noise" } else { "A handwritten digit" };
    let fate = if other == "1" {
        "get paler and paler, and soon nothing is left to see"
    } else {
        "get stronger and stronger, until every cell is empty or full"
    };
    let [two, one] = &last[..] else { return Err(Error::Figure("front-signal".into())) };
    Ok(Drawing::new(
        &format!("{what} on its way through thirty layers, with a 2 and with a {other} in the code"),
        &format!(
            "Two groups of pictures of 8 by 8 cells: the input, and what every second layer makes of it. With \
             the 2 all of them show about as much color as the input. With a {other} they {fate}. The mean \
             square is 1 at the input; after layer {DEPTH} it is {two} with the 2 and {one} with a {other}.",
        ),
    )
    .reading(&format!(
        "Mean square after layer {DEPTH}: {two} with the 2, {one} with a {other}"
    ))
    .drawing(group, top))
}

/// Noise as large as the digit: its mean square is 1.
fn drawn(rng: &mut ChaCha8Rng) -> Array1<f64> {
    let drawn: Array1<f64> =
        (0..SIDE * SIDE).map(|_| rng.sample::<f64, _>(StandardNormal)).collect();
    let size = mean_square(&drawn).sqrt();
    drawn / size
}

/// The first 64 values as a picture with its name below it.
fn picture(
    group: Group,
    at: (f64, f64),
    values: &Array1<f64>,
    color: Color,
    name: &str,
) -> Group {
    let grid = Grid { at, cell: CELL, rows: SIDE, columns: SIDE };
    let middle = (at.0 + grid.width() / 2.0, at.1 + grid.height() + LINE - 5.0);
    let frame = grid.frame((0, 0), (SIDE, SIDE), Color::Faint, 0.5);
    let group = group.add(frame).add(text(name, middle, Color::Ink, Anchor::Middle));
    group.add(grid.shaded(color, |row, column| values[row * SIDE + column].abs() / FULL))
}

#[cfg(test)]
mod tests {
    use introduction::PIXELS;

    /// The digits of the chapter about training, as they are published.
    const DIGITS: &str = include_str!("../../listings/training/digits.csv");

    #[test]
    fn the_digit_is_the_fourteenth_of_the_published_ones() {
        let row: Vec<u8> = DIGITS
            .lines()
            .nth(13)
            .unwrap()
            .split(',')
            .map(|n| n.parse().unwrap())
            .collect();
        assert_eq!((&row[..64], row[64]), (&PIXELS[..], 3));
    }
}
