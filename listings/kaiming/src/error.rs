// SPDX-License-Identifier: MIT OR Apache-2.0
use std::fmt;

// ANCHOR: errors
/// Why a weight cannot be initialized. Nothing has been written when a function returns one.
#[derive(Clone, Debug, PartialEq)]
pub enum Error {
    /// A weight with this number of axes, fewer than the two that fans need.
    Axes(usize),
    /// A 0 in the shape.
    Empty {
        /// The axis, counted from 0.
        axis: usize,
        /// The shape with the 0.
        shape: Vec<usize>,
    },
    /// Groups that do not divide the channels; 0 groups divide none.
    Groups {
        /// The groups.
        groups: usize,
        /// The channels of all groups together.
        channels: usize,
    },
    /// A shape whose fan is beyond `usize`.
    Overflow(Vec<usize>),
    /// A slope that is infinite or not a number, or whose square is infinite.
    NegativeSlope(f64),
    /// A std or bound below the smallest normal number of the weight's type.
    Underflow(f64),
    /// A new array of this shape, for which there is no memory.
    Memory(Vec<usize>),
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Error::Axes(axes) => {
                write!(f, "fans need a weight of at least 2 axes, this one has {axes}")
            }
            Error::Empty { axis, shape } => {
                write!(f, "axis {axis} of the shape {shape:?} is 0")
            }
            Error::Groups { groups, channels } => {
                write!(
                    f,
                    "groups: {groups} does not divide the number of channels, {channels}"
                )
            }
            Error::Overflow(shape) => {
                write!(f, "the fan of the shape {shape:?} overflows")
            }
            Error::NegativeSlope(slope) => {
                write!(f, "the negative slope {slope} has no finite square")
            }
            Error::Underflow(scale) => {
                write!(f, "weights of the scale {scale:e} underflow their type")
            }
            Error::Memory(shape) => {
                write!(f, "no memory for a weight of the shape {shape:?}")
            }
        }
    }
}

impl std::error::Error for Error {}
// ANCHOR_END: errors
