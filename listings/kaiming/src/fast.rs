// SPDX-License-Identifier: MIT OR Apache-2.0
//! The same distributions in `f32`, several times faster.
//!
//! [`crate::fill_uniform`] asks a generator for 64 bits, waits for them, and makes one weight
//! of 53. An `f32` holds 24, and a processor can do the same to four numbers or more in one
//! step, if nothing has to wait. So here sixteen small generators run side by side, seeded by
//! the one that the caller passes, and the loops are written so that the compiler sees it.
//! It compiles them twice for x86-64, with AVX2 and without, and the program takes what its
//! processor has; what is computed is the same.
//!
//! From the same seed they draw other weights than the readable functions do, of the
//! same distribution. The weights are the same on all platforms to the last bit, the normal ones too: nothing
//! is used but operations that IEEE 754 defines exactly. In `f64` both functions draw as the
//! readable ones do, at their speed.
#![allow(clippy::needless_range_loop, reason = "indices keep the loops in step")]

use std::f32::consts::{FRAC_PI_2, LN_2};

use multiversion::multiversion;
use ndarray::{ArrayRef, Dimension};
use rand::{Rng, RngExt};
use rand_distr::StandardNormal;

use crate::{Error, Kaiming, Real, representable};

// ANCHOR: lanes
const LANES: usize = 16;

/// Sixteen generators side by side: xoshiro128+ of Blackman and Vigna, made for `f32`s, of
/// which it gives the upper bits.
struct Lanes {
    state: [[u32; LANES]; 4],
}

impl Lanes {
    fn new(rng: &mut (impl Rng + ?Sized)) -> Self {
        let mut state = [[0; LANES]; 4];
        state.as_flattened_mut().fill_with(|| rng.next_u32());
        Lanes { state }
    }

    #[inline(always)]
    fn next(&mut self) -> [u32; LANES] {
        let mut bits = [0; LANES];
        let [s0, s1, s2, s3] = &mut self.state;
        for i in 0..LANES {
            bits[i] = s0[i].wrapping_add(s3[i]);
            let shifted = s1[i] << 9;
            s2[i] ^= s0[i];
            s3[i] ^= s1[i];
            s1[i] ^= s2[i];
            s0[i] ^= s3[i];
            s2[i] ^= shifted;
            s3[i] = s3[i].rotate_left(11);
        }
        bits
    }
}
// ANCHOR_END: lanes

// ANCHOR: fast_uniform
/// The upper 24 bits, in the middle of their step: from -HALF to HALF,
/// symmetric and never 0.
#[inline(always)]
fn centered(bits: u32) -> f32 {
    ((bits as i32 & !0xff) + 0x80) as f32
}
const HALF: f32 = (1_u32 << 31) as f32;

#[multiversion(targets("x86_64+avx2"))]
fn uniform(weights: &mut [f32], bound: f32, mut lanes: Lanes) {
    let (blocks, rest) = weights.as_chunks_mut::<LANES>();
    for block in blocks {
        *block = lanes.uniform(bound);
    }
    rest.copy_from_slice(&lanes.uniform(bound)[..rest.len()]);
}

impl Lanes {
    #[inline(always)]
    fn uniform(&mut self, bound: f32) -> [f32; LANES] {
        self.next().map(|bits| bound / HALF * centered(bits))
    }
}
// ANCHOR_END: fast_uniform

// ANCHOR: fast_normal
/// Box and Muller: a point at a random angle, √(-2 ln u) from the middle, has two independent
/// standard normal coordinates.
#[multiversion(targets("x86_64+avx2"))]
fn normal(weights: &mut [f32], std: f32, mut lanes: Lanes) {
    let (blocks, rest) = weights.as_chunks_mut::<{ 2 * LANES }>();
    for block in blocks {
        *block = lanes.normal(std);
    }
    rest.copy_from_slice(&lanes.normal(std)[..rest.len()]);
}

impl Lanes {
    #[inline(always)]
    fn normal(&mut self, std: f32) -> [f32; 2 * LANES] {
        let (lengths, angles) = (self.next(), self.next());
        let mut weights = [0.0; 2 * LANES];
        for i in 0..LANES {
            let length = std * length(lengths[i]);
            let (cos, sin) = direction(angles[i]);
            weights[i] = length * cos;
            weights[i + LANES] = length * sin;
        }
        weights
    }
}

/// √(-2 ln u) for u = (k + 1/2) / 2³¹ with the upper 31 bits as k.
#[inline(always)]
fn length(bits: u32) -> f32 {
    let x = (bits >> 1) as i32 as f32 + 0.5;
    // x = m 2^e with m between √½ and √2, whose bits are 0x3f3504f3.
    let e = (x.to_bits() as i32 - 0x3f35_04f3) >> 23;
    let m = f32::from_bits((x.to_bits() as i32 - (e << 23)) as u32);
    // ln m = 2 artanh s = 2 (s + s³/3 + s⁵/5 + …)
    let s = (m - 1.0) / (m + 1.0);
    let q = s * s;
    let ln_m = 2.0 * s * (1.0 + q * (1.0 / 3.0 + q * (1.0 / 5.0 + q * (1.0 / 7.0))));
    let ln_u = ln_m + LN_2 * (e - 31) as f32;
    (-2.0 * ln_u).sqrt()
}

/// A point of the unit circle. Its angle is within ±π/2, where the Taylor series are short,
/// and the uppermost bit reflects it.
#[inline(always)]
fn direction(bits: u32) -> (f32, f32) {
    let angle = FRAC_PI_2 / HALF * centered(bits << 1);
    let q = angle * angle;
    let cos =
        1.0 - q * (C[0] - q * (C[1] - q * (C[2] - q * (C[3] - q * (C[4] - q * C[5])))));
    let sin = 1.0 - q * (S[0] - q * (S[1] - q * (S[2] - q * (S[3] - q * S[4]))));
    (cos.copysign(f32::from_bits(bits)), angle * sin)
}
/// 1/2!, 1/4!, and so on.
const C: [f32; 6] =
    [1. / 2., 1. / 24., 1. / 720., 1. / 40_320., 1. / 3_628_800., 1. / 479_001_600.];
/// 1/3!, 1/5!, and so on.
const S: [f32; 5] = [1. / 6., 1. / 120., 1. / 5040., 1. / 362_880., 1. / 39_916_800.];
// ANCHOR_END: fast_normal

/// A type of weights with distributions of its own for many weights at a time.
pub trait Fast: Real {
    /// Fills `weights` with U(-bound, bound).
    fn uniform(weights: &mut [Self], bound: f64, rng: &mut (impl Rng + ?Sized));
    /// Fills `weights` with N(0, std²).
    fn normal(weights: &mut [Self], std: f64, rng: &mut (impl Rng + ?Sized));
}

impl Fast for f32 {
    fn uniform(weights: &mut [f32], bound: f64, rng: &mut (impl Rng + ?Sized)) {
        uniform(weights, bound as f32, Lanes::new(rng));
    }
    fn normal(weights: &mut [f32], std: f64, rng: &mut (impl Rng + ?Sized)) {
        normal(weights, std as f32, Lanes::new(rng));
    }
}

impl Fast for f64 {
    fn uniform(weights: &mut [f64], bound: f64, rng: &mut (impl Rng + ?Sized)) {
        weights.fill_with(|| bound * (2.0 * rng.random::<f64>() - 1.0));
    }
    fn normal(weights: &mut [f64], std: f64, rng: &mut (impl Rng + ?Sized)) {
        weights.fill_with(|| std * rng.sample::<f64, _>(StandardNormal));
    }
}

/// The bound of a weight, if the 2³¹st part of it keeps the type's precision.
pub(crate) fn bound<A: Real>(kaiming: Kaiming, shape: &[usize]) -> Result<f64, Error> {
    representable(kaiming.bound(shape)?, A::MIN_POSITIVE * f64::from(HALF))
}

// ANCHOR: fast_fill
/// Fills a weight in place with U(-bound, bound).
///
/// No weight exceeds the bound, except for the rounding of the bound itself, and
/// in `f32` none is 0.
///
/// # Errors
///
/// Those of [`crate::fill_uniform`]; [`Error::Underflow`] for bounds up to
/// 2³¹ times larger.
pub fn fill_uniform<A: Fast, D: Dimension>(
    weight: &mut ArrayRef<A, D>,
    kaiming: Kaiming,
    rng: &mut (impl Rng + ?Sized),
) -> Result<(), Error> {
    let bound = bound::<A>(kaiming, weight.shape())?;
    by_chunks(weight, |_, chunk| A::uniform(chunk, bound, rng));
    Ok(())
}
// ANCHOR_END: fast_fill

/// Fills a weight in place with N(0, std²). In `f32` no weight is beyond 6.7 std.
///
/// # Errors
///
/// Those of [`crate::fill_normal`].
pub fn fill_normal<A: Fast, D: Dimension>(
    weight: &mut ArrayRef<A, D>,
    kaiming: Kaiming,
    rng: &mut (impl Rng + ?Sized),
) -> Result<(), Error> {
    let std = representable(kaiming.std(weight.shape())?, A::MIN_POSITIVE)?;
    by_chunks(weight, |_, chunk| A::normal(chunk, std, rng));
    Ok(())
}

/// How many weights are drawn at a time, before the lanes get new seeds.
pub(crate) const CHUNK: usize = 1 << 14;

/// Fills a weight chunk by chunk in the order of its indices, through a buffer where that is
/// not the order in memory.
pub(crate) fn by_chunks<A: Real, D: Dimension>(
    weight: &mut ArrayRef<A, D>,
    mut fill: impl FnMut(usize, &mut [A]),
) {
    if let Some(weights) = weight.as_slice_mut() {
        for (index, chunk) in weights.chunks_mut(CHUNK).enumerate() {
            fill(index, chunk);
        }
        return;
    }
    let mut left = weight.len();
    let mut places = weight.iter_mut();
    let mut buffer = [A::from_f64(0.0); CHUNK];
    for index in 0..left.div_ceil(CHUNK) {
        let chunk = &mut buffer[..left.min(CHUNK)];
        fill(index, chunk);
        chunk.iter().zip(&mut places).for_each(|(drawn, place)| *place = *drawn);
        left -= chunk.len();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Numbers from all over the range, and its ends.
    fn all_over() -> impl Iterator<Item = u32> {
        let edges = [0, 1, 2, 0x7fff_ffff, 0x8000_0000, 0x8000_0001, u32::MAX];
        edges
            .into_iter()
            .chain((0..1_000_000).map(|i: u32| i.wrapping_mul(2_654_435_769)))
    }

    #[test]
    fn centered_bits_are_the_middles_of_two_to_the_24_steps() {
        for bits in all_over() {
            let exact = f64::from(bits as i32 >> 8) * 256.0 + 128.0;
            assert_eq!(f64::from(centered(bits)), exact);
        }
    }

    #[test]
    fn length_is_the_root_of_minus_2_ln_u() {
        for bits in all_over() {
            let u = (f64::from(bits >> 1) + 0.5) / 2_f64.powi(31);
            let (ours, exact) = (f64::from(length(bits)), (-2.0 * u.ln()).sqrt());
            // u is rounded to 24 bits and ln u once more, each an error of 2⁻²⁴ in -2 ln u.
            let error = (ours * ours - exact * exact).abs();
            assert!(error < 2_f64.powi(-22) * (1.0 + exact * exact), "{bits}: {ours}");
        }
        assert_eq!(length(u32::MAX), 0.0);
        assert!((6.66..6.67).contains(&length(0)));
    }

    #[test]
    fn direction_is_the_cosine_and_the_sine() {
        for bits in all_over() {
            let angle =
                f64::from(centered(bits << 1)) / f64::from(HALF) * FRAC_PI_2 as f64;
            let mirror = if bits >> 31 == 1 { -1.0 } else { 1.0 };
            let (cos, sin) = direction(bits);
            assert!(
                (f64::from(cos) - mirror * angle.cos()).abs() < 3e-7,
                "{bits}: {cos}"
            );
            assert!((f64::from(sin) - angle.sin()).abs() < 3e-7, "{bits}: {sin}");
        }
    }

    #[test]
    fn a_lane_is_xoshiro128_plus() {
        // From the state 1, 2, 3, 4, worked out by hand for two steps.
        let mut lanes = Lanes { state: [1, 2, 3, 4].map(|s| [s; LANES]) };
        assert_eq!(lanes.next(), [5; LANES]);
        assert_eq!(lanes.state.map(|s| s[7]), [7, 0, 1026, 12288]);
        assert_eq!(lanes.next(), [12295; LANES]);
    }

    #[test]
    fn what_this_processor_runs_gives_the_weights_of_any_other() {
        let lanes = || Lanes { state: [[1; LANES], [2; LANES], [3; LANES], [4; LANES]] };
        let (mut drawn, mut plain) = (vec![0.0; 20_000], lanes());
        uniform(&mut drawn, 0.5, lanes());
        for block in drawn.chunks(LANES) {
            assert_eq!(block, &plain.uniform(0.5)[..block.len()]);
        }
        let mut plain = lanes();
        normal(&mut drawn, 0.5, lanes());
        for block in drawn.chunks(2 * LANES) {
            assert_eq!(block, &plain.normal(0.5)[..block.len()]);
        }
    }
}
