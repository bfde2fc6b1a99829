// SPDX-License-Identifier: MIT OR Apache-2.0
use crate::{Connection, Error, Wiring, error::product};

/// The largest size, kernel, stride, padding or dilation of a side.
pub const MAX_SIDE: usize = 4096;

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
