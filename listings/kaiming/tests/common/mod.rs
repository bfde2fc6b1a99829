// SPDX-License-Identifier: MIT OR Apache-2.0
//! What several tests need.
#![allow(dead_code, reason = "each takes what it needs")]

use ndarray::{ArrayRef, Dimension};
use rand::{SeedableRng, rngs::ChaCha8Rng};

pub fn seeded() -> ChaCha8Rng {
    ChaCha8Rng::seed_from_u64(1502)
}

/// FNV-1a of the weights' bits: one number that no changed bit leaves as it is.
pub fn hash<'a>(weight: impl IntoIterator<Item = &'a f32>) -> u64 {
    weight.into_iter().fold(0xcbf2_9ce4_8422_2325, |hash, w| {
        w.to_bits().to_le_bytes().iter().fold(hash, |hash, &byte| {
            (hash ^ u64::from(byte)).wrapping_mul(0x100_0000_01b3)
        })
    })
}

/// The mean of w, w² and w⁴, and the largest |w|.
pub struct Moments {
    pub mean: f64,
    pub second: f64,
    pub fourth: f64,
    pub max: f64,
}

pub fn moments<A: Copy + Into<f64>, D: Dimension>(weight: &ArrayRef<A, D>) -> Moments {
    let mean_of = |power: i32| {
        weight.iter().map(|&w| w.into().powi(power)).sum::<f64>() / weight.len() as f64
    };
    let max = weight.iter().map(|&w| w.into().abs()).fold(0.0, f64::max);
    Moments { mean: mean_of(1), second: mean_of(2), fourth: mean_of(4), max }
}

/// Holds mean, second and fourth moment against a distribution of mean 0, within 5 standard errors.
/// `kurtosis` and so on are E[w⁴] / std⁴, E[w⁸] / std⁸. For n weights the standard errors are
/// √(E[w²] / n), √((E[w⁴] - E[w²]²) / n) and √((E[w⁸] - E[w⁴]²) / n).
#[track_caller]
pub fn assert_distribution(
    found: &Moments,
    len: usize,
    std: f64,
    kurtosis: f64,
    eighth: f64,
) {
    let error = |variance: f64| 5.0 * (variance / len as f64).sqrt();
    let (mean, second, fourth) =
        (found.mean / std, found.second / std.powi(2), found.fourth / std.powi(4));
    assert!(mean.abs() < error(1.0), "mean {mean}");
    assert!((second - 1.0).abs() < error(kurtosis - 1.0), "second {second}");
    assert!(
        (fourth - kurtosis).abs() < error(eighth - kurtosis.powi(2)),
        "fourth {fourth}"
    );
}
