// SPDX-License-Identifier: MIT OR Apache-2.0
//! Figures of the chapter `frameworks`.

use frameworks::{LIBRARIES, stack, theory};
use rand::{SeedableRng, rngs::ChaCha8Rng};
use svg::node::element::Group;

use crate::{
    Committed,
    plot::{Anchor, Axis, Color, Error, Figure, LINE, Panel, dot, number, segment, text},
};

/// The figures of the page, by file name.
pub const COMMITTED: &[Committed] = &[
    ("frameworks-std", || deviations(256, 1)),
    ("frameworks-stacks", || stacks(256, 30, 1)),
];

fn within(name: &'static str, value: usize, most: usize) -> Result<(), Error> {
    if value == 0 || value > most {
        return Err(Error::new(name, value, "1 or more, and not too many"));
    }
    Ok(())
}

fn refused(error: frameworks::Error) -> Error {
    Error::new("width", error, "one that can be built")
}

/// The color of a library's distribution: the three values of n Var w that occur.
fn color(n_var: f64) -> Color {
    if n_var < 0.9 {
        Color::B
    } else if n_var < 1.1 {
        Color::D
    } else {
        Color::A
    }
}

/// The standard deviation of each library's default weight, times √n, on one line from 0 to 1.6:
/// measured as a dot, exact as a stroke.
pub fn deviations(width: usize, seed: u64) -> Result<String, Error> {
    within("width", width, 1024)?;
    let (left, right, top, row) = (90.0, 380.0, 12.0, 26.0);
    let at = |value: f64| left + (right - left) * value / 1.6;
    let rows = LIBRARIES.len() as f64;
    let bottom = top + rows * row;
    let mut group = Group::new();
    for tick in [0.0, 0.5, 1.0, 1.5] {
        group = group
            .add(segment((at(tick), top), (at(tick), bottom), Color::Faint, 1.0))
            .add(text(
                &number(tick),
                (at(tick), bottom + LINE),
                Color::Ink,
                Anchor::Middle,
            ));
    }
    for (index, library) in LIBRARIES.iter().enumerate() {
        let y = top + (index as f64 + 0.5) * row;
        let exact = at(library.n_var.sqrt());
        let mut rng = ChaCha8Rng::seed_from_u64(seed);
        let weight = (library.dense)(width, width, &mut rng).map_err(refused)?;
        let drawn = (weight.pow2().sum() / width as f64).sqrt();
        let color = color(library.n_var);
        group = group
            .add(text(library.name, (left - 10.0, y + 5.0), Color::Ink, Anchor::End))
            .add(segment((exact, y - 10.0), (exact, y + 10.0), color, 1.5));
        if let Some(dot) = dot((at(drawn), y), color, 5.0) {
            group = group.add(dot);
        }
    }
    let label = "std of the default weight × √n";
    group = group.add(text(label, (right, bottom + 2.2 * LINE), Color::Ink, Anchor::End));
    Ok(Figure::new(
        "frameworks-std",
        "Six libraries, three standard deviations",
        "A row for each library. The standard deviation of its default dense weight times the \
         root of n is 0.577 for PyTorch and Burn, 1 for Keras and Flax, 1.414 for candle and tch. \
         Dots, measured, lie on strokes, exact.",
    )
    .drawing(group, bottom + 2.2 * LINE + 8.0)
    .render())
}

/// The second moment by layer of ReLU stacks with each library's default weights.
pub fn stacks(width: usize, depth: usize, seed: u64) -> Result<String, Error> {
    within("width", width, 512)?;
    within("depth", depth, 60)?;
    let ticks: Vec<f64> =
        (0..=depth).step_by((depth / 6).max(1)).map(|l| l as f64).collect();
    let x = Axis::linear("layer", 0.0, depth as f64 + 1.0, &ticks);
    let low = (theory(1.0 / 3.0, depth).log10().floor() as i32 - 1).max(-60);
    let step = (-low / 5).max(1) as usize;
    let mut panel =
        Panel::new(x, Axis::log10("E[y²]", low - low % step as i32, 4, step), 220.0);
    for (index, library) in LIBRARIES.iter().enumerate() {
        let color = color(library.n_var);
        let mut rng = ChaCha8Rng::seed_from_u64(seed);
        let moments = stack(library.dense, width, depth, &mut rng).map_err(refused)?;
        // Two libraries share a line: one has the odd layers' dots, one the even ones'.
        let dots = moments
            .into_iter()
            .enumerate()
            .filter(|(layer, moment)| layer % 2 == index % 2 && *moment > 0.0)
            .map(|(layer, moment)| ((layer + 1) as f64, moment));
        if index % 2 == 0 {
            let line =
                (1..=depth).map(|layer| (layer as f64, theory(library.n_var, layer)));
            panel = panel.theory(color, line);
        }
        panel = panel.points(color, dots);
    }
    let right = depth as f64;
    for (n_var, words, at, anchor) in [
        (2.0, "candle, tch", (right, 60.0), Anchor::End),
        (
            1.0,
            "Keras, Flax",
            (0.62 * right, theory(1.0, (0.6 * right) as usize + 1) * 60.0),
            Anchor::Start,
        ),
        (
            1.0 / 3.0,
            "PyTorch, Burn",
            (0.5 * right, theory(1.0 / 3.0, (0.5 * right) as usize + 1) * 1e-3),
            Anchor::End,
        ),
    ] {
        panel = panel.label(color(n_var), anchor, at, words);
    }
    Ok(Figure::new(
        "frameworks-stacks",
        &format!("{depth} ReLU layers with the default weights of six libraries"),
        &format!(
            "The second moment by layer on a log scale, without biases. With candle's and tch's \
             defaults it stays near 2; with Keras' and Flax' it falls by a half at each layer, to \
             {:.0e} at layer {depth}; with PyTorch's and Burn's by a sixth, to {:.0e}.",
            theory(1.0, depth),
            theory(1.0 / 3.0, depth)
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
        assert!(deviations(0, 1).is_err() && deviations(1_000_000_000, 1).is_err());
        assert!(stacks(0, 30, 1).is_err() && stacks(1_000_000_000, 30, 1).is_err());
        assert!(stacks(8, 0, 1).is_err() && stacks(8, 61, 1).is_err());
        assert!(stacks(1, 60, 1).is_ok() && stacks(8, 1, 1).is_ok());
        assert!(deviations(1, 1).is_ok());
    }
}
