// SPDX-License-Identifier: MIT OR Apache-2.0
//! Listing of the chapter “The convolution's fans”: a convolution written in
//! three ways, and its connections counted in both directions.
#![forbid(unsafe_code)]
#![warn(missing_docs)]

use ndarray::{Array1, Array2, Array3, Array4, ArrayView1, ArrayView3, Axis, Slice};
use rand::Rng;
use rand_distr::{Distribution, StandardNormal};

/// The largest size, kernel, stride, padding or dilation of a side.
pub const MAX_SIDE: usize = 4096;
/// How many connections, or entries of a matrix, are built at most.
pub const MAX_ELEMENTS: usize = 1 << 24;

/// Why something cannot be computed.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum Error {
    /// The number named must be at least 1.
    #[error("{0} is 0")]
    Zero(&'static str),
    /// The number named is above the limit.
    #[error("{name}: {value} is too large")]
    TooLarge {
        /// What was counted.
        name: &'static str,
        /// How many there would be.
        value: f64,
    },
    /// The kernel reaches over more than the image and its padding.
    #[error("the kernel spans {reach} pixels, the padded side {padded}")]
    Reach {
        /// Pixels from the kernel's first to its last, both included.
        reach: usize,
        /// Pixels of the padded side.
        padded: usize,
    },
    /// The groups do not divide the channels.
    #[error("groups: {groups} does not divide the number of channels, {channels}")]
    Groups {
        /// Number of groups.
        groups: usize,
        /// Channels that they should divide.
        channels: usize,
    },
    /// Two lengths that should be equal are not.
    #[error("{name}: expected {expected}, found {found}")]
    Length {
        /// What is too short or too long.
        name: &'static str,
        /// Its length.
        found: usize,
        /// The length that fits.
        expected: usize,
    },
}

fn expect_length(name: &'static str, found: usize, expected: usize) -> Result<(), Error> {
    if found == expected {
        return Ok(());
    }
    Err(Error::Length { name, found, expected })
}

fn product(name: &'static str, a: usize, b: usize) -> Result<usize, Error> {
    match a.checked_mul(b) {
        Some(product) if product <= MAX_ELEMENTS => Ok(product),
        _ => Err(Error::TooLarge { name, value: a as f64 * b as f64 }),
    }
}

// ANCHOR: side
/// One side of an image, and how the kernel moves along it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Side {
    /// Pixels of the image.
    pub size: usize,
    /// Pixels of the kernel.
    pub kernel: usize,
    /// Pixels from one position of the kernel to the next.
    pub stride: usize,
    /// Zeros before and after the image.
    pub padding: usize,
    /// Pixels from one weight of the kernel to the next.
    pub dilation: usize,
}
// ANCHOR_END: side

impl Side {
    /// A dense kernel that moves by one pixel over an unpadded image.
    pub fn new(size: usize, kernel: usize) -> Self {
        Self { size, kernel, stride: 1, padding: 0, dilation: 1 }
    }

    /// How many positions the kernel takes:
    /// ⌊(size + 2 padding − reach) / stride⌋ + 1, where the reach of the
    /// kernel is dilation (kernel − 1) + 1.
    ///
    /// # Errors
    /// If a number is 0 (the padding may be) or above [`MAX_SIDE`], or the
    /// kernel does not fit into the padded image.
    pub fn positions(&self) -> Result<usize, Error> {
        for (name, value, least) in [
            ("size of a side", self.size, 1),
            ("kernel", self.kernel, 1),
            ("stride", self.stride, 1),
            ("padding", self.padding, 0),
            ("dilation", self.dilation, 1),
        ] {
            if value < least {
                return Err(Error::Zero(name));
            }
            if value > MAX_SIDE {
                return Err(Error::TooLarge { name, value: value as f64 });
            }
        }
        let reach = self.dilation * (self.kernel - 1) + 1;
        let padded = self.size + 2 * self.padding;
        match padded.checked_sub(reach) {
            Some(rest) => Ok(rest / self.stride + 1),
            None => Err(Error::Reach { reach, padded }),
        }
    }
}

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

// ANCHOR: connection
/// One connection: `output` receives `input` times `weight`. The three
/// are indices into the flattened result, image and weight.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Connection {
    /// Which element of the result.
    pub output: usize,
    /// Which element of the image.
    pub input: usize,
    /// Which weight.
    pub weight: usize,
}
// ANCHOR_END: connection

/// A linear map as the list of its connections.
#[derive(Clone, Debug)]
pub struct Wiring {
    outputs: usize,
    inputs: usize,
    weights: usize,
    connections: Vec<Connection>,
}

impl Side {
    // ANCHOR: side_wiring
    /// The connections along one side: position o looks with its tap t at
    /// pixel o·stride + t·dilation − padding, if there is one.
    ///
    /// # Errors
    /// As [`Side::positions`], or if there would be too many connections.
    pub fn wiring(&self) -> Result<Wiring, Error> {
        let outputs = self.positions()?;
        product("connections of a side", outputs, self.kernel)?;
        let mut connections = Vec::new();
        for output in 0..outputs {
            for weight in 0..self.kernel {
                let padded = output * self.stride + weight * self.dilation;
                match padded.checked_sub(self.padding) {
                    Some(input) if input < self.size => {
                        connections.push(Connection { output, input, weight });
                    }
                    _ => {} // A zero of the padding.
                }
            }
        }
        Ok(Wiring { outputs, inputs: self.size, weights: self.kernel, connections })
    }
    // ANCHOR_END: side_wiring
}

// ANCHOR: conv
/// A convolution with as many sides as its image: 1-D, 2-D, 3-D.
#[derive(Clone, Debug, PartialEq)]
pub struct Conv {
    /// c.
    pub in_channels: usize,
    /// d, the number of filters.
    pub out_channels: usize,
    /// In how many groups the channels are split; 1 if they are not.
    pub groups: usize,
    /// The sides of the image.
    pub sides: Vec<Side>,
}
// ANCHOR_END: conv

impl Conv {
    /// Input and output channels of one group.
    fn channels_of_a_group(&self) -> Result<(usize, usize), Error> {
        let (c, d, groups) = (self.in_channels, self.out_channels, self.groups);
        for (name, value) in [("in_channels", c), ("out_channels", d), ("groups", groups)]
        {
            if value == 0 {
                return Err(Error::Zero(name));
            }
        }
        for channels in [c, d] {
            if channels % groups != 0 {
                return Err(Error::Groups { groups, channels });
            }
        }
        Ok((c / groups, d / groups))
    }

    // ANCHOR: channel_wiring
    /// Every filter with every input channel of its own group.
    fn channel_wiring(&self) -> Result<Wiring, Error> {
        let (c, d) = self.channels_of_a_group()?;
        let weights = product("connected channels", self.out_channels, c)?;
        let connect = |weight| {
            let (filter, channel) = (weight / c, weight % c);
            Connection { output: filter, input: filter / d * c + channel, weight }
        };
        let connections = (0..weights).map(connect).collect();
        let (outputs, inputs) = (self.out_channels, self.in_channels);
        Ok(Wiring { outputs, inputs, weights, connections })
    }
    // ANCHOR_END: channel_wiring

    // ANCHOR: wiring
    /// All connections: those of the channels times those of each side.
    ///
    /// # Errors
    /// If a number is 0, groups do not divide the channels, a kernel does
    /// not fit into its padded side, or there are too many connections.
    pub fn wiring(&self) -> Result<Wiring, Error> {
        let mut wiring = self.channel_wiring()?;
        for side in &self.sides {
            wiring = wiring.times(&side.wiring()?)?;
        }
        Ok(wiring)
    }
    // ANCHOR_END: wiring

    // ANCHOR: shape_fans
    /// fan_in and fan_out as PyTorch takes them from the weight's shape
    /// `(d, c / groups, k, k)`: second size times k², first size times k².
    ///
    /// # Errors
    /// If a number of channels or groups is 0, or groups do not divide.
    pub fn shape_fans(&self) -> Result<(usize, usize), Error> {
        let mut fans = (self.channels_of_a_group()?.0, self.out_channels);
        for side in &self.sides {
            fans.0 = product("fan_in", fans.0, side.kernel)?;
            fans.1 = product("fan_out", fans.1, side.kernel)?;
        }
        Ok(fans)
    }
    // ANCHOR_END: shape_fans
}

impl Wiring {
    /// The connections, in no particular order.
    pub fn connections(&self) -> &[Connection] {
        &self.connections
    }

    /// The number of different weights.
    pub fn weights(&self) -> usize {
        self.weights
    }

    // ANCHOR: times
    /// Each connection here with each one there, row-major.
    fn times(&self, side: &Wiring) -> Result<Wiring, Error> {
        let total =
            product("connections", self.connections.len(), side.connections.len())?;
        let mut connections = Vec::with_capacity(total);
        for here in &self.connections {
            connections.extend(side.connections.iter().map(|there| Connection {
                output: here.output * side.outputs + there.output,
                input: here.input * side.inputs + there.input,
                weight: here.weight * side.weights + there.weight,
            }));
        }
        Ok(Wiring {
            outputs: product("outputs", self.outputs, side.outputs)?,
            inputs: product("inputs", self.inputs, side.inputs)?,
            weights: product("weights", self.weights, side.weights)?,
            connections,
        })
    }
    // ANCHOR_END: times

    // ANCHOR: matrix
    /// The whole-image matrix, `(outputs, inputs)`; most of it is zero.
    ///
    /// # Errors
    /// If the weights are too few or too many, or the matrix too large.
    pub fn matrix(&self, weight: &[f64]) -> Result<Array2<f64>, Error> {
        expect_length("weights", weight.len(), self.weights)?;
        product("entries of the matrix", self.outputs, self.inputs)?;
        let mut matrix = Array2::zeros((self.outputs, self.inputs));
        for at in &self.connections {
            matrix[[at.output, at.input]] = weight[at.weight];
        }
        Ok(matrix)
    }
    // ANCHOR_END: matrix

    // ANCHOR: apply
    /// The matrix times `x`, without its zeros.
    ///
    /// # Errors
    /// If the weights or the elements of `x` are too few or too many.
    pub fn apply(&self, weight: &[f64], x: &[f64]) -> Result<Array1<f64>, Error> {
        expect_length("weights", weight.len(), self.weights)?;
        expect_length("inputs", x.len(), self.inputs)?;
        let mut y = vec![0.0; self.outputs];
        let sums = y.as_mut_slice();
        for at in &self.connections {
            sums[at.output] += weight[at.weight] * x[at.input];
        }
        Ok(Array1::from_vec(y))
    }
    // ANCHOR_END: apply

    // ANCHOR: transposed
    /// The backward pass: inputs and outputs exchanged, as in the transpose of
    /// the matrix. Also what a transposed convolution does forward.
    pub fn transposed(&self) -> Wiring {
        let turn = |at: &Connection| Connection {
            output: at.input,
            input: at.output,
            weight: at.weight,
        };
        Wiring {
            outputs: self.inputs,
            inputs: self.outputs,
            weights: self.weights,
            connections: self.connections.iter().map(turn).collect(),
        }
    }
    // ANCHOR_END: transposed

    // ANCHOR: mean_squares
    /// The mean square of each element of y = Mx over `draws` draws:
    /// weights of mean 0 and the variance given, x of variance 1.
    ///
    /// # Errors
    /// If `draws` is 0.
    pub fn mean_squares(
        &self,
        variance: f64,
        draws: usize,
        rng: &mut impl Rng,
    ) -> Result<Array1<f64>, Error> {
        if draws == 0 {
            return Err(Error::Zero("draws"));
        }
        let mut normals = |count| -> Vec<f64> {
            (0..count).map(|_| StandardNormal.sample(rng)).collect()
        };
        let mut sum = Array1::zeros(self.outputs);
        for _ in 0..draws {
            let weight = normals(self.weights);
            let x = normals(self.inputs);
            sum += &self.apply(&weight, &x)?.pow2();
        }
        Ok(sum * (variance / draws as f64))
    }
    // ANCHOR_END: mean_squares
}

// ANCHOR: fans
/// Counts what is not zero: in each row, in each column.
pub fn fans(matrix: &Array2<f64>) -> (Array1<usize>, Array1<usize>) {
    let count = |line: ArrayView1<f64>| {
        let non_zeros = line.iter().filter(|&&entry| entry != 0.0);
        non_zeros.count()
    };
    (matrix.map_axis(Axis(1), count), matrix.map_axis(Axis(0), count))
}
// ANCHOR_END: fans
