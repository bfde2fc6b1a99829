// SPDX-License-Identifier: MIT OR Apache-2.0
//! What a reader of the book should know about means and variances, a line of code each.
//!
//! Every function takes a list of numbers and gives `NaN` if there are none, as 0 / 0 is.
#![forbid(unsafe_code)]

/// The mean, `E[x]`: the sum over the number of numbers.
#[must_use]
// ANCHOR: mean
pub fn mean(x: &[f64]) -> f64 {
    x.iter().sum::<f64>() / x.len() as f64
}
// ANCHOR_END: mean

// ANCHOR: moments
/// The second moment, `E[x²]`: the mean of the squares.
#[must_use]
pub fn second_moment(x: &[f64]) -> f64 {
    x.iter().map(|x| x * x).sum::<f64>() / x.len() as f64
}

/// The variance, `Var[x] = E[x²] - E[x]²`, of all the numbers there are (so over n and not n - 1).
#[must_use]
pub fn variance(x: &[f64]) -> f64 {
    second_moment(x) - mean(x).powi(2)
}
// ANCHOR_END: moments

/// The covariance, `E[xy] - E[x] E[y]`, of pairs. What is left over in the longer list is not
/// looked at.
#[must_use]
// ANCHOR: covariance
pub fn covariance(x: &[f64], y: &[f64]) -> f64 {
    let products: Vec<f64> = x.iter().zip(y).map(|(x, y)| x * y).collect();
    mean(&products) - mean(x) * mean(y)
}
// ANCHOR_END: covariance

/// The standard error of a mean of n independent draws, the root of `Var[x] / n`.
#[must_use]
// ANCHOR: standard_error
pub fn standard_error(variance: f64, n: usize) -> f64 {
    (variance / n as f64).sqrt()
}
// ANCHOR_END: standard_error

/// The means of all ways to draw `draws` of the numbers, each number as often as it likes. There
/// are n to the power of `draws`, so mind the time; none, if that is more than a `usize` holds.
#[must_use]
// ANCHOR: all_means
pub fn all_means(x: &[f64], draws: u32) -> Vec<f64> {
    let n = x.len();
    (0..n.checked_pow(draws).unwrap_or(0))
        .map(|way| {
            // The digits of the way's number say which number each draw gives.
            let drawn = (0..draws).map(|draw| x[way / n.pow(draw) % n]);
            drawn.sum::<f64>() / f64::from(draws)
        })
        .collect()
}
// ANCHOR_END: all_means

/// The median: the number in the middle, or the mean of the two in the middle.
#[must_use]
// ANCHOR: median
pub fn median(x: &[f64]) -> f64 {
    let mut sorted = x.to_vec();
    sorted.sort_by(f64::total_cmp);
    let (low, high) = (sorted.len().saturating_sub(1) / 2, sorted.len() / 2);
    mean(sorted.get(low..=high).unwrap_or_default())
}
// ANCHOR_END: median
