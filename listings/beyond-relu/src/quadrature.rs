// SPDX-License-Identifier: MIT OR Apache-2.0
use std::f64::consts::PI;

use libm::cos;

// ANCHOR: gauss_legendre
/// The n nodes and weights of Gauss-Legendre quadrature:
/// ∫ f(x) dx from -1 to 1 is Σ weight · f(node), exactly for a polynomial of
/// degree 2n - 1 or less.
///
/// The nodes are the roots of the Legendre polynomial P_n, each found by
/// Newton's method from a guess that is close to it. The weights are
/// 2 / ((1 - x²) P_n'(x)²) (Abramowitz and Stegun, 25.4.29).
pub fn gauss_legendre(n: usize) -> Vec<(f64, f64)> {
    let node = |i: usize| {
        let (mut x, mut slope) = (cos(PI * (i as f64 + 0.75) / (n as f64 + 0.5)), 0.0);
        for _ in 0..5 {
            // Each step doubles the number of correct digits.
            let (mut p, mut before) = (1.0, 0.0); // P_0 and P_-1
            for k in (1..=n).map(|k| k as f64) {
                // k P_k = (2k - 1) x P_(k-1) - (k - 1) P_(k-2)
                (p, before) = (((2.0 * k - 1.0) * x * p - (k - 1.0) * before) / k, p);
            }
            slope = n as f64 * (x * p - before) / (x * x - 1.0); // P_n'(x)
            x -= p / slope;
        }
        (x, 2.0 / ((1.0 - x * x) * slope * slope))
    };
    (0..n).map(node).collect()
}
// ANCHOR_END: gauss_legendre
