// SPDX-License-Identifier: MIT OR Apache-2.0

// ANCHOR: errors
/// Why a weight cannot be initialized. Nothing has been written when a function returns one.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// A weight with fewer axes than the two that fans need (three, if it is stacked).
    #[error("fans need a weight of at least {} axes, this one has {axes}", 2 + usize::from(*stacked))]
    Axes {
        /// How many it has.
        axes: usize,
        /// Whether the first of them counts weights.
        stacked: bool,
    },
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
    /// More or fewer strides than the kernel has axes, or a stride of 0.
    #[error("{}", match zero {
        true => "a stride of 0".to_string(),
        false => format!("{strides} strides for a kernel of {kernel} axes"),
    })]
    Strides {
        /// How many strides were given.
        strides: usize,
        /// Whether one of them is 0.
        zero: bool,
        /// How many axes the kernel has.
        kernel: usize,
    },
    /// A shape whose fan is beyond `usize`.
    #[error("the fan of the shape {0:?} overflows")]
    Overflow(Vec<usize>),
    /// A slope that is infinite or not a number, or whose square is infinite.
    #[error("the negative slope {0:e} has no finite square")]
    NegativeSlope(f64),
    /// A gain that is not a positive, finite number.
    #[error("a gain of {0:e}; it takes a positive number")]
    Gain(f64),
    /// A std or bound so small that the weights would lose precision: below the type's
    /// [`SMALLEST_SCALE`](crate::Element::SMALLEST_SCALE).
    #[error("weights of the scale {0:e} underflow their type")]
    Underflow(f64),
    /// A std or bound above an eighth of the largest number of the weight's type.
    #[error("weights of the scale {0:e} overflow their type")]
    TooLarge(f64),
    /// A slice whose length is not the product of the shape.
    #[error("a slice of {length} weights for the shape {shape:?}")]
    Length {
        /// The slice's length.
        length: usize,
        /// The shape that was given with it.
        shape: Vec<usize>,
    },
    /// A weight of this shape, for which there is no memory.
    #[error("no memory for a weight of the shape {0:?}")]
    Memory(Vec<usize>),
    /// A word that is not the name of a mode, a gain or an order of axes.
    #[error("there is no mode, gain or order of axes {0:?}")]
    Name(String),
}
// ANCHOR_END: errors
