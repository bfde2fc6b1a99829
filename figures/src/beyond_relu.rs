// SPDX-License-Identifier: MIT OR Apache-2.0
//! Figures of the chapter `beyond-relu`.

use beyond_relu::{
    Activation, Branch, angles, gain, named, next_cosine, next_moment, residual,
};

use crate::{
    Committed,
    plot::{Anchor, Axis, Color, Error, Figure, Panel, number},
};

/// The figures of the page, by file name.
pub const COMMITTED: &[Committed] = &[
    ("beyond-relu-edge", || {
        let find = |name| named(name).map_err(refused);
        edge(&[find("tanh")?, find("GELU")?], &[0.25, 0.9, 1.0, 1.1, 4.0], 30)
    }),
    ("beyond-relu-blocks", || blocks(16, 256, 1)),
    ("beyond-relu-angles", || cosines(256, 50, 1)),
];

/// The most layers or blocks that one figure shows.
const DEEPEST: usize = 100;

fn refused(error: beyond_relu::Error) -> Error {
    Error::new("network", error, "one that can be built")
}

fn within(name: &'static str, value: usize, most: usize) -> Result<(), Error> {
    if value == 0 || value > most {
        return Err(Error::new(name, value, "1 or more, and not too many"));
    }
    Ok(())
}

fn depths(name: &str, depth: usize) -> Axis {
    let ticks: Vec<f64> =
        (0..=depth).step_by((depth / 5).max(1)).map(|layer| layer as f64).collect();
    Axis::linear(name, 0.0, depth as f64 * 1.03, &ticks)
}

/// The second moment by layer of wide stacks with each activation's own gain, from several
/// starts: one chart an activation.
pub fn edge(
    activations: &[&Activation],
    starts: &[f64],
    depth: usize,
) -> Result<String, Error> {
    within("depth", depth, DEEPEST)?;
    within("activations", activations.len(), 4)?;
    within("starts", starts.len(), 10)?;
    if let Some(start) = starts.iter().find(|q| !(1e-3..=1e3).contains(*q)) {
        return Err(Error::new("second moment", number(*start), "0.001 to 1000"));
    }
    let mut figure = Figure::new(
        "beyond-relu-edge",
        "With its own gain one activation settles and another runs away",
        &format!(
            "The second moment over {depth} wide layers on a log scale, from {} different \
             starts, for {}, each with the gain that keeps a second moment of 1. Where a small \
             error shrinks, all lines come together at 1; where it grows, only the line that \
             starts at 1 stays.",
            starts.len(),
            activations.iter().map(|a| a.name).collect::<Vec<_>>().join(" and ")
        ),
    );
    for (activation, color) in
        activations.iter().zip([Color::A, Color::B, Color::C, Color::D])
    {
        let f = activation.value;
        let n_var = gain(f).map_err(refused)?.powi(2);
        let y = Axis::log10("E[y²]", -4, 3, 1);
        let title = format!("{}, gain {:.4}", activation.name, n_var.sqrt());
        let mut panel = Panel::new(depths("layer", depth), y, 130.0).title(&title);
        for &start in starts {
            let mut q = start;
            let line = (0..=depth).map(|layer| {
                let at = (layer as f64, q);
                q = next_moment(f, n_var, q);
                at
            });
            let line: Vec<(f64, f64)> =
                line.take_while(|(_, q)| (1e-4..=1e3).contains(q)).collect();
            panel = panel
                .theory(color, line.clone())
                .points(color, line.into_iter().step_by(2));
        }
        figure = figure.panel(panel);
    }
    Ok(figure.render())
}

/// The second moment behind residual blocks whose branches are drawn by (10), scaled by the root
/// of their number, or end in zeros.
pub fn blocks(count: usize, width: usize, seed: u64) -> Result<String, Error> {
    within("blocks", count, DEEPEST)?;
    within("width", width, 512)?;
    let he = Branch { layers: 2, inner: 1.0, last: 1.0 };
    let root = (count as f64).sqrt();
    let kinds = [
        (he, Color::B, 2.0, "as (10): doubles"),
        (
            Branch { last: 1.0 / root, ..he },
            Color::A,
            1.0 + 1.0 / count as f64,
            "last / √L",
        ),
        (Branch { last: 0.0, ..he }, Color::C, 1.0, "last = 0"),
    ];
    let high = (count as f64 * 2_f64.log10()).ceil().clamp(1.0, 12.0) as i32 + 1;
    let step = (high / 4).max(1) as usize;
    let y = Axis::log10("E[x²]", -1, high, step);
    let mut panel = Panel::new(depths("block", count), y, 200.0);
    let right = count as f64;
    for (branch, color, factor, words) in kinds {
        let moments = residual(branch, count, width, seed).map_err(refused)?;
        let theory = (0..=count).map(|block| (block as f64, factor.powf(block as f64)));
        let dots = moments.into_iter().enumerate().map(|(i, m)| ((i + 1) as f64, m));
        let top = 10f64.powi(high);
        let theory = theory.take_while(|(_, m)| *m <= top);
        panel = panel.theory(color, theory).points(color, dots);
        let at = match color {
            Color::B => (right * 0.5, 2_f64.powf(right * 0.62).min(top / 10.0)),
            Color::A => (right, 6.5),
            _ => (right, 0.2),
        };
        panel = panel.label(color, Anchor::End, at, words);
    }
    Ok(Figure::new(
        "beyond-relu-blocks",
        "The signal behind residual blocks",
        &format!(
            "On a log scale over {count} blocks. With branches drawn by equation (10) the second \
             moment doubles at every block; with the last weight of each branch divided by the \
             root of the number of blocks it grows to about e; with zeros there it stays at 1."
        ),
    )
    .panel(panel)
    .render())
}

/// The cosine between two inputs that begin orthogonal, by layer: of one network, and in the
/// limit of wide layers.
pub fn cosines(width: usize, depth: usize, seed: u64) -> Result<String, Error> {
    within("width", width, 512)?;
    within("depth", depth, DEEPEST)?;
    let measured = angles(width, depth, seed).map_err(refused)?;
    let y = Axis::linear("cosine", 0.0, 1.05, &[0.0, 0.25, 0.5, 0.75, 1.0]);
    let mut cosine = 0.0;
    let theory = (0..=depth).map(|layer| {
        let at = (layer as f64, cosine);
        cosine = next_cosine(cosine);
        at
    });
    let dots = measured.into_iter().enumerate().map(|(i, c)| ((i + 1) as f64, c));
    let panel = Panel::new(depths("layer", depth), y, 180.0)
        .theory(Color::A, theory)
        .points(Color::A, dots)
        .label(
            Color::A,
            Anchor::End,
            (depth as f64, 0.62),
            "two inputs that began orthogonal",
        );
    Ok(Figure::new(
        "beyond-relu-angles",
        "All inputs become parallel",
        &format!(
            "The cosine between two inputs over {depth} ReLU layers drawn by equation (10): a \
             curve that rises from 0 to nearly 1, and dots of one network {width} wide around it."
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
        let tanh = named("tanh").unwrap();
        assert!(edge(&[tanh], &[1.0], 0).is_err());
        assert!(edge(&[tanh], &[1.0], usize::MAX).is_err());
        assert!(edge(&[], &[1.0], 5).is_err());
        assert!(edge(&[tanh], &[], 5).is_err());
        assert!(edge(&[tanh], &[f64::NAN], 5).is_err());
        assert!(edge(&[tanh], &[1e3, 1e-3], 100).is_ok());
        assert!(blocks(0, 8, 1).is_err() && blocks(101, 8, 1).is_err());
        assert!(blocks(8, 0, 1).is_err() && blocks(8, 1_000_000_000, 1).is_err());
        assert!(blocks(100, 8, 1).is_ok() && blocks(1, 8, 1).is_ok());
        assert!(cosines(0, 5, 1).is_err() && cosines(1_000_000_000, 5, 1).is_err());
        assert!(cosines(8, 0, 1).is_err() && cosines(8, 101, 1).is_err());
        assert!(cosines(8, 100, 1).is_ok());
    }
}
