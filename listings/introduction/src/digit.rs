// SPDX-License-Identifier: MIT OR Apache-2.0
use ndarray::Array1;

// ANCHOR: digit
/// A handwritten 3: 8 rows of 8 pixels from 0 to 16.
///
/// The fourteenth picture of the test set of *Optical Recognition of Handwritten
/// Digits* by E. Alpaydin and C. Kaynak, UCI Machine Learning Repository
/// (<https://doi.org/10.24432/C50P49>), CC BY 4.0; not changed.
#[rustfmt::skip]
pub const PIXELS: [u8; 64] = [
    0, 2, 9, 15, 14, 9, 3, 0,
    0, 4, 13, 8, 9, 16, 8, 0,
    0, 0, 0, 6, 14, 15, 3, 0,
    0, 0, 0, 11, 14, 2, 0, 0,
    0, 0, 0, 2, 15, 11, 0, 0,
    0, 0, 0, 0, 2, 15, 4, 0,
    0, 1, 5, 6, 13, 16, 6, 0,
    0, 2, 12, 12, 13, 11, 0, 0,
];

/// The picture as a layer's input: scaled so that its mean square is 1.
pub fn digit() -> Array1<f64> {
    let picture: Array1<f64> = PIXELS.iter().map(|&pixel| f64::from(pixel)).collect();
    let size = crate::mean_square(&picture).sqrt();
    picture / size
}
// ANCHOR_END: digit
