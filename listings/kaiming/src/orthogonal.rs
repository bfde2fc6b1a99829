// SPDX-License-Identifier: MIT OR Apache-2.0
use rand::{Rng, RngExt};
use rand_distr::StandardNormal;

use crate::{Axes, Element, Error, Kaiming, element::representable, fans};

// ANCHOR: orthogonal
/// `many` vectors of `length` numbers, one after the other, that are orthogonal to each other
/// and of length 1: normal numbers, from which Gram and Schmidt's method subtracts what points
/// along the vectors before. No direction is preferred, because a normal vector prefers none.
fn orthonormal(many: usize, length: usize, rng: &mut (impl Rng + ?Sized)) -> Vec<f64> {
    let mut done: Vec<f64> = Vec::with_capacity(many * length);
    for _ in 0..many {
        let mut vector: Vec<f64> =
            (0..length).map(|_| rng.sample(StandardNormal)).collect();
        // The second round takes what rounding left of the first.
        for _ in 0..2 {
            for other in done.chunks_exact(length) {
                let along: f64 = vector.iter().zip(other).map(|(v, o)| v * o).sum();
                vector.iter_mut().zip(other).for_each(|(v, o)| *v -= along * o);
            }
            let norm = vector.iter().map(|v| v * v).sum::<f64>().sqrt();
            vector.iter_mut().for_each(|v| *v /= norm);
        }
        done.extend(vector);
    }
    done
}
// ANCHOR_END: orthogonal

/// The weights of a shape in the order of their indices: for each group (and each weight of a
/// stack) the gain times a matrix of its outputs and inputs with orthonormal rows, or columns
/// if there are more rows.
///
/// # Errors
///
/// Those of [`fans`] and [`crate::Gain::value`], [`Error::Underflow`], [`Error::TooLarge`] and
/// [`Error::Memory`].
pub(crate) fn weights<A: Element>(
    shape: &[usize],
    kaiming: Kaiming,
    rng: &mut (impl Rng + ?Sized),
) -> Result<Vec<A>, Error> {
    let layout = kaiming.layout;
    fans(shape, layout)?;
    let gain = representable::<A>(kaiming.gain.value()?)?;
    let memory = || Error::Memory(shape.to_vec());
    let length = shape.iter().try_fold(1_usize, |p, &size| p.checked_mul(size));
    let length = length.ok_or_else(memory)?;
    let mut weights = Vec::new();
    weights.try_reserve_exact(length).map_err(|_| memory())?;
    weights.resize(length, A::from_f64(0.0));

    let (one, stack) = if layout.stacked { (&shape[1..], shape[0]) } else { (shape, 1) };
    let outs = match layout.axes {
        Axes::OutIn => one[0],
        Axes::InOut => one[one.len() - 1],
    };
    let (rest, rows) = (length / stack / outs, outs / layout.groups);
    for group in 0..stack * layout.groups {
        let first = group / layout.groups * outs * rest;
        let (many, long) = (rows.min(rest), rows.max(rest));
        let drawn = orthonormal(many, long, rng);
        for row in 0..rows {
            let out = group % layout.groups * rows + row;
            for column in 0..rest {
                let at = match layout.axes {
                    Axes::OutIn => out * rest + column,
                    Axes::InOut => column * outs + out,
                };
                let (vector, place) =
                    if rows <= rest { (row, column) } else { (column, row) };
                weights[first + at] = A::from_f64(gain * drawn[vector * long + place]);
            }
        }
    }
    Ok(weights)
}
