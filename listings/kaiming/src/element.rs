// SPDX-License-Identifier: MIT OR Apache-2.0
use crate::Error;

// ANCHOR: element
/// A type of weights. Every weight is drawn as an `f64` and rounded once, so
/// that the same seed gives the same numbers in all types, as near as each
/// can hold them.
pub trait Element: Copy {
    /// The smallest scale whose weights still have the type's precision, except for a few that
    /// are close to 0.
    const SMALLEST_SCALE: f64;
    /// The largest finite number.
    const LARGEST: f64;
    /// The number nearest to `value`.
    fn from_f64(value: f64) -> Self;
}

impl Element for f32 {
    const SMALLEST_SCALE: f64 = f32::MIN_POSITIVE as f64 / f32::EPSILON as f64;
    const LARGEST: f64 = f32::MAX as f64;
    fn from_f64(value: f64) -> Self {
        value as f32
    }
}
// ANCHOR_END: element

impl Element for f64 {
    const SMALLEST_SCALE: f64 = f64::MIN_POSITIVE / f64::EPSILON;
    const LARGEST: f64 = f64::MAX;
    fn from_f64(value: f64) -> Self {
        value
    }
}

/// An `f16` has few exponents: the scale may go down to its smallest number of full precision,
/// 6.1 · 10⁻⁵.
#[cfg(feature = "half")]
impl Element for half::f16 {
    const SMALLEST_SCALE: f64 = half::f16::MIN_POSITIVE.to_f64_const();
    const LARGEST: f64 = half::f16::MAX.to_f64_const();
    fn from_f64(value: f64) -> Self {
        half::f16::from_f64(value)
    }
}

#[cfg(feature = "half")]
impl Element for half::bf16 {
    const SMALLEST_SCALE: f64 =
        half::bf16::MIN_POSITIVE.to_f64_const() / half::bf16::EPSILON.to_f64_const();
    const LARGEST: f64 = half::bf16::MAX.to_f64_const();
    fn from_f64(value: f64) -> Self {
        half::bf16::from_f64(value)
    }
}

/// Passes a std or bound on unless weights of that scale would be too small or too large for
/// their type. Eight standard deviations have to fit.
pub(crate) fn representable<A: Element>(scale: f64) -> Result<f64, Error> {
    if scale < A::SMALLEST_SCALE {
        return Err(Error::Underflow(scale));
    }
    if scale > A::LARGEST / 8.0 {
        return Err(Error::TooLarge(scale));
    }
    Ok(scale)
}
