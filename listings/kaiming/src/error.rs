// SPDX-License-Identifier: MIT OR Apache-2.0

// ANCHOR: errors
/// Why a weight cannot be initialized. Nothing has been written when a function returns one.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum Error {
    /// A weight with this number of axes, fewer than the two that fans need.
    #[error("fans need a weight of at least 2 axes, this one has {0}")]
    Axes(usize),
    /// A 0 in the shape.
    #[error("axis {axis} of the shape {shape:?} is 0")]
    Empty {
        /// The axis, counted from 0.
        axis: usize,
        /// The shape with the 0.
        shape: Vec<usize>,
    },
    /// Groups that do not divide the channels; 0 groups divide none.
    #[error("groups: {groups} does not divide the number of channels, {channels}")]
    Groups {
        /// The groups.
        groups: usize,
        /// The channels of all groups together.
        channels: usize,
    },
    /// A shape whose fan is beyond `usize`.
    #[error("the fan of the shape {0:?} overflows")]
    Overflow(Vec<usize>),
    /// A slope that is infinite or not a number, or whose square is infinite.
    #[error("the negative slope {0} has no finite square")]
    NegativeSlope(f64),
    /// A std or bound below the smallest normal number of the weight's type.
    #[error("weights of the scale {0:e} underflow their type")]
    Underflow(f64),
    /// A new array of this shape, for which there is no memory.
    #[error("no memory for a weight of the shape {0:?}")]
    Memory(Vec<usize>),
}
// ANCHOR_END: errors
