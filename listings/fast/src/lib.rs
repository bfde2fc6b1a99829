// SPDX-License-Identifier: MIT OR Apache-2.0
//! Listing of the chapter “A hundred million weights”: the distributions of the crate
//! `kaiming` in `f32`, as fast as a processor's memory lets them be.
//!
//! [`kaiming::fill_uniform`] gets 64 bits from a generator, waits for them, and makes one weight
//! of 53. An `f32` holds 24, and a processor can do the same to eight or sixteen numbers in one
//! step, if nothing has to wait. So here many small generators run side by side, seeded by
//! the one that the caller passes, and the loops are written so that the compiler sees it. It
//! compiles them three times for x86-64, with AVX-512, with AVX2 and with neither, and the program
//! takes what its processor has; what is computed is the same.
//!
//! From the same seed they draw other weights than `kaiming` does, of the same distributions. The
//! weights are the same on all platforms to the last bit: nothing is used but operations that
//! IEEE 754 defines exactly.
#![warn(missing_docs)]
#![allow(clippy::needless_range_loop, reason = "indices keep the loops in step")]

use std::f32::consts::{LN_2, SQRT_2};

use kaiming::{Error, Kaiming};
use multiversion::multiversion;
use ndarray::{ArrayRef, Dimension};
use rand::Rng;

pub mod parallel;

// ANCHOR: lanes
/// N generators side by side: xoshiro128+ of Blackman and Vigna, made for `f32`s, of
/// which it gives the upper bits.
struct Lanes<const N: usize> {
    state: [[u32; N]; 4],
}

impl<const N: usize> Lanes<N> {
    #[inline(always)]
    fn next(&mut self) -> [u32; N] {
        let mut bits = [0; N];
        let [s0, s1, s2, s3] = &mut self.state;
        for i in 0..N {
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

// ANCHOR: seeds
impl<const N: usize> Lanes<N> {
    /// Seeds from a generator. Its words are numbered and mixed first, so that even a generator
    /// that always says the same makes lanes that differ, none of which is all zeros.
    fn new(rng: &mut (impl Rng + ?Sized)) -> Self {
        let mut state = [[0; N]; 4];
        for (index, word) in (1..).zip(state.as_flattened_mut()) {
            *word = mix(rng.next_u32().wrapping_add(0x9e37_79b9_u32.wrapping_mul(index)));
        }
        for lane in 0..N {
            if state.iter().all(|words| words[lane] == 0) {
                state[0][lane] = 1;
            }
        }
        Lanes { state }
    }
}

/// The end of MurmurHash3: every bit of the result depends on every bit of the word.
fn mix(mut word: u32) -> u32 {
    word = (word ^ word >> 16).wrapping_mul(0x85eb_ca6b);
    word = (word ^ word >> 13).wrapping_mul(0xc2b2_ae35);
    word ^ word >> 16
}
// ANCHOR_END: seeds

// ANCHOR: uniform
/// The upper 24 bits, in the middle of their step: from -HALF to HALF,
/// symmetric and never 0.
#[inline(always)]
fn centered(bits: u32) -> f32 {
    ((bits as i32 & !0xff) + 0x80) as f32
}
const HALF: f32 = (1_u32 << 31) as f32;

const WIDE: usize = 32;

#[multiversion(targets("x86_64+avx512f", "x86_64+avx2"))]
fn uniform(weights: &mut [f32], bound: f32, mut lanes: Lanes<WIDE>) {
    let (blocks, rest) = weights.as_chunks_mut::<WIDE>();
    for block in blocks {
        lanes.uniform(bound, block);
    }
    let mut last = [0.0; WIDE];
    lanes.uniform(bound, &mut last);
    rest.copy_from_slice(&last[..rest.len()]);
}

impl Lanes<WIDE> {
    #[inline(always)]
    fn uniform(&mut self, bound: f32, block: &mut [f32; WIDE]) {
        let bits = self.next();
        for i in 0..WIDE {
            block[i] = bound / HALF * centered(bits[i]);
        }
    }
}
// ANCHOR_END: uniform

// ANCHOR: normal
const NARROW: usize = 16;

/// Box and Muller: a point at a random angle, √(-2 ln u) from the middle, has two independent
/// standard normal coordinates.
#[multiversion(targets("x86_64+avx512f", "x86_64+avx2"))]
fn normal(weights: &mut [f32], std: f32, mut lanes: Lanes<NARROW>) {
    let (blocks, rest) = weights.as_chunks_mut::<{ 2 * NARROW }>();
    for block in blocks {
        lanes.normal(std, block);
    }
    let mut last = [0.0; 2 * NARROW];
    lanes.normal(std, &mut last);
    rest.copy_from_slice(&last[..rest.len()]);
}

impl Lanes<NARROW> {
    #[inline(always)]
    fn normal(&mut self, std: f32, block: &mut [f32; 2 * NARROW]) {
        let (lengths, angles) = (self.next(), self.next());
        for i in 0..NARROW {
            let (x, y) = half_angle(angles[i]);
            let (xx, yy) = (x * x, y * y);
            let length = std * length(lengths[i]) / (yy + xx);
            block[i] = (yy - xx) * length;
            block[i + NARROW] = (x + x) * y * length;
        }
    }
}
// ANCHOR_END: normal

// ANCHOR: length
/// ± √(-2 ln u) for a u between 2⁻³¹ and 1, the size of a signed number, whose sign it takes.
#[inline(always)]
fn length(bits: u32) -> f32 {
    let u = (bits | 1) as i32 as f32; // never 0; 2³¹ times the u above
    let sign = u.to_bits() & 0x8000_0000;
    // |u| = m 2^(e + 31) with m between √½ and √2, whose bits are 0x3f3504f3.
    let above = (u.to_bits() & 0x7fff_ffff) as i32 - 0x4eb5_04f3;
    let e = (above >> 23) as f32;
    let m = f32::from_bits(((above & 0x007f_ffff) + 0x3f35_04f3) as u32);
    // -2 ln m = -4 artanh s = -4 (s + s³/3 + …), with the coefficients that make the largest
    // error smallest.
    let s = (m - 1.0) / (m + 1.0);
    let q = s * s;
    let minus_2_ln_m = s * (A[0] + q * (A[1] + q * A[2]));
    let squared = minus_2_ln_m - 2.0 * LN_2 * e;
    f32::from_bits(squared.sqrt().to_bits() ^ sign)
}
const A: [f32; 3] = [-4.000_002, -1.332_881_6, -0.830_354_1];
// ANCHOR_END: length

// ANCHOR: half_angle
/// A point in the direction of half an angle between -π/2 and π/2, all of which are equally
/// likely. Its length doesn't matter.
#[inline(always)]
pub fn half_angle(bits: u32) -> (f32, f32) {
    let t = bits as i32 as f32 * (T / HALF);
    let q = t * t;
    // The tangent of the half angle is x / y: its continued fraction, cut off after four steps,
    // with the coefficients that make the largest error smallest.
    (t * (X[0] + q * X[1]), Y[0] + q * (Y[1] + q))
}
const T: f32 = 0.246_703_04;
const X: [f32; 2] = [3.183_577, -3.092_777_7];
const Y: [f32; 2] = [1.0, -4.349_878];
// ANCHOR_END: half_angle

/// The largest number of standard deviations that a normal weight is away from 0, rounded up.
pub const FARTHEST: f32 = 4.64 * SQRT_2;

/// Fills a slice with U(-bound, bound). The bound has to be above 2⁻⁹⁵.
pub(crate) fn uniform_slice(
    weights: &mut [f32],
    bound: f32,
    rng: &mut (impl Rng + ?Sized),
) {
    uniform(weights, bound, Lanes::new(rng));
}

/// Fills a slice with N(0, std²).
pub(crate) fn normal_slice(weights: &mut [f32], std: f32, rng: &mut (impl Rng + ?Sized)) {
    normal(weights, std, Lanes::new(rng));
}

/// The bound of a weight, if the 2³¹st part of it keeps the type's precision.
pub(crate) fn bound(kaiming: Kaiming, shape: &[usize]) -> Result<f32, Error> {
    scale(kaiming.bound(shape)?, f64::from(f32::MIN_POSITIVE) * f64::from(HALF))
}

/// The standard deviation of a weight, if nearly all weights keep the type's precision.
pub(crate) fn std(kaiming: Kaiming, shape: &[usize]) -> Result<f32, Error> {
    scale(kaiming.std(shape)?, <f32 as kaiming::Element>::SMALLEST_SCALE)
}

fn scale(scale: f64, smallest: f64) -> Result<f32, Error> {
    if scale < smallest {
        return Err(Error::Underflow(scale));
    }
    if scale > f64::from(f32::MAX) / 8.0 {
        return Err(Error::TooLarge(scale));
    }
    Ok(scale as f32)
}

// ANCHOR: fill
/// Fills a weight in place with U(-bound, bound).
///
/// No weight exceeds the bound, except for the rounding of the bound itself, and none is 0.
///
/// # Errors
///
/// Those of [`kaiming::fill_uniform`]; [`Error::Underflow`] for larger bounds than there.
pub fn fill_uniform<D: Dimension>(
    weight: &mut ArrayRef<f32, D>,
    kaiming: Kaiming,
    rng: &mut (impl Rng + ?Sized),
) -> Result<(), Error> {
    let bound = bound(kaiming, weight.shape())?;
    whole(weight, |weights| uniform_slice(weights, bound, rng));
    Ok(())
}
// ANCHOR_END: fill

/// Fills a weight in place with N(0, std²). No weight is beyond [`FARTHEST`] std.
///
/// # Errors
///
/// Those of [`kaiming::fill_normal`].
pub fn fill_normal<D: Dimension>(
    weight: &mut ArrayRef<f32, D>,
    kaiming: Kaiming,
    rng: &mut (impl Rng + ?Sized),
) -> Result<(), Error> {
    let std = std(kaiming, weight.shape())?;
    whole(weight, |weights| normal_slice(weights, std, rng));
    Ok(())
}

/// Fills all weights in the order of their indices, through a copy where that is not the order in
/// memory.
fn whole<D: Dimension>(weight: &mut ArrayRef<f32, D>, fill: impl FnOnce(&mut [f32])) {
    if let Some(weights) = weight.as_slice_mut() {
        return fill(weights);
    }
    let mut copy = vec![0.0; weight.len()];
    fill(&mut copy);
    weight.iter_mut().zip(copy).for_each(|(place, drawn)| *place = drawn);
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
    fn length_is_the_root_of_minus_2_ln_u_with_a_sign() {
        let mut farthest = 0.0_f64;
        for bits in all_over() {
            let signed = f64::from((bits | 1) as i32);
            let u = signed.abs() / 2_f64.powi(31);
            let (ours, exact) =
                (f64::from(length(bits)), (-2.0 * u.ln()).max(0.0).sqrt());
            assert!(ours * signed >= 0.0, "{bits}: {ours}");
            // u is rounded to 24 bits and ln u once more, each an error of 2⁻²⁴ in -2 ln u.
            let error = (ours * ours - exact * exact).abs();
            assert!(error < 2_f64.powi(-21) * (1.0 + exact * exact), "{bits}: {ours}");
            farthest = farthest.max(ours.abs());
        }
        // √(2 ln 2³¹) = 6.56.
        assert!((6.55..=f64::from(FARTHEST)).contains(&farthest), "{farthest}");
        assert_eq!(format!("{farthest:.2} {FARTHEST:.2}"), "6.56 6.56");
    }

    #[test]
    fn the_half_angle_is_the_angle_it_says() {
        for bits in all_over() {
            let angle =
                f64::from(bits as i32) / 2_f64.powi(31) * std::f64::consts::FRAC_PI_4;
            let (x, y) = half_angle(bits);
            assert!(y > 0.0, "{bits}");
            let error = f64::from(x).atan2(f64::from(y)) - angle;
            assert!(error.abs() < 2e-7, "{bits}: {error}");
            // The sum of the squares is far from under- and overflow.
            assert!((0.5..1.5).contains(&(x * x + y * y)), "{x} {y}");
        }
    }

    #[test]
    fn a_pair_is_a_point_at_its_length_and_twice_the_half_angle() {
        let mut lanes = Lanes::<NARROW>::new(&mut Always(7));
        for _ in 0..1000 {
            let mut again = Lanes { state: lanes.state };
            let (lengths, angles) = (again.next(), again.next());
            let mut block = [0.0; 2 * NARROW];
            lanes.normal(0.5, &mut block);
            for i in 0..NARROW {
                let angle = f64::from(angles[i] as i32) / 2_f64.powi(31)
                    * std::f64::consts::FRAC_PI_2;
                let length = 0.5 * f64::from(length(lengths[i]));
                let (x, y) = (f64::from(block[i]), f64::from(block[i + NARROW]));
                assert!((x - length * angle.cos()).abs() < 1e-6, "{x}");
                assert!((y - length * angle.sin()).abs() < 1e-6, "{y}");
            }
        }
    }

    #[test]
    fn a_lane_is_xoshiro128_plus() {
        // From the state 1, 2, 3, 4, worked out by hand for two steps.
        let mut lanes = Lanes::<4> { state: [1, 2, 3, 4].map(|s| [s; 4]) };
        assert_eq!(lanes.next(), [5; 4]);
        assert_eq!(lanes.state.map(|s| s[3]), [7, 0, 1026, 12288]);
        assert_eq!(lanes.next(), [12295; 4]);
    }

    /// A generator that always says the same.
    struct Always(u32);

    impl rand::TryRng for Always {
        type Error = std::convert::Infallible;
        fn try_next_u32(&mut self) -> Result<u32, Self::Error> {
            Ok(self.0)
        }
        fn try_next_u64(&mut self) -> Result<u64, Self::Error> {
            Ok(u64::from(self.0) << 32 | u64::from(self.0))
        }
        fn try_fill_bytes(&mut self, bytes: &mut [u8]) -> Result<(), Self::Error> {
            bytes.fill(self.0 as u8);
            Ok(())
        }
    }

    #[test]
    fn lanes_differ_whatever_the_generator_says() {
        for word in [0, 1, u32::MAX, 0x9e37_79b9] {
            let Lanes { state } = Lanes::<WIDE>::new(&mut Always(word));
            let mut lanes: Vec<[u32; 4]> =
                (0..WIDE).map(|i| state.map(|s| s[i])).collect();
            assert!(lanes.iter().all(|lane| *lane != [0; 4]));
            lanes.sort();
            lanes.dedup();
            assert_eq!(lanes.len(), WIDE);
        }
    }

    #[test]
    fn what_this_processor_runs_gives_the_weights_of_any_other() {
        let mut drawn = vec![0.0; 20_000];
        let mut plain = Lanes::new(&mut Always(1));
        uniform(&mut drawn, 0.5, Lanes::new(&mut Always(1)));
        for block in drawn.chunks(WIDE) {
            let mut expected = [0.0; WIDE];
            plain.uniform(0.5, &mut expected);
            assert_eq!(block, &expected[..block.len()]);
        }
        let mut plain = Lanes::new(&mut Always(2));
        normal(&mut drawn, 0.5, Lanes::new(&mut Always(2)));
        for block in drawn.chunks(2 * NARROW) {
            let mut expected = [0.0; 2 * NARROW];
            plain.normal(0.5, &mut expected);
            assert_eq!(block, &expected[..block.len()]);
        }
    }
}
