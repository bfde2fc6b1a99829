// SPDX-License-Identifier: MIT OR Apache-2.0
use ndarray::{Array2, Array3, Array4, ArrayView3, Axis, Slice};

use crate::{
    Error, Side,
    error::{expect_length, product},
};

/// Image and weight of a plain two-dimensional convolution, found to fit.
struct Checked {
    padded: Array3<f64>,
    kernel: (usize, usize),
    stride: usize,
    /// Positions of the kernel: down, across.
    positions: (usize, usize),
}

impl Checked {
    fn new(
        image: &Array3<f64>,
        kernel: (usize, usize),
        stride: usize,
        padding: usize,
    ) -> Result<Self, Error> {
        let (channels, height, width) = image.dim();
        if channels == 0 {
            return Err(Error::Zero("channels of the image"));
        }
        let side = |size, kernel| Side { stride, padding, ..Side::new(size, kernel) };
        let down = side(height, kernel.0).positions()?;
        let across = side(width, kernel.1).positions()?;
        let (padded_height, padded_width) = (height + 2 * padding, width + 2 * padding);
        let pixels = product("padded pixels", padded_height, padded_width)?;
        product("padded pixels of all channels", pixels, channels)?;
        let padded = Array3::from_shape_fn(
            (channels, padded_height, padded_width),
            |(i, row, column)| {
                let inside = row.checked_sub(padding).zip(column.checked_sub(padding));
                let pixel = inside.and_then(|(row, column)| image.get((i, row, column)));
                pixel.copied().unwrap_or(0.0)
            },
        );
        Ok(Self { padded, kernel, stride, positions: (down, across) })
    }

    // ANCHOR: patch
    /// What the kernel sees at one position, in all channels.
    fn patch(&self, down: usize, across: usize) -> ArrayView3<'_, f64> {
        let first = [0, down * self.stride, across * self.stride];
        let span = [self.padded.dim().0, self.kernel.0, self.kernel.1];
        self.padded.slice_each_axis(|side| {
            let Axis(i) = side.axis;
            Slice::from(first[i]..first[i] + span[i])
        })
    }
    // ANCHOR_END: patch
}

fn check_weight(image: &Array3<f64>, weight: &Array4<f64>) -> Result<(), Error> {
    if weight.dim().0 == 0 {
        return Err(Error::Zero("filters"));
    }
    expect_length("channels of the weight", weight.dim().1, image.dim().0)
}

// ANCHOR: direct
/// The convolution by its definition: lay a filter on a patch, multiply
/// number by number, add up. Image `(c, height, width)`, weight
/// `(d, c, k, k)`, result `(d, positions down, positions across)`.
///
/// # Errors
/// If the shapes do not fit, or the kernel does not fit into the image.
pub fn direct(
    image: &Array3<f64>,
    weight: &Array4<f64>,
    stride: usize,
    padding: usize,
) -> Result<Array3<f64>, Error> {
    check_weight(image, weight)?;
    let (d, _, height, width) = weight.dim();
    let image = Checked::new(image, (height, width), stride, padding)?;
    let (down, across) = image.positions;
    product("responses", d, down * across)?;
    Ok(Array3::from_shape_fn((d, down, across), |(j, row, column)| {
        let filter = weight.index_axis(Axis(0), j);
        (&filter * &image.patch(row, column)).sum()
    }))
}
// ANCHOR_END: direct

// ANCHOR: patches
/// Every patch as a column (im2col): `(k²c, positions)`.
///
/// # Errors
/// If the kernel does not fit into the image.
pub fn patches(
    image: &Array3<f64>,
    kernel: (usize, usize),
    stride: usize,
    padding: usize,
) -> Result<Array2<f64>, Error> {
    let image = Checked::new(image, kernel, stride, padding)?;
    let (down, across) = image.positions;
    let fan_in = product("fan_in", kernel.0 * kernel.1, image.padded.dim().0)?;
    product("numbers in patches", fan_in, down * across)?;
    let mut columns = Array2::zeros((fan_in, down * across));
    for (position, mut column) in columns.columns_mut().into_iter().enumerate() {
        let patch = image.patch(position / across, position % across);
        column.assign(&patch.flatten());
    }
    Ok(columns)
}
// ANCHOR_END: patches

// ANCHOR: filters
/// Every filter as a row: the paper's W, `(d, k²c)`.
pub fn filters(weight: &Array4<f64>) -> Array2<f64> {
    let (d, c, height, width) = weight.dim();
    let mut rows = Array2::zeros((d, c * height * width));
    for (filter, mut row) in weight.outer_iter().zip(rows.outer_iter_mut()) {
        row.assign(&filter.flatten());
    }
    rows
}
// ANCHOR_END: filters

// ANCHOR: by_patches
/// Equation (5) at every position at once, without the bias: W times the
/// matrix of patches. The result is `(d, positions)`.
///
/// # Errors
/// If the shapes do not fit, or the kernel does not fit into the image.
pub fn by_patches(
    image: &Array3<f64>,
    weight: &Array4<f64>,
    stride: usize,
    padding: usize,
) -> Result<Array2<f64>, Error> {
    check_weight(image, weight)?;
    let (d, _, height, width) = weight.dim();
    let columns = patches(image, (height, width), stride, padding)?;
    product("responses", d, columns.ncols())?;
    Ok(filters(weight).dot(&columns))
}
// ANCHOR_END: by_patches

// ANCHOR: rotated
/// The filters that carry a gradient back: input and output channels
/// exchanged, each kernel rotated by half a turn. `(c, d, k, k)`; its rows
/// are the paper's Ŵ, `(c, k²d)`.
pub fn rotated(weight: &Array4<f64>) -> Array4<f64> {
    let mut back = weight.clone().permuted_axes([1, 0, 2, 3]);
    back.invert_axis(Axis(2));
    back.invert_axis(Axis(3));
    back
}
// ANCHOR_END: rotated
