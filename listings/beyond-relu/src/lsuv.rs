// SPDX-License-Identifier: MIT OR Apache-2.0
use ndarray::Array2;

use crate::{Error, second_moment, stack::fits};

// ANCHOR: lsuv
/// Scales each weight, from the first to the last, by what it measures on
/// the inputs `x`, until every layer's y has second moment 1.
///
/// # Errors
/// If a weight does not fit, or a layer's y is all 0 or not finite.
pub fn lsuv(
    weights: &mut [Array2<f64>],
    x: &Array2<f64>,
    f: impl Fn(f64) -> f64,
) -> Result<(), Error> {
    let mut x = x.clone();
    for weight in weights {
        fits(weight.ncols(), x.nrows())?;
        let y = weight.dot(&x);
        let measured = second_moment(&y);
        if !(measured > 0.0 && measured.is_finite()) {
            return Err(Error::Passed(measured));
        }
        *weight /= measured.sqrt();
        x = (y / measured.sqrt()).mapv(&f);
    }
    Ok(())
}
// ANCHOR_END: lsuv
